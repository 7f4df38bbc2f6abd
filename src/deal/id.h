#ifndef DEAL_ID_H
#define DEAL_ID_H

/*
 * The ids of a file, and what the next one is.
 */

#include "base/intern.h"

struct id_forms {
	struct intern forms;	/* width of the number, then the prefix */
	struct id_form {
		uint64_t count;	/* ids of this form */
		uint64_t largest;
	} *at;			/* by number of form */
	size_t room;
	size_t last;		/* the form of the last one, if there is any */
	uint64_t ids;		/* all of them */
	bool beyond;		/* one ends in the number behind the largest that
				 * is counted */
};

/* Count an id. */
void id_forms_see(struct id_forms *, struct slice id);
/* Append the next id to OUT and count it: the commonest form, if more than half
 * of the ids have it, with the largest number and one more; "D-0001" where there
 * are none. No id that was counted is the same. false: the file's ids have no
 * such form. */
bool id_forms_next(struct id_forms *, struct buffer *out);
/* Add the counts of FROM, of later ids, which is freed. */
void id_forms_merge(struct id_forms *into, struct id_forms *from);
void id_forms_free(struct id_forms *);

#endif
