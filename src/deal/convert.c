#include <stdlib.h>

#include "deal/convert.h"

#define BLOCK (256 << 10)

/* One record: every cell can be given, and is text. */
static int
check_record(const struct sheet *sheet, struct record *record,
    const struct reader *reader, struct trouble *what)
{
	const struct trouble *wrong;
	size_t cells = record_cells(record);
	size_t bad;

	for (size_t c = 0; c < cells; c++)
		record_cell(record, c);
	wrong = reader_trouble(reader);
	if (wrong != NULL)
		return trouble_set(what, "%s", wrong->text);
	if (!text_valid(record->raw, &bad))
		return trouble_set(what, "%s:%llu: is not UTF-8",
		    sheet->source.name, (unsigned long long)record->line);
	return 0;
}

int
convert_check(struct sheet *sheet, struct trouble *what)
{
	struct reader *reader;
	struct record *record;
	int got;

	if (source_hold(&sheet->source, what) != 0)
		return -1;
	reader = reader_open(&sheet->source, &sheet->dialect);
	while ((got = reader_next(reader, &record, what)) == 1)
		if (check_record(sheet, record, reader, what) != 0) {
			got = -1;
			break;
		}
	reader_close(reader);
	return got;
}

int
convert_copy(struct sheet *sheet, FILE *out, struct trouble *what)
{
	char *block = memory_get(BLOCK);
	off_t at = 0;
	ssize_t got;

	while ((got = source_read(&sheet->source, block, BLOCK, at,
	    what)) > 0) {
		if (fwrite(block, 1, (size_t)got, out) != (size_t)got)
			break;
		at += got;
	}
	free(block);
	return got < 0 ? -1 : 0;
}
