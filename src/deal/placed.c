#include <pthread.h>
#include <stdlib.h>

#include "deal/placed.h"

#define BATCH ((size_t)256 << 10)	/* bytes a thread reads before they are written */

/* How far the places were gone through. */
struct cursor {
	size_t from;		/* where in the places the next is told of */
	off_t at;		/* what is left of the last one begins here */
	size_t left;
};

/* What one thread reads: deals behind one another, as they will stand in the list. */
struct batch {
	const struct gathered *got;
	struct source *source;
	struct cursor cursor;	/* where it begins */
	char *bytes;		/* BATCH of them; owned */
	size_t len;
	bool failed;		/* trouble says why */
	struct trouble trouble;
	pthread_t thread;
	bool running;
};

/* Go on by what is left of a place, or by all of the next, MOST bytes of it: it begins
 * at *AT. How many; 0: there is none. */
static size_t
go_on(const struct gathered *got, struct cursor *cursor, size_t most, off_t *at)
{
	size_t n;

	if (cursor->left == 0 && !gathered_next(got, &cursor->from,
	    &cursor->at, &cursor->left))
		return 0;
	n = cursor->left < most ? cursor->left : most;
	*at = cursor->at;
	cursor->at += (off_t)n;
	cursor->left -= n;
	return n;
}

/* Go on as far as one batch does. */
static void
go_past(const struct gathered *got, struct cursor *cursor)
{
	size_t len = 0, n;
	off_t at;

	while (len < BATCH && (n = go_on(got, cursor, BATCH - len, &at)) > 0)
		len += n;
}

/* The N bytes that lie at AT. */
static int
read_on(struct batch *batch, size_t n, off_t at)
{
	ssize_t got;

	for (; n > 0; n -= (size_t)got, at += got) {
		got = source_read(batch->source, batch->bytes + batch->len, n,
		    at, &batch->trouble);
		if (got < 0)
			return -1;
		if (got == 0)
			return trouble_set(&batch->trouble, "%s: was cut short "
			    "while it was read", batch->source->name);
		batch->len += (size_t)got;
	}
	return 0;
}

static void *
read_batch(void *with)
{
	struct batch *batch = with;
	struct cursor cursor = batch->cursor;
	size_t n;
	off_t at;

	batch->len = 0;
	while (!batch->failed && batch->len < BATCH && (n = go_on(batch->got,
	    &cursor, BATCH - batch->len, &at)) > 0)
		batch->failed = read_on(batch, n, at) != 0;
	return NULL;
}

/* All at the same time; a thread that cannot be had is done without. */
static void
read_batches(struct batch *batches, size_t n)
{
	for (size_t i = 1; i < n; i++)
		batches[i].running = pthread_create(&batches[i].thread, NULL,
		    read_batch, &batches[i]) == 0;
	for (size_t i = 0; i < n; i++)
		if (!batches[i].running)
			read_batch(&batches[i]);
	for (size_t i = 1; i < n; i++)
		if (batches[i].running)
			pthread_join(batches[i].thread, NULL);
}

/* 1: there may be more; 0: all are written; -1 with WHAT set. */
static int
write_batches(const struct batch *batches, size_t n, FILE *out,
    struct trouble *what)
{
	for (size_t i = 0; i < n; i++) {
		const struct batch *batch = &batches[i];

		fwrite(batch->bytes, 1, batch->len, out);
		if (batch->failed)
			return trouble_set(what, "%s", batch->trouble.text);
		if (batch->len < BATCH)
			return 0;
	}
	return 1;
}

int
placed_write(const struct gathered *got, struct source *source, size_t threads,
    FILE *out, struct trouble *what)
{
	size_t n = threads > 1 ? threads : 1;
	struct batch *batches = memory_zero(n, sizeof *batches);
	struct cursor cursor = { .from = 0 };
	int more;

	for (size_t i = 0; i < n; i++)
		batches[i] = (struct batch){ .got = got, .source = source,
		    .bytes = memory_get(BATCH) };
	do {
		for (size_t i = 0; i < n; i++) {
			batches[i].cursor = cursor;
			go_past(got, &cursor);
		}
		read_batches(batches, n);
		more = write_batches(batches, n, out, what);
	} while (more == 1);
	for (size_t i = 0; i < n; i++)
		free(batches[i].bytes);
	free(batches);
	return more;
}
