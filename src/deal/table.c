#include <stdlib.h>

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

int
table_open(struct table *table, const char *path, struct trouble *what)
{
	int got;

	*table = (struct table){ 0 };
	if (source_open(&table->source, path, what) != 0)
		return -1;
	got = source_decode(&table->source, NULL, what);
	if (got == 0)
		got = dialect_sniff(table->source.name, table->source.head.at,
	    table->source.head.len, table->source.whole, 0, &table->dialect,
	    what);
	if (got == 0) {
		table->reader = reader_open(&table->source, &table->dialect);
		got = reader_next(table->reader, &table->record, what);
		if (got == 0)
			got = trouble_set(what, "%s: has no header",
			    table->source.name);
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

int
table_need(const struct table *table, struct slice header, size_t *column,
    struct trouble *what)
{
	struct buffer names = { 0 };

	*column = table_column(table, header);
	if (*column != TABLE_NONE)
		return 0;
	for (size_t i = 0; i < table->n; i++) {
		buffer_string(&names, i == 0 ? "" : ", ");
		buffer_add(&names, table->headers[i].at,
		    table->headers[i].len);
	}
	trouble_set(what, "%s: there is no column '%.*s' (there are: %s)",
	    table->source.name, N(header), buffer_text(&names));
	buffer_free(&names);
	return -1;
}

int
table_next(struct table *table, struct trouble *what)
{
	int got = reader_next(table->reader, &table->record, what);

	if (got != 1)
		return got;
	record_cells(table->record);
	if (reader_trouble(table->reader) != NULL)
		return trouble_set(what, "%s",
		    reader_trouble(table->reader)->text);
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
