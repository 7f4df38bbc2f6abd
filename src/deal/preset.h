#ifndef DEAL_PRESET_H
#define DEAL_PRESET_H

/*
 * What pl-init writes: pipelines with a playbook, and the other files of a
 * workspace, in English, Chinese, Indonesian and Bulgarian. The names, kinds
 * and probabilities of the stages are those of the registry (deal/known.h).
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/message.h"
#include "deal/stage.h"

/* The presets, the standard one first: standard, relationship, lean, delivery,
 * funnel; *N says how many. */
const char *const *preset_names(size_t *n);
/* The languages, in the order of struct known_stage: en, zh, id, bg. */
const char *const *preset_languages(size_t *n);
/* Is it one of them? Exactly so written. */
bool preset_language(const char *);

/*
 * Add the stages of PRESET in LANGUAGE to INTO, behind those that are there.
 * The pipeline is the unnamed one, but that of funnel, which is named
 * ("Marketing") so that it can stand beside any of the others; add it after
 * them, the first pipeline being the one of deals that name none. 0, or -1
 * with WHAT set: no such preset or language, or a stage that is there already
 * (then INTO holds those before it).
 */
int preset_stages(const char *preset, const char *language,
    struct stages *into, struct trouble *what);

/* The other files: activities, goals, scores, cadences, rates. */
const char *const *preset_files(size_t *n);
/*
 * What such a file holds at first: the header line, and for scores and cadences
 * a few rows to start from, their texts in LANGUAGE (types of activities are
 * call, email, meeting... in every language, as the columns are). Lines end
 * in LF. NULL if there is no such file or language.
 */
const char *preset_file(const char *name, const char *language);

#endif
