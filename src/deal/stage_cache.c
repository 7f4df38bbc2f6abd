#include <stdlib.h>

#include "deal/stage_cache.h"

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
	/* which may move what is at cache->at */
	size_t number = number_of(cache, pipeline, name, true, &new);

	return cache->at[number];
}

const struct stage *
stage_cache_find(struct stage_cache *cache, struct slice pipeline,
    struct slice name, struct stage_slot *slot)
{
	struct slice key;
	size_t number;
	bool new;

	if (name.len == 0)
		return stages_find(cache->stages, pipeline, name);
	number = number_of(cache, pipeline, name, false, &new);
	key = intern_text(&cache->keys, number);
	slot->ends = text_ends(name);
	slot->pipeline = (struct slice){ key.at, pipeline.len };
	slot->name = (struct slice){ key.at + pipeline.len + 1, name.len };
	slot->stage = cache->at[number];
	if (new && cache->seen != NULL && cache->unseen.len == 0 &&
	    intern_find(cache->seen, key) == INTERN_NONE)
		cache->unseen = slot->name;
	return slot->stage;
}
