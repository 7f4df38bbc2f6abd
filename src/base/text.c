#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "base/text.h"

__extension__ typedef unsigned __int128 product;

/* Folding goes by pieces, so that its time and its stack are bounded whatever
 * the text: utf8proc sorts marks by exchanging neighbours. A piece ends before
 * the first letter after SOFT bytes, or anywhere after HARD bytes. */
#define PIECE_SOFT ((size_t)64)
#define PIECE_HARD ((size_t)256)
#define PIECE_POINTS 2048	/* U+FDFA, the worst: 3 bytes become 18 */

#define FOLDING (UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | \
    UTF8PROC_CASEFOLD | UTF8PROC_IGNORE)

#define DISTANCE_BYTES ((size_t)64)	/* more are not compared */

#define HEAP_MOST 30		/* Unicode's Stream-Safe Text Format: as many marks */

#define REPLACEMENT 0xfffd

struct slice
slice_of(const char *text)
{
	struct slice slice = { text, text == NULL ? 0 : strlen(text) };

	return slice;
}

bool
slice_is(struct slice slice, const char *text)
{
	return slice_equal(slice, slice_of(text));
}

int
slice_compare(struct slice a, struct slice b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n == 0 ? 0 : memcmp(a.at, b.at, n);

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static struct slice
slice_from(struct slice slice, size_t n)
{
	struct slice rest = { n == 0 ? slice.at : slice.at + n, slice.len - n };

	return rest;
}

static struct slice
slice_first(struct slice slice, size_t n)
{
	slice.len = n;
	return slice;
}

/* Bytes of the blank that TEXT begins with; 0: it does not. */
static size_t
blank_first(struct slice text)
{
	if (text.len == 0)
		return 0;
	switch (text.at[0]) {
	case ' ': case '\t': case '\r': case '\n':
		return 1;
	case '\xc2':
		return text.len >= 2 && text.at[1] == '\xa0' ? 2 : 0;
	case '\xe3':
		return text.len >= 3 && memcmp(text.at, "\xe3\x80\x80", 3) == 0 ? 3 : 0;
	}
	return 0;
}

/* The same at its end. */
static size_t
blank_last(struct slice text)
{
	size_t n, blank;

	for (n = 1; n <= 3 && n <= text.len; n++) {
		blank = blank_first(slice_from(text, text.len - n));
		if (blank > 0)
			return blank == n ? n : 0;
	}
	return 0;
}

struct slice
slice_trim_blanks(struct slice text)
{
	size_t n;

	while ((n = blank_first(text)) > 0)
		text = slice_from(text, n);
	while ((n = blank_last(text)) > 0)
		text.len -= n;
	return text;
}

bool
slice_next(struct slice *rest, char separator, struct slice *part)
{
	const char *end;

	if (rest->len == 0)
		return false;
	end = memchr(rest->at, separator, rest->len);
	if (end == NULL) {
		*part = *rest;
		*rest = slice_from(*rest, rest->len);
		return true;
	}
	*part = slice_first(*rest, (size_t)(end - rest->at));
	*rest = slice_from(*rest, part->len + 1);
	return true;
}

int
slice_digit(struct slice *text)
{
	int digit;

	if (text->len > 0 && text_digit(text->at[0])) {
		digit = text->at[0] - '0';
		*text = slice_from(*text, 1);
		return digit;
	}
	if (text->len < 3 || memcmp(text->at, "\xef\xbc", 2) != 0)
		return -1;
	digit = (unsigned char)text->at[2] - 0x90;
	if (digit < 0 || digit > 9)
		return -1;
	*text = slice_from(*text, 3);
	return digit;
}

/* Multiply to 128 bits and fold: every bit of both reaches every bit. */
static uint64_t
mix(uint64_t a, uint64_t b)
{
	product p = (product)a * b;

	return (uint64_t)p ^ (uint64_t)(p >> 64);
}

/* The N <= 8 bytes at AT in one number. */
static uint64_t
load_few(const char *at, size_t n)
{
	uint32_t low, high;

	if (n >= 4) {
		memcpy(&low, at, 4);
		memcpy(&high, at + n - 4, 4);
		return (uint64_t)high << 32 | low;
	}
	if (n == 0)
		return 0;
	return (uint64_t)(unsigned char)at[0] | (uint64_t)(unsigned char)at[n / 2] << 8 |
	    (uint64_t)(unsigned char)at[n - 1] << 16;
}

/* Both factors of every product hold some of the secret that SEED makes, so
 * nobody can choose texts that make one of them 0. */
uint64_t
slice_hash(struct slice text, uint64_t seed)
{
	uint64_t secret = mix(seed ^ UINT64_C(0x9e3779b97f4a7c15),
	    UINT64_C(0xd6e8feb86659fd93));
	uint64_t hash = secret ^ UINT64_C(0xa0761d6478bd642f) ^ text.len;
	uint64_t last = 0;
	const char *at = text.at;
	size_t n = text.len;

	for (; n > 16; at += 16, n -= 16)
		hash = mix(text_load8(at) ^ secret, text_load8(at + 8) ^ hash);
	if (n > 8) {
		last = text_load8(at + n - 8);
		n = 8;
	}
	hash = mix(load_few(at, n) ^ secret, last ^ hash);
	return mix(hash ^ UINT64_C(0xe7037ed1a0b428db), secret ^ UINT64_C(0x8ebc6af09c88c6e3));
}

static bool
is_ascii(struct slice text)
{
	unsigned char high = 0;

	for (; text.len >= 8; text = slice_from(text, 8))
		if (text_load8(text.at) & UINT64_C(0x8080808080808080))
			return false;
	for (; text.len > 0; text = slice_from(text, 1))
		high |= (unsigned char)text.at[0];
	return high < 0x80;
}

/* The character TEXT begins with, which has a byte at least; returns its bytes.
 * *C is -1 for a byte that is not UTF-8. */
static size_t
decode(struct slice text, utf8proc_int32_t *c)
{
	utf8proc_ssize_t n;

	*c = (unsigned char)text.at[0];
	if (*c < 0x80)
		return 1;
	n = utf8proc_iterate((const utf8proc_uint8_t *)text.at,
	    text.len < 4 ? (utf8proc_ssize_t)text.len : 4, c);
	if (n > 0)
		return (size_t)n;
	*c = -1;
	return 1;
}

static void
put(struct buffer *out, utf8proc_int32_t c)
{
	utf8proc_uint8_t bytes[4];

	if (c < 0x80)
		buffer_byte(out, (char)c);
	else
		buffer_add(out, (const char *)bytes, (size_t)utf8proc_encode_char(c, bytes));
}

#define HIGH UINT64_C(0x8080808080808080)

/* Where the first byte from AT on lies that is not ASCII; the length: none. */
static size_t
ascii_prefix(struct slice text, size_t at)
{
	for (; text.len - at >= 32; at += 32)
		if (((text_load8(text.at + at) | text_load8(text.at + at + 8) |
		    text_load8(text.at + at + 16) |
		    text_load8(text.at + at + 24)) & HIGH) != 0)
			break;
	for (; text.len - at >= 8; at += 8) {
		uint64_t high = text_load8(text.at + at) & HIGH;

		if (high != 0)
			return at + (size_t)__builtin_ctzll(high) / 8;
	}
	while (at < text.len && (unsigned char)text.at[at] < 0x80)
		at++;
	return at;
}

static bool
goes_on(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* Most of what is not ASCII, two bytes or three long, is known at a glance: behind
 * which of the first bytes come no others than those. */
static size_t
common(struct slice text)
{
	unsigned char first = (unsigned char)text.at[0];

	if (first >= 0xc2 && first <= 0xdf)
		return text.len >= 2 && goes_on(text.at[1]) ? 2 : 0;
	if (first >= 0xe1 && first <= 0xec)
		return text.len >= 3 && goes_on(text.at[1]) &&
		    goes_on(text.at[2]) ? 3 : 0;
	return 0;
}

size_t
text_beyond(struct slice text)
{
	utf8proc_int32_t c;
	size_t at = 0;

	while (at < text.len && (unsigned char)text.at[at] >= 0x80) {
		size_t n = common(slice_from(text, at));

		if (n == 0)
			n = decode(slice_from(text, at), &c);
		if (n == 1)	/* such a one is longer */
			break;
		at += n;
	}
	return at;
}

bool
text_valid(struct slice text, size_t *bad)
{
	size_t at = 0, n;

	while (at < text.len) {
		at = ascii_prefix(text, at);
		n = text_beyond(slice_from(text, at));
		if (n == 0 && at < text.len) {
			if (bad != NULL)
				*bad = at;
			return false;
		}
		at += n;
	}
	return true;
}

static bool
is_blank(utf8proc_int32_t c)
{
	utf8proc_category_t category;

	if (c < 0x80)
		return c == ' ' || (c >= '\t' && c <= '\r');
	category = utf8proc_category(c);
	return c == 0x85 || category == UTF8PROC_CATEGORY_ZS ||
	    category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

static bool
header_keeps_ascii(char c)
{
	return text_letter(c) || text_digit(c) || c == '$' || c == '%' || c == '+' ||
	    c == '<' || c == '=' || c == '>' || c == '~';
}

static bool
header_keeps(utf8proc_int32_t c)
{
	if (c < 0x80)
		return header_keeps_ascii((char)c);
	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_LU: case UTF8PROC_CATEGORY_LL: case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM: case UTF8PROC_CATEGORY_LO: case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC: case UTF8PROC_CATEGORY_ME: case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL: case UTF8PROC_CATEGORY_NO: case UTF8PROC_CATEGORY_SM:
	case UTF8PROC_CATEGORY_SC:
		return true;
	default:
		return false;
	}
}

/* A folding under way. */
struct folding {
	struct buffer *out;
	size_t start;		/* where it began in OUT */
	bool header;		/* as a header; else as a value */
	bool gap;		/* blanks were met behind what is in OUT */
};

static void
fold_char(struct folding *folding, utf8proc_int32_t c)
{
	if (folding->header) {
		if (header_keeps(c))
			put(folding->out, c);
		return;
	}
	if (is_blank(c)) {
		folding->gap = folding->out->len > folding->start;
		return;
	}
	if (folding->gap)
		buffer_byte(folding->out, ' ');
	folding->gap = false;
	put(folding->out, c);
}

static void
fold_bytes(struct folding *folding, struct slice bytes)
{
	if (folding->gap)
		buffer_byte(folding->out, ' ');
	folding->gap = false;
	buffer_add(folding->out, bytes.at, bytes.len);
}

/* Fold a piece, which is UTF-8. */
static void
fold_piece(struct folding *folding, struct slice piece)
{
	utf8proc_int32_t points[PIECE_POINTS];
	utf8proc_ssize_t n, i;

	if (piece.len == 0)
		return;
	n = utf8proc_decompose((const utf8proc_uint8_t *)piece.at,
	    (utf8proc_ssize_t)piece.len, points, PIECE_POINTS, FOLDING);
	if (n >= 0 && n <= PIECE_POINTS)
		n = utf8proc_normalize_utf32(points, n, FOLDING);
	if (n < 0 || n > PIECE_POINTS) {
		/* cannot be; if it were, the bytes are better than none */
		fold_bytes(folding, piece);
		return;
	}
	for (i = 0; i < n; i++)
		fold_char(folding, points[i]);
}

/* Does C never join with what stands before it? Hangul vowels and finals do,
 * in all their forms, and so do the halfwidth voicing marks. */
static bool
stands_alone(utf8proc_int32_t c)
{
	utf8proc_category_t category;

	if (c < 0x80)
		return true;
	if ((c >= 0x1160 && c <= 0x11ff) || (c >= 0x3131 && c <= 0x318e) ||
	    (c >= 0xd7b0 && c <= 0xd7ff) || (c >= 0xff9e && c <= 0xffdc) ||
	    (c >= 0x16d40 && c <= 0x16d7f))
		return false;
	category = utf8proc_category(c);
	return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LL ||
	    category == UTF8PROC_CATEGORY_LO;
}

/* Fold TEXT, which may hold anything, piece by piece. */
static void
fold_all(struct folding *folding, struct slice text)
{
	utf8proc_int32_t c;
	size_t at = 0, n;

	while (at < text.len) {
		n = decode(slice_from(text, at), &c);
		if (c < 0 || at >= PIECE_HARD || (at >= PIECE_SOFT && stands_alone(c))) {
			fold_piece(folding, slice_first(text, at));
			text = slice_from(text, at);
			at = 0;
		}
		if (c < 0) {
			fold_bytes(folding, slice_first(text, n));
			text = slice_from(text, n);
		} else
			at += n;
	}
	fold_piece(folding, slice_first(text, at));
}

void
text_fold_header(struct slice text, struct buffer *out)
{
	struct folding folding = { out, out->len, true, false };
	size_t i;

	if (!is_ascii(text)) {
		fold_all(&folding, text);
		return;
	}
	for (i = 0; i < text.len; i++)
		if (header_keeps_ascii(text.at[i]))
			buffer_byte(out, text_lower(text.at[i]));
}

/* Take the next character of an ASCII text as text_fold would give it; -1 at
 * the end. The text does not begin with blanks, nor will it. */
static int
next_folded(struct slice *text)
{
	bool gap = false;

	while (text->len > 0 && is_blank(text->at[0])) {
		*text = slice_from(*text, 1);
		gap = true;
	}
	if (text->len == 0)
		return -1;
	if (gap)
		return ' ';
	*text = slice_from(*text, 1);
	return text_lower(text->at[-1]);
}

static struct slice
skip_blanks(struct slice text)
{
	while (text.len > 0 && is_blank(text.at[0]))
		text = slice_from(text, 1);
	return text;
}

void
text_fold(struct slice text, struct buffer *out)
{
	struct folding folding = { out, out->len, false, false };
	int c;

	if (!is_ascii(text)) {
		fold_all(&folding, text);
		return;
	}
	text = skip_blanks(text);
	while ((c = next_folded(&text)) >= 0)
		buffer_byte(out, (char)c);
}

static bool
same_ascii(struct slice a, struct slice b)
{
	int left, right;

	a = skip_blanks(a);
	b = skip_blanks(b);
	do {
		left = next_folded(&a);
		right = next_folded(&b);
	} while (left == right && left >= 0);
	return left == right;
}

static struct slice
slice_of_buffer(const struct buffer *buffer)
{
	struct slice slice = { buffer->at, buffer->len };

	return slice;
}

/* Do both begin with ASCII that is shown, and not with the same, case apart? What
 * follows may join with it, but never make another letter of it. */
static bool
begin_apart(struct slice a, struct slice b)
{
	return a.len > 0 && b.len > 0 && a.at[0] > ' ' && a.at[0] < '\177' &&
	    b.at[0] > ' ' && b.at[0] < '\177' &&
	    text_lower(a.at[0]) != text_lower(b.at[0]);
}

bool
text_same(struct slice a, struct slice b)
{
	struct buffer left = { 0 }, right = { 0 };
	bool same;

	if (slice_equal(a, b))
		return true;
	if (begin_apart(a, b))
		return false;
	if (is_ascii(a) && is_ascii(b))
		return same_ascii(a, b);
	text_fold(a, &left);
	text_fold(b, &right);
	same = slice_equal(slice_of_buffer(&left), slice_of_buffer(&right));
	buffer_free(&left);
	buffer_free(&right);
	return same;
}

/* Knuth, Morris and Pratt: never more than twice WHOLE's length. BORDER[i] is
 * the length of the longest proper prefix of PART that ends its first i + 1
 * bytes. PART is not empty. */
static void
find_borders(struct slice part, size_t *border)
{
	size_t i, n = 0;

	border[0] = 0;
	for (i = 1; i < part.len; i++) {
		while (n > 0 && part.at[i] != part.at[n])
			n = border[n - 1];
		if (part.at[i] == part.at[n])
			n++;
		border[i] = n;
	}
}

static bool
find_part(struct slice whole, struct slice part, const size_t *border)
{
	size_t i, n = 0;

	for (i = 0; i < whole.len; i++) {
		while (n > 0 && whole.at[i] != part.at[n])
			n = border[n - 1];
		if (whole.at[i] == part.at[n] && ++n == part.len)
			return true;
	}
	return false;
}

static bool
holds(struct slice whole, struct slice part)
{
	size_t *border;
	bool found;

	if (part.len == 0)
		return true;
	if (part.len > whole.len)
		return false;
	border = memory_zero(part.len, sizeof(*border));
	find_borders(part, border);
	found = find_part(whole, part, border);
	free(border);
	return found;
}

bool
text_holds(struct slice whole, struct slice part)
{
	struct buffer folded = { 0 }, sought = { 0 };
	bool found;

	if (part.len == 0)
		return true;
	text_fold(whole, &folded);
	text_fold(part, &sought);
	found = holds(slice_of_buffer(&folded), slice_of_buffer(&sought));
	buffer_free(&folded);
	buffer_free(&sought);
	return found;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Levenshtein's distance of texts of at most DISTANCE_BYTES. */
static size_t
distance(struct slice a, struct slice b)
{
	size_t row[DISTANCE_BYTES + 1], i, j, corner, above;

	for (j = 0; j <= b.len; j++)
		row[j] = j;
	for (i = 1; i <= a.len; i++) {
		corner = row[0];
		row[0] = i;
		for (j = 1; j <= b.len; j++) {
			above = row[j];
			row[j] = least(least(above, row[j - 1]) + 1,
			    corner + (a.at[i - 1] != b.at[j - 1]));
			corner = above;
		}
	}
	return row[b.len];
}

size_t
text_distance(struct slice a, struct slice b)
{
	struct buffer left = { 0 }, right = { 0 };
	size_t n;

	/* what folds to the bytes compared lies near the beginning */
	text_fold(slice_first(a, least(a.len, 4 * DISTANCE_BYTES)), &left);
	text_fold(slice_first(b, least(b.len, 4 * DISTANCE_BYTES)), &right);
	n = distance(slice_first(slice_of_buffer(&left), least(left.len, DISTANCE_BYTES)),
	    slice_first(slice_of_buffer(&right), least(right.len, DISTANCE_BYTES)));
	buffer_free(&left);
	buffer_free(&right);
	return n;
}

static size_t
width_of(utf8proc_int32_t c)
{
	if (c < 0)
		return 1;
	if (c < 0x80)
		return c >= ' ' && c < 0x7f ? 1 : 0;
	return (size_t)utf8proc_charwidth(c);
}

size_t
text_width(struct slice text)
{
	utf8proc_int32_t c;
	size_t width = 0;

	while (text.len > 0) {
		text = slice_from(text, decode(text, &c));
		width += width_of(c);
	}
	return width;
}

struct slice
text_cut(struct slice text, size_t width)
{
	utf8proc_int32_t before = 0, state = 0, c;
	size_t at = 0, end = 0, taken = 0, n;

	while (at < text.len) {
		n = decode(slice_from(text, at), &c);
		if (at == 0 || utf8proc_grapheme_break_stateful(before,
		    c < 0 ? REPLACEMENT : c, &state))
			end = at;
		taken += width_of(c);
		if (taken > width)
			return slice_first(text, end);
		before = c < 0 ? REPLACEMENT : c;
		at += n;
	}
	return text;
}

static bool
is_bidi_control(utf8proc_int32_t c)
{
	return c == 0x61c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069);
}

static bool
is_line_end(utf8proc_int32_t c)
{
	return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/* What to show in place of C. */
static utf8proc_int32_t
visible(utf8proc_int32_t c)
{
	if (c >= 0 && c < 0x20)
		return 0x2400 + c;
	if (c < 0 || (c >= 0x7f && c < 0xa0) || is_bidi_control(c))
		return REPLACEMENT;
	return c;
}

void
text_safe(struct slice text, struct buffer *out)
{
	utf8proc_int32_t c;
	bool ended = false;
	size_t heap = 0;	/* characters without a width, so far */

	while (text.len > 0) {
		text = slice_from(text, decode(text, &c));
		if (is_line_end(c)) {
			if (!ended)
				buffer_byte(out, ' ');
			ended = true;
			heap = 0;
			continue;
		}
		ended = false;
		c = visible(c);
		heap = width_of(c) > 0 ? 0 : heap + 1;
		if (heap <= HEAP_MOST)
			put(out, c);
		else if (heap == HEAP_MOST + 1)
			put(out, REPLACEMENT);
	}
}
