#include <stdio.h>

#include "cmd/options_text.h"
#include "cmd/writing.h"
#include "deal/add.h"

#define UNIQUE_MOST 16

struct options {
	const char *from;
	struct slice unique[UNIQUE_MOST];
	size_t n_unique;
	bool upsert;
	struct buffer ids;	/* of the new deals, a line each */
};

OPTION_TEXT(struct options, from)
OPTION_FLAG(struct options, upsert)

static const char *
set_unique(void *into, const char *value)
{
	struct options *options = into;
	struct slice rest = slice_of(value), part;

	while (slice_next(&rest, ',', &part)) {
		if (options->n_unique == UNIQUE_MOST)
			return "names too many fields";
		options->unique[options->n_unique++] = slice_trim(part);
	}
	return options->n_unique == 0 ? "names no field" : NULL;
}

static const struct option_row rows[] = {
	{ 0, "from", "NEW.csv", "the deals of this file, of any dialect",
	    set_from },
	{ 0, "unique", "FIELD,...", "refuse a deal that has these in common "
	    "with another", set_unique },
	{ 0, "upsert", NULL, "change the deals whose id is there already",
	    set_upsert },
};

static void
added(void *with, struct slice id)
{
	struct buffer *ids = with;

	text_safe(id, ids);
	buffer_byte(ids, '\n');
}

/* The columns that --unique names. */
static void
find_unique(const struct options *options, const struct edit *edit,
    size_t columns[UNIQUE_MOST])
{
	for (size_t i = 0; i < options->n_unique; i++) {
		enum field field = field_named(options->unique[i]);

		columns[i] = field == FIELD_NONE ? schema_find(
		    &edit->sheet.schema, options->unique[i]) :
		    edit->sheet.schema.of[field];
		if (columns[i] == COLUMN_NONE)
			command_usage("--unique: there is no column '%.*s'",
			    (int)options->unique[i].len,
			    options->unique[i].at);
	}
}

static void
read_from(const struct options *options, struct writing *writing,
    struct request *request, struct incoming *incoming)
{
	struct trouble what;

	if (incoming_read(incoming, options->from, &request->reading,
	    &writing->edit.sheet, false, &what) != 0)
		command_fail(&what);
	writing_left_out(request, incoming);
	for (size_t i = 0; i < incoming->n; i++)
		edit_admit_any(&writing->edit, incoming->rows[i].pipeline,
		    incoming->rows[i].stage);
}

/* The deals to add: those of --from, or the one that is assigned. */
static void
gather(const struct options *options, struct writing *writing,
    struct request *request, struct incoming *incoming)
{
	const struct assignment *stage = assignments_find(
	    &writing->assignments, FIELD_STAGE);

	writing_refuse(writing, FIELD_STATUS, "follows from the stage");
	if (options->from != NULL) {
		writing_refuse(writing, FIELD_ID, "no two deals have one");
		read_from(options, writing, request, incoming);
	} else if (writing->assignments.n == 0) {
		command_usage("nothing to add (say column=value)");
	}
	if (stage != NULL)
		edit_admit(&writing->edit, stage->value);
	incoming_assign(incoming, &writing->assignments);
}

int
main(int argc, char **argv)
{
	struct options options = { .from = NULL };
	struct command command = {
		.synopsis = "[-i] column=value... [FILE]\n"
		    "[-i] --from NEW.csv [--upsert] [column=value...] [FILE]",
		.purpose = "put new deals into a file: deals in, deals out, and the "
		    "new ids",
		.writes = true,
		.only = "in-place,dry-run,backup,wait,force,stages,map,"
		    "delimiter,encoding,dates,decimal,currency,as-of,fiscal-start,"
		    "strict,quiet,color",
		.rows = rows,
		.n_rows = sizeof rows / sizeof *rows,
		.target = &options,
	};
	struct request request;
	struct writing writing;
	struct incoming incoming = { 0 };
	struct trouble what;
	size_t columns[UNIQUE_MOST];
	struct add_request add = { .incoming = &incoming, .unique = columns,
	    .added = added, .with = &options.ids };

	command_begin(&request, &command, argc, argv);
	request.reading.two_files = options.from != NULL;
	writing_open(&writing, &request, false, NULL);
	find_unique(&options, &writing.edit, columns);
	gather(&options, &writing, &request, &incoming);
	add.n_unique = options.n_unique;
	add.upsert = options.upsert;
	add.day = request.as_of;
	if (add_run(&writing.edit, &add, &writing.demand, &what) != 0) {
		edit_cancel(&writing.edit);
		command_fail(&what);
	}
	writing_end(&writing, &request, EXIT_DONE, request.in_place &&
	    !request.dry_run ? stdout : stderr, &options.ids);
}
