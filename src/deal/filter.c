#include <stdlib.h>
#include <string.h>

#include "deal/filter.h"

#define N(slice) (int)(slice).len, (slice).at

#define MANY 16		/* values no more looked through one after the other */

static const struct {
	const char *text;
	enum filter_operator operator;
} operators[] = {	/* the longer first where one begins another */
	{ "!=", OP_NOT_EQUAL },
	{ "!~", OP_HOLDS_NOT },
	{ "<=", OP_LESS_EQUAL },
	{ ">=", OP_GREATER_EQUAL },
	{ "=", OP_EQUAL },
	{ "<", OP_LESS },
	{ ">", OP_GREATER },
	{ "~", OP_HOLDS },
};

/* The leftmost operator of EXPR; its place, or EXPR's length. */
static size_t
find_operator(struct slice expr, enum filter_operator *operator,
    size_t *length)
{
	for (size_t at = 0; at < expr.len; at++)
		for (size_t i = 0; i < sizeof operators / sizeof *operators;
		    i++) {
			size_t n = strlen(operators[i].text);

			if (expr.len - at >= n && memcmp(expr.at + at,
			    operators[i].text, n) == 0) {
				*operator = operators[i].operator;
				*length = n;
				return at;
			}
		}
	*length = 0;
	return expr.len;
}

/* A value by the type of its field: a number in the field's own units. */
static const char *
read_number(const struct reference *reference, struct slice text,
    int64_t *number)
{
	bool blank;

	if (reference->kind == REF_FIELD &&
	    field_row(reference->field)->type == TYPE_PERCENT)
		return percent_read(text, PERCENT_UNKNOWN, number);
	if (reference->kind == REF_AGE ||
	    reference->kind == REF_DAYS_IN_STAGE) {
		const char *wrong = money_read(text, DECIMAL_UNKNOWN, number,
		    &blank);

		if (wrong != NULL || *number % MONEY_UNIT != 0)
			return "is not a number of days";
		*number /= MONEY_UNIT;
		return NULL;
	}
	return money_read(text, DECIMAL_UNKNOWN, number, &blank);
}

static int
read_value(struct condition *condition, struct slice text, int today,
    int fiscal, struct trouble *what)
{
	struct filter_value *value = &condition->values[condition->n_values];
	const char *wrong = NULL;
	int day;

	value->text = text;
	if (condition->type == AS_NUMBER)
		wrong = read_number(&condition->reference, text,
		    &value->number);
	if (condition->type == AS_DATE) {
		wrong = date_word(text, today, fiscal, &day);
		value->number = day;
	}
	if (wrong != NULL)
		return trouble_set(what, "'%.*s': '%.*s' %s",
		    N(condition->reference.name), N(text), wrong);
	condition->n_values++;
	return 0;
}

/* A header of no type compares as its value reads: a number, a date, text. */
static enum value_type
type_of_value(const struct condition *condition, struct slice value,
    int today, int fiscal)
{
	int64_t number;
	bool blank;
	int day;

	if ((condition->reference.kind != REF_HEADER &&
	    condition->reference.kind != REF_LOOKUP) ||
	    condition->operator < OP_LESS)
		return AS_TEXT;
	if (money_read(value, DECIMAL_UNKNOWN, &number, &blank) == NULL &&
	    !blank)
		return AS_NUMBER;
	return date_word(value, today, fiscal, &day) == NULL ? AS_DATE :
	    AS_TEXT;
}

static int
read_values(struct condition *condition, struct slice values, int today,
    int fiscal, struct filter *filter, struct trouble *what)
{
	struct slice rest = values, part;
	size_t n = 1;

	for (size_t i = 0; i < values.len; i++)
		n += values.at[i] == '|';
	condition->values = arena_get(&filter->arena,
	    n * sizeof *condition->values);
	condition->n_values = 0;
	condition->type = condition->operator >= OP_HOLDS ? AS_TEXT :
	    reference_type(&condition->reference);
	if (condition->type == AS_TEXT && condition->operator < OP_HOLDS)
		condition->type = type_of_value(condition, values, today,
		    fiscal);
	if (condition->operator != OP_EQUAL &&
	    condition->operator != OP_NOT_EQUAL) {
		if (values.len == 0 && condition->operator < OP_HOLDS)
			return trouble_set(what, "'%.*s': compared with "
			    "nothing", N(condition->reference.name));
		return read_value(condition, values, today, fiscal, what);
	}
	while (slice_next(&rest, '|', &part)) {
		part = slice_trim(part);
		if (part.len > 0 && read_value(condition, part, today, fiscal,
		    what) != 0)
			return -1;
	}
	return 0;
}

static int
by_number(const void *a, const void *b)
{
	const struct filter_value *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

/* So many values that none may cost a look at each deal. */
static void
index_values(struct condition *condition)
{
	struct buffer folded = { 0 };

	if (condition->n_values < MANY)
		return;
	if (condition->type != AS_TEXT)
		qsort(condition->values, condition->n_values,
		    sizeof *condition->values, by_number);
	for (size_t i = 0; condition->type == AS_TEXT &&
	    i < condition->n_values; i++) {
		buffer_clear(&folded);
		text_fold(condition->values[i].text, &folded);
		intern_number(&condition->many, (struct slice){ folded.at,
		    folded.len }, NULL);
	}
	buffer_free(&folded);
}

int
filter_add(struct filter *filter, struct slice expr, int today, int fiscal,
    bool bare, struct demand *demand, struct trouble *what)
{
	struct condition condition = { .operator = OP_NOT_EQUAL };
	struct slice name, values;
	size_t at, length;

	/* the names must live as long as the filter */
	expr = slice_trim(expr);
	expr.at = arena_copy(&filter->arena, expr.at, expr.len);
	condition.expression = expr;
	at = find_operator(expr, &condition.operator, &length);
	if (at == expr.len && !bare)
		return trouble_set(what, "'%.*s' is not FIELD OP VALUE (=, !=, "
		    "<, <=, >, >=, ~ or !~)", N(expr));
	name = slice_trim((struct slice){ expr.at, at });
	values = slice_trim((struct slice){ expr.at + at + length,
	    expr.len - at - length });
	if (name.len == 0)
		return trouble_set(what, "'%.*s' names no field", N(expr));
	condition.reference = reference_of(name, fiscal, demand);
	if (read_values(&condition, values, today, fiscal, filter, what) != 0)
		return -1;
	index_values(&condition);
	memory_room(&filter->conditions, &filter->room, filter->n + 1,
	    sizeof *filter->conditions);
	filter->conditions[filter->n++] = condition;
	return 0;
}

/* What the deal has, as a number; texts of headers are read as such. */
static bool
number_of(const struct condition *condition, const struct view *view,
    int64_t *number)
{
	struct slice text;
	bool blank = true;
	int day;

	if (condition->reference.kind == REF_LOOKUP)
		text = reference_lookup(&condition->reference, view);
	else if (condition->reference.kind == REF_HEADER)
		text = view->deal->extra[condition->reference.extra];
	else
		return reference_number(&condition->reference, view, number);
	if (condition->type == AS_NUMBER)
		return money_read(text, DECIMAL_UNKNOWN, number,
		    &blank) == NULL && !blank;
	if (date_read(text, DATES_UNKNOWN, &day) != NULL || day == DATE_NONE)
		return false;
	*number = day;
	return true;
}

static bool
compare_holds(enum filter_operator operator, int order)
{
	switch (operator) {
	case OP_LESS:
		return order < 0;
	case OP_LESS_EQUAL:
		return order <= 0;
	case OP_GREATER:
		return order > 0;
	case OP_GREATER_EQUAL:
		return order >= 0;
	default:
		return order == 0;
	}
}

/* Blank equals nothing but blank and is neither less nor greater. */
static bool
number_holds(const struct condition *condition, const struct view *view)
{
	bool equal = condition->operator <= OP_NOT_EQUAL;
	int64_t number;
	bool any = false;

	if (!number_of(condition, view, &number)) {
		any = equal && condition->n_values == 0;
		return any != (condition->operator == OP_NOT_EQUAL);
	}
	if (condition->n_values >= MANY) {
		struct filter_value wanted = { .number = number };

		any = bsearch(&wanted, condition->values, condition->n_values,
		    sizeof wanted, by_number) != NULL;
	}
	for (size_t i = 0; i < condition->n_values &&
	    condition->n_values < MANY && !any; i++) {
		int64_t other = condition->values[i].number;

		any = compare_holds(condition->operator,
		    (number > other) - (number < other));
	}
	return any != (condition->operator == OP_NOT_EQUAL);
}

static int
text_order(struct slice a, struct slice b)
{
	struct buffer x = { 0 }, y = { 0 };
	int order;

	text_fold(a, &x);
	text_fold(b, &y);
	order = slice_compare((struct slice){ x.at, x.len },
	    (struct slice){ y.at, y.len });
	buffer_free(&x);
	buffer_free(&y);
	return order;
}

static bool
value_holds(const struct condition *condition, struct slice text,
    struct slice value)
{
	switch (condition->operator) {
	case OP_EQUAL:
	case OP_NOT_EQUAL:
		return text_same(text, value);
	case OP_HOLDS:
	case OP_HOLDS_NOT:
		return text_holds(text, value);
	default:
		return text.len > 0 && compare_holds(condition->operator,
		    text_order(text, value));
	}
}

static bool
is_one_of_many(const struct condition *condition, struct slice text)
{
	struct buffer folded = { 0 };
	bool is;

	text_fold(text, &folded);
	is = intern_find(&condition->many, (struct slice){ folded.at,
	    folded.len }) != INTERN_NONE;
	buffer_free(&folded);
	return is;
}

static bool
text_condition_holds(const struct condition *condition,
    const struct view *view)
{
	struct buffer text = { 0 };
	struct slice slice;
	const struct slice *kept = reference_slice(&condition->reference,
	    view, &slice);
	bool any;

	if (kept == NULL) {
		reference_text(&condition->reference, view, &text);
		slice = (struct slice){ text.at, text.len };
		kept = &slice;
	}
	slice = slice_trim(*kept);
	any = condition->n_values == 0 && slice.len == 0;
	if (condition->n_values >= MANY)
		any = is_one_of_many(condition, slice);
	for (size_t i = 0; i < condition->n_values &&
	    condition->n_values < MANY && !any; i++)
		any = value_holds(condition, slice, condition->values[i].text);
	buffer_free(&text);
	return any != (condition->operator == OP_NOT_EQUAL ||
	    condition->operator == OP_HOLDS_NOT);
}

/* Does one of the types of activity it had by then hold? */
static bool
activity_holds(const struct condition *condition, const struct view *view)
{
	const struct touches *touches = view->deal->touches;
	struct condition one = *condition;
	struct view under = *view;
	bool any = false, blank = true;

	if (one.operator == OP_NOT_EQUAL)
		one.operator = OP_EQUAL;
	if (one.operator == OP_HOLDS_NOT)
		one.operator = OP_HOLDS;
	for (size_t i = touches == NULL ? TOUCH_NONE : view->deal->touch;
	    !any && i != TOUCH_NONE && touches->at[i].day <= view->day;
	    i = touches->at[i].next) {
		blank = false;
		under.activity = touches->at[i].type;
		any = text_condition_holds(&one, &under);
	}
	if (blank)
		any = text_condition_holds(&one, view);
	return any != (one.operator != condition->operator);
}

const struct condition *
filter_fails(const struct filter *filter, const struct view *view)
{
	for (size_t i = 0; i < filter->n; i++) {
		const struct condition *condition = &filter->conditions[i];

		if (!(condition->reference.kind == REF_ACTIVITY ?
		    activity_holds(condition, view) :
		    condition->type == AS_TEXT ?
		    text_condition_holds(condition, view) :
		    number_holds(condition, view)))
			return condition;
	}
	return NULL;
}

void
filter_free(struct filter *filter)
{
	for (size_t i = 0; i < filter->n; i++)
		intern_free(&filter->conditions[i].many);
	free(filter->conditions);
	arena_free(&filter->arena);
	*filter = (struct filter){ 0 };
}
