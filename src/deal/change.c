#include <stdlib.h>

#include "deal/change.h"
#include "deal/survey.h"

#define SOUGHT_MOST 1000	/* deals that are read one by one; more are met
				 * sooner by reading all */

#define N(slice) (int)(slice).len, (slice).at

void
selection_add(struct selection *selection, struct slice id, uint64_t line)
{
	size_t number = intern_number(&selection->ids, id, NULL);

	memory_room(&selection->at, &selection->room, number + 1,
	    sizeof *selection->at);
	selection->at[number] = (struct selected){ 0, line };
}

int
selection_take(struct selection *selection, struct slice list,
    struct trouble *what)
{
	struct slice part;

	while (slice_next(&list, ',', &part)) {
		part = slice_trim(part);
		if (part.len == 0)
			return trouble_set(what, "an ID is empty");
		selection_add(selection, part, 0);
	}
	if (selection->ids.n == 0)
		return trouble_set(what, "an ID is empty");
	return 0;
}

void
selection_free(struct selection *selection)
{
	intern_free(&selection->ids);
	free(selection->at);
	*selection = (struct selection){ 0 };
}

/* "deals.csv:17: " of a deal, or where a file asks for it "moves.csv:3: ". */
static void
say_place(const struct edit *edit, const struct selection *selection,
    uint64_t line, size_t number, struct buffer *out)
{
	if (selection->file != NULL && number != INTERN_NONE)
		buffer_format(out, "%s:%llu: ", selection->file,
		    (unsigned long long)selection->at[number].asked);
	else if (line != 0)
		buffer_format(out, "%s:%llu: ", edit->sheet.source.name,
		    (unsigned long long)line);
	else
		buffer_format(out, "%s: ", edit->sheet.source.name);
}

/* What is wrong with a deal, with its place and its id. */
static void
in_row(const struct edit *edit, const struct selection *selection,
    const struct deal *deal, size_t number, const char *wrong,
    struct trouble *what)
{
	struct slice id = deal->text[FIELD_ID];
	struct buffer text = { 0 };

	say_place(edit, selection, deal->line, number, &text);
	if (id.len > 0)
		buffer_format(&text, "%.*s: ", N(id));
	buffer_string(&text, wrong);
	trouble_set(what, "%s", buffer_text(&text));
	buffer_free(&text);
}

/* The deal of an id is on LINE: 0, or -1 with WHAT set, for it is elsewhere too. */
static int
found_on(const struct edit *edit, struct selection *selection, size_t number,
    uint64_t line, struct trouble *what)
{
	struct selected *one = &selection->at[number];
	struct slice id = intern_text(&selection->ids, number);

	if (one->line != 0)
		return trouble_set(what, "%s:%llu: id: '%.*s' is on line %llu "
		    "too", edit->sheet.source.name, (unsigned long long)line,
		    N(id), (unsigned long long)one->line);
	one->line = line;
	return 0;
}

/* Is the deal the one of an id that is meant? As is_meant. */
static int
is_named(const struct edit *edit, struct selection *selection,
    const struct deal *deal, size_t *number, struct trouble *what)
{
	*number = intern_find(&selection->ids, deal->text[FIELD_ID]);
	if (*number == INTERN_NONE)
		return 0;
	return found_on(edit, selection, *number, deal->line, what) == 0 ?
	    1 : -1;
}

/* Is this deal meant? 1; 0; -1 with WHAT set. */
static int
is_meant(struct edit *edit, struct selection *selection,
    const struct deal *deal, int today, size_t *number,
    struct trouble *what)
{
	struct view view;

	*number = INTERN_NONE;
	if (selection->ids.n > 0)
		return is_named(edit, selection, deal, number, what);
	deal_view(deal, &edit->stages, today, &view);
	/* the cells are what is changed: they are judged as they stand, though
	 * something in them lies ahead */
	if (!view.there || !view.current) {
		deal_view(deal, &edit->stages, DATE_LAST, &view);
		view.day = today;
	}
	return filter_holds(selection->filter, &view);
}

static int
name_missing(const struct edit *edit, const struct selection *selection,
    size_t meant)
{
	int status = EXIT_DONE;

	for (size_t i = 0; i < selection->ids.n; i++)
		if (selection->at[i].line == 0) {
			struct slice id = intern_text(&selection->ids, i);
			struct buffer place = { 0 };

			say_place(edit, selection, 0, i, &place);
			message_say("%sthere is no deal '%.*s'",
			    buffer_text(&place), N(id));
			buffer_free(&place);
			status = EXIT_NO;
		}
	if (selection->ids.n == 0 && meant == 0) {
		message_say("%s: no deal passes --where",
		    edit->sheet.source.name);
		status = EXIT_NO;
	}
	return status;
}

/* The change of one kind. */
struct changing {
	struct edit *edit;
	struct selection *selection;
	change_maker make;
	void *with;
	int day;
	struct draft draft;
};

/* Let MAKE change the current deal, which is meant. 0, or -1 with WHAT set. */
static int
change_one(struct changing *changing, struct deal *deal, size_t number,
    struct trouble *what)
{
	struct trouble wrong;

	draft_begin(&changing->draft, changing->edit, deal, changing->day);
	if (changing->make(changing->with, &changing->draft, number,
	    &wrong) == 0)
		return 0;
	in_row(changing->edit, changing->selection, deal, number, wrong.text,
	    what);
	return -1;
}

/* Read all deals and change what is meant; *MEANT counts it. */
static int
change_all(struct changing *changing, int today, size_t *meant,
    struct trouble *what)
{
	struct deal *deal;
	size_t number;
	int got;

	while ((got = edit_next(changing->edit, &deal, what)) == 1) {
		got = is_meant(changing->edit, changing->selection, deal, today,
		    &number, what);
		if (got < 0)
			break;
		if (got == 0)
			continue;
		++*meant;
		got = change_one(changing, deal, number, what);
		if (got != 0)
			break;
	}
	return got == 0 ? 0 : -1;
}

/* Read and change what lies at the PLACES. */
static int
change_places(struct changing *changing, const struct places *places,
    struct trouble *what)
{
	struct edit *edit = changing->edit;
	struct deal *deal;
	int got;

	for (size_t i = 0; i < places->n; i++) {
		const struct place *place = &places->at[i];

		edit_seek(edit, place->offset, place->line);
		got = edit_next(edit, &deal, what);
		if (got == 1 && (deal->record->offset != place->offset ||
		    !slice_equal(deal->text[FIELD_ID], intern_text(
		    &changing->selection->ids, place->number))))
			got = 0;
		if (got == 0)
			trouble_set(what, "%s: changed by another program "
			    "meanwhile; nothing written",
			    edit->sheet.source.name);
		if (got != 1 || change_one(changing, deal, place->number,
		    what) != 0)
			return -1;
	}
	return 0;
}

/* Are the deals of the ids sought first, and read then? Who is strict wants to know
 * of every cell. */
static bool
seeks(const struct edit *edit, const struct selection *selection)
{
	return selection->ids.n > 0 && selection->ids.n <= SOUGHT_MOST &&
	    !edit->sheet.reading->strict;
}

/* Find the deals of the ids, and see that each is there but once. */
static int
seek(struct edit *edit, struct selection *selection, struct places *places,
    struct trouble *what)
{
	if (survey_places(edit, &selection->ids, places, what) != 0)
		return -1;
	for (size_t i = 0; i < places->n; i++)
		if (found_on(edit, selection, places->at[i].number,
		    places->at[i].line, what) != 0)
			return -1;
	return 0;
}

/* Change what is meant; *MEANT counts it by the filter. 0, or -1 with WHAT set. */
static int
change_meant(struct changing *changing, const struct demand *demand, int today,
    size_t *meant, struct trouble *what)
{
	struct edit *edit = changing->edit;
	struct places places = { NULL, 0 };
	int got;

	*meant = 0;
	if (!seeks(edit, changing->selection)) {
		got = edit->plain ? 0 : edit_settle(edit, false, what);
		if (got == 0)
			got = edit_begin(edit, demand, what);
		return got != 0 ? got : change_all(changing, today, meant,
		    what);
	}
	got = edit_begin(edit, demand, what);	/* what is amiss is said first */
	if (got == 0)
		got = seek(edit, changing->selection, &places, what);
	if (got == 0 && places.n > 0)
		got = edit_begin(edit, demand, what);
	if (got == 0)
		got = change_places(changing, &places, what);
	free(places.at);
	return got;
}

/* Is KIND, "amount: is not an amount", of a field that FILTER looks at? */
static bool
is_judged(const struct filter *filter, const char *kind)
{
	struct slice rest = slice_of(kind), name;

	if (!slice_next(&rest, ':', &name) || slice_is(name, "stage"))
		return false;
	for (size_t i = 0; i < filter->n; i++) {
		const struct reference *reference =
		    &filter->conditions[i].reference;

		if (reference->kind == REF_FIELD && slice_is(name,
		    field_row(reference->field)->name))
			return true;
	}
	return false;
}

/* Of the cells that cannot be used, tell those that made it impossible to say
 * whether a deal is meant. */
static void
keep_notices(struct notices *notices, const struct filter *filter)
{
	size_t kept = 0;

	for (size_t i = 0; i < notices->n; i++) {
		struct notices other = { memory_get(sizeof *other.at), 1 };

		if (is_judged(filter, notices->at[i].kind)) {
			notices->at[kept++] = notices->at[i];
			other.n = 0;
		} else {
			other.at[0] = notices->at[i];
		}
		notices_free(&other);
	}
	notices->n = kept;
}

int
change_run(struct edit *edit, struct selection *selection,
    const struct demand *demand, int today, int day, change_maker make,
    void *with, struct trouble *what)
{
	struct changing changing = { .edit = edit, .selection = selection,
	    .make = make, .with = with, .day = day };
	size_t meant;
	int got;

	if (selection->ids.n > 0 &&
	    edit->sheet.schema.of[FIELD_ID] == COLUMN_NONE) {
		trouble_set(what, "%s: there is no column for the id (say --map "
		    "id=HEADER, or --where)", edit->sheet.source.name);
		return EXIT_TROUBLE;
	}
	got = change_meant(&changing, demand, today, &meant, what);
	draft_free(&changing.draft);
	if (got != 0)
		return EXIT_TROUBLE;
	keep_notices(&edit->sheet.notices, selection->filter);
	if (name_missing(edit, selection, meant) == EXIT_NO) {
		edit_forget(edit);
		return EXIT_NO;
	}
	return EXIT_DONE;
}
