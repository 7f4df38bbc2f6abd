#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "csv/writer.h"
#include "deal/preset.h"
#include "deal/workspace.h"

#define FILES_MOST 8

/* A file that is going to be. */
struct plan_file {
	char *path;		/* owned */
	struct buffer bytes;
};

/* All of them, known in full before the first is written. */
struct plan {
	struct plan_file files[FILES_MOST];
	size_t n;
};

/* One more of NAME in DIRECTORY: its bytes, to be filled. */
static struct buffer *
plan_add(struct plan *plan, const char *directory, const char *name)
{
	struct plan_file *file = &plan->files[plan->n++];
	struct buffer path = { 0 };

	if (strcmp(directory, ".") != 0) {
		buffer_string(&path, directory);
		if (directory[strlen(directory) - 1] != '/')
			buffer_byte(&path, '/');
	}
	buffer_string(&path, name);
	buffer_string(&path, ".csv");
	file->path = memory_text(buffer_text(&path));
	buffer_free(&path);
	file->bytes = (struct buffer){ 0 };
	return &file->bytes;
}

static void
plan_free(struct plan *plan)
{
	for (size_t i = 0; i < plan->n; i++) {
		free(plan->files[i].path);
		buffer_free(&plan->files[i].bytes);
	}
}

static void
write_deals(struct buffer *out)
{
	struct slice names[FIELD_COUNT];
	size_t n = 0;

	for (int f = 0; f < FIELD_COUNT; f++)
		if (!field_row((enum field)f)->optional)
			names[n++] = slice_of(field_row((enum field)f)->name);
	writer_record(out, names, n, ',', LINE_LF);
}

/* The next name of a list "a, b" as a string of the caller's; NULL behind the
 * last. */
static char *
next_name(struct slice *rest)
{
	struct slice part;

	if (!slice_next(rest, ',', &part))
		return NULL;
	part = slice_trim(part);
	return memory_copy(part.len == 0 ? "" : part.at, part.len);
}

static int
write_stages(const struct workspace *workspace, struct buffer *out,
    struct trouble *what)
{
	struct stages stages = { 0 };
	struct slice rest = slice_of(workspace->presets);
	char *name;
	int result = 0;

	while (result == 0 && (name = next_name(&rest)) != NULL) {
		result = preset_stages(name, workspace->language, &stages,
		    what);
		free(name);
	}
	if (result == 0 && stages.n == 0)
		result = trouble_set(what, "no preset is named");
	if (result == 0)
		stages_write(&stages, out);
	stages_free(&stages);
	return result;
}

static int
no_such_file(const char *name, struct trouble *what)
{
	struct buffer all = { 0 };
	size_t n;
	const char *const *names = preset_files(&n);

	for (size_t i = 0; i < n; i++)
		buffer_format(&all, "%s%s", i == 0 ? "" : ", ", names[i]);
	trouble_set(what, "no file '%s' to begin with (there are %s)", name,
	    buffer_text(&all));
	buffer_free(&all);
	return -1;
}

/* Is a file of that name planned already? */
static bool
planned(const struct plan *plan, const char *path)
{
	for (size_t i = 0; i < plan->n; i++)
		if (strcmp(plan->files[i].path, path) == 0)
			return true;
	return false;
}

static int
plan_with(struct plan *plan, const struct workspace *workspace,
    const char *name, struct trouble *what)
{
	const char *text = preset_file(name, workspace->language);

	if (text == NULL)
		return no_such_file(name, what);
	buffer_string(plan_add(plan, workspace->directory, name), text);
	/* named twice: it is the last, and once is enough */
	plan->n--;
	if (planned(plan, plan->files[plan->n].path)) {
		free(plan->files[plan->n].path);
		buffer_free(&plan->files[plan->n].bytes);
	} else {
		plan->n++;
	}
	return 0;
}

static int
make_plan(struct plan *plan, const struct workspace *workspace,
    struct trouble *what)
{
	struct slice rest = slice_of(workspace->with);
	char *name;
	int result;

	write_deals(plan_add(plan, workspace->directory, "deals"));
	result = write_stages(workspace,
	    plan_add(plan, workspace->directory, "stages"), what);
	while (result == 0 && (name = next_name(&rest)) != NULL) {
		result = plan_with(plan, workspace, name, what);
		free(name);
	}
	return result;
}

/* Refuse where any of the files is there, by whatever kind of name. What a killed
 * run left of them goes, whatever comes of this one. */
static int
nothing_there(const struct plan *plan, struct trouble *what)
{
	struct buffer there = { 0 };
	struct stat st;
	size_t n = 0;

	for (size_t i = 0; i < plan->n; i++) {
		file_create_clear(plan->files[i].path);
		if (lstat(plan->files[i].path, &st) == 0)
			buffer_format(&there, "%s%s", n++ == 0 ? "" : ", ",
			    plan->files[i].path);
	}
	if (n > 0)
		trouble_set(what, "%s: %s there already; nothing is written",
		    buffer_text(&there), n == 1 ? "is" : "are");
	buffer_free(&there);
	return n > 0 ? -1 : 0;
}

/* Make the directory unless it is there. 1: made; 0: it was; -1. */
static int
make_directory(const char *path, struct trouble *what)
{
	struct stat st;

	if (mkdir(path, 0777) == 0)
		return 1;
	if (errno == EEXIST && stat(path, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			return 0;
		errno = ENOTDIR;
	}
	return trouble_set(what, "%s: %s", path, strerror(errno));
}

static int
write_plan(const struct plan *plan, struct trouble *what)
{
	for (size_t i = 0; i < plan->n; i++) {
		const struct plan_file *file = &plan->files[i];

		if (file_create(file->path, file->bytes.at, file->bytes.len,
		    what) == 0)
			continue;
		while (i-- > 0)
			(void)unlink(plan->files[i].path);
		return -1;
	}
	return 0;
}

int
workspace_make(const struct workspace *workspace, struct trouble *what)
{
	struct plan plan = { .n = 0 };
	int made = 0, result;

	if (*workspace->directory == '\0')
		return trouble_set(what, "'': is not a directory's name");
	result = make_plan(&plan, workspace, what);
	if (result == 0)
		result = nothing_there(&plan, what);
	if (result == 0)
		result = made = make_directory(workspace->directory, what);
	if (result >= 0)
		result = write_plan(&plan, what);
	if (result < 0 && made == 1)
		(void)rmdir(workspace->directory);
	plan_free(&plan);
	return result;
}
