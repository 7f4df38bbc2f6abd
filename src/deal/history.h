#ifndef DEAL_HISTORY_H
#define DEAL_HISTORY_H

/*
 * The history cell: a deal's log, oldest first.
 *
 *	Prospecting@2026-01-03 > amount=9000@2026-02-01 > Proposal@2026-02-11
 */

#include "base/memory.h"
#include "base/text.h"
#include "deal/field.h"

struct stage;

struct log_entry {
	enum field field;	/* FIELD_STAGE, or a logged field */
	int day;
	struct slice value;	/* of the cell */
	const struct stage *stage;	/* of a FIELD_STAGE entry, once resolved
				 * (deal.h); NULL before */
};

struct log {
	struct log_entry *at;
	size_t n;
	size_t room;
};

/* Read CELL into LOG (emptied first; its room is kept). NULL, or what is
 * wrong: "is not a history (no @YYYY-MM-DD at its end)", "goes back in time".
 * A blank cell is an empty log. */
const char *history_read(struct slice cell, struct log *);

/* May VALUE stand in a history: it does not end an entry itself, nor read as
 * another field. */
bool history_may_hold(enum field, struct slice value);

/* Append " > [field=]value@day" to the cell in OUT (without " > " where OUT is
 * empty). */
void history_append(struct buffer *out, enum field, struct slice value,
    int day);

void log_free(struct log *);

#endif
