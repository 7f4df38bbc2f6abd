/*
 * Any bytes as the texts of a result, a line each, in every format: nothing of
 * them is more than text. The same page made of plain words instead has as many of
 * the characters that are its form; and what a format's own rules give back is
 * what was put in.
 */

#include <string.h>

#include "csv/reader.h"
#include "csv/source.h"
#include "fuzz.h"
#include "show/show.h"

#define COLUMNS 3
#define ROWS 3

/* A result whose title, headers, values and notes are TEXTS in turn. */
static struct result *
make(const struct slice *texts, size_t n, size_t rows)
{
	struct result *result;
	struct buffer title = { 0 };
	size_t next = 0;

	/* titles are strings of C: they end at a NUL */
	buffer_add(&title, texts[0].at, texts[0].len);
	result = result_new(buffer_text(&title));
	for (size_t i = 0; i < COLUMNS; i++)
		result_column(result, buffer_text(&title), buffer_text(&title),
		    i == 0 ? UNIT_STAGE : UNIT_TEXT);
	result->columns[0].group = true;
	for (size_t row = 0; row < rows; row++) {
		struct value *values = result_row(result);

		for (size_t i = 0; i < COLUMNS; i++)
			values[i] = value_text(result, texts[next++ % n]);
	}
	result_note(result, "%s", buffer_text(&title));
	buffer_free(&title);
	return result;
}

static void
show(const struct result *result, struct page page, struct buffer *out)
{
	char *text = NULL;
	size_t n = 0;
	FILE *file = open_memstream(&text, &n);

	if (file == NULL)
		abort();
	show_result(file, result, &page);
	fclose(file);
	buffer_clear(out);
	if (n > 0)
		buffer_add(out, text, n);
	free(text);
}

static size_t
count(struct slice text, const char *characters, size_t n)
{
	size_t found = 0;

	for (size_t i = 0; i < text.len; i++)
		found += memchr(characters, text.at[i], n) != NULL;
	return found;
}

/* Those behind no backslash. */
static size_t
count_bare(struct slice text, char character)
{
	size_t found = 0;

	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] == '\\')
			i++;
		else
			found += text.at[i] == character;
	return found;
}

/* Control characters that are no line end, of UTF-8's two bytes too, and what turns
 * text. */
static bool
steers(struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];
		struct slice rest = { text.at + i, text.len - i };

		if ((c < ' ' && c != '\n') || c == 127 ||
		    (c == 0xc2 && i + 1 < text.len &&
		    (unsigned char)text.at[i + 1] < 0xa0) ||
		    slice_take(&rest, "\xe2\x80\xae") ||
		    slice_take(&rest, "\xe2\x81\xa6"))
			return true;
	}
	return false;
}

static void
check_html(struct slice page, struct slice plain)
{
	static const char *const entities[] = { "&amp;", "&lt;", "&gt;",
	    "&quot;", "&#39;" };
	bool is = true;

	must(count(page, "<", 1) == count(plain, "<", 1) &&
	    count(page, ">", 1) == count(plain, ">", 1) &&
	    count(page, "\"'", 2) == count(plain, "\"'", 2),
	    "no tag is a text's", page);
	for (size_t i = 0; i < page.len && is; i++) {
		if (page.at[i] != '&')
			continue;
		is = false;
		for (size_t e = 0; e < 5 && !is; e++) {
			struct slice rest = { page.at + i, page.len - i };

			is = slice_take(&rest, entities[e]);
		}
	}
	must(is, "no entity is a text's", page);
}

static void
check_markdown(struct slice page, struct slice plain)
{
	static const char form[] = "|\n`*_<>[]";

	for (size_t i = 0; i < sizeof form - 1; i++)
		must(count_bare(page, form[i]) == count_bare(plain, form[i]),
		    "no mark is a text's", page);
}

/* The next string of a page of JSON, read by its rules; false: there is none. */
static bool
next_string(struct slice *rest, struct buffer *out)
{
	const char *at = rest->len == 0 ? NULL :
	    memchr(rest->at, '"', rest->len);
	const char *end = rest->at + rest->len;

	buffer_clear(out);
	if (at == NULL)
		return false;
	for (at++; at < end && *at != '"'; at++) {
		must((unsigned char)*at >= ' ', "controls are escaped", *rest);
		if (*at != '\\') {
			buffer_byte(out, *at);
			continue;
		}
		must(end - at > 6 || at[1] != 'u', "an escape is whole", *rest);
		if (*++at == 'u') {
			char digits[5] = { at[1], at[2], at[3], at[4], '\0' };
			unsigned c = (unsigned)strtoul(digits, NULL, 16);

			if (c >= 0x800)
				buffer_byte(out, (char)(0xe0 | c >> 12));
			if (c >= 0x80)
				buffer_byte(out, (char)(c >= 0x800 ?
				    0x80 | (c >> 6 & 0x3f) : 0xc0 | c >> 6));
			buffer_byte(out, (char)(c >= 0x80 ? 0x80 | (c & 0x3f) :
			    c));
			at += 4;
		} else {
			const char *found = memchr("\"\\nrt", *at, 5);

			must(found != NULL, "an escape is one", *rest);
			buffer_byte(out, "\"\\\n\r\t"[found - "\"\\nrt"]);
		}
	}
	must(at < end, "a string ends", *rest);
	rest->len = (size_t)(end - at) - 1;
	rest->at = at + 1;
	return true;
}

/* Of a result: key and value in turn. A blank is null. */
static void
check_json(const struct result *result, struct slice page)
{
	struct slice rest = page;
	struct buffer text = { 0 };

	must(text_valid(page, NULL), "JSON is UTF-8", page);
	for (size_t row = 0; row < result->n_rows; row++)
		for (size_t i = 0; i < result->n_columns; i++) {
			const struct value *v = result_value(result, row, i);

			must(next_string(&rest, &text), "a key", page);
			if (v->kind != VALUE_TEXT)
				continue;
			must(next_string(&rest, &text), "a value", page);
			must(!text_valid(v->text, NULL) || slice_equal(
			    slice_made(&text), v->text),
			    "JSON says the text", page);
		}
	must(!next_string(&rest, &text), "and no more", page);
	buffer_free(&text);
}

static void
check_csv(const struct result *result, struct slice page)
{
	struct dialect dialect = { .delimiter = ',', .end = LINE_LF };
	struct source source;
	struct reader *reader;
	struct record *record;
	struct trouble what;

	source_memory(&source, "page.csv", page.at, page.len);
	reader = reader_open(&source, &dialect);
	must(reader_next(reader, &record, &what) == 1, "a header", page);
	for (size_t row = 0; row < result->n_rows; row++) {
		must(reader_next(reader, &record, &what) == 1, "a row", page);
		for (size_t i = 0; i < result->n_columns; i++) {
			const struct cell *cell = record_cell(record, i);

			must(cell != NULL && slice_equal(cell->text,
			    result_value(result, row, i)->text),
			    "CSV says the text", page);
		}
	}
	must(reader_next(reader, &record, &what) == 0, "and no more", page);
	reader_close(reader);
	source_close(&source);
}

static void
check(const struct result *result, const struct result *words)
{
	struct buffer page = { 0 }, plain = { 0 };

	for (int f = FORMAT_TABLE; f <= FORMAT_HTML; f++) {
		struct page how = { .format = (enum format)f };
		struct slice text;

		show(result, how, &page);
		show(words, how, &plain);
		text = slice_made(&page);
		if (f == FORMAT_CSV)
			check_csv(result, text);
		if (f == FORMAT_TSV)
			must(count(text, "\t", 1) == count(slice_made(&plain),
			    "\t", 1) && count(text, "\n\r", 2) == count(
			    slice_made(&plain), "\n\r", 2), "TSV keeps its "
			    "form", text);
		if (f == FORMAT_JSON || f == FORMAT_JSONL)
			check_json(result, text);
		if (f == FORMAT_MARKDOWN)
			check_markdown(text, slice_made(&plain));
		if (f == FORMAT_HTML)
			check_html(text, slice_made(&plain));
		if (f == FORMAT_TABLE || f == FORMAT_MARKDOWN ||
		    f == FORMAT_HTML)
			must(!steers(text) && text_valid(text, NULL),
			    "it steers nothing", text);
		how.terminal = true;
		how.width = 40;
		show(result, how, &page);
		must((f != FORMAT_CSV && f != FORMAT_TABLE) ||
		    !steers(slice_made(&page)), "nor a terminal",
		    slice_made(&page));
	}
	buffer_free(&page);
	buffer_free(&plain);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
	struct slice texts[COLUMNS * ROWS], words[COLUMNS * ROWS];
	struct slice rest = { (const char *)at, n };
	size_t have = 0;

	while (have < COLUMNS * ROWS && slice_next(&rest, '\n', &texts[have])) {
		words[have] = slice_of("word");
		/* a blank is none */
		if (texts[have].len > 0)
			have++;
	}
	/* and one with a line end in it, of all that is left */
	if (have == 0)
		return 0;
	if (have < COLUMNS * ROWS) {
		texts[have] = (struct slice){ (const char *)at, n };
		words[have++] = slice_of("word");
	}
	for (size_t rows = 1; rows <= ROWS; rows += ROWS - 1) {
		struct result *result = make(texts, have, rows);
		struct result *plain = make(words, have, rows);

		check(result, plain);
		result_free(result);
		result_free(plain);
	}
	return 0;
}
