#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "csv/decoded.h"

#define PIECE ((size_t)64 << 10)	/* bytes decoded at a time, at most */
#define LONGEST ((size_t)16)	/* bytes; no character is as long, on either
				 * side */
#define PLACES ((size_t)32768)	/* kept at most: a mebibyte */
#define RECENT ((size_t)16)	/* readers that are served at once without
				 * decoding anything twice */

/* The beginning of a character, in the text and in the bytes it was. */
struct place {
	off_t at;		/* in the text */
	off_t raw;		/* in the source */
	uint64_t line;		/* 1-based */
	bool cr;		/* a CR lies before it */
};

struct decoded {
	struct source raw;
	struct encoding *encoding;
	pthread_mutex_t lock;	/* of what follows, up to size */
	struct place *places;	/* owned, ascending, the first one at 0 */
	size_t n;
	size_t room;
	off_t stride;		/* raw bytes between two of them, about */
	struct place recent[RECENT];	/* where steps ended; raw 0: none */
	size_t oldest;
	off_t size;		/* of the text; -1: its end was not seen yet */
	/* of a stream only */
	struct place stands;	/* where what was not read yet begins */
	struct buffer window;	/* raw bytes from there on */
	off_t window_at;
};

/* What one caller works with: small where little is wanted. */
struct piece {
	char *raw;		/* owned, the text behind it */
	char *text;
};

struct decoded *
decoded_open(const struct source *raw, struct encoding *encoding)
{
	struct decoded *d = memory_zero(1, sizeof(*d));

	d->raw = *raw;
	d->encoding = encoding;
	pthread_mutex_init(&d->lock, NULL);
	memory_room(&d->places, &d->room, 1, sizeof(d->places[0]));
	d->places[0] = (struct place){ .line = 1 };
	d->n = 1;
	d->stride = (off_t)PIECE;
	d->size = -1;
	d->stands = d->places[0];
	return d;
}

void
decoded_close(struct decoded *d, struct source *into)
{
	if (into != NULL)
		*into = d->raw;
	else
		source_close(&d->raw);
	encoding_close(d->encoding);
	pthread_mutex_destroy(&d->lock);
	free(d->places);
	buffer_free(&d->window);
	free(d);
}

struct source *
decoded_source(struct decoded *d)
{
	return &d->raw;
}

const struct encoding *
decoded_encoding(const struct decoded *d)
{
	return d->encoding;
}

/* Line ends in the N bytes at AT; CR: one lies before them. */
static uint64_t
count_lines(const char *at, size_t n, bool cr)
{
	const char *end = at + n, *c;
	uint64_t lines = 0;
	size_t i;

	for (i = 0; i < n; i++)
		lines += at[i] == '\n';
	if (cr && n > 0 && *at == '\n')
		lines--;
	for (c = at; c < end; c++) {
		c = memchr(c, '\r', (size_t)(end - c));
		if (c == NULL)
			break;
		if (c + 1 == end || c[1] != '\n')
			lines++;
	}
	return lines;
}

/* Step over N bytes of text that were RAW bytes. */
static void
place_pass(struct place *p, const char *text, size_t n, size_t raw)
{
	if (n == 0)
		return;
	p->at += (off_t)n;
	p->raw += (off_t)raw;
	p->line += count_lines(text, n, p->cr);
	p->cr = text[n - 1] == '\r';
}

/* The place with the greatest offset up to AT. */
static struct place
nearest(struct decoded *d, off_t at)
{
	size_t low = 0, high, middle, i;
	struct place best;

	if (!source_again(&d->raw))
		return d->stands;
	pthread_mutex_lock(&d->lock);
	for (high = d->n; high - low > 1;) {
		middle = low + (high - low) / 2;
		if (d->places[middle].at <= at)
			low = middle;
		else
			high = middle;
	}
	best = d->places[low];
	for (i = 0; i < RECENT; i++)
		if (d->recent[i].at <= at && d->recent[i].at > best.at)
			best = d->recent[i];
	pthread_mutex_unlock(&d->lock);
	return best;
}

/* Every second one is enough, where there would be too many. */
static void
thin_out(struct decoded *d)
{
	size_t i;

	for (i = 0; 2 * i < d->n; i++)
		d->places[i] = d->places[2 * i];
	d->n = i;
	d->stride *= 2;
}

static void
keep_recent(struct decoded *d, const struct place *p)
{
	size_t i;

	for (i = 0; i < RECENT; i++)
		if (d->recent[i].raw == p->raw)
			return;
	d->recent[d->oldest] = *p;
	d->oldest = (d->oldest + 1) % RECENT;
}

static void
keep(struct decoded *d, const struct place *p)
{
	if (!source_again(&d->raw) || p->raw == 0)
		return;
	pthread_mutex_lock(&d->lock);
	if (p->raw >= d->places[d->n - 1].raw + d->stride) {
		if (d->n == PLACES)
			thin_out(d);
		memory_room(&d->places, &d->room, d->n + 1,
		    sizeof(d->places[0]));
		d->places[d->n++] = *p;
	}
	keep_recent(d, p);
	pthread_mutex_unlock(&d->lock);
}

static void
keep_size(struct decoded *d, off_t size)
{
	pthread_mutex_lock(&d->lock);
	d->size = size;
	pthread_mutex_unlock(&d->lock);
}

/* Up to N raw bytes from AT on: fewer only at the end. How many, or -1. */
static ssize_t
fill(struct decoded *d, char *into, size_t n, off_t at, struct trouble *what)
{
	size_t len = 0;
	ssize_t got;

	while (len < n) {
		got = source_read(&d->raw, into + len, n - len,
		    at + (off_t)len, what);
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		len += (size_t)got;
	}
	return (ssize_t)len;
}

/* The same of a stream, out of its window. */
static int
look(struct decoded *d, size_t n, off_t at, struct slice *raw,
    struct trouble *what)
{
	struct buffer *w = &d->window;
	size_t from = (size_t)(at - d->window_at);
	ssize_t got;

	if (from + n > w->len) {
		memory_room(&w->at, &w->room, from + n, 1);
		got = fill(d, w->at + w->len, from + n - w->len,
		    d->window_at + (off_t)w->len, what);
		if (got < 0)
			return -1;
		w->len += (size_t)got;
	}
	*raw = (struct slice){ w->at + from,
	    w->len - from < n ? w->len - from : n };
	return 0;
}

/* How many raw bytes to take for ROOM bytes of text: no more than two for one in
 * nearly all encodings, and where they do not suffice there is a next step. */
static size_t
raw_for(size_t room)
{
	return room < (PIECE - LONGEST) / 2 ? 2 * room + LONGEST : PIECE;
}

static struct piece
piece_for(size_t room)
{
	struct piece piece = { .raw = memory_get(raw_for(room) + room) };

	piece.text = piece.raw + raw_for(room);
	return piece;
}

static int
fetch(struct decoded *d, const struct piece *piece, size_t n, off_t at,
    struct slice *raw, struct trouble *what)
{
	ssize_t got;

	if (!source_again(&d->raw))
		return look(d, n, at, raw, what);
	got = fill(d, piece->raw, n, at, what);
	*raw = (struct slice){ piece->raw, got < 0 ? 0 : (size_t)got };
	return got < 0 ? -1 : 0;
}

/* Say what is wrong with RAW, which begins at a place. */
static int
wrong(const struct decoded *d, const struct place *p, struct slice raw,
    enum encoding_end end, struct trouble *what)
{
	const char *name = encoding_name(d->encoding);
	const char *file = d->raw.name;
	unsigned first = raw.len > 0 ? (unsigned char)raw.at[0] : 0;

	if (end == ENCODING_CUT || raw.len == 0)
		return trouble_set(what, "%s:%" PRIu64 ": the last character "
		    "is cut short in %s (at offset %jd)", file, p->line, name,
		    (intmax_t)p->raw);
	if (encoding_single(d->encoding) || raw.len < 2)
		return trouble_set(what, "%s:%" PRIu64 ": byte 0x%02x is not "
		    "%s (at offset %jd)", file, p->line, first, name,
		    (intmax_t)p->raw);
	return trouble_set(what, "%s:%" PRIu64 ": bytes 0x%02x 0x%02x are not "
	    "%s (at offset %jd)", file, p->line, first,
	    (unsigned)(unsigned char)raw.at[1], name, (intmax_t)p->raw);
}

/*
 * Decode on from *P, ROOM bytes at most, into the piece; *P is behind them then.
 * Bytes that are wrong are only told of when nothing lies before them, which
 * makes it the same for every reader. How many, 0 at the end or where ROOM is
 * too small for a character, or -1 with WHAT set.
 */
static ssize_t
step(struct decoded *d, const struct piece *piece, struct place *p, size_t room,
    struct trouble *what)
{
	enum encoding_end end;
	struct slice raw, left;
	size_t len;

	if (fetch(d, piece, raw_for(room), p->raw, &raw, what) != 0)
		return -1;
	if (raw.len == 0) {
		keep_size(d, p->at);
		return 0;
	}
	left = raw;
	end = encoding_decode(d->encoding, &left, piece->text, room, &len);
	if (len == 0 && end != ENCODING_FULL)
		return wrong(d, p, left, end, what);
	place_pass(p, piece->text, len, raw.len - left.len);
	keep(d, p);
	return (ssize_t)len;
}

/* Up to P all has been given away. */
static void
stream_pass(struct decoded *d, const struct place *p)
{
	struct buffer *w = &d->window;
	size_t gone = (size_t)(p->raw - d->window_at);

	d->stands = *p;
	w->len -= gone;
	if (w->len > 0)
		memmove(w->at, w->at + gone, w->len);
	d->window_at = p->raw;
}

/* Room for what lies before AT and N bytes, but no more than a piece has. */
static size_t
room_for(off_t before, size_t n)
{
	if (before >= (off_t)PIECE || n >= PIECE - (size_t)before)
		return PIECE;
	n += (size_t)before;
	return n > LONGEST ? n : LONGEST;
}

static ssize_t
read_from(struct decoded *d, const struct piece *piece, struct place p,
    void *into, size_t n, off_t at, struct trouble *what)
{
	size_t left;
	off_t from;
	ssize_t got;

	do {
		from = p.at;
		got = step(d, piece, &p, room_for(at - from, n), what);
		if (got <= 0)
			return got;
	} while (p.at <= at);
	left = (size_t)(p.at - at);
	if (n > left)
		n = left;
	memcpy(into, piece->text + (at - from), n);
	if (n == left && !source_again(&d->raw))
		stream_pass(d, &p);
	return (ssize_t)n;
}

ssize_t
decoded_read(struct decoded *d, void *into, size_t n, off_t at,
    struct trouble *what)
{
	struct place p = nearest(d, at);
	struct piece piece = piece_for(room_for(at - p.at, n));
	ssize_t got = read_from(d, &piece, p, into, n, at, what);

	free(piece.raw);
	return got;
}

void
decoded_held(struct decoded *d)
{
	buffer_free(&d->window);
	d->window = (struct buffer){ 0 };
}

/* Decode all that the source has. */
static int
decode_whole(struct decoded *d, struct buffer *head, struct trouble *what)
{
	struct buffer all = { 0 };
	struct place p = { .line = 1 };
	enum encoding_end end;
	struct slice raw, left;
	size_t n;
	ssize_t got;

	if (source_hold(&d->raw, what) != 0)
		return -1;
	do {
		memory_room(&all.at, &all.room, all.len + SOURCE_HEAD, 1);
		n = all.room - all.len;
		got = fill(d, all.at + all.len, n, (off_t)all.len, what);
		all.len += got > 0 ? (size_t)got : 0;
	} while (got == (ssize_t)n);
	raw = left = (struct slice){ all.at, all.len };
	end = encoding_decode_all(d->encoding, &left, head);
	place_pass(&p, head->at, head->len, raw.len - left.len);
	if (got >= 0 && end != ENCODING_ALL)
		got = wrong(d, &p, left, end, what);
	buffer_free(&all);
	keep_size(d, p.at);
	return got < 0 ? -1 : 0;
}

int
decoded_head(struct decoded *d, struct buffer *head, bool *whole,
    struct trouble *what)
{
	struct place p = d->places[0];
	const struct buffer *bytes = &d->raw.head;
	struct slice left = { bytes->at, bytes->len };
	enum encoding_end end;

	*whole = true;
	if (encoding_shifts(d->encoding))
		return decode_whole(d, head, what);
	head->at = memory_get(SOURCE_HEAD);
	head->room = SOURCE_HEAD;
	end = encoding_decode(d->encoding, &left, head->at, head->room,
	    &head->len);
	place_pass(&p, head->at, head->len, bytes->len - left.len);
	if (end == ENCODING_BAD || (end == ENCODING_CUT && d->raw.whole))
		return wrong(d, &p, left, end, what);
	keep(d, &p);
	d->stands = p;
	d->window_at = p.raw;
	*whole = d->raw.whole && left.len == 0;
	if (*whole)
		keep_size(d, p.at);
	return 0;
}

static off_t
size_seen(struct decoded *d)
{
	off_t size;

	pthread_mutex_lock(&d->lock);
	size = d->size;
	pthread_mutex_unlock(&d->lock);
	return size;
}

static struct place
last_place(struct decoded *d)
{
	struct place last;

	pthread_mutex_lock(&d->lock);
	last = d->places[d->n - 1];
	pthread_mutex_unlock(&d->lock);
	return last;
}

off_t
decoded_size(struct decoded *d, struct trouble *what)
{
	struct piece piece;
	struct place p;
	ssize_t got;

	if (size_seen(d) >= 0)
		return size_seen(d);
	if (!source_again(&d->raw))
		return trouble_set(what, "%s: its end has not been read yet",
		    d->raw.name);
	piece = piece_for(PIECE);
	p = last_place(d);
	do
		got = step(d, &piece, &p, PIECE, what);
	while (got > 0);
	free(piece.raw);
	return got < 0 ? -1 : p.at;
}

static size_t
up_to(off_t n)
{
	return n < 0 ? 0 : n < (off_t)PIECE ? (size_t)n : PIECE;
}

/* Decoding stops where the next character would not fit: right before it. */
off_t
decoded_raw(struct decoded *d, off_t at, struct trouble *what)
{
	struct place p = nearest(d, at);
	struct piece piece;
	ssize_t got = 1;

	if (!source_again(&d->raw) || encoding_shifts(d->encoding))
		return trouble_set(what, "%s: where a character of %s lies is not "
		    "known", d->raw.name, encoding_name(d->encoding));
	piece = piece_for(up_to(at - p.at));
	while (p.at < at && got > 0)
		got = step(d, &piece, &p, up_to(at - p.at), what);
	free(piece.raw);
	if (got < 0)
		return -1;
	if (p.at != at)
		return trouble_set(what, "%s: no character begins at %jd",
		    d->raw.name, (intmax_t)at);
	return p.raw;
}
