#include "measure/findings.h"

struct result *
findings_table(const struct findings *findings, bool mended)
{
	struct result *result = result_new(NULL);

	result_column(result, "file", "file", UNIT_TEXT);
	result_column(result, "line", "line", UNIT_COUNT);
	result_column(result, "field", "field", UNIT_TEXT);
	result_column(result, "message", "message", UNIT_TEXT);
	if (mended)
		result_column(result, "mended", "mended", UNIT_TEXT);
	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *one = &findings->at[i];
		struct value *row = result_row(result);

		row[0] = value_text(result, slice_of(one->file));
		if (one->line > 0)
			row[1] = value_whole((int128)one->line);
		row[2] = value_text(result, slice_of(one->field));
		row[3] = value_text(result, slice_of(one->message));
		if (mended)
			row[4] = value_text(result, slice_of(one->mended));
	}
	return result;
}

struct result *
findings_rules(void)
{
	struct result *result = result_new(NULL);
	const char *key, *what;

	result_column(result, "finding", "finding", UNIT_TEXT);
	result_column(result, "what", "what it is", UNIT_TEXT);
	for (size_t i = 0; check_rule_named(i, &key, &what); i++) {
		struct value *row = result_row(result);

		row[0] = value_text(result, slice_of(key));
		row[1] = value_text(result, slice_of(what));
	}
	return result;
}
