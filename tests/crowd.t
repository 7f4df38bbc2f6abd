#!/bin/sh
# Many at once on one file: sixty writers and twenty readers, none of whom knows of
# the others.
. "${0%/*}/lib.sh"

export PL_TODAY=2026-09-30
writers=20 readers=20	# of each of three kinds
if sanitized; then writers=4 readers=4; fi

# Every deal is open and, added or not, worth 1000 by what is added to it: whatever
# the moment, the pipeline is 1000 times the deals.
header=id,name,stage,amount,created,stage_since,history,notes
n=1
{
	echo $header
	while [ $n -le 200 ]; do
		echo "D-$n,Deal $n,Lead,1000,2026-08-01,2026-08-01,Lead@2026-08-01,\"a talk, of the $n\""
		n=$((n + 1))
	done
	echo 'END,the last,Lead,1000,2026-08-01,2026-08-01,Lead@2026-08-01,"nothing, really"'
} >deals.csv
chmod 640 deals.csv
printf 'stage,kind,probability\nLead,open,10\nDemo,open,40\nWon,won,100\n' >stages.csv
ln -s deals.csv link.csv
cp deals.csv before.csv
mkdir said

# A whole file: a header, 201 deals or more, all with their cells; and figures that
# fit each other and never go back. Until all writers are done, and once more.
reader() {
	seen=0 last=
	while [ -z "$last" ]; do
		[ ! -e said/done ] || last=yes
		pl-list deals.csv >said/r$1 &&
		[ "$(head -n 1 said/r$1)" = $header ] &&
		[ "$(wc -l <said/r$1)" -ge 202 ] && grep -q '^END,' said/r$1 &&
		! grep -qv '.*,.*,.*,.*,.*,.*,.*,' said/r$1 &&
		[ "$(tail -c 1 said/r$1 | tr '\n' x)" = x ] &&
		pl-stats -H -M deals,open,pipeline link.csv >said/f$1 &&
		IFS=, read -r deals open pipeline <said/f$1 &&
		[ "$deals" -ge 201 ] && [ "$deals" = "$open" ] && [ "$pipeline" = "${deals}000.00" ] || {
			echo "reader $1: '$deals,$open,$pipeline' after $seen $(cat said/e$1)" >>said/wrong
			return
		}
		if [ "$deals" -lt "$seen" ]; then
			echo "reader $1: $deals after $seen" >>said/wrong
		elif [ "$deals" -gt "$seen" ]; then
			echo "$deals" >>said/states.$1
		fi
		seen=$deals
		echo "$1" >>said/begun
	done
}
n=1
while [ $n -le $readers ]; do
	reader $n 2>said/e$n &
	others="${others-} $!"
	n=$((n + 1))
done
until [ "$(sort -u said/begun 2>/dev/null | wc -l)" -eq $readers ] || [ -s said/wrong ]; do
	sleep 0.05
done
# Each of them by the name or by the link.
n=1
while [ $n -le $writers ]; do
	if [ $((n % 2)) -eq 0 ]; then file=link.csv; else file=deals.csv; fi
	pl-add -i --wait 200 "name=New $n" amount=1000 $file >said/added.$n 2>said/a$n ||
	    echo "pl-add $n: $? $(cat said/a$n)" >>said/wrong &
	mine="${mine-} $!"
	pl-set -i --wait 200 "D-$n" "notes=note $n, changed" $file 2>said/s$n ||
	    echo "pl-set $n: $? $(cat said/s$n)" >>said/wrong &
	mine="$mine $!"
	pl-move -i --wait 200 "D-$((n + 100))" Demo $file 2>said/m$n ||
	    echo "pl-move $n: $? $(cat said/m$n)" >>said/wrong &
	mine="$mine $!"
	n=$((n + 1))
done
# shellcheck disable=SC2086
wait $mine
: >said/done
# shellcheck disable=SC2086
wait $others

is 'nobody was refused, nobody saw half a file' '' "$(cat said/wrong 2>/dev/null)"
ok 'every reader saw the first state and the last' \
    sh -c 'for f in said/states.*; do grep -qx 201 $f && grep -qx $1 $f || exit 1; done' sh $((201 + writers))
is 'nothing is left behind' 'before.csv
deals.csv
link.csv
said
stages.csv' "$(ls -A)"
is 'the link is one' deals.csv "$(readlink link.csv)"
is 'the mode is kept' -rw-r----- "$(ls -l deals.csv | cut -c1-10)"
is 'every new deal is there' "$writers" "$(grep -c ',New [0-9]*,Lead,1000,2026-09-30' deals.csv)"
is 'under an id of its own, which was told' "$(cat said/added.* | sort)" \
    "$(grep ',New ' deals.csv | sed 's/,.*//' | sort)"
is 'and no two are the same' '' "$(sed 's/,.*//' deals.csv | sort | uniq -d)"
is 'every cell that was set' "$writers" "$(grep -c '"note [0-9]*, changed"$' deals.csv)"
is 'every deal that was moved' "$writers" "$(grep -c '^D-1[0-9]*,Deal.*,Demo,.*Lead@2026-08-01 > Demo@2026-09-30,' deals.csv)"
n=1
while [ $n -le $writers ]; do
	echo "D-$n,Deal $n,Lead,1000,2026-08-01,2026-08-01,Lead@2026-08-01,\"note $n, changed\""
	n=$((n + 1))
done >./asked
is 'as asked' "$(cat asked)" "$(sed -n "2,$((writers + 1))p" deals.csv)"
is 'and nothing else changed' "$(sed -n "122,202p" before.csv)" "$(sed -n "122,202p" deals.csv)"
runs 'it is sound' 0 '' '' pl-check deals.csv

# A lock that is held. flock(1), or perl in its place.
held() {
	perl -e 'use Fcntl ":flock"; open my $f, "+<", shift or die; flock $f, LOCK_EX or die;
		open my $g, ">", "ready" or die; close $g; sleep 30' "$1" &
	holder=$!
	until [ -e ready ]; do sleep 0.05; done
	rm ready
}
held stages.csv
runs 'the stages that are held' 2 '' 'pl-stages: stages.csv: locked by another process (waited 0 s)' \
    pl-stages -i --wait 0 --rename Lead=Talk -s stages.csv
kill $holder
cp deals.csv before.csv
held deals.csv
for command in "pl-set -i --wait 1 D-1 notes=x" "pl-add -i --wait 0 name=x" "pl-move -i --wait 0 D-1 Demo" \
    "pl-rm -i --wait 0 D-1" "pl-check --fix --wait 0" "pl-convert -i --wait 0 --add source"; do
	seconds=${command#*--wait }
	# shellcheck disable=SC2086
	runs "a lock that is held: $command" 2 '' \
	    "${command%% *}: deals.csv: locked by another process (waited ${seconds%% *} s)" \
	    $command deals.csv
done
runs 'a reader need not wait' 0 "$((writers + 201))" '' pl-stats -H -M deals deals.csv
runs 'a dry run need not either' 0 "$(pl-set D-1 notes=x deals.csv | diff -U0 deals.csv - | sed 1,2d)" '' \
    sh -c 'pl-set -n D-1 notes=x deals.csv | sed 1,2d'
same_bytes 'the file is as it was' before.csv deals.csv
# The lock goes with who held it, however that ends.
(sleep 0.3; kill -9 $holder) &
runs 'who held it was killed: the next one gets it' 0 '' '' pl-set -i --wait 20 D-1 notes=x deals.csv
wait $holder 2>/dev/null
like 'and writes' '*D-1,Deal 1,Lead,1000,2026-08-01,2026-08-01,Lead@2026-08-01,x*' "$(cat deals.csv)"
# So do the files beside it that a killed run left: the next one does not ask.
for left in .deals.csv.pl-tmp .deals.csv.pl-old; do
	echo 'half a f' >$left
	runs "what was left holds nobody up: $left" 0 '' '' pl-set -i --wait 0 D-2 "notes=$left" deals.csv
	ok 'it is gone' test ! -e $left
	like 'and the change is there' "*$left*" "$(sed -n 3p deals.csv)"
done
done_testing
