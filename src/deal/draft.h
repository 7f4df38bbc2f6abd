#ifndef DEAL_DRAFT_H
#define DEAL_DRAFT_H

/*
 * One deal's change before it is made: new values by column, and what its
 * history says of them.
 */

#include "deal/edit.h"
#include "deal/value.h"

/* An assignment column=value. */
struct assignment {
	struct slice name;	/* field or header */
	struct slice value;	/* as typed, or canonical */
	enum field field;	/* FIELD_NONE: a header no field has */
	size_t column;		/* of the file */
};

struct assignments {
	struct assignment *at;
	size_t n;
	size_t room;
	struct arena arena;
};

/* Take "name=value" (split at the first '='). 0, or -1 with WHAT set. */
int assignments_take(struct assignments *, const char *text,
    struct trouble *what);
/* Find their columns in SCHEMA and make their values canonical; days are
 * relative to TODAY. 0, or -1 with WHAT set: unknown columns (the nearest named),
 * values of the wrong type, a column twice. */
int assignments_bind(struct assignments *, const struct schema *, int today,
    int fiscal, struct trouble *what);
/* The value assigned to a field, NULL if there is none. */
const struct assignment *assignments_find(const struct assignments *,
    enum field);
void assignments_free(struct assignments *);

struct draft {
	struct edit *edit;
	struct deal *deal;	/* what is changed; NULL: a new deal */
	int day;		/* of the change, for the history */
	struct slice *values;	/* by column: the new cell's text as the column
				 * writes it; in the arena */
	bool *set;		/* by column: is there a new value */
	size_t columns;
	struct buffer history;	/* the history cell as it becomes */
	bool history_changed;
	struct arena arena;
};

/* Zeroed: never begun. Begin for DEAL (NULL: a new one) and DAY. */
void draft_begin(struct draft *, struct edit *, struct deal *, int day);

/*
 * Give FIELD the canonical VALUE; where the file has no column for it nothing
 * happens. A cell that says the same already is left as it is. A logged field's
 * change is entered in the history: its old value first, under the day the deal
 * was created, if the history does not know one. 0, or -1 with WHAT set.
 */
int draft_field(struct draft *, enum field, struct slice value,
    struct trouble *what);
/* The same for any column. */
int draft_column(struct draft *, size_t column, struct slice value,
    struct trouble *what);
/* Give a column the canonical VALUE, and nothing else. */
void draft_put(struct draft *, size_t column, struct slice value);
/* Enter VALUE in the history under the draft's day. 0, or -1 with WHAT set: the
 * day lies before the last entry, the value would end an entry itself. */
int draft_log(struct draft *, enum field, struct slice value,
    struct trouble *what);
/* Make sure that the history knows what FIELD was before this change. */
int draft_log_old(struct draft *, enum field, struct trouble *what);

/* Let the sheet's deal be what it would be, for judging it. */
void draft_suppose(struct draft *);

/* Hand the changes to the edit: cells of the current record, or a new row. */
void draft_end(struct draft *);
void draft_free(struct draft *);

#endif
