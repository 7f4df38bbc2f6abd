#ifndef CSV_SPLIT_H
#define CSV_SPLIT_H

/*
 * Where delimiters lie, many at a time. One function with two ways to do it, that
 * of the machine's vectors and the portable one; both find the same.
 */

#include <stddef.h>
#include <stdint.h>

#define SPLIT_SPARE 16	/* room that split_find may use up behind MOST */

/*
 * Put the places of the first bytes DELIMITER among the N at AT, N below 2^32,
 * into PLACES, which has room for MOST + SPLIT_SPARE; how many were found, at most
 * MOST.
 */
size_t split_find(const char *at, size_t n, char delimiter, uint32_t *places,
    size_t most);
/* The same by memchr alone. */
size_t split_find_portable(const char *at, size_t n, char delimiter,
    uint32_t *places, size_t most);

#endif
