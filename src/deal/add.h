#ifndef DEAL_ADD_H
#define DEAL_ADD_H

/*
 * New deals, and deals of another file put over those that are there.
 */

#include "deal/draft.h"
#include "deal/id.h"
#include "deal/incoming.h"

struct add_request {
	struct incoming *incoming;	/* the deals to add */
	const size_t *unique;	/* columns no two deals may share */
	size_t n_unique;
	bool upsert;		/* change the deals whose id is there */
	int day;
	/* told the id of each new deal */
	void (*added)(void *with, struct slice id);
	void *with;
};

/* Read all of EDIT and draft what REQUEST says. 0, or -1 with WHAT set. */
int add_run(struct edit *, const struct add_request *, struct demand *,
    struct trouble *what);

/*
 * The stage that ROW means in PIPELINE: that of its name or alias, else the one
 * known to be the same ("Closed Won" and "Won"), else NOW; a status kept apart from
 * it wins. 0 with *STAGE set (NULL: it names none), or -1 with WHAT set.
 */
int add_stage(const struct stages *, struct slice pipeline,
    const struct incoming_row *row, const struct stage *now,
    const struct stage **stage, struct trouble *what);

/* Put ROW over the deal that has its id, as pl-set and pl-move would: a blank cell
 * empties ours, but for what the deal's own past is made of. DRAFT is begun and
 * ended. 0, or -1 with WHAT set. */
int add_over(struct draft *, struct edit *, struct deal *,
    struct incoming_row *row, int today, struct trouble *what);

#endif
