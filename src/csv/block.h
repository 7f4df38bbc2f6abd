#ifndef CSV_BLOCK_H
#define CSV_BLOCK_H

/*
 * The reader's window on a source: the bytes still wanted stay, more are read
 * in behind them. It knows where the next line feed, CR, quote and NUL lie, so
 * that a byte is looked at once for each of the four, however far apart they are.
 */

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/types.h>

#include "base/message.h"
#include "csv/source.h"

#define BLOCK_FIRST (256 << 10)	/* its room in the beginning */

/* The next byte of a kind. */
struct mark {
	char byte;
	size_t at;		/* none lies from the last place asked about up
				 * to here */
};

struct block {
	struct source *source;
	char *at;		/* owned */
	size_t len;		/* bytes in it */
	size_t room;		/* bytes allocated */
	off_t base;		/* where in the source at[0] lies */
	bool last;		/* the source ends with these bytes */
	struct mark lf;
	struct mark cr;
	struct mark quote;
	struct mark nul;
};

/* Begin at offset BASE of the source; nothing is read yet. */
void block_open(struct block *, struct source *, off_t base);

/* Read more behind the bytes from KEEP on, which move to the front (KEEP
 * becomes 0); twice as many as were kept, so that looking at all of them anew
 * costs little, or else block->last is set. 0, or -1 with WHAT set. */
int block_more(struct block *, size_t keep, struct trouble *what);

/* Look again from FROM on, which lies before the last place asked about. */
void block_back(struct block *, size_t from);

void block_close(struct block *);

/* Where the next byte of a mark lies, at FROM or behind; len: there is none.
 * FROM never goes back (see block_back). */
static inline size_t
block_next(const struct block *b, struct mark *m, size_t from)
{
	const char *found;

	if (m->at < from)
		m->at = from;
	if (m->at >= b->len || b->at[m->at] == m->byte)
		return m->at;
	found = memchr(b->at + m->at, m->byte, b->len - m->at);
	m->at = found != NULL ? (size_t)(found - b->at) : b->len;
	return m->at;
}

/* Where the line ends that FROM lies in, quotes or not. */
static inline size_t
block_line_end(struct block *b, size_t from)
{
	size_t lf = block_next(b, &b->lf, from);
	size_t cr = block_next(b, &b->cr, from);

	return lf < cr ? lf : cr;
}

#endif
