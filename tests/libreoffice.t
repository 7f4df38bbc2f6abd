#!/bin/sh
# A trip through LibreOffice and back, CSV to xlsx to CSV, columns imported as
# text: all figures are the same. Where it is not installed this is skipped.
. "${0%/*}/lib.sh"

office=
for name in soffice libreoffice; do
	! command -v "$name" >/dev/null 2>&1 || office=${office:-$name}
done
[ -n "$office" ] || skip_all 'LibreOffice is not installed'

# convert FORMAT FILTER DIRECTORY FILE: in a profile of the test's own.
convert() {
	"$office" "-env:UserInstallation=file://$PWD/profile" --headless --infilter="$2" \
	    --convert-to "$1" --outdir "$3" "$4" >log 2>&1 </dev/null
}

# trip NAME FILE: FILE goes there and comes back as back/FILE. Comma, quote, UTF-8,
# from line 1; each of the columns as text (2); written as shown.
trip() {
	columns=$(head -n 1 "$2" | perl -ne 'print join "/", map { "$_/2" } 1 .. 1 + tr/,;//')
	convert 'xlsx:Calc MS Excel 2007 XML' "CSV:$3,34,76,1,$columns" there "$2" &&
	    [ -s "there/${2%.csv}.xlsx" ] &&
	    convert 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false' \
	    'Calc MS Excel 2007 XML' back "there/${2%.csv}.xlsx" && [ -s "back/$2" ]
}

# A LibreOffice that cannot convert the least file (no Calc, no place for its
# profile) can prove nothing.
printf 'id,stage\n01,Won\n' >least.csv
mkdir there back
trip least least.csv 44 || skip_all "LibreOffice does not convert here: $(tail -n 1 log)"
is 'text columns are kept as they are' "$(cat least.csv)" "$(cat back/least.csv)"

export PL_TODAY=2026-09-30
for file in "$SAMPLES"/*.csv; do cp "$file" .; done
cp "$SAMPLES"/exports/excel-eu.csv "$SAMPLES"/exports/pipedrive.csv "$SAMPLES"/exports/salesforce.csv .
cp stages.csv accounts.csv owners.csv products.csv activities.csv back

# figures FILE COMMAND...: what it prints; that it failed is no figure of any file.
figures() {
	f_file=$1
	shift
	"$@" -q "$f_file" 2>&1 || echo "exit status $? for $f_file"
}

# same_figures FILE DELIMITER: as far as the figures go nothing happened.
same_figures() {
	unlike "$1: there are figures" '*,0' "$(figures "$1" pl-stats -M deals,won)"
	ok "$1: there and back" trip "$1" "$1" "$2"
	for by in '' owner stage source lost_reason; do
		is "$1: all figures${by:+ by $by}" "$(figures "$1" pl-stats -M all ${by:+-b "$by"})" \
		    "$(figures "back/$1" pl-stats -M all ${by:+-b "$by"})"
	done
	is "$1: as of a day long past" "$(figures "$1" pl-stats -M all --as-of 2026-03-31)" \
	    "$(figures "back/$1" pl-stats -M all --as-of 2026-03-31)"
	is "$1: the funnel" "$(figures "$1" pl-funnel)" "$(figures "back/$1" pl-funnel)"
}
same_figures deals.csv 44
rm stages.csv back/stages.csv	# an export has the stages of its own system
same_figures excel-eu.csv 59
same_figures pipedrive.csv 44
same_figures salesforce.csv 44

# And what comes back is a file like any other: a change is a cell.
id=$(pl-list -q -H -w status=open -N 1 -c id deals.csv)
pl-set "$id" name='another name' back/deals.csv >changed.csv
is 'a change of what came back is one line' 2 "$(diff back/deals.csv changed.csv | grep -c '^[<>]')"
done_testing
