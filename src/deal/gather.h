#ifndef DEAL_GATHER_H
#define DEAL_GATHER_H

/*
 * The picked deals of all files as bytes, read once, by several threads: as long as
 * they are few, they need not be read again to be written.
 */

#include "deal/pick.h"

#define GATHER_MOST ((size_t)4 << 20)	/* bytes */

struct gathered {
	struct buffer bytes;	/* of the picked deals, line ends and all */
	bool any;		/* is there one */
	bool open;		/* the last one has no line end */
	bool full;		/* there are more than GATHER_MOST bytes of them, so
				 * these say nothing */
	bool failed;		/* one cannot be laid out: who writes them one by one
				 * will say why, and on which line */
};

/*
 * Read all files of PICK, which can be read again, to their end: what can go wrong
 * with reading has gone wrong then. No limit, no sort. Stages that were guessed are
 * seen to be right, or settled. 0 with GATHERED to free, or -1 with WHAT set.
 */
int gather(struct pick *, struct gathered *, struct trouble *what);
void gathered_free(struct gathered *);

#endif
