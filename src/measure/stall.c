#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure/list.h"
#include "measure/stall_rule.h"

#define N(slice) (int)(slice).len, (slice).at
#define BIT(rule) (1u << (rule))
#define OWN_DAYS 0		/* places in stall_added */
#define OWN_LIMIT 1
#define OWN_RULES 2

const char *const stall_added[STALL_ADDED + 1] = {
	"days_stalled", "limit", "stalled_by", NULL
};

struct stall {
	const struct stall_request *request;
	size_t stalled;
	bool limited;		/* a deal had a limit to be held to */
	bool judged;		/* a deal was open */
	struct picks picks;	/* the stalled deals: bytes (unless values) and
				 * what they are sorted by */
	struct result *result;	/* values; NULL: bytes */
	struct buffer spares[PICK_ORDERS];
	struct trouble trouble;	/* the first deal that could not be printed */
};

/*
 * Asking.
 */

static int
lay_out(struct stall_request *request, struct stream *stream,
    struct demand *demand, struct trouble *what)
{
	const char *columns = NULL;

	if (request->main != NULL)
		layout_filled(&stream->sheets[0], request->main,
		    &request->names);
	if (request->names.len > 0)
		columns = buffer_text(&request->names);
	if (layout_begin(&request->layout, stream->sheets, stream->n, columns,
	    request->as_it_stood, request->fiscal, demand, &stream->notices,
	    what) != 0)
		return -1;
	return pick_orders_read(&request->orders, request->sort, stall_added,
	    request->fiscal, demand, what);
}

int
stall_ask(struct stall_request *request, struct stream *stream,
    struct demand *demand, struct trouble *what)
{
	request->stages = &stream->stages;
	demand->fields |= FIELD_BIT(FIELD_AMOUNT) |
	    FIELD_BIT(FIELD_CURRENCY) | FIELD_BIT(FIELD_NEXT_DATE) |
	    FIELD_BIT(FIELD_LAST_ACTIVITY) | FIELD_BIT(FIELD_CLOSE_DATE);
	request->lacks = stall_lacks(request, stream);
	if (!request->travels)
		stall_say_lacks(request, request->lacks, stream->n == 1 ?
		    stream->sheets[0].source.name : NULL, &stream->notices);
	if ((request->rules & BIT(STALL_GAPS)) != 0 && stall_ask_gaps(request,
	    stream, demand, request->travels ? &request->said :
	    &stream->notices, what) != 0)
		return -1;
	return request->summary ? 0 : lay_out(request, stream, demand, what);
}

void
stall_request_free(struct stall_request *request)
{
	for (size_t i = 0; request->required != NULL &&
	    i < request->stages->n; i++)
		filter_free(&request->required[i]);
	free(request->required);
	request->required = NULL;
	if (!request->summary)
		layout_free(&request->layout);
	buffer_free(&request->names);
	notices_free(&request->said);
	stall_limits_free(request->limits);
	request->limits = NULL;
}

/* What the first fold meets the second meets again, and says. */
static int
learn(struct stall_request *request, struct stream *stream,
    const struct demand *demand, struct trouble *what)
{
	struct notices said = stream->notices;
	void *state;
	int status = 0;

	for (size_t i = 0; i < stream->n && status == 0; i++)
		status = source_hold(&stream->sheets[i].source, what);
	if (status != 0)
		return -1;
	stream->notices = (struct notices){ 0 };
	status = stream_fold(stream, demand, &stall_learn_fold, request,
	    &state, what);
	notices_free(&stream->notices);
	stream->notices = said;
	if (status == 0)
		request->limits = stall_learned(state);
	return status;
}

int
stall_run(struct stall_request *request, struct stream *stream,
    const struct demand *demand, void **state, struct trouble *what)
{
	if (stall_learns(request) && learn(request, stream, demand, what) != 0)
		return -1;
	if (stream_fold(stream, demand, &stall_fold, request, state,
	    what) != 0)
		return -1;
	if (stall_settle(*state, &stream->notices, what) == 0)
		return 0;
	stall_fold.free(*state);
	return -1;
}

/*
 * Folding.
 */

static void *
stall_begin(const void *request)
{
	struct stall *stall = memory_zero(1, sizeof *stall);

	stall->request = request;
	/* worst first has two keys */
	stall->picks.n_keys = stall->request->orders.n > 0 ?
	    stall->request->orders.n : 2;
	if (!stall->request->values)
		return stall;
	stall->result = result_new(NULL);
	list_columns(stall->result, &stall->request->layout,
	    stall->request->house);
	result_column(stall->result, stall_added[OWN_DAYS], "days stalled",
	    UNIT_DAY_COUNT);
	result_column(stall->result, stall_added[OWN_LIMIT], "limit",
	    UNIT_DAY_COUNT);
	result_column(stall->result, stall_added[OWN_RULES], "stalled by",
	    UNIT_TEXT);
	return stall;
}

static void
stall_free(void *state)
{
	struct stall *stall = state;

	picks_free(&stall->picks);
	result_free(stall->result);
	for (size_t i = 0; i < PICK_ORDERS; i++)
		buffer_free(&stall->spares[i]);
	free(stall);
}

static struct pick_key
days_key(int days)
{
	return (struct pick_key){ .kind = days == STALL_NO_DAYS ? KEY_BLANK :
	    KEY_NUMBER, .number = days };
}

/* Worst first: amount times the days over the limit, then days. */
static void
worst_keys(const struct judged *deal, struct pick_key *keys)
{
	keys[0] = (struct pick_key){ .kind = KEY_NUMBER,
	    .number = (int128)deal->view->amount * stall_over(deal) };
	keys[1] = days_key(deal->days);
}

static void
asked_keys(struct stall *stall, const struct judged *deal,
    const struct buffer *names, struct pick_key *keys)
{
	const struct pick_orders *orders = &stall->request->orders;

	for (size_t i = 0; i < orders->n; i++)
		switch (orders->at[i].own) {
		case OWN_DAYS:
			keys[i] = days_key(deal->days);
			break;
		case OWN_LIMIT:
			keys[i] = days_key(deal->limit);
			break;
		case OWN_RULES:
			keys[i] = (struct pick_key){ .kind = KEY_TEXT,
			    .text = { names->at, names->len } };
			break;
		default:
			keys[i] = pick_key_of(&orders->at[i].reference,
			    deal->view, stall->request->stages,
			    &stall->spares[i]);
		}
}

static void
format_days(int days, struct buffer *out)
{
	if (days != STALL_NO_DAYS)
		buffer_format(out, "%d", days);
}

static int
keep_bytes(struct stall *stall, const struct judged *deal,
    const struct buffer *names)
{
	struct buffer days = { 0 }, limit = { 0 };
	struct slice added[STALL_ADDED];
	int status;

	format_days(deal->days, &days);
	format_days(deal->limit, &limit);
	added[OWN_DAYS] = (struct slice){ days.at, days.len };
	added[OWN_LIMIT] = (struct slice){ limit.at, limit.len };
	added[OWN_RULES] = (struct slice){ names->at, names->len };
	status = layout_deal(&stall->request->layout, deal->view, added,
	    STALL_ADDED, &stall->picks.bytes, &stall->trouble);
	buffer_free(&days);
	buffer_free(&limit);
	return status;
}

static struct value
days_value(int days)
{
	return days == STALL_NO_DAYS ? value_blank() : value_whole(days);
}

static int
keep_values(struct stall *stall, const struct judged *deal,
    const struct buffer *names)
{
	const struct layout *layout = &stall->request->layout;
	struct value *row = result_row(stall->result);

	row[layout->n + OWN_DAYS] = days_value(deal->days);
	row[layout->n + OWN_LIMIT] = days_value(deal->limit);
	row[layout->n + OWN_RULES] = value_text(stall->result,
	    (struct slice){ names->at, names->len });
	return list_row(stall->result, row, layout, deal->view,
	    &stall->trouble);
}

static void
keep(struct stall *stall, const struct judged *deal)
{
	struct pick_key keys[PICK_ORDERS];
	size_t from = stall->picks.bytes.len;
	struct buffer names = { 0 };
	int status;

	stall_names(deal->held, &names);
	status = stall->result != NULL ? keep_values(stall, deal, &names) :
	    keep_bytes(stall, deal, &names);
	if (stall->request->orders.n > 0)
		asked_keys(stall, deal, &names, keys);
	else
		worst_keys(deal, keys);
	if (status == 0)
		picks_add(&stall->picks, from, layout_end(
		    &stall->request->layout, deal->view->deal), keys);
	buffer_free(&names);
}

static void
stall_add(void *state, const struct deal *deal)
{
	struct stall *stall = state;
	const struct stall_request *request = stall->request;
	struct judged judged;
	struct view view;

	deal_view(deal, request->stages, request->as_of, &view);
	if (!stall_candidate(&view) || !filter_holds(request->filter, &view))
		return;
	stall_judge(request, &view, &judged);
	stall->judged = true;
	stall->limited = stall->limited || judged.limit != STALL_NO_DAYS;
	if (judged.held == 0)
		return;
	stall->stalled++;
	if (stall->trouble.text[0] == '\0')
		keep(stall, &judged);
}

static void
stall_merge(void *into_state, void *from_state)
{
	struct stall *into = into_state, *from = from_state;

	into->stalled += from->stalled;
	into->limited = into->limited || from->limited;
	into->judged = into->judged || from->judged;
	picks_merge(&into->picks, &from->picks);
	if (into->result != NULL) {
		list_merge(into->result, from->result);
		from->result = NULL;
	}
	if (into->trouble.text[0] == '\0')
		into->trouble = from->trouble;
	stall_free(from);
}

const struct fold stall_fold = {
	stall_begin, stall_add, stall_merge, stall_free
};

/*
 * What came of it.
 */

size_t
stall_count(const void *state)
{
	return ((const struct stall *)state)->stalled;
}

int
stall_settle(void *state, struct notices *notices, struct trouble *what)
{
	struct stall *stall = state;
	const struct stall_request *request = stall->request;

	if (stall->trouble.text[0] != '\0')
		return trouble_set(what, "%s", stall->trouble.text);
	if (stall->judged)
		stall_say_unlimited(request, stall->limited, notices);
	return 0;
}

static void
sort_stalled(struct stall *stall)
{
	const struct pick_orders *orders = &stall->request->orders;
	bool down[PICK_ORDERS] = { true, true };

	for (size_t i = 0; i < orders->n; i++)
		down[i] = orders->at[i].down;
	picks_sort(&stall->picks, down);
}

const struct picks *
stall_picks(void *state)
{
	struct stall *stall = state;

	sort_stalled(stall);
	return &stall->picks;
}

struct result *
stall_result(void *state)
{
	struct stall *stall = state;
	struct result *result = stall->result;

	if (result == NULL || stall->stalled == 0)
		return NULL;
	sort_stalled(stall);
	list_order(result, &stall->picks);
	stall->result = NULL;
	return result;
}
