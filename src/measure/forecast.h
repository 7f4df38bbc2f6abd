#ifndef MEASURE_FORECAST_H
#define MEASURE_FORECAST_H

/*
 * pl-forecast: what was won and what is expected, period by period, and how far
 * that can be trusted (measures.md, "pl-forecast"; measures(7)).
 *
 * closed is won in the period by T. The open deals of T whose close_date lies in
 * the period make commit, best and pipeline by category, each holding the one
 * before it, and weighted, the sum of amount times probability. Omitted deals
 * are in none of these. Overdue deals, to be closed before the period T is in,
 * count in that period. Where no open deal has a close_date, weighted is open
 * deals x win rate x average deal of the group, all of it in that period, and a
 * note says so. target is the goal in money of exactly this period, and of
 * exactly the values that -b and the filter's FIELD=VALUE give the row.
 *
 * expected holds what is closed and what is expected to come: by the model
 * (measure/foresight.h), with the odds p10, p50, p90 and the chance that the
 * target is made; or by another method, without odds. Where the past is too
 * short for the model and none was asked for it is by weighted, and a note says
 * so.
 */

#include "deal/filter.h"
#include "deal/goals.h"
#include "deal/stream.h"
#include "measure/group.h"
#include "measure/result.h"

enum forecast_method {
	FORECAST_AUTO,		/* the model, else weighted */
	FORECAST_MODEL,
	FORECAST_WEIGHTED,
	FORECAST_TREND,
	FORECAST_SEASONAL
};

/* What the result is. */
enum forecast_view {
	FORECAST_ROWS,		/* a row a period */
	FORECAST_DEALS,		/* the open deals, by their odds to be won in the
				 * periods asked for */
	FORECAST_BACKTEST,	/* what would have been said, and what came: of
				 * the months of two years, or of the period */
	FORECAST_SUMMARY,	/* the same in figures, by method */
	FORECAST_CALIBRATE	/* what the stages' probabilities really were */
};

/* How views are asked for. */
enum {
	FORECAST_FLAG_DEALS = 1,
	FORECAST_FLAG_BACKTEST = 2,
	FORECAST_FLAG_SUMMARY = 4,	/* beside the one before */
	FORECAST_FLAG_CALIBRATE = 8
};

struct forecast_request {
	struct grouping grouping;	/* its stages and house currency are
					 * set before the fold begins */
	const struct filter *filter;
	const struct goals *goals;	/* set before the finish; NULL: none */
	int as_of;		/* T */
	enum period_step every;	/* STEP_MONTH or STEP_QUARTER */
	int fiscal;
	enum forecast_method method;
	unsigned flags;		/* FORECAST_FLAG_... */
	enum forecast_view view;	/* forecast_ask sets it */
	struct period period;	/* what the rows are of */
	bool period_given;	/* else forecast_ask sets it */
};

/* model, weighted, trend, seasonal; false if it is none. */
bool forecast_method_read(const char *name, enum forecast_method *);

/* Take BY ("owner"; NULL: none), add what is needed to DEMAND, and settle the
 * view, and the rows where no period was given: the one T is in and the next
 * three. as_of, every, fiscal and flags are set. 0, or -1 with WHAT set. */
int forecast_ask(struct forecast_request *, const char *by, struct demand *,
    struct trouble *what);

extern const struct fold forecast_fold;

/* The figures of a state, with notes on what they leave out. Once. */
struct result *forecast_finish(void *state);

#endif
