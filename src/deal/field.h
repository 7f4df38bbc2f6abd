#ifndef DEAL_FIELD_H
#define DEAL_FIELD_H

/*
 * The fields of a deal: one row each says all that is known of it. A header
 * finds its field here; a new field or another CRM's name for one is one row or
 * one word in this registry and nothing else.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum field {
	FIELD_ID,
	FIELD_NAME,
	FIELD_ACCOUNT,
	FIELD_CONTACT,
	FIELD_OWNER,
	FIELD_PIPELINE,
	FIELD_STAGE,
	FIELD_STATUS,
	FIELD_AMOUNT,
	FIELD_CURRENCY,
	FIELD_PROBABILITY,
	FIELD_CATEGORY,
	FIELD_CREATED,
	FIELD_CLOSE_DATE,
	FIELD_CLOSED,
	FIELD_STAGE_SINCE,
	FIELD_PRODUCT,
	FIELD_SOURCE,
	FIELD_LOST_REASON,
	FIELD_COST,
	FIELD_NEXT_STEP,
	FIELD_NEXT_DATE,
	FIELD_LAST_ACTIVITY,
	FIELD_MODIFIED,
	FIELD_SCORE,
	FIELD_GRADE,
	FIELD_HISTORY,
	FIELD_NOTES,
	/* what CRMs keep apart */
	FIELD_IS_CLOSED,
	FIELD_IS_WON,
	FIELD_WON_ON,
	FIELD_LOST_ON,
	FIELD_WEIGHTED_AMOUNT,
	FIELD_COUNT,
	FIELD_NONE = FIELD_COUNT
};

enum field_type {
	TYPE_TEXT,
	TYPE_MONEY,
	TYPE_PERCENT,
	TYPE_DATE,
	TYPE_NUMBER,		/* read as money is: up to four decimals */
	TYPE_STATUS,		/* open, won, lost */
	TYPE_CATEGORY,		/* omitted, pipeline, best, commit */
	TYPE_HISTORY,
	TYPE_FLAG		/* 0 or 1, false or true, no or yes */
};

struct field_row {
	enum field field;
	const char *name;	/* the canonical header */
	enum field_type type;
	bool logged;		/* its changes are entered in the history */
	bool optional;		/* pl-init leaves it out */
	const char *aliases;	/* other headers, '|' between, best first */
};

/* A set of fields, one bit each. */
typedef uint64_t field_set;
#define FIELD_BIT(field) (UINT64_C(1) << (field))
/* No field, but asked for as one: the activities of the deal. */
#define ASK_ACTIVITIES FIELD_BIT(63)

/* The row of a field; FIELD is not FIELD_NONE. */
const struct field_row *field_row(enum field);
/* The field of that canonical name (folded as headers are), FIELD_NONE. */
enum field field_named(struct slice name);
/*
 * The field a header stands for, its own name first, then the aliases;
 * FIELD_NONE if it is none. *RANK (may be NULL) is 0 for the field's own name,
 * then 1 for its first alias, and so on: of two headers for one field the
 * lower rank is the better.
 */
enum field field_of_header(struct slice header, int *rank);

/* Forecast categories, the least sure first. */
enum category {
	CATEGORY_NONE = 0,	/* blank */
	CATEGORY_OMITTED,
	CATEGORY_PIPELINE,
	CATEGORY_BEST,
	CATEGORY_COMMIT
};

#define CATEGORY_CLOSED "closed"	/* commit, of a deal that is over */

/* The category of a text ("Best Case", "commit"); CATEGORY_NONE if blank;
 * false if it is no category. */
bool category_read(struct slice, enum category *);
const char *category_name(enum category);

/* What a stage, or a status, comes to. */
enum kind {
	KIND_OPEN,
	KIND_WON,
	KIND_LOST
};

/* A flag's cell; false if it is none. Blank is 0. */
bool flag_read(struct slice, bool *flag);

const char *kind_name(enum kind);	/* open, won, lost */
/* "open", "Won", "lost", "active"...; false if it is none. */
bool kind_read(struct slice, enum kind *);

#endif
