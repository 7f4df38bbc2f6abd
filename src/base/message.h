#ifndef BASE_MESSAGE_H
#define BASE_MESSAGE_H

/*
 * What a command says to a person: always on standard error, always
 * "pl-NAME: what went wrong", lower case and without a full stop.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The exit status of every command. */
enum exit_status {
	EXIT_DONE = 0,		/* done */
	EXIT_NO = 1,		/* the answer is no: nothing found, refused */
	EXIT_TROUBLE = 2	/* usage, data, files */
};

/* What went wrong, as a text; empty while nothing did. Lives on the stack. */
struct trouble {
	char text[1024];	/* NUL-terminated, cut with "..." where too long */
};

/* Remember the name messages begin with. PATH is argv[0]; its last component
 * is kept (not copied). The only global state of the program. */
void message_name(const char *path);

/* The name remembered, "pl" before message_name was called. */
const char *message_program(void);

/* Print "NAME: TEXT\n" to standard error. */
void message_say(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* The same, then exit with EXIT_TROUBLE. For commands and out-of-memory. */
void message_die(const char *format, ...)
    __attribute__((format(printf, 1, 2), noreturn));

/* Set WHAT's text. Always returns -1, so that "return trouble_set(...)" is
 * how a function fails. WHAT may be NULL: then nothing is remembered. */
int trouble_set(struct trouble *what, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Notices: things met while reading that do not end the run. Each is of a
 * kind (a short text, "amount: not an amount"); the first few of a kind are
 * named with their place, all are counted. Places are relative to the part
 * of the file they were met in and are moved when parts are joined, so
 * threads may each keep their own.
 */
struct notice {
	char *kind;		/* what they are counted under; owned */
	uint64_t count;		/* how often it was met */
	struct {
		const char *file;	/* name to print; not owned */
		uint64_t line;		/* 1-based, 0: no line to name */
		char *text;		/* "amount: '12x' is not an amount"; owned */
	} first[3];		/* the first few, in order of the file */
};

struct notices {
	struct notice *at;	/* in the order the kinds were first met */
	size_t n;
};

/* Count one of KIND; LINE 0 means no line. The text is formatted only while
 * it would be kept. FILE must outlive the notices; NULL: no place. */
void notices_add(struct notices *, const char *kind, const char *file,
    uint64_t line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Append FROM, met later in the same file with lines counted from LINES on,
 * to INTO; FROM is left empty. */
void notices_merge(struct notices *into, struct notices *from, uint64_t lines);

/* How many were counted, all kinds together. */
uint64_t notices_count(const struct notices *);

/* Say them on standard error: "NAME: FILE:LINE: TEXT" for the first of each
 * kind, then "NAME: KIND: and N more". */
void notices_print(const struct notices *);
void notices_free(struct notices *);

#endif
