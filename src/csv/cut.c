#include "csv/cut.h"
#include "csv/vectors.h"

#define ALL (~UINT64_C(0))

/* What is carried from one map to the next. */
struct carry {
	uint64_t inside;	/* ALL: a quote is open; 0: none is */
	uint64_t divided;	/* at the first byte that counts: 1 where the byte
				 * before separates cells, or the record begins */
	uint64_t closed;	/* 1: the byte before is a closing quote */
};

/* Of each bit: is the number of bits set up to it odd? */
static inline uint64_t
odd(uint64_t bits)
{
	for (unsigned i = 1; i < MAP_BYTES; i *= 2)
		bits ^= bits << i;
	return bits;
}

/* The first bit set and all below it; ALL where there is none. */
static inline uint64_t
up_to(uint64_t bits)
{
	return bits != 0 ? bits ^ (bits - 1) : ALL;
}

/*
 * One map with a quote, or behind one: leave of *SEPARATORS and *LINE, which are
 * among them, those that are not in quotes, of *SEPARATORS up to the first line end.
 * false: a quote stands neither first nor last in a cell.
 */
static inline bool
divide(uint64_t quote, uint64_t *separators, uint64_t *line,
    struct carry *carry)
{
	/* an opening quote lies inside, a closing one does not */
	uint64_t inside = odd(quote) ^ carry->inside;
	uint64_t opens = quote & inside, closes = quote & ~inside, known;

	*line &= ~inside;
	known = up_to(*line);
	*separators &= ~inside & known;
	if ((opens & ~(*separators << 1 | carry->divided) & known) != 0 ||
	    ((closes << 1 | carry->closed) & ~*separators & known) != 0)
		return false;
	carry->inside = 0 - (inside >> (MAP_BYTES - 1));
	carry->closed = closes >> (MAP_BYTES - 1);
	return true;
}

/* What all cutters are made of; the machine's instructions make the difference. */
#define PART static inline __attribute__((always_inline))

/* Put the places of the bits set in the map whose first byte is at AT. */
PART uint32_t *
put_places(uint32_t *put, uint32_t at, uint64_t bits)
{
	for (; bits != 0; bits &= bits - 1)
		*put++ = at + (uint32_t)__builtin_ctzll(bits);
	return put;
}

/* The record ends at END; PUT is behind the places of its cells, ALL of them. */
PART enum cut_end
cut_done(struct cut *cut, size_t end, const uint32_t *put, bool all)
{
	cut->end = end;
	cut->n = (size_t)(put - cut->ends);
	cut->all = all;
	return CUT_DONE;
}

/* It ends with the last byte, at END. */
PART enum cut_end
cut_last(struct cut *cut, size_t end, uint32_t *put)
{
	bool all = put < cut->ends + cut->enough;

	if (all)
		*put++ = (uint32_t)end;
	return cut_done(cut, end, put, all);
}

/* One with quotes. */
PART enum cut_end
cut_quoted(const struct map *maps, size_t from, size_t len, bool whole,
    struct cut *cut)
{
	size_t base = from - from % MAP_BYTES;
	const struct map *map = &maps[base / MAP_BYTES];
	uint64_t mask = ALL << from % MAP_BYTES;
	struct carry carry = { 0, UINT64_C(1) << from % MAP_BYTES, 0 };
	uint32_t *put = cut->ends;
	const uint32_t *limit = put + cut->enough;

	cut->quotes = true;
	for (; base < len; base += MAP_BYTES, map++, mask = ALL) {
		uint64_t line = map->of[MAP_LINE] & mask;
		uint64_t separators = (map->of[MAP_DELIMITER] & mask) | line;
		bool all = put < limit;

		if (!divide(map->of[MAP_QUOTE] & mask, &separators, &line,
		    &carry))
			return CUT_HARD;
		carry.divided = separators >> (MAP_BYTES - 1);
		if (all)
			put = put_places(put, (uint32_t)(base - from),
			    separators);
		if (line != 0)
			return cut_done(cut, base - from +
			    (size_t)__builtin_ctzll(line), put, all);
	}
	if (!whole)
		return CUT_OPEN;
	return carry.inside != 0 ? CUT_HARD : cut_last(cut, len - from, put);
}

/* Any. As long as there is neither a quote nor a line end there is nothing to look
 * at but where cells end. */
PART enum cut_end
cut_any(const struct map *maps, size_t from, size_t len, bool whole,
    struct cut *cut)
{
	size_t base = from - from % MAP_BYTES;
	const struct map *map = &maps[base / MAP_BYTES];
	uint64_t mask = ALL << from % MAP_BYTES, known;
	uint64_t delimiter = map->of[MAP_DELIMITER] & mask;
	uint64_t line = map->of[MAP_LINE] & mask;
	uint64_t quote = map->of[MAP_QUOTE] & mask;
	/* of the map's first byte: below 0 where the record begins within the
	 * map, and above it again with the byte's place in it */
	uint32_t at = (uint32_t)(base - from), *put = cut->ends;
	const uint32_t *limit = put + cut->enough;
	bool all;

	cut->quotes = false;
	while ((line | quote) == 0) {
		if (put < limit)
			put = put_places(put, at, delimiter);
		base += MAP_BYTES;
		if (base >= len)
			return whole ? cut_last(cut, len - from, put) :
			    CUT_OPEN;
		map++;
		at += MAP_BYTES;
		delimiter = map->of[MAP_DELIMITER];
		line = map->of[MAP_LINE];
		quote = map->of[MAP_QUOTE];
	}
	known = up_to(line);
	if ((quote & known) != 0)
		return cut_quoted(maps, from, len, whole, cut);
	all = put < limit;
	if (all)
		put = put_places(put, at, (delimiter | line) & known);
	return cut_done(cut, base - from + (size_t)__builtin_ctzll(line), put,
	    all);
}

enum cut_end
cut_portable(const struct map *maps, size_t from, size_t len, bool whole,
    struct cut *cut)
{
	return cut_any(maps, from, len, whole, cut);
}

#ifdef WITH_VECTORS

/* Where there are vectors there are instructions for single bits. */
WITH_VECTORS static enum cut_end
cut_bits(const struct map *maps, size_t from, size_t len, bool whole,
    struct cut *cut)
{
	return cut_any(maps, from, len, whole, cut);
}

#endif

record_cutter *
cut_best(void)
{
#ifdef WITH_VECTORS
	if (HAS_VECTORS)
		return cut_bits;
#endif
	return cut_portable;
}
