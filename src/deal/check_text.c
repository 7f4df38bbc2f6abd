#include <string.h>

#include "base/money.h"
#include "csv/guard.h"
#include "deal/check_rule.h"

static const struct slice no_field = { NULL, 0 };

/*
 * Cells.
 */

/* Could a spreadsheet take it for a number, whichever decimal sign it knows? */
static bool
is_number(struct slice text)
{
	int64_t amount;
	bool blank;

	text = slice_trim(text);
	if (text.len > 0 && text.at[text.len - 1] == '%')
		text = slice_trim((struct slice){ text.at, text.len - 1 });
	return money_read(text, DECIMAL_POINT, &amount, &blank) == NULL ||
	    money_read(text, DECIMAL_COMMA, &amount, &blank) == NULL;
}

/* Signs alone are no formula: a dash for "none". */
static bool
is_dashes(struct slice text)
{
	struct buffer narrow = { 0 };
	bool dashes;

	text_fold(text, &narrow);	/* full-width signs too */
	dashes = strspn(buffer_text(&narrow), "=+-@ ") == narrow.len;
	buffer_free(&narrow);
	return dashes;
}

void
check_formula(struct check *check, uint64_t line, struct slice field,
    const struct cell *cell)
{
	struct slice text = cell->text;

	if (!guard_starts(text) || is_dashes(text) || is_number(text))
		return;
	/* blanks outside quotes are the file's, not the text's */
	if (*text.at == '\t' && !cell->quoted)
		return;
	/* many a note begins with an empty line */
	if (*text.at == '\n' && !guard_starts(slice_trim(text)))
		return;
	found(check, line, field, "'%.*s' would be run as a formula by a "
	    "spreadsheet", SHOWN(text));
}

static size_t
count_digits(struct slice *text)
{
	size_t n = 0;

	for (; text->len > 0 && text_digit(*text->at); n++) {
		text->at++;
		text->len--;
	}
	return n;
}

/* 1.23457E+17, 1,23457E+17, 1.23456789012346E+017: what was a long number. */
static bool
is_shortened(struct slice text)
{
	size_t digits;

	slice_take(&text, "-");
	if (count_digits(&text) != 1)
		return false;
	if ((slice_take(&text, ".") || slice_take(&text, ",")) &&
	    count_digits(&text) == 0)
		return false;
	if (!slice_take(&text, "E+") && !slice_take(&text, "e+"))
		return false;
	digits = count_digits(&text);
	return digits >= 2 && digits <= 3 && text.len == 0;
}

void
check_shortened(struct check *check, uint64_t line, struct slice field,
    const struct cell *cell)
{
	struct slice text = slice_trim(cell->text);

	if (is_shortened(text))
		found(check, line, field, "'%.*s' is a long number that a "
		    "spreadsheet has shortened: its last digits are lost",
		    SHOWN(text));
}

void
check_error_value(struct check *check, uint64_t line, struct slice field,
    const struct cell *cell)
{
	static const char *const errors[] = {
		"#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A", "#NULL!",
		"#NUM!"
	};
	struct slice text = slice_trim(cell->text);
	size_t hashes = 0;

	if (text.len == 0 || *text.at != '#')
		return;
	while (hashes < text.len && text.at[hashes] == '#')
		hashes++;
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
		if (slice_is(text, errors[i]))
			hashes = text.len;
	/* ### is what stands in a column too narrow for a number */
	if (hashes == text.len && hashes >= 3)
		found(check, line, field, "'%.*s' is an error of a "
		    "spreadsheet, not a value", SHOWN(text));
}

static bool
is_ascii(struct slice text)
{
	unsigned char all = 0;

	for (size_t i = 0; i < text.len; i++)
		all |= (unsigned char)text.at[i];
	return all < 0x80;
}

static bool
holds(struct slice text, const char *bytes)
{
	const char *at = text.at, *end = text.at + text.len;
	size_t n = strlen(bytes);

	while ((at = memchr(at, *bytes, (size_t)(end - at))) != NULL) {
		if ((size_t)(end - at) >= n && memcmp(at, bytes, n) == 0)
			return true;
		at++;
	}
	return false;
}

/* Is there a letter of UTF-8 that was read as windows-1252 and written as UTF-8
 * once more ("Ã¼" for "ü", "â€™" for an apostrophe)? */
static bool
decoded_twice(struct slice text)
{
	return holds(text, "\xc3\x83\xc2") || holds(text, "\xc3\x82\xc2") ||
	    holds(text, "\xc3\xa2\xe2\x82");
}

void
check_characters(struct check *check, uint64_t line, struct slice field,
    const struct cell *cell)
{
	if (is_ascii(cell->text))
		return;
	if (holds(cell->text, "\xef\xbf\xbd"))
		found(check, line, field, "'%.*s' has lost characters (U+FFFD) "
		    "when its encoding was changed", SHOWN(cell->text));
	else if (decoded_twice(cell->text))
		found(check, line, field, "'%.*s' was UTF-8 and taken for "
		    "windows-1252 when its encoding was changed",
		    SHOWN(cell->text));
	else if (holds(cell->text, "\xef\xbb\xbf"))
		found(check, line, field, "'%.*s' holds a byte order mark, as "
		    "where files were put together", SHOWN(cell->text));
}

void
check_quotes(struct check *check, uint64_t line, struct slice field,
    const struct cell *cell)
{
	if (!cell->quoted && holds(cell->text, "\"\""))
		found(check, line, field, "'%.*s' has doubled quotes and is "
		    "not quoted itself", SHOWN(cell->text));
}

/*
 * Records.
 */

void
check_width(struct check *check, struct record *record)
{
	size_t n = record_cells(record), columns = check->table->n, filled = n;
	const struct cell *cell;

	/* empty cells behind the last column say nothing */
	while (filled > columns && (cell = record_cell(record,
	    filled - 1)) != NULL && slice_trim(cell->text).len == 0)
		filled--;
	if (n < columns || filled > columns)
		found(check, record->line, no_field, "has %zu cell%s, and the "
		    "header %zu", n, n == 1 ? "" : "s", columns);
}

void
check_header_again(struct check *check, struct record *record)
{
	if (slice_equal(record->raw, check->table->header))
		found(check, record->line, no_field, "is the header again");
}

/*
 * Tables.
 */

/* Columns without a name, those side by side in one. */
static void
check_nameless(struct check *check, size_t from)
{
	const struct check_table *table = check->table;
	size_t to = from;

	while (to + 1 < table->n && table->headers[to + 1].len == 0)
		to++;
	if (from > 0 && table->headers[from - 1].len == 0)
		return;		/* said with the first of them */
	if (from == to)
		found(check, table->header_line, no_field,
		    "column %zu has no name", from + 1);
	else
		found(check, table->header_line, no_field,
		    "columns %zu to %zu have no name", from + 1, to + 1);
}

void
check_headers(struct check *check)
{
	const struct check_table *table = check->table;

	for (size_t i = 0; i < table->n; i++) {
		struct slice header = table->headers[i];
		size_t first = 0;

		if (header.len == 0) {
			check_nameless(check, i);
			continue;
		}
		while (!text_same(table->headers[first], header))
			first++;
		if (first < i)
			found(check, table->header_line, header, "is the name "
			    "of columns %zu and %zu", first + 1, i + 1);
		if (holds(header, "\xef\xbb\xbf"))
			found(check, table->header_line, no_field, "holds a "
			    "second byte order mark");
	}
}

static const char *
end_name(enum line_end end)
{
	static const char *const names[] = { "none", "LF", "CRLF", "CR" };

	return names[end];
}

void
check_line_ends(struct check *check)
{
	const struct check_table *table = check->table;

	if (table->others == 0)
		return;
	if (table->others == 1)
		found(check, table->other_line, no_field, "ends in %s, and the "
		    "header in %s", end_name(table->other),
		    end_name(table->end));
	else
		found(check, table->other_line, no_field, "ends in %s, and the "
		    "header in %s (%llu lines do)", end_name(table->other),
		    end_name(table->end), (unsigned long long)table->others);
}

void
check_last_line(struct check *check)
{
	if (check->table->open)
		found(check, check->table->line, no_field, "is the last line "
		    "and has no line end");
}

/* The sheet leaves the lines of a footer out and says so. */
void
check_footer(struct check *check)
{
	const struct notices *notices;

	if (check->table->schema == NULL)
		return;
	notices = &check->file->sheet->notices;
	for (size_t i = 0; i < notices->n; i++) {
		const struct notice *one = &notices->at[i];

		if (strstr(one->kind, "footer") == NULL)
			continue;
		if (one->count == 1)
			found(check, one->first[0].line, no_field, "%s",
			    one->first[0].text);
		else
			found(check, one->first[0].line, no_field, "%s (%llu "
			    "lines)", one->first[0].text,
			    (unsigned long long)one->count);
	}
}
