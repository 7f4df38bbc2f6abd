/* What is written, and that the reader reads it back. */
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

#include "base/memory.h"
#include "base/text.h"
#include "csv/reader.h"
#include "csv/source.h"
#include "csv/writer.h"

#define RANDOM_FILES 400
#define ROWS 6
#define COLUMNS 5

static uint64_t seed;

static uint32_t
random_below(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 33) % n;
}

#define TEXT(literal) ((struct slice){ literal, sizeof(literal) - 1 })

static void
expect_text(struct buffer *got, const char *want)
{
	assert_string_equal(buffer_text(got), want);
	assert_int_equal(got->len, strlen(want));
	buffer_clear(got);
}

static void
test_must_quote(void **state)
{
	(void)state;
	assert_false(writer_must_quote(TEXT(""), ','));
	assert_false(writer_must_quote((struct slice){ NULL, 0 }, ','));
	assert_false(writer_must_quote(TEXT("a b;c"), ','));
	assert_false(writer_must_quote(TEXT("a,b"), ';'));
	assert_false(writer_must_quote(TEXT("\xc3\xa9\x01"), ','));
	assert_true(writer_must_quote(TEXT("a,b"), ','));
	assert_true(writer_must_quote(TEXT("a;"), ';'));
	assert_true(writer_must_quote(TEXT("12\""), ','));
	assert_true(writer_must_quote(TEXT("a\nb"), ','));
	assert_true(writer_must_quote(TEXT("a\rb"), ','));
	assert_true(writer_must_quote(TEXT("a\0b"), ','));
	assert_true(writer_must_quote(TEXT(" a"), ','));
	assert_true(writer_must_quote(TEXT("a "), ','));
	assert_true(writer_must_quote(TEXT("\ta"), ','));
	assert_true(writer_must_quote(TEXT("a\t"), ','));
	assert_true(writer_must_quote(TEXT("a\tb"), '\t'));
}

static void
test_cell(void **state)
{
	struct buffer out = { 0 };

	(void)state;
	writer_cell(&out, TEXT("plain"), ',', false);
	expect_text(&out, "plain");
	writer_cell(&out, TEXT("plain"), ',', true);
	expect_text(&out, "\"plain\"");
	writer_cell(&out, (struct slice){ NULL, 0 }, ',', false);
	expect_text(&out, "");
	writer_cell(&out, (struct slice){ NULL, 0 }, ',', true);
	expect_text(&out, "\"\"");
	writer_cell(&out, TEXT("12\" \"x\""), ',', false);
	expect_text(&out, "\"12\"\" \"\"x\"\"\"");
	writer_cell(&out, TEXT("a\r\nb"), ',', false);
	expect_text(&out, "\"a\r\nb\"");
	writer_cell(&out, TEXT("a\0b"), ',', false);
	assert_int_equal(out.len, 5);
	assert_memory_equal(out.at, "\"a\0b\"", 5);
	buffer_free(&out);
}

static void
test_record(void **state)
{
	struct slice cells[] = { TEXT("a"), TEXT(""), TEXT("b;c"), TEXT(" ") };
	struct buffer out = { 0 };

	(void)state;
	writer_record(&out, cells, 4, ',', LINE_LF);
	expect_text(&out, "a,,b;c,\" \"\n");
	writer_record(&out, cells, 3, ';', LINE_CRLF);
	expect_text(&out, "a;;\"b;c\"\r\n");
	writer_record(&out, cells, 2, '\t', LINE_CR);
	expect_text(&out, "a\t\r");
	writer_record(&out, cells, 1, ',', LINE_NONE);
	expect_text(&out, "a");
	writer_record(&out, cells + 1, 1, ',', LINE_LF);
	expect_text(&out, "\"\"\n");
	writer_record(&out, cells + 3, 1, ',', LINE_LF);
	expect_text(&out, "\" \"\n");
	writer_record(&out, cells, 0, ',', LINE_LF);
	expect_text(&out, "\n");
	buffer_free(&out);
}

/* Texts, written with one delimiter and line end, quoted where they must be. */
struct table {
	char bytes[ROWS][COLUMNS][12];
	struct slice cells[ROWS][COLUMNS];
	size_t columns;
};

static void
random_table(struct table *t)
{
	static const char alphabet[] = "ab,,;\"\"\r\n \t\0\xc3\xa9|";
	struct slice *cell;
	size_t column, i, row;
	char *at;

	t->columns = 1 + random_below(COLUMNS);
	for (row = 0; row < ROWS; row++)
		for (column = 0; column < t->columns; column++) {
			cell = &t->cells[row][column];
			at = t->bytes[row][column];
			*cell = (struct slice){ at, random_below(12) };
			for (i = 0; i < cell->len; i++)
				at[i] = alphabet[random_below(
				    sizeof(alphabet) - 1)];
		}
}

static void
expect_row(const struct table *t, size_t row, struct record *record)
{
	const struct cell *cell;
	size_t column;

	assert_int_equal(record_cells(record), t->columns);
	for (column = 0; column < t->columns; column++) {
		cell = record_cell(record, column);
		assert_non_null(cell);
		assert_true(slice_equal(cell->text, t->cells[row][column]));
	}
}

static void
expect_back(const struct table *t, const struct buffer *file,
    const struct dialect *d)
{
	struct source source;
	struct record *record;
	struct reader *r;
	size_t row;

	source_memory(&source, "deals.csv", file->at, file->len);
	r = reader_open(&source, d);
	for (row = 0; row < ROWS; row++) {
		assert_int_equal(reader_next(r, &record, NULL), 1);
		assert_int_equal(record->end, d->end);
		expect_row(t, row, record);
	}
	assert_int_equal(reader_next(r, &record, NULL), 0);
	reader_close(r);
	source_close(&source);
}

static void
test_read_back(void **state)
{
	static const enum line_end ends[] = { LINE_LF, LINE_CRLF, LINE_CR };
	struct buffer file = { 0 };
	struct dialect d = { 0 };
	struct table t;
	size_t i, row;

	(void)state;
	for (i = 0; i < RANDOM_FILES; i++) {
		random_table(&t);
		d.delimiter = ",;\t|"[random_below(4)];
		d.end = ends[random_below(3)];
		d.libcsv_only = i % 2 == 1;
		buffer_clear(&file);
		for (row = 0; row < ROWS; row++)
			writer_record(&file, t.cells[row], t.columns, d.delimiter,
			    d.end);
		expect_back(&t, &file, &d);
	}
	buffer_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_must_quote),
		cmocka_unit_test(test_cell),
		cmocka_unit_test(test_record),
		cmocka_unit_test(test_read_back),
	};
	const char *given = getenv("SEED");

	seed = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
	seed |= seed == 0;
	printf("# SEED=%" PRIu64 "\n", seed);
	fflush(stdout);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
