#ifndef DEAL_DEAL_H
#define DEAL_DEAL_H

/*
 * A deal: a record's cells as typed values, and the deal as it stood on a day.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/money.h"
#include "base/text.h"
#include "deal/field.h"
#include "deal/history.h"
#include "deal/rates.h"
#include "deal/stage.h"
#include "deal/stage_cache.h"
#include "deal/touch.h"

struct record;
struct sheet;

/* A deal of today: what its cells say. Valid until the next is read. */
struct deal {
	struct sheet *sheet;	/* the file it is from */
	struct record *record;
	uint64_t line;
	field_set bad;		/* fields whose cell could not be used */
	bool closed_apart;	/* the file has a column for the closing day, so
				 * close_date is the expected one */

	/* Cells of the fields asked for, trimmed; empty: blank, no such column,
	 * or not asked for. */
	struct slice text[FIELD_COUNT];
	struct slice *extra;	/* cells of the headers asked for, trimmed */

	int64_t amount, cost, score;	/* ten-thousandths */
	bool has_amount, has_cost, has_score;
	int64_t probability;	/* its own, ppm, PERCENT_NONE */
	enum category category;	/* its own, CATEGORY_NONE */
	int created, close_date, closed, stage_since, next_date,
	    last_activity, modified;	/* days, DATE_NONE */
	char currency[4];	/* ISO code, "" the house's */
	const struct rates *rates;	/* to convert by; NULL: nothing is */
	const struct touches *touches;	/* NULL: not asked for */
	size_t touch;		/* its first, TOUCH_NONE; go on by its next */
	struct stage_cache *cache;	/* to find stages by; NULL: none */

	const struct stage *stage;	/* never NULL */
	enum kind kind;		/* by its status, else its stage */
	struct log log;		/* its history, stages resolved */
	bool has_log;		/* the log holds a stage */
	int entered;		/* first day it is there, DATE_NONE: always */
	int changed;		/* last known change, DATE_NONE: none known */
	int closed_on;		/* day won or lost; DATE_NONE: open, unknown */
};

/* The deal as it stood at the end of a day (measures.md, "The file as it
 * stood"). Its other texts are as in struct deal. */
struct view {
	const struct deal *deal;
	int day;
	bool there;		/* the rest says nothing where it is not */
	bool current;		/* nothing is known to have changed since */
	enum kind kind;
	const struct stage *stage;	/* pooled where not known */
	bool has_amount;
	int64_t amount;		/* 0 without; in currency */
	bool has_cost;
	int64_t cost;		/* 0 without; in currency */
	const char *currency;	/* what amount and cost are in: the house's where
				 * they were converted, else the deal's; "" is the
				 * house's */
	int created, close_date, closed, next_date, last_activity;
	int since;		/* when it entered its stage, DATE_NONE */
	unsigned pushes;	/* times its close_date was moved later */
	const struct slice *owner;	/* never NULL; the deal's, as long as it lasts */
	struct slice lost_reason, next_step;
	struct slice pipeline;	/* where its cell is blank, the one that means */
	size_t activity;	/* the type of activity it is looked at under, a
				 * number of the touches' types */
};

#define ACTIVITY_BLANK ((size_t)-1)	/* under none */
#define ACTIVITY_ALL ((size_t)-2)	/* under all at once, ACTIVITY_ALL_MARK */
#define ACTIVITY_ALL_MARK '\001'

/* The earlier of two days, either of which may be none. */
static inline int
day_earlier(int a, int b)
{
	if (a == DATE_NONE)
		return b;
	return b == DATE_NONE || a < b ? a : b;
}

/* DATE_NONE is the least of all, so this needs no more. */
static inline int
day_later(int a, int b)
{
	return a > b ? a : b;
}

/* The day the cells say it was won or lost: the one made for it; where there is
 * no such column, the close date. */
static inline int
deal_closing_cell(const struct deal *deal)
{
	return deal->closed != DATE_NONE || deal->closed_apart ?
	    deal->closed : deal->close_date;
}

/* deal_derive of one that has a history. */
void deal_derive_logged(struct deal *, const struct stages *);

/* Work out what follows from the cells: stage, kind, log, closed_on... SHEET's
 * schema and the stages say how. Called by the sheet once its texts are set. Inline:
 * most deals have no history. */
static inline void
deal_derive(struct deal *deal, const struct stages *stages)
{
	if (deal->log.n > 0) {
		deal_derive_logged(deal, stages);
		return;
	}
	deal->has_log = false;
	deal->closed_on = deal->kind == KIND_OPEN ? DATE_NONE :
	    deal_closing_cell(deal);
	deal->entered = day_earlier(deal->created, deal->closed_on);
	deal->changed = day_later(deal->closed_on,
	    day_later(deal->stage_since, deal->modified));
}

/* The first of it: find the stage of each entry of the log. */
void deal_resolve(struct deal *, const struct stages *);

void deal_view(const struct deal *, const struct stages *, int day,
    struct view *);

/* Of a deal that is there: its own probability where nothing changed since, else its
 * stage's; ppm. */
static inline int64_t
view_probability(const struct view *view)
{
	return view->current && view->deal->probability != PERCENT_NONE ?
	    view->deal->probability : view->stage->probability;
}

/* The same of its category, which may also be by its probability. */
enum category view_category(const struct view *);

/* Category by probability alone: below 40 % pipeline, below 75 % best. */
enum category category_of(int64_t ppm);

#endif
