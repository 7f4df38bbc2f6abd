#ifndef DEAL_STAGE_DRAFT_H
#define DEAL_STAGE_DRAFT_H

/*
 * Stages as they are going to be, each with the stage it comes from: what
 * stage_edit.c makes of the changes and stage_patch.c of the file.
 */

#include "deal/stage_edit.h"

struct draft {
	struct stage stage;
	size_t from;		/* number of the stage it is, or is a copy of */
	bool copy;
};

/* In their order; copies behind all others. */
struct drafts {
	struct draft *at;
	size_t n;
	size_t room;
	struct arena arena;	/* texts that are new; the others are the
				 * stages' and the changes' */
};

/* Make the N changes to drafts of STAGES. 0, or -1 with WHAT set and nothing
 * held. */
int drafts_make(struct drafts *, const struct stages *,
    const struct stage_change *, size_t n, struct trouble *what);
void drafts_free(struct drafts *);

#endif
