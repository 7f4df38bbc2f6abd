#ifndef DEAL_EVENTS_H
#define DEAL_EVENTS_H

/*
 * A log of what happened to deals, as other systems keep it: a row a change,
 * with the deal's id, the day, and the stage it came to be in, or the name of
 * the field that changed and its new value. Salesforce's OpportunityHistory and
 * OpportunityFieldHistory, logs of HubSpot and Pipedrive, pl-convert's own
 * --events. Held in memory.
 */

#include "base/intern.h"
#include "base/message.h"
#include "deal/deal.h"
#include "deal/schema.h"

/* One value a deal came to have. */
struct event {
	size_t deal;		/* number of its id */
	int day;
	long time;		/* seconds of the day, -1: not told */
	size_t place;		/* in the file, from the oldest */
	enum field field;	/* FIELD_STAGE, or a logged field */
	struct slice value;	/* canonical */
	struct slice old;	/* what it was before; empty: not told */
};

struct events {
	char *name;		/* of the file */
	struct intern ids;
	struct event *at;	/* by deal, each in the order of time */
	size_t n;
	size_t room;
	struct event_deal {
		size_t first;	/* of its events */
		size_t n;
		size_t rows;	/* of the log, that they are from */
		uint64_t line;	/* where the deals have it, 0: nowhere yet */
	} *deals;		/* by number of id */
	struct arena arena;
};

/*
 * Read the log at PATH. Dates and amounts are read as READING says, its
 * mappings and its delimiter apart. Rows without an id, a day, or a value that
 * can be read are left out (noticed). 0, or -1 with WHAT set: no column for one
 * of these, or one that is in doubt.
 */
int events_read(struct events *, const char *path, const struct reading *,
    struct notices *, struct trouble *what);

/* The number of the deal of this id, INTERN_NONE. */
size_t events_of(const struct events *, struct slice id);
/* Do they tell of a stage that it entered? */
bool events_tell(const struct events *, struct slice id);

/*
 * Fold the events of DEAL into the history in CELL: by day, and what a day holds
 * in the order the log has it; a value only where it changes; entries that are
 * there already once. A deal of which there are none keeps its cell. The sheet
 * has derived the deal. 0, or -1 with WHAT set: another row has its id.
 */
int events_fold(struct events *, const struct deal *, struct buffer *cell,
    struct notices *, struct trouble *what);

/* Forget which deals were seen, to go through them again. */
void events_again(struct events *);
/* Notice the events of deals that were not seen. */
void events_left(const struct events *, struct notices *);
void events_free(struct events *);

#endif
