#!/bin/sh
# The fuzz targets read their seeds, and what stopped one of them once. `make fuzz`
# looks for more.
. "${0%/*}/lib.sh"

build=$PL_BIN/..
[ -d "$build/obj" ] || build=$build/build
[ -d "$build/fuzz" ] || skip_all 'no targets: make unit'

for source in "$TESTS"/fuzz/*.c; do
	name=${source##*/}
	name=${name%.c}
	[ "$name" != main ] || continue
	set -- "$TESTS/fuzz/seeds/$name"
	case $name in
	reader | dialect)
		set -- "$@" "$TESTS"/corpus/*.csv "$SAMPLES"
		[ -z "$SHARED" ] || set -- "$@" "$SHARED/data/csv-spectrum/csvs"
		rm -rf exports
		;;
	esac
	for operand; do
		shift
		[ ! -e "$operand" ] || set -- "$@" "$operand"
	done
	status=0
	files=$("$build/fuzz/$name" "$@" 2>said </dev/null) || status=$?
	if [ "$status" -eq 0 ]; then
		pass "$name: $files files"
	else
		fail "$name"
		diag "ends with $status; the file, and what it said:$NL$(tail -n 25 said | cut -c 1-400 | cat -v)"
	fi
done
done_testing
