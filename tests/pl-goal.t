#!/bin/sh
# pl-goal: how far goals are reached, what is still needed, and the odds.
. "${0%/*}/lib.sh"
PL_TODAY=2026-06-30
export PL_TODAY

LABELS=period,measure,owner,pipeline
FIGURES=target,call,won,attainment,gap,open,coverage,deals_needed,size_needed
FIGURES=$FIGURES,opportunities_needed,leads_needed,activities_needed,avg_deal,win_rate
FIGURES=$FIGURES,pace,chance
HEAD=$LABELS,$FIGURES

# cells NAMES COMMAND...: these columns of its CSV, a line a row.
cells() {
	t_names=$1
	shift
	"$@" >"$T_DIR/csv" 2>&1
	awk -F, -v names="$t_names" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; n = split(names, name, ","); next }
		{ for (i = 1; i <= n; i++)
			printf "%s%s", name[i] in at ? $at[name[i]] : "no " name[i], i < n ? "," : "\n" }
		' "$T_DIR/csv"
}

# figures NAME COLUMNS EXPECTED COMMAND...
figures() {
	t_test=$1 t_columns=$2 t_expected=$3
	shift 3
	is "$t_test" "$t_expected" "$(cells "$t_columns" "$@" </dev/null)"
}

# status NAME STATUS COMMAND...
status() {
	t_test=$1 t_expected=$2 t_status=0
	shift 2
	"$@" >/dev/null 2>&1 </dev/null || t_status=$?
	is "$t_test" "$t_expected" "$t_status"
}

cat >stages.csv <<'X'
stage,kind,probability
Lead,open,20
Proposal,open,50
Won,won,
Lost,lost,
X

# In the twelve months 10 won of 10,000 each, 4 of them this year; 30 lost; 10
# open, of which 5 of 12,000 are to be closed this year; three activities each won
# deal. So 6 deals are missing, of 24 that are decided, of 30 leads, after 72
# activities.
awk 'BEGIN {
	print "id,stage,amount,created,close_date,closed"
	for (i = 1; i <= 10; i++)
		print "W" i ",Won,10000," (i > 4 ? "2025-08-01,,2025-08-20" : "2026-02-01,,2026-02-20")
	for (i = 1; i <= 30; i++)
		print "L" i ",Lost,,2026-03-01,,2026-03-02"
	for (i = 1; i <= 10; i++)
		print "O" i ",Lead,12000,2026-06-29," (i > 5 ? "2026-12-31" : "2027-01-01") ","
}' >deals.csv
awk 'BEGIN {
	print "deal,type,due,done"
	for (i = 1; i <= 10; i++)
		for (j = 1; j <= 3; j++)
			print "W" i ",call,," (i > 4 ? "2025-08-0" : "2026-02-0") (j + 1)
}' >activities.csv
printf 'period,target\n2026,100000\n' >goals.csv
short='pl-goal: the past is too short to learn odds from: chances are by the probabilities of the deals to be closed in the period'
row=2026,amount,,,100000.00,,40000.00,0.400000,60000.00,60000.00,1.000000,6,12000.00,24,30,72,10000.00,0.250000,49589.04,0.000320
runs 'the formulas, by hand' 0 "$HEAD$NL$row" "$short" pl-goal
runs '-q' 0 "$HEAD$NL$row" '' pl-goal -q
printf 'period,measure,target,call\n2026,deals,10,8\n2026,leads,100,\n2026,activities,40,\n2026,amount,40000,\n' >counts.csv
runs 'goals in deals, leads and activities, and one that is reached' 0 "$HEAD
2026,deals,,,10,8,4,0.400000,6,5,0.833333,6,,24,30,72,,0.250000,4.96,0.000000
2026,leads,,,100,,44,0.440000,56,,,,,,56,,,0.250000,49.59,
2026,activities,,,40,,12,0.300000,28,,,,,,,28,,0.250000,19.84,
2026,amount,,,40000.00,,40000.00,1.000000,0.00,60000.00,,0,0.00,0,0,0,10000.00,0.250000,19835.62,1.000000" \
    "$short" pl-goal --goals counts.csv
runs 'JSON has numbers as they are' 0 \
    '{"period":"2026","measure":"deals","owner":null,"pipeline":null,"target":10,"call":8,"won":4,"attainment":0.400000,"gap":6,"open":5,"coverage":0.833333,"deals_needed":6,"size_needed":null,"opportunities_needed":24,"leads_needed":30,"activities_needed":72,"avg_deal":null,"win_rate":0.250000,"pace":4.96,"chance":0.000000}' \
    '' pl-goal -q --goals counts.csv -N 1 -o jsonl
figures 'what is won is what pl-stats says' won \
    "$(pl-stats -qH -P 2026 -M won,leads,activities,won_amount | tr , '\n')" \
    pl-goal -q --goals counts.csv

# With ten open leads and four more deals to win: P(at least 4 of 10) at 40 %.
mkdir ten
printf 'stage,kind,probability\nLead,open,40\nWon,won,\n' >ten/stages.csv
awk 'BEGIN {
	print "stage,close_date,closed"
	for (i = 0; i < 10; i++) print "Lead,2026-08-01,"
}' >ten/deals.csv
printf 'period,measure,target\n2026-Q3,deals,4\n' >ten/goals.csv
figures 'ten open leads and four more deals to win: P(at least 4 of 10)' gap,chance 4,0.617719 \
    pl-goal -q -P 2026-Q3 ten/deals.csv
echo 'Won,,2026-07-03' >>ten/deals.csv
figures 'one is won: at least 3 of 10' gap,chance 3,0.832710 \
    pl-goal -q --as-of 2026-07-04 ten/deals.csv

# Money: 100 and 50 by even odds; what is to be closed later is not in it.
printf 'stage,amount,close_date\nProposal,100,2026-08-01\nProposal,50,2026-09-30\nProposal,1000,2026-10-01\n' >money.csv
for t in 50,0.750000 51,0.500000 100,0.500000 101,0.250000 150,0.250000 151,0.000000; do
	printf 'period,target\n2026-Q3,%s\n' "${t%,*}" >want.csv
	figures "money: 100 and 50 by even odds, at least ${t%,*}" chance "${t#*,}" \
	    pl-goal -q -P 2026-Q3 --goals want.csv money.csv
done
printf 'stage,amount,close_date,closed\nWon,70,,2026-01-01\nProposal,,2026-08-01,\n' >mean.csv
printf 'period,target\n2026,140\n2026,141\n' >want.csv
runs 'twice the same goal' 2 '' 'pl-goal: want.csv:3: the same goal*' \
    sh -c 'printf "period,target\n2026,140\n2026,141\n" >want.csv; pl-goal --goals want.csv mean.csv'
for t in 140,0.500000 141,0.000000; do
	printf 'period,target\n2026,%s\n' "${t%,*}" >want.csv
	figures "a deal without an amount brings what the won ones did: ${t%,*}" chance "${t#*,}" \
	    pl-goal -q --goals want.csv mean.csv
done

# Days.
cat >many.csv <<'X'
period,target
2026,365
2026-Q2,91
2026-06-30,1
2026-06,30
2025,365
2026-W27,7
2026-06-01..2027-05-31,365
2026-07,31
X
figures 'the goals whose period holds the day; pace counts both ends' period,pace \
    '2026,181.00
2026-Q2,91.00
2026-06-30,1.00
2026-06,30.00
2026-W27,2.00
2026-06-01..2027-05-31,30.00' pl-goal -q --goals many.csv
figures 'and another day' period,pace '2026,31.00' pl-goal -q --goals many.csv --as-of 2026-01-31
figures '-P: whose period holds that, to come or over' period,pace,won '2026,181.00,40000.00
2026-06-01..2027-05-31,30.00,0.00
2026-07,0.00,0.00' pl-goal -q --goals many.csv -P 2026-07
figures 'one that is over' period,pace,won,chance '2025,365.00,60000.00,1.000000' \
    pl-goal -q --goals many.csv -P 2025
figures 'fiscal years' period,pace,won '2026,365.00,100000.00' \
    pl-goal -q --goals many.csv -P 2026 --fiscal-start 7
like 'the last day is said' \
    '*pl-goal: 2026-06-30 is the last day of a goal: what is still won on it counts once it is entered*' \
    "$(pl-goal --goals many.csv 2>&1)"
printf 'period,target\n2026-Q2,100000\n' >want.csv
figures 'nothing more is won in what is over' chance 0.000000 pl-goal -q --goals want.csv
printf 'period,target\n2026,0\n' >want.csv
figures 'a goal of nothing is reached' target,attainment,gap,chance 0.00,,0.00,1.000000 \
    pl-goal -q --goals want.csv
figures 'as of a day: what came later is not seen' won,deals_needed 0.00,10 \
    pl-goal -q --as-of 2026-02-19

# Rates: of the twelve months, or of all the past where fewer than ten closed.
awk 'BEGIN {
	print "stage,amount,created,closed"
	for (i = 1; i <= 6; i++) print "Won,1000,2026-01-01,2026-02-01"
	for (i = 1; i <= 3; i++) print "Lost,,2026-01-01,2026-02-01"
	for (i = 1; i <= 6; i++) print "Won,3000,2024-01-01,2024-02-01"
}' >few.csv
figures 'nine closed: all the past' avg_deal,win_rate,deals_needed 2000.00,0.800000,47 pl-goal -q few.csv
like 'and it is said' \
    '*pl-goal: fewer than 10 deals closed in a year, so the rates are those of all the past: 2026 amount*' \
    "$(pl-goal few.csv 2>&1)"
cp few.csv later.csv
echo 'Lost,,2025-07-01,2025-07-01' >>later.csv
figures 'ten: the twelve months that end today' avg_deal,win_rate,deals_needed 1000.00,0.600000,94 \
    pl-goal -q later.csv
unlike 'and nothing is said' '*fewer*' "$(pl-goal later.csv 2>&1)"
sed 's/2025-07-01$/2025-06-30/' later.csv >sooner.csv
figures 'the day before is too early' win_rate 0.750000 pl-goal -q sooner.csv
grep -v 2024 few.csv >young.csv
figures 'nothing older' win_rate 0.666667 pl-goal -q young.csv
unlike 'then there is nothing to say' '*fewer*' "$(pl-goal young.csv 2>&1)"
printf 'stage,closed\nLost,2026-01-01\n' >lost.csv
figures 'nothing won yet: nothing to go by' \
    deals_needed,opportunities_needed,leads_needed,avg_deal,win_rate ,,,,0.000000 pl-goal -q lost.csv
echo stage,amount >none.csv
figures 'no deals at all' won,gap,open,coverage,deals_needed,chance \
    0.00,100000.00,0.00,0.000000,,0.000000 pl-goal -q none.csv

# Conditions.
mkdir of
cat >of/deals.csv <<'X'
id,stage,pipeline,owner,account,Region Code,amount,closed
1,Won,Sales,ana,Acme,N,100,2026-02-01
2,Won,Sales,Ana,Beta,S,200,2026-02-01
3,Won,Renewals,bo,Acme,n,400,2026-02-01
4,Won,Sales,bo,,S,800,2026-02-01
X
printf 'account,sector\nACME,food\nBeta,drugs\n' >of/accounts.csv
printf 'pipeline,stage,kind\nSales,Lead,open\nSales,Won,won\nRenewals,Due,open\nRenewals,Won,won\n' >of/stages.csv
cat >of/goals.csv <<'X'
period,target,owner,Pipeline,region code,account.sector
2026,1000,,,,
2026,1000,ana,,,
2026,1000,bo,Sales,,
2026,1000,,renewals,,
2026,1000,,,N,
2026,1000,ana,,S,
2026,1000,,,,food
2026,1000,ana|bo,,,
2025,1000,cy,,,
X
figures 'fields, headers and side tables' 'owner,pipeline,region code,account.sector,won' \
    ',,,,1500.00
ana,,,,300.00
bo,Sales,,,800.00
,renewals,,,400.00
,,N,,500.00
ana,,S,,200.00
,,,food,500.00
ana|bo,,,,1500.00' pl-goal -q of/deals.csv
runs 'their columns stand behind pipeline' 0 "$LABELS,region code,account.sector,$FIGURES" '' \
    pl-goal -q -N 0 of/deals.csv
runs 'on any day the same' 0 "$LABELS,region code,account.sector,$FIGURES" '' \
    pl-goal -q -N 0 -P 2025 of/deals.csv
figures '-w on top' won '200.00
200.00
0.00' sh -c 'pl-goal -q of/deals.csv -w account=beta | sed 4q'
figures '-p' won 400.00 pl-goal -q of/deals.csv -p Renewals -N 1
printf 'a,sector\nAcme,drugs\n,food\nBeta,food\n' >of/other.csv
figures '--lookup' account.sector,won food,200.00 \
    pl-goal -q of/deals.csv --lookup account=of/other.csv -S account.sector -N 1
printf 'period,target,ownr\n2026,1,ana\n' >wrong.csv
runs 'a column that is none of the deals' 2 '' \
    "pl-goal: of/deals.csv: there is no column 'ownr' (nearest: owner*" pl-goal --goals wrong.csv of/deals.csv
printf 'period,target,close_date\n2026,1,soon\n' >wrong.csv
runs 'a value that is none' 2 '' "pl-goal: wrong.csv:2: 'close_date': 'soon' is not a date*" \
    pl-goal --goals wrong.csv of/deals.csv
printf 'period,target,activity\n2026,1,call\n' >wrong.csv
runs 'a type of activity' 2 '' 'pl-goal: wrong.csv:2: activity: a goal is of deals, not of a type of activity' \
    pl-goal --goals wrong.csv of/deals.csv
printf 'period,target,a,b,c,d,e,f,g,h,i\n2026,1,1,1,1,1,1,1,1,1,1\n' >wrong.csv
runs 'too many fields' 2 '' 'pl-goal: wrong.csv:2: i: goals are of more than 8 fields' \
    pl-goal --goals wrong.csv of/deals.csv

# Currencies.
printf 'stage,amount,currency,closed\nWon,10,EUR,2026-02-01\nWon,20,USD,2026-02-01\nWon,7,,2026-02-01\n' >mixed.csv
printf 'period,measure,target\n2026,amount,100\n2026,deals,5\n' >both.csv
figures 'goals are in the house currency' measure,won 'amount,17.00
deals,3' pl-goal -q --currency EUR --goals both.csv mixed.csv
like 'and what is left out is said' '*pl-goal: 1 deal is not in EUR and counts for no goal in money*' \
    "$(pl-goal --currency EUR --goals both.csv mixed.csv 2>&1)"
figures 'without one nothing is added up' measure,won,gap,chance 'amount,,,
deals,3,2,0.000000' pl-goal -q --goals both.csv mixed.csv
like 'which is said' "*pl-goal: goals in money: the deals are of several currencies, none of them the house's (say --currency CODE)*" \
    "$(pl-goal --goals both.csv mixed.csv 2>&1)"
printf 'date,from,to,rate\n2026-01-01,USD,EUR,0.5\n' >rates.csv
figures 'with rates they are converted' won,gap '27.00,73.00
3,2' pl-goal -q --goals both.csv mixed.csv
rm rates.csv
printf 'stage,amount,currency,closed\nWon,1000,JPY,2026-02-01\n' >yen.csv
figures 'the only one there is, and its decimals' target,won,pace '100,1000,50
5,1,2' pl-goal -q --goals both.csv yen.csv

# Activities.
mkdir bare
cp deals.csv stages.csv bare
printf 'period,measure,target\n2026,activities,9\n2026,deals,9\n' >bare/goals.csv
figures 'without a file of activities' measure,won,gap,activities_needed,chance 'activities,,,,
deals,4,5,,0.000320' pl-goal -q bare/deals.csv
like 'which is said' '*pl-goal: goals in activities: there is no file of activities (say --activities FILE)*' \
    "$(pl-goal bare/deals.csv 2>&1)"
figures '--activities' measure,won 'activities,12
deals,4' pl-goal -q --activities activities.csv bare/deals.csv
figures 'PL_ACTIVITIES' measure,won 'activities,12
deals,4' env PL_ACTIVITIES=activities.csv pl-goal -q bare/deals.csv

# Which goals.
mkdir lone
cp deals.csv lone
runs 'no goals.csv' 2 '' 'pl-goal: no goals: there is no goals.csv beside lone/deals.csv (say --goals FILE)' \
    pl-goal lone/deals.csv
runs 'nor in the working directory' 2 '' \
    'pl-goal: no goals: there is no goals.csv here (say --goals FILE)' \
    sh -c 'cd lone; cat deals.csv | pl-goal'
runs 'one that is not there' 2 '' 'pl-goal: no.csv: No such file or directory' pl-goal --goals no.csv
figures 'PL_GOALS' period,target 2026,100000.00 env PL_GOALS=goals.csv pl-goal -q lone/deals.csv
figures '--goals beats it' measure 'deals
leads
activities
amount' env PL_GOALS=goals.csv pl-goal -q --goals counts.csv lone/deals.csv
figures 'for a pipe that of the working directory' target 100000.00 sh -c 'cat deals.csv | pl-goal -q'
runs 'none for the day' 2 '' 'pl-goal: goals.csv: no goal is for a period that holds 2027-01-01' \
    pl-goal --as-of 2027-01-01
runs 'none for the period' 2 '' 'pl-goal: goals.csv: no goal is for a period that holds 2025-Q4' \
    pl-goal -P 2025-Q4
printf 'period,target\n2026,much\n' >wrong.csv
runs 'a goal that cannot be read' 2 '' "pl-goal: wrong.csv:2: target: 'much' is not an amount" \
    pl-goal --goals wrong.csv

# The deals to chase.
mkdir chase
cat >chase/deals.csv <<'X'
id,name,stage,owner,amount,close_date,probability
1,One,Lead,ana,1000,2026-07-10,
2,Two,Proposal,ana,1000,2026-08-10,
3,Three,Proposal,bo,400,2026-09-30,80
4,Four,Proposal,bo,,2026-09-01,
5,Five,Proposal,bo,9000,2026-10-01,
6,Six,Won,bo,600,2026-07-01,
7,Seven,Proposal,ana,9000,,
8,Eight,Proposal,ana,200,2026-05-01,
X
printf 'period,target,owner\n2026-Q3,5000,ana\n2026-Q3,5000,bo\n2026,9000,\n' >chase/goals.csv
cp stages.csv chase
DEALS=id,name,owner,stage,amount,close_date,period,odds,expected
runs '--deals: to be closed in the period, the most promising first' 0 "$DEALS
5,Five,bo,Proposal,9000.00,2026-10-01,2026,0.500000,4500.00
2,Two,ana,Proposal,1000.00,2026-08-10,2026-Q3,0.500000,500.00
3,Three,bo,Proposal,400.00,2026-09-30,2026-Q3,0.800000,320.00
4,Four,bo,Proposal,,2026-09-01,2026-Q3,0.500000,300.00
1,One,ana,Lead,1000.00,2026-07-10,2026-Q3,0.200000,200.00
8,Eight,ana,Proposal,200.00,2026-05-01,2026,0.500000,100.00" '*' \
    pl-goal --as-of 2026-07-02 --deals chase/deals.csv
runs 'with -w and -N' 0 "$DEALS
2,Two,ana,Proposal,1000.00,2026-08-10,2026-Q3,0.500000,500.00" '*' \
    pl-goal --as-of 2026-07-02 --deals -w owner=ana -N 1 chase/deals.csv
runs 'with -S' 0 '8 1 2 4 3 5' '*' \
    sh -c 'pl-goal --deals -P 2026-Q3 -H -S close_date chase/deals.csv | cut -d, -f1 | paste -s -d " " -'
printf 'period,measure,target\n2026,leads,5\n' >want.csv
runs 'goals in leads have none' 0 "$DEALS" '*' pl-goal --deals --goals want.csv chase/deals.csv
printf 'id,stage,amount,currency,close_date\n1,Proposal,100,EUR,2026-08-01\n2,Proposal,300,JPY,2026-08-01\n' >two.csv
printf 'period,measure,target\n2026-Q3,deals,5\n' >want.csv
runs 'of several currencies' 0 "id,currency,name,owner,stage,amount,close_date,period,odds,expected
2,JPY,,,Proposal,300,2026-08-01,2026-Q3,0.500000,150
1,EUR,,,Proposal,100.00,2026-08-01,2026-Q3,0.500000,50.00" '*' \
    pl-goal -P 2026-Q3 --deals --goals want.csv two.csv

# The answer is no.
printf 'period,target\n2026,80000\n' >pace.csv
status '--exit-code: ahead of its pace' 0 pl-goal --exit-code --goals pace.csv
status 'behind it' 1 pl-goal --exit-code
status 'without the option' 0 pl-goal
status 'one of several' 1 pl-goal --exit-code --goals counts.csv
status 'also where it is not among those shown' 1 pl-goal --exit-code --goals counts.csv -S -won -N 1
status 'with --deals' 1 pl-goal --exit-code --deals
# 40,000 / 181 x 365 is 80,662.98
printf 'period,target\n2026,80663\n' >pace.csv
status 'by a cent' 1 pl-goal --exit-code --goals pace.csv
printf 'period,target\n2026,80662\n' >pace.csv
status 'and not' 0 pl-goal --exit-code --goals pace.csv
status 'trouble is 2' 2 pl-goal --exit-code --goals no.csv

# Formats.
like 'a table' '*period*measure*target*attainment*2026*deals*10*40.0 %*the past is too short*' \
    "$(pl-goal -o table --goals counts.csv)"
unlike 'is brief' '*win rate*' "$(pl-goal -o table --goals counts.csv)"
like 'what goals are of is one column of it' '*of *target*2026*bo, Sales *' \
    "$(pl-goal -o table of/deals.csv)"
is 'and none where they are of all' period,measure,target \
    "$(pl-goal -o md --goals counts.csv | sed 's/ | /,/g; s/^| //; 1q' | cut -d, -f1-3)"
like 'bars where there is room' '*attainment*███*' "$(COLUMNS=200 pl-goal -o table of/deals.csv)"
like 'one goal is a list of all' '*target*100,000*average deal*10,000*win rate*25.0 %*' \
    "$(pl-goal -o table)"
like 'md' '*| 2026 | amount | ana | 1,000 |*' "$(pl-goal -o md of/deals.csv)"
like 'html' '<!DOCTYPE html>*40.0 %*</html>' "$(pl-goal -o html)"
runs '-H' 0 "$row" '' pl-goal -qH
runs 'tsv' 0 "$(echo "$row" | tr , '\t')" '' pl-goal -qH -o tsv
like '-S by what a table leaves out' '*avg_deal*1000.00*' \
    "$(pl-goal -q of/deals.csv -S -avg_deal; pl-goal -q -o table of/deals.csv -S -avg_deal | grep -c period)"
runs '-S by no column' 2 '' 'pl-goal: --sort: *' pl-goal -S size
runs '-b is none of its options' 2 '' 'pl-goal: *-b*' pl-goal -b owner
closed_pipe 'a closed pipe' pl-goal -q
full_disk 'a full disk' pl-goal -q
head -n 20 deals.csv >a.csv
{ head -n 1 deals.csv; tail -n +21 deals.csv; } >b.csv
runs 'a file in two is the same' 0 "$(pl-goal -q --goals counts.csv)" '' \
    pl-goal -q --goals counts.csv a.csv b.csv

# The samples.
PL_TODAY=2026-09-30
figures 'samples: the quarter is 420 short' period,target,won,gap,chance \
    2026-Q3,85000.00,84580.00,420.00,0.000000 sh -c "pl-goal -q '$SAMPLES/deals.csv' | sed -n '1p; 3p'"
figures 'samples: what boris won is what pl-stats says' owner,won \
    "boris,$(pl-stats -qH -P 2026-Q3 -M won_amount -w owner=boris "$SAMPLES/deals.csv")" \
    sh -c "pl-goal -q '$SAMPLES/deals.csv' | sed -n '1p; 5p'"
figures 'samples: the chance is that of pl-forecast' period,chance \
    "2026-Q4,$(pl-forecast -qH --every quarter -P 2026-Q4 "$SAMPLES/deals.csv" | sed 's/.*,//')" \
    sh -c "pl-goal -q -P 2026-Q4 '$SAMPLES/deals.csv' | sed -n '1p; 3p'"
like 'samples: the deals to chase' 'D-0066,*,boris,Negotiation,85000.00,2026-12-18,2026,0.*' \
    "$(pl-goal -qH --deals -N 1 "$SAMPLES/deals.csv")"
# Signed on the last day, as its README says.
cp "$SAMPLES"/*.csv bare
pl-move -q -i --on 2026-09-30 D-0085 Won bare/deals.csv >/dev/null 2>&1
figures 'samples: and signed, it is reached' period,won,gap,chance 2026-Q3,118080.00,0.00,1.000000 \
    sh -c "pl-goal -q bare/deals.csv | sed -n '1p; 3p'"

done_testing
