#ifndef DEAL_CONVERT_H
#define DEAL_CONVERT_H

/*
 * A deals file as a deals file. As long as nothing else is asked for, what comes
 * out is what went in, byte for byte.
 */

#include <stdio.h>

#include "deal/sheet.h"

/* Read all of it, every cell, so that nothing is written of a file that is
 * beyond repair: broken quotes, text that is not UTF-8. A stream is held in
 * memory. 0, or -1 with WHAT set. */
int convert_check(struct sheet *, struct trouble *what);

/* Write its bytes as they are. 0, or -1 with WHAT set where it cannot be read;
 * errors of OUT are left for its close. */
int convert_copy(struct sheet *, FILE *out, struct trouble *what);

#endif
