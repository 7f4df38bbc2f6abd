#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "csv/block.h"

void
block_open(struct block *b, struct source *source, off_t base,
    char delimiter, bool portable)
{
	*b = (struct block){
		.source = source,
		.map = portable ? map_portable : map_way(0),
		.check = portable ? utf8_portable : utf8_way(0),
		.delimiter = delimiter,
		.room = BLOCK_FIRST,
		.base = base,
	};
}

/* Let go of the bytes before KEEP. */
static void
block_move(struct block *b, size_t keep)
{
	if (keep == 0)
		return;
	b->len -= keep;
	memmove(b->at, b->at + keep, b->len);
	b->base += (off_t)keep;
}

/* Make room for what is to be known of the bytes. */
static void
block_ready(struct block *b)
{
	size_t maps = b->room / MAP_BYTES + 1;

	free(b->maps);
	free(b->high);
	b->maps = memory_more(NULL, maps, sizeof *b->maps);
	b->high = memory_more(NULL, maps / MAP_WORD + 1, sizeof *b->high);
}

static void
block_grow(struct block *b)
{
	if (b->at != NULL && b->len < b->room)
		return;
	if (b->at != NULL)
		b->room *= 2;
	b->at = memory_more(b->at, b->room, 1);
	block_ready(b);
}

/* Make the map of what there is now. */
static void
block_look(struct block *b)
{
	b->has_nul = b->map(b->at, b->len, b->delimiter, b->maps, b->high);
	b->text = b->check(b->at, b->len, b->high);
	block_back(b, 0);
}

/* A small input is in memory already, as a whole: look at it there. */
static bool
block_borrow(struct block *b)
{
	const struct source *source = b->source;
	size_t at = (size_t)b->base;

	if (b->at != NULL || b->room != BLOCK_FIRST || !source->whole ||
	    source->chunk != 0 || source->head.len > BLOCK_FIRST ||
	    at > source->head.len)
		return false;
	b->lent = true;
	/* an empty text that was decoded has no bytes to point to */
	b->at = at > 0 ? source->head.at + at : source->head.at;
	b->room = b->len = source->head.len - at;
	block_ready(b);
	return true;
}

int
block_more(struct block *b, size_t keep, struct trouble *what)
{
	size_t want;
	ssize_t n;

	if (block_borrow(b)) {
		b->last = true;
		block_look(b);
		return 0;
	}
	block_move(b, keep);
	block_grow(b);
	want = b->len > b->room / 2 ? b->room : 2 * b->len;
	do {
		n = source_read(b->source, b->at + b->len, b->room - b->len,
		    b->base + (off_t)b->len, what);
		if (n < 0)
			return -1;
		b->len += (size_t)n;
	} while (n > 0 && b->len < want);
	b->last = n == 0;
	block_look(b);
	return 0;
}

static size_t
find_nul(const struct block *b, size_t from)
{
	const char *found = NULL;

	if (from < b->len)
		found = memchr(b->at + from, '\0', b->len - from);
	return found == NULL ? b->len : (size_t)(found - b->at);
}

size_t
block_find_nul(struct block *b, size_t from)
{
	if (b->nul < from)
		b->nul = find_nul(b, from);
	return b->nul;
}

void
block_back(struct block *b, size_t from)
{
	for (int kind = 0; kind < MAP_KINDS; kind++)
		b->next[kind] = BLOCK_UNKNOWN;
	b->nul = b->has_nul ? find_nul(b, from) : b->len;
}

void
block_close(struct block *b)
{
	if (!b->lent)
		free(b->at);
	free(b->maps);
	free(b->high);
}
