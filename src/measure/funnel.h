#ifndef MEASURE_FUNNEL_H
#define MEASURE_FUNNEL_H

/*
 * pl-funnel: how far the deals created in a period came, stage by stage, how
 * long they stayed and where it sticks (measures.md, "pl-funnel").
 */

#include "deal/filter.h"
#include "deal/stream.h"
#include "measure/group.h"
#include "measure/result.h"

struct funnel_request {
	const struct stages *stages;	/* set before the fold begins */
	const struct filter *filter;
	struct grouping grouping;
	int as_of;
	struct period period;	/* deals created in it */
};

/* What the deals are asked for, added to DEMAND. */
void funnel_demand(struct demand *);

extern const struct fold funnel_fold;

/* The rows, a stage each and one for deals of which no stage is known. */
struct result *funnel_finish(void *state);

/* How many deals of the period have no history, so that what they passed is not
 * known. */
uint64_t funnel_unlogged(const void *state);

#endif
