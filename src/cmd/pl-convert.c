#include "cmd/command.h"
#include "deal/convert.h"

static const struct command command = {
	.synopsis = "[-d C] [FILE]",
	.purpose = "a deals file as it is, once all of it can be read",
	.only = "delimiter",
};

int
main(int argc, char **argv)
{
	struct request request;
	struct stream_request files;
	struct sheet sheet;
	struct trouble what;

	command_begin(&request, &command, argc, argv);
	files = command_files(&request, 0, 1);
	if (sheet_open(&sheet, files.paths[0], files.reading, &what) != 0)
		command_fail(&what);
	if (convert_check(&sheet, &what) != 0 ||
	    convert_copy(&sheet, stdout, &what) != 0)
		command_fail(&what);
	command_end(EXIT_DONE);
}
