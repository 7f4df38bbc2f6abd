#include <string.h>

#include "base/memory.h"
#include "csv/feed.h"

#define FEED_BLOCK (64 << 10)	/* libcsv's own step is 128 bytes */
#define FEED_STRICT (CSV_STRICT | CSV_STRICT_FINI)

static void *
feed_memory(void *at, size_t n)
{
	return memory_more(at, n, 1);
}

static int
feed_no_blank(unsigned char c)
{
	(void)c;
	return 0;
}

static void
feed_cell(void *text, size_t len, void *data)
{
	struct feed *f = data;

	if (len > 0)
		memcpy(f->into, text, len);
	f->len = len;
	f->cell = true;
}

static void
feed_row(int end, void *data)
{
	struct feed *f = data;

	(void)end;
	f->row = true;
}

void
feed_open(struct feed *f, char delimiter)
{
	memset(f, 0, sizeof(*f));
	csv_init(&f->parser, FEED_STRICT);
	csv_set_delim(&f->parser, (unsigned char)delimiter);
	csv_set_blk_size(&f->parser, FEED_BLOCK);
	csv_set_realloc_func(&f->parser, feed_memory);
}

void
feed_close(struct feed *f)
{
	csv_free(&f->parser);
}

/* Ending it, not strictly, and listening to nothing, leaves libcsv as it was in
 * the beginning and keeps its memory. */
void
feed_again(struct feed *f)
{
	csv_set_opts(&f->parser, 0);
	csv_fini(&f->parser, NULL, NULL, NULL);
	csv_set_opts(&f->parser, FEED_STRICT);
}

/* libcsv's step grows with its buffer, or a cell of megabytes would be copied
 * at each of its hundreds of steps. */
static void
feed_begin(struct feed *f)
{
	size_t room = csv_get_buffer_size(&f->parser);

	if (room > FEED_BLOCK)
		csv_set_blk_size(&f->parser, room);
	f->cell = f->row = false;
	f->len = 0;
}

/* Memory ends the run, so there is one thing that can be wrong. */
static bool
feed_some(struct feed *f, const char *at, size_t n)
{
	return csv_parse(&f->parser, at, n, feed_cell, feed_row, f) == n;
}

/* The bytes have run out inside a cell. */
static enum feed_end
feed_out(struct feed *f, bool last)
{
	if (!last)
		return FEED_MORE;
	if (csv_fini(&f->parser, feed_cell, feed_row, f) != 0)
		return FEED_OPEN;
	return FEED_DONE;
}

/* From behind a quote, which may have closed the cell, to the cell's end or
 * (FEED_MORE, with bytes left) to behind one that shows it had not. */
static enum feed_end
feed_closing(struct feed *f, const char *at, size_t n, size_t *used)
{
	while (*used < n) {
		if (!feed_some(f, at + *used, 1))
			return FEED_AFTER;
		if (f->cell)
			return FEED_DONE;
		if (at[(*used)++] == '"')
			break;
	}
	return FEED_MORE;
}

enum feed_end
feed_quoted(struct feed *f, const char *at, size_t n, bool last, size_t *used)
{
	const char *quote;
	enum feed_end end;
	size_t from = 0;

	feed_begin(f);
	for (*used = 1; *used < n; from = *used) {
		quote = memchr(at + *used, '"', n - *used);
		*used = quote != NULL ? (size_t)(quote - at) + 1 : n;
		feed_some(f, at + from, *used - from);
		if (quote == NULL)
			return feed_out(f, last);
		end = feed_closing(f, at, n, used);
		if (end != FEED_MORE)
			return end;
	}
	if (from == 0)
		feed_some(f, at, n);
	return feed_out(f, last);
}

/* Blanks are text where they are not ones around quotes. */
static void
feed_rules(struct feed *f, bool strict, bool blanks)
{
	csv_set_opts(&f->parser, strict ? FEED_STRICT : 0);
	csv_set_space_func(&f->parser, blanks ? NULL : feed_no_blank);
}

enum feed_end
feed_bytes(struct feed *f, const char *at, size_t n, bool last, bool quoted,
    size_t *used)
{
	/* not strict, so that a quote in the middle is text */
	feed_rules(f, quoted, quoted);
	feed_begin(f);
	for (*used = 0; *used < n; ++*used) {
		if (!feed_some(f, at + *used, 1))
			return FEED_AFTER;
		if (f->cell)
			return FEED_DONE;
	}
	return feed_out(f, last);
}

bool
feed_line(struct feed *f, const char *at, size_t n,
    void (*cell)(void *, size_t, void *), void (*row)(int, void *),
    void *state)
{
	feed_rules(f, true, false);
	return csv_parse(&f->parser, at, n, cell, row, state) == n;
}
