#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure/changes.h"

static const char *const names[CHANGE_LINES] = {
	"opening", "new", "reopened", "grown", "shrunk", "pulled_in",
	"pushed_out", "won", "lost", "removed", "closing"
};

/* What each line does to the sum: 0 for the two it goes from and comes to. */
static const int signs[CHANGE_LINES] = {
	0, 1, 1, 1, -1, 1, -1, -1, -1, -1, 0
};

/* Does it change how many deals there are? */
static bool
moves_deals(enum change_line line)
{
	return line != LINE_GROWN && line != LINE_SHRUNK;
}

/* The lines of one currency. */
struct ledger {
	uint64_t deals[CHANGE_LINES];
	int128 amounts[CHANGE_LINES];
};

/* A deal behind a line. */
struct booking {
	enum change_line line;
	size_t ledger;
	struct snapshot deal;	/* its texts: of the new look, else the old */
	bool has_old, has_new;	/* amounts */
	int64_t old, new;
	int64_t amount;		/* what was booked */
};

struct changes {
	const struct changes_request *request;
	struct intern currencies;
	struct ledger *ledgers;
	size_t room;
	struct booking *bookings;
	size_t n;
	size_t room_bookings;
	struct arena arena;
};

struct changes *
changes_begin(const struct changes_request *request)
{
	struct changes *changes = memory_zero(1, sizeof *changes);

	changes->request = request;
	return changes;
}

static size_t
ledger_of(struct changes *changes, const char *currency)
{
	bool new;
	size_t number = intern_number(&changes->currencies,
	    slice_of(currency), &new);

	memory_room(&changes->ledgers, &changes->room, number + 1,
	    sizeof *changes->ledgers);
	if (new)
		changes->ledgers[number] = (struct ledger){ { 0 }, { 0 } };
	return number;
}

static struct slice
keep(struct changes *changes, struct slice text)
{
	return (struct slice){ arena_copy(&changes->arena, text.at, text.len),
	    text.len };
}

static void
book(struct changes *changes, enum change_line line,
    const struct snapshot *old, const struct snapshot *new, int64_t amount)
{
	const struct snapshot *deal = new->passes ? new : old;
	size_t number = ledger_of(changes, deal->currency[0] != '\0' ?
	    deal->currency : changes->request->house);
	struct ledger *ledger = &changes->ledgers[number];
	struct booking *booking;

	ledger->deals[line]++;
	ledger->amounts[line] += amount;
	if (!changes->request->deals)
		return;
	memory_room(&changes->bookings, &changes->room_bookings,
	    changes->n + 1, sizeof *changes->bookings);
	booking = &changes->bookings[changes->n++];
	*booking = (struct booking){ .line = line, .ledger = number,
	    .deal = *deal, .has_old = old->passes && old->has_amount,
	    .has_new = new->passes && new->has_amount,
	    .old = old->amount, .new = new->amount, .amount = amount };
	booking->deal.id = keep(changes, deal->id);
	booking->deal.name = keep(changes, deal->name);
	booking->deal.owner = keep(changes, deal->owner);
	booking->deal.stage = keep(changes, deal->stage);
}

/* Is DAY one the period asks for? Without a period every day is, none too. */
static bool
in_period(const struct changes *changes, int day)
{
	const struct changes_request *request = changes->request;

	return !request->period_given || (day != DATE_NONE &&
	    day >= request->period.from && day <= request->period.to);
}

static bool
is_expected(const struct changes *changes, const struct snapshot *deal)
{
	return deal->passes && deal->kind == KIND_OPEN &&
	    in_period(changes, deal->close_date);
}

/* Won or lost in between, within the period? What the old look saw counts here
 * even if it did not pass -w. */
static bool
closed_between(const struct changes *changes, const struct snapshot *old,
    const struct snapshot *new)
{
	if (!new->passes || new->kind == KIND_OPEN ||
	    !in_period(changes, new->closed))
		return false;
	if (!old->there || old->kind != new->kind)
		return true;
	/* it was won, and won again later; a day that was merely filled in
	 * makes no win of it */
	return old->closed != DATE_NONE && old->closed < new->closed;
}

static enum change_line
closing_line(const struct snapshot *deal)
{
	return deal->kind == KIND_WON ? LINE_WON : LINE_LOST;
}

static void
book_difference(struct changes *changes, const struct snapshot *old,
    const struct snapshot *new)
{
	if (new->amount > old->amount)
		book(changes, LINE_GROWN, old, new,
		    new->amount - old->amount);
	else if (new->amount < old->amount)
		book(changes, LINE_SHRUNK, old, new,
		    old->amount - new->amount);
}

/* A deal of the opening that is not in the closing. */
static void
book_leaving(struct changes *changes, const struct snapshot *old,
    const struct snapshot *new)
{
	if (!new->passes) {
		book(changes, LINE_REMOVED, old, new, old->amount);
	} else if (new->kind == KIND_WON) {
		book_difference(changes, old, new);
		book(changes, LINE_WON, old, new, new->amount);
	} else {
		book(changes, new->kind == KIND_LOST ? LINE_LOST :
		    LINE_PUSHED_OUT, old, new, old->amount);
	}
}

/* A deal that was not in the opening comes in, and may leave at once. */
static void
book_entering(struct changes *changes, const struct snapshot *old,
    const struct snapshot *new, bool stays)
{
	book(changes, !old->passes ? LINE_NEW : old->kind == KIND_OPEN ?
	    LINE_PULLED_IN : LINE_REOPENED, old, new, new->amount);
	if (!stays)
		book(changes, closing_line(new), old, new, new->amount);
}

static bool
same_currency(const struct changes *changes, const struct snapshot *a,
    const struct snapshot *b)
{
	const char *house = changes->request->house;

	return strcmp(a->currency[0] != '\0' ? a->currency : house,
	    b->currency[0] != '\0' ? b->currency : house) == 0;
}

void
changes_add(struct changes *changes, const struct snapshot *old,
    const struct snapshot *new)
{
	static const struct snapshot none = { .there = false };
	bool before = is_expected(changes, old);
	bool after = is_expected(changes, new);
	/* a currency that changed: gone in the one, new in the other */
	bool changed = old->passes && new->passes &&
	    !same_currency(changes, old, new);

	if (before)
		book(changes, LINE_OPENING, old, old, old->amount);
	if (before && changed)
		book(changes, LINE_REMOVED, old, &none, old->amount);
	if (before && !changed && after)
		book_difference(changes, old, new);
	else if (before && !changed)
		book_leaving(changes, old, new);
	else if (after || closed_between(changes, old, new))
		book_entering(changes, changed ? &none : old, new, after);
	if (after)
		book(changes, LINE_CLOSING, new, new, new->amount);
}

bool
changes_proved(const struct changes *changes)
{
	for (size_t i = 0; i < changes->currencies.n; i++) {
		const struct ledger *ledger = &changes->ledgers[i];
		int128 amount = ledger->amounts[LINE_OPENING];
		int128 deals = (int128)ledger->deals[LINE_OPENING];

		for (int l = 0; l < CHANGE_LINES; l++) {
			amount += signs[l] * ledger->amounts[l];
			if (moves_deals((enum change_line)l))
				deals += signs[l] * (int128)ledger->deals[l];
		}
		if (amount != ledger->amounts[LINE_CLOSING] ||
		    deals != (int128)ledger->deals[LINE_CLOSING])
			return false;
	}
	return true;
}

/* By bytes, blank last. */
static bool
stands_behind(struct slice a, struct slice b)
{
	return a.len == 0 || b.len == 0 ? a.len == 0 : slice_compare(a, b) > 0;
}

/* Numbers of ledgers, by currency. */
static size_t *
ledger_order(const struct changes *changes)
{
	size_t n = changes->currencies.n;
	size_t *order = memory_zero(n + 1, sizeof *order);

	for (size_t i = 0; i < n; i++) {
		size_t at = i;

		while (at > 0 && stands_behind(intern_text(
		    &changes->currencies, order[at - 1]), intern_text(
		    &changes->currencies, i))) {
			order[at] = order[at - 1];
			at--;
		}
		order[at] = i;
	}
	return order;
}

static void
name_currency(const struct changes *changes, struct result *result)
{
	result->currency = RESULT_NONE;
	snprintf(result->house, sizeof result->house, "%s",
	    changes->request->house);
	if (changes->currencies.n > 1)
		result->currency = result_column(result, "currency",
		    "currency", UNIT_TEXT);
	else if (changes->currencies.n == 1)
		snprintf(result->house, sizeof result->house, "%s",
		    intern_text(&changes->currencies, 0).at);
}

struct result *
changes_finish(const struct changes *changes)
{
	static const struct ledger nothing = { { 0 }, { 0 } };
	struct result *result = result_new(NULL);
	size_t *order = ledger_order(changes);
	size_t n = changes->currencies.n;

	name_currency(changes, result);
	result_column(result, "line", "line", UNIT_TEXT);
	result_column(result, "deals", "deals", UNIT_COUNT);
	result_column(result, "amount", "amount", UNIT_MONEY);
	for (size_t i = 0; i < n || (n == 0 && i == 0); i++) {
		const struct ledger *ledger = n == 0 ? &nothing :
		    &changes->ledgers[order[i]];

		for (int l = 0; l < CHANGE_LINES; l++) {
			struct value *row = result_row(result);

			if (n > 1)
				*row++ = value_text(result, intern_text(
				    &changes->currencies, order[i]));
			row[0] = value_text(result, slice_of(names[l]));
			row[1] = value_whole((int128)ledger->deals[l]);
			row[2] = value_whole(ledger->amounts[l]);
		}
	}
	free(order);
	return result;
}

static void
add_booking(const struct changes *changes, struct result *result,
    const struct booking *booking)
{
	struct value *row = result_row(result);

	if (changes->currencies.n > 1)
		*row++ = value_text(result, intern_text(&changes->currencies,
		    booking->ledger));
	row[0] = value_text(result, slice_of(names[booking->line]));
	row[1] = value_text(result, booking->deal.id);
	row[2] = value_text(result, booking->deal.name);
	row[3] = value_text(result, booking->deal.owner);
	row[4] = value_text(result, booking->deal.stage);
	if (booking->has_old)
		row[5] = value_whole(booking->old);
	if (booking->has_new)
		row[6] = value_whole(booking->new);
	row[7] = value_whole(booking->amount);
}

struct result *
changes_deals(const struct changes *changes)
{
	struct result *result = result_new(NULL);
	size_t *order = ledger_order(changes);

	name_currency(changes, result);
	result_column(result, "line", "line", UNIT_TEXT);
	result_column(result, "id", "id", UNIT_TEXT);
	result_column(result, "name", "name", UNIT_TEXT);
	result_column(result, "owner", "owner", UNIT_TEXT);
	result_column(result, "stage", "stage", UNIT_STAGE);
	result_column(result, "old", "old", UNIT_MONEY);
	result_column(result, "new", "new", UNIT_MONEY);
	result_column(result, "amount", "amount", UNIT_MONEY);
	for (size_t c = 0; c < changes->currencies.n; c++)
		for (int l = LINE_OPENING + 1; l < LINE_CLOSING; l++)
			for (size_t i = 0; i < changes->n; i++)
				if (changes->bookings[i].ledger == order[c] &&
				    (int)changes->bookings[i].line == l)
					add_booking(changes, result,
					    &changes->bookings[i]);
	free(order);
	return result;
}

void
changes_free(struct changes *changes)
{
	intern_free(&changes->currencies);
	free(changes->ledgers);
	free(changes->bookings);
	arena_free(&changes->arena);
	free(changes);
}
