#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/intern.h"

#define FIRST_SLOTS ((size_t)16)

/* Where a text is found. The hash spares most looks at the texts. */
struct intern_slot {
	uint64_t hash;
	size_t place;		/* its number + 1; 0: empty */
};

/* The address differs from run to run, and a table that was copied keeps its
 * slots, so the slots' address it is and not that of the table. */
static uint64_t
hash_of(const struct intern *table, struct slice text)
{
	return slice_hash(text, (uint64_t)(uintptr_t)table->slots + table->nslots);
}

/* The slot that holds TEXT, or the empty one where it belongs. */
static struct intern_slot *
find(const struct intern *table, struct slice text, uint64_t hash)
{
	size_t mask = table->nslots - 1, i = (size_t)hash & mask;
	struct intern_slot *slot;

	for (;; i = (i + 1) & mask) {
		slot = &table->slots[i];
		if (slot->place == 0)
			return slot;
		if (slot->hash == hash && slice_equal(table->texts[slot->place - 1], text))
			return slot;
	}
}

/* Twice as many slots, under another seed. */
static void
grow(struct intern *table)
{
	struct intern_slot *old = table->slots, *slot;
	size_t n = table->nslots == 0 ? FIRST_SLOTS : table->nslots * 2, i;
	uint64_t hash;

	table->slots = memory_zero(n, sizeof(*table->slots));
	table->nslots = n;
	for (i = 0; i < table->n; i++) {
		hash = hash_of(table, table->texts[i]);
		slot = find(table, table->texts[i], hash);
		slot->hash = hash;
		slot->place = i + 1;
	}
	free(old);
}

size_t
intern_number(struct intern *table, struct slice text, bool *new)
{
	struct intern_slot *slot;
	uint64_t hash;
	bool is_new;

	/* half full at most: an empty slot is near, and there is always one */
	if (table->n >= table->nslots / 2)
		grow(table);
	hash = hash_of(table, text);
	slot = find(table, text, hash);
	is_new = slot->place == 0;
	if (is_new) {
		memory_room(&table->texts, &table->room, table->n + 1, sizeof(*table->texts));
		table->texts[table->n].at = arena_copy(&table->arena, text.at, text.len);
		table->texts[table->n].len = text.len;
		slot->hash = hash;
		slot->place = ++table->n;
	}
	if (new != NULL)
		*new = is_new;
	return slot->place - 1;
}

size_t
intern_find(const struct intern *table, struct slice text)
{
	if (table->n == 0)
		return INTERN_NONE;
	/* an empty slot's place is 0, and 0 - 1 is INTERN_NONE */
	return find(table, text, hash_of(table, text))->place - 1;
}

struct slice
intern_text(const struct intern *table, size_t number)
{
	return table->texts[number];
}

void
intern_free(struct intern *table)
{
	free(table->texts);
	free(table->slots);
	arena_free(&table->arena);
	*table = (struct intern){ 0 };
}
