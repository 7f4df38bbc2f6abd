#include <string.h>

#include "base/text.h"
#include "csv/likely.h"

#define SAMPLE ((size_t)64 << 10)	/* bytes that have a say */

/*
 * What the bytes from 0x80 on are in an encoding of single bytes:
 *   a  a small letter that is common     b  one that is less so
 *   A  a capital of the same             B
 *   r  a letter that its languages hardly have
 *   s  a sign that texts have            x  one that they have not
 *   !  nothing
 */
static const char windows_1252[] =
    "s!srssssxsBsB!B!" "!sssssssxsbsb!bB"
    "ssssxsxsxsssxssx" "ssssxsxsxsssssss"
    "AABBABBAAABBBBBB" "rABABAAxABBBArra"
    "aabbabbaaaabbaab" "raaabaaxabaaabrr";
static const char windows_1251[] =
    "rrsrssssssrsrrrr" "rsssssss!srsrrrr"
    "srrrxrxsBsrsxssr" "ssrrrxxsbsrsrrrr"
    "ABABAABBABAAAAAA" "AAABBBBBBBBBBBBB"
    "ababaabbabaaaaaa" "aaabbbbbbbbbbbbb";
static const char koi8_r[] =
    "xxxxxxxxxxxxxxxx" "xxxxxxxxxxsxsxsx"
    "xxxbxxxxxxxxxxxx" "xxxBxxxxxxxxxxxs"
    "babbaabbbabaaaaa" "abaaabbabbbbbbbb"
    "BABBAABBBABAAAAA" "ABAAABBABBBBBBBB";

/* What has been added up while walking over a text. */
struct walk {
	const unsigned char *at;
	size_t n;
	long points;
	bool impossible;	/* bytes that the encoding has not */
	bool extended;		/* Shift_JIS: characters of CP932 */
};

static bool
is_ascii_letter(const struct walk *w, size_t at)
{
	return at < w->n && text_letter((char)w->at[at]);
}

/* The class of the byte; 'n' for no letter, or where there is no byte. */
static char
class_at(const struct walk *w, size_t at, const char *classes)
{
	unsigned char c;

	if (at >= w->n)
		return 'n';
	c = w->at[at];
	if (c >= 0x80)
		return classes[c - 0x80];
	if (!text_letter((char)c))
		return 'n';
	return c >= 'a' ? 'a' : 'A';
}

static bool
is_small(char class)
{
	return class == 'a' || class == 'b';
}

static bool
is_letter(char class)
{
	return is_small(class) || class == 'A' || class == 'B' || class == 'r';
}

/* What any letter is worth; a capital does not follow a small one. */
static long
letter_points(char class, char before)
{
	switch (class) {
	case 'a':
		return 2;
	case 'b':
		return 1;
	case 'A':
		return is_small(before) ? -3 : 2;
	case 'B':
		return is_small(before) ? -3 : 1;
	default:
		return -2;
	}
}

/* Before the first byte (AT is SIZE_MAX then) and behind the last: no. */
static bool
is_high(const struct walk *w, size_t at)
{
	return at < w->n && w->at[at] >= 0x80;
}

/* Signs stand between words, the apostrophe (0x92) apart. */
static long
sign_points(const struct walk *w, size_t at, char class, char before, char next)
{
	if (class == 'x')
		return -3;
	if (is_letter(before) && is_letter(next) && w->at[at] != 0x92)
		return -3;
	return !is_high(w, at - 1) && !is_high(w, at + 1);
}

/* Western letters: accents stand among ASCII letters, seldom two together. */
static long
latin_points(const struct walk *w, size_t at, char before, char next)
{
	char class = class_at(w, at, windows_1252);
	bool first = is_high(w, at - 1) && is_letter(before);
	bool second = is_high(w, at + 1) && is_letter(next);

	if (first || second)
		return first && second ? -4 : -1;
	return letter_points(class, before) +
	    (is_ascii_letter(w, at - 1) || is_ascii_letter(w, at + 1));
}

/* Words are Cyrillic or they are not. */
static long
cyrillic_points(const struct walk *w, size_t at, char class, char before)
{
	if (is_ascii_letter(w, at - 1) || is_ascii_letter(w, at + 1))
		return -4;
	return letter_points(class, before);
}

static void
walk_single(struct walk *w, const char *classes)
{
	char class, before, next;
	size_t i;

	for (i = 0; i < w->n; i++) {
		if (w->at[i] < 0x80)
			continue;
		class = class_at(w, i, classes);
		before = class_at(w, i - 1, classes);
		next = class_at(w, i + 1, classes);
		if (class == '!')
			w->impossible = true;
		else if (!is_letter(class))
			w->points += sign_points(w, i, class, before, next);
		else if (classes == windows_1252)
			w->points += latin_points(w, i, before, next);
		else
			w->points += cyrillic_points(w, i, class, before);
	}
}

static void
walk_windows_1252(struct walk *w)
{
	walk_single(w, windows_1252);
}

static void
walk_windows_1251(struct walk *w)
{
	walk_single(w, windows_1251);
}

static void
walk_koi8_r(struct walk *w)
{
	walk_single(w, koi8_r);
}

static bool
between(unsigned char c, unsigned char from, unsigned char to)
{
	return c >= from && c <= to;
}

/* Common characters are those of the standards' first level, which the encodings
 * have in a place of their own. */
static long
gb18030_points(unsigned char first, unsigned char second)
{
	if (second < 0xa1)
		return -4;
	if (between(first, 0xb0, 0xd7))
		return 2;
	if (between(first, 0xa1, 0xa3))
		return 1;
	return between(first, 0xd8, 0xf7) ? 0 : -4;
}

static void
walk_gb18030(struct walk *w)
{
	unsigned char second;
	size_t i, length;

	for (i = 0; i < w->n; i += length) {
		length = 1;
		if (w->at[i] < 0x80 || i + 1 == w->n)
			continue;
		second = w->at[i + 1];
		length = between(second, '0', '9') ? 4 : 2;
		w->impossible |= w->at[i] == 0x80 || w->at[i] == 0xff ||
		    (length == 2 && second < 0x40) || second == 0x7f ||
		    second == 0xff;
		w->points += length == 4 ? -4 :
		    gb18030_points(w->at[i], second);
	}
}

static long
big5_points(unsigned char first, unsigned char second)
{
	(void)second;
	if (between(first, 0xa4, 0xc6))
		return 2;
	if (between(first, 0xa1, 0xa3))
		return 1;
	return between(first, 0xc9, 0xf9) ? -1 : -4;
}

static void
walk_big5(struct walk *w)
{
	unsigned char second;
	size_t i, length;

	for (i = 0; i < w->n; i += length) {
		length = 1;
		if (w->at[i] < 0x80 || i + 1 == w->n)
			continue;
		length = 2;
		second = w->at[i + 1];
		w->impossible |= !between(w->at[i], 0xa1, 0xf9) ||
		    !(between(second, 0x40, 0x7e) || between(second, 0xa1, 0xfe));
		w->points += big5_points(w->at[i], second);
	}
}

static long
shift_jis_points(unsigned char first, unsigned char second)
{
	if (first == 0x82)
		return second >= 0x9f ? 4 : 1;	/* hiragana, full width */
	if (first == 0x83)
		return second <= 0x96 ? 4 : -1;	/* katakana, Greek */
	if (first == 0x81)
		return 1;
	if (first == 0x87)
		return 0;	/* numbers in circles, companies */
	return between(first, 0x88, 0x97) ? 2 : -1;
}

static void
walk_shift_jis(struct walk *w)
{
	unsigned char second;
	size_t i, length;

	for (i = 0; i < w->n; i += length) {
		length = 1;
		if (w->at[i] < 0x80)
			continue;
		if (between(w->at[i], 0xa1, 0xdf)) {
			w->points--;	/* half width */
			continue;
		}
		if (i + 1 == w->n)
			continue;
		length = 2;
		second = w->at[i + 1];
		w->impossible |= w->at[i] == 0x80 || w->at[i] == 0xa0 ||
		    w->at[i] > 0xfc || second < 0x40 || second == 0x7f ||
		    second > 0xfc;
		w->extended |= w->at[i] == 0x87 || w->at[i] >= 0xed;
		w->points += shift_jis_points(w->at[i], second);
	}
}

/* The commoner ones first: of two that are as likely the first is taken. */
static const struct {
	const char *name;
	const char *extended;
	void (*walk)(struct walk *);
} candidates[] = {
	{ "windows-1252", NULL, walk_windows_1252 },
	{ "windows-1251", NULL, walk_windows_1251 },
	{ "GB18030", NULL, walk_gb18030 },
	{ "Shift_JIS", "CP932", walk_shift_jis },
	{ "Big5", NULL, walk_big5 },
	{ "KOI8-R", NULL, walk_koi8_r },
};

/* From the line on which the first byte lies that is not ASCII: no character that
 * is two bytes long holds a line end. */
static struct walk
sample(const char *at, size_t n)
{
	size_t i, line = 0;

	for (i = 0; i < n && (unsigned char)at[i] < 0x80; i++)
		if (at[i] == '\n' || at[i] == '\r')
			line = i + 1;
	n -= line;
	return (struct walk){ .at = (const unsigned char *)at + line,
	    .n = n < SAMPLE ? n : SAMPLE };
}

const char *
likely_encoding(const char *at, size_t n)
{
	const char *name = NULL;
	struct walk w;
	long most = 0;
	size_t i;

	for (i = 0; i < sizeof(candidates) / sizeof(candidates[0]); i++) {
		w = sample(at, n);
		candidates[i].walk(&w);
		if (w.impossible || w.points <= most)
			continue;
		most = w.points;
		name = w.extended ? candidates[i].extended : candidates[i].name;
	}
	return name;
}

bool
likely_utf8(const char *at, size_t n)
{
	struct slice text = { at, n };
	size_t good = 0, wrong = 0, bad, i;

	while (text.len > 0 && wrong <= n / 4) {
		bad = text.len;
		text_valid(text, &bad);
		for (i = 0; i < bad; i++)
			good += (unsigned char)text.at[i] >= 0xc0;
		if (bad == text.len)
			break;
		wrong++;
		text.at += bad + 1;
		text.len -= bad + 1;
	}
	return good > wrong;
}
