#include "cmd/options.h"
#include "cmd/options_text.h"

FLAG(help)
FLAG(version)

const struct option_row options_help[] = {
	{ 'h', "help", NULL, "print this", set_help },
	{ 'V', "version", NULL, "print the version", set_version },
};
const size_t options_n_help = sizeof options_help / sizeof *options_help;
