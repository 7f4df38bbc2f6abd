#!/bin/sh
# pl-add: new deals, from the command line or another file.
. "${0%/*}/lib.sh"

export PL_TODAY=2026-09-30
cat >stages.csv <<'EOF'
pipeline,stage,kind,probability,next_step,next_days,aliases
Sales,Lead,open,10,Call,2,
Sales,Quote,open,50,,,Offer
Sales,Won,won,100,,,
Sales,Lost,lost,0,,,
Renew,Due,open,60,,,
Renew,Renewed,won,100,,,
EOF
header=id,name,account,pipeline,stage,amount,created,close_date,closed,stage_since,lost_reason,next_step,next_date,history,Region
cat >d.csv <<EOF
$header
D-0001,one,Acme,Sales,Lead,5000,2026-01-01,2026-12-01,,2026-01-01,,,,Lead@2026-01-01,north
D-0007,two,Bolt,Sales,Quote,700,2026-01-02,2026-11-01,,2026-03-01,,,,Lead@2026-01-02 > Quote@2026-03-01,
EOF

# refused NAME MESSAGE ARGUMENT...: with 2, without a byte of output.
refused() {
	r_name=$1 r_message=$2
	shift 2
	runs "$r_name" 2 '' "pl-add: $r_message" pl-add "$@"
}

# added NAME ROWS ARGUMENT...: all that is there stays, ROWS come behind it; the
# ids on standard error.
added() {
	a_name=$1 a_rows=$2
	shift 2
	runs "$a_name" 0 "$(cat d.csv)$NL$a_rows" "$(printf '%s\n' "$a_rows" | cut -d, -f1)" pl-add "$@" d.csv
}

# One deal.
added 'id, created, stage, history, the plan' 'D-0008,new,Zoo,,Lead,12000,2026-09-30,,,2026-09-30,,Call,2026-10-02,Lead@2026-09-30,' \
    name=new account=Zoo amount=12k
added 'what is said is taken' 'X-1,new,,Renew,Due,,2026-08-01,2026-12-31,,2026-08-01,,,,Due@2026-08-01,south' \
    id=X-1 name=new pipeline=Renew created=2026-08-01 close_date=eoy region=south
added 'another stage is entered today' 'D-0008,new,,,Quote,,2026-08-01,,,2026-09-30,,,,Quote@2026-09-30,' \
    name=new stage=offer created=2026-08-01
added 'won and over' 'D-0008,new,,,Won,9,2026-09-30,,2026-09-30,2026-09-30,,,,Won@2026-09-30,' name=new stage=Won amount=9
added 'blank is as not said' 'D-0008,new,,,Lead,,2026-09-30,,,2026-09-30,,Call,2026-10-02,Lead@2026-09-30,' name=new created= id=
added 'as of another day' 'D-0008,new,,,Lead,,2026-05-05,,,2026-05-05,,Call,2026-05-07,Lead@2026-05-05,' --as-of 2026-05-05 name=new
added 'quoted where it must be' 'D-0008,"a, ""b""",,,Lead,,2026-09-30,,,2026-09-30,,Call,2026-10-02,Lead@2026-09-30,' 'name=a, "b"'
refused 'an unknown stage: the nearest first' "stage: 'Qoute' is none of the stages (Quote, Lead, Won, Lost)" name=x stage=Qoute d.csv
refused 'an unknown pipeline' "pipeline: 'Rene' is none of the pipelines (Renew, Sales)" name=x pipeline=Rene d.csv
refused 'a stage of another pipeline' "stage: 'Due' is none of the stages (*" name=x stage=Due d.csv
refused 'an unknown column' "d.csv: there is no column 'nam' (nearest: name, *" nam=x d.csv
refused 'no amount' "amount: 'many' is not an amount" name=x amount=many d.csv
refused 'an id that is there' "id: 'D-0007' is there already" id=D-0007 name=x d.csv
refused 'the status' 'status: follows from the stage (*' -m status=Region status=won d.csv
refused 'the history' 'history: is kept by the commands' history=x d.csv
printf 'stage,kind\nWon,won\n' >w.csv
refused 'no open stage' 'stage: the pipeline has no open one (say stage=STAGE)' -s w.csv name=x d.csv
runs 'stages that nobody wrote: the usual ones' 0 'id,name,stage
D-0001,x,Prospecting' D-0001 sh -c 'mkdir none; printf "id,name,stage\n" >none/d.csv; pl-add name=x none/d.csv'
runs 'or one of those known' 0 'id,name,stage
D-0001,x,Demo' D-0001 pl-add name=x stage=Demo none/d.csv
runs 'by another name' 0 'id,name,stage
D-0001,x,Won' D-0001 pl-add name=x stage='Closed Won' none/d.csv
refused 'or none at all' "stage: 'Tasting' is none of the stages (*" name=x stage=Tasting none/d.csv
runs 'no column for the id: none is told' 0 'name,stage
a,Lead
x,Lead' '' sh -c 'printf "name,stage\na,Lead\n" | pl-add name=x'
refused 'no column for the stage' '*: there is no column for the stage (say --map stage=HEADER)' \
    name=x "$(printf 'id,name\nA-1,a\n' >s.csv; echo s.csv)"

# Ids.
# id NAME EXPECTED ID...: in a file of these.
id() {
	i_name=$1 i_expected=$2
	shift 2
	{ echo id,stage; for i_id; do echo "$i_id,Lead"; done; } >ids.csv
	runs "$i_name" 0 "$i_expected" "$i_expected" sh -c 'pl-add stage=Lead ids.csv | sed -n "\$s/,.*//p"'
}
id 'of an empty file' D-0001
id 'the largest and one more' D-0010 D-0003 D-0009 D-0001
id 'past its width' D-1000 D-0999
id 'and on' D-1001 D-0998 D-0999 D-1000
id 'without a width' 101 7 100 23
id 'the commonest' B-3 B-1 B-2 A-0009
id 'one that stands out is no matter' D-0003 D-0001 x D-0002
refused 'none that is counted' 'id: the ids of the file have no number to go on from (say id=ID)' \
    stage=Lead "$(printf 'id,stage\n1C1I7A6R,Lead\nZ063OYW0,Lead\nEC4QE1BX,Lead\n' >ids.csv; echo ids.csv)"
refused 'half of them is not most' 'id: *' stage=Lead "$(printf 'id,stage\nA-1,Lead\nB-1,Lead\n' >ids.csv; echo ids.csv)"
cp d.csv e.csv
runs 'in place the id goes to standard output' 0 D-0008 '' pl-add -i name=new e.csv
is 'the deal is there' 'D-0008,new' "$(sed -n '$p' e.csv | cut -d, -f1,2)"
runs 'and the next' 0 D-0009 '' pl-add -i name=newer e.csv
runs 'a dry run tells it apart from the patch' 0 '--- d.csv
+++ d.csv
@@ -3,0 +4 @@
+D-0008,new,,,Lead,,2026-09-30,,,2026-09-30,,Call,2026-10-02,Lead@2026-09-30,' D-0008 pl-add -n -i name=new d.csv

# The bytes.
# bytes NAME BEFORE BEHIND ARGUMENT...: these come behind, and in place too.
bytes() {
	b_name=$1
	printf "$2" >before
	printf "$2$3" >expected
	shift 3
	pl-add "$@" before >actual 2>err || cat err
	same_bytes "$b_name" expected actual
	pl-add -n "$@" before >changes 2>/dev/null
	cp before w.csv
	pl-add -i "$@" w.csv >/dev/null
	same_bytes "$b_name, in place" expected w.csv
	if patch --version >/dev/null 2>&1; then
		patch -s -p0 -i changes
		same_bytes "$b_name, as a patch" expected before
	fi
}
bytes 'CRLF with BOM' '\357\273\277id,stage\r\nA-1,Lead\r\n' 'A-2,Lead\r\n' stage=Lead
bytes 'no last line end' 'id,stage\nA-1,Lead' '\nA-2,Lead' stage=Lead
bytes 'no last line end, CRLF' 'id,stage\r\nA-1,Lead' '\r\nA-2,Lead' stage=Lead
bytes 'a header without a line end' 'id,stage' '\nD-0001,Lead' stage=Lead
bytes 'CR' 'id,stage\rA-1,Lead\r' 'A-2,Lead\r' stage=Lead
bytes 'the kind of line end last seen' 'id,stage\nA-1,Lead\r\n' 'A-2,Lead\r\n' stage=Lead
bytes 'blank lines at the end' 'id,stage\nA-1,Lead\n\n\n' 'A-2,Lead\n' stage=Lead
bytes 'semicolons' 'sep=;\nid;stage;x\nA-1;Lead;\n' 'A-2;Lead;"a;b"\n' 'x=a;b' stage=Lead
bytes 'as many cells as the header' 'id,stage,a,b,c\nA-1,Lead\n' 'A-2,Lead,,,\n' stage=Lead
bytes 'columns that quote' '"id","stage","x"\n"A-1","Lead",""\n' '"A-2","Lead",""\n' stage=Lead
bytes 'money and dates as the column writes them' 'id;stage;amount;close_date\nA-1;Lead;1.234,50 €;31.12.2026\n' \
    'A-2;Lead;2.500,75 €;13.10.2026\n' amount=2500.75 close_date=2026-10-13 stage=Lead
bytes 'a row that is none of the figures' 'id,stage,amount\nA-1,Nowhere,12x\n' 'A-2,Lead,\n' -s stages.csv stage=Lead

# Many, from another file.
cat >new.csv <<'EOF'
Deal Name;Stage;Amount;Create Date;Region;Owner
a;Lead;1.234,50;13.8.2026;west;x
"b, c";;;;;
d;Closed Won;7,5;;;
EOF
runs 'of another dialect' 0 "$(cat d.csv)
D-0008,a,,,Lead,1234.5,2026-08-13,,,2026-08-13,,Call,2026-08-15,Lead@2026-08-13,west
D-0009,\"b, c\",,,Lead,,2026-09-30,,,2026-09-30,,Call,2026-10-02,Lead@2026-09-30,
D-0010,d,,,Won,7.5,2026-09-30,,2026-09-30,2026-09-30,,,,Won@2026-09-30," 'pl-add: new.csv: left out, there is no column: Owner
D-0008
D-0009
D-0010' pl-add --from new.csv d.csv
runs 'with cells for all of them' 0 'Renew,Due Renew,Due Renew,Due' '*' \
    sh -c 'echo $(pl-add --from new.csv pipeline=Renew stage=Due region=x name=y d.csv | sed 1,3d | cut -d, -f4,5)'
runs 'quietly' 0 '3' 'D-0008
D-0009
D-0010' sh -c 'pl-add -q --from new.csv d.csv | sed 1,3d | grep -c .'
cat >new.csv <<'EOF'
id,name,stage,created,closed,stage_since,history,lost_reason
K-1,a,Quote,2026-02-01,,2026-03-01,Lead@2026-02-01 > Quote@2026-03-01,
K-2,b,Lost,2026-02-01,2026-04-01,,,
K-3,c,Quote,2026-02-01,,2026-03-01,,
EOF
added 'with a past of their own' 'K-1,a,,,Quote,,2026-02-01,,,2026-03-01,,,,Lead@2026-02-01 > Quote@2026-03-01,
K-2,b,,,Lost,,2026-02-01,,2026-04-01,2026-04-01,,,,Lost@2026-04-01,
K-3,c,,,Quote,,2026-02-01,,,2026-03-01,,,,Quote@2026-03-01,' --from new.csv
printf 'id,name,stage\nK-1,a,Lead\nK-2,b,Nope\n' >new.csv
refused 'a row that cannot be taken: none is' "new.csv:3: stage: 'Nope' is none of the stages (Quote, Lead, Won, Lost)" --from new.csv d.csv
printf 'id,name\nK-1,a\nK-1,b\n' >new.csv
refused 'an id twice' "new.csv:3: id: 'K-1' is on line 2 too" --from new.csv d.csv
printf 'id,name\nD-0001,a\n' >new.csv
refused 'an id that is there' "new.csv:2: id: 'D-0001' is there already" --from new.csv d.csv
printf 'name,amount\na,12x\n' >new.csv
refused 'no amount' "new.csv:2: amount: '12x' is not an amount" --from new.csv d.csv
printf 'name,history\na,rubbish\n' >new.csv
refused 'no history' 'new.csv:2: history: is not a history*' --from new.csv d.csv
printf 'name,amount\na,1.234\n' >new.csv
refused 'in doubt' "new.csv:2: amount: '1.234' could be two amounts (say --decimal*" --from new.csv d.csv
printf 'name,cost\na,1.234\n' >new.csv
added 'in doubt where nobody looks' 'D-0008,a,,,Lead,,2026-09-30,,,2026-09-30,,Call,2026-10-02,Lead@2026-09-30,' -q --from new.csv
printf 'name,id\na,\n' >new.csv
refused 'one id for all' 'id: no two deals have one (*' --from new.csv id=K-1 d.csv
printf 'name\n' >new.csv
runs 'none' 0 "$(cat d.csv)" '' pl-add --from new.csv d.csv
: >new.csv
refused 'an empty file' 'new.csv: is empty*' --from new.csv d.csv
refused 'one that is not there' 'nothing.csv: No such file or directory' --from nothing.csv d.csv
printf 'name,stage\na,Discovery\n' >new.csv
cp d.csv none/deals.csv
runs 'a stage of theirs, where no stages.csv says which there are' 0 'D-0008,a,,,Discovery' D-0008 \
    sh -c 'pl-add --from new.csv none/deals.csv | sed -n "\$p" | cut -d, -f1-5'
printf 'name,stage,pipeline\na,Discovery,New\n' >new.csv
runs 'and a pipeline' 0 'D-0008,a,,New,Discovery' D-0008 \
    sh -c 'pl-add --from new.csv none/deals.csv | sed -n "\$p" | cut -d, -f1-5'
STDIN=new.csv runs 'from standard input' 0 'D-0008,a' '*' sh -c 'pl-add -s none.csv -s stages.csv stage=Lead pipeline=Sales --from - d.csv | sed -n "\$p" | cut -d, -f1,2'

printf 'Titel,Wert,ready\na,9,5\n' >new.csv
printf 'id,deal,stage,worth\nA-1,x,Lead,5\n' >ours.csv
runs 'headers of both told' 0 'A-2,a,Lead,9' A-2 \
    sh -c 'pl-add -q -m name=Titel -m amount=Wert -m amount=worth --from new.csv ours.csv | sed -n "\$p"'
refused 'headers of neither' "--map: neither ours.csv nor new.csv has a column 'Wart'" -m amount=Wart --from new.csv ours.csv

# No two the same.
refused '--unique' 'name, account: the same as on line 2 of d.csv' --unique name,account name=ONE ' account=acme ' d.csv
added 'one of the two is another' 'D-0008,one,Bolt,,Lead,,2026-09-30,,,2026-09-30,,Call,2026-10-02,Lead@2026-09-30,' \
    --unique account,name name=one account=Bolt
added 'blanks are the same as nothing' 'D-0008,x,,,Lead,,2026-09-30,,,2026-09-30,,Call,2026-10-02,Lead@2026-09-30,' \
    --unique Region name=x
printf 'name\nx\nX\n' >new.csv
refused 'among the new' "new.csv:3: name: the same as another new deal's" --unique name --from new.csv d.csv
refused 'a column that is not there' "--unique: there is no column 'owner' (*" --unique owner name=x d.csv
refused 'none' "--unique: '' names no field (*" --unique= name=x d.csv

# Night after night.
printf '%s\n' id,name,stage,amount,owner,created,close_date,closed,lost_reason,stage_since,history >kept.csv
night() {
	printf '%s\n' 'Record ID,Deal Name,Deal Stage,Amount,Deal owner,Create Date,Close Date,Closed Lost Reason' >export.csv
	cat >>export.csv
	pl-add -q -i --upsert --from export.csv --as-of "$1" kept.csv
}
printf 'stage\nLead\nQuote\nWon\nLost\n' >stages.csv
night 2026-09-01 <<'EOF'
7,a,Lead,100,ana,2026-08-20 10:00,2026-12-01,
8,b,Lead,,bo,2026-08-21 10:00,2026-12-01,
EOF
is 'the first night' '7,a,Lead,100,ana,2026-08-20,2026-12-01,,,2026-08-20,Lead@2026-08-20
8,b,Lead,,bo,2026-08-21,2026-12-01,,,2026-08-21,Lead@2026-08-21' "$(sed 1d kept.csv)"
cp kept.csv before
night 2026-09-02 <<'EOF' >out
7,a,Lead,100,ana,2026-08-20 10:00,2026-12-01,
8,b,Lead,,bo,2026-08-21 10:00,2026-12-01,
EOF
same_bytes 'nothing has changed' before kept.csv
is 'and nothing is told' '' "$(cat out)"
night 2026-09-03 <<'EOF' >out
7,a2,Quote,100,bo,2026-08-20 10:00,2027-01-15,
8,b,Closed Lost,,bo,2026-08-21 10:00,2026-12-01,price
9,c,Closed Won,50,bo,2026-09-02 10:00,2026-09-03,
EOF
is 'moves, changes, a new deal' '7,a2,Quote,100,bo,2026-08-20,2027-01-15,,,2026-09-03,Lead@2026-08-20 > owner=ana@2026-08-20 > close_date=2026-12-01@2026-08-20 > Quote@2026-09-03 > owner=bo@2026-09-03 > close_date=2027-01-15@2026-09-03
8,b,Lost,,bo,2026-08-21,2026-12-01,2026-09-03,price,2026-09-03,Lead@2026-08-21 > Lost@2026-09-03
9,c,Won,50,bo,2026-09-02,2026-09-03,2026-09-03,,2026-09-03,Won@2026-09-03' "$(sed 1d kept.csv)"
is 'told by its id' 9 "$(cat out)"
night 2026-09-04 <<'EOF'
8,b,Lead,,bo,2026-08-21 10:00,2026-12-01,
7,a2,,,bo,2026-08-20 10:00,2027-01-15,
EOF
is 'open again; a blank stage says nothing, a blank amount does' '7,a2,Quote,,bo,2026-08-20,2027-01-15,,,2026-09-03,Lead@2026-08-20 > owner=ana@2026-08-20 > close_date=2026-12-01@2026-08-20 > amount=100@2026-08-20 > Quote@2026-09-03 > owner=bo@2026-09-03 > close_date=2027-01-15@2026-09-03 > amount=@2026-09-04
8,b,Lead,,bo,2026-08-21,2026-12-01,,,2026-09-04,Lead@2026-08-21 > Lost@2026-09-03 > Lead@2026-09-04' "$(sed -n 2,3p kept.csv)"
printf 'id,name,history\n8,bb,\n' >sheet.csv
runs 'a history is kept, not taken' 0 '8,bb,Lead,,bo,2026-08-21,2026-12-01,,,2026-09-04,Lead@2026-08-21 > Lost@2026-09-03 > Lead@2026-09-04' '' \
    sh -c 'pl-add --upsert --from sheet.csv kept.csv | sed -n 3p'
printf 'id,stage,stage_since\n8,Quote,2026-09-20\n7,Won,2026-08-21\n' >sheet.csv
runs 'the day it gives, if the history can take it' 0 '7,2026-08-21,amount=@2026-09-04 > Won@2026-09-30
8,2026-09-20,Lead@2026-09-04 > Quote@2026-09-20' '' \
    sh -c 'pl-add --upsert --from sheet.csv kept.csv | sed -n 2,3p | sed "s/^\([^,]*\).*,\([^,]*\),.*\( [^ ]* > [^ ]*\)\$/\1,\2,\3/; s/, /,/"'
printf 'id,status\n7,open\n8,lost\n' >sheet.csv
runs 'a status moves what it is not' 0 'Quote Lost' '' \
    sh -c 'echo $(pl-add --upsert --from sheet.csv kept.csv | sed -n 2,3p | cut -d, -f3)'
printf 'id,name\n,x\n' >sheet.csv
refused 'no id to go by' 'sheet.csv:2: id: is blank' --upsert --from sheet.csv kept.csv
refused 'nor here' 'id: is blank' --upsert name=x kept.csv
runs 'one deal' 0 '8,z,Quote' '' sh -c 'pl-add --upsert id=8 name=z stage=Quote kept.csv | sed -n 3p | cut -d, -f1-3'
printf 'id,pipeline,stage,history\n1,Sales,Lead,Lead@2026-01-01\n' >pipes.csv
printf 'pipeline,stage\nSales,Lead\nRenew,Due\n' >stages.csv
printf 'id,stage,pipeline\n1,Due,Renew\n' >sheet.csv
runs 'a pipeline before its stage' 0 '1,Renew,Due,Lead@2026-01-01 > pipeline=Sales@2026-01-01 > pipeline=Renew@2026-09-30 > Due@2026-09-30' '' \
    sh -c 'pl-add --upsert --from sheet.csv pipes.csv | sed 1d'
{ cat pipes.csv; sed 1d pipes.csv; } >twice.csv
refused 'an id in two rows' "twice.csv:3: id: '1' is there twice" --upsert --from sheet.csv twice.csv

# The whole way.
cd none || exit 1
rm -f ./*
pl-init d && cd d || exit 1
runs 'a deal added, moved and summed up' 0 'deals,open,pipeline
1,1,12000.00' '' sh -c 'id=$(pl-add -i name="Acme rollout" account=Acme amount=12000 owner=ana) &&
	pl-move -i "$id" Qualification contact="J. Doe" && pl-stats -M deals,open,pipeline'
is 'with its history' 'Prospecting@2026-09-30 > Qualification@2026-09-30' \
    "$(pl-list -c history deals.csv | sed 1d)"
pl-rm -i -w stage=Qualification deals.csv
runs 'the same as one pipe' 0 'deals,open,pipeline
1,1,12000.00' D-0001 sh -c 'pl-add name="Acme rollout" account=Acme amount=12000 owner=ana deals.csv |
	pl-move D-0001 Qualification contact="J. Doe" | pl-stats -M deals,open,pipeline'
is 'which changes nothing' 1 "$(wc -l <deals.csv | tr -d ' ')"

# Many at once.
i=0
while [ "$i" -lt 12 ]; do
	i=$((i + 1))
	pl-add -i --wait 60 name="deal $i" deals.csv >id.$i 2>err.$i &
done
wait
is 'of twelve at once none is lost' 12 "$(sed 1d deals.csv | wc -l | tr -d ' ')"
is 'each with an id of its own' 12 "$(cat id.* | sort -u | wc -l | tr -d ' ')"
is 'and no complaint' '' "$(cat err.*)"

# Usage.
cd ../.. || exit 1
refused 'nothing' 'nothing to add (say column=value) (try pl-add --help)' d.csv
refused 'two files' 'more than one file: d.csv (*' name=x d.csv d.csv
refused 'standard input in place' 'standard input cannot be edited in place' -i name=x -
refused 'no filter' 'unknown option -w (*' -w stage=Lead name=x d.csv
runs 'an empty pipe' 2 '' '*: is empty (no deals: name a file)' sh -c ': | pl-add name=x'
printf 'id,stage\nA-1,Lead\nA-2,"Lead\n' >broken.csv
refused 'a row that is none' 'broken.csv:3: *' stage=Lead broken.csv
like '--help' '*usage: pl-add *--upsert*' "$(pl-add --help)"
full_disk 'a full disk' pl-add -s /dev/null -s "$SAMPLES/stages.csv" name=x d.csv
if [ -c /dev/full ]; then
	cp d.csv e.csv
	full_disk 'a full disk for the id' pl-add -i name=x e.csv
fi

many=$(awk 'BEGIN { for (i = 0; i < 16; i++) printf "f%d,", i; print "g" }')
runs '--unique of too many' 2 '' "pl-add: --unique: '$many' names too many fields (try*" \
    pl-add --unique "$many" name=x a.csv
done_testing
