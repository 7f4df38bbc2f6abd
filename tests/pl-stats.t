#!/bin/sh
# pl-stats: every measure, over every input, in every form.
. "${0%/*}/lib.sh"
PL_TODAY=2026-09-30
export PL_TODAY

# A small file, of which every figure can be checked by hand.
cat >deals.csv <<'X'
id,name,account,owner,stage,amount,created,close_date,closed,source,lost_reason,cost,history
1,One,Acme,ana,Won,1000,2026-01-01,,2026-01-31,website,,100,Prospecting@2026-01-01 > Proposal@2026-01-10 > Won@2026-01-31
2,Two,Acme,bo,Won,3000.50,2026-02-01,,2026-03-23,referral: Zeta,,,Prospecting@2026-02-01 > Won@2026-03-23
3,Three,Beta,ana,Lost,500,2026-02-10,,2026-04-01,website,price,50,Prospecting@2026-02-10 > Lost@2026-04-01
4,Four,Beta,ana,Proposal,10000,2026-06-01,2026-10-15,,website,,,Prospecting@2026-06-01 > close_date=2026-08-31@2026-06-01 > Proposal@2026-07-01 > close_date=2026-09-30@2026-08-20 > close_date=2026-10-15@2026-09-20
5,Five,,bo,Prospecting,,2026-09-01,2026-12-01,,Referral,,,Prospecting@2026-09-01
6,Six,Gamma,,Won,,2026-03-01,,2026-06-09,,,,Prospecting@2026-03-01 > Won@2026-06-09
X
printf 'stage,kind,probability\nProspecting,,10\nProposal,,60\nWon,won,\nLost,lost,\n' >stages.csv
hint='pl-stats: 1 open deal has no amount'
default=deals,leads,open,pipeline,weighted,won,won_amount,lost,win_rate,conversion,avg_deal,cycle,velocity

# Measures, by hand: won 1000 + 3000.50 of two with an amount, in 30 + 50 + 100
# days; velocity 2 x 2000.25 x 0.75 / 60.
runs 'the default metrics' 0 "$default
6,6,2,10000.00,6000.00,3,4000.50,1,0.750000,0.500000,2000.25,60.00,50.01" "$hint" pl-stats
all=deals,leads,open,pipeline,weighted,won,won_amount,lost,lost_amount,win_rate
all=$all,win_rate_amount,win_loss,conversion,advanced,avg_deal,median_deal,avg_open
all=$all,cycle,median_cycle,cycle_lost,velocity,age,pushes,activities,touches
all=$all,first_touch,lift,credited,customers,repeat_rate
all=$all,referral_rate,clv,cost,cost_per_customer
is '-M all has every metric' "$all" "$(pl-stats -q -M all | head -n 1)"
is '--list-metrics names the same' "$all" \
    "$(pl-stats --list-metrics -H </dev/null | cut -d, -f1 | paste -s -d, -)"
is 'and needs no deals' 0 "$(cd / && pl-stats --list-metrics >/dev/null; echo $?)"

# metric NAME VALUE
metric() {
	runs "$1" 0 "$1$NL$2" '*' pl-stats -M "$1"
}
metric lost_amount 500.00
metric win_rate_amount 0.888901
metric win_loss 3.000000
metric advanced 4
metric median_deal 2000.25
metric avg_open 10000.00
metric median_cycle 50.00
metric cycle_lost 50.00
metric age 75.00
metric pushes 1.000000
metric customers 2
metric repeat_rate 0.333333
metric referral_rate 0.333333
metric cost 150.00
metric cost_per_customer 75.00
# 2000.25 x (3 wins / 2 customers / (242 days / 365.2425)) x 2 years
runs 'clv, with a lifespan' 0 "clv${NL}9056.73" '' pl-stats -M clv --lifespan 2
# one customer with two wins, 51 days apart: the year cancels out
metric clv 632.31
runs 'metrics in the order asked for, twice if asked twice' 0 'won,deals,won
3,6,3' '' pl-stats -M won,deals,won
runs 'blanks around their names' 0 'won,deals
3,6' '' pl-stats -M ' won , deals'

# The worked examples of measures(7).
printf 'stage,kind,probability\nA,,60\nB,,20\nWon,won,\nLost,lost,\n' >ab.csv
runs 'weighted: 10,000 x 60 % + 5,000 x 20 % = 7,000' 0 "weighted${NL}7000.00" '*' \
    sh -c 'printf "stage,amount\nA,10000\nB,5000\n" | pl-stats -s ab.csv -M weighted'
runs 'win_rate, win_loss: 3 of 4' 0 "win_rate,win_loss${NL}0.750000,3.000000" '*' \
    sh -c 'printf "stage\nWon\nWon\nLost\nWon\n" | pl-stats -M win_rate,win_loss'
awk 'BEGIN { print "stage,created"; for (i = 0; i < 100; i++)
	print (i < 20 ? "Won" : "Lost") ",2026-01-05" }' >leads.csv
runs 'conversion: 20 of 100 leads' 0 "conversion${NL}0.200000" '' \
    pl-stats -M conversion -P 2026-01 leads.csv
awk 'BEGIN { print "stage,history"; for (i = 0; i < 200; i++)
	print i < 50 ? "B,A@2026-01-05 > B@2026-02-05" : "A,A@2026-01-05" }' >moved.csv
runs 'advanced: 50 of 200 prospects' 0 "deals,advanced${NL}200,50" '' \
    pl-stats -s ab.csv -M deals,advanced -P 2026-02 moved.csv
awk 'BEGIN { print "stage,amount,created,closed"
	for (i = 0; i < 28; i++)
		print "Won," (i < 4 ? 17858 : 17857) ",2026-01-01,2026-02-20"
	for (i = 0; i < 84; i++) print "Lost,,2026-01-01,2026-02-01"
	for (i = 0; i < 40; i++) print "A,,2026-01-01," }' >speed.csv
runs 'avg_deal, velocity: 500,000 / 28; 40 x 17,857.14 x 0.25 / 50' 0 \
    "won_amount,avg_deal,win_rate,cycle,open,velocity${NL}500000.00,17857.14,0.250000,50.00,40,3571.43" \
    '*' pl-stats -s ab.csv -M won_amount,avg_deal,win_rate,cycle,open,velocity speed.csv
# 400 years are 146,097 days: 3 purchases a year of one customer
awk 'BEGIN { print "stage,account,amount,closed"; for (i = 0; i < 1200; i++)
	print "Won,Acme,2000,2000-01-01" }' >loyal.csv
runs 'clv: 2,000 x 3 x 2 = 12,000' 0 "clv${NL}12000.00" '*' \
    pl-stats -M clv --lifespan 2 --as-of 2400-01-01 loyal.csv

# Groups.
runs 'by a field' 0 'owner,deals,won,lost
ana,3,1,1
bo,2,1,0
,1,1,0' '' pl-stats -b owner -M deals,won,lost
runs 'by two' 0 'owner,stage,deals
ana,Proposal,1
ana,Won,1
ana,Lost,1
bo,Prospecting,1
bo,Won,1
,Won,1' '' pl-stats -b owner,stage -M deals
runs 'stages stand in their order' 0 'stage,deals
Prospecting,1
Proposal,1
Won,3
Lost,1' '' pl-stats -b stage -M deals
runs 'months in the calendar'"'"'s' 0 'created_month,leads
2026-01,1
2026-02,2
2026-03,1
2026-06,1
2026-09,1' '' pl-stats -b created_month -M leads
runs 'quarters and years' 0 'closed_year,closed_quarter,won
2026,2026-Q1,2
2026,2026-Q2,1
,,0' '' pl-stats -b closed_year,closed_quarter -M won
runs 'weeks' 0 'closed_week,won
2026-W05,1
2026-W13,1
2026-W14,0
2026-W24,1
,0' '' pl-stats -b closed_week -M won
runs 'by size' 0 'size,deals
100.00,1
1000.00,2
10000.00,1
,2' '' pl-stats -b size -M deals
runs 'by status' 0 'status,deals
open,2
won,3
lost,1' '' pl-stats -b status -M deals
runs 'by a header that is no field' 0 'region,deals
10,1
2,1
north,1
,1' '*' sh -c 'printf "stage,region\nWon,2\nWon,north\nWon,10\nWon,\n" | pl-stats -b region -M deals'
runs 'numbers in theirs' 0 'score,deals
2,1
10,1
,1' '*' sh -c 'printf "stage,score\nWon,10\nWon,2\nWon,\n" | pl-stats -b score -M deals'
runs 'blanks around a value are none of it' 0 'owner,deals
ana,2' '*' sh -c 'printf "stage,owner\nWon, ana\nWon,\"ana \"\n" | pl-stats -b owner -M deals'
runs 'sorted by a metric' 0 'owner,won_amount
bo,3000.50
ana,1000.00
,0.00' '' pl-stats -b owner -M won_amount -S -won_amount
runs 'by two, one up, one down' 0 'owner,deals,won
,1,1
bo,2,1
ana,3,1' '' pl-stats -b owner -M deals,won -S won,deals
runs 'the first rows' 0 'owner,deals
ana,3' '' pl-stats -b owner -M deals -N 1
runs 'no rows' 0 'owner,deals' '' pl-stats -b owner -M deals -N 0
runs 'no header' 0 'ana,3' '' pl-stats -b owner -M deals -N 1 -H

# Periods.
runs '-P: flows of it, stocks on its last day' 0 'deals,leads,open,won,won_amount
4,4,2,2,4000.50' '' pl-stats -M deals,leads,open,won,won_amount -P 2026-Q1
runs 'its own row of --every' 0 'period,deals,leads,open,won,won_amount
2026-Q1,4,4,2,2,4000.50' '' \
    pl-stats -M deals,leads,open,won,won_amount -P 2026-Q1 --every quarter

# every STEP PERIODS...: each row of --every is the row of -P.
every() {
	t_step=$1
	shift
	pl-stats -q -M all --every "$t_step" -P 2026-01-01..2026-09-30 >table 2>&1
	for t_p; do
		is "--every $t_step: $t_p is -P $t_p" "$t_p,$(pl-stats -q -M all -H -P "$t_p")" \
		    "$(grep "^$t_p," table)"
	done
}
every year 2026
every quarter 2026-Q1 2026-Q2 2026-Q3
every month 2026-01 2026-02 2026-03 2026-04 2026-06 2026-09
every week 2026-W02 2026-W05 2026-W13 2026-W24
runs 'and groups of them' 0 'owner,period,leads
ana,2026-Q1,2
ana,2026-Q2,1
ana,2026-Q3,0
bo,2026-Q1,1
bo,2026-Q2,0
bo,2026-Q3,1
,2026-Q1,1
,2026-Q2,0
,2026-Q3,0' '' pl-stats -b owner --every quarter -M leads
for p in 2026 2026-Q2 2026-02 2026-W07 2026-02-01..2026-02-28 ..2026-03-31 2026-06-01.. \
    last-quarter this-month ytd last-year; do
	is "-P $p" "$p $(awk -F, -v p="$p" 'BEGIN {
		a["2026"] = 6; a["2026-Q2"] = 1; a["2026-02"] = 2; a["2026-W07"] = 1
		a["2026-02-01..2026-02-28"] = 2; a["..2026-03-31"] = 4
		a["2026-06-01.."] = 2; a["last-quarter"] = 1; a["this-month"] = 1
		a["ytd"] = 6; a["last-year"] = 0
		print a[p] }')" "$p $(pl-stats -H -M leads -P "$p")"
done
runs '--fiscal-start names years for their end' 0 'created_quarter,leads
2026-Q2,3
2026-Q3,1
2026-Q4,1
2027-Q1,1' '' pl-stats -b created_quarter -M leads --fiscal-start 9

# Formats: one row and several.
runs 'table' 0 'owner  deals  pipeline  win rate
─────  ─────  ────────  ────────
ana        3    10,000    50.0 %
bo         2         0   100.0 %
·          1         0   100.0 %' "$hint" pl-stats -b owner -M deals,pipeline,win_rate -o table
runs 'one row is a list' 0 'deals               6
won amount   4,000.50
win rate       75.0 %
sales cycle      60.0' '' pl-stats -M deals,won_amount,win_rate,cycle -o table
runs 'csv' 0 "deals,win_rate${NL}6,0.750000" '' pl-stats -M deals,win_rate -o csv
runs 'tsv' 0 "deals${TAB}win_rate${NL}6${TAB}0.750000" '' pl-stats -M deals,win_rate -o tsv
runs 'json' 0 '[
{"owner":"ana","deals":3,"avg_deal":1000.00},
{"owner":"bo","deals":2,"avg_deal":3000.50},
{"owner":null,"deals":1,"avg_deal":null}
]' '' pl-stats -M deals,avg_deal -b owner -o json
runs 'jsonl' 0 '{"owner":"ana","cycle":30.00}
{"owner":"bo","cycle":50.00}
{"owner":null,"cycle":100.00}' '' pl-stats -M cycle -b owner -o jsonl
runs 'md' 0 '| owner | won amount |
| --- | ---: |
| ana | 1,000.00 |
| bo | 3,000.50 |
|  | 0.00 |' '' pl-stats -M won_amount -b owner -o md
like 'html' '<!DOCTYPE html>*<td*>3,000.50</td>*</html>' "$(pl-stats -M won_amount -b owner -o html)"
runs 'PL_OUTPUT' 0 '{"deals":6}' '' env PL_OUTPUT=jsonl pl-stats -M deals
runs '-o beats it' 0 "deals${NL}6" '' env PL_OUTPUT=jsonl pl-stats -M deals -o csv
runs '-H with tsv' 0 "6${TAB}3" '' pl-stats -M deals,won -o tsv -H
runs 'colours only where they are asked for' 0 same '' sh -c \
    'pl-stats -q -b owner -o table >a; pl-stats -q -b owner -o table --color never >b
	pl-stats -q -b owner -o table --color always >c; cmp a b && ! cmp -s a c && echo same'
printf 'stage,owner\nWon,\033[31mred\nWon,"a\nb"\n' >ugly.csv
is 'nothing of a file steers a terminal' 0 \
    "$(pl-stats -q -b owner -o table ugly.csv | LC_ALL=C tr -d '\n' | LC_ALL=C grep -c '[[:cntrl:]]')"

# Filters: holds NAME EXPR COUNT
holds() {
	runs "-w $1" 0 "$2" '*' pl-stats -q -H -M deals -w "$1"
}
holds 'owner=ana' 3
holds 'owner=ANA' 3
holds 'owner=ana|bo' 5
holds 'owner!=ana' 3
holds 'owner!=ana|bo' 1
holds 'owner=' 1
holds 'owner!=' 5
holds 'owner>ana' 2
holds 'owner~N' 3
holds 'owner!~n' 3
holds 'name~o' 3
holds ' stage = won ' 3
holds 'amount=1000' 1
holds 'amount=1000.00|500' 2
holds 'amount!=1000' 5
holds 'amount>500' 3
holds 'amount>=500' 4
holds 'amount<1000' 1
holds 'amount<=1000' 2
holds 'amount=' 2
holds 'amount!=' 4
holds 'created<2026-02-10' 2
holds 'created<=2026-02-10' 3
holds 'created>2026-06-01' 1
holds 'created=2026-06-01' 1
holds 'created=-121d' 1
holds 'close_date>today' 2
holds 'closed=' 2
holds 'status=open' 2
holds 'status!=open' 4
holds 'age>100' 1
holds 'days_in_stage>=91' 5
holds 'weighted>=6000' 1
holds 'probability>=60' 4
holds 'lost_reason=price' 1
holds 'source~referral' 2
holds 'closed_quarter=2026-Q1' 2
holds 'size=1000' 2
runs 'all of several must hold' 0 1 '' pl-stats -q -H -M deals -w owner=ana -w stage=Won
runs 'by any header' 0 1 '*' sh -c 'printf "stage,Region Code\nWon,9\nWon,10\n" |
	pl-stats -q -H -M deals -w "region code>9"'
runs 'a condition that is none' 2 '' "pl-stats: --where: 'owner' is not FIELD OP VALUE *" \
    pl-stats -w owner
runs 'without a field' 2 '' "pl-stats: --where: '=x' names no field*" pl-stats -w =x
runs 'a date that is none' 2 '' "pl-stats: --where: *soon*" pl-stats -w 'created<soon'
runs 'an amount that is none' 2 '' "pl-stats: --where: *much*" pl-stats -w 'amount>much'
runs 'a header that is none, with the nearest' 2 '' \
    "pl-stats: deals.csv: there is no column 'ownr' (nearest: owner*" pl-stats -w ownr=ana
runs 'the same for a group' 2 '' "pl-stats: deals.csv: there is no column 'sorce' (nearest: source*" \
    pl-stats -b sorce

# Pipelines.
printf 'pipeline,stage,kind,probability\nSales,A,,10\nSales,Won,won,\nRenewals,A,,50\n' >pipes.csv
printf 'pipeline,stage,amount\n,A,100\nsales,A,100\nRenewals,a,100\nSales,Won,100\n' >two.csv
runs '-p' 0 'deals,weighted
1,50.00' '*' pl-stats -s pipes.csv -M deals,weighted -p Renewals two.csv
runs 'a deal that names none is of the first' 0 'deals,weighted
3,20.00' '*' pl-stats -s pipes.csv -M deals,weighted -p sales two.csv
runs 'and stands there in groups' 0 'pipeline,stage,deals
Sales,A,1
Sales,Won,1
sales,A,1
Renewals,A,1' '*' pl-stats -s pipes.csv -M deals -b pipeline,stage two.csv
runs 'the same where they are inferred' 0 'pipeline,stage,deals
Sales,A,1
Sales,B,1' '*' sh -c 'mkdir none; printf "pipeline,stage\nSales,A\n,B\n" >none/d.csv
	pl-stats -q -M deals -b pipeline,stage none/d.csv'

# Reading: columns, delimiters, dates, decimals, currencies.
runs '-m' 0 "won_amount${NL}7.00" '*' sh -c 'printf "quux,worth\nWon,7\n" >m.csv
	pl-stats -q -M won_amount -m stage=quux -m Amount=Worth m.csv'
runs 'PL_MAP' 0 "won_amount${NL}7.00" '*' \
    env PL_MAP='stage=quux; amount=worth' pl-stats -q -M won_amount m.csv
runs 'a header that is not there' 2 '' \
    "pl-stats: m.csv: *there is no column 'phse'*" pl-stats -m stage=phse m.csv
runs 'a field that is none' 2 '' \
    "pl-stats: -m: 'quux=quux' names no field (deals(5) lists them) *" pl-stats -m quux=quux m.csv
runs 'no column of stages' 2 '' \
    'pl-stats: m.csv: there is no column for the stage (say --map stage=HEADER)' pl-stats m.csv
runs 'semicolons, found' 0 "won,won_amount${NL}1,1234.50" '*' \
    sh -c 'printf "stage;amount\nWon;1.234,50\n" | pl-stats -q -M won,won_amount'
runs '-d' 0 "won,won_amount${NL}1,5.00" '*' \
    sh -c 'printf "stage:amount\nWon:5\n" | pl-stats -q -M won,won_amount -d :'
runs '-d of two characters' 2 '' "pl-stats: -d: '::' is not one character *" pl-stats -d ::
printf 'stage,amount,created\nWon,"1,234",3/4/2026\n' >doubt.csv
runs 'an amount in doubt' 2 '' "pl-stats: doubt.csv:2: amount: '1,234' *--decimal*" \
    pl-stats -M won_amount doubt.csv
runs 'a date in doubt' 2 '' "pl-stats: doubt.csv:2: created: '3/4/2026' *--dates*" \
    pl-stats -M leads doubt.csv
runs '--decimal . --dates dmy' 0 "created_month,won_amount${NL}2026-04,1234.00" '*' \
    pl-stats -q -b created_month -M won_amount --decimal . --dates dmy doubt.csv
runs '--decimal , --dates mdy' 0 "created_month,won_amount${NL}2026-03,1.23" '*' \
    pl-stats -q -b created_month -M won_amount --decimal , --dates mdy doubt.csv
runs 'no such order' 2 '' "pl-stats: --dates: 'ydm' is not dmy, mdy or ymd *" \
    pl-stats --dates ydm doubt.csv
printf 'stage,amount,created\nWon,$1 234.50,2026-03-04T10:00:00Z\nWon,"(10.00)",4 Mar 2026\nWon,12k,46085\n' >shapes.csv
runs 'amounts and dates of many shapes' 0 'created,won,won_amount
2026-03-04,3,13224.50' '' pl-stats -b created -M won,won_amount shapes.csv -w stage=Won
printf 'stage,amount,currency\nWon,10,EUR\nWon,20,usd\nWon,500,JPY\nLost,5,EUR\nWon,7,\n' >money.csv
runs 'several currencies are never added up' 0 'currency,won,won_amount,avg_deal
EUR,1,10.00,10.00
JPY,1,500,500
USD,1,20.00,20.00
,1,7.00,7.00' '*' pl-stats -M won,won_amount,avg_deal money.csv
runs '--currency is that of those that name none' 0 'currency,won,won_amount
EUR,2,17.00
JPY,1,500
USD,1,20.00' '*' pl-stats -M won,won_amount --currency EUR money.csv
runs 'PL_CURRENCY' 0 'currency,stage,deals
EUR,Won,2
EUR,Lost,1
JPY,Won,1
USD,Won,1' '*' env PL_CURRENCY=EUR pl-stats -b stage -M deals money.csv
runs 'one currency has no column, and its decimals' 0 'won_amount
500' '*' pl-stats -M won_amount -w currency=JPY money.csv
runs 'a probability of its own' 0 'weighted
560.00' '*' sh -c 'printf "stage,amount,probability\nProspecting,1000,45%%\nProspecting,1000,1 %%\nProspecting,1000,\n" |
	pl-stats -q -M weighted'
printf '\357\273\277stage,amount,owner\r\nWon,5,ana\r\nLost,6,bo\r\n' >crlf.csv
runs 'a byte order mark and CRLF' 0 'owner,won,won_amount
ana,1,5.00
bo,0,0.00' '*' pl-stats -q -b owner -M won,won_amount crlf.csv
runs 'a quoted cell of two lines, a last line without an end' 0 "won,won_amount${NL}2,8.00" '*' \
    sh -c 'printf "stage,notes,amount\nWon,\"a\n\"\"b\"\", c\",5\nWon,x,3" | pl-stats -q -M won,won_amount'
runs 'blank lines and rows are no deals' 0 "deals${NL}1" '*' \
    sh -c 'printf "stage,amount\n\n,\nWon,5\n  \n\n" | pl-stats -q -M deals'
is 'every cell through libcsv is the same' "$(pl-stats -q -M all "$SAMPLES/deals.csv")" \
    "$(PL_READER=libcsv pl-stats -q -M all "$SAMPLES/deals.csv")"
runs 'a way to read that is none' 2 '' \
    "pl-stats: PL_READER: 'libcvs' is not libcsv or portable (try pl-stats --help)" \
    env PL_READER=libcvs pl-stats "$SAMPLES/deals.csv"

# Inputs.
runs 'several files at once' 0 "deals,won_amount${NL}12,8001.00" "*" pl-stats -q -M deals,won_amount deals.csv deals.csv
runs 'of different dialects' 0 "won_amount${NL}1239.50" '*' \
    sh -c 'printf "stage;amount\nWon;1.234,50\n" >semi.csv; pl-stats -q -M won_amount crlf.csv semi.csv'
runs '- is standard input' 0 "deals${NL}8" '*' \
    sh -c 'pl-stats -q -M deals - crlf.csv <deals.csv'
STDIN=crlf.csv runs 'standard input where no file is named' 0 "deals${NL}2" '*' pl-stats -q -M deals
runs 'a pipe' 0 "deals${NL}2" '*' sh -c 'cat crlf.csv | pl-stats -q -M deals'
runs 'PL_FILE' 0 "deals${NL}2" '*' env PL_FILE=crlf.csv pl-stats -q -M deals
runs 'a file that is named beats it' 0 "deals${NL}6" '*' env PL_FILE=crlf.csv pl-stats -q -M deals deals.csv
runs 'no deals anywhere' 2 '' 'pl-stats: no deals: name a file' sh -c 'mkdir bare; cd bare; pl-stats'
runs 'an empty pipe is not answered with another file' 2 '' \
    'pl-stats: standard input: is empty (no deals: name a file)' sh -c ': | pl-stats'
runs 'an empty file' 2 '' 'pl-stats: e.csv: is empty (a deals file begins with a header line)' \
    sh -c ': >e.csv; pl-stats e.csv'
runs 'no such file' 2 '' 'pl-stats: no.csv: No such file or directory' pl-stats no.csv
runs 'and no figures of the others' 2 '' 'pl-stats: no.csv: No such file or directory' \
    pl-stats deals.csv no.csv
runs 'a directory' 2 '' 'pl-stats: .: is a directory' pl-stats .
runs 'a quote that is never closed' 2 '' 'pl-stats: q.csv:3: column 2: quote is never closed' \
    sh -c 'printf "stage,name\nWon,a\nWon,\"b\n" >q.csv; pl-stats q.csv'

# Rows that cannot be used.
printf 'stage,amount,created\nWon,5,2026-01-01\nWon,12x,2026-01-02\nWon,7,soon\nGone,1,2026-01-04\n,1,2026-01-05\n' >bad.csv
runs 'are named, counted and left out' 0 'deals,won_amount,leads
3,12.00,2' "pl-stats: bad.csv:3: amount: '12x' is not an amount
pl-stats: bad.csv:4: created: 'soon' is not a date
pl-stats: bad.csv:5: stage: 'Gone' is none of the stages; the row is left out
pl-stats: bad.csv:6: stage: '' is blank; the row is left out*" pl-stats -M deals,won_amount,leads bad.csv
runs '-q' 0 "deals${NL}3" '' pl-stats -q -M deals bad.csv
runs 'a column nobody asked for may say anything' 0 "won${NL}3" "pl-stats: bad.csv:4: created*" \
    pl-stats -M won bad.csv
runs '--strict' 2 '' "pl-stats: bad.csv:3: amount: '12x' is not an amount" \
    pl-stats --strict -M won_amount bad.csv
runs '--strict, and nothing wrong' 0 "won${NL}3" '*' pl-stats --strict -M won deals.csv
{ echo stage,amount; for i in 1 2 3 4 5 6 7; do echo "Won,x$i"; done; } >many.csv
like 'the first few are named, the others counted' \
    "*many.csv:2: amount: 'x1' is not an amount*many.csv:4: amount: 'x3'*and 4 more*" \
    "$(pl-stats -M won_amount many.csv 2>&1)"

# Deals of every kind.
runs 'no deals at all' 0 "$default
0,0,0,0.00,0.00,0,0.00,0,,,,," '' sh -c 'echo stage | pl-stats'
runs 'and no groups' 0 "owner,deals" '' sh -c 'echo stage,owner | pl-stats -b owner -M deals'
runs 'all open' 0 "open,won,lost,win_rate,win_loss,velocity${NL}2,0,0,,," '*' \
    sh -c 'printf "stage\nProposal\nProposal\n" | pl-stats -M open,won,lost,win_rate,win_loss,velocity'
runs 'all lost' 0 "open,won,lost,win_rate,win_loss,avg_deal${NL}0,0,2,0.000000,0.000000," '*' \
    sh -c 'printf "stage\nLost\nLost\n" | pl-stats -M open,won,lost,win_rate,win_loss,avg_deal'
runs 'closed before created is no time' 0 "won,cycle${NL}2,10.00" \
    'pl-stats: 1 deal has a closing day before the first: left out of times' \
    sh -c 'printf "stage,created,closed\nWon,2026-01-10,2026-01-01\nWon,2026-01-01,2026-01-11\n" |
	pl-stats -M won,cycle'
runs 'closed on a day unknown: where no period is asked for' 0 "won,cycle${NL}1," '*' \
    sh -c 'printf "stage,created,closed\nWon,2026-01-10,\n" | pl-stats -M won,cycle'
runs 'and only there' 0 "won${NL}0" '*' \
    sh -c 'printf "stage,created,closed\nWon,2026-01-10,\n" | pl-stats -M won -P 2026'
runs 'a status column of its own beats the stage' 0 'status,deals
open,1
won,1
lost,1' '*' sh -c 'printf "stage,status\nProposal,Won\nProposal,open\nProposal,lost\n" |
	pl-stats -b status -M deals'
runs 'a status and no stage' 0 "open,won${NL}1,1" '*' \
    sh -c 'printf "status\nwon\nopen\n" | pl-stats -M open,won'
runs 'of two stages that are won, in both' 0 "won${NL}2" '*' \
    sh -c 'printf "stage\nWon\nFulfilment\n" >none/w.csv; pl-stats -M won none/w.csv'
runs 'a deal without an amount is none of the mean' 0 "won,avg_deal,median_deal${NL}3,2000.25,2000.25" '' \
    pl-stats -M won,avg_deal,median_deal

# Sums are exact.
awk 'BEGIN { print "stage,amount"; for (i = 0; i < 10; i++) print "Won,0.1"
	print "Won,99999999999.99"; print "Won,-99999999999.99" }' >exact.csv
runs 'to the cent' 0 "won_amount${NL}1.00" '*' pl-stats -M won_amount exact.csv
runs 'and rounded half to even, once' 0 "avg_deal${NL}0.12" '*' \
    sh -c 'printf "stage,amount\nWon,0.1\nWon,0.15\n" | pl-stats -M avg_deal'

# As it stood: nothing later is seen.
as_of() {
	runs "as of $1" 0 "$2" '' pl-stats -q -H -M deals,leads,open,pipeline,won,lost,pushes --as-of "$1"
}
as_of 2025-12-31 0,0,0,0.00,0,0,
as_of 2026-01-30 1,1,1,1000.00,0,0,0.000000
as_of 2026-01-31 1,1,0,0.00,1,0,
as_of 2026-03-01 4,4,3,3500.50,1,0,0.000000
as_of 2026-06-09 5,5,1,10000.00,3,1,0.000000
as_of 2026-08-20 5,5,1,10000.00,3,1,1.000000
as_of 2026-09-30 6,6,2,10000.00,3,1,1.000000
runs 'the stage of then' 0 'stage,open
Prospecting,1
Won,0
Lost,0' '' pl-stats -q -b stage -M open --as-of 2026-06-15
runs 'its probability' 0 "weighted${NL}1000.00" '' pl-stats -q -M weighted --as-of 2026-06-15
runs 'conversion looks as far as the day' 0 "conversion${NL}0.500000" '' \
    pl-stats -q -M conversion -P 2026-Q1 --as-of 2026-03-31
runs 'PL_TODAY is the same' 0 "won${NL}1" '' env PL_TODAY=2026-01-31 pl-stats -q -M won
runs 'words, relative to it' 0 "won${NL}1" '' env PL_TODAY=2026-02-01 pl-stats -q -M won --as-of yesterday
runs 'a day that is none' 2 '' "pl-stats: --as-of: '2026-02-30' *" pl-stats --as-of 2026-02-30
cat >again.csv <<'X'
id,stage,amount,created,closed,history
1,Won,100,2026-01-01,2026-03-01,Proposal@2026-01-01 > Lost@2026-02-01 > Proposal@2026-02-10 > Won@2026-03-01
2,Proposal,50,2026-01-01,,amount=10@2026-01-01 > Proposal@2026-01-01 > Lost@2026-02-01 > Proposal@2026-02-20 > amount=50@2026-03-05
X
reopened() {
	runs "reopened, as of $1" 0 "$2" '' \
	    pl-stats -q -H -M open,pipeline,won,lost --as-of "$1" again.csv
}
reopened 2026-01-15 2,110.00,0,0
reopened 2026-02-01 0,0.00,0,2
reopened 2026-02-15 1,100.00,0,1
reopened 2026-03-01 1,10.00,1,0
reopened 2026-03-05 1,50.00,1,0
runs 'without histories a stage of then is not known' 0 'stage,open
Won,0
,1' '' sh -c 'printf "stage,created,closed\nWon,2026-01-01,2026-02-01\nWon,2026-01-01,2026-05-01\n" |
	pl-stats -q -b stage -M open --as-of 2026-03-01'
like 'old data, and no day given: a hint' \
    '*the newest date is 2000-01-01 (say --as-of 2000-01-01 to look from there)*' \
    "$(unset PL_TODAY; pl-stats -M deals loyal.csv 2>&1)"
unlike 'a day given: none' '*newest*' "$(pl-stats -M deals loyal.csv 2>&1)"

# The teaching set, as it is.
S=$SHARED/data/maven/sales_pipeline.csv
if [ -n "$SHARED" ] && [ -f "$S" ]; then
	golden() {
		runs "sales_pipeline.csv: $1" 0 "$2" '*' pl-stats -q -H -M "$1" --as-of 2018-01-01 "$S"
	}
	golden deals,leads,open,won,won_amount 8800,8300,2089,4238,10005534.00
	golden avg_deal,win_rate,conversion 2360.91,0.631501,0.510602
	golden cycle,median_cycle 51.78,57.00
	runs 'sales_pipeline.csv: the best of its sellers' 0 'Darcel Schlecht,349,1153214.00' '*' \
	    pl-stats -q -H -b owner -M won,won_amount -S -won_amount -N 1 --as-of 2018-01-01 "$S"
	runs 'sales_pipeline.csv: won by quarter' 0 'period,won
2017-Q1,531
2017-Q2,1254
2017-Q3,1257
2017-Q4,1196' '*' pl-stats -q -M won --every quarter -P 2017 --as-of 2018-01-01 "$S"
	runs 'sales_pipeline.csv: its stages' 0 'stage,deals
Prospecting,500
Engaging,1589
Won,4238
Lost,2473' '*' pl-stats -q -b stage -M deals --as-of 2018-01-01 "$S"
	like 'sales_pipeline.csv: hints' '*2,089 open deals have no amount*500 deals have no date*' \
	    "$(pl-stats --as-of 2018-01-01 "$S" 2>&1)"
else
	skip 7 'the teaching set (data/maven) is not here'
fi

# Usage.
like '--help' 'usage: pl-stats *' "$(pl-stats --help)"
like '--version' 'pl-stats 1.*' "$(pl-stats --version)"
runs 'an option that is none' 2 '' 'pl-stats: unknown option --foo (try pl-stats --help)' pl-stats --foo
runs 'the nearest one' 2 '' 'pl-stats: unknown option --metric (did you mean --metrics?)*' \
    pl-stats --metric won
runs 'an option cut short' 2 '' 'pl-stats: unknown option --per*' pl-stats --per 2026
runs 'a letter that is none' 2 '' 'pl-stats: unknown option -x*' pl-stats -x
runs 'an option without its value' 2 '' 'pl-stats: --period needs *' pl-stats --period
runs 'a metric that is none, with the nearest' 2 '' \
    "pl-stats: --metrics: 'winrate' is not a metric (did you mean win_rate? --list-metrics names them)*" \
    pl-stats -M winrate
runs 'a format that is none' 2 '' "pl-stats: -o: 'x' is not table, csv, tsv, json, jsonl, md or html *" \
    pl-stats -o x
runs 'the same of PL_OUTPUT' 2 '' "pl-stats: PL_OUTPUT: 'x' is not table*" env PL_OUTPUT=x pl-stats
runs 'a period that is none' 2 '' "pl-stats: --period: 'soon' *" pl-stats -P soon
runs 'a step that is none' 2 '' "pl-stats: --every: 'day' is not week, month, quarter or year *" \
    pl-stats --every day
runs 'a column to sort by that is none' 2 '' \
    "*pl-stats: --sort: no column 'wom' to sort by; there are won, *" pl-stats -S wom
runs 'a count that is none' 2 '' "pl-stats: -N: 'x' is not a whole number *" pl-stats -N x
runs 'a lifespan that is none' 2 '' "pl-stats: --lifespan: '-1' *" pl-stats --lifespan -1
runs 'too many groups' 2 '' 'pl-stats: --by: more than 8 fields*' \
    pl-stats -b id,name,account,owner,stage,amount,created,closed,source
runs 'fiscal years that begin nowhere' 2 '' "pl-stats: --fiscal-start: '13' is not a month*" \
    pl-stats --fiscal-start 13
for format in table csv tsv json jsonl md html; do
	full_disk "a full disk, $format" pl-stats -o $format
done
closed_pipe 'a closed pipe' pl-stats -q


# Options whose value is none.
printf 'id,stage,amount\n1,Lead,5\n' >one.csv
while IFS='|' read -r option value why; do
	runs "$option $value" 2 '' "pl-stats: $option: '$value' $why (try pl-stats --help)" \
	    pl-stats "$option" "$value" one.csv
done <<'EOF2'
--threads|0|is not 1 or more
--threads|x|is not a whole number
--threads|257|is too large
--limit||is not a whole number
--decimal|x|is not . or ,
--color|blue|is not auto, always or never
--currency|EURO|is not a currency code (three letters)
--currency|€|is not a currency code (three letters)
--fiscal-start|13|is not a month, 1 to 12
EOF2
runs 'PL_TODAY that is no date' 2 '' "pl-stats: PL_TODAY: 'x' is not a date*" env PL_TODAY=x pl-stats one.csv
runs 'PL_MAP without =' 2 '' "pl-stats: PL_MAP: 'x' lacks a '=' (try*" env PL_MAP=x pl-stats one.csv
done_testing
