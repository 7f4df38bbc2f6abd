#include <stdlib.h>

#include "deal/stage_cache.h"

#define SLOTS 64	/* a power of two; more names take the longer way */

/* A name that was asked for, where the next to ask is likely to find it. */
struct slot {
	struct slice pipeline;	/* both in the cache's keys */
	struct slice name;	/* empty: none */
	const struct stage *stage;
};

struct stage_cache {
	const struct stages *stages;
	const struct intern *seen;
	struct slot slots[SLOTS];
	struct intern keys;		/* pipeline, NUL, name */
	const struct stage **at;	/* by number; NULL: none of the stages */
	size_t room;
	struct buffer key;
	struct slice unseen;		/* a name in keys; empty: none */
};

struct stage_cache *
stage_cache_new(const struct stages *stages, const struct intern *seen)
{
	struct stage_cache *cache = memory_zero(1, sizeof *cache);

	cache->stages = stages;
	cache->seen = seen;
	return cache;
}

void
stage_cache_free(struct stage_cache *cache)
{
	if (cache == NULL)
		return;
	intern_free(&cache->keys);
	free(cache->at);
	buffer_free(&cache->key);
	free(cache);
}

bool
stage_cache_of(const struct stage_cache *cache, const struct stages *stages)
{
	return cache->stages == stages;
}

bool
stage_cache_unseen(const struct stage_cache *cache, struct slice *name)
{
	if (name != NULL)
		*name = cache->unseen;
	return cache->unseen.len > 0;
}

/* The number of a name among all asked for, those that MEAN a stage apart. */
static size_t
number_of(struct stage_cache *cache, struct slice pipeline,
    struct slice name, bool mean, bool *new)
{
	size_t number;

	buffer_clear(&cache->key);
	buffer_add(&cache->key, pipeline.at, pipeline.len);
	buffer_byte(&cache->key, mean ? '\1' : '\0');
	buffer_add(&cache->key, name.at, name.len);
	number = intern_number(&cache->keys,
	    (struct slice){ cache->key.at, cache->key.len }, new);
	if (*new) {
		memory_room(&cache->at, &cache->room, number + 1,
		    sizeof *cache->at);
		cache->at[number] = mean ?
		    stages_meant(cache->stages, pipeline, name) :
		    stages_find(cache->stages, pipeline, name);
	}
	return number;
}

const struct stage *
stage_cached_meant(struct stage_cache *cache, struct slice pipeline,
    struct slice name)
{
	bool new;

	return cache->at[number_of(cache, pipeline, name, true, &new)];
}

/* Put it into a slot. */
static void
find(struct stage_cache *cache, struct slice pipeline, struct slice name,
    struct slot *slot)
{
	bool new;
	size_t number = number_of(cache, pipeline, name, false, &new);
	struct slice key = intern_text(&cache->keys, number);

	slot->pipeline = (struct slice){ key.at, pipeline.len };
	slot->name = (struct slice){ key.at + pipeline.len + 1, name.len };
	slot->stage = cache->at[number];
	if (new && cache->seen != NULL && cache->unseen.len == 0 &&
	    intern_find(cache->seen, key) == INTERN_NONE)
		cache->unseen = slot->name;
}

const struct stage *
stage_cached(struct stage_cache *cache, struct slice pipeline,
    struct slice name)
{
	struct slot *slot;
	unsigned hash;

	if (name.len == 0)
		return stages_find(cache->stages, pipeline, name);
	hash = (unsigned)(name.len * 5 + pipeline.len * 11) +
	    (unsigned char)name.at[0] * 3u +
	    (unsigned char)name.at[name.len - 1];
	slot = &cache->slots[hash % SLOTS];
	if (!slice_equal(slot->name, name) ||
	    !slice_equal(slot->pipeline, pipeline))
		find(cache, pipeline, name, slot);
	return slot->stage;
}
