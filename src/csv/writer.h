#ifndef CSV_WRITER_H
#define CSV_WRITER_H

/*
 * Records to bytes.
 */

#include <stdbool.h>

#include "base/memory.h"
#include "base/text.h"
#include "csv/dialect.h"

/* Must TEXT be quoted to be read back as it is: it holds the delimiter, a
 * quote, CR, LF, a NUL, or begins or ends with a blank. */
bool writer_must_quote(struct slice text, char delimiter);

/* Append TEXT as a cell, quoted where it must be or ALWAYS (by libcsv). */
void writer_cell(struct buffer *out, struct slice text, char delimiter,
    bool always);

/* Append a record of N cells and its line end. A record of one empty cell is
 * written as "" so that it is no blank line. */
void writer_record(struct buffer *out, const struct slice *cells, size_t n,
    char delimiter, enum line_end end);

#endif
