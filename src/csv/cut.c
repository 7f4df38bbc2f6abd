#include "csv/cut.h"
#include "csv/vectors.h"

#ifdef WITH_VECTORS
#include <immintrin.h>
#endif

#define ALL (~UINT64_C(0))

/* What is carried from one map to the next. */
struct carry {
	uint64_t inside;	/* ALL: a quote is open; 0: none is */
	uint64_t divided;	/* at the first byte that counts: 1 where the byte
				 * before separates cells, or the record begins */
	uint64_t closed;	/* 1: the byte before is a closing quote */
	uint64_t doubled;	/* not 0: two of them stood side by side in quotes */
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
 * false: a quote stands neither first nor last in a cell, and is not doubled. Of two
 * side by side in quotes the first counts as closing, the second as opening again.
 */
static inline bool
divide(uint64_t quote, uint64_t *separators, uint64_t *line,
    struct carry *carry)
{
	/* an opening quote lies inside, a closing one does not */
	uint64_t inside = odd(quote) ^ carry->inside;
	uint64_t opens = quote & inside, closes = quote & ~inside;
	uint64_t after = closes << 1 | carry->closed, known;

	*line &= ~inside;
	known = up_to(*line);
	*separators &= ~inside & known;
	if ((opens & ~(*separators << 1 | carry->divided | after) & known) != 0 ||
	    (after & ~(*separators | opens) & known) != 0)
		return false;
	carry->doubled |= opens & after & known;
	carry->inside = 0 - (inside >> (MAP_BYTES - 1));
	carry->closed = closes >> (MAP_BYTES - 1);
	return true;
}

/* What all cutters are made of; the machine's instructions make the difference. */
#define PART static inline __attribute__((always_inline))

/* Put the places of the bits set in the map whose first byte is at AT. */
typedef uint32_t *place_putter(uint32_t *put, uint32_t at, uint64_t bits);

PART uint32_t *
put_one_by_one(uint32_t *put, uint32_t at, uint64_t bits)
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
    struct cut *cut, place_putter *put_places)
{
	size_t base = from - from % MAP_BYTES;
	const struct map *map = &maps[base / MAP_BYTES];
	uint64_t mask = ALL << from % MAP_BYTES;
	struct carry carry = { .divided = UINT64_C(1) << from % MAP_BYTES };
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
		cut->doubled = carry.doubled != 0;
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
    struct cut *cut, place_putter *put_places)
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

	cut->quotes = cut->doubled = false;
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
		return cut_quoted(maps, from, len, whole, cut, put_places);
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
	return cut_any(maps, from, len, whole, cut, put_one_by_one);
}

#ifdef WITH_VECTORS

/* Where there are vectors there are instructions for single bits. */
WITH_VECTORS static enum cut_end
cut_bits(const struct map *maps, size_t from, size_t len, bool whole,
    struct cut *cut)
{
	return cut_any(maps, from, len, whole, cut, put_one_by_one);
}

/* Sixteen at once, whether there are as many or not: of the numbers 0 to 63 those are
 * packed whose bits are set. */
WITH_WIDE static inline uint32_t *
put_sixteen(uint32_t *put, uint32_t at, uint64_t bits)
{
	static const unsigned char numbers[MAP_BYTES] = {
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17,
		18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33,
		34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49,
		50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63
	};
	__m512i set = _mm512_maskz_compress_epi8(bits,
	    _mm512_loadu_si512(numbers));
	uint32_t *end = put + __builtin_popcountll(bits);

	_mm512_storeu_si512(put, _mm512_add_epi32(_mm512_cvtepu8_epi32(
	    _mm512_castsi512_si128(set)), _mm512_set1_epi32((int)at)));
	for (put += 16; put < end; put += 16) {
		set = _mm512_alignr_epi64(set, set, 2);	/* the next sixteen */
		_mm512_storeu_si512(put, _mm512_add_epi32(
		    _mm512_cvtepu8_epi32(_mm512_castsi512_si128(set)),
		    _mm512_set1_epi32((int)at)));
	}
	return end;
}

WITH_WIDE static enum cut_end
cut_wide(const struct map *maps, size_t from, size_t len, bool whole,
    struct cut *cut)
{
	return cut_any(maps, from, len, whole, cut, put_sixteen);
}

#endif

record_cutter *
cut_way(size_t index)
{
#ifdef WITH_VECTORS
	if (HAS_WIDE && index-- == 0)
		return cut_wide;
	if (HAS_VECTORS && index-- == 0)
		return cut_bits;
#endif
	return index == 0 ? cut_portable : NULL;
}
