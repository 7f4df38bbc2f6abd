#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/message.h"
#include "measure/result.h"

/* Two columns: a name to know the row by, and what it is sorted by. */
static struct result *
named(enum unit unit)
{
	struct result *r = result_new(NULL);

	assert_int_equal(result_column(r, "name", "Name", UNIT_TEXT), 0);
	assert_int_equal(result_column(r, "n", "N", unit), 1);
	return r;
}

static void
add(struct result *r, const char *name, struct value value)
{
	struct value *row = result_row(r);

	row[0] = value_text(r, slice_of(name));
	row[1] = value;
}

/* Sort by KEYS: the names must then stand in the order of NAMES. */
static void
expect(struct result *r, const char *keys, const char *names)
{
	struct buffer got = { 0 };
	struct value *name;
	size_t i;

	assert_int_equal(result_sort(r, keys, NULL), 0);
	for (i = 0; i < r->n_rows; i++) {
		name = result_value(r, i, 0);
		buffer_add(&got, name->text.at, name->text.len);
	}
	assert_string_equal(buffer_text(&got), names);
	buffer_free(&got);
}

static void
rows_and_columns(void **state)
{
	struct result *r = result_new("Title");
	char key[] = "won", title[] = "Won";
	struct value *row;

	(void)state;
	assert_string_equal(r->title, "Title");
	assert_true(r->currency == RESULT_NONE);
	assert_int_equal(result_column(r, key, title, UNIT_COUNT), 0);
	memset(key, 'x', 3);
	memset(title, 'x', 3);
	assert_string_equal(r->columns[0].key, "won");
	assert_string_equal(r->columns[0].title, "Won");
	assert_false(r->columns[0].group || r->columns[0].bar);
	assert_true(result_find(r, "won") == 0);
	assert_true(result_find(r, "wo") == RESULT_NONE);
	assert_true(result_find(r, "won ") == RESULT_NONE);
	row = result_row(r);
	assert_true(row->kind == VALUE_BLANK);
	row[0] = value_whole(7);
	(void)result_row(r);
	assert_int_equal(r->n_rows, 2);
	assert_true(result_value(r, 0, 0)->whole == 7);
	assert_true(result_value(r, 1, 0)->kind == VALUE_BLANK);
	result_free(r);
}

static void
many_rows(void **state)
{
	struct result *r = named(UNIT_COUNT);
	int i;

	(void)state;
	for (i = 0; i < 5000; i++)
		add(r, "x", value_whole(i));
	for (i = 0; i < 5000; i++)
		assert_true(result_value(r, (size_t)i, 1)->whole == i);
	result_free(r);
}

static void
no_columns(void **state)
{
	struct result *r = result_new(NULL);

	(void)state;
	(void)result_row(r);
	(void)result_row(r);
	assert_int_equal(r->n_rows, 2);
	assert_int_equal(result_sort(r, "", NULL), 0);
	result_free(r);
	result_free(NULL);
}

static void
values(void **state)
{
	struct result *r = result_new(NULL);
	char text[] = "Ana";
	struct value v = value_text(r, slice_of(text));

	(void)state;
	text[0] = 'X';
	assert_true(v.kind == VALUE_TEXT && slice_is(v.text, "Ana"));
	assert_true(value_text(r, slice_of("")).kind == VALUE_BLANK);
	assert_true(value_text(r, slice_of(NULL)).kind == VALUE_BLANK);
	assert_true(value_ratio(ratio_of(1, 0)).kind == VALUE_BLANK);
	assert_true(value_ratio(ratio_of(0, 1)).kind == VALUE_RATIO);
	assert_true(value_date(DATE_NONE).kind == VALUE_BLANK);
	assert_true(value_date(0).kind == VALUE_DATE);
	assert_true(value_yes(false).kind == VALUE_BLANK);
	assert_true(value_yes(true).kind == VALUE_YES);
	assert_true(unit_is_money(UNIT_MONEY));
	assert_true(unit_is_money(UNIT_MONEY_MEAN));
	assert_false(unit_is_money(UNIT_RATIO));
	result_free(r);
}

static void
notes(void **state)
{
	struct result *r = result_new(NULL);
	char name[2000];

	(void)state;
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	result_note(r, "%d of %s", 3, "four");
	result_note(r, "%s!", name);
	assert_int_equal(r->n_notes, 2);
	assert_string_equal(r->notes[0], "3 of four");
	assert_int_equal(strlen(r->notes[1]), 2000);
	assert_int_equal(r->notes[1][1999], '!');
	result_free(r);
}

static void
limit(void **state)
{
	struct result *r = named(UNIT_COUNT);

	(void)state;
	add(r, "a", value_whole(1));
	add(r, "b", value_whole(2));
	result_limit(r, 5);
	assert_int_equal(r->n_rows, 2);
	result_limit(r, 1);
	expect(r, "n", "a");
	result_limit(r, 0);
	expect(r, "n", "");
	add(r, "c", value_whole(3));
	expect(r, "n", "c");
	result_free(r);
}

/* Columns are taken out with their values; where the currency stands moves. */
static void
without(void **state)
{
	struct result *r = result_new(NULL);

	(void)state;
	for (char key[] = "a"; key[0] <= 'd'; key[0]++)
		result_column(r, key, key, UNIT_COUNT);
	r->currency = 2;
	for (int i = 0; i < 8; i++) {
		struct value *row = i % 4 == 0 ? result_row(r) :
		    result_value(r, (size_t)i / 4, 0);

		row[i % 4] = value_count(i);
	}
	result_without(r, 1);
	assert_int_equal(r->n_columns, 3);
	assert_int_equal(r->currency, 1);
	assert_string_equal(r->columns[1].key, "c");
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(result_value(r, i, 0)->whole, 4 * i);
		assert_int_equal(result_value(r, i, 1)->whole, 4 * i + 2);
		assert_int_equal(result_value(r, i, 2)->whole, 4 * i + 3);
	}
	result_without(r, 2);
	assert_int_equal(r->currency, 1);
	result_without(r, 1);
	assert_int_equal(r->currency, RESULT_NONE);
	assert_int_equal(result_value(r, 1, 0)->whole, 4);
	result_free(r);
}

static void
sorts_stably(void **state)
{
	struct result *r = named(UNIT_COUNT);

	(void)state;
	add(r, "a", value_whole(2));
	add(r, "b", value_whole(1));
	add(r, "c", value_blank());
	add(r, "d", value_whole(2));
	add(r, "e", value_whole(-1));
	add(r, "f", value_blank());
	add(r, "g", value_whole(1));
	expect(r, "", "abcdefg");
	expect(r, "n", "ebgadcf");
	expect(r, "-n", "adbgecf");
	/* by name, then back: ties keep the order they have by then */
	expect(r, "-name", "gfedcba");
	expect(r, "n", "egbdafc");
	result_free(r);
}

static void
sorts_by_several(void **state)
{
	struct result *r = named(UNIT_COUNT);

	(void)state;
	add(r, "a", value_whole(1));
	add(r, "b", value_whole(2));
	add(r, "c", value_whole(1));
	add(r, "d", value_whole(2));
	expect(r, "n,-name", "cadb");
	expect(r, " -n , name ", "bdac");
	result_free(r);
}

static void
sorts_exactly(void **state)
{
	struct result *r = named(UNIT_RATIO);
	int128 big = (int128)INT64_MAX * 1000000000;

	(void)state;
	/* b is greater than a by less than a double can tell */
	add(r, "b", value_ratio(ratio_of(big, big - 1)));
	add(r, "a", value_ratio(ratio_of(big + 1, big)));
	add(r, "c", value_whole(2));
	add(r, "z", value_ratio(ratio_of(-1, 3)));
	add(r, "y", value_ratio(ratio_of(-1, 2)));
	add(r, "o", value_whole(1));
	add(r, "t", value_ratio(ratio_of(2, 2)));
	expect(r, "n", "yzotabc");
	expect(r, "-n", "cbaotzy");
	result_free(r);
}

static void
sorts_wide_numbers(void **state)
{
	struct result *r = named(UNIT_MONEY);
	int128 big = (int128)1 << 100;

	(void)state;
	add(r, "c", value_whole(big + 1));
	add(r, "b", value_whole(big));
	add(r, "a", value_whole(-big));
	add(r, "d", value_whole(big + ((int128)1 << 64)));
	expect(r, "n", "abcd");
	result_free(r);
}

static void
sorts_dates_and_text(void **state)
{
	struct result *r = named(UNIT_DATE);

	(void)state;
	add(r, "b", value_date(20000));
	add(r, "d", value_date(DATE_NONE));
	add(r, "a", value_date(-5));
	add(r, "c", value_yes(true));
	expect(r, "n", "abcd");
	expect(r, "-n", "cbad");
	add(r, "Z", value_blank());
	add(r, "é", value_blank());
	expect(r, "name", "Zabcdé");
	result_free(r);
}

static void
names_the_columns(void **state)
{
	struct result *r = result_new(NULL);
	struct trouble what = { "" };
	const char *won, *rate, *lost;

	(void)state;
	(void)result_column(r, "lost", "Lost", UNIT_COUNT);
	(void)result_column(r, "win_rate", "Win rate", UNIT_RATE);
	(void)result_column(r, "won", "Won", UNIT_COUNT);
	add(r, "b", value_blank());
	assert_int_equal(result_sort(r, "won,-win_rte", &what), -1);
	assert_non_null(strstr(what.text, "'win_rte'"));
	won = strstr(what.text, "won");
	rate = strstr(what.text, "win_rate");
	lost = strstr(what.text, "lost");
	assert_non_null(won);
	assert_non_null(lost);
	assert_true(rate != NULL && rate < won && rate < lost);
	assert_int_equal(result_sort(r, "wan", &what), -1);
	assert_true(strstr(what.text, "won") < strstr(what.text, "lost"));
	assert_int_equal(result_sort(r, "-", &what), -1);
	assert_int_equal(result_sort(r, "won,,lost", &what), -1);
	assert_int_equal(result_sort(r, "a\033[31m", &what), -1);
	assert_null(strchr(what.text, '\033'));
	result_free(r);
}

static void
refusing_changes_nothing(void **state)
{
	struct result *r = named(UNIT_COUNT);

	(void)state;
	add(r, "b", value_whole(2));
	add(r, "a", value_whole(1));
	assert_int_equal(result_sort(r, "n,nonsense", NULL), -1);
	expect(r, "", "ba");
	result_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_and_columns),
		cmocka_unit_test(many_rows),
		cmocka_unit_test(no_columns),
		cmocka_unit_test(values),
		cmocka_unit_test(notes),
		cmocka_unit_test(limit),
		cmocka_unit_test(without),
		cmocka_unit_test(sorts_stably),
		cmocka_unit_test(sorts_by_several),
		cmocka_unit_test(sorts_exactly),
		cmocka_unit_test(sorts_wide_numbers),
		cmocka_unit_test(sorts_dates_and_text),
		cmocka_unit_test(names_the_columns),
		cmocka_unit_test(refusing_changes_nothing)
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
