#ifndef DEAL_TOUCH_H
#define DEAL_TOUCH_H

/*
 * The activities done for each deal, in memory: a day and a type each.
 */

#include "base/intern.h"
#include "deal/activities.h"

struct touch {
	int day;		/* when it was done */
	size_t type;		/* number of its type in struct touches */
	size_t next;		/* the next of the same deal, TOUCH_NONE */
};

#define TOUCH_NONE ((size_t)-1)

struct touches {
	struct intern ids;	/* of deals */
	size_t *first;		/* by id: its first touch */
	size_t *last;
	size_t room_first, room_last;
	struct touch *at;	/* a deal's are chained by day, of one day in the
				 * order of the file */
	size_t n;
	size_t room;
	struct intern types;	/* as first spelt; "" is one too */
	struct intern folded;	/* the same, folded */
	char *name;		/* of the file; NULL: there is none */
};

/* Read the activities that are done. Rows that cannot be used go to NOTICES. 0, or
 * -1 with WHAT set and nothing held. */
int touches_read(struct touches *, const struct activities_request *,
    struct notices *, struct trouble *what);

/* The first touch of a deal, TOUCH_NONE; go on by its next. */
size_t touches_of(const struct touches *, struct slice id);
void touches_free(struct touches *);

#endif
