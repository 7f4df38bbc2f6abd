#include "cmd/notes.h"

void
command_notes(const struct request *request, const struct result *result)
{
	enum format format = command_page(request).format;

	if (request->quiet || format == FORMAT_TABLE ||
	    format == FORMAT_MARKDOWN || format == FORMAT_HTML)
		return;
	for (size_t i = 0; i < result->n_notes; i++)
		message_say("%s", result->notes[i]);
}
