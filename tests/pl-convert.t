#!/bin/sh
# pl-convert: without options the same bytes, or nothing; what is asked for, and
# no byte more.
. "${0%/*}/lib.sh"

# same NAME FILE: as a file, and through a pipe.
same() {
	pl-convert "$2" >out 2>err </dev/null || echo "exit status $?" >>out
	same_bytes "$1" "$2" out
	cat "$2" | pl-convert >out 2>>err || echo "exit status $?" >>out
	same_bytes "$1, from a pipe" "$2" out
	is "$1, silent" '' "$(cat err)"
}

for file in "$SAMPLES"/deals.csv "$SAMPLES"/exports/*.csv; do
	same "${file##*/}" "$file"
done

printf '\357\273\277id,stage\r\n1,Won\r\n' >a.csv
same 'a byte order mark and CRLF' a.csv
printf 'id;stage\n1;Won' >a.csv
same 'semicolons, no last line end' a.csv
printf 'id\tstage\r1\tWon\r' >a.csv
same 'tabs, CR' a.csv
printf 'sep=|\r\nid|stage\n1|Won\r\n\n\n  \n2|Lost\n' >a.csv
same 'sep=, blank lines, mixed line ends' a.csv
printf 'id,stage,notes\n"1" , Won ,"a ""b"", c\nd"\n,,\n2,"Lost"\n3,Won,,,,more\n' >a.csv
same 'quotes, blanks, a short row, a long one' a.csv
printf 'id,stage,notes\n1,Won,"a\000b"\n' >a.csv
same 'a NUL in quotes' a.csv
printf 'id,stage\n' >a.csv
same 'a header alone' a.csv
printf '编号,阶段\n1,赢单\n' >a.csv
same 'Chinese' a.csv
printf 'id:stage\n1:Won\n' >a.csv
runs 'a delimiter of its own' 0 "$(cat a.csv)" '' pl-convert -d : a.csv
awk 'BEGIN { print "id,stage,notes"; for (i = 1; i <= 60000; i++)
	print i ",Won,\"line one\nline two of deal " i "\"" }' >a.csv
same 'larger than the head' a.csv
runs 'PL_FILE' 0 "$(cat "$SAMPLES/deals.csv")" '' \
    env PL_FILE="$SAMPLES/deals.csv" pl-convert
cp "$SAMPLES/deals.csv" deals.csv
runs 'deals.csv' 0 "$(cat deals.csv)" '' pl-convert
STDIN=deals.csv runs 'a file as standard input' 0 "$(cat deals.csv)" '' pl-convert -

# Beyond repair: nothing is written, however late it shows.
printf 'id,stage\n1,"Won\n' >b.csv
runs 'a quote that is never closed' 2 '' \
    'pl-convert: b.csv:2: column 2: quote is never closed' pl-convert b.csv
printf 'id,stage\n1,"Won"s\n' >b.csv
runs 'text behind a quote' 2 '' \
    'pl-convert: b.csv:2: column 2: text after a closing quote' pl-convert b.csv
{ cat a.csv && printf '9,"Won\n'; } >b.csv
runs 'at the end of a large file' 2 '' 'pl-convert: b.csv:120002: *' pl-convert b.csv
STDIN=b.csv runs 'or of standard input' 2 '' 'pl-convert: standard input:120002: *' \
    sh -c 'cat | pl-convert'
{ cat a.csv && printf '9,W\377n\n'; } >b.csv
runs 'bytes that are not UTF-8' 2 '' 'pl-convert: b.csv:120002: is not UTF-8' pl-convert b.csv
printf 'id,stage\n1,W\000n\n' >b.csv
runs 'a NUL outside quotes' 2 '' 'pl-convert: b.csv:2: *NUL*' pl-convert b.csv
: >b.csv
runs 'an empty file' 2 '' \
    'pl-convert: b.csv: is empty (a deals file begins with a header line)' pl-convert b.csv
runs 'an empty pipe' 2 '' 'pl-convert: standard input: is empty (no deals: name a file)' \
    sh -c ': | pl-convert'
rm deals.csv
runs 'nothing at all' 2 '' 'pl-convert: no deals: name a file' pl-convert
runs 'no such file' 2 '' 'pl-convert: none.csv: No such file or directory' pl-convert none.csv
runs 'a directory' 2 '' 'pl-convert: .: is a directory' pl-convert .

# Figures: every export, as the canonical file that it becomes.
export PL_TODAY=2026-09-30
metrics=deals,leads,open,pipeline,weighted,won,won_amount,lost,lost_amount,win_rate
metrics=$metrics,conversion,avg_deal,median_deal,cycle,median_cycle,cycle_lost,velocity,age,pushes
figures() {
	pl-stats -M "$metrics" "$1" 2>/dev/null || echo "exit status $?"
	pl-stats -q -b stage "$1" 2>/dev/null || echo "exit status $?"
}
for file in "$SAMPLES"/exports/*.csv; do
	name=${file##*/}
	cp "$file" in.csv
	pl-convert -q --to canonical in.csv >out.csv
	is "$name: the figures of the canonical file" "$(figures in.csv)" "$(figures out.csv)"
	pl-convert -q --to canonical out.csv >again.csv
	same_bytes "$name: which is canonical" out.csv again.csv
	like "$name: its header" 'id,name,account,contact,owner,pipeline,stage,*' "$(head -n 1 out.csv)"
done
runs 'footers are left out and said' 0 "$(pl-convert -q --to canonical \
    "$SAMPLES/exports/salesforce-report.csv")" \
    "*:15: 'Grand Totals (12 records)' is the footer of a report, left out*" \
    pl-convert --to canonical "$SAMPLES/exports/salesforce-report.csv"

# There and back: every figure that the system can hold, and with --add all.
cp "$SAMPLES/deals.csv" "$SAMPLES/stages.csv" .
for system in salesforce hubspot pipedrive; do
	pl-convert -q --to $system deals.csv >there.csv
	pl-convert -q --to canonical there.csv >back.csv
	case $system in
	salesforce) some='-w pipeline=Sales' ;;	# it has no pipelines
	*) some= ;;
	esac
	# shellcheck disable=SC2086
	is "$system and back" "$(pl-stats -q $some deals.csv)" \
	    "$(pl-stats -q $some back.csv)"
	pl-convert -q --to $system --add pipeline,product,lost_reason,cost,next_step,\
next_date,category,score,grade,history,stage_since,close_date,notes deals.csv >there.csv
	pl-convert -q --to canonical there.csv >back.csv
	is "$system and back, all of it" "$(pl-stats -q -M all deals.csv)" \
	    "$(pl-stats -q -M all back.csv)"
	is "$system, and a filter of it" "$(pl-stats -q -b owner -w 'closed>=2026-01-01' deals.csv)" \
	    "$(pl-stats -q -b owner -w 'closed>=2026-01-01' back.csv)"
done
pl-convert --to canonical deals.csv >back.csv
is 'canonical as it was' "$(pl-stats -q -M all deals.csv)" "$(pl-stats -q -M all back.csv)"

cat >a.csv <<.
Id,Title,Phase,Worth,When,Done,Odds,Extra
7,"a, ""b""",Proposal,"1.234,50",03.04.2026,,"45,5 %",x
8,c,Won,-5,13.04.2026,20.05.2026,,
.
set -- -m name=Title -m stage=Phase -m amount=Worth -m created=When -m closed=Done -m probability=Odds
rm stages.csv
runs 'canonical cells' 0 'id,name,account,contact,owner,pipeline,stage,amount,currency,probability,category,created,close_date,closed,stage_since,product,source,lost_reason,cost,next_step,next_date,last_activity,score,grade,history,notes,Extra
7,"a, ""b""",,,,,Proposal,1234.5,,45.5,,2026-04-03,,,,,,,,,,,,,,,x
8,c,,,,,Won,-5,,,,2026-04-13,,2026-05-20,,,,,,,,,,,,,' '' \
    pl-convert "$@" --to canonical a.csv
runs 'salesforce' 0 '"Id","IsDeleted","Account.Name","Name","Description","StageName","Amount","Probability","ExpectedRevenue","CloseDate","Type","NextStep","LeadSource","IsClosed","IsWon","ForecastCategoryName","CurrencyIsoCode","Owner.Name","CreatedDate","LastModifiedDate","LastActivityDate","LastStageChangeDate","Contact.Name"
"7","0","","a, ""b""","","Proposal","1234.5","45.5","","","","","","0","0","","","","2026-04-03 00:00:00","","","",""
"8","0","","c","","Won","-5","","","2026-05-20 00:00:00","","","","1","1","","","","2026-04-13 00:00:00","","","",""' \
    "pl-convert: a.csv: salesforce has no column for, left out: 'Extra'" \
    pl-convert "$@" --to salesforce a.csv
runs 'pipedrive, won and lost' 0 'Deal - Stage,Deal - Status,Deal - Won time,Deal - Lost time,Deal - Deal closed on
Proposal,Open,,,
Won,Won,2026-05-20 00:00:00,,2026-05-20 00:00:00' '' \
    sh -c 'pl-convert -q "$@" --to pipedrive a.csv | pl-list -q -c "Deal - Stage,Deal - Status,Deal - Won time,Deal - Lost time,Deal - Deal closed on"' sh "$@"
runs 'a status apart stays one' 0 'id,stage,status,closed
2,Closing,won,2025-03-28' '' sh -c 'pl-convert --to canonical "$0/exports/pipedrive.csv" |
    pl-list -c id,stage,status,closed -N 1' "$SAMPLES"
runs 'flags are a status' 0 'id,stage,status
1,Talking,won
2,Talking,lost
3,Talking,open' '' sh -c 'printf "Id,StageName,CloseDate,IsClosed,IsWon\n1,Talking,2026-01-02,1,1\n2,Talking,2026-01-02,1,0\n3,Talking,2026-01-02,0,0\n" |
    pl-convert --to canonical | pl-list -c id,stage,status'
runs 'a column that lost its name' 0 'x (2)
a' '' sh -c 'printf "amount,stage,Money\n,Won,5\n7,Won,6\n" | pl-convert -m amount=Money --to canonical |
    sed -n "1s/.*,amount (2)/x (2)/p;3s/.*,7/a/p"'
printf 'id,stage,amount,created\n1,Won,12x,2026-02-30\n' >a.csv
runs 'what cannot be read stays' 0 'id,stage,amount,created
1,Won,12x,2026-02-30' "pl-convert: a.csv:2: amount: '12x' is not an amount
pl-convert: a.csv:2: created: '2026-02-30' is no day of the calendar" \
    sh -c 'pl-convert --to canonical a.csv | pl-list -q -c id,stage,amount,created'
runs 'or is an error' 2 '' "pl-convert: a.csv:2: amount: '12x' is not an amount" \
    pl-convert --strict --to canonical a.csv
printf 'id,stage,created\n1,Won,3/4/2026\n' >a.csv
runs 'a percent stays one' 0 '1%,5' '' \
    sh -c 'printf "Id,StageName,Amount,Probability (%%)\n1,Lead,500,1%%\n" | pl-convert -q --to canonical | pl-list -H -c probability,weighted'
for to in canonical pipedrive; do
	printf 'id,name,stage,amount,score\n1,a,Lead,3.4550,7.1250\n' | pl-convert -q --to $to >thousandths.csv
	runs "--to $to: three decimals can be read again" 0 '3.4550' '' pl-list -H -c amount thousandths.csv
done
runs 'what is in doubt is refused' 2 '' \
    "pl-convert: a.csv:2: created: '3/4/2026' could be two dates (say --dates dmy or --dates mdy)" \
    pl-convert --to canonical a.csv
runs 'no such system' 2 '' \
    "pl-convert: --to: 'sap' is not one of canonical, salesforce, hubspot, pipedrive" \
    pl-convert --to sap a.csv
runs 'no stage' 2 '' 'pl-convert: b.csv: there is no column for the stage (say --map stage=HEADER)' \
    sh -c 'printf "id,x\n1,2\n" >b.csv; pl-convert --to canonical b.csv'
runs 'a header alone' 0 'Record ID,' '' \
    sh -c 'printf "id,stage\n" | pl-convert --to hubspot | cut -c1-10'

# --add.
printf 'id,stage\r\n1,Won\r\n\r\n,\r\n2\r\n3,Won,,\r\n4,Lost' >a.csv
printf 'id,stage,budget,owner\r\n1,Won,,\r\n\r\n,\r\n2,,,\r\n3,Won,,\r\n4,Lost,,' >want.csv
pl-convert --add 'budget, owner' a.csv >out
same_bytes 'blank columns, and no other byte' want.csv out
printf '"id","stage"\n"1","Won"\n' >a.csv
runs 'quoted where all is quoted' 0 '"id","stage","owner"
"1","Won",""' '' pl-convert --add Owner a.csv
printf 'id,stage\n1,Won,,x\n' >a.csv
runs 'a row that is too long' 2 '' 'pl-convert: a.csv:2: has more cells than the header, and one would stand in the new column' \
    pl-convert --add owner a.csv
printf 'Deal Stage,x\nWon,1\n' >a.csv
runs 'a field that is there' 2 '' "pl-convert: a.csv: there is a column for 'stage' already: 'Deal Stage'" \
    pl-convert --add stage a.csv
runs 'a header that is there' 2 '' "pl-convert: a.csv: there is a column for 'X' already: 'x'" \
    pl-convert --add X a.csv
runs 'twice' 2 '' "pl-convert: --add: 'owner' twice" pl-convert --add owner,owner a.csv
runs 'misspelt' 2 '' "pl-convert: --add: 'histroy' is no field (did you mean history?)" \
    pl-convert --add histroy a.csv
runs 'nothing' 2 '' "pl-convert: --add: '' names no field*" pl-convert --add '' a.csv
runs 'the footer of a report stays' 0 "$(sed 1,14d "$SAMPLES/exports/salesforce-report.csv")" '' \
    sh -c 'pl-convert --add history "$0" | sed 1,14d' "$SAMPLES/exports/salesforce-report.csv"

# --add history, of what there is.
histories() {
	pl-convert --add history "$1" | pl-list -H -c history
}
is 'dates of stages' 'Appointment Scheduled@2024-10-02 > Qualified To Buy@2024-10-21 > Presentation Scheduled@2024-11-13 > Decision Maker Bought-In@2024-12-09 > Contract Sent@2025-03-17 > Closed Won@2025-03-28' \
    "$(histories "$SAMPLES/exports/hubspot.csv" | head -n 1)"
pl-convert --add history "$SAMPLES/exports/hubspot.csv" >h.csv
is 'and the figures as before' "$(figures "$SAMPLES/exports/hubspot.csv")" "$(figures h.csv)"
printf 'id,stage,created,stage_since,closed\n%s\n' \
    '1,Prospecting,2026-01-02,,
2,Proposal,2026-01-02,,
3,Proposal,2026-01-02,2026-02-03,
4,Won,2026-01-02,,2026-03-04
5,Lost,2026-01-02,,2026-03-05
6,Fulfilment,2026-01-02,,2026-03-06
7,Fulfilment,2026-01-02,2026-04-01,2026-03-06
8,Won,,,' >a.csv
is 'only what is known' 'Prospecting@2026-01-02
""
Proposal@2026-02-03
Won@2026-03-04
Lost@2026-03-05
""
Fulfilment@2026-04-01
""' "$(histories a.csv)"
is 'a status apart is no stage' 'Closing@2025-03-17' \
    "$(histories "$SAMPLES/exports/pipedrive.csv" | head -n 1)"
printf 'id,stage,close_date\n1,Won,2026-03-04\n2,Proposal,2026-05-06\n' >a.csv
runs 'closed is filled' 0 'id,stage,close_date,closed
1,Won,2026-03-04,2026-03-04
2,Proposal,2026-05-06,' '' pl-convert --add closed a.csv

# --events, and back.
cp "$SAMPLES/deals.csv" "$SAMPLES/stages.csv" .
is 'the stages entered' 'id,stage,entered,left,days
D-0092,Prospecting,2026-05-11,2026-06-02,22
D-0092,Qualification,2026-06-02,2026-07-21,49
D-0092,Meeting,2026-07-21,2026-08-18,28
D-0092,Proposal,2026-08-18,2026-09-09,22
D-0092,Meeting,2026-09-09,,21' "$(pl-convert --events deals.csv | grep -e ^id -e D-0092)"
is 'as of a day' 'D-0092,Prospecting,2026-05-11,2026-06-02,22
D-0092,Qualification,2026-06-02,,28' \
    "$(pl-convert --events --as-of 2026-06-30 deals.csv | grep D-0092)"
is 'won is not waited in' 'D-0001,Fulfilment,2024-11-06,,' \
    "$(pl-convert --events deals.csv | grep D-0001 | tail -n 1)"
pl-convert --events deals.csv >events.csv
pl-list -c id,history deals.csv | sed 's/ > \(amount\|close_date\|owner\|pipeline\)=[^@]*@....-..-..//g' |
    sed 's/,\(amount\|close_date\|owner\|pipeline\)=[^@]*@....-..-.. > /,/' >want.csv
pl-list -c id,name,stage,owner,pipeline,created deals.csv >bare.csv
pl-convert --add history --fold events.csv bare.csv | pl-list -c id,history >out
same_bytes 'and folded back' want.csv out
pl-convert --fold events.csv deals.csv >out
same_bytes 'into what has them: the same bytes' deals.csv out
cp deals.csv here.csv
ok 'in place' pl-convert -i --fold events.csv here.csv
same_bytes 'in place: the same' deals.csv here.csv
runs 'in another dialect' 0 'id;stage;entered;left;days' '' \
    sh -c 'pl-convert --events --to-delimiter ";" deals.csv | head -n 1'
rm stages.csv

# --fold.
printf 'Id,StageName,Amount,CloseDate,CreatedDate,Owner\n006000000000001AAA,Closed Won,42500,2025-03-28,2024-10-02,Ana\n006000000000002AAA,Prospecting,1,2025-01-01,2024-10-02,Ana\n' >d.csv
cat >log.csv <<.
Id,OpportunityId,CreatedById,CreatedDate,StageName,Amount,CloseDate,Probability
8,006000000000001,5,2025-03-28T13:26:58.000Z,Closed Won,42500,2025-03-28,100
7,006000000000001,5,2025-02-03T10:00:00.000Z,Proposal,42500,2025-03-31,75
7,006000000000001,5,2025-02-03T10:00:00.000Z,Proposal,42500,2025-03-31,75
6,006000000000001,5,2024-12-09T10:00:00.000Z,Proposal,38000,2025-01-31,75
5,006000000000001,5,2024-10-02T14:00:00.000Z,Qualification,38000,2025-01-31,10
4,006000000000001,5,2024-10-02T09:00:00.000Z,Prospecting,38000,2025-01-31,10
3,006000000000009,5,2024-10-02T09:00:00.000Z,Prospecting,38000,2025-01-31,10
2,006000000000009,5,2024-10-01T09:00:00.000Z,Prospecting,38000,2025-01-31,10
.
runs "Salesforce's history, newest first" 0 'history
Prospecting@2024-10-02 > amount=38000@2024-10-02 > close_date=2025-01-31@2024-10-02 > Qualification@2024-10-02 > Proposal@2024-12-09 > amount=42500@2025-02-03 > close_date=2025-03-31@2025-02-03 > Closed Won@2025-03-28 > close_date=2025-03-28@2025-03-28
Prospecting@2024-10-02' "pl-convert: log.csv: no deal has the id '006000000000009' (2 rows)" \
    sh -c 'pl-convert --add history --fold log.csv d.csv | pl-list -c history'
pl-convert -q --add history --fold log.csv d.csv >h.csv
pl-convert -q --fold log.csv h.csv >out
same_bytes 'again: the same' h.csv out
head -n 3 log.csv >part.csv
pl-convert -q --add history --fold part.csv d.csv | pl-convert -q --fold log.csv >out
is 'first a part, then all: the stages' 'Prospecting@2024-10-02 > Qualification@2024-10-02 > Proposal@2024-12-09 > Closed Won@2025-03-28' \
    "$(pl-list -H -c history out | sed 's/ > [a-z_]*=[^@]*@....-..-..//g;q')"
cat >log.csv <<.
"Id","OpportunityId","CreatedById","CreatedDate","Field","OldValue","NewValue"
"1","006000000000001AAA","5","2024-10-02 13:26:58","created","",""
"2","006000000000001AAA","5","2024-12-09 13:26:58","StageName","Prospecting","Proposal"
"3","006000000000001AAA","5","2025-02-03 13:26:58","Amount","38000.0","42500.0"
"4","006000000000001AAA","5","2025-02-03 13:26:58","Owner","Boris","Ana"
"5","006000000000001AAA","5","2025-02-03 13:26:58","Owner","0055g000001BorDAAQ","0055g000001AnaLAAQ"
"6","006000000000001AAA","5","2025-02-04 13:26:58","CloseDate","2025-01-31","2025-03-28"
"7","006000000000001AAA","5","2025-03-28 13:26:58","StageName","Proposal","Closed Won"
.
runs "Salesforce's field history" 0 'Prospecting@2024-10-02 > amount=38000@2024-10-02 > owner=Boris@2024-10-02 > close_date=2025-01-31@2024-10-02 > Proposal@2024-12-09 > amount=42500@2025-02-03 > owner=Ana@2025-02-03 > close_date=2025-03-28@2025-02-04 > Closed Won@2025-03-28' '' \
    sh -c 'pl-convert --add history --fold log.csv d.csv | pl-list -H -c history -N 1'
printf 'id;stage;created\n2;Closing;2024-09-01\n' >p.csv
printf 'Deal ID;Stage;Change date\n2;Demo;30.09.2024 9:00 PM\n2;Lead In;28.9.2024\n2;Pitch;30.09.2024 10:00 AM\n' >log.csv
runs 'a log of any dialect' 0 'id;stage;created;history
2;Closing;2024-09-01;Lead In@2024-09-28 > Pitch@2024-09-30 > Demo@2024-09-30' '' \
    pl-convert --add history --fold log.csv p.csv
printf 'Object ID,Property name,Property value,Timestamp\n2,dealstage,Demo,2024-09-30\n2,amount,500,2024-10-01\n2,hs_x,y,2024-10-02\n' >log.csv
runs 'properties' 0 'Demo@2024-09-30 > amount=500@2024-10-01' '' \
    sh -c 'pl-convert --add history --fold log.csv p.csv | pl-list -H -c history'
printf '\377\376' >log.csv
printf 'deal,stage,date\n2,Демо,2024-09-30\n' | iconv -f UTF-8 -t UTF-16LE >>log.csv
runs 'a log in UTF-16' 0 'Демо@2024-09-30' '' \
    sh -c 'pl-convert --add history --fold log.csv p.csv | pl-list -H -c history'
runs 'a log on standard input' 0 'Demo@2024-09-30' '' sh -c 'printf "deal,stage,date\n2,Demo,2024-09-30\n" |
    pl-convert --add history --fold - p.csv | pl-list -H -c history'
printf 'deal,stage,date\n2,Demo,3/4/2024\n' >log.csv
runs 'days in doubt' 2 '' "pl-convert: log.csv:2: * could be two dates (say --dates dmy or --dates mdy)" \
    pl-convert --add history --fold log.csv p.csv
runs 'settled' 0 'Demo@2024-04-03' '' \
    sh -c 'pl-convert --dates dmy --add history --fold log.csv p.csv | pl-list -H -c history'
printf 'deal,stage,date\n,Demo,2024-01-02\n2,Demo,\n2,Demo,soon\n2,x@2024-01-01 > y,2024-01-02\n' >log.csv
runs 'rows of no use' 0 'Closing@2024-09-01' "pl-convert: log.csv:2: no id, left out
pl-convert: log.csv:3: no day, left out
pl-convert: log.csv:4: no day, left out
pl-convert: log.csv:5: 'x@2024-01-01 > y' cannot stand in a history
pl-convert: log.csv:4: *'soon' is not a date" \
    sh -c 'pl-convert --add history --fold log.csv p.csv | pl-list -H -c history'
runs 'are an error with --strict' 2 '' 'pl-convert: log.csv:2: no id, left out' \
    pl-convert --strict --add history --fold log.csv p.csv
printf 'deal,stage,date\n2,Demo,2024-01-02\n' >log.csv
runs 'no history to fold into' 2 '' \
    'pl-convert: p.csv: there is no column for the history (say --add history as well)' \
    pl-convert --fold log.csv p.csv
printf 'id,stage,history\n2,Demo,Demo@2024-01-02\n2,Demo,\n' >p.csv
runs 'an id that two rows have' 2 '' \
    "pl-convert: p.csv:3: id: '2' is that of line 2 too, and has events" pl-convert --fold log.csv p.csv
printf 'id,stage,history\n2,Demo,yesterday\n' >p.csv
runs 'a history that cannot be read stays' 0 "$(cat p.csv)" \
    'pl-convert: p.csv:2: history: *' pl-convert --fold log.csv p.csv
for header in 'stage,date' 'deal,date' 'deal,stage' 'deal,new value,date'; do
	printf '%s\n1,2\n' "$header" >log.csv
	runs "a log with $header alone" 2 '' 'pl-convert: log.csv: there is no column for *' \
	    pl-convert --fold log.csv p.csv
done
runs 'no such log' 2 '' 'pl-convert: none.csv: No such file or directory' \
    pl-convert --fold none.csv p.csv

# The dialect.
meaning() {
	pl-list -o jsonl -c id,stage,notes,amount "$@"
}
printf 'id,stage,notes,amount\r\n1, Won ,"a ""b"", c\nd",-5\r\n\r\n2,"Lost",x;y,"1,234.50"\r\n3 ,Won' >a.csv
for c in ';' tab '|' ','; do
	pl-convert --to-delimiter "$c" a.csv >b.csv
	is "cells mean the same between '$c'" "$(meaning a.csv)" "$(meaning b.csv)"
done
same_bytes 'its own: the same bytes' a.csv b.csv
printf 'id;stage;notes;amount\r\n1; Won ;"a ""b"", c\nd";-5\r\n\r\n2;"Lost";"x;y";"1,234.50"\r\n3 ;Won' >want.csv
pl-convert --to-delimiter ';' a.csv >out
same_bytes 'quoted where it must be' want.csv out
printf 'id,stage,notes,amount\n1, Won ,"a ""b"", c\nd",-5\n\n2,"Lost",x;y,"1,234.50"\n3 ,Won' >want.csv
pl-convert --lf a.csv >out
same_bytes '--lf' want.csv out
pl-convert --crlf want.csv >out
same_bytes '--crlf, but not inside a cell' a.csv out
printf 'sep=|\nid|stage\n1|a\t"b\n2|  "x"\t\n' >b.csv
printf 'sep=\t\nid\tstage\n1\t"a\t""b"\n2\t"x"\n' >want.csv
pl-convert --to-delimiter tab b.csv >out
same_bytes 'sep=, and a blank that separates' want.csv out
printf '\357\273\277' | cat - a.csv >bom.csv
pl-convert --bom a.csv >out
same_bytes '--bom' bom.csv out
pl-convert --bom bom.csv >out
same_bytes '--bom where one is' bom.csv out
pl-convert --no-bom bom.csv >out
same_bytes '--no-bom' a.csv out
printf '\377\376' >want.csv
iconv -f UTF-8 -t UTF-16LE <a.csv >>want.csv
pl-convert --encoding-out UTF-16 a.csv >u16.csv
same_bytes 'UTF-16' want.csv u16.csv
pl-convert --encoding-out utf-8 --no-bom u16.csv >out
same_bytes 'and back' a.csv out
same 'UTF-16 as it is' u16.csv
pl-convert --crlf --to-delimiter ';' u16.csv | iconv -f UTF-16 -t UTF-8 >out
pl-convert --crlf --to-delimiter ';' a.csv >want.csv
same_bytes 'relaid in its own encoding' want.csv out
printf 'id,stage,name\n1,Won,Ж\n' >a.csv
pl-convert --encoding-out windows-1251 a.csv >cp.csv
same_bytes 'windows-1251' "$(printf 'id,stage,name\n1,Won,\306\n' >want.csv; echo want.csv)" cp.csv
pl-convert --encoding windows-1251 --encoding-out UTF-8 cp.csv >out
same_bytes 'and back' a.csv out
printf 'id,stage,name\n1,Won,a\n2,Won,"x\nЖ"\n' >a.csv
runs 'what it cannot hold' 2 '' "pl-convert: a.csv:3: 'Ж' cannot be written in windows-1252" \
    pl-convert --encoding-out windows-1252 a.csv
runs 'no such encoding' 2 '' "pl-convert: --encoding-out: 'klingon' is not known (iconv -l lists those that are)" \
    pl-convert --encoding-out klingon a.csv
runs 'no delimiter' 2 '' "pl-convert: --to-delimiter: ';;' is not one character*" \
    pl-convert --to-delimiter ';;' a.csv

# --safe-cells.
printf 'id,stage,amount,name,=x\n1,Won,-5,=1+1,+49 123\n2,Won,"-1,234.5","@x,""y""",-2+3\n3,Won,(5),"\tt",-5k\n4,Won,-5%%,a=b, =1\n' >a.csv
printf "id,stage,amount,name,'=x\n1,Won,-5,'=1+1,+49 123\n2,Won,\"-1,234.5\",\"'@x,\"\"y\"\"\",'-2+3\n3,Won,(5),\"'\tt\",'-5k\n4,Won,-5%%,a=b, =1\n" >want.csv
pl-convert --safe-cells a.csv >out
same_bytes 'guarded cells' want.csv out
same 'never by default' a.csv
sed -E "s/(^|[,\"])'([-=+@	])/\1\2/g" out >b.csv
same_bytes 'and undone' a.csv b.csv
printf 'id;stage;amount;name\n1;Won;-1,5;-1.5\n2;Won;2,25;-1,5\n' >a.csv
runs 'numbers of its own dialect' 0 "id;stage;amount;name
1;Won;-1,5;'-1.5
2;Won;2,25;-1,5" '' pl-convert --safe-cells a.csv
runs 'with --to' 0 "id,name,amount
1,'=1,-5" '' sh -c 'printf "id,stage,name,amount\n1,Won,=1,-5\n" | pl-convert --safe-cells --to canonical | pl-list -c id,name,amount'

# Together, in place, and refused.
printf 'Id;Stage;Amount;Create Date\r\n1;Proposal;1.234,50;02.01.2026\r\n2;Won;5,5;13.01.2026\r\n' >a.csv
printf 'deal,stage,date\n1,Prospecting,2026-01-02\n1,Proposal,2026-01-09\n' >log.csv
cp a.csv here.csv
runs 'all at once' 0 '' '' pl-convert -i --backup=.old --to canonical --add budget --fold log.csv \
    --encoding-out UTF-16 --crlf --to-delimiter tab --safe-cells here.csv
same_bytes 'the backup' a.csv here.csv.old
is 'what became of it' 'id,stage,amount,created,budget,history
1,Proposal,1234.5,2026-01-02,,Prospecting@2026-01-02 > Proposal@2026-01-09
2,Won,5.5,2026-01-13,,' "$(pl-convert --encoding-out UTF-8 --no-bom --lf --to-delimiter , here.csv |
    pl-list -c id,stage,amount,created,budget,history)"
cp a.csv here.csv
runs 'in place, without anything to do' 0 '' '' pl-convert -i here.csv
same_bytes 'nothing was done' a.csv here.csv
printf '9;"Won' >>here.csv
cp here.csv broken.csv
runs 'in place, beyond repair' 2 '' 'pl-convert: here.csv:4: *' pl-convert -i --add owner here.csv
same_bytes 'it is as it was' broken.csv here.csv
cp a.csv here.csv
for option in '' --crlf; do
	# shellcheck disable=SC2016
	runs "onto itself ${option}" 2 '' 'pl-convert: here.csv: is standard output too (say --in-place)' \
	    sh -c 'pl-convert "$@" here.csv >>here.csv' sh ${option:+"$option"}
done
same_bytes 'onto itself: it is as it was' a.csv here.csv
runs 'standard input in place' 2 '' 'pl-convert: standard input cannot be edited in place' \
    pl-convert -i --add owner -
{ cat deals.csv && printf 'D-9,"Won\n'; } >b.csv
for option in '--to hubspot' '--add budget' '--events' --crlf '--encoding-out UTF-16' --safe-cells; do
	# shellcheck disable=SC2086
	runs "$option of a broken file prints nothing" 2 '' 'pl-convert: b.csv:125: *' \
	    pl-convert $option b.csv
	# shellcheck disable=SC2086
	full_disk "$option: a full disk" pl-convert -q $option deals.csv
	# shellcheck disable=SC2086
	closed_pipe "$option: a closed pipe" pl-convert -q $option deals.csv
	# shellcheck disable=SC2086
	is "$option: a pipe as a file" "$(pl-convert -q $option deals.csv | cksum)" \
	    "$(cat deals.csv | pl-convert -q $option | cksum)"
	: >empty.csv
	# shellcheck disable=SC2086
	runs "$option: an empty file" 2 '' 'pl-convert: empty.csv: is empty *' \
	    pl-convert $option empty.csv
done
runs '--events with --to' 2 '' 'pl-convert: --events goes with neither --to nor --add *' \
    pl-convert --events --to hubspot a.csv
runs '--events in place' 2 '' 'pl-convert: --events cannot be put in place of the deals *' \
    pl-convert --events -i a.csv

# Usage.
like '--help' 'usage: pl-convert *' "$(pl-convert --help)"
like '--version' 'pl-convert 1.*' "$(pl-convert --version)"
runs 'two files' 2 '' 'pl-convert: more than one file: b.csv (try pl-convert --help)' \
    pl-convert a.csv b.csv
runs 'an option it has not' 2 '' 'pl-convert: unknown option *' pl-convert -w stage=Won a.csv
full_disk 'a full disk' pl-convert a.csv
closed_pipe 'a closed pipe' pl-convert a.csv


# Nothing named to edit, and names that are none.
mkdir none
runs 'in place, and no deals anywhere' 2 '' 'pl-convert: no deals: name a file' \
    sh -c 'cd none && pl-convert -i --crlf'
printf 'id,stage\n1,Won\n' >none/deals.csv
runs 'deals.csv is what is edited' 0 '' '' sh -c 'cd none && pl-convert -i --crlf'
printf 'id,stage\r\n1,Won\r\n' >want.csv
same_bytes 'and it is' want.csv none/deals.csv
runs '--add of nothing' 2 '' "pl-convert: --add: ',' names a field that is empty (try*" \
    pl-convert --add , none/deals.csv
runs '--add of too many' 2 '' 'pl-convert: --add: * names too many fields (try*' \
    pl-convert --add "$(awk 'BEGIN { for (i = 0; i < 200; i++) printf "f%d,", i; print "g" }')" none/deals.csv
done_testing
