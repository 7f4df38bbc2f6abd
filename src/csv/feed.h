#ifndef CSV_FEED_H
#define CSV_FEED_H

/*
 * What libcsv is fed: quoted cells it alone can judge, or, to compare with,
 * every byte there is. Between two cells its parser holds no state that a cell
 * could see, so a cell may be fed where the one before was not.
 */

#include <stdbool.h>
#include <stddef.h>

#include <csv.h>

enum feed_end {
	FEED_DONE = 0,		/* the cell has ended */
	FEED_MORE,		/* it goes on behind the bytes given */
	FEED_OPEN,		/* its quote is never closed */
	FEED_AFTER		/* text stands behind its closing quote */
};

struct feed {
	struct csv_parser parser;
	char *into;		/* where the next cell's text goes; room for as
				 * many bytes as are fed; not owned */
	size_t len;		/* of the text of the last cell */
	bool cell;		/* a cell has ended */
	bool row;		/* and the record with it */
};

void feed_open(struct feed *, char delimiter);

/*
 * Feed the quoted cell that begins at AT (with its quote) in the N bytes there;
 * LAST: no others follow. *USED is how many belong to it, up to its delimiter
 * or line end, or to what is wrong with it.
 */
enum feed_end feed_quoted(struct feed *, const char *at, size_t n, bool last,
    size_t *used);

/* The same for any cell, byte by byte, and feed->row says whether it ended the
 * record. QUOTED: strictly, else quotes and blanks are text. */
enum feed_end feed_bytes(struct feed *, const char *at, size_t n, bool last,
    bool quoted, size_t *used);

/* The same for the N bytes of a line, its end too, in one go: CELL and ROW are
 * libcsv's callbacks. Strictly, but for blanks, which are text. false: libcsv says
 * that this is no such line. */
bool feed_line(struct feed *, const char *at, size_t n,
    void (*cell)(void *text, size_t len, void *state),
    void (*row)(int end, void *state), void *state);

/* Forget a cell that was begun. */
void feed_again(struct feed *);

void feed_close(struct feed *);

#endif
