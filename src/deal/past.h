#ifndef DEAL_PAST_H
#define DEAL_PAST_H

/*
 * The history of a deal that has none: what its other cells tell of its past,
 * and nothing that they do not.
 */

#include "deal/sheet.h"

/* How far the cells are believed. */
enum past {
	PAST_DATES,		/* the dates that the file has for each stage, and
				 * its own day for the one the deal is in */
	PAST_DAYS,		/* without such dates: the day it entered its
				 * stage; the day it was closed, if its stage is
				 * the first won one or a lost one */
	PAST_CREATED		/* and the day it was created, if its stage is
				 * the first of its pipeline */
};

/* Append it as a history's cell. The sheet has derived the deal. */
void past_write(const struct deal *, enum past, struct buffer *out);

#endif
