#!/bin/sh
# Files long enough that several threads read their parts: what is listed and
# written is the same as one thread makes of a pipe, and as awk and grep say.
. "${0%/*}/lib.sh"
PL_TODAY=2026-09-30
export PL_TODAY
unset PL_FILE PL_MAP PL_OUTPUT PL_STAGES PL_CURRENCY

# Over 8 MiB, two parts of the least size; the middle is one cell of a mebibyte
# that holds lines like the deals'.
awk 'BEGIN {
	print "id,name,owner,stage,amount,created,stage_since,notes"
	split("Lead Demo Proposal Won", stages, " ")
	split("Ana Bo Cy", owners, " ")
	for (i = 1; i <= 60000; i++) {
		if (i == 30000) {
			printf "BIG,Big,Ana,Lead,77777,2026-01-05,2026-01-05,\""
			for (j = 1; j <= 11000; j++)
				printf "D-%d,Not a deal,Bo,Demo,77777,2026-01-01," \
				    "2026-01-01,\n", 20000 + j
			printf "\"\n"
		}
		printf "D-%d,Deal %d of many more like it,%s,%s,%d,%s,%s," \
		    "%s some words on what was said and what comes next\n", i, i,
		    owners[i % 3 + 1], stages[i % 4 + 1], i % 5000 * 10,
		    "2026-01-05", "2026-0" (i % 9 + 1) "-10",
		    i % 30 ? "Here are" : "\"Quoted, with a comma:\" are"
	}
}' | sed 's/:" are \(.*\)$/: \1"/' >deals.csv
printf 'stage,kind,probability,max_days\nLead,open,10,30\nDemo,open,40,30
Proposal,open,60,30\nWon,won,100,\n' >stages.csv
size=$(wc -c <deals.csv)
ok 'the file has parts' [ "$size" -ge 8388608 ]

# same NAME COMMAND...: of the file as of a pipe.
same() {
	t_name_=$1
	shift
	"$@" deals.csv >of-file 2>said
	t_status_=$?
	# shellcheck disable=SC2002
	cat deals.csv | "$@" - >of-pipe 2>/dev/null
	is "$t_name_: the status" "$?" "$t_status_"
	ok "$t_name_" cmp of-file of-pipe
	ok "$t_name_: there is some" [ -s of-file ]
}

same 'pl-stall' pl-stall -q
same 'pl-list -w of a number' pl-list -q -w 'amount>=49900'
is 'pl-list -w: as many as awk finds' "$(awk -F, 'NR > 1 && /^(D-[0-9]*,Deal|BIG)/ &&
    $5 >= 49900 { n++ } END { print n }' deals.csv)" \
    "$(tail -n +2 of-file | grep -c '^D-[0-9]*,Deal\|^BIG')"
same 'pl-list -w of texts' pl-list -q -w 'owner=ana' -w 'stage=proposal'
same 'pl-list of most' pl-list -q -w 'amount>10'
same 'pl-list of the middle' pl-list -q -w 'amount=77777'
is 'pl-list of the middle: one deal of 11,000 lines' 11001 \
    "$(tail -n +2 of-file | wc -l)"
same 'pl-list -c' pl-list -q -c id,stage,status,weighted -w 'amount>=49900'
same 'pl-forecast --deals' pl-forecast -q --deals
same 'pl-list --as-of' pl-list -q --as-of 2026-03-01 -w 'stage=Lead'
same 'pl-list -N' pl-list -q -N 1000 -w 'owner=bo'
same 'pl-list -S' pl-list -q -S -amount,id -w 'amount>=49000'
is 'pl-list: none' 1 "$(pl-list -q -w 'owner=nobody' deals.csv | wc -l)"

# Those picked are few, more than are kept, and more than are kept the places of; a
# blank line and a line that ends otherwise lie between, and the last has no end.
for rows in 500000 900000 1400000; do
	awk -v rows=$rows 'BEGIN {
		print "stage,amount"
		for (i = 1; i <= rows; i++)
			printf "%s,%d%s", i % 9 ? "Won" : "Lost", i % 10,
			    i == rows ? "" : i % 1000 ? "\n" : i % 3000 ? "\r\n" : "\n\n"
	}' >many.csv
	grep -e '^Won' -e '^stage' many.csv >wanted
	pl-list -q -w 'stage=Won' many.csv >got
	# grep gives the last line an end
	[ -z "$(tail -c 1 got)" ] || echo >>got
	ok "pl-list of $rows: as grep finds" cmp got wanted
	# shellcheck disable=SC2002
	cat many.csv | pl-list -q -H -w 'stage=Won' >got
	[ -z "$(tail -c 1 got)" ] || echo >>got
	sed 1d wanted >headless
	ok "pl-list of $rows in a pipe: the same" cmp got headless
done
rm -f many.csv wanted got headless

same 'pl-move' pl-move D-50000 Won
same 'pl-set' pl-set D-59999,D-1,D-31000 amount=5
same 'pl-set -w' pl-set -w 'amount=49990' owner=Di
same 'pl-rm' pl-rm D-20001
grep -v '^D-20001,Deal' deals.csv >without
ok 'pl-rm: that row alone' cmp of-file without
same 'pl-rm of what the middle holds and a deal' pl-rm BIG
same 'pl-add' pl-add name=New
is 'pl-add: the next id' 'D-60001,New' "$(tail -n 1 of-file | cut -d , -f 1,2)"

runs 'pl-add: an id that is there' 2 '' \
    "pl-add: id: 'D-59000' is there already" pl-add id=D-59000 name=New deals.csv
same 'pl-add: an id that is not' pl-add id=E-1 name=New
same 'pl-add --unique' pl-add --unique name,owner name=New owner=Ana

# Stages that no file says: those of the first mebibyte may not be all there are.
mkdir inferred
for stage in Demo Haggling; do
	sed "s/^\(D-5999[0-9],[^,]*,[^,]*\),[^,]*,/\1,$stage,/" deals.csv >inferred/$stage.csv
done
cd inferred || exit 1
for deals in Demo Haggling; do
	mv $deals.csv deals.csv
	same "pl-move to a stage deals are in ($deals)" pl-move D-1 $deals
	is "pl-move to a stage deals are in ($deals): the stage" $deals \
	    "$(sed -n '/^D-1,/p' of-file | cut -d , -f 4)"
	same "pl-move --next ($deals)" pl-move --next D-59999
	same "pl-set ($deals)" pl-set D-59995 amount=7
	same "pl-set -w ($deals)" pl-set -w 'status=won' -w amount=60 amount=8
	same "pl-rm ($deals)" pl-rm D-59995
	same "pl-add ($deals)" pl-add name=New stage=$deals
	same "pl-list -w stage ($deals)" pl-list -w 'stage=lead|haggling' -w 'amount>49000'
	same "pl-list -w status ($deals)" pl-list -w 'status=open' -w 'amount>49000'
	pl-move D-1 Nowhere deals.csv 2>&1 | sed 's/.*is none/is none/' >of-file
	pl-move D-1 Nowhere - <deals.csv 2>&1 | sed 's/.*is none/is none/' >of-pipe
	ok "pl-move to no stage ($deals): those there are" cmp of-file of-pipe
	like "pl-move to no stage ($deals): all of them" "is none of the stages (*$deals*" \
	    "$(cat of-file)"
	mv deals.csv $deals.csv
done
cd ..

# What is said has its line, wherever it lies.
line=$(grep -n '^D-59000,' deals.csv | cut -d : -f 1)
{ cat deals.csv; sed -n 's/^D-59000,/D-59000,again/p' deals.csv; } >twice.csv
cp twice.csv kept.csv
runs 'an id twice' 2 '' "pl-move: twice.csv:$(wc -l <twice.csv | tr -d ' '): \
id: 'D-59000' is on line $line too" pl-move -i D-59000 Won twice.csv
ok 'an id twice: nothing changed' cmp twice.csv kept.csv
sed "${line}s/,/,\"open,/" deals.csv >broken.csv
cp broken.csv kept.csv
# the quote ends at the next one there is, and text follows
line=$(awk -v line="$line" 'NR > line && /"/ { print NR; exit }' deals.csv)
runs 'a quote that is never closed' 2 '' "pl-move: broken.csv:$line:*" \
    pl-move -i D-1 Won broken.csv
ok 'a quote that is never closed: nothing changed' cmp broken.csv kept.csv
runs 'pl-list of a broken file' 2 '' "pl-list: broken.csv:$line:*" \
    pl-list -w 'amount>100' broken.csv

done_testing
