# Test Anything Protocol for sh, in POSIX sh. A test begins
#
#	#!/bin/sh
#	. "${0%/*}/lib.sh"
#
# stands then in an empty directory of its own, taken away at the end, with
# the commands under test first in PATH, and ends with done_testing (or begins
# with `plan N`). Run by hand it goes through tests/run, which makes the
# environment.
#
# shellcheck shell=sh disable=SC2034

TESTS=$(CDPATH='' cd -- "${0%/*}" && pwd) || exit 1
[ -n "${PL_BIN-}" ] || exec "$TESTS/run" -v "$TESTS/${0##*/}"

SAMPLES=${TESTS%/*}/samples
SHARED=
# What the founders share lies beside the repository, or is not there.
if [ -d "${TESTS%/*}/../shared" ]; then
	SHARED=$(cd "${TESTS%/*}/../shared" && pwd)
fi
NL='
'
TAB='	'
T_N=0
T_FAILED=0
T_PLAN=
T_DIR=$(mktemp -d) || exit 1
mkdir "$T_DIR/here" && cd "$T_DIR/here" || exit 1
trap t_end EXIT
trap 'exit 1' HUP INT TERM

# A test that stops early must not pass: without a plan the harness says so.
t_end() {
	t_status=$?
	cd / && rm -rf "$T_DIR"
	[ "$t_status" -ne 0 ] || [ "$T_FAILED" -eq 0 ] || exit 1
	exit "$t_status"
}

# plan COUNT: how many tests there will be.
plan() {
	T_PLAN=$1
	echo "1..$1"
}

# done_testing: as many as there were.
done_testing() {
	[ -n "$T_PLAN" ] || echo "1..$T_N"
}

# skip_all REASON: nothing here can be tested on this machine.
skip_all() {
	echo "1..0 # SKIP $*"
	exit 0
}

# skip COUNT REASON
skip() {
	t_left=$1
	shift
	while [ "$t_left" -gt 0 ]; do
		T_N=$((T_N + 1))
		echo "ok $T_N # SKIP $*"
		t_left=$((t_left - 1))
	done
}

# diag TEXT: shown when the test before it failed.
diag() {
	printf '%s\n' "$*" | sed 's/^/# /'
}

# pass NAME, fail NAME
pass() {
	T_N=$((T_N + 1))
	printf 'ok %d - %s\n' "$T_N" "$(t_name "$1")"
}

fail() {
	T_N=$((T_N + 1))
	T_FAILED=$((T_FAILED + 1))
	printf 'not ok %d - %s\n' "$T_N" "$(t_name "$1")"
	return 0
}

# In TAP a # begins a directive, and a name is one line.
t_name() {
	printf '%s' "$1" | tr '\n' ' ' | sed 's/#/\\#/g'
}

# ok NAME COMMAND...: it ends with 0.
ok() {
	t_what=$1
	shift
	if "$@" >"$T_DIR/out" 2>"$T_DIR/err" </dev/null; then
		pass "$t_what"
	else
		t_got=$?
		fail "$t_what"
		diag "exit status $t_got of: $*"
		t_show 'standard output' "$T_DIR/out"
		t_show 'standard error' "$T_DIR/err"
	fi
}

# is NAME EXPECTED ACTUAL: the texts are the same.
is() {
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1"
		printf '%s\n' "$2" >"$T_DIR/expected"
		printf '%s\n' "$3" >"$T_DIR/actual"
		t_diff "$T_DIR/expected" "$T_DIR/actual"
	fi
}

# like NAME PATTERN TEXT: the whole text matches the shell pattern.
like() {
	# shellcheck disable=SC2254
	case $3 in
	$2) pass "$1" ;;
	*)
		fail "$1"
		diag "the text:${NL}$3"
		diag "is not like:${NL}$2"
		;;
	esac
}

# unlike NAME PATTERN TEXT: it does not.
unlike() {
	# shellcheck disable=SC2254
	case $3 in
	$2)
		fail "$1"
		diag "the text:${NL}$3"
		diag "is like:${NL}$2"
		;;
	*) pass "$1" ;;
	esac
}

# same_bytes NAME EXPECTED ACTUAL: the files are the same.
same_bytes() {
	if cmp -s "$2" "$3"; then
		pass "$1"
	else
		fail "$1"
		t_diff "$2" "$3"
	fi
}

# runs NAME STATUS STDOUT STDERR COMMAND...: it ends with STATUS and prints
# these texts and a line end (nothing, where the text is empty); use same_bytes
# where the end matters. STDERR may be a shell pattern. Standard input is
# /dev/null, or the file that $STDIN names.
runs() {
	t_what=$1 t_status=$2 t_stdout=$3 t_stderr=$4
	shift 4
	t_got=0
	"$@" >"$T_DIR/out" 2>"$T_DIR/err" <"${STDIN:-/dev/null}" || t_got=$?
	t_wrong=
	[ "$t_got" -eq "$t_status" ] || t_wrong="exit status $t_got, not $t_status"
	printf '%s' "${t_stdout:+$t_stdout$NL}" >"$T_DIR/expected"
	cmp -s "$T_DIR/expected" "$T_DIR/out" ||
	    t_wrong="${t_wrong:+$t_wrong; }standard output differs"
	t_said=$(cat "$T_DIR/err")
	# shellcheck disable=SC2254
	case $t_said in
	"$t_stderr" | $t_stderr) ;;
	*) t_wrong="${t_wrong:+$t_wrong; }standard error differs" ;;
	esac
	if [ -z "$t_wrong" ]; then
		pass "$t_what"
		return 0
	fi
	fail "$t_what"
	diag "$t_wrong, of: $*"
	cmp -s "$T_DIR/expected" "$T_DIR/out" || t_diff "$T_DIR/expected" "$T_DIR/out"
	case $t_wrong in
	*error*) diag "expected on standard error:${NL}$t_stderr" ;;
	esac
	t_show 'standard error' "$T_DIR/err"
}

# closed_pipe NAME COMMAND...: where nobody reads any more it ends as cat does,
# by SIGPIPE and without a word. The command has to print something.
closed_pipe() {
	t_what=$1
	shift
	t_pipe=0
	sh -c "kill -s PIPE \$\$" || t_pipe=$?
	if [ "$t_pipe" -eq 0 ]; then
		skip 1 "$t_what: SIGPIPE is ignored here"
		return 0
	fi
	rm -f "$T_DIR/closed"
	{
		while [ ! -e "$T_DIR/closed" ]; do
			sleep 0.01 2>/dev/null || sleep 1
		done
		t_got=0
		"$@" 2>"$T_DIR/err" </dev/null || t_got=$?
		echo "$t_got" >"$T_DIR/status"
	} | {
		exec <&-
		: >"$T_DIR/closed"
	}
	t_got=$(cat "$T_DIR/status")
	if [ "$t_got" -eq "$t_pipe" ] && [ ! -s "$T_DIR/err" ]; then
		pass "$t_what"
	else
		fail "$t_what"
		diag "exit status $t_got, not $t_pipe, of: $*"
		t_show 'standard error' "$T_DIR/err"
	fi
}

# full_disk NAME COMMAND...: with standard output on a full disk it ends with
# 2 and says so.
full_disk() {
	t_what=$1
	shift
	if [ ! -c /dev/full ]; then
		skip 1 "$t_what: no /dev/full here"
		return 0
	fi
	t_got=0
	"$@" >/dev/full 2>"$T_DIR/err" </dev/null || t_got=$?
	if [ "$t_got" -eq 2 ] && grep -q 'standard output' "$T_DIR/err"; then
		pass "$t_what"
	else
		fail "$t_what"
		diag "exit status $t_got, not 2, or no word of standard output, of: $*"
		t_show 'standard error' "$T_DIR/err"
	fi
}

# sanitized: are these the commands of make asan? They need much memory.
sanitized() {
	case $PL_BIN in
	*/asan/bin) return 0 ;;
	esac
	return 1
}

t_show() {
	if [ -s "$2" ]; then
		diag "$1:"
		head -n 40 "$2" | cat -v | sed 's/^/#   /'
	fi
}

t_diff() {
	diff -u "$1" "$2" >"$T_DIR/diff" 2>&1
	sed -e 1,2d "$T_DIR/diff" >"$T_DIR/diff2"
	diag "- expected, + actual:"
	head -n 60 "$T_DIR/diff2" | cat -v | sed 's/^/#   /'
	return 0
}
