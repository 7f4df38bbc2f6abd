#include <stdlib.h>
#include <string.h>

#include "deal/add.h"
#include "deal/known.h"

#define N(slice) (int)(slice).len, (slice).at

struct adding {
	struct edit *edit;
	const struct add_request *request;
	struct id_forms forms;
	struct intern ids;	/* that are there */
	struct intern uniques;	/* values of the unique columns that are there */
	struct draft draft;
};

/* The values of the unique columns, folded, NUL between; false: all blank. */
static bool
unique_key(const struct adding *adding, struct record *record,
    const struct draft *draft, struct buffer *key)
{
	const struct add_request *request = adding->request;
	bool any = false;

	buffer_clear(key);
	for (size_t i = 0; i < request->n_unique; i++) {
		size_t column = request->unique_columns[i];
		struct slice text = { NULL, 0 };

		if (draft != NULL) {
			text = draft->values[column];
		} else {
			const struct cell *cell = record_cell(record, column);

			if (cell != NULL)
				text = slice_trim(cell->text);
		}
		any = any || text.len > 0;
		text_fold(text, key);
		buffer_byte(key, '\0');
	}
	return any;
}

static int
refuse_duplicate(struct adding *adding, struct trouble *what)
{
	struct buffer key = { 0 };
	bool new = true;

	if (adding->request->n_unique > 0 &&
	    unique_key(adding, NULL, &adding->draft, &key))
		intern_number(&adding->uniques, (struct slice){ key.at,
		    key.len }, &new);
	buffer_free(&key);
	return new ? 0 : trouble_set(what, "such a deal is there already");
}

/* The stage of ours that a name of theirs means: by name or alias, else the one
 * known to be the same ("Closed Won" and "Won"). */
static const struct stage *
stage_meant(const struct stages *stages, struct slice pipeline,
    struct slice name)
{
	const struct stage *stage = stages_find(stages, pipeline, name);
	const struct known_stage *known;
	size_t pipe = stages_pipeline(stages, pipeline);

	if (stage != NULL)
		return stage;
	known = known_stage(name);
	for (size_t i = 0; known != NULL && i < stages->n; i++)
		if (stages->at[i].pipe == pipe &&
		    known_stage(stages->at[i].name) == known)
			return &stages->at[i];
	return NULL;
}

/* The stage of a row; a status kept apart from it wins. */
static int
find_stage(struct adding *adding, const struct incoming_row *row,
    struct slice pipeline, struct slice name, const struct stage **stage,
    struct trouble *what)
{
	const struct stages *stages = &adding->edit->stages;
	size_t pipe = stages_pipeline(stages, pipeline);
	struct buffer list = { 0 };
	enum kind kind;

	*stage = NULL;
	if (pipe == stages->n_pipelines)
		return trouble_set(what, "pipeline: '%.*s' is not in the "
		    "stages", N(pipeline));
	if (name.len > 0) {
		*stage = stage_meant(stages, pipeline, name);
		if (*stage == NULL) {
			stages_list(stages, pipeline, name, &list);
			trouble_set(what, "stage: '%.*s' is none of the stages "
			    "(%s)", N(name), buffer_text(&list));
			buffer_free(&list);
			return -1;
		}
	}
	if (row != NULL && kind_read(row->status, &kind) &&
	    row->status.len > 0 && (*stage == NULL || (*stage)->kind != kind))
		*stage = stages_first(stages, pipe, kind);
	return 0;
}

static int
put_day(struct draft *draft, enum field field, int day, struct trouble *what)
{
	char iso[11];

	return draft_field(draft, field, slice_of(date_iso(day, iso)), what);
}

/* The day a new deal's stage is entered in its history: for the first stage,
 * when it was created; for any other the day the file gives, else today. */
static int
stage_day(const struct stage *stage, const struct stages *stages,
    const struct incoming_row *row, int created, int today)
{
	if (stage == stages_first(stages, stage->pipe, KIND_OPEN))
		return created;
	if (row != NULL && row->stage_since != DATE_NONE)
		return row->stage_since;
	if (row != NULL && row->closed != DATE_NONE &&
	    stage->kind != KIND_OPEN)
		return row->closed;
	return today;
}

static int
put_assignments(struct adding *adding, const struct assignments *all,
    struct trouble *what)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct assignment *one = &all->at[i];

		if (one->field == FIELD_STAGE || one->field == FIELD_STATUS)
			continue;
		if (draft_column(&adding->draft, one->column, one->value,
		    what) != 0)
			return -1;
	}
	return 0;
}

static struct slice
assigned(const struct adding *adding, const struct incoming_row *row,
    enum field field)
{
	const struct assignment *one = assignments_find(
	    adding->request->assignments, field);

	if (one == NULL && row != NULL)
		one = assignments_find(&row->values, field);
	return one == NULL ? slice_of("") : one->value;
}

/* The id: as given, else the next. */
static int
put_id(struct adding *adding, const struct incoming_row *row,
    struct trouble *what)
{
	struct slice id = assigned(adding, row, FIELD_ID);
	struct buffer next = { 0 };
	bool new;
	int result;

	if (adding->edit->sheet.schema.of[FIELD_ID] == COLUMN_NONE)
		return 0;
	if (id.len == 0 && row != NULL)
		id = row->id;
	if (id.len > 0)
		buffer_add(&next, id.at, id.len);
	else if (!id_forms_next(&adding->forms, &next))
		return trouble_set(what, "id: the file's ids have no form to go "
		    "on with (say id=ID)");
	id = (struct slice){ next.at, next.len };
	intern_number(&adding->ids, id, &new);
	result = new ? draft_field(&adding->draft, FIELD_ID, id, what) :
	    trouble_set(what, "id: '%.*s' is there already", N(id));
	if (result == 0 && adding->request->added != NULL)
		adding->request->added(adding->request->with, id);
	buffer_free(&next);
	return result;
}

/* Stage, history and days of a new deal. */
static int
put_stage(struct adding *adding, const struct incoming_row *row, int created,
    struct trouble *what)
{
	struct draft *draft = &adding->draft;
	struct slice name = row != NULL && row->stage.len > 0 ? row->stage :
	    assigned(adding, row, FIELD_STAGE);
	struct slice history = assigned(adding, row, FIELD_HISTORY);
	const struct stages *stages = &adding->edit->stages;
	struct slice pipeline = assigned(adding, row, FIELD_PIPELINE);
	struct move move = { .assignments = adding->request->assignments,
	    .taken_over = true };
	const struct stage *stage;

	if (find_stage(adding, row, pipeline, name, &stage, what) != 0)
		return -1;
	if (stage == NULL)
		stage = stages_first(stages, stages_pipeline(stages, pipeline),
		    KIND_OPEN);
	if (stage == NULL)
		return trouble_set(what, "stage: the pipeline has no open one");
	move.day = draft->day = stage_day(stage, stages, row, created,
	    adding->request->day);
	if (history.len > 0)
		return draft_field(draft, FIELD_STAGE, stage->name, what);
	return move_enter(draft, stage, &move, what);
}

static int
add_one(struct adding *adding, const struct incoming_row *row,
    struct trouble *what)
{
	struct draft *draft = &adding->draft;
	struct slice text = assigned(adding, row, FIELD_CREATED);
	int created = text.len > 0 ? date_canonical(text) :
	    adding->request->day;

	draft_begin(draft, adding->edit, NULL, adding->request->day);
	if (put_stage(adding, row, created, what) != 0 ||
	    put_day(draft, FIELD_CREATED, created, what) != 0 ||
	    (row != NULL && put_assignments(adding, &row->values,
	    what) != 0) ||
	    put_assignments(adding, adding->request->assignments, what) != 0 ||
	    refuse_duplicate(adding, what) != 0 ||
	    put_id(adding, row, what) != 0)
		return -1;
	draft_end(draft);
	return 0;
}

/* The day a change of stage in another system is entered under: the day it
 * gives, if the history can take it, else today. */
static int
day_of_change(const struct deal *deal, const struct incoming_row *row,
    const struct stage *to, int today)
{
	int last = deal->log.n > 0 ? deal->log.at[deal->log.n - 1].day :
	    DATE_NONE;
	int day = row->stage_since;

	if (day == DATE_NONE && to->kind != KIND_OPEN)
		day = row->closed;
	return day != DATE_NONE && day >= last && day <= today ? day : today;
}

/* Put a row over the deal that has its id, as pl-set and pl-move would. */
static int
put_over(struct adding *adding, struct deal *deal, struct incoming_row *row,
    struct trouble *what)
{
	struct slice pipeline = row->pipeline.len > 0 ? row->pipeline :
	    deal->text[FIELD_PIPELINE];
	struct move move = { .assignments = &row->values,
	    .taken_over = true };
	const struct stage *to;

	row->used = true;
	draft_begin(&adding->draft, adding->edit, deal, adding->request->day);
	if (find_stage(adding, row, pipeline, row->stage, &to, what) != 0)
		return -1;
	if (to != NULL && (to != deal->stage || to->kind != deal->kind)) {
		move.day = adding->draft.day = day_of_change(deal, row, to,
		    adding->request->day);
		if (move_enter(&adding->draft, to, &move, what) != 0)
			return -1;
		adding->draft.day = adding->request->day;
	}
	if (put_assignments(adding, &row->values, what) != 0)
		return -1;
	draft_end(&adding->draft);
	return 0;
}

static int
in_row(const char *file, uint64_t line, const struct trouble *wrong,
    struct trouble *what)
{
	return trouble_set(what, "%s:%llu: %s", file,
	    (unsigned long long)line, wrong->text);
}

static int
see_deal(struct adding *adding, struct deal *deal, struct trouble *what)
{
	struct slice id = deal->text[FIELD_ID];
	struct incoming_row *row = NULL;
	struct buffer key = { 0 };
	struct trouble wrong;

	id_forms_see(&adding->forms, id);
	if (id.len > 0)
		intern_number(&adding->ids, id, NULL);
	if (adding->request->n_unique > 0 &&
	    unique_key(adding, deal->record, NULL, &key))
		intern_number(&adding->uniques, (struct slice){ key.at,
		    key.len }, NULL);
	buffer_free(&key);
	if (adding->request->upsert && id.len > 0)
		row = incoming_find(adding->request->incoming, id);
	if (row == NULL)
		return 0;
	if (row->used)
		return trouble_set(what, "%s:%llu: id: '%.*s' is there twice",
		    adding->edit->sheet.source.name,
		    (unsigned long long)deal->line, N(id));
	if (put_over(adding, deal, row, &wrong) != 0)
		return in_row(adding->request->incoming->name, row->line,
		    &wrong, what);
	return 0;
}

static int
add_rows(struct adding *adding, struct trouble *what)
{
	const struct add_request *request = adding->request;
	struct trouble wrong;

	if (request->incoming == NULL)
		return add_one(adding, NULL, what);
	for (size_t i = 0; i < request->incoming->n; i++) {
		struct incoming_row *row = &request->incoming->rows[i];

		if (!row->used && add_one(adding, row, &wrong) != 0)
			return in_row(request->incoming->name, row->line,
			    &wrong, what);
	}
	return 0;
}

int
add_run(struct edit *edit, const struct add_request *request,
    struct demand *demand, struct trouble *what)
{
	struct adding adding = { .edit = edit, .request = request };
	struct deal *deal;
	int got;

	demand->fields |= FIELD_BIT(FIELD_ID) | FIELD_BIT(FIELD_LOST_REASON) |
	    FIELD_BIT(FIELD_PROBABILITY) | FIELD_BIT(FIELD_CATEGORY);
	got = edit_begin(edit, demand, what);
	while (got == 0 && (got = edit_next(edit, &deal, what)) == 1)
		got = see_deal(&adding, deal, what);
	if (got == 0)
		got = add_rows(&adding, what);
	id_forms_free(&adding.forms);
	intern_free(&adding.ids);
	intern_free(&adding.uniques);
	draft_free(&adding.draft);
	return got;
}
