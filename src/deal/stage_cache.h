#ifndef DEAL_STAGE_CACHE_H
#define DEAL_STAGE_CACHE_H

/*
 * Stages by the bytes of the cells that name them, so that a name is folded once
 * for each spelling and not once a deal. One thread's own.
 */

#include "deal/stage.h"

struct stage_cache;

/*
 * A cache of STAGES, which must outlive it. SEEN (NULL: none) are the names that
 * the stages were inferred from, as pipeline, NUL, name: any other that is asked
 * for is remembered.
 */
struct stage_cache *stage_cache_new(const struct stages *,
    const struct intern *seen);
void stage_cache_free(struct stage_cache *);	/* may be NULL */

/* stages_find, remembered. */
const struct stage *stage_cached(struct stage_cache *, struct slice pipeline,
    struct slice name);

/* stages_meant, remembered. */
const struct stage *stage_cached_meant(struct stage_cache *,
    struct slice pipeline, struct slice name);

/* Is it one of these stages? */
bool stage_cache_of(const struct stage_cache *, const struct stages *);

/* Was a name asked for that is none of those seen? *NAME (may be NULL) is the
 * first. */
bool stage_cache_unseen(const struct stage_cache *, struct slice *name);

#endif
