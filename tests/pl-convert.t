#!/bin/sh
# pl-convert: without options the same bytes, or nothing.
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

# Usage.
like '--help' 'usage: pl-convert *' "$(pl-convert --help)"
like '--version' 'pl-convert 1.*' "$(pl-convert --version)"
runs 'two files' 2 '' 'pl-convert: more than one file: b.csv (try pl-convert --help)' \
    pl-convert a.csv b.csv
runs 'an option it has not' 2 '' 'pl-convert: unknown option *' pl-convert -w stage=Won a.csv
full_disk 'a full disk' pl-convert a.csv
closed_pipe 'a closed pipe' pl-convert a.csv

done_testing
