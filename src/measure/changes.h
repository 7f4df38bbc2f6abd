#ifndef MEASURE_CHANGES_H
#define MEASURE_CHANGES_H

/*
 * pl-diff: what happened to the pipeline between two looks at it, booked so that
 * it adds up to the cent (measures.md, "pl-diff").
 */

#include "deal/filter.h"
#include "deal/stream.h"
#include "measure/result.h"

/* In the order they are shown. */
enum change_line {
	LINE_OPENING,
	LINE_NEW,
	LINE_REOPENED,
	LINE_GROWN,
	LINE_SHRUNK,
	LINE_PULLED_IN,
	LINE_PUSHED_OUT,
	LINE_WON,
	LINE_LOST,
	LINE_REMOVED,
	LINE_CLOSING,
	CHANGE_LINES
};

/* One deal as one look saw it. */
struct snapshot {
	bool there;		/* else the rest says nothing */
	bool passes;		/* -w holds of it */
	enum kind kind;
	int close_date;		/* expected; DATE_NONE */
	int closed;		/* won or lost on; DATE_NONE */
	bool has_amount;
	int64_t amount;		/* 0 without; in currency */
	char currency[4];	/* its own, "" the house's */
	struct slice id, name, owner, stage;
};

struct changes_request {
	struct period period;	/* P */
	bool period_given;
	bool deals;		/* the deals behind each line are kept */
	const char *house;
};

struct changes;

struct changes *changes_begin(const struct changes_request *);
/* Book one deal, as the old and as the new look saw it; either may be not there.
 * Texts are copied. */
void changes_add(struct changes *, const struct snapshot *old,
    const struct snapshot *new);
/* Does opening and what was booked come to closing, for the number of deals and
 * to the cent, in every currency? That is the proof; false would be an error of
 * this program. */
bool changes_proved(const struct changes *);
/* The lines, for each currency. */
struct result *changes_finish(const struct changes *);
/* The deals behind them, in the order of the lines. */
struct result *changes_deals(const struct changes *);
void changes_free(struct changes *);

/*
 * Looks at deals. A look at a file: its deals as snapshots by id.
 */
struct look;

/* What is asked of each deal, added to DEMAND. */
void look_demand(struct demand *);
/* How a view is seen. */
struct snapshot snapshot_of(const struct view *);

struct look *look_new(void);
/* Keep a deal's snapshot. -1 with WHAT set: a blank id, or one that is there. */
int look_add(struct look *, const struct snapshot *, struct trouble *what);
/* The snapshot of an id, marked as met; NULL. */
const struct snapshot *look_take(struct look *, struct slice id);
/* Call MET for each that was not taken. */
void look_rest(const struct look *,
    void (*met)(void *with, const struct snapshot *), void *with);
void look_free(struct look *);

/*
 * Comparing: the deals of the old file first, where there are two; then those of
 * the new one; then what is left of the old one. Amounts of both looks are
 * converted at the rate of one day, the new look's, so that a rate that moved is
 * no growth. With rates this is gone through twice, the first time to find the
 * currencies that lack one.
 */
struct comparison {
	struct changes_request request;
	struct changes *changes;
	struct rates *rates;	/* NULL: nothing is converted */
	bool trying;		/* the first time: nothing is booked */
	const struct stages *stages;	/* of the file that is read */
	const struct filter *filter;
	struct look *old;	/* NULL: one file, seen on two days */
	struct look *new;	/* ids met, so that none counts twice */
	int since;		/* of one file: the day of the old look */
	int as_of;
};

/* For stream_visit; WITH is the comparison. -1 with WHAT set: an id twice. */
int comparison_old(void *with, struct deal *, struct trouble *what);
int comparison_new(void *with, struct deal *, struct trouble *what);
/* Begin (again), with two files or with one; and end it. */
void comparison_begin(struct comparison *, bool two);
void comparison_end(struct comparison *);

#endif
