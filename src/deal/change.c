#include <stdlib.h>

#include "deal/change.h"

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

/* Is the deal the one of an id that is meant? As is_meant. */
static int
is_named(const struct edit *edit, struct selection *selection,
    const struct deal *deal, size_t *number, struct trouble *what)
{
	struct selected *one;

	*number = intern_find(&selection->ids, deal->text[FIELD_ID]);
	if (*number == INTERN_NONE)
		return 0;
	one = &selection->at[*number];
	if (one->line != 0)
		return trouble_set(what, "%s:%llu: id: '%.*s' is on line %llu "
		    "too", edit->sheet.source.name,
		    (unsigned long long)deal->line, N(deal->text[FIELD_ID]),
		    (unsigned long long)one->line);
	one->line = deal->line;
	return 1;
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

/* Let MAKE change what is meant; *MEANT counts it. 0, or -1 with WHAT set. */
static int
change_all(struct edit *edit, struct selection *selection, int today, int day,
    change_maker make, void *with, size_t *meant, struct trouble *what)
{
	struct draft draft = { 0 };
	struct trouble wrong;
	struct deal *deal;
	size_t number;
	int got;

	*meant = 0;
	while ((got = edit_next(edit, &deal, what)) == 1) {
		got = is_meant(edit, selection, deal, today, &number, what);
		if (got < 0)
			break;
		if (got == 0)
			continue;
		++*meant;
		draft_begin(&draft, edit, deal, day);
		got = make(with, &draft, number, &wrong);
		if (got != 0) {
			in_row(edit, selection, deal, number, wrong.text,
			    what);
			break;
		}
	}
	draft_free(&draft);
	return got == 0 ? 0 : -1;
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
	size_t meant;

	if (selection->ids.n > 0 &&
	    edit->sheet.schema.of[FIELD_ID] == COLUMN_NONE) {
		trouble_set(what, "%s: there is no column for the id (say --map "
		    "id=HEADER, or --where)", edit->sheet.source.name);
		return EXIT_TROUBLE;
	}
	if (edit_begin(edit, demand, what) != 0 ||
	    change_all(edit, selection, today, day, make, with, &meant,
	    what) != 0)
		return EXIT_TROUBLE;
	keep_notices(&edit->sheet.notices, selection->filter);
	if (name_missing(edit, selection, meant) == EXIT_NO) {
		edit_forget(edit);
		return EXIT_NO;
	}
	return EXIT_DONE;
}
