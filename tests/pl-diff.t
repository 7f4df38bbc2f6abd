#!/bin/sh
# pl-diff: what happened between two files, or since a day, and that it adds up.
. "${0%/*}/lib.sh"
PL_TODAY=2026-03-31
export PL_TODAY

cat >stages.csv <<'X'
stage,kind,aliases
Lead,open,
Proposal,open,Quote
Won,won,
Lost,lost,
X
cat >old.csv <<'X'
id,name,owner,stage,amount,close_date,closed
stays,Stays,ana,Lead,100,2026-02-01,
grows,Grows,ana,Lead,100,2026-02-01,
shrinks,Shrinks,ana,Lead,100,2026-02-01,
wins,Wins,ana,Quote,100,2026-02-01,
loses,Loses,bo,Proposal,100,2026-02-01,
goes,Goes,bo,Proposal,100,2026-02-01,
slips,Slips,bo,Lead,100,2026-02-01,
hurries,Hurries,bo,Lead,100,2026-06-01,
again,Again,bo,Lost,100,2026-02-01,2026-01-05
done,Done,bo,Won,100,2026-02-01,2026-01-05
X
cat >new.csv <<'X'
id,name,owner,stage,amount,close_date,closed
stays,Stays,ana,Proposal,100,2026-02-01,
grows,Grows,ana,Lead,130.50,2026-02-01,
shrinks,Shrinks,ana,Lead,80.25,2026-02-01,
wins,Wins,ana,Won,110,2026-02-01,2026-02-20
loses,Loses,bo,Lost,90,2026-02-01,2026-02-20
slips,Slips,bo,Lead,100,2026-05-01,
hurries,Hurries,bo,Lead,100,2026-03-01,
again,Again,bo,Lead,70,2026-03-01,
done,Done,bo,Won,100,2026-02-01,2026-01-05
comes,Comes,bo,Lead,60,2026-03-01,
quick,Quick,bo,Won,50,2026-03-01,2026-03-02
X
# table LINE DEALS AMOUNT...: the CSV of these lines, 0 of the others.
table() {
	t_lines=" $* "
	echo line,deals,amount
	for t_line in opening new reopened grown shrunk pulled_in pushed_out won lost removed closing; do
		case $t_lines in
		*" $t_line "*)
			t_rest=${t_lines#*" $t_line "}
			t_deals=${t_rest%% *}
			t_rest=${t_rest#* }
			echo "$t_line,$t_deals,${t_rest%% *}"
			;;
		*) echo "$t_line,0,0.00" ;;
		esac
	done
}
ALL=$(table opening 8 800.00 new 2 110.00 reopened 1 70.00 grown 2 40.50 shrunk 1 19.75 won 2 160.00 \
    lost 1 100.00 removed 1 100.00 closing 7 640.75)
runs 'all there is' 0 "$ALL" '' pl-diff old.csv new.csv
QUARTER=$(table opening 7 700.00 new 2 110.00 reopened 1 70.00 grown 2 40.50 shrunk 1 19.75 \
    pulled_in 1 100.00 pushed_out 1 100.00 won 2 160.00 lost 1 100.00 removed 1 100.00 closing 6 540.75)
runs 'what is expected in a period' 0 "$QUARTER" '' pl-diff -P 2026-Q1 old.csv new.csv
runs 'nothing happened' 0 "$(table opening 8 800.00 closing 8 800.00)" '' pl-diff old.csv old.csv
runs 'the other way round' 0 "$(table opening 7 640.75 reopened 2 200.00 grown 1 19.75 shrunk 1 30.50 \
    lost 1 70.00 removed 1 60.00 new 1 100.00 closing 8 800.00)" '' pl-diff new.csv old.csv
runs 'a filter that one side alone passes: new, or removed' 0 \
    "$(table opening 4 400.00 grown 2 40.50 shrunk 1 19.75 won 1 110.00 closing 3 310.75)" '' \
    pl-diff -w owner=ana old.csv new.csv
sed 's/,bo,/,ana,/' new.csv >hers.csv
runs 'a deal that changed hands is new to her; one long won is not' 0 \
    "$(table opening 4 400.00 new 6 470.00 grown 2 40.50 shrunk 1 19.75 won 2 160.00 lost 1 90.00 closing 7 640.75)" '' \
    pl-diff -w owner=ana old.csv hers.csv
runs 'one line of many' 0 'won,2,160.00' '' sh -c 'pl-diff -H old.csv new.csv | grep ^won'

runs 'the deals behind each line' 0 'line,id,name,owner,stage,old,new,amount
new,comes,Comes,bo,Lead,,60.00,60.00
new,quick,Quick,bo,Won,,50.00,50.00
reopened,again,Again,bo,Lead,100.00,70.00,70.00
grown,grows,Grows,ana,Lead,100.00,130.50,30.50
grown,wins,Wins,ana,Won,100.00,110.00,10.00
shrunk,shrinks,Shrinks,ana,Lead,100.00,80.25,19.75
pulled_in,hurries,Hurries,bo,Lead,100.00,100.00,100.00
pushed_out,slips,Slips,bo,Lead,100.00,100.00,100.00
won,wins,Wins,ana,Won,100.00,110.00,110.00
won,quick,Quick,bo,Won,,50.00,50.00
lost,loses,Loses,bo,Lost,100.00,90.00,100.00
removed,goes,Goes,bo,Proposal,100.00,,100.00' '' pl-diff --deals -P 2026-Q1 old.csv new.csv
runs 'sorted, and the first' 0 'won,wins,Wins,ana,Won,100.00,110.00,110.00' '' \
    pl-diff -H --deals -P 2026-Q1 -S -amount -N 1 old.csv new.csv

# One file, by its histories.
cat >log.csv <<'X'
id,stage,amount,created,close_date,closed,history
a,Won,120,2026-01-01,2026-02-01,2026-03-10,Lead@2026-01-01 > amount=100@2026-01-01 > amount=120@2026-03-01 > Won@2026-03-10
b,Lead,50,2026-01-01,2026-06-01,,Lead@2026-01-01 > close_date=2026-03-15@2026-01-01 > close_date=2026-06-01@2026-03-02
c,Lead,70,2026-03-05,2026-03-20,,Lead@2026-03-05
d,Lost,30,2026-01-01,2026-02-01,2026-01-20,Lead@2026-01-01 > Lost@2026-01-20
e,Lead,5,2026-01-01,2026-03-15,,Lead@2026-01-01 > close_date=2026-09-01@2026-01-01 > Lost@2026-02-01 > Lead@2026-03-20 > close_date=2026-03-15@2026-03-20
X
runs '--since' 0 "$(table opening 2 150.00 new 1 70.00 reopened 1 5.00 grown 1 20.00 won 1 120.00 closing 3 125.00)" '' \
    pl-diff --since 2026-02-28 log.csv
runs '--since, of a period' 0 "$(table opening 1 50.00 new 1 70.00 reopened 1 5.00 pulled_in 1 120.00 \
    pushed_out 1 50.00 won 1 120.00 closing 2 75.00)" '' pl-diff --since 2026-02-28 -P 2026-03 log.csv
runs '--since, to a past day' 0 "$(table opening 2 150.00 grown 1 20.00 closing 2 170.00)" '' \
    pl-diff --since 2026-02-28 --as-of 2026-03-04 log.csv
runs '--since, a word' 0 "$(pl-diff --since 2026-03-01 log.csv)" '' pl-diff --since -30d log.csv
cp log.csv deals.csv
runs '--since, the file there is' 0 "$(pl-diff --since 2026-03-01 log.csv)" '' pl-diff --since 2026-03-01
rm deals.csv
runs '--since needs no ids' 0 "$(pl-diff --since 2026-02-28 log.csv)" '' \
    sh -c 'cut -d , -f 2- log.csv | pl-diff --since 2026-02-28'

# Currencies, rates, houses.
cat >a.csv <<'X'
id,stage,amount,currency,closed
1,Lead,100,EUR,
2,Lead,100,USD,
3,Lead,100,,
4,Won,100,EUR,2026-01-01
X
cat >b.csv <<'X'
id,stage,amount,currency,closed
1,Lead,110,USD,
2,Won,100,USD,2026-02-15
3,Lead,100,EUR,
4,Won,100,USD,2026-01-01
X
runs 'a currency that changed: removed in one, new in the other' 0 'currency,line,deals,amount
EUR,opening,1,100.00
EUR,new,1,100.00
EUR,reopened,0,0.00
EUR,grown,0,0.00
EUR,shrunk,0,0.00
EUR,pulled_in,0,0.00
EUR,pushed_out,0,0.00
EUR,won,0,0.00
EUR,lost,0,0.00
EUR,removed,1,100.00
EUR,closing,1,100.00
USD,opening,1,100.00
USD,new,1,110.00
USD,reopened,0,0.00
USD,grown,0,0.00
USD,shrunk,0,0.00
USD,pulled_in,0,0.00
USD,pushed_out,0,0.00
USD,won,1,100.00
USD,lost,0,0.00
USD,removed,0,0.00
USD,closing,1,110.00
,opening,1,100.00
,new,0,0.00
,reopened,0,0.00
,grown,0,0.00
,shrunk,0,0.00
,pulled_in,0,0.00
,pushed_out,0,0.00
,won,0,0.00
,lost,0,0.00
,removed,1,100.00
,closing,0,0.00' '' pl-diff a.csv b.csv
is 'a blank one is the house'\''s' 'EUR,opening,2,200.00
EUR,removed,1,100.00
EUR,closing,1,100.00
USD,opening,1,100.00
USD,new,1,110.00
USD,won,1,100.00
USD,closing,1,110.00' "$(pl-diff -H --currency eur a.csv b.csv | grep -v ',0,')"
cat >rates.csv <<'X'
date,from,to,rate
2026-01-01,USD,EUR,0.5
2026-02-10,USD,EUR,0.6
2026-03-01,USD,EUR,0.9
X
# 110 USD are 99 EUR now; 100 USD won in February are 60 then, on both sides
runs 'with rates both sides are converted on the new one'\''s day: a rate that moved is no growth' 0 \
    "$(table opening 3 260.00 shrunk 1 1.00 won 1 60.00 closing 2 199.00)" '' pl-diff a.csv b.csv
runs '--deals shows what was converted' 0 'line,id,name,owner,stage,old,new,amount
shrunk,1,,,Lead,100.00,99.00,1.00
won,2,,,Won,60.00,60.00,60.00' '' pl-diff --deals a.csv b.csv
runs 'from a pipe too' 0 "$(pl-diff a.csv b.csv)" '' sh -c 'pl-diff - b.csv <a.csv'
runs 'what -w says of amounts is said of what they come to' 0 \
    "$(table opening 3 260.00 shrunk 1 1.00 won 1 60.00 closing 2 199.00)" '' pl-diff -w 'amount<101' a.csv b.csv
printf 'id,stage,amount,currency\n1,Lead,100,GBP\n2,Lead,100,USD\n' >p.csv
printf 'id,stage,amount,currency\n1,Lead,100,EUR\n2,Lead,100,USD\n' >q.csv
is 'a currency without a rate is kept apart' 'EUR,opening,1,90.00
EUR,new,1,100.00
EUR,closing,2,190.00
GBP,opening,1,100.00
GBP,removed,1,100.00' "$(pl-diff -H p.csv q.csv | grep -v ',0,')"
# one of 2025 has none either, so both dollars stay dollars, in both files
printf 'id,stage,amount,currency,closed\n2,Lead,100,USD,\n3,Won,100,USD,2025-12-31\n' >r.csv
is 'whole, in both files' 'GBP,opening,1,100.00
GBP,removed,1,100.00
USD,opening,1,100.00
USD,new,1,100.00
USD,won,1,100.00
USD,closing,1,100.00' "$(pl-diff -H p.csv r.csv | grep -v ',0,')"
rm rates.csv

# Workspaces: each file by the stages beside it, or else by those of the other.
mkdir past now
printf 'stage,kind\nFirst,open\nGood,won\n' >now/stages.csv
printf 'id,stage,amount\n1,Good,5\n2,First,5\n' | tee past/deals.csv >now/deals.csv
printf '3,Good,5\n' >>now/deals.csv
runs 'a file without stages is read by those of the other' 0 \
    "$(table opening 1 5.00 new 1 5.00 won 1 5.00 closing 1 5.00)" '' pl-diff past/deals.csv now/deals.csv
runs 'and the other way round' 0 "$(table opening 1 5.00 closing 1 5.00)" '' \
    pl-diff -w id!=3 now/deals.csv past/deals.csv
printf 'stage,kind\nFirst,won\nGood,open\n' >past/stages.csv
runs 'one with its own by its own' 0 "$(table opening 1 5.00 new 1 5.00 reopened 1 5.00 won 2 10.00 closing 1 5.00)" '' \
    pl-diff past/deals.csv now/deals.csv
runs '-s is for both' 0 "$(table opening 1 5.00 new 1 5.00 won 1 5.00 closing 1 5.00)" '' \
    pl-diff -s now/stages.csv past/deals.csv now/deals.csv
printf 'id,stage,amount,account\n1,Good,5,A\n2,First,5,B\n' | tee past/deals.csv >now/deals.csv
printf 'account,sector\nA,food\nB,food\n' >now/accounts.csv
runs 'side tables are those beside the new one' 0 "$(table opening 1 5.00 closing 1 5.00)" '' \
    pl-diff -s now/stages.csv -w account.sector=food past/deals.csv now/deals.csv

# Dialects.
sed 's/$/\r/; 1s/^/\xef\xbb\xbf/' new.csv >crlf.csv
runs 'CRLF with BOM' 0 "$ALL" '' pl-diff old.csv crlf.csv
tr , ';' <old.csv >semicolons.csv
runs 'two dialects' 0 "$ALL" '' pl-diff semicolons.csv new.csv
runs '--encoding' 0 "$(table opening 1 1.00 closing 1 1.00)" '' sh -c \
    'printf "id,stage,amount\n\360,Lead,1\n" >w.csv; pl-diff --encoding windows-1251 w.csv w.csv'

# Rows that cannot be used, files that cannot.
printf 'id,stage,amount\n1,Lead,12x\n' >bad.csv
runs 'what cannot be used is said' 0 "$(table opening 1 0.00 removed 1 0.00)" \
    "pl-diff: bad.csv:2: amount: '12x' is not an amount" sh -c 'printf "id,stage,amount\n" >none.csv
    pl-diff bad.csv none.csv'
runs 'and an error with --strict' 2 '' "pl-diff: bad.csv:2: amount: '12x' is not an amount" \
    pl-diff --strict none.csv bad.csv
is '-q' '' "$(pl-diff -q bad.csv none.csv 2>&1 >/dev/null)"
runs 'no deals at all' 0 "$(table)" '' pl-diff none.csv none.csv
: >empty.csv
runs 'an empty file' 2 '' 'pl-diff: empty.csv: is empty (a deals file begins with a header line)' \
    pl-diff old.csv empty.csv
printf 'id,stage\n1,Lead\n2,Lead\n1,Won\n' >twice.csv
runs 'an id that is there twice' 2 '' "pl-diff: twice.csv:4: id: '1' is there twice" \
    pl-diff none.csv twice.csv
runs 'in the old file too' 2 '' "pl-diff: twice.csv:4: id: '1' is there twice" \
    pl-diff twice.csv none.csv
printf 'id,stage\n,Lead\n' >blank.csv
runs 'a blank id' 2 '' 'pl-diff: blank.csv:2: id: is blank' pl-diff none.csv blank.csv
printf 'stage\nLead\n' >bare.csv
runs 'no ids' 2 '' 'pl-diff: bare.csv: there is no column for the id (say --map id=HEADER)' \
    pl-diff none.csv bare.csv

# Formats.
runs 'table' 0 \
'line        deals  amount
──────────  ─────  ──────
opening         8  800.00
new             2  110.00
reopened        1   70.00
grown           2   40.50
shrunk          1   19.75
pulled_in       0    0.00
pushed_out      0    0.00
won             2  160.00
lost            1  100.00
removed         1  100.00
closing         7  640.75' '' pl-diff -o table old.csv new.csv
runs 'tsv without a header' 0 "opening${TAB}8${TAB}800.00" '' pl-diff -o tsv -H -N 1 old.csv new.csv
runs 'json' 0 '[
{"line":"opening","deals":8,"amount":800.00}
]' '' pl-diff -o json -N 1 old.csv new.csv
runs 'jsonl' 0 '{"line":"opening","deals":8,"amount":800.00}' '' pl-diff -o jsonl -N 1 old.csv new.csv
like 'md' '| line | deals | amount |*| won | 2 | 160.00 |*' "$(pl-diff -o md old.csv new.csv)"
like 'html' '*<td*640.75*' "$(pl-diff -o html old.csv new.csv)"
full_disk '/dev/full' pl-diff old.csv new.csv
closed_pipe 'a closed pipe' pl-diff old.csv new.csv

# Usage.
usage='pl-diff: two files, OLD and NEW, or --since DATE and one (try pl-diff --help)'
runs 'one file' 2 '' "$usage" pl-diff old.csv
runs 'no file' 2 '' "$usage" pl-diff
runs 'three files' 2 '' "$usage" pl-diff old.csv new.csv log.csv
runs '--since and two' 2 '' "$usage" pl-diff --since 2026-01-01 old.csv new.csv
runs 'standard input twice' 2 '' 'pl-diff: standard input cannot be both files (try*' pl-diff - -
runs 'since no day' 2 '' "pl-diff: --since: 'soon' *(try pl-diff --help)" pl-diff --since soon log.csv
runs 'since a day to come' 2 '' \
    "pl-diff: --since: '2026-04-01' is after the day that is looked from (try pl-diff --help)" \
    pl-diff --since 2026-04-01 log.csv
runs 'no such file' 2 '' 'pl-diff: no.csv: No such file or directory' pl-diff old.csv no.csv
runs 'an unknown option' 2 '' 'pl-diff: unknown option --sinc (did you mean --since?)*' \
    pl-diff --sinc 2026-01-01 log.csv
runs 'it groups by nothing' 2 '' 'pl-diff: unknown option *' pl-diff -b owner old.csv new.csv
runs 'an unknown column' 2 '' "pl-diff: *.csv: there is no column 'ownr' (nearest: owner*" \
    pl-diff -w ownr=ana old.csv new.csv
like '--help' 'usage: pl-diff *--since*--deals*--period*--rates*--encoding*' "$(pl-diff --help)"

done_testing
