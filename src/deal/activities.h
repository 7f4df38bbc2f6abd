#ifndef DEAL_ACTIVITIES_H
#define DEAL_ACTIVITIES_H

/*
 * activities.csv: calls, mails and meetings, done and planned, a row each
 * (deals(5)). They are read one after the other, in constant memory. A row that
 * cannot be used is handed out all the same, with what is wrong with it: who
 * counts leaves it out and says so, who checks names all that is wrong.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/message.h"
#include "base/text.h"
#include "deal/table.h"

/* Its columns, in the order in which they are written. */
enum activity_field {
	ACTIVITY_DEAL,		/* the id of its deal */
	ACTIVITY_DUE,
	ACTIVITY_DONE,
	ACTIVITY_TYPE,
	ACTIVITY_OWNER,
	ACTIVITY_SUBJECT,
	ACTIVITY_OUTCOME,
	ACTIVITY_CADENCE,
	ACTIVITY_NOTE,
	ACTIVITY_FIELDS
};

struct activity {
	uint64_t line;
	struct slice text[ACTIVITY_FIELDS];	/* trimmed; empty: blank, or no
				 * such column. Valid until the next is read */
	int due;		/* day, DATE_NONE: blank or unreadable */
	int done;		/* the same; blank: not done */
	bool planned;		/* has a due day, is not done and not cancelled */
	const char *wrong[ACTIVITY_FIELDS];	/* with a cell, to stand behind
				 * its text: "is not a date"; NULL: nothing */
	bool usable;		/* nothing is wrong */
};

struct activities {
	char *name;		/* of the file; NULL: there is none */
	struct activity activity;	/* the current one */
	/* The line of a date that could be two, in a column that never says which
	 * is meant; 0: no doubt. Its cells are all wrong. */
	uint64_t doubt[ACTIVITY_FIELDS];
	/* the rest is the reader's */
	struct table table;
	size_t columns[ACTIVITY_FIELDS];	/* TABLE_NONE: not there */
	enum date_order order[ACTIVITY_FIELDS];	/* of due and done */
};

/* What the reading depends on. */
struct activities_request {
	const char *path;	/* NULL: activities.csv beside the deals, if any */
	const char *deals;	/* the first deals file; "-": the working
				 * directory's */
	enum date_order dates;	/* DATES_UNKNOWN: by the values */
};

/* Find the file and read its header; no file, no activities. 0, or -1 with WHAT
 * set (file, line) and nothing held: no header, no column deal, none of due and
 * done, a column twice. */
int activities_open(struct activities *, const struct activities_request *,
    struct trouble *what);

/* The next one; rows without any text are passed over. 1; 0 at the end; -1 with
 * WHAT set where the file cannot be read further. */
int activities_next(struct activities *, struct activity **,
    struct trouble *what);

/* Append what is wrong with a cell of it: "'x' is not a date", "is blank". */
void activity_wrong(const struct activity *, enum activity_field,
    struct buffer *out);
/* Set WHAT to the first thing wrong with the current one, "FILE:LINE: FIELD:
 * ...". Returns -1; 0 where it is usable. */
int activities_trouble(const struct activities *, struct trouble *what);

/* deal, due, done... */
const char *activity_field_name(enum activity_field);

void activities_close(struct activities *);

#endif
