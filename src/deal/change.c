#include <stdlib.h>

#include "deal/change.h"

#define N(slice) (int)(slice).len, (slice).at

void
selection_add(struct selection *selection, struct slice id)
{
	size_t number = intern_number(&selection->ids, id, NULL);

	memory_room(&selection->lines, &selection->room, number + 1,
	    sizeof *selection->lines);
	selection->lines[number] = 0;
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
		selection_add(selection, part);
	}
	if (selection->ids.n == 0)
		return trouble_set(what, "an ID is empty");
	return 0;
}

void
selection_free(struct selection *selection)
{
	intern_free(&selection->ids);
	free(selection->lines);
	*selection = (struct selection){ 0 };
}

static int
in_row(struct edit *edit, const struct deal *deal, const char *wrong,
    struct trouble *what)
{
	trouble_set(what, "%s:%llu: %.*s: %s", edit->sheet.source.name,
	    (unsigned long long)deal->line, N(deal->text[FIELD_ID]),
	    wrong);
	return EXIT_TROUBLE;
}

/* Is this deal meant? 1; 0; -1 with WHAT set. */
static int
is_meant(struct edit *edit, struct selection *selection,
    const struct deal *deal, int day, size_t *number, struct trouble *what)
{
	struct view view;

	*number = INTERN_NONE;
	if (selection->ids.n > 0) {
		*number = intern_find(&selection->ids, deal->text[FIELD_ID]);
		if (*number == INTERN_NONE)
			return 0;
		if (selection->lines[*number] != 0)
			return trouble_set(what, "%s:%llu: id: '%.*s' is on "
			    "line %llu too", edit->sheet.source.name,
			    (unsigned long long)deal->line,
			    N(deal->text[FIELD_ID]), (unsigned long long)
			    selection->lines[*number]);
		selection->lines[*number] = deal->line;
		return 1;
	}
	deal_view(deal, &edit->stages, day, &view);
	/* what is there is changed, though it enter only later */
	if (!view.there || !view.current)
		deal_view(deal, &edit->stages, DATE_LAST, &view);
	return filter_holds(selection->filter, &view);
}

static int
name_missing(const struct selection *selection, size_t changed)
{
	int status = EXIT_DONE;

	for (size_t i = 0; i < selection->ids.n; i++)
		if (selection->lines[i] == 0) {
			struct slice id = intern_text(&selection->ids, i);

			message_say("there is no deal '%.*s'", N(id));
			status = EXIT_NO;
		}
	if (selection->ids.n == 0 && changed == 0) {
		message_say("no deal passes --where");
		status = EXIT_NO;
	}
	return status;
}

int
change_run(struct edit *edit, struct selection *selection,
    const struct demand *demand, int day, change_maker make, void *with,
    struct trouble *what)
{
	struct draft draft = { 0 };
	struct trouble wrong;
	struct deal *deal;
	size_t meant = 0, number;
	int got, status = EXIT_DONE;

	if (edit_begin(edit, demand, what) != 0)
		return EXIT_TROUBLE;
	while (status == EXIT_DONE &&
	    (got = edit_next(edit, &deal, what)) != 0) {
		int yes = got < 0 ? -1 : is_meant(edit, selection, deal, day,
		    &number, what);

		if (yes < 0)
			status = EXIT_TROUBLE;
		if (yes <= 0)
			continue;
		meant++;
		draft_begin(&draft, edit, deal, day);
		if (make(with, &draft, number, &wrong) != 0)
			status = in_row(edit, deal, wrong.text, what);
	}
	draft_free(&draft);
	if (status != EXIT_DONE)
		return status;
	if (name_missing(selection, meant) == EXIT_NO) {
		edit_forget(edit);
		return EXIT_NO;
	}
	return EXIT_DONE;
}
