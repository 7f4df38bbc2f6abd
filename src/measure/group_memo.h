#ifndef MEASURE_GROUP_MEMO_H
#define MEASURE_GROUP_MEMO_H

/*
 * Where the groups of the last deals are found again without making their keys. Each
 * value that was met lately has a small number, by its bytes, among those of its
 * reference; a deal's group is looked up by the numbers of all its values at once.
 * What is not found costs a key, nothing else: a memo may forget at any time.
 */

#include "measure/group.h"

/* A value, where the next to ask is likely to find it. */
struct value_slot {
	struct ends ends;
	const char *at;		/* in the keys */
	uint32_t len;
	uint32_t number;	/* 0: the slot is empty */
};

/* The values of one reference. */
struct value_table {
	struct value_slot *slots;	/* 1 << bits; NULL before the first; owned */
	unsigned bits;
	uint32_t given;		/* the number that was given last */
};

/* A group, by the numbers of its first values and its currency. */
struct group_slot {
	uint64_t values;
	uint32_t currency;	/* 0: the slot is empty */
	uint32_t group;
};

/* All 0 in the beginning. */
struct group_memo {
	struct value_table tables[GROUP_BY_MOST];
	struct group_slot *slots;	/* 1 << bits; NULL before the first; owned */
	uint64_t *others;	/* the numbers of the other values of each; owned */
	unsigned bits;
	bool quick;		/* it is ready, and there are no others */
	bool idle;		/* nothing is kept */
	size_t stage;		/* the value that is the stage, GROUP_NONE */
	unsigned number_bits;	/* of a number */
	uint32_t first;		/* the numbers below are those of stages, which have some
				 * already; other values are given theirs from it on */
};

/* The number of a deal's group as it stood among KEYS, where its key is put if it
 * is NEW; SPARE is for making keys in. The memo is of these keys and this grouping
 * alone, and of views of its stages. */
size_t group_number(const struct grouping *, const struct view *,
    struct intern *keys, struct group_memo *, struct buffer *spare, bool *new);
void group_memo_free(struct group_memo *);

#endif
