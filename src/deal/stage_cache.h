#ifndef DEAL_STAGE_CACHE_H
#define DEAL_STAGE_CACHE_H

/*
 * Stages by the bytes of the cells that name them, so that a name is folded once
 * for each spelling and not once a deal. One thread's own.
 */

#include "deal/stage.h"

#define STAGE_SLOT_BITS 6	/* of a hash; more names take the longer way */

/* A name that was asked for, where the next to ask is likely to find it. */
struct stage_slot {
	struct ends ends;	/* of the name */
	struct slice pipeline;	/* both in the cache's keys */
	struct slice name;	/* empty: none */
	const struct stage *stage;
};

struct stage_cache {
	struct stage_slot slots[1 << STAGE_SLOT_BITS];
	const struct stages *stages;
	const struct intern *seen;
	struct intern keys;		/* pipeline, NUL, name */
	const struct stage **at;	/* by number; NULL: none of the stages */
	size_t room;
	struct buffer key;
	struct slice unseen;		/* a name in keys; empty: none */
};

/*
 * A cache of STAGES, which must outlive it. SEEN (NULL: none) are the names that
 * the stages were inferred from, as pipeline, NUL, name: any other that is asked
 * for is remembered.
 */
struct stage_cache *stage_cache_new(const struct stages *,
    const struct intern *seen);
void stage_cache_free(struct stage_cache *);	/* may be NULL */

/* stage_cached for a name that is not in its slot. */
const struct stage *stage_cache_find(struct stage_cache *,
    struct slice pipeline, struct slice name, struct stage_slot *);

/* stages_find, remembered. Inline: asked for every deal. */
static inline const struct stage *
stage_cached(struct stage_cache *cache, struct slice pipeline,
    struct slice name)
{
	struct ends ends = text_ends(name);
	struct stage_slot *slot = &cache->slots[ends_hash(ends) >>
	    (64 - STAGE_SLOT_BITS)];

	if (name.len > 0 && slot->name.len == name.len &&
	    slot->ends.first == ends.first && slot->ends.last == ends.last &&
	    (name.len <= TEXT_ENDS ||
	    memcmp(slot->name.at, name.at, name.len) == 0) &&
	    slice_equal(slot->pipeline, pipeline))
		return slot->stage;
	return stage_cache_find(cache, pipeline, name, slot);
}

/* stages_meant, remembered. */
const struct stage *stage_cached_meant(struct stage_cache *,
    struct slice pipeline, struct slice name);

/* Is it one of these stages? */
bool stage_cache_of(const struct stage_cache *, const struct stages *);

/* Was a name asked for that is none of those seen? *NAME (may be NULL) is the
 * first. */
static inline bool
stage_cache_unseen(const struct stage_cache *cache, struct slice *name)
{
	if (name != NULL)
		*name = cache->unseen;
	return cache->unseen.len > 0;
}

#endif
