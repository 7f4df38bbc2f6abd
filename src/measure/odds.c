#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "measure/odds.h"

#define GRID 2048		/* points where amounts have no common measure */
#define EXACT 8192		/* points at most where they have */
#define APART 256		/* deals that are taken one by one; the smaller
				 * ones are many, and normal together */
#define SPREAD 8		/* standard deviations the grid goes beyond */
#define NODES 5
#define STEPS 50		/* halvings of a search */
#define SLACK 1e-9		/* of a cumulative share, for its rounding */

/* Gauss-Hermite nodes and weights of a standard normal variable. */
static const double node_at[NODES] = {
	-2.856970013872806, -1.355626179974266, 0, 1.355626179974266,
	2.856970013872806
};
static const double node_weight[NODES] = {
	0.011257411327721, 0.222075922005613, 0.533333333333332,
	0.222075922005613, 0.011257411327721
};

/* A distribution in the making. */
struct making {
	struct chance *chances;	/* positive, the greatest first */
	size_t n;
	size_t apart;		/* the first ones, taken one by one */
	double base;
	double step;
	size_t points;
	double *share;		/* of one node */
};

static int
by_size(const void *a, const void *b)
{
	const struct chance *x = a, *y = b;

	if (x->amount != y->amount)
		return x->amount < y->amount ? 1 : -1;
	return (x->odds < y->odds) - (x->odds > y->odds);
}

/* Those that matter, in an order of their own. What costs money when it is won
 * is the same as getting that back when it is not. */
static void
take_chances(struct making *making, const struct odds_request *request)
{
	making->chances = memory_zero(request->n + 1, sizeof(struct chance));
	for (size_t i = 0; i < request->n; i++) {
		struct chance chance = request->chances[i];

		if (chance.amount < 0) {
			chance.amount = -chance.amount;
			chance.odds = 1 - chance.odds;
		}
		if (chance.amount != 0 && chance.odds > 0)
			making->chances[making->n++] = chance;
	}
	qsort(making->chances, making->n, sizeof(struct chance), by_size);
	/* whole numbers, so that their order does not matter */
	for (size_t i = 0; i < request->n; i++)
		if (request->chances[i].amount < 0)
			making->base += (double)request->chances[i].amount;
}

/* Odds of one to FACTOR more. */
static double
moved(double odds, double factor)
{
	return factor * odds / (1 - odds + factor * odds);
}

static double
mean_of(const struct making *making, double factor)
{
	double mean = 0;

	for (size_t i = 0; i < making->n; i++)
		mean += (double)making->chances[i].amount *
		    moved(making->chances[i].odds, factor);
	return mean;
}

/* What the odds are multiplied by so that the mean (above the base) is MEAN, as
 * far as it can be. */
static double
factor_for(const struct making *making, double mean)
{
	double low = 1.0 / 1024, high = 1024;

	for (int i = 0; i < STEPS; i++) {
		double middle = sqrt(low * high);

		if (mean_of(making, middle) < mean)
			low = middle;
		else
			high = middle;
	}
	return sqrt(low * high);
}

static void
move_all(struct making *making, double factor)
{
	for (size_t i = 0; i < making->n; i++)
		making->chances[i].odds = moved(making->chances[i].odds,
		    factor);
}

static int64_t
common_measure(int64_t a, int64_t b)
{
	while (b != 0) {
		int64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* Mean and variance of those from FROM on. */
static void
moments(const struct making *making, size_t from, double factor, double *mean,
    double *variance)
{
	*mean = *variance = 0;
	for (size_t i = from; i < making->n; i++) {
		double amount = (double)making->chances[i].amount;
		double odds = moved(making->chances[i].odds, factor);

		*mean += amount * odds;
		*variance += amount * amount * odds * (1 - odds);
	}
}

/* The grid: in steps that all amounts are multiples of, else fine enough. */
static void
lay_grid(struct making *making, double shock)
{
	double all = 0, mean, variance, top;
	int64_t measure = 0;

	for (size_t i = 0; i < making->n; i++) {
		all += (double)making->chances[i].amount;
		measure = common_measure(making->chances[i].amount, measure);
	}
	making->apart = making->n;
	making->step = measure > 0 ? (double)measure : 1;
	making->points = (size_t)1;
	if (all / making->step < EXACT && making->n <= EXACT) {
		making->points += (size_t)(all / making->step + 0.5);
		if (making->points * making->n <= (size_t)GRID * APART * 4)
			return;
	}
	moments(making, 0, 1, &mean, &variance);
	top = mean * (1 + (SPREAD - 2) * shock) + SPREAD * sqrt(variance);
	if (making->n > 0 && top < (double)making->chances[0].amount)
		top = (double)making->chances[0].amount;
	if (top > all)
		top = all;
	making->apart = making->n < APART ? making->n : APART;
	making->step = top > 0 ? top / (GRID - 1) : 1;
	making->points = GRID;
}

/* P(a standard normal variable < x) */
static double
normal(double x)
{
	return erfc(-x / sqrt(2)) / 2;
}

/* Lay the small deals on the grid. */
static void
begin_share(struct making *making, double factor)
{
	double mean, variance, below = 0, deviation;

	moments(making, making->apart, factor, &mean, &variance);
	deviation = sqrt(variance);
	for (size_t i = 0; i < making->points; i++) {
		double edge = ((double)i + 0.5) * making->step, upto;

		if (i + 1 == making->points)
			upto = 1;
		else if (deviation > making->step / 16)
			upto = normal((edge - mean) / deviation);
		else
			upto = edge > mean;
		making->share[i] = upto - below;
		below = upto;
	}
}

/* Add one deal: won, all that was moves up; what lies between two points of the
 * grid is split so that the mean stays. */
static void
add_chance(struct making *making, double amount, double odds)
{
	double *share = making->share, place = amount / making->step, above = 0;
	size_t whole = (size_t)place, last = making->points - 1;
	double part = place - (double)whole;
	double low = odds * (1 - part), high = odds * part;

	if (whole >= last) {
		whole = last;
		low = odds;
		high = 0;
	}
	for (size_t i = last - whole + 1; i <= last; i++)
		above += share[i];
	/* what would go beyond the last point stays on it */
	above = above * odds + (whole <= last ? share[last - whole] * high : 0);
	for (size_t i = last + 1; i-- > 0; ) {
		double from = i >= whole ? share[i - whole] * low : 0;

		if (i > whole)
			from += share[i - whole - 1] * high;
		share[i] = share[i] * (1 - odds) + from;
	}
	share[last] += above;
}

static void
add_node(struct making *making, struct odds *odds, double factor, double weight)
{
	begin_share(making, factor);
	for (size_t i = 0; i < making->apart; i++)
		add_chance(making, (double)making->chances[i].amount,
		    moved(making->chances[i].odds, factor));
	for (size_t i = 0; i < making->points; i++)
		odds->share[i] += weight * making->share[i];
}

void
odds_make(struct odds *odds, const struct odds_request *request)
{
	struct making making = { 0 };
	double mean;

	take_chances(&making, request);
	if (request->scaled)
		move_all(&making, factor_for(&making,
		    request->mean - making.base));
	lay_grid(&making, request->shock);
	making.share = memory_zero(making.points, sizeof(double));
	*odds = (struct odds){ .n = making.points, .base = making.base,
	    .step = making.step,
	    .share = memory_zero(making.points, sizeof(double)) };
	mean = mean_of(&making, 1);
	if (request->shock > 0 && mean > 0) {
		for (size_t i = 0; i < NODES; i++)
			add_node(&making, odds, factor_for(&making,
			    mean * exp(request->shock * node_at[i] -
			    request->shock * request->shock / 2)),
			    node_weight[i]);
	} else {
		add_node(&making, odds, 1, 1);
	}
	free(making.share);
	free(making.chances);
}

void
odds_free(struct odds *odds)
{
	free(odds->share);
	*odds = (struct odds){ 0 };
}

static double
value_at(const struct odds *odds, size_t i)
{
	return odds->base + (double)i * odds->step;
}

double
odds_mean(const struct odds *odds)
{
	double mean = 0;

	for (size_t i = 0; i < odds->n; i++)
		mean += value_at(odds, i) * odds->share[i];
	return mean;
}

double
odds_percentile(const struct odds *odds, double q)
{
	double sum = 0;

	for (size_t i = 0; i < odds->n; i++) {
		sum += odds->share[i];
		if (sum >= q - SLACK)
			return value_at(odds, i);
	}
	return odds->n > 0 ? value_at(odds, odds->n - 1) : 0;
}

double
odds_reached(const struct odds *odds, double target)
{
	double sum = 0;

	/* the smaller side is added up, so that 1 is 1 */
	for (size_t i = 0; i < odds->n; i++)
		if (value_at(odds, i) < target - odds->step * SLACK)
			sum += odds->share[i];
	sum = 1 - sum;
	return sum < SLACK ? 0 : sum > 1 - SLACK ? 1 : sum;
}

double
odds_crps(const struct odds *odds, double actual)
{
	double sum = 0, share = 0, last = value_at(odds, odds->n - 1);

	if (actual < odds->base)
		sum += odds->base - actual;
	if (actual > last)
		sum += actual - last;
	for (size_t i = 0; i + 1 < odds->n; i++) {
		double from = value_at(odds, i), to = value_at(odds, i + 1);
		double middle = actual < from ? from :
		    actual > to ? to : actual;

		share += odds->share[i];
		sum += share * share * (middle - from) +
		    (1 - share) * (1 - share) * (to - middle);
	}
	return sum;
}
