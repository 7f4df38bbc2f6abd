#ifndef DEAL_GATHER_H
#define DEAL_GATHER_H

/*
 * The picked deals of all files as bytes, read once, by several threads: as long as
 * they are few, they need not be read again to be written. Where they are more, and
 * each is written as it lies in the one file, at least the places are kept, so that
 * the others need not be read again.
 */

#include "deal/pick.h"

#define GATHER_MOST ((size_t)4 << 20)	/* bytes */
#define GATHER_PLACES ((size_t)2 << 20)	/* bytes, four or five a deal */

struct gathered {
	struct buffer bytes;	/* of the picked deals, line ends and all */
	bool any;		/* is there one */
	bool open;		/* the last one has no line end */
	bool full;		/* there are more than GATHER_MOST bytes of them, so
				 * these say nothing */
	struct buffer places;	/* of the picked deals in the file: how far each
				 * lies behind the end of the one before it, and
				 * its bytes, line end and all; seven bits a byte,
				 * the least first, the high bit: more follow */
	off_t last;		/* where the last of them ends */
	bool placed;		/* that is so, and these are all */
	bool failed;		/* one cannot be laid out: who writes them one by one
				 * will say why, and on which line */
};

/*
 * Read all files of PICK, which can be read again, to their end: what can go wrong
 * with reading has gone wrong then. No limit, no sort. Stages that were guessed are
 * seen to be right, or settled. 0 with GATHERED to free, or -1 with WHAT set.
 */
int gather(struct pick *, struct gathered *, struct trouble *what);
/* Go to the next of the places: *FROM is where in PLACES it is told of, *AT where the
 * one before it ended (0 and 0 in the beginning); then *AT is where it begins and *N
 * its bytes. false: there is none. */
bool gathered_next(const struct gathered *, size_t *from, off_t *at, size_t *n);
void gathered_free(struct gathered *);

#endif
