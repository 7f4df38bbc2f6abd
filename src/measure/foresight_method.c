/*
 * What the methods say at one landmark, by nothing but what was known there.
 */

#include "measure/foresight_look.h"

#define TREND_FROM 3		/* months the trend is of */
#define HALF_YEAR 2		/* months of one place in the quarter in half a
				 * year */
#define PLACES 3
#define MOST_ODDS 0.98		/* that moving leaves */

static int
month_of(int day)
{
	int year, month;

	date_parts(day, &year, &month, NULL);
	return year * 12 + month - 1;
}

static bool
is_whole(struct period window)
{
	int dom;

	date_parts(window.from, NULL, NULL, &dom);
	return dom == 1 && window.to == date_month_end(window.to);
}

static size_t
count_wins(const struct look *look, int month_end)
{
	struct period month = period_around(month_end, STEP_MONTH, 1);
	const struct landmarks *marks = look->marks;
	size_t n = 0;

	for (size_t i = landmarks_win(marks, month.from); i < marks->n_wins &&
	    marks->wins[i]->day <= month.to; i++)
		n += look->into->mine[marks->wins[i]->group] &&
		    marks->wins[i]->until > month.to;
	return n;
}

static double
days_of_month(int month_end)
{
	int dom;

	date_parts(month_end, NULL, NULL, &dom);
	return dom;
}

/* Wins a day in the months of a place in the quarter to those in all, by what is
 * known on DAY; the fewer months there are, the nearer to 1. */
static void
find_calendar(const struct look *look, int day, double calendar[PLACES])
{
	double wins[PLACES] = { 0 }, months[PLACES] = { 0 }, all = 0, n = 0;
	int month = day == date_month_end(day) ? day :
	    date_month_end(landmark_shift(day, -1));

	for (; n < LEARNED_FROM && month >= look->first;
	    month = date_month_end(landmark_shift(month, -1))) {
		size_t place = (size_t)month_of(month) % PLACES;
		double won = (double)count_wins(look, month) /
		    days_of_month(month);

		wins[place] += won;
		months[place]++;
		all += won;
		n++;
	}
	for (size_t i = 0; i < PLACES; i++) {
		double ratio = months[i] > 0 && all > 0 && n >= PLACES ?
		    wins[i] / months[i] / (all / n) : 1;

		calendar[i] = 1 + (ratio - 1) * months[i] /
		    (months[i] + HALF_YEAR);
	}
}

/* What the calendar makes of a window: the mean of its months. */
static double
calendar_of(const double calendar[PLACES], struct period window)
{
	double sum = 0, n = 0;

	for (int month = month_of(window.from); month <= month_of(window.to);
	    month++, n++)
		sum += calendar[month % PLACES];
	return n > 0 ? sum / n : 1;
}

/* How the learned odds have done of late. */
static double
find_level(const struct look *look, size_t e, const double calendar[PLACES])
{
	const struct foresight *into = look->into;
	struct sign signs[LEARNED_FROM];
	size_t n = 0;

	if (look->pulse != NULL)
		return look->pulse->at[e].level;
	for (size_t j = e + 1; j <= into->n && n < LEARNED_FROM; j++) {
		double base = look->base[j] *
		    calendar_of(calendar, into->at[j].window);

		if (!foresight_knows(into, e, j) || base <= 0 ||
		    into->at[j].landmarks < LANDMARKS_LEAST)
			continue;
		signs[n++] = (struct sign){ look->won[j] / base,
		    look->chance[j] / (base * base) +
		    1 / (look->learned[j] + 1) };
	}
	return combine_level(signs, n);
}

/* New business: as many deals as of late, worth what such deals were. */
static void
find_fresh(const struct look *look, size_t e, const double calendar[PLACES])
{
	struct foresight *into = look->into;
	struct moment *at = &into->at[e];
	double late = 0, n = 0, won = 0, squares = 0, k = 0, mean;

	for (size_t j = e + 1; j <= into->n; j++) {
		if (!foresight_knows(into, e, j))
			continue;
		n += look->fresh_n[j];
		won += look->fresh_won[j];
		squares += look->fresh_squares[j];
		if (k < FRESH_FROM) {
			late += look->fresh_n[j] /
			    calendar_of(calendar, into->at[j].window);
			k++;
		}
	}
	if (n <= 0)
		return;
	mean = late / k * calendar_of(calendar, at->window);
	at->fresh = mean * won / n;
	at->variance += mean * squares / n;
}

/* The model: open deals by their odds, and new business. */
static void
find_model(const struct look *look, size_t e)
{
	struct foresight *into = look->into;
	struct moment *at = &into->at[e];

	at->model = at->fresh;
	for (size_t i = e * into->n_cells; i < (e + 1) * into->n_cells; i++) {
		double odds = into->odds[i] * at->move;
		const struct tally *tally = &look->tallies[i];

		if (odds > MOST_ODDS)
			odds = MOST_ODDS;
		into->odds[i] = odds;
		at->model += odds * (double)look->amounts[i];
		at->variance += odds * (1 - odds) * 1e4 *
		    (double)look->squares[i];
		at->brier += tally->n * odds * odds - 2 * odds * tally->won +
		    tally->won;
	}
}

/* The trend of whole months: the last three months, or as many as there are. */
static void
trend_of_months(const struct look *look, size_t e)
{
	struct moment *at = &look->into->at[e];
	int day = look->marks->days[e], n = 0;
	int months = month_of(at->window.to) - month_of(at->window.from) + 1;

	while (n < TREND_FROM &&
	    landmark_shift(day, -(n + 1)) + 1 >= look->first_month)
		n++;
	if (n == 0)
		return;
	at->stretches[0] = (struct stretch){
	    { landmark_shift(day, -n) + 1, day }, (double)months / n };
	at->n_stretches = 1;
}

/* Of part of a month: the same part of the last three. */
static void
trend_of_parts(const struct look *look, size_t e)
{
	const struct foresight *into = look->into;
	struct moment *at = &look->into->at[e];

	for (size_t j = e + 1; j <= into->n && at->n_stretches < TREND_FROM;
	    j++)
		if (into->at[j].window.to <= look->marks->days[e] &&
		    into->at[j].window.from >= look->first_month)
			at->stretches[at->n_stretches++].days =
			    into->at[j].window;
	for (size_t i = 0; i < at->n_stretches; i++)
		at->stretches[i].times = 1 / (double)at->n_stretches;
}

static void
find_trend(const struct look *look, size_t e)
{
	struct moment *at = &look->into->at[e];
	int day = look->marks->days[e];

	if (is_whole(at->window))
		trend_of_months(look, e);
	else
		trend_of_parts(look, e);
	for (size_t i = 0; i < at->n_stretches; i++)
		at->trend += at->stretches[i].times * (double)foresight_won(
		    look->into, at->stretches[i].days, day, SIGHT_NONE);
}

/* The nearest window STEP months back, or twice that..., that is over and lies in
 * the time the file knows. */
static bool
find_season_by(const struct look *look, size_t e, size_t step)
{
	struct foresight *into = look->into;

	for (size_t j = e + step; j <= into->n; j += step) {
		struct period window = into->at[j].window;

		if (window.to > look->marks->days[e])
			continue;
		if (window.from < look->first_month)
			return false;
		into->at[e].season = window;
		into->at[e].seasonal = into->at[j].actual;
		return true;
	}
	return false;
}

/* The same place in the last quarter; of more than a month, in the last year. */
static void
find_season(const struct look *look, size_t e)
{
	struct period window = look->into->at[e].window;

	if (month_of(window.to) - month_of(window.from) < 2 ||
	    !find_season_by(look, e, 12))
		(void)find_season_by(look, e, 3);
}

static bool
has_season(const struct moment *at)
{
	return at->season.from <= at->season.to;
}

/* What was said before, and what came: the newest first. */
static size_t
find_trials(const struct look *look, size_t e,
    struct trial trials[LEARNED_FROM])
{
	const struct foresight *into = look->into;
	size_t n = 0;

	for (size_t j = e + 1; j <= into->n && n < LEARNED_FROM; j++) {
		const struct moment *at = &into->at[j];

		if (foresight_knows(into, e, j))
			trials[n++] = (struct trial){
			    { at->model, at->trend, at->seasonal },
			    { at->landmarks > 0, at->n_stretches > 0,
			    has_season(at) }, at->actual };
	}
	return n;
}

static double
find_shock(const struct look *look, size_t e)
{
	const struct foresight *into = look->into;
	struct miss misses[LEARNED_FROM];
	size_t n = 0;

	for (size_t j = e + 1; j <= into->n && n < LEARNED_FROM; j++) {
		const struct moment *at = &into->at[j];

		if (foresight_knows(into, e, j) &&
		    at->landmarks >= LANDMARKS_LEAST)
			misses[n++] = (struct miss){ at->expected, at->actual,
			    at->variance };
	}
	return combine_shock(misses, n);
}

static double
combined(const struct moment *at, double model, double trend, double seasonal)
{
	return at->weights[METHOD_MODEL] * model +
	    at->weights[METHOD_TREND] * trend +
	    at->weights[METHOD_SEASONAL] * seasonal;
}

void
foresight_methods(struct look *look, size_t e)
{
	struct moment *at = &look->into->at[e];
	struct trial trials[LEARNED_FROM];
	double calendar[PLACES];
	bool may[METHOD_COUNT];
	size_t n;

	find_calendar(look, look->marks->days[e], calendar);
	at->level = find_level(look, e, calendar);
	at->move = at->length * at->level *
	    calendar_of(calendar, at->window);
	find_fresh(look, e, calendar);
	find_model(look, e);
	find_trend(look, e);
	find_season(look, e);
	n = find_trials(look, e, trials);
	may[METHOD_TREND] = at->n_stretches > 0;
	may[METHOD_SEASONAL] = has_season(at);
	may[METHOD_MODEL] = at->landmarks >= LANDMARKS_LEAST ||
	    !may[METHOD_TREND];
	combine_weights(trials, n, may, at->weights);
	at->expected = combined(at, at->model, at->trend, at->seasonal);
	at->shock = find_shock(look, e);
}

/* A group's new business is its share of all by what it had of late. */
static double
fresh_part(const struct foresight *foresight, uint32_t group)
{
	const struct landmarks *marks = foresight->marks;
	int128 own = 0, all = 0;
	size_t k = 0;

	for (size_t j = 1; j <= foresight->n && k < FRESH_FROM; j++) {
		struct period window = foresight->at[j].window;

		if (!foresight_knows(foresight, 0, j))
			continue;
		k++;
		for (size_t i = landmarks_win(marks, window.from);
		    i < marks->n_wins && marks->wins[i]->day <= window.to;
		    i++) {
			const struct closing *win = marks->wins[i];

			if (win->entered <= marks->days[j] ||
			    win->until <= window.to ||
			    !foresight->mine[win->group])
				continue;
			all += win->amount;
			own += win->group == group ? win->amount : 0;
		}
	}
	return all == 0 ? 0 : foresight->at[0].fresh * (double)own /
	    (double)all;
}

struct part
foresight_part(const struct foresight *foresight, uint32_t group)
{
	const struct landmarks *marks = foresight->marks;
	const struct moment *at = &foresight->at[0];
	struct part part = { .fresh = fresh_part(foresight, group) };

	part.model = part.fresh;
	for (size_t i = marks->first[0]; i < marks->first[1]; i++)
		if (marks->sights[i].group == group)
			part.model += foresight_odds(foresight,
			    &marks->sights[i]) * (double)foresight_amount(
			    foresight, &marks->sights[i]);
	for (size_t i = 0; i < at->n_stretches; i++)
		part.trend += at->stretches[i].times * (double)foresight_won(
		    foresight, at->stretches[i].days, marks->days[0], group);
	if (has_season(at))
		part.seasonal = (double)foresight_won(foresight, at->season,
		    at->season.to, group);
	part.expected = combined(at, part.model, part.trend, part.seasonal);
	return part;
}
