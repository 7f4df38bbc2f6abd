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
	uint64_t ids;		/* all of them */
};

/* Count an id. */
void id_forms_see(struct id_forms *, struct slice id);
/* Append the next id to OUT and count it: the commonest form, if more than half
 * of the ids have it, with the largest number and one more; "D-0001" where there
 * are none. false: the file's ids have no such form. */
bool id_forms_next(struct id_forms *, struct buffer *out);
void id_forms_free(struct id_forms *);

#endif
