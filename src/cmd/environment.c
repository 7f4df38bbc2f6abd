#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cmd/environment.h"
#include "cmd/options.h"

/* The day it is where the user is. */
static int
clock_day(void)
{
	time_t now = time(NULL);
	struct tm local;

	if (localtime_r(&now, &local) == NULL)
		message_die("the clock says nothing");
	return date_of(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
}

/* A file the environment names; NULL: none. */
static const char *
file_of(const char *variable)
{
	const char *file = getenv(variable);

	return file != NULL && *file != '\0' ? file : NULL;
}

/* The way to read, for tests that compare them; one misspelt would compare nothing. */
static void
read_by(struct reading *reading, const char *reader)
{
	if (reader == NULL || *reader == '\0')
		return;
	reading->libcsv_only = strcmp(reader, "libcsv") == 0;
	reading->portable = strcmp(reader, "portable") == 0;
	if (!reading->libcsv_only && !reading->portable)
		command_usage("PL_READER: '%s' is not libcsv or portable",
		    reader);
}

/* What the environment says before the command line does. */
void
environment_read(struct request *request)
{
	const char *map = getenv("PL_MAP"), *wrong = NULL;
	const char *output = getenv("PL_OUTPUT");
	const char *currency = getenv("PL_CURRENCY");
	struct slice rest = slice_of(map), part;

	while (slice_next(&rest, ';', &part) && wrong == NULL)
		if (slice_trim(part).len > 0)
			wrong = options_map(request, part);
	if (wrong != NULL)
		command_usage("PL_MAP: '%s' %s", map, wrong);
	if (output != NULL && *output != '\0') {
		int format = format_named(output);

		if (format < 0)
			command_usage("PL_OUTPUT: '%s' is not table, csv, tsv, "
			    "json, jsonl, md or html", output);
		request->format = (enum format)format;
	}
	if (currency != NULL && *currency != '\0' &&
	    (wrong = options_currency(request, currency)) != NULL)
		command_usage("PL_CURRENCY: '%s' %s", currency, wrong);
	request->stages = file_of("PL_STAGES");
	request->rates = file_of("PL_RATES");
	request->reading.activities = file_of("PL_ACTIVITIES");
	read_by(&request->reading, getenv("PL_READER"));
}

/* The day that NAME says, a word of it relative to TODAY; DATE_NONE: to the clock's,
 * which is read for that alone. */
static int
day_said(struct request *request, const char *name, const char *text,
    int today)
{
	int day = date_canonical(slice_of(text));
	const char *wrong = NULL;

	if (day == DATE_NONE)
		wrong = date_word(slice_of(text), today != DATE_NONE ? today :
		    clock_day(), request->fiscal, &day);
	if (wrong != NULL)
		command_usage("%s: '%s' %s", name, text, wrong);
	request->as_of_given = true;
	return day;
}

/* --as-of, else PL_TODAY, else the clock; words are relative to the latter. */
void
environment_today(struct request *request)
{
	const char *today = getenv("PL_TODAY");
	int day = DATE_NONE;

	if (today != NULL && *today != '\0')
		day = day_said(request, "PL_TODAY", today, day);
	if (request->as_of_text != NULL)
		day = day_said(request, "--as-of", request->as_of_text, day);
	request->as_of = day != DATE_NONE ? day : clock_day();
}

void
environment_period(struct request *request)
{
	const char *wrong;

	request->period = (struct period){ DATE_FIRST, DATE_LAST };
	if (request->period_text == NULL)
		return;
	wrong = period_read(slice_of(request->period_text), request->as_of,
	    request->fiscal, &request->period);
	if (wrong != NULL)
		command_usage("--period: '%s' %s", request->period_text, wrong);
	request->period_given = true;
}
