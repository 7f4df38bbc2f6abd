#include <string.h>

#include "csv/sink.h"

#define MARK "\xef\xbb\xbf"

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
sink_begin(struct sink *sink, FILE *out, struct buffer *into,
    struct trouble *what)
{
	sink->out = out;
	sink->into = into;
	sink->failed = false;
	return sink->mark ? sink_write(sink, slice_of(MARK), 1, what) : 0;
}

/* TEXT in the encoding: itself, or in the spare. */
static int
encode(struct sink *sink, struct slice *text, struct trouble *what)
{
	int result = 0;

	buffer_clear(&sink->spare);
	if (sink->encoding != NULL)
		result = encoding_encode(sink->encoding, *text, &sink->spare,
		    what);
	else if (sink->as_source && sink->source->decoded != NULL)
		result = source_encode(sink->source, *text, &sink->spare,
		    what);
	else
		return 0;
	*text = (struct slice){ sink->spare.at, sink->spare.len };
	return result;
}

int
sink_write(struct sink *sink, struct slice text, uint64_t line,
    struct trouble *what)
{
	struct trouble why = { "" };

	if (text.len == 0)
		return 0;
	if (encode(sink, &text, &why) != 0)
		return trouble_set(what, "%s:%llu: %s", sink->source->name,
		    (unsigned long long)line, why.text);
	if (sink->into != NULL)
		buffer_add(sink->into, text.at, text.len);
	if (sink->out != NULL && !sink->failed)
		sink->failed = fwrite(text.at, 1, text.len, sink->out) !=
		    text.len;
	return 0;
}

void
sink_close(struct sink *sink)
{
	encoding_close(sink->encoding);
	buffer_free(&sink->spare);
	*sink = (struct sink){ 0 };
}
