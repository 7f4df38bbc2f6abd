#ifndef DEAL_GOALS_H
#define DEAL_GOALS_H

/*
 * goals.csv: quotas, a row each. The columns period, measure, target and call;
 * any other header is a condition on that field of the deals, its cell the
 * value it must have, blank for all (deals(5)).
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/money.h"
#include "base/text.h"
#include "csv/source.h"

enum goal_measure {
	GOAL_AMOUNT,		/* money won; where the cell is blank */
	GOAL_DEALS,		/* deals won */
	GOAL_LEADS,		/* deals created */
	GOAL_ACTIVITIES		/* activities done */
};

/* FIELD is VALUE. Texts are as the file has them, trimmed. */
struct goal_condition {
	struct slice field;	/* a field's name, or any other header */
	struct slice value;	/* never blank */
};

struct goal {
	struct period period;
	enum goal_measure measure;
	int64_t target;		/* ten-thousandths, counts too; not negative */
	int64_t call;		/* what the rep commits to, the same */
	bool has_call;
	struct goal_condition *conditions;	/* all must hold; arena */
	size_t n;
	uint64_t line;
};

struct goals {
	struct goal *at;	/* in the order of the file */
	size_t n;
	size_t room;
	char *name;		/* of the file; NULL: there is none */
	struct arena arena;
};

/* What the reading depends on. */
struct goals_request {
	const char *path;	/* NULL: goals.csv beside the deals, if any */
	const char *deals;	/* the first deals file; "-": the working
				 * directory's */
	int today;		/* of periods that are words */
	int fiscal;		/* month years begin in, 1..12 */
	enum decimal_mark decimal;	/* DECIMAL_UNKNOWN: by the values */
};

/* Find the file and read it; no file, no goals. 0, or -1 with WHAT set (file,
 * line, field) and nothing held. */
int goals_open(struct goals *, const struct goals_request *,
    struct trouble *what);
/* The same for a source that is open; the request's paths do not matter. */
int goals_read(struct goals *, struct source *, const struct goals_request *,
    struct trouble *what);

/* The goal of MEASURE for exactly PERIOD and exactly these conditions, in any
 * order and twice or once; NULL if there is none. A condition with a blank
 * value is no goal's. */
const struct goal *goals_find(const struct goals *, enum goal_measure,
    struct period, const struct goal_condition *, size_t n);

/* amount, deals, leads, activities. */
const char *goal_measure_name(enum goal_measure);

void goals_free(struct goals *);

#endif
