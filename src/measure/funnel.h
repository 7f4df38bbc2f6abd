#ifndef MEASURE_FUNNEL_H
#define MEASURE_FUNNEL_H

/*
 * pl-funnel: how far the deals created in a period came, stage by stage, how
 * long they stayed and where it sticks (measures.md, "pl-funnel").
 */

#include "deal/filter.h"
#include "deal/stream.h"
#include "measure/group.h"
#include "measure/partial.h"
#include "measure/result.h"

struct funnel_request {
	const struct stages *stages;	/* set before the fold begins */
	const struct filter *filter;
	struct grouping grouping;
	int as_of;
	struct period period;	/* deals created in it */
};

/* Take BY ("owner,source"; NULL: none) and add what the deals are asked for to
 * DEMAND. The rows are pipelines and stages already: the pipeline is no group of
 * its own. 0, or -1 with WHAT set. */
int funnel_ask(struct funnel_request *, const char *by, int fiscal,
    struct demand *, struct trouble *what);

extern const struct fold funnel_fold;
extern const struct portable funnel_portable;

/* The rows, a stage each and one for deals of which no stage is known. */
struct result *funnel_finish(const void *state);

/* What a person who reads the rows should know of the file they are from, a line
 * each: deals without a created date, which are in none; deals that nothing says
 * the times in stages of. */
void funnel_hints(const void *state, struct buffer *lines);

#endif
