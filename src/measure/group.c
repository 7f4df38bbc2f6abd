#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure/group.h"

#define CODE 3		/* letters of a currency */
#define LENGTH_BITS 5	/* for one up to TEXT_ENDS, or that it is longer */

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

/* The slots there are, so that for few groups few are touched, and so many groups a
 * slot that most are in the first place they may be in. */
#define SLOTS_FIRST 512
#define SLOTS_MOST (1 << 15)
#define SLOTS_GROUP 4

/* A group that was asked for, by its currency and the ends of its values. */
struct group_slot {
	uint64_t known;		/* the currency's code as a number, and above it
				 * the values' lengths, and 1; 0: it is empty */
	size_t number;
	struct ends values[];	/* as many as width says */
};

/* What a deal's slot is known by. */
struct parts {
	struct ends values[GROUP_BY_MOST];
	uint64_t known;
	uint64_t hash;
	bool more;		/* a text says more than its ends */
};

/* Is it a stage with a name? Then the stage itself tells more than the ends of its
 * name; that two of a name have a slot each does no harm. */
static inline bool
is_stage(const struct reference *by, const struct view *view)
{
	return by->kind == REF_FIELD && by->field == FIELD_STAGE &&
	    view->stage->name.len > 0;
}

/* The values of a deal's key, all at hand? Else its key must be made. */
static inline bool
parts_of(const struct grouping *grouping, const struct view *view,
    struct parts *parts)
{
	uint64_t lengths = 0, hash = 0;
	bool more = false;

	parts->values[0] = parts->values[1] = (struct ends){ 0, 0 };
	for (size_t i = 0; i < grouping->n; i++) {
		const struct reference *by = &grouping->by[i];
		const struct slice *text;
		struct slice spare;
		struct ends ends;
		size_t n = 0;

		if (is_stage(by, view)) {
			ends = (struct ends){ (uintptr_t)view->stage, 0 };
		} else if ((text = reference_slice(by, view, &spare)) !=
		    NULL) {
			ends = text_ends(*text);
			n = text->len;
			more = more || n > TEXT_ENDS;
		} else {
			return false;
		}
		parts->values[i] = ends;
		lengths = lengths << LENGTH_BITS |
		    (n <= TEXT_ENDS ? n : TEXT_ENDS + 1);
		hash = (hash >> 29) + hash + ends_hash(ends);
	}
	parts->known = lengths << 8 * CODE;
	/* a code and its NUL; three bytes alone would be loaded one by one */
	if (view->currency[0] != '\0')
		parts->known |= text_load4(view->currency);
	parts->known++;
	parts->hash = hash + parts->known * UINT64_C(0x9e3779b97f4a7c15);
	parts->more = more;
	return true;
}

/* Does the key hold these values, which are all at hand? */
static bool
key_holds(struct slice key, const struct grouping *grouping,
    const struct view *view)
{
	struct slice spare;

	for (size_t i = 0; i < grouping->n; i++) {
		const struct slice *text = reference_slice(&grouping->by[i],
		    view, &spare);

		if (text == NULL || !slice_equal(group_part(key, i + 1), *text))
			return false;
	}
	return true;
}

/* Two values are compared whether there are as many or not. */
static inline size_t
width(const struct grouping *grouping)
{
	return grouping->n < 2 ? 2 : grouping->n;
}

static inline bool
slot_holds(const struct group_slot *slot, const struct parts *parts,
    const struct grouping *grouping, const struct view *view,
    const struct intern *keys)
{
	const struct ends *values = slot->values;
	uint64_t other = (slot->known ^ parts->known) |
	    (values[0].first ^ parts->values[0].first) |
	    (values[0].last ^ parts->values[0].last) |
	    (values[1].first ^ parts->values[1].first) |
	    (values[1].last ^ parts->values[1].last);

	for (size_t i = 2; i < grouping->n; i++)
		other |= (values[i].first ^ parts->values[i].first) |
		    (values[i].last ^ parts->values[i].last);
	return other == 0 && (!parts->more ||
	    key_holds(intern_text(keys, slot->number), grouping, view));
}

static inline struct group_slot *
slot_at(const struct group_memo *memo, size_t index)
{
	return (struct group_slot *)(void *)(memo->slots + index * memo->size);
}

/* The first of the two slots it may be in. */
static inline size_t
place_of(const struct group_memo *memo, const struct parts *parts)
{
	return parts->hash >> 40 & (memo->n - 2);
}

/* Begin, or begin anew with more slots: what was in them is found again. */
static void
memo_grow(struct group_memo *memo, size_t width)
{
	memo->n = memo->n == 0 ? SLOTS_FIRST : memo->n * 4;
	memo->size = sizeof(struct group_slot) + width * sizeof(struct ends);
	free(memo->slots);
	memo->slots = memory_zero(memo->n, memo->size);
}

/* Put a group in the first of its slots; what that held moves to the second. */
static void
put_slot(struct group_memo *memo, const struct parts *parts, size_t n,
    size_t number)
{
	struct group_slot *slot = slot_at(memo, place_of(memo, parts));

	memcpy((char *)slot + memo->size, slot, memo->size);
	slot->known = parts->known;
	slot->number = number;
	memcpy(slot->values, parts->values, n * sizeof *slot->values);
}

/* The number of a group that the memo does not hold. */
SELDOM static size_t
number_anew(const struct grouping *grouping, const struct view *view,
    struct intern *keys, struct buffer *spare, bool *new)
{
	group_key(grouping, view, spare);
	return intern_number(keys, (struct slice){ spare->at, spare->len }, new);
}

/* The same, and it shall hold it. */
SELDOM static size_t
number_kept(const struct grouping *grouping, const struct view *view,
    struct intern *keys, struct group_memo *memo, struct buffer *spare,
    const struct parts *parts, bool *new)
{
	size_t number = number_anew(grouping, view, keys, spare, new);

	if (memo->n < keys->n * SLOTS_GROUP && memo->n < SLOTS_MOST)
		memo_grow(memo, width(grouping));
	put_slot(memo, parts, width(grouping), number);
	return number;
}

size_t
group_number(const struct grouping *grouping, const struct view *view,
    struct intern *keys, struct group_memo *memo, struct buffer *spare,
    bool *new)
{
	const struct group_slot *slot;
	struct parts parts;

	if (!parts_of(grouping, view, &parts))
		return number_anew(grouping, view, keys, spare, new);
	if (memo->slots != NULL) {
		*new = false;
		slot = slot_at(memo, place_of(memo, &parts));
		if (slot_holds(slot, &parts, grouping, view, keys))
			return slot->number;
		slot = slot_at(memo, place_of(memo, &parts) + 1);
		if (slot_holds(slot, &parts, grouping, view, keys))
			return slot->number;
	}
	return number_kept(grouping, view, keys, memo, spare, &parts, new);
}

void
group_memo_free(struct group_memo *memo)
{
	free(memo->slots);
	*memo = (struct group_memo){ NULL, 0, 0 };
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
