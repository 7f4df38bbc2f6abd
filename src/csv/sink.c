#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "csv/sink.h"

#define MARK "\xef\xbb\xbf"
#define WAIT (64 << 10)

/* Those that begin with a mark unless they are told not to. */
static bool
needs_mark(const char *name)
{
	return encoding_unordered(name) != NULL ||
	    encoding_same(name, "UTF-16LE") || encoding_same(name, "UTF-16BE") ||
	    encoding_same(name, "UTF-32LE") || encoding_same(name, "UTF-32BE");
}

int
sink_open(struct sink *sink, struct source *source, const char *name,
    int mark, bool had_mark, struct trouble *what)
{
	const char *wide;

	*sink = (struct sink){ .source = source, .as_source = name == NULL,
	    .mark = mark > 0 || (mark == 0 && had_mark) };
	if (name == NULL || encoding_utf8(name))
		return 0;
	if (mark == 0)
		sink->mark = needs_mark(name);
	/* what leaves the order of bytes open is written as Windows does */
	wide = encoding_unordered(name);
	if (wide != NULL)
		name = strcmp(wide, "UTF-16") == 0 ? "UTF-16LE" : "UTF-32LE";
	sink->encoding = encoding_open(name);
	return sink->encoding != NULL ? 0 : trouble_set(what,
	    "--encoding-out: '%s' is not known (iconv -l lists those that are)",
	    name);
}

int
sink_apart(const struct sink *sink, FILE *out, struct trouble *what)
{
	const struct source *source = sink->source;
	struct stat from, to;

	if (source->fd < 0 || !source->regular ||
	    fstat(source->fd, &from) != 0 || fstat(fileno(out), &to) != 0 ||
	    from.st_dev != to.st_dev || from.st_ino != to.st_ino)
		return 0;
	return trouble_set(what, "%s: is standard output too (say --in-place)",
	    source->name);
}

int
sink_begin(struct sink *sink, FILE *out, struct buffer *into,
    struct trouble *what)
{
	sink->out = out;
	sink->into = into;
	sink->failed = false;
	sink->n = sink->waits.len = 0;
	return sink->mark ? sink_write(sink, slice_of(MARK), 1, what) : 0;
}

static bool
is_encoded(const struct sink *sink)
{
	return sink->encoding != NULL ||
	    (sink->as_source && sink->source->decoded != NULL);
}

static int
encode(struct sink *sink, struct slice text, struct trouble *what)
{
	buffer_clear(&sink->spare);
	return sink->encoding != NULL ?
	    encoding_encode(sink->encoding, text, &sink->spare, what) :
	    source_encode(sink->source, text, &sink->spare, what);
}

static void
put(struct sink *sink, struct slice bytes)
{
	if (sink->into != NULL)
		buffer_add(sink->into, bytes.at, bytes.len);
	if (sink->out != NULL && !sink->failed && bytes.len > 0)
		sink->failed = fwrite(bytes.at, 1, bytes.len, sink->out) !=
		    bytes.len;
}

/* What waits cannot be encoded: name the first piece that cannot. */
static int
name_piece(struct sink *sink, struct trouble *what)
{
	struct trouble why = { "" };
	size_t from = 0;

	for (size_t i = 0; i < sink->n; i++) {
		const struct sink_piece *piece = &sink->pieces[i];

		if (encode(sink, (struct slice){ sink->waits.at + from,
		    piece->end - from }, &why) != 0)
			return trouble_set(what, "%s:%llu: %s",
			    sink->source->name,
			    (unsigned long long)piece->line, why.text);
		from = piece->end;
	}
	return trouble_set(what, "%s: cannot be encoded", sink->source->name);
}

int
sink_end(struct sink *sink, struct trouble *what)
{
	struct trouble ignored;

	if (sink->waits.len == 0)
		return 0;
	if (encode(sink, (struct slice){ sink->waits.at, sink->waits.len },
	    &ignored) != 0)
		return name_piece(sink, what);
	put(sink, (struct slice){ sink->spare.at, sink->spare.len });
	sink->n = sink->waits.len = 0;
	return 0;
}

int
sink_write(struct sink *sink, struct slice text, uint64_t line,
    struct trouble *what)
{
	if (text.len == 0)
		return 0;
	if (!is_encoded(sink)) {
		put(sink, text);
		return 0;
	}
	buffer_add(&sink->waits, text.at, text.len);
	memory_room(&sink->pieces, &sink->room, sink->n + 1,
	    sizeof *sink->pieces);
	sink->pieces[sink->n++] = (struct sink_piece){ sink->waits.len, line };
	return sink->waits.len < WAIT ? 0 : sink_end(sink, what);
}

void
sink_close(struct sink *sink)
{
	encoding_close(sink->encoding);
	buffer_free(&sink->spare);
	buffer_free(&sink->waits);
	free(sink->pieces);
	*sink = (struct sink){ 0 };
}
