#ifndef DEAL_PLACED_H
#define DEAL_PLACED_H

/*
 * Deals that were picked from one file and are too many to be held, written from where
 * they lie in it.
 */

#include <stdio.h>

#include "deal/gather.h"

/*
 * Write the deals whose places GATHERED holds to OUT, read by so many THREADS from
 * SOURCE, which can be read again. 0, or -1 with WHAT set: it cannot be read any more;
 * what lies before that may be written. Whether OUT takes it is for who has opened it.
 */
int placed_write(const struct gathered *, struct source *, size_t threads,
    FILE *out, struct trouble *what);

#endif
