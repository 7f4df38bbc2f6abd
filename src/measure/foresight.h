#ifndef MEASURE_FORESIGHT_H
#define MEASURE_FORESIGHT_H

/*
 * What is to be expected of a period, seen from the landmarks: at each the
 * model, the trend and the season of what was known by then, and their
 * combination by their errors so far (measures(7), PL-FORECAST).
 */

#include "measure/combine.h"
#include "measure/landmark.h"
#include "measure/model.h"
#include "measure/odds.h"

/* What was said at one landmark, of one purse: deals of one currency. Money in
 * ten-thousandths. */
struct moment {
	struct period window;	/* the days it is of, all behind the landmark */
	bool over;		/* by the base day */
	bool counts;		/* the file had seen a closing by then */
	size_t landmarks;	/* it could learn from, and the open deals there */
	double sights;
	double level;		/* what the learned odds are moved by: the level of
				 * late and the calendar */
	double model, fresh, trend, seasonal, expected;
	bool has_trend, has_seasonal;
	double weights[METHOD_COUNT];
	double weighted;	/* sum of amount x probability, as stated */
	double actual;		/* won in the window, where it is over */
	double variance;	/* of the model by chance alone */
	double shock;
	double brier, brier_stated;	/* sums of squared errors of the deals' odds */
	double tried;		/* deals they are of */
};

struct foresight {
	const struct landmarks *marks;
	struct period window;	/* of the base day */
	struct slice currency;
	size_t n;		/* landmarks behind the base */
	struct moment at[LANDMARKS_MOST + 1];
	double *odds;		/* learned, of each landmark, cell by cell */
	size_t n_cells;
	int64_t *means;
};

/* Look from the base day and all landmarks at a period and the like of it;
 * CURRENCY: only what is in it. MARKS are settled. */
void foresight_make(struct foresight *, const struct landmarks *,
    struct period window, struct slice currency);
void foresight_free(struct foresight *);

/* The odds at landmark E of a deal seen there. */
double foresight_odds(const struct foresight *, const struct sight *);
/* What it would bring. */
int64_t foresight_amount(const struct foresight *, const struct sight *);

/* The distribution of what the window brings at landmark E. GROUP: of one group
 * alone, or SIGHT_NONE. */
void foresight_distribution(const struct foresight *, size_t e, struct odds *);

#endif
