#ifndef DEAL_ASSIGNMENT_H
#define DEAL_ASSIGNMENT_H

/*
 * What a column of a deal is to be: column=value of the command line, or the
 * cell of another file.
 */

#include "deal/sheet.h"

struct assignment {
	struct slice name;	/* field or header */
	struct slice value;	/* as typed; canonical once bound */
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
/* Find their columns in the sheet and make their values canonical; days are
 * relative to TODAY. 0, or -1 with WHAT set: unknown columns (the nearest named),
 * columns in doubt, values of the wrong type or not UTF-8, a column twice. */
int assignments_bind(struct assignments *, const struct sheet *, int today,
    int fiscal, struct trouble *what);
/* The value assigned to a field, NULL if there is none. */
const struct assignment *assignments_find(const struct assignments *,
    enum field);
void assignments_free(struct assignments *);

#endif
