#include <stdlib.h>
#include <string.h>

#include "deal/assignment.h"
#include "deal/value.h"

#define N(slice) (int)(slice).len, (slice).at

static struct slice
keep(struct arena *arena, struct slice text)
{
	return (struct slice){ arena_copy(arena, text.at, text.len),
	    text.len };
}

int
assignments_take(struct assignments *all, const char *text,
    struct trouble *what)
{
	const char *equals = strchr(text, '=');
	struct assignment *one;
	struct slice name;

	if (equals == NULL)
		return trouble_set(what, "'%s' is not column=value", text);
	name = slice_trim((struct slice){ text, (size_t)(equals - text) });
	if (name.len == 0)
		return trouble_set(what, "'%s' names no column", text);
	memory_room(&all->at, &all->room, all->n + 1, sizeof *all->at);
	one = &all->at[all->n++];
	*one = (struct assignment){ .name = keep(&all->arena, name),
	    .value = keep(&all->arena, slice_of(equals + 1)),
	    .field = FIELD_NONE, .column = COLUMN_NONE };
	return 0;
}

static int
unknown_column(const struct sheet *sheet, struct slice name,
    struct trouble *what)
{
	struct buffer near = { 0 };

	schema_nearest(&sheet->schema, name, &near);
	trouble_set(what, "%s: there is no column '%.*s' (nearest: %s)",
	    sheet->source.name, N(name), buffer_text(&near));
	buffer_free(&near);
	return -1;
}

/* Is it clear which column is meant, and how it writes its values? */
static int
check_column(const struct sheet *sheet, const struct assignment *one,
    struct trouble *what)
{
	const struct schema *schema = &sheet->schema;

	if (one->field != FIELD_NONE)
		return schema_settled(schema, one->field, sheet->source.name,
		    what);
	for (size_t i = 0; i < schema->n; i++)
		if (i != one->column && slice_equal(schema->columns[i].header,
		    schema->columns[one->column].header))
			return trouble_set(what, "%s: two columns are called "
			    "'%.*s'", sheet->source.name, N(one->name));
	return 0;
}

/* Text is what the file can hold. */
static int
check_text(const struct assignment *one, struct trouble *what)
{
	if (text_valid(one->value, NULL))
		return 0;
	return trouble_set(what, "%.*s: the value is not UTF-8", N(one->name));
}

static int
bind_one(struct assignments *all, struct assignment *one,
    const struct sheet *sheet, int today, int fiscal, struct trouble *what)
{
	const struct schema *schema = &sheet->schema;
	struct buffer value = { 0 };
	int result;

	one->field = field_named(one->name);
	one->column = one->field == FIELD_NONE ?
	    schema_find(schema, one->name) : schema->of[one->field];
	if (one->column == COLUMN_NONE)
		return unknown_column(sheet, one->name, what);
	one->field = schema->columns[one->column].field;
	if (one->field == FIELD_HISTORY)
		return trouble_set(what, "history: is kept by the commands");
	for (const struct assignment *other = all->at; other < one; other++)
		if (other->column == one->column)
			return trouble_set(what, "%.*s: is given twice",
			    N(one->name));
	if (check_column(sheet, one, what) != 0 || check_text(one, what) != 0)
		return -1;
	result = value_canonical(one->field, one->value, today, fiscal, &value,
	    what);
	one->value = keep(&all->arena, (struct slice){ value.at, value.len });
	buffer_free(&value);
	return result;
}

int
assignments_bind(struct assignments *all, const struct sheet *sheet,
    int today, int fiscal, struct trouble *what)
{
	for (size_t i = 0; i < all->n; i++)
		if (bind_one(all, &all->at[i], sheet, today, fiscal,
		    what) != 0)
			return -1;
	return 0;
}

const struct assignment *
assignments_find(const struct assignments *all, enum field field)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->at[i].field == field)
			return &all->at[i];
	return NULL;
}

void
assignments_free(struct assignments *all)
{
	free(all->at);
	arena_free(&all->arena);
	*all = (struct assignments){ 0 };
}
