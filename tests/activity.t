#!/bin/sh
# What was done for deals: activities, touches, first_touch, and which activities
# pay (-b activity with lift and credited).
. "${0%/*}/lib.sh"
PL_TODAY=2026-06-30
export PL_TODAY

# 1 is won for 100 after three activities, 2 for 0.05 after two, 3 for 7 after
# none; 4 is lost after one; 5 is open, with one planned and one given up.
cat >deals.csv <<'X'
id,stage,owner,amount,created,closed
1,Won,ana,100,2026-01-01,2026-02-10
2,Won,bo,0.05,2026-01-02,2026-03-10
3,Won,bo,7,2026-01-03,2026-04-10
4,Lost,ana,9,2026-02-01,2026-02-20
5,Proposal,ana,50,2026-03-01,
X
printf 'stage,kind\nProposal,open\nWon,won\nLost,lost\n' >stages.csv
cat >activities.csv <<'X'
deal,due,done,type,outcome
1,,2026-01-11,call,
1,,2026-02-01,Demo,
1,2026-01-20,2026-01-21,CALL,agreed
2,,2026-01-05,email,
2,,2026-03-01, call ,
4,,2026-02-04,Email,
5,2026-07-01,,call,
5,2026-05-01,,call,cancelled
9,,2026-01-01,fax,
X
want='activities,touches,first_touch
6,1.666667,5.33'
runs 'activities, touches, first touch' 0 "$want" '' pl-stats -M activities,touches,first_touch
runs 'activities of a period' 0 'activities
3' '' pl-stats -M activities -P 2026-01
runs 'touches: all of a deal that is won in it' 0 'won,touches
1,2.000000' '' pl-stats -M won,touches -P 2026-03
runs 'first_touch: of deals created in it' 0 'leads,first_touch
1,3.00' '' pl-stats -M leads,first_touch -P 2026-02
runs 'by owner' 0 'owner,activities,touches,first_touch
ana,4,3.000000,6.50
bo,2,1.000000,3.00' '' pl-stats -b owner -M activities,touches,first_touch
runs 'period by period' 0 'period,activities
2026-01,3
2026-02,2
2026-03,1
2026-04,0' '' pl-stats --every month -M activities -P 2026-01-01..2026-04-30
runs 'as of a day: what was done later is not seen' 0 'activities,first_touch
1,3.00' '' pl-stats --as-of 2026-01-10 -M activities,first_touch
runs 'the day itself is' 0 'activities' '' sh -c 'pl-stats --as-of 2026-01-11 -M activities | sed s/^2$/activities/ | uniq'
sed 's/^1,,2026-01-11/1,,2025-12-31/' activities.csv >early.csv
runs 'what was done before the deal was there is no answer to it' 0 'activities,first_touch
6,3.00' '' pl-stats --activities early.csv -M activities,first_touch

# Without any.
mkdir bare
cp deals.csv stages.csv bare
runs 'without a file nobody knows' 0 'activities,touches,first_touch,won
,,,3' '' pl-stats -M activities,touches,first_touch,won bare/deals.csv
runs 'PL_ACTIVITIES' 0 "$want" '' env PL_ACTIVITIES=activities.csv \
    pl-stats -M activities,touches,first_touch bare/deals.csv
runs '--activities beats it' 0 "$want" '' env PL_ACTIVITIES=early.csv \
    pl-stats --activities activities.csv -M activities,touches,first_touch bare/deals.csv
runs 'a file that is not there' 2 '' 'pl-stats: no.csv: No such file or directory' \
    pl-stats --activities no.csv -M touches
runs 'which matters only where it is asked for' 0 "won${NL}3" '' pl-stats --activities no.csv -M won
runs 'for a pipe: in the working directory' 0 "activities${NL}6" '' \
    sh -c 'cat deals.csv | pl-stats -M activities'
printf 'deal,due,type\n1,,call\n' >nodone.csv
runs 'without a column for what is done' 0 "activities${NL}0" '*' pl-stats -q --activities nodone.csv -M activities
printf 'due,done,type\n' >nodeal.csv
runs 'without a column for the deal' 2 '' "pl-stats: nodeal.csv:1: *'deal'*" \
    pl-stats --activities nodeal.csv -M activities
printf 'deal,done,type\n1,soon,call\n,2026-01-01,call\n1,2026-01-02,call\n' >odd.csv
runs 'rows that cannot be used are named and left out' 0 "activities${NL}1" \
    "pl-stats: odd.csv:2: done: 'soon' is not a date
pl-stats: odd.csv:3: deal: is blank" pl-stats --activities odd.csv -M activities
printf 'deal;done;type\n1;3.2.2026;call\n' >other.csv
runs 'another dialect' 0 "activities${NL}1" '' pl-stats --activities other.csv -M activities -P 2026-02

# Which pay. 3 of 4 are won; with a call 2 of 2, without 1 of 2.
runs 'a deal is under every type it had, whatever its case' 0 'activity,deals,won,win_rate,activities,touches,first_touch
Demo,1,1,1.000000,1,1.000000,31.00
call,2,2,1.000000,3,1.500000,34.00
email,2,1,0.500000,2,1.000000,3.00
,2,1,1.000000,0,0.000000,' '' pl-stats -b activity -M deals,won,win_rate,activities,touches,first_touch
runs 'lift: the win rate with it to that without' 0 'activity,lift
Demo,1.500000
call,2.000000
email,0.500000
,1.500000' '' pl-stats -b activity -M lift
runs 'credited: an even split, what is over to the first' 0 'activity,credited
Demo,33.33
call,66.69
email,0.03
,7.00' '' pl-stats -b activity -M credited
is 'which adds up to what was won' 107.05 "$(pl-stats -H -M won_amount)"
runs 'both are of groups by activity alone' 0 'owner,lift,credited
ana,,
bo,,' '' pl-stats -b owner -M lift,credited
runs 'with another field beside: within its values' 0 'owner,activity,lift,credited
ana,Demo,,33.33
ana,call,,66.67
ana,email,0.000000,0.00
ana,,,0.00
bo,call,1.000000,0.02
bo,email,1.000000,0.03
bo,,1.000000,7.00' '' pl-stats -b owner,activity -M lift,credited
runs 'of a period' 0 'activity,won,credited
Demo,1,33.33
call,1,66.67
email,0,0.00' '' pl-stats -q -b activity -P 2026-02 -M won,credited -w activity!=
runs 'as of a day' 0 'activity,deals,won
call,1,0
email,1,0
,1,0' '' pl-stats -b activity --as-of 2026-01-11 -M deals,won
runs 'the best first' 0 'call' '' sh -c 'pl-stats -H -b activity -M lift -S -lift -N 1 | cut -d, -f1'
printf 'deal,done\n1,2026-01-02\n' >plain.csv
runs 'done, and of no type: under the blank one' 0 'activity,deals,credited
,5,107.05' '' pl-stats --activities plain.csv -b activity -M deals,credited
runs 'without a file all are' 0 'activity,deals,lift,credited
,5,,107.05' '' pl-stats -b activity -M deals,lift,credited bare/deals.csv
printf 'id,stage,amount,currency,closed\n1,Won,100,JPY,2026-02-01\n2,Won,1,KWD,2026-02-01\n' >money.csv
printf 'deal,done,type\n1,2026-01-01,a\n1,2026-01-02,b\n1,2026-01-03,c\n2,2026-01-01,a\n2,2026-01-02,b\n2,2026-01-03,c\n' >abc.csv
runs 'in the smallest unit of the currency' 0 'currency,activity,credited
JPY,a,34
JPY,b,33
JPY,c,33
KWD,a,0.334
KWD,b,0.333
KWD,c,0.333' '' pl-stats --activities abc.csv -b activity -M credited money.csv
printf 'id,stage,amount,closed\n1,Won,-100,2026-02-01\n' >less.csv
runs 'of less than nothing too' 0 'activity,credited
a,-33.34
b,-33.33
c,-33.33' '' pl-stats --activities abc.csv -b activity -M credited less.csv

# As a condition: had it one of that type by then?
holds() {
	runs "-w activity$1" 0 "$2" '' sh -c "pl-stats -H -b owner,stage -M deals -w 'activity$1' |
		awk -F, '{ n += \$NF } END { print n + 0 }'"
}
holds '=call' 2
holds '=Call|email' 3
holds '!=call' 3
holds '~ma' 2
holds '!~ma' 3
holds '=' 2
holds '!=' 3
runs 'as of a day' 0 "deals${NL}1" '' pl-stats --as-of 2026-02-01 -M deals -w activity=demo
runs 'the day before' 0 "deals${NL}0" '' pl-stats --as-of 2026-01-31 -M deals -w activity=demo

# Deals without any day of their own have been there always; what was done for them
# counts in its month alone.
printf 'id,stage\n1,Proposal\n' >always.csv
printf 'deal,done,type\n1,2026-02-03,call\n1,2026-04-30,call\n1,2026-04-01,email\n' >some.csv
runs 'a deal that was always there' 0 'period,deals,activities
2026-01,1,0
2026-02,1,1
2026-03,1,0
2026-04,1,2
2026-05,1,0' '' pl-stats -q --activities some.csv --every month -P 2026-01-01..2026-05-31 \
    -M deals,activities always.csv
runs 'and its types' 0 'activity,period,deals,activities
call,2026-01,0,
call,2026-02,1,1
call,2026-03,1,0
call,2026-04,1,1
email,2026-01,0,
email,2026-02,0,
email,2026-03,0,
email,2026-04,1,1
,2026-01,1,0
,2026-02,0,
,2026-03,0,
,2026-04,0,' '' pl-stats -q --activities some.csv --every month -P 2026-01-01..2026-04-30 \
    -b activity -M deals,activities always.csv

# Shares with their bounds: Wilson's, 95 %.
cat >wide.csv <<'X'
stage,closed,created
Won,2026-01-05,2026-01-01
Won,2026-01-05,2026-01-01
Won,2026-01-05,2026-01-01
Lost,2026-01-05,2026-01-01
X
runs '--intervals: 3 of 4' 0 'won,win_rate,win_rate_low,win_rate_high,conversion,conversion_low,conversion_high
3,0.750000,0.300642,0.954413,0.750000,0.300642,0.954413' '' pl-stats --intervals -M won,win_rate,conversion wide.csv
runs 'nothing to divide by' 0 'win_rate,win_rate_low,win_rate_high
,,' '' pl-stats --intervals -P 2025 -M win_rate wide.csv
runs 'the other shares' 0 'repeat_rate,repeat_rate_low,repeat_rate_high,referral_rate,referral_rate_low,referral_rate_high,win_rate_amount' '' \
    sh -c 'pl-stats --intervals -M repeat_rate,referral_rate,win_rate_amount wide.csv | sed 1q'

# The samples: everything that was done is under one type.
cp "$SAMPLES"/*.csv bare
PL_TODAY=2026-09-30
is 'samples: the types add up' "$(pl-stats -qH -M activities bare/deals.csv)" \
    "$(pl-stats -qH -b activity -M activities bare/deals.csv | awk -F, '{ n += $2 } END { print n }')"
is 'samples: so does what they are credited with' "$(pl-stats -qH -M won_amount bare/deals.csv)" \
    "$(pl-stats -qH -b activity -M credited bare/deals.csv | awk -F, '{ n += $2 } END { printf "%.2f\n", n }')"

done_testing
