#!/bin/sh
# pl-move: deals into another stage, with all that follows from it.
. "${0%/*}/lib.sh"

export PL_TODAY=2026-09-30
mkdir plain
cat >stages.csv <<'EOF'
pipeline,stage,kind,probability,category,required,next_step,next_days,aliases
Sales,Lead,open,10,,,,,
Sales,Quote,open,50,,contact; amount>=1000; budget=yes,Call,3,Offer
Sales,Closing,open,90,,,,,
Sales,Won,won,100,,amount,Ask for a referral,90,
Sales,Delivered,won,100,,,,,
Sales,Lost,lost,0,,lost_reason=price|timing,,,
Renew,Due,open,60,,,,,
Renew,Renewed,won,100,,,,,
EOF
cat >d.csv <<'EOF'
id,name,contact,owner,pipeline,stage,amount,probability,category,created,close_date,closed,stage_since,lost_reason,next_step,next_date,history,budget
A-1,one,Jo,ana,Sales,Lead,5000,10,pipeline,2026-01-01,2026-12-01,,2026-01-01,,,,Lead@2026-01-01,yes
A-2,two,,bo,Sales,Lead,500,25,commit,2026-01-02,,,2026-01-02,,,,Lead@2026-01-02,
A-3,three,Al,ana,,Closing,9000,,,2026-01-03,2026-11-01,,2026-05-01,,Old,2026-06-01,Lead@2026-01-03 > Closing@2026-05-01,
A-4,four,Al,ana,Sales,Lost,9000,0,omitted,2026-01-03,2026-11-01,2026-06-01,2026-06-01,price,,,Lead@2026-01-03 > Lost@2026-06-01,
A-5,five,Al,ana,Sales,Won,9000,100,commit,2026-01-03,2026-11-01,2026-06-01,2026-06-01,,,,Lead@2026-01-03 > Won@2026-06-01,
A-6,six,Al,ana,Sales,Nowhere,12x,9,odd,2026-13-03,2026-11-01,,,,,,,
A-7,seven,Al,ana,Sales,Closing,70,,,2026-01-04,2026-12-31,,2026-07-01,,,,rubbish,
EOF

# moved NAME ROW ARGUMENT...: of d.csv the row of that id is ROW then, and all
# else is as it was.
moved() {
	m_name=$1 m_row=$2
	shift 2
	runs "$m_name" 0 "$(awk -v row="$m_row" 'BEGIN { split(row, cell, ","); FS = "," }
		{ print $1 == cell[1] ? row : $0 }' d.csv)" '' pl-move "$@" d.csv
}

# refused NAME MESSAGE ARGUMENT...: with 2, without a byte of output.
refused() {
	r_name=$1 r_message=$2
	shift 2
	runs "$r_name" 2 '' "pl-move: $r_message" pl-move "$@"
}

# One stage on.
moved 'stage, history, stage_since, next step, chances' 'A-1,one,Jo,ana,Sales,Quote,5000,50,best,2026-01-01,2026-12-01,,2026-09-30,,Call,2026-10-03,Lead@2026-01-01 > Quote@2026-09-30,yes' \
    A-1 Quote
moved 'by another case, blanks' 'A-1,one,Jo,ana,Sales,Quote,5000,50,best,2026-01-01,2026-12-01,,2026-09-30,,Call,2026-10-03,Lead@2026-01-01 > Quote@2026-09-30,yes' \
    A-1 ' quote '
moved 'by an alias' 'A-1,one,Jo,ana,Sales,Quote,5000,50,best,2026-01-01,2026-12-01,,2026-09-30,,Call,2026-10-03,Lead@2026-01-01 > Quote@2026-09-30,yes' \
    A-1 offer
moved 'a stage without a plan leaves the one there' 'A-3,three,Al,ana,,Lead,9000,,,2026-01-03,2026-11-01,,2026-09-30,,Old,2026-06-01,Lead@2026-01-03 > Closing@2026-05-01 > Lead@2026-09-30,' \
    A-3 Lead
moved 'chances of its own stay' 'A-2,two,,bo,Sales,Closing,500,25,commit,2026-01-02,,,2026-09-30,,,,Lead@2026-01-02 > Closing@2026-09-30,' \
    A-2 Closing
moved 'to the same stage: nothing' "$(sed -n /^A-1/p d.csv)" A-1 Lead
moved 'on another day' 'A-1,one,Jo,ana,Sales,Closing,5000,90,commit,2026-01-01,2026-12-01,,2026-03-02,,,,Lead@2026-01-01 > Closing@2026-03-02,yes' \
    --on 2026-03-02 A-1 Closing
moved 'a day in words' 'A-1,one,Jo,ana,Sales,Closing,5000,90,commit,2026-01-01,2026-12-01,,2026-09-28,,,,Lead@2026-01-01 > Closing@2026-09-28,yes' \
    --on -2d A-1 Closing
moved 'today is that of --as-of' 'A-1,one,Jo,ana,Sales,Closing,5000,90,commit,2026-01-01,2026-12-01,,2026-02-02,,,,Lead@2026-01-01 > Closing@2026-02-02,yes' \
    --as-of 2026-02-02 A-1 Closing

# With cells filled in the same edit.
moved 'what is assigned is there when the stage asks' 'A-2,two,Zed,bo,Sales,Quote,1500,25,commit,2026-01-02,,,2026-09-30,,Call,2026-10-03,Lead@2026-01-02 > amount=500@2026-01-02 > amount=1500@2026-09-30 > Quote@2026-09-30,yes' \
    A-2 Quote amount=1500 contact=Zed budget=yes
moved 'what is assigned is not planned over' 'A-1,one,Jo,ana,Sales,Quote,5000,70,best,2026-01-01,2026-12-01,,2026-09-30,,Wait,,Lead@2026-01-01 > Quote@2026-09-30,yes' \
    A-1 Quote next_step=Wait next_date= probability=70
moved 'owner, amount and close date are logged, the old ones first' 'A-1,one,Jo,bo,Sales,Closing,6000,90,commit,2026-01-01,2026-10-30,,2026-09-30,,,,Lead@2026-01-01 > owner=ana@2026-01-01 > amount=5000@2026-01-01 > close_date=2026-12-01@2026-01-01 > owner=bo@2026-09-30 > amount=6000@2026-09-30 > close_date=2026-10-30@2026-09-30 > Closing@2026-09-30,yes' \
    A-1 Closing owner=bo amount=6000 close_date=+1m
moved 'in the same stage they alone' 'A-1,one,Jo,zoe,Sales,Lead,5000,10,pipeline,2026-01-01,2026-12-01,,2026-01-01,,,,Lead@2026-01-01 > owner=ana@2026-01-01 > owner=zoe@2026-09-30,yes' \
    A-1 Lead owner=zoe
moved 'into another pipeline' 'A-1,one,Jo,ana,Renew,Due,5000,60,best,2026-01-01,2026-12-01,,2026-09-30,,,,Lead@2026-01-01 > pipeline=Sales@2026-01-01 > pipeline=Renew@2026-09-30 > Due@2026-09-30,yes' \
    A-1 Due pipeline=Renew
refused 'a stage of another pipeline' "d.csv:2: A-1: 'Due' is none of the stages (Quote, Lead, Closing, Won, Delivered, Lost)" \
    A-1 Due d.csv
refused 'a pipeline that is not there' "d.csv:2: A-1: pipeline: 'Ronew' is none of the pipelines (Renew, Sales)" \
    A-1 Due pipeline=Ronew d.csv
refused 'an unknown stage: the nearest first' "d.csv:2: A-1: 'Clsoing' is none of the stages (Closing, Lead, Quote, Won, Delivered, Lost)" \
    A-1 Clsoing d.csv
refused 'the stage is no assignment' 'd.csv:2: A-1: stage: follows from the move' \
    A-1 Closing stage=Won d.csv
refused 'nor is the id' 'd.csv:2: A-1: id: an id stays what it is' A-1 Closing id=B-1 d.csv

# What a stage requires.
refused 'requirements unmet are named' 'd.csv:3: A-2: Quote requires contact; amount>=1000; budget=yes (--skip-required moves it all the same)' \
    A-2 Quote d.csv
moved '--skip-required' 'A-2,two,,bo,Sales,Quote,500,25,commit,2026-01-02,,,2026-09-30,,Call,2026-10-03,Lead@2026-01-02 > Quote@2026-09-30,' \
    --skip-required A-2 Quote
cut -d, -f1-17 d.csv >plain/d.csv
cp stages.csv plain
refused 'a column that is not there holds nothing' '*A-1: Quote requires budget=yes (*' A-1 Quote plain/d.csv
printf 'stage,required\nLead,\nDemo,account.sector=retail\n' >plain/s.csv
printf 'account,sector\nAcme,retail\nZoo,public\n' >plain/accounts.csv
printf 'id,account,stage\nA-1,Acme,Lead\nA-2,Zoo,Lead\n' >plain/sector.csv
runs 'of a side table' 0 'id,account,stage
A-1,Acme,Demo
A-2,Zoo,Lead' '' pl-move -s plain/s.csv A-1 Demo plain/sector.csv
refused 'of a side table, unmet' '*A-2: Demo requires account.sector=retail (*' \
    -s plain/s.csv A-1,A-2 Demo plain/sector.csv
printf 'stage,required\nLead,\nDemo,amount>many\n' >plain/s.csv
refused 'that nobody can understand' "stages: 'Demo' requires: *" -s plain/s.csv A-1 Demo plain/sector.csv

# Lost, won, open again.
refused 'lost without a reason' 'd.csv:4: A-3: Lost needs a reason (say --reason REASON)' A-3 Lost d.csv
refused 'a reason that is none of those asked for' 'd.csv:4: A-3: Lost requires lost_reason=price|timing (*' \
    -r weather A-3 Lost d.csv
moved 'lost with one' 'A-3,three,Al,ana,,Lost,9000,,,2026-01-03,2026-11-01,2026-09-30,2026-09-30,price,Old,2026-06-01,Lead@2026-01-03 > Closing@2026-05-01 > Lost@2026-09-30,' \
    A-3 Lost -r price
moved 'the reason assigned' 'A-1,one,Jo,ana,Sales,Lost,5000,0,omitted,2026-01-01,2026-12-01,2026-09-30,2026-09-30,timing,,,Lead@2026-01-01 > Lost@2026-09-30,yes' \
    A-1 Lost lost_reason=timing
moved 'the reason of a deal that is lost already' 'A-4,four,Al,ana,Sales,Lost,9000,0,omitted,2026-01-03,2026-11-01,2026-06-01,2026-06-01,timing,,,Lead@2026-01-03 > Lost@2026-06-01,' \
    A-4 Lost -r timing
refused 'a reason for a deal that is won' 'd.csv:2: A-1: reason: Won is not a lost stage' A-1 Won -r price d.csv
moved 'won: chances follow whatever they were' 'A-2,two,,bo,Sales,Won,500,100,commit,2026-01-02,,2026-09-30,2026-09-30,,Ask for a referral,2026-12-29,Lead@2026-01-02 > Won@2026-09-30,' \
    A-2 Won
moved 'closed on a day that is said' 'A-3,three,Al,ana,,Won,9000,,,2026-01-03,2026-11-01,2026-09-02,2026-09-30,,Ask for a referral,2026-12-29,Lead@2026-01-03 > Closing@2026-05-01 > Won@2026-09-30,' \
    A-3 Won closed=2026-09-02
moved 'among won stages the first closing day stays' 'A-5,five,Al,ana,Sales,Delivered,9000,100,commit,2026-01-03,2026-11-01,2026-06-01,2026-09-30,,,,Lead@2026-01-03 > Won@2026-06-01 > Delivered@2026-09-30,' \
    A-5 Delivered
moved 'from won to lost it does not' 'A-5,five,Al,ana,Sales,Lost,9000,0,omitted,2026-01-03,2026-11-01,2026-09-30,2026-09-30,timing,,,Lead@2026-01-03 > Won@2026-06-01 > Lost@2026-09-30,' \
    A-5 Lost -r timing
moved 'open again: no closing day, no reason' 'A-4,four,Al,ana,Sales,Lead,9000,10,pipeline,2026-01-03,2026-11-01,,2026-09-30,,,,Lead@2026-01-03 > Lost@2026-06-01 > Lead@2026-09-30,' \
    A-4 Lead

# A file with one column for both dates.
cat >plain/one.csv <<'EOF'
id,stage,created,close_date,history
A-1,Lead,2026-01-01,2026-12-01,Lead@2026-01-01
A-2,Lead,2026-01-01,2026-12-01,Lead@2026-01-01 > close_date=2026-11-01@2026-02-01 > close_date=2026-12-01@2026-03-01
A-3,Lead,2026-01-01,2026-12-24,Lead@2026-01-01 > close_date=2026-11-01@2026-02-01
A-4,Lead,2026-09-30,2026-12-01,Lead@2026-09-30
A-5,Lead,2026-01-01,,Lead@2026-01-01
EOF
runs 'closing logs what was expected' 0 'id,stage,created,close_date,history
A-1,Won,2026-01-01,2026-09-30,Lead@2026-01-01 > close_date=2026-12-01@2026-01-01 > Won@2026-09-30
A-2,Won,2026-01-01,2026-09-30,Lead@2026-01-01 > close_date=2026-11-01@2026-02-01 > close_date=2026-12-01@2026-03-01 > Won@2026-09-30
A-3,Won,2026-01-01,2026-09-30,Lead@2026-01-01 > close_date=2026-11-01@2026-02-01 > close_date=2026-12-24@2026-09-30 > Won@2026-09-30
A-4,Won,2026-09-30,2026-09-30,Lead@2026-09-30 > close_date=2026-12-01@2026-09-30 > Won@2026-09-30
A-5,Won,2026-01-01,2026-09-30,Lead@2026-01-01 > Won@2026-09-30' '' \
    pl-move --skip-required -w stage=Lead Won plain/one.csv
pl-move --skip-required -w stage=Lead Won plain/one.csv >plain/won.csv
runs 'open again: the last one expected' 0 '2026-12-01 2026-12-01 2026-12-24 2026-12-01' '' \
    sh -c 'echo $(pl-move --as-of 2026-10-02 -w stage=Won Lead plain/won.csv | sed 1d | cut -d, -f4)'
runs 'unless another is said, and that is logged' 0 'A-1,Lead,2026-01-01,2027-01-01,Lead@2026-01-01 > close_date=2026-12-01@2026-01-01 > Won@2026-09-30 > close_date=2027-01-01@2026-10-02 > Lead@2026-10-02' '' \
    sh -c 'pl-move --as-of 2026-10-02 A-1 Lead close_date=2027-01-01 plain/won.csv | sed -n 2p'
runs 'the closing day said is no expectation' 0 'A-1,Won,2026-01-01,2026-09-15,Lead@2026-01-01 > close_date=2026-12-01@2026-01-01 > Won@2026-09-30' '' \
    sh -c 'pl-move --skip-required A-1 Won close_date=2026-09-15 plain/one.csv | sed -n 2p'
runs 'without a history no column is added' 0 'id,stage,close_date
A-1,Won,2026-09-30' '' sh -c 'printf "id,stage,close_date\nA-1,Lead,2026-12-01\n" | pl-move A-1 Won --skip-required -'
runs 'nor a reason asked for that has no column' 0 'id,stage
A-1,Lost' '' sh -c 'printf "id,stage\nA-1,Lead\n" | pl-move A-1 Lost --skip-required -'
runs 'nor one taken' 2 '' 'pl-move: standard input:2: A-1: there is no column for the reason (lost_reason)' \
    sh -c 'printf "id,stage\nA-1,Lead\n" | pl-move A-1 Lost -r price -'
runs 'a status kept apart follows' 0 'id,stage,Status
A-1,Lead,Won
A-2,Lead,Open' '' sh -c 'printf "id,stage,Status\nA-1,Lead,Open\nA-2,Lead,Open\n" | pl-move A-1 Won --skip-required -'

# The history.
refused 'before its last entry' 'd.csv:4: A-3: 2026-04-01 lies before the last entry of the history, 2026-05-01' \
    --on 2026-04-01 A-3 Won d.csv
refused 'that cannot be read' 'd.csv:8: A-7: history: cannot be read, so nothing can be added to it' A-7 Lead d.csv
moved 'begun with what the cells know' 'A-6,six,Al,ana,Sales,Lead,12x,9,odd,2026-13-03,2026-11-01,,2026-09-30,,,,Lead@2026-09-30,' \
    A-6 Lead
runs 'a stage set by hand is entered before the next' 0 'id,stage,stage_since,created,history
A-1,Closing,2026-09-30,2026-01-01,Lead@2026-01-01 > Quote@2026-03-03 > Closing@2026-09-30
A-2,Closing,2026-09-30,2026-01-01,Quote@2026-03-03 > Closing@2026-09-30
A-3,Closing,2026-09-30,2026-01-01,Lead@2026-01-01 > Closing@2026-09-30
A-4,Closing,2026-09-30,,Closing@2026-09-30' '' sh -c 'printf "%s\n" id,stage,stage_since,created,history \
    A-1,Quote,2026-03-03,2026-01-01,Lead@2026-01-01 A-2,Quote,2026-03-03,2026-01-01, \
    A-3,Lead,,2026-01-01, A-4,Quote,,, | pl-move A-1,A-2,A-3,A-4 Closing -'
printf 'pipeline,stage\nSales,Lead\nSales,On@2026-01-01 > hold\n' >plain/at.csv
refused 'a name that would end an entry' "*: stage: 'On@2026-01-01 > hold' cannot stand in a history" \
    -s plain/at.csv A-1 'On@2026-01-01 > hold' d.csv

# Next and back.
moved 'the next stage' 'A-1,one,Jo,ana,Sales,Quote,5000,50,best,2026-01-01,2026-12-01,,2026-09-30,,Call,2026-10-03,Lead@2026-01-01 > Quote@2026-09-30,yes' \
    --next A-1
moved 'the next is the first won one' 'A-3,three,Al,ana,,Won,9000,,,2026-01-03,2026-11-01,2026-09-30,2026-09-30,,Ask for a referral,2026-12-29,Lead@2026-01-03 > Closing@2026-05-01 > Won@2026-09-30,' \
    --next A-3
moved 'and then the next won one' 'A-5,five,Al,ana,Sales,Delivered,9000,100,commit,2026-01-03,2026-11-01,2026-06-01,2026-09-30,,,,Lead@2026-01-03 > Won@2026-06-01 > Delivered@2026-09-30,' \
    --next A-5
refused 'never a lost one' "*: A-5: there is no stage after 'Delivered'" --next A-5 \
    "$(pl-move A-5 Delivered d.csv >plain/last.csv; echo plain/last.csv)"
moved 'back, with a cell' 'A-3,three,Bo,ana,,Quote,9000,,,2026-01-03,2026-11-01,,2026-09-30,,Call,2026-10-03,Lead@2026-01-03 > Closing@2026-05-01 > Quote@2026-09-30,yes' \
    --back A-3 contact=Bo budget=yes
refused 'before the first' "d.csv:2: A-1: there is no stage before 'Lead'" --back A-1 d.csv
refused 'from a stage that is none' "d.csv:7: A-6: there is no stage after 'Nowhere'" --next A-6 d.csv
refused 'in another pipeline' 'd.csv:2: A-1: pipeline: name the stage to enter in another pipeline' \
    --next A-1 pipeline=Renew d.csv

# Which deals.
runs 'some' 0 'A-1,Closing A-2,Closing A-3,Closing A-4,Lost A-5,Won A-6,Nowhere A-7,Closing' '' \
    sh -c 'echo $(pl-move A-2,A-1 Closing d.csv | sed 1d | cut -d, -f1,6)'
runs 'by -w' 0 'A-1,Closing A-2,Lead A-3,Closing A-4,Lost A-5,Won A-6,Nowhere A-7,Closing' '' \
    sh -c 'echo $(pl-move -w stage=Lead -w owner=ana Closing d.csv | sed 1d | cut -d, -f1,6)'
runs 'one is not there: all as it was' 1 "$(cat d.csv)" "pl-move: d.csv: there is no deal 'A-9'
pl-move: d.csv: there is no deal 'B-1'" pl-move A-1,A-9,B-1 Closing d.csv
runs 'none passes -w' 1 "$(cat d.csv)" 'pl-move: d.csv: no deal passes --where' \
    pl-move -w stage=Due Closing d.csv
runs 'a cell that could not be judged is told' 1 "$(cat d.csv)" "pl-move: d.csv: no deal passes --where
pl-move: d.csv:7: amount: '12x' is not an amount" pl-move -w 'amount>10000' Closing d.csv
refused 'one of them refused: nothing at all' '*A-3: Lost needs a reason*' A-4,A-3 Lost d.csv
{ cat d.csv; sed -n 2p d.csv; } >plain/twice.csv
refused 'an id that two rows have' "plain/twice.csv:9: id: 'A-1' is on line 2 too" A-1 Closing plain/twice.csv

# Many moves.
cat >moves.csv <<'EOF'
ID;Stage;Date;Reason;Amount;Who
A-1;Quote;1.9.2026;;;x
A-3;Lost;;price;8.500,50;y
EOF
runs '--from, with day and reason, blank cells left alone' 0 'A-1,one,Jo,ana,Sales,Quote,5000,50,best,2026-01-01,2026-12-01,,2026-09-01,,Call,2026-09-04,Lead@2026-01-01 > Quote@2026-09-01,yes
A-3,three,Al,ana,,Lost,8500.5,,,2026-01-03,2026-11-01,2026-09-30,2026-09-30,price,Old,2026-06-01,Lead@2026-01-03 > amount=9000@2026-01-03 > Closing@2026-05-01 > amount=8500.5@2026-09-30 > Lost@2026-09-30,' \
    'pl-move: moves.csv: left out, there is no column: Who' \
    sh -c 'pl-move --from moves.csv d.csv | grep -e ^A-1 -e ^A-3'
printf 'id,stage\nA-1,Closing\nA-2,Quote\n' >moves.csv
refused 'all or nothing, told by its own line' 'moves.csv:3: A-2: Quote requires contact; *' --from moves.csv d.csv
printf 'id,stage\nA-1,Closing\nA-9,Closing\n' >moves.csv
runs 'a deal that is not there' 1 "$(cat d.csv)" "pl-move: moves.csv:3: there is no deal 'A-9'" pl-move --from moves.csv d.csv
printf 'id,stage\nA-1,Closing\nA-1,Won\n' >moves.csv
refused 'a deal twice' "moves.csv:3: id: 'A-1' is on line 2 too" --from moves.csv d.csv
printf 'id,stage\nA-1,\n' >moves.csv
refused 'no stage' 'moves.csv:2: stage: is blank' --from moves.csv d.csv
printf 'id,stage,date\nA-1,Closing,soon\n' >moves.csv
refused 'no date' "moves.csv:2: date: 'soon' is not a date" --from moves.csv d.csv
printf 'id,stage,reason\nA-1,Closing,price\n' >moves.csv
refused 'a reason for no loss' 'moves.csv:2: A-1: reason: Closing is not a lost stage' --from moves.csv d.csv
printf 'id,stage\n' >moves.csv
runs 'none at all' 0 "$(cat d.csv)" '' pl-move --from moves.csv d.csv
: >moves.csv
refused 'an empty one' 'moves.csv: is empty*' --from moves.csv d.csv
printf 'id,stage\nA-1,Closing\n' >moves.csv
refused 'with what else says which' '--from says which deals*' --from moves.csv -w stage=Lead d.csv
refused 'with --next' '--from says which deals*' --from moves.csv --next d.csv
refused 'with cells' '--from takes no column=value*' --from moves.csv owner=bo d.csv
STDIN=moves.csv runs 'from standard input' 0 'A-1,Closing' '' \
    sh -c 'pl-move --from - d.csv | sed -n 2p | cut -d, -f1,6'

# Stages that no stages.csv names.
mkdir bare
printf 'id,stage\nA-1,Lead\nA-2,Demo\n' >bare/d.csv
runs 'inferred' 0 'id,stage
A-1,Demo
A-2,Demo' '' pl-move A-1 demo bare/d.csv
runs 'known by its name' 0 'id,stage
A-1,Negotiation
A-2,Demo' '' pl-move A-1 Negotiation bare/d.csv
refused 'neither' "bare/d.csv:2: A-1: 'Tasting' is none of the stages (*" A-1 Tasting bare/d.csv
printf 'id,stage\nA-1,Won\nA-2,Demo\n' >bare/d.csv
runs 'known by another name' 0 'id,stage
A-1,Won
A-2,Won' '' pl-move A-2 'Closed Won' bare/d.csv

# In place.
cp "$SAMPLES/deals.csv" "$SAMPLES/stages.csv" plain
if git --version >/dev/null 2>&1; then
	(cd plain && git init -q . && git add -A && git commit -q -m before)
	runs 'in place, without a word' 0 '' '' pl-move -i D-0120 Negotiation plain/deals.csv
	is 'a move is one line of a diff' '1	1	deals.csv' "$(cd plain && git diff --numstat -- deals.csv)"
else
	skip 2 'no git here'
fi
cp d.csv e.csv
runs 'in place, the same stage' 0 '' '' pl-move -i A-1 Lead e.csv
same_bytes 'leaves it alone' d.csv e.csv
runs 'in place, refused' 2 '' '*' pl-move -i A-2 Quote e.csv
same_bytes 'leaves it alone too' d.csv e.csv
pl-move -n A-1,A-3 Lost -r price e.csv >changes
pl-move A-1,A-3 Lost -r price e.csv >want
if patch --version >/dev/null 2>&1; then
	ok 'a dry run is a patch' patch -s -p0 -i changes
	same_bytes 'that makes the same' want e.csv
else
	skip 2 'no patch here'
fi

# Usage.
refused 'nothing' 'no ID (and no --where) (try pl-move --help)'
refused 'no stage' 'no STAGE (try pl-move --help)' A-1
refused 'an empty stage' 'the STAGE is empty (try pl-move --help)' A-1 '' d.csv
refused 'an empty id' 'an ID is empty (try pl-move --help)' A-1,,A-2 Lead d.csv
refused 'no id at all' 'an ID is empty (try pl-move --help)' '' Lead d.csv
refused 'both ways' '--next and --back do not go together (*' --next --back A-1 d.csv
refused 'a day that is none' "--on: 'soon' is not a date*" --on soon A-1 Lead d.csv
refused 'an option it has not' 'unknown option --nxt (did you mean --next?) (try pl-move --help)' --nxt A-1 d.csv
refused 'two files' 'more than one file: e.csv (*' A-1 Lead d.csv e.csv
refused 'an unknown column' "d.csv: there is no column 'ownr' (nearest: owner, *" A-1 Lead ownr=x d.csv
refused 'a file that is not there' 'none.csv: No such file or directory' A-1 Lead none.csv
like '--help' '*usage: pl-move *--skip-required*' "$(pl-move --help)"
full_disk 'a full disk' pl-move A-1 Closing d.csv
closed_pipe 'a closed pipe' pl-move A-1 Closing d.csv
done_testing
