#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "deal/lookup.h"
#include "deal/table.h"

struct lookup *
lookup_of(struct slice name)
{
	const char *dot = memchr(name.at, '.', name.len);
	struct lookup *lookup;
	enum field field;

	if (dot == NULL || dot == name.at || dot == name.at + name.len - 1)
		return NULL;
	field = field_named((struct slice){ name.at,
	    (size_t)(dot - name.at) });
	if (field == FIELD_NONE || field_row(field)->type != TYPE_TEXT)
		return NULL;
	lookup = memory_zero(1, sizeof *lookup);
	lookup->field = field;
	lookup->name = (struct slice){ arena_copy(&lookup->arena, name.at,
	    name.len), name.len };
	lookup->column = (struct slice){ lookup->name.at + (dot + 1 - name.at),
	    name.len - (size_t)(dot + 1 - name.at) };
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

static int
add_row(struct lookup *lookup, struct table *table, size_t column,
    struct trouble *what)
{
	struct slice key = table_cell(table, 0);
	struct slice value = table_cell(table, column);
	struct buffer folded = { 0 };
	size_t number;
	bool new;

	if (key.len == 0)
		return 0;
	text_fold(key, &folded);
	number = intern_number(&lookup->keys, (struct slice){ folded.at,
	    folded.len }, &new);
	buffer_free(&folded);
	if (!new)
		return table_wrong(table, 0, "is there twice", what);
	memory_room(&lookup->values, &lookup->room, number + 1,
	    sizeof *lookup->values);
	lookup->values[number] = (struct slice){ arena_copy(&lookup->arena,
	    value.at, value.len), value.len };
	return 0;
}

int
lookup_load(struct lookup *lookup, const char *path,
    const struct reading *reading, struct trouble *what)
{
	struct table table;
	struct trouble wrong;
	char *name;
	size_t column;
	int got;

	if (lookup->loaded)
		return 0;
	lookup->loaded = true;
	name = table_path(lookup, path, reading);
	got = table_open_in(&table, name, reading->encoding, what);
	wrong = *what;
	if (got != 0 && !file_exists(name))
		trouble_set(what, "%s (say --lookup %s=FILE)", wrong.text,
		    field_row(lookup->field)->name);
	free(name);
	if (got != 0)
		return -1;
	got = table_need(&table, lookup->column, &column, what);
	while (got == 0 && (got = table_next(&table, what)) == 1)
		got = add_row(lookup, &table, column, what);
	table_close(&table);
	return got;
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
