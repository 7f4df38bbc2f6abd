#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/text.h"

#define KEPT (sizeof(((struct notice *)NULL)->first) / sizeof(((struct notice *)NULL)->first[0]))

static const char *program = "pl";

void
message_name(const char *path)
{
	const char *slash;

	if (path == NULL || *path == '\0')
		return;
	slash = strrchr(path, '/');
	program = slash == NULL ? path : slash + 1;
}

const char *
message_program(void)
{
	return program;
}

/* Format into SIZE bytes at TEXT; what is too long ends in "..." and never
 * in a piece of a character. */
static void __attribute__((format(printf, 3, 0)))
format_cut(char *text, size_t size, const char *format, va_list ap)
{
	size_t at;
	int n;

	n = vsnprintf(text, size, format, ap);
	if (n < 0)
		n = snprintf(text, size, "%s", format);
	if ((size_t)n < size)
		return;
	at = size - sizeof("...");
	while (at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80)
		at--;
	memcpy(text + at, "...", sizeof("..."));
}

static bool
is_plain(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text < ' ' || *text > '~')
			return false;
	return true;
}

/*
 * One write a message, so that commands running side by side do not mix
 * theirs. A plain text takes no memory: this is also how the run ends when
 * there is none.
 */
static void __attribute__((format(printf, 1, 0)))
say(const char *format, va_list ap)
{
	struct buffer safe = { 0 };
	char text[4096], line[4096 + 256];
	int n;

	format_cut(text, sizeof(text), format, ap);
	if (is_plain(text)) {
		n = snprintf(line, sizeof(line), "%.200s: %s\n", program, text);
		if (n > 0)
			(void)file_write(STDERR_FILENO, line, (size_t)n);
		return;
	}
	buffer_format(&safe, "%s: ", program);
	text_safe(slice_of(text), &safe);
	buffer_byte(&safe, '\n');
	(void)file_write(STDERR_FILENO, safe.at, safe.len);
	buffer_free(&safe);
}

void
message_say(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say(format, ap);
	va_end(ap);
}

void
message_die(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say(format, ap);
	va_end(ap);
	exit(EXIT_TROUBLE);
}

int
trouble_set(struct trouble *what, const char *format, ...)
{
	struct trouble made = { "" };	/* the arguments may lie in WHAT */
	va_list ap;

	if (what == NULL)
		return -1;
	va_start(ap, format);
	format_cut(made.text, sizeof(made.text), format, ap);
	va_end(ap);
	*what = made;
	return -1;
}

static size_t
notice_kept(const struct notice *notice)
{
	return notice->count < KEPT ? (size_t)notice->count : KEPT;
}

/* The notice of KIND, made where there is none yet. Kinds are few. */
static struct notice *
notices_find(struct notices *notices, const char *kind)
{
	struct notice *made;
	size_t i;

	for (i = 0; i < notices->n; i++)
		if (strcmp(notices->at[i].kind, kind) == 0)
			return &notices->at[i];
	notices->at = memory_more(notices->at, notices->n + 1, sizeof(*notices->at));
	made = &notices->at[notices->n++];
	memset(made, 0, sizeof(*made));
	made->kind = memory_text(kind);
	return made;
}

static char * __attribute__((format(printf, 1, 0)))
format_text(const char *format, va_list ap)
{
	struct trouble made;

	format_cut(made.text, sizeof(made.text), format, ap);
	return memory_text(made.text);
}

void
notices_add(struct notices *notices, const char *kind, const char *file,
    uint64_t line, const char *format, ...)
{
	struct notice *notice = notices_find(notices, kind);
	size_t kept = notice_kept(notice);
	va_list ap;

	if (kept < KEPT) {
		va_start(ap, format);
		notice->first[kept].text = format_text(format, ap);
		va_end(ap);
		notice->first[kept].file = file;
		notice->first[kept].line = line;
	}
	notice->count++;
}

/* Append what FROM kept as far as there is room; the rest is only counted. */
static void
notice_merge(struct notice *into, struct notice *from, uint64_t lines)
{
	size_t have = notice_kept(into), i, n = notice_kept(from);

	for (i = 0; i < n && have < KEPT; i++, have++) {
		into->first[have] = from->first[i];
		if (into->first[have].line != 0)
			into->first[have].line += lines;
		from->first[i].text = NULL;
	}
	into->count += from->count;
}

void
notices_merge(struct notices *into, struct notices *from, uint64_t lines)
{
	size_t i;

	for (i = 0; i < from->n; i++)
		notice_merge(notices_find(into, from->at[i].kind), &from->at[i], lines);
	notices_free(from);
}

uint64_t
notices_count(const struct notices *notices)
{
	uint64_t count = 0;
	size_t i;

	for (i = 0; i < notices->n; i++)
		count += notices->at[i].count;
	return count;
}

static void
print_first(const char *file, uint64_t line, const char *text)
{
	if (file == NULL)
		message_say("%s", text);
	else if (line == 0)
		message_say("%s: %s", file, text);
	else
		message_say("%s:%" PRIu64 ": %s", file, line, text);
}

void
notices_print(const struct notices *notices)
{
	const struct notice *notice;
	size_t i, k;

	for (i = 0; i < notices->n; i++) {
		notice = &notices->at[i];
		for (k = 0; k < notice_kept(notice); k++)
			print_first(notice->first[k].file, notice->first[k].line,
			    notice->first[k].text);
		if (notice->count > KEPT)
			message_say("%s: and %" PRIu64 " more", notice->kind,
			    notice->count - KEPT);
	}
}

void
notices_free(struct notices *notices)
{
	size_t i, k;

	for (i = 0; i < notices->n; i++) {
		for (k = 0; k < KEPT; k++)
			free(notices->at[i].first[k].text);
		free(notices->at[i].kind);
	}
	free(notices->at);
	notices->at = NULL;
	notices->n = 0;
}
