#include <stdlib.h>
#include <string.h>

#include "measure/landmark.h"

/* Of ten open deals this many must have something for it to be a habit. */
#define HABIT 9

/* Sights of a piece, which is so large that the system has it back once it is freed. */
#define SIGHTS_EACH ((2 << 20) / sizeof(struct sight))

void
landmarks_demand(struct demand *demand)
{
	demand->fields |= FIELD_BIT(FIELD_AMOUNT) |
	    FIELD_BIT(FIELD_PROBABILITY) | FIELD_BIT(FIELD_CATEGORY) |
	    FIELD_BIT(FIELD_PRODUCT) | FIELD_BIT(FIELD_SOURCE) |
	    FIELD_BIT(FIELD_CLOSE_DATE);
}

int
landmark_shift(int day, int count)
{
	int moved = date_add_months(day, count);

	if (moved == DATE_NONE)
		return count < 0 ? DATE_FIRST : DATE_LAST;
	return day == date_month_end(day) ? date_month_end(moved) : moved;
}

void
landmarks_begin(struct landmarks *marks, const struct landmarks_request *request)
{
	*marks = (struct landmarks){ .request = request,
	    .n_stages = request->grouping->stages->n };
	for (size_t i = 0; i <= request->n; i++)
		marks->days[i] = landmark_shift(request->base, -(int)i);
}

static uint32_t
group_of(struct landmarks *marks, const struct view *view)
{
	group_key(marks->request->grouping, view, &marks->key);
	return (uint32_t)intern_number(&marks->groups,
	    (struct slice){ marks->key.at, marks->key.len }, NULL);
}

/* Deals of a kind are worth about the same: of one product, else one source. */
static uint32_t
kin_of(struct landmarks *marks, const struct deal *deal)
{
	struct slice kin = deal->text[FIELD_PRODUCT];

	if (kin.len == 0)
		kin = deal->text[FIELD_SOURCE];
	return (uint32_t)intern_number(&marks->kins, kin, NULL);
}

/* Look for FIELD in the log: how many entries there are by DAY, and in all. */
static size_t
count_logged(const struct log *log, enum field field, int day, size_t *all)
{
	size_t n = 0;

	*all = 0;
	for (size_t i = 0; i < log->n; i++)
		if (log->at[i].field == field) {
			++*all;
			n += log->at[i].day <= day;
		}
	return n;
}

void
landmarks_look(struct landmarks *marks, const struct view *view,
    struct sight *sight)
{
	const struct deal *deal = view->deal;
	size_t all, dues = count_logged(&deal->log, FIELD_CLOSE_DATE,
	    view->day, &all);

	*sight = (struct sight){ .deal = SIGHT_NONE,
	    .group = group_of(marks, view), .kin = kin_of(marks, deal),
	    .stage = (uint16_t)marks->n_stages, .entered = deal->entered,
	    .since = DATE_NONE, .due = dues > 0 ? view->close_date : DATE_NONE,
	    .moved_due = dues > 1, .has_amount = view->has_amount,
	    .omitted = view_category(view) == CATEGORY_OMITTED,
	    .close_date = view->close_date,
	    .probability = (int)view_probability(view), .amount = view->amount };
	sight->logged_amount = count_logged(&deal->log, FIELD_AMOUNT,
	    view->day, &all) > 0;
	if (deal->has_log && view->stage->number != STAGE_POOLED) {
		sight->stage = (uint16_t)view->stage->number;
		sight->since = view->since;
	}
}

/* Sights as they were added. They take most of a forecast's memory: put in order
 * piece by piece, they need not all be held twice. */
struct sights {
	struct sights *next;
	size_t n;
	struct sight at[SIGHTS_EACH];
};

/* Put SOME behind those that were added, where there are some. */
static void
add_pieces(struct landmarks *marks, struct sights *some, struct sights *last)
{
	if (some == NULL)
		return;
	if (marks->newest == NULL)
		marks->added = some;
	else
		marks->newest->next = some;
	marks->newest = last;
}

static struct sight *
add_sight(struct landmarks *marks, const struct view *view, size_t landmark)
{
	struct sights *piece = marks->newest;
	struct sight *sight;

	if (piece == NULL || piece->n == SIGHTS_EACH) {
		piece = memory_get(sizeof *piece);
		piece->next = NULL;
		piece->n = 0;
		add_pieces(marks, piece, piece);
	}
	sight = &piece->at[piece->n++];
	marks->n++;
	landmarks_look(marks, view, sight);
	sight->deal = (uint32_t)marks->n_deals;
	sight->landmark = (uint16_t)landmark;
	return sight;
}

/* What the open and closed deals of the base day have in their cells and in
 * their logs. */
static void
learn_habits(struct habits *habits, const struct view *view)
{
	const struct deal *deal = view->deal;
	size_t all, dues = count_logged(&deal->log, FIELD_CLOSE_DATE,
	    view->day, &all);

	if (view->kind != KIND_OPEN) {
		habits->closed++;
		habits->closed_by_log += dues > 0;
		return;
	}
	habits->open++;
	habits->valued += view->has_amount;
	habits->staged += count_logged(&deal->log, FIELD_STAGE, view->day,
	    &all) > 0;
	habits->dated += view->close_date != DATE_NONE || dues > 0;
	habits->dated_by_log += dues > 0;
	habits->timeless += deal->entered == DATE_NONE;
}

static void
add_closing(struct landmarks *marks, const struct view *view, uint32_t kin)
{
	memory_room(&marks->closings, &marks->room_closings,
	    marks->n_closings + 1, sizeof *marks->closings);
	marks->closings[marks->n_closings++] = (struct closing){
	    .deal = (uint32_t)marks->n_deals, .group = group_of(marks, view),
	    .kin = kin, .won = view->kind == KIND_WON,
	    .has_amount = view->has_amount, .entered = view->deal->entered,
	    .day = view->closed, .until = DATE_LAST, .amount = view->amount };
}

/* The closings of a deal whose log goes in and out of being closed: each day on
 * which something changed is looked from. */
static void
add_turns(struct landmarks *marks, const struct deal *deal, uint32_t kin)
{
	enum kind kind = KIND_OPEN;
	struct view view;

	for (size_t i = 0; i <= deal->log.n; i++) {
		int day = i < deal->log.n ? deal->log.at[i].day :
		    deal->closed_on;

		if (day == DATE_NONE || day > marks->request->base)
			continue;
		deal_view(deal, marks->request->grouping->stages, day, &view);
		if (!view.there || view.kind == kind)
			continue;
		if (kind != KIND_OPEN && marks->n_closings >
		    marks->deals[marks->n_deals])
			marks->closings[marks->n_closings - 1].until = day;
		kind = view.kind;
		if (kind != KIND_OPEN && view.closed != DATE_NONE &&
		    filter_holds(marks->request->filter, &view))
			add_closing(marks, &view, kin);
	}
}

/* Was it ever closed by its log but for the last time? */
static bool
has_turns(const struct deal *deal)
{
	bool closed = false;

	for (size_t i = 0; i < deal->log.n; i++) {
		const struct log_entry *entry = &deal->log.at[i];

		if (entry->field != FIELD_STAGE)
			continue;
		if (entry->stage->kind != deal->kind &&
		    (closed || entry->stage->kind != KIND_OPEN))
			return true;
		closed |= entry->stage->kind != KIND_OPEN;
	}
	return closed && deal->kind == KIND_OPEN;
}

static void
add_closings(struct landmarks *marks, const struct deal *deal, uint32_t kin)
{
	struct view view;

	if (has_turns(deal)) {
		add_turns(marks, deal, kin);
		return;
	}
	if (deal->closed_on == DATE_NONE ||
	    deal->closed_on > marks->request->base)
		return;
	deal_view(deal, marks->request->grouping->stages, deal->closed_on,
	    &view);
	if (view.there && view.closed != DATE_NONE &&
	    filter_holds(marks->request->filter, &view))
		add_closing(marks, &view, kin);
}

const struct sight *
landmarks_add(struct landmarks *marks, const struct deal *deal)
{
	const struct landmarks_request *request = marks->request;
	uint32_t kin = kin_of(marks, deal);
	const struct sight *base = NULL, *sight;
	struct view view;

	memory_room(&marks->deals, &marks->room_deals, marks->n_deals + 1,
	    sizeof *marks->deals);
	marks->deals[marks->n_deals] = marks->n_closings;
	for (size_t i = 0; i <= request->n; i++) {
		if (i > 0 && (deal->entered == DATE_NONE ||
		    deal->entered > marks->days[i]))
			break;
		if (i > 0 && deal->closed_on != DATE_NONE &&
		    deal->closed_on <= marks->days[i] && !has_turns(deal))
			continue;
		deal_view(deal, request->grouping->stages, marks->days[i],
		    &view);
		if (!view.there || !filter_holds(request->filter, &view))
			continue;
		if (i == 0)
			learn_habits(&marks->habits, &view);
		if (view.kind != KIND_OPEN || deal->entered == DATE_NONE)
			continue;
		sight = add_sight(marks, &view, i);
		if (i == 0)
			base = sight;
	}
	add_closings(marks, deal, kin);
	marks->n_deals++;
	return base;
}

/* The numbers INTO has for the texts of FROM. */
static uint32_t *
renumber(struct intern *into, const struct intern *from)
{
	uint32_t *numbers = memory_zero(from->n + 1, sizeof *numbers);

	for (size_t i = 0; i < from->n; i++)
		numbers[i] = (uint32_t)intern_number(into,
		    intern_text(from, i), NULL);
	return numbers;
}

void
landmarks_adopt(struct landmarks *into, const struct landmarks *from,
    struct sight *sight)
{
	sight->group = (uint32_t)intern_number(&into->groups,
	    intern_text(&from->groups, sight->group), NULL);
	sight->kin = (uint32_t)intern_number(&into->kins,
	    intern_text(&from->kins, sight->kin), NULL);
}

static void
habits_merge(struct habits *into, const struct habits *from)
{
	into->open += from->open;
	into->valued += from->valued;
	into->staged += from->staged;
	into->dated += from->dated;
	into->dated_by_log += from->dated_by_log;
	into->closed += from->closed;
	into->closed_by_log += from->closed_by_log;
	into->timeless += from->timeless;
}

void
landmarks_merge(struct landmarks *into, struct landmarks *from)
{
	uint32_t *groups = renumber(&into->groups, &from->groups);
	uint32_t *kins = renumber(&into->kins, &from->kins);
	uint32_t deals = (uint32_t)into->n_deals;

	memory_room(&into->deals, &into->room_deals,
	    into->n_deals + from->n_deals, sizeof *into->deals);
	for (size_t i = 0; i < from->n_deals; i++)
		into->deals[into->n_deals++] = into->n_closings +
		    from->deals[i];
	for (struct sights *piece = from->added; piece != NULL;
	    piece = piece->next)
		for (size_t i = 0; i < piece->n; i++) {
			struct sight *sight = &piece->at[i];

			sight->deal += deals;
			sight->group = groups[sight->group];
			sight->kin = kins[sight->kin];
		}
	add_pieces(into, from->added, from->newest);
	into->n += from->n;
	from->added = NULL;
	memory_room(&into->closings, &into->room_closings,
	    into->n_closings + from->n_closings, sizeof *into->closings);
	for (size_t i = 0; i < from->n_closings; i++) {
		struct closing *closing =
		    &into->closings[into->n_closings++];

		*closing = from->closings[i];
		closing->deal += deals;
		closing->group = groups[closing->group];
		closing->kin = kins[closing->kin];
	}
	habits_merge(&into->habits, &from->habits);
	free(groups);
	free(kins);
	landmarks_free(from);
}

void
landmarks_free(struct landmarks *marks)
{
	struct sights *next;

	for (struct sights *piece = marks->added; piece != NULL; piece = next) {
		next = piece->next;
		free(piece);
	}
	free(marks->sights);
	free(marks->deals);
	free(marks->closings);
	free(marks->wins);
	intern_free(&marks->groups);
	intern_free(&marks->kins);
	buffer_free(&marks->key);
}

/* Find where the sights of each landmark begin. */
static void
count_sights(struct landmarks *marks)
{
	size_t *first = marks->first;

	memset(first, 0, sizeof marks->first);
	for (const struct sights *piece = marks->added; piece != NULL;
	    piece = piece->next)
		for (size_t i = 0; i < piece->n; i++)
			first[piece->at[i].landmark + 1]++;
	for (size_t i = 0; i <= LANDMARKS_MOST; i++)
		first[i + 1] += first[i];
}

static void
order_sights(struct landmarks *marks)
{
	size_t place[LANDMARKS_MOST + 2];
	struct sights *next;

	count_sights(marks);
	memcpy(place, marks->first, sizeof place);
	marks->sights = memory_more(NULL, marks->n + 1, sizeof *marks->sights);
	for (struct sights *piece = marks->added; piece != NULL; piece = next) {
		for (size_t i = 0; i < piece->n; i++)
			marks->sights[place[piece->at[i].landmark]++] =
			    piece->at[i];
		next = piece->next;
		free(piece);
	}
	marks->added = marks->newest = NULL;
}

static int
by_day(const void *a, const void *b)
{
	const struct closing *x = *(const struct closing *const *)a;
	const struct closing *y = *(const struct closing *const *)b;

	return (x->day > y->day) - (x->day < y->day);
}

static void
order_wins(struct landmarks *marks)
{
	marks->wins = memory_zero(marks->n_closings + 1, sizeof *marks->wins);
	for (size_t i = 0; i < marks->n_closings; i++)
		if (marks->closings[i].won)
			marks->wins[marks->n_wins++] = &marks->closings[i];
	qsort(marks->wins, marks->n_wins, sizeof *marks->wins, by_day);
}

/* Number the stages that are seen anew, 0 where it is not known: the others
 * need no room. They keep their order, whatever that of the deals. */
static void
number_stages(struct landmarks *marks)
{
	uint16_t *numbers = memory_zero(marks->n_stages + 1, sizeof *numbers);
	size_t seen = 1;

	for (size_t i = 0; i < marks->n; i++)
		numbers[marks->sights[i].stage] = 1;
	for (size_t i = 0; i < marks->n_stages; i++)
		if (numbers[i] != 0)
			numbers[i] = (uint16_t)seen++;
	numbers[marks->n_stages] = 0;
	for (size_t i = 0; i < marks->n; i++)
		marks->sights[i].stage = numbers[marks->sights[i].stage];
	marks->n_stages = seen;
	free(numbers);
}

void
landmarks_settle(struct landmarks *marks)
{
	const struct habits *habits = &marks->habits;
	bool valued = 2 * habits->valued >= habits->open;
	bool staged = 10 * habits->staged >= HABIT * habits->open;
	bool dated = habits->dated > 0 &&
	    10 * habits->dated_by_log >= HABIT * habits->dated &&
	    10 * habits->closed_by_log >= HABIT * habits->closed;

	order_sights(marks);
	for (size_t i = 0; i < marks->n; i++) {
		struct sight *sight = &marks->sights[i];

		if (!staged) {
			sight->stage = (uint16_t)marks->n_stages;
			sight->since = DATE_NONE;
		}
		if (!dated && !sight->moved_due)
			sight->due = DATE_NONE;
		if (!valued && !sight->logged_amount && sight->landmark > 0)
			sight->has_amount = false;
	}
	number_stages(marks);
	order_wins(marks);
}

const struct closing *
landmarks_won(const struct landmarks *marks, uint32_t deal, int from, int to)
{
	size_t end = deal + 1 < marks->n_deals ? marks->deals[deal + 1] :
	    marks->n_closings;

	for (size_t i = marks->deals[deal]; i < end; i++) {
		const struct closing *closing = &marks->closings[i];

		if (closing->won && closing->day >= from &&
		    closing->day <= to && closing->until > to)
			return closing;
	}
	return NULL;
}

size_t
landmarks_win(const struct landmarks *marks, int day)
{
	size_t low = 0, high = marks->n_wins;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (marks->wins[middle]->day < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int
landmarks_first(const struct landmarks *marks)
{
	int first = DATE_LAST;

	for (size_t i = 0; i < marks->n_closings; i++)
		if (marks->closings[i].day < first)
			first = marks->closings[i].day;
	return first;
}
