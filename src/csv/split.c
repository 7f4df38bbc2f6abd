#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "csv/split.h"

size_t
split_find_portable(const char *at, size_t n, char delimiter,
    uint32_t *places, size_t most)
{
	const char *found = at, *end = at + n;
	size_t count = 0;

	while (count < most && found < end && (found = memchr(found,
	    delimiter, (size_t)(end - found))) != NULL)
		places[count++] = (uint32_t)(found++ - at);
	return count;
}

#ifdef __SSE2__

/* Every x86-64 has these, so there is nothing to choose at run time. */
#define STEP 16

static inline unsigned
compare(const char *at, __m128i delimiter)
{
	__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);

	return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, delimiter));
}

static inline size_t
put(uint32_t *places, size_t count, unsigned bits, size_t base)
{
	for (; bits != 0; bits &= bits - 1)
		places[count++] = (uint32_t)(base +
		    (size_t)__builtin_ctz(bits));
	return count;
}

size_t
split_find(const char *at, size_t n, char delimiter, uint32_t *places,
    size_t most)
{
	__m128i wanted = _mm_set1_epi8(delimiter);
	size_t count = 0, i;

	if (n < STEP)
		return split_find_portable(at, n, delimiter, places, most);
	for (i = 0; i + STEP <= n && count < most; i += STEP)
		count = put(places, count, compare(at + i, wanted), i);
	/* the last ones once more, without those that were seen */
	if (i < n && count < most)
		count = put(places, count, compare(at + n - STEP, wanted) >>
		    (i + STEP - n), i);
	return count < most ? count : most;
}

#else

size_t
split_find(const char *at, size_t n, char delimiter, uint32_t *places,
    size_t most)
{
	return split_find_portable(at, n, delimiter, places, most);
}

#endif
