#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deal/layout.h"
#include "deal/pick.h"

static const struct reading plainly;

/* A sheet of the bytes TEXT, to be freed with sheet_close. */
static void
open_text(struct sheet *sheet, const char *name, const char *text)
{
	struct source source;
	struct trouble what;

	source_memory(&source, name, text, strlen(text));
	if (sheet_take(sheet, &source, &plainly, &what) != 0)
		fail_msg("%s", what.text);
}

static struct pick_key
number(int128 n)
{
	return (struct pick_key){ .kind = KEY_NUMBER, .number = n };
}

static struct pick_key
text(const char *t)
{
	return (struct pick_key){ .kind = KEY_TEXT, .text = slice_of(t) };
}

static void
add(struct picks *picks, const char *bytes, const struct pick_key *keys)
{
	size_t from = picks->bytes.len;

	buffer_string(&picks->bytes, bytes);
	picks_add(picks, from, LINE_LF, keys);
}

/* The picks in their order, one behind the other. */
static void
expect(const struct picks *picks, const char *bytes)
{
	struct buffer got = { 0 };

	for (size_t i = 0; i < picks->n; i++)
		buffer_add(&got, picks->bytes.at + picks->at[i].at,
		    picks->at[i].len);
	assert_string_equal(buffer_text(&got), bytes);
	buffer_free(&got);
}

static void
sorts(void **state)
{
	static const bool up[] = { false }, down[] = { true };
	const struct pick_key blank = { .kind = KEY_BLANK };
	struct picks picks = { .n_keys = 1 };
	struct pick_key key;

	(void)state;
	key = number(5);
	add(&picks, "a", &key);
	add(&picks, "b", &blank);
	key = text("x");
	add(&picks, "c", &key);
	key = number(-7);
	add(&picks, "d", &key);
	key = number(5);
	add(&picks, "e", &key);
	picks_sort(&picks, up);
	expect(&picks, "daecb");
	/* blanks last either way, equal ones as they came */
	picks_sort(&picks, down);
	expect(&picks, "caedb");
	picks_free(&picks);
}

static void
sorts_by_the_second_key(void **state)
{
	static const bool down[] = { false, true };
	struct picks picks = { .n_keys = 2 };

	(void)state;
	for (int i = 0; i < 6; i++) {
		const char name[] = { (char)('a' + i), '\0' };
		struct pick_key keys[] = { number(i % 2), number(i) };

		add(&picks, name, keys);
	}
	picks_sort(&picks, down);
	expect(&picks, "ecafdb");
	picks_free(&picks);
}

/* Wherever they are cut, what is merged is what was never cut. */
static void
merges(void **state)
{
	static const bool up[] = { false };
	static const char *const names[] = { "one", "two", "three", "four",
	    "five", "six", "seven" };

	(void)state;
	for (size_t cut = 0; cut <= 7; cut++) {
		struct picks parts[2] = { { .n_keys = 1 }, { .n_keys = 1 } };

		for (size_t i = 0; i < 7; i++) {
			struct pick_key key = text(names[i]);

			add(&parts[i >= cut], names[i], &key);
		}
		picks_merge(&parts[0], &parts[1]);
		assert_int_equal(parts[1].n, 0);
		expect(&parts[0], "onetwothreefourfivesixseven");
		picks_sort(&parts[0], up);
		expect(&parts[0], "fivefouronesevensixthreetwo");
		picks_free(&parts[0]);
	}
}

static void
reads_orders(void **state)
{
	static const char *const own[] = { "limit", NULL };
	struct pick_orders orders;
	struct demand demand = { 0 };
	struct trouble what;

	(void)state;
	assert_int_equal(pick_orders_read(&orders, "stage, -amount,-limit",
	    own, 1, &demand, &what), 0);
	assert_int_equal(orders.n, 3);
	assert_false(orders.at[0].down);
	assert_int_equal(orders.at[0].reference.field, FIELD_STAGE);
	assert_true(orders.at[1].down);
	assert_true(orders.at[1].own == PICK_OWN);
	assert_true(orders.at[2].own == 0);
	assert_true(orders.at[2].down);
	assert_true((demand.fields & FIELD_BIT(FIELD_AMOUNT)) != 0);
	assert_int_equal(pick_orders_read(&orders, "id,-", own, 1, &demand,
	    &what), -1);
	assert_string_equal(what.text, "--sort: 'id,-' names no field");
	assert_int_equal(pick_orders_read(&orders,
	    "a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a", own, 1, &demand, &what), -1);
	assert_string_equal(what.text, "--sort: more than 16 fields");
	demand_free(&demand);
}

/* All deals of both sheets, as they are laid out. */
static void
lay_out(struct sheet *sheets, size_t n, const char *columns,
    const struct slice *added, size_t n_added, struct buffer *out)
{
	static const char *const names[] = { "more", "most" };
	struct stages stages = { 0 };
	struct demand demand = { 0 };
	struct notices notices = { 0 };
	struct layout layout;
	struct trouble what;
	struct deal *deal;

	if (layout_begin(&layout, sheets, n, columns, false, 1, &demand,
	    &notices, &what) != 0)
		fail_msg("%s", what.text);
	layout_header(&layout, names, n_added, out);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(sheet_begin(&sheets[i], &demand, NULL,
		    &what), 0);
		while (sheet_next(&sheets[i], &deal, &what) == 1) {
			struct view view = { .deal = deal,
			    .stage = &stages.pooled };

			assert_int_equal(layout_deal(&layout, &view, added,
			    n_added, out, &what), 0);
			buffer_string(out, line_end_bytes(
			    layout_end(&layout, deal)));
		}
	}
	layout_free(&layout);
	notices_free(&notices);
	demand_free(&demand);
}

static void
lays_bytes(void **state)
{
	static const char file[] = "\xef\xbb\xbf" "id;\"name\";amount\r\n"
	    " 1 ; \"a;b\" ;5\r\n2\r\n3;c;7;8";
	const struct slice more[] = { slice_of("x"), slice_of("y;z") };
	struct buffer out = { 0 };
	struct sheet sheet;

	(void)state;
	open_text(&sheet, "f", file);
	lay_out(&sheet, 1, NULL, NULL, 0, &out);
	assert_string_equal(buffer_text(&out), file);
	/* filled up, or cut, to the header, before more follows */
	buffer_clear(&out);
	lay_out(&sheet, 1, NULL, more, 2, &out);
	assert_string_equal(buffer_text(&out), "\xef\xbb\xbf"
	    "id;\"name\";amount;more;most\r\n 1 ; \"a;b\" ;5;x;\"y;z\"\r\n"
	    "2;;;x;\"y;z\"\r\n3;c;7;x;\"y;z\"");
	buffer_clear(&out);
	lay_out(&sheet, 1, "name,id", NULL, 0, &out);
	assert_string_equal(buffer_text(&out), "\xef\xbb\xbf\"name\";id\r\n"
	    " \"a;b\" ; 1 \r\n;2\r\nc;3");
	/* an empty cell alone would be a blank line */
	buffer_clear(&out);
	lay_out(&sheet, 1, "name", NULL, 0, &out);
	assert_string_equal(buffer_text(&out),
	    "\xef\xbb\xbf\"name\"\r\n \"a;b\" \r\n\"\"\r\nc");
	buffer_free(&out);
	sheet_close(&sheet);
}

/* Another file goes under the first one's header: by field, then by header, and
 * its values in the first one's way of writing. */
static void
lays_another(void **state)
{
	struct buffer out = { 0 };
	struct sheet sheets[2];

	(void)state;
	open_text(&sheets[0], "a", "id,amount,Region\n1,\"1,234.50\",x\n");
	open_text(&sheets[1], "b", "region;ID;Betrag;amount\n"
	    "\"n,s\";2;;1.234,50\n");
	lay_out(sheets, 2, NULL, NULL, 0, &out);
	assert_string_equal(buffer_text(&out), "id,amount,Region\n"
	    "1,\"1,234.50\",x\n2,\"1,234.50\",\"n,s\"\n");
	buffer_free(&out);
	sheet_close(&sheets[0]);
	sheet_close(&sheets[1]);
}

static void
knows_no_column(void **state)
{
	struct demand demand = { 0 };
	struct notices notices = { 0 };
	struct layout layout;
	struct trouble what;
	struct sheet sheet;

	(void)state;
	open_text(&sheet, "f", "id,name\n1,a\n");
	assert_int_equal(layout_begin(&layout, &sheet, 1, "id,nam", false, 1,
	    &demand, &notices, &what), -1);
	assert_non_null(strstr(what.text, "f: there is no column 'nam'"));
	/* a field without a column is none either, but status is computed */
	assert_int_equal(layout_begin(&layout, &sheet, 1, "score", false, 1,
	    &demand, &notices, &what), -1);
	assert_int_equal(layout_begin(&layout, &sheet, 1, "status", false, 1,
	    &demand, &notices, &what), 0);
	assert_true(layout_derived(&layout));
	layout_free(&layout);
	demand_free(&demand);
	sheet_close(&sheet);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sorts),
		cmocka_unit_test(sorts_by_the_second_key),
		cmocka_unit_test(merges),
		cmocka_unit_test(reads_orders),
		cmocka_unit_test(lays_bytes),
		cmocka_unit_test(lays_another),
		cmocka_unit_test(knows_no_column),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
