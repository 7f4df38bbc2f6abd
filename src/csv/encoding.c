#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "csv/encoding.h"

#define NO_WAY ((iconv_t)-1)
#define FAILED ((size_t)-1)
#define UTF8 "UTF-8"

enum kind {
	KIND_SINGLE,		/* each byte is a character */
	KIND_MULTI,
	KIND_SHIFTS		/* what a byte says rests on those before */
};

/* What a byte decodes to. */
struct letter {
	char at[7];
	uint8_t len;		/* 0: it is no character */
};

struct encoding {
	char *name;		/* owned */
	enum kind kind;
	struct letter letters[256];	/* where it is single */
};

/* The name with every '-', '_' and the like passed over. */
static const char *
next_of_name(const char *name)
{
	while (*name != '\0' && !text_letter(*name) && !text_digit(*name))
		name++;
	return name;
}

bool
encoding_same(const char *name, const char *other)
{
	for (;; name++, other++) {
		name = next_of_name(name);
		other = next_of_name(other);
		if (text_lower(*name) != text_lower(*other))
			return false;
		if (*name == '\0')
			return true;
	}
}

static bool
is_one_of(const char *name, const char *const *names)
{
	for (; *names != NULL; names++)
		if (encoding_same(name, *names))
			return true;
	return false;
}

bool
encoding_utf8(const char *name)
{
	static const char *const names[] = { "utf8", "csutf8", "utf8sig",
	    "utf8bom", "cp65001", "65001", "iso10646utf8", NULL };

	return is_one_of(name, names);
}

const char *
encoding_unordered(const char *name)
{
	static const char *const utf16[] = { "utf16", "unicode", "csunicode",
	    "ucs2", "iso10646ucs2", NULL };
	static const char *const utf32[] = { "utf32", "ucs4", "csucs4",
	    "iso10646ucs4", NULL };

	if (is_one_of(name, utf16))
		return "UTF-16";
	return is_one_of(name, utf32) ? "UTF-32" : NULL;
}

const char *
encoding_mark(const char *at, size_t n)
{
	/* UTF-16LE's is how UTF-32LE's begins */
	static const struct {
		const char *bytes;
		size_t n;
		const char *name;
	} marks[] = {
		{ "\xef\xbb\xbf", 3, UTF8 },
		{ "\xff\xfe\0\0", 4, "UTF-32LE" },
		{ "\0\0\xfe\xff", 4, "UTF-32BE" },
		{ "\xff\xfe", 2, "UTF-16LE" },
		{ "\xfe\xff", 2, "UTF-16BE" },
	};
	size_t i;

	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (n >= marks[i].n &&
		    memcmp(at, marks[i].bytes, marks[i].n) == 0)
			return marks[i].name;
	return NULL;
}

/* Delimiters, line ends and digits are enough of them in any language; one stray
 * NUL is not. */
const char *
encoding_wide(const char *at, size_t n)
{
	size_t nuls[2] = { 0, 0 }, i;

	if (n > 4096)
		n = 4096;
	n -= n % 2;
	for (i = 0; i < n; i++)
		nuls[i % 2] += at[i] == '\0';
	if ((nuls[0] == 0) == (nuls[1] == 0) ||
	    nuls[0] + nuls[1] < 2 || (nuls[0] + nuls[1]) * 16 < n)
		return NULL;
	return nuls[0] == 0 ? "UTF-16LE" : "UTF-16BE";
}

/* What was known once is known. */
static iconv_t
open_way(const char *to, const char *from)
{
	iconv_t way = iconv_open(to, from);

	if (way == NO_WAY)
		message_die("iconv: %s: %s", from, strerror(errno));
	return way;
}

/* Decode the one byte C. 0, or why it cannot be. */
static int
decode_byte(iconv_t way, unsigned char c, char *into, size_t room, size_t *len)
{
	char byte = (char)c, *from = &byte, *to = into;
	size_t n = 1, left = room;
	int error = 0;

	iconv(way, NULL, NULL, NULL, NULL);
	if (iconv(way, &from, &n, &to, &left) == FAILED)
		error = errno;
	/* a letter may wait for its mark */
	else if (iconv(way, NULL, NULL, &to, &left) == FAILED)
		error = errno;
	*len = (size_t)(to - into);
	return error;
}

/* Bytes that begin a shift in ISO-2022, HZ and UTF-7, and characters in all that
 * do not shift. */
static bool
begins_shift(int byte)
{
	return byte == 0x1b || byte == '~' || byte == '+';
}

/* Learn what each byte is for itself. What says nothing shifts. */
static enum kind
probe(struct encoding *e, iconv_t way)
{
	bool letter = false, shift = false, multi = false;
	struct letter *l = e->letters;
	char text[32];
	size_t len;
	int byte, error;

	for (byte = 0; byte < 256; byte++, l++) {
		error = decode_byte(way, (unsigned char)byte, text, sizeof(text),
		    &len);
		multi |= error == EINVAL;
		shift |= error == EINVAL && begins_shift(byte);
		letter |= error == 0 && byte == 'A';
		if (error == EINVAL || error == EILSEQ)
			continue;
		if (error != 0 || len == 0 || len > sizeof(l->at))
			return KIND_SHIFTS;
		memcpy(l->at, text, len);
		l->len = (uint8_t)len;
	}
	if (letter && shift)
		return KIND_SHIFTS;
	return multi ? KIND_MULTI : KIND_SINGLE;
}

/* An empty name is the locale's encoding, and what follows a slash asks for
 * transliteration, to most iconvs. */
static bool
has_way(const char *name, const char *to, const char *from)
{
	iconv_t way;

	if (name[0] == '\0' || strpbrk(name, "/,") != NULL)
		return false;
	way = iconv_open(to, from);
	if (way != NO_WAY)
		iconv_close(way);
	return way != NO_WAY;
}

static bool
has_ways(const char *name)
{
	return has_way(name, UTF8, name) && has_way(name, name, UTF8);
}

bool
encoding_known(const char *name)
{
	return encoding_utf8(name) || has_ways(name);
}

struct encoding *
encoding_open(const char *name)
{
	struct encoding *e;
	iconv_t way;

	if (!has_ways(name))
		return NULL;
	way = open_way(UTF8, name);
	e = memory_zero(1, sizeof(*e));
	e->name = memory_text(name);
	e->kind = probe(e, way);
	iconv_close(way);
	return e;
}

void
encoding_close(struct encoding *e)
{
	if (e == NULL)
		return;
	free(e->name);
	free(e);
}

const char *
encoding_name(const struct encoding *e)
{
	return e->name;
}

bool
encoding_shifts(const struct encoding *e)
{
	return e->kind == KIND_SHIFTS;
}

bool
encoding_single(const struct encoding *e)
{
	return e->kind == KIND_SINGLE;
}

static enum encoding_end
end_of(int error)
{
	switch (error) {
	case 0:
		return ENCODING_ALL;
	case E2BIG:
		return ENCODING_FULL;
	case EINVAL:
		return ENCODING_CUT;
	default:
		return ENCODING_BAD;
	}
}

static enum encoding_end
decode_single(const struct encoding *e, struct slice *raw, char *into,
    size_t room, size_t *len)
{
	enum encoding_end end = ENCODING_ALL;
	const struct letter *l;
	size_t at = 0, i;

	for (i = 0; i < raw->len; i++) {
		l = &e->letters[(unsigned char)raw->at[i]];
		if (l->len == 0 || l->len > room - at) {
			end = l->len == 0 ? ENCODING_BAD : ENCODING_FULL;
			break;
		}
		/* seven bytes at once are faster than the right number */
		memcpy(into + at, l->at,
		    room - at >= sizeof(l->at) ? sizeof(l->at) : l->len);
		at += l->len;
	}
	raw->at += i;
	raw->len -= i;
	*len = at;
	return end;
}

/*
 * In a few encodings (Big5-HKSCS, Shift_JISX0213) one character is two of
 * Unicode, and iconv may keep the second one back when there is no room: then
 * there is none for the first one either.
 */
static enum encoding_end
decode_multi(const struct encoding *e, struct slice *raw, char *into,
    size_t room, size_t *len)
{
	iconv_t way = open_way(UTF8, e->name);
	char *from, *to;
	size_t n, left;
	int error;

	for (;; room = (size_t)(to - into) - 1) {
		from = (char *)raw->at;		/* only read */
		n = raw->len;
		to = into;
		left = room;
		error = 0;
		if (iconv(way, &from, &n, &to, &left) == FAILED)
			error = errno;
		if (iconv(way, NULL, NULL, &to, &left) != FAILED || to == into)
			break;
		iconv(way, NULL, NULL, NULL, NULL);
	}
	iconv_close(way);
	*raw = (struct slice){ from, n };
	*len = (size_t)(to - into);
	return end_of(error);
}

enum encoding_end
encoding_decode(const struct encoding *e, struct slice *raw, char *into,
    size_t room, size_t *len)
{
	*len = 0;
	if (raw->len == 0)
		return ENCODING_ALL;
	if (e->kind == KIND_SINGLE)
		return decode_single(e, raw, into, room, len);
	return decode_multi(e, raw, into, room, len);
}

/* Append all of *BYTES, and what is kept back at the end, to OUT. */
static enum encoding_end
convert(const char *to, const char *from, struct slice *bytes,
    struct buffer *out)
{
	iconv_t way = open_way(to, from);
	char *at = (char *)bytes->at, *into, piece[4096];
	size_t left, done;
	bool last = false;
	int error = 0;

	while (error == 0 || error == E2BIG) {
		into = piece;
		left = sizeof(piece);
		done = last ? iconv(way, NULL, NULL, &into, &left) :
		    iconv(way, &at, &bytes->len, &into, &left);
		error = done == FAILED ? errno : 0;
		buffer_add(out, piece, (size_t)(into - piece));
		if (error == 0 && last)
			break;
		last |= error == 0;
	}
	iconv_close(way);
	bytes->at = at;
	return end_of(error);
}

enum encoding_end
encoding_decode_all(const struct encoding *e, struct slice *raw,
    struct buffer *out)
{
	enum encoding_end end;
	char piece[4096];
	size_t len;

	if (raw->len == 0)
		return ENCODING_ALL;
	if (e->kind != KIND_SINGLE)
		return convert(UTF8, e->name, raw, out);
	do {
		end = decode_single(e, raw, piece, sizeof(piece), &len);
		buffer_add(out, piece, len);
	} while (end == ENCODING_FULL);
	return end;
}

static char *
composed(struct slice text)
{
	utf8proc_uint8_t *result = NULL;

	utf8proc_map((const utf8proc_uint8_t *)text.at, (utf8proc_ssize_t)text.len,
	    &result, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	return (char *)result;
}

/* A letter and its mark may come back in two where one was given. */
static bool
is_equivalent(struct slice a, struct slice b)
{
	char *one, *two;
	bool same;

	if (slice_equal(a, b))
		return true;
	if (memchr(a.at, '\0', a.len) != NULL || b.len == 0 ||
	    memchr(b.at, '\0', b.len) != NULL)
		return false;
	one = composed(a);
	two = composed(b);
	same = one != NULL && two != NULL && strcmp(one, two) == 0;
	free(one);
	free(two);
	return same;
}

/* Append TEXT where it is the same when it is read again. iconvs differ in what
 * they write for a character that is not there: nothing, '*', a look-alike. */
static bool
encode(const struct encoding *e, struct slice text, struct buffer *out)
{
	size_t before = out->len;
	struct buffer again = { 0 };
	struct slice left = text;
	bool good;

	good = convert(e->name, UTF8, &left, out) == ENCODING_ALL &&
	    out->len > before;
	if (good) {
		left = (struct slice){ out->at + before, out->len - before };
		good = encoding_decode_all(e, &left, &again) == ENCODING_ALL &&
		    is_equivalent(text,
		    (struct slice){ again.at, again.len });
	}
	buffer_free(&again);
	if (!good)
		out->len = before;
	return good;
}

static size_t
character_length(char first)
{
	unsigned char c = (unsigned char)first;

	return c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

static int
name_character(const struct encoding *e, struct slice c, struct trouble *what)
{
	utf8proc_int32_t number = 0;

	if (text_width(c) > 0)
		return trouble_set(what, "'%.*s' cannot be written in %s",
		    (int)c.len, c.at, e->name);
	utf8proc_iterate((const utf8proc_uint8_t *)c.at, (utf8proc_ssize_t)c.len,
	    &number);
	return trouble_set(what, "U+%04lX cannot be written in %s",
	    (unsigned long)number, e->name);
}

/* Say which character it is. */
static int
encode_fails(const struct encoding *e, struct slice text, struct trouble *what)
{
	struct buffer out = { 0 };
	struct slice c = { text.at, 0 };
	bool good = true;

	for (; text.len > 0 && good; text.len -= c.len) {
		c = (struct slice){ text.at, character_length(*text.at) };
		good = encode(e, c, &out);
		text.at += c.len;
	}
	buffer_free(&out);
	if (!good)
		return name_character(e, c, what);
	return trouble_set(what, "this text cannot be written in %s", e->name);
}

int
encoding_encode(const struct encoding *e, struct slice text,
    struct buffer *out, struct trouble *what)
{
	if (text.len == 0)
		return 0;
	if (!text_valid(text, NULL))
		return trouble_set(what, "bytes that are not UTF-8 cannot be "
		    "written in %s", e->name);
	if (!encode(e, text, out))
		return encode_fails(e, text, what);
	return 0;
}
