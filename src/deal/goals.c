#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/intern.h"
#include "csv/dialect.h"
#include "csv/reader.h"
#include "deal/field.h"
#include "deal/goals.h"

#define GOALS_FILE "goals.csv"
#define N(slice) (slice).len > 60 ? 60 : (int)(slice).len, (slice).at

/* The columns that are no condition. */
enum own {
	OWN_PERIOD,
	OWN_MEASURE,
	OWN_TARGET,
	OWN_CALL,
	OWN_COUNT
};

static const char *const own_names[OWN_COUNT] = {
	"period", "measure", "target", "call"
};

static const char *const measure_names[] = {
	[GOAL_AMOUNT] = "amount",
	[GOAL_DEALS] = "deals",
	[GOAL_LEADS] = "leads",
	[GOAL_ACTIVITIES] = "activities",
};

/* The file in the reading. Its cells are kept until all are seen: only then is
 * it known how its amounts are written. */
struct table {
	struct goals *goals;
	const struct goals_request *request;
	size_t own[OWN_COUNT];	/* which column; n_columns: none */
	struct slice *headers;	/* trimmed; in the goals' arena */
	size_t n_columns;
	struct slice *cells;	/* n_columns a goal, trimmed; the same */
	size_t room;
	enum decimal_mark marks[OWN_COUNT];	/* of target and call */
};

const char *
goal_measure_name(enum goal_measure measure)
{
	return measure_names[measure];
}

/* The same field, or the same header. */
static bool
same_field(struct slice a, struct slice b)
{
	enum field x = field_named(a), y = field_named(b);

	return x == FIELD_NONE && y == FIELD_NONE ? text_same(a, b) : x == y;
}

/* A cell's text, trimmed and kept; a short row's cells say nothing. */
static struct slice
kept(struct goals *goals, const struct cell *cell)
{
	struct slice text = cell == NULL ? slice_of("") :
	    slice_trim(cell->text);

	if (text.len > 0)
		text.at = arena_copy(&goals->arena, text.at, text.len);
	return text;
}

/* Which of its own columns a header is; OWN_COUNT: a condition. */
static enum own
own_of(struct slice header)
{
	enum own own = OWN_PERIOD;

	while (own < OWN_COUNT && !text_same(header,
	    slice_of(own_names[own])))
		own++;
	return own;
}

/* A header once is enough; blank ones head nothing. */
static int
check_header(const struct table *table, size_t column, uint64_t line,
    struct trouble *what)
{
	struct slice header = table->headers[column];

	for (size_t i = 0; i < column && header.len > 0; i++)
		if (same_field(table->headers[i], header))
			return trouble_set(what, "%s:%llu: there are two "
			    "columns '%.*s'", table->goals->name,
			    (unsigned long long)line, N(header));
	return 0;
}

static int
read_header(struct table *table, struct record *record, struct trouble *what)
{
	struct goals *goals = table->goals;
	size_t n = record_cells(record);

	table->n_columns = n;
	table->headers = arena_get(&goals->arena, n * sizeof *table->headers);
	for (int i = 0; i < OWN_COUNT; i++)
		table->own[i] = n;
	for (size_t c = 0; c < n; c++) {
		enum own own;

		table->headers[c] = kept(goals, record_cell(record, c));
		if (check_header(table, c, record->line, what) != 0)
			return -1;
		own = own_of(table->headers[c]);
		if (own != OWN_COUNT)
			table->own[own] = c;
	}
	for (int i = 0; i < OWN_COUNT; i++)
		if (table->own[i] == n && (i == OWN_PERIOD || i == OWN_TARGET))
			return trouble_set(what, "%s:%llu: there is no column "
			    "'%s'", goals->name,
			    (unsigned long long)record->line, own_names[i]);
	return 0;
}

static struct slice
own_cell(const struct table *table, const struct slice *cells, enum own own)
{
	return table->own[own] == table->n_columns ? slice_of("") :
	    cells[table->own[own]];
}

/* Let an amount say how its column is written. */
static void
learn_mark(struct table *table, const struct slice *cells, enum own own)
{
	enum decimal_mark mark = money_mark_of(own_cell(table, cells, own),
	    NULL);

	if (table->marks[own] == DECIMAL_UNKNOWN)
		table->marks[own] = mark;
}

/* Text behind the last header: a thousands separator without quotes, as in
 * 320,000, moves all cells behind it. */
static int
check_width(const struct table *table, struct record *record,
    struct trouble *what)
{
	size_t n = record_cells(record);

	for (size_t c = table->n_columns; c < n; c++) {
		const struct cell *cell = record_cell(record, c);

		if (cell != NULL && slice_trim(cell->text).len > 0)
			return trouble_set(what, "%s:%llu: has more cells than "
			    "the header", table->goals->name,
			    (unsigned long long)record->line);
	}
	return 0;
}

/* Keep the cells of a row, unless none holds any text. */
static int
keep_row(struct table *table, struct record *record,
    const struct reader *reader, struct trouble *what)
{
	struct goals *goals = table->goals;
	size_t from = goals->n * table->n_columns, filled = 0;

	memory_room(&table->cells, &table->room, from + table->n_columns,
	    sizeof *table->cells);
	for (size_t c = 0; c < table->n_columns; c++) {
		table->cells[from + c] = kept(goals, record_cell(record, c));
		filled += table->cells[from + c].len > 0;
	}
	if (check_width(table, record, what) != 0)
		return -1;
	if (reader_trouble(reader) != NULL)
		return trouble_set(what, "%s", reader_trouble(reader)->text);
	if (filled == 0)
		return 0;
	learn_mark(table, table->cells + from, OWN_TARGET);
	learn_mark(table, table->cells + from, OWN_CALL);
	memory_room(&goals->at, &goals->room, goals->n + 1,
	    sizeof *goals->at);
	goals->at[goals->n++] = (struct goal){ .line = record->line };
	return 0;
}

static int
wrong_cell(const struct table *table, const struct goal *goal,
    const char *field, struct slice text, const char *wrong,
    struct trouble *what)
{
	if (text.len == 0)
		return trouble_set(what, "%s:%llu: %s: is blank",
		    table->goals->name, (unsigned long long)goal->line, field);
	return trouble_set(what, "%s:%llu: %s: '%.*s' %s", table->goals->name,
	    (unsigned long long)goal->line, field, N(text), wrong);
}

static const char *
measure_read(struct slice text, enum goal_measure *measure)
{
	*measure = GOAL_AMOUNT;
	if (text.len == 0)
		return NULL;
	for (size_t i = 0; i < sizeof measure_names / sizeof *measure_names;
	    i++)
		if (text_same(text, slice_of(measure_names[i]))) {
			*measure = (enum goal_measure)i;
			return NULL;
		}
	return "is not amount, deals, leads or activities";
}

/* A target or a call: money, or what is counted and thus whole. */
static int
read_number(const struct table *table, const struct goal *goal, enum own own,
    struct slice text, int64_t *number, struct trouble *what)
{
	const char *wrong;
	bool blank;

	wrong = money_read(text, table->marks[own], number, &blank);
	if (wrong == NULL && *number < 0)
		wrong = "is less than nothing";
	if (wrong == NULL && goal->measure != GOAL_AMOUNT &&
	    *number % MONEY_UNIT != 0)
		wrong = "is not a whole number";
	return wrong == NULL ? 0 : wrong_cell(table, goal, own_names[own],
	    text, wrong, what);
}

static void
read_conditions(const struct table *table, struct goal *goal,
    const struct slice *cells)
{
	goal->conditions = arena_get(&table->goals->arena,
	    table->n_columns * sizeof *goal->conditions);
	for (size_t c = 0; c < table->n_columns; c++)
		if (table->headers[c].len > 0 && cells[c].len > 0 &&
		    own_of(table->headers[c]) == OWN_COUNT)
			goal->conditions[goal->n++] = (struct goal_condition){
			    table->headers[c], cells[c] };
}

static int
read_goal(const struct table *table, struct goal *goal,
    const struct slice *cells, struct trouble *what)
{
	struct slice period = own_cell(table, cells, OWN_PERIOD);
	struct slice measure = own_cell(table, cells, OWN_MEASURE);
	struct slice target = own_cell(table, cells, OWN_TARGET);
	struct slice call = own_cell(table, cells, OWN_CALL);
	const char *wrong;

	wrong = period_read(period, table->request->today,
	    table->request->fiscal, &goal->period);
	if (period.len == 0 || wrong != NULL)
		return wrong_cell(table, goal, "period", period, wrong, what);
	wrong = measure_read(measure, &goal->measure);
	if (wrong != NULL)
		return wrong_cell(table, goal, "measure", measure, wrong,
		    what);
	if (target.len == 0)
		return wrong_cell(table, goal, "target", target, NULL, what);
	if (read_number(table, goal, OWN_TARGET, target, &goal->target,
	    what) != 0)
		return -1;
	goal->has_call = call.len > 0;
	if (goal->has_call && read_number(table, goal, OWN_CALL, call,
	    &goal->call, what) != 0)
		return -1;
	read_conditions(table, goal, cells);
	return 0;
}

static bool
has_condition(const struct goal_condition *conditions, size_t n,
    const struct goal_condition *wanted)
{
	for (size_t i = 0; i < n; i++)
		if (same_field(conditions[i].field, wanted->field) &&
		    text_same(conditions[i].value, wanted->value))
			return true;
	return false;
}

/* Does either hold all that the other holds? */
static bool
same_conditions(const struct goal *goal,
    const struct goal_condition *conditions, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!has_condition(goal->conditions, goal->n, &conditions[i]))
			return false;
	for (size_t i = 0; i < goal->n; i++)
		if (!has_condition(conditions, n, &goal->conditions[i]))
			return false;
	return true;
}

const struct goal *
goals_find(const struct goals *goals, enum goal_measure measure,
    struct period period, const struct goal_condition *conditions, size_t n)
{
	for (size_t i = 0; i < goals->n; i++) {
		const struct goal *goal = &goals->at[i];

		if (goal->measure == measure &&
		    goal->period.from == period.from &&
		    goal->period.to == period.to &&
		    same_conditions(goal, conditions, n))
			return goal;
	}
	return NULL;
}

/* What two goals have in common that are the same. */
struct goal_sum {
	int from, to;
	int measure;
	uint64_t values;	/* in whatever order */
};

static struct goal_sum
sum_of(const struct goal *goal)
{
	struct goal_sum sum;
	struct buffer folded = { 0 };

	memset(&sum, 0, sizeof sum);	/* it is compared as bytes */
	sum.from = goal->period.from;
	sum.to = goal->period.to;
	sum.measure = (int)goal->measure;
	for (size_t i = 0; i < goal->n; i++) {
		buffer_clear(&folded);
		text_fold(goal->conditions[i].value, &folded);
		sum.values += slice_hash((struct slice){ folded.at,
		    folded.len }, 0);
	}
	buffer_free(&folded);
	return sum;
}

/* Two targets for the same thing: nobody could tell which one is meant. Each goal is
 * compared with those that may be the same, which are chained. */
static int
check_twice(const struct goals *goals, struct trouble *what)
{
	size_t *last = memory_zero(goals->n + 1, sizeof *last);
	size_t *before = memory_zero(goals->n + 1, sizeof *before);
	struct intern sums = { 0 };
	int result = 0;

	for (size_t i = 0; i < goals->n && result == 0; i++) {
		const struct goal *goal = &goals->at[i];
		struct goal_sum sum = sum_of(goal);
		size_t number = intern_number(&sums, (struct slice){
		    (const char *)&sum, sizeof sum }, NULL);

		before[i] = last[number];
		last[number] = i + 1;
		for (size_t k = before[i]; k > 0 && result == 0;
		    k = before[k - 1])
			if (same_conditions(&goals->at[k - 1],
			    goal->conditions, goal->n))
				result = trouble_set(what, "%s:%llu: the same "
				    "goal stands on line %llu", goals->name,
				    (unsigned long long)goal->line,
				    (unsigned long long)goals->at[k - 1].line);
	}
	intern_free(&sums);
	free(before);
	free(last);
	return result;
}

static int
read_goals(struct table *table, struct trouble *what)
{
	struct goals *goals = table->goals;

	for (int i = 0; i < OWN_COUNT; i++)
		if (table->request->decimal != DECIMAL_UNKNOWN)
			table->marks[i] = table->request->decimal;
	for (size_t i = 0; i < goals->n; i++)
		if (read_goal(table, &goals->at[i],
		    table->cells + i * table->n_columns, what) != 0)
			return -1;
	return check_twice(goals, what);
}

static int
read_table(struct table *table, struct source *source,
    const struct dialect *dialect, struct trouble *what)
{
	struct reader *reader = reader_open(source, dialect);
	struct record *record;
	int got = reader_next(reader, &record, what);

	if (got == 0)
		got = trouble_set(what, "%s: has no header", source->name);
	if (got == 1 && read_header(table, record, what) != 0)
		got = -1;
	while (got == 1 && (got = reader_next(reader, &record, what)) == 1)
		if (keep_row(table, record, reader, what) != 0)
			got = -1;
	reader_close(reader);
	return got == 0 ? read_goals(table, what) : -1;
}

int
goals_read(struct goals *goals, struct source *source,
    const struct goals_request *request, struct trouble *what)
{
	struct table table = { .goals = goals, .request = request };
	struct dialect dialect;
	int result;

	*goals = (struct goals){ .name = memory_text(source->name) };
	result = dialect_sniff(source->name, source->head.at,
	    source->head.len, source->whole, 0, &dialect, what);
	if (result == 0)
		result = read_table(&table, source, &dialect, what);
	free(table.cells);
	if (result != 0)
		goals_free(goals);
	return result;
}

int
goals_open(struct goals *goals, const struct goals_request *request,
    struct trouble *what)
{
	char *path = request->path != NULL ? memory_text(request->path) :
	    strcmp(request->deals, "-") == 0 ? memory_text(GOALS_FILE) :
	    file_beside(request->deals, GOALS_FILE);
	struct source source;
	int result = 0;

	*goals = (struct goals){ 0 };
	if (request->path != NULL || file_exists(path)) {
		result = source_open(&source, path, what);
		if (result == 0) {
			result = goals_read(goals, &source, request, what);
			source_close(&source);
		}
	}
	free(path);
	return result;
}

void
goals_free(struct goals *goals)
{
	free(goals->at);
	free(goals->name);
	arena_free(&goals->arena);
	*goals = (struct goals){ 0 };
}
