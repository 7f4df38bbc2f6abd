#!/bin/sh
# pl-stages: the stages in force; copied, renamed, merged.
. "${0%/*}/lib.sh"

cp "$SAMPLES/stages.csv" "$SAMPLES/deals.csv" .
header=pipeline,stage,kind,probability,max_days,category,required,next_step,next_days
header=$header,next_owner,cadence,questions,activities,exit_criteria,aliases

# As they are written.
runs 'a stages.csv, ready to be saved' 0 "$(cat stages.csv)" '' pl-stages deals.csv
runs 'in the working directory, without deals' 0 "$(cat stages.csv)" '' \
    sh -c 'mkdir alone; cp stages.csv alone; cd alone; pl-stages'
runs 'named, without deals' 0 "$(cat stages.csv)" '' \
    sh -c 'cd alone; mv stages.csv s.csv; pl-stages -s s.csv; mv s.csv stages.csv'
runs 'by PL_STAGES' 0 "$(cat stages.csv)" '' \
    env PL_STAGES=../stages.csv sh -c 'cd alone; rm stages.csv; pl-stages'
runs 'beside PL_FILE' 0 "$(cat stages.csv)" '' \
    env PL_FILE=../deals.csv sh -c 'cd alone; pl-stages'
runs 'beside standard input' 0 "$(cat stages.csv)" '' sh -c 'cat deals.csv | pl-stages -'
runs 'without its header' 0 "$(sed 1d stages.csv)" '' pl-stages -H
runs 'one pipeline' 0 "$(sed -n -e 1p -e /^Renewals/p stages.csv)" '' pl-stages -p renewals
runs 'the first rows' 0 "$(head -n 3 stages.csv)" '' pl-stages -N 2
runs 'in another order' 0 'Renewed Offered In talks Due Lapsed ' '' \
    sh -c 'pl-stages -H -p Renewals -S -probability | cut -d, -f2 | tr "\n" " "; echo'
runs 'JSON has rates and numbers' 0 '{"pipeline":"Sales","stage":"Prospecting","kind":"open","probability":0.100000,"max_days":30,"category":"omitted","required":null,"next_step":null,"next_days":null,"next_owner":null,"cadence":"first contact","questions":"Who keeps food or drugs cold here? What went wrong last summer?","activities":"call; short mail; third try, then leave it","exit_criteria":"somebody there wants to talk","aliases":null}' '' \
    pl-stages -o jsonl -N 1
runs 'TSV has percents, as the file' 0 "Sales${TAB}Prospecting${TAB}open${TAB}10${TAB}30" '' \
    sh -c 'pl-stages -o tsv -H -N 1 | cut -f1-5'
runs 'a table for people' 0 'Pipeline  Stage     Kind  Probability  Max days  Category  Required
────────  ────────  ────  ───────────  ────────  ────────  ─────────────────────
Renewals  Due       open       60.0 %        45  pipeline  contact
Renewals  In talks  open       75.0 %        30  best      contact
Renewals  Offered   open       90.0 %        30  commit    contact; amount>0; c…
Renewals  Renewed   won       100.0 %     never  ·         amount>0
Renewals  Lapsed    lost        0.0 %         ·  ·         lost_reason=price|no…' '' \
    pl-stages -o table -p Renewals
runs 'with the playbook, stage by stage' 0 'Pipeline     Renewals
Stage        In talks
Kind         open
Probability  75.0 %
Max days         30
Category     best
Required     contact
Cadence      renewal
Questions    More sites? Fewer?
Activities   call
Done when    number of sites agreed

Pipeline     Renewals
Stage        Offered' '' sh -c 'pl-stages --playbook -o table -p Renewals | sed -n 13,26p'
like 'md' '| Pipeline | Stage | Kind | Probability |*' "$(pl-stages -o md)"
like 'html with the playbook' '*<th*>Questions</th>*' "$(pl-stages -o html --playbook)"
printf 'Stage;Kind;Max Days\nA;;\nB;open;never\nWon;won;\n' >s.csv
runs 'headers in any order and case' 0 "$header
,A,open,0,,,,,,,,,,,
,B,open,0,never,,,,,,,,,,
,Won,won,100,,,,,,,,,,," '' pl-stages -s s.csv

# As they are inferred.
mkdir open
cat >open/deals.csv <<'X'
id,stage,history
1,Negotiation,Prospecting@2026-01-01 > Site visit@2026-01-05 > Negotiation@2026-01-09
2,Closed Won,Prospecting@2026-01-01 > Closed Won@2026-01-05
3,Lost,
X
inferred="$header
,Prospecting,open,10,,omitted,,,,,,,,,
,Site visit,open,40,,,,,,,,,,,
,Negotiation,open,80,,,,,,,,,,,
,Closed Won,won,100,,,,,,,,,,,
,Lost,lost,0,,,,,,,,,,,"
runs 'inferred' 0 "$inferred" '' pl-stages open/deals.csv
runs 'from a pipe' 0 "$inferred" '' sh -c 'cd open; cat deals.csv | pl-stages'
runs 'from deals.csv' 0 "$inferred" '' sh -c 'cd open; pl-stages'
runs 'saved where it will be found' 0 "$inferred" '' \
    sh -c 'cd open; pl-stages >stages.csv; cat stages.csv'
runs 'a table leaves out blank columns' 0 'Stage        Kind  Probability  Category
───────────  ────  ───────────  ────────
Prospecting  open       10.0 %  omitted
Site visit   open       40.0 %  ·
Negotiation  open       80.0 %  ·
Closed Won   won       100.0 %  ·
Lost         lost        0.0 %  ·' '' pl-stages -o table open/deals.csv
runs 'a renamed column' 0 "$header
,Won,won,100,,,,,,,,,,," '' sh -c 'mkdir m; printf "a,b\n1,Won\n" >m/d.csv
	pl-stages -m stage=b m/d.csv'

# Changes, printed.
runs 'a copy is behind the others' 0 "$(cat stages.csv
	sed -n 's/^Renewals/Partners/p' stages.csv)" '' pl-stages --copy Renewals=Partners
runs 'of the first pipeline' 0 "$(sed -n 's/^Sales/New/p' stages.csv)" '' \
    sh -c 'pl-stages --copy =New | grep ^New'
runs 'a stage renamed' 0 "$(sed -e 's/^Sales,Closing/Sales,Signing/' \
    -e '/Signing/s/$/Closing/' stages.csv)" '' pl-stages --rename Closing=Signing
runs 'a name that folds to the old one is no alias' 0 \
    "$(sed 's/^Sales,Closing/Sales,CLOSING/' stages.csv)" '' pl-stages --rename closing=CLOSING
runs 'aliases go on' 0 'Quote|Proposal' '' \
    sh -c 'pl-stages --rename Proposal=Offer | grep Offer, | sed "s/.*,//"'
runs 'back to a former name' 0 Proposal '' \
    sh -c 'pl-stages --rename Proposal=Quote | grep Quote, | sed "s/.*,//"'
runs 'merged into another' 0 "$(sed -e /Proposal/d -e '/Meeting/s/$/Proposal|Quote/' stages.csv)" '' \
    pl-stages --rename Proposal=Meeting
runs 'one after the other' 0 'Trade,A
Trade,B' '' \
    sh -c 'printf "pipeline,stage,kind\nX,P,\nX,Q,\n" >x.csv
	pl-stages -s x.csv --copy X=Trade --rename P=A --rename Q=B -H | grep ^Trade | cut -d, -f1,2'
printf 'pipeline,stage,kind,probability\nX,P,,10\nX,Won,won,100\nY,P,,20\nY,Won,won,100\n' >x.csv
runs 'in every pipeline that has it' 0 'X,A Y,A ' '' \
    sh -c 'pl-stages -s x.csv --rename P=A | grep ,A, | cut -d, -f1,2 | tr "\n" " "; echo'
runs 'in one' 0 'X,P
X,Won
Y,A
Y,Won' '' sh -c 'pl-stages -s x.csv -H --rename P=A -p y | cut -d, -f1,2'
runs 'inferred ones too' 0 ',Visit,open,40,,,,,,,,,,,Site visit' '' \
    sh -c 'rm -f open/stages.csv; pl-stages --rename "site visit=Visit" open/deals.csv | grep Visit'

# Deals find their stage by its old name.
cp x.csv stages.csv
printf 'id,pipeline,stage\n1,X,P\n2,Y,P\n' >d.csv
pl-stages -i --rename P=A
runs 'in pl-stats' 0 'stage,deals
A,2' '' pl-stats -q -b stage -M deals d.csv

# Changes in place.
printf '\357\273\277Stage;x;Kind;"pipeline"\r\n"P";"a ""b""";;X\r\n\r\n Q ;;;X\r\nWon;;won;X' >s.csv
cp s.csv before.csv
runs 'a copy in place' 0 '' '' pl-stages -s s.csv -i --copy X=Y
printf '\357\273\277Stage;x;Kind;"pipeline"\r\n"P";"a ""b""";;X\r\n\r\n Q ;;;X\r\nWon;;won;X\r\n"P";"a ""b""";;Y\r\n Q ;;;Y\r\nWon;;won;Y' >expected.csv
same_bytes 'keeps every byte of the others' expected.csv s.csv
cp before.csv s.csv
runs 'renamed in place' 0 '' '' pl-stages -s s.csv -i --backup --rename P='a;b'
printf '\357\273\277Stage;x;Kind;"pipeline";aliases\r\n"a;b";"a ""b""";;X;P\r\n\r\n Q ;;;X;\r\nWon;;won;X;' >expected.csv
same_bytes 'with a column for the alias' expected.csv s.csv
same_bytes '--backup keeps the old file' before.csv s.csv~
runs 'merged in place' 0 '' '' pl-stages -s s.csv -i --rename 'a;b'=q
printf '\357\273\277Stage;x;Kind;"pipeline";aliases\r\n\r\n Q ;;;X;"a;b|P"\r\nWon;;won;X;' >expected.csv
same_bytes 'takes the row away' expected.csv s.csv
cp s.csv before.csv
runs 'nothing changes' 0 '' '' pl-stages -s s.csv -i --rename Won=Won
same_bytes 'nothing is written' before.csv s.csv
printf 'stage,kind,aliases\nA,open\nWon,won\nB,open' >s.csv
runs 'the last row goes' 0 '' '' pl-stages -s s.csv -i --rename B=A
is 'and a short row is padded' "stage,kind,aliases${NL}A,open,B${NL}Won,won" "$(cat s.csv)"
printf 'stage,kind\nA,open,x\nWon,won\n' >s.csv
runs 'a row that is too long' 2 '' 'pl-stages: s.csv:2: has more cells than the header' \
    pl-stages -s s.csv -i --rename A=B
: >'.~lock.x.csv#'
runs 'LibreOffice has it open' 2 '' 'pl-stages: x.csv: *' pl-stages -s x.csv -i --rename P=A
runs '--force' 0 '' '' pl-stages -s x.csv -i --force --rename P=A
runs 'inferred stages are in no file' 2 '' 'pl-stages: no stages.csv to edit: these are inferred' \
    pl-stages -i --rename Won=Gone open/deals.csv
runs 'nothing to do' 2 '' 'pl-stages: --in-place needs --copy or --rename (try pl-stages --help)' \
    pl-stages -i
is 'nothing is left behind' '' "$(find . -name '*pl-*')"

# What cannot be.
cp "$SAMPLES/stages.csv" .
runs 'no such stage: the nearest first' 2 '' \
    "pl-stages: no stage 'propsal' (there are 'Proposal', 'Prospecting', *" \
    pl-stages --rename propsal=x
runs 'none of that pipeline' 2 '' \
    "pl-stages: no stage 'Proposal' (there are 'Lapsed', 'Due', 'In talks', 'Offered', 'Renewed')" \
    pl-stages --rename Proposal=x -p Renewals
runs 'no such pipeline' 2 '' "pl-stages: no pipeline 'sale' (there are 'Sales', 'Renewals')" \
    pl-stages -p sale
runs 'none to copy' 2 '' "pl-stages: no pipeline 'renewal' (there are 'Renewals', 'Sales')" \
    pl-stages --copy renewal=x
runs 'none to rename in' 2 '' "pl-stages: no pipeline 'x' (there are 'Sales', 'Renewals')" \
    pl-stages --rename Won=y -p x
runs 'a copy over another' 2 '' "pl-stages: there is a pipeline 'Renewals' already" \
    pl-stages --copy Sales=renewals
runs 'a copy of one pipeline' 2 '' 'pl-stages: --pipeline does not go with --copy' \
    pl-stages --copy Sales=x -p Sales
runs 'an open stage into a won one' 2 '' \
    "pl-stages: 'Closing' is open and 'Won' won: they cannot be one" pl-stages --rename Closing=Won
runs "another stage's former name" 2 '' \
    "pl-stages: 'Quote' is another name of 'Proposal' already" pl-stages --rename Meeting=Quote
runs 'a bar' 2 '' "pl-stages: '|' stands between names and cannot be in one" \
    pl-stages --rename 'Won=A|B'
runs 'no =' 2 '' "pl-stages: --rename: 'Won' is not OLD=NEW (try pl-stages --help)" \
    pl-stages --rename Won
runs 'no new name' 2 '' "pl-stages: --rename: 'Won=' has no new name (try pl-stages --help)" \
    pl-stages --rename Won=
printf 'stage,kind\nA,perhaps\n' >s.csv
runs 'a bad row' 2 '' "pl-stages: s.csv:2: kind: 'perhaps' is not open, won or lost" \
    pl-stages -s s.csv
printf 'stage,kind\nA,\nA,\n' >s.csv
runs 'a stage twice' 2 '' "pl-stages: s.csv:3: stage: 'A' is there twice" pl-stages -s s.csv
printf 'name\nA\n' >s.csv
runs 'no column of stages' 2 '' "pl-stages: s.csv:1: there is no column 'stage'" \
    pl-stages -s s.csv
: >s.csv
runs 'an empty file' 2 '' 'pl-stages: s.csv: has no header' pl-stages -s s.csv
printf 'stage\n' >s.csv
runs 'no stages' 2 '' 'pl-stages: s.csv: has no stages' pl-stages -s s.csv
runs 'an empty pipe' 2 '' 'pl-stages: standard input: is empty *' \
    sh -c 'cd alone; : | pl-stages'
runs 'nothing at all' 2 '' 'pl-stages: no deals: name a file' sh -c 'cd alone; pl-stages'
runs 'no such file' 2 '' 'pl-stages: none.csv: No such file or directory' pl-stages none.csv

# Usage.
like '--help' 'usage: pl-stages *' "$(pl-stages --help)"
like '--version' 'pl-stages 1.*' "$(pl-stages --version)"
runs 'an option it has not' 2 '' 'pl-stages: unknown option *' pl-stages -w stage=Won
runs 'no such format' 2 '' "pl-stages: -o: 'x' is not table*" pl-stages -o x
full_disk 'a full disk' pl-stages
closed_pipe 'a closed pipe' pl-stages


# shellcheck disable=SC2046
runs 'more changes than it takes' 2 '' "pl-stages: --copy: 'a=b64' is one too many (try*" \
    pl-stages $(awk 'BEGIN { for (i = 0; i < 65; i++) print "--copy", "a=b" i }') a.csv
done_testing
