#ifndef UNIT_DEALS_H
#define UNIT_DEALS_H

/*
 * A deals file and its stages held in memory, for tests of what reads them.
 * Included behind cmocka.h.
 */

#include <string.h>

#include "deal/filter.h"
#include "deal/sheet.h"
#include "deal/stream.h"

/* The stages most tests use. */
#define USUAL_STAGES "stage,kind,probability,category,aliases\n"		\
    "Lead,open,10,omitted,\n"							\
    "Demo,open,40,,Meeting\n"							\
    "Proposal,open,60,best,\n"							\
    "Won,won,100,,Closed Won\n"							\
    "Fulfilment,won,100,,\n"							\
    "Lost,lost,0,,\n"

/* A file, open. */
struct deals {
	struct reading reading;
	struct sheet sheet;
	struct stages stages;
	struct demand demand;
	struct trouble what;
};

/* Read a stages.csv. 0, or -1. */
static inline int
stages_text(struct stages *stages, const char *text, struct trouble *what)
{
	struct source source;
	int result;

	*stages = (struct stages){ 0 };
	stages->pooled = (struct stage){ .number = STAGE_POOLED,
	    .max_days = MAX_DAYS_LEARNED, .next_days = -1 };
	source_memory(&source, "stages.csv", text, strlen(text));
	result = stages_read(stages, &source, what);
	source_close(&source);
	return result;
}

/* Open TEXT with the stages of STAGES, inferred where that is NULL; READING may
 * be NULL. Every field is asked for. */
static inline void
deals_open(struct deals *deals, const char *stages, const char *text,
    const struct reading *reading)
{
	struct source source;

	*deals = (struct deals){ .what = { "" } };
	if (reading != NULL)
		deals->reading = *reading;
	source_memory(&source, "deals.csv", text, strlen(text));
	if (sheet_take(&deals->sheet, &source, &deals->reading,
	    &deals->what) != 0 ||
	    (stages != NULL ? stages_text(&deals->stages, stages,
	    &deals->what) : stream_stages(&deals->stages, NULL,
	    "/nowhere/deals.csv", &deals->sheet, 1, &deals->what)) != 0)
		fail_msg("%s", deals->what.text);
	deals->demand.fields = FIELD_BIT(FIELD_COUNT) - 1;
}

/* From the first deal again. */
static inline void
deals_begin(struct deals *deals)
{
	if (sheet_begin(&deals->sheet, &deals->demand, &deals->stages,
	    &deals->what) != 0)
		fail_msg("%s", deals->what.text);
}

/* The next one; there must be one. */
static inline struct deal *
deals_next(struct deals *deals)
{
	struct deal *deal = NULL;

	if (sheet_next(&deals->sheet, &deal, &deals->what) != 1)
		fail_msg("no more deals: %s", deals->what.text);
	return deal;
}

static inline void
deals_close(struct deals *deals)
{
	sheet_close(&deals->sheet);
	stages_free(&deals->stages);
	demand_free(&deals->demand);
}

/* Is the slice that text? Says both where it is not. */
static inline void
assert_slice(struct slice slice, const char *text)
{
	if (!slice_is(slice, text))
		fail_msg("'%.*s' is not '%s'", (int)slice.len, slice.at, text);
}

/* The day of an ISO date; "" is none. */
static inline int
day_of_text(const char *iso)
{
	return date_canonical(slice_of(iso));
}

/* Does the text hold that part? Says both where it does not. */
static inline void
assert_holds(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("'%s' does not hold '%s'", text, part);
}

#endif
