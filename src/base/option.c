#include <getopt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/option.h"
#include "base/text.h"

#define FIRST_LONG 256		/* getopt's numbers for rows, above every letter */
#define OPERAND 1		/* what getopt says of an operand in order */
#define HELP_COLUMN 25
#define HELP_WIDTH 80

/* The rows of all sets, one after another, as getopt wants them. */
struct reading {
	const struct option_set *sets;
	size_t n;
	struct option *longs;	/* one a row, and a row of zeros */
	struct buffer letters;
	char **operands;	/* those met so far */
	int operand_count;
	const char *word;	/* the one being read */
	struct options_given *given;	/* NULL: nobody asks */
	struct trouble *what;
};

static bool
is_optional(const struct option_row *row)
{
	return row->argument != NULL && row->argument[0] == '[';
}

static void
add_row(struct reading *reading, const struct option_row *row, struct option *made,
    int number)
{
	made->name = row->name;
	made->has_arg = row->argument == NULL ? no_argument :
	    is_optional(row) ? optional_argument : required_argument;
	made->val = number;
	if (row->letter == '\0')
		return;
	buffer_byte(&reading->letters, row->letter);
	if (row->argument != NULL)
		buffer_string(&reading->letters, is_optional(row) ? "::" : ":");
}

static size_t
count_rows(const struct option_set *sets, size_t n)
{
	size_t i, count = 0;

	for (i = 0; i < n; i++)
		count += sets[i].n;
	return count;
}

/* "-": operands are handed over where they stand, so that the word being read
 * is always known, and POSIXLY_CORRECT makes no difference. ":": getopt keeps
 * silent and tells a missing argument from an unknown option. */
static void
prepare(struct reading *reading, int argc)
{
	size_t i, k, count = 0;

	reading->longs = memory_zero(count_rows(reading->sets, reading->n) + 1,
	    sizeof(*reading->longs));
	reading->operands = memory_zero((size_t)argc + 1, sizeof(*reading->operands));
	buffer_string(&reading->letters, "-:");
	for (i = 0; i < reading->n; i++)
		for (k = 0; k < reading->sets[i].n; k++, count++)
			add_row(reading, &reading->sets[i].rows[k],
			    &reading->longs[count], FIRST_LONG + (int)count);
}

/* The row getopt's number means, and what its value goes to. */
static const struct option_row *
row_of(const struct reading *reading, int number, void **target)
{
	const struct option_row *row;
	size_t count = FIRST_LONG, i, k;

	for (i = 0; i < reading->n; i++)
		for (k = 0; k < reading->sets[i].n; k++, count++) {
			row = &reading->sets[i].rows[k];
			if (number == (int)count ||
			    (row->letter != '\0' && number == (unsigned char)row->letter)) {
				*target = reading->sets[i].target;
				return row;
			}
		}
	return NULL;
}

/* A word is a long option, without its dashes and its value. */
static struct slice
name_in(const char *word)
{
	struct slice name = { .at = word + 2, .len = strcspn(word + 2, "=") };

	return name;
}

static bool
is_long(const char *word)
{
	return strncmp(word, "--", 2) == 0;
}

/* The one name that NAME is short for, else NULL: who is used to shorten
 * wants to be told. */
static const char *
name_of_short(const struct reading *reading, struct slice name)
{
	const char *found = NULL;
	const struct option *at;

	for (at = reading->longs; at->name != NULL; at++)
		if (strncmp(at->name, name.at, name.len) == 0) {
			if (found != NULL)
				return NULL;
			found = at->name;
		}
	return found;
}

static const char *
name_near(const struct reading *reading, struct slice name)
{
	size_t i, count = count_rows(reading->sets, reading->n);
	const char *found = name_of_short(reading, name), **names;
	char *word;

	if (found != NULL)
		return found;
	names = memory_zero(count, sizeof(*names));
	for (i = 0; i < count; i++)
		names[i] = reading->longs[i].name;
	word = memory_copy(name.at, name.len);
	found = option_nearest(word, names, count);
	free(word);
	free(names);
	return found;
}

static int
unknown_long(const struct reading *reading)
{
	struct slice name = name_in(reading->word);
	const char *near = name_near(reading, name);

	if (near == NULL)
		return trouble_set(reading->what, "unknown option --%.*s",
		    (int)name.len, name.at);
	return trouble_set(reading->what, "unknown option --%.*s (did you mean --%s?)",
	    (int)name.len, name.at, near);
}

/* getopt takes a beginning for the whole; we do not. */
static const struct option_row *
row_named(const struct reading *reading, struct slice name)
{
	const struct option *at;
	void *target;

	for (at = reading->longs; at->name != NULL; at++)
		if (slice_is(name, at->name))
			return row_of(reading, at->val, &target);
	return NULL;
}

/* getopt knows no such option, or one that was given a value it does not
 * take. */
static int
unknown(const struct reading *reading)
{
	const struct option_row *row;

	if (!is_long(reading->word) && optopt > ' ' && optopt <= '~')
		return trouble_set(reading->what, "unknown option -%c", optopt);
	if (!is_long(reading->word))	/* a byte of a longer character */
		return trouble_set(reading->what, "unknown option %s", reading->word);
	row = row_named(reading, name_in(reading->word));
	if (row != NULL)
		return trouble_set(reading->what, "--%s takes no value", row->name);
	return unknown_long(reading);
}

static int
needs_value(const struct reading *reading)
{
	const struct option_row *row;
	const char *article;
	void *target;

	row = row_of(reading, optopt, &target);
	if (row == NULL || (is_long(reading->word) &&
	    !slice_is(name_in(reading->word), row->name)))
		return unknown(reading);
	article = strchr("AEIO", row->argument[0]) != NULL ? "an" : "a";
	if (is_long(reading->word))
		return trouble_set(reading->what, "--%s needs %s %s", row->name, article,
		    row->argument);
	return trouble_set(reading->what, "-%c needs %s %s", row->letter, article,
	    row->argument);
}

static int
wrong_value(const struct reading *reading, const struct option_row *row,
    const char *value, const char *wrong)
{
	char label[64];

	if (is_long(reading->word))
		snprintf(label, sizeof(label), "--%s", row->name);
	else
		snprintf(label, sizeof(label), "-%c", row->letter);
	if (value == NULL)
		return trouble_set(reading->what, "%s: %s", label, wrong);
	return trouble_set(reading->what, "%s: '%s' %s", label, value, wrong);
}

static int
take(struct reading *reading, int number)
{
	const struct option_row *row;
	const char *wrong;
	void *target;

	if (number == OPERAND) {
		reading->operands[reading->operand_count++] = optarg;
		return 0;
	}
	if (number == ':')
		return needs_value(reading);
	row = row_of(reading, number, &target);
	if (row == NULL)
		return unknown(reading);
	if (number >= FIRST_LONG && !slice_is(name_in(reading->word), row->name))
		return unknown_long(reading);
	wrong = row->set(target, optarg);
	if (reading->given != NULL) {
		memory_room(&reading->given->at, &reading->given->room,
		    reading->given->n + 1, sizeof(*reading->given->at));
		reading->given->at[reading->given->n++] =
		    (struct option_given){ row, target, optarg };
	}
	return wrong == NULL ? 0 : wrong_value(reading, row, optarg, wrong);
}

/* getopt keeps its place in variables; a second reading begins anew. */
static void
rewind_getopt(void)
{
#if defined(__APPLE__) || defined(__FreeBSD__) || defined(__NetBSD__) || \
    defined(__OpenBSD__) || defined(__DragonFly__)
	optreset = 1;
	optind = 1;
#else
	optind = 0;
#endif
	opterr = 0;
}

/* Move the operands behind the options, in their order. What is left of the
 * words before them is not looked at again. */
static int
permute(const struct reading *reading, int argc, char **argv)
{
	int count = reading->operand_count, rest = argc - optind;
	int first = argc - rest - count;

	if (count > 0)
		memcpy(argv + first, reading->operands, (size_t)count * sizeof(*argv));
	return first;
}

static int
read_words(struct reading *reading, int argc, char **argv)
{
	int number, status = 0;

	rewind_getopt();
	while (status == 0) {
		reading->word = argv[optind > 0 ? optind : 1];
		number = getopt_long(argc, argv, buffer_text(&reading->letters),
		    reading->longs, NULL);
		if (number == -1)
			return permute(reading, argc, argv);
		status = take(reading, number);
	}
	return -1;
}

int
option_read(int argc, char **argv, const struct option_set *sets, size_t n,
    struct trouble *what)
{
	return option_read_given(argc, argv, sets, n, NULL, what);
}

int
option_read_given(int argc, char **argv, const struct option_set *sets,
    size_t n, struct options_given *given, struct trouble *what)
{
	struct reading reading = { .sets = sets, .n = n, .given = given,
	    .what = what };
	int first;

	if (argc < 1)
		return argc;
	prepare(&reading, argc);
	first = read_words(&reading, argc, argv);
	free(reading.longs);
	free(reading.operands);
	buffer_free(&reading.letters);
	return first;
}

/* How long the next word of TEXT is. Blanks in brackets do not end one:
 * "[-p NAME]" stays together. */
static size_t
word_length(const char *text)
{
	size_t depth = 0, len = 0;

	for (; text[len] != '\0' && text[len] != '\n'; len++) {
		if (text[len] == '[')
			depth++;
		else if (text[len] == ']' && depth > 0)
			depth--;
		else if (text[len] == ' ' && depth == 0)
			break;
	}
	return len;
}

/* Print a line's words from where COLUMN says we are; lines after the first
 * begin at INDENT. Returns what follows the line's end. */
static const char *
print_line(FILE *out, const char *text, size_t column, size_t indent)
{
	bool first = true;
	struct slice word;

	for (text += strspn(text, " "); (word.len = word_length(text)) > 0;
	    text += strspn(text, " ")) {
		word.at = text;
		if (!first && column + 1 + text_width(word) > HELP_WIDTH) {
			fprintf(out, "\n%*s", (int)indent, "");
			column = indent;
		} else if (!first) {
			putc(' ', out);
			column++;
		}
		fwrite(word.at, 1, word.len, out);
		column += text_width(word);
		first = false;
		text += word.len;
	}
	putc('\n', out);
	return *text == '\n' ? text + 1 : text;
}

static void
print_usage(FILE *out, const char *synopsis)
{
	const char *name = message_program();
	size_t indent = strlen("usage: ") + strlen(name) + 1;
	const char *before = "usage:";

	if (synopsis == NULL || *synopsis == '\0') {
		fprintf(out, "usage: %s\n", name);
		return;
	}
	while (*synopsis != '\0') {
		fprintf(out, "%6s %s ", before, name);
		synopsis = print_line(out, synopsis, indent, indent);
		before = "";
	}
}

/* "  -i, --in-place", "      --backup[=SUFFIX]", "  -s, --stages FILE" */
static void
format_option(struct buffer *made, const struct option_row *row)
{
	if (row->letter != '\0')
		buffer_format(made, "  -%c, --%s", row->letter, row->name);
	else
		buffer_format(made, "      --%s", row->name);
	if (is_optional(row))
		buffer_format(made, "[=%s", row->argument + 1);
	else if (row->argument != NULL)
		buffer_format(made, " %s", row->argument);
}

static void
print_row(FILE *out, const struct option_row *row)
{
	struct buffer left = { 0 };

	format_option(&left, row);
	if (left.len + 2 > HELP_COLUMN)
		fprintf(out, "%s\n%*s", buffer_text(&left), HELP_COLUMN, "");
	else
		fprintf(out, "%-*s", HELP_COLUMN, buffer_text(&left));
	print_line(out, row->help, HELP_COLUMN, HELP_COLUMN);
	buffer_free(&left);
}

static void
print_set(FILE *out, const struct option_set *set)
{
	size_t i;

	if (set->n == 0)
		return;
	putc('\n', out);
	if (set->title != NULL)
		fprintf(out, "%s\n", set->title);
	for (i = 0; i < set->n; i++)
		print_row(out, &set->rows[i]);
}

void
option_help(FILE *out, const char *synopsis, const char *what,
    const struct option_set *sets, size_t n)
{
	size_t i;

	print_usage(out, synopsis);
	if (what != NULL && *what != '\0')
		putc('\n', out);
	while (what != NULL && *what != '\0')
		what = print_line(out, what, 0, 0);
	for (i = 0; i < n; i++)
		print_set(out, &sets[i]);
}

const char *
option_nearest(const char *word, const char *const *names, size_t n)
{
	size_t best = SIZE_MAX, distance, i;
	const char *found = NULL;

	for (i = 0; i < n; i++) {
		distance = text_distance(slice_of(word), slice_of(names[i]));
		if (distance < best) {
			best = distance;
			found = names[i];
		}
	}
	return found != NULL && best <= (strlen(word) + 2) / 3 ? found : NULL;
}
