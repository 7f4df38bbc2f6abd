#!/bin/sh
# The same bytes in every locale, with or without a home; and no file is touched but
# those that are meant: no temporary one outside their directory.
. "${0%/*}/lib.sh"

export PL_TODAY=2026-09-30
cp "$SAMPLES"/*.csv "$SAMPLES/exports/excel-eu.csv" .
cat >turkish.csv <<'EOF'
ID,TITLE,STAGE,AMOUNT,CLOSE DATE,OWNER
1,INDIGO İstanbul,LEAD,"1,234.50",2026-12-31,IŞIL
2,indigo ıstanbul,Lead,12k,"Mar 4, 2026",ışıl
EOF

# page COMMAND...: it prints something.
page() {
	status=0
	"$@" >page || status=$?
	cat page
	[ "$status" -le 1 ] && [ -s page ] || echo "NO PAGE $status: $*"
}

# everything: what all commands print, in every format, and what they say.
everything() {
	for format in table csv tsv json jsonl md html; do
		echo "== $format"
		page pl-stats -M all -b owner -o $format deals.csv
		page pl-stats -M all --every quarter -o $format deals.csv
		page pl-stats --list-metrics -o $format
		page pl-list -o $format deals.csv
		page pl-list -S -amount,close_date -o $format excel-eu.csv
		page pl-list -w 'title~indigo' -S TITLE -o $format turkish.csv
		page pl-funnel -b owner -o $format deals.csv
		page pl-stall -o $format deals.csv
		page pl-stall --summary -o $format deals.csv
		page pl-forecast -o $format deals.csv
		page pl-forecast --deals -o $format deals.csv
		page pl-forecast --calibrate -o $format deals.csv
		page pl-diff --since 2026-09-01 -o $format deals.csv
		page pl-diff --deals deals.csv newer.csv -o $format
		page pl-goal --goals goals.csv -o $format deals.csv
		page pl-goal --goals goals.csv --deals -o $format deals.csv
		page pl-check -o $format turkish.csv
		page pl-stages -o $format turkish.csv
		page pl-stages --playbook -o $format deals.csv
	done
	pl-forecast --backtest --summary deals.csv
	pl-stats -b OWNER turkish.csv
	pl-list -w 'owner=IŞIL' -o table turkish.csv
	pl-list -S TITLE,OWNER turkish.csv
	pl-list -w 'stage=LEAD' turkish.csv
	pl-check turkish.csv
	pl-check --fix -n deals.csv
	pl-add name=İ amount=1234.5 excel-eu.csv
	pl-add --from turkish.csv deals.csv
	pl-set D-0002 amount=1234.5 close_date=2026-12-01 excel-eu.csv
	pl-set -n D-0002 amount=1234.5 excel-eu.csv
	pl-move D-0120 Lost -r price deals.csv
	pl-move 1 QUALIFICATION turkish.csv
	pl-rm -v D-0001 deals.csv
	pl-convert --to salesforce deals.csv
	pl-convert --events deals.csv
	pl-convert --encoding-out UTF-16 deals.csv
	pl-convert --encoding-out windows-1254 turkish.csv
	pl-convert --safe-cells --to-delimiter tab turkish.csv
	pl-init -l bg --with goals,activities made && cat made/*
	rm -rf made
	for command in "$PL_BIN"/pl-*; do
		"$command" --help
		"$command" --version
		"$command" --ıI
	done
	pl-list -w 'amount>1.5' --zzz deals.csv
	pl-list -w 'amount>1,5' deals.csv
	pl-stats -w 'created=31.12.2026' deals.csv
	pl-stats --as-of 1.5.2026 deals.csv
	pl-stats none.csv
}
pl-set D-0120 amount=77 deals.csv >newer.csv
everything >expected 2>&1
ok 'everything prints something' grep -q 'D-0121' expected
is 'and each command in each format' '' "$(grep '^NO PAGE' expected)"

# Locales that are here, and those that localedef makes.
mkdir locales
for locale in de_DE tr_TR; do
	localedef -i $locale -f UTF-8 "locales/$locale.UTF-8" >/dev/null 2>&1 ||
	    rm -rf "locales/$locale.UTF-8"
done
for locale in C C.UTF-8 de_DE.UTF-8 tr_TR.UTF-8; do
	case $locale in
	C*) (export LC_ALL=$locale LANG=$locale; everything) >actual 2>&1 ;;
	*)
		[ ! -d "locales/$locale" ] || export LOCPATH="$PWD/locales"
		if [ "$(LC_ALL=$locale locale decimal_point 2>/dev/null)" != , ]; then
			skip 1 "no locale $locale, and localedef does not make it"
			continue
		fi
		(export LC_ALL=$locale LANG=$locale; everything) >actual 2>&1
		unset LOCPATH
		;;
	esac
	same_bytes "the same in $locale" expected actual
done
(unset HOME; everything) >actual 2>&1
same_bytes 'the same without a home' expected actual
(export HOME=/nowhere TMPDIR=/nowhere XDG_CONFIG_HOME=/nowhere; everything) >actual 2>&1
same_bytes 'the same with one that is not there' expected actual
# (what is built for gcov or the sanitizers holds libraries that do)
if sanitized || [ "${PL_BIN%/cov/bin}" != "$PL_BIN" ]; then
	skip 1 'not built as it is used'
else
	is 'and none knows the name of it, or of a place for temporary files' '' \
	    "$(LC_ALL=C grep -lE 'HOME|TMPDIR|XDG_' "$PL_BIN"/pl-*)"
fi

# Which files they open: told by the shim of the faults.
build=$PL_BIN/..
[ -d "$build/obj" ] || build=$build/build
shim=$build/fault/fault.so
if sanitized || [ ! -f "$shim" ] ||
    ! LD_PRELOAD=$shim PL_FAULT_LOG=$T_DIR/opened pl-stats --version >/dev/null 2>&1 ||
    [ ! -s "$T_DIR/opened" ] || grep -q cannot "$T_DIR/opened"; then
	skip 4 'nothing tells here which files are opened'
	done_testing
	exit
fi
rm -f "$T_DIR/opened"
mkdir home deep deep/er
chmod 500 home	# not even who may not write there misses it
cp deals.csv stages.csv goals.csv products.csv deep/er
traced() {
	name=$1
	shift
	LD_PRELOAD=$shim PL_FAULT_LOG=$T_DIR/opened PL_FAULT_EXIT=1 HOME=$PWD/home TMPDIR=$PWD/home \
	    "$PL_BIN/$name" "$@" >/dev/null 2>"$T_DIR/said" || [ $? -eq 1 ] ||
	    echo "$name $*: $(cat "$T_DIR/said")" >>"$T_DIR/failed"
}
file=deep/er/deals.csv
traced pl-stats $file
traced pl-list -S amount $file
traced pl-list -S amount - <$file
traced pl-set D-0001 notes=x $file
traced pl-set D-0001 notes=x - <$file
cp $file big.csv
cat big.csv | traced pl-set D-0001 notes=x -
traced pl-set -i --backup D-0001 notes=x $file
traced pl-add -i name=x $file
traced pl-move -i D-0120 Lost -r price $file
traced pl-rm -i D-0120 $file
traced pl-convert -i --crlf $file
traced pl-check --fix $file
traced pl-forecast $file
traced pl-funnel $file
traced pl-convert --encoding-out UTF-16 $file
traced pl-convert --fold newer.csv $file
traced pl-stages -i --rename Proposal=Offer $file
traced pl-goal $file
traced pl-diff --deals $file newer.csv
traced pl-stall $file
traced pl-set -n D-0001 notes=y $file
traced pl-init deep/er/new
is 'all of these work' '' "$(cat "$T_DIR/failed" 2>/dev/null)"
is 'files are made beside the one that is edited, nowhere else' "$(readlink -f deep/er)
$(readlink -f deep/er/new)" \
    "$(sed -n 's/^create //p' "$T_DIR/opened" | grep -v '\.gcda$' | sed "s|^[^/]|$PWD/&|; s|/[^/]*\$||" | sort -u)"
is 'nothing at home' '' "$(ls -A home; grep -F "$PWD/home" "$T_DIR/opened")"
# Of the system: how many processors there are, the zone (which day is it), character
# sets. (gcov, under make coverage, has its own.)
is 'nothing else is opened' '' "$(sed -n 's/^open //p' "$T_DIR/opened" | sort -u |
    grep -Ev '^deep/er|/deep/er(/|$)|^newer\.csv$|^/(sys|proc|etc|usr|lib)|^(accounts|activities|goals|owners|products|rates|scores|stages|cadences)\.csv$|\.gcda$')"
done_testing
