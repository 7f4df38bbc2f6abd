#!/bin/sh
# pl-set: cells of deals, and what all commands share that write.
. "${0%/*}/lib.sh"

export PL_TODAY=2026-09-30
cat >d.csv <<'EOF'
id,name,owner,stage,amount,probability,created,close_date,next_date,Region,history
A-1,one,ana,Lead,5000,10,2026-01-01,2026-12-01,,north,Lead@2026-01-01
A-2,two,,Lead,,,2026-09-30,,,,Lead@2026-09-30
A-3,"three, ""3""",bo,Nowhere,12x,,2026-13-03,2026-11-01,,south,
A-4,four
EOF

# row NAME ROW ARGUMENT...: the row of that id is ROW then, all else as it was.
row() {
	m_name=$1 m_row=$2
	shift 2
	runs "$m_name" 0 "$(awk -v row="$m_row" 'BEGIN { split(row, cell, ","); FS = "," }
		{ print $1 == cell[1] ? row : $0 }' d.csv)" '' pl-set "$@" d.csv
}

# refused NAME MESSAGE ARGUMENT...: with 2, without a byte of output.
refused() {
	r_name=$1 r_message=$2
	shift 2
	runs "$r_name" 2 '' "pl-set: $r_message" pl-set "$@"
}

# Cells.
row 'a cell' 'A-1,uno,ana,Lead,5000,10,2026-01-01,2026-12-01,,north,Lead@2026-01-01' A-1 name=uno
row 'several' 'A-1,uno,ana,Lead,5000,20,2026-01-01,2026-12-01,2026-10-07,,Lead@2026-01-01' \
    A-1 name=uno probability=20% next_date=+1w Region=
row 'a header in another case' 'A-1,one,ana,Lead,5000,10,2026-01-01,2026-12-01,,west,Lead@2026-01-01' A-1 region=west
row 'split at the first =' 'A-1,a=b=c,ana,Lead,5000,10,2026-01-01,2026-12-01,,north,Lead@2026-01-01' A-1 name=a=b=c
row 'blanks around are no value' 'A-1,uno,ana,Lead,5000,10,2026-01-01,2026-12-01,,north,Lead@2026-01-01' A-1 ' name = uno '
row 'quoted where it must be' 'A-1,"x, ""y""",ana,Lead,5000,10,2026-01-01,2026-12-01,,north,Lead@2026-01-01' A-1 'name=x, "y"'
row 'the same: nothing' "$(sed -n 2p d.csv)" A-1 name=one amount=5000.00 close_date=2026-12-01 probability=0.1
row 'in a row that no figure can use' 'A-3,drei,bo,Nowhere,12x,,2026-13-03,2026-11-01,,south,' A-3 name=drei
row 'a bad amount made good' 'A-3,"three, ""3""",bo,Nowhere,12,,2026-13-03,2026-11-01,,south,amount=12@2026-09-30' A-3 amount=12
row 'a short row is padded up to the cell' 'A-4,four,,,,,,,2026-10-01' A-4 next_date=+1d
row 'the history is one' 'A-4,four,cy,,,,,,,,owner=cy@2026-09-30' A-4 owner=cy
refused 'the history is the commands own' 'history: is kept by the commands' A-1 history= d.csv

# What is logged.
row 'a change, the old value first' 'A-1,one,bo,Lead,6000,10,2026-01-01,,,north,Lead@2026-01-01 > owner=ana@2026-01-01 > amount=5000@2026-01-01 > close_date=2026-12-01@2026-01-01 > owner=bo@2026-09-30 > amount=6000@2026-09-30 > close_date=@2026-09-30' \
    A-1 owner=bo amount=6k close_date=
row 'what was blank has no old value' 'A-2,two,cy,Lead,7,,2026-09-30,,,,Lead@2026-09-30 > amount=7@2026-09-30 > owner=cy@2026-09-30' \
    A-2 amount=7 owner=cy
runs 'nor has a value of the day it was created' 0 'id,stage,amount,created,history
A-1,Lead,5,2026-09-30,Lead@2026-09-30 > amount=5@2026-09-30' '' \
    sh -c 'printf "id,stage,amount,created,history\nA-1,Lead,4,2026-09-30,Lead@2026-09-30\n" | pl-set A-1 amount=5'
runs 'nor where no day is known' 0 'id,stage,amount,history
A-1,Lead,5,amount=5@2026-09-30' '' \
    sh -c 'printf "id,stage,amount,history\nA-1,Lead,4,\n" | pl-set A-1 amount=5'
runs 'the first entry serves where created is blank' 0 'id,stage,amount,history
A-1,Lead,5,Lead@2026-05-05 > amount=4@2026-05-05 > amount=5@2026-09-30' '' \
    sh -c 'printf "id,stage,amount,history\nA-1,Lead,4,Lead@2026-05-05\n" | pl-set A-1 amount=5'
runs 'canonical, whatever the file' 0 'id;stage;amount;close_date;created;history
A-1;Lead;2.500,75;31.12.2026;01.02.2026;Lead@2026-02-01 > amount=1234.5@2026-02-01 > close_date=2026-10-13@2026-02-01 > amount=2500.75@2026-09-30 > close_date=2026-12-31@2026-09-30' '' \
    sh -c 'printf "id;stage;amount;close_date;created;history\nA-1;Lead;1.234,50;13.10.2026;01.02.2026;Lead@2026-02-01\n" |
	pl-set A-1 amount=2500.75 close_date=eoy'
runs 'the closing day in one column for both is not' 0 'id,stage,close_date,history
A-1,Won,2026-09-02,Lead@2026-01-01 > Won@2026-09-01' '' \
    sh -c 'printf "id,stage,close_date,history\nA-1,Won,2026-09-01,Lead@2026-01-01 > Won@2026-09-01\n" | pl-set A-1 close_date=2026-09-02'
refused 'before the last entry' 'd.csv:3: A-2: 2026-09-01 lies before the last entry of the history, 2026-09-30' \
    --as-of 2026-09-01 A-2 owner=x d.csv
row 'an owner that looks like an entry' 'A-1,one,x@2026-01-01,Lead,5000,10,2026-01-01,2026-12-01,,north,Lead@2026-01-01 > owner=ana@2026-01-01 > owner=x@2026-01-01@2026-09-30' \
    A-1 owner=x@2026-01-01
refused 'an owner that would end one' "d.csv:2: A-1: owner: 'x@2026-01-01 > y' cannot stand in a history" \
    A-1 'owner=x@2026-01-01 > y' d.csv
runs 'a history that cannot be read is left alone' 0 'A-1,Lead,x,rubbish' '' \
    sh -c 'printf "id,stage,name,history\nA-1,Lead,,rubbish\n" | pl-set A-1 name=x | sed 1d'
runs 'and never added to' 2 '' '*: A-1: history: cannot be read, so nothing can be added to it' \
    sh -c 'printf "id,stage,owner,history\nA-1,Lead,,rubbish\n" | pl-set A-1 owner=x'

# As the column writes, whatever comes first in it.
runs 'whole amounts before one with a comma' 0 'id;stage;amount
1;Lead;12.345,50
2;Won;7.000,00' '' \
    sh -c 'printf "id;stage;amount\n1;Lead;26\n2;Won;7.000,00\n" | pl-set 1 amount=12345.5'
runs 'whole ones with decimals behind one with fewer' 0 'id,stage,amount
1,Lead,99.0
2,Lead,46271.00' '' \
    sh -c 'printf "id,stage,amount\n1,Lead,46740.7\n2,Lead,46271.00\n" | pl-set 1 amount=99'
runs 'what is no date says nothing of how dates are written' 0 'id,stage,close_date
1,Lead,2026-05-06' '' \
    sh -c 'printf "id,stage,close_date\n1,Lead,31.12Mar26\n" | pl-set 1 close_date=2026-05-06'
runs 'nor of percents' 0 'id,stage,probability
1,Lead,50
2,Lead,5 soon' '*' \
    sh -c 'printf "id,stage,probability\n1,Lead,\n2,Lead,5 soon\n" | pl-set 1 probability=50'
runs 'a lone cell that becomes blank is still a row' 0 'name,stage
x,Lead
""' '' \
    sh -c 'printf "name,stage\nx,Lead\ny\n" | pl-set -w name=y name='

# Values.
refused 'an unknown column' "d.csv: there is no column 'ammount' (nearest: amount, *" A-1 ammount=5 d.csv
refused 'a field without a column' "d.csv: there is no column 'contact' (nearest: *" A-1 contact=x d.csv
refused 'no amount' "amount: '12x' is not an amount" A-1 amount=12x d.csv
refused 'an amount that could be two' "amount: '1.234' could be two amounts (leave out the separator, or write the decimals out)" \
    A-1 amount=1.234 d.csv
runs 'a percent is none of the whole when it is read again' 0 '1%,5' '' \
    sh -c 'printf "id,stage,amount,probability\n1,Lead,500,\n" | pl-set 1 probability=1% | pl-list -H -c probability,weighted'
runs 'nor is half of one' 0 '0.5%,2.5' '' \
    sh -c 'printf "id,stage,amount,probability\n1,Lead,500,\n" | pl-set 1 probability=0.5% | pl-list -H -c probability,weighted'
runs 'nor where it takes the place of the only one that says so' 0 '1%,5' '' \
    sh -c 'printf "id,stage,amount,probability\n1,Lead,500,45\n" | pl-set 1 probability=1% | pl-list -H -c probability,weighted'
runs 'among others it is written as they are' 0 '1,5
20,20
30,' '' \
    sh -c 'printf "id,stage,amount,probability\n1,Lead,500,\n2,Lead,100,20\n3,Lead,,30\n" | pl-set 1 probability=1% | pl-list -H -c probability,weighted'
for amount in 1.2340 001.234; do
	runs "$amount is one, and is read again" 0 "$(printf 'id,stage,amount,currency\n1,Lead,1.2340,EUR')" '' \
	    sh -c 'printf "id,stage,amount,currency\n1,Lead,,\n" | pl-set 1 amount='$amount' | pl-set 1 currency=EUR'
done
refused 'no date' "close_date: 'soon' is not a date*" A-1 close_date=soon d.csv
refused 'no day' "close_date: '2026-02-30' is*" A-1 close_date=2026-02-30 d.csv
refused 'no percentage' "probability: '150' is not between 0 and 100 percent" A-1 probability=150 d.csv
refused 'twice' 'Amount: is given twice' A-1 amount=1 Amount=2 d.csv
refused 'not UTF-8' 'name: the value is not UTF-8' A-1 "$(printf 'name=\377')" d.csv
refused 'the stage' 'stage: is changed by pl-move, which keeps the history (try pl-set --help)' A-1 stage=Won d.csv
refused 'the id' 'id: an id stays what it is (try pl-set --help)' A-1 id=A-9 d.csv
printf 'id,stage,x,x\nA-1,Lead,,\n' >two.csv
refused 'two columns of that name' "two.csv: two columns are called 'x'" A-1 x=1 two.csv
printf 'id,stage,Amount,amount\nA-1,Lead,1,2\n' >two.csv
refused 'two columns for that field' '*: two columns could be the amount: *--map amount=HEADER*' A-1 amount=1 two.csv
runs 'unless told' 0 'A-1,Lead,1,9' '' sh -c 'pl-set -m amount=amount A-1 amount=9 two.csv | sed 1d'
printf 'id,stage,amount\nA-1,Lead,1.234\n' >doubt.csv
refused 'a column in doubt' "doubt.csv:2: amount: '1.234' could be two amounts (say --decimal*" A-1 amount=9 doubt.csv
printf 'pipeline,stage\nSales,Lead\nRenew,Due\nRenew,Lead\nOnce,Due\n' >p.csv
printf 'id,pipeline,stage\nA-1,Sales,Lead\n' >pipe.csv
runs 'another pipeline that has the stage' 0 'A-1,Renew,Lead' '' sh -c 'pl-set -s p.csv A-1 pipeline=Renew pipe.csv | sed 1d'
refused 'one that has not' "pipe.csv:2: A-1: pipeline: 'Once' has no stage 'Lead' (pl-move takes pipeline= and a stage)" \
    -s p.csv A-1 pipeline=Once pipe.csv

# Which deals.
runs '-w' 0 'A-1,x A-2,x A-3,"three A-4,four' '' sh -c 'echo $(pl-set -w stage=Lead name=x d.csv | sed 1d | cut -d, -f1,2)'
runs '-w, all of several' 0 'A-1,x A-2,two A-3,"three A-4,four' '' \
    sh -c 'echo $(pl-set -w stage=Lead -w amount\>1 -q name=x d.csv | sed 1d | cut -d, -f1,2)'
runs 'a row of an unknown stage too' 0 'A-1,one A-2,two A-3,x A-4,four' '' \
    sh -c 'echo $(pl-set -w stage=nowhere name=x d.csv | sed 1d | cut -d, -f1,2)'
runs 'the same id twice is meant once' 0 "$(sed 's/,one,/,x,/' d.csv)" '' pl-set A-1,A-1, name=x d.csv
runs 'no such ids' 1 "$(cat d.csv)" "pl-set: d.csv: there is no deal 'A-8'
pl-set: d.csv: there is no deal 'A-9'" pl-set A-8,A-1,A-9 name=x d.csv
runs 'nothing passes' 1 "$(cat d.csv)" 'pl-set: d.csv: no deal passes --where' pl-set -w name=x name=y d.csv
printf 'id,stage,name\nA-1,Lead,\nB,Lead,\nA-1,Won,\n' >twice.csv
refused 'an id in two rows' "twice.csv:4: id: 'A-1' is on line 2 too" A-1 name=x twice.csv
printf 'name,stage\nx,Lead\n' >noid.csv
refused 'no column for the id' 'noid.csv: there is no column for the id (say --map id=HEADER, or --where)' A-1 name=y noid.csv
runs '-w needs none' 0 'name,stage
y,Lead' '' pl-set -w name=x name=y noid.csv
refused 'an expression that is none' "--where: 'stage' is not FIELD OP VALUE*" -w stage name=x d.csv
refused 'a filter on what is not there' "d.csv: there is no column 'nothing' (nearest: *" -w nothing=1 name=x d.csv

# Operands.
printf 'id,name\n' >a=b.csv
cp d.csv './a=b.csv'
runs 'a file with = in its name' 0 "$(sed 's/,one,/,x,/' d.csv)" '' pl-set A-1 name=x './a=b.csv'
refused 'without ./ it is a column' "d.csv: there is no column 'a' (*" A-1 name=x a=b.csv d.csv
runs 'by its whole path' 0 "$(sed 's/,one,/,x,/' d.csv)" '' pl-set A-1 name=x "$PWD/a=b.csv"
refused 'more than one' 'more than one file: d.csv (try pl-set --help)' A-1 name=x d.csv d.csv
refused 'nothing to set' 'nothing to set (say column=value) (try pl-set --help)' A-1 d.csv
refused 'no id' 'no ID (and no --where) (try pl-set --help)'
refused 'no column' "'=x' names no column (try pl-set --help)" A-1 =x d.csv
STDIN=d.csv runs 'standard input, a file' 0 "$(sed 's/,one,/,x,/' d.csv)" '' pl-set A-1 name=x
STDIN=d.csv runs 'named -' 0 "$(sed 's/,one,/,x,/' d.csv)" '' pl-set A-1 name=x -
runs 'a pipe' 0 "$(sed 's/,one,/,x,/' d.csv)" '' sh -c 'cat d.csv | pl-set A-1 name=x'
{ echo junk; cat d.csv; } >junk.csv
STDIN=junk.csv runs 'what is left of it' 0 "$(sed 's/,one,/,x,/' d.csv)" '' sh -c 'read -r junk; pl-set A-1 name=x'
STDIN=junk.csv runs 'what is left of it, as a patch' 0 '@@ -2 +2 @@' '' \
    sh -c 'read -r junk; pl-set -n A-1 name=x | grep @@'
runs 'PL_FILE' 0 "$(sed 's/,one,/,x,/' d.csv)" '' env PL_FILE=d.csv pl-set A-1 name=x
refused 'none of these' 'no deals: name a file' A-1 name=x
runs 'an empty pipe' 2 '' '*: is empty (no deals: name a file)' sh -c ': | pl-set A-1 name=x'
: >empty.csv
refused 'an empty file' 'empty.csv: is empty (*' A-1 name=x empty.csv
printf 'id,name,stage\n' >header.csv
runs 'a header alone' 1 'id,name,stage' "pl-set: header.csv: there is no deal 'A-1'" pl-set A-1 name=x header.csv
printf 'id,name,stage\nA-1,x,Lead\nA-2,"y,Lead\n' >broken.csv
refused 'a row that is none' 'broken.csv:3: *' A-1 name=z broken.csv
refused 'a directory' '.: is a directory' A-1 name=x .

# The bytes.
# bytes NAME BEFORE AFTER ARGUMENT...: as printf writes them.
bytes() {
	b_name=$1
	printf "$2" >before
	printf "$3" >expected
	shift 3
	pl-set "$@" before >actual 2>err || cat err
	same_bytes "$b_name" expected actual
	cat before | pl-set "$@" - >actual 2>err || cat err
	same_bytes "$b_name, from a pipe" expected actual
	pl-set -n "$@" before >changes
	pl-set -i "$@" before
	same_bytes "$b_name, in place" expected before
}
bytes 'CRLF with BOM' '\357\273\277id,name,stage\r\nA-1,x,Lead\r\nA-2,y,Lead\r\n' \
    '\357\273\277id,name,stage\r\nA-1,z,Lead\r\nA-2,y,Lead\r\n' A-1 name=z
bytes 'CR' 'id,name,stage\rA-1,x,Lead\rA-2,y,Lead\r' 'id,name,stage\rA-1,z,Lead\rA-2,y,Lead\r' A-1 name=z
bytes 'line ends of all kinds, blank lines' 'id,name,stage\r\n\r\nA-1,x,Lead\n\n\rA-2,y,Lead\r\n\n\n' \
    'id,name,stage\r\n\r\nA-1,z,Lead\n\n\rA-2,z,Lead\r\n\n\n' A-1,A-2 name=z
bytes 'no last line end' 'id,stage,name\nA-1,Lead,x' 'id,stage,name\nA-1,Lead,z' A-1 name=z
bytes 'sep=, semicolons' 'sep=;\nid;name;stage\nA-1;x;Lead\n' 'sep=;\nid;name;stage\nA-1;"a;b";Lead\n' A-1 'name=a;b'
bytes 'blanks around cells' 'id , name , stage\nA-1 ,  x\t,Lead\nA-2, y,\n' 'id , name , stage\nA-1 ,  z\t,Lead\nA-2, y,\n' A-1 name=z
bytes 'blanks around quotes' 'id,name,stage\nA-1,  "x, y" ,Lead\n' 'id,name,stage\nA-1,  "z, y" ,Lead\n' A-1 'name=z, y'
bytes 'a first quote stands at the cell' 'id,name,stage\nA-1,  x ,Lead\n' 'id,name,stage\nA-1,"z, y",Lead\n' A-1 'name=z, y'
bytes 'a column that quotes all' '"id","name","stage"\n"A-1","","Lead"\n"A-2","y","Lead"\n' \
    '"id","name","stage"\n"A-1","z","Lead"\n"A-2","y","Lead"\n' A-1 name=z
bytes 'a quoted cell emptied' '"id","name","stage"\n"A-1","x","Lead"\n' '"id","name","stage"\n"A-1","","Lead"\n' A-1 name=
bytes 'a quote among unquoted ones' 'id,name,stage\nA-1,"x",Lead\nA-2,y,Lead\n' 'id,name,stage\nA-1,z,Lead\nA-2,y,Lead\n' A-1 name=z
bytes 'quotes inside unquoted cells' 'id,name,stage\nA-1,12" x,Lead\nA-2,y,Lead\n' 'id,name,stage\nA-1,12" x,Lead\nA-2,z,Lead\n' A-2 name=z
bytes 'lines inside a cell' 'id,name,note,stage\nA-1,"x\ny","a\r\nb",Lead\nA-2,y,,Lead\n' \
    'id,name,note,stage\nA-1,z,"a\r\nb",Lead\nA-2,y,,Lead\n' A-1 name=z
bytes 'rows too short and too long' 'id,name,stage\nA-1\nA-2,y,Lead,,,\n' 'id,name,stage\nA-1,z\nA-2,z,Lead,,,\n' A-1,A-2 name=z
bytes 'money as the column writes it' 'id,stage,amount\nA-1,Lead,"€1,234.50"\nA-2,Lead,"€2,000.00"\n' \
    'id,stage,amount\nA-1,Lead,"€1,234.50"\nA-2,Lead,"€12,000.00"\n' A-2 amount=12000
ok 'a no-op is the same bytes' sh -c 'pl-set A-1 name=one d.csv | cmp - d.csv'

# As a patch.
if patch --version >/dev/null 2>&1; then
	printf 'id,name,stage\nA-1,x,Lead\nA-2,"y\ny",Lead\n\nA-3,z,Lead\r\nA-4,z,Lead' >u.csv
	for change in A-1 A-4 A-1,A-2 A-2,A-3 A-1,A-4 A-1,A-2,A-3,A-4; do
		pl-set "$change" name=new u.csv >want
		cp u.csv w.csv
		pl-set -n "$change" name=new w.csv >changes
		patch -s -p0 -i changes
		same_bytes "a dry run of $change is a patch" want w.csv
	done
	cp u.csv 'a b.csv'
	pl-set -n A-1 name=x2 'a b.csv' | patch -s -p0
	is 'of a name with a blank' 'A-1,x2,Lead' "$(sed -n 2p 'a b.csv')"
else
	skip 7 'no patch here'
fi
runs 'as diff -U0 prints it' 0 '--- d.csv
+++ d.csv
@@ -2 +2 @@
-A-1,one,ana,Lead,5000,10,2026-01-01,2026-12-01,,north,Lead@2026-01-01
+A-1,x,ana,Lead,5000,10,2026-01-01,2026-12-01,,north,Lead@2026-01-01' '' pl-set -n A-1 name=x d.csv
runs 'nothing where nothing changes' 0 '' '' pl-set -n A-1 name=one d.csv
runs 'of a pipe' 0 '--- -
+++ -
@@ -2 +2 @@
-A-1,x,Lead
+A-1,y,Lead' '' sh -c 'printf "id,name,stage\nA-1,x,Lead\n" | pl-set -n A-1 name=y'

# In place.
cp d.csv e.csv
runs 'in place, without a word' 0 '' '' pl-set -i A-1 name=x e.csv
is 'it is there' "$(sed 's/,one,/,x,/' d.csv)" "$(cat e.csv)"
cp d.csv deals.csv
runs 'deals.csv, where none is named' 0 '' '' pl-set -i A-1 name=x
STDIN=d.csv runs 'though standard input holds something' 0 '' '' pl-set -i A-1 name=y
is 'each of them' 'A-1,y,ana' "$(sed -n 2p deals.csv | cut -d, -f1-3)"
runs 'or PL_FILE' 0 '' '' env PL_FILE=e.csv pl-set -i A-1 name=z
is 'that one' 'A-1,z,ana' "$(sed -n 2p e.csv | cut -d, -f1-3)"
rm deals.csv
refused 'neither' 'no deals: name a file' -i A-1 name=x
refused 'standard input' 'standard input cannot be edited in place' -i A-1 name=x -
cp d.csv e.csv
runs 'a dry run writes nothing' 0 1 '' sh -c 'pl-set -i -n A-1 name=x e.csv | grep -c ^+A'
same_bytes 'really' d.csv e.csv
runs 'no such deal' 1 '' "pl-set: e.csv: there is no deal 'A-9'" pl-set -i A-1,A-9 name=x e.csv
same_bytes 'changes nothing' d.csv e.csv
runs 'trouble' 2 '' '*' pl-set -i A-1 amount=12x e.csv
same_bytes 'changes nothing either' d.csv e.csv
runs '--backup' 0 '' '' pl-set -i --backup A-1 name=x e.csv
same_bytes 'keeps the old file' d.csv e.csv~
runs '--backup=.old' 0 '' '' pl-set -i --backup=.old A-1 name=y e.csv
is 'by that suffix' 'A-1,x,ana' "$(sed -n 2p e.csv.old | cut -d, -f1-3)"
refused '--backup=/x' "--backup: '/x' is not a suffix (*" -i --backup=/x A-1 name=x e.csv
refused '--in-place=.bak' '--in-place takes no value (*' --in-place=.bak A-1 name=x e.csv
ln -s e.csv link.csv
runs 'through a symbolic link' 0 '' '' pl-set -i A-1 name=z link.csv
ok 'which stays one' test -h link.csv
is 'to the file that changed' 'A-1,z,ana' "$(sed -n 2p e.csv | cut -d, -f1-3)"
ln e.csv hard.csv
refused 'a hard link' 'hard.csv: has 2 hard links; an edit in place would part them' -i A-1 name=x hard.csv
rm hard.csv
mkfifo fifo
refused 'no regular file' 'fifo: is not a regular file' -i A-1 name=x fifo
refused 'a directory, in place' '.: is a directory' -i A-1 name=x .
: >'.~lock.e.csv#'
refused 'open in LibreOffice' 'e.csv: open in a spreadsheet (.~lock.e.csv# is there); close it or use --force' \
    -i A-1 name=x e.csv
runs 'with --force' 0 '' '' pl-set -i --force A-1 name=x e.csv
runs 'a filter does not mind' 0 "$(cat e.csv)" '' pl-set A-1 name=x e.csv
rm '.~lock.e.csv#'
perl -e 'use Fcntl ":flock"; open F, "+<", "e.csv"; flock F, LOCK_EX; open R, ">", "ready"; close R; sleep 60' &
holder=$!
while [ ! -e ready ]; do sleep 0.05; done
refused 'locked by another' 'e.csv: locked by another process (waited 0 s)' -i --wait 0 A-1 name=w e.csv
runs 'a filter reads it all the same' 0 "$(cat e.csv)" '' pl-set A-1 name=x e.csv
(sleep 0.3; kill "$holder") &
runs 'in the end it is free' 0 '' '' pl-set -i --wait 60 A-1 name=w e.csv
wait 2>/dev/null
is 'and changed' 'A-1,w,ana' "$(sed -n 2p e.csv | cut -d, -f1-3)"
refused 'no number of seconds' "--wait: 'long' is not a whole number (*" --wait long A-1 name=x e.csv
like 'nothing left behind' '*' "$(ls -a)"
unlike 'no temporary file' '*pl-tmp*' "$(ls -a)"
cp d.csv e.csv
sh -c 'pl-set A-1 name=x e.csv >>e.csv' 2>err
is 'a file is not put behind itself' 'pl-set: e.csv: is standard output too (say --in-place)' "$(cat err)"
same_bytes 'it is as it was' d.csv e.csv

# The rest.
full_disk 'a full disk' pl-set A-1 name=x d.csv
full_disk 'a full disk, a patch' pl-set -n A-1 name=x d.csv
closed_pipe 'a closed pipe' pl-set A-1 name=x d.csv
closed_pipe 'a closed pipe, a patch' pl-set -n A-1 name=x d.csv
refused '--strict' "d.csv:4: *" --strict A-1 name=x d.csv
refused 'an unknown option' 'unknown option --in-plac (did you mean --in-place?) (try pl-set --help)' --in-plac A-1 name=x
like '--help' '*usage: pl-set *--in-place*' "$(pl-set --help)"
like '--version' 'pl-set *' "$(pl-set --version)"
done_testing
