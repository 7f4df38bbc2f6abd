/*
 * Any bytes as the head of a file: its dialect and likely encoding, its header and
 * what is learned of its columns.
 */

#include <string.h>

#include "csv/dialect.h"
#include "csv/likely.h"
#include "deal/sheet.h"
#include "fuzz.h"

static void
sniff(struct slice bytes, bool whole, char forced)
{
	struct trouble what = { "" };
	struct dialect dialect;

	if (dialect_sniff("f.csv", bytes.at, bytes.len, whole, forced, &dialect,
	    &what) != 0) {
		must(what.text[0] != '\0', "it says what is wrong", bytes);
		return;
	}
	must(dialect.skip <= bytes.len, "it skips what is there", bytes);
	must(forced != 0 ? dialect.delimiter == forced :
	    dialect.skip_lines > 0 || strchr(",;\t|", dialect.delimiter) != NULL,
	    "a delimiter is one", bytes);
	must(dialect.end != LINE_NONE, "it has a line end", bytes);
}

/* As deals: nothing it holds stops the program. */
static void
read_deals(struct slice bytes)
{
	struct reading reading = { 0 };
	struct demand demand = { .fields = FIELD_BIT(FIELD_COUNT) - 1 };
	struct trouble what = { "" };
	struct source source;
	struct sheet sheet;
	struct deal *deal;
	int got;

	source_memory(&source, "f.csv", bytes.at, bytes.len);
	if (source_decode(&source, NULL, &what) != 0) {
		source_close(&source);
		return;
	}
	if (sheet_take(&sheet, &source, &reading, &what) != 0) {
		must(what.text[0] != '\0', "it says what is wrong", bytes);
		return;
	}
	if (sheet_begin(&sheet, &demand, NULL, &what) == 0)
		while ((got = sheet_next(&sheet, &deal, &what)) == 1)
			;
	sheet_close(&sheet);
	demand_free(&demand);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
	const struct slice bytes = { (const char *)at, n };

	sniff(bytes, true, 0);
	sniff(bytes, false, 0);
	sniff(bytes, true, ';');
	sniff(bytes, true, '~');
	(void)likely_encoding(bytes.at, n);
	(void)likely_utf8(bytes.at, n);
	read_deals(bytes);
	return 0;
}
