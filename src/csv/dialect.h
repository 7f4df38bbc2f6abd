#ifndef CSV_DIALECT_H
#define CSV_DIALECT_H

/*
 * How a file writes its records: what separates cells and lines, and what
 * stands before the header.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/message.h"

enum line_end {
	LINE_NONE = 0,		/* none: the last line of a file without one */
	LINE_LF,
	LINE_CRLF,
	LINE_CR
};

struct dialect {
	char delimiter;		/* ',' ';' '\t' or '|', or as given */
	size_t skip;		/* bytes before the header: BOM, sep= line */
	size_t skip_lines;	/* lines among them (sep=) */
	bool bom;		/* begins with a UTF-8 byte order mark */
	enum line_end end;	/* of the header; LF where it has none */
	bool libcsv_only;	/* feed libcsv every byte of every cell: slow, the
				 * way all others are compared with. Never
				 * sniffed: whoever wants it sets it */
	bool portable;		/* no vectors, though the machine may have them.
				 * Never sniffed either */
};

/*
 * Find the dialect in the first N bytes of a file (WHOLE: they are all of it).
 * FORCED is the delimiter asked for, 0: sniff it. Else a sep= line ("sep=;",
 * "\"sep=,\"" too) decides; else the delimiter that the header line, and then
 * the lines behind it, hold most consistently outside quotes; a file of one
 * column has ','. 0, or -1 with WHAT set: bytes that are no CSV text (a workbook,
 * NULs in the header, UTF-16 that source_decode was not asked to decode), text
 * that is not UTF-8 naming the line and the likely --encoding. WHAT begins with
 * NAME: "deals.csv:17: is not UTF-8 (say --encoding windows-1251?)". An empty
 * file has the default dialect.
 */
int dialect_sniff(const char *name, const char *at, size_t n, bool whole,
    char forced, struct dialect *, struct trouble *what);

/* The bytes of a line end: "", "\n", "\r\n", "\r". */
const char *line_end_bytes(enum line_end);

#endif
