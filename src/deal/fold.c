#include <stdlib.h>
#include <string.h>

#include "deal/events.h"
#include "deal/sheet.h"

/* An entry of the history that is made. */
struct entry {
	enum field field;
	int day;
	struct slice value;
	bool told;		/* by an event; else it was there */
};

struct folding {
	const struct deal *deal;
	struct entry *at;
	size_t n;
	size_t last;		/* where the last event stands, SIZE_MAX */
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

static void
put(struct folding *folding, size_t at, struct entry entry)
{
	memmove(folding->at + at + 1, folding->at + at,
	    (folding->n++ - at) * sizeof *folding->at);
	folding->at[at] = entry;
	if (folding->last != SIZE_MAX && folding->last >= at)
		folding->last++;
}

/* Behind all entries of DAY and before. */
static size_t
behind(const struct folding *folding, int day)
{
	size_t at = folding->n;

	while (at > 0 && folding->at[at - 1].day > day)
		at--;
	return at;
}

/* Is the last event one of this day, whose order the log knows? */
static bool
goes_on(const struct folding *folding, int day)
{
	return folding->last != SIZE_MAX &&
	    folding->at[folding->last].day == day;
}

/* The entry that was there and says what EVENT says, behind the last event;
 * folding->n: none. */
static size_t
find(const struct folding *folding, const struct event *event)
{
	size_t i = goes_on(folding, event->day) ? folding->last + 1 : 0;

	for (; i < folding->n; i++)
		if (!folding->at[i].told &&
		    folding->at[i].day == event->day &&
		    folding->at[i].field == event->field &&
		    same_value(folding->deal, event->field,
		    folding->at[i].value, event->value))
			break;
	return i;
}

/* Where the first of the N events goes: behind the last one of its day, before the
 * next that is there already. */
static size_t
place(const struct folding *folding, const struct event *events, size_t n)
{
	if (goes_on(folding, events->day))
		return folding->last + 1;
	for (size_t i = 1; i < n && events[i].day == events->day; i++) {
		size_t at = find(folding, &events[i]);

		if (at < folding->n)
			return at;
	}
	return behind(folding, events->day);
}

static bool
known_by(const struct folding *folding, enum field field, int day)
{
	for (size_t i = 0; i < folding->n; i++)
		if (folding->at[i].field == field && folding->at[i].day <= day)
			return true;
	return false;
}

/* What the first change of a field changed was there from the beginning. */
static void
insert_old(struct folding *folding, const struct event *event)
{
	int created = folding->deal->created;

	if (event->old.len == 0 || created == DATE_NONE ||
	    created > event->day ||
	    known_by(folding, event->field, event->day) ||
	    !history_may_hold(event->field, event->old))
		return;
	put(folding, behind(folding, created), (struct entry){ event->field,
	    created, event->old, true });
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

		if (last != NULL && (entry->told || last->told) &&
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
		if (entry.field != FIELD_STAGE && entry.told && times == 1 &&
		    entry.day == folding->at[0].day &&
		    text_same(entry.value, cell_now(folding->deal,
		    entry.field, &spare)))
			drop(folding, i);
		buffer_free(&spare);
	}
}

static void
gather(struct folding *folding, const struct event *events, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t at;

		if (is_user_id(&events[i], folding->deal))
			continue;
		insert_old(folding, &events[i]);
		at = find(folding, &events[i]);
		if (at == folding->n) {
			at = place(folding, &events[i], n - i);
			put(folding, at, (struct entry){ events[i].field,
			    events[i].day, events[i].value, true });
		}
		folding->last = at;
	}
	drop_repeats(folding);
	drop_constants(folding);
}

/* Is every entry one that was there, and are they as many? */
static bool
is_unchanged(const struct folding *folding, const struct log *log)
{
	for (size_t i = 0; i < folding->n; i++)
		if (folding->at[i].told)
			return false;
	return folding->n == log->n;
}

/* Make CELL, whose entries are in LOG, anew. */
static void
fold(const struct deal *deal, const struct log *log,
    const struct event *events, size_t n, struct buffer *cell)
{
	struct folding folding = { .deal = deal, .n = log->n,
	    .last = SIZE_MAX };
	struct buffer made = { 0 };

	folding.at = memory_zero(log->n + 2 * n + 1, sizeof *folding.at);
	for (size_t i = 0; i < log->n; i++)
		folding.at[i] = (struct entry){ log->at[i].field,
		    log->at[i].day, log->at[i].value, false };
	gather(&folding, events, n);
	for (size_t i = 0; i < folding.n; i++)
		history_append(&made, folding.at[i].field,
		    folding.at[i].value, folding.at[i].day);
	if (is_unchanged(&folding, log)) {
		buffer_free(&made);
	} else {
		buffer_free(cell);
		*cell = made;
	}
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
