#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/option.h"
#include "measure/stall_rule.h"

#define N(slice) (int)(slice).len, (slice).at
#define BIT(rule) (1u << (rule))
#define DEFAULT_RULES (BIT(STALL_OLD) | BIT(STALL_OVERDUE) |			\
    BIT(STALL_LATE_NEXT) | BIT(STALL_SILENT))

/*
 * Days.
 */

static int
days_between(const struct stall_request *request, int from, int to)
{
	return request->workdays ? date_workdays(from, to) : to - from;
}

static int
later(int a, int b)
{
	return a > b ? a : b;	/* DATE_NONE is the least of all */
}

/* The last entry of the history by the day. */
static int
last_entry(const struct view *view)
{
	const struct log *log = &view->deal->log;

	for (size_t i = log->n; i-- > 0; )
		if (log->at[i].day <= view->day)
			return log->at[i].day;
	return DATE_NONE;
}

/* When the clock began to run, DATE_NONE where it never did. */
static int
clock_start(const struct stall_request *request, const struct view *view)
{
	int modified = view->deal->modified;

	switch (request->clock) {
	case CLOCK_CREATED:
		return view->created;
	case CLOCK_CHANGED:
		return later(later(last_entry(view), view->last_activity),
		    modified <= view->day ? modified : DATE_NONE);
	case CLOCK_ACTIVITY:
		return view->last_activity;
	case CLOCK_STAGE:
		break;
	}
	return view->since != DATE_NONE ? view->since : view->created;
}

/* Where stages have dates the stage's own days are the measure, else whole
 * cycles. */
static int
learned_limit(const struct stall_limits *limits, const struct stage *stage,
    bool dated)
{
	if (limits == NULL)
		return STALL_NO_DAYS;
	if (dated && limits->staged)
		return stage->number == STAGE_POOLED ? STALL_NO_DAYS :
		    limits->old[stage->number];
	return limits->cycle;
}

int
stall_limit(const struct stall_request *request, const struct stage *stage,
    bool dated)
{
	if (request->limit != STALL_NO_DAYS)
		return request->limit;
	if (stage->max_days >= 0)
		return stage->max_days;
	return stage->max_days == MAX_DAYS_LEARNED && stage->kind ==
	    KIND_OPEN ? learned_limit(request->limits, stage, dated) :
	    STALL_NO_DAYS;
}

/*
 * The rules.
 */

static bool
is_old(const struct judged *deal)
{
	return deal->days != STALL_NO_DAYS && deal->limit != STALL_NO_DAYS &&
	    deal->days > deal->limit;
}

static bool
is_overdue(const struct judged *deal)
{
	return deal->view->close_date != DATE_NONE &&
	    deal->view->close_date < deal->view->day;
}

static bool
is_pushed(const struct judged *deal)
{
	return deal->view->pushes >= (unsigned)deal->request->pushes;
}

/* What was planned then is not known once the deal has changed. */
static bool
has_no_next(const struct judged *deal)
{
	const struct view *view = deal->view;

	return view->current && view->next_date == DATE_NONE &&
	    (view->deal->bad & FIELD_BIT(FIELD_NEXT_DATE)) == 0 &&
	    view->deal->sheet->schema.of[FIELD_NEXT_DATE] != COLUMN_NONE;
}

static bool
has_late_next(const struct judged *deal)
{
	return deal->view->next_date != DATE_NONE &&
	    deal->view->next_date < deal->view->day;
}

static bool
is_silent(const struct judged *deal)
{
	const struct view *view = deal->view;
	int last = view->last_activity;

	if (last == DATE_NONE)
		last = last_entry(view);
	if (last == DATE_NONE)
		last = view->created;
	return last != DATE_NONE && days_between(deal->request, last,
	    view->day) > deal->request->silent_days;
}

int
stall_left(const struct judged *deal)
{
	const struct view *view = deal->view;

	return view->stage->number == STAGE_POOLED ||
	    view->close_date == DATE_NONE || view->close_date < view->day ?
	    STALL_NO_DAYS : days_between(deal->request, view->day,
	    view->close_date);
}

bool
stall_rushes(const struct stall_request *request, const struct stage *stage,
    int left)
{
	return left != STALL_NO_DAYS && request->limits != NULL &&
	    stage->number != STAGE_POOLED &&
	    left < request->limits->rushed[stage->number];
}

static bool
is_rushed(const struct judged *deal)
{
	return stall_rushes(deal->request, deal->view->stage,
	    stall_left(deal));
}

static bool
has_gaps(const struct judged *deal)
{
	const struct stage *stage = deal->view->stage;

	return deal->request->required != NULL &&
	    stage->number != STAGE_POOLED && !filter_holds(
	    &deal->request->required[stage->number], deal->view);
}

static const struct rule {
	const char *name;
	bool (*holds)(const struct judged *);
	field_set any;		/* one of these must be there */
	const char *lacks;	/* what they are */
} rules[STALL_RULES] = {
	{ "old", is_old, 0, NULL },	/* by its clock; see clocks */
	{ "overdue", is_overdue, FIELD_BIT(FIELD_CLOSE_DATE), "close_date" },
	{ "pushed", is_pushed, FIELD_BIT(FIELD_HISTORY), "history" },
	{ "no-next", has_no_next, FIELD_BIT(FIELD_NEXT_DATE), "next_date" },
	{ "late-next", has_late_next, FIELD_BIT(FIELD_NEXT_DATE),
	    "next_date" },
	{ "silent", is_silent, FIELD_BIT(FIELD_LAST_ACTIVITY) |
	    FIELD_BIT(FIELD_HISTORY) | FIELD_BIT(FIELD_CREATED),
	    "last_activity, history or created" },
	{ "rushed", is_rushed, FIELD_BIT(FIELD_HISTORY), "history" },
	{ "gaps", has_gaps, 0, NULL },
};

static const struct {
	const char *name;
	field_set any;
	const char *lacks;
} clocks[] = {
	[CLOCK_STAGE] = { "stage", FIELD_BIT(FIELD_HISTORY) |
	    FIELD_BIT(FIELD_STAGE_SINCE) | FIELD_BIT(FIELD_CREATED),
	    "history, stage_since or created" },
	[CLOCK_CREATED] = { "created", FIELD_BIT(FIELD_CREATED), "created" },
	[CLOCK_CHANGED] = { "changed", FIELD_BIT(FIELD_HISTORY) |
	    FIELD_BIT(FIELD_LAST_ACTIVITY) | FIELD_BIT(FIELD_MODIFIED),
	    "history, last_activity or modified" },
	[CLOCK_ACTIVITY] = { "activity", FIELD_BIT(FIELD_LAST_ACTIVITY),
	    "last_activity" },
};

bool
stall_clock_read(const char *name, enum stall_clock *clock)
{
	for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++)
		if (strcmp(name, clocks[i].name) == 0) {
			*clock = (enum stall_clock)i;
			return true;
		}
	return false;
}

/* No rule of that name: which there are, the nearest first. */
static int
unknown_rule(struct slice name, struct trouble *what)
{
	const char *names[STALL_RULES], *near;
	struct buffer list = { 0 };
	char word[64];

	for (size_t i = 0; i < STALL_RULES; i++)
		names[i] = rules[i].name;
	snprintf(word, sizeof word, "%.*s", N(name));
	near = option_nearest(word, names, STALL_RULES);
	if (near != NULL)
		buffer_string(&list, near);
	for (size_t i = 0; i < STALL_RULES; i++)
		if (names[i] != near)
			buffer_format(&list, "%s%s", list.len > 0 ? ", " : "",
			    names[i]);
	trouble_set(what, "--rules: '%s' is no rule; there are %s", word,
	    buffer_text(&list));
	buffer_free(&list);
	return -1;
}

int
stall_rules_read(const char *list, unsigned *set, struct trouble *what)
{
	struct slice rest = slice_of(list), name;

	*set = list == NULL ? DEFAULT_RULES : 0;
	while (slice_next(&rest, ',', &name)) {
		size_t i = 0;

		name = slice_trim(name);
		while (i < STALL_RULES && !slice_is(name, rules[i].name))
			i++;
		if (slice_is(name, "all"))
			*set = BIT(STALL_RULES) - 1;
		else if (i == STALL_RULES)
			return unknown_rule(name, what);
		else
			*set |= BIT(i);
	}
	return *set != 0 ? 0 : trouble_set(what, "--rules: names no rule");
}

/*
 * What the files have.
 */

static bool
any_column(const struct stream *stream, field_set any)
{
	for (size_t i = 0; i < stream->n; i++)
		for (int f = 0; f < FIELD_COUNT; f++)
			if ((any & FIELD_BIT(f)) != 0 &&
			    stream->sheets[i].schema.of[f] != COLUMN_NONE)
				return true;
	return false;
}

/* Has every file what a condition looks at? What is computed is always there. */
static bool
condition_known(const struct stream *stream, const struct reference *reference)
{
	for (size_t i = 0; i < stream->n; i++) {
		const struct schema *schema = &stream->sheets[i].schema;

		if ((reference->kind == REF_FIELD &&
		    schema->of[reference->field] == COLUMN_NONE) ||
		    (reference->kind == REF_HEADER && schema_find(schema,
		    reference->name) == COLUMN_NONE))
			return false;
	}
	return true;
}

/* Is EXPR one that can be judged? Found out in a demand of its own, so that a
 * column that is not there is not asked for. -1 with WHAT set. */
static int
judgeable(const struct stall_request *request, const struct stream *stream,
    struct slice expr, struct trouble *what)
{
	struct filter filter = { 0 };
	struct demand demand = { 0 };
	int known = filter_add(&filter, expr, request->as_of,
	    request->fiscal, true,
	    &demand, what);

	if (known == 0)
		known = condition_known(stream,
		    &filter.conditions[0].reference);
	filter_free(&filter);
	demand_free(&demand);
	return known;
}

/* What a stage requires, as a filter. */
static int
require(struct stall_request *request, const struct stream *stream,
    const struct stage *stage, struct demand *demand,
    struct notices *notices, struct trouble *what)
{
	struct slice rest = stage->required, part;
	struct trouble wrong;
	int known;

	while (slice_next(&rest, ';', &part)) {
		part = slice_trim(part);
		if (part.len == 0)
			continue;
		known = judgeable(request, stream, part, &wrong);
		if (known < 0)
			return trouble_set(what, "%s: stage '%.*s' requires %s",
			    request->stages->name == NULL ? "stages" :
			    request->stages->name, N(stage->name), wrong.text);
		if (known == 0 && request->travels && request->stages->written)
			return trouble_set(what, "%s: gaps: there is no column "
			    "for '%.*s' of stage '%.*s', and another shard may "
			    "have one", stream->sheets[0].source.name, N(part),
			    N(stage->name));
		if (known > 0)
			filter_add(&request->required[stage->number], part,
			    request->as_of, request->fiscal, true, demand,
			    NULL);
		else
			notices_add(notices, "gaps: no such column", NULL, 0,
			    "gaps: '%.*s' of stage '%.*s' is not looked at: "
			    "there is no such column", N(part),
			    N(stage->name));
	}
	return 0;
}

int
stall_ask_gaps(struct stall_request *request, const struct stream *stream,
    struct demand *demand, struct notices *notices, struct trouble *what)
{
	const struct stages *stages = request->stages;
	bool any = false;

	request->required = memory_zero(stages->n + 1,
	    sizeof *request->required);
	for (size_t i = 0; i < stages->n; i++) {
		if (stages->at[i].kind != KIND_OPEN)
			continue;
		if (require(request, stream, &stages->at[i], demand, notices,
		    what) != 0)
			return -1;
		any = any || stages->at[i].required.len > 0;
	}
	if (!any)
		notices_add(notices, "gaps never holds", NULL, 0,
		    "gaps never holds: no stage requires anything");
	return 0;
}

unsigned
stall_lacks(const struct stall_request *request, const struct stream *stream)
{
	unsigned lacks = 0;

	for (size_t i = 0; i < STALL_RULES; i++)
		if ((request->rules & BIT(i)) != 0 && rules[i].any != 0 &&
		    !any_column(stream, rules[i].any))
			lacks |= BIT(i);
	if ((request->rules & BIT(STALL_OLD)) != 0 &&
	    !any_column(stream, clocks[request->clock].any))
		lacks |= BIT(STALL_RULES);
	return lacks;
}

void
stall_say_lacks(const struct stall_request *request, unsigned lacks,
    const char *file, struct notices *notices)
{
	for (size_t i = 0; i <= STALL_RULES; i++) {
		bool clock = i == STALL_RULES;
		const char *rule = rules[clock ? STALL_OLD : i].name;
		char kind[64];

		if ((lacks & BIT(i)) == 0)
			continue;
		/* a kind each: all of them are said */
		snprintf(kind, sizeof kind, "%s never holds", rule);
		notices_add(notices, kind, file, 0, "%s never holds: there is "
		    "no column for %s", rule, clock ?
		    clocks[request->clock].lacks : rules[i].lacks);
	}
}

static bool
knows_rushed(const struct stall_limits *limits)
{
	for (size_t i = 0; limits != NULL && i < limits->n; i++)
		if (limits->rushed[i] != STALL_NO_DAYS)
			return true;
	return false;
}

void
stall_say_unlimited(const struct stall_request *request, bool limited,
    struct notices *notices)
{
	if (!limited && (request->rules & BIT(STALL_OLD)) != 0)
		notices_add(notices, "old never holds", NULL, 0,
		    "old never holds: there is no limit (--limit, max_days in "
		    "stages.csv, or %d won deals to learn it from)",
		    STALL_LEARN_FROM);
	if (!knows_rushed(request->limits) &&
	    (request->rules & BIT(STALL_RUSHED)) != 0)
		notices_add(notices, "rushed never holds", NULL, 0,
		    "rushed never holds: no stage has %d won deals with a "
		    "history to learn from", STALL_LEARN_FROM);
}

bool
stall_learns(const struct stall_request *request)
{
	return request->limit == STALL_NO_DAYS ||
	    (request->rules & BIT(STALL_RUSHED)) != 0;
}

/*
 * Judging.
 */

static bool
hangs(const struct view *view)
{
	return view->kind == KIND_WON && view->stage->kind == KIND_WON &&
	    view->stage->max_days >= 0;
}

bool
stall_candidate(const struct view *view)
{
	return view->there && (view->kind == KIND_OPEN || hangs(view));
}

int
stall_over(const struct judged *deal)
{
	return is_old(deal) ? deal->days - deal->limit : 0;
}

void
stall_judge(const struct stall_request *request, const struct view *view,
    struct judged *deal)
{
	unsigned set = hangs(view) ? request->rules & BIT(STALL_OLD) :
	    request->rules;
	int start = clock_start(request, view);

	*deal = (struct judged){ .request = request, .view = view,
	    .days = start == DATE_NONE ? STALL_NO_DAYS :
	    days_between(request, start, view->day),
	    .limit = stall_limit(request, view->stage,
	    view->since != DATE_NONE) };
	if (request->honor_next && view->next_date != DATE_NONE &&
	    view->next_date >= view->day)
		set &= ~(BIT(STALL_OLD) | BIT(STALL_SILENT));
	deal->asked = set;
	for (size_t i = 0; i < STALL_RULES; i++)
		if ((set & BIT(i)) != 0 && rules[i].holds(deal))
			deal->held |= BIT(i);
}

void
stall_names(unsigned held, struct buffer *out)
{
	for (size_t i = 0; i < STALL_RULES; i++)
		if ((held & BIT(i)) != 0)
			buffer_format(out, "%s%s", out->len > 0 ? ";" : "",
			    rules[i].name);
}
