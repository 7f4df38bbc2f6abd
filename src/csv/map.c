#include <string.h>

#include "base/text.h"
#include "csv/map.h"
#include "csv/vectors.h"

#ifdef WITH_VECTORS
#include <immintrin.h>
#endif

#define EACH UINT64_C(0x0101010101010101)
#define LOW UINT64_C(0x7f7f7f7f7f7f7f7f)

/* The high bit of each of eight bytes, as eight bits. */
static uint64_t
gather(uint64_t bytes)
{
	return (bytes >> 7 & EACH) * UINT64_C(0x0102040810204080) >> 56;
}

/* The high bit of each byte that is 0, and no other. */
static uint64_t
zeros(uint64_t bytes)
{
	return ~(((bytes & LOW) + LOW) | bytes | LOW);
}

/* Delimiters are too many to look for one by one. Is a byte not ASCII? */
static bool
map_dense(const char *at, char delimiter, struct map *map)
{
	uint64_t wanted = EACH * (unsigned char)delimiter, all = 0;

	for (unsigned i = 0; i < MAP_BYTES; i += 8) {
		uint64_t bytes = text_load8(at + i);

		map->of[MAP_DELIMITER] |= gather(zeros(bytes ^ wanted)) << i;
		all |= bytes;
	}
	return (all & ~LOW) != 0;
}

/* Mark each byte C. */
static void
map_sparse(const char *at, size_t n, char c, enum map_kind kind,
    struct map *maps)
{
	const char *found = at;

	while ((found = memchr(found, c, n - (size_t)(found - at))) != NULL) {
		size_t place = (size_t)(found++ - at);

		maps[place / MAP_BYTES].of[kind] |=
		    UINT64_C(1) << place % MAP_BYTES;
	}
}

/* Say of map number INDEX, behind those of which it was said, that IS_HIGH. */
static inline void
put_high(uint64_t *high, size_t index, bool is_high)
{
	uint64_t bit = (uint64_t)is_high << index % MAP_WORD;

	high += index / MAP_WORD;
	*high = index % MAP_WORD == 0 ? bit : *high | bit;
}

bool
map_portable(const char *at, size_t n, char delimiter, struct map *maps,
    uint64_t *high)
{
	size_t whole = n / MAP_BYTES, rest = n % MAP_BYTES;
	char last[MAP_BYTES];

	if (n == 0)
		return false;
	memset(maps, 0, (whole + (rest > 0)) * sizeof *maps);
	for (size_t i = 0; i < whole; i++)
		put_high(high, i, map_dense(at + i * MAP_BYTES, delimiter,
		    &maps[i]));
	if (rest > 0) {
		memset(last, ~delimiter & 0x7f, sizeof last);
		memcpy(last, at + whole * MAP_BYTES, rest);
		put_high(high, whole, map_dense(last, delimiter, &maps[whole]));
	}
	map_sparse(at, n, '"', MAP_QUOTE, maps);
	map_sparse(at, n, '\n', MAP_LINE, maps);
	map_sparse(at, n, '\r', MAP_LINE, maps);
	return memchr(at, '\0', n) != NULL;
}

#ifdef WITH_VECTORS

/* The high bits of two vectors. */
WITH_VECTORS static inline uint64_t
high_bits(__m256i a, __m256i b)
{
	return (uint32_t)_mm256_movemask_epi8(a) |
	    (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
}

WITH_VECTORS static inline uint64_t
equal(__m256i a, __m256i b, __m256i wanted)
{
	return high_bits(_mm256_cmpeq_epi8(a, wanted),
	    _mm256_cmpeq_epi8(b, wanted));
}

/* 64 bytes; those that are NUL are left in *NULS. Is one not ASCII? */
WITH_VECTORS static inline bool
map_vectors(const char *at, char delimiter, struct map *map, __m256i *nuls)
{
	__m256i a = _mm256_loadu_si256((const __m256i *)(const void *)at);
	__m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(at + 32));
	__m256i feed = _mm256_set1_epi8('\n'), cr = _mm256_set1_epi8('\r');

	map->of[MAP_DELIMITER] = equal(a, b, _mm256_set1_epi8(delimiter));
	map->of[MAP_QUOTE] = equal(a, b, _mm256_set1_epi8('"'));
	map->of[MAP_LINE] = high_bits(
	    _mm256_or_si256(_mm256_cmpeq_epi8(a, feed), _mm256_cmpeq_epi8(a, cr)),
	    _mm256_or_si256(_mm256_cmpeq_epi8(b, feed), _mm256_cmpeq_epi8(b, cr)));
	/* the least of two bytes is 0 where one of them is */
	*nuls = _mm256_or_si256(*nuls, _mm256_cmpeq_epi8(_mm256_min_epu8(a, b),
	    _mm256_setzero_si256()));
	return _mm256_movemask_epi8(_mm256_or_si256(a, b)) != 0;
}

WITH_VECTORS static bool
map_avx2(const char *at, size_t n, char delimiter, struct map *maps,
    uint64_t *high)
{
	__m256i nuls = _mm256_setzero_si256();
	char last[MAP_BYTES];
	size_t i, whole = n / MAP_BYTES;

	for (i = 0; i < whole; i++)
		put_high(high, i, map_vectors(at + i * MAP_BYTES, delimiter,
		    &maps[i], &nuls));
	if (n % MAP_BYTES > 0) {
		/* what stands behind them is none of the kinds */
		memset(last, delimiter == '~' ? '}' : '~', sizeof last);
		memcpy(last, at + whole * MAP_BYTES, n % MAP_BYTES);
		put_high(high, i, map_vectors(last, delimiter, &maps[i],
		    &nuls));
	}
	return _mm256_movemask_epi8(nuls) != 0;
}

/* Is one not ASCII? */
WITH_WIDE static inline bool
map_wide_one(__m512i bytes, char delimiter, struct map *map)
{
	map->of[MAP_DELIMITER] = _mm512_cmpeq_epi8_mask(bytes,
	    _mm512_set1_epi8(delimiter));
	map->of[MAP_QUOTE] = _mm512_cmpeq_epi8_mask(bytes,
	    _mm512_set1_epi8('"'));
	map->of[MAP_LINE] = _mm512_cmpeq_epi8_mask(bytes,
	    _mm512_set1_epi8('\n')) | _mm512_cmpeq_epi8_mask(bytes,
	    _mm512_set1_epi8('\r'));
	return _mm512_movepi8_mask(bytes) != 0;
}

/* The maps of SOME, up to MAP_WORD times 64 bytes; their word for HIGH. */
WITH_WIDE static inline uint64_t
map_wide_word(const char *at, size_t some, char delimiter, struct map *maps,
    __m512i *least)
{
	uint64_t high = 0;

	for (size_t i = 0; i < some; i++) {
		__m512i bytes = _mm512_loadu_si512(at + i * MAP_BYTES);

		*least = _mm512_min_epu8(*least, bytes);
		high |= (uint64_t)map_wide_one(bytes, delimiter, &maps[i]) << i;
	}
	return high;
}

WITH_WIDE static bool
map_wide(const char *at, size_t n, char delimiter, struct map *maps,
    uint64_t *high)
{
	/* the least byte of each place tells of a NUL, at the end */
	__m512i least = _mm512_set1_epi8(1), bytes;
	size_t whole = n / MAP_BYTES, i;
	uint64_t last;

	for (i = 0; i < whole; i += MAP_WORD)
		high[i / MAP_WORD] = map_wide_word(at + i * MAP_BYTES,
		    whole - i < MAP_WORD ? whole - i : MAP_WORD, delimiter,
		    maps + i, &least);
	if (n % MAP_BYTES > 0) {
		/* what stands behind them is read as NUL, and none of the kinds */
		last = (UINT64_C(1) << n % MAP_BYTES) - 1;
		bytes = _mm512_maskz_loadu_epi8(last, at + whole * MAP_BYTES);
		least = _mm512_mask_min_epu8(least, last, least, bytes);
		put_high(high, whole, map_wide_one(bytes, delimiter,
		    &maps[whole]));
	}
	return _mm512_testn_epi8_mask(least, least) != 0;
}

#endif

map_maker *
map_way(size_t index)
{
#ifdef WITH_VECTORS
	if (HAS_WIDE && index-- == 0)
		return map_wide;
	if (HAS_VECTORS && index-- == 0)
		return map_avx2;
#endif
	return index == 0 ? map_portable : NULL;
}
