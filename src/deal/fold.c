#include <stdlib.h>
#include <string.h>

#include "deal/events.h"
#include "deal/fold.h"
#include "deal/sheet.h"

#define NONE FOLD_NONE

struct folding {
	const struct deal *deal;
	const struct log *log;
	struct fold_entry *old;	/* the log's */
	struct fold_arrival *arrivals;	/* in the order of time */
	size_t n_arrivals;
	struct fold_entry *at;	/* the new history */
	size_t n;
	struct intern said;	/* what values say */
	struct buffer spare;
};

/* A number of what a value says: by its folded text, a stage by that of its name,
 * for it may go by several. */
static size_t
number_of(struct folding *folding, enum field field, struct slice value)
{
	const struct deal *deal = folding->deal;
	const struct stage *stage;

	if (field == FIELD_STAGE && deal->sheet->stages != NULL) {
		stage = stages_find(deal->sheet->stages,
		    deal->text[FIELD_PIPELINE], value);
		if (stage != NULL)
			value = stage->name;
	}
	buffer_clear(&folding->spare);
	text_fold(value, &folding->spare);
	return intern_number(&folding->said, (struct slice){
	    folding->spare.at, folding->spare.len }, NULL);
}

static struct fold_entry
entry_of(struct folding *folding, enum field field, int day,
    struct slice value, bool new)
{
	return (struct fold_entry){ field, day, value,
	    number_of(folding, field, value), new };
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

/* Let a value arrive behind all of its day and before; one that is what the LAST of
 * its field said is no change. */
static void
arrive(struct folding *folding, enum field field, int day, struct slice value,
    size_t last[])
{
	struct fold_entry entry = entry_of(folding, field, day, value, true);
	size_t at = folding->n_arrivals;

	if (last[field] == entry.says)
		return;
	last[field] = entry.says;
	for (; at > 0 && folding->arrivals[at - 1].entry.day > day; at--)
		folding->arrivals[at] = folding->arrivals[at - 1];
	folding->n_arrivals++;
	folding->arrivals[at] = (struct fold_arrival){ .entry = entry,
	    .meets = NONE, .behind = NONE, .before = NONE, .next = NONE };
}

/* What the first change of a field changed was there from the beginning, unless
 * the history knows what was. The events are in the order of time, so this alone
 * may arrive before others, and once for each field. */
static void
arrive_old(struct folding *folding, const struct event *event, size_t last[])
{
	int created = folding->deal->created;

	if (event->old.len == 0 || created == DATE_NONE ||
	    created > event->day || last[event->field] != NONE ||
	    !history_may_hold(event->field, event->old))
		return;
	for (size_t i = 0; i < folding->log->n; i++)
		if (folding->log->at[i].field == event->field &&
		    folding->log->at[i].day <= event->day)
			return;
	arrive(folding, event->field, created, event->old, last);
}

static void
arrive_all(struct folding *folding, const struct event *events, size_t n)
{
	size_t last[FIELD_COUNT];

	for (size_t i = 0; i < FIELD_COUNT; i++)
		last[i] = NONE;
	for (size_t i = 0; i < n; i++) {
		if (is_user_id(&events[i], folding->deal))
			continue;
		arrive_old(folding, &events[i], last);
		arrive(folding, events[i].field, events[i].day,
		    events[i].value, last);
	}
}

/*
 * What of it is entered.
 */

/* What an event tells that was so already is no change. */
static void
drop_repeats(struct folding *folding)
{
	const struct fold_entry *last[FIELD_COUNT] = { NULL };
	size_t n = 0;

	for (size_t i = 0; i < folding->n; i++) {
		const struct fold_entry entry = folding->at[i];
		const struct fold_entry *was = last[entry.field];

		if (was != NULL && (entry.new || was->new) &&
		    was->says == entry.says)
			continue;
		folding->at[n] = entry;
		last[entry.field] = &folding->at[n++];
	}
	folding->n = n;
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

/* Is it what the deal has now? */
static bool
is_now(const struct folding *folding, const struct fold_entry *entry)
{
	struct buffer spare = { 0 };
	bool now = text_same(entry->value, cell_now(folding->deal,
	    entry->field, &spare));

	buffer_free(&spare);
	return now;
}

/* A value that the deal had from its first day to this one was never changed, and
 * needs no entry. */
static void
drop_constants(struct folding *folding)
{
	size_t times[FIELD_COUNT] = { 0 }, n = 0;
	int first = folding->n > 0 ? folding->at[0].day : DATE_NONE;

	for (size_t i = 0; i < folding->n; i++)
		times[folding->at[i].field]++;
	for (size_t i = 0; i < folding->n; i++) {
		const struct fold_entry entry = folding->at[i];

		if (entry.field == FIELD_STAGE || !entry.new ||
		    times[entry.field] > 1 || entry.day != first ||
		    !is_now(folding, &entry))
			folding->at[n++] = entry;
	}
	folding->n = n;
}

/* Is every entry one that was there, and are they as many? */
static bool
is_unchanged(const struct folding *folding)
{
	for (size_t i = 0; i < folding->n; i++)
		if (folding->at[i].new)
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
	struct folding folding = { .deal = deal, .log = log };

	folding.old = memory_zero(log->n, sizeof *folding.old);
	folding.arrivals = memory_zero(2 * n, sizeof *folding.arrivals);
	folding.at = memory_zero(log->n + 2 * n, sizeof *folding.at);
	for (size_t i = 0; i < log->n; i++)
		folding.old[i] = entry_of(&folding, log->at[i].field,
		    log->at[i].day, log->at[i].value, false);
	arrive_all(&folding, events, n);
	folding.n = fold_settle(folding.old, log->n, folding.arrivals,
	    folding.n_arrivals, folding.said.n, folding.at);
	drop_repeats(&folding);
	drop_constants(&folding);
	if (!is_unchanged(&folding))
		write_history(&folding, cell);
	free(folding.old);
	free(folding.arrivals);
	free(folding.at);
	intern_free(&folding.said);
	buffer_free(&folding.spare);
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
