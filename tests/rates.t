#!/bin/sh
# Currencies: never added up without rates, converted once with them.
. "${0%/*}/lib.sh"
PL_TODAY=2026-09-30
export PL_TODAY

cat >deals.csv <<'X'
id,stage,amount,currency,created,closed,cost
1,Won,100,EUR,2026-01-01,2026-02-01,1
2,Won,100,USD,2026-01-01,2026-02-15,2
3,Proposal,50,usd,2026-01-01,,
4,Proposal,10,,2026-01-01,,
5,Lost,30,USD,2026-01-01,2026-03-05,
X
APART='currency,deals,pipeline,won,won_amount
EUR,1,0.00,1,100.00
USD,3,50.00,1,100.00
,1,10.00,0,0.00'
runs 'without rates: a row each, never a sum' 0 "$APART" '' \
    pl-stats -q -M deals,pipeline,won,won_amount deals.csv
runs 'a blank one is the house'\''s' 0 'currency,deals,pipeline
EUR,2,10.00
USD,3,50.00' '' pl-stats -q --currency EUR -M deals,pipeline deals.csv
runs 'however it is written' 0 'currency,deals,pipeline
EUR,2,10.00
USD,3,50.00' '' env PL_CURRENCY=eur pl-stats -q -M deals,pipeline deals.csv
runs 'PL_CURRENCY is none' 2 '' \
    "pl-stats: PL_CURRENCY: 'euros' is not a currency code (three letters) (try*" \
    env PL_CURRENCY=euros pl-stats deals.csv
runs 'an empty PL_CURRENCY says nothing' 0 "$APART" '' \
    env PL_CURRENCY= pl-stats -q -M deals,pipeline,won,won_amount deals.csv

# The day of the deal: closed, else the one that is looked from.
cat >eur.csv <<'X'
date,from,to,rate
2026-03-01,USD,EUR,0.7
2026-01-01,USD,EUR,0.9
2026-02-15,USD,EUR,0.8
2026-09-01,USD,EUR,0.5
2026-10-01,USD,EUR,9
X
OUT='deals,pipeline,won,won_amount,lost_amount
5,35.00,2,180.00,21.00'
runs 'at the rate of its day' 0 "$OUT" '' \
    pl-stats -q --rates eur.csv -M deals,pipeline,won,won_amount,lost_amount deals.csv
sed 's/2026-09-01,USD,EUR,0.5/2026-09-01,EUR,USD,2/' eur.csv >both.csv
runs 'the reciprocal too' 0 "$OUT" '' pl-stats -q --currency EUR --rates both.csv \
    -M deals,pipeline,won,won_amount,lost_amount deals.csv
runs 'PL_RATES' 0 "$OUT" '' \
    env PL_RATES=eur.csv pl-stats -q -M deals,pipeline,won,won_amount,lost_amount deals.csv
is 'costs too' '2.60' "$(pl-stats -q -H -o csv --rates eur.csv -M cost deals.csv)"
is 'of a past day, that day'\''s' 'pipeline
172.00' "$(pl-stats -q --rates eur.csv --as-of 2026-02-14 -M pipeline -o csv deals.csv)"
cp eur.csv rates.csv
runs 'rates.csv beside the deals' 0 "$OUT" '' \
    pl-stats -q -M deals,pipeline,won,won_amount,lost_amount deals.csv
runs 'beside, of a pipe: in the working directory' 0 "$OUT" '' \
    sh -c 'cat deals.csv | pl-stats -q -M deals,pipeline,won,won_amount,lost_amount'
is 'groups and filters see what it comes to' 'size,deals
10.00,3
100.00,1' "$(pl-stats -q -b size -M deals -w 'amount<=100' -w 'amount!=21' -o csv deals.csv)"
is '--every' '2026-Q1,1,2
2026-Q2,0,2
2026-Q3,0,2' "$(pl-stats -q -H --every quarter -P 2026-01-01.. -M lost,open -o csv deals.csv)"
runs 'another house: back through the same rates' 0 'pipeline,won_amount
60.00,211.11' '' pl-stats -q --currency USD -M pipeline,won_amount deals.csv
: >rates.csv
runs 'an empty rates.csv is none' 0 "$APART" '' pl-stats -q -M deals,pipeline,won,won_amount deals.csv
echo date,from,to,rate >rates.csv
runs 'nor is one without rates' 0 "$APART" '' pl-stats -q -M deals,pipeline,won,won_amount deals.csv
rm rates.csv

# Kept apart: whole, whatever lacks the rate.
sed '/^2026-01-01/d; /^2026-02-15/d' eur.csv >late.csv
runs 'a currency with any rate missing keeps a row of its own, whole' 0 'currency,deals,pipeline,won_amount
EUR,2,10.00,100.00
USD,3,50.00,100.00' '' pl-stats -q --rates late.csv -M deals,pipeline,won_amount deals.csv
runs 'that a filter leaves it out makes no difference' 0 'currency,pipeline
EUR,10.00
USD,50.00' '' pl-stats -q --rates late.csv -w status=open -M pipeline deals.csv
printf 'id,stage,amount,currency,created,closed\n6,Won,1,GBP,2026-01-01,2026-02-01\n7,Won,1,CHF,2026-01-01,2026-02-01\n' \
    >more.csv
cat >chain.csv <<'X'
date,from,to,rate
2026-01-01,USD,EUR,0.5
2026-01-01,GBP,USD,1.5
X
runs 'no chains; several files are one' 0 'currency,won,won_amount
CHF,1,1.00
EUR,2,150.00
GBP,1,1.00' '' pl-stats -q --currency EUR --rates chain.csv -M won,won_amount deals.csv more.csv
runs 'one that is not there yet lacks nothing' 0 'won_amount
100.00' '' sh -c 'printf "stage,amount,currency,closed\nWon,100,EUR,2026-01-01\nWon,1,GBP,2026-10-15\n" |
    pl-stats -q --rates eur.csv -M won_amount -o csv'
# won twice: the first win counts by then, and there was no rate
printf 'stage,amount,currency,created,closed,history\nWon,10,USD,2025-11-01,2026-02-20,%s\n' \
    'Lead@2025-11-01 > Won@2025-12-01 > Lead@2026-02-01 > Won@2026-02-20' >twice.csv
is 'a day in the past that lacks a rate keeps it apart too' 'won_amount
10.00' "$(pl-stats -q --rates eur.csv -P 2025 -M won_amount -o csv twice.csv)"
is 'on every day the same' 'won_amount
10.00' "$(pl-stats -q --rates eur.csv -M won_amount -o csv twice.csv)"

# Each amount rounded once, half to even, before they are added.
printf 'stage,amount,currency\nWon,0.05,USD\nWon,0.05,USD\nWon,0.03,USD\n' >cents.csv
printf 'date,from,to,rate\n2026-01-01,USD,EUR,0.5\n' >half.csv
is 'each amount is rounded once' 'won_amount
0.06' "$(pl-stats -q --rates half.csv -M won_amount -o csv cents.csv)"
printf 'stage,amount,currency\nWon,1,EUR\nWon,2.49,EUR\n' >yen.csv
printf 'date,from,to,rate\n2026-01-01,EUR,JPY,100.5\n' >jpy.csv
is 'to the decimals of the house currency' 'won_amount
350' "$(pl-stats -q --rates jpy.csv -M won_amount -o csv yen.csv)"

# The other commands.
is 'pl-forecast' '2026-10,35.00' "$(printf 'stage,amount,currency,close_date\nProposal,50,USD,2026-10-10\nProposal,10,EUR,2026-10-10\n' |
    pl-forecast -q -H --rates eur.csv -P 2026-10 -o csv | cut -d , -f 1,5)"

# What is wrong with a rates.csv.
# wrong NAME MESSAGE LINE...
wrong() {
	t_name_=$1 t_message=$2
	shift 2
	printf '%s\n' "$@" >wrong.csv
	runs "$t_name_" 2 '' "pl-stats: $t_message" pl-stats --rates wrong.csv deals.csv
}
runs 'no such file' 2 '' 'pl-stats: no.csv: No such file or directory' pl-stats --rates no.csv deals.csv
wrong 'no such column' "wrong.csv: there is no column 'rate' (there are: date, from, to, rates)" \
    date,from,to,rates
wrong 'a date' "wrong.csv:2: date: 'soon' is not a date" date,from,to,rate soon,USD,EUR,1
wrong 'a code' "wrong.csv:3: from: 'dollar' is not a currency code" date,from,to,rate ,,, 2026-01-01,dollar,EUR,1
wrong 'a rate' "wrong.csv:2: rate: '-1' is not a rate (digits and a point)" \
    date,from,to,rate 2026-01-01,USD,EUR,-1
wrong 'no rate' "wrong.csv:2: rate: '0' is not a rate above 0" date,from,to,rate 2026-01-01,USD,EUR,0
wrong 'to where?' 'wrong.csv: converts to EUR and to USD (say --currency CODE)' \
    date,from,to,rate 2026-01-01,USD,EUR,1 2026-01-01,GBP,USD,1
sed 's/$/\r/; 1s/^/\xef\xbb\xbf/; s/,/;/g' eur.csv >crlf.csv
runs 'CRLF with BOM, semicolons' 0 "$OUT" '' \
    pl-stats -q --rates crlf.csv -M deals,pipeline,won,won_amount,lost_amount deals.csv

# What cannot be used is said once, though the deals are gone through twice.
printf 'stage,amount,currency\nWon,12x,USD\nGone,1,USD\n' >bad.csv
printf 'stage,kind\nWon,won\n' >s.csv
runs 'bad rows are said once' 0 'won,won_amount
1,0.00' "pl-stats: bad.csv:2: amount: '12x' is not an amount
pl-stats: bad.csv:3: stage: 'Gone' is none of the stages; the row is left out
pl-stats: 1 deal has no date: *" \
    pl-stats -s s.csv --rates half.csv -M won,won_amount bad.csv

# What is no currency, nobody can add up.
cat >odd.csv <<'EOF2'
id,stage,amount,cost,currency,created,history
1,Won,5,1,eur,2026-01-01,
2,Won,7,1,Euro,2026-01-01,
3,Won,100,50,12x,2026-01-01,Lead@2026-01-01 > amount=90@2026-01-01 > Won@2026-02-01
4,Won,11,2,xyz,2026-01-01,
EOF2
runs 'its amount is left out, its deal is not; three letters are a currency of their own' 0 \
    'currency,deals,won_amount
EUR,3,12.00
XYZ,1,11.00' "pl-stats: odd.csv:4: currency: '12x' is not a currency code; the amount is left out*" \
    pl-stats -M deals,won_amount --currency EUR odd.csv
like 'nor is what it was in its history' '*EUR,12.00*' \
    "$(pl-stats -M won_amount --currency EUR --as-of 2026-03-01 odd.csv 2>&1)"
runs 'who lists it sees it' 0 'id,amount
3,100' '' \
    pl-list -c id,amount -w 'amount>50' odd.csv
done_testing
