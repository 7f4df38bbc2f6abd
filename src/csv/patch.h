#ifndef CSV_PATCH_H
#define CSV_PATCH_H

/*
 * What splices make of a file, told as a patch.
 */

#include <stdio.h>

#include "base/file.h"
#include "csv/source.h"

/*
 * Print what N splices (sorted, apart) change in SOURCE, which can be read again,
 * as diff -U0 prints it: lines end in LF, as patch takes them, whatever the
 * file's own line ends are. Nothing where nothing changes. 0, or -1 with WHAT
 * set: SOURCE cannot be read.
 */
int patch_print(FILE *out, struct source *, const struct splice *, size_t n,
    struct trouble *what);

#endif
