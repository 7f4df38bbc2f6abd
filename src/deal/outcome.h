#ifndef DEAL_OUTCOME_H
#define DEAL_OUTCOME_H

/*
 * What systems keep beside the stage and write when it changes: a status, flags
 * for closed and won, the times of both, the day each stage was entered, and the
 * amount weighted by its chances.
 */

#include "deal/draft.h"

/* Does the file keep won and lost apart, so that the stage of a deal that is over
 * is the last open one? */
bool outcome_apart(const struct schema *);

/* Draft what follows from entering TO on DAY. 0, or -1 with WHAT set. */
int outcome_put(struct draft *, const struct stage *to, int day,
    struct trouble *what);

/* Where the file has a weighted amount and this change touches what it is made
 * of: make it amount times probability again. */
void outcome_weigh(struct draft *);

#endif
