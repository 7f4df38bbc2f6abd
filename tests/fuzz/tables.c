/*
 * Any bytes as the tables beside the deals, goals, activities, rates and a side
 * table: each is read, or says what is wrong; and of what was read holds what its
 * header promises.
 */

#include <string.h>
#include <unistd.h>

#include "deal/goals.h"
#include "deal/lookup.h"
#include "deal/rates.h"
#include "deal/touch.h"
#include "fuzz.h"

#define TODAY 20000

static void
read_goals(struct slice bytes)
{
	struct goals_request request = { .deals = "/nowhere/deals.csv",
	    .today = TODAY, .fiscal = 1 };
	struct goals goals = { 0 };
	struct trouble what = { "" };
	struct source source;

	source_memory(&source, "goals.csv", bytes.at, bytes.len);
	if (goals_read(&goals, &source, &request, &what) != 0)
		must(what.text[0] != '\0', "it says what is wrong", bytes);
	else
		for (size_t i = 0; i < goals.n; i++) {
			const struct goal *goal = &goals.at[i];

			must(goal->target >= 0 && goal->period.from <=
			    goal->period.to, "a goal is one", bytes);
			must(goals_find(&goals, goal->measure, goal->period,
			    goal->conditions, goal->n) != NULL,
			    "a goal is found", bytes);
		}
	goals_free(&goals);
	source_close(&source);
}

static void
read_activities(struct slice bytes, const char *path)
{
	struct activities_request request = { .path = path };
	struct notices notices = { 0 };
	struct touches touches = { 0 };
	struct trouble what = { "" };
	size_t n = 0;

	if (touches_read(&touches, &request, &notices, &what) != 0) {
		must(what.text[0] != '\0', "it says what is wrong", bytes);
	} else {
		for (size_t i = 0; i < touches.ids.n; i++) {
			int day = DATE_FIRST;

			for (size_t t = touches_of(&touches, intern_text(
			    &touches.ids, i)); t != TOUCH_NONE;
			    t = touches.at[t].next, n++) {
				must(touches.at[t].day >= day, "by day", bytes);
				must(touches.at[t].type < touches.types.n,
				    "of a type", bytes);
				day = touches.at[t].day;
			}
		}
		must(n == touches.n, "each is of a deal", bytes);
		touches_free(&touches);
	}
	notices_free(&notices);
}

static void
read_rates(struct slice bytes, const char *path)
{
	struct rates rates = { 0 };
	struct trouble what = { "" };

	if (rates_read(&rates, path, "", TODAY, &what) != 0) {
		must(what.text[0] != '\0', "it says what is wrong", bytes);
		return;
	}
	for (size_t i = 0; i < rates.n; i++) {
		const struct rate *rate = &rates.at[i];
		int64_t plus = 123456789, minus = -plus, none = 0;
		bool can;

		must(rate->top > 0 && rate->bottom > 0, "a rate is one", bytes);
		must(i == 0 || strcmp(rates.at[i - 1].other, rate->other) < 0 ||
		    (strcmp(rates.at[i - 1].other, rate->other) == 0 &&
		    rates.at[i - 1].day <= rate->day), "in order", bytes);
		can = rates_convert(&rates, rate->from, rate->day, &plus);
		must(can == rates_convert(&rates, rate->from, rate->day,
		    &minus) && plus == -minus, "a debt is as great", bytes);
		must(!can || plus >= 0, "money stays money", bytes);
		must(!rates_convert(&rates, rate->from, rate->day, &none) ||
		    none == 0, "nothing stays nothing", bytes);
	}
	rates_free(&rates);
}

static void
read_lookup(struct slice bytes, char *path)
{
	static const struct mapping none;
	struct mapping own = none;
	struct reading reading = { .lookups = &own, .n_lookups = 1 };
	struct lookup *lookup = lookup_of(slice_of("account.sector"));
	struct trouble what = { "" };

	own.field = slice_of("account");
	own.header = slice_of(path);
	if (lookup_load(lookup, "/nowhere/deals.csv", &reading, &what) != 0)
		must(what.text[0] != '\0', "it says what is wrong", bytes);
	else
		for (size_t i = 0; i < lookup->keys.n; i++)
			must(slice_equal(lookup_value(lookup, intern_text(
			    &lookup->keys, i)), lookup->values[i]),
			    "a key is found", bytes);
	lookup_free(lookup);
}

/* The file they are read from; empty without room for one. */
static char path[4096];

static void
take_away(void)
{
	unlink(path);
}

static bool
put(struct slice bytes)
{
	const char *directory = getenv("TMPDIR");
	FILE *file;
	int fd;

	if (path[0] == '\0') {
		snprintf(path, sizeof path, "%s/pl-fuzz.XXXXXX",
		    directory == NULL ? "/tmp" : directory);
		if ((fd = mkstemp(path)) < 0)
			return false;
		close(fd);
		atexit(take_away);
	}
	file = fopen(path, "wb");
	if (file == NULL)
		return false;
	if (bytes.len > 0)
		fwrite(bytes.at, 1, bytes.len, file);
	return fclose(file) == 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
	const struct slice bytes = { (const char *)at, n };

	must(put(bytes), "there is room for a file", slice_of(path));
	read_goals(bytes);
	read_activities(bytes, path);
	read_rates(bytes, path);
	read_lookup(bytes, path);
	return 0;
}
