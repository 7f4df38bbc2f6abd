#include "base/text.h"
#include "csv/utf8.h"
#include "csv/vectors.h"

#ifdef WITH_VECTORS
#include <immintrin.h>
#endif

#define BEFORE 3	/* bytes of a character before its last, at most */

static inline bool
is_high(const uint64_t *high, size_t index)
{
	return high[index / MAP_WORD] >> index % MAP_WORD & 1;
}

/* The first map from INDEX on, of COUNT, that is not all ASCII; COUNT: none is. */
static size_t
next_high(const uint64_t *high, size_t index, size_t count)
{
	uint64_t bits;

	for (; index < count; index += MAP_WORD - index % MAP_WORD) {
		bits = high[index / MAP_WORD] >> index % MAP_WORD;
		if (bits != 0)
			return index + (size_t)__builtin_ctzll(bits);
	}
	return count;
}

/* From FROM on, where a character begins. */
static size_t
check_from(const char *at, size_t n, const uint64_t *high, size_t from)
{
	size_t count = (n + MAP_BYTES - 1) / MAP_BYTES, done;

	while (from < n) {
		if (((unsigned char)at[from] & 0x80) != 0) {
			done = text_beyond((struct slice){ at + from,
			    n - from });
			if (done == 0)
				return from;
			from += done;
		} else if (is_high(high, from / MAP_BYTES)) {
			from++;
		} else {
			from = next_high(high, from / MAP_BYTES, count) *
			    MAP_BYTES;
		}
	}
	return n;
}

size_t
utf8_portable(const char *at, size_t n, const uint64_t *high)
{
	return check_from(at, n, high, 0);
}

#ifdef WITH_VECTORS

/*
 * After Keiser and Lemire, "Validating UTF-8 In Less Than One Instruction Per Byte"
 * (2021): what is wrong with two bytes in a row is known by the high and the low half
 * of the first and by the high half of the second. Three tables say of each half what
 * it may be part of, a bit each; what all three say is wrong. The last is none by
 * itself: two bytes that go on are right where a third or fourth byte is due.
 */
enum wrong {
	SHORT = 1,		/* a character ends before it should */
	LONG = 2,		/* or goes on behind its end */
	OVERLONG_3 = 4,		/* three bytes for what takes two */
	LARGE = 8,		/* beyond U+10FFFF, second byte above 0x8f */
	SURROGATE = 16,
	OVERLONG_2 = 32,	/* two bytes for what takes one */
	LARGE_80 = 64,		/* beyond it, second byte up to 0x8f; */
	OVERLONG_4 = 64,	/* or four bytes for what takes three */
	GOES_ON = 128		/* both bytes go on */
};

#define ANY (SHORT | LONG | GOES_ON)	/* the low half has no say */
#define BEYOND (ANY | LARGE | LARGE_80)
#define FIRST_80 (LONG | OVERLONG_2 | GOES_ON)

static const unsigned char first_high[16] = {
	LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG,
	GOES_ON, GOES_ON, GOES_ON, GOES_ON,
	SHORT | OVERLONG_2, SHORT, SHORT | OVERLONG_3 | SURROGATE,
	SHORT | LARGE | LARGE_80 | OVERLONG_4
};

static const unsigned char first_low[16] = {
	ANY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4, ANY | OVERLONG_2, ANY, ANY,
	ANY | LARGE, BEYOND, BEYOND, BEYOND, BEYOND, BEYOND, BEYOND, BEYOND,
	BEYOND, BEYOND | SURROGATE, BEYOND, BEYOND
};

static const unsigned char second_high[16] = {
	SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT,
	FIRST_80 | OVERLONG_3 | LARGE_80 | OVERLONG_4,
	FIRST_80 | OVERLONG_3 | LARGE,
	FIRST_80 | SURROGATE | LARGE, FIRST_80 | SURROGATE | LARGE,
	SHORT, SHORT, SHORT, SHORT
};

/* What the table says of each of these halves of bytes. */
WITH_VECTORS static inline __m256i
say(const unsigned char table[16], __m256i halves)
{
	return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(_mm_loadu_si128(
	    (const __m128i *)(const void *)table)), halves);
}

WITH_VECTORS static inline __m256i
load(const char *at)
{
	return _mm256_loadu_si256((const __m256i *)(const void *)at);
}

WITH_VECTORS static inline __m256i
high_halves(__m256i bytes)
{
	return _mm256_and_si256(_mm256_srli_epi16(bytes, 4),
	    _mm256_set1_epi8(0x0f));
}

/* What is wrong with the 32 bytes at AT, each with those before it; BEFORE of them
 * can be read before AT. */
WITH_VECTORS static inline __m256i
wrong_with(const char *at)
{
	__m256i bytes = load(at), first = load(at - 1);
	__m256i wrong = _mm256_and_si256(_mm256_and_si256(
	    say(first_high, high_halves(first)),
	    say(first_low, _mm256_and_si256(first, _mm256_set1_epi8(0x0f)))),
	    say(second_high, high_halves(bytes)));
	/* the high bit: a third byte is due here, or a fourth */
	__m256i third = _mm256_subs_epu8(load(at - 2),
	    _mm256_set1_epi8((char)(0xe0 - 0x80)));
	__m256i fourth = _mm256_subs_epu8(load(at - 3),
	    _mm256_set1_epi8((char)(0xf0 - 0x80)));

	return _mm256_xor_si256(wrong, _mm256_and_si256(
	    _mm256_or_si256(third, fourth), _mm256_set1_epi8((char)GOES_ON)));
}

WITH_VECTORS static inline bool
is_wrong(const char *at)
{
	__m256i wrong = _mm256_or_si256(wrong_with(at), wrong_with(at + 32));

	return !_mm256_testz_si256(wrong, wrong);
}

/* The same of map number INDEX at the beginning or the end of the bytes, where not all
 * that is_wrong reads is there: the bytes that are, among NULs. */
WITH_VECTORS static bool
is_wrong_at_end(const char *at, size_t n, size_t index)
{
	char bytes[BEFORE + MAP_BYTES] = { 0 };
	size_t from = index * MAP_BYTES, before = from == 0 ? 0 : BEFORE;
	size_t behind = n - from < MAP_BYTES ? n - from : MAP_BYTES;

	memcpy(bytes + BEFORE - before, at + from - before, before + behind);
	return is_wrong(bytes + BEFORE);
}

/* Where the character begins that the byte before FROM is of; 0 for 0. */
static size_t
begin_before(const char *at, size_t from)
{
	if (from > 0)
		from--;
	for (int i = 0; i < BEFORE && from > 0 &&
	    ((unsigned char)at[from] & 0xc0) == 0x80; i++)
		from--;
	return from;
}

/* May a character that begins in the map before AT, which is whole, go on behind it? */
static inline bool
goes_on(const char *at)
{
	return ((at[-1] | at[-2] | at[-3]) & 0x80) != 0;
}

/* Map number INDEX is not all ASCII, or comes behind such a one: is it right? */
WITH_VECTORS static inline bool
is_right(const char *at, size_t n, size_t index)
{
	if (index == 0 || index == n / MAP_BYTES)
		return !is_wrong_at_end(at, n, index);
	return !is_wrong(at + index * MAP_BYTES);
}

WITH_VECTORS static size_t
utf8_vectors(const char *at, size_t n, const uint64_t *high)
{
	size_t count = (n + MAP_BYTES - 1) / MAP_BYTES, behind;

	for (size_t first = 0; first < count; first += MAP_WORD)
		for (uint64_t bits = high[first / MAP_WORD]; bits != 0;
		    bits &= bits - 1) {
			size_t i = first + (size_t)__builtin_ctzll(bits);

			behind = (i + 1) * MAP_BYTES;
			if (!is_right(at, n, i))
				return check_from(at, n, high,
				    begin_before(at, i * MAP_BYTES));
			/* one of ASCII alone that is not looked at else */
			if (behind <= n && goes_on(at + behind) &&
			    (behind == n || !is_right(at, n, i + 1)))
				return check_from(at, n, high,
				    begin_before(at, behind));
		}
	return n;
}

#endif

utf8_checker *
utf8_way(size_t index)
{
#ifdef WITH_VECTORS
	if (HAS_VECTORS && index-- == 0)
		return utf8_vectors;
#endif
	return index == 0 ? utf8_portable : NULL;
}
