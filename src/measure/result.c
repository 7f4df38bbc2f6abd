#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/message.h"
#include "measure/result.h"

struct order {
	size_t column;
	bool down;
};

struct sorting {
	const struct result *result;
	struct order *orders;
	size_t n;
	size_t room;
};

/* qsort hands its comparison nothing but the elements. */
struct line {
	const struct sorting *by;
	size_t row;
};

/* What a column may hold, in the order mixed kinds are sorted. */
enum rank {
	RANK_NUMBER,
	RANK_DATE,
	RANK_TEXT,
	RANK_YES,
	RANK_BLANK
};

static char *
arena_text(struct arena *arena, const char *text)
{
	return arena_copy(arena, text, strlen(text));
}

bool
unit_is_money(enum unit unit)
{
	return unit == UNIT_MONEY || unit == UNIT_MONEY_MEAN;
}

struct result *
result_new(const char *title)
{
	struct result *r = memory_zero(1, sizeof(*r));

	r->currency = RESULT_NONE;
	if (title != NULL)
		r->title = arena_text(&r->arena, title);
	return r;
}

size_t
result_column(struct result *r, const char *key, const char *title,
    enum unit unit)
{
	size_t i = r->n_columns++;

	r->columns = memory_more(r->columns, r->n_columns,
	    sizeof(*r->columns));
	r->columns[i] = (struct result_column){
		.key = arena_text(&r->arena, key),
		.title = arena_text(&r->arena, title),
		.unit = unit
	};
	return i;
}

struct value *
result_row(struct result *r)
{
	size_t i, at = r->n_rows * r->n_columns;

	/* one more, so that there is an array even without columns */
	memory_room(&r->values, &r->room, at + r->n_columns + 1,
	    sizeof(*r->values));
	for (i = 0; i < r->n_columns; i++)
		r->values[at + i] = value_blank();
	r->n_rows++;
	return r->values + at;
}

struct value *
result_value(const struct result *r, size_t row, size_t column)
{
	return r->values + row * r->n_columns + column;
}

void
result_note(struct result *r, const char *format, ...)
{
	va_list args;
	char *note;
	int n;

	va_start(args, format);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n < 0)
		return;
	note = arena_get(&r->arena, (size_t)n + 1);
	va_start(args, format);
	(void)vsnprintf(note, (size_t)n + 1, format, args);
	va_end(args);
	r->notes = memory_more(r->notes, r->n_notes + 1, sizeof(*r->notes));
	r->notes[r->n_notes++] = note;
}

struct value
value_blank(void)
{
	return (struct value){ .kind = VALUE_BLANK };
}

struct value
value_whole(int128 whole)
{
	return (struct value){ .kind = VALUE_WHOLE, .whole = whole };
}

struct value
value_count(int128 whole)
{
	return (struct value){ .kind = VALUE_COUNT, .whole = whole };
}

struct value
value_ratio(struct ratio ratio)
{
	if (ratio_blank(ratio))
		return value_blank();
	return (struct value){ .kind = VALUE_RATIO, .ratio = ratio };
}

struct value
value_date(int day)
{
	if (day == DATE_NONE)
		return value_blank();
	return (struct value){ .kind = VALUE_DATE, .whole = day };
}

struct value
value_yes(bool yes)
{
	return (struct value){ .kind = yes ? VALUE_YES : VALUE_BLANK };
}

struct value
value_text(struct result *r, struct slice text)
{
	if (text.len == 0)
		return value_blank();
	return (struct value){
		.kind = VALUE_TEXT,
		.text = { arena_copy(&r->arena, text.at, text.len), text.len }
	};
}

static enum rank
rank_of(const struct value *v)
{
	switch (v->kind) {
	case VALUE_WHOLE:
	case VALUE_COUNT:
		return RANK_NUMBER;
	case VALUE_RATIO:
		return ratio_blank(v->ratio) ? RANK_BLANK : RANK_NUMBER;
	case VALUE_DATE:
		return RANK_DATE;
	case VALUE_TEXT:
		return RANK_TEXT;
	case VALUE_YES:
		return RANK_YES;
	case VALUE_BLANK:
		break;
	}
	return RANK_BLANK;
}

static struct ratio
number_of(const struct value *v)
{
	return v->kind == VALUE_RATIO ? v->ratio : ratio_of(v->whole, 1);
}

/* Two values of one rank. */
static int
compare_alike(const struct value *a, const struct value *b, enum rank rank)
{
	switch (rank) {
	case RANK_NUMBER:
		if (a->kind == VALUE_RATIO || b->kind == VALUE_RATIO)
			return ratio_compare(number_of(a), number_of(b));
		/* FALLTHROUGH */
	case RANK_DATE:
		return (a->whole > b->whole) - (a->whole < b->whole);
	case RANK_TEXT:
		return slice_compare(a->text, b->text);
	case RANK_YES:
	case RANK_BLANK:
		break;
	}
	return 0;
}

static int
compare_values(const struct value *a, const struct value *b, bool down)
{
	enum rank left = rank_of(a), right = rank_of(b);
	int order;

	/* blanks are last also where the rest is turned round */
	if (left == RANK_BLANK || right == RANK_BLANK)
		return (left == RANK_BLANK) - (right == RANK_BLANK);
	if (left != right)
		order = left < right ? -1 : 1;
	else
		order = compare_alike(a, b, left);
	/* not -order: a comparison may return INT_MIN */
	return down ? (order < 0) - (order > 0) : order;
}

static int
compare_lines(const void *left, const void *right)
{
	const struct line *a = left, *b = right;
	const struct sorting *by = a->by;
	size_t i;
	int order;

	for (i = 0; i < by->n; i++) {
		order = compare_values(
		    result_value(by->result, a->row, by->orders[i].column),
		    result_value(by->result, b->row, by->orders[i].column),
		    by->orders[i].down);
		if (order != 0)
			return order;
	}
	/* no two rows are equal, so that qsort is stable */
	return (a->row > b->row) - (a->row < b->row);
}

/* The columns, those whose key is nearest to KEY first. */
static size_t *
columns_near(const struct result *r, struct slice key)
{
	size_t *near = memory_zero(r->n_columns, sizeof(*near));
	size_t *far = memory_zero(r->n_columns, sizeof(*far));
	size_t i, j, distance;

	for (i = 0; i < r->n_columns; i++) {
		distance = text_distance(key, slice_of(r->columns[i].key));
		for (j = i; j > 0 && far[j - 1] > distance; j--) {
			far[j] = far[j - 1];
			near[j] = near[j - 1];
		}
		far[j] = distance;
		near[j] = i;
	}
	free(far);
	return near;
}

static int
unknown_column(const struct result *r, struct slice key, struct trouble *what)
{
	struct buffer name = { 0 }, list = { 0 };
	size_t *near = columns_near(r, key);
	size_t i;

	text_safe(key, &name);
	for (i = 0; i < r->n_columns; i++) {
		if (i > 0)
			buffer_string(&list, ", ");
		text_safe(slice_of(r->columns[near[i]].key), &list);
	}
	(void)trouble_set(what, "no column '%s' to sort by; there are %s",
	    buffer_text(&name), buffer_text(&list));
	free(near);
	buffer_free(&name);
	buffer_free(&list);
	return -1;
}

static size_t
find_column(const struct result *r, struct slice key)
{
	size_t i;

	for (i = 0; i < r->n_columns; i++)
		if (slice_is(key, r->columns[i].key))
			return i;
	return RESULT_NONE;
}

static int
add_order(struct sorting *by, struct slice key, struct trouble *what)
{
	struct order order = { .down = false };

	key = slice_trim(key);
	if (key.len > 0 && key.at[0] == '-') {
		order.down = true;
		key.at++;
		key.len--;
	}
	order.column = find_column(by->result, key);
	if (order.column == RESULT_NONE)
		return unknown_column(by->result, key, what);
	memory_room(&by->orders, &by->room, by->n + 1, sizeof(*by->orders));
	by->orders[by->n++] = order;
	return 0;
}

static void
sort_rows(struct result *r, const struct sorting *by)
{
	struct line *lines = memory_zero(r->n_rows, sizeof(*lines));
	size_t width = r->n_columns;
	struct value *sorted;
	size_t i;

	for (i = 0; i < r->n_rows; i++)
		lines[i] = (struct line){ by, i };
	qsort(lines, r->n_rows, sizeof(*lines), compare_lines);
	sorted = memory_more(NULL, r->n_rows * width, sizeof(*sorted));
	for (i = 0; i < r->n_rows; i++)
		memcpy(sorted + i * width, result_value(r, lines[i].row, 0),
		    width * sizeof(*sorted));
	free(lines);
	free(r->values);
	r->values = sorted;
	r->room = r->n_rows * width;
}

int
result_sort(struct result *r, const char *keys, struct trouble *what)
{
	struct sorting by = { .result = r };
	struct slice rest = slice_of(keys), key;
	int status = 0;

	while (status == 0 && slice_next(&rest, ',', &key))
		status = add_order(&by, key, what);
	if (status == 0 && by.n > 0 && r->n_rows > 1)
		sort_rows(r, &by);
	free(by.orders);
	return status;
}

void
result_limit(struct result *r, size_t n)
{
	if (n < r->n_rows)
		r->n_rows = n;
}

void
result_without(struct result *r, size_t column)
{
	size_t i, n = 0;

	for (i = 0; i < r->n_rows * r->n_columns; i++)
		if (i % r->n_columns != column)
			r->values[n++] = r->values[i];
	r->n_columns--;
	memmove(&r->columns[column], &r->columns[column + 1],
	    (r->n_columns - column) * sizeof(*r->columns));
	if (r->currency == column)
		r->currency = RESULT_NONE;
	else if (r->currency != RESULT_NONE && r->currency > column)
		r->currency--;
}

size_t
result_find(const struct result *r, const char *key)
{
	return find_column(r, slice_of(key));
}

void
result_free(struct result *r)
{
	if (r == NULL)
		return;
	free(r->columns);
	free(r->values);
	free(r->notes);
	arena_free(&r->arena);
	free(r);
}
