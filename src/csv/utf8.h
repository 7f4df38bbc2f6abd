#ifndef CSV_UTF8_H
#define CSV_UTF8_H

/*
 * How much of a block is UTF-8, with the help of what was seen when its maps were
 * made: where all is ASCII there is nothing to look at. As for the maps there is a way
 * of the machine's vectors and a portable one, and both find the same.
 */

#include <stddef.h>

#include "csv/map.h"

/* Of the N bytes at AT, which begin with a character and of which a map_maker said that
 * HIGH, how many of the first are UTF-8: up to a byte that is not, or to a character
 * that is cut off by the end. */
typedef size_t utf8_checker(const char *at, size_t n, const uint64_t *high);

utf8_checker utf8_portable;
/* The ways of this machine, the fastest (0) first, utf8_portable last; NULL behind
 * it. */
utf8_checker *utf8_way(size_t index);

#endif
