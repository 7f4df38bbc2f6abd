/* Cells guarded, cells relaid in another dialect, text encoded on its way out. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "csv/guard.h"
#include "csv/relay.h"
#include "csv/sink.h"

#define RANDOM_FILES 3000
#define ROWS 8
#define COLUMNS 4

static uint64_t seed;

static uint32_t
random_below(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 33) % n;
}

static void
test_guard(void **state)
{
	static const struct {
		const char *text;
		bool point;	/* is it run, where numbers have points */
		bool comma;
	} cases[] = {
		{ "", false, false }, { "a=b", false, false },
		{ " =1", false, false }, { "'=1", false, false },
		{ "=1+1", true, true }, { "=", true, true },
		{ "@SUM(A1)", true, true }, { "+a", true, true },
		{ "-", true, true }, { "--1", true, true },
		{ "-2+3", true, true }, { "\tx", true, true },
		{ "\rx", true, true }, { "-5", false, false },
		{ "+49 123", false, false }, { "-1.5", false, true },
		{ "-1,5", true, false }, { "-1,234.50", false, true },
		{ "-1.234,50", true, false }, { "-12%", false, false },
		{ "-\xe2\x82\xac" "5", false, false }, { "-5k", true, true },
		{ "-k5", true, true }, { "-EUR 5", true, true },
		{ "=5", true, true }, { "-1;cmd", true, true },
		{ "\nx", true, true }, { "\xef\xbc\x9d" "1+1", true, true },
		{ "\xef\xbc\x8b" "a", true, true },
		{ "\xef\xbc\x8d" "2+3", true, true },
		{ "\xef\xbc\xa0" "x", true, true },
		{ "\xef\xbc\x9e", false, false }, { "\xef\xbc", false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct slice text = slice_of(cases[i].text);

		if (guard_needed(text, DECIMAL_POINT) != cases[i].point ||
		    guard_needed(text, DECIMAL_COMMA) != cases[i].comma ||
		    guard_needed(text, DECIMAL_UNKNOWN) !=
		    (cases[i].point && cases[i].comma))
			fail_msg("'%s'", cases[i].text);
	}
}

/* Read all of BYTES and relay it; the cells' texts go to TEXTS, a NUL behind
 * each, if that is given. */
static void
relay_all(const struct relay *relay, const struct buffer *bytes,
    struct buffer *out, struct buffer *texts)
{
	struct dialect dialect = { .delimiter = relay->from };
	struct trouble what = { "" };
	struct source source;
	struct reader *reader;
	struct record *record;
	int got;

	source_memory(&source, "x", bytes->at, bytes->len);
	reader = reader_open(&source, &dialect);
	while ((got = reader_next(reader, &record, &what)) == 1) {
		size_t cells = record_cells(record);

		for (size_t i = 0; i < cells; i++) {
			const struct cell *cell = record_cell(record, i);

			if (i > 0)
				buffer_byte(out, relay->to);
			relay_cell(relay, cell, out);
			buffer_add(texts, cell->text.at, cell->text.len);
			buffer_byte(texts, '\0');
		}
		relay_end(relay, record->end, out);
		buffer_byte(texts, '\n');
	}
	assert_int_equal(got, 0);
	reader_close(reader);
	source_close(&source);
}

/* A cell as somebody may have written it. */
static void
random_cell(char delimiter, struct buffer *out)
{
	static const char *const pieces[] = { "a", "b c", "=1", "-1,5", ";",
	    ",", "|", "\t", " ", "\"\"", "\n", "\r\n", "\xc3\xa4", "'" };
	bool quoted = random_below(3) == 0;
	uint32_t n = random_below(4);

	if (quoted && random_below(4) == 0)
		buffer_string(out, delimiter == '\t' ? " " : "\t");
	buffer_string(out, quoted ? "\"" : "x");
	for (uint32_t i = 0; i < n; i++) {
		const char *piece = pieces[random_below(14)];

		if (quoted || (*piece != delimiter && *piece != '\n' &&
		    *piece != '\r'))
			buffer_string(out, piece);
	}
	if (quoted)
		buffer_string(out, random_below(4) == 0 ? "\" " : "\"");
}

/* Whatever is written in whatever dialect says the same in another, and comes out
 * as it is in its own. */
static void
test_relay_random(void **state)
{
	static const char delimiters[] = ",;\t|";

	(void)state;
	for (int i = 0; i < RANDOM_FILES; i++) {
		struct buffer bytes = { 0 }, own = { 0 }, other = { 0 },
		    again = { 0 }, before = { 0 }, after = { 0 };
		char from = delimiters[random_below(4)];
		struct relay relay = { .from = from, .to = from };

		for (uint32_t r = random_below(ROWS) + 1; r > 0; r--) {
			for (uint32_t c = random_below(COLUMNS) + 1; c > 0; c--) {
				random_cell(from, &bytes);
				buffer_byte(&bytes, c > 1 ? from : '\n');
			}
		}
		relay_all(&relay, &bytes, &own, &before);
		assert_int_equal(own.len, bytes.len);
		assert_memory_equal(own.at, bytes.at, own.len);
		relay.to = delimiters[random_below(4)];
		buffer_clear(&before);
		relay_all(&relay, &bytes, &other, &before);
		relay.from = relay.to;
		relay_all(&relay, &other, &again, &after);
		assert_int_equal(before.len, after.len);
		assert_memory_equal(before.at, after.at, after.len);
		buffer_free(&bytes);
		buffer_free(&own);
		buffer_free(&other);
		buffer_free(&again);
		buffer_free(&before);
		buffer_free(&after);
	}
}

static void
expect_between(const struct relay *relay, const char *bytes, const char *want)
{
	struct buffer out = { 0 };

	relay_between(relay, slice_of(bytes), &out);
	assert_string_equal(buffer_text(&out), want);
	buffer_free(&out);
}

static void
expect_prefix(const struct relay *relay, const char *bytes, const char *want)
{
	struct buffer out = { 0 };

	relay_prefix(relay, slice_of(bytes), &out);
	assert_string_equal(buffer_text(&out), want);
	buffer_free(&out);
}

static void
test_relay_lines(void **state)
{
	struct relay same = { .from = ',', .to = ',' };
	struct relay crlf = { .from = ',', .to = ';', .end = LINE_CRLF };
	struct relay lf = { .from = ',', .to = ',', .end = LINE_LF };
	struct buffer out = { 0 };

	(void)state;
	assert_true(relay_idle(&same));
	assert_false(relay_idle(&crlf));
	assert_false(relay_idle(&lf));
	expect_between(&same, "\n \r\n\r", "\n \r\n\r");
	expect_between(&crlf, "\n \r\n\r", "\r\n \r\n\r\n");
	expect_between(&lf, "\r\r\n\n", "\n\n\n");
	expect_between(&lf, "", "");
	expect_prefix(&same, "\"sep=,\",,\r\n", "\"sep=,\",,\r\n");
	expect_prefix(&crlf, "\"sep=,\",,\n", "sep=;\r\n");
	expect_prefix(&lf, "sep=,\r\n", "sep=,\n");
	expect_prefix(&crlf, "", "");
	relay_end(&crlf, LINE_NONE, &out);
	assert_int_equal(out.len, 0);
	relay_end(&same, LINE_CR, &out);
	relay_end(&lf, LINE_CR, &out);
	assert_string_equal(buffer_text(&out), "\r\n");
	buffer_free(&out);
}

/* Write the N texts, each made of the line ten times its number, in NAME. */
static int
write_in(const char *name, int mark, const char *const *texts, size_t n,
    struct buffer *out, struct trouble *what)
{
	struct source source;
	struct sink sink;
	int result;

	source_memory(&source, "deals.csv", "id\n", 3);
	result = sink_open(&sink, &source, name, mark, false, what);
	if (result == 0)
		result = sink_begin(&sink, NULL, out, what);
	for (size_t i = 0; i < n && result == 0; i++)
		result = sink_write(&sink, slice_of(texts[i]), 10 * (i + 1),
		    what);
	if (result == 0)
		result = sink_end(&sink, what);
	sink_close(&sink);
	source_close(&source);
	return result;
}

static void
expect_in(const char *name, int mark, const char *want, size_t n)
{
	static const char *const texts[] = { "a\n", "", "\xc3\xa4\n" };
	struct buffer out = { 0 };
	struct trouble what = { "" };

	if (write_in(name, mark, texts, 3, &out, &what) != 0)
		fail_msg("%s", what.text);
	assert_int_equal(out.len, n);
	assert_memory_equal(out.at, want, n);
	buffer_free(&out);
}

static void
test_sink(void **state)
{
	(void)state;
	expect_in(NULL, 0, "a\n\xc3\xa4\n", 5);
	expect_in(NULL, 1, "\xef\xbb\xbf" "a\n\xc3\xa4\n", 8);
	expect_in("utf8", -1, "a\n\xc3\xa4\n", 5);
	expect_in("windows-1252", 0, "a\n\xe4\n", 4);
	expect_in("UTF-16", 0, "\xff\xfe" "a\0\n\0\xe4\0\n\0", 10);
	expect_in("utf-16be", 0, "\xfe\xff\0a\0\n\0\xe4\0\n", 10);
	expect_in("UTF-16LE", -1, "a\0\n\0\xe4\0\n\0", 8);
}

/* The line that is named is that of the text, however much waits before it. */
static void
test_sink_refuses(void **state)
{
	static const char *texts[20000];
	struct buffer out = { 0 };
	struct trouble what = { "" };
	size_t n = sizeof texts / sizeof *texts;

	(void)state;
	for (size_t i = 0; i < n; i++)
		texts[i] = "ten bytes\n";
	texts[15000] = "\xd0\x96\n";
	assert_int_equal(write_in("ISO-8859-1", 0, texts, n, &out, &what), -1);
	assert_string_equal(what.text, "deals.csv:150010: '\xd0\x96' cannot be "
	    "written in ISO-8859-1");
	assert_int_equal(write_in("klingon", 0, texts, n, &out, &what), -1);
	assert_non_null(strstr(what.text, "'klingon' is not known"));
	buffer_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_guard),
		cmocka_unit_test(test_relay_random),
		cmocka_unit_test(test_relay_lines),
		cmocka_unit_test(test_sink),
		cmocka_unit_test(test_sink_refuses),
	};
	const char *given = getenv("SEED");

	seed = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
	seed |= seed == 0;
	printf("# SEED=%" PRIu64 "\n", seed);
	fflush(stdout);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
