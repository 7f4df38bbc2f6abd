#ifndef MEASURE_COMBINE_H
#define MEASURE_COMBINE_H

/*
 * Forecasts of several methods made into one by how they did before, and what a
 * series of forecasts says of its own errors (measures(7), PL-FORECAST).
 */

#include <stdbool.h>
#include <stddef.h>

enum method {
	METHOD_MODEL,
	METHOD_TREND,
	METHOD_SEASONAL,
	METHOD_COUNT
};

/* What the methods said of a period, and what came. */
struct trial {
	double said[METHOD_COUNT];
	bool has[METHOD_COUNT];
	double actual;
};

/*
 * Weights, which add up to 1, of the methods that MAY says may have any, by N
 * trials. Each method's is the inverse of its mean squared error, squared, the
 * mean of all taking the place of one trial more; this counts as ten trials
 * beside the weights that would have had the least squared error together.
 */
void combine_weights(const struct trial *, size_t n,
    const bool may[METHOD_COUNT], double weights[METHOD_COUNT]);

/* One number of a series. */
struct sign {
	double ratio;		/* actual to expected */
	double variance;	/* of the ratio, by chance alone */
};

/* The level behind N ratios, the newest first: a random walk from 1 on, seen
 * through chance (a Kalman filter), as restless as makes the series likeliest,
 * standing still preferred. 1 where there is nothing to go by. */
double combine_level(const struct sign *, size_t n);

/* The error of a forecast. */
struct miss {
	double expected, actual;
	double variance;	/* of the actual, by chance alone */
};

/* What is left of the relative errors when chance is taken out: the standard
 * deviation of a common shock. */
double combine_shock(const struct miss *, size_t n);

#endif
