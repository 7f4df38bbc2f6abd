#include <stdlib.h>

#include "base/memory.h"
#include "measure/group_memo.h"

/* Bits of a slot's place: few slots for few values or groups, and for each so many that
 * most are in the first place they may be in; more where those of one place would push
 * each other out. */
#define SLOT_BITS_FIRST 7
#define SLOT_BITS_MOST 17
#define SLOTS_EACH 4
#define SLOTS_APART 64

/* Values whose numbers are in one word, with so many bits each; of two with more. */
#define TOGETHER 4
#define NUMBER_BITS 16
#define NUMBER_BITS_OF_TWO 32

/* What is asked for every deal is part of the one function that asks. */
#define PART static inline __attribute__((always_inline))

/* The first of the two slots it may be in. */
PART size_t
place_of(uint64_t hash, unsigned bits)
{
	return hash >> (64 - bits) & ~(size_t)1;
}

PART bool
is_value(const struct value_slot *slot, struct ends ends, struct slice text)
{
	return slot->ends.first == ends.first && slot->ends.last == ends.last &&
	    slot->len == text.len && (text.len <= TEXT_ENDS ||
	    memcmp(slot->at, text.at, text.len) == 0);
}

/* Long texts may be alike at both ends; then what is between them tells them apart. */
PART struct value_slot *
value_slot(const struct value_table *table, struct ends ends, struct slice text)
{
	uint64_t hash = ends_hash(ends);

	if (text.len > TEXT_ENDS)
		hash += text_load8(text.at + text.len / 2 - 4) *
		    UINT64_C(0xd6e8feb86659fd93);
	return &table->slots[place_of(hash, table->bits)];
}

/* The number of a text, 0 where the table does not hold it: a slot that is empty may
 * be taken for a blank one's, and says the same. */
PART uint64_t
text_number(const struct value_table *table, struct slice text)
{
	struct ends ends = text_ends(text);
	const struct value_slot *slot = value_slot(table, ends, text);

	if (is_value(slot, ends, text))
		return slot->number;
	return is_value(slot + 1, ends, text) ? slot[1].number : 0;
}

/* The number of value number VALUE of a deal, 0 where it has none here. That of a stage
 * is the stage's own (none but the pooled one is without a name, and that has none); that
 * two of a name have one each does no harm. */
PART uint64_t
value_number(const struct grouping *grouping, const struct view *view,
    const struct group_memo *memo, size_t value)
{
	const struct slice *text;
	struct slice spare;

	if (value == memo->stage && view->stage->number < memo->first - 1)
		return view->stage->number + 1;
	text = reference_slice(&grouping->by[value], view, &spare);
	return text == NULL ? 0 : text_number(&memo->tables[value], *text);
}

/* A code and its NUL, for three bytes alone would be loaded one by one. */
PART uint32_t
currency_number(const struct view *view)
{
	return view->currency[0] == '\0' ? 1 :
	    1 + (uint32_t)text_load4(view->currency);
}

PART size_t
group_place(const struct group_memo *memo, uint64_t values, uint64_t others)
{
	return place_of((values + others) * UINT64_C(0x9e3779b97f4a7c15),
	    memo->bits);
}

PART bool
is_group(const struct group_slot *slot, uint64_t values, uint32_t currency)
{
	return slot->values == values && slot->currency == currency;
}

/* The bits there are to be for COUNT, where there are some; FULL: a place is. */
static unsigned
bits_for(unsigned bits, size_t count, bool full)
{
	size_t wanted = count * (full ? SLOTS_APART : SLOTS_EACH);

	if (bits == 0)
		return SLOT_BITS_FIRST;
	return (size_t)1 << bits < wanted && bits < SLOT_BITS_MOST ? bits + 2 :
	    bits;
}

/* Forget all groups, and have so many slots. */
static void
groups_anew(struct group_memo *memo, const struct grouping *grouping,
    unsigned bits)
{
	memo->bits = bits;
	free(memo->slots);
	memo->slots = memory_zero((size_t)1 << bits, sizeof *memo->slots);
	if (grouping->n <= TOGETHER)
		return;
	free(memo->others);
	memo->others = memory_zero((size_t)1 << bits, sizeof *memo->others);
}

/* Make room for so many GROUPS, FULL as in bits_for. */
static void
groups_room(struct group_memo *memo, const struct grouping *grouping,
    size_t groups, bool full)
{
	unsigned bits = bits_for(memo->bits, groups, full);

	if (bits != memo->bits)
		groups_anew(memo, grouping, bits);
}

/* Make room for one value more, FULL as in bits_for. All of them are forgotten where
 * there is to be more room, or no number is left; and the groups, for their numbers are
 * given again. */
static void
values_room(struct group_memo *memo, const struct grouping *grouping,
    size_t value, bool full)
{
	struct value_table *table = &memo->tables[value];
	uint32_t given = table->given - memo->first;
	unsigned bits = bits_for(table->bits, given, full);

	if (bits == table->bits && given < memo->first - 1)
		return;
	if (table->bits > 0)
		groups_anew(memo, grouping, memo->bits);
	free(table->slots);
	*table = (struct value_table){ memory_zero((size_t)1 << bits,
	    sizeof *table->slots), bits, memo->first };
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
	memo->number_bits = grouping->n <= 2 ? NUMBER_BITS_OF_TWO : NUMBER_BITS;
	memo->first = UINT32_C(1) << (memo->number_bits - 1);
	memo->stage = GROUP_NONE;
	for (size_t i = 0; i < grouping->n; i++) {
		values_room(memo, grouping, i, false);
		if (is_stage(&grouping->by[i]))
			memo->stage = i;
	}
	groups_room(memo, grouping, 0, false);
	memo->quick = grouping->n <= TOGETHER;
}

/* Make the memo ready for so many GROUPS, where that is not so yet; false: nothing is
 * kept, for a value is not at hand, or most groups would not be found. */
static bool
memo_ready(struct group_memo *memo, const struct grouping *grouping,
    const struct view *view, size_t groups)
{
	if (groups > (size_t)1 << SLOT_BITS_MOST)
		memo->idle = true;
	else if (memo->bits == 0 && !memo->idle)
		memo->idle = !all_at_hand(grouping, view);
	if (memo->idle)
		memo->quick = false;
	else if (memo->bits == 0)
		memo_begin(memo, grouping);
	return !memo->idle;
}

/* Give value number VALUE of a deal, which KEY holds, a number and the first of its
 * slots; what that held moves to the second. 0: it has none, for with a NUL it is not
 * what the key says. */
static uint64_t
put_value(struct group_memo *memo, const struct grouping *grouping,
    const struct view *view, size_t value, struct slice key)
{
	struct value_table *table = &memo->tables[value];
	struct slice part = group_part(key, value + 1), spare;
	const struct slice *text = reference_slice(&grouping->by[value], view,
	    &spare);
	struct ends ends = text_ends(part);
	struct value_slot *slot;

	if (!slice_equal(*text, part))
		return 0;
	slot = value_slot(table, ends, part);
	values_room(memo, grouping, value, slot[1].number != 0);
	slot = value_slot(table, ends, part);
	slot[1] = slot[0];
	slot[0] = (struct value_slot){ ends, part.at, (uint32_t)part.len,
	    ++table->given };
	return table->given;
}

/* The slot a deal would have, and the numbers of its OTHERS. false: a value has no
 * number; where KEY is given, which holds the values, they are given some if they may. */
SELDOM static bool
slot_like(struct group_memo *memo, const struct grouping *grouping,
    const struct view *view, const struct slice *key, struct group_slot *slot,
    uint64_t *others)
{
	uint64_t number;

	*slot = (struct group_slot){ .currency = currency_number(view) };
	*others = 0;
	for (size_t i = 0; i < grouping->n; i++) {
		number = value_number(grouping, view, memo, i);
		if (number == 0 && key != NULL)
			number = put_value(memo, grouping, view, i, *key);
		if (number == 0)
			return false;
		if (i < TOGETHER)
			slot->values = slot->values << memo->number_bits |
			    number;
		else
			*others = *others << NUMBER_BITS | number;
	}
	return true;
}

/* Keep the GROUP of a deal, whose key is among KEYS, and its values. */
static void
memo_keep(struct group_memo *memo, const struct grouping *grouping,
    const struct view *view, const struct intern *keys, size_t group)
{
	struct slice key = intern_text(keys, group);
	struct group_slot new;
	uint64_t others;
	size_t at;

	if (!slot_like(memo, grouping, view, &key, &new, &others))
		return;
	new.group = (uint32_t)group;
	at = group_place(memo, new.values, others + new.currency);
	groups_room(memo, grouping, keys->n, memo->slots[at + 1].currency != 0);
	at = group_place(memo, new.values, others + new.currency);
	memo->slots[at + 1] = memo->slots[at];
	memo->slots[at] = new;
	if (memo->others != NULL) {
		memo->others[at + 1] = memo->others[at];
		memo->others[at] = others;
	}
}

/* The group of many values; NULL: the memo does not hold it. */
static const struct group_slot *
find_of_many(struct group_memo *memo, const struct grouping *grouping,
    const struct view *view)
{
	struct group_slot like;
	uint64_t others;
	size_t at;

	if (!slot_like(memo, grouping, view, NULL, &like, &others))
		return NULL;
	at = group_place(memo, like.values, others + like.currency);
	for (size_t i = at; i < at + 2; i++)
		if (is_group(&memo->slots[i], like.values, like.currency) &&
		    memo->others[i] == others)
			return &memo->slots[i];
	return NULL;
}

/* The number of a group that was not found quickly; it shall be. */
SELDOM static size_t
number_anew(const struct grouping *grouping, const struct view *view,
    struct intern *keys, struct group_memo *memo, struct buffer *spare,
    bool *new)
{
	const struct group_slot *slot = NULL;
	size_t group;

	*new = false;
	if (memo->others != NULL && !memo->idle)
		slot = find_of_many(memo, grouping, view);
	if (slot != NULL)
		return slot->group;
	group_key(grouping, view, spare);
	group = intern_number(keys, (struct slice){ spare->at, spare->len }, new);
	if (memo_ready(memo, grouping, view, keys->n))
		memo_keep(memo, grouping, view, keys, group);
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

	if (!memo->quick)
		return number_anew(grouping, view, keys, memo, spare, new);
	for (size_t i = 0; i < grouping->n; i++) {
		number = value_number(grouping, view, memo, i);
		if (number == 0)
			return number_anew(grouping, view, keys, memo, spare,
			    new);
		values = values << memo->number_bits | number;
	}
	*new = false;
	slot = &memo->slots[group_place(memo, values, currency)];
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
		free(memo->tables[i].slots);
	free(memo->slots);
	free(memo->others);
	*memo = (struct group_memo){ .slots = NULL };
}
