#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/command.h"

#define DEFAULT_FILE "deals.csv"

/* Is standard input something a person meant to be read? */
static bool
input_given(void)
{
	struct stat in, null;

	if (isatty(STDIN_FILENO) || fstat(STDIN_FILENO, &in) != 0)
		return false;
	return stat("/dev/null", &null) != 0 || !S_ISCHR(in.st_mode) ||
	    in.st_rdev != null.st_rdev;
}

const char *
command_default_file(void)
{
	const char *file = getenv("PL_FILE");

	if (file != NULL && *file != '\0')
		return file;
	return file_exists(DEFAULT_FILE) ? DEFAULT_FILE : NULL;
}

struct stream_request
command_files(struct request *request, int first, int most)
{
	struct stream_request files = {
		.paths = request->operands + first,
		.n_paths = (size_t)(request->n_operands - first),
		.stages_path = request->stages,
		.reading = &request->reading,
		.hopeful = request->hopeful,
		.travels = request->partial,
	};

	if (most > 0 && files.n_paths > (size_t)most)
		command_usage("more than %s: %s", most == 1 ? "one file" :
		    "two files", files.paths[most]);
	if (files.n_paths > 0)
		return files;
	request->default_path = input_given() ? "-" : command_default_file();
	if (request->default_path == NULL)
		message_die("no deals: name a file");
	request->default_paths[0] = (char *)(uintptr_t)request->default_path;
	files.paths = request->default_paths;
	files.n_paths = 1;
	return files;
}

void
command_open(struct request *request, struct stream *stream, int first,
    int most)
{
	struct stream_request files = command_files(request, first, most);
	struct trouble what;

	if (stream_open(stream, &files, &what) != 0 ||
	    (request->converts && stream_rates(stream, request->rates,
	    request->currency == NULL ? "" : request->currency,
	    request->as_of, &what) != 0))
		command_fail(&what);
	if (request->currency == NULL && stream->rates.house[0] != '\0')
		request->currency = stream->rates.house;
}

void
command_filter(struct request *request, struct filter *filter,
    struct demand *demand)
{
	struct trouble what;

	*filter = (struct filter){ 0 };
	for (size_t i = 0; i < request->n_where; i++)
		if (filter_add(filter, request->where[i], request->as_of,
		    request->fiscal, false, demand, &what) != 0)
			command_usage("--where: %s", what.text);
}

bool
command_is_file(const char *operand)
{
	return strcmp(operand, "-") == 0 || operand[0] == '/' ||
	    strncmp(operand, "./", 2) == 0 || strncmp(operand, "../", 3) == 0 ||
	    strchr(operand, '=') == NULL;
}
