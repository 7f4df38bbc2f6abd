#ifndef CSV_LIKELY_H
#define CSV_LIKELY_H

/*
 * What encoding a text that is not UTF-8 may be in: a guess to put to a person,
 * nothing is read by it.
 */

#include <stdbool.h>
#include <stddef.h>

/*
 * The likeliest of windows-1252, windows-1251, GB18030, Shift_JIS (CP932 where it
 * has characters of that alone), Big5 and KOI8-R for the N bytes at AT, which may
 * end inside a character: what is letters of words in it. NULL: none is likely.
 * Where ISO-8859-1 fits it is the same as windows-1252.
 */
const char *likely_encoding(const char *at, size_t n);

/* Does most of it look like UTF-8, so that it is UTF-8 with some bytes wrong? */
bool likely_utf8(const char *at, size_t n);

#endif
