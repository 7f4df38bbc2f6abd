#!/bin/sh
# pl-check: each finding holds and does not hold; what is mended, and nothing
# else.
. "${0%/*}/lib.sh"

PL_TODAY=2026-09-30
export PL_TODAY

# file NAME LINE...: write it.
file() {
	t_file=$1
	shift
	printf '%s\n' "$@" >"$t_file"
}

# deals LINE...
deals() {
	file deals.csv "$@"
}

# finds NAME LINES: pl-check finds these in deals.csv and beside it, or nothing.
finds() {
	if [ -n "$2" ]; then
		runs "$1" 1 "$2" '' pl-check deals.csv
	else
		runs "$1" 0 '' '' pl-check deals.csv
	fi
}

# mends NAME STATUS LINES: --fix prints these, and deals.csv is then wanted.csv;
# once more, and not a byte is other.
mends() {
	cp deals.csv before.csv
	runs "$1" "$2" "$3" '' pl-check --fix deals.csv
	same_bytes "$1: these cells and no others" wanted.csv deals.csv
	pl-check --fix deals.csv >again 2>&1
	same_bytes "$1: once is enough" wanted.csv deals.csv
	unlike "$1: and nothing more is mended" '*mended*' "$(cat again)"
	cp before.csv deals.csv
}

# ruin NAME BYTES ERROR: what is beyond repair.
ruin() {
	printf '%b' "$2" >ruin.csv
	runs "$1" 2 '' "pl-check: ruin.csv$3" pl-check ruin.csv
	cp ruin.csv ruin.old
	runs "$1: --fix too" 2 '' "pl-check: ruin.csv$3" pl-check --fix ruin.csv
	same_bytes "$1: not touched" ruin.old ruin.csv
}

# The samples are as they should be, and two exports are what they are.
runs 'samples: nothing is wrong' 0 '' '' pl-check "$SAMPLES/deals.csv"
for export in close espocrm excel-eu frappe hubspot odoo salesforce; do
	runs "samples: nothing is wrong in $export" 0 '' '' \
	    pl-check "$SAMPLES/exports/$export.csv"
done
(cd "$SAMPLES/exports" && pl-check pipedrive.csv; pl-check salesforce-report.csv) >got
is 'samples: what there is in two exports' \
    "pipedrive.csv:1: Deal - Status: is the name of columns 15 and 25
salesforce-report.csv:15: 'Grand Totals (12 records)' is the footer of a report, left out (6 lines)" \
    "$(cat got)"
if [ -d "$SHARED/data/maven" ]; then
	(cd "$SHARED/data/maven" && exec pl-check sales_pipeline.csv) >got
	is 'maven: the product that is spelled in two ways' \
	    "sales_pipeline.csv:3: product: 'GTXPro' (1480 deals) is written 'GTX Pro' in products.csv" \
	    "$(cat got)"
else
	skip 1 'maven: not here'
fi

# Ids.
deals id,stage 1,Lead 2,Lead
finds 'ids: each once' ''
deals id,stage 1,Lead ,Lead ' ,Lead' 1,Won 1,Lead
finds 'ids: missing, and twice' "deals.csv:3: id: is blank
deals.csv:4: id: is blank
deals.csv:5: id: '1' is on line 2 too
deals.csv:6: id: '1' is on line 2 too"
deals stage Lead Won
finds 'ids: a file may have none' ''
deals id,stage 1,Lead
cp deals.csv other.csv
runs 'ids: are of one file' 0 '' '' pl-check deals.csv other.csv

# Stages, and what they require.
file stages.csv pipeline,stage,kind,probability,required,aliases \
    'Sales,Lead,open,10,,' 'Sales,Proposal,open,60,contact; amount>=10,Quote' \
    'Sales,Won,won,100,amount,' 'Sales,Lost,lost,0,lost_reason,' \
    'Renewals,Due,open,50,,' 'Renewals,Renewed,won,100,,'
HEAD=id,pipeline,stage,amount,contact,lost_reason
deals $HEAD 1,,Lead,,, 2,Sales,Quote,10,Eva, 3,Renewals,Due,,, 4,,Won,5,, 5,,Lost,,,price
finds 'stages: names, aliases and what they require' ''
deals $HEAD 1,,Propsal,,, 2,Renewal,Due,,, 3,Sales,Due,,, 4,,,5,,
finds 'stages: none of them, the nearest named' "deals.csv:2: stage: 'Propsal' is none of the stages (nearest: Proposal)
deals.csv:3: pipeline: 'Renewal' is none of the pipelines (nearest: Renewals)
deals.csv:4: stage: 'Due' is none of the stages (nearest: Won)
deals.csv:5: stage: is blank"
deals $HEAD '1,, Lead,,,' '2,,"Lead ",,,' 3,,LEAD,,, '4,, "Lead" ,,,' 5,,quote,10,Eva,
finds 'stages: blanks and case, but not those of an alias or outside quotes' \
    "deals.csv:2: stage: ' Lead' has blanks around it
deals.csv:3: stage: 'Lead ' has blanks around it
deals.csv:4: stage: 'LEAD' is written 'Lead' in the stages"
deals $HEAD 1,,Proposal,9,, 2,,Proposal,,Eva, 3,,Won,,Eva, 4,,Lost,,, 5,,Proposal,x,Eva, 6,,Lead,,,
finds 'required: each condition that fails, and nothing twice' \
    "deals.csv:2: contact: Proposal requires 'contact'
deals.csv:2: amount: Proposal requires 'amount>=10'
deals.csv:3: amount: Proposal requires 'amount>=10'
deals.csv:4: amount: is blank, and the deal is won
deals.csv:5: lost_reason: is blank, and the deal is lost
deals.csv:6: amount: 'x' is not an amount
stages.csv:6: pipeline: no deal is in 'Renewals'"
file stages.csv stage,kind,probability,required 'Lead,open,10,budget=yes; x<; account.fit=A' \
    Won,won,100,
deals id,stage,account 1,Lead,a
finds 'required: what cannot be asked for is told of the stages' \
    "stages.csv:2: required: 'budget=yes': deals.csv has no column 'budget'
stages.csv:2: required: 'x<': 'x': compared with nothing
stages.csv:2: required: 'account.fit=A': accounts.csv: No such file or directory (say --lookup account=FILE)"
file accounts.csv account,fit a,A b,B
sed 's/budget=yes; x<; //' stages.csv >s.csv && mv s.csv stages.csv
deals id,stage,account 1,Lead,a 2,Lead,b
finds 'required: a side table is asked' "deals.csv:3: account.fit: Lead requires 'account.fit=A'"
rm accounts.csv
file stages.csv stage,kind,probability Lead,open,10 Won,maybe,100
deals id,stage 1,Lead ,Won
finds 'stages: an error there hides nothing else' "deals.csv:3: id: is blank
stages.csv:3: kind: 'maybe' is not open, won or lost"
runs 'stages: which cannot be mended, nor anything else with them' 2 '' \
    "pl-check: stages.csv:3: kind: 'maybe' is not open, won or lost" pl-check --fix deals.csv
rm stages.csv

# Won and lost.
HEAD=id,stage,amount,created,closed,lost_reason
deals $HEAD 1,Won,5,2026-01-05,2026-01-05, 2,Lost,5,2026-01-05,2026-01-06,price 3,Lead,,,,
finds 'won and lost: all there' ''
deals $HEAD 1,Won,,2026-01-05,2026-01-05, 2,Lost,5,2026-01-05,2026-01-06, 3,Won,0,2026-01-05,2026-01-04,
finds 'won and lost: what is missing, and closed before created' \
    "deals.csv:2: amount: is blank, and the deal is won
deals.csv:3: lost_reason: is blank, and the deal is lost
deals.csv:4: closed: won on 2026-01-04, before it was created on 2026-01-05"
deals id,stage,created,close_date 1,Won,2026-01-05,2026-01-04 2,Lead,2026-01-05,2026-01-04
finds 'won and lost: one column for both days; what is open may be late' \
    'deals.csv:2: close_date: won on 2026-01-04, before it was created on 2026-01-05'
deals id,stage,status,amount,lost_reason 1,Closing,Won,, 2,Closing,lost,, 3,Closing,open,, 4,Closing,gone,,
finds 'won and lost: by the status where it is kept apart' \
    "deals.csv:2: amount: is blank, and the deal is won
deals.csv:3: lost_reason: is blank, and the deal is lost
deals.csv:5: status: 'gone' is not open, won or lost"

# Values.
deals id,stage,amount,probability,created,category,currency,score \
    1,Lead,5.5,50,2026-01-05,best,EUR,7 2,Lead,12x,150,5.1.,maybe,zloty,many 3,Lead,,,,,,
finds 'values: what can be read and what not' \
    "deals.csv:3: amount: '12x' is not an amount
deals.csv:3: probability: '150' is not between 0 and 100 percent
deals.csv:3: category: 'maybe' is not omitted, pipeline, best or commit
deals.csv:3: created: '5.1.' is not a date
deals.csv:3: score: 'many' is not an amount
deals.csv:3: currency: 'zloty' is not a currency code"
deals id,stage,amount,created 1,Lead,1.234,3/4/2026 2,Lead,2.345,5/6/2026 3,Ledd,x,y ,Lead,,
finds 'values: a column in doubt is told of once and hides nothing' \
    "deals.csv:2: amount: '1.234' could be 1.234 or 1234 (say --decimal . or --decimal ,)
deals.csv:2: created: '3/4/2026' could be 2026-04-03 or 2026-03-04 (say --dates dmy or --dates mdy)
deals.csv:5: id: is blank"
runs 'values: and is looked at where the option settles it' 1 \
    "deals.csv:4: amount: 'x' is not an amount
deals.csv:4: created: 'y' is not a date
deals.csv:5: id: is blank" '' pl-check --dates dmy --decimal , deals.csv
deals id,stage,amount 1,Lead,"\"1.234,50\"" 2,Lead,1.234 3,Lead,"\"1,234.50\""
finds 'values: one that contradicts its column' "deals.csv:4: amount: '1,234.50' is not an amount"
deals 'id,stage,"Date entered ""Lead (Sales)""' 1,Lead,2026-01-05 2,Lead,soon
sed '1s/$/"/' deals.csv >d.csv && mv d.csv deals.csv
finds 'values: the dates of stages' \
    "deals.csv:3: Date entered \"Lead (Sales)\": 'soon' is not a date"
deals id,stage,value,Deal\ value 1,Lead,5,6
like 'values: two headers for one field' "*deals.csv:1: amount: could be *(say --map amount=HEADER)*" \
    "$(pl-check deals.csv)
deals.csv:1: amount: could be (say --map amount=HEADER)"

# Histories.
file stages.csv stage,kind,probability,aliases Lead,open,10, Proposal,open,60,Quote Won,won,100,
HEAD=id,stage,amount,history
deals $HEAD '1,Lead,5,Lead@2026-01-05' '2,Won,5,Lead@2026-01-05 > amount=5@2026-01-06 > Quote@2026-01-06 > Won@2026-02-01' \
    '3,Proposal,5,Lead@2026-01-05 > Quote@2026-01-06 > close_date=2026-03-01@2026-01-07'
finds 'histories: as they should be' ''
deals $HEAD '1,Lead,5,2026-01-05' '2,Won,5,Lead@2026-02-01 > Won@2026-01-31' '3,Proposal,5,Lead@2026-01-05' 4,Lead,5, \
    '5,Lead,5,amount=5@2026-01-05' '6,Lead,5,amount=5k@2026-01-05 > close_date=soon@2026-01-05 > Lead@2026-01-06' \
    '7,Proposal,5,Old@2026-01-05 > Quote@2026-01-06' '8,Lead,5,Old@2026-01-05 > Older@2026-01-06 > Lead@2026-02-01'
finds 'histories: what cannot be read, the order, the end, stages that are none' \
    "deals.csv:2: history: '2026-01-05' is not a history (an entry ends in @YYYY-MM-DD)
deals.csv:3: history: goes back in time, after 'Lead@2026-02-01'
deals.csv:4: history: ends in 'Lead', and the stage is 'Proposal'
deals.csv:5: history: is blank, and the stage is 'Lead'
deals.csv:6: history: names no stage, and the stage is 'Lead'
deals.csv:7: history: 'amount=5k@2026-01-05' is not a plain amount
deals.csv:7: history: 'close_date=soon@2026-01-05' is not a date as YYYY-MM-DD
deals.csv:8: history: 'Old' is none of the stages (2 entries; an alias would tell which it is)
deals.csv:9: history: 'Older' is none of the stages (1 entry; an alias would tell which it is)"
deals id,stage,status,history '1,Proposal,Won,Lead@2026-01-05 > Won@2026-02-01' '2,Proposal,open,Lead@2026-01-05 > Won@2026-02-01'
finds 'histories: may end in what the status came to' \
    "deals.csv:3: history: ends in 'Won', and the stage is 'Proposal'"
rm stages.csv

# Spellings.
HEAD=id,stage,owner,account,product,source,lost_reason
deals $HEAD 1,Lead,ana,"\"Acme, Inc.\"",Set,web,price ' 2 ,Lead,ana , "Acme, Inc." ,Set,web,price' 3,Lead,anna,Acme,Sets,webs,prices
finds 'spellings: other names, and blanks around one, are none' ''
deals $HEAD 1,Lead,Ana,Acme\ AG,Set\ 10,Web,Price 2,Lead,ana,ACME\ AG,Set10,web,price 3,Lead,ana,"Acme  AG",Set\ 10,web,price
finds 'spellings: by case and blanks; the rarer is told of, or the later' \
    "deals.csv:2: owner: 'Ana' (1 deal) is written 'ana' elsewhere (2)
deals.csv:2: source: 'Web' (1 deal) is written 'web' elsewhere (2)
deals.csv:2: lost_reason: 'Price' (1 deal) is written 'price' elsewhere (2)
deals.csv:3: account: 'ACME AG' (1 deal) is written 'Acme AG' elsewhere (1)
deals.csv:3: product: 'Set10' (1 deal) is written 'Set 10' elsewhere (2)
deals.csv:4: account: 'Acme  AG' (1 deal) is written 'Acme AG' elsewhere (1)"
file owners.csv owner,team Ana,north boris,south
deals id,stage,owner 1,Lead,ana 2,Lead,ana 3,Lead,Ana
finds 'spellings: the list of owners is right' "deals.csv:2: owner: 'ana' (2 deals) is written 'Ana' in owners.csv"
rm owners.csv

# Cells.
deals id,stage,name,notes,amount '1,Lead,a=b,-5,-5' '2,Lead,-1.234,50,+5' "3,Lead,-,+49301234,(5)" '4,Lead,x +1,-5 %,-€5' \
    '5,Lead,12E5,1.5,' '6,Lead,#1,C#,'
sed '3s/-1.234,50/"-1.234,50",/' deals.csv >d.csv && mv d.csv deals.csv
finds 'cells: numbers, dashes and signs inside are none' ''
deals id,stage,name,notes '1,Lead,=1+2,-call' '2,Lead,@sum,+49 30/123' '3,Lead,"=A1,B1","-	x"' '4,Lead,1.23457E+17,1E+17' \
    '5,Lead,#REF!,#####' '6,Lead,"1,23456789012346E+017",#N/A'
finds 'cells: formulas, shortened numbers, errors' \
    "deals.csv:2: name: '=1+2' would be run as a formula by a spreadsheet
deals.csv:2: notes: '-call' would be run as a formula by a spreadsheet
deals.csv:3: name: '@sum' would be run as a formula by a spreadsheet
deals.csv:3: notes: '+49 30/123' would be run as a formula by a spreadsheet
deals.csv:4: name: '=A1,B1' would be run as a formula by a spreadsheet
deals.csv:4: notes: '-␉x' would be run as a formula by a spreadsheet
deals.csv:5: name: '1.23457E+17' is a long number that a spreadsheet has shortened: its last digits are lost
deals.csv:5: notes: '1E+17' is a long number that a spreadsheet has shortened: its last digits are lost
deals.csv:6: name: '#REF!' is an error of a spreadsheet, not a value
deals.csv:6: notes: '#####' is an error of a spreadsheet, not a value
deals.csv:7: name: '1,23456789012346E+017' is a long number that a spreadsheet has shortened: its last digits are lost
deals.csv:7: notes: '#N/A' is an error of a spreadsheet, not a value"
printf 'id,stage,name\n1,Lead,"\tx"\n2,Lead,\tx\n3,Lead,"\r\nx"\n' >deals.csv
finds 'cells: a tab and a CR inside quotes' \
    "deals.csv:2: name: '␉x' would be run as a formula by a spreadsheet
deals.csv:4: name: ' x' would be run as a formula by a spreadsheet"
printf 'id,stage,name\n1,Lead,"\n\nlater"\n2,Lead,"\n=1+1"\n3,Lead,＝1+1\n4,Lead,－\n5,Lead,＋１２\n6,Lead,＠sum\n' >deals.csv
finds 'cells: on a later line, and in full width' \
    "deals.csv:5: name: ' =1+1' would be run as a formula by a spreadsheet
deals.csv:7: name: '＝1+1' would be run as a formula by a spreadsheet
deals.csv:10: name: '＠sum' would be run as a formula by a spreadsheet"
deals id,stage,name '1,Lead,Größe Ã“' "2,Lead,GrÃ¶ÃŸe" '3,Lead,Itâ€™s' '4,Lead,M�ller' '5,Lead,12" disk' '6,Lead,the ""hot"" one'
finds 'cells: lost and twice decoded characters, doubled quotes' \
    "deals.csv:3: name: 'GrÃ¶ÃŸe' was UTF-8 and taken for windows-1252 when its encoding was changed
deals.csv:4: name: 'Itâ€™s' was UTF-8 and taken for windows-1252 when its encoding was changed
deals.csv:5: name: 'M�ller' has lost characters (U+FFFD) when its encoding was changed
deals.csv:7: name: 'the \"\"hot\"\" one' has doubled quotes and is not quoted itself"

# Rows and lines.
deals id,stage,name 1,Lead,a 2,Lead,b,, '3,Lead,"a
b"' '' ,, 4,Lead,
finds 'rows: empty cells behind the last column, blank rows, lines in a cell' ''
deals id,stage,name 1,Lead 2,Lead,b,,x id,stage,name 4,Lead,c
finds 'rows: too few and too many cells, the header again' \
    "deals.csv:2: has 2 cells, and the header 3
deals.csv:3: has 5 cells, and the header 3
deals.csv:4: is the header again"
deals id,stage,,name,Name,, 1,Lead,,a,a,,
finds 'rows: columns without a name, or with another one'"'s" \
    "deals.csv:1: column 3 has no name
deals.csv:1: Name: is the name of columns 4 and 5
deals.csv:1: columns 6 to 7 have no name"
printf '\357\273\277sep=;\r\nid;stage\r\n1;Lead\r\n' >deals.csv
finds 'lines: a byte order mark, sep= and CRLF are no fault' ''
printf 'id,stage\r\n1,Lead\r\n2,Lead\n3,Lead\r\n' >deals.csv
finds 'lines: one that ends in another way' 'deals.csv:3: ends in LF, and the header in CRLF'
printf 'id,stage\n1,Lead\r\n2,Lead\n3,Lead\r4,Lead' >deals.csv
finds 'lines: several, and the last without an end' \
    'deals.csv:2: ends in CRLF, and the header in LF (2 lines do)
deals.csv:5: is the last line and has no line end'
printf '\357\273\277\357\273\277id,stage\n1,Lead\n' >deals.csv
finds 'lines: a second byte order mark' 'deals.csv:1: holds a second byte order mark'
printf 'id,stage\n1,Lead\n2,\357\273\277Lead\n' >deals.csv
like 'lines: one inside' '*2,*|*deals.csv:3: stage: *holds a byte order mark, as where files were put together*' \
    "2,|$(pl-check deals.csv)"
deals id,stage,amount 1,Lead,5 'Total,,5'
finds 'lines: a footer' "deals.csv:3: 'Total' is the footer of a report, left out"
deals id,name 1,a ,b
finds 'rows: no stage hides nothing else' 'deals.csv:1: there is no column for the stage (say --map stage=HEADER)
deals.csv:3: id: is blank'

# The workspace.
file stages.csv stage,kind,probability Lead,open,10 Demo,open,20 Proposal,open,60 Won,won,100 Lost,lost,0
deals id,stage,owner,amount,history '1,Lead,ana,,Lead@2026-01-01'
finds 'workspace: too young to judge its stages' ''
deals id,stage,owner,amount,history '1,Lead,ana,,Lead@2026-01-01' \
    '2,Won,lin,5,Lead@2026-01-01 > Proposal@2026-01-02 > Won@2026-01-03'
finds 'workspace: a stage no deal was ever in; none lost yet is no fault' \
    "stages.csv:3: stage: no deal is or ever was in 'Demo'"
sed -i.old /Demo/d stages.csv
file goals.csv period,measure,target,owner 2026,amount,5, 2026,amount,3,Ana 2026,deals,5,boris
finds 'workspace: a goal of no owner' "goals.csv:4: owner: 'boris' owns no deal"
file goals.csv period,measure,target,owner 2026,amount,many,
finds 'workspace: a goal that cannot be read' "goals.csv:2: target: 'many' is not an amount"
rm goals.csv
file activities.csv deal,due,done,type,subject 1,2026-01-05,2026-01-06,call,x 2,,2026-01-06,call,x
finds 'workspace: activities of deals' ''
file activities.csv deal,due,done,type,subject 7,2026-01-05,,call,x ,2026-01-05,,call,x 1,,,call,x 2,soon,2026-02-30,call,x
finds 'workspace: activities of none, and those that cannot be read' \
    "activities.csv:2: deal: there is no deal '7'
activities.csv:3: deal: is blank
activities.csv:4: due: is blank, and so is done
activities.csv:5: due: 'soon' is not a date
activities.csv:5: done: '2026-02-30' is no day of the calendar"
file activities.csv deal,due,done,subject,x,x 1,3/4/2026,,=x,a 2,5/4/2026,,b,,
finds 'workspace: what is wrong in any file is in these' \
    "activities.csv:1: x: is the name of columns 5 and 6
activities.csv:2: has 5 cells, and the header 6
activities.csv:2: subject: '=x' would be run as a formula by a spreadsheet
activities.csv:2: due: could be two dates (say --dates dmy or --dates mdy)"
file activities.csv due,subject 2026-01-01,x
finds 'workspace: activities without a deal' "activities.csv:1: there is no column 'deal'"
: >activities.csv
finds 'workspace: an empty file' 'activities.csv: has no header'
rm activities.csv
file elsewhere.csv deal,due,done 9,2026-01-05,
runs 'workspace: other files, by option' 1 "elsewhere.csv:2: deal: there is no deal '9'" '' \
    pl-check --activities elsewhere.csv deals.csv
PL_ACTIVITIES=elsewhere.csv
export PL_ACTIVITIES
finds 'workspace: and by the environment' "elsewhere.csv:2: deal: there is no deal '9'"
unset PL_ACTIVITIES
runs 'workspace: that are not there' 2 '' 'pl-check: none.csv: No such file or directory' \
    pl-check --goals none.csv deals.csv
printf 'scores,"x\n' >scores.csv
runs 'workspace: beyond repair' 2 '' 'pl-check: scores.csv:1: column 2: quote is never closed' pl-check deals.csv
rm -f scores.csv stages.csv stages.csv.old

# Beside activities.csv.
HEAD=id,stage,last_activity,next_step,next_date
file activities.csv deal,due,done,subject,outcome 1,2026-09-01,2026-09-02,Call, 1,2026-10-01,,Meet, 1,2026-10-05,,Write, \
    2,2026-09-01,2027-01-01,Call, 2,2026-10-02,,Meet,cancelled
deals $HEAD 1,Lead,2026-09-02,Meet,2026-10-01 2,Lead,2026-09-10,By\ hand,2026-10-01 3,Lead,,,
finds 'plans: as activities.csv has it, or in the cells alone' ''
deals $HEAD 1,Lead,2026-09-01,Write,2026-10-05 2,Lead,,Meet,2026-10-02
finds 'plans: behind it' \
    "deals.csv:2: last_activity: '2026-09-01' is behind activities.csv (2026-09-02)
deals.csv:2: next_step: 'Write' comes later; activities.csv plans 'Meet' on 2026-10-01
deals.csv:3: next_step: 'Meet' is over; activities.csv plans nothing"
deals $HEAD 1,Lead,,, 3,Won,,,
finds 'plans: blank' \
    "deals.csv:2: last_activity: is blank, and activities.csv has 2026-09-02
deals.csv:2: next_step: is blank; activities.csv plans 'Meet' on 2026-10-01
activities.csv:5: deal: there is no deal '2'
activities.csv:6: deal: there is no deal '2'"
deals $HEAD 1,Lead,2026-09-02,Meet,2026-09-30 2,Lead,,, 1,Lead,,,
finds 'plans: two deals of one id are left alone' "deals.csv:4: id: '1' is on line 2 too"
deals $HEAD 1,Lead,2026-09-02,Meet,2026-09-30 2,Lead,,,
finds 'plans: put on another day' \
    "deals.csv:2: next_step: 'Meet' was put on another day; activities.csv plans 'Meet' on 2026-10-01"
deals $HEAD 1,Won,2026-09-02,, 2,Lead,,,
finds 'plans: what is over needs none' ''

# Mending.
deals $HEAD 1,Lead,2026-09-01,Write,2026-10-05 ,Lead,,, 2,Lead,,Meet,2026-10-02
file wanted.csv $HEAD 1,Lead,2026-09-02,Meet,2026-10-01 3,Lead,,, 2,Lead,,,
mends 'mended: plans and ids' 0 \
    "deals.csv:2: last_activity: '2026-09-01' is behind activities.csv (2026-09-02); mended: 2026-09-02
deals.csv:2: next_step: 'Write' comes later; activities.csv plans 'Meet' on 2026-10-01; mended: 'Meet' on 2026-10-01
deals.csv:3: id: is blank; mended: 3
deals.csv:4: next_step: 'Meet' is over; activities.csv plans nothing; mended: blank"
file activities.csv deal,due,done D-0003,2026-01-01, D-0002,2026-01-01,2026-01-01
deals id,stage,last_activity D-0002,Lead,1.1.2026 ,Lead, ,Lead,13.1.2026
file wanted.csv id,stage,last_activity D-0002,Lead,1.1.2026 D-0004,Lead, D-0005,Lead,13.1.2026
mends 'mended: ids, but none that an activity has' 1 "deals.csv:3: id: is blank; mended: D-0004
deals.csv:4: id: is blank; mended: D-0005
activities.csv:2: deal: there is no deal 'D-0003'"
deals id,stage,last_activity D-0002,Lead,31.12.2025
file wanted.csv id,stage,last_activity D-0002,Lead,01.01.2026
mends 'mended: as the column writes its dates' 1 \
    "deals.csv:2: last_activity: '31.12.2025' is behind activities.csv (2026-01-01); mended: 2026-01-01
activities.csv:2: deal: there is no deal 'D-0003'"
rm activities.csv
deals id,stage A-1,Lead B-2,Lead C-x,Lead ,Lead
cp deals.csv wanted.csv
mends 'mended: no id where none is the next' 1 'deals.csv:5: id: is blank'
printf 'id,stage\n,Lead\n,Lead\n' >deals.csv
printf 'id,stage\nD-0001,Lead\nD-0002,Lead\n' >wanted.csv
mends 'mended: the first ids' 0 'deals.csv:2: id: is blank; mended: D-0001
deals.csv:3: id: is blank; mended: D-0002'

file stages.csv stage,kind,probability,aliases Lead,open,10, 'Über,open,60,Quote' Won,won,100, Done,won,100, Lost,lost,0,
printf '\357\273\277"id";"stage";"x" \r\n 1 ; lead\t;"a;b"\r\n2;" \303\234BER ";\r\n3;quote;y' >deals.csv
printf '\357\273\277"id";"stage";"x" \r\n 1 ;Lead;"a;b"\r\n2;"\303\234ber";\r\n3;quote;y' >wanted.csv
sed 's/"id";"stage";"x" /id;stage;x/' deals.csv >d.csv && mv d.csv deals.csv
sed 's/"id";"stage";"x" /id;stage;x/; s/"\(.ber\)"/\1/' wanted.csv >d.csv && mv d.csv wanted.csv
LC_ALL=C sed 's/;"\(..ber\)";/;\1;/' wanted.csv >d.csv && mv d.csv wanted.csv
mends 'mended: stages, with BOM and CRLF, without a last line end' 1 \
    "deals.csv:2: stage: ' lead␉' has blanks around it; mended: Lead
deals.csv:3: stage: ' ÜBER ' has blanks around it; mended: Über
deals.csv:4: is the last line and has no line end"
HEAD=id,stage,created,closed,stage_since,history
deals $HEAD '1,Über,2026-01-01,,2026-02-01,Lead@2026-01-01' '2,Won,2026-01-01,2026-03-01,,Lead@2026-01-01 > amount=5@2026-04-01' \
    '3,Über,2026-01-01,,,Lead@2026-01-01' '4,Lead,2026-01-01,,,' '5,Über,,,,' '6,Done,,2026-03-01,,Won@2026-03-01' \
    '7,Über,,,2025-12-01,Lead@2026-01-01' '8,Lost,,,2026-01-01,bad' '9,Lead,,,2026-01-01,Lead@2026-01-01'
file wanted.csv $HEAD '1,Über,2026-01-01,,2026-02-01,Lead@2026-01-01 > Über@2026-02-01' \
    '2,Won,2026-01-01,2026-03-01,,Lead@2026-01-01 > Won@2026-03-01 > amount=5@2026-04-01' \
    '3,Über,2026-01-01,,,Lead@2026-01-01 > Über@2026-09-30' '4,Lead,2026-01-01,,,Lead@2026-01-01' '5,Über,,,,Über@2026-09-30' \
    '6,Done,,2026-03-01,,Won@2026-03-01 > Done@2026-03-01' '7,Über,,,2025-12-01,Lead@2026-01-01' '8,Lost,,,2026-01-01,bad' \
    '9,Lead,,,2026-01-01,Lead@2026-01-01'
mends 'mended: histories, under the day that is known' 1 \
    "deals.csv:2: history: ends in 'Lead', and the stage is 'Über'; mended: Über@2026-02-01
deals.csv:3: history: ends in 'Lead', and the stage is 'Won'; mended: Won@2026-03-01
deals.csv:4: history: ends in 'Lead', and the stage is 'Über'; mended: Über@2026-09-30
deals.csv:5: history: is blank, and the stage is 'Lead'; mended: Lead@2026-01-01
deals.csv:6: history: is blank, and the stage is 'Über'; mended: Über@2026-09-30
deals.csv:7: history: ends in 'Won', and the stage is 'Done'; mended: Done@2026-03-01
deals.csv:8: history: ends in 'Lead', and the stage is 'Über'
deals.csv:9: history: 'bad' is not a history (an entry ends in @YYYY-MM-DD)"
rm stages.csv

deals id,stage 1,Lead ,Lead
runs 'mended: in formats it is a column' 0 'file,line,field,message,mended
deals.csv,3,id,is blank,2' '' pl-check --fix -o csv deals.csv
deals id,stage 1,Lead ,Lead ,lead
cp deals.csv before.csv
runs 'a dry run is a patch' 0 '--- deals.csv
+++ deals.csv
@@ -3,2 +3,2 @@
-,Lead
-,lead
+2,Lead
+3,Lead' '' pl-check --fix -n deals.csv
same_bytes 'a dry run writes nothing' before.csv deals.csv
deals id,stage x,Lead ,Lead
runs 'a dry run: what would be left is the status' 1 '' '' pl-check --fix -n deals.csv
deals id,stage 1,Lead ,Lead
cp deals.csv before.csv
ok 'a backup is kept' pl-check --fix --backup=.old deals.csv
same_bytes 'a backup: it is the old file' before.csv deals.csv.old
deals id,stage 1,Lead ,Lead
file other.csv id,stage ,Won 7,Won
ok 'several are mended' pl-check --fix deals.csv other.csv
is 'several: each by its own ids' 'id,stage 1,Lead 2,Lead id,stage 8,Won 7,Won' \
    "$(cat deals.csv other.csv | tr '\n' ' ' | sed 's/ $//')"
deals id,stage 1,Lead ,Lead
printf 'id,stage\n1,"Won\n' >other.csv
cp deals.csv before.csv
runs 'several: one beyond repair, and none is touched' 2 '' 'pl-check: other.csv:2: column 2: quote is never closed' \
    pl-check --fix deals.csv other.csv
same_bytes 'several: it is as it was' before.csv deals.csv
: >.~lock.deals.csv#
runs 'a spreadsheet has it open' 2 '' '*deals.csv*' pl-check --fix deals.csv
ok 'a spreadsheet has it open: --force' pl-check --fix --force deals.csv
rm .~lock.deals.csv#
deals id,stage ,Lead
runs 'without a FILE it is deals.csv' 0 'deals.csv:2: id: is blank; mended: D-0001' '' pl-check --fix
STDIN=before.csv runs 'standard input is never mended' 2 '' \
    'pl-check: standard input cannot be edited in place' pl-check --fix -
deals id,stage 1,Lead
cp deals.csv before.csv
ok 'nothing to mend' pl-check --fix deals.csv
same_bytes 'nothing to mend: the same bytes' before.csv deals.csv
printf 'id,stage\n1,Lead\n,Lead\n' | iconv -f UTF-8 -t UTF-16LE >wide.csv
printf '\377\376' | cat - wide.csv >deals.csv
runs 'UTF-16 is mended' 0 'deals.csv:3: id: is blank; mended: 2' '' pl-check --fix deals.csv
is 'UTF-16: and stays it' 'id,stage 1,Lead 2,Lead ' "$(iconv -f UTF-16 -t UTF-8 deals.csv | tr '\n' ' ')"

# Formats.
deals id,stage,name '1,Lead,"=a ""b""' ,Lead,
sed '2s/$/"/' deals.csv >d.csv && mv d.csv deals.csv
runs 'json' 1 '[
{"file":"deals.csv","line":2,"field":"name","message":"'"'=a \\\"b\\\"'"' would be run as a formula by a spreadsheet"},
{"file":"deals.csv","line":3,"field":"id","message":"is blank"}
]' '' pl-check -o json deals.csv
runs 'csv, with PL_OUTPUT' 1 "deals.csv,2,name,\"'=a \"\"b\"\"' would be run as a formula by a spreadsheet\"
deals.csv,3,id,is blank" '' env PL_OUTPUT=csv pl-check -H deals.csv
deals id,stage 1,Lead
runs 'json of nothing' 0 '[]' '' pl-check -o json deals.csv
like '--list-findings' 'finding,what
columns,*
activities,*' "$(pl-check --list-findings -o csv)"
printf 'id,stage,name\n1,Lead,"=\033[31mred"\n' >deals.csv
finds 'control characters are shown' "deals.csv:2: name: '=␛[31mred' would be run as a formula by a spreadsheet"

# Input.
deals id,stage ,Lead
STDIN=deals.csv runs 'standard input' 1 'standard input:2: id: is blank' '' pl-check
STDIN=deals.csv runs 'a dash' 1 'standard input:2: id: is blank' '' pl-check -
got=$(sed '' deals.csv | pl-check)
is 'a pipe' 'standard input:2: id: is blank' "$got"
runs 'deals.csv by itself' 1 'deals.csv:2: id: is blank' '' pl-check
deals id,stage
finds 'a header alone' ''
printf 'id,stage' >deals.csv
finds 'a header alone, without an end' 'deals.csv:1: is the last line and has no line end'
ruin 'empty' '' ': is empty*'
ruin 'a quote that is never closed' 'id,stage\n1,"Won\n2,Lost\n' ':2: column 2: quote is never closed'
ruin 'text behind a closing quote' 'id,stage\n1,"Won"x\n' ':2: column 2: text after a closing quote'
ruin 'not UTF-8' 'id,stage\n1,W\0344n\n' ':2*is not UTF-8 (say --encoding windows-1252?)'
ruin 'a workbook' 'PK\0003\0004xxxx' ': is an Excel workbook, not CSV*'
ruin 'a NUL byte' 'id,stage\n1,W\0000n\n' ':2: column 2: holds a NUL byte'
runs 'not there' 2 '' 'pl-check: none.csv: No such file or directory' pl-check none.csv
if sanitized; then
	skip 1 'a byte that is not UTF-8 behind the first MiB: too slow here'
else
	{
		echo id,stage,name
		yes '1,Lead,a name that is as long as names are' | head -n 30000 | nl -s, -w1 | cut -d, -f1,3-
		printf 'x,Lead,M\374ller\n'
	} >big.csv
	runs 'a byte that is not UTF-8 behind the first MiB' 2 '' \
	    'pl-check: big.csv:30002: column 3: byte 0xFC is not UTF-8 (say --encoding NAME)' pl-check big.csv
fi

# Ends.
deals id,stage ,Lead
full_disk 'a full disk' pl-check deals.csv
closed_pipe 'a closed pipe' pl-check deals.csv
runs 'usage: --dry-run alone' 2 '' 'pl-check: --dry-run is for --fix (try pl-check --help)' pl-check -n deals.csv
runs 'usage: --backup alone' 2 '' 'pl-check: --backup is for --fix (try pl-check --help)' pl-check --backup deals.csv
runs 'usage: an unknown option' 2 '' 'pl-check: unknown option --fixx (did you mean --fix?)*' pl-check --fixx
runs 'usage: a format that is none' 2 '' "pl-check: -o: 'xml' is not*" pl-check -o xml deals.csv
like 'the help' 'usage: pl-check*--fix*--list-findings*' "$(pl-check --help)"


mkdir nowhere
runs '--fix, and no deals anywhere' 2 '' 'pl-check: no deals: name a file' sh -c 'cd nowhere && pl-check --fix'
done_testing
