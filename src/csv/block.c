#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "csv/block.h"

void
block_open(struct block *b, struct source *source, off_t base)
{
	*b = (struct block){
		.source = source,
		.room = BLOCK_FIRST,
		.base = base,
		.lf.byte = '\n',
		.cr.byte = '\r',
		.quote.byte = '"',
		.nul.byte = '\0',
	};
}

static void
mark_move(struct mark *m, size_t by)
{
	m->at = m->at > by ? m->at - by : 0;
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
	mark_move(&b->lf, keep);
	mark_move(&b->cr, keep);
	mark_move(&b->quote, keep);
	mark_move(&b->nul, keep);
}

static void
block_grow(struct block *b)
{
	if (b->at != NULL && b->len < b->room)
		return;
	if (b->at != NULL)
		b->room *= 2;
	b->at = memory_more(b->at, b->room, 1);
}

int
block_more(struct block *b, size_t keep, struct trouble *what)
{
	size_t want;
	ssize_t n;

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
	return 0;
}

void
block_back(struct block *b, size_t from)
{
	b->lf.at = b->cr.at = b->quote.at = b->nul.at = from;
}

void
block_close(struct block *b)
{
	free(b->at);
}
