#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/travel.h"

#define READ_BYTES 65536

/* All of a file, kept until the end. */
static struct slice
read_file(struct travel *travel, struct source *source)
{
	char *room = memory_get(READ_BYTES);
	struct buffer *block;
	struct trouble what;
	ssize_t n = 0;

	travel->blocks = memory_more(travel->blocks, travel->n_blocks + 1,
	    sizeof *travel->blocks);
	block = &travel->blocks[travel->n_blocks++];
	*block = (struct buffer){ 0 };
	do {
		buffer_add(block, room, (size_t)n);
		n = source_read(source, room, READ_BYTES, (off_t)block->len,
		    &what);
	} while (n > 0);
	if (n < 0)
		command_fail(&what);
	free(room);
	return (struct slice){ block->at, block->len };
}

/* The states of a file, a line each; blank lines are none. */
static void
read_states(struct travel *travel, struct request *request, const char *path)
{
	struct source source;
	struct trouble what;
	struct slice rest, text;
	const char *name;
	uint64_t line = 0;
	size_t before = merging_count(travel->merging);

	if (source_open(&source, path, &what) != 0)
		command_fail(&what);
	rest = read_file(travel, &source);
	name = arena_copy(&request->arena, source.name, strlen(source.name));
	source_close(&source);
	while (slice_next(&rest, '\n', &text)) {
		line++;
		if (slice_trim(text).len > 0 && merging_add(travel->merging,
		    name, line, text, &what) != 0)
			command_fail(&what);
	}
	if (merging_count(travel->merging) == before)
		message_die("%s: holds no state", name);
}

void
travel_begin(struct travel *travel, const char *name,
    struct request *request, const struct command *command)
{
	*travel = (struct travel){ .command = command,
	    .partial.command = name };
	question_check(request);
	if (!request->merge)
		return;
	travel->merging = merging_begin(name);
	if (request->n_operands == 0 && isatty(STDIN_FILENO))
		message_die("no states: name a file");
	if (request->n_operands == 0)
		read_states(travel, request, "-");
	for (int i = 0; i < request->n_operands; i++)
		read_states(travel, request, request->operands[i]);
	question_ask(&merging_partial(travel->merging)->question, request,
	    command);
}

void
travel_open(struct travel *travel, struct request *request,
    struct stream *stream)
{
	struct trouble what;

	if (travel->merging == NULL)
		command_open(request, stream, 0, 0);
	else if (merging_settle(travel->merging, stream, &what) != 0)
		command_fail(&what);
	if (request->partial && travel->merging == NULL)
		question_of(&travel->partial.question, request,
		    travel->command);
}

void
travel_fold(struct travel *travel, const struct request *request,
    struct stream *stream, const struct demand *demand,
    const struct portable *portable, const void *asked, void **state)
{
	struct buffer line = { 0 };
	struct trouble what;

	if (travel->merging != NULL ?
	    merging_fold(travel->merging, portable, asked, state, &what) != 0 :
	    stream_fold(stream, demand, portable->fold, asked, state,
	    &what) != 0)
		command_fail(&what);
	if (!request->partial)
		return;
	if (travel->merging == NULL)
		partial_files(&travel->partial, stream, demand);
	partial_write(travel->merging != NULL ?
	    merging_partial(travel->merging) : &travel->partial, stream,
	    portable, *state, &line);
	buffer_byte(&line, '\n');
	fwrite(line.at, 1, line.len, stdout);
	buffer_free(&line);
	portable->fold->free(*state);
	command_end(EXIT_DONE);
}
