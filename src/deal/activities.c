#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "deal/activities.h"

#define ACTIVITIES_FILE "activities.csv"
#define N(slice) (int)text_cut(slice, 60).len, (slice).at

static const char *const names[ACTIVITY_FIELDS] = {
	"deal", "due", "done", "type", "owner", "subject", "outcome",
	"cadence", "note"
};

const char *
activity_field_name(enum activity_field field)
{
	return names[field];
}

static int
bad_header(const struct activities *all, const char *wrong,
    const char *name, struct trouble *what)
{
	return trouble_set(what, "%s:%llu: %s '%s'", all->name,
	    (unsigned long long)all->table.record->line, wrong, name);
}

static int
find_columns(struct activities *all, struct trouble *what)
{
	const struct table *table = &all->table;

	for (int f = 0; f < ACTIVITY_FIELDS; f++) {
		size_t found = table_column(table, slice_of(names[f]));

		all->columns[f] = found;
		for (size_t i = found + 1; found != TABLE_NONE && i < table->n;
		    i++)
			if (text_same(table->headers[i],
			    table->headers[found]))
				return bad_header(all,
				    "there are two columns", names[f], what);
	}
	if (all->columns[ACTIVITY_DEAL] == TABLE_NONE)
		return bad_header(all, "there is no column", "deal", what);
	if (all->columns[ACTIVITY_DUE] == TABLE_NONE &&
	    all->columns[ACTIVITY_DONE] == TABLE_NONE)
		return bad_header(all, "there is no column", "due", what);
	return 0;
}

/* Let a date say in which order its column is written. */
static void
learn_order(struct activities *all, struct record *record,
    enum activity_field field)
{
	const struct cell *cell = all->columns[field] == TABLE_NONE ? NULL :
	    record_cell(record, all->columns[field]);
	bool doubt = false;

	if (cell == NULL || all->order[field] != DATES_UNKNOWN)
		return;
	all->order[field] = date_order_of(slice_trim(cell->text), &doubt);
	if (doubt && all->doubt[field] == 0)
		all->doubt[field] = record->line;
}

/* Let the head say how dates are written. What is wrong with it is said by who
 * reads on. */
static void
learn(struct activities *all)
{
	const struct source *source = &all->table.source;
	struct source head;
	struct reader *reader;
	struct record *record;
	struct trouble ignored;

	source_memory(&head, all->name, source->head.at, source->head.len);
	reader = reader_open(&head, &all->table.dialect);
	reader_next(reader, &record, &ignored);
	while (reader_next(reader, &record, &ignored) == 1) {
		/* the head's last record may be cut short */
		if (!source->whole && record->end == LINE_NONE)
			break;
		learn_order(all, record, ACTIVITY_DUE);
		learn_order(all, record, ACTIVITY_DONE);
	}
	for (int f = 0; f < ACTIVITY_FIELDS; f++)
		if (all->order[f] != DATES_UNKNOWN)
			all->doubt[f] = 0;
	reader_close(reader);
	source_close(&head);
}

static int
open_at(struct activities *all, const char *path, struct trouble *what)
{
	if (table_open(&all->table, path, what) != 0)
		return -1;
	all->name = memory_text(all->table.source.name);
	if (find_columns(all, what) != 0) {
		activities_close(all);
		return -1;
	}
	learn(all);
	return 0;
}

int
activities_open(struct activities *all,
    const struct activities_request *request, struct trouble *what)
{
	char *path = request->path != NULL ? memory_text(request->path) :
	    strcmp(request->deals, "-") == 0 ? memory_text(ACTIVITIES_FILE) :
	    file_beside(request->deals, ACTIVITIES_FILE);
	int result = 0;

	*all = (struct activities){ .order[ACTIVITY_DUE] = request->dates,
	    .order[ACTIVITY_DONE] = request->dates };
	if (request->path != NULL || file_exists(path))
		result = open_at(all, path, what);
	free(path);
	return result;
}

/* A cell is wrong: WRONG stands behind its text. */
static void
set_wrong(struct activity *activity, enum activity_field field,
    const char *wrong)
{
	activity->wrong[field] = wrong;
	activity->usable = false;
}

void
activity_wrong(const struct activity *activity, enum activity_field field,
    struct buffer *out)
{
	struct slice text = activity->text[field];

	if (text.len > 0)
		buffer_format(out, "'%.*s' ", N(text));
	buffer_string(out, activity->wrong[field]);
}

static int
read_date(struct activities *all, enum activity_field field)
{
	struct activity *activity = &all->activity;
	int day = DATE_NONE;
	const char *wrong;

	wrong = date_read(activity->text[field], all->order[field], &day);
	if (wrong == NULL)
		return day;
	set_wrong(activity, field, wrong);
	return DATE_NONE;
}

/* Make a typed row of the current texts. */
static void
read_activity(struct activities *all)
{
	struct activity *activity = &all->activity;

	activity->usable = true;
	for (int f = 0; f < ACTIVITY_FIELDS; f++)
		activity->wrong[f] = NULL;
	activity->due = read_date(all, ACTIVITY_DUE);
	activity->done = read_date(all, ACTIVITY_DONE);
	if (activity->text[ACTIVITY_DEAL].len == 0)
		set_wrong(activity, ACTIVITY_DEAL, "is blank");
	if (activity->text[ACTIVITY_DUE].len == 0 &&
	    activity->text[ACTIVITY_DONE].len == 0)
		set_wrong(activity, ACTIVITY_DUE, "is blank, and so is done");
	activity->planned = activity->due != DATE_NONE &&
	    activity->text[ACTIVITY_DONE].len == 0 && !text_same(
	    activity->text[ACTIVITY_OUTCOME], slice_of("cancelled"));
}

int
activities_next(struct activities *all, struct activity **activity,
    struct trouble *what)
{
	size_t filled = 0;

	*activity = &all->activity;
	while (filled == 0) {
		int got = all->name == NULL ? 0 :
		    table_next(&all->table, what);

		if (got != 1)
			return got;
		for (int f = 0; f < ACTIVITY_FIELDS; f++) {
			all->activity.text[f] = table_cell(&all->table,
			    all->columns[f]);
			filled += all->activity.text[f].len > 0;
		}
		all->activity.line = all->table.record->line;
	}
	read_activity(all);
	return 1;
}

int
activities_trouble(const struct activities *all, struct trouble *what)
{
	struct buffer text = { 0 };
	int f = 0;

	if (all->activity.usable)
		return 0;
	while (all->activity.wrong[f] == NULL)
		f++;
	activity_wrong(&all->activity, (enum activity_field)f, &text);
	trouble_set(what, "%s:%llu: %s: %s", all->name,
	    (unsigned long long)all->activity.line, names[f],
	    buffer_text(&text));
	buffer_free(&text);
	return -1;
}

void
activities_close(struct activities *all)
{
	if (all->name != NULL)
		table_close(&all->table);
	free(all->name);
	*all = (struct activities){ 0 };
}
