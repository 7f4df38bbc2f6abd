#ifndef BASE_TEXT_H
#define BASE_TEXT_H

/*
 * Text is UTF-8, and compared, folded and measured the same way in every
 * locale (utf8proc; libc's functions depend on the locale, which cron has not).
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"

/* Some bytes of a longer text; not owned, not NUL-terminated. */
struct slice {
	const char *at;		/* may be NULL where len is 0 */
	size_t len;
};

/* Letters and digits of ASCII, in every locale. */
static inline bool
text_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline char
text_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static inline bool
text_letter(char c)
{
	return text_lower(c) >= 'a' && text_lower(c) <= 'z';
}

/* Eight bytes at most as a number, the first the least, on every machine. Inline: a
 * load where N is known when it is compiled. */
static inline uint64_t
text_load(const char *at, size_t n)
{
	uint64_t bytes = 0;

	memcpy(&bytes, at, n);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	bytes = __builtin_bswap64(bytes);
#endif
	return bytes;
}

static inline uint64_t
text_load8(const char *at)
{
	return text_load(at, 8);
}

static inline uint64_t
text_load4(const char *at)
{
	return text_load(at, 4);
}

struct slice slice_of(const char *text);	/* of a string; NULL: empty */
/* Are the N bytes at A those at B? memcmp, without a call where they are few. */
static inline bool
text_equal(const char *a, const char *b, size_t n)
{
	if (n > 16)
		return memcmp(a, b, n) == 0;
	if (n >= 8)
		return ((text_load8(a) ^ text_load8(b)) |
		    (text_load8(a + n - 8) ^ text_load8(b + n - 8))) == 0;
	if (n >= 4)
		return ((text_load4(a) ^ text_load4(b)) |
		    (text_load4(a + n - 4) ^ text_load4(b + n - 4))) == 0;
	return n == 0 || (a[0] == b[0] && a[n / 2] == b[n / 2] &&
	    a[n - 1] == b[n - 1]);
}

/* The first and the last bytes of a text, eight of each or as many as it has. Of
 * one of up to TEXT_ENDS bytes they are, with its length, all that it says; two
 * longer ones may have them in common. */
#define TEXT_ENDS 16

struct ends {
	uint64_t first, last;
};

static inline struct ends
text_ends(struct slice text)
{
	const char *at = text.at;
	size_t n = text.len;
	uint64_t all;

	if (n >= 8)
		return (struct ends){ text_load8(at), text_load8(at + n - 8) };
	if (n >= 4)
		all = text_load4(at) | text_load4(at + n - 4) << (n - 4) * 8;
	else if (n > 0)
		all = (uint64_t)(unsigned char)at[0] |
		    (uint64_t)(unsigned char)at[n / 2] << n / 2 * 8 |
		    (uint64_t)(unsigned char)at[n - 1] << (n - 1) * 8;
	else
		all = 0;
	return (struct ends){ all, all };
}

/* A number that spreads them, in its highest bits: those below know of no byte above. */
static inline uint64_t
ends_hash(struct ends ends)
{
	return (ends.first ^ (ends.last << 29 | ends.last >> 35)) *
	    UINT64_C(0x9e3779b97f4a7c15);
}

/* The same bytes? Inline, as slice_trim is: asked for every cell. */
static inline bool
slice_equal(struct slice a, struct slice b)
{
	/* both are often empty, which text_equal would ask last */
	return a.len == b.len && (a.len == 0 || text_equal(a.at, b.at, a.len));
}
bool slice_is(struct slice, const char *text);	/* the bytes of TEXT */
/* Order by bytes, a prefix first: <0, 0, >0. */
int slice_compare(struct slice, struct slice);
struct slice slice_trim_blanks(struct slice);	/* slice_trim, without haste */

/* Without the blanks (space, tab, CR, LF, no-break space U+00A0, ideographic
 * space U+3000) at both ends. */
static inline struct slice
slice_trim(struct slice text)
{
	/* what is ASCII and shown begins and ends most texts */
	if (text.len == 0 || ((unsigned char)(text.at[0] - '!') < '~' - ' ' &&
	    (unsigned char)(text.at[text.len - 1] - '!') < '~' - ' '))
		return text;
	return slice_trim_blanks(text);
}
/* Cut *REST at the first SEPARATOR: returns what lies before it and leaves
 * what lies behind in *REST. false when nothing is left (then *PART is not
 * set); "a,,b" gives "a", "" and "b", "a," gives "a"; an empty text gives
 * nothing. */
bool slice_next(struct slice *rest, char separator, struct slice *part);
/* Take WHAT off the front; false where TEXT does not begin with it. Inline: the
 * readers of amounts and dates ask for one literal after another. */
static inline bool
slice_take(struct slice *text, const char *what)
{
	size_t n = strlen(what);

	if (text->len < n || (n > 0 && memcmp(text->at, what, n) != 0))
		return false;
	if (n > 0)
		text->at += n;
	text->len -= n;
	return true;
}

/* Take a digit off the front, a full-width one (U+FF10..U+FF19) too; its value,
 * or -1 where TEXT does not begin with one. */
int slice_digit(struct slice *text);
/* A number that spreads well; the same for the same bytes, SEED apart. */
uint64_t slice_hash(struct slice, uint64_t seed);

/* Is it valid UTF-8? Else *BAD (may be NULL) is the offset of the first byte
 * that is not. */
bool text_valid(struct slice, size_t *bad);
/* How many bytes at the beginning of the text are characters beyond ASCII: up to the
 * first that is ASCII, or is not UTF-8. */
size_t text_beyond(struct slice);

/* Append to OUT the text as a header is compared: NFKC, case folded, and
 * everything but letters, marks, digits and symbols (currency signs, %, + < = >
 * and the like) dropped: blanks, '_', '-', punctuation, pictures. "Deal -
 * Won_time" and "dealwontime" are the same. Bytes that are not UTF-8 are kept
 * as they are. */
void text_fold_header(struct slice, struct buffer *out);

/* Append the text as values are compared: NFKC, case folded, characters that
 * are never seen (soft hyphen, zero-width space, a stray BOM) dropped, runs of
 * blanks made one space, none at the ends. */
void text_fold(struct slice, struct buffer *out);

/* Do the two fold (text_fold) to the same bytes? ASCII is done at once. */
bool text_same(struct slice, struct slice);

/* Does WHOLE hold PART, both folded? An empty PART: yes. */
bool text_holds(struct slice whole, struct slice part);

/* How far apart two texts are: insertions, deletions, changes of a byte
 * (folded; of the first 64 bytes). For "did you mean". */
size_t text_distance(struct slice, struct slice);

/* Columns it takes on a terminal: 2 for wide characters, 0 for combining and
 * control characters, 1 for a byte that is not UTF-8. */
size_t text_width(struct slice);
/* The longest prefix of it that takes at most WIDTH columns and ends at a
 * grapheme's end. */
struct slice text_cut(struct slice, size_t width);
/* Append it with every control character (C0, DEL, C1), every bidirectional
 * control and every byte that is not UTF-8 shown as a visible one: U+241B for
 * ESC, U+2400.. for the other C0, U+FFFD for the rest. A run of line ends
 * becomes one space. Of more than 30 characters in a row that take no column
 * (marks heaped on a letter; no language needs as many) the rest become one
 * U+FFFD. So text of a file can neither steer a terminal nor break a line. */
void text_safe(struct slice, struct buffer *out);

#endif
