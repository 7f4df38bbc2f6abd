#include <string.h>

#include "cmd/options.h"
#include "cmd/options_text.h"

FLAG(in_place)
FLAG(dry_run)
FLAG(force)

static const char *
set_backup(void *into, const char *value)
{
	if (value == NULL)
		value = "~";
	if (*value == '\0' || strchr(value, '/') != NULL)
		return "is not a suffix";
	((struct request *)into)->backup = value;
	return NULL;
}

static const char *
set_wait(void *into, const char *value)
{
	long seconds;
	const char *wrong = options_whole(value, 86400, &seconds);

	if (wrong == NULL)
		((struct request *)into)->wait = (double)seconds;
	return wrong;
}

const struct option_row options_write[] = {
	{ 'i', "in-place", NULL, "edit FILE itself", set_in_place },
	{ 'n', "dry-run", NULL, "write nothing; print the change as a diff",
	    set_dry_run },
	{ 0, "backup", "[SUFFIX]", "keep the old file under this suffix (~)",
	    set_backup },
	{ 0, "wait", "SECONDS", "how long to wait for the lock (10)",
	    set_wait },
	{ 0, "force", NULL, "edit although a spreadsheet has it open",
	    set_force },
};
const size_t options_n_write = sizeof options_write / sizeof *options_write;
