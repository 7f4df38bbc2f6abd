#!/bin/sh
# pl-list: deals in, deals out.
. "${0%/*}/lib.sh"
PL_TODAY=2026-09-30
export PL_TODAY
unset PL_FILE PL_MAP PL_OUTPUT PL_STAGES PL_CURRENCY

cat >deals.csv <<'X'
id,name,owner,stage,amount,close_date,created,history,Region
1,"One, first",ana,Proposal,1000,2026-10-01,2026-01-05,Prospecting@2026-01-05 > amount=800@2026-01-05 > Proposal@2026-03-01 > amount=1000@2026-04-01,north
2,Two,bo,Won,"2,500.50",2026-05-01,2026-02-01,Prospecting@2026-02-01 > Won@2026-05-01,
3,Three,ana,Prospecting,,2026-12-01,2026-09-20,Prospecting@2026-09-20,south
4,Four,bo,Lost,700,2026-06-01,2026-03-01,Prospecting@2026-03-01 > Lost@2026-06-01,North
5,Five,cy,Proposal,90,,2026-04-01,Prospecting@2026-04-01 > Proposal@2026-04-02,east
X

# The same bytes.
pl-list deals.csv >out
same_bytes 'without options it is the file' deals.csv out
pl-list <deals.csv >out
same_bytes 'from standard input' deals.csv out
sed '' deals.csv | pl-list >out
same_bytes 'from a pipe' deals.csv out
pl-list >out </dev/null
same_bytes 'deals.csv, where nothing is named' deals.csv out
printf '\357\273\277sep=;\r\n\r\n"id" ;name;Betrag\r\n 1 ;"a\r\n""b"" ";1.234,50\r\n\r\n;;\r\n2;;\r\n\r\n3;c;5;6' >odd.csv
pl-list odd.csv >out
same_bytes 'BOM, sep=, CRLF, blank lines, blank rows, ragged rows, no end' odd.csv out
# shellcheck disable=SC2002
cat odd.csv | pl-list - >out
same_bytes 'and through a pipe' odd.csv out
printf 'id,name' >head.csv
pl-list head.csv >out
same_bytes 'a header without an end' head.csv out
printf 'id\rx\ry\r' >cr.csv
pl-list cr.csv >out
same_bytes 'CR' cr.csv out
for file in "$SAMPLES"/deals.csv "$SAMPLES"/exports/*.csv; do
	pl-list "$file" >out
	same_bytes "samples: ${file##*/}" "$file" out
	# a report's footer is no deal
	sed '/^.\{0,1\}$/d; /^"Grand Totals/,$d' "$file" >want
	pl-list -q -N 1000000 "$file" >out
	same_bytes "samples: ${file##*/}, record by record" want out
done

# Picking: the bytes of the rows that are left.
grep -e ^id -e ^1 -e ^3 deals.csv >want
pl-list -w owner=ana deals.csv >out
same_bytes '-w' want out
grep -e ^id -e ^1 -e ^5 deals.csv >want
pl-list -w stage=Proposal deals.csv >out
same_bytes '-w stage' want out
pl-list -w status=open -w 'amount>0' deals.csv >out
same_bytes '-w twice, a computed one' want out
pl-list -w region=north deals.csv | cut -c 1-2 >out
printf 'id\n1,\n4,\n' >want
same_bytes '-w of a header, folded' want out
runs 'nothing that matches: the header' 0 "$(head -n 1 deals.csv)" '' \
    pl-list -w owner=nobody deals.csv
runs '-H without it' 0 '' '' pl-list -H -w owner=nobody deals.csv
head -n 3 deals.csv >want
pl-list -N 2 deals.csv >out
same_bytes '-N' want out
runs '-N 0' 0 "$(head -n 1 deals.csv)" '' pl-list -N 0 deals.csv
printf '\357\273\277sep=;\r\n\r\n"id" ;name;Betrag\r\n2;;\r\n' >want
pl-list -w id=2 odd.csv >out
same_bytes 'what stands before the header stays, blank lines between rows go' want out
printf '\357\273\277sep=;\r\n\r\n"id" ;name;Betrag\r\n3;c;5;6\r\n2;;\r\n 1 ;"a\r\n""b"" ";1.234,50\r\n' >want
pl-list -S -id odd.csv >out
same_bytes 'a line end is put behind a row that had none and moves up' want out

# Sorting.
# sorted BY IDS
sorted() {
	is "-S $1" "$2" "$(pl-list -S "$1" -c id deals.csv | tail -n +2 | paste -s -d ' ' -)"
}
sorted amount '5 4 1 2 3'
sorted -amount '2 1 4 5 3'
sorted close_date '2 4 1 3 5'
sorted -close_date '3 1 4 2 5'
sorted stage '3 1 5 2 4'
sorted -stage,-id '4 2 5 1 3'
sorted name '5 4 1 3 2'
sorted owner '1 3 2 4 5'
sorted status,-amount '1 5 3 2 4'
sorted Region '4 5 1 3 2'
sorted -Region '3 1 5 4 2'
sorted age '3 5 1 2 4'
sorted days_in_stage '3 4 2 5 1'
sorted -weighted '2 1 5 4 3'
sorted created_quarter,-id '4 2 1 5 3'
sorted ' -amount , id' '2 1 4 5 3'
is '-S and -N' "id${NL}2${NL}1" "$(pl-list -S -amount -N 2 -c id deals.csv)"

# Columns.
runs '-c: cells as they are, in the order asked for' 0 'amount,name,Region
1000,"One, first",north
"2,500.50",Two,' '' pl-list -c amount,name,region -w 'amount>=1000' deals.csv
runs '-c: what is computed' 0 'id,status,age,days_in_stage,weighted,size,created_month
1,open,268,213,600,1000,2026-01
2,won,,152,2500.5,1000,2026-02' '' \
    pl-list -c id,status,age,days_in_stage,weighted,size,created_month -N 2 deals.csv
runs '-c of one empty cell: no blank line' 0 'Region
""' '' pl-list -c region -w id=2 deals.csv
printf 'name;Betrag\na;1.234,50\nb;7,00\n' >eu.csv
runs '-c of a field under another header' 0 'Betrag
1.234,50' '' pl-list -c amount -m amount=betrag -w 'amount>1000' eu.csv
printf '\357\273\277sep=;\r\nBetrag;"id" \r\n1.234,50; 1 \r\n;2\r\n5;3' >want
pl-list -c betrag,id odd.csv >out
same_bytes '-c keeps BOM, delimiter, quotes and ends' want out

# Any file with a header will do: no stage, nothing known.
printf 'sector,year\ntech,1996\nfood,2001\n' >plain.csv
runs 'no stage, no deals even' 0 'sector,year
food,2001
tech,1996' '' pl-list -S -year plain.csv
runs 'a filter over it' 0 'sector,year
food,2001' '' pl-list -w year=2001 plain.csv
runs 'status where nothing tells: open' 0 'sector,status
tech,open
food,open' '' pl-list -c sector,status plain.csv
printf 'id,stage\n1,Won\n2,Wonn\n3,\n4,Lead\n' >odd-stage.csv
printf 'stage,kind\nLead,open\nWon,won\n' >stages.csv
runs 'a stage that is none of the stages is listed' 0 'id,stage
4,Lead
1,Won
2,Wonn
3,' "pl-list: odd-stage.csv:3: stage: 'Wonn' is none of the stages
pl-list: odd-stage.csv:4: stage: '' is blank" pl-list -S stage odd-stage.csv
runs 'and found' 0 'id,stage
2,Wonn' '*' pl-list -w stage=wonn odd-stage.csv
runs 'where stages do not matter nothing is said of them' 0 'id,stage
3,' '' pl-list -w id=3 odd-stage.csv
pl-list "$SAMPLES/exports/salesforce-report.csv" 2>err >/dev/null
is 'nor of a footer that is passed on' '' "$(cat err)"
rm stages.csv
printf 'id,amount\n1,5\n2,x\n' >bad.csv
runs 'a bad cell is no matter where nobody looks' 0 "$(cat bad.csv)" '' pl-list bad.csv
runs 'where it matters it is said' 0 'id,amount
1,5
2,x' "pl-list: bad.csv:3: amount: 'x' is not an amount" pl-list -S amount bad.csv
runs '--strict' 2 '' "pl-list: bad.csv:3: amount: 'x' is not an amount" \
    pl-list --strict -w 'amount>0' bad.csv
runs 'values: what is no amount stays as it is' 0 '{"id":"1","amount":5.00}
{"id":"2","amount":"x"}' '' pl-list -o jsonl bad.csv

# Many files: under the first one's header.
cat >more.csv <<'X'
Region;Deal Name;Amount;Id;Shelf
west;Six;1.234,50;6;x
"a;""b""";Seven;5,00;7;y
X
runs 'another file, its columns elsewhere, its amounts otherwise' 0 \
    'id,name,owner,stage,amount,close_date,created,history,Region
6,Six,,,1234.50,,,,west
7,Seven,,,5,,,,"a;""b"""' \
    "pl-list: more.csv: 'Shelf' is no column of deals.csv and is left out" \
    pl-list -w 'id>=6' deals.csv more.csv
printf 'id,n\n1,a' >a.csv
printf 'ID,N\r\n2,b\r\n3,"c"' >b.csv
printf 'id,n\n1,a\n2,b\n3,"c"' >want
pl-list a.csv b.csv >out
same_bytes 'the same columns: their bytes, the first file'\''s line ends' want out
printf 'ID,N\r\n3,"c"\r\n2,b\r\n1,a' >want
pl-list -S -id b.csv a.csv >out
same_bytes 'and the other way, sorted' want out
printf 'n\na\nb\n"c"' >want
pl-list -c n a.csv b.csv >out
same_bytes '-c over many' want out
printf 'amount,id\n1000,1\n,1' >want
pl-list -c amount,id -w id=1 deals.csv a.csv >out
same_bytes '-c with a column the second lacks' want out

# As of a day past: the cells of then, and only what was there.
runs '--as-of: the cells of then' 0 \
    'id,name,owner,stage,amount,close_date,created,history,Region
1,"One, first",ana,Proposal,800,2026-10-01,2026-01-05,Prospecting@2026-01-05 > amount=800@2026-01-05 > Proposal@2026-03-01,north
2,Two,bo,Prospecting,"2,500.50",,2026-02-01,Prospecting@2026-02-01,
4,Four,bo,Prospecting,700,,2026-03-01,Prospecting@2026-03-01,North' '' \
    pl-list --as-of 2026-03-15 deals.csv
runs '--as-of: filters and what is computed see them too' 0 'id,amount,status,age
1,800,open,69
2,"2,500.50",open,42' '' \
    pl-list --as-of 2026-03-15 -c id,amount,status,age -w 'age>40' deals.csv
pl-list --as-of 2026-12-31 deals.csv >out
same_bytes '--as-of a day behind all changes: the bytes' deals.csv out
PL_TODAY=2026-03-15 pl-list -S id deals.csv >out
same_bytes 'today hides nothing: only --as-of looks back' deals.csv out
cat >crm.csv <<'X'
Id,StageName,IsClosed,IsWon,Amount,CreatedDate,CloseDate
1,Closed Won,true,true,5,2026-01-05,2026-05-01
2,Prospecting,false,false,6,2026-01-06,2026-12-01
X
runs '--as-of: flags, and what no log tells' 0 'Id,StageName,IsClosed,IsWon,Amount,CreatedDate,CloseDate
1,,false,false,5,2026-01-05,
2,Prospecting,false,false,6,2026-01-06,2026-12-01' '' pl-list --as-of 2026-03-15 crm.csv
printf 'ID,Status,Created,Status,Won time\n1,Won,2026-01-05,Won,2026-05-01\n' >twin.csv
runs '--as-of: a column that is there twice' 0 'ID,Status,Created,Status,Won time
1,Open,2026-01-05,Open,' '' pl-list --as-of 2026-03-15 twin.csv
runs 'a column of a side table' 0 'id,account.sector
D-0002,logistics' '*' pl-list -w id=D-0002 -c id,account.sector "$SAMPLES/deals.csv"
for day in 2025-01-10 2025-10-01 2026-03-31; do
	pl-list --as-of $day "$SAMPLES/deals.csv" >then.csv
	is "the figures of $day are those of the list of then" \
	    "$(pl-stats -q --as-of $day --activities "$SAMPLES/activities.csv" -M all "$SAMPLES/deals.csv")" \
	    "$(pl-stats -q --as-of $day --activities "$SAMPLES/activities.csv" -M all -s "$SAMPLES/stages.csv" then.csv)"
done

# For people, and for other programs.
runs '-o table: the main columns that are filled' 0 \
'id  name        owner  stage        amount  close_date
──  ──────────  ─────  ───────────  ──────  ──────────
1   One, first  ana    Proposal      1,000  2026-10-01
3   Three       ana    Prospecting       ·  2026-12-01
5   Five        cy     Proposal         90  ·' '' \
    pl-list -o table -w status=open deals.csv
runs '-o json: typed values' 0 '[
{"id":"2","name":"Two","owner":"bo","stage":"Won","amount":2500.50,"close_date":"2026-05-01","created":"2026-02-01","history":"Prospecting@2026-02-01 > Won@2026-05-01","Region":null}
]' '' pl-list -o json -w id=2 deals.csv
runs '-o json of nothing' 0 '[]' '' pl-list -o json -w id=9 deals.csv
runs '-o tsv, -c, -S, -N' 0 "name${TAB}age${TAB}weighted
One, first${TAB}268${TAB}600.00" '' \
    pl-list -o tsv -c name,age,weighted -S -weighted,id -w status=open -N 1 deals.csv
printf 'Amount;created;prob;probability\n1.234,50;31.12.2025;x;45 %%\n' >eu.csv
runs '-o csv: plain values' 0 'Amount,created,prob,probability
1234.50,2025-12-31,x,0.450000' '' pl-list -o csv eu.csv
runs '-o md' 0 '| id | name | amount |
| --- | --- | ---: |
| 2 | Two | 2,500.50 |
| 4 | Four | 700.00 |' '' pl-list -o md -c id,name,amount -w 'id=2|4' deals.csv
like '-o html' '*<td>Two</td>*' "$(pl-list -o html -c id,name -w 'id=2|3' deals.csv)"

printf 'id,stage,amount\n1,Lead,1.234\n' >doubt.csv
runs 'an amount in doubt is the text it is' 0 '[
{"amount":"1.234"}
]' '' pl-list -q -o json -c amount doubt.csv
printf 'id,stage,Stage,amount\n1,Lead,x,5\n2,,y,7\n' >two.csv
runs 'two columns could be the stage, and none is asked for' 0 "$(cat two.csv)" '' pl-list -w 'amount>1' two.csv

# What is wrong.
runs 'no such column' 2 '' "pl-list: deals.csv: there is no column 'onwer' (nearest: owner, *" \
    pl-list -c id,onwer deals.csv
runs 'no such column to sort by' 2 '' "pl-list: deals.csv: there is no column 'nix' (nearest: *" \
    pl-list -S nix deals.csv
runs 'a field the file has not' 2 '' "pl-list: deals.csv: there is no column 'score' (nearest: *" \
    pl-list -c score deals.csv
runs '-c without a name' 2 '' "pl-list: -c: '' names no field (try pl-list --help)" \
    pl-list -c '' deals.csv
runs '-S without a name' 2 '' "pl-list: --sort: 'id,-' names no field" pl-list -S id,- deals.csv
runs 'an unknown option' 2 '' 'pl-list: unknown option --colums (did you mean --columns?) (try pl-list --help)' \
    pl-list --colums id deals.csv
runs '-b is not for it' 2 '' 'pl-list: unknown option -b (try pl-list --help)' pl-list -b owner deals.csv
runs 'no file' 2 '' 'pl-list: nix.csv: No such file or directory' pl-list nix.csv
: >empty
runs 'an empty file' 2 '' 'pl-list: empty: is empty (a deals file begins with a header line)' \
    pl-list empty
pl-list <empty >out 2>err
is 'an empty input' '2 0 pl-list: standard input: is empty (no deals: name a file)' \
    "$? $(wc -c <out | tr -d ' ') $(cat err)"
printf 'id,name\n1,a\n2,"b\n' >open.csv
for how in '' '-w id=1' '-S id' '-c id' '-o json' '--as-of 2026-01-01'; do
	# shellcheck disable=SC2086
	runs "a quote that is never closed, pl-list $how: nothing is printed" 2 '' \
	    'pl-list: open.csv:3: column 2: quote is never closed' pl-list $how open.csv
done
sed '' open.csv | pl-list -w id=1 >out 2>err
is 'nor from a pipe' '0 pl-list: standard input:3: column 2: quote is never closed' \
    "$(wc -c <out | tr -d ' ') $(cat err)"
printf 'id,name\n1,a\n2,b\0c\n' >nul.csv
runs 'a NUL in a cell that is to be cut out' 2 '' 'pl-list: nul.csv:3: column 2: holds a NUL byte' \
    pl-list -c name nul.csv
pl-list nul.csv >out
same_bytes 'and none that is only passed on' nul.csv out
printf 'id,created\n1,3/4/2026\n' >doubt.csv
runs 'a date in doubt is passed on' 0 "$(cat doubt.csv)" '' pl-list -w id=1 doubt.csv
runs 'and not sorted by' 2 '' "pl-list: doubt.csv:2: created: '3/4/2026' could be two dates*" \
    pl-list -S created doubt.csv

# Where it goes.
full_disk 'a full disk' pl-list deals.csv
full_disk 'a full disk, sorted' pl-list -S id deals.csv
full_disk 'a full disk, as json' pl-list -o json deals.csv
closed_pipe 'a closed pipe' pl-list deals.csv
like '--help' 'usage: pl-list *-c, --columns FIELD,...*' "$(pl-list --help)"
is '--version' "pl-list 1.0" "$(pl-list --version)"

# Constant memory, as it goes through: far less than the file.
# shellcheck disable=SC3045
if ! sanitized && (ulimit -v 40000) 2>/dev/null; then
	awk 'BEGIN { print "id,name,stage"; for (i = 0; i < 1500000; i++)
	    print i ",a deal with a name of some length,Won" }' >big.csv
	(ulimit -v 40000; pl-list -w name~deal big.csv) | cmp - big.csv >differs 2>&1
	is 'a file of 60 MB in 40 MB' '' "$(cat differs)"
else
	skip 1 'a file of 60 MB in 40 MB: no ulimit -v here'
fi


# Sorted by what has an order of its own; and as it stood.
printf 'id,pipeline,stage,category,created,close_date,modified\n1,B,Won,,2026-01-01,2026-02-02,2026-02-02
2,A,Lead,commit,2026-01-01,,2026-03-01\n3,B,Lead,best,2026-01-01,,2026-09-01\n4,A,Lost,,2026-01-01,2026-04-02,
5,A,Lead,omitted,2026-01-01,,2026-03-01\n' >orders.csv
printf 'pipeline,stage,kind\nB,Lead,open\nB,Won,won\nA,Lead,open\nA,Lost,lost\n' >orders-stages.csv
in_order() { pl-list -s orders-stages.csv -c id -H "$@" orders.csv | tr '\n' ' '; }
is 'open, won, lost' '5 3 2 1 4 ' "$(in_order -S status,-id)"
is 'pipelines as stages.csv has them' '3 1 5 4 2 ' "$(in_order -S pipeline,-id)"
is 'categories from omitted to commit' '5 3 2 ' "$(in_order -w status=open -S category)"
is 'what was changed later had not been then' '1 2 5 ' \
    "$(in_order --as-of 2026-06-01 -w 'modified>=2026-01-01')"
done_testing
