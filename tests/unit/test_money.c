#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/money.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* 1,234.5 in full-width characters */
#define FULL_WIDTH \
	"\xef\xbc\x91\xef\xbc\x8c\xef\xbc\x92\xef\xbc\x93" \
	"\xef\xbc\x94\xef\xbc\x8e\xef\xbc\x95"

#define U DECIMAL_UNKNOWN
#define P DECIMAL_POINT
#define C DECIMAL_COMMA

static void
check_read(const char *text, enum decimal_mark mark, int64_t expected)
{
	int64_t amount = -99;
	bool blank = true;
	const char *wrong = money_read(slice_of(text), mark, &amount, &blank);

	if (wrong != NULL || amount != expected || blank)
		print_error("'%s' by %d: %s, %lld\n", text, (int)mark, wrong == NULL ?
		    "read" : wrong,
		    (long long)amount);
	assert_null(wrong);
	assert_true(amount == expected);
	assert_false(blank);
}

static void
check_wrong(const char *text, enum decimal_mark mark, const char *expected)
{
	int64_t amount;
	const char *wrong = money_read(slice_of(text), mark, &amount, NULL);

	if (wrong == NULL || strncmp(wrong, expected, strlen(expected)) != 0)
		print_error("'%s' by %d: %s\n", text, (int)mark, wrong == NULL ?
		    "read" : wrong);
	assert_non_null(wrong);
	assert_memory_equal(wrong, expected, strlen(expected));
}

/* All forms, in ten-thousandths. */
static const struct {
	const char *text;
	int64_t amount;
} readings[] = {
	{ "0", 0 }, { "5", 50000 }, { "1234", 12340000 }, { "1234.5", 12345000 },
	{ "1234,5", 12345000 }, { "007", 70000 }, { ".5", 5000 }, { ",50", 5000 },
	{ ".125", 1250 },
	{ "1,234.50", 12345000 }, { "1.234,50", 12345000 }, { "1 234,50", 12345000 },
	{ "1\xc2\xa0" "234,50", 12345000 }, { "1\xe2\x80\x89" "234.50", 12345000 },
	{ "1\xe2\x80\xaf" "234,50", 12345000 }, { "1'234.50", 12345000 },
	{ "1\xe2\x80\x99" "234.50", 12345000 }, { "1,234,567", 12345670000 },
	{ "1.234.567", 12345670000 }, { "12 345 678", 123456780000 },
	{ "1 234", 12340000 },
	{ "12,34,567.00", 12345670000 }, { "1,23,45,678", 123456780000 },
	{ "1,00,000", 1000000000 },
	{ "0.123", 1230 }, { "0,123", 1230 }, { "1234.567", 12345670 },
	{ "1234,567", 12345670 },
	{ "1.234,567", 12345670 }, { "1,234.567", 12345670 },
	/* signs and codes */
	{ "$1,234.50", 12345000 }, { "US$ 5", 50000 }, { "R$5", 50000 },
	{ "5 \xe2\x82\xac", 50000 },
	{ "\xe2\x82\xac" "5", 50000 }, { "5\xe2\x82\xac", 50000 },
	{ "\xc2\xa3" "1.50", 15000 },
	{ "\xef\xbf\xa5" "5", 50000 }, { "\xc2\xa5" "5", 50000 },
	{ "5 z\xc5\x82", 50000 },
	{ "5 K\xc4\x8d", 50000 }, { "5 \xd0\xbb\xd0\xb2", 50000 },
	{ "5 \xd0\xbb\xd0\xb2.", 50000 },
	{ "5 kr", 50000 }, { "5kr.", 50000 },
	{ "\xe2\x82\xb9" "12,34,567.00", 12345670000 },
	{ "5 \xe2\x82\xbd", 50000 }, { "\xe2\x82\xba" "5", 50000 },
	{ "\xe0\xb8\xbf" "5", 50000 },
	{ "Rp 1.234.567", 12345670000 }, { "Rp. 5", 50000 }, { "5\xe5\x85\x83", 50000 },
	{ "5\xe5\x86\x86", 50000 }, { "CHF 1'234.50", 12345000 }, { "EUR5", 50000 },
	{ "5 eur", 50000 }, { "USD\xc2\xa0" "5", 50000 }, { "$5 USD", 50000 },
	{ "R5", 50000 },
	/* plus, minus, parentheses */
	{ "+5", 50000 }, { "-5", -50000 }, { "-1,234.50", -12345000 },
	{ "1,234.50-", -12345000 },
	{ "(1,234.50)", -12345000 }, { "-$5", -50000 }, { "$-5", -50000 },
	{ "$ -5", -50000 },
	{ "($5)", -50000 }, { "$(5)", -50000 }, { "(5) EUR", -50000 },
	{ "(5 EUR)", -50000 },
	{ "5- EUR", -50000 }, { "5 EUR-", -50000 }, { "\xe2\x88\x92" "5", -50000 },
	{ "- 5", -50000 }, { "-0", 0 }, { "(0)", 0 },
	{ "\xef\xbc\x88" "5\xef\xbc\x89", -50000 },
	/* powers of ten */
	{ "12k", 120000000 }, { "12K", 120000000 }, { "12 k", 120000000 },
	{ "1.2M", 12000000000 },
	{ "1.2m", 12000000000 }, { "1,2 Mio", 12000000000 }, { "3bn", 30000000000000 },
	{ "3B", 30000000000000 }, { "12\xe4\xb8\x87", 1200000000 },
	{ "1.5\xe4\xba\xbf", 1500000000000 },
	{ "12\xe4\xb8\x87\xe5\x85\x83", 1200000000 },
	{ "\xc2\xa5" "12\xe4\xb8\x87", 1200000000 }, { "$1.2M", 12000000000 },
	{ "1.2M\xe2\x82\xac", 12000000000 }, { "12kEUR", 120000000 },
	{ "12 mln z\xc5\x82", 120000000000 },
	{ "1.2345678M", 12345678000 }, { "-12k", -120000000 }, { "(12k)", -120000000 },
	{ "3\xe7\x99\xbe\xe4\xb8\x87", 30000000000 }, { "2 lakh", 2000000000 },
	/* full-width */
	{ "\xef\xbc\x91\xef\xbc\x92\xef\xbc\x93", 1230000 },
	{ FULL_WIDTH, 12345000 },
	/* decimals */
	{ "1.2345", 12345 }, { "1.23450000", 12345 },
	{ "1.50000000000000000000", 15000 },
	{ "0.0001", 1 }, { "-0.0001", -1 },
	/* blanks around */
	{ "  5 ", 50000 }, { "\xc2\xa0" "5\xe3\x80\x80", 50000 },
	/* the limits */
	{ "100000000000000", MONEY_MAX }, { "-100000000000000", -MONEY_MAX },
	{ "99999999999999.9999", MONEY_MAX - 1 }, { "100000bn", MONEY_MAX },
	{ "000000000000000000000000000000000000005", 50000 },
};

static void
test_read(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(readings); i++)
		check_read(readings[i].text, U, readings[i].amount);
}

static void
test_wrong(void **state)
{
	static const char *const rows[] = {
		"x", "12x", "x12", "-", "+", "()", "$", "EUR", ".", ",", "5.", "5,", "1..5",
		"1,,000",
		"1,2,3", "1.2.3", "1,2345.00", "12,345,67", "1234,567.00", "1,234,56.00",
		"1 2", "12 34", "1'23", "1.234 567", "1,234 567", "1.234,567.89",
		"1,234.567,89",
		"0,123,456", "0 123", ",123,456", ".123.456", "12,3,456",
		"--5", "-5-", "+-5", "(5", "5)", "((5))", "(-5)", "-(5)", "(5-)", "5--", "5+",
		"5 USD EUR", "EUR 5 USD", "EUR USD 5", "5 kk", "5kM", "k5", "5 kroner",
		"5 Rest", "5 abc",
		"5%", "1e5", "0x10", "1/2", "2026-03-04", "5 5x", "inf", "nan", "5 EUR k",
		"1\xff", "\xff", "\xef\xbc", "1\xef\xbc", "#REF!", "=1+2", "'5", "\"5\"",
		"1111111111111111111111111111111111111111111111111111111111111111111111",
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		check_wrong(rows[i], U, "is not an amount");
	check_wrong("1.23456", U, "has more than four decimals");
	check_wrong("1.00001", U, "has more than four decimals");
	check_wrong("1.23456789k", U, "has more than four decimals");
	check_wrong("100000000000000.0001", U, "is an amount too large");
	check_wrong("-100000000000000.0001", U, "is an amount too large");
	check_wrong("100000000000001", P, "is an amount too large");
	check_wrong("999999999999999999999999999999", U, "is an amount too large");
	check_wrong("100001bn", U, "is an amount too large");
	check_wrong("9223372036854775808", P, "is an amount too large");
}

static void
test_blank(void **state)
{
	int64_t amount = 7;
	bool blank = false;

	(void)state;
	assert_null(money_read(slice_of(NULL), U, &amount, &blank));
	assert_true(blank);
	assert_true(amount == 0);
	amount = 7;
	assert_null(money_read(slice_of(" \xc2\xa0\t"), P, &amount, &blank));
	assert_true(blank);
	assert_true(amount == 0);
	assert_null(money_read(slice_of("5"), P, &amount, &blank));
	assert_false(blank);
	assert_null(money_read(slice_of(""), P, &amount, NULL));
}

/* One separator before three digits: by the column's mark, or not at all. */
static void
test_doubt(void **state)
{
	(void)state;
	check_wrong("1.234", U, "could be two amounts (say --decimal . or --decimal ,)");
	check_wrong("1,234", U, "could be two amounts");
	check_wrong("$1,234", U, "could be two amounts");
	check_wrong("123,456", U, "could be two amounts");
	check_read("1.234", P, 12340);
	check_read("1.234", C, 12340000);
	check_read("1,234", P, 12340000);
	check_read("1,234", C, 12340);
	check_read("123,456 EUR", P, 1234560000);
	check_read("(1.234)", C, -12340000);
	check_read("1.234k", P, 12340000);
	check_read("1.234k", C, 12340000000);
}

/* A value that contradicts the mark is wrong. */
static void
test_contradiction(void **state)
{
	static const char *const point[] = { "1.5", "1,234.50", "1,234,567", "1'234.50",
	    "0.123", "1234.567", "1 234.5" };
	static const char *const comma[] = { "1,5", "1.234,50", "1.234.567", "1'234,50",
	    "0,123", "1234,567", "1 234,5" };
	size_t i;
	int64_t amount;

	(void)state;
	for (i = 0; i < COUNT(point); i++) {
		assert_null(money_read(slice_of(point[i]), P, &amount, NULL));
		assert_null(money_read(slice_of(comma[i]), C, &amount, NULL));
		check_wrong(point[i], C, "is not an amount");
		check_wrong(comma[i], P, "is not an amount");
	}
	check_read("1 234", P, 12340000);
	check_read("1 234", C, 12340000);
	check_read("5", C, 50000);
}

static void
test_mark(void **state)
{
	static const struct {
		const char *text;
		enum decimal_mark mark;
		bool doubt;
	} rows[] = {
		{ "", U, false }, { "x", U, false }, { "5", U, false }, { "1 234", U, false },
		{ "1'234", U, false },
		{ "1.5", P, false }, { "1,5", C, false }, { "1,234.50", P, false },
		{ "1.234,50", C, false },
		{ "1,234,567", P, false }, { "1.234.567", C, false }, { "12,34,567", P, false },
		{ "1.234", U, true }, { "1,234", U, true }, { "$ 999,999", U, true },
		{ "0.123", P, false },
		{ "0,500", C, false }, { "1234.567", P, false }, { "1 234,567", C, false },
		{ "12.3456", P, false }, { "1,23,4", U, false }, { "1.2k", P, false },
		{ "(1,5)", C, false },
	};
	size_t i;
	bool doubt;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		doubt = !rows[i].doubt;
		assert_int_equal(money_mark_of(slice_of(rows[i].text), &doubt), rows[i].mark);
		assert_int_equal(doubt, rows[i].doubt);
		assert_int_equal(money_mark_of(slice_of(rows[i].text), NULL), rows[i].mark);
	}
}

static void
test_canonical(void **state)
{
	static const struct {
		const char *text;
		int64_t amount;
	} right[] = {
		{ "0", 0 }, { "-0", 0 }, { "5", 50000 }, { "-5.25", -52500 },
		{ "1.234", 12340 },
		{ "1.2345", 12345 }, { "0.0001", 1 }, { "0012", 120000 },
		{ "100000000000000", MONEY_MAX },
		{ "-100000000000000.0000", -MONEY_MAX },
		{ "99999999999999.9999", MONEY_MAX - 1 },
	};
	static const char *const wrong[] = {
		"", "-", "+5", ".5", "5.", "-.5", "1.23456", "1.50000", "1,5", "5 ", " 5",
		"1e5", "--5", "5-", "1.2.3",
		"100000000000000.0001", "100000000000001", "1000000000000000",
		"99999999999999999999999999",
		"9223372036854775807", "\xef\xbc\x91",
	};
	int64_t amount;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(right); i++) {
		amount = 77;
		assert_true(money_canonical(slice_of(right[i].text), &amount));
		assert_true(amount == right[i].amount);
	}
	for (i = 0; i < COUNT(wrong); i++) {
		if (money_canonical(slice_of(wrong[i]), &amount))
			print_error("'%s' is canonical\n", wrong[i]);
		assert_false(money_canonical(slice_of(wrong[i]), &amount));
	}
	assert_false(money_canonical(slice_of(NULL), &amount));
}

/* Digits alone are read many at once: any of them may be any byte, and no byte around
 * them counts. */
static void
test_digits(void **state)
{
	(void)state;
	srand(5);
	for (int i = 0; i < 200000; i++) {
		size_t n = 1 + (size_t)(rand() % 10);
		char *text = memory_get(n);
		int64_t value = 0, amount;
		bool right = true;

		for (size_t at = 0; at < n; at++)
			text[at] = (char)('0' + rand() % 10);
		if (i % 2 == 0)
			text[(size_t)rand() % n] = (char)(i / 2 % 256);
		for (size_t at = 0; at < n && right; at++) {
			right = text[at] >= '0' && text[at] <= '9';
			value = value * 10 + (text[at] - '0');
		}
		if (right) {
			assert_true(money_canonical((struct slice){ text, n },
			    &amount));
			assert_true(amount == value * MONEY_UNIT);
		} else if (memchr(text, '.', n) == NULL && text[0] != '-') {
			assert_false(money_canonical((struct slice){ text, n },
			    &amount));
		}
		free(text);
	}
}

/* The same with two digits behind a point, or what looks nearly so. */
static void
test_cents(void **state)
{
	static const char near[] = "0123456789./:-,";

	(void)state;
	srand(6);
	for (int i = 0; i < 200000; i++) {
		size_t n = 1 + (size_t)(rand() % 9), point = n;
		char *text = memory_get(n + 3);
		int64_t value = 0, amount;
		bool right = true;

		for (size_t at = 0; at < n + 3; at++)
			text[at] = (char)('0' + rand() % 10);
		text[point] = '.';
		if (i % 3 == 0)
			text[(size_t)rand() % (n + 3)] =
			    near[(size_t)rand() % (sizeof near - 1)];
		for (size_t at = 0; at < n + 3; at++) {
			if (at == point) {
				right = right && text[at] == '.';
				continue;
			}
			right = right && text[at] >= '0' && text[at] <= '9';
			value = value * 10 + (text[at] - '0');
		}
		if (right) {
			assert_true(money_canonical((struct slice){ text,
			    n + 3 }, &amount));
			assert_true(amount == value * (MONEY_UNIT / 100));
		} else if (memchr(text + 1, '-', n + 2) != NULL ||
		    memchr(text, ':', n + 3) != NULL ||
		    memchr(text, '/', n + 3) != NULL ||
		    memchr(text, ',', n + 3) != NULL) {
			assert_false(money_canonical((struct slice){ text,
			    n + 3 }, &amount));
		}
		free(text);
	}
}

static void
check_write(int64_t amount, const struct money_style *style, const char *expected)
{
	struct buffer out = { 0 };

	money_write(&out, amount, style);
	assert_string_equal(buffer_text(&out), expected);
	buffer_free(&out);
}

static void
test_write(void **state)
{
	const struct money_style unknown = { .decimals = -1 };
	const struct money_style plain = { .mark = P, .decimals = 2 };
	const struct money_style german = { .mark = C, .group = ".",
	    .after = " \xe2\x82\xac", .decimals = 2 };
	const struct money_style american = { .mark = P, .group = ",",
	    .before = "$", .decimals = 2, .parentheses = true };
	const struct money_style indian = { .mark = P, .group = ",",
	    .indian = true, .before = "\xe2\x82\xb9" };

	(void)state;
	/* three decimals could be three more digits, where nothing says more */
	check_write(34550, &unknown, "3.4550");
	check_write(-9990010, &unknown, "-999.0010");
	check_write(34500, &unknown, "3.45");
	check_write(34551, &unknown, "3.4551");
	check_write(4550, &unknown, "0.455");
	check_write(10000010, &unknown, "1000.001");
	check_write(30000, &unknown, "3");
	check_write(34550, NULL, "3.455");
	check_write(34550, &plain, "3.455");
	check_write(34550, &german, "3,455 \xe2\x82\xac");
	check_write(0, NULL, "0");
	check_write(50000, NULL, "5");
	check_write(-50000, NULL, "-5");
	check_write(12345000, NULL, "1234.5");
	check_write(1, NULL, "0.0001");
	check_write(-1, NULL, "-0.0001");
	check_write(MONEY_MAX, NULL, "100000000000000");
	check_write(INT64_MIN, NULL, "-922337203685477.5808");
	check_write(50000, &plain, "5.00");
	check_write(12345, &plain, "1.2345");
	check_write(-15000, &plain, "-1.50");
	check_write(12345678900, &german, "1.234.567,89 \xe2\x82\xac");
	check_write(-1230000, &german, "-123,00 \xe2\x82\xac");
	check_write(12340000, &german, "1.234,00 \xe2\x82\xac");
	check_write(-12345000, &american, "($1,234.50)");
	check_write(12345000, &american, "$1,234.50");
	check_write(0, &american, "$0.00");
	check_write(12345670000, &indian, "\xe2\x82\xb9" "12,34,567");
	check_write(1234560000, &indian, "\xe2\x82\xb9" "1,23,456");
	check_write(12340000, &indian, "\xe2\x82\xb9" "1,234");
	check_write(1230000, &indian, "\xe2\x82\xb9" "123");
	check_write(1230000000000, &indian, "\xe2\x82\xb9" "12,30,00,000");
}

static void
test_style(void **state)
{
	struct money_style s;

	(void)state;
	assert_true(money_style_of(slice_of("\xe2\x82\xac 1.234,50"), U, &s));
	assert_int_equal(s.mark, C);
	assert_string_equal(s.group, ".");
	assert_string_equal(s.before, "\xe2\x82\xac ");
	assert_string_equal(s.after, "");
	assert_int_equal(s.decimals, 2);
	assert_false(s.parentheses);
	assert_false(s.indian);
	assert_true(money_style_of(slice_of("  (1\xe2\x80\xaf" "234.5\xc2\xa0" "EUR) "), U,
	    &s));
	assert_int_equal(s.mark, P);
	assert_string_equal(s.group, "\xe2\x80\xaf");
	assert_string_equal(s.after, "\xc2\xa0" "EUR");
	assert_int_equal(s.decimals, 1);
	assert_true(s.parentheses);
	assert_true(money_style_of(slice_of("-$ 12,34,567"), U, &s));
	assert_true(s.indian);
	assert_string_equal(s.before, "$ ");
	assert_int_equal(s.decimals, 0);
	assert_true(money_style_of(slice_of("1234"), C, &s));
	assert_int_equal(s.mark, C);
	assert_string_equal(s.group, "");
	assert_true(money_style_of(slice_of("1.234"), C, &s));
	assert_string_equal(s.group, ".");
	assert_int_equal(s.decimals, 0);
	assert_true(money_style_of(slice_of("1.234"), P, &s));
	assert_string_equal(s.group, "");
	assert_int_equal(s.decimals, 3);
	assert_true(money_style_of(slice_of("12k"), P, &s));
	assert_int_equal(s.decimals, -1);
	assert_true(money_style_of(slice_of("EUR                          5"), P, &s));
	assert_string_equal(s.before, "");
	assert_false(money_style_of(slice_of(""), P, &s));
	assert_false(money_style_of(slice_of("x"), P, &s));
	assert_false(money_style_of(slice_of("1.234"), U, &s));
	assert_false(money_style_of(slice_of("1,5"), P, &s));
}

/* What is written as a cell is written reads back as the same amount, and a
 * cell written again in its own style is the same bytes. */
static void
test_round_trip(void **state)
{
	static const char *const cells[] = {
		"1,234.50", "1.234,50", "1 234,50", "1'234.50", "12,34,567.00", "$1,234.50",
		"-$5.00",
		"(1,234.50)", "1.234,50 \xe2\x82\xac", "CHF 1'234.50", "Rp 1.234.567",
		"\xef\xbf\xa5" "1,234.00",
		"1\xc2\xa0" "234,50\xc2\xa0z\xc5\x82", "1234.5", "5", "(\xe2\x82\xac 1.234,00)",
		"0.50", "1.0000",
	};
	static const int64_t amounts[] = {
		0, 1, -1, 9999, 10000, 12345678, -12345678, 9990000, -9990000, 10000000,
		    123456780000, MONEY_MAX, -MONEY_MAX
	};
	struct money_style style;
	struct buffer out = { 0 };
	enum decimal_mark mark;
	int64_t amount, again;
	size_t i, j;

	(void)state;
	for (i = 0; i < COUNT(cells); i++) {
		mark = money_mark_of(slice_of(cells[i]), NULL);
		mark = mark == U ? P : mark;
		assert_true(money_style_of(slice_of(cells[i]), mark, &style));
		assert_null(money_read(slice_of(cells[i]), mark, &amount, NULL));
		check_write(amount, &style, cells[i]);
		for (j = 0; j < COUNT(amounts); j++) {
			buffer_clear(&out);
			money_write(&out, amounts[j], &style);
			assert_null(money_read(slice_of(buffer_text(&out)), mark, &again,
			    NULL));
			assert_true(again == amounts[j]);
		}
	}
	buffer_free(&out);
}

static void
test_code(void **state)
{
	static const char *const rows[][2] = {
		{ "EUR", "EUR" }, { "eur", "EUR" }, { " usd ", "USD" },
		{ "\xe2\x82\xac", "EUR" },
		{ "5 \xe2\x82\xac", "EUR" }, { "\xc2\xa3" "5", "GBP" }, { "US$5", "USD" },
		{ "R$ 5", "BRL" },
		{ "5 z\xc5\x82", "PLN" }, { "5 K\xc4\x8d", "CZK" },
		{ "5 \xd0\xbb\xd0\xb2.", "BGN" },
		{ "\xd0\xbb\xd0\xb2", "BGN" }, { "\xe2\x82\xb9" "5", "INR" },
		{ "5 \xe2\x82\xbd", "RUB" },
		{ "5\xe2\x82\xba", "TRY" }, { "\xe0\xb8\xbf" "5", "THB" }, { "Rp5", "IDR" },
		{ "5\xe5\x85\x83", "CNY" },
		{ "5\xe4\xb8\x87\xe5\x85\x83", "CNY" }, { "5\xe5\x86\x86", "JPY" },
		{ "CHF 5", "CHF" }, { "$5 CAD", "CAD" },
		{ "R 5", "ZAR" }, { "RM5", "MYR" }, { "RON 5", "RON" }, { "5 RMB", "CNY" },
		{ "HK$5", "HKD" },
		{ "1,2,3 EUR", "EUR" },
		{ "", NULL }, { "5", NULL }, { "$5", NULL }, { "$", NULL },
		{ "\xc2\xa5" "5", NULL }, { "5 kr", NULL },
		{ "XYZ", NULL }, { "EURO", NULL }, { "5 abc", NULL }, { "EUR 5 USD", NULL },
		{ "Rs 5", NULL },
	};
	char code[4];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		if (money_code(slice_of(rows[i][0]), code) != (rows[i][1] != NULL))
			print_error("'%s'\n", rows[i][0]);
		assert_int_equal(money_code(slice_of(rows[i][0]), code), rows[i][1] != NULL);
		if (rows[i][1] != NULL)
			assert_string_equal(code, rows[i][1]);
	}
	assert_int_equal(money_sign(slice_of("R$5"), code), 2);
	assert_int_equal(money_sign(slice_of("Rest"), code), 0);
	assert_int_equal(money_sign(slice_of("EURO"), code), 0);
	assert_int_equal(money_sign(slice_of("EUR5"), code), 3);
	assert_int_equal(money_sign(slice_of(NULL), code), 0);
	assert_int_equal(money_sign(slice_of("US$a"), code), 3);
	assert_int_equal(money_sign(slice_of("5 EUR"), code), 0);
	assert_int_equal(money_sign(slice_of("$5"), code), 1);
	assert_string_equal(code, "");
}

static void
test_decimals(void **state)
{
	(void)state;
	assert_int_equal(money_decimals(slice_of("EUR")), 2);
	assert_int_equal(money_decimals(slice_of("JPY")), 0);
	assert_int_equal(money_decimals(slice_of("krw")), 0);
	assert_int_equal(money_decimals(slice_of("KWD")), 3);
	assert_int_equal(money_decimals(slice_of("IDR")), 2);
	assert_int_equal(money_decimals(slice_of("XYZ")), 2);
	assert_int_equal(money_decimals(slice_of("")), 2);
	assert_int_equal(money_decimals(slice_of(NULL)), 2);
	assert_int_equal(money_decimals(slice_of("EURO")), 2);
}

static const struct {
	const char *text;
	enum percent_scale scale;
	int64_t ppm;
} percents[] = {
	{ "", 0, PERCENT_NONE }, { "  ", 0, PERCENT_NONE }, { "45", 0, 450000 },
	{ "45%", 0, 450000 },
	{ "45 %", 0, 450000 }, { "45,5 %", 0, 455000 }, { "45.5", 0, 455000 },
	{ "0.45", 0, 450000 },
	{ "0,45", 0, 450000 }, { ".45", 0, 450000 }, { "0", 0, 0 }, { "1", 0, 1000000 },
	{ "100", 0, 1000000 },
	{ "1.0", 0, 1000000 }, { "1.5", 0, 15000 }, { "1.00000000001", 0, 10000 },
	{ "0.5%", 0, 5000 },
	{ "1%", 0, 10000 },
	{ "1", PERCENT_WHOLE, 10000 }, { "0.5", PERCENT_WHOLE, 5000 },
	{ "100", PERCENT_WHOLE, 1000000 },
	{ "1", PERCENT_FRACTION, 1000000 }, { "0.005", PERCENT_FRACTION, 5000 },
	{ "45%", PERCENT_FRACTION, 450000 }, { "100.000", PERCENT_WHOLE, 1000000 },
	{ "+45", 0, 450000 },
	{ "-0", 0, 0 }, { "045", 0, 450000 }, { "45\xc2\xa0%", 0, 450000 },
	{ "45\xef\xbc\x85", 0, 450000 },
	{ "\xef\xbc\x94\xef\xbc\x95", 0, 450000 },
	{ "33.33333", PERCENT_WHOLE, 333333 },
	{ "0.333333333333", PERCENT_FRACTION, 333333 },
	{ "0.00005", PERCENT_WHOLE, 0 }, { "0.00015", PERCENT_WHOLE, 2 },
	{ "0.00025", PERCENT_WHOLE, 2 },
	{ "0.00025000000001", PERCENT_WHOLE, 3 }, { "0.000250000", PERCENT_WHOLE, 2 },
	{ "0.0000005", PERCENT_FRACTION, 0 }, { "0.0000015", PERCENT_FRACTION, 2 },
	{ "0.9999999", PERCENT_FRACTION, 1000000 },
	{ "000000000000000000000000000045", 0, 450000 },
};

static void
test_percent(void **state)
{
	static const char *const wrong[] = {
		"x", "%", "45%%", "4 5", "45.", "1,234.5", "45 percent", "--5", "4.5.6", "\xff",
		"=1", "45%x"
	};
	static const char *const outside[] = {
		"101", "100.0001", "-1", "-0.1", "100.00000000000000001", "1000", "-45%",
		"101%",
		"99999999999999999999999999999999999999", "-0.00000000001"
	};
	int64_t ppm;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(percents); i++) {
		ppm = 77;
		assert_null(percent_read(slice_of(percents[i].text), percents[i].scale, &ppm));
		if (ppm != percents[i].ppm)
			print_error("'%s'\n", percents[i].text);
		assert_true(ppm == percents[i].ppm);
	}
	for (i = 0; i < COUNT(wrong); i++)
		assert_string_equal(percent_read(slice_of(wrong[i]), 0, &ppm),
		    "is not a percentage");
	for (i = 0; i < COUNT(outside); i++)
		assert_string_equal(percent_read(slice_of(outside[i]), PERCENT_WHOLE, &ppm),
		    "is not between 0 and 100 percent");
	assert_string_equal(percent_read(slice_of("45"), PERCENT_FRACTION, &ppm),
	    "is not between 0 and 100 percent");
	assert_string_equal(percent_read(slice_of("1.0000001"), PERCENT_FRACTION, &ppm),
	    "is not between 0 and 100 percent");
}

static void
check_percent(int64_t ppm, enum percent_scale scale, enum decimal_mark mark, const char *sign,
    const char *expected)
{
	struct buffer out = { 0 };

	percent_write(&out, ppm, scale, mark, sign);
	assert_string_equal(buffer_text(&out), expected);
	buffer_free(&out);
}

static void
test_percent_write(void **state)
{
	(void)state;
	check_percent(450000, PERCENT_WHOLE, P, "", "45");
	check_percent(455000, PERCENT_WHOLE, P, "%", "45.5%");
	check_percent(455000, PERCENT_WHOLE, C, " %", "45,5 %");
	check_percent(450000, PERCENT_FRACTION, P, "", "0.45");
	check_percent(1, PERCENT_WHOLE, U, "", "0.0001");
	check_percent(1, PERCENT_FRACTION, C, "", "0,000001");
	check_percent(1000000, PERCENT_WHOLE, P, "", "100");
	check_percent(1000000, PERCENT_FRACTION, P, "", "1");
	check_percent(0, PERCENT_FRACTION, P, "", "0");
	check_percent(450000, PERCENT_UNKNOWN, U, "", "45");
	check_percent(PERCENT_NONE, PERCENT_WHOLE, P, "%", "");
}

/* Any bytes: no crash, and never an amount beyond the limits. */
static void
test_any_bytes(void **state)
{
	static const char *const pieces[] = {
		"1", "2", "000", ".", ",", " ", "'", "-", "+", "(", ")", "$", "EUR", "k", "M",
		"\xe4\xb8\x87",
		"\xef\xbc\x91", "\xc2\xa0", "\xe2", "\xff", "%", "kr", "R", "\xe2\x82\xac"
	};
	struct buffer text = { 0 };
	struct money_style style;
	uint64_t seed = 88172645463325252u;
	int64_t amount, ppm, other;
	char code[4];
	size_t i, j;

	(void)state;
	for (i = 0; i < 200000; i++) {
		buffer_clear(&text);
		for (j = seed % 9; j > 0; j--) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			buffer_string(&text, pieces[(seed >> 33) % COUNT(pieces)]);
		}
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		amount = 0;
		for (j = U; j <= C; j++) {
			if (money_read(slice_of(buffer_text(&text)), (enum decimal_mark)j,
			    &amount, NULL) != NULL)
				continue;
			assert_true(amount <= MONEY_MAX && amount >= -MONEY_MAX);
			if (j == P && money_canonical(slice_of(buffer_text(&text)), &other))
				assert_true(other == amount);
		}
		money_style_of(slice_of(buffer_text(&text)), P, &style);
		money_code(slice_of(buffer_text(&text)), code);
		if (percent_read(slice_of(buffer_text(&text)), 0, &ppm) == NULL)
			assert_true(ppm >= PERCENT_NONE && ppm <= PERCENT_ONE);
	}
	buffer_free(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_blank),
		cmocka_unit_test(test_doubt),
		cmocka_unit_test(test_contradiction),
		cmocka_unit_test(test_mark),
		cmocka_unit_test(test_canonical),
		cmocka_unit_test(test_digits),
		cmocka_unit_test(test_cents),
		cmocka_unit_test(test_write),
		cmocka_unit_test(test_style),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_code),
		cmocka_unit_test(test_decimals),
		cmocka_unit_test(test_percent),
		cmocka_unit_test(test_percent_write),
		cmocka_unit_test(test_any_bytes),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
