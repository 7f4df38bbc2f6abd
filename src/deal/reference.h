#ifndef DEAL_REFERENCE_H
#define DEAL_REFERENCE_H

/*
 * A name by which a person asks for something of a deal: a field, any header of
 * the file, a column of a side table (account.sector), or what is computed:
 * status, activity, age, days_in_stage, weighted, size, and DATE_week,
 * DATE_month, DATE_quarter, DATE_year of a field that is a date (created_month,
 * closed_quarter).
 */

#include "base/memory.h"
#include "base/money.h"
#include "base/ratio.h"
#include "deal/deal.h"
#include "deal/sheet.h"

enum reference_kind {
	REF_FIELD,
	REF_HEADER,
	REF_LOOKUP,		/* account.sector: a column of a side table */
	REF_ACTIVITY,		/* the types of activity it had; a deal falls
				 * under each */
	REF_STATUS,		/* open, won, lost */
	REF_AGE,		/* days since created, of an open deal */
	REF_DAYS_IN_STAGE,	/* days since it entered its stage */
	REF_WEIGHTED,		/* amount times probability, rounded once */
	REF_SIZE,		/* lower bound of its amount: 0, 1, 10, 100... */
	REF_PERIOD		/* the week, month, quarter or year of a date */
};

struct reference {
	enum reference_kind kind;
	enum field field;	/* REF_FIELD, REF_PERIOD */
	enum period_step step;	/* REF_PERIOD */
	int fiscal;		/* month years begin in, REF_PERIOD */
	struct lookup *lookup;	/* REF_LOOKUP; the demand's */
	size_t extra;		/* REF_HEADER: place in deal.extra */
	struct slice name;	/* as it was asked for; not owned */
};

/* What a value is compared and sorted as. */
enum value_type {
	AS_TEXT,
	AS_NUMBER,		/* money, percents (ppm), days, numbers */
	AS_DATE
};

/* Understand NAME and add what it needs to DEMAND. Never fails: what is no
 * field and not computed is taken for a header, and the sheet says whether it
 * is there. */
struct reference reference_of(struct slice name, int fiscal, struct demand *);

/* What it is compared as. */
enum value_type reference_type(const struct reference *);

/* Append its text of the deal as it stood: the cell's text without blanks
 * around it, dates ISO, amounts canonical where they are computed. Nothing
 * where it is blank. */
void reference_text(const struct reference *, const struct view *,
    struct buffer *out);

/* reference_slice for what is not among the commonest. */
bool reference_at_hand(const struct reference *, const struct view *,
    struct slice *text);

/* The same where it is at hand: a slice that is kept as long as the deal, or, made in
 * SPARE, says what is; NULL where the text must be made. Inline: asked for every deal;
 * and no slice is copied, which would wait until it has been written. */
static inline const struct slice *
reference_slice(const struct reference *reference, const struct view *view,
    struct slice *spare)
{
	if (reference->kind == REF_FIELD && reference->field == FIELD_OWNER)
		return view->owner;
	if (reference->kind == REF_FIELD && reference->field == FIELD_STAGE &&
	    view->stage->name.len > 0)
		return &view->stage->name;
	if (reference->kind == REF_HEADER)
		return &view->deal->extra[reference->extra];
	return reference_at_hand(reference, view, spare) ? spare : NULL;
}

/* The value of a REF_LOOKUP. */
struct slice reference_lookup(const struct reference *, const struct view *);

/* Its value as a number (AS_NUMBER: ten-thousandths, ppm, or days; AS_DATE: the
 * day). false where it is blank or none. */
bool reference_number(const struct reference *, const struct view *,
    int64_t *number);

/* Where the text of a group stands among others: stages in their order, numbers by
 * number; texts of the same place by their bytes, which does for periods and
 * dates. For sorting. */
#define REFERENCE_UNPLACED (INT64_MAX - 1)	/* behind those that have a place */
#define REFERENCE_BLANK INT64_MAX	/* last of all */

int64_t reference_place(const struct reference *, const struct stages *,
    struct slice text);

#endif
