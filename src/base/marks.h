#ifndef BASE_MARKS_H
#define BASE_MARKS_H

/*
 * Numbers that were met, to be forgotten all at once: which of many things a deal
 * has had is asked for each deal anew, and must not cost the square of what it had.
 */

#include <stdbool.h>
#include <stddef.h>

/* Zeroed: nothing was met. */
struct marks {
	size_t *at;		/* by number: the round it was met in last; owned */
	size_t room;
	size_t round;
};

/* Forget all. */
void marks_forget(struct marks *);
/* Meet NUMBER: is it the first time? */
bool marks_first(struct marks *, size_t number);
void marks_free(struct marks *);

#endif
