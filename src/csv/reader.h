#ifndef CSV_READER_H
#define CSV_READER_H

/*
 * Bytes to records. A record keeps its bytes; its cells are found when asked
 * for, and are slices of those bytes until a quote sends one through libcsv,
 * which stays the authority on what a quoted cell says.
 *
 * A cell whose first byte after blanks (space, tab unless it delimits) is a
 * quote is quoted: libcsv, strict; the blanks outside the quotes belong to the
 * bytes, not to the value. Text after a closing quote, and a quote that is never
 * closed, are errors with their line and column. Quotes inside any other cell are
 * text. Outside quotes LF, CR and CRLF end a record. NUL bytes are carried
 * inside quoted cells and refused in others when these are asked for.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/text.h"
#include "csv/dialect.h"
#include "csv/source.h"

/* One cell of a record. */
struct cell {
	struct slice raw;	/* its bytes in the file, quotes and blanks too */
	struct slice text;	/* what it says, blanks at the ends of an unquoted
				 * cell included */
	bool quoted;
};

/* One record. Valid until the next one is read. */
struct record {
	struct slice raw;	/* its bytes without the line end */
	enum line_end end;
	off_t offset;		/* of its first byte in the source */
	uint64_t line;		/* of its first byte, 1-based */
	size_t lines;		/* line feeds, CRs, CRLFs in it, its end too */
	bool has_quote;		/* a quote anywhere in raw */
	bool has_nul;		/* a NUL byte anywhere in raw */
	bool text;		/* all of raw is UTF-8 */
	/* the rest is the reader's */
	struct cell *cells;
	bool walked;		/* they all are in cells */
	uint32_t *bounds;	/* else bounds[i] + 1 is where in raw cell i begins
				 * (bounds[0] is UINT32_MAX), bounds[i + 1]
				 * where it ends, quotes and all; in cells are
				 * those asked for */
	bool easy;		/* it was not walked, is not doubled, has no NUL */
	bool doubled;		/* it was cut, and has quotes doubled in quotes */
	size_t found;		/* cells located so far */
	bool complete;		/* all cells are located */
	struct reader *reader;
};

struct reader;

/* What is longer is an error of reader_next, whichever cells are asked for, and
 * not a reason to take all memory. */
#define READER_COLUMNS 4096		/* cells of a record */
#define READER_CELL (16 << 20)		/* bytes of a cell, quotes and all */
#define READER_RECORD (64 << 20)	/* bytes of a record */

/* Read SOURCE from the end of its header's prefix (dialect.skip) on. The
 * source and the dialect must outlive the reader. */
struct reader *reader_open(struct source *, const struct dialect *);

/* The same for a part: records that begin in [FROM, TO), FROM being a record's
 * first byte; LINE is the line FROM lies on. Regular files only. */
struct reader *reader_open_part(struct source *, const struct dialect *,
    off_t from, off_t to, uint64_t line);

/* Of each record the first N cells will be asked for, and others seldom: those are
 * located in one go. Without this all are. */
void reader_expect(struct reader *, size_t n);

/* Before the first record is read: look at LOOK bytes at a time in the beginning, 1 at
 * least, which grow with the records, and ask the source for READ (0: its own number).
 * For one record from a place in the file, and for tests, which make both small. */
void reader_block(struct reader *, size_t look, size_t read);

/*
 * The next record; blank lines (no byte but blanks) are passed over. 1; 0 at
 * the end; -1 with WHAT set, which says "FILE:LINE: " first, and so for
 * good: nothing is read behind an error. The record stays valid until the next
 * call.
 */
int reader_next(struct reader *, struct record **, struct trouble *what);

/* Where the next record, blank lines included, would begin. */
off_t reader_offset(const struct reader *);
/* The line that is. */
uint64_t reader_line(const struct reader *);

/* record_cell for what is not at hand or not beyond doubt. */
const struct cell *record_seek(struct record *, size_t index);

/*
 * Cell number INDEX (from 0) of the record; NULL where it has not so many, or
 * where it cannot be given: an unquoted one with a NUL byte (then reader_trouble
 * says so). Cells are located from left to right, not much further than asked.
 * Valid as long as the record.
 */
static inline const struct cell *
record_cell(struct record *record, size_t index)
{
	const struct cell *cell = record->cells + index;

	if (record->walked && index < record->found &&
	    (cell->quoted || !record->has_nul))
		return cell;
	return record_seek(record, index);
}

/* The bytes of cell number INDEX, below found, of a record that was not walked. */
static inline struct slice
record_bytes(const struct record *record, size_t index)
{
	uint32_t from = record->bounds[index] + 1;

	return (struct slice){ record->raw.at + from,
	    record->bounds[index + 1] - from };
}

/* What is between the quotes of such bytes, where they are in quotes. */
static inline struct slice
record_unquoted(struct slice bytes)
{
	return bytes.len > 0 && bytes.at[0] == '"' ?
	    (struct slice){ bytes.at + 1, bytes.len - 2 } : bytes;
}

/* What cell number INDEX, below found, says in a record that is easy. */
static inline struct slice
record_between(const struct record *record, size_t index)
{
	struct slice bytes = record_bytes(record, index);

	return record->has_quote ? record_unquoted(bytes) : bytes;
}

/* What cell number INDEX says, as record_cell; an empty slice where there is none
 * to give. */
static inline struct slice
record_text(struct record *record, size_t index)
{
	const struct cell *cell;

	if (record->easy && index < record->found)
		return record_between(record, index);
	cell = record_cell(record, index);
	return cell != NULL ? cell->text : (struct slice){ NULL, 0 };
}

/* Does a quote begin cell number INDEX, which was located? */
static inline bool
record_quoted(const struct record *record, size_t index)
{
	struct slice bytes;

	if (record->walked || !record->has_quote)
		return record->walked && record->cells[index].quoted;
	bytes = record_bytes(record, index);
	return bytes.len > 0 && bytes.at[0] == '"';
}

/* Locate all cells of a record that was not walked. */
void record_reach(struct record *);

/* The same where cell number INDEX was not located, but there may be one. */
static inline void
record_locate(struct record *record, size_t index)
{
	if (index >= record->found && !record->complete)
		record_reach(record);
}

/* Locate all cells: how many the record has. */
size_t record_cells(struct record *);

/* What was wrong with a cell of the current record; NULL: nothing. */
const struct trouble *reader_trouble(const struct reader *);

void reader_close(struct reader *);

#endif
