#ifndef DEAL_PAST_H
#define DEAL_PAST_H

/*
 * The history of a deal that has none: what its other cells tell of its past,
 * and nothing that they do not.
 */

#include "deal/sheet.h"

/*
 * Append it as a history's cell. Where the file has a date for each stage, these,
 * and the stage it is in where its own day is known. Else that alone: the day
 * it entered its stage; the day it was closed, if its stage is the first won one or
 * a lost one; the day it was created, if it is the first of all.
 * DATES_ONLY: only the first of these. The sheet has derived the deal.
 */
void past_write(const struct deal *, bool dates_only, struct buffer *out);

#endif
