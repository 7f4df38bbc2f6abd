#ifndef MEASURE_ODDS_H
#define MEASURE_ODDS_H

/*
 * What some deals may bring: the exact distribution of the sum of those that
 * will be won, each with its own odds, on a grid (a Poisson-binomial
 * distribution; Hong 2013). Deals are not quite independent, so the odds of all
 * may move together, by a common shock. Nothing is drawn: the same deals give
 * the same bytes, in any order.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One deal, or one unit of whatever is counted. */
struct chance {
	int64_t amount;		/* what it brings; ten-thousandths, or 1 */
	double odds;		/* 0..1 */
};

struct odds_request {
	const struct chance *chances;
	size_t n;
	bool scaled;		/* the odds are moved until the mean is this */
	double mean;
	double shock;		/* standard deviation of the common shock,
				 * relative to the mean; 0: none */
};

/* The distribution. */
struct odds {
	double *share;		/* probability of base + i * step */
	size_t n;
	double base;
	double step;
};

/* Make it; to be freed. */
void odds_make(struct odds *, const struct odds_request *);
void odds_free(struct odds *);

double odds_mean(const struct odds *);
/* The smallest value with a cumulative share of at least Q. */
double odds_percentile(const struct odds *, double q);
/* P(sum >= TARGET). */
double odds_reached(const struct odds *, double target);
/* The continuous ranked probability score where ACTUAL came: the integral of
 * the squared difference between the distribution and what is known since
 * (Matheson and Winkler 1976); in the unit of the amounts, 0 is best. */
double odds_crps(const struct odds *, double actual);

#endif
