/*
 * The reader alone, for callgrind: reader [-l | -p] FILE
 *
 * Goes through all records and asks for the cells that pl-stats -b stage,owner
 * asks for with four metrics; prints how many records and bytes of cells there
 * were. -l: every byte goes to libcsv. -p: without the machine's vectors.
 */

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "csv/dialect.h"
#include "csv/reader.h"
#include "csv/source.h"

static int
fail(const struct trouble *what)
{
	fprintf(stderr, "reader: %s\n", what->text);
	return 2;
}

int
main(int argc, char **argv)
{
	static const size_t wanted[] = { 4, 5, 6, 8, 10 };
	bool libcsv = argc == 3 && strcmp(argv[1], "-l") == 0;
	bool portable = argc == 3 && strcmp(argv[1], "-p") == 0;
	unsigned long long records = 0, bytes = 0;
	const char *path = argv[argc - 1];
	struct dialect dialect;
	struct source source;
	struct reader *reader;
	struct record *record;
	struct trouble what;
	int status;

	if (argc != 2 && !libcsv && !portable) {
		fputs("usage: reader [-l | -p] FILE\n", stderr);
		return 2;
	}
	if (source_open(&source, path, &what) != 0 ||
	    dialect_sniff(path, source.head.at, source.head.len, source.whole,
	    0, &dialect, &what) != 0)
		return fail(&what);
	dialect.libcsv_only = libcsv;
	dialect.portable = portable;
	reader = reader_open(&source, &dialect);
	while ((status = reader_next(reader, &record, &what)) == 1) {
		records++;
		for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
			const struct cell *cell = record_cell(record, wanted[i]);

			bytes += cell == NULL ? 0 : cell->text.len;
		}
	}
	if (status != 0)
		return fail(&what);
	printf("%llu %llu\n", records, bytes);
	reader_close(reader);
	source_close(&source);
	return 0;
}
