/* rates.csv: which rate serves, and how an amount is rounded by it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "deal/rates.h"

static char path[512];

static int
make_path(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(path, sizeof path, "%s/pl-test-XXXXXX",
	    tmp != NULL && *tmp != '\0' ? tmp : "/tmp");
	if (mkdtemp(path) == NULL)
		return -1;
	strcat(path, "/rates.csv");
	return 0;
}

static int
remove_path(void **state)
{
	(void)state;
	remove(path);
	*strrchr(path, '/') = '\0';
	return remove(path);
}

static void
write_file(const char *text)
{
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	fputs(text, out);
	assert_int_equal(fclose(out), 0);
}

static void
read_rates(struct rates *rates, const char *text, const char *house)
{
	struct trouble what = { "" };

	write_file(text);
	if (rates_read(rates, path, house, date_of(2026, 9, 30), &what) != 0)
		fail_msg("%s", what.text);
}

/* AMOUNT of CODE on that day comes to EXPECTED, "" to none. */
static void
comes_to(const struct rates *rates, const char *code, const char *iso,
    const char *amount, const char *expected)
{
	struct buffer text = { 0 };
	int64_t number;

	assert_true(money_canonical(slice_of(amount), &number));
	if (rates_convert(rates, code, date_canonical(slice_of(iso)), &number))
		money_write(&text, number, NULL);
	assert_string_equal(buffer_text(&text), expected);
	buffer_free(&text);
}

static void
the_newest_by_the_day(void **state)
{
	struct rates rates;

	(void)state;
	/* in any order; blank rows are none */
	read_rates(&rates, "date,from,to,rate\n2026-03-01,USD,EUR,0.9\n,,,\n"
	    "2026-01-01,USD,EUR,0.8\n2026-02-01,GBP,EUR,1.2\n"
	    "2026-04-01,usd,Eur,.75\n", "");
	assert_string_equal(rates.house, "EUR");
	comes_to(&rates, "USD", "2025-12-31", "100", "");
	comes_to(&rates, "USD", "2026-01-01", "100", "80");
	comes_to(&rates, "USD", "2026-02-28", "100", "80");
	comes_to(&rates, "USD", "2026-03-01", "100", "90");
	comes_to(&rates, "USD", "2030-01-01", "100", "75");
	comes_to(&rates, "GBP", "2026-03-01", "100", "120");
	comes_to(&rates, "CHF", "2026-03-01", "100", "");
	rates_free(&rates);
}

/* Of one day the later row, and a direct one before a reciprocal. */
static void
two_of_a_day(void **state)
{
	struct rates rates;

	(void)state;
	read_rates(&rates, "date,from,to,rate\n2026-01-01,USD,EUR,0.8\n"
	    "2026-01-01,USD,EUR,0.7\n2026-01-01,EUR,USD,2\n", "EUR");
	comes_to(&rates, "USD", "2026-01-01", "100", "70");
	rates_free(&rates);
}

static void
reciprocals(void **state)
{
	struct rates rates;

	(void)state;
	read_rates(&rates, "date,from,to,rate\n2026-01-01,EUR,USD,1.25\n"
	    "2026-02-01,USD,EUR,0.9\n2026-03-01,EUR,USD,3\n", "EUR");
	comes_to(&rates, "USD", "2026-01-15", "100", "80");
	comes_to(&rates, "USD", "2026-02-15", "100", "90");
	comes_to(&rates, "USD", "2026-03-15", "100", "33.33");
	comes_to(&rates, "USD", "2026-03-15", "-100", "-33.33");
	rates_free(&rates);
	/* no chains: from pounds to dollars, and dollars to euros */
	read_rates(&rates, "date,from,to,rate\n2026-01-01,USD,EUR,0.8\n"
	    "2026-01-01,GBP,USD,1.3\n", "EUR");
	comes_to(&rates, "GBP", "2026-02-01", "100", "");
	rates_free(&rates);
}

/* Once, half to even, to the house currency's decimals. */
static void
rounding(void **state)
{
	struct rates rates;

	(void)state;
	read_rates(&rates, "date,from,to,rate\n2026-01-01,USD,EUR,0.5\n"
	    "2026-01-01,GBP,EUR,1.00499999\n", "");
	comes_to(&rates, "USD", "2026-01-01", "0.01", "0");
	comes_to(&rates, "USD", "2026-01-01", "0.03", "0.02");
	comes_to(&rates, "USD", "2026-01-01", "0.05", "0.02");
	comes_to(&rates, "USD", "2026-01-01", "-0.03", "-0.02");
	comes_to(&rates, "USD", "2026-01-01", "0.0101", "0.01");
	comes_to(&rates, "GBP", "2026-01-01", "1", "1");
	rates_free(&rates);
	read_rates(&rates, "date,from,to,rate\n2026-01-01,EUR,JPY,161.5\n", "");
	comes_to(&rates, "EUR", "2026-01-01", "1", "162");
	comes_to(&rates, "EUR", "2026-01-01", "3", "484");
	rates_free(&rates);
	read_rates(&rates, "date,from,to,rate\n2026-01-01,EUR,BHD,0.40625\n",
	    "");
	comes_to(&rates, "EUR", "2026-01-01", "1.01", "0.41");
	comes_to(&rates, "EUR", "2026-01-01", "1.06", "0.431");
	rates_free(&rates);
}

/* More than an amount can be is no amount. */
static void
too_much(void **state)
{
	struct rates rates;

	(void)state;
	read_rates(&rates, "date,from,to,rate\n"
	    "2026-01-01,EUR,IDR,99999999999999999\n", "");
	comes_to(&rates, "EUR", "2026-01-01", "90000000000000", "");
	comes_to(&rates, "EUR", "2026-01-01", "-90000000000000", "");
	comes_to(&rates, "EUR", "2026-01-01", "0", "0");
	rates_free(&rates);
}

static void
who_is_converted(void **state)
{
	struct rates rates;

	(void)state;
	read_rates(&rates, "date,from,to,rate\n2026-01-01,USD,EUR,0.5\n", "");
	assert_true(rates_apply(&rates, "USD"));
	assert_true(rates_apply(&rates, "GBP"));
	assert_false(rates_apply(&rates, "EUR"));
	assert_false(rates_apply(&rates, ""));
	rates_keep_apart(&rates, "GBP");
	rates_keep_apart(&rates, "GBP");
	assert_false(rates_apply(&rates, "GBP"));
	assert_true(rates_apply(&rates, "USD"));
	rates_free(&rates);
	/* no rate, no house: nothing is */
	read_rates(&rates, "date,from,to,rate\n", "");
	assert_false(rates_apply(&rates, "USD"));
	rates_free(&rates);
	/* the house of the command line is what counts */
	read_rates(&rates, "date,from,to,rate\n2026-01-01,USD,EUR,0.5\n",
	    "USD");
	comes_to(&rates, "EUR", "2026-01-01", "10", "20");
	assert_true(rates_apply(&rates, "EUR"));
	assert_false(rates_apply(&rates, "USD"));
	rates_free(&rates);
}

static void
refused(const char *text, const char *message)
{
	struct rates rates;
	struct trouble what;
	char expected[1024];

	write_file(text);
	snprintf(expected, sizeof expected, "%s%s", path, message);
	assert_int_equal(rates_read(&rates, path, "", 0, &what), -1);
	assert_string_equal(what.text, expected);
	assert_null(rates.at);
}

static void
what_is_wrong(void **state)
{
	(void)state;
	refused("", ": has no header");
	refused("date,from,rate\n", ": there is no column 'to' (there are: "
	    "date, from, rate)");
	refused("date,from,to,rate\nsoon,USD,EUR,1\n",
	    ":2: date: 'soon' is not a date");
	refused("date,from,to,rate\n,USD,EUR,1\n",
	    ":2: date: '' is not a date");
	refused("date,from,to,rate\n2026-01-01,US,EUR,1\n",
	    ":2: from: 'US' is not a currency code");
	refused("date,from,to,rate\n2026-01-01,USD,E1R,1\n",
	    ":2: to: 'E1R' is not a currency code");
	refused("date,from,to,rate\n2026-01-01,USD,EUR,\n",
	    ":2: rate: '' is not a rate above 0");
	refused("date,from,to,rate\n2026-01-01,USD,EUR,0.00\n",
	    ":2: rate: '0.00' is not a rate above 0");
	refused("date,from,to,rate\n2026-01-01,USD,EUR,\"0,9\"\n",
	    ":2: rate: '0,9' is not a rate (digits and a point)");
	refused("date,from,to,rate\n2026-01-01,USD,EUR,1.2.3\n",
	    ":2: rate: '1.2.3' is not a rate (digits and a point)");
	refused("date,from,to,rate\n2026-01-01,USD,EUR,-1\n",
	    ":2: rate: '-1' is not a rate (digits and a point)");
	refused("date,from,to,rate\n2026-01-01,USD,EUR,1\n"
	    "2026-01-01,EUR,USD,1\n",
	    ": converts to EUR and to USD (say --currency CODE)");
}

static void
found_beside(void **state)
{
	struct rates rates = { 0 };
	struct trouble what = { "" };
	char deals[600];

	(void)state;
	snprintf(deals, sizeof deals, "%.*s/deals.csv",
	    (int)(strrchr(path, '/') - path), path);
	write_file("date,from,to,rate\n2026-01-01,USD,EUR,1\n");
	assert_int_equal(rates_find(&rates, NULL, deals, "", 0, &what), 1);
	assert_int_equal(rates.n, 1);
	rates_free(&rates);
	write_file("");
	assert_int_equal(rates_find(&rates, NULL, deals, "", 0, &what), 0);
	assert_int_equal(rates_find(&rates, path, deals, "", 0, &what), -1);
	assert_int_equal(rates_find(&rates, NULL, "/nowhere/deals.csv", "", 0,
	    &what), 0);
	assert_int_equal(rates_find(&rates, "/nowhere/rates.csv", deals, "", 0,
	    &what), -1);
	assert_string_equal(what.text,
	    "/nowhere/rates.csv: No such file or directory");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_newest_by_the_day),
		cmocka_unit_test(two_of_a_day),
		cmocka_unit_test(reciprocals),
		cmocka_unit_test(rounding),
		cmocka_unit_test(too_much),
		cmocka_unit_test(who_is_converted),
		cmocka_unit_test(what_is_wrong),
		cmocka_unit_test(found_beside),
	};

	return cmocka_run_group_tests(tests, make_path, remove_path);
}
