#ifndef DEAL_LOOKUP_H
#define DEAL_LOOKUP_H

/*
 * Side tables: account.sector is the column "sector" of the row of accounts.csv
 * whose first cell is the deal's account. That is where targets, ideal customers
 * and teams live.
 */

#include "base/intern.h"
#include "base/message.h"
#include "deal/schema.h"

/* One column of one side table. */
struct lookup {
	enum field field;	/* whose value is looked up */
	struct slice name;	/* as it was asked for: "account.sector"; owned by
				 * the arena */
	size_t number;		/* of the demand's lookups */
	struct slice column;	/* header; owned by the arena */
	bool loaded;
	struct intern keys;	/* first cells, folded */
	struct slice *values;	/* by key */
	size_t room;
	struct arena arena;
};

/* "FIELD.COLUMN" with FIELD a field: a new lookup, not loaded; NULL if NAME is
 * nothing of the kind. The caller frees it with lookup_free. */
struct lookup *lookup_of(struct slice name);

/*
 * Read its table: the FILE that READING's lookups give for the field, else
 * accounts.csv (owners.csv, products.csv: the field and an s) beside PATH. Only the
 * first time. 0, or -1 with WHAT set: no such file, no such column (the nearest named), a key
 * twice.
 */
int lookup_load(struct lookup *, const char *path, const struct reading *,
    struct trouble *what);

/* The value for KEY (folded), empty where there is none. */
struct slice lookup_value(const struct lookup *, struct slice key);
void lookup_free(struct lookup *);

#endif
