#include <stdlib.h>
#include <string.h>

#include "deal/add.h"
#include "deal/known.h"
#include "deal/move.h"
#include "deal/survey.h"

#define N(slice) (int)(slice).len, (slice).at

struct adding {
	struct edit *edit;
	const struct add_request *request;
	struct id_forms forms;
	struct intern ids;	/* that are there */
	struct intern uniques;	/* values of the unique columns that are there */
	uint64_t *unique_lines;	/* of theirs; 0: a new deal */
	size_t unique_room;
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
		size_t column = request->unique[i];
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

/* Remember the unique values of a deal on LINE (0: a new one). The line of another
 * that has them, -1: none. */
static int64_t
see_unique(struct adding *adding, struct record *record,
    const struct draft *draft, uint64_t line)
{
	struct buffer key = { 0 };
	int64_t other = -1;
	size_t number;
	bool new;

	if (adding->request->n_unique > 0 &&
	    unique_key(adding, record, draft, &key)) {
		number = intern_number(&adding->uniques, (struct slice){
		    key.at, key.len }, &new);
		memory_room(&adding->unique_lines, &adding->unique_room,
		    number + 1, sizeof *adding->unique_lines);
		if (new)
			adding->unique_lines[number] = line;
		else
			other = (int64_t)adding->unique_lines[number];
	}
	buffer_free(&key);
	return other;
}

static int
refuse_duplicate(struct adding *adding, struct trouble *what)
{
	const struct add_request *request = adding->request;
	const struct sheet *sheet = &adding->edit->sheet;
	int64_t line = see_unique(adding, NULL, &adding->draft, 0);
	struct buffer names = { 0 };

	if (line < 0)
		return 0;
	for (size_t i = 0; i < request->n_unique; i++) {
		struct slice header = sheet->schema.columns[
		    request->unique[i]].header;

		buffer_string(&names, i == 0 ? "" : ", ");
		buffer_add(&names, header.at, header.len);
	}
	if (line == 0)
		trouble_set(what, "%s: the same as another new deal's",
		    buffer_text(&names));
	else
		trouble_set(what, "%s: the same as on line %lld of %s",
		    buffer_text(&names), (long long)line, sheet->source.name);
	buffer_free(&names);
	return -1;
}

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

int
add_stage(const struct stages *stages, struct slice pipeline,
    const struct incoming_row *row, const struct stage *now,
    const struct stage **stage, struct trouble *what)
{
	size_t pipe = stages_pipeline(stages, pipeline);
	struct buffer list = { 0 };
	enum kind kind;

	if (pipe == stages->n_pipelines)
		return move_no_pipeline(stages, pipeline, what);
	*stage = row->stage.len > 0 ? stage_meant(stages, pipeline,
	    row->stage) : now;
	if (row->stage.len > 0 && *stage == NULL) {
		stages_list(stages, pipeline, row->stage, &list);
		trouble_set(what, "stage: '%.*s' is none of the stages (%s)",
		    N(row->stage), buffer_text(&list));
		buffer_free(&list);
		return -1;
	}
	if (row->status.len == 0 || !kind_read(row->status, &kind) ||
	    (*stage != NULL && (*stage)->kind == kind))
		return 0;
	*stage = stages_first(stages, pipe, kind);
	return *stage != NULL ? 0 : trouble_set(what, "status: there is no %s "
	    "stage", kind_name(kind));
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
	if (row->stage_since != DATE_NONE)
		return row->stage_since;
	return row->closed != DATE_NONE && stage->kind != KIND_OPEN ?
	    row->closed : today;
}

/* What the row says; a blank says nothing of a new deal. */
static int
put_values(struct draft *draft, const struct incoming_row *row,
    struct trouble *what)
{
	for (size_t i = 0; i < row->values.n; i++) {
		const struct assignment *one = &row->values.at[i];

		if (one->value.len > 0 && draft_column(draft, one->column,
		    one->value, what) != 0)
			return -1;
	}
	return 0;
}

/* The id: as given, else the next. */
static int
put_id(struct adding *adding, const struct incoming_row *row,
    struct trouble *what)
{
	struct buffer next = { 0 };
	struct slice id;
	int result = 0;
	bool new;

	if (adding->edit->sheet.schema.of[FIELD_ID] == COLUMN_NONE)
		return 0;
	if (row->id.len > 0)
		buffer_add(&next, row->id.at, row->id.len);
	else if (!id_forms_next(&adding->forms, &next))
		result = trouble_set(what, "id: the ids of the file have no number to go "
		    "on from (say id=ID)");
	id = (struct slice){ next.at, next.len };
	if (result == 0) {
		intern_number(&adding->ids, id, &new);
		result = new ? draft_field(&adding->draft, FIELD_ID, id,
		    what) : trouble_set(what, "id: '%.*s' is there already",
		    N(id));
	}
	if (result == 0)
		adding->request->added(adding->request->with, id);
	buffer_free(&next);
	return result;
}

/* A history that another file gives must be one. */
static int
check_history(struct slice history, struct trouble *what)
{
	struct log log = { 0 };
	const char *wrong = history_read(history, &log);

	log_free(&log);
	return wrong == NULL ? 0 : trouble_set(what, "history: %s", wrong);
}

/* Stage, history and days of a new deal. */
static int
put_stage(struct adding *adding, const struct incoming_row *row, int created,
    struct trouble *what)
{
	struct draft *draft = &adding->draft;
	const struct assignment *history = assignments_find(&row->values,
	    FIELD_HISTORY);
	const struct stages *stages = &adding->edit->stages;
	struct move move = { .assignments = &row->values,
	    .taken_over = true };
	size_t pipe = stages_pipeline(stages, row->pipeline);
	const struct stage *stage;

	if (add_stage(stages, row->pipeline, row, stages_first(stages, pipe,
	    KIND_OPEN), &stage, what) != 0)
		return -1;
	if (stage == NULL)
		return trouble_set(what, "stage: the pipeline has no open one "
		    "(say stage=STAGE)");
	move.day = draft->day = stage_day(stage, stages, row, created,
	    adding->request->day);
	if (history == NULL || history->value.len == 0)
		return move_enter(draft, stage, &move, what);
	if (check_history(history->value, what) != 0)
		return -1;
	return draft_field(draft, FIELD_STAGE, stage->name, what);
}

static int
add_one(struct adding *adding, const struct incoming_row *row,
    struct trouble *what)
{
	struct draft *draft = &adding->draft;
	int created = row->created != DATE_NONE ? row->created :
	    adding->request->day;

	draft_begin(draft, adding->edit, NULL, adding->request->day);
	if (put_stage(adding, row, created, what) != 0 ||
	    put_day(draft, FIELD_CREATED, created, what) != 0 ||
	    put_values(draft, row, what) != 0 ||
	    refuse_duplicate(adding, what) != 0 ||
	    put_id(adding, row, what) != 0)
		return -1;
	draft_end(draft);
	return 0;
}

/* Where a row stands, if it is of a file. */
static int
in_row(const struct adding *adding, const struct incoming_row *row,
    const struct trouble *wrong, struct trouble *what)
{
	if (row->line == 0)
		return trouble_set(what, "%s", wrong->text);
	return trouble_set(what, "%s:%llu: %s",
	    adding->request->incoming->name, (unsigned long long)row->line,
	    wrong->text);
}

static int
see_deal(struct adding *adding, struct deal *deal, struct trouble *what)
{
	struct slice id = deal->text[FIELD_ID];
	struct incoming_row *row = NULL;
	struct trouble wrong;

	id_forms_see(&adding->forms, id);
	if (id.len > 0)
		intern_number(&adding->ids, id, NULL);
	see_unique(adding, deal->record, NULL, deal->line);
	if (adding->request->upsert && id.len > 0)
		row = incoming_find(adding->request->incoming, id);
	if (row == NULL)
		return 0;
	if (row->used)
		return trouble_set(what, "%s:%llu: id: '%.*s' is there twice",
		    adding->edit->sheet.source.name,
		    (unsigned long long)deal->line, N(id));
	return add_over(&adding->draft, adding->edit, deal, row,
	    adding->request->day, &wrong) == 0 ? 0 :
	    in_row(adding, row, &wrong, what);
}

static int
add_rows(struct adding *adding, struct trouble *what)
{
	struct incoming *incoming = adding->request->incoming;
	struct trouble wrong;

	for (size_t i = 0; i < incoming->n; i++) {
		struct incoming_row *row = &incoming->rows[i];

		if (!row->used && add_one(adding, row, &wrong) != 0)
			return in_row(adding, row, &wrong, what);
	}
	return 0;
}

/* --upsert goes by the id. */
static int
check_ids(const struct adding *adding, struct trouble *what)
{
	const struct incoming *incoming = adding->request->incoming;
	struct trouble wrong;

	trouble_set(&wrong, "id: is blank");
	for (size_t i = 0; adding->request->upsert && i < incoming->n; i++)
		if (incoming->rows[i].id.len == 0)
			return in_row(adding, &incoming->rows[i], &wrong, what);
	return 0;
}

/* Will the ids do? Else all deals must be looked at, one by one. */
static bool
needs_ids_alone(const struct adding *adding)
{
	return !adding->request->upsert && adding->request->n_unique == 0 &&
	    !adding->edit->sheet.reading->strict;
}

/* See which ids there are. */
static int
see_ids(struct adding *adding, const struct demand *demand,
    struct trouble *what)
{
	const struct incoming *incoming = adding->request->incoming;
	struct edit *edit = adding->edit;
	struct intern given = { 0 };
	struct survey_ids found;
	int got;

	for (size_t i = 0; i < incoming->n; i++)
		if (incoming->rows[i].id.len > 0)
			intern_number(&given, incoming->rows[i].id, NULL);
	got = edit_begin(edit, demand, what);	/* what is amiss is said first */
	if (got == 0)
		got = survey_ids(edit, &given, &found, what);
	intern_free(&given);
	if (got != 0)
		return -1;
	adding->ids = found.there;
	adding->forms = found.forms;
	return edit_begin(edit, demand, what);
}

/* Look at all deals, and change those that are to be changed. */
static int
see_deals(struct adding *adding, const struct demand *demand,
    struct trouble *what)
{
	struct edit *edit = adding->edit;
	struct deal *deal;
	int got = edit_settle(edit, false, what);

	if (got == 0)
		got = edit_begin(edit, demand, what);
	while (got == 0 && (got = edit_next(edit, &deal, what)) == 1)
		got = see_deal(adding, deal, what);
	return got;
}

int
add_run(struct edit *edit, const struct add_request *request,
    struct demand *demand, struct trouble *what)
{
	struct adding adding = { .edit = edit, .request = request };
	int got;

	got = check_ids(&adding, what);
	if (got == 0)
		got = needs_ids_alone(&adding) ? see_ids(&adding, demand, what) :
		    see_deals(&adding, demand, what);
	if (got == 0)
		got = add_rows(&adding, what);
	/* who adds deals is not told of others */
	notices_free(&edit->sheet.notices);
	id_forms_free(&adding.forms);
	intern_free(&adding.ids);
	intern_free(&adding.uniques);
	free(adding.unique_lines);
	draft_free(&adding.draft);
	return got;
}
