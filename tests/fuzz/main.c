/*
 * A target without a fuzzer: it is given the files named, and those of the
 * directories named, and each of them cut at some places.
 */

#include <dirent.h>
#include <string.h>

#include "base/file.h"
#include "fuzz.h"

static size_t n_files;

/* A copy that is just as long, so that reading behind it is seen. */
static void
give(const char *at, size_t n)
{
	char *copy = memory_get(n);

	if (n > 0)
		memcpy(copy, at, n);
	(void)LLVMFuzzerTestOneInput((const uint8_t *)copy, n);
	free(copy);
}

static void
give_file(const char *path)
{
	struct buffer bytes = { 0 };
	char room[4096];
	FILE *file = fopen(path, "rb");
	size_t n;

	if (file == NULL) {
		fprintf(stderr, "%s: cannot be read\n", path);
		exit(1);
	}
	while ((n = fread(room, 1, sizeof room, file)) > 0)
		buffer_add(&bytes, room, n);
	fclose(file);
	fprintf(stderr, "%s\n", path);
	n_files++;
	give(bytes.at, bytes.len);
	for (size_t i = 1; i < 8; i++)
		give(bytes.at, bytes.len * i / 8);
	buffer_free(&bytes);
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		DIR *directory = opendir(argv[i]);
		struct dirent *entry;

		if (directory == NULL) {
			give_file(argv[i]);
			continue;
		}
		while ((entry = readdir(directory)) != NULL) {
			struct buffer path = { 0 };

			if (entry->d_name[0] == '.')
				continue;
			buffer_format(&path, "%s/%s", argv[i], entry->d_name);
			give_file(buffer_text(&path));
			buffer_free(&path);
		}
		closedir(directory);
	}
	printf("%zu\n", n_files);
	return 0;
}
