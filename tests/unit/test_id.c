#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "deal/id.h"

/* The next id of a file that has IDS, ' ' between; NULL: it has no form. */
static void
expect(const char *ids, const char *next)
{
	struct id_forms forms = { 0 };
	struct slice rest = slice_of(ids), id;
	struct buffer made = { 0 };
	bool any;

	while (slice_next(&rest, ' ', &id))
		id_forms_see(&forms, id);
	any = id_forms_next(&forms, &made);
	assert_int_equal(any, next != NULL);
	if (next != NULL)
		assert_string_equal(buffer_text(&made), next);
	buffer_free(&made);
	id_forms_free(&forms);
}

static void
test_forms(void **state)
{
	(void)state;
	expect("", "D-0001");
	expect("D-0001", "D-0002");
	expect("D-0009 D-0002", "D-0010");
	expect("D-0999", "D-1000");
	expect("D-0998 D-0999 D-1000", "D-1001");
	expect("D-1000 D-9999", "D-10000");
	expect("1", "2");
	expect("9 10 8", "11");
	expect("99 x", NULL);
	expect("99 x 7", "100");
	expect("007", "008");
	expect("0", "1");
	expect("00", "01");
	expect("A-1 A-2 B-9", "A-3");
	expect("A-1 B-9", NULL);
	expect("A-01 A-001 A-1", "A-02");
	expect("x y z", NULL);
	expect("2026-001 2026-002", "2026-003");
	expect("\xd0\xa1-01", "\xd0\xa1-02");
}

/* Numbers too long to be counted are no form. */
static void
test_long(void **state)
{
	(void)state;
	expect("123456789012345", "123456789012346");
	expect("999999999999999", "1000000000000000");
	expect("998 999999999999999 1000000000000000", NULL);	/* it is there */
	expect("1234567890123456", NULL);
	expect("0060500000Fw0029999999999999999", NULL);
}

/* Those of two lists are those of one, wherever it is cut. */
static void
test_merge(void **state)
{
	static const char *const ids[] = { "D-0999", "X1", "D-1000", "D-0002", "7",
		"D-1003", "no", "D-0001", "X2", "1000000000000000" };
	enum { N = sizeof ids / sizeof *ids };

	(void)state;
	for (size_t cut = 0; cut <= N; cut++) {
		struct id_forms forms[2] = { { .ids = 0 }, { .ids = 0 } };
		struct buffer made = { 0 };

		for (size_t i = 0; i < N; i++)
			id_forms_see(&forms[i >= cut], slice_of(ids[i]));
		id_forms_merge(&forms[0], &forms[1]);
		assert_int_equal(forms[0].ids, N);
		assert_true(forms[0].beyond);
		assert_false(id_forms_next(&forms[0], &made));	/* half of them */
		id_forms_see(&forms[0], slice_of("D-0003"));
		assert_true(id_forms_next(&forms[0], &made));
		assert_string_equal(buffer_text(&made), "D-1004");
		buffer_free(&made);
		id_forms_free(&forms[0]);
	}
}

/* What was given out counts. */
static void
test_on(void **state)
{
	struct id_forms forms = { 0 };
	struct buffer made = { 0 };

	(void)state;
	for (int i = 0; i < 3; i++) {
		buffer_clear(&made);
		assert_true(id_forms_next(&forms, &made));
	}
	assert_string_equal(buffer_text(&made), "D-0003");
	id_forms_see(&forms, slice_of("D-0120"));
	id_forms_see(&forms, slice_of(""));
	buffer_clear(&made);
	assert_true(id_forms_next(&forms, &made));
	assert_string_equal(buffer_text(&made), "D-0121");
	buffer_string(&made, " ");
	assert_true(id_forms_next(&forms, &made));
	assert_string_equal(buffer_text(&made), "D-0121 D-0122");
	buffer_free(&made);
	id_forms_free(&forms);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_merge),
		cmocka_unit_test(test_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
