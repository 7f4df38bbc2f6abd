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
	struct slice header = schema->columns[column].header;
	int rank = 0;
	enum field field = vendor_field(schema->vendor, header);

	if (field == FIELD_NONE)
		field = field_of_header(header, &rank);
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

/* COLUMN stands for no field any more; one that had another as good has that. */
static void
take_column(struct schema *schema, size_t column)
{
	for (size_t f = 0; f < FIELD_COUNT; f++) {
		if (schema->of[f] == column)
			schema->of[f] = schema->rival[f];
		else if (schema->rival[f] != column)
			continue;
		schema->rival[f] = COLUMN_NONE;
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
		if (column == COLUMN_NONE && schema->reading->two_files)
			continue;
		if (column == COLUMN_NONE) {
			struct buffer near = { 0 };

			schema_nearest(schema, map->header, &near);
			trouble_set(what, "%s: there is no column '%.*s' "
			    "(nearest: %s)", file, N(map->header),
			    buffer_text(&near));
			buffer_free(&near);
			return -1;
		}
		take_column(schema, column);
		schema->of[field] = column;
		schema->rival[field] = COLUMN_NONE;
	}
	return 0;
}

static void
find_vendor(struct schema *schema)
{
	struct slice *headers = memory_zero(schema->n + 1, sizeof *headers);

	for (size_t i = 0; i < schema->n; i++)
		headers[i] = schema->columns[i].header;
	schema->vendor = vendor_of(headers, schema->n);
	free(headers);
}

/* Columns no field has that hold the day a stage was entered. */
static void
find_stage_dates(struct schema *schema)
{
	for (size_t i = 0; i < schema->n; i++) {
		struct stage_column found = { .column = i };

		if (schema->columns[i].field != FIELD_NONE ||
		    !vendor_stage_date(schema->columns[i].header,
		    &found.stage, &found.pipeline))
			continue;
		schema->columns[i].stage_date = true;
		schema->stage_columns = memory_more(schema->stage_columns,
		    schema->n_stage_columns + 1,
		    sizeof *schema->stage_columns);
		schema->stage_columns[schema->n_stage_columns++] = found;
	}
}

static void
find_cents(struct schema *schema)
{
	static const enum field fields[] = { FIELD_AMOUNT,
	    FIELD_WEIGHTED_AMOUNT, FIELD_COST };

	if (schema->vendor == NULL || !schema->vendor->cents)
		return;
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (schema->of[fields[i]] != COLUMN_NONE)
			schema->columns[schema->of[fields[i]]].cents = true;
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
		schema->twin[i] = COLUMN_NONE;
		ranks[i] = INT_MAX;
	}
	for (size_t i = 0; i < cells; i++)
		add_column(schema, slice_trim(record_cell(header, i)->text),
		    record_cell(header, i)->quoted);
	find_vendor(schema);
	for (size_t i = 0; i < schema->n; i++)
		offer(schema, i, ranks);
	if (apply_mappings(schema, file, what) != 0) {
		schema_free(schema);
		return -1;
	}
	for (size_t i = 0; i < FIELD_COUNT; i++)
		if (schema->of[i] != COLUMN_NONE)
			schema->columns[schema->of[i]].field = (enum field)i;
	find_stage_dates(schema);
	find_cents(schema);
	return 0;
}

int
schema_settled_column(const struct schema *schema, size_t place,
    const char *file, struct trouble *what)
{
	const struct column *column = &schema->columns[place];
	bool date = column->stage_date || (column->field != FIELD_NONE &&
	    field_row(column->field)->type == TYPE_DATE);
	struct slice name = column->field == FIELD_NONE ? column->header :
	    slice_of(field_row(column->field)->name);

	if (column->doubt == 0)
		return 0;
	if (date && column->dates == DATES_UNKNOWN)
		return trouble_set(what, "%s:%llu: %.*s: '%.*s' could be two "
		    "dates (say --dates dmy or --dates mdy)", file,
		    (unsigned long long)column->doubt, N(name),
		    N(column->doubtful));
	if (!date && column->mark == DECIMAL_UNKNOWN)
		return trouble_set(what, "%s:%llu: %.*s: '%.*s' could be two "
		    "amounts (say --decimal . or --decimal ,)", file,
		    (unsigned long long)column->doubt, N(name),
		    N(column->doubtful));
	return 0;
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
	return schema_settled_column(schema, place, file, what);
}

void
schema_free(struct schema *schema)
{
	free(schema->columns);
	free(schema->stage_columns);
	arena_free(&schema->arena);
	*schema = (struct schema){ 0 };
}
