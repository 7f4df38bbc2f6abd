#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "deal/history.h"

#define DAY_LENGTH 11		/* @2026-01-03 */
#define GAP " > "
#define GAP_LENGTH 3

/* The end of the entry REST begins with: the first @date that is followed by
 * the gap or the end. 0 if there is none. */
static size_t
entry_end(struct slice rest, int *day)
{
	size_t from = 0;

	while (from < rest.len) {
		const char *at = memchr(rest.at + from, '@', rest.len - from);
		size_t place;

		if (at == NULL)
			return 0;
		place = (size_t)(at - rest.at);
		from = place + 1;
		if (rest.len - place < DAY_LENGTH)
			return 0;
		*day = date_canonical((struct slice){ at + 1, DAY_LENGTH - 1 });
		if (*day == DATE_NONE)
			continue;
		place += DAY_LENGTH;
		if (place == rest.len || (rest.len - place >= GAP_LENGTH &&
		    memcmp(rest.at + place, GAP, GAP_LENGTH) == 0))
			return place;
	}
	return 0;
}

/* Split a "field=" off VALUE where the field is one that is logged. */
static enum field
entry_field(struct slice *value)
{
	const char *equals = memchr(value->at, '=', value->len);
	struct slice name;

	if (equals == NULL)
		return FIELD_STAGE;
	name = (struct slice){ value->at, (size_t)(equals - value->at) };
	for (int i = 0; i < FIELD_COUNT; i++)
		if (field_row((enum field)i)->logged &&
		    slice_is(name, field_row((enum field)i)->name)) {
			value->at += name.len + 1;
			value->len -= name.len + 1;
			return (enum field)i;
		}
	return FIELD_STAGE;
}

const char *
history_read(struct slice cell, struct log *log)
{
	struct slice rest = slice_trim(cell);
	int last = DATE_FIRST;

	log->n = 0;
	while (rest.len > 0) {
		struct log_entry *entry;
		int day = DATE_NONE;
		size_t end = entry_end(rest, &day);

		if (end == 0)
			return "is not a history (an entry ends in @YYYY-MM-DD)";
		if (day < last)
			return "goes back in time";
		last = day;
		memory_room(&log->at, &log->room, log->n + 1,
		    sizeof *log->at);
		entry = &log->at[log->n++];
		entry->day = day;
		entry->stage = NULL;
		entry->value = (struct slice){ rest.at, end - DAY_LENGTH };
		entry->field = entry_field(&entry->value);
		if (entry->field == FIELD_STAGE &&
		    slice_trim(entry->value).len == 0)
			return "is not a history (an entry names no stage)";
		if (end < rest.len)
			end += GAP_LENGTH;
		rest.at += end;
		rest.len -= end;
	}
	return NULL;
}

bool
history_may_hold(enum field field, struct slice value)
{
	struct buffer cell = { 0 };
	struct log log = { 0 };
	bool may;

	history_append(&cell, field, value, 0);
	may = history_read((struct slice){ cell.at, cell.len }, &log) == NULL &&
	    log.n == 1 && log.at[0].field == field &&
	    slice_equal(log.at[0].value, value);
	log_free(&log);
	buffer_free(&cell);
	return may;
}

void
history_append(struct buffer *out, enum field field, struct slice value,
    int day)
{
	char iso[11];

	if (out->len > 0)
		buffer_string(out, GAP);
	if (field != FIELD_STAGE) {
		buffer_string(out, field_row(field)->name);
		buffer_byte(out, '=');
	}
	buffer_add(out, value.at, value.len);
	buffer_byte(out, '@');
	buffer_string(out, date_iso(day, iso));
}

void
log_free(struct log *log)
{
	free(log->at);
	*log = (struct log){ 0 };
}
