#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "deal/activities.h"
#include "deal/check_rule.h"
#include "deal/goals.h"
#include "deal/table.h"

static const char *const names[BESIDE_NONE] = {
	[BESIDE_STAGES] = "stages.csv",
	[BESIDE_ACTIVITIES] = "activities.csv",
	[BESIDE_GOALS] = "goals.csv",
	[BESIDE_SCORES] = "scores.csv",
	[BESIDE_CADENCES] = "cadences.csv",
	[BESIDE_RATES] = "rates.csv",
	[BESIDE_ACCOUNTS] = "accounts.csv",
	[BESIDE_OWNERS] = "owners.csv",
	[BESIDE_PRODUCTS] = "products.csv",
};

/* Where such a file is; NULL: there is none. Owned by the caller. */
static char *
path_of(const struct check_request *request, size_t which)
{
	const char *given = which == BESIDE_STAGES ? request->stages_path :
	    which == BESIDE_ACTIVITIES ? request->activities_path :
	    which == BESIDE_GOALS ? request->goals_path : NULL;
	const char *deals = request->paths[0];
	char *path;

	if (given != NULL)
		return memory_text(given);
	path = strcmp(deals, "-") == 0 ? memory_text(names[which]) :
	    file_beside(deals, names[which]);
	/* of the stages an empty file is none (stream_stages) */
	if (which == BESIDE_STAGES ? file_filled(path) : file_exists(path))
		return path;
	free(path);
	return NULL;
}

/* Is it one of the deals files? */
static bool
is_deals(const struct check_request *request, const char *path)
{
	for (size_t i = 0; i < request->n_paths; i++)
		if (strcmp(request->paths[i], path) == 0)
			return true;
	return false;
}

static void
keep_line(struct check *check, uint64_t line)
{
	memory_room(&check->stage_lines, &check->stage_room,
	    check->n_stage_lines + 1, sizeof *check->stage_lines);
	check->stage_lines[check->n_stage_lines++] = line;
}

/* What is said of the file as it stands on the disk, whatever it holds. */
static int
look_at_file(struct check *check, size_t which, struct trouble *what)
{
	struct check_table *mine = &check->tables[which];
	struct arena *arena = &check->findings->arena;
	struct table table;
	struct trouble empty;
	int got;

	mine->order = check->n_files + which;
	mine->name = arena_copy(arena, check->beside[which],
	    strlen(check->beside[which]));
	check->table = mine;
	if (table_open(&table, check->beside[which], what) != 0) {
		if (!file_exists(check->beside[which]) ||
		    file_filled(check->beside[which]))
			return -1;
		trouble_set(&empty, "%s", what->text);
		found_trouble(check, &empty);
		free(check->beside[which]);
		check->beside[which] = NULL;
		return 0;
	}
	check_table_begin(check, mine, table.record);
	while ((got = table_next(&table, what)) == 1) {
		if (which == BESIDE_STAGES)
			keep_line(check, table.record->line);
		check_listed(check, which, table_cell(&table, 0));
		if ((got = check_record(check, table.record, what)) != 0)
			break;
	}
	if (got == 0)
		check_table_end(check);
	table_close(&table);
	return got;
}

int
check_beside(struct check *check, struct trouble *what)
{
	for (size_t i = 0; i < BESIDE_NONE; i++) {
		char *path = path_of(check->request, i);

		if (path != NULL && is_deals(check->request, path)) {
			free(path);
			continue;
		}
		check->beside[i] = path;
		if (path != NULL && look_at_file(check, i, what) != 0)
			return -1;
	}
	return 0;
}

/*
 * Activities.
 */

/* The column's dates could be read in two ways: once is enough. */
static void
found_doubt(struct check *check, const struct activities *all)
{
	for (int f = 0; f < ACTIVITY_FIELDS; f++)
		if (all->doubt[f] != 0)
			found(check, all->doubt[f], slice_of(
			    activity_field_name((enum activity_field)f)),
			    "could be two dates (say --dates dmy or --dates "
			    "mdy)");
}

static void
found_wrong(struct check *check, const struct activities *all,
    const struct activity *activity)
{
	for (int f = 0; f < ACTIVITY_FIELDS; f++) {
		struct buffer text = { 0 };

		if (activity->wrong[f] == NULL || all->doubt[f] != 0)
			continue;
		activity_wrong(activity, (enum activity_field)f, &text);
		found(check, activity->line, slice_of(
		    activity_field_name((enum activity_field)f)), "%s",
		    buffer_text(&text));
		buffer_free(&text);
	}
}

/* Is it what the deal's cells say comes next? They say one of the two where the
 * file has no column for the other. */
static bool
is_next(const struct check_known *known, const struct activity *activity)
{
	if (known->step.len == 0 && known->date == DATE_NONE)
		return false;
	return known->date == activity->due &&
	    text_same(known->step, activity->text[ACTIVITY_SUBJECT]);
}

/* What it says of its deal. */
static void
apply(struct check *check, struct check_known *known,
    const struct activity *activity)
{
	struct slice subject = activity->text[ACTIVITY_SUBJECT];

	if (activity->done != DATE_NONE && activity->done > known->done &&
	    activity->done <= check->request->today)
		known->done = activity->done;
	if (is_next(known, activity)) {
		known->planned = known->planned || activity->planned;
		known->over = known->over || !activity->planned;
	}
	if (!activity->planned || (known->due != DATE_NONE &&
	    known->due <= activity->due))
		return;
	known->due = activity->due;
	known->subject = (struct slice){ arena_copy(&check->arena, subject.at,
	    subject.len), subject.len };
}

static void
look_at_activity(struct check *check, const struct activities *all,
    const struct activity *activity)
{
	struct slice id = activity->text[ACTIVITY_DEAL];
	size_t number = intern_find(&check->ids, id);

	found_wrong(check, all, activity);
	if (number != INTERN_NONE) {
		apply(check, &check->known[number], activity);
	} else if (id.len > 0) {
		intern_number(&check->strays, id, NULL);
		found(check, activity->line, slice_of("deal"), "there is no "
		    "deal '%.*s'", SHOWN(id));
	}
}

int
check_activities(struct check *check, struct trouble *what)
{
	struct activities_request request = {
		.path = check->beside[BESIDE_ACTIVITIES],
		.dates = check->request->reading->dates };
	struct activities all;
	struct activity *activity;
	struct trouble wrong;
	int got;

	if (request.path == NULL)
		return 0;
	check->table = &check->tables[BESIDE_ACTIVITIES];
	if (activities_open(&all, &request, &wrong) != 0) {
		found_trouble(check, &wrong);
		return 0;
	}
	found_doubt(check, &all);
	while ((got = activities_next(&all, &activity, what)) == 1)
		look_at_activity(check, &all, activity);
	activities_close(&all);
	return got;
}

/*
 * Goals.
 */

void
check_goals(struct check *check)
{
	struct goals_request request = {
		.path = check->beside[BESIDE_GOALS],
		.today = check->request->today,
		.fiscal = check->request->fiscal,
		.decimal = check->request->reading->decimal };
	struct goals goals;
	struct trouble wrong;

	if (request.path == NULL)
		return;
	check->table = &check->tables[BESIDE_GOALS];
	if (goals_open(&goals, &request, &wrong) != 0) {
		found_trouble(check, &wrong);
		return;
	}
	for (size_t i = 0; i < goals.n; i++)
		for (size_t j = 0; j < goals.at[i].n; j++) {
			struct goal_condition *one =
			    &goals.at[i].conditions[j];

			if (field_named(one->field) == FIELD_OWNER &&
			    !check_owns(check, one->value))
				found(check, goals.at[i].line,
				    check_field(FIELD_OWNER), "'%.*s' owns no "
				    "deal", SHOWN(one->value));
		}
	goals_free(&goals);
}

/*
 * Stages.
 */

/* Is it the only one of its kind in its pipeline? That nothing was lost yet is
 * no fault. */
static bool
is_only(const struct stages *stages, const struct stage *stage)
{
	size_t n = 0;

	for (size_t i = 0; i < stages->n; i++)
		n += stages->at[i].pipe == stage->pipe &&
		    stages->at[i].kind == stage->kind;
	return n == 1;
}

/* The first stage of a pipeline no deal was ever in stands for all of it. */
static void
found_pipeline(struct check *check, const struct stages *stages,
    const struct stage *stage, uint64_t line)
{
	for (size_t i = 0; i < stage->number; i++)
		if (stages->at[i].pipe == stage->pipe)
			return;
	found(check, line, check_field(FIELD_PIPELINE), "no deal is in '%.*s'",
	    SHOWN(stage->pipeline));
}

/*
 * A pipeline in which nothing has come to an end yet is too young to judge; one
 * without any deal is only told of where others are in use.
 */
void
check_stages_used(struct check *check)
{
	const struct stages *stages = check->files[0].editing ?
	    &check->files[0].edit.stages : &check->stages;
	size_t closed = 0;

	if (check->used == NULL)
		return;
	check->table = &check->tables[BESIDE_STAGES];
	for (size_t i = 0; i < stages->n_pipelines; i++)
		closed += check->closed_of[i];
	for (size_t i = 0; i < stages->n; i++) {
		const struct stage *stage = &stages->at[i];
		uint64_t line = i < check->n_stage_lines ?
		    check->stage_lines[i] : 0;

		if (check->deals_of[stage->pipe] == 0) {
			if (closed > 0)
				found_pipeline(check, stages, stage, line);
		} else if (!check->used[i] &&
		    check->closed_of[stage->pipe] > 0 &&
		    (stage->kind == KIND_OPEN || !is_only(stages, stage))) {
			found(check, line, check_field(FIELD_STAGE), "no deal "
			    "is or ever was in '%.*s'", SHOWN(stage->name));
		}
	}
}
