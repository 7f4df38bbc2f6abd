#ifndef MEASURE_STATS_H
#define MEASURE_STATS_H

/*
 * pl-stats: metrics over all deals, or over groups of them, or period by
 * period.
 */

#include "deal/filter.h"
#include "deal/stream.h"
#include "measure/group.h"
#include "measure/metric.h"
#include "measure/partial.h"
#include "measure/result.h"

struct stats_request {
	const struct stages *stages;	/* set before the fold begins */
	const struct metric *metrics[64];	/* in the order asked for */
	size_t n_metrics;
	struct grouping grouping;	/* stages and house: before it begins */
	const struct filter *filter;
	int as_of;		/* T */
	struct period period;	/* P; DATE_FIRST.. where none was asked for */
	bool period_given;
	enum period_step every;	/* STEP_NONE: one row a group */
	int fiscal;
	int64_t lifespan;	/* years in ten-thousandths; -1: learned */
	bool intervals;		/* 95 % bounds beside each share */
};

/* Take METRICS ("won,win_rate", "all", NULL: the default ones) and BY
 * ("owner,created_month", NULL: none), and add what they need to DEMAND. 0, or -1
 * with WHAT set. */
int stats_ask(struct stats_request *, const char *metrics, const char *by,
    struct demand *, struct trouble *what);

extern const struct fold stats_fold;
extern const struct portable stats_portable;

/* The figures of a state; it may be used no more but be freed. */
struct result *stats_finish(void *state);

/* What a person who reads the figures of STATE should know of the file they are
 * from, a line each: how old it is (AS_OF_GIVEN: he knows), open deals without an
 * amount, deals without a date, deals closed before they were created. */
void stats_hints(const void *state, bool as_of_given, struct buffer *lines);

/* The registry as a table: key, title, help. */
struct result *stats_list(void);

#endif
