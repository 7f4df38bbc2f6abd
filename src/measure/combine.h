#ifndef MEASURE_COMBINE_H
#define MEASURE_COMBINE_H

/*
 * Forecasts of several methods made into one, by how they did before; what a
 * series of them says of its own errors (measures(7), PL-FORECAST).
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

/* Weights of the methods that HAS names, from N trials: they add up to 1. */
void combine_weights(const struct trial *trials, size_t n,
    const bool has[METHOD_COUNT], double weights[METHOD_COUNT]);

/* How far a level has moved: one number of a series. */
struct reading_of {
	double ratio;		/* actual to expected */
	double variance;	/* of the ratio, by chance alone */
};

/* The level behind N ratios, the newest first: a random walk seen through
 * chance (Kalman's filter), as restless as makes the series most likely. 1 where
 * there is nothing to go by. */
double combine_level(const struct reading_of *, size_t n);

/* What is left of the spread of N ratios, actual to expected, when chance is
 * taken out: the standard deviation of the common shock. */
double combine_shock(const struct reading_of *, size_t n);

#endif
