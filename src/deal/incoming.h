#ifndef DEAL_INCOMING_H
#define DEAL_INCOMING_H

/*
 * Rows of another file, to be put into this one: moves of many deals, new
 * deals, a nightly export. Held in memory, their values canonical and their
 * columns those of the file they go to.
 */

#include "base/intern.h"
#include "deal/assignment.h"

struct incoming_row {
	uint64_t line;		/* in its own file; 0: of the command line */
	struct slice id;	/* empty: none */
	struct slice stage;	/* empty: none */
	struct slice status;	/* canonical, empty: none */
	struct slice pipeline;
	int day;		/* of a move's column "date"; DATE_NONE */
	int created, closed, stage_since;
	struct slice reason;	/* of a move's column "reason" */
	struct assignments values;	/* all other columns that our file has;
				 * of a move only what is not blank */
	bool used;
};

struct incoming {
	char *name;		/* of its file, as messages say it; NULL: none */
	bool moves;
	struct incoming_row *rows;
	size_t n;
	size_t room;
	struct intern ids;
	size_t *by_id;		/* row of an id */
	size_t by_room;
	struct arena arena;
	struct buffer left_out;	/* headers the file has no column for */
};

/*
 * Read the file at PATH, of any dialect, for the file OURS; its
 * encoding and what separates its cells are found. MOVES:
 * columns "date" and "reason" are the day and the reason of a move, and every row
 * has an id and a stage. 0, or -1 with WHAT set (its own file, line, field): a
 * value that cannot be read, an id twice, two columns that are one of ours.
 */
int incoming_read(struct incoming *, const char *path,
    const struct reading *, const struct sheet *ours, bool moves,
    struct trouble *what);
/* Let all rows have what is assigned, over what they say; where there are none
 * (nothing was read), be the one row it makes, of line 0. Ids are not for all
 * rows: with rows there must be none among them. */
void incoming_assign(struct incoming *, const struct assignments *);
/* The row of an id, NULL. */
struct incoming_row *incoming_find(struct incoming *, struct slice id);
void incoming_free(struct incoming *);

#endif
