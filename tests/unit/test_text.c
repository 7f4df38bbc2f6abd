#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct slice
bytes(const char *at, size_t len)
{
	struct slice slice = { at, len };

	return slice;
}

static void
check_slice(struct slice slice, const char *expected)
{
	assert_int_equal(slice.len, strlen(expected));
	if (slice.len > 0)
		assert_memory_equal(slice.at, expected, slice.len);
}

/* What WRITE makes of TEXT must be EXPECTED. */
static void
check_written(void (*write)(struct slice, struct buffer *), struct slice text,
    const char *expected)
{
	struct buffer out = { 0 };

	buffer_string(&out, "x");
	write(text, &out);
	assert_string_equal(buffer_text(&out) + 1, expected);
	buffer_free(&out);
}

static void
test_ascii(void **state)
{
	int c;

	(void)state;
	for (c = -128; c < 128; c++) {
		assert_int_equal(text_digit((char)c), c >= 48 && c <= 57);
		assert_int_equal(text_letter((char)c),
		    (c >= 65 && c <= 90) || (c >= 97 && c <= 122));
		assert_int_equal(text_lower((char)c), c >= 65 && c <= 90 ? c + 32 : c);
	}
}

static void
test_slices(void **state)
{
	(void)state;
	assert_int_equal(slice_of(NULL).len, 0);
	assert_int_equal(slice_of("abc").len, 3);
	assert_true(slice_equal(slice_of(NULL), slice_of("")));
	assert_true(slice_equal(slice_of("ab"), bytes("abc", 2)));
	assert_false(slice_equal(slice_of("ab"), slice_of("ac")));
	assert_false(slice_equal(slice_of("ab"), slice_of("abc")));
	assert_true(slice_is(slice_of("ab"), "ab"));
	assert_false(slice_is(slice_of("ab"), "AB"));
	assert_true(slice_compare(slice_of("a"), slice_of("b")) < 0);
	assert_true(slice_compare(slice_of("b"), slice_of("a")) > 0);
	assert_true(slice_compare(slice_of("a"), slice_of("ab")) < 0);
	assert_true(slice_compare(slice_of("ab"), slice_of("a")) > 0);
	assert_true(slice_compare(slice_of("a\x7f"), slice_of("a\x80")) < 0);
	assert_int_equal(slice_compare(slice_of(NULL), slice_of("")), 0);
	assert_int_equal(slice_compare(slice_of("ab"), slice_of("ab")), 0);
}

static void
test_trim(void **state)
{
	(void)state;
	check_slice(slice_trim(slice_of(NULL)), "");
	check_slice(slice_trim(slice_of("")), "");
	check_slice(slice_trim(slice_of(" \t\r\n")), "");
	check_slice(slice_trim(slice_of("a b")), "a b");
	check_slice(slice_trim(slice_of("  a b\r\n")), "a b");
	check_slice(slice_trim(slice_of("\xc2\xa0 \xe3\x80\x80" "a\xe3\x80\x80\xc2\xa0\t")),
	    "a");
	check_slice(slice_trim(slice_of("\xc2\xa0\xe3\x80\x80")), "");
	/* ends in the byte A0 or 80, and no blank */
	check_slice(slice_trim(slice_of("\xc3\xa0")), "\xc3\xa0");
	check_slice(slice_trim(slice_of("\xe3\x80\x81")), "\xe3\x80\x81");
	check_slice(slice_trim(slice_of("\xe4\x80\x80")), "\xe4\x80\x80");
	check_slice(slice_trim(slice_of("\xa0")), "\xa0");
	check_slice(slice_trim(slice_of("\x80\x80")), "\x80\x80");
}

static void
test_next(void **state)
{
	struct slice rest = slice_of("a,,b"), part;

	(void)state;
	assert_true(slice_next(&rest, ',', &part));
	check_slice(part, "a");
	check_slice(rest, ",b");
	assert_true(slice_next(&rest, ',', &part));
	check_slice(part, "");
	assert_true(slice_next(&rest, ',', &part));
	check_slice(part, "b");
	assert_false(slice_next(&rest, ',', &part));
	assert_false(slice_next(&rest, ',', &part));
	rest = slice_of(NULL);
	assert_false(slice_next(&rest, ',', &part));
	rest = slice_of("a,");
	assert_true(slice_next(&rest, ',', &part));
	check_slice(part, "a");
	assert_false(slice_next(&rest, ',', &part));
}

static void
test_take(void **state)
{
	struct slice text = slice_of("ab1\xef\xbc\x99\xef\xbc\x9a");

	(void)state;
	assert_false(slice_take(&text, "b"));
	assert_true(slice_take(&text, "ab"));
	assert_int_equal(slice_digit(&text), 1);
	assert_int_equal(slice_digit(&text), 9);
	assert_int_equal(slice_digit(&text), -1);	/* U+FF1A, a colon */
	assert_int_equal(text.len, 3);
	text = bytes("\xef\xbc", 2);
	assert_int_equal(slice_digit(&text), -1);
	text = slice_of(NULL);
	assert_int_equal(slice_digit(&text), -1);
	assert_false(slice_take(&text, "a"));
	assert_true(slice_take(&text, ""));
}

static int
by_value(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return (left > right) - (left < right);
}

/* How many of N hashes, which are sorted, equal the one before. */
static size_t
twins(uint64_t *hashes, size_t n)
{
	size_t i, found = 0;

	qsort(hashes, n, sizeof(*hashes), by_value);
	for (i = 1; i < n; i++)
		found += hashes[i] == hashes[i - 1];
	return found;
}

static void
test_hash(void **state)
{
	enum { N = 100000 };
	uint64_t *all = test_malloc(N * sizeof(*all)), *low = test_malloc(N * sizeof(*low));
	char text[64];
	size_t i, n;

	(void)state;
	for (i = 0; i < N; i++) {
		n = (size_t)snprintf(text, sizeof(text), "D-%zu-of-a-longer-text", i);
		all[i] = slice_hash(bytes(text, n), 7);
		low[i] = all[i] & 0xffff;
	}
	assert_int_equal(twins(all, N), 0);
	/* 65536 boxes, 100000 throws: 51284 boxes are hit, give or take 100 */
	assert_in_range(N - twins(low, N), 50700, 51900);
	test_free(all);
	test_free(low);
	assert_true(slice_hash(slice_of("a"), 1) == slice_hash(bytes("ab", 1), 1));
	assert_true(slice_hash(slice_of("a"), 1) != slice_hash(slice_of("a"), 2));
	assert_true(slice_hash(slice_of(NULL), 1) == slice_hash(slice_of(""), 1));
}

/* Every bit of texts of every length counts, and so does the length. */
static void
test_hash_bits(void **state)
{
	char text[64] = { 0 };
	uint64_t hashes[64 * 8 + 64];
	size_t len, i, n = 0;

	(void)state;
	for (len = 0; len < sizeof(text); len++) {
		hashes[n++] = slice_hash(bytes(text, len), 0);
	}
	assert_int_equal(twins(hashes, n), 0);
	for (len = 1; len <= sizeof(text); len++) {
		n = 0;
		for (i = 0; i < len * 8; i++) {
			text[i / 8] = (char)(text[i / 8] ^ 1 << i % 8);
			hashes[n++] = slice_hash(bytes(text, len), 0);
			text[i / 8] = (char)(text[i / 8] ^ 1 << i % 8);
		}
		hashes[n++] = slice_hash(bytes(text, len), 0);
		assert_int_equal(twins(hashes, n), 0);
	}
}

static void
test_valid(void **state)
{
	static const struct {
		const char *text;
		int bad;	/* -1: valid */
	} rows[] = {
		{ "", -1 }, { "plain ascii, and more of it", -1 },
		{ "\xd1\x84 \xe4\xb8\x87 \xf0\x9f\x98\x80", -1 },
		{ "\xff", 0 }, { "12345678\x80", 8 }, { "123456789\xc3", 9 },
		{ "a\xc3(", 1 }, { "\xc0\x80", 0 }, { "\xe0\x80\x80", 0 },
		{ "a\xed\xa0\x80", 1 }, { "\xf4\x90\x80\x80", 0 }, { "\xf5\x80\x80\x80", 0 },
		{ "\xe4\xb8", 0 }, { "\xf0\x9f\x98", 0 }, { "\xc3\xa4\xe4", 2 },
	};
	size_t i, bad;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		bad = 1000;
		assert_int_equal(text_valid(slice_of(rows[i].text), &bad), rows[i].bad < 0);
		assert_int_equal(bad, rows[i].bad < 0 ? 1000 : rows[i].bad);
	}
	assert_true(text_valid(bytes("\0", 1), NULL));
	assert_false(text_valid(slice_of("\xff"), NULL));
}

static void
test_fold_header(void **state)
{
	static const char *const rows[][2] = {
		{ "", "" }, { "Deal - Won_time", "dealwontime" },
		{ "dealwontime", "dealwontime" },
		{ "Deal Value, $", "dealvalue$" }, { "Probability (%)", "probability%" },
		{ "A & B | 'C' \"D\"", "abcd" }, { "Size >= 10", "size>=10" },
		{ "\xef\xbc\xa1\xef\xbc\xad\xef\xbc\xaf\xef\xbc\xb5\xef\xbc\xae\xef\xbc\xb4",
		    "amount" },
		{ "Stra\xc3\x9f" "e", "strasse" }, { "STRASSE", "strasse" },
		{ "\xd0\xa1\xd1\x83\xd0\xbc\xd0\xb0 ", "\xd1\x81\xd1\x83\xd0\xbc\xd0\xb0" },
		{ "\xe9\x87\x91 \xe9\xa2\x9d", "\xe9\x87\x91\xe9\xa2\x9d" },
		{ "\xe9\x87\x91\xe9\xa2\x9d\xef\xbc\x88\xef\xbf\xa5\xef\xbc\x89",
		    "\xe9\x87\x91\xe9\xa2\x9d\xc2\xa5" },		/* 金额（￥） */
		{ "Betrag in \xe2\x82\xac", "betragin\xe2\x82\xac" },
		{ "\xef\xbb\xbfId", "id" },				/* a BOM */
		{ "\xf0\x9f\x92\xb0 Amount", "amount" },		/* a picture */
		{ "\xf0\x9f\x97\x93\xef\xb8\x8f Close date", "closedate" },
		{ "na\xc3\xafve", "na\xc3\xafve" }, { "nai\xcc\x88ve", "na\xc3\xafve" },
		{ "a\xff_b", "a\xff" "b" }, { "\xe9\x20\xe9", "\xe9\xe9" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		check_written(text_fold_header, slice_of(rows[i][0]), rows[i][1]);
}

static void
test_fold(void **state)
{
	static const char *const rows[][2] = {
		{ "", "" }, { "   ", "" }, { "  Closed \t Won\r\n ", "closed won" },
		{ "A-B_c", "a-b_c" },
		{ "Stra\xc3\x9f" "e", "strasse" },
		{ "\xe3\x80\x80\xc2\xa0" "A\xe3\x80\x80\xc2\xa0" "B ", "a b" },
		{ "\xef\xbc\xa1\xef\xbc\xa2 1", "ab 1" },
		{ "\xd0\x9f\xd0\xb5\xd1\x87\xd0\xb5\xd0\xbb\xd0\xb8",
		    "\xd0\xbf\xd0\xb5\xd1\x87\xd0\xb5\xd0\xbb\xd0\xb8" },
		{ "\xe8\xb5\xa2\xe5\x8d\x95", "\xe8\xb5\xa2\xe5\x8d\x95" },
		{ "\xe1\x84\x80\xe1\x85\xa1", "\xea\xb0\x80" },		/* Hangul joined */
		{ "\xef\xbd\xb6\xef\xbe\x9e", "\xe3\x82\xac" },		/* halfwidth ga */
		{ "soft\xc2\xadhyphen", "softhyphen" },
		{ "a \xff b", "a \xff b" }, { "\xff  \xc3\x84", "\xff \xc3\xa4" },
		{ "\xc3\x84 \xff", "\xc3\xa4 \xff" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		check_written(text_fold, slice_of(rows[i][0]), rows[i][1]);
	check_written(text_fold, slice_of(NULL), "");
}

/* Pieces must not show: characters that join are joined wherever they lie. */
static void
test_fold_pieces(void **state)
{
	static const char *const pairs[][2] = {
		{ "e\xcc\x81", "\xc3\xa9" },
		{ "\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8", "\xea\xb0\x81" },
		{ "\xea\xb0\x80\xe1\x86\xa8", "\xea\xb0\x81" },
		{ "\xef\xbd\xb6\xef\xbe\x9e", "\xe3\x82\xac" },
		{ "\xe3\x84\xb1\xe3\x85\x8f.", "\xea\xb0\x80." },
	};
	struct buffer text = { 0 }, expected = { 0 }, out = { 0 };
	size_t i, j, n;

	(void)state;
	for (i = 0; i < COUNT(pairs); i++) {
		for (n = 0; n < 8; n++) {
			buffer_clear(&text);
			buffer_clear(&expected);
			buffer_clear(&out);
			buffer_add(&text, "xxxxxxxx", n);
			buffer_add(&expected, "xxxxxxxx", n);
			for (j = 0; j < 200; j++) {
				buffer_string(&text, pairs[i][0]);
				buffer_string(&expected, pairs[i][1]);
			}
			text_fold(bytes(text.at, text.len), &out);
			assert_string_equal(buffer_text(&out), buffer_text(&expected));
		}
	}
	buffer_free(&text);
	buffer_free(&expected);
	buffer_free(&out);
}

/* A text that makes sorting the marks hard is folded at once all the same. */
static void
test_fold_marks(void **state)
{
	struct buffer text = { 0 }, out = { 0 };
	size_t i;

	(void)state;
	buffer_string(&text, "a");
	for (i = 0; i < 500000; i++)
		buffer_string(&text, "\xcc\x81");
	for (i = 0; i < 500000; i++)
		buffer_string(&text, "\xcc\xa3");
	text_fold(bytes(text.at, text.len), &out);
	assert_true(out.len > 1000000);
	assert_true(text_valid(bytes(out.at, out.len), NULL));
	buffer_free(&text);
	buffer_free(&out);
}

static void
test_same(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} rows[] = {
		{ "", "", true }, { "", "  ", true }, { "a", "", false },
		{ "Closed Won", " closed  WON\t", true }, { "Closed Won", "ClosedWon", false },
		{ "Closed Won", "Closed Wo", false }, { "Closed", "Closed Won", false },
		{ "a b", "a", false }, { "a ", "a", true }, { "a", "a b", false },
		{ "[", "{", false }, { "@", "`", false },
		{ "Stra\xc3\x9f" "e", "STRASSE", true }, { "\xef\xbc\xa1", "a", true },
		{ "\xd0\x9f\xd0\xb5", "\xd0\xbf\xd0\x95", true },
		{ "\xe8\xb5\xa2\xe5\x8d\x95", "\xe8\xbe\x93\xe5\x8d\x95", false },
		{ "a\xc2\xa0" "b", "A B", true }, { "\xff", "\xfe", false },
		{ "\xff", "\xff", true },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		assert_int_equal(text_same(slice_of(rows[i].a), slice_of(rows[i].b)),
		    rows[i].same);
		assert_int_equal(text_same(slice_of(rows[i].b), slice_of(rows[i].a)),
		    rows[i].same);
	}
	assert_false(text_same(bytes("a\0b", 3), bytes("a\0c", 3)));
}

static void
test_holds(void **state)
{
	(void)state;
	assert_true(text_holds(slice_of("Acme Inc"), slice_of("acme")));
	assert_true(text_holds(slice_of("The  ACME  Inc"), slice_of("acme inc")));
	assert_true(text_holds(slice_of("aabaabaac"), slice_of("aabaac")));
	assert_true(text_holds(slice_of("ababababc"), slice_of("ababc")));
	assert_false(text_holds(slice_of("aabaabaab"), slice_of("aabaac")));
	assert_false(text_holds(slice_of("acm"), slice_of("acme")));
	assert_true(text_holds(slice_of(""), slice_of("")));
	assert_true(text_holds(slice_of("x"), slice_of(NULL)));
	assert_true(text_holds(slice_of("x"), slice_of("  ")));
	assert_false(text_holds(slice_of(""), slice_of("x")));
	assert_true(text_holds(slice_of("\xe5\x8c\x97\xe4\xba\xac\xe5\x85\xac\xe5\x8f\xb8"),
	    slice_of("\xe5\x85\xac\xe5\x8f\xb8")));
	assert_true(text_holds(slice_of("GROSSE STRASSE"), slice_of("stra\xc3\x9f" "e")));
}

static void
test_distance(void **state)
{
	struct buffer a = { 0 };
	size_t i;

	(void)state;
	assert_int_equal(text_distance(slice_of(""), slice_of("")), 0);
	assert_int_equal(text_distance(slice_of("kitten"), slice_of("sitting")), 3);
	assert_int_equal(text_distance(slice_of("sitting"), slice_of("kitten")), 3);
	assert_int_equal(text_distance(slice_of("Stage"), slice_of("stage")), 0);
	assert_int_equal(text_distance(slice_of("stage"), slice_of("stge")), 1);
	assert_int_equal(text_distance(slice_of(""), slice_of("abc")), 3);
	assert_int_equal(text_distance(slice_of("abc"), slice_of(NULL)), 3);
	for (i = 0; i < 100000; i++)
		buffer_byte(&a, 'a');
	assert_int_equal(text_distance(bytes(a.at, a.len), slice_of("b")), 64);
	buffer_free(&a);
}

static void
test_width(void **state)
{
	(void)state;
	assert_int_equal(text_width(slice_of(NULL)), 0);
	assert_int_equal(text_width(slice_of("abc")), 3);
	assert_int_equal(text_width(slice_of("\xe9\x87\x91\xe9\xa2\x9d")), 4);
	assert_int_equal(text_width(slice_of("e\xcc\x81")), 1);
	assert_int_equal(text_width(slice_of("\xd1\x84")), 1);
	assert_int_equal(text_width(slice_of("\xef\xbc\xa1")), 2);
	assert_int_equal(text_width(slice_of("\xf0\x9f\x98\x80")), 2);
	assert_int_equal(text_width(slice_of("\x1b\x01")), 0);
	assert_int_equal(text_width(slice_of("\xff\xfe")), 2);
	assert_int_equal(text_width(slice_of("\xe2\x80\xa6")), 1);
}

static void
test_cut(void **state)
{
	(void)state;
	check_slice(text_cut(slice_of("abc"), 2), "ab");
	check_slice(text_cut(slice_of("abc"), 3), "abc");
	check_slice(text_cut(slice_of("abc"), 0), "");
	check_slice(text_cut(slice_of(NULL), 5), "");
	check_slice(text_cut(slice_of("\xe9\x87\x91\xe9\xa2\x9d"), 3), "\xe9\x87\x91");
	check_slice(text_cut(slice_of("\xe9\x87\x91\xe9\xa2\x9d"), 1), "");
	check_slice(text_cut(slice_of("e\xcc\x81x"), 1), "e\xcc\x81");
	check_slice(text_cut(slice_of("xe\xcc\x81"), 1), "x");
	/* a flag is two characters and one grapheme: all of it or nothing */
	check_slice(text_cut(slice_of("\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa"), 1), "");
	check_slice(text_cut(slice_of("\xff\xff"), 1), "\xff");
	/* a base and its marks are cut before the base if the width ends there */
	check_slice(text_cut(slice_of("ab\xcc\x81" "c"), 2), "ab\xcc\x81");
}

static void
test_safe(void **state)
{
	static const char *const rows[][2] = {
		{ "", "" }, { "plain", "plain" }, { "\x1b[31m", "\xe2\x90\x9b[31m" },
		{ "a\tb\x01", "a\xe2\x90\x89" "b\xe2\x90\x81" },
		{ "a\nb", "a b" }, { "a\r\nb", "a b" }, { "a\r\n\r\nb\n", "a b " },
		{ "a\xc2\x85" "b\xe2\x80\xa8" "c", "a b c" },
		{ "\x7f", "\xef\xbf\xbd" }, { "\xc2\x9b" "31m", "\xef\xbf\xbd" "31m" },
		{ "a\xe2\x80\xae" "b", "a\xef\xbf\xbd" "b" },
		{ "\xe2\x81\xa6x\xe2\x81\xa9", "\xef\xbf\xbdx\xef\xbf\xbd" },
		{ "\xe2\x80\x8f\xd8\x9c", "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xff\xc3", "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xe9\x87\x91 \xf0\x9f\x98\x80", "\xe9\x87\x91 \xf0\x9f\x98\x80" },
		{ "\xc2\xa0", "\xc2\xa0" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		check_written(text_safe, slice_of(rows[i][0]), rows[i][1]);
	check_written(text_safe, bytes("a\0b", 3), "a\xe2\x90\x80" "b");
}

/* Marks heaped on a letter: thirty stay, one sign stands for the others. */
static void
test_safe_heaps(void **state)
{
	struct buffer text = { 0 }, want = { 0 };
	int heap, i;

	(void)state;
	for (heap = 30; heap <= 100; heap += 35) {
		buffer_clear(&text);
		buffer_clear(&want);
		buffer_string(&text, "z");
		for (i = 0; i < heap; i++)
			buffer_string(&text, i % 2 ? "\u0301" : "\u200b");
		buffer_add(&want, text.at, heap == 30 ? text.len :
		    1 + 15 * strlen("\u0301\u200b"));
		buffer_string(&want, heap == 30 ? "e\u0301x" : "\ufffde\u0301x");
		buffer_string(&text, "e\u0301x");
		check_written(text_safe, bytes(text.at, text.len),
		    buffer_text(&want));
	}
	buffer_free(&text);
	buffer_free(&want);
}

static uint64_t
next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* Two texts are the same when they fold to the same, whatever way is taken. */
static void
test_same_is_folded(void **state)
{
	static const char *const pieces[] = {
		"a", "A", "b", "I", "i", "K", "k", "s", "=", "-", " ", "\t",
		"\xcc\x81", "\xcc\x8b", "\xcc\x87", "\xcc\xb8", "\xc4\xb0",
		"\xe2\x84\xaa", "\xc5\xbf", "\xe2\x80\x8d", "\xef\xbd\x81",
		"\xc2\xa0", "\xff"
	};
	struct buffer text[2] = { { 0 }, { 0 } }, folded[2] = { { 0 }, { 0 } };
	uint64_t seed = 88172645463325252u;

	(void)state;
	for (size_t i = 0; i < 200000; i++) {
		for (size_t k = 0; k < 2; k++) {
			buffer_clear(&text[k]);
			buffer_clear(&folded[k]);
			for (size_t j = next_random(&seed) % 4; j > 0; j--)
				buffer_string(&text[k], pieces[
				    next_random(&seed) % COUNT(pieces)]);
			text_fold(bytes(text[k].at, text[k].len), &folded[k]);
		}
		assert_int_equal(text_same(bytes(text[0].at, text[0].len),
		    bytes(text[1].at, text[1].len)),
		    slice_equal(bytes(folded[0].at, folded[0].len),
		    bytes(folded[1].at, folded[1].len)));
	}
	for (size_t k = 0; k < 2; k++) {
		buffer_free(&text[k]);
		buffer_free(&folded[k]);
	}
}

/* Any bytes: nothing breaks, what is safe is valid, and a cut fits. */
static void
test_any_bytes(void **state)
{
	static const char *const pieces[] = {
		"a", " ", "\xff", "\xcc\x81", "\xe1\x85\xa1", "\xef\xb7\xba",
		"\xf0\x9f\x98\x80",
		"\xe2\x80\x8d", "\xc3", "\xe4\xb8", "\xe4\xb8\x87", "\r", "\n", "\x1b",
		"\xce\x90", "\xc2\xa0"
	};
	struct buffer text = { 0 }, out = { 0 };
	uint64_t seed = 88172645463325252u;
	struct slice all, cut;
	size_t i, j, width;

	(void)state;
	for (i = 0; i < 3000; i++) {
		buffer_clear(&text);
		buffer_clear(&out);
		for (j = next_random(&seed) % 400; j > 0; j--)
			buffer_string(&text, pieces[next_random(&seed) % COUNT(pieces)]);
		all = bytes(text.at, text.len);
		text_safe(all, &out);
		assert_true(text_valid(bytes(out.at, out.len), NULL));
		buffer_clear(&out);
		text_fold_header(all, &out);
		text_fold(all, &out);
		slice_trim(all);
		width = next_random(&seed) % 50;
		cut = text_cut(all, width);
		assert_true(text_width(cut) <= width);
		assert_true(text_same(all, all));
	}
	buffer_free(&text);
	buffer_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ascii),
		cmocka_unit_test(test_slices),
		cmocka_unit_test(test_trim),
		cmocka_unit_test(test_next),
		cmocka_unit_test(test_take),
		cmocka_unit_test(test_hash),
		cmocka_unit_test(test_hash_bits),
		cmocka_unit_test(test_valid),
		cmocka_unit_test(test_fold_header),
		cmocka_unit_test(test_fold),
		cmocka_unit_test(test_fold_pieces),
		cmocka_unit_test(test_same_is_folded),
		cmocka_unit_test(test_fold_marks),
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_holds),
		cmocka_unit_test(test_distance),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_safe),
		cmocka_unit_test(test_safe_heaps),
		cmocka_unit_test(test_any_bytes),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
