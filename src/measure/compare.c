#include <string.h>

#include "measure/changes.h"

static const struct snapshot none = { .there = false };

/* The deal on DAY, with its amount as it is written. What -w says of it is judged
 * by what it comes to. */
static struct snapshot
see(const struct comparison *comparison, struct deal *deal, int day)
{
	const struct rates *rates = deal->rates;
	struct snapshot snapshot;
	struct view view;
	bool passes;

	deal_view(deal, comparison->stages, day, &view);
	passes = view.there && filter_holds(comparison->filter, &view);
	if (rates != NULL) {
		deal->rates = NULL;
		deal_view(deal, comparison->stages, day, &view);
		deal->rates = rates;
	}
	snapshot = snapshot_of(&view);
	snapshot.passes = passes;
	return snapshot;
}

/* In the house currency, at the rate of DAY; as it is where that is kept apart,
 * or, the first time, kept apart where there is no rate. */
static struct snapshot
converted(const struct comparison *comparison, const struct snapshot *as_is,
    int day)
{
	struct rates *rates = comparison->rates;
	struct snapshot snapshot = *as_is;

	if (!snapshot.there || rates == NULL ||
	    !rates_apply(rates, snapshot.currency))
		return snapshot;
	if (rates_convert(rates, snapshot.currency, day, &snapshot.amount))
		memcpy(snapshot.currency, rates->house,
		    sizeof snapshot.currency);
	else
		rates_keep_apart(rates, snapshot.currency);
	return snapshot;
}

static void
compare(struct comparison *comparison, const struct snapshot *old,
    const struct snapshot *new)
{
	int day = new->there && new->closed != DATE_NONE ? new->closed :
	    comparison->as_of;
	struct snapshot before = converted(comparison, old, day);
	struct snapshot after = converted(comparison, new, day);

	if (!comparison->trying)
		changes_add(comparison->changes, &before, &after);
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
	struct comparison *comparison = with;
	struct snapshot new = see(comparison, deal, comparison->as_of), before;
	const struct snapshot *old;
	struct trouble wrong;

	if (comparison->old == NULL) {
		before = see(comparison, deal, comparison->since);
		old = &before;
	} else {
		if (look_add(comparison->new, &new, &wrong) != 0)
			return in_row(deal, &wrong, what);
		old = look_take(comparison->old, new.id);
	}
	compare(comparison, old == NULL ? &none : old, &new);
	return 0;
}

void
comparison_begin(struct comparison *comparison, bool two)
{
	comparison->old = two ? look_new() : NULL;
	comparison->new = two ? look_new() : NULL;
}

static void
gone(void *with, const struct snapshot *old)
{
	compare(with, old, &none);
}

void
comparison_end(struct comparison *comparison)
{
	if (comparison->old == NULL)
		return;
	look_rest(comparison->old, gone, comparison);
	look_free(comparison->old);
	look_free(comparison->new);
}
