#include <string.h>

#include "base/money.h"
#include "csv/dialect.h"
#include "csv/reader.h"
#include "csv/writer.h"
#include "deal/known.h"
#include "deal/stage.h"

/* stages.csv, a row a column: how a cell is read and written. */
struct stage_column {
	const char *name;
	/* NULL, or what is wrong with the text */
	const char *(*read)(struct stage *, struct slice);
	void (*write)(const struct stage *, struct buffer *);
};

#define TEXT_COLUMN(member)						\
static const char *							\
read_##member(struct stage *stage, struct slice text)			\
{									\
	stage->member = text;						\
	return NULL;							\
}									\
									\
static void								\
write_##member(const struct stage *stage, struct buffer *out)		\
{									\
	buffer_add(out, stage->member.at, stage->member.len);		\
}

TEXT_COLUMN(pipeline)
TEXT_COLUMN(name)
TEXT_COLUMN(required)
TEXT_COLUMN(next_step)
TEXT_COLUMN(next_owner)
TEXT_COLUMN(cadence)
TEXT_COLUMN(questions)
TEXT_COLUMN(activities)
TEXT_COLUMN(exit_criteria)
TEXT_COLUMN(aliases)

/* Blank: as where there is no stages.csv, by the name. */
static const char *
read_kind(struct stage *stage, struct slice text)
{
	const struct known_stage *known = known_stage(stage->name);

	stage->kind = known != NULL ? known->kind : KIND_OPEN;
	return text.len == 0 || kind_read(text, &stage->kind) ? NULL :
	    "is not open, won or lost";
}

static void
write_kind(const struct stage *stage, struct buffer *out)
{
	buffer_string(out, kind_name(stage->kind));
}

static const char *
read_probability(struct stage *stage, struct slice text)
{
	/* a percent, always: 1 is one in a hundred here */
	return percent_read(text, PERCENT_WHOLE, &stage->probability);
}

static void
write_probability(const struct stage *stage, struct buffer *out)
{
	percent_write(out, stage->probability, PERCENT_WHOLE, DECIMAL_POINT,
	    "");
}

/* Whole days, 0 to 99999. */
static const char *
read_days(struct slice text, int *days)
{
	*days = 0;
	if (text.len == 0 || text.len > 5)
		return "is not a number of days";
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] < '0' || text.at[i] > '9')
			return "is not a number of days";
		*days = *days * 10 + (text.at[i] - '0');
	}
	return NULL;
}

static const char *
read_max_days(struct stage *stage, struct slice text)
{
	stage->max_days = MAX_DAYS_LEARNED;
	if (text.len == 0)
		return NULL;
	if (text_same(text, slice_of("never"))) {
		stage->max_days = MAX_DAYS_NEVER;
		return NULL;
	}
	return read_days(text, &stage->max_days);
}

static void
write_max_days(const struct stage *stage, struct buffer *out)
{
	if (stage->max_days == MAX_DAYS_NEVER)
		buffer_string(out, "never");
	else if (stage->max_days != MAX_DAYS_LEARNED)
		buffer_format(out, "%d", stage->max_days);
}

static const char *
read_category(struct stage *stage, struct slice text)
{
	return category_read(text, &stage->category) ? NULL :
	    "is not omitted, pipeline, best or commit";
}

static void
write_category(const struct stage *stage, struct buffer *out)
{
	buffer_string(out, category_name(stage->category));
}

static const char *
read_next_days(struct stage *stage, struct slice text)
{
	stage->next_days = -1;
	return text.len == 0 ? NULL : read_days(text, &stage->next_days);
}

static void
write_next_days(const struct stage *stage, struct buffer *out)
{
	if (stage->next_days >= 0)
		buffer_format(out, "%d", stage->next_days);
}

#define COLUMN(member) { #member, read_##member, write_##member }

static const struct stage_column columns[] = {
	COLUMN(pipeline),
	{ "stage", read_name, write_name },
	COLUMN(kind),
	COLUMN(probability),
	COLUMN(max_days),
	COLUMN(category),
	COLUMN(required),
	COLUMN(next_step),
	COLUMN(next_days),
	COLUMN(next_owner),
	COLUMN(cadence),
	COLUMN(questions),
	COLUMN(activities),
	COLUMN(exit_criteria),
	COLUMN(aliases),
};

#define N_COLUMNS (sizeof columns / sizeof *columns)

long
stages_column(struct record *header, const char *name)
{
	struct buffer folded = { 0 }, text = { 0 };
	size_t cells = record_cells(header);
	long found = -1;

	text_fold_header(slice_of(name), &folded);
	for (size_t c = 0; c < cells && found < 0; c++) {
		const struct cell *cell = record_cell(header, c);

		buffer_clear(&text);
		if (cell != NULL)
			text_fold_header(cell->text, &text);
		if (slice_equal((struct slice){ text.at, text.len },
		    (struct slice){ folded.at, folded.len }))
			found = (long)c;
	}
	buffer_free(&folded);
	buffer_free(&text);
	return found;
}

/* Which cell of the record holds each column; -1 for none. */
static int
read_header(struct record *record, long where[N_COLUMNS], const char *file,
    struct trouble *what)
{
	for (size_t i = 0; i < N_COLUMNS; i++)
		where[i] = stages_column(record, columns[i].name);
	if (where[1] < 0)
		return trouble_set(what, "%s:%llu: there is no column 'stage'",
		    file, (unsigned long long)record->line);
	return 0;
}

/* The probability of a stage whose cell is blank: what its kind says, of an open
 * one its name; of one that is not known, none. */
static void
default_probability(struct stage *stage)
{
	const struct known_stage *known = known_stage(stage->name);

	if (stage->probability != PERCENT_NONE)
		return;
	stage->probability = stage->kind == KIND_WON ? PERCENT_ONE : 0;
	if (stage->kind == KIND_OPEN && known != NULL &&
	    known->kind == KIND_OPEN)
		stage->probability = (int64_t)known->probability *
		    (PERCENT_ONE / 100);
}

static int
read_stage(struct stages *stages, struct record *record,
    const long where[N_COLUMNS], const char *file, struct trouble *what)
{
	struct stage stage = { .max_days = MAX_DAYS_LEARNED,
	    .probability = PERCENT_NONE, .next_days = -1 };

	for (size_t i = 0; i < N_COLUMNS; i++) {
		const struct cell *cell = where[i] < 0 ? NULL :
		    record_cell(record, (size_t)where[i]);
		struct slice text = cell == NULL ? slice_of("") :
		    slice_trim(cell->text);
		const char *wrong = columns[i].read(&stage, text);

		if (wrong != NULL)
			return trouble_set(what, "%s:%llu: %s: '%.*s' %s",
			    file, (unsigned long long)record->line,
			    columns[i].name, (int)text.len, text.at, wrong);
	}
	if (stage.name.len == 0)
		return trouble_set(what, "%s:%llu: stage: is blank", file,
		    (unsigned long long)record->line);
	default_probability(&stage);
	if (stages_add(stages, &stage) == NULL)
		return trouble_set(what, "%s:%llu: stage: '%.*s' is there twice",
		    file, (unsigned long long)record->line,
		    (int)stage.name.len, stage.name.at);
	return 0;
}

int
stages_read(struct stages *stages, struct source *source,
    struct trouble *what)
{
	struct dialect dialect;
	struct reader *reader;
	struct record *record;
	long where[N_COLUMNS];
	int got;

	if (dialect_sniff(source->name, source->head.at, source->head.len,
	    source->whole, 0, &dialect, what) != 0)
		return -1;
	stages->written = true;
	stages->name = memory_text(source->name);
	reader = reader_open(source, &dialect);
	got = reader_next(reader, &record, what);
	if (got == 0)
		got = trouble_set(what, "%s: has no header", source->name);
	if (got == 1 && read_header(record, where, source->name, what) != 0)
		got = -1;
	while (got == 1 && (got = reader_next(reader, &record, what)) == 1)
		if (read_stage(stages, record, where, source->name,
		    what) != 0)
			got = -1;
	if (got == 0 && stages->n == 0)
		got = trouble_set(what, "%s: has no stages", source->name);
	reader_close(reader);
	return got;
}

void
stages_write(const struct stages *stages, struct buffer *out)
{
	struct buffer cells[N_COLUMNS] = { { 0 } };
	struct slice texts[N_COLUMNS];

	for (size_t i = 0; i < N_COLUMNS; i++)
		texts[i] = slice_of(columns[i].name);
	writer_record(out, texts, N_COLUMNS, ',', LINE_LF);
	for (size_t s = 0; s < stages->n; s++) {
		for (size_t i = 0; i < N_COLUMNS; i++) {
			buffer_clear(&cells[i]);
			columns[i].write(&stages->at[s], &cells[i]);
			texts[i] = (struct slice){ cells[i].at, cells[i].len };
		}
		writer_record(out, texts, N_COLUMNS, ',', LINE_LF);
	}
	for (size_t i = 0; i < N_COLUMNS; i++)
		buffer_free(&cells[i]);
}
