#include <stdlib.h>
#include <string.h>

#include "deal/check_rule.h"

/* A finding in stages.csv, where the requirement stands. */
static void
found_in_stages(struct check *check, const struct stage *stage,
    struct slice part, const char *wrong)
{
	struct check_table *before = check->table;
	uint64_t line = stage->number < check->n_stage_lines ?
	    check->stage_lines[stage->number] : 0;

	if (check->tables[BESIDE_STAGES].name != NULL)
		check->table = &check->tables[BESIDE_STAGES];
	found(check, line, slice_of("required"), "'%.*s': %s", SHOWN(part),
	    wrong);
	check->table = before;
}

/* Is what a condition looks at there? A column that is not could hold nothing,
 * and would end the reading. */
static bool
is_there(struct check *check, const struct stage *stage, struct slice part)
{
	const struct check_request *request = check->request;
	const struct schema *schema = &check->file->sheet->schema;
	struct filter filter = { 0 };
	struct demand demand = { 0 };
	struct buffer wrong = { 0 };
	struct trouble what;
	bool there;

	if (filter_add(&filter, part, request->today, request->fiscal, true,
	    &demand, &what) != 0)
		buffer_string(&wrong, what.text);
	for (size_t i = 0; i < demand.n_headers && wrong.len == 0; i++)
		if (schema_find(schema, demand.headers[i]) == COLUMN_NONE)
			buffer_format(&wrong, "%s has no column '%.*s'",
			    check->table->name, SHOWN(demand.headers[i]));
	for (size_t i = 0; i < demand.n_lookups && wrong.len == 0; i++)
		if (lookup_load(demand.lookups[i], check->table->name,
		    request->reading, &what) != 0)
			buffer_string(&wrong, what.text);
	there = wrong.len == 0;
	if (!there)
		found_in_stages(check, stage, part, buffer_text(&wrong));
	filter_free(&filter);
	demand_free(&demand);
	buffer_free(&wrong);
	return there;
}

static void
read_required(struct check *check, const struct stage *stage,
    struct filter *filter)
{
	const struct check_request *request = check->request;
	struct slice rest = stage->required, part;
	struct trouble ignored;

	while (slice_next(&rest, ';', &part)) {
		part = slice_trim(part);
		if (part.len > 0 && is_there(check, stage, part))
			filter_add(filter, part, request->today,
			    request->fiscal, true, &check->demand, &ignored);
	}
}

void
check_require_begin(struct check *check)
{
	const struct stages *stages = check->staged;

	check->required = NULL;
	check->n_required = 0;
	if (stages == NULL)
		return;
	check->required = memory_zero(stages->n + 1, sizeof *check->required);
	check->n_required = stages->n;
	for (size_t i = 0; i < stages->n; i++)
		read_required(check, &stages->at[i], &check->required[i]);
}

void
check_require_end(struct check *check)
{
	for (size_t i = 0; i < check->n_required; i++)
		filter_free(&check->required[i]);
	free(check->required);
	check->required = NULL;
	check->n_required = 0;
	demand_free(&check->demand);
}
