#ifndef DEAL_FOLD_H
#define DEAL_FOLD_H

/*
 * What is between fold.c, which folds a deal's events into its history
 * (deal/events.h), fold_settle.c, which finds their places in it, and fold_meet.c,
 * which finds the entries that both have. The time of all of it grows with the
 * events and the entries, not with their square: one deal may have a hundred
 * thousand, all of one day.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "deal/field.h"

#define FOLD_NONE ((size_t)-1)

/* An entry of a history. */
struct fold_entry {
	enum field field;
	int day;
	struct slice value;
	size_t says;		/* a number, the same where the field's value is: a
				 * stage may go by several names */
	bool new;		/* an event's; false: it was there */
};

/* An event to be folded in. */
struct fold_arrival {
	struct fold_entry entry;
	size_t meets;		/* the old entry that it is, FOLD_NONE */
	size_t behind;		/* the old ones of its field and day that it */
	size_t before;		/* comes between, FOLD_NONE */
	/* fold_settle's: */
	bool settled;		/* these are found out */
	size_t gap;		/* it goes before this old entry, */
	size_t next;		/* and before this arrival, FOLD_NONE */
};

/*
 * Let the arrivals, in the order of time, meet the OLD entries, in the order of
 * days, and append to OUT (of room for all) the old ones, and between them those
 * that are new. How many they are. entry.says is below N_SAYS; an arrival's meets,
 * behind, before and next are FOLD_NONE as yet, and settled is false.
 */
size_t fold_settle(const struct fold_entry *old, size_t n_old,
    struct fold_arrival *arrivals, size_t n_arrivals, size_t n_says,
    struct fold_entry *out);

/* What there is of one field and day, on one of the two sides. */
struct fold_side {
	size_t *at;		/* old entries, or arrivals */
	size_t *says;		/* what they say */
	size_t n;
	size_t end;		/* fold_meet's: behind it both are the same */
};

/* The two sides, to be filled in for one field and day after the other. */
struct fold_meeting {
	struct fold_side old;
	struct fold_side new;
	size_t from;		/* fold_meet's: before it both are the same */
	size_t n_says;
	size_t *first;		/* fold_meet's, by what is said; NULL as yet */
};

/* Room for OLD entries and NEW arrivals; what they say is below N_SAYS. */
void fold_meeting_begin(struct fold_meeting *, size_t old, size_t new,
    size_t n_says);
/* Find the entries that both sides have, in their order, and note in ARRIVALS
 * which each of the new ones meets, or which it comes between. */
void fold_meet(struct fold_meeting *, struct fold_arrival *arrivals);
void fold_meeting_free(struct fold_meeting *);

#endif
