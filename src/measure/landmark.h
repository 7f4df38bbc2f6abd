#ifndef MEASURE_LANDMARK_H
#define MEASURE_LANDMARK_H

/*
 * The past of a file as a forecast asks it (measures(7), PL-FORECAST).
 *
 * A landmark is a day in the past from which the file is looked at as it stood:
 * the base day moved back by whole months, so that each stands in its month as
 * the base day does in its own. Every deal that was open there is a sight; what
 * became of the deals is kept as closings. Nothing is kept of a sight that was
 * not known on its day, so that a forecast made from the landmarks behind a day
 * cannot see what lies ahead of it.
 *
 * A number of sights a deal is kept in memory: they are looked at many times.
 */

#include "deal/filter.h"
#include "deal/stream.h"
#include "measure/group.h"

#define LANDMARKS_MOST 96	/* looked back at, the base day apart */
#define SIGHT_NONE ((uint32_t)-1)

/* An open deal as it stood at a landmark. */
struct sight {
	uint32_t deal;		/* number of the deal */
	uint32_t group;		/* number of its group then */
	uint32_t kin;		/* number of its product, else source */
	uint16_t landmark;	/* 0: the base day */
	uint16_t stage;		/* number of those seen, 0: unknown, once settled;
				 * before, of the file, and n_stages */
	int entered;		/* day the deal came to be there */
	int since;		/* day it entered its stage, DATE_NONE: unknown */
	int due;		/* close date, as far as its own log has it */
	bool moved_due;		/* its log has two of them by the landmark */
	bool has_amount;
	bool logged_amount;	/* by its own log */
	bool omitted;		/* category */
	int close_date;		/* close date of the deal as it stood */
	int probability;	/* of the deal as it stood, ppm */
	int64_t amount;		/* ten-thousandths; 0 without */
};

/* A deal won or lost. */
struct closing {
	uint32_t deal;
	uint32_t group;
	uint32_t kin;
	bool won;
	bool has_amount;
	int entered;
	int day;
	int until;		/* day it was opened again, DATE_LAST: never */
	int64_t amount;
};

struct landmarks_request {
	const struct grouping *grouping;
	const struct filter *filter;
	int base;		/* landmark 0 */
	size_t n;		/* landmarks behind it, LANDMARKS_MOST at most */
};

/* How the file keeps its books, counted over the deals of the base day: what is
 * written only when a deal closes must not be looked at before. */
struct habits {
	uint64_t open, valued, staged;	/* open deals; with an amount; with stages
					 * in their log */
	uint64_t dated, dated_by_log;	/* with a close date; by their log */
	uint64_t closed, closed_by_log;	/* closed ones; with a close date logged */
	uint64_t timeless;	/* open ones without any day of their own */
};

struct landmarks {
	const struct landmarks_request *request;
	size_t n_stages;	/* of the file; once settled, of those seen */
	int days[LANDMARKS_MOST + 1];
	size_t n;		/* sights: */
	struct sights *added, *newest;	/* as they were added, in pieces; NULL once
					 * settled; owned */
	struct sight *sights;	/* in the order of landmarks, those of one in that
				 * of the deals; NULL before; owned */
	size_t first[LANDMARKS_MOST + 2];	/* of each landmark's */
	size_t *deals;		/* by deal: its first closing; n_closings behind
				 * the last */
	size_t n_deals, room_deals;
	struct closing *closings;	/* by deal */
	size_t n_closings, room_closings;
	const struct closing **wins;	/* those won, in the order of their days,
					 * once settled */
	size_t n_wins;
	struct intern groups;	/* keys of measure/group.h */
	struct intern kins;
	struct habits habits;
	struct buffer key;
};

/* What landmarks look at of each deal. */
void landmarks_demand(struct demand *);

/* DAY moved by COUNT months; the last of a month stays the last. DATE_FIRST or
 * DATE_LAST outside the calendar. */
int landmark_shift(int day, int count);

void landmarks_begin(struct landmarks *, const struct landmarks_request *);
/* Add a deal. The sight at the base day, or NULL if it was not open on it or has
 * no day of its own, and so no past; valid until they are settled or merged. */
const struct sight *landmarks_add(struct landmarks *, const struct deal *);
/* What a sight of an open deal would say that is not among them (its deal is
 * SIGHT_NONE); not settled. */
void landmarks_look(struct landmarks *, const struct view *, struct sight *);
/* Add FROM's deals behind INTO's; FROM is freed. */
void landmarks_merge(struct landmarks *into, struct landmarks *from);
/* Make such a sight of FROM's one of INTO's. */
void landmarks_adopt(struct landmarks *into, const struct landmarks *from,
    struct sight *);
void landmarks_free(struct landmarks *);

/* Once all deals are added: leave out of the sights what habits say was not
 * written when it was new, and put all in the order of days. No deal may be
 * added then. */
void landmarks_settle(struct landmarks *);

/* Was the deal won from FROM to TO, as it was seen at the end of TO? The
 * closing, or NULL. */
const struct closing *landmarks_won(const struct landmarks *, uint32_t deal,
    int from, int to);

/* The first win on DAY or later; n_wins if there is none. */
size_t landmarks_win(const struct landmarks *, int day);

/* The day of the first closing; DATE_LAST if there is none. */
int landmarks_first(const struct landmarks *);

#endif
