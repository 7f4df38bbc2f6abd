#ifndef MEASURE_METRIC_H
#define MEASURE_METRIC_H

/*
 * The metrics of pl-stats, a row each (measures.md; measures(7)). What a metric
 * needs is added up in a tally by its adders; two metrics that need the same
 * name the same adder, which then runs once.
 */

#include "base/intern.h"
#include "base/ratio.h"
#include "base/words.h"
#include "deal/deal.h"
#include "measure/result.h"

/* Numbers to take a median of; one a won deal. */
struct numbers {
	int64_t *at;
	size_t n;
	size_t room;
};

/* What the won deals of one account come to. */
struct customer {
	uint64_t wins;		/* won in the period */
	int first;		/* days; of these wins */
	int last;
};

/* The customers of a tally: account (trimmed bytes) and what it won. */
struct customers {
	struct intern names;
	struct customer *at;	/* by number of name */
	size_t room;
};

/*
 * What is added up of the deals of one row: how many there are of something, and
 * sums of money (in ten-thousandths; open_weighted: times ppm) and of whole days.
 * One that is named here is merged, and travels, by that (measure/tally.c); touched
 * is 0 where there is no file of activities. What is added up together stands
 * together, for a deal seldom falls where the one before did.
 */
#define TALLY_MEMBERS(COUNT, SUM)					\
	COUNT(deals) COUNT(leads) COUNT(converted)			\
	COUNT(won) COUNT(won_valued) COUNT(lost)			\
	SUM(won_amount) SUM(lost_amount)				\
	SUM(open_amount) SUM(open_weighted) SUM(ages)			\
	COUNT(open) COUNT(open_valued) COUNT(aged) COUNT(pushes)	\
	COUNT(logged_open) COUNT(cycles) COUNT(cycles_lost)		\
	COUNT(costed)							\
	SUM(cycle_days) SUM(cycle_lost_days) SUM(cost)			\
	COUNT(advanced) COUNT(logs) COUNT(referrals)			\
	COUNT(activities) COUNT(touches) COUNT(first_touches)		\
	COUNT(touched) COUNT(account_wins) COUNT(account_valued)	\
	SUM(first_touch_days) SUM(credited) SUM(account_amount)

struct tally {
#define TALLY_COUNT(name) uint64_t name;
#define TALLY_SUM(name) int128 name;
	TALLY_MEMBERS(TALLY_COUNT, TALLY_SUM)
#undef TALLY_COUNT
#undef TALLY_SUM
	struct numbers won_amounts, cycle_lengths;
	struct customers customers;
};

/* One deal as it falls on one row. */
struct occasion {
	struct period period;	/* of flows */
	bool always;		/* no period was given: a deal closed on a day
				 * unknown counts too */
	int day;		/* of stocks: the earlier of T and the period's
				 * last day */
	const struct view *view;	/* the deal on that day */
	const struct view *outcome;	/* the deal on T */
};

/* What a metric's figure is made from, besides its tally. */
struct closing {
	struct tally *tally;	/* medians sort its numbers in place */
	const struct tally *all;	/* with -b activity: of all of them; NULL */
	const struct customers *first_wins;	/* over all deals: "first" is the
						 * account's first win */
	struct period period;
	int as_of;		/* T */
	int64_t lifespan;	/* years in ten-thousandths; -1: learned */
};

typedef void (*metric_adder)(struct tally *, const struct occasion *);

struct metric {
	const char *key;
	const char *title;
	enum unit unit;
	metric_adder add[4];	/* NULL behind the last */
	struct value (*finish)(const struct closing *);
	const char *help;	/* a line for --list-metrics */
	bool standard;		/* among the default ones */
	field_set needs;
};

extern const struct metric metrics[];
extern const size_t n_metrics;

/* The row of a key, NULL if there is none. */
const struct metric *metric_named(struct slice key);

/* The counts a rate is made of: K of N. false: it is no share of a count. */
bool metric_share(const struct metric *, const struct closing *, uint64_t *k,
    uint64_t *n);

/* Is it made of the amounts of open deals? */
bool metric_values_open(const struct metric *);

/* Add FROM to INTO; FROM is left empty. */
void tally_merge(struct tally *into, struct tally *from);
/* It as words (base/words.h), and read again into one that is empty. 0, or -1 with
 * WHAT set. */
void tally_put(const struct tally *, struct buffer *out);
int tally_get(struct tally *, struct words *, struct trouble *what);
void tally_free(struct tally *);

/* Count a win of ACCOUNT on DAY. */
void customers_add(struct customers *, struct slice account, int day);
void customers_merge(struct customers *into, const struct customers *from);
/* As above. */
void customers_put(const struct customers *, struct buffer *out);
int customers_get(struct customers *, struct words *, struct trouble *what);

/* The same: their order is not kept. */
void numbers_add(struct numbers *, int64_t number);
void numbers_put(const struct numbers *, struct buffer *out);
int numbers_get(struct numbers *, struct words *, struct trouble *what);

#endif
