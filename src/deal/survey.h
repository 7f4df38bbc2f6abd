#ifndef DEAL_SURVEY_H
#define DEAL_SURVEY_H

/*
 * One look at all deals before any of them is changed, by several threads: where
 * those are that are meant, which ids there are. It takes no more of a deal than
 * the fields it asks for.
 */

#include "deal/edit.h"
#include "deal/id.h"
#include "deal/stream.h"

/*
 * Run all deals of EDIT, which is open, through FOLD, with the cells of DEMAND and
 * nothing derived; *STATE is the caller's to free. Stages that were guessed are
 * seen to be right by the way, or settled, unless the edit is plain. What cannot be
 * used in a cell is not said. 0, or -1 with WHAT set and *STATE NULL.
 *
 * In a part lines count from 1 until it is merged (sheet.lines_before).
 */
int survey_run(struct edit *, struct demand *demand, const struct fold *fold,
    const void *request, void **state, struct trouble *what);

/* Where the deal of an id lies. */
struct place {
	size_t number;		/* the id's */
	off_t offset;
	uint64_t line;
};

/* Places in the file's order. */
struct places {
	struct place *at;	/* owned */
	size_t n;
};

/* Where the deals of IDS lie; of so many that one is there twice, only the first
 * ones. 0, or -1 with WHAT set. */
int survey_places(struct edit *, const struct intern *ids, struct places *,
    struct trouble *what);

/* The ids that are there. */
struct survey_ids {
	struct id_forms forms;
	struct intern there;	/* those of them that are asked about */
};

/* Which of ABOUT are there, and what forms all have. 0, or -1 with WHAT set. */
int survey_ids(struct edit *, const struct intern *about, struct survey_ids *,
    struct trouble *what);
void survey_ids_free(struct survey_ids *);

#endif
