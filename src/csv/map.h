#ifndef CSV_MAP_H
#define CSV_MAP_H

/*
 * Where the bytes lie that matter to a reader: a bit a byte, found for many at a
 * time. One function with more ways than one to do it, those of the machine's
 * vectors, where it has them when the program runs, and the portable one; all find
 * the same.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAP_BYTES 64	/* of text, to a map */

/* What is told of each byte. */
enum map_kind {
	MAP_DELIMITER,		/* it is the dialect's delimiter */
	MAP_QUOTE,		/* it is a double quote */
	MAP_LINE,		/* it is LF or CR */
	MAP_KINDS
};

/* 64 bytes: bit i is set where byte i is of the kind. */
struct map {
	uint64_t of[MAP_KINDS];
};

/* Maps whose bytes beyond ASCII are told of by one word. */
#define MAP_WORD 64

/*
 * Map the N bytes at AT into MAPS, one for each 64 and one for what is left, whose
 * bits behind the last byte are 0. HIGH has a bit for each map, MAP_WORD to a word,
 * the first the lowest: one of its bytes is not ASCII; the bits left are 0. Is there a
 * NUL byte among them?
 */
typedef bool map_maker(const char *at, size_t n, char delimiter,
    struct map *maps, uint64_t *high);

map_maker map_portable;
/* The ways of this machine, the fastest (0) first, map_portable last; NULL behind
 * it. */
map_maker *map_way(size_t index);

/* Where the first byte of KIND lies from FROM on, among the first LEN of those
 * mapped; LEN where there is none. */
static inline size_t
map_next(const struct map *maps, enum map_kind kind, size_t from, size_t len)
{
	size_t i = from / MAP_BYTES, n = (len + MAP_BYTES - 1) / MAP_BYTES;
	size_t found;
	uint64_t bits;

	if (from >= len)
		return len;
	bits = maps[i].of[kind] >> from % MAP_BYTES << from % MAP_BYTES;
	while (bits == 0) {
		if (++i == n)
			return len;
		bits = maps[i].of[kind];
	}
	found = i * MAP_BYTES + (size_t)__builtin_ctzll(bits);
	return found < len ? found : len;
}

#endif
