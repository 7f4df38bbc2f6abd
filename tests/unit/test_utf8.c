/* How much of some bytes is UTF-8: every way the machine has, compared with
 * utf8proc's, character by character. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/memory.h"
#include "csv/utf8.h"

#define LONGEST 400
#define LONG 9000		/* more maps than a word has bits */
#define MAPS (LONG / MAP_BYTES + 1)

static size_t
by_character(const char *bytes, size_t n)
{
	utf8proc_int32_t c;
	size_t at = 0;

	while (at < n) {
		utf8proc_ssize_t got = utf8proc_iterate(
		    (const utf8proc_uint8_t *)bytes + at,
		    (utf8proc_ssize_t)(n - at), &c);

		if (got <= 0)
			break;
		at += (size_t)got;
	}
	return at;
}

static void
compare(const char *bytes, size_t n)
{
	size_t until = by_character(bytes, n);
	struct map maps[MAPS];
	uint64_t high[MAPS / MAP_WORD + 1];
	utf8_checker *way;

	map_portable(bytes, n, ',', maps, high);
	for (size_t i = 0; (way = utf8_way(i)) != NULL; i++)
		assert_int_equal(way(bytes, n, high), until);
}

/* Characters of all lengths, most of them right. */
static size_t
draw_character(char *put, int seed)
{
	utf8proc_int32_t c;

	switch (rand() % (seed % 3 == 0 ? 12 : 6)) {
	case 0:
		c = 0x80 + rand() % 0x780;
		break;
	case 1:
		c = 0x4e00 + rand() % 0x5000;
		break;
	case 2:
		c = 0xe000 + rand() % 0x1fff;
		break;
	case 3:
		c = 0x10000 + rand() % 0x100000;
		break;
	case 4:
		c = 0x800 + rand() % 0x4600;
		break;
	default:
		c = rand() % 0x80;
	}
	return (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)put);
}

static void
random_texts(void **state)
{
	int whole = 0, broken = 0;

	(void)state;
	srand(4);
	for (int seed = 0; seed < 60000; seed++) {
		size_t n = 1 + (size_t)(rand() % (LONGEST - 4)), at = 0;
		char *bytes, text[LONGEST];

		while (at < n)
			at += draw_character(text + at, seed);
		/* now and then the last is cut off */
		n = rand() % 2 == 0 ? at : n;
		if (seed % 2 == 0)
			text[(size_t)rand() % n] = (char)(rand() % 256);
		if (seed % 16 == 0)
			for (at = 0; at < n; at++)
				text[at] = (char)(0x80 + rand() % 128);
		/* not a byte more than these may be read */
		bytes = memory_get(n);
		memcpy(bytes, text, n);
		compare(bytes, n);
		whole += by_character(bytes, n) == n;
		broken += by_character(bytes, n) < n;
		free(bytes);
	}
	assert_true(whole > 10000 && broken > 10000);
}

/* Texts of more maps than are told of by a word, nearly all of them ASCII, so that most
 * are passed over: characters lie anywhere, and where a map or a word ends. */
static void
long_texts(void **state)
{
	int whole = 0, broken = 0;

	(void)state;
	srand(5);
	for (int seed = 0; seed < 6000; seed++) {
		size_t n = LONG / 2 + (size_t)(rand() % (LONG / 2)), at;
		size_t some = (size_t)rand() % 9;
		char *bytes = memory_get(n), text[4];

		memset(bytes, 'x', n);
		for (size_t i = 0; i < some; i++) {
			size_t len = draw_character(text, seed);

			at = (size_t)rand() % (n - 8);
			if (seed % 2 == 0)
				at = at / MAP_BYTES * MAP_BYTES + 63 -
				    (size_t)rand() % 4;
			if (seed % 6 == 0)
				at = MAP_WORD * MAP_BYTES - (size_t)rand() % 5;
			if (at + len > n)
				continue;
			memcpy(bytes + at, text, len);
			if (seed % 5 == 0)
				bytes[at + (size_t)rand() % len] = 'x';
		}
		compare(bytes, n);
		whole += by_character(bytes, n) == n;
		broken += by_character(bytes, n) < n;
		free(bytes);
	}
	assert_true(whole > 1000 && broken > 1000);
}

/* Every lead with every second byte, and with what may come third and fourth, before
 * and behind where a map ends. */
static void
every_pair(void **state)
{
	static const unsigned char rest[] = { 'a', 0x80, 0xbf, 0xc2, 0xe4, 0xff };

	(void)state;
	for (int first = 0x80; first < 0x100; first++)
		for (int second = 0; second < 0x100; second++)
			for (size_t i = 0; i < sizeof rest; i++) {
				char bytes[2 * MAP_BYTES];
				size_t at = MAP_BYTES - 3 + (size_t)(first +
				    second) % 5;

				memset(bytes, 'x', sizeof bytes);
				bytes[at] = (char)first;
				bytes[at + 1] = (char)second;
				bytes[at + 2] = (char)rest[i];
				bytes[at + 3] = (char)rest[second % 6];
				compare(bytes, sizeof bytes);
				compare(bytes, at + 1 + i % 4);
			}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_texts),
		cmocka_unit_test(long_texts),
		cmocka_unit_test(every_pair),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
