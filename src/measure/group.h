#ifndef MEASURE_GROUP_H
#define MEASURE_GROUP_H

/*
 * What -b asks for: deals fall into groups by the values of references, and by
 * currency before all of these, since amounts of two currencies are never added
 * up. A group is known by its key: its currency and its values, each behind a
 * NUL ("EUR" NUL "ana" NUL "Proposal").
 */

#include "base/intern.h"
#include "deal/reference.h"
#include "measure/result.h"

#define GROUP_BY_MOST 8
#define GROUP_NONE ((size_t)-1)

struct grouping {
	struct reference by[GROUP_BY_MOST];
	size_t n;
	const struct stages *stages;	/* set before the fold begins */
	const char *house;	/* currency of deals that name none; "": unknown */
};

/* Take BY ("owner,created_month"; NULL: none) and add what it needs to DEMAND.
 * 0, or -1 with WHAT set. */
int grouping_ask(struct grouping *, const char *by, int fiscal,
    struct demand *, struct trouble *what);

/* Which of them is "activity", GROUP_NONE if none is. */
size_t grouping_activity(const struct grouping *);

/* Put the key of a deal as it stood into KEY, which is emptied first. */
void group_key(const struct grouping *, const struct view *,
    struct buffer *key);

/* Is it a key of this grouping, with a currency or none and as many values? */
bool group_is_key(const struct grouping *, struct slice key);
/* The currency (0) and the values (1...) in a key. */
struct slice group_part(struct slice key, size_t index);

/* The numbers of KEYS in the order groups are shown in: by currency, then by
 * their values (reference_place). The caller frees it. */
size_t *group_order(const struct grouping *, const struct intern *keys);

/* Add the columns that say what a row is of; CURRENCY: that one first. */
void group_columns(const struct grouping *, struct result *, bool currency);
/* Fill these columns of a row from a key; how many they are. */
size_t group_values(const struct grouping *, struct result *,
    struct value *row, struct slice key, bool currency);

#endif
