#ifdef __linux__
#define _GNU_SOURCE		/* sched_getaffinity */
#endif
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/command.h"
#include "cmd/environment.h"
#include "cmd/options.h"
#include "cmd/terminal.h"

#define WAIT_SECONDS 10

bool
options_listed(const char *list, const char *name)
{
	struct slice rest = slice_of(list), part;

	while (slice_next(&rest, ',', &part))
		if (slice_is(part, name))
			return true;
	return false;
}

/* A set of shared rows, without those the command has not. */
static void
add_set(struct option_set *sets, size_t *n, const char *title,
    const struct option_row *rows, size_t n_rows,
    const struct command *command, struct request *request)
{
	struct option_row *kept;
	size_t n_kept = 0;

	if (command->only == NULL) {
		sets[(*n)++] = (struct option_set){ title, rows, n_rows,
		    request };
		return;
	}
	kept = arena_get(&request->arena, n_rows * sizeof *kept);
	for (size_t i = 0; i < n_rows; i++)
		if (options_listed(command->only, rows[i].name))
			kept[n_kept++] = rows[i];
	if (n_kept > 0)
		sets[(*n)++] = (struct option_set){ title, kept, n_kept,
		    request };
}

/* How many processors may be used. */
static size_t
processors(void)
{
	long n;
#ifdef __linux__
	cpu_set_t allowed;

	if (sched_getaffinity(0, sizeof allowed, &allowed) == 0)
		return (size_t)CPU_COUNT(&allowed);
#endif
	n = sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1 ? 1 : (size_t)n;
}

/* The sets of rows a command has, its own first. */
static size_t
option_sets(struct option_set *sets, const struct command *command,
    struct request *request)
{
	size_t n = 0;

	if (command->n_rows > 0)
		sets[n++] = (struct option_set){ NULL, command->rows,
		    command->n_rows, command->target };
	if (command->sums_up)
		add_set(sets, &n, "Summing up", options_sum, options_n_sum,
		    command, request);
	if (command->sums_up || command->lists)
		add_set(sets, &n, "Output", options_output, options_n_output,
		    command, request);
	if (command->travels)
		sets[n++] = (struct option_set){ "Past one machine",
		    options_travel, options_n_travel, request };
	if (command->writes)
		add_set(sets, &n, "Writing", options_write, options_n_write,
		    command, request);
	add_set(sets, &n, "Reading", options_read, options_n_read, command,
	    request);
	sets[n++] = (struct option_set){ NULL, options_help, options_n_help,
	    request };
	return n;
}

static void
print_help(const struct command *command, const struct option_set *sets,
    size_t n)
{
	option_help(stdout, command->synopsis, command->purpose, sets, n);
	command_end(EXIT_DONE);
}

void
command_begin(struct request *request, const struct command *command,
    int argc, char **argv)
{
	struct option_set sets[7];
	struct trouble what = { "" };
	size_t n;
	int first;

	message_name(argv[0]);
	*request = (struct request){ .fiscal = 1, .limit = LIMIT_NONE,
	    .wait = WAIT_SECONDS };
	request->converts = command->sums_up;
	request->reading.threads = processors();
	environment_read(request);
	n = option_sets(sets, command, request);
	first = option_read_given(argc, argv, sets, n, &request->given, &what);
	if (request->help)
		print_help(command, sets, n);
	if (request->version) {
		printf("%s %s\n", message_program(), PL_VERSION);
		command_end(EXIT_DONE);
	}
	if (first < 0)
		command_usage("%s", what.text);
	request->operands = argv + first;
	request->n_operands = argc - first;
	environment_today(request);
	environment_period(request);
	if (command->writes)
		terminal_guard();
}
