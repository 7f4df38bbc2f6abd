#ifndef DEAL_CHANGE_H
#define DEAL_CHANGE_H

/*
 * Changing the deals that are meant, all of them or none: those of some IDs, or
 * those that pass a filter.
 */

#include "deal/draft.h"
#include "deal/filter.h"

/* Which deals are meant. */
struct selection {
	struct intern ids;	/* empty: by the filter */
	struct selected {
		uint64_t line;	/* it was found on, 0: not yet */
		uint64_t asked;	/* line of the file that asks for it, 0: none */
	} *at;			/* by id */
	size_t room;
	const char *file;	/* that asks for them, for messages; NULL: none */
	const struct filter *filter;	/* must hold too; may be empty */
};

/* Take "ID,ID,..." (an id that holds a comma cannot be given so; one that is
 * there twice is meant once). 0, or -1 with WHAT set: an empty one. */
int selection_take(struct selection *, struct slice list,
    struct trouble *what);
/* Add one id, asked for on LINE of selection.file. */
void selection_add(struct selection *, struct slice id, uint64_t line);
void selection_free(struct selection *);

/* What is done with one deal that is meant. DRAFT is begun for it; NUMBER is its
 * id's in the selection, INTERN_NONE by the filter. 0, or -1 with WHAT set. */
typedef int (*change_maker)(void *with, struct draft *draft, size_t number,
    struct trouble *what);

/*
 * Read all deals of EDIT (which is open) and let MAKE change those that are
 * meant; TODAY is the day the filter looks at them, DAY the day of the change.
 * Returns EXIT_DONE; EXIT_NO where an id or the filter matched nothing (each is
 * said, and nothing is changed), or EXIT_TROUBLE with WHAT set: an id that two
 * rows have, or what MAKE said, with file, line and id.
 */
int change_run(struct edit *, struct selection *, const struct demand *,
    int today, int day, change_maker make, void *with,
    struct trouble *what);

#endif
