#include <string.h>

#include "show/show.h"

static const struct {
	const char *name;
	enum format format;
	void (*show)(FILE *, const struct result *, const struct page *);
} formats[] = {
	{ "table", FORMAT_TABLE, show_table },
	{ "csv", FORMAT_CSV, show_csv },
	{ "tsv", FORMAT_TSV, show_csv },
	{ "json", FORMAT_JSON, show_json },
	{ "jsonl", FORMAT_JSONL, show_json },
	{ "md", FORMAT_MARKDOWN, show_markdown },
	{ "html", FORMAT_HTML, show_html }
};

#define N_FORMATS (sizeof(formats) / sizeof(formats[0]))

int
format_named(const char *name)
{
	size_t i;

	for (i = 0; i < N_FORMATS; i++)
		if (strcmp(formats[i].name, name) == 0)
			return (int)formats[i].format;
	return -1;
}

void
show_result(FILE *file, const struct result *r, const struct page *page)
{
	size_t i;

	for (i = 0; i < N_FORMATS; i++)
		if (formats[i].format == page->format)
			formats[i].show(file, r, page);
}
