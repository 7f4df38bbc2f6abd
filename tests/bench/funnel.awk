# pl-funnel as of T, in awk, for the bench's deals: their histories have stages
# only, in order, and no quotes. What measures(7) says of visits, Kaplan-Meier
# quantiles and drag.
BEGIN {
	FS = ","
	n_stages = split("Prospecting Qualification Meeting Proposal Negotiation Won", name, " ")
	for (i = 1; i <= n_stages; i++)
		rank[name[i]] = i
	today = count(T)
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

# A visit to STAGE of DAYS, ended or running.
function visit(stage, days, ended) {
	if (days > most)
		most = days
	days = stage SUBSEP days
	if (ended)
		exits[days]++
	else
		running[days]++
	if ($7 == "")
		valueless[days]++
	else
		amount[days] += $7
}

NR > 1 && $9 <= T {
	n = split($17, entry, /@| > /)
	furthest = 0
	in_stage = 0
	for (i = 1; i < n && entry[i + 1] <= T; i += 2) {
		at = entry[i + 1] in day ? day[entry[i + 1]] : count(entry[i + 1])
		if (in_stage)
			visit(in_stage, at - since, 1)
		in_stage = rank[entry[i]]
		since = at
		if (in_stage) {
			shown[in_stage]++
			if (in_stage > furthest)
				furthest = in_stage
		}
	}
	if (in_stage && in_stage < n_stages)
		visit(in_stage, today - since, 0)
	if ($6 == "Won" && $11 <= T)
		here[n_stages]++
	else if ($6 == "Lost" && $11 <= T)
		lost[furthest]++
	else
		here[furthest]++
	if ($7 != "") {
		valued++
		value += $7
	}
}

# The day by which QUANTILE of them had left; -1: never.
function left_by(stage, quantile,	d, at_risk, left) {
	for (d = 0; d <= most; d++)
		at_risk += exits[stage, d] + running[stage, d]
	left = 1
	for (d = 0; d <= most; d++) {
		if (exits[stage, d]) {
			left *= (at_risk - exits[stage, d]) / at_risk
			if (left <= 1 - quantile + 1e-12)
				return d
		}
		at_risk -= exits[stage, d] + running[stage, d]
	}
	return -1
}

# The middle of the visits that ended, times two.
function median_ended(stage,	d, seen, low) {
	low = -1
	for (d = 0; d <= most; d++) {
		seen += exits[stage, d]
		if (low < 0 && 2 * seen >= n_ended[stage])
			low = d
		if (2 * seen > n_ended[stage])
			return low + d
	}
	return 0
}

function drag_of(stage,	limit, d, drag) {
	limit = median[stage] < 0 ? median_ended(stage) / 2 : median[stage]
	for (d = int(limit); d <= most; d++)
		if (d > limit)
			drag += (amount[stage, d] + valueless[stage, d] * value / valued) * (d - limit)
	return drag
}

# The Wilson bounds of K in N.
function bounds(k, n,	z, middle, half) {
	z = 1.959964
	middle = (k / n + z * z / (2 * n)) / (1 + z * z / n)
	half = z / (1 + z * z / n) * sqrt(k / n * (1 - k / n) / n + z * z / (4 * n * n))
	return sprintf("%.6f,%.6f", middle - half, middle + half)
}

function days_of(days) {
	return days < 0 ? "" : sprintf("%.2f", days)
}

END {
	for (i = n_stages; i >= 1; i--)
		reached[i] = reached[i + 1] + here[i] + lost[i]
	for (i = 1; i < n_stages; i++) {
		for (d = 0; d <= most; d++) {
			n_ended[i] += exits[i, d]
			ended_days[i] += d * exits[i, d]
		}
		median[i] = left_by(i, 0.5)
		drag[i] = drag_of(i)
		drags += drag[i]
		if (drag[i] > drag[bottleneck])
			bottleneck = i
	}
	for (i = 1; i < n_stages; i++)
		printf ",%s,%d,%.6f,%s,%.6f,%d,%d,%d,%.2f,%s,%s,%.6f,%s\n", name[i], reached[i],
		    reached[i + 1] / reached[i], bounds(reached[i + 1], reached[i]),
		    reached[i] / reached[1], lost[i], here[i], reached[i] - shown[i],
		    ended_days[i] / n_ended[i], days_of(median[i]), days_of(left_by(i, 0.9)),
		    drag[i] / drags, i == bottleneck ? "yes" : ""
	printf ",%s,%d,,,,%.6f,0,0,%d,,,,,\n", name[n_stages], reached[n_stages],
	    reached[n_stages] / reached[1], reached[n_stages] - shown[n_stages]
}
