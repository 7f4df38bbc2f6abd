#include <stdio.h>
#include <stdlib.h>

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

struct group_slot {
	struct slice key;	/* among the keys; empty: none */
	size_t number;
};

/* The texts of a deal's key, all at hand? Else its key must be made. *HASH tells
 * them apart well enough to find them again. */
static bool
parts_of(const struct grouping *grouping, const struct view *view,
    struct slice parts[1 + GROUP_BY_MOST], uint64_t *hash)
{
	uint64_t sum = 0;

	parts[0].at = view->currency[0] != '\0' ? view->currency :
	    grouping->house;
	parts[0].len = parts[0].at[0] != '\0' ? CODE : 0;
	for (size_t i = 0; i < grouping->n; i++) {
		struct slice *part = &parts[i + 1];

		if (!reference_slice(&grouping->by[i], view, part))
			return false;
		if (part->len >= 8)
			sum ^= text_load8(part->at) ^
			    text_load8(part->at + part->len - 8) << 1;
		else if (part->len > 0)
			sum ^= (uint64_t)(unsigned char)part->at[0] << 8 |
			    (unsigned char)part->at[part->len - 1];
		sum = (sum ^ part->len) * UINT64_C(0x9e3779b97f4a7c15);
	}
	*hash = sum >> 32;
	return true;
}

/* Is the key in the slot made of these parts? */
static bool
slot_holds(const struct group_slot *slot, const struct slice *parts, size_t n)
{
	const char *at = slot->key.at;
	size_t left = slot->key.len;

	if (at == NULL)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && (left-- == 0 || *at++ != '\0'))
			return false;
		if (left < parts[i].len ||
		    !text_equal(at, parts[i].at, parts[i].len))
			return false;
		at += parts[i].len;
		left -= parts[i].len;
	}
	return left == 0;
}

/* The slot of two that holds these parts, or else the first of them, emptied for
 * them: what it held moves to the second. */
static struct group_slot *
find_slot(struct group_slot *slots, const struct slice *parts, size_t n)
{
	for (size_t i = 0; i < 2; i++)
		if (slot_holds(&slots[i], parts, n))
			return &slots[i];
	slots[1] = slots[0];
	slots[0] = (struct group_slot){ { NULL, 0 }, 0 };
	return slots;
}

size_t
group_number(const struct grouping *grouping, const struct view *view,
    struct intern *keys, struct group_memo *memo, struct buffer *spare,
    bool *new)
{
	struct slice parts[1 + GROUP_BY_MOST];
	struct group_slot *slot = NULL;
	size_t number;
	uint64_t hash;

	if (memo->slots == NULL)
		memo->slots = memory_zero(GROUP_MEMO, sizeof *memo->slots);
	if (parts_of(grouping, view, parts, &hash))
		slot = find_slot(&memo->slots[hash % GROUP_MEMO & ~(size_t)1],
		    parts, grouping->n + 1);
	*new = false;
	if (slot != NULL && slot->key.at != NULL)
		return slot->number;
	group_key(grouping, view, spare);
	number = intern_number(keys, (struct slice){ spare->at, spare->len },
	    new);
	if (slot != NULL)
		*slot = (struct group_slot){ intern_text(keys, number),
		    number };
	return number;
}

void
group_memo_free(struct group_memo *memo)
{
	free(memo->slots);
	memo->slots = NULL;
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
