#!/bin/sh
# pl-forecast: closed, categories, weighted and target by period.
. "${0%/*}/lib.sh"

PL_TODAY=2026-09-30
export PL_TODAY

HEAD=period,closed,commit,best,pipeline,weighted,expected,new_business,p10,p50,p90,target,chance
ZERO=0.00,0.00,0.00,0.00,0.00,0.00,,,,,,
MAVEN=$SHARED/data/maven/sales_pipeline.csv

cat >stages.csv <<'END'
pipeline,stage,kind,probability,category
,Lead,open,10,omitted
,Qualification,open,20,
,Proposal,open,60,
,Negotiation,open,80,best
,Closing,open,90,
,Won,won,100,
,Lost,lost,0,
END

# The worked example of measures.md: 10,000 x 60 % + 5,000 x 20 % = 7,000.
cat >worked.csv <<'END'
id,stage,amount,close_date
1,Proposal,10000,2026-10-05
2,Qualification,5000,2026-10-31
END
runs 'the worked example' 0 "$HEAD
2026-09,$ZERO
2026-10,0.00,0.00,10000.00,15000.00,7000.00,7000.00,,,,,,
2026-11,$ZERO
2026-12,$ZERO" '' pl-forecast --method weighted worked.csv

cat >deals.csv <<'END'
id,owner,stage,amount,probability,category,created,close_date,closed
1,ana,Won,100,,,2026-01-01,2026-09-30,2026-09-01
2,ana,Won,200,,,2026-01-01,2026-08-30,2026-08-31
3,boris,Lost,999,,,2026-01-01,2026-09-30,2026-09-02
4,ana,Closing,1000,,,2026-01-01,2026-10-01,
5,boris,Negotiation,2000,,,2026-01-01,2026-10-31,
6,boris,Qualification,4000,,,2026-01-01,2026-10-15,
7,ana,Lead,8000,,,2026-01-01,2026-10-15,
8,boris,Qualification,500,75,,2026-01-01,2026-11-01,
9,boris,Qualification,600,,commit,2026-01-01,2026-12-01,
10,ana,Closing,700,,omitted,2026-01-01,2026-12-01,
11,ana,Closing,0.05,50,pipeline,2026-01-01,2026-12-01,
END
# 8: its own 75 % is a commit; 9: its own category; 10: its own, omitted;
# 11: 2.5 cents, half to the even.
runs 'categories hold those before them, own ones beat the stage, omitted are out' 0 "$HEAD
2026-09,100.00,0.00,0.00,0.00,0.00,100.00,,,,,,
2026-10,0.00,1000.00,3000.00,7000.00,3300.00,3300.00,,,,,,
2026-11,0.00,500.00,500.00,500.00,375.00,375.00,,,,,,
2026-12,0.00,600.00,600.00,600.05,120.02,120.02,,,,,," '' pl-forecast --method weighted deals.csv

runs 'quarters: this and the next three' 0 "$HEAD
2026-Q3,300.00,0.00,0.00,0.00,0.00,300.00,,,,,,
2026-Q4,0.00,2100.00,4100.00,8100.05,3795.02,3795.02,,,,,,
2027-Q1,$ZERO
2027-Q2,$ZERO" '' pl-forecast --method weighted --every quarter deals.csv

runs 'fiscal years are named for the year they end in' 0 "$HEAD
2027-Q2,300.00,0.00,0.00,0.00,0.00,300.00,,,,,,
2027-Q3,0.00,2100.00,4100.00,8100.05,3795.02,3795.02,,,,,,
2027-Q4,$ZERO
2028-Q1,$ZERO" '' pl-forecast --method weighted --every quarter --fiscal-start 4 deals.csv

runs '-P is the range' 0 "$HEAD
2026-08,200.00,0.00,0.00,0.00,0.00,200.00,,,,,,
2026-09,100.00,0.00,0.00,0.00,0.00,100.00,,,,,,
2026-10,0.00,1000.00,3000.00,7000.00,3300.00,3300.00,,,,,," '' \
    pl-forecast --method weighted -P 2026-08-01..2026-10-31 deals.csv
runs '-P cuts its first and last month' 0 "$HEAD
2026-09,$ZERO
2026-10,0.00,1000.00,1000.00,5000.00,1700.00,1700.00,,,,,," '' \
    pl-forecast --method weighted -P 2026-09-02..2026-10-15 deals.csv
runs '-P without an end goes as far as there is something' 0 "$HEAD
2026-11,0.00,500.00,500.00,500.00,375.00,375.00,,,,,,
2026-12,0.00,600.00,600.00,600.05,120.02,120.02,,,,,," '' \
    pl-forecast --method weighted -P 2026-11-01.. deals.csv

runs '-b groups first' 0 "owner,$HEAD
ana,2026-Q3,300.00,0.00,0.00,0.00,0.00,300.00,,,,,,
ana,2026-Q4,0.00,1000.00,1000.00,1000.05,900.02,900.02,,,,,,
ana,2027-Q1,$ZERO
ana,2027-Q2,$ZERO
boris,2026-Q3,$ZERO
boris,2026-Q4,0.00,1100.00,3100.00,7100.00,2895.00,2895.00,,,,,,
boris,2027-Q1,$ZERO
boris,2027-Q2,$ZERO" '' pl-forecast --method weighted -b owner --every quarter deals.csv
runs 'stages in their order; -P one period' 0 "stage,$HEAD
Qualification,2026-10,0.00,0.00,0.00,4000.00,800.00,800.00,,,,,,
Negotiation,2026-10,0.00,0.00,2000.00,2000.00,1600.00,1600.00,,,,,,
Closing,2026-10,0.00,1000.00,1000.00,1000.00,900.00,900.00,,,,,," '' \
    pl-forecast --method weighted -b stage -P 2026-10 deals.csv
runs '-w, -S and -N' 0 "$HEAD
2026-10,0.00,0.00,2000.00,6000.00,2400.00,2400.00,,,,,,
2026-11,0.00,500.00,500.00,500.00,375.00,375.00,,,,,," '' \
    pl-forecast --method weighted -w owner=boris -S -weighted -N 2 deals.csv

# What is overdue, undated or has no amount.
cat >late.csv <<'END'
id,stage,amount,created,close_date
1,Proposal,1000,2026-01-01,2026-08-31
2,Closing,234.50,2026-01-01,2025-01-01
3,Closing,50,2026-01-01,2026-09-01
4,Qualification,70,2026-01-01,
5,Qualification,,2026-01-01,2026-11-11
6,Won,80,2026-01-01,
END
runs 'overdue deals count in the first period, and that is said' 0 "$HEAD
2026-09,0.00,284.50,1284.50,1284.50,856.05,856.05,,,,,,
2026-10,$ZERO
2026-11,$ZERO
2026-12,$ZERO" 'pl-forecast: no close date: 1 open deal (70), in no period
pl-forecast: overdue: 2 open deals (1,234.50), counted in 2026-09
pl-forecast: no amount: 1 open deal, counted as nothing
pl-forecast: no closing day: 1 won deal (80), in no period' pl-forecast --method weighted late.csv
runs 'in a quarter only what was to be closed before it is overdue' 0 "$HEAD
2026-Q3,0.00,284.50,1284.50,1284.50,856.05,856.05,,,,,," \
    '*overdue: 1 open deal (234.50), counted in 2026-Q3*' \
    pl-forecast --method weighted --every quarter -P this-quarter late.csv
runs 'in a range behind today they do not count' 0 "$HEAD
2026-10,$ZERO" '*overdue: 2 open deals (1,234.50), not counted: 2026-09 is not asked for*' \
    pl-forecast --method weighted -P 2026-10 late.csv
runs 'in a range that is over nothing is expected any more' 0 "$HEAD
2026-08,$ZERO" '' pl-forecast --method weighted -w close_date!= -P 2026-08 late.csv
runs '-q says nothing of it' 0 "$HEAD
2026-09,0.00,284.50,1284.50,1284.50,856.05,856.05,,,,,," '' pl-forecast --method weighted -q -P 2026-09 late.csv
like 'a table says it below' '*expected *856.05*

no close date: 1 open deal (70), in no period
overdue: 2 open deals (1,234.50), counted in 2026-09
no closing day: 1 won deal (80), in no period' \
    "$(pl-forecast --method weighted -o table -P 2026-09 late.csv 2>&1)"

# No close date at all: open x win rate x average deal.
cat >undated.csv <<'END'
id,owner,stage,amount,created,closed
1,ana,Proposal,,2026-01-01,
2,ana,Qualification,,2026-01-01,
3,lin,Closing,,2026-01-01,
4,ana,Lead,,2026-01-01,
5,ana,Won,100,2026-01-01,2026-02-01
6,ana,Won,200,2026-01-01,2026-03-01
7,ana,Lost,,2026-01-01,2026-03-01
END
runs 'without close dates weighted is a rule of thumb, labelled so' 0 "$HEAD
2026-09,0.00,0.00,0.00,0.00,300.00,300.00,,,,,,
2026-10,$ZERO
2026-11,$ZERO
2026-12,$ZERO" 'pl-forecast: weighted: no open deal has a close date, so it is open deals (omitted '\
'ones apart) x win rate x average deal, 3 x 0.666667 x 150, all in 2026-09' \
    pl-forecast --method weighted undated.csv
runs 'of each group its own, blank where it has none' 0 "owner,$HEAD
ana,2026-09,0.00,0.00,0.00,0.00,200.00,200.00,,,,,,
lin,2026-09,0.00,0.00,0.00,0.00,,,,,,,," '*x average deal, all in 2026-09' \
    pl-forecast --method weighted -b owner -P 2026-09 undated.csv
runs 'it is of the period today is in' 0 "$HEAD
2026-02,100.00,0.00,0.00,0.00,0.00,100.00,,,,,," '*, and not counted: not of 2026-09' \
    pl-forecast --method weighted -P 2026-02 undated.csv

if [ -f "$MAVEN" ]; then
	runs 'the teaching set, whose open deals have no close date' 0 "$HEAD
2018-Q1,0.00,0.00,0.00,0.00,2369064.75,2369064.75,,,,,,
2018-Q2,$ZERO
2018-Q3,$ZERO
2018-Q4,$ZERO" '*, 1,589 x 0.631501 x 2,360.91, all in 2018-Q1' \
	    pl-forecast --method weighted --as-of 2018-01-01 --every quarter "$MAVEN"
	runs 'its quarters of 2017, as won' 0 "$HEAD
2017-Q1,1134672.00,0.00,0.00,0.00,0.00,1134672.00,,,,,,
2017-Q2,3086111.00,0.00,0.00,0.00,0.00,3086111.00,,,,,,
2017-Q3,2982255.00,0.00,0.00,0.00,0.00,2982255.00,,,,,,
2017-Q4,2802496.00,0.00,0.00,0.00,0.00,2802496.00,,,,,," '*' \
	    pl-forecast --method weighted --as-of 2018-01-01 --every quarter -P 2017 "$MAVEN"
else
	skip 2 'no teaching set here'
fi

# As it stood: stages, amounts and close dates of then.
cat >then.csv <<'END'
id,stage,amount,created,close_date,closed,history
1,Won,900,2026-01-01,2026-06-30,2026-07-15,Qualification@2026-01-01 > amount=500@2026-01-01 > close_date=2026-05-31@2026-01-01 > Proposal@2026-03-01 > amount=900@2026-04-01 > close_date=2026-06-30@2026-04-01 > Won@2026-07-15
2,Proposal,70,2026-05-01,2026-11-30,,Proposal@2026-05-01
END
runs 'as of a day before the close' 0 "$HEAD
2026-03,$ZERO
2026-04,$ZERO
2026-05,0.00,0.00,500.00,500.00,300.00,300.00,,,,,,
2026-06,$ZERO" '' pl-forecast --method weighted --as-of 2026-03-15 then.csv
runs 'as of a day after a push' 0 "$HEAD
2026-04,$ZERO
2026-05,$ZERO
2026-06,0.00,0.00,900.00,900.00,540.00,540.00,,,,,,
2026-07,$ZERO" '' pl-forecast --method weighted --as-of 2026-04-01 then.csv
runs 'closed by that day only' 0 "$HEAD
2026-07,900.00,0.00,0.00,0.00,0.00,900.00,,,,,," '' \
    pl-forecast --method weighted --as-of 2026-07-15 -P 2026-07 then.csv
cat >nolog.csv <<'END'
id,stage,amount,created,close_date,closed
1,Won,900,2026-01-01,2026-07-31,2026-07-15
2,Proposal,70,2026-05-01,2026-07-31,
END
runs 'a deal won since, of which nothing else is known' 0 "$HEAD
2026-07,0.00,0.00,70.00,70.00,42.00,42.00,,,,,," \
    'pl-forecast: no close date: 1 open deal (900), in no period' \
    pl-forecast --method weighted --as-of 2026-07-01 -P 2026-07 nolog.csv

# Goals.
cat >goals.csv <<'END'
period,measure,target,call,owner,stage
2026-Q3,amount,1000,,,
2026-Q4,,2500.50,,,
2026-Q4,amount,1500,900,ana,
2026-Q4,deals,7,,boris,
2026-10,amount,33,,,
2026,amount,9999,,,
2026-Q4,amount,44,,ana,Closing
END
runs 'targets of exactly the period' 0 'period,target
2026-Q3,1000.00
2026-Q4,2500.50
2027-Q1,
2027-Q2,' '' sh -c 'pl-forecast --method weighted --every quarter deals.csv | cut -d, -f1,12'
runs 'of months' 0 '2026-09,
2026-10,33.00' '' sh -c 'pl-forecast --method weighted -H -N 2 deals.csv | cut -d, -f1,12'
runs 'of exactly the group' 0 'ana,2026-Q4,1500.00
boris,2026-Q4,' '' \
    sh -c 'pl-forecast --method weighted -H -b owner --every quarter -P 2026-Q4 deals.csv | cut -d, -f1,2,13'
runs 'of exactly the filter' 0 '1500.00' '' \
    sh -c 'pl-forecast --method weighted -H -w owner=Ana --every quarter -P 2026-Q4 deals.csv | cut -d, -f12'
runs 'of group and filter together' 0 'Closing,44.00' '' \
    sh -c 'pl-forecast --method weighted -H -w owner=ana -b stage --every quarter -P 2026-Q4 deals.csv | cut -d, -f1,13'
runs 'a filter that is no goal has none' 0 '' '' \
    sh -c 'pl-forecast --method weighted -H -w "amount>1" --every quarter deals.csv | cut -d, -f12 | tr -d "\n"'
runs 'part of a period has none' 0 '' '' \
    sh -c 'pl-forecast --method weighted -H --every quarter -P 2026-10-01..2026-12-30 deals.csv | cut -d, -f12 | tr -d "\n"'
mkdir other
echo 'period,target
2026-10,77' >other/q.csv
runs '--goals' 0 '77.00' '' \
    sh -c 'pl-forecast --method weighted -H --goals other/q.csv -P 2026-10 deals.csv | cut -d, -f12'
runs 'PL_GOALS' 0 '77.00' '' \
    sh -c 'PL_GOALS=other/q.csv pl-forecast --method weighted -H -P 2026-10 deals.csv | cut -d, -f12'
cp worked.csv other/
runs 'goals lie beside the deals, not here' 0 "$HEAD
2026-10,0.00,0.00,10000.00,15000.00,7000.00,7000.00,,,,,," '' \
    pl-forecast --method weighted -P 2026-10 other/worked.csv
runs 'and here for standard input' 0 '33.00' '' \
    sh -c 'pl-forecast --method weighted -H -P 2026-10 <deals.csv | cut -d, -f12'
runs 'no such goals' 2 '' 'pl-forecast: none.csv: No such file or directory' \
    pl-forecast --method weighted --goals none.csv deals.csv
echo 'period,target
2026,many' >bad.csv
runs 'bad goals are named by file, line and field' 2 '' \
    "pl-forecast: bad.csv:2: target: 'many' is not an amount" \
    pl-forecast --method weighted --goals bad.csv deals.csv
printf 'period;target\n2026-10;1.234\n' >bad.csv
runs 'a target in doubt' 2 '' '*bad.csv:2: target: '\''1.234'\'' could be two amounts*' \
    pl-forecast --method weighted --goals bad.csv deals.csv
runs 'and settled' 0 '1234.00' '' \
    sh -c 'pl-forecast --method weighted -H --decimal , --goals bad.csv -P 2026-10 worked.csv | cut -d, -f12'
rm goals.csv

# Currencies are never added up.
cat >money.csv <<'END'
id,stage,amount,currency,close_date
1,Proposal,1000,EUR,2026-10-01
2,Proposal,500,,2026-10-01
3,Proposal,1001,JPY,2026-10-01
END
echo 'period,target
2026-10,5000' >target.csv
runs 'a row for each currency' 0 "currency,$HEAD
EUR,2026-10,0.00,0.00,1000.00,1000.00,600.00,600.00,,,,,,
JPY,2026-10,0,0,1001,1001,601,601,,,,,,
,2026-10,0.00,0.00,500.00,500.00,300.00,300.00,,,,,," '' pl-forecast --method weighted -P 2026-10 money.csv
runs 'goals are in the house currency' 0 "currency,$HEAD
EUR,2026-10,0.00,0.00,1500.00,1500.00,900.00,900.00,,,,,5000.00,
JPY,2026-10,0,0,1001,1001,601,601,,,,,," '' \
    pl-forecast --method weighted --currency EUR --goals target.csv -P 2026-10 money.csv
sed 2,3d money.csv >yen.csv
runs 'one currency needs no column' 0 "$HEAD
2026-10,0,0,1001,1001,601,601,,,,,5000," '' \
    pl-forecast --method weighted --goals target.csv -P 2026-10 yen.csv

# Input as it comes.
head -n 1 deals.csv >empty.csv
runs 'no deals: the periods, of zeros' 0 "$HEAD
2026-09,$ZERO
2026-10,$ZERO
2026-11,$ZERO
2026-12,$ZERO" '' pl-forecast --method weighted empty.csv
runs 'no deals and groups: nothing' 0 "owner,$HEAD" '' pl-forecast --method weighted -b owner empty.csv
: >nothing.csv
runs 'not even a header' 2 '' 'pl-forecast: nothing.csv: is empty*' pl-forecast --method weighted nothing.csv
runs 'an empty standard input' 2 '' 'pl-forecast: *' sh -c 'pl-forecast <nothing.csv'
runs 'no such file' 2 '' 'pl-forecast: none.csv: No such file or directory' pl-forecast --method weighted none.csv

sed -e 's/,1000,/,12x,/' -e 's/2026-10-31/soon/' deals.csv >wrong.csv
runs 'rows that cannot be used are named' 0 "$HEAD
2026-10,0.00,0.00,0.00,4000.00,800.00,800.00,,,,,," "pl-forecast: wrong.csv:5: amount: '12x' is not an amount
pl-forecast: wrong.csv:6: close_date: 'soon' is not a date
pl-forecast: no close date: 1 open deal (2,000), in no period
pl-forecast: no amount: 1 open deal, counted as nothing" pl-forecast --method weighted -P 2026-10 wrong.csv
runs 'and an error with --strict' 2 '' \
    "pl-forecast: wrong.csv:5: amount: '12x' is not an amount" pl-forecast --method weighted --strict wrong.csv

sed 's/$/\r/; 1s/^/\xef\xbb\xbf/' deals.csv >crlf.csv
pl-forecast --method weighted deals.csv >lf.out
pl-forecast --method weighted crlf.csv >crlf.out
same_bytes 'CRLF with BOM' lf.out crlf.out
pl-forecast --method weighted - <deals.csv >stdin.out
same_bytes 'standard input' lf.out stdin.out
(head -n 5 deals.csv; echo) >one.csv
(head -n 1 deals.csv; sed 1,5d deals.csv) >two.csv
pl-forecast --method weighted one.csv two.csv >two.out
same_bytes 'many files as one' lf.out two.out

#
# What learns from the past. How good it is, and that it does not look ahead, is
# backtest.t's.
#
runs 'too short a past: weighted, and said' 0 "$HEAD
2026-10,0.00,0.00,10000.00,15000.00,7000.00,7000.00,,,,,," \
    'pl-forecast: the past is too short for the model: 0 of 6 months to learn from, 0 of 50 open '\
'deals seen in them; expected is closed and weighted' pl-forecast -P 2026-10 worked.csv
like 'below a table too' '*the past is too short for the model*' \
    "$(pl-forecast -o table -P 2026-10 worked.csv 2>&1)"
runs 'not where weighted was asked for' 0 '7000.00' '' \
    sh -c 'pl-forecast --method weighted -H -P 2026-10 worked.csv | cut -d, -f7'

# Three years of one deal a week, won in its sixth week, 1,000 each: at the end of
# a month five are open, and those that are due will be won.
perl -e '
	use Time::Local "timegm";
	sub iso { my @t = gmtime($_[0] * 86400); sprintf "%d-%02d-%02d", $t[5] + 1900, $t[4] + 1, $t[3] }
	my ($first, $last) = map { timegm(0, 0, 0, @$_) / 86400 } [2, 8, 2023], [30, 8, 2026];
	print "id,name,owner,stage,amount,created,closed,history\n";
	for (my $day = $first; $day <= $last; $day += 7) {
		my $won = $day + 38 <= $last;
		printf "%d,deal %d,%s,%s,1000,%s,%s,Proposal@%s%s\n", ++$n, $n, $n % 2 ? "ana" : "lin",
		    $won ? "Won" : "Proposal", iso($day), $won ? iso($day + 38) : "", iso($day),
		    $won ? " > Won@" . iso($day + 38) : "";
	}' >clock.csv
pl-forecast -q --as-of 2026-09-30 clock.csv >clock.out
is 'a steady past' 'period,closed
2026-09,5000.00
2026-10,0.00
2026-11,0.00
2026-12,0.00' "$(cut -d, -f1,2 clock.out)"
ok 'month by month, with all wins within the odds' perl -F, -lane '
	next if $. <= 2;
	die "$_\n" if abs($F[6] - 4400) > 700 || $F[8] > $F[9] || $F[9] > $F[10] || $F[8] < 2000;
	die "new business in $_\n" if $F[0] eq "2026-10" && $F[7] != 0;
	die "no new business in $_\n" if $F[0] eq "2026-12" && $F[7] < 2000;' clock.out
runs '--method trend: the mean of three months, no odds' 0 '4333.00,,,,' '' \
    sh -c 'pl-forecast -q --method trend -H -P 2026-10 clock.csv | cut -d, -f7-11'
runs '--method seasonal: the same place in the last quarter' 0 \
    "$(pl-forecast -q --method weighted -H -P 2026-07 clock.csv | cut -d, -f2),,,," '' \
    sh -c 'pl-forecast -q --method seasonal -H -P 2026-10 clock.csv | cut -d, -f7-11'
runs 'a period that is over holds what it held' 0 '4000.00,0.00,4000.00,4000.00,4000.00' '' \
    sh -c 'pl-forecast -q -H -P 2026-08 clock.csv | cut -d, -f7-11'
printf 'period,target\n2026-09,4000\n2026-10,1\n2026-11,100000\n' >sure.csv
runs 'the chance of a target' 0 '2026-09,4000.00,1.000000
2026-10,1.00,1.000000
2026-11,100000.00,0.000000
2026-12,,' '' \
    sh -c 'pl-forecast -q -H --goals sure.csv clock.csv | cut -d, -f1,12,13 | sed "s/0.99[0-9]*/1.000000/"'

# The deals behind it.
pl-forecast -q --deals -P 2026-10 clock.csv >deals.out
is '--deals: the open ones, each with its odds' 'id,name,owner,stage,amount,close_date,odds,expected
5' "$(head -n 1 deals.out; sed 1d deals.out | wc -l | tr -d ' ')"
ok 'likeliest first, amount times odds' perl -F, -lane '
	next if $. == 1;
	die "$_\n" if $F[6] > ($last // 1) || abs($F[6] * $F[4] - $F[7]) > 0.51;
	$last = $F[6];' deals.out
runs '--deals by the stated probabilities' 0 'id,name,owner,stage,amount,close_date,odds,expected
1,,,Proposal,10000.00,2026-10-05,0.600000,6000.00
2,,,Qualification,5000.00,2026-10-31,0.200000,1000.00' '' \
    pl-forecast --method weighted --deals worked.csv
runs '--deals -N' 0 '1,,,Proposal,10000.00,2026-10-05,0.600000,6000.00' '' \
    pl-forecast --method weighted --deals -H -N 1 worked.csv
runs '--deals, a period that is over' 0 'id,name,owner,stage,amount,close_date,odds,expected
1,,,Proposal,10000.00,2026-10-05,0.000000,0.00
2,,,Qualification,5000.00,2026-10-31,0.000000,0.00' '' \
    pl-forecast --method weighted --deals -P 2026-08 worked.csv

# The backtest.
is '--backtest: two years, one and three months ahead' '24 22' "$(pl-forecast --backtest -H clock.csv |
    awk -F, '{ n[$3]++ } END { print n[1], n[3] }')"
is 'the evening before, the month, what came' '2026-08-31,2026-09,1,5000.00
2026-06-30,2026-07-01..2026-09-30,3,13000.00' "$(pl-forecast --backtest -H clock.csv |
    cut -d, -f1-4 | grep -e ^2026-08-31 -e 2026-06-30,2026-07-01)"
is '--backtest -P' '2025-02
2025-03' "$(pl-forecast --backtest -H -P 2025-02-01..2025-03-31 clock.csv | cut -d, -f2)"
is 'the last month that is over' '2026-08' "$(pl-forecast --backtest -H --as-of 2026-09-29 clock.csv |
    grep ',1,' | tail -n 1 | cut -d, -f2)"
pl-forecast --backtest --summary clock.csv >summary.out
is '--summary: by method and horizon' 'method,horizon,n
model,1,24
model,3,22
weighted,1,24
weighted,3,22
trend,1,24
trend,3,22
seasonal,1,24
seasonal,3,22' "$(cut -d, -f1-3 summary.out)"
ok 'what runs like a clock is foreseen' perl -F, -lane '
	die "$_\n" if $F[0] eq "model" && ($F[3] > 0.1 || abs($F[4] - 1) > 0.05);' summary.out
runs 'no deals, no backtest' 0 'method,horizon,n,wape,bias,coverage,crps,brier' '' \
    pl-forecast --backtest --summary empty.csv

# What the probabilities are: 20 in 100 of those that were in Qualification.
perl -e 'print "id,stage,amount,created,closed,history\n";
	printf "%d,%s,10,2026-01-01,2026-03-01,Qualification\@2026-01-01 > %s\@2026-03-01\n", $_,
	    ($_ <= 20 ? ("Won") x 2 : ("Lost") x 2) for 1 .. 100;
	print "101,Qualification,10,2026-01-01,,Qualification\@2026-01-01\n"' >stated.csv
runs '--calibrate: the open ones left out, Wilson bounds' 0 \
'pipeline,stage,stated,n,won,actual,low,high
,Lead,0.100000,0,0,,,
,Qualification,0.200000,100,20,0.200000,0.133367,0.288829
,Proposal,0.600000,0,0,,,
,Negotiation,0.800000,0,0,,,
,Closing,0.900000,0,0,,,' '' pl-forecast --calibrate stated.csv
runs 'as of a day' 0 'pipeline,stage,stated,n,won,actual,low,high' \
    'pl-forecast: no closed deal shows the stages it was in' \
    pl-forecast --calibrate --as-of 2026-02-28 stated.csv

# Formats.
runs 'tsv without a header' 0 "2026-10${TAB}0.00${TAB}0.00${TAB}10000.00${TAB}15000.00${TAB}7000.00${TAB}7000.00$TAB$TAB$TAB$TAB$TAB$TAB" '' \
    pl-forecast --method weighted -H -o tsv -P 2026-10 worked.csv
runs 'json' 0 '[
{"period":"2026-10","closed":0.00,"commit":0.00,"best":10000.00,"pipeline":15000.00,"weighted":7000.00,"expected":7000.00,"new_business":null,"p10":null,"p50":null,"p90":null,"target":null,"chance":null}
]' '' pl-forecast --method weighted -o json -P 2026-10 worked.csv
runs 'jsonl' 0 '{"period":"2026-10","closed":0.00,"commit":0.00,"best":10000.00,"pipeline":15000.00,'\
'"weighted":7000.00,"expected":7000.00,"new_business":null,"p10":null,"p50":null,"p90":null,"target":null,"chance":null}' '' pl-forecast --method weighted -o jsonl -P 2026-10 worked.csv
runs 'table, with a chart below it, within 80 columns' 0 \
'                          best                                     new
period   closed  commit   case  pipeline  weighted  expected  business  p10  p50
───────  ──────  ──────  ─────  ────────  ────────  ────────  ────────  ───  ───
2026-09     100       0      0      0.00      0.00    100.00         ·    ·    ·
2026-10       0   1,000  3,000  7,000.00  3,300.00  3,300.00         ·    ·    ·
2026-11       0     500    500    500.00    375.00    375.00         ·    ·    ·
2026-12       0     600    600    600.05    120.02    120.02         ·    ·    ·

period   p90  target  chance
───────  ───  ──────  ──────
2026-09    ·       ·       ·
2026-10    ·       ·       ·
2026-11    ·       ·       ·
2026-12    ·       ·       ·

2026-09  ██●
2026-10  ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒     ●
2026-11  ▓▓▓▓▓▓▓▓●▓▓
2026-12  ▓▓●▓▓▓▓▓▓▓▓▓▓
         █ closed  ▓ commit  ▒ best case  ● expected  ├─┤ p10 to p90  ┃ target' '' \
    pl-forecast --method weighted -o table deals.csv
like 'md' '| period | closed |*| 2026-10 | 0 | 1,000 |*' "$(pl-forecast --method weighted -o md deals.csv)"
like 'html' '*<td*3,300.00*' "$(pl-forecast --method weighted -o html deals.csv)"
full_disk '/dev/full' pl-forecast --method weighted deals.csv
closed_pipe 'a closed pipe' pl-forecast --method weighted deals.csv

# Usage.
runs '--method weighted is there' 0 "$HEAD
2026-10,0.00,0.00,10000.00,15000.00,7000.00,7000.00,,,,,," '' \
    pl-forecast --method weighted -P 2026-10 worked.csv
runs 'no such method' 2 '' "pl-forecast: --method: 'magic' is not model, weighted, trend or seasonal (try*" pl-forecast --method magic deals.csv
for both in '--deals --backtest' '--backtest --calibrate' '--deals --calibrate' --summary \
    '--calibrate --summary'; do
	# shellcheck disable=SC2086
	runs "$both" 2 '' 'pl-forecast: only one of --deals, --backtest and --calibrate; --summary goes '\
'with --backtest (try*' pl-forecast $both deals.csv
done
runs '--deals -b' 2 '' 'pl-forecast: -b goes with rows of periods, not with --deals, --backtest or '\
'--calibrate (try*' pl-forecast --deals -b owner deals.csv
runs '--seed' 2 '' "pl-forecast: --seed: 'x' is not a whole number (try*" pl-forecast --seed x deals.csv
runs '--every week' 2 '' "pl-forecast: --every: 'week' is not month or quarter (try*" \
    pl-forecast --method weighted --every week deals.csv
runs '--period' 2 '' "pl-forecast: --period: '2026-Q9' is not a period*" \
    pl-forecast --method weighted -P 2026-Q9 deals.csv
runs 'an unknown option' 2 '' 'pl-forecast: unknown option --metod (did you mean --method?)*' \
    pl-forecast --method weighted --metod weighted deals.csv
runs 'an unknown column' 2 '' "pl-forecast: deals.csv: there is no column 'ownr' (nearest: owner*" \
    pl-forecast --method weighted -b ownr deals.csv
runs 'an unknown order' 2 '' "pl-forecast: --sort: no column 'won' to sort by; there are *" \
    pl-forecast --method weighted -S won deals.csv
like '--help' 'usage: pl-forecast *--every*--method*--goals*--as-of*' "$(pl-forecast --help)"

done_testing
