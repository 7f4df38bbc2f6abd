#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "deal/schema.h"

#define N(slice) (int)(slice).len, (slice).at

/* The header that -m gives for a field, else that which stands for it best. */
struct candidate {
	size_t column;
	int rank;
};

static void
add_column(struct schema *schema, struct slice header, bool quoted)
{
	struct column *column;

	schema->columns = memory_more(schema->columns, schema->n + 1,
	    sizeof *schema->columns);
	column = &schema->columns[schema->n++];
	memset(column, 0, sizeof *column);
	column->header = (struct slice){ arena_copy(&schema->arena, header.at,
	    header.len), header.len };
	column->field = FIELD_NONE;
	column->quoted = quoted;
	column->dates = schema->reading->dates;
	column->mark = schema->reading->decimal;
}

/* Give FIELD the column with the best header. */
static void
offer(struct schema *schema, size_t column, int ranks[FIELD_COUNT])
{
	int rank;
	enum field field = field_of_header(schema->columns[column].header,
	    &rank);

	if (field == FIELD_NONE || rank > ranks[field])
		return;
	if (rank == ranks[field]) {
		schema->rival[field] = column;
		return;
	}
	ranks[field] = rank;
	schema->of[field] = column;
	schema->rival[field] = COLUMN_NONE;
}

size_t
schema_find(const struct schema *schema, struct slice header)
{
	struct buffer want = { 0 }, have = { 0 };
	size_t found = COLUMN_NONE;

	for (size_t i = 0; i < schema->n; i++)
		if (slice_equal(schema->columns[i].header, header))
			return i;
	text_fold_header(header, &want);
	for (size_t i = 0; i < schema->n && found == COLUMN_NONE; i++) {
		buffer_clear(&have);
		text_fold_header(schema->columns[i].header, &have);
		if (want.len > 0 && slice_equal((struct slice){ want.at,
		    want.len }, (struct slice){ have.at, have.len }))
			found = i;
	}
	buffer_free(&want);
	buffer_free(&have);
	return found;
}

void
schema_nearest(const struct schema *schema, struct slice name,
    struct buffer *out)
{
	size_t best[3], far[3], n = 0;

	for (size_t i = 0; i < schema->n; i++) {
		size_t distance = text_distance(name,
		    schema->columns[i].header), at;

		if (schema->columns[i].header.len == 0)
			continue;
		for (at = n; at > 0 && far[at - 1] > distance; at--)
			if (at < 3) {
				far[at] = far[at - 1];
				best[at] = best[at - 1];
			}
		if (at < 3) {
			far[at] = distance;
			best[at] = i;
			n += n < 3;
		}
	}
	for (size_t i = 0; i < n; i++) {
		struct slice header = schema->columns[best[i]].header;

		buffer_string(out, i == 0 ? "" : ", ");
		buffer_add(out, header.at, header.len);
	}
}

/* A -m is for the files that have its header; that it fits none at all is for
 * the caller of many files to say. Here: one that fits no field is wrong. */
static int
apply_mappings(struct schema *schema, const char *file, struct trouble *what)
{
	for (size_t i = 0; i < schema->reading->n_mappings; i++) {
		const struct mapping *map = &schema->reading->mappings[i];
		enum field field = field_named(map->field);
		size_t column = schema_find(schema, map->header);

		if (field == FIELD_NONE)
			return trouble_set(what, "--map: '%.*s' is not a field",
			    N(map->field));
		if (column == COLUMN_NONE) {
			struct buffer near = { 0 };

			schema_nearest(schema, map->header, &near);
			trouble_set(what, "%s: there is no column '%.*s' "
			    "(nearest: %s)", file, N(map->header),
			    buffer_text(&near));
			buffer_free(&near);
			return -1;
		}
		for (int f = 0; f < FIELD_COUNT; f++)
			if (schema->of[f] == column)
				schema->of[f] = COLUMN_NONE;
		schema->of[field] = column;
		schema->rival[field] = COLUMN_NONE;
	}
	return 0;
}

int
schema_read(struct schema *schema, struct record *header,
    const struct reading *reading, const char *file, struct trouble *what)
{
	size_t cells = record_cells(header);
	int ranks[FIELD_COUNT];

	*schema = (struct schema){ .reading = reading };
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		schema->of[i] = schema->rival[i] = COLUMN_NONE;
		ranks[i] = INT_MAX;
	}
	for (size_t i = 0; i < cells; i++)
		add_column(schema, slice_trim(record_cell(header, i)->text),
		    record_cell(header, i)->quoted);
	for (size_t i = 0; i < schema->n; i++)
		offer(schema, i, ranks);
	if (apply_mappings(schema, file, what) != 0) {
		schema_free(schema);
		return -1;
	}
	for (size_t i = 0; i < FIELD_COUNT; i++)
		if (schema->of[i] != COLUMN_NONE)
			schema->columns[schema->of[i]].field = (enum field)i;
	return 0;
}

static void
doubt(struct schema *schema, struct column *column, const struct record *record,
    struct slice text)
{
	if (column->doubt != 0)
		return;
	column->doubt = record->line;
	column->doubtful = (struct slice){ arena_copy(&schema->arena, text.at,
	    text.len), text.len };
}

static void
learn_money(struct schema *schema, struct column *column,
    const struct record *record, struct slice text)
{
	bool in_doubt = false;

	if (column->mark == DECIMAL_UNKNOWN) {
		column->mark = money_mark_of(text, &in_doubt);
		if (in_doubt)
			doubt(schema, column, record, text);
	}
	if (!column->has_money)
		column->has_money = money_style_of(text, column->mark,
		    &column->money);
}

static void
learn_date(struct schema *schema, struct column *column,
    const struct record *record, struct slice text)
{
	bool in_doubt = false;

	if (column->dates != DATES_UNKNOWN)
		return;
	column->dates = date_order_of(text, &in_doubt);
	if (in_doubt)
		doubt(schema, column, record, text);
}

/* One value above 1 makes a column of percents; a column of nothing else is
 * fractions. Without one seen the values decide, each for itself, the same. */
static void
learn_percent(struct column *column, struct slice text)
{
	int64_t ppm;

	if (column->scale == PERCENT_WHOLE)
		return;
	if (percent_read(text, PERCENT_FRACTION, &ppm) != NULL ||
	    memchr(text.at, '%', text.len) != NULL)
		column->scale = PERCENT_WHOLE;
	else
		column->scale = PERCENT_FRACTION;
}

/* A column quotes if every cell with a text does; of blanks alone, if these
 * do. */
static void
learn_quoting(struct column *column, bool quoted, bool filled)
{
	if (!column->seen || (filled && !column->filled))
		column->quoted = quoted;
	else if (filled == column->filled)
		column->quoted = column->quoted && quoted;
	column->seen = true;
	column->filled = column->filled || filled;
}

void
schema_learn(struct schema *schema, struct record *record)
{
	for (size_t i = 0; i < schema->n; i++) {
		struct column *column = &schema->columns[i];
		const struct cell *cell = record_cell(record, i);
		struct slice text;

		if (cell == NULL)
			return;
		text = slice_trim(cell->text);
		learn_quoting(column, cell->quoted, text.len > 0);
		if (text.len == 0)
			continue;
		if (column->field == FIELD_NONE)
			continue;
		switch (field_row(column->field)->type) {
		case TYPE_MONEY:
		case TYPE_NUMBER:
			learn_money(schema, column, record, text);
			break;
		case TYPE_DATE:
			learn_date(schema, column, record, text);
			break;
		case TYPE_PERCENT:
			learn_percent(column, text);
			break;
		default:
			break;
		}
	}
}

int
schema_settled(const struct schema *schema, enum field field,
    const char *file, struct trouble *what)
{
	size_t place = schema->of[field];
	const struct column *column;
	const char *name = field_row(field)->name;

	if (place == COLUMN_NONE)
		return 0;
	column = &schema->columns[place];
	if (schema->rival[field] != COLUMN_NONE)
		return trouble_set(what, "%s: two columns could be the %s: "
		    "'%.*s' and '%.*s' (say --map %s=HEADER)", file, name,
		    N(column->header), N(schema->columns[
		    schema->rival[field]].header), name);
	if (column->doubt == 0)
		return 0;
	if (field_row(field)->type == TYPE_DATE &&
	    column->dates == DATES_UNKNOWN)
		return trouble_set(what, "%s:%llu: %s: '%.*s' could be two dates "
		    "(say --dates dmy or --dates mdy)", file,
		    (unsigned long long)column->doubt, name,
		    N(column->doubtful));
	if (field_row(field)->type != TYPE_DATE &&
	    column->mark == DECIMAL_UNKNOWN)
		return trouble_set(what, "%s:%llu: %s: '%.*s' could be two "
		    "amounts (say --decimal . or --decimal ,)", file,
		    (unsigned long long)column->doubt, name,
		    N(column->doubtful));
	return 0;
}

void
schema_free(struct schema *schema)
{
	free(schema->columns);
	arena_free(&schema->arena);
	*schema = (struct schema){ 0 };
}
