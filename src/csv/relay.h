#ifndef CSV_RELAY_H
#define CSV_RELAY_H

/*
 * Cells of one dialect in another: what need not change keeps its bytes, and a
 * cell is quoted anew only where the other dialect needs it.
 */

#include <stdbool.h>

#include "base/memory.h"
#include "base/money.h"
#include "csv/dialect.h"
#include "csv/reader.h"

struct relay {
	char from;		/* what separates the cells that are read */
	char to;		/* and those that are written */
	enum line_end end;	/* of every line; LINE_NONE: each its own */
	bool guard;		/* guard what would be run (csv/guard.h) */
	enum decimal_mark mark;	/* of the numbers that are not guarded */
};

/* Do cells and lines come out as they are? */
bool relay_idle(const struct relay *);

/* Append a cell as it is, as far as that may be. */
void relay_cell(const struct relay *, const struct cell *,
    struct buffer *out);
/* Append TEXT as a cell, quoted where it must be or ALWAYS. */
void relay_text(const struct relay *, struct slice text, bool always,
    struct buffer *out);
/* Append a line's end; nothing where it has none. */
void relay_end(const struct relay *, enum line_end, struct buffer *out);
/* Append BYTES that lie between records: blank lines. */
void relay_between(const struct relay *, struct slice bytes,
    struct buffer *out);
/* Append what stands before the header, without a byte order mark: a sep= line
 * with the delimiter that is written, or nothing. */
void relay_prefix(const struct relay *, struct slice bytes,
    struct buffer *out);

#endif
