#include <stdlib.h>
#include <string.h>

#include "csv/decoded.h"
#include "csv/encoding.h"
#include "csv/source.h"

/* The source whose bytes are the file's. */
static struct source *
raw_of(struct source *s)
{
	return s->decoded != NULL ? decoded_source(s->decoded) : s;
}

static bool
shifts(const struct source *s)
{
	return s->decoded != NULL &&
	    encoding_shifts(decoded_encoding(s->decoded));
}

off_t
source_raw(struct source *s, off_t decoded, struct trouble *what)
{
	if (s->decoded == NULL)
		return decoded;
	return decoded_raw(s->decoded, decoded, what);
}

int
source_encode(struct source *s, struct slice utf8, struct buffer *out,
    struct trouble *what)
{
	if (s->decoded != NULL)
		return encoding_encode(decoded_encoding(s->decoded), utf8, out,
		    what);
	buffer_add(out, utf8.at, utf8.len);
	return 0;
}

/* Append the bytes from FROM up to TO (-1: the end) of a source to OUT. */
static int
read_stretch(struct source *s, off_t from, off_t to, struct buffer *out,
    struct trouble *what)
{
	size_t n = 64 << 10;
	char *piece = memory_get(n);
	ssize_t got = 1;

	while (got > 0 && (to < 0 || from < to)) {
		if (to >= 0 && to - from < (off_t)n)
			n = (size_t)(to - from);
		got = source_read(s, piece, n, from, what);
		if (got > 0)
			buffer_add(out, piece, (size_t)got);
		from += got;
	}
	free(piece);
	return got < 0 ? -1 : 0;
}

/* Is the text from FROM up to TO, encoded, the raw bytes from RAW_FROM up to
 * RAW_TO? (-1: the end.) */
static bool
is_same(struct source *s, off_t from, off_t to, off_t raw_from, off_t raw_to,
    struct trouble *what)
{
	struct buffer text = { 0 }, raw = { 0 }, again = { 0 };
	bool same = false;

	if (read_stretch(s, from, to, &text, what) == 0 &&
	    read_stretch(raw_of(s), raw_from, raw_to, &raw, what) == 0 &&
	    source_encode(s, (struct slice){ text.at, text.len }, &again,
	    what) == 0) {
		same = slice_equal((struct slice){ raw.at, raw.len },
		    (struct slice){ again.at, again.len });
		if (!same)
			trouble_set(what, "%s: would not be the same bytes again "
			    "in %s", s->name,
			    encoding_name(decoded_encoding(s->decoded)));
	}
	buffer_free(&text);
	buffer_free(&raw);
	buffer_free(&again);
	return same;
}

bool
source_identical(struct source *s, off_t decoded, size_t len,
    struct trouble *what)
{
	off_t to = decoded + (off_t)len, raw_from, raw_to;

	if (s->decoded == NULL)
		return true;
	if (shifts(s))
		return is_same(s, 0, -1, 0, -1, what);
	raw_from = source_raw(s, decoded, what);
	raw_to = raw_from < 0 ? -1 : source_raw(s, to, what);
	return raw_to >= 0 && is_same(s, decoded, to, raw_from, raw_to, what);
}

/* Make the bytes of a splice BYTES, put into the arena. */
static void
put_bytes(struct splice *splice, const struct buffer *bytes,
    struct arena *arena)
{
	splice->len = bytes->len;
	splice->bytes = bytes->len > 0 ?
	    arena_copy(arena, bytes->at, bytes->len) : "";
}

static int
make_raw(struct source *s, struct splice *splice, struct buffer *bytes,
    struct trouble *what)
{
	off_t from = source_raw(s, splice->at, what), to;

	if (from < 0)
		return -1;
	to = source_raw(s, splice->at + (off_t)splice->drop, what);
	buffer_clear(bytes);
	if (to < 0 || source_encode(s,
	    (struct slice){ splice->bytes, splice->len }, bytes, what) != 0)
		return -1;
	splice->at = from;
	splice->drop = (size_t)(to - from);
	return 0;
}

/* The text of a source that is all in memory with the splices applied. */
static void
splice_text(const struct source *s, const struct splice *splices, size_t n,
    struct buffer *out)
{
	size_t from = 0, i;

	for (i = 0; i < n; i++) {
		buffer_add(out, s->head.at + from,
		    (size_t)splices[i].at - from);
		buffer_add(out, splices[i].bytes, splices[i].len);
		from = (size_t)splices[i].at + splices[i].drop;
	}
	buffer_add(out, s->head.at + from, s->head.len - from);
}

static int
splice_whole(struct source *s, struct splice *splices, size_t n,
    struct arena *arena, struct trouble *what)
{
	off_t size = raw_of(s)->size;
	struct buffer text = { 0 }, bytes = { 0 };
	int result = -1;
	size_t i;

	if (source_identical(s, 0, 0, what)) {
		splice_text(s, splices, n, &text);
		result = source_encode(s, (struct slice){ text.at, text.len },
		    &bytes, what);
	}
	if (result == 0) {
		for (i = 1; i < n; i++)
			splices[i] = (struct splice){ size, 0, "", 0 };
		splices[0] = (struct splice){ 0, (size_t)size, "", 0 };
		put_bytes(&splices[0], &bytes, arena);
	}
	buffer_free(&text);
	buffer_free(&bytes);
	return result;
}

int
source_splices(struct source *s, struct splice *splices, size_t n,
    struct arena *arena, struct trouble *what)
{
	struct buffer bytes = { 0 };
	int result = 0;
	size_t i;

	if (s->decoded == NULL || n == 0)
		return 0;
	if (shifts(s))
		return splice_whole(s, splices, n, arena, what);
	for (i = 0; i < n && result == 0; i++) {
		result = make_raw(s, &splices[i], &bytes, what);
		if (result == 0)
			put_bytes(&splices[i], &bytes, arena);
	}
	buffer_free(&bytes);
	return result;
}

int
source_copy(struct source *s, int out, const struct splice *splices,
    size_t n, bool *reading)
{
	struct source *raw = raw_of(s);

	if (raw->fd >= 0 && raw->regular)
		return file_splice(raw->fd, raw->start, raw->size, out, splices,
		    n, reading);
	*reading = false;
	return file_splice_bytes(raw->head.at, raw->head.len, out, splices, n);
}
