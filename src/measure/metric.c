#include <stdlib.h>
#include <string.h>

#include "measure/metric.h"

static bool
in_period(const struct occasion *occasion, int day)
{
	return day != DATE_NONE && day >= occasion->period.from &&
	    day <= occasion->period.to;
}

/* Is this a deal of KIND, closed in the period? */
static bool
closed_in(const struct occasion *occasion, enum kind kind)
{
	const struct view *view = occasion->view;

	return view->kind == kind && (in_period(occasion, view->closed) ||
	    (view->closed == DATE_NONE && occasion->always));
}

void
customers_add(struct customers *customers, struct slice account, int day)
{
	struct customer *customer;
	size_t number;
	bool new;

	number = intern_number(&customers->names, account, &new);
	memory_room(&customers->at, &customers->room, number + 1,
	    sizeof *customers->at);
	customer = &customers->at[number];
	if (new)
		*customer = (struct customer){ 0, DATE_NONE, DATE_NONE };
	customer->wins++;
	if (day == DATE_NONE)
		return;
	if (customer->first == DATE_NONE || day < customer->first)
		customer->first = day;
	if (customer->last == DATE_NONE || day > customer->last)
		customer->last = day;
}

static void
add_deals(struct tally *tally, const struct occasion *occasion)
{
	(void)occasion;
	tally->deals++;
}

static void
add_leads(struct tally *tally, const struct occasion *occasion)
{
	if (!in_period(occasion, occasion->view->created))
		return;
	tally->leads++;
	tally->converted += occasion->outcome->kind == KIND_WON;
}

static void
add_open(struct tally *tally, const struct occasion *occasion)
{
	const struct view *view = occasion->view;

	if (view->kind != KIND_OPEN)
		return;
	tally->open++;
	tally->open_valued += view->has_amount;
	tally->open_amount += view->amount;
}

static void
add_weighted(struct tally *tally, const struct occasion *occasion)
{
	const struct view *view = occasion->view;

	if (view->kind == KIND_OPEN)
		tally->open_weighted += (int128)view->amount *
		    view_probability(view);
}

static void
add_ages(struct tally *tally, const struct occasion *occasion)
{
	const struct view *view = occasion->view;

	if (view->kind != KIND_OPEN || view->created == DATE_NONE)
		return;
	tally->aged++;
	tally->ages += view->day - view->created;
}

static void
add_pushes(struct tally *tally, const struct occasion *occasion)
{
	const struct view *view = occasion->view;

	if (view->kind != KIND_OPEN)
		return;
	tally->logged_open += view->deal->log.n > 0;
	tally->pushes += view->pushes;
}

static void
add_won(struct tally *tally, const struct occasion *occasion)
{
	const struct view *view = occasion->view;

	if (!closed_in(occasion, KIND_WON))
		return;
	tally->won++;
	tally->won_valued += view->has_amount;
	tally->won_amount += view->amount;
}

static void
add_lost(struct tally *tally, const struct occasion *occasion)
{
	const struct view *view = occasion->view;

	if (!closed_in(occasion, KIND_LOST))
		return;
	tally->lost++;
	tally->lost_amount += view->amount;
}

/* Times from creation to the close; closed before created is no time. */
static void
add_cycles(struct tally *tally, const struct occasion *occasion)
{
	const struct view *view = occasion->view;

	if (view->created == DATE_NONE || view->closed == DATE_NONE ||
	    view->closed < view->created)
		return;
	if (closed_in(occasion, KIND_WON)) {
		tally->cycles++;
		tally->cycle_days += view->closed - view->created;
	} else if (closed_in(occasion, KIND_LOST)) {
		tally->cycles_lost++;
		tally->cycle_lost_days += view->closed - view->created;
	}
}

static void
add_won_amounts(struct tally *tally, const struct occasion *occasion)
{
	if (closed_in(occasion, KIND_WON) && occasion->view->has_amount)
		numbers_add(&tally->won_amounts, occasion->view->amount);
}

static void
add_cycle_lengths(struct tally *tally, const struct occasion *occasion)
{
	const struct view *view = occasion->view;

	if (closed_in(occasion, KIND_WON) && view->created != DATE_NONE &&
	    view->closed != DATE_NONE && view->closed >= view->created)
		numbers_add(&tally->cycle_lengths,
		    view->closed - view->created);
}

/* Did it enter a stage of its pipeline that lies behind the one before? */
static void
add_advanced(struct tally *tally, const struct occasion *occasion)
{
	const struct deal *deal = occasion->view->deal;
	const struct stage *before = NULL;

	tally->logs += deal->has_log;
	for (size_t i = 0; i < deal->log.n; i++) {
		const struct log_entry *entry = &deal->log.at[i];

		if (entry->field != FIELD_STAGE || entry->day > occasion->day)
			continue;
		if (before != NULL && entry->day >= occasion->period.from &&
		    entry->day <= occasion->period.to &&
		    entry->stage->kind != KIND_LOST &&
		    before->kind != KIND_LOST &&
		    entry->stage->number != STAGE_POOLED &&
		    entry->stage->pipe == before->pipe &&
		    entry->stage->number > before->number) {
			tally->advanced++;
			return;
		}
		before = entry->stage;
	}
}

static void
add_customers(struct tally *tally, const struct occasion *occasion)
{
	const struct view *view = occasion->view;
	struct slice account = view->deal->text[FIELD_ACCOUNT];

	if (account.len == 0 || !closed_in(occasion, KIND_WON))
		return;
	tally->account_wins++;
	tally->account_valued += view->has_amount;
	tally->account_amount += view->amount;
	customers_add(&tally->customers, account, view->closed);
}

/* "referral", "referral: ACCOUNT", and the same words elsewhere. */
static bool
is_referral(struct slice source)
{
	static const char *const words[] = {
		"referral", "推荐", "转介绍", "rujukan", "referensi",
		"препоръка"
	};
	struct buffer folded = { 0 };
	const char *text, *colon;
	bool is = false;

	/* folded first: a full-width colon is one too */
	text_fold(source, &folded);
	text = buffer_text(&folded);
	colon = strchr(text, ':');
	source = slice_trim((struct slice){ text, colon == NULL ?
	    strlen(text) : (size_t)(colon - text) });
	for (size_t i = 0; i < sizeof words / sizeof *words && !is; i++)
		is = text_same(source, slice_of(words[i]));
	buffer_free(&folded);
	return is;
}

static void
add_referrals(struct tally *tally, const struct occasion *occasion)
{
	if (closed_in(occasion, KIND_WON) &&
	    is_referral(occasion->view->deal->text[FIELD_SOURCE]))
		tally->referrals++;
}

/* Activities done by the day, under a type of them those of the type: all of the
 * period, those of won deals, and how long a new deal waited for its first. */
static void
add_activities(struct tally *tally, const struct occasion *occasion)
{
	const struct view *view = occasion->view;
	const struct touches *touches = view->deal->touches;
	bool won = closed_in(occasion, KIND_WON);
	int first = DATE_NONE;

	if (touches == NULL || touches->name == NULL)
		return;
	tally->touched = 1;
	for (size_t i = view->deal->touch; i != TOUCH_NONE;
	    i = touches->at[i].next) {
		int day = touches->at[i].day;

		if (day > occasion->day)
			break;
		if (view->activity < touches->types.n &&
		    view->activity != touches->at[i].type)
			continue;
		if (first == DATE_NONE)
			first = day;
		tally->activities += in_period(occasion, day);
		tally->touches += won;
	}
	if (first != DATE_NONE && in_period(occasion, view->created) &&
	    first >= view->created) {
		tally->first_touches++;
		tally->first_touch_days += first - view->created;
	}
}

/* How much of a won deal's amount goes to its activities of the type it is looked
 * at under: an even split in the currency's smallest unit over all it had by the
 * day, what is left to the first of them. */
static void
add_credited(struct tally *tally, const struct occasion *occasion)
{
	const struct view *view = occasion->view;
	const struct touches *touches = view->deal->touches;
	int64_t unit = MONEY_UNIT, n = 0, units, place = 0;

	if (!closed_in(occasion, KIND_WON) || touches == NULL)
		return;
	for (int i = money_decimals(slice_of(view->currency)); i > 0; i--)
		unit /= 10;
	if (view->amount % unit != 0)
		unit = 1;
	for (size_t i = view->deal->touch; i != TOUCH_NONE &&
	    touches->at[i].day <= occasion->day; i = touches->at[i].next)
		n++;
	if (n == 0) {
		tally->credited += view->amount;
		return;
	}
	units = view->amount / unit;
	for (size_t i = view->deal->touch; place < n;
	    i = touches->at[i].next, place++)
		if (touches->at[i].type == view->activity)
			tally->credited += (units / n +
			    (place < units % n) - (place < -(units % n))) *
			    unit;
}

static void
add_costs(struct tally *tally, const struct occasion *occasion)
{
	if (!closed_in(occasion, KIND_WON) && !closed_in(occasion, KIND_LOST))
		return;
	tally->cost += occasion->view->cost;
	tally->costed += occasion->view->has_cost;
}

#define COUNT(member)							\
static struct value							\
finish_##member(const struct closing *closing)				\
{									\
	return value_whole((int128)closing->tally->member);		\
}

COUNT(deals)
COUNT(leads)
COUNT(open)
COUNT(won)
COUNT(lost)
COUNT(open_amount)
COUNT(won_amount)
COUNT(lost_amount)

#define QUOTIENT(name, top, bottom)					\
static struct value							\
finish_##name(const struct closing *closing)				\
{									\
	const struct tally *tally = closing->tally;			\
									\
	return value_ratio(ratio_of((int128)(top), (int128)(bottom)));	\
}

QUOTIENT(weighted, tally->open_weighted, PERCENT_ONE)
QUOTIENT(win_rate, tally->won, tally->won + tally->lost)
QUOTIENT(win_rate_amount, tally->won_amount,
    tally->won_amount + tally->lost_amount > 0 ?
    tally->won_amount + tally->lost_amount : 0)
QUOTIENT(win_loss, tally->won, tally->lost)
QUOTIENT(conversion, tally->converted, tally->leads)
QUOTIENT(avg_deal, tally->won_amount, tally->won_valued)
QUOTIENT(avg_open, tally->open_amount, tally->open_valued)
QUOTIENT(cycle, tally->cycle_days, tally->cycles)
QUOTIENT(cycle_lost, tally->cycle_lost_days, tally->cycles_lost)
QUOTIENT(age, tally->ages, tally->aged)
QUOTIENT(pushes, tally->pushes, tally->logged_open > 0 ? tally->open : 0)
QUOTIENT(first_touch, tally->first_touch_days, tally->first_touches)
QUOTIENT(referral_rate, tally->referrals, tally->won)

static struct value
finish_advanced(const struct closing *closing)
{
	return closing->tally->logs == 0 ? value_blank() :
	    value_whole((int128)closing->tally->advanced);
}

static int
by_number(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Of an even number, the mean of the two middle ones. */
static struct value
median(struct numbers *numbers)
{
	size_t half = numbers->n / 2;

	if (numbers->n == 0)
		return value_blank();
	qsort(numbers->at, numbers->n, sizeof *numbers->at, by_number);
	if (numbers->n % 2 == 1)
		return value_ratio(ratio_of(numbers->at[half], 1));
	return value_ratio(ratio_of((int128)numbers->at[half - 1] +
	    numbers->at[half], 2));
}

static struct value
finish_activities(const struct closing *closing)
{
	return closing->tally->touched ?
	    value_whole((int128)closing->tally->activities) : value_blank();
}

static struct value
finish_touches(const struct closing *closing)
{
	const struct tally *tally = closing->tally;

	return value_ratio(ratio_of((int128)tally->touches,
	    tally->touched ? (int128)tally->won : 0));
}

/* The win rate with the activity, to that without it. */
static struct value
finish_lift(const struct closing *closing)
{
	const struct tally *tally = closing->tally, *all = closing->all;
	struct ratio lift;
	int128 closed, others;

	if (all == NULL)
		return value_blank();
	closed = (int128)tally->won + tally->lost;
	others = (int128)all->won + all->lost - closed;
	lift = (struct ratio){ { (int128)tally->won, others },
	    { closed, (int128)all->won - tally->won } };
	return value_ratio(lift);
}

static struct value
finish_credited(const struct closing *closing)
{
	return closing->all == NULL ? value_blank() :
	    value_whole(closing->tally->credited);
}

static struct value
finish_median_deal(const struct closing *closing)
{
	return median(&closing->tally->won_amounts);
}

static struct value
finish_median_cycle(const struct closing *closing)
{
	return median(&closing->tally->cycle_lengths);
}

/* open x avg_deal x win_rate / cycle, of the exact fractions. */
static struct value
finish_velocity(const struct closing *closing)
{
	const struct tally *tally = closing->tally;
	struct ratio velocity = {
		.top = { (int128)tally->open * tally->won_amount,
		    (int128)tally->won * tally->cycles },
		.bottom = { (int128)tally->won_valued *
		    (tally->won + tally->lost), tally->cycle_days },
	};

	return value_ratio(velocity);
}

static struct value
finish_customers(const struct closing *closing)
{
	return value_whole((int128)closing->tally->customers.names.n);
}

/* Those of the tally's customers whose first win of all is one of the tally's: a
 * customer that another group won first is repeat business here. */
static uint64_t
new_customers(const struct closing *closing)
{
	const struct customers *customers = &closing->tally->customers;
	uint64_t n = 0;

	for (size_t i = 0; i < customers->names.n; i++) {
		size_t number = intern_find(&closing->first_wins->names,
		    intern_text(&customers->names, i));
		int first = number == INTERN_NONE ? DATE_NONE :
		    closing->first_wins->at[number].first;

		/* a win that was taken back by T is no first one then, and one
		 * on a day unknown is none where there is another */
		n += first == DATE_NONE || (customers->at[i].first !=
		    DATE_NONE && customers->at[i].first <= first);
	}
	return n;
}

static struct value
finish_repeat_rate(const struct closing *closing)
{
	int128 wins = (int128)closing->tally->account_wins;

	return value_ratio(ratio_of(wins - (int128)new_customers(closing),
	    wins));
}

/*
 * Average purchase value x purchases a customer a year x lifespan in years.
 * Where the lifespan is learned too the days of the year cancel out.
 */
static struct value
finish_clv(const struct closing *closing)
{
	const struct tally *tally = closing->tally;
	const struct customers *customers = &tally->customers;
	struct ratio clv = {
		.top = { tally->account_amount, (int128)tally->account_wins },
		.bottom = { (int128)tally->account_valued *
		    customers->names.n, 0 },
	};
	int first = DATE_NONE;
	int128 span = 0, repeaters = 0;

	for (size_t i = 0; i < customers->names.n; i++) {
		const struct customer *one = &customers->at[i];

		if (one->first == DATE_NONE)
			continue;
		if (first == DATE_NONE || one->first < first)
			first = one->first;
		span += one->wins > 1 ? one->last - one->first : 0;
		repeaters += one->wins > 1;
	}
	if (first == DATE_NONE || closing->as_of <= first)
		return value_blank();
	clv.bottom[1] = closing->as_of - first;
	if (closing->lifespan < 0) {
		clv.top[1] *= span;
		clv.bottom[1] *= repeaters;
	} else {	/* 365.2425 days a year, years in ten-thousandths */
		clv.top[1] *= (int128)closing->lifespan * 3652425;
		clv.bottom[1] *= (int128)MONEY_UNIT * 10000;
	}
	return value_ratio(clv);
}

static struct value
finish_cost(const struct closing *closing)
{
	return closing->tally->costed == 0 ? value_blank() :
	    value_whole(closing->tally->cost);
}

static struct value
finish_cost_per_customer(const struct closing *closing)
{
	if (closing->tally->costed == 0)
		return value_blank();
	return value_ratio(ratio_of(closing->tally->cost,
	    (int128)new_customers(closing)));
}

#define AMOUNT FIELD_BIT(FIELD_AMOUNT)
#define CHANCE (AMOUNT | FIELD_BIT(FIELD_PROBABILITY))
#define CUSTOMER (AMOUNT | FIELD_BIT(FIELD_ACCOUNT))

/* In the order of -M all; help is the formula, measures(7) says more. */
const struct metric metrics[] = {
	{ "deals", "deals", UNIT_COUNT, { add_deals }, finish_deals,
	    "deals there by the day", true, 0 },
	{ "leads", "new leads", UNIT_COUNT, { add_leads }, finish_leads,
	    "deals created in the period", true, 0 },
	{ "open", "open", UNIT_COUNT, { add_open }, finish_open,
	    "deals open on the day", true, 0 },
	{ "pipeline", "pipeline", UNIT_MONEY, { add_open }, finish_open_amount,
	    "amount of open deals", true, AMOUNT },
	{ "weighted", "weighted", UNIT_MONEY_MEAN, { add_weighted },
	    finish_weighted, "amount x probability of open deals", true,
	    CHANCE },
	{ "won", "won", UNIT_COUNT, { add_won }, finish_won,
	    "deals won in the period", true, 0 },
	{ "won_amount", "won amount", UNIT_MONEY, { add_won },
	    finish_won_amount, "their amount", true, AMOUNT },
	{ "lost", "lost", UNIT_COUNT, { add_lost }, finish_lost,
	    "deals lost in the period", true, 0 },
	{ "lost_amount", "lost amount", UNIT_MONEY, { add_lost },
	    finish_lost_amount, "their amount", false, AMOUNT },
	{ "win_rate", "win rate", UNIT_RATE, { add_won, add_lost },
	    finish_win_rate, "won / (won + lost)", true, 0 },
	{ "win_rate_amount", "win rate, money", UNIT_RATE,
	    { add_won, add_lost }, finish_win_rate_amount,
	    "won_amount / (won_amount + lost_amount)", false, AMOUNT },
	{ "win_loss", "won to lost", UNIT_RATIO, { add_won, add_lost },
	    finish_win_loss, "won / lost", false, 0 },
	{ "conversion", "conversion", UNIT_RATE, { add_leads },
	    finish_conversion, "of the new leads, the share won by today",
	    true, 0 },
	{ "advanced", "moved forward", UNIT_COUNT, { add_advanced },
	    finish_advanced, "deals that entered a later stage in the period",
	    false, 0 },
	{ "avg_deal", "average deal", UNIT_MONEY_MEAN, { add_won },
	    finish_avg_deal, "won_amount / won deals with an amount", true,
	    AMOUNT },
	{ "median_deal", "median deal", UNIT_MONEY_MEAN, { add_won_amounts },
	    finish_median_deal, "median amount of won deals", false, AMOUNT },
	{ "avg_open", "average open deal", UNIT_MONEY_MEAN, { add_open },
	    finish_avg_open, "pipeline / open deals with an amount", false,
	    AMOUNT },
	{ "cycle", "sales cycle", UNIT_DAYS, { add_cycles }, finish_cycle,
	    "mean days from created to won", true, 0 },
	{ "median_cycle", "median cycle", UNIT_DAYS, { add_cycle_lengths },
	    finish_median_cycle, "median of the same", false, 0 },
	{ "cycle_lost", "cycle of lost", UNIT_DAYS, { add_cycles },
	    finish_cycle_lost, "mean days from created to lost", false, 0 },
	{ "velocity", "velocity a day", UNIT_MONEY_MEAN,
	    { add_open, add_won, add_lost, add_cycles }, finish_velocity,
	    "open x avg_deal x win_rate / cycle, money a day", true, AMOUNT },
	{ "age", "age of open", UNIT_DAYS, { add_ages }, finish_age,
	    "mean days since open deals were created", false, 0 },
	{ "pushes", "pushes", UNIT_RATIO, { add_open, add_pushes },
	    finish_pushes,
	    "times the close date of an open deal was moved later", false, 0 },
	{ "activities", "activities", UNIT_COUNT, { add_activities },
	    finish_activities, "activities done in the period", false,
	    ASK_ACTIVITIES },
	{ "touches", "touches", UNIT_RATIO, { add_won, add_activities },
	    finish_touches, "done activities of won deals / won", false,
	    ASK_ACTIVITIES },
	{ "first_touch", "first touch", UNIT_DAYS, { add_activities },
	    finish_first_touch,
	    "mean days from created to the first activity", false,
	    ASK_ACTIVITIES },
	{ "lift", "lift", UNIT_RATIO, { add_won, add_lost }, finish_lift,
	    "with -b activity: win rate with it / without it", false,
	    ASK_ACTIVITIES },
	{ "credited", "credited", UNIT_MONEY, { add_credited },
	    finish_credited,
	    "with -b activity: won_amount split over what was done", false,
	    AMOUNT | ASK_ACTIVITIES },
	{ "customers", "customers", UNIT_COUNT, { add_customers },
	    finish_customers, "accounts with a deal won in the period", false,
	    CUSTOMER },
	{ "repeat_rate", "repeat business", UNIT_RATE, { add_customers },
	    finish_repeat_rate, "share of won deals from known customers",
	    false, CUSTOMER },
	{ "referral_rate", "referrals", UNIT_RATE,
	    { add_won, add_referrals }, finish_referral_rate,
	    "share of won deals whose source is a referral", false,
	    FIELD_BIT(FIELD_SOURCE) },
	{ "clv", "customer value", UNIT_MONEY_MEAN, { add_customers },
	    finish_clv, "purchase x purchases a year x lifespan", false,
	    CUSTOMER },
	{ "cost", "cost", UNIT_MONEY, { add_costs }, finish_cost,
	    "cost of deals closed in the period", false,
	    FIELD_BIT(FIELD_COST) },
	{ "cost_per_customer", "cost per customer", UNIT_MONEY_MEAN,
	    { add_costs, add_customers }, finish_cost_per_customer,
	    "cost / accounts first won in the period", false,
	    CUSTOMER | FIELD_BIT(FIELD_COST) },
};

const size_t n_metrics = sizeof metrics / sizeof *metrics;

const struct metric *
metric_named(struct slice key)
{
	for (size_t i = 0; i < n_metrics; i++)
		if (slice_is(key, metrics[i].key))
			return &metrics[i];
	return NULL;
}

bool
metric_share(const struct metric *metric, const struct closing *closing,
    uint64_t *k, uint64_t *n)
{
	const struct tally *tally = closing->tally;

	if (metric->finish == finish_win_rate) {
		*k = tally->won;
		*n = tally->won + tally->lost;
	} else if (metric->finish == finish_conversion) {
		*k = tally->converted;
		*n = tally->leads;
	} else if (metric->finish == finish_repeat_rate) {
		*k = tally->account_wins - new_customers(closing);
		*n = tally->account_wins;
	} else if (metric->finish == finish_referral_rate) {
		*k = tally->referrals;
		*n = tally->won;
	} else {
		return false;
	}
	return true;
}

bool
metric_values_open(const struct metric *metric)
{
	for (size_t i = 0; i < 4; i++)
		if (metric->add[i] == add_open ||
		    metric->add[i] == add_weighted)
			return (metric->needs & AMOUNT) != 0;
	return false;
}
