#ifndef CSV_CELL_H
#define CSV_CELL_H

/*
 * The reader's own parts: for reader.c, which finds records, and cell.c, which
 * walks their cells where a quote makes that needed.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/message.h"
#include "csv/block.h"
#include "csv/cut.h"
#include "csv/feed.h"
#include "csv/reader.h"

struct reader {
	struct source *source;
	const struct dialect *dialect;
	struct block block;
	record_cutter *cutter;
	struct cut cut;		/* of the current record, if it was cut */
	size_t at;		/* where in the block the next record begins */
	uint64_t line;		/* the line that lies on */
	off_t to;		/* records begin before it; -1: at the end */
	size_t soon;		/* where in the block they no longer may be what
				 * record_soon looks for */
	struct record record;	/* the current one */
	bool wide;		/* it has more than READER_COLUMNS */
	struct feed feed;
	char *texts;		/* of its cells that came through libcsv */
	size_t texts_len;
	size_t texts_room;	/* as the block's: no text is longer than its
				 * bytes, so texts never move */
	struct trouble trouble;	/* of a cell, or what ended the reading */
	bool failed;		/* the reading has ended so */
};

/* How far looking at some bytes came. */
enum scan {
	SCAN_DONE = 0,
	SCAN_MORE,		/* more bytes are needed to decide */
	SCAN_BAD		/* reader->trouble says what is wrong */
};

/*
 * Walk the record that begins at reader->at, where the block has at least one
 * byte, cell by cell; put the cells, and how many line ends lie inside them, into
 * reader->record. *END is where it ends: at a line end or behind the last byte.
 * The bytes are not moved.
 */
enum scan cells_walk(struct reader *, size_t *end);

/* Line ends in the N bytes at AT: LF, CR and CRLF are one each. */
size_t cells_lines(const char *at, size_t n);

/* Is C a blank, where DELIMITER is none? */
static inline bool
cell_blank(char c, char delimiter)
{
	return (c == ' ' || c == '\t') && c != delimiter;
}

#endif
