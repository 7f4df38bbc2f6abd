#include <stdlib.h>
#include <string.h>

#include "deal/events.h"
#include "deal/sheet.h"

#define NONE SIZE_MAX

/* An entry of the history that is made. */
struct entry {
	enum field field;
	int day;
	struct slice value;
	size_t was;		/* its place in the old history; NONE: an event's */
};

/* An event to be folded in, and how it meets the old history. */
struct arrival {
	struct entry entry;
	size_t meets;		/* the old entry that it is, NONE */
	size_t behind;		/* the old ones of its field and day that it */
	size_t before;		/* comes between, NONE */
	bool settled;		/* these are found out */
};

struct folding {
	const struct deal *deal;
	const struct log *log;	/* the old history */
	struct arrival *arrivals;	/* in the order of time */
	size_t n_arrivals;
	struct entry *at;	/* the new one */
	size_t n;
};

/* Do two values say the same: a stage may go by several names. */
static bool
same_value(const struct deal *deal, enum field field, struct slice a,
    struct slice b)
{
	const struct stages *stages = deal->sheet->stages;
	const struct stage *stage;

	if (text_same(a, b))
		return true;
	if (field != FIELD_STAGE || stages == NULL)
		return false;
	stage = stages_find(stages, deal->text[FIELD_PIPELINE], a);
	return stage != NULL && stage == stages_find(stages,
	    deal->text[FIELD_PIPELINE], b);
}

/*
 * What arrives.
 */

/* Salesforce logs a new owner twice, by name and by id. */
static bool
is_user_id(const struct event *event, const struct deal *deal)
{
	struct slice value = event->value, owner = deal->text[FIELD_OWNER];

	return event->field == FIELD_OWNER &&
	    (value.len == 15 || value.len == 18) &&
	    memcmp(value.at, "005", 3) == 0 &&
	    (owner.len < 3 || memcmp(owner.at, "005", 3) != 0);
}

/* The last that arrived of a field, NULL. */
static const struct arrival *
last_of(const struct folding *folding, enum field field)
{
	for (size_t i = folding->n_arrivals; i-- > 0; )
		if (folding->arrivals[i].entry.field == field)
			return &folding->arrivals[i];
	return NULL;
}

/* Let a value arrive behind all of its day and before; one that was so already is
 * no change. */
static void
arrive(struct folding *folding, enum field field, int day, struct slice value)
{
	const struct arrival *last = last_of(folding, field);
	size_t at = folding->n_arrivals;

	if (last != NULL && last->entry.day <= day && same_value(
	    folding->deal, field, last->entry.value, value))
		return;
	for (; at > 0 && folding->arrivals[at - 1].entry.day > day; at--)
		folding->arrivals[at] = folding->arrivals[at - 1];
	folding->n_arrivals++;
	folding->arrivals[at] = (struct arrival){ .entry = { field, day,
	    value, NONE }, .meets = NONE, .behind = NONE, .before = NONE };
}

/* What the first change of a field changed was there from the beginning, unless
 * the history knows what was. */
static void
arrive_old(struct folding *folding, const struct event *event)
{
	int created = folding->deal->created;

	if (event->old.len == 0 || created == DATE_NONE ||
	    created > event->day || last_of(folding, event->field) != NULL ||
	    !history_may_hold(event->field, event->old))
		return;
	for (size_t i = 0; i < folding->log->n; i++)
		if (folding->log->at[i].field == event->field &&
		    folding->log->at[i].day <= event->day)
			return;
	arrive(folding, event->field, created, event->old);
}

static void
arrive_all(struct folding *folding, const struct event *events, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (is_user_id(&events[i], folding->deal))
			continue;
		arrive_old(folding, &events[i]);
		arrive(folding, events[i].field, events[i].day,
		    events[i].value);
	}
}

/*
 * How it meets what was there: of one field and day, the longest sequence that
 * both have is the same entries. So a log can be folded again, and a deal may
 * have been in a stage twice on a day.
 */

struct meeting {
	const struct folding *folding;
	size_t *old;		/* places in the log */
	size_t n_old;
	size_t *new;		/* numbers of arrivals */
	size_t n_new;
	size_t *common;		/* longest common sequence of what is left from
				 * old i and new j on, at i * (n_new + 1) + j */
};

static size_t
common(const struct meeting *meeting, size_t i, size_t j)
{
	return meeting->common[i * (meeting->n_new + 1) + j];
}

static bool
is_same(const struct meeting *meeting, size_t i, size_t j)
{
	const struct folding *folding = meeting->folding;
	const struct log_entry *old = &folding->log->at[meeting->old[i]];

	return same_value(folding->deal, old->field, old->value,
	    folding->arrivals[meeting->new[j]].entry.value);
}

static void
find_common(struct meeting *meeting)
{
	size_t width = meeting->n_new + 1;

	meeting->common = memory_zero((meeting->n_old + 1) * width,
	    sizeof *meeting->common);
	for (size_t i = meeting->n_old; i-- > 0; )
		for (size_t j = meeting->n_new; j-- > 0; ) {
			size_t down = common(meeting, i + 1, j);
			size_t right = common(meeting, i, j + 1);

			meeting->common[i * width + j] =
			    is_same(meeting, i, j) ?
			    common(meeting, i + 1, j + 1) + 1 :
			    down > right ? down : right;
		}
}

/* Go along both, and note where each that is new belongs. */
static void
walk(struct meeting *meeting)
{
	struct arrival *arrivals = meeting->folding->arrivals;
	size_t i = 0, j = 0;

	while (j < meeting->n_new) {
		struct arrival *new = &arrivals[meeting->new[j]];

		if (i < meeting->n_old && is_same(meeting, i, j)) {
			new->meets = meeting->old[i++];
			j++;
		} else if (i < meeting->n_old && common(meeting, i + 1, j) >=
		    common(meeting, i, j + 1)) {
			i++;
		} else {
			if (i > 0)
				new->behind = meeting->old[i - 1];
			if (i < meeting->n_old)
				new->before = meeting->old[i];
			j++;
		}
	}
}

/* Let those of the field and day of arrival FIRST meet the old ones. */
static void
meet(struct folding *folding, size_t first)
{
	const struct entry *like = &folding->arrivals[first].entry;
	const struct log *log = folding->log;
	struct meeting meeting = { .folding = folding };

	meeting.old = memory_zero(log->n + 1, sizeof *meeting.old);
	meeting.new = memory_zero(folding->n_arrivals, sizeof *meeting.new);
	for (size_t i = 0; i < log->n; i++)
		if (log->at[i].field == like->field &&
		    log->at[i].day == like->day)
			meeting.old[meeting.n_old++] = i;
	for (size_t i = first; i < folding->n_arrivals &&
	    folding->arrivals[i].entry.day == like->day; i++)
		if (folding->arrivals[i].entry.field == like->field) {
			folding->arrivals[i].settled = true;
			meeting.new[meeting.n_new++] = i;
		}
	find_common(&meeting);
	walk(&meeting);
	free(meeting.old);
	free(meeting.new);
	free(meeting.common);
}

/*
 * The new history.
 */

/* Where an old entry stands now; NONE if there is none. */
static size_t
place_of(const struct folding *folding, size_t was)
{
	for (size_t i = 0; was != NONE && i < folding->n; i++)
		if (folding->at[i].was == was)
			return i;
	return NONE;
}

/* Where one that is new goes, the one before it being at LAST: as the log has
 * them, but between the old ones that it comes between. */
static size_t
place_for(const struct folding *folding, const struct arrival *new,
    size_t last)
{
	size_t behind = place_of(folding, new->behind);
	size_t before = place_of(folding, new->before);
	size_t at = folding->n;

	while (at > 0 && folding->at[at - 1].day > new->entry.day)
		at--;
	if (last != NONE && folding->at[last].day == new->entry.day)
		at = last + 1;
	else if (before != NONE)
		at = before;
	if (behind != NONE && at <= behind)
		at = behind + 1;
	for (size_t i = at; i < folding->n; i++)	/* of its own field */
		if (folding->at[i].was == NONE &&
		    folding->at[i].field == new->entry.field &&
		    folding->at[i].day == new->entry.day)
			at = i + 1;
	return before != NONE && at > before ? before : at;
}

static void
settle_in(struct folding *folding)
{
	size_t last = NONE;

	for (size_t i = 0; i < folding->n_arrivals; i++) {
		const struct arrival *new = &folding->arrivals[i];

		if (!new->settled)
			meet(folding, i);
		if (new->meets != NONE) {
			last = place_of(folding, new->meets);
			continue;
		}
		last = place_for(folding, new, last);
		memmove(folding->at + last + 1, folding->at + last,
		    (folding->n++ - last) * sizeof *folding->at);
		folding->at[last] = new->entry;
	}
}

/* The value FIELD had before entry AT, NULL. */
static const struct entry *
before(const struct folding *folding, size_t at)
{
	for (size_t i = at; i-- > 0; )
		if (folding->at[i].field == folding->at[at].field)
			return &folding->at[i];
	return NULL;
}

static void
drop(struct folding *folding, size_t at)
{
	memmove(folding->at + at, folding->at + at + 1,
	    (--folding->n - at) * sizeof *folding->at);
}

/* What an event tells that was so already is no change. */
static void
drop_repeats(struct folding *folding)
{
	size_t i = 0;

	while (i < folding->n) {
		const struct entry *entry = &folding->at[i];
		const struct entry *last = before(folding, i);

		if (last != NULL && (entry->was == NONE || last->was == NONE) &&
		    same_value(folding->deal, entry->field, entry->value,
		    last->value))
			drop(folding, i);
		else
			i++;
	}
}

static struct slice
cell_now(const struct deal *deal, enum field field, struct buffer *spare)
{
	char iso[11];

	if (field == FIELD_AMOUNT && deal->has_amount)
		money_write(spare, deal->amount, NULL);
	else if (field == FIELD_CLOSE_DATE && deal->close_date != DATE_NONE)
		buffer_string(spare, date_iso(deal->close_date, iso));
	else if (field == FIELD_OWNER || field == FIELD_PIPELINE)
		return deal->text[field];
	return (struct slice){ spare->at, spare->len };
}

/* A value that the deal had from its first day to this one was never changed, and
 * needs no entry. */
static void
drop_constants(struct folding *folding)
{
	for (size_t i = folding->n; i-- > 0; ) {
		const struct entry entry = folding->at[i];
		struct buffer spare = { 0 };
		size_t times = 0;

		for (size_t k = 0; k < folding->n; k++)
			times += folding->at[k].field == entry.field;
		if (entry.field != FIELD_STAGE && entry.was == NONE && times == 1 &&
		    entry.day == folding->at[0].day &&
		    text_same(entry.value, cell_now(folding->deal,
		    entry.field, &spare)))
			drop(folding, i);
		buffer_free(&spare);
	}
}

/* Is every entry one that was there, and are they as many? */
static bool
is_unchanged(const struct folding *folding)
{
	for (size_t i = 0; i < folding->n; i++)
		if (folding->at[i].was == NONE)
			return false;
	return folding->n == folding->log->n;
}

static void
write_history(const struct folding *folding, struct buffer *cell)
{
	struct buffer made = { 0 };

	for (size_t i = 0; i < folding->n; i++)
		history_append(&made, folding->at[i].field,
		    folding->at[i].value, folding->at[i].day);
	buffer_free(cell);
	*cell = made;
}

/* Make CELL, whose entries are in LOG, anew. */
static void
fold(const struct deal *deal, const struct log *log,
    const struct event *events, size_t n, struct buffer *cell)
{
	struct folding folding = { .deal = deal, .log = log, .n = log->n };

	folding.arrivals = memory_zero(2 * n, sizeof *folding.arrivals);
	folding.at = memory_zero(log->n + 2 * n, sizeof *folding.at);
	for (size_t i = 0; i < log->n; i++)
		folding.at[i] = (struct entry){ log->at[i].field,
		    log->at[i].day, log->at[i].value, i };
	arrive_all(&folding, events, n);
	settle_in(&folding);
	drop_repeats(&folding);
	drop_constants(&folding);
	if (!is_unchanged(&folding))
		write_history(&folding, cell);
	free(folding.arrivals);
	free(folding.at);
}

int
events_fold(struct events *events, const struct deal *deal,
    struct buffer *cell, struct notices *notices, struct trouble *what)
{
	size_t number = events_of(events, deal->text[FIELD_ID]);
	struct event_deal *these;
	struct log log = { 0 };

	if (number == INTERN_NONE || events->deals[number].n == 0)
		return 0;
	these = &events->deals[number];
	if (these->line != 0)
		return trouble_set(what, "%s:%llu: id: '%.*s' is that of line "
		    "%llu too, and has events", deal->sheet->source.name,
		    (unsigned long long)deal->line,
		    (int)deal->text[FIELD_ID].len, deal->text[FIELD_ID].at,
		    (unsigned long long)these->line);
	these->line = deal->line;
	if (history_read((struct slice){ cell->at, cell->len }, &log) == NULL)
		fold(deal, &log, &events->at[these->first], these->n, cell);
	else
		notices_add(notices, "histories that cannot be read, left as "
		    "they are", deal->sheet->source.name, deal->line,
		    "history: cannot be read, left as it is");
	log_free(&log);
	return 0;
}
