#!/bin/sh
# Many at once on one file: sixty writers and twenty readers, none of whom knows of
# the others.
. "${0%/*}/lib.sh"

export PL_TODAY=2026-09-30
writers=20 readers=20 reads=3	# of each of three kinds
if sanitized; then writers=4 readers=4 reads=1; fi

header=id,name,stage,amount,created,stage_since,history,notes
n=1
{
	echo $header
	while [ $n -le 200 ]; do
		echo "D-$n,Deal $n,Lead,$n,2026-08-01,2026-08-01,Lead@2026-08-01,\"a talk, of the $n\""
		n=$((n + 1))
	done
	echo 'END,the last,Lead,0,2026-08-01,2026-08-01,Lead@2026-08-01,"nothing, really"'
} >deals.csv
printf 'stage,kind,probability\nLead,open,10\nDemo,open,40\nWon,won,100\n' >stages.csv
cp deals.csv before.csv
mkdir said

# A whole file: a header, 201 deals or more, all with their cells.
n=1
while [ $n -le $readers ]; do
	(
		i=1
		while [ $i -le $reads ]; do
			{
				pl-list deals.csv >said/r$n &&
				[ "$(head -n 1 said/r$n)" = $header ] &&
				[ "$(wc -l <said/r$n)" -ge 202 ] && grep -q '^END,' said/r$n &&
				! grep -qv '.*,.*,.*,.*,.*,.*,.*,' said/r$n &&
				[ "$(tail -c 1 said/r$n | tr '\n' x)" = x ] &&
				deals=$(pl-stats -H -M deals deals.csv) && [ "$deals" -ge 201 ]
			} 2>said/e$n || echo "reader $n: $? $(cat said/e$n)" >>said/wrong
			i=$((i + 1))
		done
	) &
	n=$((n + 1))
done
n=1
while [ $n -le $writers ]; do
	pl-add -i --wait 200 "name=New $n" "amount=$n" deals.csv >said/added.$n 2>said/a$n ||
	    echo "pl-add $n: $? $(cat said/a$n)" >>said/wrong &
	pl-set -i --wait 200 "D-$n" "notes=note $n, changed" deals.csv 2>said/s$n ||
	    echo "pl-set $n: $? $(cat said/s$n)" >>said/wrong &
	pl-move -i --wait 200 "D-$((n + 100))" Demo deals.csv 2>said/m$n ||
	    echo "pl-move $n: $? $(cat said/m$n)" >>said/wrong &
	n=$((n + 1))
done
wait

is 'nobody was refused, nobody saw half a file' '' "$(cat said/wrong 2>/dev/null)"
is 'nothing is left behind' 'before.csv
deals.csv
said
stages.csv' "$(ls -A)"
is 'every new deal is there' "$writers" "$(grep -c ',New [0-9]*,Lead,[0-9]*,2026-09-30' deals.csv)"
is 'under an id of its own, which was told' "$(cat said/added.* | sort)" \
    "$(grep ',New ' deals.csv | sed 's/,.*//' | sort)"
is 'and no two are the same' '' "$(sed 's/,.*//' deals.csv | sort | uniq -d)"
is 'every cell that was set' "$writers" "$(grep -c '"note [0-9]*, changed"$' deals.csv)"
is 'every deal that was moved' "$writers" "$(grep -c '^D-1[0-9]*,Deal.*,Demo,.*Lead@2026-08-01 > Demo@2026-09-30,' deals.csv)"
n=1
while [ $n -le $writers ]; do
	echo "D-$n,Deal $n,Lead,$n,2026-08-01,2026-08-01,Lead@2026-08-01,\"note $n, changed\""
	n=$((n + 1))
done >./asked
is 'as asked' "$(cat asked)" "$(sed -n "2,$((writers + 1))p" deals.csv)"
is 'and nothing else changed' "$(sed -n "122,202p" before.csv)" "$(sed -n "122,202p" deals.csv)"
runs 'it is sound' 0 '' '' pl-check deals.csv

# A lock that is held. flock(1), or perl in its place.
held() {
	perl -e 'use Fcntl ":flock"; open my $f, "+<", shift or die; flock $f, LOCK_EX or die;
		open my $g, ">", "ready" or die; close $g; sleep 30' deals.csv &
	holder=$!
	until [ -e ready ]; do sleep 0.05; done
}
cp deals.csv before.csv
held
for command in "pl-set -i --wait 1 D-1 notes=x" "pl-add -i --wait 1 name=x" "pl-move -i --wait 0 D-1 Demo" \
    "pl-rm -i --wait 0 D-1"; do
	seconds=${command#*--wait }
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
like 'and writes' '*D-1,Deal 1,Lead,1,2026-08-01,2026-08-01,Lead@2026-08-01,x*' "$(cat deals.csv)"
done_testing
