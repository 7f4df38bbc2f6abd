#ifndef DEAL_RATES_H
#define DEAL_RATES_H

/*
 * Exchange rates: rates.csv, columns date, from, to, rate. The newest on or before
 * a day serves, directly or as its reciprocal; there are no chains.
 */

#include <stdbool.h>

#include "base/intern.h"
#include "base/message.h"
#include "base/money.h"

struct rate {
	int day;
	char from[4], to[4];
	int64_t top, bottom;	/* the rate is top / bottom, both positive */
	char other[4];		/* the one of the two that is not the house's; ""
				 * where neither is */
	bool direct;		/* to the house's: of a day it goes before the
				 * other way round */
	size_t order;		/* row in the file: of two of a day the later */
};

struct rates {
	struct rate *at;	/* by other, then by day */
	size_t n;
	size_t room;
	char house[4];		/* what amounts are converted to */
	int as_of;		/* the day of what is not closed */
	struct intern apart;	/* currencies that lack a rate somewhere: kept
				 * as they are, whole */
	struct intern converted;	/* currencies that some deal had a rate for */
};

/* Read the file. HOUSE is the house currency, "": the only "to" of the file (else
 * nothing is converted: -1). 0, or -1 with WHAT set (file, line, field). */
int rates_read(struct rates *, const char *path, const char *house,
    int as_of, struct trouble *what);

/* The same for the rates at PATH; where that is NULL, for rates.csv beside the file
 * BESIDE, if there is one that is not empty. 1: read; 0: there are none; -1. */
int rates_find(struct rates *, const char *path, const char *beside,
    const char *house, int as_of, struct trouble *what);

/* AMOUNT of CURRENCY on DAY in the house currency, rounded once, half to even, to
 * that currency's decimals. false, and AMOUNT as it was: there is no rate by then,
 * or it comes to more than there is room for. */
bool rates_convert(const struct rates *, const char *currency, int day,
    int64_t *amount);

/* Is CURRENCY converted at all? Not the house's own, nor one that is kept apart. */
bool rates_apply(const struct rates *, const char *currency);
/* Keep CURRENCY apart from now on. */
void rates_keep_apart(struct rates *, const char *currency);
void rates_free(struct rates *);

#endif
