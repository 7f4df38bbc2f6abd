#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "deal/parts.h"

#define LOOK 65536	/* bytes looked at in one go for a line feed */

/* One part and what came of it. */
struct part {
	struct sheet sheet;
	const struct fold *fold;
	const void *request;
	void *state;
	off_t from, to;		/* records that begin in [from, to) */
	off_t end;		/* where the next record behind them begins */
	uint64_t lines;		/* how many lines were read */
	int got;		/* 0: to its end; -1: trouble says why not */
	struct trouble trouble;
	pthread_t thread;
	bool running;
};

size_t
parts_of(struct sheet *sheet)
{
	size_t n = sheet->reading->threads;
	off_t least = sheet->reading->part > 0 ? sheet->reading->part :
	    PART_LEAST;
	off_t size;

	if (!sheet->source.regular || sheet->source.decoded != NULL ||
	    n < 2)
		return 1;
	size = sheet->source.size - sheet->body;
	if (size / least < (off_t)n)
		n = (size_t)(size / least);
	return n == 0 ? 1 : n;
}

/* The first byte behind the first line feed from AT on; the end where there is
 * none. */
static off_t
guess(struct sheet *sheet, off_t at)
{
	char *bytes = memory_get(LOOK);
	struct trouble ignored;
	ssize_t n;

	while ((n = source_read(&sheet->source, bytes, LOOK, at,
	    &ignored)) > 0) {
		const char *feed = memchr(bytes, '\n', (size_t)n);

		if (feed != NULL) {
			at += feed - bytes + 1;
			break;
		}
		at += n;
	}
	free(bytes);
	return at;
}

/* Read a part from its beginning, whose line is LINE. */
static void
read_part(struct part *part, uint64_t line)
{
	struct deal *deal;

	part->state = part->fold->begin(part->request);
	while ((part->got = sheet_next(&part->sheet, &deal,
	    &part->trouble)) == 1)
		part->fold->add(part->state, deal);
	part->end = reader_offset(part->sheet.reader);
	part->lines = reader_line(part->sheet.reader) - line;
}

static void *
run_part(void *with)
{
	read_part(with, 1);
	return NULL;
}

/* Read it again, from where its first record truly begins. */
static void
read_again(struct part *part, struct sheet *whole, off_t from,
    uint64_t line, bool footer)
{
	part->fold->free(part->state);
	sheet_part_close(&part->sheet);
	part->from = from;
	sheet_part(&part->sheet, whole, from, part->to, line);
	part->sheet.footer = footer;
	read_part(part, line);
}

/* Was it read from the wrong place, or with the footer of a report begun, or must
 * its trouble be told with the right line? */
static bool
must_again(const struct part *part, off_t from, bool footer)
{
	return part->from != from || footer || part->got < 0;
}

static void
start_parts(struct part *parts, size_t n, struct sheet *sheet)
{
	memory_share();
	for (size_t i = 0; i < n; i++) {
		struct part *part = &parts[i];

		sheet_part(&part->sheet, sheet, part->from, part->to, 1);
		/* a thread that cannot be had is done without */
		part->running = pthread_create(&part->thread, NULL, run_part,
		    part) == 0;
		if (!part->running)
			read_part(part, 1);
	}
	for (size_t i = 0; i < n; i++)
		if (parts[i].running)
			pthread_join(parts[i].thread, NULL);
}

static void
cut(struct part *parts, size_t n, struct sheet *sheet,
    const struct fold *fold, const void *request)
{
	off_t size = sheet->source.size;

	for (size_t i = 0; i < n; i++) {
		off_t at = sheet->body + (size - sheet->body) / (off_t)n *
		    (off_t)i;

		parts[i].fold = fold;
		parts[i].request = request;
		parts[i].from = i == 0 ? sheet->body : guess(sheet, at);
		parts[i].to = size;
		if (i > 0)
			parts[i - 1].to = parts[i].from;
	}
}

int
parts_fold(struct sheet *sheet, size_t n, const struct fold *fold,
    const void *request, void **state, struct trouble *what)
{
	struct part *parts = memory_zero(n, sizeof *parts);
	uint64_t line = sheet->body_line;
	off_t from = sheet->body;
	bool footer = false;
	int got = 0;

	cut(parts, n, sheet, fold, request);
	start_parts(parts, n, sheet);
	for (size_t i = 0; i < n; i++) {
		struct part *part = &parts[i];
		uint64_t base = line - 1;	/* each counts from 1 */
		const bool reached = got == 0;

		if (reached && must_again(part, from, footer)) {
			read_again(part, sheet, from, line, footer);
			base = 0;	/* it knows its lines */
			got = part->got;
			sheet->unseen = part->sheet.unseen;
			if (got < 0 && what != NULL)
				*what = part->trouble;
		}
		part->sheet.lines_before = base;
		if (part->sheet.line_end != LINE_NONE)
			sheet->line_end = part->sheet.line_end;
		if (got == 0)
			fold->merge(*state, part->state);
		else
			fold->free(part->state);
		/* of what lies behind trouble nothing is said */
		if (reached)
			notices_merge(&sheet->notices, &part->sheet.notices,
			    base);
		from = part->end;
		line += part->lines;
		footer = footer || part->sheet.footer;
		sheet_part_close(&part->sheet);
	}
	free(parts);
	return got;
}
