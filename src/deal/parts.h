#ifndef DEAL_PARTS_H
#define DEAL_PARTS_H

/*
 * One file, read by several threads: each has a part of it. Where a part begins
 * is a guess, the first line feed behind its cut; the part before it runs to the
 * true end of its last record, and where the two differ the part is read again
 * from there. So the result is exact whatever the quotes hold.
 */

#include "deal/stream.h"

/* Bytes below which a file has one part. */
#define PART_LEAST (4 << 20)

/* How many parts a sheet that has begun is read in. */
size_t parts_of(struct sheet *);

/*
 * Run its deals through FOLD in N parts and merge what comes into *STATE (made
 * already). Notices go to the sheet's. 0; -1 with WHAT set.
 */
int parts_fold(struct sheet *, size_t n, const struct fold *fold,
    const void *request, void **state, struct trouble *what);

#endif
