#ifndef DEAL_MOVE_H
#define DEAL_MOVE_H

/*
 * Moving a deal to another stage, and all that follows from it.
 */

#include "deal/draft.h"
#include "deal/filter.h"

struct move {
	struct slice stage;	/* its name; empty: see step */
	int step;		/* +1: the next stage, -1: the one before */
	int day;		/* when it happened */
	struct slice reason;	/* why it was lost; empty: not given */
	bool skip_required;	/* do not ask for what the stage requires */
	bool taken_over;	/* from another system: it may lack a reason, and
				 * what it leaves blank was not said */
	int fiscal;
	const struct assignments *assignments;	/* filled in the same edit */
};

/* What the requirements of STAGES may look at, added to DEMAND. 0, or -1 with
 * WHAT set: a requirement that is no condition. Call before the sheet begins. */
int move_demand(const struct stages *, int today, int fiscal,
    struct demand *, struct trouble *what);

/*
 * Draft the move of the draft's deal: the assignments, then stage, history,
 * stage_since, status, closing day, reason, next step, probability and category
 * as format.md and cli.md say. What is assigned is not overwritten. To the stage it
 * is in already: the assignments (and a reason) alone. 0, or -1 with WHAT set
 * ("Proposal requires contact", the stages there are, no reason for a loss, a day
 * before the last entry).
 */
int move_draft(struct draft *, const struct move *, struct trouble *what);

/* Before anything else is drafted of a move to STAGE: let the history know what
 * the move will overwrite. 0, or -1 with WHAT set. */
int move_begin(struct draft *, const struct stage *, struct trouble *what);
/* Enter STAGE, whatever it requires: what a new deal and one taken over from
 * another system do. */
int move_enter(struct draft *, const struct stage *, const struct move *,
    struct trouble *what);

/* The pipelines there are, for "no such pipeline", the nearest first. -1. */
int move_no_pipeline(const struct stages *, struct slice name,
    struct trouble *what);

#endif
