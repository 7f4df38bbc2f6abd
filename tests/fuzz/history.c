/*
 * Any bytes as a history: what is read, written again, is read as the same; and an
 * entry put behind it, if its value may stand in one, is read as that entry, the
 * others as before. Such values are the bytes themselves and their first line.
 */

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

/* Put VALUE behind CELL, which is read as LOG. */
static void
append(struct slice cell, const struct log *log, enum field field,
    struct slice value)
{
	int day = log->n > 0 ? log->at[log->n - 1].day : 0;
	struct buffer made = { 0 };
	struct log again = { 0 };

	if (!history_may_hold(field, value))
		return;
	cell = slice_trim(cell);
	if (cell.len > 0)
		buffer_add(&made, cell.at, cell.len);
	history_append(&made, field, value, day);
	must(history_read(slice_made(&made), &again) == NULL &&
	    again.n == log->n + 1, "an entry more is one", slice_made(&made));
	must(again.at[log->n].field == field && again.at[log->n].day == day &&
	    slice_equal(again.at[log->n].value, value),
	    "it is what was put there", slice_made(&made));
	again.n--;
	must(same(log, &again), "the others are as before", slice_made(&made));
	log_free(&again);
	buffer_free(&made);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
	const struct slice cell = { (const char *)at, n };
	struct log log = { 0 }, again = { 0 }, none = { 0 };
	struct slice rest = cell, first = { NULL, 0 };
	struct buffer made = { 0 };
	const char *wrong = history_read(cell, &log);
	bool held = true;

	(void)slice_next(&rest, '\n', &first);
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
	for (int f = 0; f < FIELD_COUNT && wrong == NULL; f++)
		if (f == FIELD_STAGE || field_row((enum field)f)->logged) {
			append(cell, &log, (enum field)f, first);
			append(cell, &log, (enum field)f, cell);
		}
	if (wrong != NULL)
		append((struct slice){ NULL, 0 }, &none, FIELD_STAGE, cell);
	log_free(&log);
	log_free(&again);
	buffer_free(&made);
	return 0;
}
