#ifndef BASE_INTERN_H
#define BASE_INTERN_H

/*
 * Equal texts get the same small number: 0, 1, 2... in the order they were
 * first seen. A hash table with open addressing; an adversary who chooses the
 * texts cannot make it slow (the hash is seeded by the table's own address
 * and growth, never printed; nothing that is printed depends on the hash).
 */

#include "base/memory.h"
#include "base/text.h"

#define INTERN_NONE ((size_t)-1)

/* Zeroed: empty. */
struct intern {
	struct slice *texts;	/* by number; each has a NUL behind it */
	size_t n;		/* how many there are */
	size_t room;
	struct intern_slot *slots;
	size_t nslots;		/* a power of two, or 0 */
	struct arena arena;
};

/* The number of TEXT, given one if it has none yet. *NEW (may be NULL) says
 * which. */
size_t intern_number(struct intern *, struct slice text, bool *new);
/* The number of TEXT, or INTERN_NONE. */
size_t intern_find(const struct intern *, struct slice text);
/* The text of a number, NUL-terminated, valid as long as the table. */
struct slice intern_text(const struct intern *, size_t number);
void intern_free(struct intern *);

#endif
