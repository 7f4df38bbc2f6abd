#ifndef MEASURE_STALL_H
#define MEASURE_STALL_H

/*
 * pl-stall: deals that stand still, by rules (measures.md, "pl-stall"). A first
 * fold learns from the deals that were won how long stages take; a second one
 * judges the deals that are open.
 */

#include "deal/filter.h"
#include "deal/pick.h"
#include "deal/stream.h"
#include "measure/metric.h"
#include "measure/partial.h"
#include "measure/result.h"

enum stall_rule {		/* in the order they are named in */
	STALL_OLD,
	STALL_OVERDUE,
	STALL_PUSHED,
	STALL_NO_NEXT,
	STALL_LATE_NEXT,
	STALL_SILENT,
	STALL_RUSHED,
	STALL_GAPS,
	STALL_RULES
};

enum stall_clock {
	CLOCK_STAGE,		/* since it entered its stage, else created */
	CLOCK_CREATED,
	CLOCK_CHANGED,		/* since its last history entry, activity or
				 * modification */
	CLOCK_ACTIVITY		/* since its last activity */
};

#define STALL_NO_DAYS (-1)	/* no limit, no reading of a clock */
#define STALL_LEARN_FROM 20	/* won deals that a limit is learned from */
#define STALL_ADDED 3		/* columns added to a stalled deal */

/* "days_stalled", "limit", "stalled_by", NULL. */
extern const char *const stall_added[STALL_ADDED + 1];

/* What was learned. Days; STALL_NO_DAYS: from too few. */
struct stall_limits {
	int *old;		/* by number of stage: what nine in ten that were
				 * won spent in it at most */
	int *rushed;		/* what nine in ten needed from it at least */
	size_t n;		/* stages */
	int cycle;		/* the same of whole cycles */
	bool staged;		/* the file knows of days in stages */
};

struct stall_request {
	const struct stages *stages;	/* set before the fold begins */
	const struct filter *filter;
	unsigned rules;		/* bits: 1 << enum stall_rule */
	enum stall_clock clock;
	int limit;		/* days; STALL_NO_DAYS: each stage's own */
	bool honor_next;	/* a step planned for T or later lifts old and
				 * silent */
	bool workdays;		/* Saturdays and Sundays do not count */
	int pushes;
	int silent_days;
	int as_of;		/* T */
	const char *house;	/* house currency, "" unknown */

	/* How the stalled deals are wanted. */
	bool summary;		/* not at all: they are only summed up */
	bool travels;		/* what comes of it does, or came from elsewhere */
	bool values;		/* as rows of a result, not as bytes */
	const char *main;	/* only these fields of them, as far as they are
				 * filled; NULL: all columns */
	const char *sort;	/* -S; NULL: worst first */
	bool as_it_stood;	/* their cells are those of T */
	int fiscal;		/* month years begin in, 1..12 */

	/* Made by stall_ask of the above. */
	unsigned lacks;		/* rules whose columns no file has */
	struct notices said;	/* what it would say, where it travels */
	struct filter *required;	/* by number of stage, what must hold in it;
				 * NULL: not asked for */
	struct layout layout;
	struct buffer names;	/* of the main fields */
	struct pick_orders orders;

	/* Made by stall_run. */
	struct stall_limits *limits;	/* NULL: nothing was learned */
};

/* The default rules, or those of LIST ("old,gaps", "all"). 0, or -1 with WHAT
 * set. */
int stall_rules_read(const char *list, unsigned *rules, struct trouble *what);
/* The clock of a name; false if there is none such. */
bool stall_clock_read(const char *name, enum stall_clock *);

/* Add what is needed to DEMAND, make the filters of gaps and the layout, and say
 * in the stream's notices which rules can never hold because the files lack what
 * they look at. 0, or -1 with WHAT set: stages.csv asks for what is no filter. */
int stall_ask(struct stall_request *, struct stream *, struct demand *,
    struct trouble *what);

/* Both folds of a listing, the first one only where anything hangs on what can be learned. 0,
 * or -1 with WHAT set. */
int stall_run(struct stall_request *, struct stream *, const struct demand *,
    void **state, struct trouble *what);

/* Free what the two made. */
void stall_request_free(struct stall_request *);

/* The first fold, and what it learned. The state is ended, the limits are the
 * caller's to free. */
extern const struct fold stall_learn_fold;
struct stall_limits *stall_learned(void *state);
/* The state of the first as words (base/words.h), and read again into an empty one
 * (see struct portable); is there nothing in it? */
void stall_learn_put(const void *state, struct buffer *out);
int stall_learn_get(void *state, struct words *, const size_t *places,
    size_t n, struct trouble *what);
bool stall_learn_empty(const void *state);
void stall_limits_free(struct stall_limits *);

/* The least of N numbers that PERCENT of a hundred of them do not exceed (nearest
 * rank). They are sorted in place; N is not 0. */
int64_t stall_percentile(struct numbers *, unsigned percent);

/* The second fold. */
extern const struct fold stall_fold;
/* How many deals are stalled. */
size_t stall_count(const void *state);
/* 0, or -1 with WHAT set: a deal could not be printed again. Says in NOTICES
 * which rules held of nothing because there was no limit to hold them to. */
int stall_settle(void *state, struct notices *, struct trouble *what);
/* The stalled deals in order, as bytes. The state's. */
const struct picks *stall_picks(void *state);
/* The same as rows. NULL where they are wanted as bytes, or there are none. The
 * caller's; the state may only be freed then. */
struct result *stall_result(void *state);

/* The summary: one fold both learns and counts the deals that will be stalled, or
 * not, together. */
extern const struct portable stall_portable;
/* Judge them by what was learned, which the request keeps, and say what there is to
 * say: what stall_ask did not where it travels, then what NOTICES holds, then which
 * rules held of nothing. Once. */
void stall_summary_settle(void *state, struct stall_request *,
    struct notices *);
/* How many deals are stalled. */
size_t stall_summary_count(const void *state);
/* A row a stage; the caller's. */
struct result *stall_summary_result(void *state);

#endif
