# pl-stats -b stage,owner -M open,pipeline,won,won_amount as of T, in awk: for
# files without quotes only. Groups in no order; those without any are left out.
BEGIN { FS = "," }

NR > 1 {
	key = $6 "," $5
	if ($6 == "Won") {
		if ($11 <= T) {
			won[key]++
			won_amount[key] += $7
		}
	} else if ($6 != "Lost" && $9 <= T) {
		open[key]++
		pipeline[key] += $7
	}
}

END {
	for (key in won)
		printf "%s,0,0.00,%d,%.2f\n", key, won[key], won_amount[key]
	for (key in open)
		printf "%s,%d,%.2f,0,0.00\n", key, open[key], pipeline[key]
}
