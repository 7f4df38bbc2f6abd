#ifndef MEASURE_REACH_H
#define MEASURE_REACH_H

/*
 * How likely it is that open deals bring what is missing by a day: by the odds of
 * the forecast (measure/foresight.h), which know of deals to come too; where the
 * past is too short to learn from, by the stated probabilities of the deals that
 * are to be closed by then.
 */

#include "base/intern.h"
#include "deal/deal.h"
#include "deal/filter.h"
#include "measure/group.h"

struct reach;

/* An open deal, as it stands on T. */
struct prospect {
	size_t group;		/* the number of its key */
	int close_date;
	bool has_amount;
	int64_t amount;		/* ten-thousandths; 0 without */
	int64_t probability;	/* ppm */
	bool seen;		/* reach_add said so */
};

/* What is asked. */
struct reach_question {
	const struct prospect *prospects;	/* in the order they were added */
	size_t n;
	const bool *mine;	/* by group: it is asked of this one */
	struct period period;	/* ends behind T; what is over of it is not
				 * asked of */
	bool money;		/* what is missing is money, else deals won */
	double missing;		/* ten-thousandths, or deals */
	int64_t average;	/* what a deal without an amount brings where
				 * nothing was learned */
};

/* What the deals are asked for, added to DEMAND. */
void reach_demand(struct demand *);

/* A past to learn from, as of T; the last period asked about ends on TO. */
struct reach *reach_begin(const struct grouping *, const struct filter *,
    int as_of, int to);
/* Add a deal. Is it open on T, with a past of its own? */
bool reach_add(struct reach *, const struct deal *);
/* Add FROM's deals behind INTO's; FROM is freed. */
void reach_merge(struct reach *into, struct reach *from);
void reach_free(struct reach *);

/* Once all deals are added: KEYS are those of the groups, CURRENCY is that of
 * money. */
void reach_settle(struct reach *, const struct intern *keys,
    struct slice currency);

/* P(at least what is missing), as a rate. */
struct value reach_chance(struct reach *, const struct reach_question *);

/* The odds of the prospects numbered in WHICH to be won in the period. */
void reach_odds(struct reach *, const struct reach_question *,
    const size_t *which, size_t n, double *odds);

/* Has it learned enough to ask about the period, or is what it says as stated? */
bool reach_learned(struct reach *, struct period);

#endif
