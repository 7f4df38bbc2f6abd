#!/bin/sh
# pl-funnel: what deals reached, where they were lost, how long they stayed.
. "${0%/*}/lib.sh"
PL_TODAY=2026-03-31
export PL_TODAY
HEAD=pipeline,stage,reached,to_next,to_next_low,to_next_high,overall,lost,here,skipped,\
mean_days,median_days,p90_days,drag,bottleneck

cat >stages.csv <<'X'
stage,kind,max_days,aliases
Lead,open,10,
Demo,open,,Meeting
Proposal,open,,
Won,won,,
Fulfilment,won,,
Lost,lost,,
X
# Won in steps; a stage skipped, then lost; two open ones, one worth nothing known;
# lost at once.
cat >deals.csv <<'X'
id,owner,stage,amount,created,history
1,ana,Won,100,2026-01-01,Lead@2026-01-01 > Meeting@2026-01-11 > Proposal@2026-01-21 > Won@2026-01-31
2,ana,Lost,200,2026-01-01,Lead@2026-01-01 > Proposal@2026-01-11 > Lost@2026-02-10
3,bo,Demo,300,2026-01-01,Lead@2026-01-01 > Demo@2026-01-31
4,bo,Lead,,2026-03-01,Lead@2026-03-01
5,bo,Lost,200,2026-01-01,Lead@2026-01-01 > Lost@2026-01-06
X
# Worked by hand: Lead 10 10 30 30+ 5 days, limit 10: 20 x 300 + 20 x 200; Demo 10
# 59+, limit 10, its median: 49 x 300; Proposal 10 30, limit 10: 20 x 200.
ROWS=",Lead,5,0.600000,0.230724,0.882379,1.000000,1,1,0,13.75,10.00,,0.348432,
,Demo,3,0.666667,0.207660,0.938508,0.600000,0,1,1,10.00,10.00,,0.512195,yes
,Proposal,2,0.500000,0.094531,0.905469,0.400000,1,0,0,20.00,10.00,30.00,0.139373,
,Won,1,,,,0.200000,0,0,0,,,,,"
runs 'the worked example' 0 "$HEAD$NL$ROWS" '' pl-funnel deals.csv
runs 'the same from standard input' 0 "$HEAD$NL$ROWS" '' env STDIN= sh -c 'pl-funnel - <deals.csv'
sed 's/$/\r/; 1s/^/\xef\xbb\xbf/' deals.csv >crlf.csv
runs 'CRLF with BOM' 0 "$HEAD$NL$ROWS" '' pl-funnel crlf.csv
(sed -n 1,3p deals.csv) >one.csv
(sed 2,3d deals.csv | tr , ';') >two.csv
runs 'two files, of two dialects, are one' 0 "$HEAD$NL$ROWS" '' pl-funnel one.csv two.csv
PL_FILE=deals.csv
export PL_FILE
runs 'PL_FILE' 0 "$HEAD$NL$ROWS" '' pl-funnel
unset PL_FILE

# The columns asked for with cut: which is field 0's number 1, and so on.
# some NAME EXPECTED COLUMNS OPTION...: these columns of the rows, a line each.
some() {
	t_name_=$1 t_want=$2 t_columns=$3
	shift 3
	is "$t_name_" "$t_want" "$(pl-funnel -q -H -o csv "$@" deals.csv | cut -d , -f "$t_columns")"
}

# A past day, a period, groups.
some 'as of a past day' ',Lead,4,1,0
,Demo,3,0,1
,Proposal,2,0,1
,Won,1,0,0' 1-3,8,9 --as-of 2026-02-05
some 'a period is of deals created in it' ',Lead,1,0,1
,Demo,0,0,0
,Proposal,0,0,0
,Won,0,0,0' 1-3,8,9 -P 2026-03
some 'nothing to divide by is blank' ',Lead,1,0.000000,1.000000
,Demo,0,,0.000000
,Proposal,0,,0.000000
,Won,0,,0.000000' 1-4,7 -P 2026-03
some 'groups' 'ana,,Lead,2
ana,,Demo,2
ana,,Proposal,2
ana,,Won,1
bo,,Lead,3
bo,,Demo,1
bo,,Proposal,0
bo,,Won,0' 1-4 -b owner
some 'a filter' ',Lead,1
,Demo,1
,Proposal,1
,Won,1' 1-3 -w id=1
some 'sorted, and the first' ',Won,1
,Proposal,2' 1-3 -S reached -N 2
some 'none: no rows' '' 1-3 -w id=9

cat >activities.csv <<'X'
deal,done,type
1,2026-01-02,call
1,2026-01-03,Call
1,2026-01-04,demo
2,2026-01-02,call
3,2026-04-02,demo
X
some 'a deal is under every type of activity it had, once' 'call,,Lead,2
call,,Demo,2
call,,Proposal,2
call,,Won,1
demo,,Lead,1
demo,,Demo,1
demo,,Proposal,1
demo,,Won,1
,,Lead,3
,,Demo,1
,,Proposal,0
,,Won,0' 1-4 -b activity
rm activities.csv

# Pipelines, each with its own bottleneck and its own mean.
mkdir two && cp stages.csv two/one.csv
printf 'pipeline,stage,kind,max_days\nA,Lead,open,0\nA,Won,won,\nB,Lead,open,0\nB,Talk,open,0\nB,Won,won,\n' \
    >two/stages.csv
cat >two/deals.csv <<'X'
pipeline,stage,amount,created,history
A,Lead,1000,2026-03-21,Lead@2026-03-21
B,Lead,10,2026-03-21,Lead@2026-03-21
B,Talk,,2026-03-21,Talk@2026-03-16
X
is 'shares, means and bottlenecks are a pipeline'\''s' 'A,Lead,1,1.000000,yes
A,Won,0,,
B,Lead,2,0.400000,
B,Talk,1,0.600000,yes
B,Won,0,,' "$(pl-funnel -H two/deals.csv | cut -d , -f 1-3,14,15)"
is '-p' 'B,Lead,2,0.400000,
B,Talk,1,0.600000,yes
B,Won,0,,' "$(pl-funnel -H -p B two/deals.csv | cut -d , -f 1-3,14,15)"
is '-b pipeline is no other' "$(pl-funnel two/deals.csv)" "$(pl-funnel -b pipeline two/deals.csv)"
runs '-b stage' 2 '' 'pl-funnel: --by: a row is a stage already (try pl-funnel --help)' \
    pl-funnel -b stage two/deals.csv
# went to the other one: what it passed here is not its own
printf 'pipeline,stage,created,history\nB,Talk,2026-01-01,%s\n' \
    'pipeline=A@2026-01-01 > Lead@2026-01-01 > pipeline=B@2026-01-11 > Talk@2026-01-11' >two/deals.csv
is 'a deal that changed its pipeline counts in the one it is in' 'B,Lead,1,0,1,
B,Talk,1,0,0,
B,Won,0,0,0,' "$(pl-funnel -H two/deals.csv | awk -F , -v OFS=, '{ print $1, $2, $3, $8, $10, $11 }')"

# Without histories.
printf 'stage,created,closed\nDemo,2026-01-01,\nWon,2026-01-01,2026-02-01\nLost,2026-01-01,2026-02-01\n' \
    >bare.csv
runs 'without histories: lost from an unknown stage, nothing said of skipping' 0 "$HEAD
,Lead,2,1.000000,0.342380,1.000000,1.000000,0,0,,,,,,
,Demo,2,0.500000,0.094531,0.905469,1.000000,0,1,,,,,,
,Proposal,1,1.000000,0.206549,1.000000,0.500000,0,0,,,,,,
,Won,1,,,,0.500000,0,0,,,,,,
,unknown,1,,,,,1,0,,,,,," 'pl-funnel: no history: 3 deals, whose times in stages are not known' \
    pl-funnel bare.csv
is '-q says nothing of it' '' "$(pl-funnel -q bare.csv 2>&1 >/dev/null)"
printf 'stage,status,created,closed,stage_since\nDemo,lost,2026-01-01,2026-02-10,2026-01-31\n%s\n%s\n' \
    'Demo,open,2026-01-01,,2026-03-11' 'Demo,won,2026-01-01,2026-02-20,2026-01-31' >apart.csv
is 'a status apart: lost from its stage, which it left that day; stage_since tells of visits' \
    ',Lead,3,0,0,,,
,Demo,3,1,1,15.00,20.00,
,Proposal,1,0,0,,,
,Won,1,0,0,,,' "$(pl-funnel -H apart.csv | awk -F , -v OFS=, '{ print $1, $2, $3, $8, $9, $11, $12, $13 }')"
printf 'stage\nLead\nDemo\n' >undated.csv
runs 'deals without a created date are in no period, said once' 0 "$HEAD" \
    'pl-funnel: no created date: 2 deals, left out' pl-funnel undated.csv
cat >again.csv <<'X'
stage,amount,created,history
Lead,,2026-01-01,Lead@2026-01-01 > Demo@2026-01-11 > Lead@2026-01-12 > Demo@2026-01-13 > Lead@2026-03-21
Demo,,2026-01-01,Lead@2026-01-01 > Won@2026-01-02 > Demo@2026-01-03
X
is 'again and again: each visit counts, the furthest stays; won once, then reopened, is here at Won' \
    ',Lead,2,0,0,4.00,1.00,
,Demo,2,1,0,34.00,67.00,
,Proposal,1,0,1,,,
,Won,1,1,0,1.00,1.00,1.00' \
    "$(pl-funnel -H again.csv | awk -F , -v OFS=, '{ print $1, $2, $3, $9, $10, $11, $12, $13 }')"
printf 'stage,max_days\nA,never\nB,\nWon,\n' >never.csv
printf 'stage,created,history\nA,2020-01-01,A@2020-01-01\nB,2020-01-01,%s\nWon,2020-01-01,%s\n' \
    'A@2020-01-01 > B@2020-01-02' 'A@2020-01-01 > B@2020-01-02 > Won@2020-01-03' >old.csv
is 'never drags; nobody has an amount: 1 each' 'A,0.000000,
B,1.000000,yes
Won,,' "$(pl-funnel -H -s never.csv old.csv | cut -d , -f 2,14,15)"

# Currencies.
printf 'stage,amount,currency,created\nLead,5,EUR,2026-01-01\nLead,5,USD,2026-01-01\nDemo,5,EUR,2026-01-01\n' \
    >money.csv
is 'currencies are rows of their own, since drag is money' 'EUR,,Lead,2
EUR,,Demo,1
EUR,,Proposal,0
EUR,,Won,0
USD,,Lead,1
USD,,Demo,0
USD,,Proposal,0
USD,,Won,0' "$(pl-funnel -q -H money.csv | cut -d , -f 1-4)"
printf 'date,from,to,rate\n2026-01-01,USD,EUR,0.9\n' >eur.csv
is 'unless rates serve' ',Lead,3
,Demo,1
,Proposal,0
,Won,0' "$(pl-funnel -q -H --rates eur.csv money.csv | cut -d , -f 1-3)"

# Bad rows, no rows.
printf 'stage,amount,created\nLead,12x,2026-01-01\nGone,1,2026-01-01\n' >bad.csv
runs 'what cannot be used is said' 0 "$HEAD
,Lead,1,0.000000,0.000000,0.793451,1.000000,0,1,,,,,,
,Demo,0,,,,0.000000,0,0,,,,,,
,Proposal,0,,,,0.000000,0,0,,,,,,
,Won,0,,,,0.000000,0,0,,,,,," "*bad.csv:2: amount: '12x' is not an amount
*bad.csv:3: stage: 'Gone' is none of the stages; the row is left out
*no history: 1 deal,*" pl-funnel bad.csv
runs 'and an error with --strict' 2 '' "pl-funnel: bad.csv:2: amount: '12x' is not an amount" \
    pl-funnel --strict bad.csv
printf 'stage,created\n' >none.csv
runs 'no deals' 0 "$HEAD" '' pl-funnel none.csv
: >empty.csv
runs 'an empty file' 2 '' 'pl-funnel: empty.csv: is empty (a deals file begins with a header line)' \
    pl-funnel empty.csv
runs 'an empty pipe' 2 '' 'pl-funnel: standard input: is empty (no deals: name a file)' \
    sh -c ': | pl-funnel'

# Formats.
like 'table' '*stage *reached*Lead*5*60.0 %*23.1 %*88.2 %*Demo*yes*' "$(pl-funnel -o table deals.csv)"
runs 'tsv without a header' 0 "${TAB}Won${TAB}1$TAB$TAB$TAB${TAB}0.200000${TAB}0${TAB}0${TAB}0$TAB$TAB$TAB$TAB$TAB" '' \
    pl-funnel -o tsv -H -S reached -N 1 deals.csv
runs 'json' 0 '[
{"pipeline":null,"stage":"Won","reached":1,"to_next":null,"to_next_low":null,"to_next_high":null,'\
'"overall":0.200000,"lost":0,"here":0,"skipped":0,"mean_days":null,"median_days":null,'\
'"p90_days":null,"drag":null,"bottleneck":false}
]' '' pl-funnel -o json -S reached -N 1 deals.csv
like 'jsonl' '{"pipeline":*"bottleneck":true}*' "$(pl-funnel -o jsonl -S -drag -N 1 deals.csv)"
like 'md' '| pipeline | stage |*| Demo | 3 | 66.7 % |*' "$(pl-funnel -o md deals.csv)"
like 'html' '*<td*Demo*' "$(pl-funnel -o html deals.csv)"
full_disk '/dev/full' pl-funnel deals.csv
closed_pipe 'a closed pipe' pl-funnel deals.csv

# Usage.
runs 'no such file' 2 '' 'pl-funnel: no.csv: No such file or directory' pl-funnel no.csv
runs 'an unknown option' 2 '' 'pl-funnel: unknown option --perid (did you mean --period?)*' \
    pl-funnel --perid 2026 deals.csv
runs 'an unknown column' 2 '' "pl-funnel: deals.csv: there is no column 'ownr' (nearest: owner*" \
    pl-funnel -b ownr deals.csv
runs 'not a period' 2 '' "pl-funnel: --period: '2026-Q9' is not a period*" \
    pl-funnel -P 2026-Q9 deals.csv
runs 'an unknown order' 2 '' "pl-funnel: --sort: no column 'won' to sort by; there are *" \
    pl-funnel -S won deals.csv
runs 'not a currency' 2 '' "pl-funnel: --currency: 'euro' is not a currency code (three letters)*" \
    pl-funnel --currency euro deals.csv
like '--help' 'usage: pl-funnel *--by*--period*--rates*--lookup*--as-of*' "$(pl-funnel --help)"
like '--version' 'pl-funnel *' "$(pl-funnel --version)"

done_testing
