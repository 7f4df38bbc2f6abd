#include <stdio.h>
#include <stdlib.h>

#include "deal/target.h"
#include "deal/value.h"

#define CANONICAL "canonical"
#define CENTS 100

static void
add_column(struct target *target, struct slice header, enum field field,
    const char *constant)
{
	memory_room(&target->columns, &target->room, target->n + 1,
	    sizeof *target->columns);
	target->columns[target->n++] = (struct target_column){
	    header, field, constant, field == FIELD_NONE ? COLUMN_NONE :
	    target->schema->of[field] };
	if (field != FIELD_NONE)
		target->has[field] = true;
}

/* Does the file keep open, won and lost apart from the stages? */
static bool
kept_apart(const struct schema *schema)
{
	return schema->of[FIELD_STATUS] != COLUMN_NONE ||
	    schema->of[FIELD_IS_CLOSED] != COLUMN_NONE ||
	    schema->of[FIELD_IS_WON] != COLUMN_NONE;
}

/* Has the file need of a column of the canonical ones? All but what some files
 * keep apart: flags are a status, too. */
static bool
is_wanted(const struct target *target, enum field field)
{
	if (!target->canonical || field == FIELD_NONE ||
	    !field_row(field)->optional)
		return true;
	return field == FIELD_STATUS ? kept_apart(target->schema) :
	    target->schema->of[field] != COLUMN_NONE;
}

static void
add_system(struct target *target)
{
	for (size_t i = 0; i < target->vendor->n_columns; i++) {
		const struct vendor_column *column =
		    &target->vendor->columns[i];

		if (is_wanted(target, column->field))
			add_column(target, slice_of(column->header),
			    column->field, column->constant);
	}
	if (target->vendor->date_format != NULL)
		date_style_learn(&target->dates, slice_of(
		    target->vendor->date_format), DATES_YMD);
}

/* Columns asked for behind the system's own. */
static void
add_more(struct target *target, const struct slice *added, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		enum field field = field_named(added[i]);

		if (field != FIELD_NONE && target->has[field])
			continue;
		add_column(target, field == FIELD_NONE ? added[i] :
		    slice_of(field_row(field)->name), field, NULL);
		if (field == FIELD_NONE)
			target->columns[target->n - 1].column =
			    schema_find(target->schema, added[i]);
	}
}

static bool
has_any(const struct target *target, const enum field *fields, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (target->has[fields[i]])
			return true;
	return false;
}

/* Is what a field says said by the target, if in other columns? */
static bool
is_said(const struct target *target, enum field field)
{
	static const enum field kinds[] = { FIELD_STATUS, FIELD_IS_CLOSED,
	    FIELD_IS_WON };
	static const enum field days[] = { FIELD_CLOSED, FIELD_WON_ON,
	    FIELD_LOST_ON, FIELD_CLOSE_DATE };

	switch (field) {
	case FIELD_STATUS:
	case FIELD_IS_CLOSED:
	case FIELD_IS_WON:
		return has_any(target, kinds, sizeof kinds / sizeof *kinds);
	case FIELD_CLOSED:
	case FIELD_WON_ON:
	case FIELD_LOST_ON:
		return has_any(target, days, sizeof days / sizeof *days);
	default:
		return target->has[field];
	}
}

/* Which columns of the file have a place. */
static void
find_places(struct target *target)
{
	const struct schema *schema = target->schema;

	target->placed = memory_zero(schema->n + 1, sizeof(bool));
	target->left = memory_zero(schema->n + 1, sizeof(bool));
	for (size_t i = 0; i < schema->n; i++) {
		enum field field = schema->columns[i].field;

		if (field != FIELD_NONE && is_said(target, field)) {
			target->placed[i] = true;
			if (schema->twin[field] != COLUMN_NONE &&
			    !target->canonical)
				target->placed[schema->twin[field]] = true;
		}
	}
	for (size_t i = 0; i < target->n; i++)
		if (target->columns[i].column != COLUMN_NONE)
			target->placed[target->columns[i].column] = true;
}

/* Behind the canonical columns, all others as they are. One whose header is a
 * field's own, and has lost it to another column, must not take it back. */
static void
keep_others(struct target *target)
{
	const struct schema *schema = target->schema;
	struct buffer name = { 0 };

	for (size_t i = 0; i < schema->n; i++) {
		struct slice header = schema->columns[i].header;
		enum field field = field_named(header);

		if (target->placed[i])
			continue;
		if (field != FIELD_NONE && target->has[field]) {
			buffer_clear(&name);
			buffer_add(&name, header.at, header.len);
			buffer_string(&name, " (2)");
			header = (struct slice){ arena_copy(&target->arena,
			    name.at, name.len), name.len };
		}
		add_column(target, header, FIELD_NONE, NULL);
		target->columns[target->n - 1].column = i;
		target->placed[i] = true;
	}
	buffer_free(&name);
}

static int
no_system(struct slice name, struct trouble *what)
{
	const char *names[16];
	size_t n = vendor_targets(names);
	struct buffer list = { 0 };

	for (size_t i = 0; i < n; i++)
		buffer_format(&list, "%s%s", i == 0 ? "" : ", ", names[i]);
	trouble_set(what, "--to: '%.*s' is not one of %s", (int)name.len,
	    name.at, buffer_text(&list));
	buffer_free(&list);
	return -1;
}

int
target_open(struct target *target, const struct schema *schema,
    struct slice name, const struct slice *added, size_t n,
    struct trouble *what)
{
	*target = (struct target){ .schema = schema,
	    .vendor = vendor_named(name),
	    .canonical = text_same(name, slice_of(CANONICAL)) };
	if (target->vendor == NULL || target->vendor->n_columns == 0)
		return no_system(name, what);
	add_system(target);
	add_more(target, added, n);
	find_places(target);
	if (target->canonical)
		keep_others(target);
	return 0;
}

void
target_demand(const struct target *target, struct demand *demand)
{
	for (size_t i = 0; i < target->n; i++)
		if (target->columns[i].field != FIELD_NONE)
			demand->fields |= FIELD_BIT(target->columns[i].field);
}

/*
 * Values.
 */

static void
write_date(const struct target *target, int day, struct buffer *out)
{
	if (day != DATE_NONE)
		date_style_write(&target->dates, day, out);
}

static void
write_flag(const struct target *target, bool flag, struct buffer *out)
{
	const char *word = target->vendor->flags[flag];

	buffer_string(out, word != NULL ? word : flag ? "1" : "0");
}

static void
write_kind(const struct target *target, enum kind kind, struct buffer *out)
{
	const char *word = target->vendor->status[kind];

	buffer_string(out, word != NULL ? word : kind_name(kind));
}

/* Other systems write the categories as people read them. */
static void
write_category(const struct target *target, struct slice value,
    struct buffer *out)
{
	static const char *const names[] = { "", "Omitted", "Pipeline",
	    "Best Case", "Commit" };
	enum category category;

	if (target->canonical || !category_read(value, &category))
		buffer_add(out, value.at, value.len);
	else
		buffer_string(out, names[category]);
}

/* So that it can be read, whatever the others of its column are. */
static void
write_number(bool cents, struct slice value, struct buffer *out)
{
	int64_t amount = 0;

	money_canonical(value, &amount);
	if (cents && amount <= MONEY_MAX / CENTS && amount >= -MONEY_MAX / CENTS)
		amount *= CENTS;
	money_write(out, amount, &(struct money_style){ .decimals = -1 });
}

/* A column of our own may be nothing but such as 1, which would be the whole. */
static void
write_percent(const struct target *target, struct slice value,
    struct buffer *out)
{
	int64_t ppm;

	buffer_add(out, value.at, value.len);
	if (target->canonical && percent_read(value, PERCENT_WHOLE, &ppm) ==
	    NULL && percent_is_small(ppm))
		buffer_byte(out, '%');
}

/* A canonical value as the system writes it. */
static void
write_value(const struct target *target, enum field field, struct slice value,
    struct buffer *out)
{
	if (value.len == 0)
		return;
	switch (field_row(field)->type) {
	case TYPE_MONEY:
		write_number(target->vendor->cents, value, out);
		break;
	case TYPE_NUMBER:
		write_number(false, value, out);
		break;
	case TYPE_DATE:
		write_date(target, date_canonical(value), out);
		break;
	case TYPE_CATEGORY:
		write_category(target, value, out);
		break;
	case TYPE_PERCENT:
		write_percent(target, value, out);
		break;
	default:
		buffer_add(out, value.at, value.len);
	}
}

/* The cell of the file; what cannot be read as what it is stays as it is. */
static void
write_cell(const struct target *target, const struct target_column *column,
    const struct deal *deal, struct buffer *out)
{
	const struct cell *cell = column->column == COLUMN_NONE ? NULL :
	    record_cell(deal->record, column->column);
	struct buffer value = { 0 };

	if (cell == NULL)
		return;
	if (column->field == FIELD_NONE) {
		buffer_add(out, cell->text.at, cell->text.len);
		return;
	}
	if (value_of_cell(&target->schema->columns[column->column],
	    deal->text[column->field], &value, NULL) == 0)
		write_value(target, column->field, (struct slice){ value.at,
		    value.len }, out);
	else
		buffer_add(out, cell->text.at, cell->text.len);
	buffer_free(&value);
}

/* The day it was closed, in a column of its own or in the only one there is for
 * expected and real closings. */
static bool
write_closing(const struct target *target, enum field field,
    const struct deal *deal, struct buffer *out)
{
	static const enum field days[] = { FIELD_CLOSED, FIELD_WON_ON,
	    FIELD_LOST_ON };
	enum kind kind = field == FIELD_LOST_ON ? KIND_LOST : KIND_WON;

	if (deal->kind == KIND_OPEN)
		return false;
	if (field == FIELD_CLOSED ? deal->text[field].len > 0 :
	    field == FIELD_CLOSE_DATE && has_any(target, days, 3))
		return false;
	if ((field == FIELD_WON_ON || field == FIELD_LOST_ON) &&
	    kind != deal->kind)
		return true;
	write_date(target, deal->closed_on, out);
	return true;
}

/* What follows from the deal as a whole. */
static bool
write_derived(const struct target *target, enum field field,
    const struct deal *deal, struct buffer *out)
{
	switch (field) {
	case FIELD_STATUS:
		if ((deal->bad & FIELD_BIT(FIELD_STATUS)) != 0)
			return false;
		write_kind(target, deal->kind, out);
		return true;
	case FIELD_IS_CLOSED:
		write_flag(target, deal->kind != KIND_OPEN, out);
		return true;
	case FIELD_IS_WON:
		write_flag(target, deal->kind == KIND_WON, out);
		return true;
	case FIELD_CLOSED:
	case FIELD_WON_ON:
	case FIELD_LOST_ON:
	case FIELD_CLOSE_DATE:
		return write_closing(target, field, deal, out);
	default:
		return false;
	}
}

void
target_cell(const struct target *target, const struct target_column *column,
    const struct deal *deal, struct slice history, struct buffer *out)
{
	if (column->field == FIELD_NONE && column->column == COLUMN_NONE)
		buffer_string(out, column->constant != NULL ?
		    column->constant : "");
	else if (column->field == FIELD_HISTORY) {
		if (history.len > 0)
			buffer_add(out, history.at, history.len);
	} else if (column->field == FIELD_NONE ||
	    !write_derived(target, column->field, deal, out))
		write_cell(target, column, deal, out);
}

/*
 * What has no place.
 */

void
target_see(struct target *target, struct record *record)
{
	for (size_t i = 0; i < target->schema->n; i++) {
		const struct cell *cell;

		if (target->placed[i] || target->left[i])
			continue;
		cell = record_cell(record, i);
		target->left[i] = cell != NULL &&
		    slice_trim(cell->text).len > 0;
	}
}

size_t
target_left(const struct target *target, struct buffer *out)
{
	size_t n = 0;

	for (size_t i = 0; i < target->schema->n; i++) {
		if (!target->left[i])
			continue;
		buffer_string(out, n++ > 0 ? ", '" : "'");
		text_safe(target->schema->columns[i].header, out);
		buffer_byte(out, '\'');
	}
	return n;
}

void
target_close(struct target *target)
{
	free(target->columns);
	free(target->placed);
	free(target->left);
	arena_free(&target->arena);
	*target = (struct target){ 0 };
}
