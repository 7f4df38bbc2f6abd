#ifndef MEASURE_FORESIGHT_LOOK_H
#define MEASURE_FORESIGHT_LOOK_H

/* A foresight in the making; of foresight.c and foresight_method.c alone. */

#include "measure/foresight.h"

struct look {
	struct foresight *into;
	const struct landmarks *marks;
	const struct foresight *pulse;	/* NULL: it is one itself */
	int first;		/* day of the first closing, and the first of its
				 * month */
	int first_month;

	/* By landmark and cell: all open deals and those won; then those whose
	 * money counts: how many, amounts, and squares of them (in cents). */
	struct tally *tallies;
	double *open;
	int128 *amounts, *squares;

	/* By landmark: open deals won and those that were to be expected by the
	 * learned odds, with the variance of that; what was learned from; new
	 * deals won, and their money. */
	double won[LANDMARKS_MOST + 1];
	double base[LANDMARKS_MOST + 1];
	double chance[LANDMARKS_MOST + 1];
	double learned[LANDMARKS_MOST + 1];
	double fresh_n[LANDMARKS_MOST + 1];
	double fresh_won[LANDMARKS_MOST + 1];
	double fresh_squares[LANDMARKS_MOST + 1];
};

/* Could landmark E know what came in the window of landmark J? */
bool foresight_knows(const struct foresight *, size_t e, size_t j);

/* Money won in DAYS, as it was seen at the end of the day SEEN. */
int128 foresight_won(const struct foresight *, struct period days, int seen,
    uint32_t group);

/* Once all is counted and learned: what the methods say at landmark E, and their
 * combination. Those behind it come first. */
void foresight_methods(struct look *, size_t e);

#endif
