/*
 * Any bytes as dates, words for them and periods: what is read is a day, and what
 * a column's style writes is read again.
 */

#include "base/style.h"
#include "fuzz.h"

static bool
is_day(int day)
{
	return day >= DATE_FIRST && day <= DATE_LAST;
}

static void
read_date(struct slice text, enum date_order order)
{
	struct date_style style = { 0 };
	struct buffer made = { 0 };
	int day, again, canonical = date_canonical(text);
	char iso[11];

	if (date_read(text, order, &day) != NULL) {
		must(canonical == DATE_NONE, "canonical is a date", text);
		return;
	}
	must(day == DATE_NONE || is_day(day), "a date is a day", text);
	must(canonical == DATE_NONE || canonical == day,
	    "canonical is the same", text);
	if (day == DATE_NONE)
		return;
	must(date_canonical(slice_of(date_iso(day, iso))) == day,
	    "ISO is the same day", text);
	if (date_order_of(text, NULL) != DATES_UNKNOWN &&
	    date_order_of(text, NULL) != order)
		return;		/* no column has that order and this cell */
	date_style_learn(&style, text, order);
	date_style_write(&style, day, &made);
	must(date_read(slice_made(&made), order, &again) == NULL &&
	    again == day, "what a style writes is the same day", text);
	buffer_free(&made);
}

static void
read_word(struct slice text)
{
	struct period period;
	int day;

	for (int fiscal = 1; fiscal <= 12; fiscal += 5) {
		if (date_word(text, 20000, fiscal, &day) == NULL)
			must(is_day(day), "a word is a day", text);
		if (period_read(text, 20000, fiscal, &period) == NULL)
			must(is_day(period.from) && is_day(period.to),
			    "a period has days", text);
	}
}

/* A month that was read before is found again, and none that was not. */
static void
recall_date(struct date_memo *memo, struct slice text)
{
	for (int time = 0; time < 2; time++)
		must(date_recall(memo, text) == date_canonical(text),
		    "a month at hand is the same", text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
	struct slice rest = { (const char *)at, n }, text;
	struct date_memo memo = { 0 };
	bool doubt;

	read_date(rest, DATES_DMY);
	while (slice_next(&rest, '\n', &text)) {
		for (int order = DATES_UNKNOWN; order <= DATES_YMD; order++)
			read_date(text, (enum date_order)order);
		(void)date_order_of(text, &doubt);
		recall_date(&memo, text);
		read_word(text);
	}
	return 0;
}
