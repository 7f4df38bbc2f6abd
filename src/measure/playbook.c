#include "base/money.h"
#include "measure/playbook.h"

/* A column of the table. */
struct playbook_column {
	const char *key;
	const char *title;
	enum unit unit;
	bool people;		/* in the short table */
	bool (*filled)(const struct stage *);	/* NULL: shown even if blank
						 * throughout */
	struct value (*value)(struct result *, const struct stage *);
};

#define TEXT_COLUMN(member)						\
static struct value							\
value_##member(struct result *result, const struct stage *stage)	\
{									\
	return value_text(result, stage->member);			\
}									\
									\
static bool								\
filled_##member(const struct stage *stage)				\
{									\
	return stage->member.len > 0;					\
}

static struct value
value_name(struct result *result, const struct stage *stage)
{
	return value_text(result, stage->name);
}

TEXT_COLUMN(pipeline)
TEXT_COLUMN(required)
TEXT_COLUMN(next_step)
TEXT_COLUMN(next_owner)
TEXT_COLUMN(cadence)
TEXT_COLUMN(questions)
TEXT_COLUMN(activities)
TEXT_COLUMN(exit_criteria)
TEXT_COLUMN(aliases)

static struct value
value_kind_of(struct result *result, const struct stage *stage)
{
	return value_text(result, slice_of(kind_name(stage->kind)));
}

static struct value
value_probability(struct result *result, const struct stage *stage)
{
	(void)result;
	return value_ratio(ratio_of(stage->probability, PERCENT_ONE));
}

static struct value
value_max_days(struct result *result, const struct stage *stage)
{
	if (stage->max_days == MAX_DAYS_NEVER)
		return value_text(result, slice_of("never"));
	return stage->max_days == MAX_DAYS_LEARNED ? value_blank() :
	    value_whole(stage->max_days);
}

static bool
filled_max_days(const struct stage *stage)
{
	return stage->max_days != MAX_DAYS_LEARNED;
}

static struct value
value_category(struct result *result, const struct stage *stage)
{
	return value_text(result, slice_of(category_name(stage->category)));
}

static bool
filled_category(const struct stage *stage)
{
	return stage->category != CATEGORY_NONE;
}

static struct value
value_next_days(struct result *result, const struct stage *stage)
{
	(void)result;
	return stage->next_days < 0 ? value_blank() :
	    value_whole(stage->next_days);
}

static bool
filled_next_days(const struct stage *stage)
{
	return stage->next_days >= 0;
}

#define TEXT(member, title, people)					\
	{ #member, title, UNIT_TEXT, people, filled_##member,		\
	    value_##member }

/* In the order of stages.csv. */
static const struct playbook_column columns[] = {
	TEXT(pipeline, "Pipeline", true),
	{ "stage", "Stage", UNIT_STAGE, true, NULL, value_name },
	{ "kind", "Kind", UNIT_TEXT, true, NULL, value_kind_of },
	{ "probability", "Probability", UNIT_RATE, true, NULL,
	    value_probability },
	{ "max_days", "Max days", UNIT_DAY_COUNT, true, filled_max_days,
	    value_max_days },
	{ "category", "Category", UNIT_TEXT, true, filled_category,
	    value_category },
	TEXT(required, "Required", true),
	TEXT(next_step, "Next step", false),
	{ "next_days", "In days", UNIT_DAY_COUNT, false, filled_next_days,
	    value_next_days },
	TEXT(next_owner, "By", false),
	TEXT(cadence, "Cadence", false),
	TEXT(questions, "Questions", false),
	TEXT(activities, "Activities", false),
	TEXT(exit_criteria, "Done when", false),
	TEXT(aliases, "Other names", true),
};

#define N_COLUMNS (sizeof columns / sizeof *columns)

static bool
has_column(const struct stage *stages, size_t n,
    enum playbook_form form, const struct playbook_column *column)
{
	if (form == PLAYBOOK_FILE || form == PLAYBOOK_DATA)
		return true;
	if (form == PLAYBOOK_SHORT && !column->people)
		return false;
	if (column->filled == NULL)
		return true;
	for (size_t i = 0; i < n; i++)
		if (column->filled(&stages[i]))
			return true;
	return false;
}

/* A percent as stages.csv writes it; one that is no whole number as a text. */
static struct value
percent(struct result *result, const struct stage *stage)
{
	struct buffer text = { 0 };
	struct value value;

	if (stage->probability % (PERCENT_ONE / 100) == 0)
		return value_whole(stage->probability / (PERCENT_ONE / 100));
	percent_write(&text, stage->probability, PERCENT_WHOLE, DECIMAL_POINT,
	    "");
	value = value_text(result, (struct slice){ text.at, text.len });
	buffer_free(&text);
	return value;
}

static struct result *
make_table(const struct stage *stages, size_t n,
    enum playbook_form form)
{
	struct result *result = result_new(NULL);
	const struct playbook_column *taken[N_COLUMNS];
	size_t n_taken = 0, at;

	for (size_t i = 0; i < N_COLUMNS; i++) {
		if (!has_column(stages, n, form, &columns[i]))
			continue;
		taken[n_taken++] = &columns[i];
		at = result_column(result, columns[i].key, columns[i].title,
		    form == PLAYBOOK_FILE && columns[i].unit == UNIT_RATE ?
		    UNIT_COUNT : columns[i].unit);
		result->columns[at].group = i < 2;
	}
	for (size_t s = 0; s < n; s++) {
		struct value *row = result_row(result);

		for (size_t i = 0; i < n_taken; i++)
			row[i] = form == PLAYBOOK_FILE &&
			    taken[i]->unit == UNIT_RATE ?
			    percent(result, &stages[s]) :
			    taken[i]->value(result, &stages[s]);
	}
	return result;
}

struct result *
playbook_table(const struct stages *stages, enum playbook_form form)
{
	return make_table(stages->at, stages->n, form);
}

struct result *
playbook_stage(const struct stage *stage)
{
	return make_table(stage, 1, PLAYBOOK_LONG);
}
