#ifndef DEAL_VENDOR_H
#define DEAL_VENDOR_H

/*
 * The systems whose exports are read: what they do that a header alone does not
 * tell. A row a system; most need none, for their headers say it all.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "deal/field.h"

/* One column of a system's export. */
struct vendor_column {
	const char *header;
	enum field field;	/* FIELD_NONE: written blank, or as constant */
	const char *constant;	/* NULL: none */
};

struct vendor {
	const char *name;	/* "salesforce", as --to takes it */
	/* How its export is known: headers ('|' between, folded as headers are)
	 * that must all be there; several sets, NULL behind the last. */
	const char *signatures[4];
	/* "header=field|...": what a header means in its files, whatever the
	 * registry of fields says. NULL: none. */
	const char *overrides;
	bool cents;		/* amounts are whole cents */
	bool status_is_stage;	/* the column "status" holds stages */
	/* What pl-convert --to writes; n_columns 0: cannot be written. */
	const struct vendor_column *columns;
	size_t n_columns;
	const char *status[3];	/* open, won, lost as it writes them; NULL: as
				 * the kinds are named */
	const char *flags[2];	/* no, yes; NULL: 0, 1 */
	const char *date_format;	/* a date as it writes one, "2026-03-04
				 * 00:00:00"; NULL: ISO */
	bool quote_all;		/* quotes every cell */
};

/* The system whose export has these headers (trimmed), NULL where no row says. */
const struct vendor *vendor_of(const struct slice *headers, size_t n);
/* The row of a name, NULL. */
const struct vendor *vendor_named(struct slice name);
/* The names that can be converted to: how many; NAMES holds 16. */
size_t vendor_targets(const char *names[16]);
/* What an override makes of a header; FIELD_NONE: nothing. */
enum field vendor_field(const struct vendor *, struct slice header);

/* The stage a header of a date column a stage names: HubSpot's
 * 'Date entered "Proposal (Sales Pipeline)"', "hs_date_entered_closedwon", in
 * its languages. false: it is none. *PIPELINE is empty where none is named. */
bool vendor_stage_date(struct slice header, struct slice *stage,
    struct slice *pipeline);

#endif
