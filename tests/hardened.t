#!/bin/sh
# The hardening that this machine's compiler knows is in every command: at another
# place in memory each time, with tables that cannot be written to, no stack that is
# run, overwritten stacks and buffers noticed. What a small program of its own gets by
# the same wishes, they have.
. "${0%/*}/lib.sh"

case $PL_BIN in
*/asan/bin | */cov/bin) skip_all 'the sanitizers and gcov are built without some of it' ;;
esac
command -v readelf >/dev/null 2>&1 || skip_all 'no readelf'
readelf -h "$PL_BIN/pl-stats" >/dev/null 2>&1 || skip_all 'commands here are no ELF'
readelf -dW "$PL_BIN/pl-stats" | grep -q NEEDED || skip_all 'commands here are static'
ls "$PL_BIN"/pl-* >commands
[ -s commands ] || skip_all 'no commands'

# has WHAT FILE
has() {
	case $1 in
	pie) readelf -hW "$2" | grep -Eq 'Type: +DYN' && readelf -lW "$2" | grep -q INTERP ;;
	relro) readelf -lW "$2" | grep -q GNU_RELRO ;;
	now) readelf -dW "$2" | grep -Eq 'BIND_NOW|Flags:.*NOW' ;;
	stack) readelf -sW "$2" | grep -q __stack_chk_fail ;;
	fortify) readelf -sW "$2" | grep -Eq '__[a-z]*printf_chk' ;;
	noexec) readelf -lW "$2" | grep -Eq 'GNU_STACK .* RW +0x' ;;
	esac
}

cat >try.c <<'EOF2'
#include <stdio.h>
#include <string.h>
int
main(int argc, char **argv)
{
	char text[64];

	snprintf(text, sizeof text - (size_t)argc, "%s", argv[0]);
	return printf("%s\n", text) < 0;
}
EOF2
# tried FLAG...: does this machine's compiler take them?
tried() {
	rm -f try
	${CC:-cc} -O2 "$@" -o try try.c >/dev/null 2>&1 && [ -x try ]
}

for what in pie relro now stack fortify noexec; do
	case $what in
	pie) set -- -fPIE -pie ;;
	relro) set -- -Wl,-z,relro ;;
	now) set -- -Wl,-z,now ;;
	stack) set -- -fstack-protector-strong ;;
	fortify) set -- -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 ;;
	noexec) set -- ;;
	esac
	if [ "$what" = fortify ] && grep -qs -e '-O0' "$PL_BIN/../build/flags"; then
		skip 1 "$what: nothing is fortified without optimising"
		continue
	elif ! tried "$@" || ! has "$what" try; then
		skip 1 "$what: this machine's compiler makes none"
		continue
	fi
	without=
	while read -r command; do
		has "$what" "$command" || without="$without ${command##*/}"
	done <commands
	is "$what: every command has it" '' "$without"
done

# And what is not to be there.
with=
while read -r command; do
	! readelf -dW "$command" | grep -Eq 'TEXTREL|RPATH|RUNPATH' || with="$with ${command##*/}"
done <commands
is 'none looks for its libraries in odd places, or writes to its own code' '' "$with"
done_testing
