#ifndef MEASURE_METRIC_H
#define MEASURE_METRIC_H

/*
 * The metrics of pl-stats, a row each (measures.md; measures(7)). What a metric
 * needs is added up in a tally by its adders; two metrics that need the same
 * name the same adder, which then runs once.
 */

#include "base/intern.h"
#include "base/ratio.h"
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

/* What is added up of the deals of one row. Money is in ten-thousandths, days
 * are whole. */
struct tally {
	uint64_t deals, leads, converted, advanced, logs;
	uint64_t open, open_valued, aged, pushes, logged_open;
	int128 open_amount, open_weighted;	/* weighted: times ppm */
	int128 ages;
	uint64_t won, won_valued, lost;
	int128 won_amount, lost_amount;
	uint64_t cycles, cycles_lost;
	int128 cycle_days, cycle_lost_days;
	uint64_t referrals;
	int128 cost;
	uint64_t costed;
	uint64_t activities, touches, first_touches;
	int128 first_touch_days;
	bool touched;		/* there is a file of activities */
	int128 credited;
	uint64_t account_wins, account_valued;
	int128 account_amount;
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
void tally_free(struct tally *);

/* Count a win of ACCOUNT on DAY. */
void customers_add(struct customers *, struct slice account, int day);
void customers_merge(struct customers *into, const struct customers *from);

#endif
