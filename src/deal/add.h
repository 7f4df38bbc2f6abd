#ifndef DEAL_ADD_H
#define DEAL_ADD_H

/*
 * New deals, and deals of another file put over those that are there.
 */

#include "deal/draft.h"
#include "deal/incoming.h"
#include "deal/move.h"

/* The ids of a file: what the next one is. */
struct id_forms {
	struct intern forms;	/* width of the number, NUL, prefix */
	struct id_form {
		uint64_t count;	/* ids of this form */
		uint64_t largest;
	} *at;			/* by number of form */
	size_t room;
	uint64_t ids;		/* all of them */
};

/* Count an id. */
void id_forms_see(struct id_forms *, struct slice id);
/* Append the next id to OUT and count it: the commonest form, if more than half
 * of the ids have it, with the largest number and one more; "D-0001" where there
 * are none. false: the file's ids have no such form. */
bool id_forms_next(struct id_forms *, struct buffer *out);
void id_forms_free(struct id_forms *);

struct add_request {
	const struct assignments *assignments;	/* of one new deal, and of all
						 * from a file */
	struct incoming *incoming;	/* NULL: one deal of the assignments */
	const struct slice *unique;	/* fields no two deals may share */
	size_t n_unique;
	size_t *unique_columns;		/* of the file */
	bool upsert;
	int day;
	int fiscal;
	/* told the id of each new deal */
	void (*added)(void *with, struct slice id);
	void *with;
};

/* Read all of EDIT and draft what REQUEST says. 0, or -1 with WHAT set. */
int add_run(struct edit *, const struct add_request *, struct demand *,
    struct trouble *what);

#endif
