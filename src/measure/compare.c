#include "measure/changes.h"

/* The deal on DAY; one that does not pass -w is not there. */
static struct snapshot
see(const struct comparison *comparison, const struct deal *deal, int day)
{
	struct snapshot snapshot;
	struct view view;

	deal_view(deal, comparison->stages, day, &view);
	snapshot = snapshot_of(&view, comparison->request.house);
	snapshot.there = view.there && filter_holds(comparison->filter, &view);
	return snapshot;
}

static int
in_row(const struct deal *deal, const struct trouble *wrong,
    struct trouble *what)
{
	return trouble_set(what, "%s:%llu: %s", deal->sheet->source.name,
	    (unsigned long long)deal->line, wrong->text);
}

int
comparison_old(void *with, struct deal *deal, struct trouble *what)
{
	struct comparison *comparison = with;
	struct snapshot old = see(comparison, deal, comparison->as_of);
	struct trouble wrong;

	return look_add(comparison->old, &old, &wrong) == 0 ? 0 :
	    in_row(deal, &wrong, what);
}

int
comparison_new(void *with, struct deal *deal, struct trouble *what)
{
	static const struct snapshot none = { .there = false };
	struct comparison *comparison = with;
	struct snapshot new = see(comparison, deal, comparison->as_of), before;
	const struct snapshot *old = &none;
	struct trouble wrong;

	if (comparison->new == NULL)
		comparison->new = look_new();
	if (comparison->old == NULL) {
		before = see(comparison, deal, comparison->since);
		old = &before;
	} else {
		if (look_add(comparison->new, &new, &wrong) != 0)
			return in_row(deal, &wrong, what);
		old = look_take(comparison->old, new.id);
	}
	changes_add(comparison->changes, old == NULL ? &none : old, &new);
	return 0;
}

static void
gone(void *with, const struct snapshot *old)
{
	static const struct snapshot none = { .there = false };
	struct comparison *comparison = with;

	changes_add(comparison->changes, old, &none);
}

void
comparison_end(struct comparison *comparison)
{
	if (comparison->old != NULL) {
		look_rest(comparison->old, gone, comparison);
		look_free(comparison->old);
	}
	if (comparison->new != NULL)
		look_free(comparison->new);
}
