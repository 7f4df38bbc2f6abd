/*
 * What a cutter says of a record is what a walk from byte to byte finds, at every
 * place and length; the machine's own way and the portable one say the same.
 */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "csv/cut.h"

#define LONGEST 300
#define MAPS (LONGEST / MAP_BYTES + 1)

/* A record, found byte by byte. */
struct naive {
	uint32_t ends[LONGEST + 1];
	size_t n;
	size_t end;
	bool ended;		/* by a line end */
	bool open;		/* a quote is, at the last byte */
	bool hard;		/* a quote stands neither first nor last, nor is
				 * it one of two in quotes */
	bool quotes;
	bool doubled;
};

/* Is the closing quote at AT followed by what ends a cell? */
static bool
closes(const char *bytes, size_t at, size_t len)
{
	return at + 1 == len || bytes[at + 1] == ',' || bytes[at + 1] == '\n' ||
	    bytes[at + 1] == '\r';
}

static void
look(struct naive *naive, const char *bytes, size_t from, size_t len)
{
	bool begins = true;

	*naive = (struct naive){ .end = len - from };
	for (size_t at = from; at < len && !naive->hard; at++) {
		char c = bytes[at];

		if (c == '"' && naive->open && at + 1 < len &&
		    bytes[at + 1] == '"') {
			naive->doubled = true;
			at++;
		} else if (c == '"') {
			naive->hard = naive->open ? !closes(bytes, at, len) :
			    !begins;
			naive->open = !naive->open;
			naive->quotes = true;
		} else if (!naive->open && (c == ',' || c == '\n' ||
		    c == '\r')) {
			naive->ends[naive->n++] = (uint32_t)(at - from);
			begins = true;
			if (c == ',')
				continue;
			naive->end = at - from;
			naive->ended = true;
			return;
		}
		begins = false;
	}
	naive->ends[naive->n++] = (uint32_t)naive->end;
}

static void
expect(enum cut_end said, const struct cut *cut, const struct naive *naive,
    bool whole)
{
	if (said == CUT_HARD) {
		/* what stands at the end of the bytes may be left to a walk */
		assert_true(naive->hard || (!naive->ended && naive->quotes));
		return;
	}
	assert_false(naive->hard);
	if (said == CUT_OPEN) {
		assert_false(naive->ended);
		assert_false(whole);
		return;
	}
	assert_true(naive->ended || (whole && !naive->open));
	assert_int_equal(cut->end, naive->end);
	assert_int_equal(cut->quotes, naive->quotes);
	assert_int_equal(cut->doubled, naive->doubled);
	if (cut->all)
		assert_int_equal(cut->n, naive->n);
	assert_true(cut->all || cut->n >= cut->enough);
	assert_true(cut->n <= naive->n && cut->n < cut->enough + MAP_BYTES);
	for (size_t i = 0; i < cut->n; i++)
		assert_int_equal(cut->ends[i], naive->ends[i]);
}

/* Cells of all kinds, or any bytes; none behind the last. */
static char *
draw(size_t n, int seed)
{
	static const char *const cells[] = { "a", "", "\"\"", "\"a,\n\"",
	    "\"b\"", "\"d\"\"\"", "\"\"\"\"\"f\"", "c\"", "\"e\" ",
	    "\"g\"\"", "x y z", "\"" };
	static const char kinds[] = ",\"\nx\r";
	char *bytes = memory_get(n + (n == 0));
	size_t at = 0;

	/* nothing but cells, a few of them not empty */
	while (at < n && seed % 7 == 0)
		bytes[at++] = rand() % 20 == 0 ? 'x' : ',';
	while (at < n) {
		const char *cell = cells[rand() % (seed % 4 == 0 ? 12 : 7)];

		if (seed % 3 == 0) {
			bytes[at++] = kinds[rand() % 5];
			continue;
		}
		for (; *cell != '\0' && at < n; cell++)
			bytes[at++] = *cell;
		if (at < n)
			bytes[at++] = rand() % 8 == 0 ? '\n' : ',';
	}
	return bytes;
}

static void
test_cuts(void **state)
{
	record_cutter *way;
	int done = 0, hard = 0;

	(void)state;
	srand(3);
	for (int seed = 0; seed < 60000; seed++) {
		size_t n = 1 + (size_t)(rand() % LONGEST);
		size_t from = (size_t)rand() % n;
		size_t enough = (size_t)rand() % (seed % 5 == 0 ? 300 : 12);
		bool whole = rand() % 2 == 0;
		char *bytes = draw(n, seed);
		enum cut_end first = CUT_OPEN, said;
		struct map maps[MAPS];
		uint64_t high[MAPS / MAP_WORD + 1];
		struct naive naive;

		map_portable(bytes, n, ',', maps, high);
		look(&naive, bytes, from, n);
		for (size_t i = 0; (way = cut_way(i)) != NULL; i++) {
			uint32_t ends[LONGEST + CUT_SPARE];
			struct cut cut = { .ends = ends, .enough = enough };

			said = way(maps, from, n, whole, &cut);
			expect(said, &cut, &naive, whole);
			if (i == 0)
				first = said;
			assert_int_equal(said, first);
		}
		done += first == CUT_DONE;
		hard += first == CUT_HARD;
		free(bytes);
	}
	/* many of each */
	assert_true(done > 10000 && hard > 10000);
	/* the portable way is among them, the last */
	for (size_t i = 0; (way = cut_way(i)) != NULL; i++)
		assert_true((cut_way(i + 1) == NULL) == (way == cut_portable));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cuts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
