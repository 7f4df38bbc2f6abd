#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

/*
 * What all commands share: the options everyone has, which files are meant,
 * today's date, and how it ends. The only place that reads the clock and the
 * environment.
 */

#include <stdbool.h>
#include <stdio.h>

#include "base/message.h"
#include "base/option.h"
#include "deal/filter.h"
#include "deal/stream.h"
#include "show/show.h"

#define PL_VERSION "1.0"
#define LIMIT_NONE ((size_t)-1)

/* What a command was asked. Options that it has not keep their defaults. */
struct request {
	/* Everywhere. */
	const char *stages;	/* NULL: beside the deals, else inferred */
	struct reading reading;
	const char *currency;	/* house currency; NULL: unknown */
	int as_of;		/* the day; today where nothing says */
	bool as_of_given;	/* by --as-of or PL_TODAY */
	bool quiet;
	enum { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } color;
	int fiscal;		/* month years begin in, 1..12 */
	struct slice *where;	/* -w, and -p as pipeline=NAME; in order */
	size_t n_where;
	size_t room_where;

	/* Summing up. */
	enum format format;
	bool no_header;
	const char *by;		/* -b, NULL: none */
	const char *period_text;
	struct period period;	/* DATE_FIRST.. where none was given */
	bool period_given;
	bool hopeful;		/* the one fold of it needs no stages before */
	bool converts;		/* amounts to the house currency, by rates */
	const char *rates;	/* NULL: beside the deals */
	const char *sort;	/* NULL: none */
	size_t limit;		/* LIMIT_NONE: all */
	bool partial;		/* --partial: the state of it, not its figures */
	bool merge;		/* --merge: its files are states */

	/* Writing. */
	bool in_place;
	bool dry_run;
	bool force;
	const char *backup;	/* suffix; NULL: none */
	double wait;		/* seconds */

	/* What is left. */
	char **operands;
	int n_operands;
	const char *default_path;	/* the file meant where none was named */
	char *default_paths[1];
	const char *as_of_text;
	struct options_given given;	/* on the command line */
	bool help;
	bool version;
	struct arena arena;
};

/* How a command describes itself. */
struct command {
	const char *synopsis;	/* lines of usage, without the name */
	const char *purpose;	/* one line: what it is for */
	bool sums_up;		/* has -o, -H, -b, -P, -S, -N */
	bool lists;		/* has -S, -N, -c... of pl-list: -o, -S, -N */
	bool travels;		/* has --partial and --merge (cmd/travel.h) */
	bool writes;		/* has -i, -n, --backup, --wait, --force */
	const char *only;	/* of the shared options only these long names,
				 * ',' between, and help and version; NULL: all */
	const struct option_row *rows;	/* its own; NULL: none */
	size_t n_rows;
	void *target;		/* of its own rows */
};

/* Read the command line and the environment into REQUEST. Ends the run for
 * --help, --version (0) and for usage (2). */
void command_begin(struct request *, const struct command *, int argc,
    char **argv);

/* The deals files meant: the operands from FIRST on, else standard input unless
 * that is a terminal or /dev/null, else PL_FILE, else deals.csv. At most MOST (0:
 * any number). Ends the run with 2 where there is none. */
struct stream_request command_files(struct request *, int first, int most);

/* PL_FILE, else deals.csv, else NULL: the file an edit in place means where none
 * is named. */
const char *command_default_file(void);

/* Open them; ends the run with 2 on trouble. */
void command_open(struct request *, struct stream *, int first, int most);

/* The filter of -w and -p. Ends the run with 2 on trouble. */
void command_filter(struct request *, struct filter *, struct demand *);

/* Print a result as asked, with sort and limit, and free it; NOTICES (may be NULL)
 * are said first. Ends the run with 2 where it cannot. */
void command_show(struct request *, struct result *,
    const struct notices *);
/* The same into memory, to be printed when nothing may be refused memory any more. */
void command_show_into(struct buffer *, struct request *, struct result *);

/* How pages look, by the options, the environment and the terminal. */
struct page command_page(const struct request *);

/* Say the notices unless quiet. */
void command_notices(const struct request *, const struct notices *);

/* Say LINES, a message each, unless quiet. */
void command_hints(const struct request *, const struct buffer *lines);

/* Flush and check standard output, then exit with STATUS; 2 if it could not be
 * written. */
void command_end(int status) __attribute__((noreturn));

/* Say WHAT and exit with 2. */
void command_fail(const struct trouble *what) __attribute__((noreturn));
/* Say it, hint at --help, exit with 2. */
void command_usage(const char *format, ...)
    __attribute__((format(printf, 1, 2), noreturn));

/* Is this operand a file (else an assignment column=value)? */
bool command_is_file(const char *operand);

#endif
