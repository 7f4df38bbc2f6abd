#include <string.h>

#include "csv/guard.h"
#include "csv/relay.h"
#include "csv/writer.h"

bool
relay_idle(const struct relay *relay)
{
	return relay->from == relay->to && relay->end == LINE_NONE &&
	    !relay->guard;
}

static bool
guarded(const struct relay *relay, struct slice text)
{
	return relay->guard && guard_needed(text, relay->mark);
}

/* Does C stand among the blanks around the quotes? */
static bool
outside_quotes(struct slice raw, char c)
{
	size_t last = raw.len - 1;

	for (size_t i = 0; raw.at[i] != '"'; i++)
		if (raw.at[i] == c)
			return true;
	for (; raw.at[last] != '"'; last--)
		if (raw.at[last] == c)
			return true;
	return false;
}

/* Would the bytes be read as something else: what was text, or a blank beside a
 * quote, separates cells now. */
static bool
must_rewrite(const struct relay *relay, const struct cell *cell)
{
	if (relay->to == relay->from || cell->raw.len == 0)
		return false;
	return cell->quoted ? outside_quotes(cell->raw, relay->to) :
	    memchr(cell->raw.at, relay->to, cell->raw.len) != NULL;
}

void
relay_text(const struct relay *relay, struct slice text, bool always,
    struct buffer *out)
{
	struct buffer safe = { 0 };

	if (guarded(relay, text)) {
		buffer_byte(&safe, GUARD);
		buffer_add(&safe, text.at, text.len);
		text = (struct slice){ safe.at, safe.len };
	}
	writer_cell(out, text, relay->to, always);
	buffer_free(&safe);
}

void
relay_cell(const struct relay *relay, const struct cell *cell,
    struct buffer *out)
{
	struct slice raw = cell->raw;
	const char *quote;

	if (must_rewrite(relay, cell)) {
		relay_text(relay, cell->text, cell->quoted, out);
		return;
	}
	if (guarded(relay, cell->text)) {
		quote = cell->quoted ? memchr(raw.at, '"', raw.len) : NULL;
		if (quote != NULL) {
			buffer_add(out, raw.at, (size_t)(quote + 1 - raw.at));
			raw.len -= (size_t)(quote + 1 - raw.at);
			raw.at = quote + 1;
		}
		buffer_byte(out, GUARD);
	}
	if (raw.len > 0)
		buffer_add(out, raw.at, raw.len);
}

void
relay_end(const struct relay *relay, enum line_end end, struct buffer *out)
{
	if (end != LINE_NONE && relay->end != LINE_NONE)
		end = relay->end;
	buffer_string(out, line_end_bytes(end));
}

void
relay_between(const struct relay *relay, struct slice bytes,
    struct buffer *out)
{
	if (relay->end == LINE_NONE) {
		if (bytes.len > 0)
			buffer_add(out, bytes.at, bytes.len);
		return;
	}
	for (size_t i = 0; i < bytes.len; i++) {
		char c = bytes.at[i];

		if (c == '\r' && i + 1 < bytes.len && bytes.at[i + 1] == '\n')
			continue;
		if (c == '\r' || c == '\n')
			relay_end(relay, LINE_LF, out);
		else
			buffer_byte(out, c);
	}
}

void
relay_prefix(const struct relay *relay, struct slice bytes,
    struct buffer *out)
{
	size_t line = bytes.len;

	while (line > 0 && (bytes.at[line - 1] == '\n' ||
	    bytes.at[line - 1] == '\r'))
		line--;
	if (line > 0 && relay->to != relay->from) {
		buffer_string(out, "sep=");
		buffer_byte(out, relay->to);
		bytes = (struct slice){ bytes.at + line, bytes.len - line };
	}
	relay_between(relay, bytes, out);
}
