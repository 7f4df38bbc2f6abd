#ifndef MEASURE_FORECAST_STATE_H
#define MEASURE_FORECAST_STATE_H

/* What the fold of a forecast gathers; of forecast*.c and backtest.c alone. */

#include "measure/foresight.h"
#include "measure/forecast.h"

/* The sums of one row. Money in ten-thousandths. */
struct outlook {
	int from;		/* first day of the period; the row's key */
	int128 closed;
	int128 commit, best, pipeline;	/* each category alone */
	int128 weighted;	/* times ppm */
};

/* Deals a note tells of. */
struct pile {
	uint64_t count;
	int128 amount;
};

struct group {
	struct slice key;	/* measure/group.h */
	struct outlook *rows;	/* by period, in the order of time; those in
				 * which there is anything */
	size_t n;
	size_t room;
	uint64_t open, dated;	/* open deals; those with a close date */
	uint64_t won, won_valued, lost;	/* whenever closed */
	int128 won_amount;
	struct pile overdue, undated, unvalued, unstaged, undated_won;
};

/* An open deal, for --deals. Those that have a past stand in the order of the
 * sights of the base day. */
struct listed {
	bool has_past;
	struct sight own;	/* where it has none */
	struct slice id, name, owner, stage;	/* in the arena */
};

/* Closed deals that had entered a stage, for --calibrate. */
struct entered {
	uint64_t n, won;
};

struct forecast {
	const struct forecast_request *request;
	struct intern keys;
	struct group *groups;	/* by number of key */
	size_t room;
	struct buffer key;
	struct landmarks_request past;
	struct landmarks marks;	/* where the view is not FORECAST_CALIBRATE */
	struct listed *listed;
	size_t n_listed, room_listed;
	struct entered *entered;	/* by number of stage */
	struct arena arena;
};

/* A forecast on its way to a result. */
struct finish {
	struct forecast *forecast;
	const struct forecast_request *request;
	struct result *result;
	const struct group **groups;	/* in the order they are shown in */
	size_t n;
	bool currency;		/* rows of more than one */
	bool assumed;		/* no open deal has a close date */
	enum forecast_method method;	/* not FORECAST_AUTO */
	struct goal_condition *conditions;	/* room for those of a row */
};

/* The part of DAY's period that is asked for. */
struct period forecast_period(const struct forecast_request *, int day);
/* Is the period T is in among the rows? What is overdue is expected there, for
 * nothing is won any more in a period that is over. */
bool forecast_has_present(const struct forecast_request *);
/* What was to be closed before this day is overdue. */
int forecast_present_day(const struct forecast_request *);
/* Where among the rows the one that begins on FROM stands, or would. */
size_t forecast_place(const struct group *, int from);

void pile_merge(struct pile *into, const struct pile *from);

/* Add the notes of a result of rows. */
void forecast_notes(struct finish *);
/* Say why it is not the model, though that was not asked away. */
void forecast_note_short(struct result *, const struct foresight *pulse);
void forecast_note_timeless(struct finish *);

/* Estimates: money to the unit from 1,000 on; a rate, a ratio. */
struct value forecast_money(double ten_thousandths);
struct value forecast_rate(double);

/* The other views. */
void forecast_deals(struct finish *);
void forecast_calibration(struct finish *);
void forecast_backtest(struct finish *);

#endif
