#ifndef DEAL_TABLE_H
#define DEAL_TABLE_H

/*
 * A small CSV file beside the deals, row by row: rates, side tables.
 */

#include "base/message.h"
#include "csv/reader.h"

#define TABLE_NONE ((size_t)-1)

struct table {
	struct source source;
	struct dialect dialect;
	struct reader *reader;
	struct record *record;	/* the current row */
	struct slice *headers;	/* trimmed; in the arena */
	size_t n;
	struct arena arena;
};

/* Open PATH and read its header. 0, or -1 with WHAT set and nothing held. */
int table_open(struct table *, const char *path, struct trouble *what);
/* The same; where it is not UTF-8, ENCODING (NULL: none) is what it is in. */
int table_open_in(struct table *, const char *path, const char *encoding,
    struct trouble *what);
/* The column of a header (folded), TABLE_NONE. */
size_t table_column(const struct table *, struct slice header);
/* The same, but -1 with WHAT set where there is none, naming those there are, the
 * nearest first. */
int table_need(const struct table *, struct slice header, size_t *column,
    struct trouble *what);
/* The next row that holds any text: 1; 0 at the end; -1 with WHAT set. */
int table_next(struct table *, struct trouble *what);
/* A cell of the current row, trimmed; empty where the row is too short. */
struct slice table_cell(struct table *, size_t column);
/* Set WHAT to "FILE:LINE: FIELD: 'CELL' WRONG". Always -1. */
int table_wrong(struct table *, size_t column, const char *wrong,
    struct trouble *what);
void table_close(struct table *);

#endif
