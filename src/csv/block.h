#ifndef CSV_BLOCK_H
#define CSV_BLOCK_H

/*
 * The reader's window on a source: the bytes still wanted, and as many behind them as
 * are still near when they are looked at again. What the source gives in one go is
 * more than that, for the system is asked seldom; what it has in its head is looked at
 * there. A map of all bytes of the window is made at once; and it knows where the next
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

#define BLOCK_LOOK (64 << 10)	/* bytes of the window in the beginning */
#define BLOCK_READ (1 << 20)	/* bytes the source is asked for */

#define BLOCK_UNKNOWN SIZE_MAX

struct block {
	struct source *source;
	map_maker *map;
	utf8_checker *check;
	char delimiter;
	char *at;		/* the window, among these bytes */
	size_t len;		/* bytes in it */
	size_t room;		/* bytes that may be in it */
	char *bytes;		/* those that were read and are still wanted; owned,
				 * but where it is the source's head; NULL before
				 * the first */
	size_t read;		/* of them */
	size_t bytes_room;
	bool lend;		/* they may be the source's head, */
	bool lent;		/* and they are */
	bool ended;		/* the source ends with them */
	struct map *maps;	/* of the window; owned */
	uint64_t *high;		/* a bit a map: not all of it is ASCII; owned */
	off_t base;		/* where in the source at[0] lies */
	bool last;		/* the source ends with the window */
	bool has_nul;		/* one of its bytes may be NUL */
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

/* Before the first block_more: look at LOOK bytes in the beginning, 1 at least, and ask
 * the source for READ (0: as it is), and for those of its head too. */
void block_size(struct block *, size_t look, size_t read);

/* Let the window begin at KEEP, which becomes 0, and go on behind its end, further and
 * further while nothing is let go of, so that to look at all of it anew costs little;
 * or else block->last is set. 0, or -1 with WHAT set. */
int block_more(struct block *, size_t keep, struct trouble *what);

/* Look again from FROM on, which lies before the last place asked about. */
void block_back(struct block *, size_t from);

/* Let go of all bytes, for no more are wanted: of many files each was read once. What
 * is a number stays. */
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
