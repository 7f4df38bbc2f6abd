#include <stdlib.h>
#include <string.h>

#include "deal/incoming.h"

#define N(slice) (int)(slice).len, (slice).at

/* What a column of theirs is to us. */
struct route {
	enum field field;	/* theirs */
	size_t column;		/* ours; COLUMN_NONE: left out */
	bool date;		/* of a move */
	bool reason;
};

static struct slice
keep(struct incoming *incoming, struct slice text)
{
	return (struct slice){ arena_copy(&incoming->arena, text.at,
	    text.len), text.len };
}

static bool
is_header(const struct column *column, const char *name)
{
	return text_same(column->header, slice_of(name));
}

/* Fields that are told apart from plain values: what they say is carried out,
 * not copied. */
static bool
is_told(enum field field)
{
	return field == FIELD_ID || field == FIELD_STAGE ||
	    field == FIELD_STATUS;
}

static struct route *
find_routes(struct incoming *incoming, const struct schema *theirs,
    const struct schema *ours, bool moves)
{
	struct route *routes = memory_zero(theirs->n + 1, sizeof *routes);

	for (size_t i = 0; i < theirs->n; i++) {
		const struct column *column = &theirs->columns[i];
		struct route *route = &routes[i];

		route->field = column->field;
		route->date = moves && is_header(column, "date");
		route->reason = moves && is_header(column, "reason");
		route->column = column->field != FIELD_NONE ?
		    ours->of[column->field] :
		    schema_find(ours, column->header);
		if (column->field == FIELD_NONE && route->column !=
		    COLUMN_NONE && ours->columns[route->column].field !=
		    FIELD_NONE)
			route->column = COLUMN_NONE;
		if (route->column != COLUMN_NONE || is_told(column->field) ||
		    route->date || route->reason || column->header.len == 0)
			continue;
		buffer_string(&incoming->left_out,
		    incoming->left_out.len > 0 ? ", " : "");
		buffer_add(&incoming->left_out, column->header.at,
		    column->header.len);
	}
	return routes;
}

static void
tell(struct incoming_row *row, enum field field, struct slice value)
{
	switch (field) {
	case FIELD_ID:
		row->id = value;
		break;
	case FIELD_STAGE:
		row->stage = value;
		break;
	case FIELD_STATUS:
		row->status = value;
		break;
	case FIELD_PIPELINE:
		row->pipeline = value;
		break;
	case FIELD_CREATED:
		row->created = date_canonical(value);
		break;
	case FIELD_CLOSED:
		row->closed = date_canonical(value);
		break;
	case FIELD_STAGE_SINCE:
		row->stage_since = date_canonical(value);
		break;
	default:
		break;
	}
}

static int
take_cell(struct incoming *incoming, struct incoming_row *row,
    const struct column *column, const struct route *route,
    struct slice cell, struct trouble *what)
{
	struct buffer text = { 0 };
	struct slice value;
	struct assignment *one;

	if (route->date && date_read(cell, DATES_UNKNOWN, &row->day) != NULL)
		return trouble_set(what, "date: '%.*s' is not a date",
		    N(cell));
	if (value_of_cell(column, cell, &text, what) != 0)
		return -1;
	value = keep(incoming, (struct slice){ text.at, text.len });
	buffer_free(&text);
	if (route->reason)
		row->reason = value;
	tell(row, route->field, value);
	if (route->column == COLUMN_NONE || is_told(route->field))
		return 0;
	memory_room(&row->values.at, &row->values.room, row->values.n + 1,
	    sizeof *row->values.at);
	one = &row->values.at[row->values.n++];
	*one = (struct assignment){ .name = column->header, .value = value,
	    .field = column->field, .column = route->column };
	return 0;
}

static int
take_id(struct incoming *incoming, struct incoming_row *row, size_t number,
    struct trouble *what)
{
	size_t place;
	bool new;

	if (row->id.len == 0)
		return 0;
	place = intern_number(&incoming->ids, row->id, &new);
	if (!new)
		return trouble_set(what, "id: '%.*s' is on line %llu too",
		    N(row->id), (unsigned long long)
		    incoming->rows[incoming->by_id[place]].line);
	memory_room(&incoming->by_id, &incoming->by_room, place + 1,
	    sizeof *incoming->by_id);
	incoming->by_id[place] = number;
	return 0;
}

static int
take_row(struct incoming *incoming, const struct schema *theirs,
    const struct route *routes, struct record *record, struct trouble *what)
{
	struct incoming_row *row;
	struct trouble wrong;
	int result = 0;

	memory_room(&incoming->rows, &incoming->room, incoming->n + 1,
	    sizeof *incoming->rows);
	row = &incoming->rows[incoming->n];
	*row = (struct incoming_row){ .line = record->line, .day = DATE_NONE,
	    .created = DATE_NONE, .closed = DATE_NONE,
	    .stage_since = DATE_NONE };
	incoming->n++;
	for (size_t i = 0; i < theirs->n && result == 0; i++) {
		const struct cell *cell = record_cell(record, i);

		result = take_cell(incoming, row, &theirs->columns[i],
		    &routes[i], cell == NULL ? slice_of("") :
		    slice_trim(cell->text), &wrong);
	}
	if (result == 0)
		result = take_id(incoming, row, incoming->n - 1, &wrong);
	return result == 0 ? 0 : trouble_set(what, "%s:%llu: %s",
	    incoming->name, (unsigned long long)record->line, wrong.text);
}

int
incoming_read(struct incoming *incoming, const char *path,
    const struct reading *reading, const struct schema *ours, bool moves,
    struct trouble *what)
{
	struct demand demand = { .fields = FIELD_BIT(FIELD_COUNT) - 1 };
	struct sheet sheet;
	struct route *routes;
	struct deal *deal;
	int got;

	*incoming = (struct incoming){ .name = memory_text(path) };
	if (sheet_open(&sheet, path, reading, what) != 0)
		return -1;
	routes = find_routes(incoming, &sheet.schema, ours, moves);
	got = sheet_begin(&sheet, &demand, NULL, what);
	while (got == 0 && (got = sheet_next(&sheet, &deal, what)) == 1)
		got = take_row(incoming, &sheet.schema, routes, deal->record,
		    what);
	free(routes);
	sheet_close(&sheet);
	return got;
}

struct incoming_row *
incoming_find(struct incoming *incoming, struct slice id)
{
	size_t place = intern_find(&incoming->ids, id);

	return place == INTERN_NONE ? NULL :
	    &incoming->rows[incoming->by_id[place]];
}

void
incoming_free(struct incoming *incoming)
{
	for (size_t i = 0; i < incoming->n; i++)
		assignments_free(&incoming->rows[i].values);
	free(incoming->rows);
	free(incoming->name);
	free(incoming->by_id);
	intern_free(&incoming->ids);
	arena_free(&incoming->arena);
	buffer_free(&incoming->left_out);
	*incoming = (struct incoming){ 0 };
}
