#include <stdlib.h>

#include "base/memory.h"
#include "measure/group_memo.h"

/* The slots there are, so that for few values and groups few are touched, and so many
 * for each that most are in the first place they may be in. */
#define SLOTS_FIRST 128
#define SLOTS_MOST (1 << 15)
#define SLOTS_EACH 4

#define BITS_MOST 16	/* of a value's number */

/* What is asked for every deal is part of the one function that asks. */
#define PART static inline __attribute__((always_inline))

/* The first of the two slots of N it may be in. */
PART size_t
place_of(uint64_t hash, size_t n)
{
	return hash >> 40 & (n - 2);
}

PART bool
is_value(const struct value_slot *slot, struct ends ends, struct slice text)
{
	return slot->ends.first == ends.first && slot->ends.last == ends.last &&
	    slot->len == text.len && (text.len <= TEXT_ENDS ||
	    memcmp(slot->at, text.at, text.len) == 0);
}

/* The number of a text, 0 where the table does not hold it: a slot that is empty may
 * be taken for a blank one's, and says the same. */
PART uint64_t
text_number(const struct value_table *table, struct slice text)
{
	struct ends ends = text_ends(text);
	const struct value_slot *slot = &table->slots[place_of(ends_hash(ends),
	    table->n)];

	if (is_value(slot, ends, text))
		return slot->number;
	return is_value(slot + 1, ends, text) ? slot[1].number : 0;
}

/* The number of value number VALUE of a deal, 0 where it has none here. That of a stage
 * is the stage's own; that two of a name have one each does no harm. */
PART uint64_t
value_number(const struct grouping *grouping, const struct view *view,
    const struct group_memo *memo, size_t value)
{
	const struct slice *text;
	struct slice spare;

	if (value == memo->stage && view->stage->number < memo->first - 1)
		return view->stage->number + 1;
	text = reference_slice(&grouping->by[value], view, &spare);
	return text == NULL ? 0 : text_number(&memo->values[value], *text);
}

/* A code and its NUL, for three bytes alone would be loaded one by one. */
PART uint32_t
currency_number(const struct view *view)
{
	return view->currency[0] == '\0' ? 1 :
	    1 + (uint32_t)text_load4(view->currency);
}

PART bool
is_group(const struct group_slot *slot, uint64_t values, uint32_t currency)
{
	return slot->values == values && slot->currency == currency;
}

/* The first of the two slots it may be in. */
PART struct group_slot *
group_slot(const struct group_memo *memo, uint64_t values, uint32_t currency)
{
	return &memo->slots[place_of((values + currency) *
	    UINT64_C(0x9e3779b97f4a7c15), memo->n)];
}

/* How many slots are to be for so many, where there are N. */
static size_t
slots_for(size_t n, size_t count)
{
	if (n == 0)
		return SLOTS_FIRST;
	return n < count * SLOTS_EACH && n < SLOTS_MOST ? n * 4 : n;
}

/* Forget all groups, and have slots for so many. */
static void
groups_anew(struct group_memo *memo, size_t n)
{
	memo->n = n;
	free(memo->slots);
	memo->slots = memory_zero(n, sizeof *memo->slots);
}

/* Make room for one value more. All of them are forgotten where there is to be more
 * room, or no number is left; and the groups, for their numbers are given again. */
static void
values_room(struct group_memo *memo, size_t value)
{
	struct value_table *table = &memo->values[value];
	size_t n = slots_for(table->n, table->given - memo->first);

	if (n == table->n && table->given < 2 * memo->first - 1)
		return;
	if (table->n > 0)
		groups_anew(memo, memo->n);
	free(table->slots);
	*table = (struct value_table){ memory_zero(n, sizeof *table->slots), n,
	    memo->first };
}

static bool
is_stage(const struct reference *by)
{
	return by->kind == REF_FIELD && by->field == FIELD_STAGE;
}

/* A value that must be made of each deal is not found faster than a key. */
static bool
all_at_hand(const struct grouping *grouping, const struct view *view)
{
	struct slice spare;

	for (size_t i = 0; i < grouping->n; i++)
		if (reference_slice(&grouping->by[i], view, &spare) == NULL)
			return false;
	return true;
}

static void
memo_begin(struct group_memo *memo, const struct grouping *grouping)
{
	memo->bits = grouping->n * BITS_MOST <= 64 ? BITS_MOST :
	    64 / (unsigned)grouping->n;
	memo->first = UINT32_C(1) << (memo->bits - 1);
	memo->stage = GROUP_NONE;
	for (size_t i = 0; i < grouping->n; i++) {
		values_room(memo, i);
		if (is_stage(&grouping->by[i]))
			memo->stage = i;
	}
}

/* Make room for so many groups; false: none is kept. */
static bool
memo_room(struct group_memo *memo, const struct grouping *grouping,
    const struct view *view, size_t groups)
{
	size_t n = slots_for(memo->n, groups);

	if (memo->n == 0)
		memo->idle = !all_at_hand(grouping, view);
	if (memo->idle)
		return false;
	if (memo->n == 0)
		memo_begin(memo, grouping);
	if (n != memo->n)
		groups_anew(memo, n);
	return true;
}

/* Give value number VALUE of a deal, which KEY holds, a number and the first of its
 * slots; what that held moves to the second. 0: it has none, for
 * with a NUL it is not what the key says. */
static uint64_t
put_value(struct group_memo *memo, const struct grouping *grouping,
    const struct view *view, size_t value, struct slice key)
{
	struct value_table *table = &memo->values[value];
	struct slice part = group_part(key, value + 1), spare;
	const struct slice *text = reference_slice(&grouping->by[value], view,
	    &spare);
	struct ends ends = text_ends(part);
	struct value_slot *slot;

	if (!slice_equal(*text, part))
		return 0;
	values_room(memo, value);
	slot = &table->slots[place_of(ends_hash(ends), table->n)];
	slot[1] = slot[0];
	slot[0] = (struct value_slot){ ends, part.at, (uint32_t)part.len,
	    ++table->given };
	return table->given;
}

/* Keep the group of a deal and its values, which lie in KEY. */
static void
memo_keep(struct group_memo *memo, const struct grouping *grouping,
    const struct view *view, struct slice key, size_t group)
{
	uint32_t currency = currency_number(view);
	uint64_t values = 0, number;
	struct group_slot *slot;

	for (size_t i = 0; i < grouping->n; i++) {
		number = value_number(grouping, view, memo, i);
		if (number == 0)
			number = put_value(memo, grouping, view, i, key);
		if (number == 0)
			return;
		values = values << memo->bits | number;
	}
	slot = group_slot(memo, values, currency);
	slot[1] = slot[0];
	slot[0] = (struct group_slot){ values, currency, (uint32_t)group };
}

/* The number of a group that the memo does not hold; it shall hold it. */
SELDOM static size_t
number_anew(const struct grouping *grouping, const struct view *view,
    struct intern *keys, struct group_memo *memo, struct buffer *spare,
    bool *new)
{
	size_t group;

	group_key(grouping, view, spare);
	group = intern_number(keys, (struct slice){ spare->at, spare->len }, new);
	if (memo_room(memo, grouping, view, keys->n))
		memo_keep(memo, grouping, view, intern_text(keys, group), group);
	return group;
}

size_t
group_number(const struct grouping *grouping, const struct view *view,
    struct intern *keys, struct group_memo *memo, struct buffer *spare,
    bool *new)
{
	uint32_t currency = currency_number(view);
	const struct group_slot *slot;
	uint64_t values = 0, number;

	if (memo->n == 0)
		return number_anew(grouping, view, keys, memo, spare, new);
	for (size_t i = 0; i < grouping->n; i++) {
		number = value_number(grouping, view, memo, i);
		if (number == 0)
			return number_anew(grouping, view, keys, memo, spare,
			    new);
		values = values << memo->bits | number;
	}
	*new = false;
	slot = group_slot(memo, values, currency);
	if (is_group(slot, values, currency))
		return slot->group;
	if (is_group(slot + 1, values, currency))
		return slot[1].group;
	return number_anew(grouping, view, keys, memo, spare, new);
}

void
group_memo_free(struct group_memo *memo)
{
	for (size_t i = 0; i < GROUP_BY_MOST; i++)
		free(memo->values[i].slots);
	free(memo->slots);
	*memo = (struct group_memo){ .slots = NULL };
}
