#ifndef MEASURE_STAY_H
#define MEASURE_STAY_H

/*
 * How long deals stay in a stage: visits by their length, those that ended and
 * those that still run. A histogram, so memory is a matter of days, not deals.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/money.h"
#include "base/words.h"
#include "measure/result.h"

#define STAY_NONE (-1)

/* Visits of one length. */
struct stay {
	int days;
	uint64_t ended;
	uint64_t running;
	int128 amount;		/* of those whose deal has one */
	uint64_t valueless;	/* visits whose deal has none */
};

/* By length, ascending. Zeroed: empty. */
struct stays {
	struct stay *at;
	size_t n;
	size_t room;
};

void stays_add(struct stays *, int days, bool running, bool has_amount,
    int64_t amount);
void stays_merge(struct stays *into, const struct stays *from);
void stays_free(struct stays *);
/* As words (base/words.h), and read again into one that is empty. 0, or -1 with WHAT
 * set. */
void stays_put(const struct stays *, struct buffer *out);
int stays_get(struct stays *, struct words *, struct trouble *what);

/* Mean days of the visits that ended; blank without any. */
struct value stays_mean(const struct stays *);

/*
 * The Kaplan-Meier quantile (Kaplan and Meier 1958): the smallest t with S(t) <=
 * 1 - PERCENT / 100, any exit an event, running visits censored, events before
 * censorings on a tie. STAY_NONE where it is never reached.
 */
int stays_quantile(const struct stays *, int percent);

/* The median of the visits that ended, of an even number the mean of the two
 * middle ones, in half days, so that it is whole; STAY_NONE without any. */
int stays_median_ended(const struct stays *);

/* Sum of amount x days over LIMIT, which is in half days, of all visits; VALUED
 * and VALUE are how many deals have an amount and what these sum to: a visit
 * without counts with their mean (1 each where none has one). So that it is whole,
 * the sum is 2 x VALUED times as large (twice, where none has one): for shares. */
int128 stays_drag(const struct stays *, int limit, uint64_t valued,
    int128 value);

#endif
