#include <stdlib.h>
#include <string.h>

#include "cmd/options.h"

#define TEXT(member)							\
static const char *							\
set_##member(void *into, const char *value)				\
{									\
	((struct request *)into)->member = value;			\
	return NULL;							\
}

#define FLAG(member)							\
static const char *							\
set_##member(void *into, const char *value)				\
{									\
	(void)value;							\
	((struct request *)into)->member = true;			\
	return NULL;							\
}

TEXT(stages)
TEXT(currency)
TEXT(as_of_text)
TEXT(by)
TEXT(period_text)
TEXT(sort)
FLAG(quiet)
FLAG(no_header)
FLAG(in_place)
FLAG(dry_run)
FLAG(force)
FLAG(help)
FLAG(version)

static void
add_where(struct request *request, const char *before, const char *value)
{
	struct buffer text = { 0 };

	buffer_string(&text, before);
	buffer_string(&text, value);
	memory_room(&request->where, &request->room_where,
	    request->n_where + 1, sizeof *request->where);
	request->where[request->n_where++] = (struct slice){
	    arena_copy(&request->arena, text.at, text.len), text.len };
	buffer_free(&text);
}

static const char *
set_where(void *into, const char *value)
{
	add_where(into, "", value);
	return NULL;
}

static const char *
set_pipeline(void *into, const char *value)
{
	add_where(into, "pipeline=", value);
	return NULL;
}

const char *
options_map(struct request *request, struct slice text)
{
	struct reading *reading = &request->reading;
	const char *equals = memchr(text.at, '=', text.len);
	struct mapping *map;

	if (equals == NULL)
		return "is not FIELD=HEADER";
	reading->mappings = memory_more(reading->mappings,
	    reading->n_mappings + 1, sizeof *reading->mappings);
	map = &reading->mappings[reading->n_mappings++];
	map->field = slice_trim((struct slice){ text.at,
	    (size_t)(equals - text.at) });
	map->header = slice_trim((struct slice){ equals + 1,
	    text.len - (size_t)(equals + 1 - text.at) });
	return field_named(map->field) == FIELD_NONE ?
	    "names no field (deals(5) lists them)" : NULL;
}

static const char *
set_map(void *into, const char *value)
{
	return options_map(into, slice_of(value));
}

static const char *
set_delimiter(void *into, const char *value)
{
	struct request *request = into;

	if (strcmp(value, "\\t") == 0 || strcmp(value, "tab") == 0)
		value = "\t";
	if (strlen(value) != 1 || strchr("\"\r\n", *value) != NULL)
		return "is not one character";
	request->reading.delimiter = *value;
	return NULL;
}

static const char *
set_dates(void *into, const char *value)
{
	static const char *const names[] = { "", "dmy", "mdy", "ymd" };
	struct request *request = into;

	for (int i = 1; i < 4; i++)
		if (strcmp(value, names[i]) == 0) {
			request->reading.dates = (enum date_order)i;
			return NULL;
		}
	return "is not dmy, mdy or ymd";
}

static const char *
set_decimal(void *into, const char *value)
{
	struct request *request = into;

	if (strcmp(value, ".") == 0)
		request->reading.decimal = DECIMAL_POINT;
	else if (strcmp(value, ",") == 0)
		request->reading.decimal = DECIMAL_COMMA;
	else
		return "is not . or ,";
	return NULL;
}

static const char *
set_strict(void *into, const char *value)
{
	(void)value;
	((struct request *)into)->reading.strict = true;
	return NULL;
}

static const char *
set_color(void *into, const char *value)
{
	static const char *const names[] = { "auto", "always", "never" };
	struct request *request = into;

	for (int i = 0; i < 3; i++)
		if (strcmp(value, names[i]) == 0) {
			request->color = i;
			return NULL;
		}
	return "is not auto, always or never";
}

/* A whole number, 0 to MOST. */
static const char *
whole(const char *value, long most, long *number)
{
	*number = 0;
	if (*value == '\0')
		return "is not a whole number";
	for (; *value != '\0'; value++) {
		if (*value < '0' || *value > '9')
			return "is not a whole number";
		*number = *number * 10 + (*value - '0');
		if (*number > most)
			return "is too large";
	}
	return NULL;
}

static const char *
set_fiscal(void *into, const char *value)
{
	long month;
	const char *wrong = whole(value, 12, &month);

	if (wrong != NULL || month == 0)
		return "is not a month, 1 to 12";
	((struct request *)into)->fiscal = (int)month;
	return NULL;
}

static const char *
set_limit(void *into, const char *value)
{
	long limit;
	const char *wrong = whole(value, 1000000000, &limit);

	if (wrong == NULL)
		((struct request *)into)->limit = (size_t)limit;
	return wrong;
}

static const char *
set_output(void *into, const char *value)
{
	int format = format_named(value);

	if (format < 0)
		return "is not table, csv, tsv, json, jsonl, md or html";
	((struct request *)into)->format = (enum format)format;
	return NULL;
}

static const char *
set_backup(void *into, const char *value)
{
	if (value == NULL)
		value = "~";
	if (*value == '\0' || strchr(value, '/') != NULL)
		return "is not a suffix";
	((struct request *)into)->backup = value;
	return NULL;
}

static const char *
set_wait(void *into, const char *value)
{
	long seconds;
	const char *wrong = whole(value, 86400, &seconds);

	if (wrong == NULL)
		((struct request *)into)->wait = (double)seconds;
	return wrong;
}

const struct option_row options_read[] = {
	{ 's', "stages", "FILE", "the stages (stages.csv beside the deals)",
	    set_stages },
	{ 'p', "pipeline", "NAME", "only deals of this pipeline",
	    set_pipeline },
	{ 'w', "where", "EXPR", "only deals where FIELD OP VALUE holds; all of "
	    "several must", set_where },
	{ 'm', "map", "FIELD=HEADER", "take this column for that field",
	    set_map },
	{ 'd', "delimiter", "C", "what separates cells (found by itself)",
	    set_delimiter },
	{ 0, "dates", "dmy|mdy|ymd", "order of dates that are in doubt",
	    set_dates },
	{ 0, "decimal", ".|,", "decimal sign of amounts that are in doubt",
	    set_decimal },
	{ 0, "currency", "CODE", "currency of amounts that name none",
	    set_currency },
	{ 0, "as-of", "DATE", "look at the deals as they stood on this day",
	    set_as_of_text },
	{ 0, "fiscal-start", "MONTH", "month, 1 to 12, that years begin in",
	    set_fiscal },
	{ 0, "strict", NULL, "a row that cannot be used is an error",
	    set_strict },
	{ 'q', "quiet", NULL, "say nothing of rows that cannot be used",
	    set_quiet },
	{ 0, "color", "WHEN", "auto, always or never", set_color },
};
const size_t options_n_read = sizeof options_read / sizeof *options_read;

const struct option_row options_help[] = {
	{ 'h', "help", NULL, "print this", set_help },
	{ 'V', "version", NULL, "print the version", set_version },
};
const size_t options_n_help = sizeof options_help / sizeof *options_help;

const struct option_row options_sum[] = {
	{ 'b', "by", "FIELD,...", "a row for each value of these", set_by },
	{ 'P', "period", "PERIOD", "2026, 2026-Q4, 2026-11, 2026-W47, "
	    "DATE..DATE, last-quarter, ytd", set_period_text },
};
const size_t options_n_sum = sizeof options_sum / sizeof *options_sum;

const struct option_row options_output[] = {
	{ 'S', "sort", "FIELD,-FIELD", "order of the rows; - is descending",
	    set_sort },
	{ 'N', "limit", "COUNT", "the first rows only", set_limit },
	{ 'o', "output", "FORMAT", "table, csv, tsv, json, jsonl, md or html",
	    set_output },
	{ 'H', "no-header", NULL, "CSV and TSV without the first line",
	    set_no_header },
};
const size_t options_n_output = sizeof options_output /
    sizeof *options_output;

const struct option_row options_write[] = {
	{ 'i', "in-place", NULL, "edit FILE itself", set_in_place },
	{ 'n', "dry-run", NULL, "write nothing; print the change as a diff",
	    set_dry_run },
	{ 0, "backup", "[SUFFIX]", "keep the old file under this suffix (~)",
	    set_backup },
	{ 0, "wait", "SECONDS", "how long to wait for the lock (10)",
	    set_wait },
	{ 0, "force", NULL, "edit although a spreadsheet has it open",
	    set_force },
};
const size_t options_n_write = sizeof options_write / sizeof *options_write;
