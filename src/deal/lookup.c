#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "csv/reader.h"
#include "deal/lookup.h"

#define N(slice) (int)(slice).len, (slice).at

struct lookup *
lookup_of(struct slice name)
{
	const char *dot = memchr(name.at, '.', name.len);
	struct lookup *lookup;
	enum field field;
	struct slice column;

	if (dot == NULL || dot == name.at || dot == name.at + name.len - 1)
		return NULL;
	field = field_named((struct slice){ name.at,
	    (size_t)(dot - name.at) });
	if (field == FIELD_NONE || field_row(field)->type != TYPE_TEXT)
		return NULL;
	lookup = memory_zero(1, sizeof *lookup);
	lookup->field = field;
	column = (struct slice){ dot + 1,
	    name.len - (size_t)(dot + 1 - name.at) };
	lookup->column = (struct slice){ arena_copy(&lookup->arena, column.at,
	    column.len), column.len };
	return lookup;
}

/* The file of its table: owned by the caller. */
static char *
table_path(const struct lookup *lookup, const char *path,
    const struct reading *reading)
{
	struct buffer name = { 0 };
	char *found;

	for (size_t i = 0; i < reading->n_lookups; i++)
		if (field_named(reading->lookups[i].field) == lookup->field)
			return memory_copy(reading->lookups[i].header.at,
			    reading->lookups[i].header.len);
	buffer_string(&name, field_row(lookup->field)->name);
	buffer_string(&name, "s.csv");
	found = strcmp(path, "-") == 0 ? memory_text(buffer_text(&name)) :
	    file_beside(path, buffer_text(&name));
	buffer_free(&name);
	return found;
}

/* Which cell of the header is the lookup's column. */
static int
find_column(const struct lookup *lookup, struct record *header,
    const char *path, size_t *column, struct trouble *what)
{
	struct buffer want = { 0 }, have = { 0 }, names = { 0 };
	bool found = false;

	text_fold_header(lookup->column, &want);
	for (size_t i = 0; i < record_cells(header) && !found; i++) {
		struct slice text = slice_trim(record_cell(header, i)->text);

		buffer_clear(&have);
		text_fold_header(text, &have);
		found = slice_equal((struct slice){ want.at, want.len },
		    (struct slice){ have.at, have.len });
		*column = i;
		buffer_string(&names, i == 0 ? "" : ", ");
		buffer_add(&names, text.at, text.len);
	}
	if (!found)
		trouble_set(what, "%s: there is no column '%.*s' (there are: "
		    "%s)", path, N(lookup->column), buffer_text(&names));
	buffer_free(&want);
	buffer_free(&have);
	buffer_free(&names);
	return found ? 0 : -1;
}

static int
add_row(struct lookup *lookup, struct record *record, size_t column,
    const char *path, struct trouble *what)
{
	const struct cell *key = record_cell(record, 0);
	const struct cell *value = record_cell(record, column);
	struct buffer folded = { 0 };
	struct slice text;
	size_t number;
	bool new;

	if (key == NULL || slice_trim(key->text).len == 0)
		return 0;
	text_fold(slice_trim(key->text), &folded);
	number = intern_number(&lookup->keys, (struct slice){ folded.at,
	    folded.len }, &new);
	buffer_free(&folded);
	if (!new)
		return trouble_set(what, "%s:%llu: '%.*s' is there twice", path,
		    (unsigned long long)record->line,
		    N(slice_trim(key->text)));
	memory_room(&lookup->values, &lookup->room, number + 1,
	    sizeof *lookup->values);
	text = value == NULL ? (struct slice){ NULL, 0 } :
	    slice_trim(value->text);
	lookup->values[number] = (struct slice){ arena_copy(&lookup->arena,
	    text.at, text.len), text.len };
	return 0;
}

static int
read_table(struct lookup *lookup, struct source *source,
    struct trouble *what)
{
	struct dialect dialect;
	struct reader *reader;
	struct record *record;
	size_t column = 0;
	int got;

	if (dialect_sniff(source->name, source->head.at, source->head.len,
	    source->whole, 0, &dialect, what) != 0)
		return -1;
	reader = reader_open(source, &dialect);
	got = reader_next(reader, &record, what);
	if (got == 0)
		got = trouble_set(what, "%s: has no header", source->name);
	if (got == 1)
		got = find_column(lookup, record, source->name, &column,
		    what);
	while (got >= 0 && (got = reader_next(reader, &record, what)) == 1)
		if (add_row(lookup, record, column, source->name, what) != 0)
			got = -1;
	reader_close(reader);
	return got;
}

int
lookup_load(struct lookup *lookup, const char *path,
    const struct reading *reading, struct trouble *what)
{
	struct source source;
	struct trouble wrong;
	char *name;
	int result;

	if (lookup->loaded)
		return 0;
	lookup->loaded = true;
	name = table_path(lookup, path, reading);
	if (source_open(&source, name, &wrong) != 0) {
		trouble_set(what, "%s (say --lookup %s=FILE)", wrong.text,
		    field_row(lookup->field)->name);
		free(name);
		return -1;
	}
	result = read_table(lookup, &source, what);
	source_close(&source);
	free(name);
	return result;
}

struct slice
lookup_value(const struct lookup *lookup, struct slice key)
{
	struct buffer folded = { 0 };
	size_t number;

	text_fold(key, &folded);
	number = intern_find(&lookup->keys, (struct slice){ folded.at,
	    folded.len });
	buffer_free(&folded);
	return number == INTERN_NONE ? (struct slice){ NULL, 0 } :
	    lookup->values[number];
}

void
lookup_free(struct lookup *lookup)
{
	if (lookup == NULL)
		return;
	intern_free(&lookup->keys);
	free(lookup->values);
	arena_free(&lookup->arena);
	free(lookup);
}
