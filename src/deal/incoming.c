#include <stdlib.h>
#include <string.h>

#include "deal/incoming.h"
#include "deal/value.h"

#define N(slice) (int)(slice).len, (slice).at

/* What a column of theirs is to us. */
struct route {
	enum { LEFT_OUT, VALUE, TOLD, DATE, REASON } kind;
	size_t column;		/* ours, of a value */
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

/* Fields whose cells are carried out, not copied. */
#define CARRIED (FIELD_BIT(FIELD_ID) | FIELD_BIT(FIELD_STAGE) |		\
    FIELD_BIT(FIELD_STATUS))
/* Fields that say something of a deal though we have no column for them. */
#define HEARD (CARRIED | FIELD_BIT(FIELD_PIPELINE) |			\
    FIELD_BIT(FIELD_CREATED) | FIELD_BIT(FIELD_CLOSED) |		\
    FIELD_BIT(FIELD_STAGE_SINCE))

static bool
is_one_of(field_set fields, enum field field)
{
	return field != FIELD_NONE && (fields & FIELD_BIT(field)) != 0;
}

/* The column of ours that theirs fills, COLUMN_NONE: by its field, else by its
 * header, unless that is a field's with us. */
static size_t
our_column(const struct schema *ours, const struct schema *theirs, size_t i)
{
	const struct column *column = &theirs->columns[i];
	size_t found;

	if (column->field != FIELD_NONE)
		return ours->of[column->field];
	if (column->header.len == 0)
		return COLUMN_NONE;
	found = schema_find(ours, column->header);
	return found == COLUMN_NONE ||
	    ours->columns[found].field != FIELD_NONE ? COLUMN_NONE : found;
}

static struct route
find_route(const struct schema *ours, const struct schema *theirs, size_t i,
    bool moves)
{
	const struct column *column = &theirs->columns[i];
	struct route route = { .column = our_column(ours, theirs, i) };

	if (moves && is_header(column, "date"))
		route.kind = DATE;
	else if (moves && is_header(column, "reason"))
		route.kind = REASON;
	else if (is_one_of(route.column == COLUMN_NONE ? HEARD : CARRIED,
	    column->field))
		route.kind = TOLD;
	else if (route.column != COLUMN_NONE)
		route.kind = VALUE;
	return route;
}

static void
leave_out(struct incoming *incoming, const struct column *column)
{
	if (column->header.len == 0)
		return;
	buffer_string(&incoming->left_out,
	    incoming->left_out.len > 0 ? ", " : "");
	buffer_add(&incoming->left_out, column->header.at,
	    column->header.len);
}

/* 0, or -1 with WHAT set: two columns go to one of ours. */
static int
find_routes(struct incoming *incoming, const struct sheet *sheet,
    const struct schema *ours, bool moves, struct route *routes,
    struct trouble *what)
{
	const struct schema *theirs = &sheet->schema;

	for (size_t i = 0; i < theirs->n; i++) {
		routes[i] = find_route(ours, theirs, i, moves);
		if (routes[i].kind == LEFT_OUT)
			leave_out(incoming, &theirs->columns[i]);
		for (size_t j = 0; j < i && routes[i].kind == VALUE; j++)
			if (routes[j].kind == VALUE &&
			    routes[j].column == routes[i].column)
				return trouble_set(what, "%s: two columns are "
				    "the '%.*s' here", sheet->source.name,
				    N(ours->columns[routes[i].column].header));
	}
	return 0;
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

/* The day of a move; a date in doubt is read as the options say. */
static int
take_day(struct incoming_row *row, struct slice cell,
    const struct reading *reading, struct trouble *what)
{
	const char *wrong = date_read(cell, reading->dates, &row->day);

	return wrong == NULL ? 0 : trouble_set(what, "date: '%.*s' %s",
	    cell.len > 60 ? 60 : (int)cell.len, cell.at, wrong);
}

static void
add_value(struct incoming_row *row, const struct column *column,
    size_t ours, struct slice value)
{
	memory_room(&row->values.at, &row->values.room, row->values.n + 1,
	    sizeof *row->values.at);
	row->values.at[row->values.n++] = (struct assignment){
	    .name = column->header, .value = value, .field = column->field,
	    .column = ours };
}

static int
take_cell(struct incoming *incoming, struct incoming_row *row,
    const struct column *column, const struct route *route,
    struct slice cell, struct trouble *what)
{
	struct buffer text = { 0 };
	struct slice value;
	int result = value_of_cell(column, cell, &text, what);

	value = keep(incoming, (struct slice){ text.at, text.len });
	buffer_free(&text);
	if (result != 0)
		return -1;
	if (route->kind == REASON)
		row->reason = value;
	else
		tell(row, column->field, value);
	if (route->kind == VALUE && (value.len > 0 || !incoming->moves))
		add_value(row, column, route->column, value);
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

static struct incoming_row *
add_row(struct incoming *incoming, uint64_t line)
{
	struct incoming_row *row;

	memory_room(&incoming->rows, &incoming->room, incoming->n + 1,
	    sizeof *incoming->rows);
	row = &incoming->rows[incoming->n++];
	*row = (struct incoming_row){ .line = line, .day = DATE_NONE,
	    .created = DATE_NONE, .closed = DATE_NONE,
	    .stage_since = DATE_NONE };
	return row;
}

static int
take_row(struct incoming *incoming, const struct sheet *sheet,
    const struct route *routes, struct record *record, struct trouble *what)
{
	const struct schema *theirs = &sheet->schema;
	struct incoming_row *row = add_row(incoming, record->line);
	struct trouble wrong;
	int result = 0;

	for (size_t i = 0; i < theirs->n && result == 0; i++) {
		const struct cell *cell = record_cell(record, i);
		struct slice text = cell == NULL ? slice_of("") :
		    slice_trim(cell->text);

		if (routes[i].kind == DATE)
			result = take_day(row, text, sheet->reading, &wrong);
		else if (routes[i].kind != LEFT_OUT)
			result = take_cell(incoming, row, &theirs->columns[i],
			    &routes[i], text, &wrong);
	}
	if (result == 0)
		result = take_id(incoming, row, incoming->n - 1, &wrong);
	if (result == 0 && incoming->moves &&
	    (row->id.len == 0 || row->stage.len == 0))
		result = trouble_set(&wrong, "%s: is blank",
		    row->id.len == 0 ? "id" : "stage");
	return result == 0 ? 0 : trouble_set(what, "%s:%llu: %s",
	    incoming->name, (unsigned long long)record->line, wrong.text);
}

/* Has each header of --map its place in one of the two files? */
static int
check_mappings(const struct sheet *theirs, const struct sheet *ours,
    struct trouble *what)
{
	const struct reading *reading = theirs->reading;

	for (size_t i = 0; i < reading->n_mappings; i++) {
		struct slice header = reading->mappings[i].header;

		if (schema_find(&theirs->schema, header) == COLUMN_NONE &&
		    schema_find(&ours->schema, header) == COLUMN_NONE)
			return trouble_set(what, "--map: neither %s nor %s "
			    "has a column '%.*s'", ours->source.name,
			    theirs->source.name, N(header));
	}
	return 0;
}

int
incoming_read(struct incoming *incoming, const char *path,
    const struct reading *reading, const struct sheet *ours, bool moves,
    struct trouble *what)
{
	struct reading own = *reading;
	struct demand demand = { 0 };
	struct sheet sheet;
	struct route *routes;
	struct deal *deal;
	int got;

	*incoming = (struct incoming){ .moves = moves };
	own.delimiter = '\0';	/* these are said of our file */
	own.encoding = NULL;
	if (sheet_open(&sheet, path, &own, what) != 0)
		return -1;
	incoming->name = memory_text(sheet.source.name);
	routes = memory_zero(sheet.schema.n + 1, sizeof *routes);
	got = check_mappings(&sheet, ours, what);
	if (got == 0)
		got = find_routes(incoming, &sheet, &ours->schema, moves,
		    routes, what);
	for (size_t i = 0; i < sheet.schema.n; i++)
		if (routes[i].kind != LEFT_OUT &&
		    sheet.schema.columns[i].field != FIELD_NONE)
			demand.fields |=
			    FIELD_BIT(sheet.schema.columns[i].field);
	if (got == 0)
		got = sheet_begin(&sheet, &demand, NULL, what);
	while (got == 0 && (got = sheet_next(&sheet, &deal, what)) == 1)
		got = take_row(incoming, &sheet, routes, deal->record, what);
	free(routes);
	sheet_close(&sheet);
	return got;
}

/* Let ROW have what is assigned. */
static void
assign(struct incoming_row *row, const struct assignment *one)
{
	struct assignments *values = &row->values;
	size_t i = 0;

	tell(row, one->field, one->value);
	if (one->field == FIELD_STAGE) {
		/* what the row says of its own stage says nothing of this */
		row->status = slice_of("");
		row->stage_since = DATE_NONE;
	}
	if (is_one_of(CARRIED, one->field))
		return;
	while (i < values->n && values->at[i].column != one->column)
		i++;
	if (i == values->n) {
		memory_room(&values->at, &values->room, values->n + 1,
		    sizeof *values->at);
		values->n++;
	}
	values->at[i] = *one;
}

void
incoming_assign(struct incoming *incoming, const struct assignments *all)
{
	struct trouble ignored;

	if (incoming->name == NULL)
		add_row(incoming, 0);
	for (size_t i = 0; i < incoming->n; i++)
		for (size_t j = 0; j < all->n; j++)
			assign(&incoming->rows[i], &all->at[j]);
	if (incoming->name == NULL)
		take_id(incoming, &incoming->rows[0], 0, &ignored);
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
