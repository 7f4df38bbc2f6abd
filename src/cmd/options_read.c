#include <string.h>

#include "cmd/options.h"
#include "cmd/options_text.h"

TEXT(stages)
TEXT(as_of_text)
FLAG(quiet)

static const char *
set_where(void *into, const char *value)
{
	options_where(into, "", value);
	return NULL;
}

static const char *
set_pipeline(void *into, const char *value)
{
	options_where(into, "pipeline=", value);
	return NULL;
}

static const char *
set_map(void *into, const char *value)
{
	return options_map(into, slice_of(value));
}

static const char *
set_lookup(void *into, const char *value)
{
	return options_lookup(into, slice_of(value));
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
set_encoding(void *into, const char *value)
{
	((struct request *)into)->reading.encoding = value;
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

static const char *
set_fiscal(void *into, const char *value)
{
	long month;
	const char *wrong = options_whole(value, 12, &month);

	if (wrong != NULL || month == 0)
		return "is not a month, 1 to 12";
	((struct request *)into)->fiscal = (int)month;
	return NULL;
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
	{ 0, "lookup", "FIELD=FILE", "the side table of FIELD.COLUMN "
	    "(accounts.csv)", set_lookup },
	{ 'd', "delimiter", "C", "what separates cells (found by itself)",
	    set_delimiter },
	{ 0, "encoding", "NAME", "of a file that is neither UTF-8 nor UTF-16",
	    set_encoding },
	{ 0, "dates", "dmy|mdy|ymd", "order of dates that are in doubt",
	    set_dates },
	{ 0, "decimal", ".|,", "decimal sign of amounts that are in doubt",
	    set_decimal },
	{ 0, "currency", "CODE", "currency of amounts that name none",
	    options_currency },
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
