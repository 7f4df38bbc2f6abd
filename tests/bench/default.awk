# pl-stats as of T, in awk: deals, leads, open, pipeline, weighted, won,
# won_amount, lost, win_rate, conversion, avg_deal, cycle, velocity. For files
# without quotes only. Each date is counted once: there are far fewer than deals.
BEGIN {
	FS = ","
	split("Prospecting 10 Qualification 20 Meeting 40 Proposal 60 Negotiation 80", pair, " ")
	for (i = 1; i in pair; i += 2)
		chance[pair[i]] = pair[i + 1]
}

# Days from a day long ago to DATE, which is YYYY-MM-DD.
function count(date,	y, m) {
	y = substr(date, 1, 4) + 0
	m = substr(date, 6, 2) + 0
	if (m < 3) {
		y--
		m += 12
	}
	return day[date] = 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + \
	    int((153 * m - 457) / 5) + substr(date, 9, 2)
}

NR > 1 && $9 <= T {
	deals++
	if ($6 == "Won" && $11 <= T) {
		won++
		won_amount += $7
		valued += $7 != ""
		days += ($11 in day ? day[$11] : count($11)) - ($9 in day ? day[$9] : count($9))
	} else if ($6 == "Lost" && $11 <= T) {
		lost++
	} else {
		open++
		pipeline += $7
		weighted += $7 * chance[$6]
	}
}

END {
	printf "%d,%d,%d,%.2f,%.2f,%d,%.2f,%d,%.6f,%.6f,%.2f,%.2f,%.2f\n", deals, deals, open,
	    pipeline, weighted / 100, won, won_amount, lost, won / (won + lost), won / deals,
	    won_amount / valued, days / won,
	    open * (won_amount / valued) * (won / (won + lost)) / (days / won)
}
