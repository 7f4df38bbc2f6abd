#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "base/file.h"
#include "deal/check_rule.h"
#include "deal/stream.h"

/*
 * Columns in doubt are said, once, and set aside: nothing else is hidden by
 * them.
 */

/* Both readings of a date or an amount. */
static void
readings(const struct column *column, bool date, struct buffer *out)
{
	for (int i = 0; i < 2; i++) {
		int64_t amount = 0;
		int day = DATE_NONE;
		bool blank;
		char iso[11];

		buffer_string(out, i == 0 ? "" : " or ");
		if (date) {
			date_read(column->doubtful, i == 0 ? DATES_DMY :
			    DATES_MDY, &day);
			buffer_string(out, day == DATE_NONE ? "none" :
			    date_iso(day, iso));
		} else {
			money_read(column->doubtful, i == 0 ? DECIMAL_POINT :
			    DECIMAL_COMMA, &amount, &blank);
			money_write(out, amount, NULL);
		}
	}
}

/* Is the column in doubt? Then it is said. */
static bool
in_doubt(struct check *check, const struct column *column, struct slice name)
{
	bool date = column->stage_date || (column->field != FIELD_NONE &&
	    field_row(column->field)->type == TYPE_DATE);
	struct buffer both = { 0 };

	if (column->doubt == 0 || (date ? column->dates != DATES_UNKNOWN :
	    column->mark != DECIMAL_UNKNOWN))
		return false;
	readings(column, date, &both);
	found(check, column->doubt, name, "'%.*s' could be %s (say %s)",
	    SHOWN(column->doubtful), buffer_text(&both), date ?
	    "--dates dmy or --dates mdy" : "--decimal . or --decimal ,");
	buffer_free(&both);
	return true;
}

/* Two headers that could stand for a field; of one name: check_headers. */
static bool
has_rival(struct check *check, const struct schema *schema, enum field field)
{
	const struct column *one, *other;

	if (schema->rival[field] == COLUMN_NONE)
		return false;
	one = &schema->columns[schema->of[field]];
	other = &schema->columns[schema->rival[field]];
	if (!text_same(one->header, other->header))
		found(check, check->table->header_line, check_field(field),
		    "could be '%.*s' or '%.*s' (say --map %s=HEADER)",
		    SHOWN(one->header), SHOWN(other->header),
		    field_row(field)->name);
	return true;
}

static void
set_aside(struct check *check, struct schema *schema)
{
	size_t n = 0;

	for (int f = 0; f < FIELD_COUNT; f++) {
		enum field field = (enum field)f;

		if (schema->of[f] == COLUMN_NONE)
			continue;
		if (has_rival(check, schema, field) || in_doubt(check,
		    &schema->columns[schema->of[f]], check_field(field))) {
			schema->of[f] = COLUMN_NONE;
			schema->rival[f] = COLUMN_NONE;
		}
	}
	for (size_t i = 0; i < schema->n_stage_columns; i++) {
		struct stage_column one = schema->stage_columns[i];
		const struct column *column = &schema->columns[one.column];

		if (!in_doubt(check, column, column->header))
			schema->stage_columns[n++] = one;
	}
	schema->n_stage_columns = n;
}

/*
 * Opening.
 */

/* The header, for the rules that look at it as at any other. */
static int
read_header(struct check *check, struct check_file *file,
    struct trouble *what)
{
	struct reader *reader = reader_open(&file->sheet->source,
	    &file->sheet->dialect);
	struct record *record;
	int got = reader_next(reader, &record, what);

	if (got == 1) {
		check_table_begin(check, &file->table, record);
		file->table.schema = &file->sheet->schema;
	}
	reader_close(reader);
	return got == 1 ? 0 : -1;
}

static int
open_file(struct check *check, struct check_file *file, const char *path,
    struct trouble *what)
{
	const struct check_request *request = check->request;

	if (!request->mend) {
		file->sheet = &check->sheets[file - check->files];
		return sheet_open(file->sheet, path, request->reading, what);
	}
	file->edit_request = (struct edit_request){ .path = path,
	    .stages_path = request->stages_path,
	    .reading = request->reading, .in_place = true,
	    .dry_run = request->dry_run, .file = request->file };
	/* the stages are those beside the first file */
	if (file > check->files && check->files[0].edit.stages.written)
		file->edit_request.stages_path =
		    check->files[0].edit.stages.name;
	file->sheet = &file->edit.sheet;
	if (edit_open(&file->edit, &file->edit_request, what) != 0)
		return -1;
	file->editing = true;
	return 0;
}

int
check_open(struct check *check, struct trouble *what)
{
	const struct check_request *request = check->request;

	check->files = memory_zero(request->n_paths, sizeof *check->files);
	check->sheets = memory_zero(request->n_paths, sizeof *check->sheets);
	for (size_t i = 0; i < request->n_paths; i++) {
		struct check_file *file = &check->files[i];
		const char *name;

		if (open_file(check, file, request->paths[i], what) != 0)
			return -1;
		check->n_files++;
		if (source_hold(&file->sheet->source, what) != 0)
			return -1;
		name = file->sheet->source.name;
		file->table.order = i;
		file->table.name = arena_copy(&check->findings->arena, name,
		    strlen(name));
		if (read_header(check, file, what) != 0)
			return -1;
		set_aside(check, &file->sheet->schema);
	}
	return 0;
}

/*
 * Stages.
 */

/* As if there were no stages.csv: one with an error in it is no reason to look at
 * nothing else. */
static int
infer(struct check *check, struct trouble *what)
{
	struct inference inference = { 0 };
	int result = 0;

	stages_free(&check->stages);
	check->stages.pooled = (struct stage){ .number = STAGE_POOLED,
	    .max_days = MAX_DAYS_LEARNED, .next_days = -1 };
	for (size_t i = 0; i < check->n_files && result == 0; i++)
		result = sheet_infer(check->files[i].sheet, &inference, what);
	inference_settle(&inference, &check->stages);
	return result;
}

int
check_stages(struct check *check, struct trouble *what)
{
	const struct check_request *request = check->request;
	const struct stages *stages = &check->stages;
	struct trouble wrong;

	if (request->mend) {
		stages = &check->files[0].edit.stages;
	} else if (stream_stages(&check->stages, request->stages_path,
	    request->paths[0], check->sheets, check->n_files, &wrong) != 0) {
		if (check->beside[BESIDE_STAGES] == NULL)
			return trouble_set(what, "%s", wrong.text);
		check->table = &check->tables[BESIDE_STAGES];
		found_trouble(check, &wrong);
		return infer(check, what);
	}
	if (stages->written) {
		check->used = memory_zero(stages->n + 1,
		    sizeof *check->used);
		check->deals_of = memory_zero(stages->n_pipelines + 1,
		    sizeof *check->deals_of);
		check->closed_of = memory_zero(stages->n_pipelines + 1,
		    sizeof *check->closed_of);
	}
	return 0;
}

/*
 * Ending.
 */

/* All that may go wrong before the first is written goes wrong then. */
static int
prepare(struct check *check, struct trouble *what)
{
	for (size_t i = 0; i < check->n_files; i++)
		if (check->files[i].editing &&
		    edit_prepare(&check->files[i].edit, what) != 0)
			return -1;
	return 0;
}

int
check_finish(struct check *check, FILE *out, struct trouble *what)
{
	bool others = false;

	if (prepare(check, what) != 0)
		return -1;
	for (size_t i = 0; i < check->n_files; i++)
		if (check->files[i].editing) {
			bool changes = check->files[i].edit.n > 0;

			check->files[i].editing = false;
			if (edit_finish(&check->files[i].edit, out,
			    what) != 0)
				return others ? trouble_set(what, "those before "
				    "it are written, but %s", what->text) : -1;
			others = others || (changes &&
			    !check->request->dry_run);
		}
	return 0;
}

static void
close_file(struct check *check, struct check_file *file)
{
	if (file->editing)
		edit_cancel(&file->edit);
	else if (!check->request->mend)
		sheet_close(file->sheet);
	id_forms_free(&file->forms);
}

void
check_close(struct check *check)
{
	for (size_t i = 0; i < check->n_files; i++)
		close_file(check, &check->files[i]);
	for (size_t i = 0; i < CHECK_SPELLED; i++) {
		intern_free(&check->spellings[i].texts);
		intern_free(&check->spellings[i].folded);
		free(check->spellings[i].at);
	}
	for (size_t i = 0; i < BESIDE_NONE; i++)
		free(check->beside[i]);
	stages_free(&check->stages);
	intern_free(&check->past);
	intern_free(&check->ids);
	intern_free(&check->strays);
	log_free(&check->log);
	draft_free(&check->draft);
	free(check->files);
	free(check->sheets);
	free(check->past_at);
	free(check->known);
	free(check->used);
	free(check->deals_of);
	free(check->closed_of);
	free(check->stage_lines);
	arena_free(&check->arena);
}
