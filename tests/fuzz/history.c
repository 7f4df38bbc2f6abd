/* Any bytes as a history: what is read, written again, is read as the same. */

#include "deal/history.h"
#include "base/date.h"
#include "fuzz.h"

static bool
same(const struct log *a, const struct log *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (a->at[i].field != b->at[i].field ||
		    a->at[i].day != b->at[i].day ||
		    !slice_equal(a->at[i].value, b->at[i].value))
			return false;
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
	const struct slice cell = { (const char *)at, n };
	struct log log = { 0 }, again = { 0 };
	struct buffer made = { 0 };
	const char *wrong = history_read(cell, &log);
	bool held = true;

	for (size_t i = 0; wrong == NULL && i < log.n; i++) {
		struct log_entry *entry = &log.at[i];

		must(entry->day >= DATE_FIRST && entry->day <= DATE_LAST,
		    "an entry has a day", cell);
		must(i == 0 || log.at[i - 1].day <= entry->day,
		    "entries are in order", cell);
		held = held && history_may_hold(entry->field, entry->value);
		history_append(&made, entry->field, entry->value, entry->day);
	}
	if (wrong == NULL && held) {
		must(history_read(slice_made(&made), &again) == NULL &&
		    same(&log, &again), "written again it is the same", cell);
	}
	(void)history_may_hold(FIELD_STAGE, cell);
	log_free(&log);
	log_free(&again);
	buffer_free(&made);
	return 0;
}
