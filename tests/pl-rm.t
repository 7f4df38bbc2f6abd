#!/bin/sh
# pl-rm: deals taken out.
. "${0%/*}/lib.sh"

export PL_TODAY=2026-09-30
cat >d.csv <<'EOF'
id,name,stage,amount
A-1,one,Lead,5

A-2,"two
and a half",Lead,x
A-3,three,Won,7
A-4,four,Nowhere,8
EOF

# refused NAME MESSAGE ARGUMENT...: with 2, without a byte of output.
refused() {
	r_name=$1 r_message=$2
	shift 2
	runs "$r_name" 2 '' "pl-rm: $r_message" pl-rm "$@"
}

# bytes NAME BEFORE AFTER ARGUMENT...: as printf writes them; as a filter, in
# place and as a patch.
bytes() {
	b_name=$1
	printf "$2" >before
	printf "$3" >expected
	shift 3
	pl-rm "$@" before >actual 2>err || cat err
	same_bytes "$b_name" expected actual
	pl-rm -n "$@" before >changes
	cp before w.csv
	pl-rm -i "$@" w.csv
	same_bytes "$b_name, in place" expected w.csv
	if patch --version >/dev/null 2>&1; then
		patch -s -p0 -i changes
		[ -e before ] || : >before
		same_bytes "$b_name, as a patch" expected before
	fi
}

runs 'one' 0 "$(sed 2d d.csv)" '' pl-rm A-1 d.csv
runs 'of more lines than one' 0 "$(sed 4,5d d.csv)" '' pl-rm A-2 d.csv
runs 'some, of any stage' 0 "$(sed -e 2d -e 7d d.csv)" '' pl-rm A-4,A-1 d.csv
runs 'by -w' 0 "$(sed -e 2d -e 4,5d d.csv)" '' pl-rm -w stage=Lead d.csv
runs 'by -w on what cannot be read' 0 "$(sed -e 6,7d d.csv)" "pl-rm: d.csv:4: amount: 'x' is not an amount" \
    pl-rm -w 'amount>6' d.csv
runs 'quietly' 0 "$(sed -e 6,7d d.csv)" '' pl-rm -q -w 'amount>6' d.csv
runs 'all' 0 'id,name,stage,amount
' '' pl-rm -w 'stage!=' d.csv
runs '-v tells them' 0 "$(sed -e 2d -e 4,5d d.csv)" 'A-1,one,Lead,5
A-2,"two and a half",Lead,x' pl-rm -v A-1,A-2 d.csv
runs 'but not where nothing is taken out' 1 "$(cat d.csv)" "pl-rm: d.csv: there is no deal 'B'" pl-rm -v A-1,B d.csv
runs 'none passes' 1 "$(cat d.csv)" 'pl-rm: d.csv: no deal passes --where' pl-rm -w stage=Lost d.csv
{ cat d.csv; echo A-1,again,Lead,; } >twice.csv
refused 'an id in two rows' "twice.csv:8: id: 'A-1' is on line 2 too" A-1 twice.csv
STDIN=d.csv runs 'standard input' 0 "$(sed 2d d.csv)" '' pl-rm A-1
runs 'a pipe' 0 "$(sed 2d d.csv)" '' sh -c 'cat d.csv | pl-rm A-1'
printf 'name,stage\nx,Lead\n' >noid.csv
refused 'no column for the id' 'noid.csv: there is no column for the id (*' A-1 noid.csv
printf 'id,name,stage,amount,created\nA-1,one,Lead,1.234,3/4/2026\n' >doubt.csv
runs 'whatever is in doubt in the file' 0 'id,name,stage,amount,created' '' pl-rm A-1 doubt.csv
refused 'unless it must be judged' 'doubt.csv:2: created: *--dates*' -w stage=Lead doubt.csv
runs 'settled' 0 'id,name,stage,amount,created' '' pl-rm --dates dmy -w stage=Lead doubt.csv

bytes 'the last, without a line end' 'id,stage\nA-1,Lead\nA-2,Lead' 'id,stage\nA-1,Lead' A-2
bytes 'the last two' 'id,stage\r\nA-1,Lead\r\nA-2,Lead\r\nA-3,Lead' 'id,stage\r\nA-1,Lead' A-2,A-3
bytes 'all of them' 'id,stage\nA-1,Lead\nA-2,Lead' 'id,stage' A-1,A-2
bytes 'blank lines stay' 'id,stage\n\nA-1,Lead\n\n\nA-2,Lead\n\nA-3,Lead' 'id,stage\n\n\n\n' A-1,A-2,A-3
bytes 'CR' 'id,stage\rA-1,Lead\rA-2,Lead\r' 'id,stage\rA-2,Lead\r' A-1
bytes 'CR, the last without' 'id,stage\rA-1,Lead\rA-2,Lead' 'id,stage\rA-1,Lead' A-2
bytes 'CRLF with BOM' '\357\273\277id,stage\r\nA-1,Lead\r\nA-2,Lead\r\n' '\357\273\277id,stage\r\nA-2,Lead\r\n' A-1

# Usage.
refused 'nothing' 'no ID (and no --where) (try pl-rm --help)'
refused 'cells' 'takes no column=value (to choose by one: --where) (try pl-rm --help)' A-1 stage=Lead d.csv
refused 'two files' 'more than one file: d.csv (*' A-1 d.csv d.csv
refused 'standard input in place' 'standard input cannot be edited in place' -i A-1 -
refused 'a file that is not there' 'none.csv: No such file or directory' A-1 none.csv
: >empty.csv
refused 'an empty one' 'empty.csv: is empty (*' A-1 empty.csv
printf 'id,stage\nA-1,Lead\nA-2,"Lead\n' >broken.csv
refused 'a row that is none' 'broken.csv:3: *' A-1 broken.csv
refused 'an unknown option' 'unknown option --verbos (did you mean --verbose?) (*' --verbos A-1 d.csv
like '--help' '*usage: pl-rm *--verbose*' "$(pl-rm --help)"
full_disk 'a full disk' pl-rm A-1 d.csv
closed_pipe 'a closed pipe' pl-rm A-1 d.csv
done_testing
