#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/option.h"
#include "deal/convert.h"
#include "deal/stream.h"

#define N(slice) (int)(slice).len, (slice).at

static int
open_sheet(struct convert *convert, struct trouble *what)
{
	const struct convert_request *request = convert->request;
	struct source source;

	if (!request->in_place)
		return sheet_open(&convert->sheet, request->path,
		    request->reading, what);
	if (strcmp(request->path, "-") == 0)
		return trouble_set(what,
		    "standard input cannot be edited in place");
	if (file_edit_begin(&convert->file, request->path, &request->file,
	    what) != 0)
		return -1;
	convert->editing = true;
	if (source_descriptor(&source, request->path, convert->file.fd,
	    what) != 0)
		return -1;
	return sheet_take(&convert->sheet, &source, request->reading, what);
}

/* A name that is nearly a field's is that field's, misspelt. */
static int
refuse_misspelt(struct slice name, struct trouble *what)
{
	const char *names[FIELD_COUNT], *near;
	char *word = memory_copy(name.at, name.len);

	for (int f = 0; f < FIELD_COUNT; f++)
		names[f] = field_row((enum field)f)->name;
	near = option_nearest(word, names, FIELD_COUNT);
	if (near != NULL)
		trouble_set(what, "--add: '%s' is no field (did you mean %s?)",
		    word, near);
	free(word);
	return near == NULL ? 0 : -1;
}

static int
add_column(struct convert *convert, struct slice name, struct trouble *what)
{
	const struct schema *schema = &convert->sheet.schema;
	struct convert_column *column = &convert->added[convert->n_added++];
	size_t there;

	*column = (struct convert_column){ name, field_named(name) };
	if (column->field == FIELD_NONE &&
	    refuse_misspelt(name, what) != 0)
		return -1;
	there = column->field == FIELD_NONE ? COLUMN_NONE :
	    schema->of[column->field];
	if (there == COLUMN_NONE)
		there = schema_find(schema, name);
	if (there != COLUMN_NONE)
		return trouble_set(what, "%s: there is a column for '%.*s' "
		    "already: '%.*s'", convert->sheet.source.name, N(name),
		    N(schema->columns[there].header));
	for (size_t i = 0; i + 1 < convert->n_added; i++)
		if (column->field == FIELD_NONE ? text_same(
		    convert->added[i].header, name) :
		    convert->added[i].field == column->field)
			return trouble_set(what, "--add: '%.*s' twice",
			    N(name));
	if (column->field != FIELD_NONE)
		column->header = slice_of(field_row(column->field)->name);
	return 0;
}

/* What a blank column would take away from the figures is filled. */
static bool
is_filled(enum field field)
{
	return field == FIELD_HISTORY || field == FIELD_CLOSED ||
	    field == FIELD_WON_ON || field == FIELD_LOST_ON;
}

static int
add_columns(struct convert *convert, struct trouble *what)
{
	const struct convert_request *request = convert->request;

	for (size_t i = 0; i < request->n_add; i++) {
		if (add_column(convert, request->add[i], what) != 0)
			return -1;
		convert->deals = true;
		convert->settle = convert->settle || is_filled(
		    convert->added[i].field);
		if (convert->added[i].field == FIELD_HISTORY)
			convert->make_history = true;
	}
	return 0;
}

static int
open_target(struct convert *convert, struct trouble *what)
{
	const struct convert_request *request = convert->request;

	if (target_open(&convert->target, &convert->sheet.schema,
	    slice_of(request->to), request->add, request->n_add, what) != 0)
		return -1;
	convert->has_target = convert->deals = convert->settle = true;
	target_demand(&convert->target, &convert->demand);
	for (size_t i = 0; i < request->n_add; i++)
		if (field_named(request->add[i]) == FIELD_HISTORY)
			convert->make_history = true;
	return 0;
}

static int
open_events(struct convert *convert, struct trouble *what)
{
	const struct convert_request *request = convert->request;
	const struct schema *schema = &convert->sheet.schema;

	if (schema->of[FIELD_ID] == COLUMN_NONE)
		return trouble_set(what, "%s: there is no column for the id "
		    "(say --map id=HEADER)", convert->sheet.source.name);
	if (schema->of[FIELD_HISTORY] == COLUMN_NONE && !request->events &&
	    !convert->make_history && !(convert->has_target &&
	    convert->target.has[FIELD_HISTORY]))
		return trouble_set(what, "%s: there is no column for the "
		    "history (say --add history as well)",
		    convert->sheet.source.name);
	if (events_read(&convert->events, request->fold, request->reading,
	    &convert->notices, what) != 0)
		return -1;
	convert->has_events = convert->deals = true;
	if (schema->of[FIELD_STAGE] != COLUMN_NONE)
		convert->settle = true;
	if (request->reading->strict && convert->notices.n > 0)
		return trouble_set(what, "%s:%llu: %s", convert->events.name,
		    (unsigned long long)convert->notices.at[0].first[0].line,
		    convert->notices.at[0].first[0].text);
	convert->demand.fields |= FIELD_BIT(FIELD_ID) |
	    FIELD_BIT(FIELD_AMOUNT) | FIELD_BIT(FIELD_OWNER) |
	    FIELD_BIT(FIELD_CLOSE_DATE);
	return 0;
}

/* How the file writes its decimals, as far as its columns show. */
static enum decimal_mark
file_mark(const struct schema *schema)
{
	enum decimal_mark mark = schema->reading->decimal;

	for (size_t i = 0; i < schema->n && mark != DECIMAL_COMMA; i++)
		if (schema->columns[i].mark != DECIMAL_UNKNOWN)
			mark = schema->columns[i].mark;
	return mark;
}

/* What is made anew has commas and line feeds, what is given as it is has its
 * own. */
static int
open_dialect(struct convert *convert, struct trouble *what)
{
	const struct convert_request *request = convert->request;
	const struct dialect *dialect = &convert->sheet.dialect;
	bool anew = convert->has_target || request->events;
	const char *encoding = request->encoding;

	convert->relay = (struct relay){ .from = dialect->delimiter,
	    .to = request->delimiter, .end = request->end,
	    .guard = request->guard,
	    .mark = anew ? DECIMAL_UNKNOWN :
	    file_mark(&convert->sheet.schema) };
	if (request->delimiter == '\0')
		convert->relay.to = anew ? ',' : dialect->delimiter;
	if (anew && request->end == LINE_NONE)
		convert->relay.end = LINE_LF;
	if (anew && encoding == NULL)
		encoding = "UTF-8";
	return sink_open(&convert->sink, &convert->sheet.source, encoding,
	    anew && request->mark == 0 && encoding_utf8(encoding) ? -1 :
	    request->mark, dialect->bom, what);
}

static int
prepare(struct convert *convert, struct trouble *what)
{
	const struct convert_request *request = convert->request;

	if (request->to != NULL ? open_target(convert, what) != 0 :
	    add_columns(convert, what) != 0)
		return -1;
	if (request->events) {
		convert->deals = convert->settle = true;
		convert->make_history = true;
		convert->demand.fields |= FIELD_BIT(FIELD_ID);
	}
	if (request->fold != NULL && open_events(convert, what) != 0)
		return -1;
	if (open_dialect(convert, what) != 0)
		return -1;
	convert->idle = !convert->deals && relay_idle(&convert->relay) &&
	    request->encoding == NULL && request->mark == 0;
	convert->sheet.all = true;
	return convert->settle ? stream_stages(&convert->stages,
	    request->stages_path, request->path, &convert->sheet, 1, what) : 0;
}

int
convert_open(struct convert *convert, const struct convert_request *request,
    struct trouble *what)
{
	*convert = (struct convert){ .request = request };
	if (open_sheet(convert, what) != 0 ||
	    source_hold(&convert->sheet.source, what) != 0 ||
	    prepare(convert, what) != 0) {
		convert_close(convert);
		return -1;
	}
	return 0;
}

static void
drop_notice(struct notices *notices, size_t at)
{
	struct notices dropped = { memory_get(sizeof *dropped.at), 1 };

	dropped.at[0] = notices->at[at];
	notices_free(&dropped);
	memmove(notices->at + at, notices->at + at + 1,
	    (--notices->n - at) * sizeof *notices->at);
}

/* What the sheet noticed. Where records stay as they are, none is left out,
 * whatever it says of those that are no deals. */
static void
gather_sheet(struct convert *convert)
{
	struct notices *notices = &convert->sheet.notices;

	if (!convert->has_target && !convert->request->events)
		for (size_t i = notices->n; i-- > 0; )
			if (strstr(notices->at[i].kind, "left out") != NULL)
				drop_notice(notices, i);
	notices_merge(&convert->notices, notices, 0);
}

/* What was found out in the first pass, said once. */
static void
gather_notices(struct convert *convert)
{
	struct buffer left = { 0 };

	gather_sheet(convert);
	if (convert->has_events)
		events_left(&convert->events, &convert->notices);
	if (!convert->has_target)
		return;
	if (target_left(&convert->target, &left) > 0)
		notices_add(&convert->notices, "columns left out",
		    convert->sheet.source.name, 0,
		    "%s has no column for, left out: %s",
		    convert->target.vendor->name, buffer_text(&left));
	buffer_free(&left);
}

/* The file's own bytes, all of them. */
static int
copy(struct convert *convert, FILE *out, struct trouble *what)
{
	struct source *source = &convert->sheet.source;
	bool reading = false;

	if (fflush(out) == 0 && source_copy(source, fileno(out), NULL, 0,
	    &reading) == 0)
		return 0;
	if (!reading)
		file_broken_pipe(errno);
	return trouble_set(what, "%s: %s", reading ? source->name :
	    "standard output", strerror(errno));
}

static int
replace(struct convert *convert, const struct buffer *bytes,
    struct trouble *what)
{
	struct splice splice = { 0, (size_t)convert->file.before.st_size,
	    bytes->at, bytes->len };

	convert->editing = false;	/* ended by the commit either way */
	return file_edit_commit(&convert->file, &splice, convert->idle ? 0 : 1,
	    what);
}

/* What was found right is written; what it says was said. */
static int
write_out(struct convert *convert, FILE *out, struct trouble *what)
{
	struct notices said = convert->notices;
	int result;

	convert->notices = (struct notices){ 0 };
	result = sink_begin(&convert->sink, out, NULL, what);
	if (result == 0)
		result = convert_pass(convert, what);
	notices_free(&convert->notices);
	notices_free(&convert->sheet.notices);
	convert->notices = said;
	return result;
}

int
convert_write(struct convert *convert, FILE *out, struct trouble *what)
{
	bool in_place = convert->request->in_place;
	struct buffer bytes = { 0 };
	int result;

	result = in_place ? 0 : sink_apart(&convert->sink, out, what);
	if (result == 0)
		result = sink_begin(&convert->sink, NULL,
		    in_place ? &bytes : NULL, what);
	if (result == 0)
		result = convert_pass(convert, what);
	if (result == 0)
		gather_notices(convert);
	if (result == 0 && in_place)
		result = replace(convert, &bytes, what);
	else if (result == 0 && convert->idle)
		result = copy(convert, out, what);
	else if (result == 0)
		result = write_out(convert, out, what);
	buffer_free(&bytes);
	return result;
}

void
convert_close(struct convert *convert)
{
	if (convert->has_target)
		target_close(&convert->target);
	if (convert->has_events)
		events_free(&convert->events);
	sink_close(&convert->sink);
	reader_close(convert->reader);
	stages_free(&convert->stages);
	demand_free(&convert->demand);
	sheet_close(&convert->sheet);
	if (convert->editing)
		file_edit_cancel(&convert->file);
	notices_free(&convert->notices);
	buffer_free(&convert->history);
	buffer_free(&convert->line);
	buffer_free(&convert->text);
	*convert = (struct convert){ 0 };
}
