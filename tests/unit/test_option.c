/* Reading options, what is said of wrong ones, and the help, byte for byte. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/option.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

struct target {
	int edits;
	int backups;
	const char *suffix;	/* NULL: left out */
	const char *where[4];
	int wheres;
	const char *sort;
	int flags;
};

static const char *
set_edit(void *into, const char *value)
{
	struct target *target = into;

	assert_null(value);
	target->edits++;
	return NULL;
}

static const char *
set_backup(void *into, const char *value)
{
	struct target *target = into;

	target->backups++;
	target->suffix = value;
	return NULL;
}

static const char *
set_where(void *into, const char *value)
{
	struct target *target = into;

	assert_non_null(value);
	target->where[target->wheres++] = value;
	return NULL;
}

static const char *
set_sort(void *into, const char *value)
{
	struct target *target = into;

	if (strcmp(value, "bad") == 0)
		return "is not a field";
	target->sort = value;
	return NULL;
}

static const char *
set_flag(void *into, const char *value)
{
	struct target *target = into;

	(void)value;
	target->flags++;
	return NULL;
}

static const char *
set_never(void *into, const char *value)
{
	(void)into;
	(void)value;
	return "not with --in-place";
}

static const struct option_row writing[] = {
	{ 'i', "in-place", NULL, "edit FILE itself", set_edit },
	{ 0, "backup", "[SUFFIX]", "keep a copy of the file as it was", set_backup },
	{ 'k', "keep", "[SUFFIX]", "the same with a letter", set_backup },
	{ 0, "never", NULL, "always refused", set_never },
};

static const struct option_row common[] = {
	{ 'w', "where", "EXPR", "only deals for which it holds, and of these as many as there "
	    "are lines to wrap in this help", set_where },
	{ 'S', "sort", "FIELD", "sort by it", set_sort },
	{ 0, "in", "DATE", "a beginning of another", set_sort },
	{ 0, "an-option-with-a-long-name", "WORD", "too long for the column", set_sort },
	{ 'q', "quiet", NULL, "say less", set_flag },
};

static struct target first, second;
static const struct option_set sets[] = {
	{ "Writing:", writing, LENGTH(writing), &first },
	{ NULL, common, LENGTH(common), &second },
};
static struct trouble what;

/* The operands joined by spaces after reading the words given, or "-1". */
static const char *
read_words(const char *a, ...)
{
	static char *argv[16], joined[256];
	static char name[] = "pl-test";
	int argc = 1, at;
	va_list ap;

	memset(&first, 0, sizeof(first));
	memset(&second, 0, sizeof(second));
	memset(&what, 0, sizeof(what));
	argv[0] = name;
	va_start(ap, a);
	for (; a != NULL; a = va_arg(ap, const char *))
		argv[argc++] = (char *)(uintptr_t)a;
	va_end(ap);
	argv[argc] = NULL;
	at = option_read(argc, argv, sets, LENGTH(sets), &what);
	if (at == -1)
		return "-1";
	for (joined[0] = '\0'; at < argc; at++) {
		strcat(joined, argv[at]);
		strcat(joined, at + 1 < argc ? " " : "");
	}
	assert_string_equal(what.text, "");
	return joined;
}

#define READ(...) read_words(__VA_ARGS__, (const char *)NULL)

/* Reading them fails, and this is said. */
#define REFUSED(said, ...) do { \
	assert_string_equal(READ(__VA_ARGS__), "-1"); \
	assert_string_equal(what.text, said); \
} while (0)

static void
letters_and_names_mean_the_same(void **state)
{
	(void)state;
	assert_string_equal(READ("-i", "-w", "a=b", "-wc=d", "deals.csv"), "deals.csv");
	assert_int_equal(first.edits, 1);
	assert_int_equal(second.edits, 0);
	assert_int_equal(second.wheres, 2);
	assert_string_equal(second.where[0], "a=b");
	assert_string_equal(second.where[1], "c=d");
	assert_string_equal(READ("--in-place", "--where", "a=b", "--where=c=d", "f"), "f");
	assert_int_equal(first.edits, 1);
	assert_string_equal(second.where[0], "a=b");
	assert_string_equal(second.where[1], "c=d");
	assert_string_equal(READ("-qiqSname"), "");
	assert_int_equal(first.edits, 1);
	assert_int_equal(second.flags, 2);
	assert_string_equal(second.sort, "name");
}

static void
nothing_is_nothing(void **state)
{
	char name[] = "pl-test", *argv[] = { name, NULL };

	(void)state;
	assert_string_equal(read_words(NULL), "");
	assert_int_equal(option_read(1, argv, NULL, 0, &what), 1);
	assert_int_equal(option_read(0, argv + 1, sets, LENGTH(sets), &what), 0);
}

static void
operands_go_to_the_end(void **state)
{
	(void)state;
	assert_string_equal(READ("a", "-i", "b", "-w", "x", "-", "c", "-q"), "a b - c");
	assert_int_equal(first.edits, 1);
	assert_int_equal(second.flags, 1);
	assert_string_equal(second.where[0], "x");
}

static void
two_dashes_end_options(void **state)
{
	(void)state;
	assert_string_equal(READ("a", "-q", "--", "-i", "--", "--where"), "a -i -- --where");
	assert_int_equal(first.edits, 0);
	assert_int_equal(second.flags, 1);
	assert_string_equal(READ("-w", "--", "a"), "a");
	assert_string_equal(second.where[0], "--");
	assert_string_equal(READ("--"), "");
}

static void
posix_makes_no_difference(void **state)
{
	(void)state;
	setenv("POSIXLY_CORRECT", "1", 1);
	operands_go_to_the_end(state);
	two_dashes_end_options(state);
	unsetenv("POSIXLY_CORRECT");
}

static void
what_looks_negative_is_an_option(void **state)
{
	(void)state;
	REFUSED("unknown option -7", "-7d");
	assert_string_equal(READ("-w", "-7d", "--sort", "-x"), "");
	assert_string_equal(second.where[0], "-7d");
	assert_string_equal(second.sort, "-x");
}

static void
an_optional_value_is_in_the_word(void **state)
{
	(void)state;
	assert_string_equal(READ("--backup", "x"), "x");
	assert_int_equal(first.backups, 1);
	assert_null(first.suffix);
	assert_string_equal(READ("--backup=.bak", "x"), "x");
	assert_string_equal(first.suffix, ".bak");
	assert_string_equal(READ("--backup="), "");
	assert_string_equal(first.suffix, "");
	assert_string_equal(READ("-k", "x"), "x");
	assert_null(first.suffix);
	assert_string_equal(READ("-k.old", "x"), "x");
	assert_string_equal(first.suffix, ".old");
}

static void
names_are_given_exactly(void **state)
{
	(void)state;
	REFUSED("unknown option --in-pl (did you mean --in-place?)", "--in-pl");
	REFUSED("unknown option --wher (did you mean --where?)", "--wher", "x");
	REFUSED("unknown option --wher (did you mean --where?)", "--wher=x");
	REFUSED("unknown option --so (did you mean --sort?)", "--so");	/* nothing behind it */
	assert_string_equal(READ("--in", "x"), "");	/* not --in-place */
	assert_string_equal(second.sort, "x");
	assert_int_equal(first.edits, 0);
}

static void
unknown_options_name_the_nearest(void **state)
{
	(void)state;
	REFUSED("unknown option --wheer (did you mean --where?)", "--wheer");
	REFUSED("unknown option --bakup (did you mean --backup?)", "--bakup=x");
	REFUSED("unknown option --zzzzzz", "--zzzzzz");
	REFUSED("unknown option --zzzzzz", "--zzzzzz=where");
	REFUSED("unknown option -z", "-z");
	REFUSED("unknown option -z", "-iz");
	REFUSED("unknown option -:", "-:");
	REFUSED("unknown option -\xc3\xa9", "-\xc3\xa9");
	assert_int_equal(first.edits, 0);
}

static void
values_are_asked_for(void **state)
{
	(void)state;
	REFUSED("--where needs an EXPR", "--where");
	REFUSED("-w needs an EXPR", "-w");
	REFUSED("-w needs an EXPR", "-iw");
	REFUSED("--sort needs a FIELD", "-i", "--sort");
	REFUSED("--in needs a DATE", "--in");
}

static void
values_not_taken_are_refused(void **state)
{
	(void)state;
	REFUSED("--in-place takes no value", "--in-place=x");
	REFUSED("--quiet takes no value", "--quiet=");
	assert_int_equal(second.flags, 0);
}

static void
wrong_values_are_quoted(void **state)
{
	(void)state;
	REFUSED("--sort: 'bad' is not a field", "--sort", "bad");
	REFUSED("--sort: 'bad' is not a field", "--sort=bad");
	REFUSED("-S: 'bad' is not a field", "-Sbad");
	REFUSED("--never: not with --in-place", "--never");
}

static void
reading_stops_at_the_first_trouble(void **state)
{
	(void)state;
	REFUSED("-S: 'bad' is not a field", "-q", "-S", "bad", "-i");
	assert_int_equal(second.flags, 1);
	assert_int_equal(first.edits, 0);
	/* and the next reading begins anew */
	assert_string_equal(READ("a", "-q", "b"), "a b");
	assert_int_equal(second.flags, 1);
}

static const char *
help_of(const char *synopsis, const char *about, const struct option_set *at, size_t n)
{
	static char *text;
	size_t len;
	FILE *out;

	free(text);
	out = open_memstream(&text, &len);
	assert_non_null(out);
	option_help(out, synopsis, about, at, n);
	fclose(out);
	return text;
}

static void
help_is_aligned_and_wrapped(void **state)
{
	(void)state;
	message_name("pl-test");
	assert_string_equal(help_of("[-i] ID STAGE [FILE]\n-w EXPR STAGE [FILE]",
	    "Move deals.\n\nSecond paragraph.", sets, LENGTH(sets)),
	    "usage: pl-test [-i] ID STAGE [FILE]\n"
	    "       pl-test -w EXPR STAGE [FILE]\n"
	    "\n"
	    "Move deals.\n"
	    "\n"
	    "Second paragraph.\n"
	    "\n"
	    "Writing:\n"
	    "  -i, --in-place         edit FILE itself\n"
	    "      --backup[=SUFFIX]  keep a copy of the file as it was\n"
	    "  -k, --keep[=SUFFIX]    the same with a letter\n"
	    "      --never            always refused\n"
	    "\n"
	    "  -w, --where EXPR       only deals for which it holds, and of these as many as\n"
	    "                         there are lines to wrap in this help\n"
	    "  -S, --sort FIELD       sort by it\n"
	    "      --in DATE          a beginning of another\n"
	    "      --an-option-with-a-long-name WORD\n"
	    "                         too long for the column\n"
	    "  -q, --quiet            say less\n");
}

static void
help_of_little_is_short(void **state)
{
	(void)state;
	message_name("pl-test");
	assert_string_equal(help_of("", "", NULL, 0), "usage: pl-test\n");
	assert_string_equal(help_of(NULL, NULL, NULL, 0), "usage: pl-test\n");
	assert_string_equal(help_of("FILE", "Does.", NULL, 0), "usage: pl-test FILE\n\nDoes.\n");
}

static void
a_long_synopsis_is_wrapped_between_options(void **state)
{
	(void)state;
	message_name("pl-test");
	assert_string_equal(help_of("[-a one two] [-b one two] [-c one two] [-d one two] "
	    "[-e one two] [-f one two]", NULL, NULL, 0),
	    "usage: pl-test [-a one two] [-b one two] [-c one two] [-d one two] [-e one two]\n"
	    "               [-f one two]\n");
}

static void
no_line_of_help_is_wider_than_80(void **state)
{
	char about[2000];
	const char *at, *end;
	size_t i;

	(void)state;
	for (i = 0; i + 1 < sizeof(about); i++)
		about[i] = i % (3 + i % 11) == 0 ? ' ' : 'o';
	about[i] = '\0';
	for (at = help_of(about, about, sets, LENGTH(sets)); *at != '\0'; at = end + 1) {
		end = strchr(at, '\n');
		assert_non_null(end);
		assert_true(end - at <= 80);
		assert_true(end == at || end[-1] != ' ');
	}
}

static void
the_nearest_is_near(void **state)
{
	static const char *const names[] = { "owner", "stage", "amount" };

	(void)state;
	assert_string_equal(option_nearest("onwer", names, 3), "owner");	/* two of five */
	assert_null(option_nearest("zbra", names, 3));
	assert_string_equal(option_nearest("ownr", names, 3), "owner");
	assert_string_equal(option_nearest("amuont", names, 3), "amount");
	assert_string_equal(option_nearest("STAGE", names, 3), "stage");
	assert_null(option_nearest("zebra", names, 3));
	assert_null(option_nearest("", names, 3));
	assert_null(option_nearest("owner", names, 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_and_names_mean_the_same),
		cmocka_unit_test(nothing_is_nothing),
		cmocka_unit_test(operands_go_to_the_end),
		cmocka_unit_test(two_dashes_end_options),
		cmocka_unit_test(posix_makes_no_difference),
		cmocka_unit_test(what_looks_negative_is_an_option),
		cmocka_unit_test(an_optional_value_is_in_the_word),
		cmocka_unit_test(names_are_given_exactly),
		cmocka_unit_test(unknown_options_name_the_nearest),
		cmocka_unit_test(values_are_asked_for),
		cmocka_unit_test(values_not_taken_are_refused),
		cmocka_unit_test(wrong_values_are_quoted),
		cmocka_unit_test(reading_stops_at_the_first_trouble),
		cmocka_unit_test(help_is_aligned_and_wrapped),
		cmocka_unit_test(help_of_little_is_short),
		cmocka_unit_test(a_long_synopsis_is_wrapped_between_options),
		cmocka_unit_test(no_line_of_help_is_wider_than_80),
		cmocka_unit_test(the_nearest_is_near),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
