#ifndef CSV_BLOCK_H
#define CSV_BLOCK_H

/*
 * The reader's window on a source: the bytes still wanted stay, more are read
 * in behind them. A map of all of them is made at once; and it knows where the next
 * line end, quote and NUL lie, so that the map is walked once for each of them,
 * however far apart they are.
 */

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/message.h"
#include "csv/map.h"
#include "csv/source.h"
#include "csv/utf8.h"

#define BLOCK_FIRST (128 << 10)	/* its room in the beginning: what was read is
				 * still near when it is looked at */

#define BLOCK_UNKNOWN SIZE_MAX

struct block {
	struct source *source;
	map_maker *map;
	utf8_checker *check;
	char delimiter;
	char *at;		/* owned, but where it is the source's head */
	bool lent;		/* that is so */
	struct map *maps;	/* of these bytes; owned */
	uint64_t *high;		/* a bit a map: not all of it is ASCII; owned */
	size_t len;		/* bytes in it */
	size_t room;		/* bytes allocated */
	off_t base;		/* where in the source at[0] lies */
	bool last;		/* the source ends with these bytes */
	bool has_nul;		/* one of the bytes that were read last may be NUL */
	size_t text;		/* the first so many are UTF-8, a character that is
				 * cut off by the end left out */
	/* none of a kind lies from the last place asked about up to here, or
	 * BLOCK_UNKNOWN: most blocks are not asked about most kinds */
	size_t next[MAP_KINDS];
	size_t nul;
};

/* Begin at offset BASE of the source, whose cells DELIMITER separates; nothing is
 * read yet. PORTABLE: without the machine's vectors. */
void block_open(struct block *, struct source *, off_t base, char delimiter,
    bool portable);

/* Read more behind the bytes from KEEP on, which move to the front (KEEP
 * becomes 0); twice as many as were kept, so that looking at all of them anew
 * costs little, or else block->last is set. 0, or -1 with WHAT set. */
int block_more(struct block *, size_t keep, struct trouble *what);

/* Look again from FROM on, which lies before the last place asked about. */
void block_back(struct block *, size_t from);

void block_close(struct block *);

/* block_nul where one may be there. */
size_t block_find_nul(struct block *, size_t from);

/*
 * Where the next byte of a kind lies, at FROM or behind; len: there is none.
 * FROM never goes back (see block_back).
 */

/* The next of KIND: for MAP_LINE where the line ends that FROM lies in, quotes or
 * not. */
static inline size_t
block_next(struct block *b, enum map_kind kind, size_t from)
{
	if (b->next[kind] < from || b->next[kind] == BLOCK_UNKNOWN)
		b->next[kind] = map_next(b->maps, kind, from, b->len);
	return b->next[kind];
}

/* The next NUL. */
static inline size_t
block_nul(struct block *b, size_t from)
{
	return b->has_nul ? block_find_nul(b, from) : b->len;
}

#endif
