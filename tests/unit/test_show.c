#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "show/show.h"

/* What a result looks like; the caller frees it. */
static char *
shown(const struct result *r, const struct page *page)
{
	char *text = NULL;
	size_t len = 0;
	FILE *file = open_memstream(&text, &len);

	assert_non_null(file);
	show_result(file, r, page);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(strlen(text), len);
	return text;
}

static void
expect_page(const struct result *r, struct page page, const char *golden)
{
	char *text = shown(r, &page);

	assert_string_equal(text, golden);
	free(text);
}

static void
expect(const struct result *r, enum format format, const char *golden)
{
	expect_page(r, (struct page){ .format = format, .width = 80 }, golden);
}

static void
expect_width(const struct result *r, size_t width, const char *golden)
{
	expect_page(r, (struct page){ .format = FORMAT_TABLE,
	    .width = width }, golden);
}

static void
add_text(struct result *r, struct value *row, size_t i, const char *text)
{
	row[i] = value_text(r, slice_of(text));
}

/* Owners with money, a rate and days; LAST is the last owner's name. */
static struct result *
owners(const char *last)
{
	struct result *r = result_new(NULL);
	struct value *row;

	(void)result_column(r, "owner", "Owner", UNIT_TEXT);
	(void)result_column(r, "won_amount", "Won", UNIT_MONEY);
	(void)result_column(r, "win_rate", "Win rate", UNIT_RATE);
	(void)result_column(r, "cycle", "Cycle", UNIT_DAYS);
	r->columns[0].group = true;
	row = result_row(r);
	add_text(r, row, 0, "Ana");
	row[1] = value_whole((int128)1785700 * 10000);
	row[2] = value_ratio(ratio_of(12, 19));
	row[3] = value_ratio(ratio_of(1036, 20));
	row = result_row(r);
	add_text(r, row, 0, "张伟");
	row[1] = value_whole(-250 * 10000);
	row[3] = value_ratio(ratio_of(7, 1));
	row = result_row(r);
	add_text(r, row, 0, last);
	row[1] = value_whole(0);
	row[2] = value_ratio(ratio_of(1, 1));
	return r;
}

/* One cell with a text that means harm, and one number. */
static struct result *
hostile(size_t rows)
{
	static const char *const texts[] = {
		"\033[31mred\a", "a\xe2\x80\xae" "b\xe2\x81\xa6",
		"<script>alert('x') & \"y\"</script>", "a|b*c_d`e`[f](g)\\~$#",
		"one\ntwo\r\nthree\tfour", "bad\xff\xc3(", "=1+1,;",
		"\xc2\x9b" "31m\xe2\x80\xa8\x7f", " x "
	};
	struct result *r = result_new(NULL);
	struct value *row;
	size_t i;

	(void)result_column(r, "te\"xt,", "<Te|xt>", UNIT_TEXT);
	(void)result_column(r, "n", "N", UNIT_COUNT);
	for (i = 0; i < rows && i < sizeof(texts) / sizeof(texts[0]); i++) {
		row = result_row(r);
		add_text(r, row, 0, texts[i]);
		row[1] = value_whole((int128)i);
	}
	return r;
}

static void
knows_formats(void **state)
{
	(void)state;
	assert_int_equal(format_named("table"), FORMAT_TABLE);
	assert_int_equal(format_named("csv"), FORMAT_CSV);
	assert_int_equal(format_named("tsv"), FORMAT_TSV);
	assert_int_equal(format_named("json"), FORMAT_JSON);
	assert_int_equal(format_named("jsonl"), FORMAT_JSONL);
	assert_int_equal(format_named("md"), FORMAT_MARKDOWN);
	assert_int_equal(format_named("html"), FORMAT_HTML);
	assert_int_equal(format_named("auto"), -1);
	assert_int_equal(format_named("CSV"), -1);
	assert_int_equal(format_named(""), -1);
}

/*
 * Values.
 */

/* How one value of a unit is written, for machines and for people. */
static void
check_value(enum unit unit, struct value value, const char *house,
    const char *plain, const char *pretty)
{
	struct result *r = result_new(NULL);
	struct buffer out = { 0 };

	(void)result_column(r, "k", "K", unit);
	(void)snprintf(r->house, sizeof(r->house), "%s", house);
	*result_row(r) = value;
	show_plain(&out, r, 0, 0);
	assert_string_equal(buffer_text(&out), plain);
	buffer_clear(&out);
	show_pretty(&out, r, 0, 0, show_whole(r, 0));
	assert_string_equal(buffer_text(&out), pretty);
	buffer_free(&out);
	result_free(r);
}

static void
writes_money(void **state)
{
	const int128 big = (int128)INT64_MAX * 10000 + 100;

	(void)state;
	check_value(UNIT_MONEY, value_whole(178571400), "EUR", "17857.14",
	    "17,857.14");
	check_value(UNIT_MONEY, value_whole(178570000), "", "17857.00",
	    "17,857");
	check_value(UNIT_MONEY, value_whole(178570000), "JPY", "17857",
	    "17,857");
	check_value(UNIT_MONEY, value_whole(12345), "KWD", "1.234", "1.234");
	check_value(UNIT_MONEY, value_whole(12355), "KWD", "1.236", "1.236");
	check_value(UNIT_MONEY, value_whole(50), "", "0.00", "0");
	check_value(UNIT_MONEY, value_whole(150), "", "0.02", "0.02");
	check_value(UNIT_MONEY, value_whole(-50), "", "0.00", "0");
	check_value(UNIT_MONEY, value_whole(-9999950), "", "-1000.00",
	    "-1,000");
	check_value(UNIT_MONEY, value_whole(-1005000), "", "-100.50",
	    "-100.50");
	check_value(UNIT_MONEY, value_whole(big), "",
	    "9223372036854775807.01", "9,223,372,036,854,775,807.01");
	check_value(UNIT_MONEY, value_blank(), "", "", "");
}

static void
rounds_means_once(void **state)
{
	(void)state;
	check_value(UNIT_MONEY_MEAN,
	    value_ratio(ratio_of(INT64_C(5000000000), 28)), "", "17857.14",
	    "17,857.14");
	/* 0.0149996: by way of ten-thousandths it would be 0.0150, 0.02 */
	check_value(UNIT_MONEY_MEAN, value_ratio(ratio_of(149996, 1000)), "",
	    "0.01", "0.01");
	check_value(UNIT_MONEY_MEAN, value_ratio(ratio_of(1999999, 100)), "",
	    "2.00", "2");
	check_value(UNIT_MONEY_MEAN, value_whole(25000), "JPY", "2", "2");
	check_value(UNIT_MONEY_MEAN, value_whole(35000), "JPY", "4", "4");
	check_value(UNIT_MONEY_MEAN, value_ratio((struct ratio){
	    { (int128)1 << 120, 30000 }, { (int128)1 << 120, 3 } }), "",
	    "1.00", "1");
}

static void
writes_rates_and_days(void **state)
{
	(void)state;
	check_value(UNIT_RATE, value_ratio(ratio_of(12, 19)), "", "0.631579",
	    "63.2 %");
	check_value(UNIT_RATE, value_ratio(ratio_of(1, 1)), "", "1.000000",
	    "100.0 %");
	check_value(UNIT_RATE, value_ratio(ratio_of(1, 2000)), "",
	    "0.000500", "0.0 %");
	check_value(UNIT_RATE, value_ratio(ratio_of(3, 2000)), "",
	    "0.001500", "0.2 %");
	check_value(UNIT_RATE, value_ratio(ratio_of(-25, 2)), "",
	    "-12.500000", "-1,250.0 %");
	check_value(UNIT_RATIO, value_ratio(ratio_of(3, 1)), "", "3.000000",
	    "3.00");
	check_value(UNIT_RATIO, value_ratio(ratio_of(-1, 3000000)), "",
	    "0.000000", "0.00");
	check_value(UNIT_DAYS, value_ratio(ratio_of(259, 5)), "", "51.80",
	    "51.8");
	check_value(UNIT_DAYS, value_whole(1234), "", "1234.00", "1,234.0");
	check_value(UNIT_DAY_COUNT, value_whole(1234), "", "1234", "1,234");
}

static void
writes_the_rest(void **state)
{
	(void)state;
	check_value(UNIT_COUNT, value_whole(999), "", "999", "999");
	check_value(UNIT_COUNT, value_whole(-1000), "", "-1000", "-1,000");
	check_value(UNIT_COUNT, value_whole(0), "", "0", "0");
	check_value(UNIT_DATE, value_date(20516), "", "2026-03-04",
	    "2026-03-04");
	check_value(UNIT_YES, value_yes(true), "", "yes", "yes");
	check_value(UNIT_YES, value_yes(false), "", "", "");
}

static void
knows_currencies_by_row(void **state)
{
	static const char *const codes[] = { "JPY", "EUR", "KWD", "" };
	static const char *const golden =
	    "currency,amount\nJPY,2\nEUR,1.50\nKWD,1.500\n,1.50\n";
	struct result *r = result_new(NULL);
	struct value *row;
	size_t i;

	(void)state;
	r->currency = result_column(r, "currency", "Currency", UNIT_TEXT);
	(void)result_column(r, "amount", "Amount", UNIT_MONEY);
	r->columns[1].bar = true;
	memcpy(r->house, "JPY", 4);
	for (i = 0; i < 4; i++) {
		row = result_row(r);
		add_text(r, row, 0, codes[i]);
		row[1] = value_whole(15000);
	}
	expect(r, FORMAT_CSV, golden);
	assert_false(show_whole(r, 1));
	/* bars of different currencies would say nothing */
	assert_true(show_greatest(r, 1) == 0);
	result_limit(r, 1);
	assert_true(show_whole(r, 1));
	assert_true(show_greatest(r, 1) > 0);
	result_free(r);
}

static void
draws_bars(void **state)
{
	struct buffer out = { 0 };
	int i;

	(void)state;
	show_bar(&out, 3, 10, 10);
	assert_string_equal(buffer_text(&out), "███");
	buffer_clear(&out);
	show_bar(&out, 1, 16, 2);
	assert_string_equal(buffer_text(&out), "▏");
	buffer_clear(&out);
	show_bar(&out, 15, 16, 2);
	assert_string_equal(buffer_text(&out), "█▉");
	buffer_clear(&out);
	show_bar(&out, 9, 3, 2);
	assert_string_equal(buffer_text(&out), "██");
	buffer_clear(&out);
	show_bar(&out, 0.99, 16, 2);
	show_bar(&out, -1, 16, 2);
	show_bar(&out, 1, 0, 2);
	show_bar(&out, 1, 1, 0);
	assert_string_equal(buffer_text(&out), "");
	for (i = 1; i <= 80; i++) {
		buffer_clear(&out);
		show_bar(&out, i, 80, 10);
		assert_int_equal(text_width((struct slice){ out.at,
		    out.len }), (i + 7) / 8);
	}
	buffer_free(&out);
}

/*
 * Tables.
 */

static void
draws_a_table(void **state)
{
	struct result *r = owners("Zoë");

	(void)state;
	expect_width(r, 80,
	    "Owner        Won  Win rate  Cycle\n"
	    "─────  ─────────  ────────  ─────\n"
	    "Ana    1,785,700    63.2 %   51.8\n"
	    "张伟        -250         ·    7.0\n"
	    "Zoë            0   100.0 %      ·\n");
	result_free(r);
}

static void
breaks_titles(void **state)
{
	struct result *r = owners("Zoë");

	(void)state;
	expect_width(r, 32,
	    "                      Win\n"
	    "Owner        Won     rate  Cycle\n"
	    "─────  ─────────  ───────  ─────\n"
	    "Ana    1,785,700   63.2 %   51.8\n"
	    "张伟        -250        ·    7.0\n"
	    "Zoë            0  100.0 %      ·\n");
	result_free(r);
}

static void
draws_title_bars_and_notes(void **state)
{
	struct result *r = owners("");

	(void)state;
	r->title = arena_copy(&r->arena, "By owner", 8);
	r->columns[1].bar = true;
	result_note(r, "one deal has no owner, and this is said at length");
	expect_width(r, 44,
	    "By owner\n"
	    "Owner        Won             Win rate  Cycle\n"
	    "─────  ────────────────────  ────────  ─────\n"
	    "Ana    1,785,700 ██████████    63.2 %   51.8\n"
	    "张伟        -250                    ·    7.0\n"
	    "·              0              100.0 %      ·\n"
	    "\n"
	    "one deal has no owner, and this is said at\n"
	    "length\n");
	result_free(r);
}

static void
colors_only_when_told(void **state)
{
	struct result *r = owners("Zoë");

	(void)state;
	result_limit(r, 2);
	result_note(r, "note");
	expect_page(r, (struct page){ .format = FORMAT_TABLE, .color = true,
	    .width = 80 },
	    "\033[1mOwner        Won  Win rate  Cycle\033[0m\n"
	    "\033[2m─────  ─────────  ────────  ─────\033[0m\n"
	    "Ana    1,785,700    63.2 %   51.8\n"
	    "张伟        -250         ·    7.0\n"
	    "\n"
	    "\033[2mnote\033[0m\n");
	result_free(r);
}

static void
cuts_wide_text(void **state)
{
	struct result *r = owners("Bartholomew Featherstonehaugh");

	(void)state;
	expect_width(r, 43,
	    "Owner                  Won  Win rate  Cycle\n"
	    "───────────────  ─────────  ────────  ─────\n"
	    "Ana              1,785,700    63.2 %   51.8\n"
	    "张伟                  -250         ·    7.0\n"
	    "Bartholomew Fe…          0   100.0 %      ·\n");
	result_free(r);
}

static void
cuts_wide_characters(void **state)
{
	struct result *r = owners("北京客户成功部门经理");

	(void)state;
	expect_width(r, 41,
	    "Owner                Won  Win rate  Cycle\n"
	    "─────────────  ─────────  ────────  ─────\n"
	    "Ana            1,785,700    63.2 %   51.8\n"
	    "张伟                -250         ·    7.0\n"
	    "北京客户成功…          0   100.0 %      ·\n");
	result_free(r);
}

static void
breaks_into_blocks(void **state)
{
	struct result *r = owners("Bartholomew Featherstonehaugh");

	(void)state;
	expect_width(r, 26,
	    "Owner                  Won\n"
	    "───────────────  ─────────\n"
	    "Ana              1,785,700\n"
	    "张伟                  -250\n"
	    "Bartholomew Fe…          0\n"
	    "\n"
	    "Owner            Win rate\n"
	    "───────────────  ────────\n"
	    "Ana                63.2 %\n"
	    "张伟                    ·\n"
	    "Bartholomew Fe…   100.0 %\n"
	    "\n"
	    "Owner            Cycle\n"
	    "───────────────  ─────\n"
	    "Ana               51.8\n"
	    "张伟               7.0\n"
	    "Bartholomew Fe…      ·\n");
	result_free(r);
}

static void
draws_groups_first(void **state)
{
	struct result *r = owners("Zoë");

	(void)state;
	r->columns[0].group = false;
	r->columns[2].group = true;
	expect_width(r, 80,
	    "Win rate  Owner        Won  Cycle\n"
	    "────────  ─────  ─────────  ─────\n"
	    "  63.2 %  Ana    1,785,700   51.8\n"
	    "       ·  张伟        -250    7.0\n"
	    " 100.0 %  Zoë            0      ·\n");
	/* too many to repeat them all */
	r->columns[0].group = r->columns[1].group = r->columns[3].group = true;
	expect_width(r, 29,
	    "Owner        Won  Win rate\n"
	    "─────  ─────────  ────────\n"
	    "Ana    1,785,700    63.2 %\n"
	    "张伟        -250         ·\n"
	    "Zoë            0   100.0 %\n"
	    "\n"
	    "Owner        Won  Cycle\n"
	    "─────  ─────────  ─────\n"
	    "Ana    1,785,700   51.8\n"
	    "张伟        -250    7.0\n"
	    "Zoë            0      ·\n");
	result_free(r);
}

static void
makes_lists_of_single_rows(void **state)
{
	struct result *r = owners("");

	(void)state;
	result_limit(r, 1);
	add_text(r, result_value(r, 0, 0), 0, "Bartholomew\nFeatherstonehaugh");
	expect_width(r, 0,
	    "Owner     Bartholomew Featherstonehaugh\n"
	    "Won       1,785,700\n"
	    "Win rate     63.2 %\n"
	    "Cycle          51.8\n");
	*result_value(r, 0, 2) = value_blank();
	expect_width(r, 24,
	    "Owner     Bartholomew F…\n"
	    "Won       1,785,700\n"
	    "Win rate          ·\n"
	    "Cycle          51.8\n");
	expect(r, FORMAT_MARKDOWN,
	    "- **Owner**: Bartholomew Featherstonehaugh\n"
	    "- **Won**: 1,785,700\n"
	    "- **Win rate**: \n"
	    "- **Cycle**: 51.8\n");
	result_free(r);
}

/* Columns of distinct numbers, so that a lost one is missed. */
static struct result *
wide(size_t n)
{
	struct result *r = result_new("Wide");
	struct buffer title = { 0 };
	struct value *row;
	size_t i, j;

	(void)result_column(r, "name", "name of the owner", UNIT_TEXT);
	for (i = 0; i < n; i++) {
		buffer_clear(&title);
		buffer_format(&title, "title with words %zu", i);
		(void)result_column(r, "k", buffer_text(&title),
		    i % 5 == 4 ? UNIT_TEXT : UNIT_COUNT);
		r->columns[i + 1].bar = i % 3 == 0;
	}
	for (j = 0; j < 3; j++) {
		row = result_row(r);
		add_text(r, row, 0, "somebody with a 很长的 name indeed");
		for (i = 0; i < n; i++)
			row[i + 1] = value_whole(
			    (int128)(100 + (j * n + i) * 7));
	}
	buffer_free(&title);
	return r;
}

static size_t
widest_line(const char *text)
{
	struct slice rest = slice_of(text), line;
	size_t widest = 0, width;

	while (slice_next(&rest, '\n', &line)) {
		width = text_width(line);
		if (width > widest)
			widest = width;
		assert_true(line.len == 0 || line.at[line.len - 1] != ' ');
	}
	return widest;
}

/* How often NUMBER stands in TEXT, not as part of a longer one. */
static size_t
occurrences(const char *text, size_t number)
{
	char digits[32];
	size_t n = 0, len = (size_t)snprintf(digits, sizeof(digits), "%zu",
	    number);
	const char *at;

	for (at = text; (at = strstr(at, digits)) != NULL; at += len)
		if (strchr(" \n", at[len]) != NULL && at[-1] == ' ')
			n++;
	return n;
}

static void
fits_any_width(void **state)
{
	struct result *r = wide(11);
	size_t width, i;
	char *text;

	(void)state;
	for (width = 16; width <= 260; width++) {
		text = shown(r, &(struct page){ .format = FORMAT_TABLE,
		    .width = width });
		assert_in_range(widest_line(text), 1, width);
		for (i = 0; i < 33; i++)
			assert_int_equal(occurrences(text, 100 + i * 7), 1);
		free(text);
	}
	result_free(r);
}

static void
never_cuts_numbers(void **state)
{
	struct result *r = owners("Zoë");
	char *text;

	(void)state;
	text = shown(r, &(struct page){ .format = FORMAT_TABLE, .width = 1 });
	assert_non_null(strstr(text, "1,785,700\n"));
	assert_non_null(strstr(text, "63.2 %\n"));
	free(text);
	result_limit(r, 1);
	expect_width(r, 10,
	    "Owner  Ana\n"
	    "Won    1,785,700\n"
	    "Win…      63.2 %\n"
	    "Cycle       51.8\n");
	result_free(r);
}

static void
shows_nothing_of_nothing(void **state)
{
	struct result *r = owners("");

	(void)state;
	result_limit(r, 0);
	expect(r, FORMAT_TABLE, "");
	expect(r, FORMAT_CSV, "owner,won_amount,win_rate,cycle\n");
	expect(r, FORMAT_TSV, "owner\twon_amount\twin_rate\tcycle\n");
	expect(r, FORMAT_JSON, "[]\n");
	expect(r, FORMAT_JSONL, "");
	expect(r, FORMAT_MARKDOWN, "| Owner | Won | Win rate | Cycle |\n"
	    "| --- | ---: | ---: | ---: |\n");
	result_note(r, "none stalled");
	expect(r, FORMAT_TABLE, "none stalled\n");
	result_free(r);
}

/*
 * The other formats.
 */

static void
writes_csv(void **state)
{
	struct result *r = owners("O'Neil, \"Bob\"");

	(void)state;
	expect(r, FORMAT_CSV,
	    "owner,won_amount,win_rate,cycle\n"
	    "Ana,1785700.00,0.631579,51.80\n"
	    "张伟,-250.00,,7.00\n"
	    "\"O'Neil, \"\"Bob\"\"\",0.00,1.000000,\n");
	result_limit(r, 1);
	expect_page(r, (struct page){ .format = FORMAT_CSV,
	    .no_header = true }, "Ana,1785700.00,0.631579,51.80\n");
	expect_page(r, (struct page){ .format = FORMAT_TSV,
	    .no_header = true }, "Ana\t1785700.00\t0.631579\t51.80\n");
	result_free(r);
}

static void
keeps_bytes_in_csv(void **state)
{
	struct result *r = hostile(6);

	(void)state;
	expect(r, FORMAT_CSV,
	    "\"te\"\"xt,\",n\n"
	    "\033[31mred\a,0\n"
	    "a\xe2\x80\xae" "b\xe2\x81\xa6,1\n"
	    "\"<script>alert('x') & \"\"y\"\"</script>\",2\n"
	    "a|b*c_d`e`[f](g)\\~$#,3\n"
	    "\"one\ntwo\r\nthree\tfour\",4\n"
	    "bad\xff\xc3(,5\n");
	expect_page(r, (struct page){ .format = FORMAT_TSV,
	    .no_header = true },
	    "\033[31mred\a\t0\n"
	    "a\xe2\x80\xae" "b\xe2\x81\xa6\t1\n"
	    "<script>alert('x') & \"y\"</script>\t2\n"
	    "a|b*c_d`e`[f](g)\\~$#\t3\n"
	    "one two  three four\t4\n"
	    "bad\xff\xc3(\t5\n");
	result_free(r);
}

/* On a terminal what would steer it is shown, in a header too. */
static void
csv_on_a_terminal(void **state)
{
	struct result *r = result_new(NULL);
	struct page page = { .format = FORMAT_CSV, .terminal = true };

	(void)state;
	(void)result_column(r, "own\x1b[1mer", "Owner", UNIT_TEXT);
	(void)result_column(r, "deals", "Deals", UNIT_COUNT);
	add_text(r, result_row(r), 0, "a\x1b]0;x\x07,\xc2\x9b");
	*result_value(r, 0, 1) = value_count(7);
	expect_page(r, page, "own␛[1mer,deals\n\"a␛]0;x␇,\xef\xbf\xbd\",7\n");
	page.format = FORMAT_TSV;
	expect_page(r, page, "own␛[1mer\tdeals\na␛]0;x␇,\xef\xbf\xbd\t7\n");
	page.terminal = false;
	expect_page(r, page, "own\x1b[1mer\tdeals\na\x1b]0;x\x07,\xc2\x9b\t7\n");
	page.no_header = true;
	expect_page(r, page, "a\x1b]0;x\x07,\xc2\x9b\t7\n");
	result_free(r);
}

static void
writes_json(void **state)
{
	struct result *r = owners("");

	(void)state;
	expect(r, FORMAT_JSON,
	    "[\n"
	    "{\"owner\":\"Ana\",\"won_amount\":1785700.00,"
	    "\"win_rate\":0.631579,\"cycle\":51.80},\n"
	    "{\"owner\":\"张伟\",\"won_amount\":-250.00,"
	    "\"win_rate\":null,\"cycle\":7.00},\n"
	    "{\"owner\":null,\"won_amount\":0.00,"
	    "\"win_rate\":1.000000,\"cycle\":null}\n"
	    "]\n");
	result_free(r);
	r = result_new(NULL);
	(void)result_column(r, "day", "Day", UNIT_DATE);
	(void)result_column(r, "ok", "OK", UNIT_YES);
	*result_row(r) = value_date(0);
	result_value(r, 0, 0)[1] = value_yes(true);
	(void)result_row(r);
	expect(r, FORMAT_JSONL,
	    "{\"day\":\"1970-01-01\",\"ok\":true}\n"
	    "{\"day\":null,\"ok\":false}\n");
	result_free(r);
}

/* Keys that a file gives twice, and one that looks like the second of another. */
static void
json_keys_differ(void **state)
{
	static const char *const keys[] = { "x", "deals", "x", "x_2", "", "x", "",
	    "deals" };
	struct result *r = result_new(NULL);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof keys / sizeof *keys; i++)
		(void)result_column(r, keys[i], keys[i], UNIT_COUNT);
	(void)result_row(r);
	for (i = 0; i < sizeof keys / sizeof *keys; i++)
		*result_value(r, 0, i) = value_count((int64_t)i);
	expect(r, FORMAT_JSONL, "{\"x\":0,\"deals\":1,\"x_3\":2,\"x_2\":3,"
	    "\"\":4,\"x_4\":5,\"_2\":6,\"deals_2\":7}\n");
	expect(r, FORMAT_CSV, "x,deals,x,x_2,,x,,deals\n0,1,2,3,4,5,6,7\n");
	result_free(r);
}

static void
escapes_json(void **state)
{
	struct result *r = hostile(9);

	(void)state;
	*result_value(r, 2, 0) = value_text(r, (struct slice){ "a\0b", 3 });
	expect(r, FORMAT_JSONL,
	    "{\"te\\\"xt,\":\"\\u001b[31mred\\u0007\",\"n\":0}\n"
	    "{\"te\\\"xt,\":\"a\\u202eb\\u2066\",\"n\":1}\n"
	    "{\"te\\\"xt,\":\"a\\u0000b\",\"n\":2}\n"
	    "{\"te\\\"xt,\":\"a|b*c_d`e`[f](g)\\\\~$#\",\"n\":3}\n"
	    "{\"te\\\"xt,\":\"one\\ntwo\\r\\nthree\\tfour\",\"n\":4}\n"
	    "{\"te\\\"xt,\":\"bad\xef\xbf\xbd\xef\xbf\xbd(\",\"n\":5}\n"
	    "{\"te\\\"xt,\":\"=1+1,;\",\"n\":6}\n"
	    "{\"te\\\"xt,\":\"\\u009b31m\\u2028\\u007f\",\"n\":7}\n"
	    "{\"te\\\"xt,\":\" x \",\"n\":8}\n");
	result_free(r);
}

static void
escapes_tables(void **state)
{
	struct result *r = hostile(7);

	(void)state;
	expect(r, FORMAT_TABLE,
	    "<Te|xt>                            N\n"
	    "─────────────────────────────────  ─\n"
	    "␛[31mred␇                          0\n"
	    "a\xef\xbf\xbd" "b\xef\xbf\xbd"
	    "                               1\n"
	    "<script>alert('x') & \"y\"</script>  2\n"
	    "a|b*c_d`e`[f](g)\\~$#               3\n"
	    "one two three␉four                 4\n"
	    "bad\xef\xbf\xbd\xef\xbf\xbd("
	    "                             5\n"
	    "=1+1,;                             6\n");
	result_free(r);
}

/* Nothing in TEXT steers a terminal or turns its text round. */
static void
expect_harmless(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	assert_true(text_valid(slice_of(text), NULL));
	assert_null(strstr(text, "\xe2\x80\xae"));
	assert_null(strstr(text, "\xe2\x81\xa6"));
	for (; *at != '\0'; at++) {
		assert_true(*at >= ' ' || *at == '\n');
		assert_int_not_equal(*at, 0x7f);
		assert_false(at[0] == 0xc2 && at[1] < 0xa0);
	}
}

static void
lets_no_control_through(void **state)
{
	static const enum format formats[] = { FORMAT_TABLE, FORMAT_JSON,
	    FORMAT_JSONL, FORMAT_MARKDOWN, FORMAT_HTML };
	struct result *r = hostile(9);
	size_t i;
	char *text;

	(void)state;
	r->title = arena_copy(&r->arena, "\033]0;x\a\xff", 7);
	r->columns[0].title = "\033[2J\xe2\x80\xae";
	r->columns[0].key = r->columns[0].title;
	result_note(r, "\033[2J%s", "\xc2\x9b" "2J");
	for (i = 0; i < 2 * sizeof(formats) / sizeof(formats[0]); i++) {
		if (i == sizeof(formats) / sizeof(formats[0]))
			result_limit(r, 1);
		text = shown(r, &(struct page){ .format =
		    formats[i % (sizeof(formats) / sizeof(formats[0]))] });
		expect_harmless(text);
		free(text);
	}
	result_free(r);
}

static void
escapes_markdown(void **state)
{
	struct result *r = hostile(5);

	(void)state;
	r->title = arena_copy(&r->arena, "a *b*\n# c", 9);
	result_note(r, "- no <i>list</i>");
	result_note(r, "http://a, HTTPS://b: c:/d WWW.e xwww.f ww.g www");
	expect(r, FORMAT_MARKDOWN,
	    "## a \\*b\\* \\# c\n"
	    "\n"
	    "| \\<Te\\|xt\\> | N |\n"
	    "| --- | ---: |\n"
	    "| ␛\\[31mred␇ | 0 |\n"
	    "| a\xef\xbf\xbd" "b\xef\xbf\xbd | 1 |\n"
	    "| \\<script\\>alert('x') \\& \"y\"\\</script\\> | 2 |\n"
	    "| a\\|b\\*c\\_d\\`e\\`\\[f\\](g)\\\\\\~\\$\\# | 3 |\n"
	    "| one two three␉four | 4 |\n"
	    "\n"
	    "\\- no \\<i\\>list\\</i\\>\n"
	    "\n"
	    "http\\://a, HTTPS\\://b: c:/d WWW\\.e xwww\\.f ww.g www\n");
	result_free(r);
}

/* What stands between <body> and </body>. */
static char *
body_of(const struct result *r)
{
	char *page = shown(r, &(struct page){ .format = FORMAT_HTML });
	char *from = strstr(page, "<body>\n"), *to = strstr(page, "</body>");
	char *body;

	assert_non_null(strstr(page, "<meta charset=\"utf-8\">"));
	assert_non_null(strstr(page, "color-scheme: light dark"));
	assert_non_null(strstr(page, show_html_style()));
	assert_true(from != NULL && to != NULL && from < to);
	from += strlen("<body>\n");
	body = memory_copy(from, (size_t)(to - from));
	free(page);
	return body;
}

static void
expect_body(const struct result *r, const char *golden)
{
	char *body = body_of(r);

	assert_string_equal(body, golden);
	free(body);
}

static void
writes_html(void **state)
{
	struct result *r = owners("");

	(void)state;
	result_limit(r, 2);
	r->columns[1].bar = true;
	*result_value(r, 1, 1) = value_whole((int128)892850 * 10000);
	result_note(r, "a < b");
	expect_body(r,
	    "<div class=\"wide\">\n<table>\n<thead>\n<tr>"
	    "<th scope=\"col\">Owner</th>"
	    "<th scope=\"col\" class=\"n\">Won</th>"
	    "<th scope=\"col\" class=\"n\">Win rate</th>"
	    "<th scope=\"col\" class=\"n\">Cycle</th>"
	    "</tr>\n</thead>\n<tbody>\n"
	    "<tr><th scope=\"row\">Ana</th><td class=\"n\">1,785,700"
	    "<span class=\"bar\" style=\"width: 100.0%\"></span></td>"
	    "<td class=\"n\">63.2 %</td><td class=\"n\">51.8</td></tr>\n"
	    "<tr><th scope=\"row\">张伟</th><td class=\"n\">892,850"
	    "<span class=\"bar\" style=\"width: 50.0%\"></span></td>"
	    "<td class=\"n\"></td><td class=\"n\">7.0</td></tr>\n"
	    "</tbody>\n</table>\n</div>\n"
	    "<p class=\"note\">a &lt; b</p>\n");
	result_limit(r, 1);
	expect_body(r,
	    "<div class=\"wide\">\n<table>\n<tbody>\n"
	    "<tr><th scope=\"row\">Owner</th><td>Ana</td></tr>\n"
	    "<tr><th scope=\"row\">Won</th>"
	    "<td class=\"n\">1,785,700</td></tr>\n"
	    "<tr><th scope=\"row\">Win rate</th>"
	    "<td class=\"n\">63.2 %</td></tr>\n"
	    "<tr><th scope=\"row\">Cycle</th>"
	    "<td class=\"n\">51.8</td></tr>\n"
	    "</tbody>\n</table>\n</div>\n"
	    "<p class=\"note\">a &lt; b</p>\n");
	result_free(r);
}

static void
escapes_html(void **state)
{
	struct result *r = hostile(3);

	(void)state;
	r->title = arena_copy(&r->arena, "</title><b>", 11);
	expect_body(r,
	    "<div class=\"wide\">\n<table>\n"
	    "<caption>&lt;/title&gt;&lt;b&gt;</caption>\n<thead>\n<tr>"
	    "<th scope=\"col\">&lt;Te|xt&gt;</th>"
	    "<th scope=\"col\" class=\"n\">N</th></tr>\n</thead>\n<tbody>\n"
	    "<tr><td>␛[31mred␇</td><td class=\"n\">0</td></tr>\n"
	    "<tr><td>a\xef\xbf\xbd" "b\xef\xbf\xbd</td>"
	    "<td class=\"n\">1</td></tr>\n"
	    "<tr><td>&lt;script&gt;alert(&#39;x&#39;) &amp; &quot;y&quot;"
	    "&lt;/script&gt;</td><td class=\"n\">2</td></tr>\n"
	    "</tbody>\n</table>\n</div>\n");
	result_free(r);
}

static void
parts_of_html_are_the_same(void **state)
{
	struct result *r = hostile(9);
	char *body = body_of(r), *part = NULL;
	size_t len = 0;
	FILE *file = open_memstream(&part, &len);

	(void)state;
	assert_non_null(file);
	show_html_part(file, r);
	assert_int_equal(fclose(file), 0);
	assert_string_equal(body, part);
	free(body);
	free(part);
	result_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_formats),
		cmocka_unit_test(writes_money),
		cmocka_unit_test(rounds_means_once),
		cmocka_unit_test(writes_rates_and_days),
		cmocka_unit_test(writes_the_rest),
		cmocka_unit_test(knows_currencies_by_row),
		cmocka_unit_test(draws_bars),
		cmocka_unit_test(draws_a_table),
		cmocka_unit_test(breaks_titles),
		cmocka_unit_test(draws_title_bars_and_notes),
		cmocka_unit_test(colors_only_when_told),
		cmocka_unit_test(cuts_wide_text),
		cmocka_unit_test(cuts_wide_characters),
		cmocka_unit_test(breaks_into_blocks),
		cmocka_unit_test(draws_groups_first),
		cmocka_unit_test(makes_lists_of_single_rows),
		cmocka_unit_test(fits_any_width),
		cmocka_unit_test(never_cuts_numbers),
		cmocka_unit_test(shows_nothing_of_nothing),
		cmocka_unit_test(writes_csv),
		cmocka_unit_test(keeps_bytes_in_csv),
		cmocka_unit_test(csv_on_a_terminal),
		cmocka_unit_test(writes_json),
		cmocka_unit_test(escapes_json),
		cmocka_unit_test(json_keys_differ),
		cmocka_unit_test(escapes_tables),
		cmocka_unit_test(lets_no_control_through),
		cmocka_unit_test(escapes_markdown),
		cmocka_unit_test(writes_html),
		cmocka_unit_test(escapes_html),
		cmocka_unit_test(parts_of_html_are_the_same)
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
