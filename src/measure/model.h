#ifndef MEASURE_MODEL_H
#define MEASURE_MODEL_H

/*
 * What share of the deals of a kind was won in a period, learned from the open
 * deals at landmarks whose periods were over (measures(7), PL-FORECAST).
 */

#include <stddef.h>
#include <stdint.h>

enum due {			/* the close date against the period */
	DUE_NONE,
	DUE_BEFORE,
	DUE_IN,
	DUE_AFTER,
	DUE_COUNT
};

#define AGES 8			/* bands of days: 0, 7, 14, 30, 60, 90, 120, 180 */

/* Deals of one kind are a cell: stage, due state and age. */
#define CELLS_OF_STAGE (DUE_COUNT * AGES)

size_t model_cell(size_t stage, enum due, int age_days);
enum due model_due(int due, int from, int to);	/* DATE_NONE: none */

/* How many were seen in a cell, and how many of them were won. */
struct tally {
	double n;
	double won;
};

/*
 * The odds of each cell, from coarse to fine: those of all, then of the stage,
 * of stage and due state, of all three, each (won + 10 x coarser) / (n + 10).
 * TALLIES and ODDS are of n_stages * CELLS_OF_STAGE. 0 everywhere where nothing
 * was seen.
 */
void model_learn(const struct tally *tallies, size_t n_stages, double *odds);

#endif
