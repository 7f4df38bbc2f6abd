#include <stdlib.h>
#include <string.h>

#include "deal/check_rule.h"
#include "deal/value.h"

#define IS_BAD(deal, field) (((deal)->bad & FIELD_BIT(field)) != 0)

static bool
has(const struct deal *deal, enum field field)
{
	return deal->sheet->schema.of[field] != COLUMN_NONE;
}

/*
 * Ids.
 */

void
check_id(struct check *check, const struct deal *deal)
{
	if (has(deal, FIELD_ID) && deal->text[FIELD_ID].len == 0)
		found(check, deal->line, check_field(FIELD_ID), "is blank");
}

bool
check_id_mend(struct check *check, const struct deal *deal,
    struct buffer *out)
{
	/* not one that would bring it the activities of another deal */
	do {
		buffer_clear(out);
		if (!id_forms_next(&check->file->forms, out))
			return false;
	} while (intern_find(&check->strays, (struct slice){ out->at,
	    out->len }) != INTERN_NONE);
	draft_put(&check->draft, deal->sheet->schema.of[FIELD_ID],
	    (struct slice){ out->at, out->len });
	return true;
}

void
check_id_twice(struct check *check, const struct deal *deal)
{
	struct slice id = deal->text[FIELD_ID];
	size_t number = intern_find(&check->ids, id);
	struct check_known *known;

	if (id.len == 0 || number == INTERN_NONE)
		return;
	known = &check->known[number];
	if (known->line != 0)
		found(check, deal->line, check_field(FIELD_ID), "'%.*s' is on "
		    "line %llu too", SHOWN(id),
		    (unsigned long long)known->line);
	else
		known->line = deal->line;
}

/*
 * Stages.
 */

#define LOOKED 1000	/* unknown names whose nearest are looked for: each is
			 * compared with all there are */

/* The name nearest to NAME, for "nearest": of the pipelines, or of the stages of
 * one. */
static struct slice
nearest(const struct stages *stages, size_t pipe, struct slice name)
{
	struct slice best = { NULL, 0 };
	size_t least = (size_t)-1;
	bool pipelines = pipe == stages->n_pipelines;

	for (size_t i = 0; i < (pipelines ? pipe : stages->n); i++) {
		struct slice other = pipelines ? stages->pipelines[i] :
		    stages->at[i].name;
		size_t far = text_distance(name, other);

		if (far < least && (pipelines || stages->at[i].pipe == pipe)) {
			least = far;
			best = other;
		}
	}
	return best;
}

void
check_stage(struct check *check, const struct deal *deal)
{
	const struct stages *stages = check->staged;
	struct slice pipeline = deal->text[FIELD_PIPELINE];
	struct slice stage = deal->text[FIELD_STAGE], unknown;
	struct buffer near = { 0 };
	bool no_pipeline;
	size_t pipe;

	if (stages == NULL || !IS_BAD(deal, FIELD_STAGE))
		return;
	pipe = stages_pipeline(stages, pipeline);
	if (stage.len == 0) {
		found(check, deal->line, check_field(FIELD_STAGE), "is blank");
		return;
	}
	no_pipeline = pipe == stages->n_pipelines;
	unknown = no_pipeline ? pipeline : stage;
	if (check->looked++ < LOOKED) {
		struct slice best = nearest(stages, pipe, unknown);

		buffer_format(&near, " (nearest: %.*s)", SHOWN(best));
	}
	found(check, deal->line, check_field(no_pipeline ? FIELD_PIPELINE :
	    FIELD_STAGE), "'%.*s' is none of the %s%s", SHOWN(unknown),
	    no_pipeline ? "pipelines" : "stages", buffer_text(&near));
	buffer_free(&near);
}

/* The stage's cell; NULL where the stage is not known. */
static const struct cell *
stage_cell(const struct check *check, const struct deal *deal)
{
	if (check->staged == NULL || deal->text[FIELD_STAGE].len == 0 ||
	    deal->stage->number == STAGE_POOLED)
		return NULL;
	return record_cell(deal->record,
	    deal->sheet->schema.of[FIELD_STAGE]);
}

void
check_stage_spelling(struct check *check, const struct deal *deal)
{
	const struct cell *cell = stage_cell(check, deal);
	struct slice text = deal->text[FIELD_STAGE];

	if (cell == NULL)
		return;
	if (text.len < cell->text.len)
		found(check, deal->line, check_field(FIELD_STAGE), "'%.*s' has "
		    "blanks around it", SHOWN(cell->text));
	else if (!slice_equal(text, deal->stage->name) &&
	    text_same(text, deal->stage->name))
		found(check, deal->line, check_field(FIELD_STAGE), "'%.*s' is "
		    "written '%.*s' %s", SHOWN(text), SHOWN(deal->stage->name),
		    check->staged->written ? "in the stages" : "elsewhere");
}

bool
check_stage_mend(struct check *check, const struct deal *deal,
    struct buffer *out)
{
	struct slice text = deal->text[FIELD_STAGE];

	/* an alias stays one */
	if (text_same(text, deal->stage->name))
		text = deal->stage->name;
	draft_put(&check->draft, deal->sheet->schema.of[FIELD_STAGE], text);
	buffer_add(out, text.at, text.len);
	return true;
}

/* The blanks around a cell stay when it is replaced, but here they are what is
 * wrong: let the splice of the stage's cell, one of those from FIRST on, take
 * them along. */
void
check_stage_blanks(struct check *check, const struct deal *deal,
    size_t first)
{
	struct edit *edit = &check->file->edit;
	const struct cell *cell = stage_cell(check, deal);
	off_t from;

	if (cell == NULL || cell->quoted)
		return;
	from = deal->record->offset + (cell->raw.at - deal->record->raw.at);
	for (size_t i = first; i < edit->n; i++) {
		struct splice *splice = &edit->splices[i];

		if (splice->at >= from && splice->at + (off_t)splice->drop <=
		    from + (off_t)cell->raw.len && splice->drop > 0) {
			splice->at = from;
			splice->drop = cell->raw.len;
		}
	}
}

/*
 * Values.
 */

static void
check_value(struct check *check, const struct deal *deal,
    const struct column *column, struct slice name, struct slice text)
{
	struct slice wrong;
	struct buffer value = { 0 };
	struct trouble what;

	if (text.len > 0 && value_of_cell(column, text, &value, &what) != 0) {
		wrong = slice_of(what.text);
		if (slice_take(&wrong, field_row(column->field)->name))
			slice_take(&wrong, ": ");
		found(check, deal->line, name, "%.*s", (int)wrong.len,
		    wrong.at);
	}
	buffer_free(&value);
}

/* Without a history these tell it. */
static void
check_stage_dates(struct check *check, const struct deal *deal)
{
	const struct schema *schema = &deal->sheet->schema;

	for (size_t i = 0; i < schema->n_stage_columns; i++) {
		size_t place = schema->stage_columns[i].column;
		const struct column *column = &schema->columns[place];
		const struct cell *cell = record_cell(deal->record, place);
		const char *wrong;
		int day;

		if (cell == NULL)
			continue;
		wrong = date_read(cell->text, column->dates, &day);
		if (wrong != NULL)
			found(check, deal->line, column->header, "'%.*s' %s",
			    SHOWN(cell->text), wrong);
	}
}

void
check_values(struct check *check, const struct deal *deal)
{
	const struct schema *schema = &deal->sheet->schema;

	for (int f = 0; f < FIELD_COUNT; f++) {
		size_t column = schema->of[f];

		if (column != COLUMN_NONE && deal->text[f].len > 0 &&
		    field_row((enum field)f)->type != TYPE_TEXT &&
		    field_row((enum field)f)->type != TYPE_HISTORY)
			check_value(check, deal, &schema->columns[column],
			    check_field((enum field)f), deal->text[f]);
	}
	if (IS_BAD(deal, FIELD_CURRENCY))
		found(check, deal->line, check_field(FIELD_CURRENCY), "'%.*s' "
		    "is not a currency code",
		    SHOWN(deal->text[FIELD_CURRENCY]));
	check_stage_dates(check, deal);
}

/*
 * What follows from them. Of a deal whose stage is not known nothing does.
 */

static bool
is_judged(const struct check *check, const struct deal *deal)
{
	return check->staged != NULL && !IS_BAD(deal, FIELD_STAGE) &&
	    !IS_BAD(deal, FIELD_STATUS) && !IS_BAD(deal, FIELD_IS_CLOSED) &&
	    !IS_BAD(deal, FIELD_IS_WON);
}

void
check_closed(struct check *check, const struct deal *deal)
{
	char closed[11], created[11];

	if (!is_judged(check, deal) || deal->kind == KIND_OPEN ||
	    deal->created == DATE_NONE || deal->closed_on == DATE_NONE ||
	    deal->closed_on >= deal->created)
		return;
	found(check, deal->line, check_field(deal->closed_apart ?
	    FIELD_CLOSED : FIELD_CLOSE_DATE), "%s on %s, before it was created "
	    "on %s", kind_name(deal->kind),
	    date_iso(deal->closed_on, closed),
	    date_iso(deal->created, created));
}

void
check_won(struct check *check, const struct deal *deal)
{
	if (is_judged(check, deal) && deal->kind == KIND_WON &&
	    has(deal, FIELD_AMOUNT) && deal->text[FIELD_AMOUNT].len == 0)
		found(check, deal->line, check_field(FIELD_AMOUNT),
		    "is blank, and the deal is won");
}

void
check_lost(struct check *check, const struct deal *deal)
{
	if (is_judged(check, deal) && deal->kind == KIND_LOST &&
	    has(deal, FIELD_LOST_REASON) &&
	    deal->text[FIELD_LOST_REASON].len == 0)
		found(check, deal->line, check_field(FIELD_LOST_REASON),
		    "is blank, and the deal is lost");
}

/* Was it said already: by one of the two above, or that the cell cannot be
 * read? */
static bool
is_said(const struct deal *deal, const struct condition *condition)
{
	enum field field = condition->reference.field;

	if (condition->reference.kind != REF_FIELD)
		return false;
	return IS_BAD(deal, field) || (deal->text[field].len == 0 &&
	    ((field == FIELD_AMOUNT && deal->kind == KIND_WON) ||
	    (field == FIELD_LOST_REASON && deal->kind == KIND_LOST)));
}

void
check_required(struct check *check, const struct deal *deal)
{
	const struct filter *all;
	struct view view;

	if (!is_judged(check, deal) || check->required == NULL ||
	    deal->stage->number == STAGE_POOLED)
		return;
	all = &check->required[deal->stage->number];
	if (all->n == 0)
		return;
	deal_view(deal, check->staged, DATE_LAST, &view);
	for (size_t i = 0; i < all->n; i++) {
		struct condition *one = &all->conditions[i];
		struct filter filter = { .conditions = one, .n = 1 };

		if (is_said(deal, one) || filter_holds(&filter, &view))
			continue;
		found(check, deal->line, one->reference.name, "%.*s requires "
		    "'%.*s'", SHOWN(deal->stage->name),
		    SHOWN(one->expression));
	}
}

/*
 * Which stages are used.
 */

static void
use_stage(struct check *check, const struct stage *stage)
{
	if (stage != NULL && stage->number != STAGE_POOLED)
		check->used[stage->number] = true;
}

void
check_stage_count(struct check *check, const struct deal *deal)
{
	if (check->used == NULL || check->staged == NULL ||
	    deal->stage->number == STAGE_POOLED)
		return;
	use_stage(check, deal->stage);
	for (size_t i = 0; i < deal->log.n; i++)
		use_stage(check, deal->log.at[i].stage);
	check->deals_of[deal->stage->pipe]++;
	check->closed_of[deal->stage->pipe] += deal->kind != KIND_OPEN;
}
