#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "measure/forecast_state.h"

#define N(slice) (int)(slice).len, (slice).at

/* A plain number with commas for people. */
static void
write_grouped(struct buffer *out, const char *number)
{
	size_t digits = strspn(number, "-0123456789");

	for (size_t i = 0; number[i] != '\0'; i++) {
		if (i > 0 && i < digits && (digits - i) % 3 == 0 &&
		    number[i - 1] != '-')
			buffer_byte(out, ',');
		buffer_byte(out, number[i]);
	}
}

static void
write_count(struct buffer *out, uint64_t count)
{
	struct buffer number = { 0 };

	buffer_format(&number, "%llu", (unsigned long long)count);
	write_grouped(out, buffer_text(&number));
	buffer_free(&number);
}

/* An amount with its currency, without decimals where it has none. */
static void
write_amount(struct buffer *out, struct ratio amount, struct slice currency)
{
	struct buffer number = { 0 };
	int places = money_decimals(currency);
	struct ratio units = amount;

	units.bottom[units.bottom[0] < units.bottom[1] ? 0 : 1] *= MONEY_UNIT;
	if (ratio_round(units, 4) % MONEY_UNIT == 0)
		places = 0;
	decimal_write(&number, ratio_round(units, places), places, places);
	write_grouped(out, buffer_text(&number));
	if (currency.len > 0)
		buffer_format(out, " %.*s", N(currency));
	buffer_free(&number);
}

/* The pile that lies OFFSET bytes into each group, of one currency after the
 * other: how many, and " (12,000 EUR, 500 USD)". */
static struct pile
write_pile(const struct finish *finish, size_t offset, struct buffer *amounts)
{
	struct pile all = { 0, 0 }, one = { 0, 0 };

	for (size_t i = 0; i < finish->n; i++) {
		struct slice code = group_part(finish->groups[i]->key, 0);

		pile_merge(&one, (const struct pile *)(const void *)
		    ((const char *)finish->groups[i] + offset));
		if (i + 1 < finish->n && slice_equal(code,
		    group_part(finish->groups[i + 1]->key, 0)))
			continue;
		if (one.amount != 0) {
			buffer_string(amounts, amounts->len == 0 ? " (" : ", ");
			write_amount(amounts, ratio_of(one.amount, 1), code);
		}
		pile_merge(&all, &one);
		one = (struct pile){ 0, 0 };
	}
	if (amounts->len > 0)
		buffer_byte(amounts, ')');
	return all;
}

/* "LABEL: 4 open deals (61,710 EUR), WHAT", where there are any. */
static void
note_pile(struct finish *finish, const char *label, size_t offset,
    const char *deals, const char *what)
{
	struct buffer amounts = { 0 }, count = { 0 };
	struct pile pile = write_pile(finish, offset, &amounts);

	if (pile.count > 0) {
		write_count(&count, pile.count);
		result_note(finish->result, "%s: %s %s deal%s%s, %s", label,
		    buffer_text(&count), deals, pile.count == 1 ? "" : "s",
		    buffer_text(&amounts), what);
	}
	buffer_free(&amounts);
	buffer_free(&count);
}

/* The name of the period T is in. */
static char *
present_name(const struct forecast_request *request, char name[24])
{
	return period_name(period_around(request->as_of, request->every,
	    request->fiscal), request->every, request->fiscal, name);
}

static void
note_overdue(struct finish *finish)
{
	const struct forecast_request *request = finish->request;
	char name[24], what[80];

	if (request->period.to < forecast_present_day(request))
		return;	/* only what is over was asked for */
	snprintf(what, sizeof what, forecast_has_present(request) ? "counted in %s" :
	    "not counted: %s is not asked for", present_name(request, name));
	note_pile(finish, "overdue", offsetof(struct group, overdue), "open",
	    what);
}

/* Where there is but one group its figures are shown, so that they can be
 * followed. */
static void
note_assumed(struct finish *finish)
{
	const struct group *group = finish->groups[0];
	const struct forecast_request *request = finish->request;
	struct ratio rate = ratio_of((int128)group->won,
	    (int128)group->won + group->lost);
	struct ratio mean = ratio_of(group->won_amount,
	    (int128)group->won_valued);
	struct buffer text = { 0 };
	char name[24];

	buffer_format(&text, "weighted: no open deal has a close date, so it "
	    "is open deals (omitted ones apart) x win rate x average deal");
	if (finish->n == 1 && !ratio_blank(rate) && !ratio_blank(mean)) {
		buffer_string(&text, ", ");
		write_count(&text, group->open);
		buffer_string(&text, " x ");
		ratio_write(&text, rate, 6);
		buffer_string(&text, " x ");
		write_amount(&text, mean, group_part(group->key, 0));
	}
	result_note(finish->result, "%s, %s %s", buffer_text(&text),
	    forecast_has_present(request) ? "all in" : "and not counted: not of",
	    present_name(request, name));
	buffer_free(&text);
}

void
forecast_note_timeless(struct finish *finish)
{
	uint64_t n = finish->forecast->marks.habits.timeless;
	struct buffer count = { 0 };

	if (n == 0)
		return;
	write_count(&count, n);
	result_note(finish->result, "no day of its own: %s open deal%s, "
	    "unknown to the model", buffer_text(&count), n == 1 ? "" : "s");
	buffer_free(&count);
}

void
forecast_note_short(struct result *result, const struct foresight *pulse)
{
	result_note(result, "the past is too short for the model: %zu of %d "
	    "months to learn from, %.0f of %d open deals seen in them; expected "
	    "is closed and weighted", pulse->at[0].landmarks, LANDMARKS_LEAST,
	    pulse->at[0].seen, SIGHTS_LEAST);
}

void
forecast_notes(struct finish *finish)
{
	if (finish->assumed)
		note_assumed(finish);
	else
		note_pile(finish, "no close date",
		    offsetof(struct group, undated), "open", "in no period");
	note_overdue(finish);
	note_pile(finish, "no amount", offsetof(struct group, unvalued),
	    "open", "counted as nothing");
	note_pile(finish, "stage of that day not known",
	    offsetof(struct group, unstaged), "open", "weighted as nothing");
	note_pile(finish, "no closing day",
	    offsetof(struct group, undated_won), "won", "in no period");
}

