#!/bin/sh
# pl-init: a workspace made, and never one written over.
. "${0%/*}/lib.sh"

columns=id,name,account,contact,owner,pipeline,stage,amount,currency,probability
columns=$columns,category,created,close_date,closed,stage_since,product,source
columns=$columns,lost_reason,cost,next_step,next_date,last_activity,score,grade
columns=$columns,history,notes

runs 'silent in the working directory' 0 '' '' pl-init
is 'two files' "deals.csv${NL}stages.csv" "$(ls -A)"
is 'deals.csv is a header of every field' "$columns" "$(cat deals.csv)"
is 'and a line end' "$(printf '%s\n' "$columns" | wc -c)" "$(wc -c <deals.csv)"
is 'standard, in English' \
    'Prospecting Qualification Meeting Proposal Negotiation Closing Won Fulfilment Lost ' \
    "$(sed 1d stages.csv | cut -d, -f2 | tr '\n' ' ')"
runs 'pl-stages gives it back as it was written' 0 "$(cat stages.csv)" '' pl-stages
runs 'pl-stats reads it' 0 'deals,open,won,win_rate
0,0,0,' '' pl-stats -M deals,open,won,win_rate deals.csv

# Never over what is there.
cp deals.csv before
runs 'both there' 2 '' \
    'pl-init: deals.csv, stages.csv: are there already; nothing is written' pl-init
rm deals.csv
runs 'one there' 2 '' 'pl-init: stages.csv: is there already; nothing is written' \
    pl-init --with goals
is 'and nothing made' "before${NL}stages.csv" "$(ls -A)"
ln -s nowhere dangling
mkdir links && ln -s nowhere links/deals.csv
runs 'a dangling link is there too' 2 '' \
    'pl-init: links/deals.csv: is there already; nothing is written' pl-init links
is 'and stays alone' deals.csv "$(ls -A links)"

# The directory.
runs 'made' 0 '' '' pl-init firm
is 'with its files' "deals.csv${NL}stages.csv" "$(ls -A firm)"
mkdir empty
runs 'there and empty' 0 '' '' pl-init empty/
ok 'filled' test -f empty/deals.csv
runs 'no parent' 2 '' 'pl-init: no/such: No such file or directory' pl-init no/such
runs 'a file' 2 '' 'pl-init: before: Not a directory' pl-init before
runs 'no name' 2 '' "pl-init: '': is not a directory's name" pl-init ''
if [ "$(id -u)" -ne 0 ]; then
	mkdir closed && chmod 555 closed
	runs 'not to be written' 2 '' 'pl-init: closed/deals.csv: Permission denied; nothing written' \
	    pl-init closed
else
	skip 1 'root may write everywhere'
fi

# Presets, languages, the other files.
for preset in standard relationship lean delivery funnel; do
	for language in en zh id bg; do
		runs "$preset in $language" 0 '' '' \
		    pl-init --preset "$preset" -l "$language" "$preset-$language"
		runs "$preset in $language reads back" 0 \
		    "$(cat "$preset-$language/stages.csv")" '' \
		    pl-stages -o csv "$preset-$language/deals.csv"
	done
	like "--help names $preset" "*$preset*" "$(pl-init --help)"
done
is 'zh' '挖需 资质 联系 建立关系 演示 成交中 赢单 输单 ' \
    "$(sed 1d relationship-zh/stages.csv | cut -d, -f2 | tr '\n' ' ')"
runs 'two presets' 0 '' '' pl-init --preset standard,funnel two
is 'the marketing pipeline is named and last' \
    ',Prospecting Marketing,Awareness ' \
    "$(grep -E 'Prospecting|Awareness' two/stages.csv | cut -d, -f1,2 | tr '\n' ' ')"
runs 'two of one kind' 2 '' "pl-init: there is a stage 'Proposal' already" \
    pl-init --preset standard,lean clash
ok 'leave no directory' test ! -e clash
runs 'no such preset' 2 '' \
    "pl-init: no preset 'sales' (there are standard, relationship, lean, delivery, funnel)" \
    pl-init --preset sales clash
runs 'no preset at all' 2 '' 'pl-init: no preset is named' pl-init --preset '' clash
runs 'no such language' 2 '' "pl-init: -l: 'fr' is not en, zh, id or bg (try pl-init --help)" \
    pl-init -l fr clash
runs 'all of the others' 0 '' '' \
    pl-init --with activities,goals,scores,cadences,rates,goals all
is 'are there' 'activities.csv cadences.csv deals.csv goals.csv rates.csv scores.csv stages.csv ' \
    "$(ls all | tr '\n' ' ')"
is 'with their header' 'period,measure,target,call,owner,pipeline' "$(cat all/goals.csv)"
runs 'no such file' 2 '' \
    "pl-init: no file 'quotas' to begin with (there are activities, goals, scores, cadences, rates)" \
    pl-init --with goals,quotas clash
ok 'leaves no directory' test ! -e clash

# Usage.
like '--help' 'usage: pl-init *' "$(pl-init --help)"
like '--version' 'pl-init 1.*' "$(pl-init --version)"
runs 'two directories' 2 '' 'pl-init: more than one directory: b (try pl-init --help)' \
    pl-init a b
runs 'an option of others' 2 '' 'pl-init: unknown option *' pl-init --where stage=Won
runs 'an option cut short' 2 '' \
    'pl-init: unknown option --pres (did you mean --preset?)*' pl-init --pres lean
full_disk 'a full disk' pl-init --help
closed_pipe 'a closed pipe' pl-init --help

done_testing
