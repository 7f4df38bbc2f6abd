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
		.room = BLOCK_LOOK,
		.bytes_room = BLOCK_READ,
		.lend = true,
		.base = base,
	};
}

void
block_size(struct block *b, size_t look, size_t read)
{
	b->room = look;
	if (read > 0) {
		b->bytes_room = read;
		b->lend = false;
	}
}

/* How many bytes there are from the window on. */
static size_t
left(const struct block *b)
{
	return (size_t)(b->bytes + b->read - b->at);
}

/* Begin in the source's head, if that is where the first bytes lie, and nobody asked
 * for pieces of another size. */
static void
begin(struct block *b)
{
	const struct source *source = b->source;

	b->lent = b->lend && source->chunk == 0 &&
	    b->base < (off_t)source->head.len;
	if (!b->lent) {
		b->at = b->bytes = memory_get(b->bytes_room);
		return;
	}
	b->bytes = source->head.at;
	b->read = source->head.len;
	b->at = b->bytes + b->base;
	b->ended = source->whole;
}

/* Make room for twice the window, which is all that is left, and move it to the front. */
static void
make_room(struct block *b)
{
	bool enough = b->len <= b->bytes_room / 2;
	char *own = b->lent ? NULL : b->bytes;

	while (b->bytes_room / 2 < b->len)
		b->bytes_room *= 2;
	if (own != NULL)
		memmove(own, b->at, b->len);
	if (own == NULL || !enough)
		own = memory_more(own, b->bytes_room, 1);
	if (b->lent)
		memcpy(own, b->at, b->len);
	b->lent = false;
	b->at = b->bytes = own;
	b->read = b->len;
}

/* Read on behind the window. */
static int
read_on(struct block *b, struct trouble *what)
{
	ssize_t n;

	make_room(b);
	do {
		n = source_read(b->source, b->bytes + b->read,
		    b->bytes_room - b->read, b->base + (off_t)b->read, what);
		if (n < 0)
			return -1;
		b->read += (size_t)n;
	} while (n > 0 && b->read < 2 * b->len);
	b->ended = n == 0;
	return 0;
}

/* Let the window go on, to twice what is left of it at least where so much is there,
 * and make room for what is to be known of it. */
static void
look_further(struct block *b)
{
	size_t maps, more = left(b) - b->len;

	if (b->maps == NULL || b->room / 2 < b->len) {
		while (b->room / 2 < b->len)
			b->room *= 2;
		maps = b->room / MAP_BYTES + 1;
		free(b->maps);
		free(b->high);
		b->maps = memory_more(NULL, maps, sizeof *b->maps);
		b->high = memory_more(NULL, maps / MAP_WORD + 1,
		    sizeof *b->high);
	}
	b->len += more < b->room - b->len ? more : b->room - b->len;
	b->last = b->ended && b->len == left(b);
}

int
block_more(struct block *b, size_t keep, struct trouble *what)
{
	if (b->bytes == NULL)
		begin(b);
	b->at += keep;
	b->base += (off_t)keep;
	b->len -= keep;
	if (left(b) == b->len && !b->ended && read_on(b, what) != 0)
		return -1;
	look_further(b);
	b->has_nul = b->map(b->at, b->len, b->delimiter, b->maps, b->high);
	b->text = b->check(b->at, b->len, b->high);
	block_back(b, 0);
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
		free(b->bytes);
	free(b->maps);
	free(b->high);
	b->at = b->bytes = NULL;
	b->maps = NULL;
	b->high = NULL;
}
