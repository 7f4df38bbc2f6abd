/*
 * Any bytes as a stages.csv: what is read, written again, is read as the same, and
 * every stage is found by its name.
 */

#include "csv/dialect.h"
#include "deal/stage.h"
#include "fuzz.h"

static int
read_stages(struct stages *stages, struct slice bytes, struct trouble *what)
{
	struct source source;
	int result;

	*stages = (struct stages){ 0 };
	stages->pooled = (struct stage){ .number = STAGE_POOLED,
	    .max_days = MAX_DAYS_LEARNED, .next_days = -1 };
	source_memory(&source, "stages.csv", bytes.at, bytes.len);
	result = source_decode(&source, NULL, what) == 0 ?
	    stages_read(stages, &source, what) : -1;
	source_close(&source);
	return result;
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
	const struct slice bytes = { (const char *)at, n };
	struct stages stages, again;
	struct buffer first = { 0 }, second = { 0 };
	struct trouble what = { "" };

	if (read_stages(&stages, bytes, &what) != 0) {
		must(what.text[0] != '\0', "it says what is wrong", bytes);
		stages_free(&stages);
		return 0;
	}
	for (size_t i = 0; i < stages.n; i++) {
		const struct stage *stage = &stages.at[i];
		const struct stage *found = stages_find(&stages, stage->pipeline,
		    stage->name);

		must(found == stage, "a stage is found", stage->name);
		must(stages_meant(&stages, stage->pipeline, stage->name) == stage,
		    "and meant", stage->name);
	}
	stages_write(&stages, &first);
	if (stages.n > 0) {
		must(read_stages(&again, slice_made(&first), &what) == 0,
		    what.text, slice_made(&first));
		stages_write(&again, &second);
		must(slice_equal(slice_made(&first), slice_made(&second)),
		    "written again it is the same", bytes);
		stages_free(&again);
	}
	stages_free(&stages);
	buffer_free(&first);
	buffer_free(&second);
	return 0;
}
