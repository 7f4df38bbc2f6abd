#include <stdlib.h>
#include <string.h>

#include "deal/check_rule.h"

/* In the order in which a row is looked at. */
static const struct check_rule rules[] = {
	{ "columns", "two columns of one name, and columns without one",
	    .table = check_headers },
	{ "width", "a row with fewer cells than the header, or text in more",
	    .record = check_width },
	{ "header_again", "the header line among the rows",
	    .record = check_header_again },
	{ "quotes", "doubled quotes in a cell that is not quoted",
	    .cell = check_quotes },
	{ "formula", "a cell that a spreadsheet would run as a formula",
	    .cell = check_formula },
	{ "shortened", "a number that a spreadsheet has shortened: 1.23E+17",
	    .cell = check_shortened },
	{ "error_value", "an error that a spreadsheet left there: #REF!",
	    .cell = check_error_value },
	{ "characters", "characters that were lost, or decoded twice",
	    .cell = check_characters },
	{ "line_ends", "lines that end in another way than the header",
	    .table = check_line_ends },
	{ "last_line", "a last line without an end",
	    .table = check_last_line },
	{ "footer", "the footer of a report behind the rows",
	    .table = check_footer },
	{ "id", "a deal without an id", .deal = check_id, .mend = check_id_mend },
	{ "id_twice", "an id that another row has", .deal = check_id_twice },
	{ "stage", "a stage, or a pipeline, that is none of stages.csv",
	    .deal = check_stage },
	{ "stage_spelling", "a stage in other letters' case, or between blanks",
	    .deal = check_stage_spelling, .mend = check_stage_mend },
	{ "value", "amounts, dates, percents and the like that are none",
	    .deal = check_values },
	{ "closed_before_created", "a deal won or lost before it was created",
	    .deal = check_closed },
	{ "won_without_amount", "a won deal without an amount", .deal = check_won },
	{ "lost_without_reason", "a lost deal without a reason", .deal = check_lost },
	{ "required", "what the deal's own stage requires and it has not",
	    .deal = check_required },
	{ "history", "a history that cannot be read or goes back in time",
	    .deal = check_history },
	{ "history_end", "a history that does not end in the deal's stage",
	    .deal = check_history_end, .mend = check_history_mend },
	{ "history_stage", "stages in histories that are none of stages.csv",
	    .deal = check_history_stages, .table = check_history_past },
	{ "last_activity", "a last_activity behind activities.csv",
	    .deal = check_last_activity, .mend = check_last_activity_mend },
	{ "next_step", "a next_step or next_date behind activities.csv",
	    .deal = check_next_step, .mend = check_next_step_mend },
	{ "spelling", "owners, accounts, products, sources and reasons that "
	    "differ by case or blanks alone", .deal = check_spelling,
	    .workspace = check_spellings_end },
	{ "stages", "stages that no deal is in or ever was",
	    .deal = check_stage_count, .workspace = check_stages_used },
	{ "goals", "goals that cannot be read, or of an owner without a deal",
	    .workspace = check_goals },
	/* by reading them, before the deals: check_activities */
	{ "activities", "activities that cannot be read, or of no deal",
	    .deal = NULL },
};

#define N_RULES (sizeof rules / sizeof *rules)

bool
check_rule_named(size_t number, const char **key, const char **what)
{
	if (number >= N_RULES)
		return false;
	*key = rules[number].key;
	*what = rules[number].what;
	return true;
}

static void
cells_through_rules(struct check *check, struct record *record, size_t n)
{
	const struct check_table *table = check->table;

	for (size_t c = 0; c < n; c++) {
		const struct cell *cell = record_cell(record, c);
		struct slice field = { NULL, 0 };

		if (cell == NULL || cell->text.len == 0)
			continue;
		if (c < table->n)
			field = table->headers[c];
		if (table->schema != NULL && c < table->n &&
		    table->schema->columns[c].field != FIELD_NONE)
			field = check_field(table->schema->columns[c].field);
		for (size_t i = 0; i < N_RULES; i++)
			if (rules[i].cell != NULL)
				rules[i].cell(check, record->line, field, cell);
	}
}

int
check_record(struct check *check, struct record *record, struct trouble *what)
{
	struct check_table *table = check->table;
	size_t n = record_cells(record), bad;

	for (size_t c = 0; c < n; c++) {
		const struct cell *cell = record_cell(record, c);

		if (cell != NULL && !text_valid(cell->text, &bad))
			return trouble_set(what, "%s:%llu: column %zu: is not "
			    "UTF-8 (say --encoding NAME)", table->name,
			    (unsigned long long)record->line, c + 1);
	}
	if (reader_trouble(record->reader) != NULL)
		return trouble_set(what, "%s",
		    reader_trouble(record->reader)->text);
	table->line = record->line;
	table->open = record->end == LINE_NONE;
	table->ends += record->end == table->end;
	if (record->end != table->end && !table->open &&
	    table->others++ == 0) {
		table->other = record->end;
		table->other_line = record->line;
	}
	for (size_t i = 0; i < N_RULES; i++)
		if (rules[i].record != NULL)
			rules[i].record(check, record);
	cells_through_rules(check, record, n);
	return 0;
}

void
check_table_begin(struct check *check, struct check_table *table,
    struct record *header)
{
	size_t n = record_cells(header);

	check->table = table;
	table->n = n;
	table->headers = arena_get(&check->arena, n * sizeof *table->headers);
	for (size_t i = 0; i < n; i++) {
		const struct cell *cell = record_cell(header, i);
		struct slice text = cell == NULL ? slice_of("") :
		    slice_trim(cell->text);

		table->headers[i] = (struct slice){ arena_copy(&check->arena,
		    text.at, text.len), text.len };
	}
	table->header = (struct slice){ arena_copy(&check->arena,
	    header->raw.at, header->raw.len), header->raw.len };
	table->header_line = table->line = header->line;
	table->end = header->end;
	table->open = header->end == LINE_NONE;
}

void
check_table_end(struct check *check)
{
	for (size_t i = 0; i < N_RULES; i++)
		if (rules[i].table != NULL)
			rules[i].table(check);
}

/* Mend what the rule has just found. */
static void
mend(struct check *check, const struct check_rule *rule,
    const struct deal *deal)
{
	struct findings *all = check->findings;
	struct buffer now = { 0 };

	if (rule->mend(check, deal, &now))
		all->at[all->n - 1].mended = arena_copy(&all->arena, now.at,
		    now.len);
	buffer_free(&now);
}

/* Let the rules see a deal. */
static void
deal_through_rules(struct check *check, const struct deal *deal)
{
	for (size_t i = 0; i < N_RULES; i++) {
		size_t before = check->findings->n;

		if (rules[i].deal == NULL)
			continue;
		rules[i].deal(check, deal);
		if (check->drafting && rules[i].mend != NULL &&
		    check->findings->n != before)
			mend(check, &rules[i], deal);
	}
}

static int
look_at_deal(struct check *check, struct deal *deal, struct trouble *what)
{
	struct check_file *file = check->file;
	size_t splices = file->edit.n;

	if (check_record(check, deal->record, what) != 0)
		return -1;
	if (slice_equal(deal->record->raw, check->table->header))
		return 0;	/* said, and no deal */
	check->drafting = file->editing;
	if (check->drafting)
		draft_begin(&check->draft, &file->edit, deal,
		    check->request->today);
	deal_through_rules(check, deal);
	if (check->drafting) {
		draft_end(&check->draft);
		check_stage_blanks(check, deal, splices);
	}
	check->drafting = false;
	return 0;
}

/* All fields that the file has. */
static field_set
fields_of(const struct schema *schema)
{
	field_set fields = 0;

	for (int f = 0; f < FIELD_COUNT; f++)
		if (schema->of[f] != COLUMN_NONE)
			fields |= FIELD_BIT(f);
	return fields;
}

static const struct stages *
stages_of(struct check *check, struct check_file *file)
{
	const struct schema *schema = &file->sheet->schema;

	if (schema->of[FIELD_STAGE] == COLUMN_NONE &&
	    schema->of[FIELD_STATUS] == COLUMN_NONE)
		return NULL;
	return file->editing ? &file->edit.stages : &check->stages;
}

/* Is there a column for the stage, but in doubt? That was said. */
static bool
is_aside(const struct schema *schema)
{
	for (size_t i = 0; i < schema->n; i++)
		if (schema->columns[i].field == FIELD_STAGE ||
		    schema->columns[i].field == FIELD_STATUS)
			return true;
	return false;
}

static int
look_at_deals(struct check *check, struct check_file *file,
    struct trouble *what)
{
	struct deal *deal;
	int got = 1;

	check->table = &file->table;
	check->file = file;
	check->staged = stages_of(check, file);
	if (check->staged == NULL && !is_aside(&file->sheet->schema))
		found(check, file->table.header_line, slice_of(""), "there is "
		    "no column for the stage (say --map stage=HEADER)");
	check->demand.fields = fields_of(&file->sheet->schema);
	check_require_begin(check);
	for (size_t i = 0; i < check->ids.n; i++)
		check->known[i].line = 0;
	file->sheet->all = true;
	if (sheet_begin(file->sheet, &check->demand, check->staged, what) != 0)
		got = -1;
	while (got == 1 && (got = sheet_next(file->sheet, &deal, what)) == 1)
		if (look_at_deal(check, deal, what) != 0)
			got = -1;
	if (got == 0)
		check_table_end(check);
	check_require_end(check);
	return got;
}

/* A deal's id, and what its cells say comes next, for activities.csv. */
static void
know(struct check *check, const struct check_file *file,
    const struct deal *deal)
{
	struct slice id = deal->text[FIELD_ID];
	struct slice step = deal->text[FIELD_NEXT_STEP];
	size_t number, place = (size_t)(file - check->files);
	struct check_known *known;
	bool new;

	if (id.len == 0)
		return;
	number = intern_number(&check->ids, id, &new);
	memory_room(&check->known, &check->known_room, number + 1,
	    sizeof *check->known);
	known = &check->known[number];
	if (new)
		*known = (struct check_known){ .due = DATE_NONE,
		    .done = DATE_NONE, .date = DATE_NONE };
	else
		known->twice = known->twice || known->file == place;
	known->file = place;
	if (check->beside[BESIDE_ACTIVITIES] == NULL)
		return;
	known->step = (struct slice){ arena_copy(&check->arena, step.at,
	    step.len), step.len };
	known->date = deal->next_date;
}

static int
collect_ids(struct check *check, struct check_file *file,
    struct trouble *what)
{
	struct demand demand = { .fields = FIELD_BIT(FIELD_ID) |
	    FIELD_BIT(FIELD_NEXT_STEP) | FIELD_BIT(FIELD_NEXT_DATE) };
	struct deal *deal;
	int got;

	if (sheet_begin(file->sheet, &demand, NULL, what) != 0)
		return -1;
	while ((got = sheet_next(file->sheet, &deal, what)) == 1) {
		know(check, file, deal);
		if (file->editing)
			id_forms_see(&file->forms, deal->text[FIELD_ID]);
	}
	/* what is wrong with its cells is found when all are looked at */
	notices_free(&file->sheet->notices);
	file->sheet->demand = NULL;
	return got;
}

static int
look(struct check *check, struct trouble *what)
{
	if (check_beside(check, what) != 0 || check_stages(check, what) != 0)
		return -1;
	for (size_t i = 0; i < check->n_files; i++)
		if (collect_ids(check, &check->files[i], what) != 0)
			return -1;
	if (check_activities(check, what) != 0)
		return -1;
	for (size_t i = 0; i < check->n_files; i++)
		if (look_at_deals(check, &check->files[i], what) != 0)
			return -1;
	for (size_t i = 0; i < N_RULES; i++)
		if (rules[i].workspace != NULL)
			rules[i].workspace(check);
	return 0;
}

int
check_run(struct findings *findings, const struct check_request *request,
    FILE *out, struct trouble *what)
{
	struct check check = { .request = request, .findings = findings };
	int result;

	*findings = (struct findings){ 0 };
	result = check_open(&check, what);
	if (result == 0)
		result = look(&check, what);
	findings_sort(findings);
	if (result == 0 && request->found != NULL)
		request->found(findings, request->with);
	if (result == 0)
		result = check_finish(&check, out, what);
	check_close(&check);
	if (result != 0)
		findings_free(findings);
	return result;
}
