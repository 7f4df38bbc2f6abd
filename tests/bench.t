#!/bin/sh
# tests/bench/run: how it runs and what it notices; not how fast anything is.
. "${0%/*}/lib.sh"

case $PL_BIN in
*/build/*/bin) PL_BENCH=${PL_BIN%/bin}/bench ;;
*) PL_BENCH=${TESTS%/*}/build/bench ;;
esac
export PL_BENCH
measure=$PL_BENCH/measure
mkdir deals fake bin

# bench NAME=VALUE...: with few rows, kept for the next.
bench() {
	"$TESTS/bench/run" ROWS=2000 ROUNDS=1 LARGE=0 STARTS=2 CALLGRIND=0 BENCH_DIR=deals "$@"
}

# fake NAME: a peer of that name, from standard input, that knows its version.
fake() {
	{
		printf '#!/bin/sh\ncase $* in --version | "-W version") echo %s 9.9; exit ;; esac\n' "$1"
		cat
	} >"fake/$1"
	chmod +x "fake/$1"
}

# notices NAME STATUS PATTERN NAME=VALUE...: a bench that ends so and says that.
notices() {
	t_what=$1 want=$2 pattern=$3
	shift 3
	got=0
	said=$(PATH="$PWD/fake:$PATH" bench "$@" 2>&1) || got=$?
	like "$t_what" "$want $pattern" "$got $said"
}

got=0
bench LARGE=3000 ROUNDS=2 >out 2>err || got=$?
is 'all agree on few rows' "0 All computed the same figures." "$got $(tail -n 1 out)"
is 'and nothing is wrong' '' "$(cat err)"
ok 'a table is written' grep -q '^### The targets (which are of 1,000,000 rows)$' deals/table.md
for what in 'pl-stats, 2 threads' 'pl-stats, PL_READER=libcsv' 'libcsv, fed every byte' pl-funnel \
    'pl-list -w' 'pl-move -i' 'cp and sync' true; do
	ok "of $what too" grep -Eq "^\| $what \| +[0-9.]+ \| [0-9.]+ \| [0-9.]+ \|" deals/table.md
done
for what in 'the same, every cell quoted' 'pl-list -w / wc -l, wall' 'pl-move -i, 1.5 times the rows, wall'; do
	ok "the median and the least of $what" grep -Eq \
	    "^\| $what \| at (least|most) [0-9.]+ \| [0-9.]+ \| [0-9.]+ \| (met|missed) \|" deals/table.md
done
ok 'without the names of directories' sh -c "! grep -F '$PWD' deals/table.md"
is 'what was moved is not kept' '' "$(find deals -name '*move*')"
for peer in mawk mlr sqlite3 datamash; do
	if ! command -v "$peer" >/dev/null; then
		skip 1 "$peer: it is not here"
	elif [ "$peer" = datamash ]; then
		ok "$peer ran" grep -q '^  cut, sed, datamash  *[0-9.]' out
	else
		ok "$peer ran" grep -q "^  $peer  *[0-9.]" out
	fi
done
unlike 'the deals are kept for the next run' '*making*' "$(bench ONLY=default 2>&1)"

fake mlr <<'X'
printf 'stage,owner,n_sum,amount_sum\nWon,Ana Li,1,2.50\n'
X
notices 'a peer with other figures' 1 \
    "*stats: other figures from mlr than from pl-stats, 2 threads${NL}    - *${NL}    + Won,Ana Li,0,0.00,1,2.50${NL}*Some figures differ*" ONLY=stats
fake mlr <<'X'
echo 'no such verb' >&2
exit 3
X
notices 'a peer that fails' 1 "*stats: mlr failed: exit status 3${NL}    no such verb${NL}*" ONLY=stats
fake mlr </dev/null
notices 'a peer that prints nothing' 1 '*stats: mlr printed no figures*' ONLY=stats
rm fake/mlr

# Where DuckDB and Polars are for Node.js alone, by that; without them it is no peer.
if command -v duckdb >/dev/null || python3 -c 'import polars' 2>/dev/null; then
	skip 3 'duckdb or polars is here'
else
	cat >fake/node <<'X'
#!/bin/sh
case $* in
-p*duckdb*) echo v9.8.7 ;;
*' duckdb select '*) printf 'stage,owner,open\nWon,Bo,1\n' ;;
--version) echo v20 ;;
'-e 0') ;;
*) exit 1 ;;
esac
X
	chmod +x fake/node
	notices 'DuckDB for Node.js, with other figures' 1 \
	    '*duckdb 9.8.7 for Node.js*Not here: *polars*other figures from duckdb*' ONLY=stats
	notices 'whose start is measured too' 1 '*  node -e 0  *' ONLY=stats
	printf '#!/bin/sh\nexit 127\n' >fake/node
	notices 'and not where neither is' 0 '*Not here: *duckdb, polars*All computed*' ONLY=stats
	rm fake/node
fi

for command in "$PL_BIN"/pl-*; do
	ln -s "$command" bin/
done
rm bin/pl-move
printf '#!/bin/sh\nexit 0\n' >bin/pl-move
chmod +x bin/pl-move
PL_BIN=$PWD/bin notices 'a move that moves nothing' 1 '*changed more or less than its stage*' \
    ONLY=move
notices 'a contest that is none' 2 'bench: ONLY=polo: nothing to do' ONLY=polo
notices 'a number that is none' 2 'bench: ROWS=1e6: not a number' ROWS=1e6
notices 'a name that is none' 2 'bench: ROW: not a thing to set *' ROW=1

# measure: STATUS WALL USER SYSTEM MEMORY
like 'the status of what is measured' '7 *.?????? *.?????? *.?????? [1-9]*' \
    "$("$measure" sh -c 'exit 7')"
like 'a signal' '137 *' "$("$measure" sh -c "kill -s KILL \$\$")"
"$measure" -o said -e complained sh -c 'echo said; echo complained >&2; cat' >/dev/null
is 'what it prints is kept' 'said complained' "$(cat said) $(cat complained)"
runs 'a file read again' 0 '' '' "$measure" -r said
runs 'one that is none' 2 '' 'measure: ./none: *' "$measure" -r ./none
runs 'a command that is none' 2 '' 'measure: ./none: *' "$measure" ./none
done_testing
