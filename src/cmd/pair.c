#include "cmd/pair.h"

/* Open the file PATH; where it has no stages, those of OTHER (NULL: none) serve. */
static void
open_file(struct pair *pair, char *path, const char *other,
    struct stream *stream)
{
	struct stream_request files = { .paths = &path, .n_paths = 1,
	    .stages_path = pair->request->stages, .stages_beside = other,
	    .reading = &pair->request->reading };
	struct trouble what;

	if (stream_open(stream, &files, &what) != 0)
		command_fail(&what);
}

static void
find_rates(struct pair *pair, struct comparison *comparison,
    const char *new, const char *old)
{
	struct request *request = pair->request;
	struct rates *rates = &pair->new.rates;
	const char *house = comparison->request.house;
	struct trouble what;
	int got = rates_find(rates, request->rates, new, house,
	    request->as_of, &what);

	if (got == 0 && old != NULL)
		got = rates_find(rates, NULL, old, house, request->as_of,
		    &what);
	if (got < 0)
		command_fail(&what);
	comparison->rates = got == 1 ? rates : NULL;
	if (got == 1)
		comparison->request.house = rates->house;
}

void
pair_open(struct pair *pair, struct comparison *comparison, bool two)
{
	char *const *paths = command_files(pair->request, 0, 0).paths;
	char *new = paths[two], *old = two ? paths[0] : NULL;
	struct trouble what;

	pair->two = two;
	look_demand(&pair->demand);
	command_filter(pair->request, &pair->filter, &pair->demand);
	open_file(pair, new, old, &pair->new);
	if (two)
		open_file(pair, old, new, &pair->old);
	find_rates(pair, comparison, new, old);
	/* the first to begin is whose side tables are read */
	if (sheet_begin(&pair->new.sheets[0], &pair->demand,
	    &pair->new.stages, &what) != 0)
		command_fail(&what);
	comparison->filter = &pair->filter;
}

static void
visit(struct pair *pair, struct comparison *comparison,
    struct stream *stream, int (*met)(void *, struct deal *, struct trouble *))
{
	struct sheet *sheet = &stream->sheets[0];
	struct trouble what;

	if (pair->two && sheet->schema.of[FIELD_ID] == COLUMN_NONE) {
		trouble_set(&what, "%s: there is no column for the id (say "
		    "--map id=HEADER)", sheet->source.name);
		command_fail(&what);
	}
	sheet->rates = comparison->trying ? NULL : comparison->rates;
	comparison->stages = &stream->stages;
	notices_free(&stream->notices);
	if ((comparison->rates != NULL &&
	    source_hold(&sheet->source, &what) != 0) || stream_visit(stream,
	    &pair->demand, met, comparison, &what) != 0)
		command_fail(&what);
}

void
pair_run(struct pair *pair, struct comparison *comparison)
{
	comparison->trying = comparison->rates != NULL;
	do {
		comparison_begin(comparison, pair->two);
		if (pair->two)
			visit(pair, comparison, &pair->old, comparison_old);
		visit(pair, comparison, &pair->new, comparison_new);
		comparison_end(comparison);
	} while (comparison->trying && !(comparison->trying = false));
	if (pair->two)
		command_notices(pair->request, &pair->old.notices);
	command_notices(pair->request, &pair->new.notices);
	if (!changes_proved(comparison->changes))
		message_die("opening and changes do not come to closing: "
		    "an error of this program");
}

void
pair_close(struct pair *pair)
{
	stream_close(&pair->new);
	if (pair->two)
		stream_close(&pair->old);
	filter_free(&pair->filter);
	demand_free(&pair->demand);
}
