/* What is told from the first bytes of a file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "csv/dialect.h"

/* A file, all of it, and what is told of it. */
struct told {
	const char *file;
	size_t n;
	char delimiter;
	size_t skip;
	enum line_end end;
};

#define TOLD(file, delimiter, skip, end) \
	{ file, sizeof(file) - 1, delimiter, skip, end }

static void
expect_all(const struct told *t, size_t n)
{
	struct dialect d;
	struct trouble what = { "" };

	for (; n > 0; n--, t++) {
		memset(&d, 'x', sizeof(d));
		if (dialect_sniff("f.csv", t->file, t->n, true, 0, &d, &what))
			fail_msg("%s: %s", t->file, what.text);
		if (d.delimiter != t->delimiter || d.skip != t->skip ||
		    d.end != t->end)
			fail_msg("%s: delimiter %c, skip %zu, end %d", t->file,
			    d.delimiter, d.skip, (int)d.end);
		assert_false(d.libcsv_only);
		assert_int_equal(d.bom, d.skip >= 3 && t->file[0] == '\xef');
	}
}

#define EXPECT_ALL(table) expect_all(table, sizeof(table) / sizeof((table)[0]))

static void
test_delimiters(void **state)
{
	static const struct told told[] = {
		TOLD("", ',', 0, LINE_LF),
		TOLD("name", ',', 0, LINE_LF),
		TOLD("name\n1;2\n", ',', 0, LINE_LF),
		TOLD("a,b", ',', 0, LINE_LF),
		TOLD("a;b\n1;2\n", ';', 0, LINE_LF),
		TOLD("a\tb\n1\t2\n", '\t', 0, LINE_LF),
		TOLD("a|b\n1|2\n", '|', 0, LINE_LF),
		TOLD("a;b\n1,5;2,5\n1,0;2,0\n", ';', 0, LINE_LF),
		/* amounts in the header and the rows, names with commas */
		TOLD("Name;Value, $\n\"Doe, J\";1,5\nRoe;2\nPoe;3,5\n", ';', 0,
		    LINE_LF),
		TOLD("\"Deal Value, $\";Name\n1;2\n", ';', 0, LINE_LF),
		TOLD("\"a;b;c;d\",e\n\"1;2\",3\n", ',', 0, LINE_LF),
		TOLD("\"a\"\";b;c;d\",e\n", ',', 0, LINE_LF),
		/* a header alone: the most columns */
		TOLD("a,b;c;d\n", ';', 0, LINE_LF),
		TOLD("a,b;c\n", ',', 0, LINE_LF),
		/* the rows decide where the header does not */
		TOLD("a;b,c\n1;2\n3;4\n", ';', 0, LINE_LF),
		TOLD("a;b,c\n1,2\n3,4\n", ',', 0, LINE_LF),
		/* lines in a cell, blank lines, short rows */
		TOLD("a,b;c\n\"1\n2\n\",3\n\n4,5\n6\n", ',', 0, LINE_LF),
		TOLD("\n\n \na;b\n1;2\n", ';', 0, LINE_LF),
		/* quotes that are text */
		TOLD("a;b;c\n12\" x;\"p\"\"q\";r\n", ';', 0, LINE_LF),
		TOLD("id,note\n1,\"unclosed;x;\n", ',', 0, LINE_LF),
	};

	(void)state;
	EXPECT_ALL(told);
}

static void
test_prefixes(void **state)
{
	static const struct told told[] = {
		TOLD("\xef\xbb\xbf", ',', 3, LINE_LF),
		TOLD("\xef\xbb\xbf" "a;b\n", ';', 3, LINE_LF),
		TOLD("\xef\xbb\xbf\"a\";b\n", ';', 3, LINE_LF),
		TOLD("sep=;\na,b;c\n1,2;3\n", ';', 6, LINE_LF),
		TOLD("sep=;\r\na,b\r\n", ';', 7, LINE_CRLF),
		TOLD("SEP=,\ra;b\r", ',', 6, LINE_CR),
		TOLD("\"sep=,\"\na;b;c\n", ',', 8, LINE_LF),
		TOLD("\"sep=,\",,,\na,b,c,d\n", ',', 11, LINE_LF),
		TOLD("sep=\t\na\tb\n", '\t', 6, LINE_LF),
		TOLD("sep=^\na^b\n", '^', 6, LINE_LF),
		TOLD("sep=;", ';', 5, LINE_LF),
		TOLD("\xef\xbb\xbfsep=|\r\na|b\r\n", '|', 10, LINE_CRLF),
		/* those are headers */
		TOLD("sep=x\n1\n", ',', 0, LINE_LF),
		TOLD("sep=;x\n1;2\n", ';', 0, LINE_LF),
		TOLD("sep\n1\n", ',', 0, LINE_LF),
		TOLD("\"sep=;\n\"\n", ',', 0, LINE_LF),
	};
	struct dialect d;

	(void)state;
	EXPECT_ALL(told);
	assert_int_equal(dialect_sniff("f", "sep=;\na;b\n", 10, true, 0, &d,
	    NULL), 0);
	assert_int_equal(d.skip_lines, 1);
	assert_int_equal(dialect_sniff("f", "a;b\n", 4, true, 0, &d, NULL), 0);
	assert_int_equal(d.skip_lines, 0);
}

static void
test_line_ends(void **state)
{
	static const struct told told[] = {
		TOLD("a,b\r\n1,2\n", ',', 0, LINE_CRLF),
		TOLD("a,b\r1,2\r", ',', 0, LINE_CR),
		TOLD("a,b\n1,2\r\n", ',', 0, LINE_LF),
		TOLD("\"a\nb\",c\r\n1,2\n", ',', 0, LINE_CRLF),
		TOLD("\n\na,b\r\n", ',', 0, LINE_CRLF),
		TOLD("a\r", ',', 0, LINE_CR),
	};

	(void)state;
	EXPECT_ALL(told);
	assert_string_equal(line_end_bytes(LINE_NONE), "");
	assert_string_equal(line_end_bytes(LINE_LF), "\n");
	assert_string_equal(line_end_bytes(LINE_CRLF), "\r\n");
	assert_string_equal(line_end_bytes(LINE_CR), "\r");
}

/* A delimiter that was asked for is taken, whatever the file says. */
static void
test_forced(void **state)
{
	static const char file[] = "sep=;\na;b,c\n1;2,3\n";
	struct dialect d;

	(void)state;
	assert_int_equal(dialect_sniff("f", file, sizeof(file) - 1, true, ',', &d,
	    NULL), 0);
	assert_int_equal(d.delimiter, ',');
	assert_int_equal(d.skip, 6);
	assert_int_equal(dialect_sniff("f", "a;b\n", 4, true, '^', &d, NULL), 0);
	assert_int_equal(d.delimiter, '^');
	assert_int_equal(dialect_sniff("f", NULL, 0, true, '^', &d, NULL), 0);
	assert_int_equal(d.delimiter, '^');
}

/* The last record may be cut: it has no say. */
static void
test_cut_record(void **state)
{
	static const char file[] = "a;b,c\n1;2,3\n1;2\n1;2\n1,";
	struct dialect d;

	(void)state;
	assert_int_equal(dialect_sniff("f", file, 14, false, 0, &d, NULL), 0);
	assert_int_equal(d.delimiter, ',');
	assert_int_equal(dialect_sniff("f", file, sizeof(file) - 1, false, 0, &d,
	    NULL), 0);
	assert_int_equal(d.delimiter, ';');
}

struct refused {
	const char *file;
	size_t n;
	const char *text;
};

#define REFUSED(file, text) { file, sizeof(file) - 1, text }

static void
expect_refused(const struct refused *t, size_t n)
{
	struct dialect d;
	struct trouble what;

	for (; n > 0; n--, t++) {
		what.text[0] = '\0';
		if (dialect_sniff("f.csv", t->file, t->n, true, 0, &d, &what) == 0)
			fail_msg("not refused: %s", t->text);
		assert_string_equal(what.text, t->text);
	}
}

#define EXPECT_REFUSED(table) \
	expect_refused(table, sizeof(table) / sizeof((table)[0]))

static void
test_foreign(void **state)
{
	static const struct refused refused[] = {
		REFUSED("PK\3\4xx",
		    "f.csv: is an Excel workbook, not CSV: save it as CSV UTF-8"),
		REFUSED("\xd0\xcf\x11\xe0\xa1", "f.csv: is an old Excel workbook, "
		    "not CSV: save it as CSV UTF-8"),
		REFUSED("%PDF-1.4", "f.csv: is a PDF, not CSV"),
		REFUSED("\x1f\x8b\x08", "f.csv: is compressed by gzip, not CSV"),
		REFUSED("\xff\xfe" "a\0", "f.csv: is UTF-16: save it as CSV UTF-8"),
		REFUSED("\xfe\xff\0a", "f.csv: is UTF-16: save it as CSV UTF-8"),
		REFUSED("a\0b\0;\0", "f.csv: is UTF-16 without a byte order mark "
		    "(say --encoding UTF-16LE)"),
		REFUSED("\0a\0b\0;", "f.csv: is UTF-16 without a byte order mark "
		    "(say --encoding UTF-16BE)"),
		/* 阶段,金额 */
		REFUSED("\x36\x96\xb5\x6b,\0\xd1\x91\x9d\x98\r\0\n\0",
		    "f.csv: is UTF-16 without a byte order mark "
		    "(say --encoding UTF-16LE)"),
		REFUSED("<!DOCTYPE html>", "f.csv: is HTML, not CSV"),
		REFUSED("\xef\xbb\xbf\r\n <HTML><body>", "f.csv: is HTML, not CSV"),
		REFUSED("<?xml version=\"1.0\"?>", "f.csv: is XML, not CSV"),
		REFUSED("{ \"deals\": []}", "f.csv: is JSON, not CSV"),
		REFUSED("[\n  {\"a\": 1}]", "f.csv: is JSON, not CSV"),
		REFUSED("[]", "f.csv: is JSON, not CSV"),
		REFUSED("\nab\0cd,e\n", "f.csv:2: header holds a NUL byte"),
		REFUSED("a,\"b\0\"\n", "f.csv:1: header holds a NUL byte"),
	};
	static const struct told told[] = {
		TOLD("[id],[name]\n", ',', 0, LINE_LF),
		TOLD("{id},{name}\n", ',', 0, LINE_LF),
		TOLD("<id>,<name>\n", ',', 0, LINE_LF),
		TOLD("PK,name\n", ',', 0, LINE_LF),
		TOLD("P", ',', 0, LINE_LF),
		TOLD("a,b\n1,\"x\0\"\n", ',', 0, LINE_LF),
	};

	(void)state;
	EXPECT_REFUSED(refused);
	EXPECT_ALL(told);
}

#define NOT_UTF8(line, encoding) \
	"f.csv:" line ": is not UTF-8 (say --encoding " encoding "?)"

static void
test_encodings(void **state)
{
	static const struct refused refused[] = {
		/* accents stand alone */
		REFUSED("name,city\nM\xfcller,K\xf6ln\nJos\xe9,Z\xfcrich\n",
		    NOT_UTF8("2", "windows-1252")),
		REFUSED("price\r\n12 \x80\r\n", NOT_UTF8("2", "windows-1252")),
		REFUSED("a\rb\r\x81 \xe9\r", "f.csv:3: is not UTF-8 (say what it "
		    "is with --encoding)"),
		/* Стадия, сумма; Сделка 1, Преговори */
		REFUSED("\xd1\xf2\xe0\xe4\xe8\xff,\xf1\xf3\xec\xec\xe0\n"
		    "\xd1\xe4\xe5\xeb\xea\xe0 1,"
		    "\xcf\xf0\xe5\xe3\xee\xe2\xee\xf0\xe8\n",
		    NOT_UTF8("1", "windows-1251")),
		/* Сделка,Етап Нова,Сума: could all be pairs of GB18030 */
		REFUSED("\xd1\xe4\xe5\xeb\xea\xe0,\xc5\xf2\xe0\xef\n"
		    "\xcd\xee\xe2\xe0,\xd1\xf3\xec\xe0\n",
		    NOT_UTF8("1", "windows-1251")),
		/* 阶段,金额 客户,负责人 */
		REFUSED("\xbd\xd7\xb6\xce,\xbd\xf0\xb6\xee\n\n"
		    "\xbf\xcd\xbb\xa7,\xb8\xba\xd4\xf0\xc8\xcb\n",
		    NOT_UTF8("1", "GB18030")),
		/* 商談,金額 */
		REFUSED("\x8f\xa4\x92k,\x8b\xe0\x8az\n",
		    NOT_UTF8("1", "Shift_JIS")),
		/* UTF-8, but not all of it */
		REFUSED("M\xc3\xbcller,K\xc3\xb6ln\nJos\xe9\n",
		    "f.csv:2: byte 0xe9 is not UTF-8, which the rest is"),
		REFUSED("a\nb\xc3\xa9\n\n\nc\xc3\n", "f.csv:5: is not UTF-8 (say "
		    "what it is with --encoding)"),
		REFUSED("a\n\xc3", NOT_UTF8("2", "windows-1252")),
	};

	(void)state;
	EXPECT_REFUSED(refused);
}

/* A character that the head ends in is not wrong, unless nothing can follow. */
static void
test_cut_character(void **state)
{
	static const char file[] = "a\n\xc3\xa9\xe4\xbd\xa0\xf0\x9f\x98\x80";
	struct dialect d;
	size_t n;
	int whole;

	(void)state;
	for (n = 0; n < sizeof(file); n++) {
		whole = n <= 2 || n == 4 || n == 7 || n >= 11 ? 0 : -1;
		assert_int_equal(dialect_sniff("f", file, n, false, 0, &d, NULL),
		    0);
		assert_int_equal(dialect_sniff("f", file, n, true, 0, &d, NULL),
		    whole);
	}
	assert_int_equal(dialect_sniff("f", "a\xff", 2, false, 0, &d, NULL), -1);
	assert_int_equal(dialect_sniff("f", "a\xe4x", 3, false, 0, &d, NULL), -1);
	assert_int_equal(dialect_sniff("f", "a\xc0", 2, false, 0, &d, NULL), -1);
	assert_int_equal(dialect_sniff("f", "\xf4\x90 a", 4, false, 0, &d, NULL),
	    -1);
}

/* No head of a file, cut anywhere, is read beyond its end (the sanitizers look)
 * or takes long. */
static void
test_every_head(void **state)
{
	static const char file[] = "\xef\xbb\xbf\"sep=;\"\r\n\r\n\"a\"\"\r\n\";"
	    "b;\"c\"x\r\n1;{\"2;3\n\xc3\xa9;[";
	struct dialect d;
	size_t from, n;
	char *copy;

	(void)state;
	for (from = 0; from < sizeof(file); from++)
		for (n = 0; from + n < sizeof(file); n++) {
			copy = memory_get(n);
			memcpy(copy, file + from, n);
			dialect_sniff("f", copy, n, n % 2, 0, &d, NULL);
			assert_true(d.skip <= n);
			free(copy);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_delimiters),
		cmocka_unit_test(test_prefixes),
		cmocka_unit_test(test_line_ends),
		cmocka_unit_test(test_forced),
		cmocka_unit_test(test_cut_record),
		cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_encodings),
		cmocka_unit_test(test_cut_character),
		cmocka_unit_test(test_every_head),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
