#include <stdlib.h>

#include "deal/gather.h"
#include "deal/parts.h"

struct asked {
	struct pick *pick;
	size_t most;		/* bytes of a part, and of its places, so that all
				 * parts together keep no more than they may */
	size_t most_places;
	bool by_place;		/* are they written as they lie in one file */
};

struct state {
	const struct asked *asked;
	struct gathered got;
	struct buffer row;
};

static void *
begin(const void *asked)
{
	struct state *state = memory_zero(1, sizeof *state);

	state->asked = asked;
	state->got.placed = state->asked->by_place;
	return state;
}

static void
add_number(struct buffer *places, uint64_t number)
{
	for (; number >= 0x80; number >>= 7)
		buffer_byte(places, (char)(number | 0x80));
	buffer_byte(places, (char)number);
}

static uint64_t
take_number(const struct buffer *places, size_t *from)
{
	uint64_t number = 0;
	unsigned char byte;
	int shift = 0;

	do {
		byte = (unsigned char)places->at[(*from)++];
		number |= (uint64_t)(byte & 0x7f) << shift;
		shift += 7;
	} while ((byte & 0x80) != 0);
	return number;
}

bool
gathered_next(const struct gathered *got, size_t *from, off_t *at, size_t *n)
{
	if (*from >= got->places.len)
		return false;
	*at += (off_t)take_number(&got->places, from);
	*n = (size_t)take_number(&got->places, from);
	return true;
}

static void
misplace(struct gathered *got)
{
	got->placed = false;
	buffer_free(&got->places);
}

/* It lies from AT on, behind all that were put before it. */
static void
put_place(struct gathered *got, off_t at, size_t n, size_t most)
{
	add_number(&got->places, (uint64_t)(at - got->last));
	add_number(&got->places, n);
	got->last = at + (off_t)n;
	if (got->places.len > most)
		misplace(got);
}

/* Those of FROM, which lie behind all of INTO. */
static void
merge_places(struct gathered *into, const struct gathered *got)
{
	size_t from = 0, n;
	off_t at = 0;

	if (got->places.len == 0 || !gathered_next(got, &from, &at, &n))
		return;
	put_place(into, at, n, GATHER_PLACES);
	if (!into->placed)
		return;
	buffer_add(&into->places, got->places.at + from,
	    got->places.len - from);
	into->last = got->last;
	if (into->places.len > GATHER_PLACES)
		misplace(into);
}

/* Who reads on gives the line end that the last one lacks. */
static void
put(struct gathered *into, const struct pick *pick, const char *at, size_t n,
    bool open)
{
	if (into->open)
		buffer_string(&into->bytes, line_end_bytes(
		    pick->layout.sheets[0].dialect.end));
	if (n > 0)
		buffer_add(&into->bytes, at, n);
	into->any = true;
	into->open = open;
}

static void
overflow(struct gathered *got)
{
	got->full = true;
	buffer_free(&got->bytes);
}

static void
add_row(struct state *state, const struct view *view)
{
	const struct pick *pick = state->asked->pick;
	const struct layout *layout = &pick->layout;
	enum line_end end = layout_end(layout, view->deal);
	struct gathered *got = &state->got;
	struct trouble ignored;

	buffer_clear(&state->row);
	if (layout_deal(layout, view, NULL, 0, &state->row, &ignored) != 0)
		got->failed = true;
	buffer_string(&state->row, line_end_bytes(end));
	if (!got->full)
		put(got, pick, state->row.at, state->row.len,
		    end == LINE_NONE);
	if (got->placed)
		put_place(got, view->deal->record->offset, state->row.len,
		    state->asked->most_places);
	if (got->bytes.len > state->asked->most)
		overflow(got);
}

static void
add(void *with, const struct deal *deal)
{
	struct state *state = with;
	struct pick *pick = state->asked->pick;
	struct view view;

	/* when they are written one by one, those cannot fail that are bytes */
	if (state->got.failed || (state->got.full && !state->got.placed &&
	    pick_as_bytes(pick)))
		return;
	pick_view(pick, &deal->sheet->deal, &view);
	if (view.there && filter_holds(pick->request->filter, &view))
		add_row(state, &view);
}

static void
end(void *with)
{
	struct state *state = with;

	gathered_free(&state->got);
	buffer_free(&state->row);
	free(state);
}

static void
merge(void *into_state, void *from_state)
{
	struct state *into = into_state, *from = from_state;

	into->got.failed = into->got.failed || from->got.failed;
	if (!from->got.placed)
		misplace(&into->got);
	else if (into->got.placed)
		merge_places(&into->got, &from->got);
	if (into->got.full || from->got.full)
		overflow(&into->got);
	else if (from->got.any)
		put(&into->got, into->asked->pick, from->got.bytes.at,
		    from->got.bytes.len, from->got.open);
	if (into->got.bytes.len > GATHER_MOST)
		overflow(&into->got);
	end(from);
}

static const struct fold gather_fold = { begin, add, merge, end };

/* One file. 0; 1: it has stages that were not guessed; -1. */
static int
gather_sheet(struct sheet *sheet, struct asked *asked, void **state,
    struct trouble *what)
{
	struct pick *pick = asked->pick;
	struct deal *deal;
	size_t parts;
	int got;

	if (pick_begin(pick, sheet, what) != 0)
		return -1;
	parts = parts_of(sheet);
	asked->most = GATHER_MOST / parts;
	asked->most_places = GATHER_PLACES / parts;
	if (parts > 1) {
		got = parts_fold(sheet, parts, &gather_fold, asked, state,
		    what);
		asked->most = GATHER_MOST;
		asked->most_places = GATHER_PLACES;
	} else {
		while ((got = sheet_next(sheet, &deal, what)) == 1)
			add(*state, deal);
	}
	if (got == 0)
		notices_merge(&pick->notices, &sheet->notices, 0);
	return got < 0 && sheet->unseen ? 1 : got;
}

static int
gather_all(struct pick *pick, struct gathered *gathered, struct trouble *what)
{
	struct notices before = pick->notices;
	struct asked asked = { pick, GATHER_MOST, GATHER_PLACES,
	    pick->stream.n == 1 && pick_as_bytes(pick) };
	void *with = begin(&asked);
	struct state *state = with;
	int got = 0;

	pick->notices = (struct notices){ NULL, 0 };
	for (size_t i = 0; i < pick->stream.n && got == 0; i++)
		got = gather_sheet(&pick->stream.sheets[i], &asked, &with, what);
	if (got != 0)
		notices_free(&pick->notices);
	else
		notices_merge(&before, &pick->notices, 0);
	pick->notices = before;
	if (got == 0) {
		stream_right(&pick->stream);
		*gathered = state->got;
		state->got.bytes = state->got.places = (struct buffer){ 0 };
	}
	end(state);
	return got;
}

int
gather(struct pick *pick, struct gathered *gathered, struct trouble *what)
{
	int got;

	*gathered = (struct gathered){ .any = false };
	got = gather_all(pick, gathered, what);
	if (got != 1)
		return got;
	if (stream_settle(&pick->stream, what) != 0)
		return -1;
	return gather_all(pick, gathered, what);
}

void
gathered_free(struct gathered *gathered)
{
	buffer_free(&gathered->bytes);
	buffer_free(&gathered->places);
	*gathered = (struct gathered){ .any = false };
}
