#!/bin/sh
# pl-stall: each rule, each clock, each limit, holding and not.
. "${0%/*}/lib.sh"
PL_TODAY=2026-09-30
export PL_TODAY
unset PL_FILE PL_MAP PL_OUTPUT PL_STAGES PL_CURRENCY

# The stages of all files below; every stage but Meeting has a limit.
cat >stages.csv <<'X'
stage,kind,max_days,required,probability
Lead,open,30,,10
Meeting,open,,contact; budget=yes,40
Proposal,open,never,contact;amount>0,60
Won,won,45,,
Done,won,never,,
Lost,lost,,lost_reason,
X

# deals ROW...: deals.csv of these rows.
deals() {
	printf '%s\n' "$head" "$@" >deals.csv
}
# stalls NAME 'ID DAYS LIMIT RULES; ...' OPTION...: who stalls, worst first.
stalls() {
	t_name_=$1 t_want=$2
	shift 2
	is "$t_name_" "$t_want" "$(pl-stall -q -o tsv -H "$@" deals.csv |
	    awk -F '\t' '{ printf "%s%s %s %s %s", (NR > 1 ? "; " : ""), $1,
		$(NF - 2), $(NF - 1), $NF }')"
}

# old, by the stage's limit
head=id,stage,amount,created,history
deals '1,Lead,5,2026-01-01,Lead@2026-08-31' '2,Lead,5,2026-01-01,Lead@2026-08-30' \
    '3,Proposal,5,2020-01-01,Proposal@2020-01-01' '4,Lead,,2026-01-01,Lead@2026-01-01' \
    '5,Lead,1,2026-01-01,Lead@2026-01-01 > Proposal@2026-02-01 > Lead@2026-09-29' \
    '6,Lost,9,2020-01-01,Lead@2020-01-01 > Lost@2020-02-01'
stalls 'old: 31 days of 30, and not 30; never is never; the last visit counts' \
    '2 31 30 old; 4 272 30 old' --rules old
stalls 'a limit of one'\''s own, before each stage'\''s' \
    '3 2464 29 old; 2 31 29 old; 1 30 29 old; 4 272 29 old' --rules old --limit 29
stalls 'a day past: in a stage not known then there is no limit' '4 40 30 old' --rules old \
    --as-of 2026-02-10
head=id,stage,amount,created
deals 1,Lead,5,2026-08-30 2,Lead,5,2026-08-31 3,Lead,5,
stalls 'no history column: the same' '1 31 30 old' --rules old
head=id,stage,stage_since
deals 1,Lead,2026-08-30 2,Lead,2026-08-31
stalls 'stage_since serves' '1 31 30 old' --rules old

# won ones that hang
head=id,stage,amount,closed,next_date,close_date,last_activity,history
deals '1,Won,100,2026-08-15,2026-09-01,2026-08-15,2026-01-01,Lead@2026-01-01 > Won@2026-08-15' \
    '2,Won,100,2026-08-16,2026-09-01,,2026-01-01,Lead@2026-01-01 > Won@2026-08-16' \
    '3,Done,100,2020-01-01,,,,Lead@2019-01-01 > Done@2020-01-01' \
    '4,Won,10,2026-01-01,,,,Lead@2019-01-01 > Won@2026-01-01 > Done@2026-09-01'
stalls 'a won deal in a won stage with max_days hangs, by old alone' '1 46 45 old' --rules all
stalls 'and not where old is not asked for' '' --rules overdue,late-next,silent,no-next

# The other rules. Each has a deal for which it holds, and one just short of it.
head=id,stage,close_date,history,next_date,last_activity,created
deals '1,Lead,2026-09-29,,2026-10-09,2026-09-29,2026-09-29' \
    '2,Lead,2026-09-30,,2026-10-09,2026-09-29,2026-09-29' \
    '3,Lead,,,2026-10-09,2026-09-29,2026-09-29'
stalls 'overdue' '1 1 30 overdue'
deals '1,Lead,2026-12-01,close_date=2026-10-01@2026-09-01 > close_date=2026-11-01@2026-09-02 > close_date=2026-10-15@2026-09-03 > close_date=2026-11-02@2026-09-04 > close_date=2026-12-01@2026-09-05,2026-10-09,2026-09-29,2026-09-29' \
    '2,Lead,2026-12-01,close_date=2026-10-01@2026-09-01 > close_date=2026-11-01@2026-09-02 > close_date=2026-12-01@2026-09-05,2026-10-09,2026-09-29,2026-09-29'
stalls 'pushed: three times, one earlier in between' '1 1 30 pushed' --rules pushed
stalls '--pushes' '1 1 30 pushed; 2 1 30 pushed' --rules pushed --pushes 2
stalls 'pushed is none of the default rules' ''
deals '1,Lead,,,,2026-09-29,2026-09-29' '2,Lead,,,2026-09-30,2026-09-29,2026-09-29' \
    '3,Lead,,,2026-09-29,2026-09-29,2026-09-29'
stalls 'no-next' '1 1 30 no-next' --rules no-next
stalls 'late-next' '3 1 30 late-next'
stalls 'both' '1 1 30 no-next; 3 1 30 late-next' --rules late-next,no-next
deals '1,Lead,,Lead@2026-09-29,2026-10-09,2026-08-30,2026-09-29' \
    '2,Lead,,Lead@2026-09-29,2026-10-09,2026-08-31,2026-09-29' \
    '3,Lead,,Lead@2026-08-30,2026-10-09,,2026-09-29' '4,Lead,,,2026-10-09,,2026-08-30' \
    '5,Lead,,Lead@2026-09-15,2026-10-09,,2026-01-01'
stalls 'silent: last activity, else history, else created' \
    '3 31 30 silent; 4 31 30 silent; 1 1 30 silent' --rules silent
stalls '--silent-days' '4 31 30 silent; 3 31 30 silent; 1 1 30 silent; 2 1 30 silent' \
    --rules silent --silent-days 29 -S -days_stalled,last_activity,-id
stalls '--honor-next lifts old and silent' '' --honor-next
deals '1,Lead,2026-09-01,Lead@2026-01-01,2026-09-30,2026-01-01,2026-01-01' \
    '2,Lead,2026-09-01,Lead@2026-01-01,2026-09-29,2026-01-01,2026-01-01'
stalls 'a step planned for today counts, and lifts nothing else' \
    '1 272 30 overdue; 2 272 30 old;overdue;late-next;silent' --honor-next
stalls 'the rules stand in their own order' '1 272 30 old;overdue;silent; 2 272 30 old;overdue;late-next;silent' \
    --rules silent,late-next,overdue,old

# gaps
head=id,stage,amount,contact,budget
deals 1,Meeting,1,Ann,yes 2,Meeting,1,,Yes 3,Meeting,1,Ann,no 4,Proposal,0,Ann, 5,Proposal,1,Ann, \
    6,Proposal,,Ann, 7,Lead,,, 8,Lost,,,
stalls 'gaps: what its own stage requires' '2   gaps; 3   gaps; 4   gaps; 6   gaps' --rules gaps
head=id,stage,amount,contact
deals 1,Meeting,1,Ann 2,Meeting,1,
runs 'gaps: a column that is not there is not looked at, said once' 0 'id,stage,amount,contact,days_stalled,limit,stalled_by
2,Meeting,1,,,,gaps' "pl-stall: gaps: 'budget=yes' of stage 'Meeting' is not looked at: there is no such column" \
    pl-stall --rules gaps deals.csv
printf 'stage,kind,required\nLead,open,amount>much\n' >wrong.csv
head=id,stage
deals 1,Lead
runs 'a requirement that cannot be read' 2 '' \
    "pl-stall: wrong.csv: stage 'Lead' requires 'amount': 'much' is not an amount" \
    pl-stall --rules gaps -s wrong.csv deals.csv

# Clocks.
head=id,stage,created,last_activity,modified,history
deals 1,Lead,2026-01-01,2026-09-10,2026-09-20,Lead@2026-09-01 2,Lead,2026-02-01,,,Lead@2026-08-01 \
    3,Lead,,,,
stalls 'the clock of the stage' '2 60 5 old; 1 29 5 old' --rules old --limit 5
stalls '--clock created' '1 272 5 old; 2 241 5 old' --rules old --limit 5 --clock created
stalls '--clock changed: the last of history, activity, modified' '2 60 5 old; 1 10 5 old' \
    --rules old --limit 5 --clock changed
stalls '--clock activity' '1 20 5 old' --rules old --limit 5 --clock activity
runs '--clock without --limit' 2 '' 'pl-stall: --clock needs --limit DAYS (try pl-stall --help)' \
    pl-stall --clock created deals.csv
# 2026-09-30 is a Wednesday: 21 weekdays since 1 September, 22 since 31 August
deals 1,Lead,2026-08-31,,,Lead@2026-09-01 2,Lead,2026-08-31,,,Lead@2026-08-31
stalls '--workdays' '2 22 21 old' --rules old --limit 21 --workdays
stalls '--workdays, silent' '2 22 30 silent' --rules silent --silent-days 21 --workdays

# Limits that are learned: won deals spent 1, 2, ... days in Meeting.
# won COUNT: deals.csv with so many, and two open ones, 17 and 18 days there.
won() {
	awk -v n="$1" 'BEGIN {
		print "id,stage,amount,created,closed,close_date,history"
		for (i = 1; i <= n; i++)
			printf "w%d,Done,,2026-01-01,2026-03-%02d,,Lead@2026-01-01 > Meeting@2026-03-01 > Done@2026-03-%02d\n",
			    i, i + 1, i + 1
		print "a,Meeting,7,2026-01-01,,,Lead@2026-01-01 > Meeting@2026-09-13"
		print "b,Meeting,7,2026-01-01,,,Lead@2026-01-01 > Meeting@2026-09-12"
		print "c,Meeting,7,2026-01-01,,,Lead@2026-01-01 > Meeting@2026-09-11"
		print "d,Meeting,7,,,,"
	}' >deals.csv
}
won 20
stalls 'from 20 won deals on: the 18th of them' 'c 19 18 old' --rules old
stalls 'the limit of a deal without stage dates is one of whole cycles, and it has no clock' \
    '' --rules old -w id=d
won 19
runs 'from 19 none, said' 0 '' 'pl-stall: old never holds: there is no limit (--limit, max_days in stages.csv, or 20 won deals to learn it from)' \
    pl-stall --rules old deals.csv
won 21
stalls 'of 21 the 19th' '' --rules old
won 20
stalls 'learned from all deals, whichever are looked at' 'c 19 18 old' --rules old -w id=c
echo 'x,Meeting,7,2026-01-01,,,Lead@2026-01-01 > Meeting@2026-09-09' >>deals.csv
stalls 'in workdays: three of the weeks of a month' 'x 15 14 old' --rules old --workdays
won 20
pl-list -c id,stage,amount,created,closed deals.csv >cycles.csv
printf 'e,Lead,1,2026-01-01,\nf,Meeting,1,2026-07-01,\ng,Meeting,1,2026-07-31,\n' >>cycles.csv
mv cycles.csv deals.csv
# cycles of 60 ... 79 days: the 18th is 77; a to c are 272 days old
stalls 'without stage dates: cycles' 'f 91 77 old; a 272 77 old; b 272 77 old; c 272 77 old; e 272 30 old' \
    --rules old -S days_stalled,id

# rushed: won deals needed 1, 2, ... 20 days from Meeting; 18 of 20 needed 3 or more.
won 20
cp deals.csv won.csv
printf '%s\n' 'r,Meeting,1,2026-09-20,,2026-10-02,Meeting@2026-09-20' \
    's,Meeting,1,2026-09-20,,2026-10-03,Meeting@2026-09-20' \
    't,Meeting,1,2026-09-20,,2026-09-29,Meeting@2026-09-20' >>deals.csv
stalls 'rushed: two days left are too few, three are not; overdue is not rushed' 'r 10 18 rushed' \
    --rules rushed
sed '/^w20/d' deals.csv >few.csv && mv few.csv deals.csv
runs 'not from 19' 0 '' 'pl-stall: rushed never holds: no stage has 20 won deals with a history to learn from' \
    pl-stall --rules rushed deals.csv

# What a file lacks: those rules never hold, said once each.
head=id,stage
deals 1,Lead
runs 'a file of a stage and nothing else' 0 '' \
"pl-stall: deals.csv: overdue never holds: there is no column for close_date
pl-stall: deals.csv: late-next never holds: there is no column for next_date
pl-stall: deals.csv: silent never holds: there is no column for last_activity, history or created
pl-stall: deals.csv: old never holds: there is no column for history, stage_since or created" \
    pl-stall deals.csv
runs '-q says nothing' 0 '' '' pl-stall -q deals.csv
runs 'a clock without its column' 0 '' \
    'pl-stall: deals.csv: old never holds: there is no column for last_activity' \
    pl-stall --rules old --clock activity --limit 1 deals.csv
printf 'id,deal\n1,x\n' >none.csv
runs 'no stage at all' 2 '' \
    'pl-stall: none.csv: there is no column for the stage (say --map stage=HEADER)' pl-stall none.csv

# Order, and what is printed.
head=id,stage,amount,created
deals 1,Lead,10,2026-08-01 2,Lead,1000,2026-08-30 3,Lead,,2025-01-01 4,Lead,20,2026-08-16 \
    5,Lead,300,2026-08-01,extra,cells 6,Lead
printf '\357\273\277' >bom.csv
sed "s/\$/$(printf '\r')/; s/,/;/g" deals.csv >>bom.csv
printf '\357\273\277id;stage;amount;created;days_stalled;limit;stalled_by\r
5;Lead;300;2026-08-01;60;30;old\r
2;Lead;1000;2026-08-30;31;30;old\r
1;Lead;10;2026-08-01;60;30;old\r
4;Lead;20;2026-08-16;45;30;old\r
3;Lead;;2025-01-01;637;30;old\r\n' >want
pl-stall --rules old bom.csv >out
same_bytes 'worst first: amount by days over the limit, then days; BOM, CRLF, semicolons' want out
stalls '-S' '3 637 30 old; 1 60 30 old; 5 60 30 old' --rules old -S -days_stalled,id -N 3
stalls '-S of a field' '2 31 30 old; 5 60 30 old' --rules old -S -amount -N 2
stalls '-S of the rules and the limit' '1 60 30 old' --rules old -S stalled_by,limit,id -N 1
runs '-H' 0 '2,Lead,1000,2026-08-30,31,30,old' '' pl-stall -H --rules old -w id=2 deals.csv
runs 'nothing is stalled: nothing at all' 0 '' '' pl-stall --rules old -w id=6 deals.csv
runs 'in no format' 0 '' '' pl-stall -o json --rules old -w id=6 deals.csv
runs '-o jsonl' 0 '{"id":"2","stage":"Lead","amount":1000.00,"created":"2026-08-30","days_stalled":31,"limit":30,"stalled_by":"old"}' \
    '' pl-stall -o jsonl --rules old -w id=2 deals.csv
runs '-o table: what a person needs' 0 \
'id  stage  amount  days stalled  limit  stalled by
──  ─────  ──────  ────────────  ─────  ──────────
5   Lead      300            60     30  old
2   Lead    1,000            31     30  old' '' pl-stall -o table --rules old -N 2 deals.csv
pl-stall --rules old deals.csv | pl-list -c id,days_stalled -N 1 >out
printf 'id,days_stalled\n5,60\n' >want
same_bytes 'it is a deals file' want out
runs '--exit-code, something stalls' 1 '5,Lead,300,2026-08-01,60,30,old' '' \
    pl-stall --exit-code -H -N 1 --rules old deals.csv
runs '--exit-code, nothing' 0 '' '' pl-stall --exit-code --rules old -w id=6 deals.csv
is 'two files' '5 x5 2 x2 1 x1 4 x4 3 x3' "$(sed 's/^[1-9]/x&/' deals.csv |
    pl-stall --rules old -H deals.csv - | cut -d , -f 1 | paste -s -d ' ' -)"
sed 's/,2026/,x2026/' deals.csv >bad.csv
runs 'bad dates are said, and nothing stalls by them' 0 \
    'id,stage,amount,created,days_stalled,limit,stalled_by
3,Lead,,2025-01-01,637,30,old' "pl-stall: bad.csv:2: created: 'x2026-08-01' is not a date
pl-stall: bad.csv:3: *
pl-stall: created: is not a date: and 1 more" pl-stall --rules old bad.csv
runs '--strict' 2 '' "pl-stall: bad.csv:2: created: 'x2026-08-01' is not a date" \
    pl-stall --strict bad.csv
printf 'id,stage,created\n1,Led,2020-01-01\n' >stage.csv
runs 'a row whose stage is none of the stages' 0 '' \
    "pl-stall: stage.csv:2: stage: 'Led' is none of the stages; the row is left out" \
    pl-stall --rules old stage.csv

# As of a day past: judged by what was then, and printed so.
head=id,stage,amount,owner,created,history
deals '1,Won,900,ana,2026-01-01,Lead@2026-01-01 > amount=100@2026-01-01 > owner=bo@2026-01-01 > Meeting@2026-03-01 > amount=900@2026-03-01 > owner=ana@2026-03-02 > Won@2026-09-01' \
    '2,Lead,5,ana,2026-03-01,Lead@2026-03-01'
runs '--as-of' 0 'id,stage,amount,owner,created,history,days_stalled,limit,stalled_by
1,Lead,100,bo,2026-01-01,Lead@2026-01-01 > amount=100@2026-01-01 > owner=bo@2026-01-01,45,30,old' '' \
    pl-stall --rules old --as-of 2026-02-15 deals.csv

# --summary
printf 'stage,kind,max_days\nLead,open,30\nMeeting,open,\nEmpty,open,never\nWon,won,45\nDone,won,\nLost,lost,\n' >stages.csv
cat >hung.csv <<'X'
id,stage,amount,currency,created,history
1,Lead,100,,2026-08-01,
2,Lead,50.5,,2026-09-29,
3,Meeting,7,,2026-01-01,
4,Won,9,,2026-01-01,Won@2026-01-01
X
runs '--summary: a row a stage; won ones are none of the open' 0 \
'pipeline,stage,open,amount,stalled,stalled_amount,limit
,Lead,2,150.50,1,100.00,30
,Meeting,1,7.00,0,0.00,
,Empty,0,0.00,0,0.00,
,Won,,,1,9.00,45' '' pl-stall --summary --rules old hung.csv
runs '--summary, --limit' 0 'stage,stalled,limit
Lead,1,10
Meeting,1,10
Empty,0,10
Won,1,10' '' sh -c 'pl-stall --summary --rules old --limit 10 hung.csv | cut -d , -f 2,5,7'
sed '2s/100,,/100,USD,/; 3s/50.5,,/50.5,EUR,/' hung.csv >two.csv
runs '--summary of two currencies: never added up' 0 \
'currency,pipeline,stage,open,amount,stalled,stalled_amount,limit
,,Meeting,1,7.00,0,0.00,
,,Won,,,1,9.00,45
EUR,,Lead,1,50.50,0,0.00,30
USD,,Lead,1,100.00,1,100.00,30' '' pl-stall --summary --rules old two.csv
runs '--summary of no deals: all stages' 0 'pipeline,stage,open,amount,stalled,stalled_amount,limit
,Lead,0,0.00,0,0.00,30' '' sh -c 'head -n 1 hung.csv | pl-stall -q --summary -N 1'
runs '--summary -S' 0 'stage,open
Lead,2
Meeting,1' '' sh -c 'pl-stall -q --summary -S -open -N 2 hung.csv | cut -d , -f 2,3'

# The samples tell of these.
is 'samples: who is past the limit of the stage' \
    'id D-0066 D-0087 D-0079 D-0097 D-0102 D-0094 D-0099 D-0101 D-0108 D-0104' \
    "$(pl-stall --rules old "$SAMPLES/deals.csv" | pl-list -c id | paste -s -d ' ' -)"
runs 'samples: the delivery that hangs' 0 'id,days_stalled,limit,stalled_by
D-0104,54,45,old' '' \
    sh -c 'pl-stall -w id=D-0104 "$1" | pl-list -c id,days_stalled,limit,stalled_by' sh "$SAMPLES/deals.csv"
pl-stall -o table "$SAMPLES/deals.csv" >out
is 'samples: a table of one block in 80 columns' 15 "$(wc -l <out | tr -d ' ')"
like 'samples: and its header' '*days\
id *stalled  limit  stalled by' "$(head -n 2 out)"
# total COLUMN: the sum of one of the summary's
total() {
	pl-stall --summary "$SAMPLES/deals.csv" | awk -F, -v c="$1" 'NR > 1 { n += $c } END { printf "%.2f", n }'
}
# figure METRIC: of the deals that stall
figure() {
	pl-stall "$SAMPLES/deals.csv" | pl-list -o csv -c id,amount |
	    awk -F, -v c="$1" 'NR > 1 { n += c == 0 ? 1 : $c } END { printf "%.2f", n }'
}
is 'samples: the summary adds up to the deals that stall' "$(figure 0)" "$(total 5)"
is 'samples: and to their amounts' "$(figure 2)" "$(total 6)"
is 'samples: and to the open deals and the pipeline of pl-stats' \
    "$(pl-stats -q -H -M open,pipeline "$SAMPLES/deals.csv")" \
    "$(total 3 | sed 's/\.00//'),$(total 4)"
printf '%s\n' "$head" >empty.csv

# Many deals through a pipe, read twice.
pl-stall <"$SAMPLES/deals.csv" -s "$SAMPLES/stages.csv" >want
sed '' "$SAMPLES/deals.csv" | pl-stall -s "$SAMPLES/stages.csv" >out
same_bytes 'a pipe is as good as a file' want out
if [ -n "$SHARED" ]; then
	runs 'sales_pipeline.csv: limits from whole cycles' 0 \
'pipeline,stage,open,amount,stalled,stalled_amount,limit
,Prospecting,500,0.00,0,0.00,106
,Engaging,1589,0.00,1434,0.00,106' '' pl-stall -q --summary --rules old --as-of 2018-01-01 \
	    "$SHARED/data/maven/sales_pipeline.csv"
else
	skip 1 'sales_pipeline.csv: not here'
fi

# What is wrong.
runs 'no such rule' 2 '' "pl-stall: --rules: 'silnt' is no rule; there are silent, old, overdue, \
pushed, no-next, late-next, rushed, gaps (try pl-stall --help)" pl-stall --rules silnt deals.csv
runs 'no rule' 2 '' 'pl-stall: --rules: names no rule (try pl-stall --help)' pl-stall --rules '' deals.csv
runs 'no such clock' 2 '' \
    "pl-stall: --clock: 'sun' is not stage, created, changed or activity (try pl-stall --help)" \
    pl-stall --clock sun deals.csv
for option in limit pushes silent-days first; do
	runs "--$option" 2 '' \
	    "pl-stall: --$option: '-1' is not a whole number up to 999999 (try pl-stall --help)" \
	    pl-stall --$option -1 deals.csv
done
runs 'a column that is not there' 2 '' "pl-stall: deals.csv: there is no column 'nix' *" \
    pl-stall -S nix deals.csv
runs 'a file without deals' 0 '' '' pl-stall -q empty.csv
: >empty
runs 'an empty file' 2 '' 'pl-stall: empty: is empty (a deals file begins with a header line)' \
    pl-stall empty
printf 'id,stage,created\n1,Lead,2020-01-01\n2,"b\n' >open.csv
for how in '' --summary '-o json'; do
	# shellcheck disable=SC2086
	runs "a quote that is never closed, pl-stall $how: nothing is printed" 2 '' \
	    'pl-stall: open.csv:3: column 2: quote is never closed' pl-stall $how open.csv
done
printf 'a,id,stage,created\n\0,1,Lead,2020-01-01\n' >nul.csv
runs 'a cell that cannot be written elsewhere' 2 '' 'pl-stall: nul.csv:2: column 1: holds a NUL byte' \
    pl-stall -q -o json nul.csv

# Where it goes.
full_disk 'a full disk' pl-stall "$SAMPLES/deals.csv"
full_disk 'a full disk, summed up' pl-stall --summary "$SAMPLES/deals.csv"
closed_pipe 'a closed pipe' pl-stall "$SAMPLES/deals.csv"
like '--help' 'usage: pl-stall *--rules RULE,...*--silent-days DAYS*' "$(pl-stall --help)"
unlike '--help has one --limit' '*--limit*--limit *--limit *' "$(pl-stall --help)"
is '--version' 'pl-stall 1.0' "$(pl-stall --version)"

done_testing
