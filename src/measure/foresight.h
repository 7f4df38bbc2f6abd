#ifndef MEASURE_FORESIGHT_H
#define MEASURE_FORESIGHT_H

/*
 * What a period is expected to bring, seen from the base day and from all the
 * landmarks behind it: at each, what the model, the trend and the season say by
 * what was known then, and their combination by how they had done so far
 * (measures(7), PL-FORECAST). Money is in ten-thousandths.
 */

#include "base/money.h"
#include "measure/combine.h"
#include "measure/landmark.h"
#include "measure/model.h"
#include "measure/odds.h"

#define LEARNED_FROM 24		/* landmarks that are learned from, at most */
#define FRESH_FROM 6		/* of these, for new business */
#define LANDMARKS_LEAST 6	/* with fewer the model is not asked */
#define SIGHTS_LEAST 50		/* the same, open deals seen at them */

/* Days whose wins, so many times, make a trend. */
struct stretch {
	struct period days;
	double times;
};

/* What could be said at one landmark. */
struct moment {
	struct period window;	/* the days it is of, all behind the landmark */
	bool over;		/* by the base day: actual is known */
	bool counts;		/* the file had seen a closing by then */
	size_t landmarks;	/* it could learn from */
	double seen;		/* open deals there */
	double length;		/* days of the window to those learned from */
	double level;		/* how the learned odds did of late */
	double move;		/* what they are multiplied by: these, and the
				 * calendar */
	double model;		/* open deals x odds, and new business */
	double fresh;		/* that new business */
	double trend, seasonal;
	struct stretch stretches[3];	/* the trend's */
	size_t n_stretches;	/* 0: there is none */
	struct period season;	/* from > to: there is none */
	double weights[METHOD_COUNT];
	double expected;	/* the combination */
	double shock;		/* standard deviation of the common shock */
	double weighted;	/* amount x stated probability */
	double actual;
	double variance;	/* of the model, by chance alone */
	double deals;		/* open deals, and the sums of squared errors of
				 * the learned and the stated odds, where over */
	double brier, brier_stated;
};

struct foresight {
	const struct landmarks *marks;
	struct period window;	/* of the base day; begins behind it */
	struct slice currency;
	size_t n;		/* landmarks behind the base day */
	struct moment at[LANDMARKS_MOST + 1];
	size_t n_cells;
	double *odds;		/* of the cells of each landmark, moved */
	int64_t *means;		/* amounts by landmark and kin, all kins' last */
	bool *mine;		/* by group: its money is in the currency */
};

/* Look at a period from everywhere. CURRENCY: only money that is in it; the odds
 * are learned from all. PULSE is the foresight of the month behind the base day,
 * which knows the level of late; NULL: this is it. MARKS are settled. */
void foresight_make(struct foresight *, const struct landmarks *,
    struct period window, struct slice currency,
    const struct foresight *pulse);
/* The month behind the base day. */
struct period foresight_pulse(const struct landmarks *);
void foresight_free(struct foresight *);

/* Is the past long enough for the model, seen from landmark E? */
bool foresight_learned(const struct foresight *, size_t e);

/* The odds of a deal to be won in the window (0 for one without a past), and what
 * it would bring. */
double foresight_odds(const struct foresight *, const struct sight *);
int64_t foresight_amount(const struct foresight *, const struct sight *);
/* The stated odds: its probability, if it is expected then; what is overdue is
 * expected as soon as can be. */
double foresight_stated(const struct foresight *, const struct sight *);

/* What is expected at the base day of one group. The groups' add up to all. */
struct part {
	double model, fresh, trend, seasonal, expected;
};
struct part foresight_part(const struct foresight *, uint32_t group);

/* The distribution at landmark E of what comes, with a mean of EXPECTED; of one
 * group or of all (SIGHT_NONE). To be freed. false where there was nothing to
 * learn from, or what is known cannot make up what is expected: then it is as
 * near as it can be. */
bool foresight_distribution(const struct foresight *, size_t e,
    uint32_t group, double expected, struct odds *);

/* The same for how many deals are won, seen from the base day. */
bool foresight_count(const struct foresight *, uint32_t group, struct odds *);

#endif
