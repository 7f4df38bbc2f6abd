#include <stdlib.h>
#include <string.h>

#include "measure/foresight_look.h"

#define KIN_LEAST 10		/* wins of a kin that make a mean of its own */
#define FAR 0.05		/* off its mean a distribution is of no use */
#define KEPT 0.9		/* of a landmark's weight, a landmark later */

struct period
foresight_pulse(const struct landmarks *marks)
{
	return (struct period){ marks->days[0] + 1,
	    landmark_shift(marks->days[0], 1) };
}

bool
foresight_knows(const struct foresight *foresight, size_t e, size_t j)
{
	return foresight->at[j].counts &&
	    foresight->at[j].window.to <= foresight->marks->days[e];
}

bool
foresight_learned(const struct foresight *foresight, size_t e)
{
	return foresight->at[e].landmarks >= LANDMARKS_LEAST &&
	    foresight->at[e].seen >= SIGHTS_LEAST;
}

static bool
is_mine(const struct foresight *foresight, uint32_t of, uint32_t group)
{
	return group == SIGHT_NONE ? foresight->mine[of] : of == group;
}

int128
foresight_won(const struct foresight *foresight, struct period days, int seen,
    uint32_t group)
{
	const struct landmarks *marks = foresight->marks;
	int128 won = 0;

	for (size_t i = landmarks_win(marks, days.from); i < marks->n_wins &&
	    marks->wins[i]->day <= days.to; i++)
		if (marks->wins[i]->until > seen &&
		    is_mine(foresight, marks->wins[i]->group, group))
			won += marks->wins[i]->amount;
	return won;
}

/* The like of the window behind each landmark. */
static void
lay_windows(struct look *look)
{
	struct foresight *into = look->into;
	const int *days = look->marks->days;

	for (size_t e = 0; e <= into->n; e++) {
		struct moment *at = &into->at[e];

		at->window.to = landmark_shift(into->window.to, -(int)e);
		at->window.from = into->window.from == days[0] + 1 ?
		    days[e] + 1 : landmark_shift(into->window.from, -(int)e);
		at->over = at->window.to <= days[0];
		at->counts = days[e] >= look->first;
		at->season = (struct period){ 0, -1 };
	}
}

/* What deals were worth that had been won by each landmark, by kin. */
static void
find_means(struct look *look)
{
	struct foresight *into = look->into;
	const struct landmarks *marks = look->marks;
	size_t kins = marks->kins.n;
	int128 *sums = memory_zero(kins + 1, sizeof *sums);
	int64_t *counts = memory_zero(kins + 1, sizeof *counts);
	size_t i = 0;

	into->means = memory_zero((into->n + 1) * (kins + 1),
	    sizeof *into->means);
	for (size_t e = into->n + 1; e-- > 0; ) {
		int64_t *means = &into->means[e * (kins + 1)];

		for (; i < marks->n_wins &&
		    marks->wins[i]->day <= marks->days[e]; i++) {
			const struct closing *win = marks->wins[i];

			if (!win->has_amount || !into->mine[win->group])
				continue;
			sums[win->kin] += win->amount;
			counts[win->kin]++;
			sums[kins] += win->amount;
			counts[kins]++;
		}
		for (size_t k = 0; k <= kins; k++) {
			size_t of = counts[k] >= KIN_LEAST ? k : kins;

			means[k] = counts[of] == 0 ? 0 :
			    (int64_t)(sums[of] / counts[of]);
		}
	}
	free(sums);
	free(counts);
}

int64_t
foresight_amount(const struct foresight *foresight, const struct sight *sight)
{
	return sight->has_amount ? sight->amount : foresight->means[
	    sight->landmark * (foresight->marks->kins.n + 1) + sight->kin];
}

static size_t
cell_of(const struct foresight *foresight, const struct sight *sight)
{
	struct period window = foresight->at[sight->landmark].window;
	int since = sight->since != DATE_NONE ? sight->since : sight->entered;

	return sight->landmark * foresight->n_cells + model_cell(sight->stage,
	    model_due(sight->due, window.from, window.to),
	    foresight->marks->days[sight->landmark] - since);
}

double
foresight_odds(const struct foresight *foresight, const struct sight *sight)
{
	return sight->entered == DATE_NONE ? 0 :
	    foresight->odds[cell_of(foresight, sight)];
}

double
foresight_stated(const struct foresight *foresight, const struct sight *sight)
{
	struct period window = foresight->at[sight->landmark].window;
	int from = window.from == foresight->marks->days[sight->landmark] + 1 ?
	    DATE_FIRST : window.from;

	if (sight->omitted || sight->close_date == DATE_NONE ||
	    sight->close_date < from || sight->close_date > window.to)
		return 0;
	return (double)sight->probability / PERCENT_ONE;
}

static void
count_sight(struct look *look, const struct sight *sight)
{
	struct foresight *into = look->into;
	struct moment *at = &into->at[sight->landmark];
	bool won = at->over && landmarks_won(look->marks, sight->deal,
	    at->window.from, at->window.to) != NULL;
	double stated = foresight_stated(into, sight);
	int128 amount = foresight_amount(into, sight), cents = amount / 100;
	size_t cell = cell_of(into, sight);

	look->tallies[cell].n++;
	look->tallies[cell].won += won;
	at->deals++;
	at->brier_stated += (stated - won) * (stated - won);
	if (!into->mine[sight->group])
		return;
	look->won[sight->landmark] += won;
	look->open[cell]++;
	look->amounts[cell] += amount;
	look->squares[cell] += cents * cents;
}

/* A deal that was won in the window at E: was it there at the landmark? */
static void
count_win(struct look *look, const struct closing *win, size_t e)
{
	double amount = (double)win->amount;

	if (win->entered <= look->marks->days[e])
		return;
	look->fresh_n[e]++;
	look->fresh_won[e] += amount;
	look->fresh_squares[e] += amount * amount;
}

static void
count_wins(struct look *look)
{
	struct foresight *into = look->into;
	const struct landmarks *marks = look->marks;

	for (size_t e = 0; e <= into->n; e++) {
		struct moment *at = &into->at[e];

		if (!at->over)
			continue;
		at->actual = (double)foresight_won(into, at->window,
		    at->window.to, SIGHT_NONE);
		for (size_t i = landmarks_win(marks, at->window.from);
		    i < marks->n_wins && marks->wins[i]->day <=
		    at->window.to; i++)
			if (into->mine[marks->wins[i]->group] &&
			    marks->wins[i]->until > at->window.to)
				count_win(look, marks->wins[i], e);
	}
}

static double
days_of(struct period window)
{
	return (double)(window.to - window.from) + 1;
}

/* Learn the odds at landmark E from those whose windows were over, the older the
 * less, and hold them against the deals that are open there. */
static void
learn(struct look *look, size_t e, struct tally *tallies)
{
	struct foresight *into = look->into;
	struct moment *at = &into->at[e];
	double weight = 1, days = 0, weights = 0;
	double *odds = &into->odds[e * into->n_cells];
	const double *open = &look->open[e * into->n_cells];

	memset(tallies, 0, into->n_cells * sizeof *tallies);
	for (size_t j = e + 1; j <= into->n && at->landmarks < LEARNED_FROM;
	    j++) {
		const struct tally *from = &look->tallies[j * into->n_cells];

		if (!foresight_knows(into, e, j))
			continue;
		at->landmarks++;
		at->seen += into->at[j].deals;
		for (size_t i = 0; i < into->n_cells; i++) {
			tallies[i].n += weight * from[i].n;
			tallies[i].won += weight * from[i].won;
		}
		days += weight * days_of(into->at[j].window);
		weights += weight;
		weight *= KEPT;
	}
	at->length = days > 0 ? days_of(at->window) * weights / days : 1;
	model_learn(tallies, look->marks->n_stages, odds);
	for (size_t i = 0; i < into->n_cells; i++) {
		look->learned[e] += tallies[i].won;
		look->base[e] += at->length * odds[i] * open[i];
		look->chance[e] += odds[i] * (1 - odds[i]) * open[i];
	}
}

/* Where no open deal had a close date: open x win rate x average deal. */
static double
assumed(const struct look *look, size_t e, double open)
{
	const struct landmarks *marks = look->marks;
	int128 amount = 0;
	int64_t won = 0, lost = 0, valued = 0;

	for (size_t i = 0; i < marks->n_closings; i++) {
		const struct closing *closing = &marks->closings[i];

		if (!look->into->mine[closing->group] ||
		    closing->day > marks->days[e] ||
		    closing->until <= marks->days[e])
			continue;
		won += closing->won;
		lost += !closing->won;
		if (closing->won && closing->has_amount) {
			valued++;
			amount += closing->amount;
		}
	}
	return valued == 0 ? 0 : open * (double)won / (double)(won + lost) *
	    (double)amount / (double)valued;
}

/* What the stated probabilities made of it. */
static void
weigh(struct look *look, size_t e)
{
	struct foresight *into = look->into;
	const struct landmarks *marks = look->marks;
	struct moment *at = &into->at[e];
	int128 sum = 0;
	double open = 0;
	bool dated = false;

	for (size_t i = marks->first[e]; i < marks->first[e + 1]; i++) {
		const struct sight *sight = &marks->sights[i];

		if (!into->mine[sight->group] || sight->omitted)
			continue;
		open++;
		dated |= sight->close_date != DATE_NONE;
		if (foresight_stated(into, sight) > 0)
			sum += (int128)sight->amount * sight->probability;
	}
	at->weighted = (double)sum / PERCENT_ONE;
	if (!dated && at->window.from == marks->days[e] + 1)
		at->weighted = assumed(look, e, open);
}

static void
look_begin(struct look *look)
{
	struct foresight *into = look->into;
	const struct landmarks *marks = look->marks;
	size_t all;

	into->n = marks->request->n;
	into->n_cells = marks->n_stages * CELLS_OF_STAGE;
	all = (into->n + 1) * into->n_cells;
	into->odds = memory_zero(all, sizeof *into->odds);
	into->mine = memory_zero(marks->groups.n + 1, sizeof *into->mine);
	for (size_t i = 0; i < marks->groups.n; i++)
		into->mine[i] = slice_equal(into->currency,
		    group_part(intern_text(&marks->groups, i), 0));
	look->tallies = memory_zero(all, sizeof *look->tallies);
	look->open = memory_zero(all, sizeof *look->open);
	look->amounts = memory_zero(all, sizeof *look->amounts);
	look->squares = memory_zero(all, sizeof *look->squares);
	look->first = landmarks_first(marks);
	if (look->first > marks->days[0])
		look->first = marks->days[0];
	look->first_month = period_around(look->first, STEP_MONTH, 1).from;
}

static void
look_end(struct look *look)
{
	free(look->tallies);
	free(look->open);
	free(look->amounts);
	free(look->squares);
	free(look);
}

void
foresight_make(struct foresight *into, const struct landmarks *marks,
    struct period window, struct slice currency, const struct foresight *pulse)
{
	struct look *look = memory_zero(1, sizeof *look);
	struct tally *tallies;

	*into = (struct foresight){ .marks = marks, .window = window,
	    .currency = currency };
	*look = (struct look){ .into = into, .marks = marks, .pulse = pulse };
	look_begin(look);
	lay_windows(look);
	find_means(look);
	for (size_t i = 0; i < marks->n; i++)
		count_sight(look, &marks->sights[i]);
	count_wins(look);
	tallies = memory_zero(into->n_cells, sizeof *tallies);
	for (size_t e = into->n + 1; e-- > 0; ) {
		learn(look, e, tallies);
		weigh(look, e);
		foresight_methods(look, e);
	}
	free(tallies);
	look_end(look);
}

void
foresight_free(struct foresight *foresight)
{
	free(foresight->odds);
	free(foresight->means);
	free(foresight->mine);
}

/* New business of the kind that came before: each of those deals may come again,
 * as often as its landmark comes up. */
static size_t
add_fresh(const struct foresight *foresight, size_t e, uint32_t group,
    bool all, struct chance *into)
{
	const struct landmarks *marks = foresight->marks;
	size_t n = 0, k = 0;

	for (size_t j = e + 1; j <= foresight->n && k < FRESH_FROM; j++) {
		struct period window = foresight->at[j].window;

		if (!foresight_knows(foresight, e, j))
			continue;
		k++;
		for (size_t i = landmarks_win(marks, window.from);
		    i < marks->n_wins && marks->wins[i]->day <= window.to;
		    i++) {
			const struct closing *win = marks->wins[i];

			if (win->until > window.to &&
			    is_mine(foresight, win->group, group) &&
			    (all || win->entered > marks->days[j]))
				into[n++] = (struct chance){ win->amount, 0 };
		}
	}
	for (size_t i = 0; i < n; i++)
		into[i].odds = k > 1 ? 1 / (double)k : 0.5;
	return n;
}

static struct chance *
find_chances(const struct foresight *foresight, size_t e, uint32_t group,
    bool all, size_t *n)
{
	const struct landmarks *marks = foresight->marks;
	size_t open = marks->first[e + 1] - marks->first[e];
	struct chance *chances = memory_zero(open +
	    FRESH_FROM * marks->n_wins + 1, sizeof *chances);

	*n = 0;
	for (size_t i = marks->first[e]; i < marks->first[e + 1]; i++) {
		const struct sight *sight = &marks->sights[i];

		if (is_mine(foresight, sight->group, group))
			chances[(*n)++] = (struct chance){
			    foresight_amount(foresight, sight),
			    foresight_odds(foresight, sight) };
	}
	*n += add_fresh(foresight, e, group, all, &chances[*n]);
	return chances;
}

/* Make the odds of CHANCES, which are freed. Is their mean what it is to be? */
static bool
make_odds(const struct foresight *foresight, size_t e, struct chance *chances,
    size_t n, double mean, struct odds *odds)
{
	struct odds_request request = { .chances = chances, .n = n,
	    .scaled = true, .mean = mean, .shock = foresight->at[e].shock };
	double reached;

	odds_make(odds, &request);
	free(chances);
	reached = odds_mean(odds);
	return foresight->at[e].landmarks > 0 && reached >= mean * (1 - FAR) &&
	    reached <= mean * (1 + FAR);
}

bool
foresight_distribution(const struct foresight *foresight, size_t e,
    uint32_t group, double expected, struct odds *odds)
{
	size_t n;
	bool all = 2 * foresight->at[e].model < expected;
	struct chance *chances = find_chances(foresight, e, group, all, &n);

	return make_odds(foresight, e, chances, n, expected, odds);
}

bool
foresight_count(const struct foresight *foresight, uint32_t group,
    struct odds *odds)
{
	const struct moment *at = foresight->at;
	double mean = 0;
	size_t n;
	struct chance *chances = find_chances(foresight, 0, group, false, &n);

	for (size_t i = 0; i < n; i++) {
		chances[i].amount = 1;
		mean += chances[i].odds;
	}
	if (at->model > 0)
		mean *= at->expected / at->model;
	return make_odds(foresight, 0, chances, n, mean, odds);
}
