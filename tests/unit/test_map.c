/*
 * The machine's own way to map a block, and the portable one, tell of each byte
 * what it is, at every length and place, and look at no byte behind the last.
 */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "csv/map.h"

#define LONGEST 9000		/* more maps than a word has bits */
#define MAPS (LONGEST / MAP_BYTES + 1)
#define WORDS (MAPS / MAP_WORD + 1)

static bool
is_of(char byte, enum map_kind kind, char delimiter)
{
	switch (kind) {
	case MAP_DELIMITER:
		return byte == delimiter;
	case MAP_QUOTE:
		return byte == '"';
	default:
		return byte == '\n' || byte == '\r';
	}
}

/* Does the map say of each byte, and of those that are not there, what is true? */
static void
expect(const struct map *maps, const char *bytes, size_t n, char delimiter)
{
	for (size_t i = 0; i < (n + MAP_BYTES - 1) / MAP_BYTES * MAP_BYTES; i++)
		for (int kind = 0; kind < MAP_KINDS; kind++)
			assert_int_equal(maps[i / MAP_BYTES].of[kind] >>
			    i % MAP_BYTES & 1, i < n && is_of(bytes[i],
			    (enum map_kind)kind, delimiter));
}

/* And of each map, whether it is all ASCII? */
static void
expect_high(const uint64_t *high, const char *bytes, size_t n)
{
	size_t maps = (n + MAP_BYTES - 1) / MAP_BYTES;

	for (size_t i = 0; i < (maps + MAP_WORD - 1) / MAP_WORD * MAP_WORD;
	    i++) {
		bool is_high = false;

		for (size_t at = i * MAP_BYTES; at < (i + 1) * MAP_BYTES &&
		    at < n; at++)
			is_high = is_high || ((unsigned char)bytes[at] & 0x80) != 0;
		assert_int_equal(high[i / MAP_WORD] >> i % MAP_WORD & 1,
		    is_high);
	}
}

/* Any bytes, most of them of the kinds, in memory with nothing behind it. */
static char *
draw(size_t n, int seed)
{
	static const char kinds[] = "\",,;\n\rx~}\xe4\xff\x7f\x80";
	char *bytes = memory_get(n + (n == 0));

	for (size_t i = 0; i < n; i++) {
		if (seed % 3 == 0)
			bytes[i] = (char)(rand() % 256);
		else
			bytes[i] = kinds[rand() % (1 + seed % 13)];
		if (bytes[i] == '\0' && seed % 2 == 0)
			bytes[i] = ' ';
	}
	return bytes;
}

static void
test_maps(void **state)
{
	static const char delimiters[] = ",;\t|~\xff";
	map_maker *way;

	(void)state;
	srand(1);
	for (int seed = 0; seed < 20000; seed++) {
		/* few are long */
		size_t n = (size_t)(rand() % (seed % 200 == 0 ? LONGEST : 400));
		char *bytes = draw(n, seed);
		char delimiter = delimiters[rand() % 6];

		for (size_t i = 0; (way = map_way(i)) != NULL; i++) {
			struct map maps[MAPS];
			uint64_t high[WORDS];

			memset(maps, 0xa5, sizeof maps);
			memset(high, 0xa5, sizeof high);
			assert_int_equal(way(bytes, n, delimiter, maps, high),
			    n > 0 && memchr(bytes, '\0', n) != NULL);
			expect(maps, bytes, n, delimiter);
			expect_high(high, bytes, n);
		}
		free(bytes);
	}
	/* the portable way is among them, the last */
	for (size_t i = 0; (way = map_way(i)) != NULL; i++)
		assert_true((map_way(i + 1) == NULL) == (way == map_portable));
}

/* The next of a kind from any place, before any other. */
static void
test_next(void **state)
{
	(void)state;
	srand(2);
	for (int seed = 0; seed < 2000; seed++) {
		size_t n = (size_t)(rand() % 400), from, len;
		char *bytes = draw(n, seed);
		struct map maps[MAPS];
		uint64_t high[WORDS];

		map_portable(bytes, n, ',', maps, high);
		from = (size_t)rand() % (n + 2);
		len = (size_t)rand() % (n + 1);
		for (int kind = 0; kind < MAP_KINDS; kind++) {
			size_t at = from;

			while (at < len && !is_of(bytes[at],
			    (enum map_kind)kind, ','))
				at++;
			assert_int_equal(map_next(maps, (enum map_kind)kind,
			    from, len), at < len ? at : len);
		}
		free(bytes);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_maps),
		cmocka_unit_test(test_next),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
