/* activities.csv: typed rows, what is wrong with them, which file is read. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "deal/activities.h"

#define DAY(y, m, d) date_of(y, m, d)

static char directory[256];
static char path[300];

static int
make_directory(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(directory, sizeof directory, "%s/pl-activities-XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(directory) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/activities.csv", directory);
	return 0;
}

static int
remove_directory(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(directory);
}

static void
write_file(const char *text, size_t n)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, n, file), n);
	assert_int_equal(fclose(file), 0);
}

static void
open_text(struct activities *all, const char *text, enum date_order dates)
{
	struct activities_request request = { .path = path, .dates = dates };
	struct trouble what = { "" };

	write_file(text, strlen(text));
	if (activities_open(all, &request, &what) != 0)
		fail_msg("%s", what.text);
}

static struct activity *
next(struct activities *all)
{
	struct activity *activity = NULL;
	struct trouble what = { "" };

	if (activities_next(all, &activity, &what) != 1)
		fail_msg("no activity: %s", what.text);
	return activity;
}

static void
ends(struct activities *all)
{
	struct activity *activity;
	struct trouble what;

	assert_int_equal(activities_next(all, &activity, &what), 0);
	activities_close(all);
}

/* The first thing wrong with it, without the directory; "": nothing. */
static void
is_wrong(const struct activities *all, const char *expected)
{
	struct trouble what = { "" };
	const char *text = what.text;
	int result = activities_trouble(all, &what);

	if (strncmp(text, directory, strlen(directory)) == 0)
		text += strlen(directory) + 1;
	assert_string_equal(text, expected);
	assert_int_equal(result, *expected == '\0' ? 0 : -1);
	assert_int_equal(all->activity.usable, *expected == '\0');
}

static void
refused(const char *text, const char *expected)
{
	struct activities_request request = { .path = path };
	struct activities all;
	struct trouble what = { "" };

	write_file(text, strlen(text));
	assert_int_equal(activities_open(&all, &request, &what), -1);
	assert_string_equal(what.text + strlen(directory) + 1, expected);
	assert_null(all.name);
}

static void
test_rows(void **state)
{
	struct activities all;
	struct activity *one;

	(void)state;
	open_text(&all, "deal,due,done,type,owner,subject,outcome,cadence,note\n"
	    "D-1,2026-01-05,2026-01-06,call,ana,\" First, call \",yes,c,n\n"
	    "\n,,,,,,,,\n"
	    "D-2,2026-02-01,,email,lin\n"
	    "D-3,2026-02-01,,email,lin,x,Cancelled\n"
	    "D-4,,2026-02-01,email\n", DATES_UNKNOWN);
	one = next(&all);
	assert_int_equal(one->line, 2);
	assert_true(slice_is(one->text[ACTIVITY_DEAL], "D-1"));
	assert_true(slice_is(one->text[ACTIVITY_SUBJECT], "First, call"));
	assert_true(slice_is(one->text[ACTIVITY_CADENCE], "c"));
	assert_true(slice_is(one->text[ACTIVITY_NOTE], "n"));
	assert_int_equal(one->due, DAY(2026, 1, 5));
	assert_int_equal(one->done, DAY(2026, 1, 6));
	assert_false(one->planned);
	is_wrong(&all, "");
	one = next(&all);
	assert_int_equal(one->line, 5);
	assert_int_equal(one->done, DATE_NONE);
	assert_true(one->planned);
	assert_int_equal(one->text[ACTIVITY_NOTE].len, 0);
	one = next(&all);
	assert_false(one->planned);	/* cancelled */
	one = next(&all);
	assert_int_equal(one->due, DATE_NONE);
	assert_int_equal(one->done, DAY(2026, 2, 1));
	assert_false(one->planned);
	is_wrong(&all, "");
	ends(&all);
}

/* In any order, with others between, in any letters' case; a log without due. */
static void
test_columns(void **state)
{
	struct activities all;
	struct activity *one;

	(void)state;
	open_text(&all, "x;Done;\"Deal\"\n1;2026-01-06;D-1\n2;;\n",
	    DATES_UNKNOWN);
	one = next(&all);
	assert_true(slice_is(one->text[ACTIVITY_DEAL], "D-1"));
	assert_int_equal(one->done, DAY(2026, 1, 6));
	assert_int_equal(one->due, DATE_NONE);
	is_wrong(&all, "");
	ends(&all);	/* no text in any of its columns */
}

static void
test_wrong(void **state)
{
	struct activities all;
	struct activity *one;
	struct buffer text = { 0 };

	(void)state;
	open_text(&all, "deal,due,done\n"
	    "D-1,soon,2026-02-30\n"
	    ",2026-01-01,\n"
	    "D-1,,\n"
	    "D-1,2026-01-01,\n", DATES_UNKNOWN);
	one = next(&all);
	is_wrong(&all, "activities.csv:2: due: 'soon' is not a date");
	activity_wrong(one, ACTIVITY_DONE, &text);
	assert_string_equal(buffer_text(&text),
	    "'2026-02-30' is no day of the calendar");
	buffer_free(&text);
	assert_int_equal(one->due, DATE_NONE);
	assert_false(one->planned);
	next(&all);
	is_wrong(&all, "activities.csv:3: deal: is blank");
	next(&all);
	is_wrong(&all, "activities.csv:4: due: is blank, and so is done");
	next(&all);
	is_wrong(&all, "");
	ends(&all);
}

/* What settles the order of a column's dates: a date, an option; or nothing. */
static void
test_dates(void **state)
{
	static const char text[] = "deal,due,done\n"
	    "D-1,3/4/2026,3/4/2026\nD-1,31/12/2025,5/6/2026\n";
	struct activities all;
	struct activity *one;

	(void)state;
	open_text(&all, text, DATES_UNKNOWN);
	assert_int_equal(all.doubt[ACTIVITY_DUE], 0);
	assert_int_equal(all.doubt[ACTIVITY_DONE], 2);
	one = next(&all);
	assert_int_equal(one->due, DAY(2026, 4, 3));
	is_wrong(&all, "activities.csv:2: done: '3/4/2026' could be two dates "
	    "(say --dates dmy or --dates mdy)");
	activities_close(&all);
	open_text(&all, text, DATES_DMY);
	assert_int_equal(all.doubt[ACTIVITY_DONE], 0);
	one = next(&all);
	assert_int_equal(one->done, DAY(2026, 4, 3));
	is_wrong(&all, "");
	next(&all);
	ends(&all);
}

static void
test_headers(void **state)
{
	(void)state;
	refused("", "activities.csv: has no header");
	refused("due,done\n", "activities.csv:1: there is no column 'deal'");
	refused("deal,type\n", "activities.csv:1: there is no column 'due'");
	refused("deal,due,x,Due\n",
	    "activities.csv:1: there are two columns 'due'");
	refused("deal,\"due\n",
	    "activities.csv:1: column 2: quote is never closed");
}

/* A row that cannot be read ends it, the rows before it stand. */
static void
test_broken(void **state)
{
	struct activities all;
	struct activity *one;
	struct trouble what = { "" };

	(void)state;
	open_text(&all, "deal,due\nD-1,2026-01-01\nD-2,\"2026\n", DATES_UNKNOWN);
	next(&all);
	assert_int_equal(activities_next(&all, &one, &what), -1);
	assert_string_equal(what.text + strlen(directory) + 1,
	    "activities.csv:3: column 2: quote is never closed");
	activities_close(&all);
}

static void
test_beside(void **state)
{
	char deals[300];
	struct activities_request request = { .deals = deals };
	struct activities all;
	struct activity *one;
	struct trouble what = { "" };

	(void)state;
	snprintf(deals, sizeof deals, "%s/deals.csv", directory);
	write_file("deal,due\nD-1,2026-01-01\n", 24);
	assert_int_equal(activities_open(&all, &request, &what), 0);
	next(&all);
	ends(&all);
	unlink(path);
	assert_int_equal(activities_open(&all, &request, &what), 0);
	assert_null(all.name);
	assert_int_equal(activities_next(&all, &one, &what), 0);
	activities_close(&all);
	request.path = path;
	assert_int_equal(activities_open(&all, &request, &what), -1);
	write_file("", 0);
}

static void
test_names(void **state)
{
	(void)state;
	assert_string_equal(activity_field_name(ACTIVITY_DEAL), "deal");
	assert_string_equal(activity_field_name(ACTIVITY_NOTE), "note");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_beside),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
