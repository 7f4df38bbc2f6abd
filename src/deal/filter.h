#ifndef DEAL_FILTER_H
#define DEAL_FILTER_H

/*
 * FIELD OP VALUE, all of which must hold: the -w of every command and the
 * requirements of stages.csv.
 */

#include "base/message.h"
#include "deal/reference.h"

enum filter_operator {
	OP_EQUAL,		/* =	any of a|b; blank: = alone */
	OP_NOT_EQUAL,		/* !=	none of a|b */
	OP_LESS,
	OP_LESS_EQUAL,
	OP_GREATER,
	OP_GREATER_EQUAL,
	OP_HOLDS,		/* ~	holds the text, folded */
	OP_HOLDS_NOT		/* !~ */
};

/* One value it is compared with. */
struct filter_value {
	struct slice text;
	int64_t number;		/* of AS_NUMBER, AS_DATE */
};

struct condition {
	struct reference reference;
	enum filter_operator operator;
	enum value_type type;	/* how it compares */
	struct filter_value *values;
	size_t n_values;	/* 0: compared with blank */
	struct intern many;	/* the texts folded, where there are too many of
				 * them to look through; such numbers stand in
				 * order */
	struct slice expression;	/* as it was written */
};

struct filter {
	struct condition *conditions;	/* all must hold */
	size_t n;
	size_t room;
	struct arena arena;
};

/*
 * Add EXPR, "FIELD OP VALUE" split at the leftmost operator. Dates may be words
 * relative to TODAY. BARE: "FIELD" alone is right too and means filled. What it
 * needs is added to DEMAND. 0, or -1 with WHAT set.
 */
int filter_add(struct filter *, struct slice expr, int today, int fiscal,
    bool bare, struct demand *, struct trouble *what);

/* The first condition that does not hold of the deal as it stood, NULL if all do. */
const struct condition *filter_fails(const struct filter *,
    const struct view *);

/* Do they all hold? An empty filter: yes. Inline: asked of every deal. */
static inline bool
filter_holds(const struct filter *filter, const struct view *view)
{
	return filter->n == 0 || filter_fails(filter, view) == NULL;
}

void filter_free(struct filter *);

#endif
