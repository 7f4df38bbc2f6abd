#include <string.h>

#include "deal/deal.h"

#define BEST_FROM 400000	/* ppm: below it "pipeline" */
#define COMMIT_FROM 750000	/* ppm: below it "best" */

enum category
category_of(int64_t ppm)
{
	/* they follow one another, and no branch need be guessed */
	return (enum category)(CATEGORY_PIPELINE + (ppm >= BEST_FROM) +
	    (ppm >= COMMIT_FROM));
}

static const struct stage *
find_or_pool(struct deal *deal, const struct stages *stages,
    struct slice pipeline, struct slice name)
{
	const struct stage *stage = deal->cache != NULL &&
	    stage_cache_of(deal->cache, stages) ?
	    stage_cached(deal->cache, pipeline, name) :
	    stages_find(stages, pipeline, name);

	return stage != NULL ? stage : &stages->pooled;
}

/* In the pipeline the deal was in then. */
void
deal_resolve(struct deal *deal, const struct stages *stages)
{
	struct slice pipeline = deal->text[FIELD_PIPELINE];

	/* the first change of pipeline holds the one it began in */
	for (size_t i = 0; i < deal->log.n; i++)
		if (deal->log.at[i].field == FIELD_PIPELINE) {
			pipeline = deal->log.at[i].value;
			break;
		}
	deal->has_log = false;
	for (size_t i = 0; i < deal->log.n; i++) {
		struct log_entry *entry = &deal->log.at[i];

		if (entry->field == FIELD_PIPELINE)
			pipeline = entry->value;
		if (entry->field != FIELD_STAGE)
			continue;
		deal->has_log = true;
		entry->stage = find_or_pool(deal, stages, pipeline,
		    entry->value);
	}
}

/* The last stage entered by DAY, NULL if none was. */
static const struct log_entry *
last_stage(const struct deal *deal, int day)
{
	for (size_t i = deal->log.n; i-- > 0; )
		if (deal->log.at[i].field == FIELD_STAGE &&
		    deal->log.at[i].day <= day)
			return &deal->log.at[i];
	return NULL;
}

/* The day the deal came to be what it was at ENTRY: the first of the entries up
 * to it whose stages are of the same kind, with none of another between. */
static int
run_began(const struct deal *deal, const struct log_entry *entry)
{
	int day = entry->day;

	for (const struct log_entry *at = entry; at >= deal->log.at; at--) {
		if (at->field != FIELD_STAGE)
			continue;
		if (at->stage->kind != entry->stage->kind)
			break;
		day = at->day;
	}
	return day;
}

/* The day the cells say it was won or lost; where they do not say, what the history
 * shows. */
static int
closing_day(const struct deal *deal)
{
	const struct log_entry *entry;
	int day = deal_closing_cell(deal);

	if (day != DATE_NONE)
		return day;
	entry = last_stage(deal, DATE_LAST);
	return entry != NULL && entry->stage->kind == deal->kind ?
	    run_began(deal, entry) : DATE_NONE;
}

/* The stage cell counts as the log's last entry where the log ends in another:
 * as of the day the cells give, else of the last day the log knows. */
static void
complete_log(struct deal *deal)
{
	const struct log_entry *last = last_stage(deal, DATE_LAST);
	struct log *log = &deal->log;
	int day;

	if (last == NULL || last->stage == deal->stage ||
	    deal->stage->number == STAGE_POOLED)
		return;
	day = log->at[log->n - 1].day;
	if (deal->stage_since != DATE_NONE)
		day = day_later(day, deal->stage_since);
	else if (deal->kind != KIND_OPEN)
		day = day_later(day, deal_closing_cell(deal));
	else
		day = day_later(day, deal->modified);
	memory_room(&log->at, &log->room, log->n + 1, sizeof *log->at);
	log->at[log->n++] = (struct log_entry){ .field = FIELD_STAGE,
	    .day = day, .value = deal->stage->name, .stage = deal->stage };
}

void
deal_derive_logged(struct deal *deal, const struct stages *stages)
{
	int first, last;

	deal_resolve(deal, stages);
	complete_log(deal);
	deal->closed_on = deal->kind == KIND_OPEN ? DATE_NONE :
	    closing_day(deal);
	first = deal->log.at[0].day;
	last = deal->log.at[deal->log.n - 1].day;
	deal->entered = day_earlier(day_earlier(deal->created, first),
	    deal->closed_on);
	deal->changed = day_later(day_later(last, deal->closed_on),
	    day_later(deal->stage_since, deal->modified));
}

/* The last value of FIELD logged by DAY; *LOGGED says whether it is ever. */
static const struct log_entry *
logged(const struct deal *deal, enum field field, int day, bool *logged)
{
	const struct log_entry *found = NULL;

	*logged = false;
	for (size_t i = 0; i < deal->log.n; i++)
		if (deal->log.at[i].field == field) {
			*logged = true;
			if (deal->log.at[i].day <= day)
				found = &deal->log.at[i];
		}
	return found;
}

static unsigned
count_pushes(const struct deal *deal, int day)
{
	unsigned pushes = 0;
	int before = DATE_NONE;

	for (size_t i = 0; i < deal->log.n; i++) {
		const struct log_entry *entry = &deal->log.at[i];
		int value;

		if (entry->field != FIELD_CLOSE_DATE || entry->day > day)
			continue;
		value = date_canonical(entry->value);
		if (before != DATE_NONE && value > before)
			pushes++;
		before = value;
	}
	return pushes;
}

/* What the stage and its kind were; since when. */
static void
view_stage(const struct deal *deal, const struct stages *stages,
    struct view *view)
{
	const struct log_entry *entry = last_stage(deal, view->day);
	bool status = deal->kind != deal->stage->kind;

	if (entry != NULL) {
		view->stage = entry->stage;
		view->since = entry->day;
		view->kind = entry->stage->kind;
		if (status)	/* kept apart: only its own day tells */
			view->kind = deal->closed_on != DATE_NONE &&
			    deal->closed_on <= view->day ? deal->kind :
			    KIND_OPEN;
		if (view->kind != KIND_OPEN)
			view->closed = view->kind == deal->kind &&
			    deal->closed_on != DATE_NONE &&
			    deal->closed_on <= view->day ? deal->closed_on :
			    run_began(deal, entry);
		return;
	}
	if (deal->closed_on != DATE_NONE && deal->closed_on <= view->day) {
		view->kind = deal->kind;
		view->stage = deal->stage;
		view->closed = deal->closed_on;
		return;
	}
	if (!deal->has_log && deal->stage_since != DATE_NONE &&
	    deal->stage_since <= view->day &&
	    (deal->kind == KIND_OPEN || status)) {
		view->stage = deal->stage;
		view->since = deal->stage_since;
		return;
	}
	view->stage = &stages->pooled;
}

/* The logged fields as they were. */
static void
view_logged(const struct deal *deal, struct view *view)
{
	const struct log_entry *entry;
	bool known;

	entry = logged(deal, FIELD_CLOSE_DATE, view->day, &known);
	if (entry != NULL)
		view->close_date = date_canonical(entry->value);
	else if (known || deal->closed_on > view->day)
		view->close_date = DATE_NONE;
	entry = logged(deal, FIELD_AMOUNT, view->day, &known);
	if (entry != NULL)
		view->has_amount = money_canonical(entry->value, &view->amount);
	else if (known)
		view->has_amount = false;
	entry = logged(deal, FIELD_OWNER, view->day, &known);
	if (entry != NULL)
		view->owner = &entry->value;
	entry = logged(deal, FIELD_PIPELINE, view->day, &known);
	if (entry != NULL)
		view->pipeline = entry->value;
}

/* As the cells say: nothing is known to have changed since. */
static inline void
view_today(const struct deal *deal, struct view *view)
{
	view->kind = deal->kind;
	view->stage = deal->stage;
	view->closed = deal->closed_on;
	view->since = deal->stage_since != DATE_NONE ? deal->stage_since :
	    deal->closed_on;	/* none of an open one */
	view->next_date = deal->next_date;
	view->next_step = deal->text[FIELD_NEXT_STEP];
	view->lost_reason = deal->text[FIELD_LOST_REASON];
}

/* As it was, where something changed since. */
static void
view_before(const struct deal *deal, const struct stages *stages,
    struct view *view)
{
	view->kind = KIND_OPEN;
	view->closed = view->since = view->next_date = DATE_NONE;
	view->next_step = view->lost_reason = (struct slice){ NULL, 0 };
	view_stage(deal, stages, view);
	view_logged(deal, view);
}

/* In the house currency, at the rate of its day: when it was closed, else the day
 * that is looked from. */
static void
view_converted(const struct deal *deal, struct view *view)
{
	const struct rates *rates = deal->rates;
	int day;

	if (!rates_apply(rates, deal->currency))
		return;
	day = view->closed != DATE_NONE ? view->closed : rates->as_of;
	if (rates_convert(rates, deal->currency, day, &view->amount) &&
	    rates_convert(rates, deal->currency, day, &view->cost))
		view->currency = rates->house;
}

enum category
view_category(const struct view *view)
{
	enum category category = view->current ? view->deal->category :
	    CATEGORY_NONE;

	if (category == CATEGORY_NONE)
		category = view->stage->category;
	return category != CATEGORY_NONE ? category :
	    category_of(view_probability(view));
}

/* What only a history says. */
static void
view_log(const struct deal *deal, struct view *view)
{
	const struct log_entry *entry = last_stage(deal, DATE_LAST);

	if (view->current && entry != NULL)
		view->since = entry->day;
	view->pushes = count_pushes(deal, view->day);
}

/* What was done last by the day; where a later activity hides it, the last
 * entry of the history serves. */
static int
activity_by(const struct deal *deal, int day)
{
	for (size_t i = deal->log.n; i-- > 0; )
		if (deal->log.at[i].day <= day)
			return deal->log.at[i].day;
	return DATE_NONE;
}

/* A deal that is not there. */
SELDOM static void
view_nothing(const struct deal *deal, int day, struct view *view)
{
	static const struct slice nobody = { NULL, 0 };

	*view = (struct view){ .deal = deal, .day = day, .owner = &nobody,
	    .activity = ACTIVITY_BLANK,
	    .closed = DATE_NONE, .since = DATE_NONE, .next_date = DATE_NONE };
}

/* Every member is set one by one: this is done for each deal. No day is less than
 * DATE_NONE. */
void
deal_view(const struct deal *deal, const struct stages *stages, int day,
    struct view *view)
{
	if (deal->entered > day) {
		view_nothing(deal, day, view);
		return;
	}
	view->deal = deal;
	view->day = day;
	view->there = true;
	view->current = deal->changed <= day;
	view->activity = ACTIVITY_BLANK;
	view->created = deal->created <= day ? deal->created : DATE_NONE;
	view->close_date = deal->close_date;
	view->has_amount = deal->has_amount;
	view->amount = deal->amount;
	view->owner = &deal->text[FIELD_OWNER];
	view->pipeline = deal->text[FIELD_PIPELINE];
	if (view->current)
		view_today(deal, view);
	else
		view_before(deal, stages, view);
	view->has_cost = deal->has_cost;
	view->cost = deal->cost;
	view->currency = deal->currency;
	view->last_activity = deal->last_activity <= day ?
	    deal->last_activity : activity_by(deal, day);
	view->pushes = 0;
	if (deal->log.n > 0)
		view_log(deal, view);
	if ((deal->bad & FIELD_BIT(FIELD_CURRENCY)) != 0 && !deal->has_amount)
		view->has_amount = false;	/* whatever its history says */
	if (!view->has_amount)
		view->amount = 0;
	if (deal->rates != NULL)
		view_converted(deal, view);
	/* where the first has no name, the blank one is it */
	if (stages->n_pipelines > 0 && stages->pipelines[0].len > 0 &&
	    view->pipeline.len == 0)
		view->pipeline = stages->pipelines[stages_pipeline(stages,
		    view->pipeline)];
}
