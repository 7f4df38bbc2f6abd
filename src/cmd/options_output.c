#include "cmd/options.h"
#include "cmd/options_text.h"

TEXT(by)
TEXT(period_text)
TEXT(rates)
TEXT(sort)
FLAG(no_header)

static const char *
set_activities(void *into, const char *value)
{
	((struct request *)into)->reading.activities = value;
	return NULL;
}

static const char *
set_threads(void *into, const char *value)
{
	long threads;
	const char *wrong = options_whole(value, 256, &threads);

	if (wrong == NULL && threads == 0)
		wrong = "is not 1 or more";
	if (wrong == NULL)
		((struct request *)into)->reading.threads = (size_t)threads;
	return wrong;
}

static const char *
set_limit(void *into, const char *value)
{
	long limit;
	const char *wrong = options_whole(value, 1000000000, &limit);

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

const struct option_row options_sum[] = {
	{ 'b', "by", "FIELD,...", "a row for each value of these", set_by },
	{ 'P', "period", "PERIOD", "2026, 2026-Q4, 2026-11, 2026-W47, "
	    "DATE..DATE, last-quarter, ytd", set_period_text },
	{ 0, "activities", "FILE", "calls, mails, meetings (activities.csv "
	    "beside the deals)", set_activities },
	{ 0, "threads", "COUNT", "that read one large file together (all "
	    "processors)", set_threads },
	{ 0, "rates", "FILE", "exchange rates (rates.csv beside the deals)",
	    set_rates },
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
