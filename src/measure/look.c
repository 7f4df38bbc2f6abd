#include <stdlib.h>
#include <string.h>

#include "measure/changes.h"

struct look {
	struct intern ids;
	struct snapshot *at;	/* by number of id */
	bool *taken;
	size_t room;
	size_t room_taken;
	struct arena arena;
};

void
look_demand(struct demand *demand)
{
	demand->fields |= FIELD_BIT(FIELD_ID) | FIELD_BIT(FIELD_NAME) |
	    FIELD_BIT(FIELD_OWNER) | FIELD_BIT(FIELD_AMOUNT) |
	    FIELD_BIT(FIELD_CURRENCY) | FIELD_BIT(FIELD_CLOSE_DATE);
}

struct snapshot
snapshot_of(const struct view *view)
{
	struct snapshot snapshot = { .there = view->there,
	    .kind = view->kind, .close_date = view->close_date,
	    .closed = view->closed, .has_amount = view->has_amount,
	    .amount = view->amount,
	    .id = view->deal->text[FIELD_ID],
	    .name = view->deal->text[FIELD_NAME], .owner = *view->owner };

	if (!view->there)
		return snapshot;
	snapshot.stage = view->stage->name;
	memcpy(snapshot.currency, view->deal->currency,
	    sizeof snapshot.currency);
	return snapshot;
}

struct look *
look_new(void)
{
	return memory_zero(1, sizeof(struct look));
}

static struct slice
keep(struct look *look, struct slice text)
{
	return (struct slice){ arena_copy(&look->arena, text.at, text.len),
	    text.len };
}

int
look_add(struct look *look, const struct snapshot *snapshot,
    struct trouble *what)
{
	struct snapshot *to;
	size_t number;
	bool new;

	if (snapshot->id.len == 0)
		return trouble_set(what, "id: is blank");
	number = intern_number(&look->ids, snapshot->id, &new);
	if (!new)
		return trouble_set(what, "id: '%.*s' is there twice",
		    (int)snapshot->id.len, snapshot->id.at);
	memory_room(&look->at, &look->room, number + 1, sizeof *look->at);
	memory_room(&look->taken, &look->room_taken, number + 1,
	    sizeof *look->taken);
	look->taken[number] = false;
	to = &look->at[number];
	*to = *snapshot;
	to->id = intern_text(&look->ids, number);
	to->name = keep(look, snapshot->name);
	to->owner = keep(look, snapshot->owner);
	to->stage = keep(look, snapshot->stage);
	return 0;
}

const struct snapshot *
look_take(struct look *look, struct slice id)
{
	size_t number = intern_find(&look->ids, id);

	if (number == INTERN_NONE)
		return NULL;
	look->taken[number] = true;
	return &look->at[number];
}

void
look_rest(const struct look *look,
    void (*met)(void *with, const struct snapshot *), void *with)
{
	for (size_t i = 0; i < look->ids.n; i++)
		if (!look->taken[i])
			met(with, &look->at[i]);
}

void
look_free(struct look *look)
{
	intern_free(&look->ids);
	free(look->at);
	free(look->taken);
	arena_free(&look->arena);
	free(look);
}
