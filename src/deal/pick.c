#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "deal/pick.h"
#include "deal/placed.h"

/* What deal_derive looks at in a file without a stage. */
#define DERIVES (FIELD_BIT(FIELD_PIPELINE) | FIELD_BIT(FIELD_CREATED) |		\
    FIELD_BIT(FIELD_CLOSE_DATE) | FIELD_BIT(FIELD_CLOSED) |			\
    FIELD_BIT(FIELD_STAGE_SINCE) | FIELD_BIT(FIELD_MODIFIED) |			\
    FIELD_BIT(FIELD_HISTORY))

/*
 * Keys.
 */

/* The caller's own key of that name, PICK_OWN if it has none. */
static size_t
own_key(const char *const *own, struct slice name)
{
	for (size_t i = 0; own != NULL && own[i] != NULL; i++)
		if (slice_is(name, own[i]))
			return i;
	return PICK_OWN;
}

int
pick_orders_read(struct pick_orders *orders, const char *keys,
    const char *const *own, int fiscal, struct demand *demand,
    struct trouble *what)
{
	struct slice rest = slice_of(keys), name;

	orders->n = 0;
	while (slice_next(&rest, ',', &name)) {
		struct pick_order *order = &orders->at[orders->n];

		if (orders->n++ == PICK_ORDERS)
			return trouble_set(what, "--sort: more than %d fields",
			    PICK_ORDERS);
		name = slice_trim(name);
		order->down = slice_take(&name, "-");
		order->own = own_key(own, name);
		if (name.len == 0)
			return trouble_set(what, "--sort: '%s' names no field",
			    keys);
		if (order->own == PICK_OWN)
			order->reference = reference_of(name, fiscal, demand);
	}
	return 0;
}

static struct pick_key
number_key(int128 number)
{
	return (struct pick_key){ .kind = KEY_NUMBER, .number = number };
}

/* Fields whose values stand in an order of their own. */
static bool
place_key(enum field field, const struct view *view,
    const struct stages *stages, struct pick_key *key)
{
	size_t pipe;

	switch (field) {
	case FIELD_STAGE:
		*key = number_key((int128)view->stage->number);
		return view->stage->number != STAGE_POOLED;
	case FIELD_PIPELINE:
		pipe = stages_pipeline(stages, view->pipeline);
		*key = number_key((int128)pipe);
		return view->pipeline.len > 0 && pipe < stages->n_pipelines;
	case FIELD_STATUS:
		*key = number_key(view->kind);
		return true;
	case FIELD_CATEGORY:
		*key = number_key(view_category(view));
		return true;
	default:
		return false;
	}
}

struct pick_key
pick_key_of(const struct reference *reference, const struct view *view,
    const struct stages *stages, struct buffer *spare)
{
	bool field = reference->kind == REF_FIELD;
	struct pick_key key = { .kind = KEY_BLANK };
	int64_t number;

	if (reference->kind == REF_STATUS)
		return number_key(view->kind);
	if (field && place_key(reference->field, view, stages, &key))
		return key;
	if (reference_type(reference) != AS_TEXT)
		return reference_number(reference, view, &number) ?
		    number_key(number) : (struct pick_key){ .kind = KEY_BLANK };
	buffer_clear(spare);
	reference_text(reference, view, spare);
	key.text = (struct slice){ spare->at, spare->len };
	key.kind = spare->len > 0 ? KEY_TEXT : KEY_BLANK;
	return key;
}

static int
compare_keys(const struct pick_key *a, const struct pick_key *b, bool down)
{
	int order;

	if (a->kind == KEY_BLANK || b->kind == KEY_BLANK)
		return (a->kind == KEY_BLANK) - (b->kind == KEY_BLANK);
	if (a->kind != b->kind)
		order = a->kind < b->kind ? -1 : 1;
	else if (a->kind == KEY_TEXT)
		order = slice_compare(a->text, b->text);
	else
		order = (a->number > b->number) - (a->number < b->number);
	return down ? (order < 0) - (order > 0) : order;
}

/*
 * Picks.
 */

void
picks_add(struct picks *picks, size_t from, enum line_end end,
    const struct pick_key *keys)
{
	size_t size = picks->n_keys * sizeof *keys;
	struct picked *picked;

	memory_room(&picks->at, &picks->room, picks->n + 1, sizeof *picks->at);
	picked = &picks->at[picks->n];
	*picked = (struct picked){ .number = picks->n++, .at = from,
	    .len = picks->bytes.len - from, .end = end };
	if (picks->n_keys == 0)
		return;
	picked->keys = arena_get(&picks->arena, size);
	memcpy(picked->keys, keys, size);
	for (size_t i = 0; i < picks->n_keys; i++)
		if (keys[i].kind == KEY_TEXT)
			picked->keys[i].text.at = arena_copy(&picks->arena,
			    keys[i].text.at, keys[i].text.len);
}

void
picks_merge(struct picks *into, struct picks *from)
{
	for (size_t i = 0; i < from->n; i++) {
		const struct picked *picked = &from->at[i];
		size_t at = into->bytes.len;

		buffer_add(&into->bytes, from->bytes.at + picked->at,
		    picked->len);
		picks_add(into, at, picked->end, picked->keys);
	}
	picks_free(from);
}

static bool
stands_before(const struct picks *picks, const bool *down,
    const struct picked *a, const struct picked *b)
{
	for (size_t i = 0; i < picks->n_keys; i++) {
		int order = compare_keys(&a->keys[i], &b->keys[i], down[i]);

		if (order != 0)
			return order < 0;
	}
	return a->number <= b->number;
}

/* Merge sort: qsort has nowhere to put DOWN. */
static void
sort_some(const struct picks *picks, const bool *down, struct picked *at,
    struct picked *spare, size_t n)
{
	size_t half = n / 2, i = 0, j = half;

	if (n < 2)
		return;
	sort_some(picks, down, at, spare, half);
	sort_some(picks, down, at + half, spare, n - half);
	memcpy(spare, at, n * sizeof *at);
	for (size_t k = 0; k < n; k++)
		if (j == n || (i < half &&
		    stands_before(picks, down, &spare[i], &spare[j])))
			at[k] = spare[i++];
		else
			at[k] = spare[j++];
}

void
picks_sort(struct picks *picks, const bool *down)
{
	struct picked *spare;

	if (picks->n < 2 || picks->n_keys == 0)
		return;
	spare = memory_more(NULL, picks->n, sizeof *spare);
	sort_some(picks, down, picks->at, spare, picks->n);
	free(spare);
}

/*
 * Lines.
 */

/* Records one behind the other: a line end is put where the last had none. */
struct lines {
	FILE *out;
	struct source *like;	/* in whose encoding it is written */
	struct trouble lost;	/* a text this encoding cannot hold; empty: none */
	enum line_end between;
	bool open;		/* the last one had none */
};

/* Write a text as the first file is encoded; with nowhere to write, see that it
 * can be. */
static void
write_text(struct lines *lines, struct slice text)
{
	struct buffer bytes = { 0 };
	struct trouble wrong;

	if (lines->like->decoded == NULL) {
		if (text.len > 0 && lines->out != NULL)
			fwrite(text.at, 1, text.len, lines->out);
		return;
	}
	if (source_encode(lines->like, text, &bytes, &wrong) != 0 &&
	    lines->lost.text[0] == '\0')
		lines->lost = wrong;
	if (bytes.len > 0 && lines->out != NULL)
		fwrite(bytes.at, 1, bytes.len, lines->out);
	buffer_free(&bytes);
}

static void
write_line(struct lines *lines, const char *at, size_t n,
    enum line_end end)
{
	if (lines->open)
		write_text(lines, slice_of(line_end_bytes(lines->between)));
	write_text(lines, (struct slice){ at, n });
	write_text(lines, slice_of(line_end_bytes(end)));
	lines->open = end == LINE_NONE;
}

static void
write_header(struct lines *lines, const struct layout *layout,
    const char *const *added, size_t n)
{
	struct buffer header = { 0 };

	layout_header(layout, added, n, &header);
	write_text(lines, (struct slice){ header.at, header.len });
	/* a header that is all there is may lack its line end */
	lines->open = header.len > 0 && header.at[header.len - 1] != '\n' &&
	    header.at[header.len - 1] != '\r';
	buffer_free(&header);
}

static struct lines
lines_of(const struct layout *layout, FILE *out)
{
	return (struct lines){ .out = out,
	    .like = &layout->sheets[0].source,
	    .between = layout->sheets[0].dialect.end };
}

static void
write_picks(struct lines *lines, const struct picks *picks,
    const struct layout *layout, const char *const *added, size_t n,
    size_t limit, bool no_header)
{
	if (!no_header)
		write_header(lines, layout, added, n);
	for (size_t i = 0; i < picks->n && i < limit; i++)
		write_line(lines, picks->bytes.at + picks->at[i].at,
		    picks->at[i].len, picks->at[i].end);
}

int
picks_write(const struct picks *picks, const struct layout *layout,
    const char *const *added, size_t n, size_t limit, bool no_header,
    FILE *out, struct trouble *what)
{
	struct lines lines = lines_of(layout, NULL);

	/* what cannot be written must be known before anything is */
	if (lines.like->decoded != NULL)
		write_picks(&lines, picks, layout, added, n, limit,
		    no_header);
	if (lines.lost.text[0] != '\0')
		return trouble_set(what, "%s", lines.lost.text);
	lines = lines_of(layout, out);
	write_picks(&lines, picks, layout, added, n, limit, no_header);
	return 0;
}

void
picks_free(struct picks *picks)
{
	free(picks->at);
	buffer_free(&picks->bytes);
	arena_free(&picks->arena);
	*picks = (struct picks){ .n_keys = picks->n_keys };
}

/*
 * Opening.
 */

/* Does anything asked for hang on stages, or on what follows from them? */
static bool
must_derive(const struct pick *pick)
{
	const struct filter *filter = pick->request->filter;

	for (size_t i = 0; i < filter->n; i++)
		if (reference_derived(&filter->conditions[i].reference))
			return true;
	for (size_t i = 0; i < pick->orders.n; i++)
		if (reference_derived(&pick->orders.at[i].reference))
			return true;
	return layout_derived(&pick->layout);
}

static int
open_sheets(struct stream *stream, const struct stream_request *files,
    struct trouble *what)
{
	stream->sheets = memory_zero(files->n_paths, sizeof *stream->sheets);
	for (; stream->n < files->n_paths; stream->n++)
		if (sheet_open(&stream->sheets[stream->n],
		    files->paths[stream->n], files->reading, what) != 0)
			return -1;
	return 0;
}

/* Does the sheet work out what follows from the cells? It does so where it has a
 * stage; any other file is listed too. */
static bool
staged(const struct pick *pick, const struct sheet *sheet)
{
	return pick->derive && (sheet->schema.of[FIELD_STAGE] != COLUMN_NONE ||
	    sheet->schema.of[FIELD_STATUS] != COLUMN_NONE);
}

/* The stages; those of files that all have them may be guessed, for reading such
 * deals tells whether it was right. */
static int
open_stages(struct pick *pick, const struct stream_request *files,
    struct trouble *what)
{
	struct stream *stream = &pick->stream;
	bool all = true;

	for (size_t i = 0; i < stream->n; i++) {
		all = all && staged(pick, &stream->sheets[i]);
		if (source_hold(&stream->sheets[i].source, what) != 0)
			return -1;
	}
	if (all)
		return stream_guess(stream, files->stages_path,
		    files->paths[0], what);
	return stream_stages(&stream->stages, files->stages_path,
	    files->paths[0], stream->sheets, stream->n, what);
}

static int
open_all(struct pick *pick, const struct stream_request *files,
    struct trouble *what)
{
	const struct pick_request *request = pick->request;
	struct stream *stream = &pick->stream;
	const char *columns = request->columns;

	if (open_sheets(stream, files, what) != 0)
		return -1;
	if (columns == NULL && request->main != NULL)
		layout_filled(&stream->sheets[0], request->main, &pick->names);
	if (pick->names.len > 0)
		columns = buffer_text(&pick->names);
	if (layout_begin(&pick->layout, stream->sheets, stream->n, columns,
	    request->as_it_stood, request->fiscal, pick->demand,
	    &pick->notices, what) != 0 || pick_orders_read(&pick->orders,
	    request->sort, NULL, request->fiscal, pick->demand, what) != 0)
		return -1;
	pick->picks.n_keys = pick->orders.n;
	pick->derive = must_derive(pick);
	if (!pick->derive)
		return 0;
	pick->demand->fields |= DERIVES;
	return open_stages(pick, files, what);
}

int
pick_open(struct pick *pick, const struct pick_request *request,
    const struct stream_request *files, struct demand *demand,
    struct trouble *what)
{
	*pick = (struct pick){ .request = request, .demand = demand };
	if (open_all(pick, files, what) == 0)
		return 0;
	pick_close(pick);
	return -1;
}

void
pick_close(struct pick *pick)
{
	layout_free(&pick->layout);
	stream_close(&pick->stream);
	picks_free(&pick->picks);
	buffer_free(&pick->names);
	notices_free(&pick->notices);
	*pick = (struct pick){ 0 };
}

/*
 * Reading.
 */

/* What the sheet has not worked out, as far as a view needs it. */
static void
derive(struct pick *pick, struct deal *deal)
{
	if (staged(pick, deal->sheet))
		return;
	deal->stage = &pick->stream.stages.pooled;
	deal->kind = KIND_OPEN;
	if (pick->derive) {
		deal_derive(deal, &pick->stream.stages);
		return;
	}
	/* cells alone are asked for */
	deal->log.n = 0;
	deal->has_log = false;
	deal->entered = deal->changed = DATE_NONE;
	deal->closed_on = deal->closed;
}

static void
view_of(const struct pick *pick, const struct deal *deal, struct view *view)
{
	const struct pick_request *request = pick->request;

	if (request->as_it_stood) {
		deal_view(deal, &pick->stream.stages, request->as_of, view);
		return;
	}
	/* as the cells say: nothing in them lies ahead */
	deal_view(deal, &pick->stream.stages, DATE_LAST, view);
	view->day = request->as_of;
}

int
pick_begin(struct pick *pick, struct sheet *sheet, struct trouble *what)
{
	sheet->all = true;
	return sheet_begin(sheet, pick->demand, staged(pick, sheet) ?
	    &pick->stream.stages : NULL, what);
}

void
pick_view(struct pick *pick, struct deal *deal, struct view *view)
{
	derive(pick, deal);
	view_of(pick, deal, view);
}

/* A walk over all files; VISIT NULL: only reading. */
struct walk {
	int (*visit)(void *with, const struct view *, struct trouble *what);
	void *with;
	size_t left;		/* of the limit */
};

static int
walk_sheet(struct pick *pick, struct sheet *sheet, struct walk *walk,
    struct trouble *what)
{
	struct deal *deal;
	struct view view;
	int got = 0;

	if (pick_begin(pick, sheet, what) != 0)
		return -1;
	while (walk->left > 0 && (got = sheet_next(sheet, &deal, what)) == 1) {
		if (walk->visit == NULL)
			continue;
		pick_view(pick, deal, &view);
		if (!view.there || !filter_holds(pick->request->filter, &view))
			continue;
		if (walk->visit(walk->with, &view, what) != 0)
			return -1;
		walk->left--;
	}
	notices_merge(&pick->notices, &sheet->notices, 0);
	return got < 0 ? -1 : 0;
}

int
pick_visit(struct pick *pick,
    int (*visit)(void *with, const struct view *, struct trouble *what),
    void *with, struct trouble *what)
{
	struct walk walk = { visit, with, pick->orders.n > 0 ? (size_t)-1 :
	    pick->request->limit };

	if (stream_settle(&pick->stream, what) != 0)
		return -1;
	for (size_t i = 0; i < pick->stream.n; i++)
		if (walk_sheet(pick, &pick->stream.sheets[i], &walk,
		    what) != 0)
			return -1;
	return 0;
}

void
pick_keys(const struct pick *pick, const struct view *view,
    struct pick_key *keys, struct buffer *spares)
{
	for (size_t i = 0; i < pick->orders.n; i++)
		keys[i] = pick_key_of(&pick->orders.at[i].reference, view,
		    &pick->stream.stages, &spares[i]);
}

void
pick_sort(struct pick *pick)
{
	bool down[PICK_ORDERS];

	for (size_t i = 0; i < pick->orders.n; i++)
		down[i] = pick->orders.at[i].down;
	picks_sort(&pick->picks, down);
}

/*
 * Writing.
 */

/* Writing as the deals come, or (OUT NULL) only seeing that it can be done. */
struct writing {
	struct pick *pick;
	struct lines lines;
	struct buffer bytes;
	struct buffer spares[PICK_ORDERS];
};

static int
write_deal(void *with, const struct view *view, struct trouble *what)
{
	struct writing *writing = with;
	const struct layout *layout = &writing->pick->layout;

	buffer_clear(&writing->bytes);
	if (layout_deal(layout, view, NULL, 0, &writing->bytes, what) != 0)
		return -1;
	if (writing->lines.out != NULL ||
	    writing->lines.like->decoded != NULL)
		write_line(&writing->lines, writing->bytes.at,
		    writing->bytes.len, layout_end(layout, view->deal));
	return 0;
}

static int
keep_deal(void *with, const struct view *view, struct trouble *what)
{
	struct writing *writing = with;
	struct pick *pick = writing->pick;
	struct pick_key keys[PICK_ORDERS];
	size_t from = pick->picks.bytes.len;

	if (layout_deal(&pick->layout, view, NULL, 0, &pick->picks.bytes,
	    what) != 0)
		return -1;
	pick_keys(pick, view, keys, writing->spares);
	picks_add(&pick->picks, from, layout_end(&pick->layout, view->deal),
	    keys);
	return 0;
}

static int
write_sorted(struct writing *writing, struct trouble *what)
{
	struct pick *pick = writing->pick;

	if (pick_visit(pick, keep_deal, writing, what) != 0)
		return -1;
	pick_sort(pick);
	return picks_write(&pick->picks, &pick->layout, NULL, 0,
	    pick->request->limit, pick->request->no_header,
	    writing->lines.out, what);
}

/* Is the one file wanted as it is, blank lines and all? */
static bool
wants_all(const struct pick *pick)
{
	const struct pick_request *request = pick->request;

	return pick->stream.n == 1 && pick->layout.all &&
	    request->filter->n == 0 && request->limit == (size_t)-1 &&
	    !request->as_it_stood && !request->no_header;
}

static int
copy_all(struct pick *pick, FILE *out, struct trouble *what)
{
	struct source *source = &pick->stream.sheets[0].source;
	bool reading = false;

	if (fflush(out) != 0)
		return trouble_set(what, "standard output: %s",
		    strerror(errno));
	if (source_copy(source, fileno(out), NULL, 0, &reading) == 0)
		return 0;
	if (!reading)
		file_broken_pipe(errno);
	return trouble_set(what, "%s: %s", reading ? source->name :
	    "standard output", strerror(errno));
}

bool
pick_as_bytes(const struct pick *pick)
{
	for (size_t i = 0; i < pick->stream.n; i++)
		if (!pick->layout.files[i].same || (pick->stream.n > 1 &&
		    pick->stream.sheets[0].source.decoded != NULL))
			return false;
	return pick->layout.all && !pick->request->as_it_stood;
}

/* May they be gathered: are they all wanted, and written as they are made? */
static bool
gathers(const struct pick *pick)
{
	return pick->request->limit == (size_t)-1 &&
	    pick->layout.sheets[0].source.decoded == NULL && !wants_all(pick);
}

static void
write_gathered(struct writing *writing, const struct gathered *got)
{
	struct lines *lines = &writing->lines;

	if (!writing->pick->request->no_header)
		write_header(lines, &writing->pick->layout, NULL, 0);
	if (!got->any)
		return;
	if (lines->open)
		write_text(lines, slice_of(line_end_bytes(lines->between)));
	write_text(lines, (struct slice){ got->bytes.at, got->bytes.len });
}

/* Those that were too many to be kept, from where they lie. */
static int
write_placed(struct writing *writing, const struct gathered *got,
    struct trouble *what)
{
	struct sheet *sheet = &writing->pick->stream.sheets[0];
	struct lines *lines = &writing->lines;

	if (!writing->pick->request->no_header)
		write_header(lines, &writing->pick->layout, NULL, 0);
	if (got->any && lines->open)
		write_text(lines, slice_of(line_end_bytes(lines->between)));
	return placed_write(got, &sheet->source, sheet->reading->threads,
	    lines->out, what);
}

/* See that all of it can be read and laid out. */
static int
try_all(struct writing *writing, struct trouble *what)
{
	struct pick *pick = writing->pick;
	FILE *out = writing->lines.out;

	writing->lines.out = NULL;
	if (pick_visit(pick, pick_as_bytes(pick) && pick->request->limit ==
	    (size_t)-1 ? NULL : write_deal, writing, what) != 0)
		return -1;
	if (writing->lines.lost.text[0] != '\0')
		return trouble_set(what, "%s", writing->lines.lost.text);
	writing->lines.out = out;
	writing->lines.open = false;
	return 0;
}

/* The same by several threads, and what was gathered by the way is written: then
 * *DONE. */
static int
try_gathering(struct writing *writing, bool *done, struct trouble *what)
{
	struct gathered got;
	bool failed;
	int result = 0;

	if (gather(writing->pick, &got, what) != 0)
		return -1;
	failed = got.failed;
	*done = !failed && (!got.full || got.placed);
	if (*done && !got.full)
		write_gathered(writing, &got);
	else if (*done)
		result = write_placed(writing, &got, what);
	gathered_free(&got);
	if (!failed)
		return result;
	notices_free(&writing->pick->notices);
	return try_all(writing, what);	/* it will say why, and where */
}

/* Once to see that all of it can be read, and once more to write what is much. */
static int
write_streaming(struct writing *writing, struct trouble *what)
{
	struct pick *pick = writing->pick;
	struct notices said;
	bool done = false;

	for (size_t i = 0; i < pick->stream.n; i++)
		if (source_hold(&pick->stream.sheets[i].source, what) != 0)
			return -1;
	if ((gathers(pick) ? try_gathering(writing, &done, what) :
	    try_all(writing, what)) != 0)
		return -1;
	if (done)
		return 0;
	if (wants_all(pick)) {
		notices_free(&pick->notices);	/* nothing is left out */
		return copy_all(pick, writing->lines.out, what);
	}
	if (!pick->request->no_header)
		write_header(&writing->lines, &pick->layout, NULL, 0);
	said = pick->notices;
	pick->notices = (struct notices){ 0 };
	if (pick_visit(pick, write_deal, writing, what) != 0)
		return -1;
	notices_free(&pick->notices);
	pick->notices = said;
	return 0;
}

int
pick_write(struct pick *pick, FILE *out, struct trouble *what)
{
	struct writing writing = { .pick = pick,
	    .lines = lines_of(&pick->layout, out) };
	int result = pick->orders.n > 0 ? write_sorted(&writing, what) :
	    write_streaming(&writing, what);

	for (size_t i = 0; i < PICK_ORDERS; i++)
		buffer_free(&writing.spares[i]);
	buffer_free(&writing.bytes);
	return result;
}
