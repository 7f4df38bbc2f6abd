#ifndef MEASURE_ATTAINMENT_H
#define MEASURE_ATTAINMENT_H

/*
 * pl-goal: how far goals are reached, what is still needed and how likely that
 * is (measures.md, "pl-goal"; measures(7)).
 *
 * A goal is looked at as of T, or of its last day where that is earlier, and of
 * the deals of which its conditions hold. What is needed is worked out with the
 * rates of the same deals in the twelve months that end on T, or of all their
 * past where fewer than ten of them closed in these.
 */

#include "deal/filter.h"
#include "deal/goals.h"
#include "deal/stream.h"
#include "measure/group.h"
#include "measure/result.h"

struct attainment_request {
	const struct goals *goals;
	struct grouping grouping;	/* by what goals are of; its stages and
					 * house currency are set before the fold
					 * begins, the rest by attainment_ask */
	const struct filter *filter;
	int as_of;		/* T */
	int fiscal;
	struct period period;	/* goals whose period holds it; T alone */
	bool deals;		/* the deals to chase are wanted too */

	/* Made by attainment_ask. */
	const struct goal **chosen;	/* in the order of the file */
	struct filter *conditions;	/* of each */
	size_t n;
	struct attainment_span *spans;	/* what is added up over */
	size_t n_spans;
};

/* Choose the goals and add what they need to DEMAND. 0, or -1 with WHAT set: there
 * are none, or they are of what goals cannot be of. */
int attainment_ask(struct attainment_request *, struct demand *,
    struct trouble *what);
void attainment_request_free(struct attainment_request *);

extern const struct fold attainment_fold;

/* A row a goal, with notes on what the rates are of and what is left out. May
 * be asked for once, and so may the deals. */
struct result *attainment_finish(void *state);

/* Make the rows, if they are more than one, fit for a page: what goals are of in
 * one column, and only the figures that say most. */
void attainment_brief(struct result *);

/* The open deals that are to be closed in the period of one of the goals, those
 * first that are expected to bring the most. Each stands once, with its odds to
 * be won by the end of that period; of several, of the one that is over first. */
struct result *attainment_deals(void *state);

/* Is any of the goals behind its pace? */
bool attainment_behind(const void *state);

#endif
