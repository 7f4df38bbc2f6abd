#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure/group.h"

#define CODE 3		/* letters of a currency */

/* What a key's currency or one of its values is sorted by. */
struct rank {
	int64_t place;
	struct slice text;
};

/* qsort hands its comparison nothing but the elements. */
struct placed {
	const struct rank *ranks;
	size_t n;		/* of them */
	size_t number;
};

int
grouping_ask(struct grouping *grouping, const char *by, int fiscal,
    struct demand *demand, struct trouble *what)
{
	struct slice rest = slice_of(by), part;

	demand->fields |= FIELD_BIT(FIELD_CURRENCY);
	while (slice_next(&rest, ',', &part)) {
		if (grouping->n == GROUP_BY_MOST)
			return trouble_set(what, "--by: more than %d fields",
			    GROUP_BY_MOST);
		grouping->by[grouping->n++] = reference_of(slice_trim(part),
		    fiscal, demand);
	}
	return 0;
}

size_t
grouping_activity(const struct grouping *grouping)
{
	for (size_t i = 0; i < grouping->n; i++)
		if (grouping->by[i].kind == REF_ACTIVITY)
			return i;
	return GROUP_NONE;
}

void
group_key(const struct grouping *grouping, const struct view *view,
    struct buffer *key)
{
	buffer_clear(key);
	buffer_string(key, view->currency[0] != '\0' ? view->currency :
	    grouping->house);
	for (size_t i = 0; i < grouping->n; i++) {
		buffer_byte(key, '\0');
		reference_text(&grouping->by[i], view, key);
	}
}

bool
group_is_key(const struct grouping *grouping, struct slice key)
{
	size_t currency = group_part(key, 0).len, parts = 1;

	for (size_t i = 0; i < key.len; i++)
		parts += key.at[i] == '\0';
	return (currency == 0 || currency == CODE) && parts == grouping->n + 1;
}

struct slice
group_part(struct slice key, size_t index)
{
	struct slice part = { NULL, 0 };

	for (size_t i = 0; i <= index; i++)
		if (!slice_next(&key, '\0', &part))
			return (struct slice){ NULL, 0 };
	return part;
}

static int
compare_placed(const void *left, const void *right)
{
	const struct placed *a = left, *b = right;
	int order = 0;

	for (size_t i = 0; order == 0 && i < a->n; i++) {
		const struct rank *x = &a->ranks[i], *y = &b->ranks[i];

		order = (x->place > y->place) - (x->place < y->place);
		if (order == 0)
			order = slice_compare(x->text, y->text);
	}
	return order;
}

/* The parts of KEY as they are sorted by. */
static void
rank_key(const struct grouping *grouping, struct slice key, struct rank *ranks)
{
	slice_next(&key, '\0', &ranks[0].text);
	ranks[0].place = ranks[0].text.len == 0 ? REFERENCE_BLANK :
	    REFERENCE_UNPLACED;
	for (size_t i = 0; i < grouping->n; i++) {
		struct rank *rank = &ranks[i + 1];

		slice_next(&key, '\0', &rank->text);
		rank->place = reference_place(&grouping->by[i],
		    grouping->stages, rank->text);
	}
}

size_t *
group_order(const struct grouping *grouping, const struct intern *keys)
{
	size_t parts = 1 + grouping->n;
	struct rank *ranks = memory_zero(keys->n * parts + 1, sizeof *ranks);
	struct placed *placed = memory_zero(keys->n + 1, sizeof *placed);
	size_t *order = memory_zero(keys->n + 1, sizeof *order);

	for (size_t i = 0; i < keys->n; i++) {
		rank_key(grouping, intern_text(keys, i), &ranks[i * parts]);
		placed[i] = (struct placed){ &ranks[i * parts], parts, i };
	}
	qsort(placed, keys->n, sizeof *placed, compare_placed);
	for (size_t i = 0; i < keys->n; i++)
		order[i] = placed[i].number;
	free(ranks);
	free(placed);
	return order;
}

void
group_columns(const struct grouping *grouping, struct result *result,
    bool currency)
{
	char name[128];

	if (currency) {
		result->currency = result_column(result, "currency",
		    "currency", UNIT_TEXT);
		result->columns[result->currency].group = true;
	}
	for (size_t i = 0; i < grouping->n; i++) {
		const struct reference *by = &grouping->by[i];
		size_t column;

		snprintf(name, sizeof name, "%.*s", (int)by->name.len,
		    by->name.at);
		column = result_column(result, name, name,
		    by->kind == REF_FIELD && by->field == FIELD_STAGE ?
		    UNIT_STAGE : by->kind == REF_SIZE ? UNIT_MONEY : UNIT_TEXT);
		result->columns[column].group = true;
	}
}

static struct value
value_of(struct result *result, const struct reference *by, struct slice text)
{
	int64_t amount;

	if (by->kind == REF_SIZE)
		return money_canonical(text, &amount) ?
		    value_whole(amount) : value_blank();
	return value_text(result, text);
}

size_t
group_values(const struct grouping *grouping, struct result *result,
    struct value *row, struct slice key, bool currency)
{
	size_t at = 0;

	if (currency)
		row[at++] = value_text(result, group_part(key, 0));
	for (size_t i = 0; i < grouping->n; i++)
		row[at++] = value_of(result, &grouping->by[i],
		    group_part(key, i + 1));
	return at;
}
