/* pl-diff: how each way a deal can go is booked, and that it adds up. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "measure/changes.h"
#include "show/show.h"

#define CENT 100	/* ten-thousandths */

/* "none", or "open 5 2026-01-10" (an amount; close date, or closing day), with
 * " -" behind it where -w does not hold, and a currency. */
static struct snapshot
seen(const char *text)
{
	struct slice rest = slice_of(text), word;
	struct snapshot snapshot = { .there = strcmp(text, "none") != 0,
	    .passes = strcmp(text, "none") != 0, .close_date = DATE_NONE,
	    .closed = DATE_NONE, .id = slice_of("1") };

	for (int i = 0; slice_next(&rest, ' ', &word); i++) {
		if (i == 0)
			snapshot.kind = slice_is(word, "won") ? KIND_WON :
			    slice_is(word, "lost") ? KIND_LOST : KIND_OPEN;
		else if (i == 1)
			snapshot.has_amount = money_canonical(word,
			    &snapshot.amount);
		else if (slice_is(word, "-"))
			snapshot.passes = false;
		else if (word.len == 3)
			memcpy(snapshot.currency, word.at, 3);
		else if (snapshot.kind == KIND_OPEN)
			snapshot.close_date = date_canonical(word);
		else
			snapshot.closed = date_canonical(word);
	}
	return snapshot;
}

/* The lines that are not 0, "opening 1 5.00, won 1 5.00", to be freed. */
static char *
lines_of(const struct changes *changes)
{
	struct result *result = changes_finish(changes);
	size_t first = result_find(result, "line");
	struct buffer out = { 0 };
	char *text;

	for (size_t r = 0; r < result->n_rows; r++) {
		struct value *row = result_value(result, r, 0);

		if (row[first + 1].whole == 0)
			continue;
		buffer_string(&out, out.len > 0 ? ", " : "");
		if (first > 0)
			buffer_format(&out, "%.*s:", (int)row[0].text.len,
			    row[0].text.at);
		buffer_format(&out, "%.*s ", (int)row[first].text.len,
		    row[first].text.at);
		decimal_write(&out, row[first + 1].whole, 0, 0);
		buffer_byte(&out, ' ');
		decimal_write(&out, row[first + 2].whole, 4, 2);
	}
	text = memory_text(buffer_text(&out));
	buffer_free(&out);
	result_free(result);
	return text;
}

/* One deal, with P the first quarter of 2026 or without. */
static void
booked(bool period, const char *old, const char *new, const char *expected)
{
	struct changes_request request = { .period_given = period,
	    .period = { date_of(2026, 1, 1), date_of(2026, 3, 31) },
	    .house = "" };
	struct changes *changes = changes_begin(&request);
	struct snapshot before = seen(old), after = seen(new);
	char *lines;

	changes_add(changes, &before, &after);
	assert_true(changes_proved(changes));
	lines = lines_of(changes);
	assert_string_equal(lines, expected);
	free(lines);
	changes_free(changes);
}

static void
without_a_period(void **state)
{
	(void)state;
	booked(false, "open 5", "open 5", "opening 1 5.00, closing 1 5.00");
	booked(false, "open 5", "open 7.5",
	    "opening 1 5.00, grown 1 2.50, closing 1 7.50");
	booked(false, "open 5", "open -1",
	    "opening 1 5.00, shrunk 1 6.00, closing 1 -1.00");
	/* moved in time: all are expected, nothing is pulled or pushed */
	booked(false, "open 5 2026-01-10", "open 5 2027-01-10",
	    "opening 1 5.00, closing 1 5.00");
	booked(false, "open 5", "none", "opening 1 5.00, removed 1 5.00");
	booked(false, "none", "open 5", "new 1 5.00, closing 1 5.00");
	/* won at what it is now, lost at what it was */
	booked(false, "open 5", "won 6 2026-01-10",
	    "opening 1 5.00, grown 1 1.00, won 1 6.00");
	booked(false, "open 5", "won 4",
	    "opening 1 5.00, shrunk 1 1.00, won 1 4.00");
	booked(false, "open 5", "lost 6 2026-01-10",
	    "opening 1 5.00, lost 1 5.00");
	booked(false, "none", "won 4", "new 1 4.00, won 1 4.00");
	booked(false, "none", "lost 4", "new 1 4.00, lost 1 4.00");
	booked(false, "won 4 2026-01-10", "open 5",
	    "reopened 1 5.00, closing 1 5.00");
	booked(false, "lost 4 2026-01-10", "won 5 2026-02-10",
	    "reopened 1 5.00, won 1 5.00");
	booked(false, "none", "none", "");
}

/* What was closed before is no news, unless it closed once more. */
static void
closed_before(void **state)
{
	(void)state;
	booked(false, "won 4 2026-01-10", "won 4 2026-01-10", "");
	booked(false, "won 4 2026-01-10", "won 9 2026-01-10", "");
	booked(false, "won 4 2026-01-10", "won 4 2026-02-10",
	    "reopened 1 4.00, won 1 4.00");
	booked(false, "won 4", "won 4 2026-02-10", "");
	booked(false, "won 4 2026-01-10", "won 4 2026-01-09", "");
	booked(false, "won 4 2026-01-10", "none", "");
}

static void
within_a_period(void **state)
{
	(void)state;
	booked(true, "open 5 2026-01-01", "open 5 2026-03-31",
	    "opening 1 5.00, closing 1 5.00");
	booked(true, "open 5 2026-01-10", "open 6 2026-04-01",
	    "opening 1 5.00, pushed_out 1 5.00");
	booked(true, "open 5 2026-01-10", "open 6 2025-12-31",
	    "opening 1 5.00, pushed_out 1 5.00");
	booked(true, "open 5 2026-01-10", "open 6",
	    "opening 1 5.00, pushed_out 1 5.00");
	booked(true, "open 5 2026-04-10", "open 6 2026-01-10",
	    "pulled_in 1 6.00, closing 1 6.00");
	booked(true, "open 5 2026-04-10", "open 6 2026-05-10", "");
	booked(true, "none", "open 6 2026-05-10", "");
	booked(true, "open 5", "none", "");
	/* in, and won or lost at once */
	booked(true, "open 5 2026-04-10", "won 6 2026-03-10",
	    "pulled_in 1 6.00, won 1 6.00");
	booked(true, "open 5 2026-04-10", "lost 6 2026-03-10",
	    "pulled_in 1 6.00, lost 1 6.00");
	booked(true, "open 5 2026-04-10", "won 6 2026-04-01", "");
	booked(true, "none", "won 6 2026-03-10", "new 1 6.00, won 1 6.00");
	booked(true, "none", "won 6", "");
	/* what was expected leaves, whenever it closed */
	booked(true, "open 5 2026-02-10", "won 6 2026-04-10",
	    "opening 1 5.00, grown 1 1.00, won 1 6.00");
	booked(true, "open 5 2026-02-10", "lost 6 2025-12-10",
	    "opening 1 5.00, lost 1 5.00");
	booked(true, "lost 5 2025-02-10", "open 6 2026-02-10",
	    "reopened 1 6.00, closing 1 6.00");
}

/* A deal that passes -w on one side only is new or removed. */
static void
filtered(void **state)
{
	(void)state;
	booked(false, "open 5 -", "open 6", "new 1 6.00, closing 1 6.00");
	booked(false, "open 5", "open 6 -", "opening 1 5.00, removed 1 5.00");
	booked(false, "open 5", "won 6 -", "opening 1 5.00, removed 1 5.00");
	booked(false, "open 5 -", "won 6 2026-02-02", "new 1 6.00, won 1 6.00");
	/* it was won before, by another */
	booked(false, "won 5 2026-01-10 -", "won 5 2026-01-10", "");
	booked(false, "won 5 -", "none", "");
	booked(false, "open 5 -", "open 5 -", "");
}

static void
currencies(void **state)
{
	(void)state;
	booked(false, "open 5 EUR", "open 6 USD", "EUR:opening 1 5.00, "
	    "EUR:removed 1 5.00, USD:new 1 6.00, USD:closing 1 6.00");
	booked(true, "open 5 2026-02-02 EUR", "won 6 2026-02-02 USD",
	    "EUR:opening 1 5.00, EUR:removed 1 5.00, USD:new 1 6.00, "
	    "USD:won 1 6.00");
	booked(true, "open 5 2026-02-02 EUR", "won 6 2026-04-02 USD",
	    "opening 1 5.00, removed 1 5.00");
	booked(false, "won 5 2026-02-02 EUR", "won 5 2026-02-02 USD", "");
	/* one that names none stands last */
	booked(false, "open 5 EUR", "open 6", "EUR:opening 1 5.00, "
	    "EUR:removed 1 5.00, :new 1 6.00, :closing 1 6.00");
}

/* Blank is the house's. */
static void
house_currency(void **state)
{
	struct changes_request request = { .house = "EUR" };
	struct changes *changes = changes_begin(&request);
	struct snapshot old = seen("open 5"), new = seen("open 6 EUR");
	char *lines;

	(void)state;
	changes_add(changes, &old, &new);
	lines = lines_of(changes);
	assert_string_equal(lines,
	    "opening 1 5.00, grown 1 1.00, closing 1 6.00");
	free(lines);
	changes_free(changes);
}

static uint32_t state_of_chance = 11;

static unsigned
draw(unsigned n)
{
	state_of_chance = state_of_chance * 1664525 + 1013904223;
	return (state_of_chance >> 16) % n;
}

static struct snapshot
random_look(void)
{
	static const char *const codes[] = { "EUR", "USD", "" };
	struct snapshot look = { .there = draw(5) > 0, .id = slice_of("1"),
	    .passes = draw(6) > 0, .kind = (enum kind)draw(3),
	    .close_date = draw(4) > 0 ? date_of(2025, 12, 1) + (int)draw(180) :
	    DATE_NONE, .amount = (int64_t)draw(90) * CENT - 20 * CENT };

	look.passes = look.passes && look.there;
	look.closed = look.kind == KIND_OPEN ? DATE_NONE : look.close_date;
	snprintf(look.currency, sizeof look.currency, "%s", codes[draw(3)]);
	return look;
}

/* Every combination of two looks, many deals at once. */
static void
always_proved(void **state)
{
	(void)state;
	for (int period = 0; period < 2; period++) {
		struct changes_request request = { .period_given = period != 0,
		    .period = { date_of(2026, 1, 1), date_of(2026, 3, 31) },
		    .house = draw(2) > 0 ? "USD" : "" };
		struct changes *changes = changes_begin(&request);

		for (int i = 0; i < 200000; i++) {
			struct snapshot old = random_look();
			struct snapshot new = random_look();

			changes_add(changes, &old, &new);
			if (i % 1000 == 0)
				assert_true(changes_proved(changes));
		}
		assert_true(changes_proved(changes));
		changes_free(changes);
	}
}

/* The deals behind the lines: their texts are the new look's, and copied. */
static void
deals_behind(void **state)
{
	struct changes_request request = { .deals = true, .house = "" };
	struct changes *changes = changes_begin(&request);
	struct snapshot old = seen("open 5"), new = seen("won 6");
	struct snapshot none = seen("none");
	char owner[] = "ana";
	struct result *result;

	(void)state;
	old.owner = slice_of("bob");
	new.owner = slice_of(owner);
	changes_add(changes, &old, &new);
	changes_add(changes, &old, &none);
	old.has_amount = false;
	old.amount = 0;
	changes_add(changes, &old, &none);
	owner[0] = 'x';
	result = changes_deals(changes);
	assert_int_equal(result->n_rows, 4);
	assert_true(slice_is(result_value(result, 0, 0)->text, "grown"));
	assert_true(slice_is(result_value(result, 1, 0)->text, "won"));
	assert_true(slice_is(result_value(result, 1, 3)->text, "ana"));
	assert_true(result_value(result, 1, 5)->whole == 50000);
	assert_true(result_value(result, 1, 6)->whole == 60000);
	assert_true(slice_is(result_value(result, 2, 0)->text, "removed"));
	assert_true(slice_is(result_value(result, 2, 3)->text, "bob"));
	assert_int_equal(result_value(result, 2, 6)->kind, VALUE_BLANK);
	/* without an amount: blank, and 0 is booked */
	assert_true(slice_is(result_value(result, 3, 0)->text, "removed"));
	assert_int_equal(result_value(result, 3, 5)->kind, VALUE_BLANK);
	assert_true(result_value(result, 3, 7)->whole == 0);
	result_free(result);
	changes_free(changes);
}

static void
looks(void **state)
{
	struct look *look = look_new();
	struct snapshot one = seen("open 5"), blank = seen("open 5");
	struct trouble what;

	(void)state;
	blank.id = slice_of("");
	assert_int_equal(look_add(look, &one, &what), 0);
	assert_int_equal(look_add(look, &one, &what), -1);
	assert_string_equal(what.text, "id: '1' is there twice");
	assert_int_equal(look_add(look, &blank, &what), -1);
	assert_string_equal(what.text, "id: is blank");
	assert_null(look_take(look, slice_of("2")));
	assert_non_null(look_take(look, slice_of("1")));
	look_free(look);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_period),
		cmocka_unit_test(closed_before),
		cmocka_unit_test(within_a_period),
		cmocka_unit_test(filtered),
		cmocka_unit_test(currencies),
		cmocka_unit_test(house_currency),
		cmocka_unit_test(always_proved),
		cmocka_unit_test(deals_behind),
		cmocka_unit_test(looks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
