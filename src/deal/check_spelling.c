#include <stdlib.h>

#include "deal/check_rule.h"

/* The fields whose values are names, and the files beside the deals whose first
 * column lists them. */
static const struct {
	enum field field;
	enum beside list;	/* BESIDE_NONE: there is none */
} spelled[CHECK_SPELLED] = {
	{ FIELD_OWNER, BESIDE_OWNERS },
	{ FIELD_ACCOUNT, BESIDE_ACCOUNTS },
	{ FIELD_PRODUCT, BESIDE_PRODUCTS },
	{ FIELD_SOURCE, BESIDE_NONE },
	{ FIELD_LOST_REASON, BESIDE_NONE },
};

static struct check_spelling *
spelling_of(struct check_spellings *all, struct slice text)
{
	size_t number;
	bool new;

	number = intern_number(&all->texts, text, &new);
	memory_room(&all->at, &all->room, number + 1, sizeof *all->at);
	if (new)
		all->at[number] = (struct check_spelling){ .count = 0 };
	return &all->at[number];
}

void
check_spelling(struct check *check, const struct deal *deal)
{
	for (size_t i = 0; i < CHECK_SPELLED; i++) {
		struct slice text = deal->text[spelled[i].field];
		struct check_spelling *one;

		if (text.len == 0)
			continue;
		one = spelling_of(&check->spellings[i], text);
		if (one->count++ == 0) {
			one->line = deal->line;
			one->table = check->table;
		}
	}
}

void
check_listed(struct check *check, size_t which, struct slice name)
{
	for (size_t i = 0; i < CHECK_SPELLED; i++)
		if (spelled[i].list == which && name.len > 0)
			spelling_of(&check->spellings[i], name)->listed = true;
}

bool
check_owns(const struct check *check, struct slice owner)
{
	const struct check_spellings *all = &check->spellings[0];

	for (size_t i = 0; i < all->texts.n; i++)
		if (all->at[i].count > 0 &&
		    text_same(intern_text(&all->texts, i), owner))
			return true;
	return false;
}

/* What spellings of one name have in common: no case, no blanks. */
static size_t
fold(struct check_spellings *all, struct slice text, bool *new)
{
	struct buffer folded = { 0 };
	size_t number, n = 0;

	text_fold(text, &folded);
	for (size_t i = 0; i < folded.len; i++)
		if (folded.at[i] != ' ')
			folded.at[n++] = folded.at[i];
	number = intern_number(&all->folded, (struct slice){ folded.at, n },
	    new);
	buffer_free(&folded);
	return number;
}

/* Is A the better spelling: listed, else the commoner, else the first? */
static bool
is_better(const struct check_spelling *a, const struct check_spelling *b)
{
	if (a->listed != b->listed)
		return a->listed;
	return a->count > b->count;
}

static void
found_spelling(struct check *check, struct check_spellings *all, size_t which,
    size_t at, size_t better)
{
	const struct check_spelling *one = &all->at[at];
	const char *deals = one->count == 1 ? "deal" : "deals";
	struct slice right = intern_text(&all->texts, better);

	check->table = one->table;
	if (all->at[better].listed)
		found(check, one->line, check_field(spelled[which].field),
		    "'%.*s' (%llu %s) is written '%.*s' in %s",
		    SHOWN(intern_text(&all->texts, at)),
		    (unsigned long long)one->count, deals, SHOWN(right),
		    check->tables[spelled[which].list].name);
	else
		found(check, one->line, check_field(spelled[which].field),
		    "'%.*s' (%llu %s) is written '%.*s' elsewhere (%llu)",
		    SHOWN(intern_text(&all->texts, at)),
		    (unsigned long long)one->count, deals, SHOWN(right),
		    (unsigned long long)all->at[better].count);
}

static void
compare(struct check *check, struct check_spellings *all, size_t which)
{
	size_t *best = memory_zero(all->texts.n + 1, sizeof *best);
	bool new;

	for (size_t i = 0; i < all->texts.n; i++) {
		size_t name = fold(all, intern_text(&all->texts, i), &new);

		if (new || is_better(&all->at[i], &all->at[best[name]]))
			best[name] = i;
	}
	for (size_t i = 0; i < all->texts.n; i++) {
		size_t name = fold(all, intern_text(&all->texts, i), &new);

		if (best[name] != i && all->at[i].count > 0 &&
		    !all->at[i].listed)
			found_spelling(check, all, which, i, best[name]);
	}
	free(best);
}

void
check_spellings_end(struct check *check)
{
	for (size_t i = 0; i < CHECK_SPELLED; i++)
		compare(check, &check->spellings[i], i);
}
