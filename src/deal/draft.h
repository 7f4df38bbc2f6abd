#ifndef DEAL_DRAFT_H
#define DEAL_DRAFT_H

/*
 * One deal's change before it is made: new values by column, and what its
 * history says of them.
 */

#include "deal/assignment.h"
#include "deal/edit.h"

struct draft {
	struct edit *edit;
	struct deal *deal;	/* what is changed; NULL: a new deal */
	int day;		/* of the change, for the history */
	bool closed;		/* it is won or lost once this is done; where the
				 * file has no column for the closing day, its
				 * close date is that then, and not logged */
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
/* Enter VALUE, a stage or a field's, in the history under the draft's day. 0, or
 * -1 with WHAT set: the day lies before the last entry, the value would end an
 * entry itself, what is there cannot be read. */
int draft_log(struct draft *, enum field, struct slice value,
    struct trouble *what);
/* Make sure that the history knows the stage the deal is in: one that was put in
 * its cell by hand, or before it had a history, is entered as of the day that the
 * cells give, if they do. First of all that is done to a draft. */
void draft_log_stage(struct draft *);
/* Make sure that the history knows the close date that is expected, before the
 * cell becomes the closing day. 0, or -1 with WHAT set. */
int draft_log_expected(struct draft *, struct trouble *what);

/* Let the sheet's deal be what it would be, for judging it. */
void draft_suppose(struct draft *);

/* Hand the changes to the edit: cells of the current record, or a new row. */
void draft_end(struct draft *);
void draft_free(struct draft *);

#endif
