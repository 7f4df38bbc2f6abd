/*
 * Any bytes as a filter of three deals, a bare one where a blank comes first: it
 * holds, or says what does not; what it was read as is read as the same again; and
 * of a field and its values, one of = and != holds, one of ~ and !~, at most one of
 * <, = and >, and <= where < or = do, and any of a|b where a or b does.
 */

#include <string.h>

#include "deal/filter.h"
#include "deal/stream.h"
#include "fuzz.h"

#define TODAY 21000		/* behind all days of the deals: each is there */

static const char deals[] =
    "id,name,account,owner,pipeline,stage,amount,probability,created,"
    "close_date,score,Seats,notes\n"
    "D-1,Gro\303\237er Auftrag,Acme,ana,,Lead,1234.5,45,2026-01-10,2026-12-31,"
    "7.5,\"1,200.5\",a|b\n"
    "D-2,,,,,Lost,,,,,,,\n"
    "D-3,\345\256\242\346\210\267,x,BOB,Partners,Won,-3,,2025-02-28,2025-03-01,0,"
    "x,\"two\nlines\"\n";

/* The file, opened once. */
static struct sheet sheet;
static struct stages stages;

static void
open_deals(void)
{
	static const struct reading reading = { 0 };
	const struct slice all = { deals, sizeof deals - 1 };
	struct source source;
	struct trouble what;

	if (stages.n > 0)
		return;
	source_memory(&source, "deals.csv", all.at, all.len);
	must(sheet_take(&sheet, &source, &reading, &what) == 0 &&
	    stream_stages(&stages, NULL, "/nowhere/deals.csv", &sheet, 1,
	    &what) == 0, "the deals are read", all);
}

/* A filter and what comes of it. */
struct judge {
	struct filter filter;
	struct demand demand;
	unsigned held;		/* a bit for each deal it holds of */
	bool read;		/* it is a filter, and the file has its fields */
};

static void
ask(struct judge *judge, struct slice expr)
{
	struct deal *deal;
	struct trouble what;
	struct view view;
	unsigned bit = 1;
	int got;

	while ((got = sheet_next(&sheet, &deal, &what)) == 1) {
		deal_view(deal, &stages, TODAY, &view);
		must(view.there, "the deal is there", expr);
		must(filter_holds(&judge->filter, &view) ==
		    (filter_fails(&judge->filter, &view) == NULL),
		    "it holds, or one fails", expr);
		if (filter_holds(&judge->filter, &view))
			judge->held |= bit;
		bit <<= 1;
	}
	judge->read = got == 0;
}

/* Which deals does it hold of? -1: it is no filter, or of a field that is not
 * there. */
static int
judge(struct slice expr, bool bare)
{
	struct judge judge = { .demand = {
	    .fields = FIELD_BIT(FIELD_COUNT) - 1 } };
	struct trouble what = { "" };

	open_deals();
	if (filter_add(&judge.filter, expr, TODAY, 1, bare, &judge.demand,
	    &what) != 0) {
		must(what.text[0] != '\0', "it says what is wrong", expr);
	} else if (sheet_begin(&sheet, &judge.demand, &stages, &what) == 0) {
		ask(&judge, expr);
	}
	notices_free(&sheet.notices);
	filter_free(&judge.filter);
	demand_free(&judge.demand);
	return judge.read ? (int)judge.held : -1;
}

/* The same with another operator. */
static int
judge_as(struct slice name, const char *operator, struct slice value)
{
	struct buffer expr = { 0 };
	int held;

	if (name.len > 0)
		buffer_add(&expr, name.at, name.len);
	buffer_string(&expr, operator);
	if (value.len > 0)
		buffer_add(&expr, value.at, value.len);
	held = judge(slice_made(&expr), false);
	buffer_free(&expr);
	return held;
}

/* Does one hold where the other does not, of all deals? */
static bool
opposite(int a, int b)
{
	return a < 0 || b < 0 || (a ^ b) == 7;
}

/* Blank deals take no side; a list of values is one value to all but = and !=. */
static void
compare(struct slice name, struct slice value)
{
	const int equal = judge_as(name, "=", value);
	const int less = judge_as(name, "<", value);
	const int more = judge_as(name, ">", value);
	const int most = judge_as(name, "<=", value);
	const int least = judge_as(name, ">=", value);

	must(opposite(equal, judge_as(name, "!=", value)),
	    "one of = and != holds", value);
	must(opposite(judge_as(name, "~", value), judge_as(name, "!~",
	    value)), "one of ~ and !~ holds", value);
	must(less < 0 || more < 0 || (less & more) == 0,
	    "nothing is less and more", value);
	must(less < 0 || most < 0 || (less & ~most) == 0,
	    "what is less is at most that", value);
	must(more < 0 || least < 0 || (more & ~least) == 0,
	    "what is more is at least that", value);
	must(less < 0 || least < 0 || (less & least) == 0,
	    "what is less is not at least that", value);
	must(more < 0 || most < 0 || (more & most) == 0,
	    "what is more is not at most that", value);
}

/* Any of some values is one or another of them. */
static void
split(struct slice name, struct slice values)
{
	const char *bar = values.len == 0 ? NULL :
	    memchr(values.at, '|', values.len);
	struct slice one = { values.at, bar == NULL ? 0 :
	    (size_t)(bar - values.at) };
	struct slice other = { bar == NULL ? NULL : bar + 1,
	    bar == NULL ? 0 : values.len - one.len - 1 };
	int any, first, second;

	if (slice_trim(one).len == 0 || slice_trim(other).len == 0 ||
	    *slice_trim(other).at == '|')
		return;
	any = judge_as(name, "=", values);
	first = judge_as(name, "=", one);
	second = judge_as(name, "=", other);
	must((any < 0) == (first < 0 || second < 0) &&
	    (any < 0 || any == (first | second)),
	    "any of them is one or another", values);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
	struct slice expr = { (const char *)at, n }, name, value;
	const bool bare = n > 0 && *at == ' ';
	const int held = judge(expr, bare);
	size_t i = 0;

	while (i < n && memchr("=!<>~", expr.at[i], 5) == NULL)
		i++;
	if (i == n || held < 0)
		return 0;
	name = (struct slice){ expr.at, i };
	while (i < n && memchr("=!<>~", expr.at[i], 5) != NULL)
		i++;
	value = (struct slice){ expr.at + i, n - i };
	must(judge(slice_trim(expr), bare) == held,
	    "blanks around it say nothing", expr);
	compare(name, value);
	split(name, value);
	return 0;
}
