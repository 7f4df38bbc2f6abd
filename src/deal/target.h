#ifndef DEAL_TARGET_H
#define DEAL_TARGET_H

/*
 * Deals under the header of another system, each field as that system writes
 * it; or under the canonical one, behind which all that has no place there is
 * kept as it is.
 */

#include "deal/sheet.h"

struct target_column {
	struct slice header;
	enum field field;	/* FIELD_NONE: see below */
	const char *constant;	/* of a column that no field has; NULL: none */
	size_t column;		/* of the file, COLUMN_NONE: none, or made of
				 * the deal */
};

struct target {
	const struct vendor *vendor;
	bool canonical;
	struct target_column *columns;
	size_t n;
	size_t room;
	bool has[FIELD_COUNT];	/* a column for the field */
	const struct schema *schema;	/* of the file */
	bool *placed;		/* by column of the file: has it a place */
	bool *left;		/* by column: a text was left out */
	struct date_style dates;
	struct arena arena;
};

/*
 * Lay out the system NAME for a file of SCHEMA, the N FIELDS of ADDED behind its
 * columns. 0, or -1 with WHAT set: there is no such system, naming those there
 * are.
 */
int target_open(struct target *, const struct schema *, struct slice name,
    const struct slice *added, size_t n, struct trouble *what);

/* Which fields it asks the deals for. */
void target_demand(const struct target *, struct demand *);

/* Append the text of a column for DEAL, whose history is HISTORY. The sheet has
 * derived the deal. */
void target_cell(const struct target *, const struct target_column *,
    const struct deal *, struct slice history, struct buffer *out);

/* Note what of RECORD has no place. */
void target_see(struct target *, struct record *);
/* Append the headers of all that was left out, quoted, ", " between; how many. */
size_t target_left(const struct target *, struct buffer *out);

void target_close(struct target *);

#endif
