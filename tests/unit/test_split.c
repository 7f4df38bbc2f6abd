/*
 * The fast way to find delimiters finds what memchr finds, at every length and
 * place, and looks at no byte behind the last.
 */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "csv/split.h"

#define LONGEST 200

static void
test_same(void **state)
{
	uint32_t fast[LONGEST + SPLIT_SPARE], slow[LONGEST + SPLIT_SPARE];

	(void)state;
	srand(1);
	for (int seed = 0; seed < 20000; seed++) {
		size_t n = (size_t)(rand() % LONGEST), most, found;
		char *bytes = memory_get(n);	/* with nothing behind it */

		for (size_t i = 0; i < n; i++)
			bytes[i] = ",,x\"\n\xe4\xff\0"[rand() % (2 + seed % 7)];
		most = (size_t)(rand() % (LONGEST + 1));
		found = split_find(bytes, n, ',', fast, most);
		assert_int_equal(found, split_find_portable(bytes, n, ',',
		    slow, most));
		assert_memory_equal(fast, slow, found * sizeof *fast);
		free(bytes);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
