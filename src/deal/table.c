#include <stdlib.h>

#include "csv/encoding.h"
#include "deal/table.h"

#define N(slice) (slice).len > 60 ? 60 : (int)(slice).len, (slice).at

static void
keep_header(struct table *table)
{
	table->n = record_cells(table->record);
	table->headers = memory_zero(table->n + 1, sizeof *table->headers);
	for (size_t i = 0; i < table->n; i++) {
		struct slice text = slice_trim(record_cell(table->record,
		    i)->text);

		table->headers[i] = (struct slice){ arena_copy(&table->arena,
		    text.at, text.len), text.len };
	}
}

/* Its own encoding, where it does not speak for itself. */
static const char *
encoding_of(const struct source *source, const char *encoding)
{
	struct slice head = { source->head.at, source->head.len };

	return encoding_mark(head.at, head.len) != NULL ||
	    text_valid(head, NULL) ? NULL : encoding;
}

int
table_open(struct table *table, const char *path, struct trouble *what)
{
	return table_open_in(table, path, NULL, what);
}

int
table_open_in(struct table *table, const char *path, const char *encoding,
    struct trouble *what)
{
	struct source *source = &table->source;
	int got;

	*table = (struct table){ 0 };
	if (source_open(source, path, what) != 0)
		return -1;
	got = source_decode(source, encoding_of(source, encoding), what);
	if (got == 0)
		got = dialect_sniff(source->name, source->head.at,
		    source->head.len, source->whole, 0, &table->dialect, what);
	if (got == 0) {
		table->reader = reader_open(source, &table->dialect);
		got = reader_next(table->reader, &table->record, what);
		if (got == 0)
			got = trouble_set(what, "%s: has no header",
			    source->name);
	}
	if (got != 1) {
		table_close(table);
		return -1;
	}
	keep_header(table);
	return 0;
}

size_t
table_column(const struct table *table, struct slice header)
{
	struct buffer want = { 0 }, have = { 0 };
	size_t found = TABLE_NONE;

	text_fold_header(header, &want);
	for (size_t i = 0; i < table->n && found == TABLE_NONE; i++) {
		buffer_clear(&have);
		text_fold_header(table->headers[i], &have);
		if (slice_equal((struct slice){ want.at, want.len },
		    (struct slice){ have.at, have.len }))
			found = i;
	}
	buffer_free(&want);
	buffer_free(&have);
	return found;
}

/* The headers there are, the nearest to NAME first. */
static void
list_headers(const struct table *table, struct slice name,
    struct buffer *out)
{
	size_t near = 0;

	for (size_t i = 1; i < table->n; i++)
		if (text_distance(name, table->headers[i]) <
		    text_distance(name, table->headers[near]))
			near = i;
	for (size_t i = 0; i < table->n; i++) {
		/* the nearest, then those before it, then those behind it */
		size_t at = i == 0 ? near : i <= near ? i - 1 : i;

		buffer_string(out, i == 0 ? "" : ", ");
		buffer_add(out, table->headers[at].at,
		    table->headers[at].len);
	}
}

int
table_need(const struct table *table, struct slice header, size_t *column,
    struct trouble *what)
{
	struct buffer names = { 0 };

	*column = table_column(table, header);
	if (*column != TABLE_NONE)
		return 0;
	list_headers(table, header, &names);
	trouble_set(what, "%s: there is no column '%.*s' (there are: %s)",
	    table->source.name, N(header), buffer_text(&names));
	buffer_free(&names);
	return -1;
}

/* Does a cell of the row hold anything? LibreOffice makes rows of commas. */
static bool
says_anything(const struct table *table)
{
	size_t n = record_cells(table->record);

	for (size_t i = 0; i < n; i++) {
		const struct cell *cell = record_cell(table->record, i);

		if (cell == NULL || slice_trim(cell->text).len > 0)
			return true;
	}
	return false;
}

int
table_next(struct table *table, struct trouble *what)
{
	bool blank;

	do {
		int got = reader_next(table->reader, &table->record, what);
		size_t n;

		if (got != 1)
			return got;
		blank = !says_anything(table);
		/* a cell that cannot be given is not blank */
		n = table->record->has_nul ? record_cells(table->record) : 0;
		for (size_t i = 0; i < n; i++)
			record_cell(table->record, i);
		if (reader_trouble(table->reader) != NULL)
			return trouble_set(what, "%s",
			    reader_trouble(table->reader)->text);
	} while (blank);
	return 1;
}

struct slice
table_cell(struct table *table, size_t column)
{
	const struct cell *cell = column == TABLE_NONE ? NULL :
	    record_cell(table->record, column);

	return cell == NULL ? (struct slice){ NULL, 0 } :
	    slice_trim(cell->text);
}

int
table_wrong(struct table *table, size_t column, const char *wrong,
    struct trouble *what)
{
	struct slice cell = table_cell(table, column);

	return trouble_set(what, "%s:%llu: %.*s: '%.*s' %s",
	    table->source.name, (unsigned long long)table->record->line,
	    N(table->headers[column]), N(cell), wrong);
}

void
table_close(struct table *table)
{
	reader_close(table->reader);
	free(table->headers);
	arena_free(&table->arena);
	source_close(&table->source);
	*table = (struct table){ 0 };
}
