#ifndef MEASURE_ATTAINMENT_STATE_H
#define MEASURE_ATTAINMENT_STATE_H

/* What the fold of pl-goal gathers; of attainment*.c alone. */

#include "measure/attainment.h"
#include "measure/metric.h"
#include "measure/reach.h"

/* The first two spans are those of the rates; a goal's is that of its period. */
enum {
	SPAN_YEAR,		/* the twelve months that end on T */
	SPAN_PAST,		/* all the past */
	SPANS_OF_RATES
};

#define ATTAINMENT_ADDERS 5
#define ATTAINMENT_CLOSED 10	/* deals closed that make the rates of a year */

/* Days that are added up over. */
struct attainment_span {
	struct period period;
	int day;		/* from which the deals are looked at: T, or the
				 * period's last where that is earlier */
	bool always;		/* closed on a day unknown counts too */
};

/* One group in one span. */
struct attained {
	struct tally tally;
	uint64_t due;		/* open deals to be closed in it */
	int128 due_amount;
};

/* The deals of one key: of the same currency, and alike to all goals. */
struct attainment_group {
	struct attained *spans;	/* by number of span */
	bool *counts;		/* by goal: its conditions hold */
};

/* An open deal, for the list of those to chase: as struct prospect. */
struct chased {
	struct slice id, name, owner, stage;	/* in the arena */
};

struct attainment {
	const struct attainment_request *request;
	metric_adder adders[ATTAINMENT_ADDERS];
	struct intern keys;	/* measure/group.h */
	struct attainment_group *groups;	/* by number of key */
	size_t room;
	struct buffer key;
	struct reach *reach;	/* NULL: no goal lies ahead */
	struct prospect *prospects;	/* open deals that have a close date or
					 * whose odds can be learned */
	size_t n_prospects, room_prospects;
	struct chased *chased;	/* by prospect; where they are wanted */
	size_t room_chased;
	struct arena arena;
};

/* The number of the span of a goal's period. */
size_t attainment_span_of(const struct attainment_request *,
    const struct goal *);

/* A goal and what is known of it. Counts are in ten-thousandths, as targets
 * are. */
struct progress {
	const struct goal *goal;
	size_t number;
	bool *mine;		/* by group: it counts for the goal */
	bool known;		/* what follows is: there is one currency, there
				 * are activities */
	int128 won;
	int128 gap;		/* never negative */
	struct attained now;	/* of its period */
	struct attained rates;
	bool all_past;		/* these are of all the past, which differs */
};

/* Work it out; to be freed. */
void progress_make(const struct attainment *, size_t number,
    struct progress *);
void progress_free(struct progress *);

/* The currency of goals in money: the only one there is, else the house's. false:
 * there are several, and none is the house's. */
bool attainment_currency(const struct attainment *, struct slice *currency);

/* Once, when all deals are added. */
void attainment_settle(struct attainment *);

/* What a deal without an amount brings: as much as those that were won. */
int64_t progress_average(const struct progress *);

/* Days of its period that are over by T, and all of them. */
int progress_gone(const struct attainment_request *, const struct goal *);
int progress_days(const struct goal *);

/* "2026-Q4"; OUT has room for 24 bytes. */
char *attainment_period(struct period, int fiscal, char out[24]);

#endif
