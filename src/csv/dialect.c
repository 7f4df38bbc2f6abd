#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "csv/dialect.h"
#include "csv/encoding.h"
#include "csv/likely.h"

#define SNIFF_RECORDS 50	/* lines behind the header that have a say */

/* What the sniffing looks at. */
struct sniff {
	const char *name;
	const char *at;
	size_t n;
	bool whole;		/* the bytes are all of the file */
};

/* One record, looked at with one delimiter. */
struct look {
	size_t delimiters;	/* in it, outside quotes */
	size_t end;		/* where it ends: its line end, or n */
	size_t next;		/* where the next begins */
	bool ended;		/* by a line end */
	bool blank;		/* no byte but blanks */
	bool nul;		/* a NUL byte in it */
};

/* How well a delimiter divides the file. */
struct score {
	char delimiter;
	size_t header;		/* delimiters in the header */
	size_t agree;		/* records with as many */
};

const char *
line_end_bytes(enum line_end end)
{
	static const char *const bytes[] = {
		[LINE_NONE] = "", [LINE_LF] = "\n", [LINE_CRLF] = "\r\n",
		[LINE_CR] = "\r",
	};

	return bytes[end];
}

/* What may begin a file, as bytes, and what to say of it. */
static const struct magic {
	const char *bytes;
	size_t n;
	const char *text;
} magics[] = {
	{ "PK\3\4", 4, "is an Excel workbook, not CSV: save it as CSV UTF-8" },
	{ "\xd0\xcf\x11\xe0", 4,
	    "is an old Excel workbook, not CSV: save it as CSV UTF-8" },
	{ "%PDF-", 5, "is a PDF, not CSV" },
	{ "\x1f\x8b", 2, "is compressed by gzip, not CSV" },
	{ "\xff\xfe", 2, "is UTF-16: save it as CSV UTF-8" },
	{ "\xfe\xff", 2, "is UTF-16: save it as CSV UTF-8" },
};

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Do the bytes at AT begin with WORD, in any case? */
static bool
begins(const struct sniff *s, size_t at, const char *word)
{
	size_t i;

	for (i = 0; word[i] != '\0'; i++)
		if (at + i >= s->n || lower(s->at[at + i]) != word[i])
			return false;
	return true;
}

static size_t
after_spaces(const struct sniff *s, size_t at)
{
	while (at < s->n && is_space(s->at[at]))
		at++;
	return at;
}

/* A brace and a quote begin no header that anybody wrote; brackets alone may. */
static bool
is_json(const struct sniff *s, size_t at)
{
	size_t next = after_spaces(s, at + 1);
	char open = at < s->n ? s->at[at] : '\0';
	char c = next < s->n ? s->at[next] : '\0';

	if (open == '{')
		return c == '"' || c == '}';
	return open == '[' && (c == '{' || c == '[' || c == '"' || c == ']');
}

/* What the file is where it is no CSV; NULL: it may be. */
static const char *
foreign(const struct sniff *s, size_t at)
{
	const struct magic *m;
	size_t i;

	for (i = 0; i < sizeof(magics) / sizeof(magics[0]); i++) {
		m = &magics[i];
		if (s->n >= m->n && memcmp(s->at, m->bytes, m->n) == 0)
			return m->text;
	}
	at = after_spaces(s, at);
	if (begins(s, at, "<!doctype") || begins(s, at, "<html"))
		return "is HTML, not CSV";
	if (begins(s, at, "<?xml"))
		return "is XML, not CSV";
	return is_json(s, at) ? "is JSON, not CSV" : NULL;
}

/* Step over a line end at AT, if there is one. */
static size_t
after_line_end(const struct sniff *s, size_t at)
{
	if (at < s->n && s->at[at] == '\r')
		return at + 1 < s->n && s->at[at + 1] == '\n' ? at + 2 : at + 1;
	return at < s->n && s->at[at] == '\n' ? at + 1 : at;
}

/* Can C be named by a sep= line? */
static bool
may_delimit(char c)
{
	static const char never[] = "\"'._-+ ";

	if (c == '\t')
		return true;
	if (c <= ' ' || c > '~' || strchr(never, c) != NULL)
		return false;
	return !(c >= '0' && c <= '9') && !(lower(c) >= 'a' && lower(c) <= 'z');
}

/*
 * The sep= line Excel honours: its end in *END, and the delimiter returned, or
 * 0. LibreOffice takes it for a cell, quotes it and may pad it like any row.
 */
static char
sep_line(const struct sniff *s, size_t at, size_t *end)
{
	bool quoted = at < s->n && s->at[at] == '"';
	char delimiter;

	at += quoted;
	if (!begins(s, at, "sep=") || at + 4 >= s->n || !may_delimit(s->at[at + 4]))
		return '\0';
	delimiter = s->at[at + 4];
	at += 5;
	if (quoted && (at >= s->n || s->at[at++] != '"'))
		return '\0';
	while (at < s->n && (s->at[at] == delimiter || s->at[at] == ' '))
		at++;
	*end = after_line_end(s, at);
	return *end > at || at == s->n ? delimiter : '\0';
}

/* What byte AT does to the look: returns whether a quoted cell is open. A quote
 * opens only at a cell's start (*START); what stands behind a closing one is
 * the reader's to refuse. */
static bool
look_byte(struct look *l, char c, char delimiter, bool open, bool *start)
{
	if (c == '\0')
		l->nul = true;
	if (c != ' ' && c != '\t')
		l->blank = false;
	if (open)
		return c != '"';
	if (c == delimiter) {
		l->delimiters++;
		l->blank = false;
		*start = true;
		return false;
	}
	if (c == '"' && *start)
		open = true;
	if (c != ' ' && c != '\t')
		*start = false;
	return open;
}

/* Where the next byte from AT on lies that may be more than text: most are not. */
static size_t
after_plain(const struct sniff *s, size_t at, char delimiter)
{
	const char *from = s->at + at, *end = s->at + s->n;

	while (from < end && *from > '"' && *from != delimiter)
		from++;
	return (size_t)(from - s->at);
}

/* Look at the record that begins at AT. A doubled quote closes and opens: as
 * long as nothing lies between, that comes to the same. */
static struct look
look_at(const struct sniff *s, size_t at, char delimiter)
{
	struct look l = { .blank = true };
	bool open = false, start = true, closed = false;
	char c;

	for (; at < s->n; at++) {
		if (!open && !start && !closed)
			at = after_plain(s, at, delimiter);
		if (at == s->n)
			break;
		c = s->at[at];
		if (!open && (c == '\n' || c == '\r'))
			break;
		if (closed && c == '"')
			start = true;
		closed = open && c == '"';
		open = look_byte(&l, c, delimiter, open, &start);
	}
	l.end = at;
	l.next = after_line_end(s, at);
	l.ended = l.next > at;
	return l;
}

/* The first record from AT on that is no blank line. */
static struct look
look_header(const struct sniff *s, size_t at, char delimiter)
{
	struct look l = look_at(s, at, delimiter);

	while (l.blank && l.ended)
		l = look_at(s, l.next, delimiter);
	return l;
}

/* A last record that is not all there has no say. */
static struct score
score_of(const struct sniff *s, size_t at, char delimiter)
{
	struct look l = look_header(s, at, delimiter);
	struct score score = { delimiter, l.delimiters, 0 };
	size_t records;

	for (records = 0; score.header > 0 && records < SNIFF_RECORDS;) {
		if (!l.ended || l.next >= s->n)
			break;
		l = look_at(s, l.next, delimiter);
		if (l.blank || (!l.ended && !s->whole))
			continue;
		records++;
		score.agree += l.delimiters == score.header;
	}
	return score;
}

/* Spreadsheets write each of the four; where two do equally well, the one with
 * more columns, then the commoner one. */
static char
sniff_delimiter(const struct sniff *s, size_t at)
{
	static const char candidates[] = ",;\t|";
	struct score score, best = { ',', 0, 0 };
	size_t i;

	for (i = 0; candidates[i] != '\0'; i++) {
		score = score_of(s, at, candidates[i]);
		if (score.header > 0 && (score.agree > best.agree ||
		    (score.agree == best.agree && score.header > best.header)))
			best = score;
	}
	return best.delimiter;
}

/* Is what begins at AT the first part of a character that the bytes end in? */
static bool
cut_short(const struct sniff *s, size_t at)
{
	unsigned char first = (unsigned char)s->at[at];
	size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2, i;

	if (s->whole || first < 0xc2 || first > 0xf4 || at + length <= s->n)
		return false;
	for (i = at + 1; i < s->n; i++)
		if (((unsigned char)s->at[i] & 0xc0) != 0x80)
			return false;
	return true;
}

/* The line that byte AT lies on. */
static uint64_t
line_of(const struct sniff *s, size_t at)
{
	uint64_t line = 1;
	size_t i;

	for (i = 0; i < at; i++)
		if (s->at[i] == '\n' || (s->at[i] == '\r' &&
		    (i + 1 >= s->n || s->at[i + 1] != '\n')))
			line++;
	return line;
}

/* What to do about text that is not UTF-8 from byte BAD on. */
static int
refuse_text(const struct sniff *s, size_t bad, struct trouble *what)
{
	const char *encoding = likely_encoding(s->at, s->n);
	uint64_t line = line_of(s, bad);

	if (likely_utf8(s->at, s->n))
		return trouble_set(what, "%s:%" PRIu64 ": byte 0x%02x is not "
		    "UTF-8, which the rest is", s->name, line,
		    (unsigned)(unsigned char)s->at[bad]);
	if (encoding == NULL)
		return trouble_set(what, "%s:%" PRIu64 ": is not UTF-8 (say what "
		    "it is with --encoding)", s->name, line);
	return trouble_set(what, "%s:%" PRIu64 ": is not UTF-8 (say --encoding "
	    "%s?)", s->name, line, encoding);
}

static int
check_text(const struct sniff *s, struct trouble *what)
{
	size_t bad;

	if (text_valid((struct slice){ s->at, s->n }, &bad) || cut_short(s, bad))
		return 0;
	return refuse_text(s, bad, what);
}

static int
header_nul(const struct sniff *s, size_t at, struct trouble *what)
{
	const char *wide = encoding_wide(s->at, s->n);

	if (wide != NULL)
		return trouble_set(what, "%s: is UTF-16 without a byte order mark "
		    "(say --encoding %s)", s->name, wide);
	return trouble_set(what, "%s:%" PRIu64 ": header holds a NUL byte",
	    s->name, line_of(s, after_spaces(s, at)));
}

static enum line_end
look_end(const struct sniff *s, const struct look *l)
{
	if (!l->ended || s->at[l->end] == '\n')
		return LINE_LF;
	return l->next - l->end == 2 ? LINE_CRLF : LINE_CR;
}

/* What stands before the header. */
static void
sniff_prefix(const struct sniff *s, struct dialect *d)
{
	size_t end;
	char sep;

	d->bom = s->n >= 3 && memcmp(s->at, "\xef\xbb\xbf", 3) == 0;
	d->skip = d->bom ? 3 : 0;
	sep = sep_line(s, d->skip, &end);
	if (sep == '\0')
		return;
	d->skip = end;
	d->skip_lines = 1;
	d->delimiter = sep;
}

static int
sniff(const struct sniff *s, char forced, struct dialect *d,
    struct trouble *what)
{
	const char *text;
	struct look header;

	sniff_prefix(s, d);
	text = foreign(s, d->skip);
	if (text != NULL)
		return trouble_set(what, "%s: %s", s->name, text);
	if (forced != '\0')
		d->delimiter = forced;
	if (d->delimiter == '\0')
		d->delimiter = sniff_delimiter(s, d->skip);
	header = look_header(s, d->skip, d->delimiter);
	if (header.nul)
		return header_nul(s, d->skip, what);
	d->end = look_end(s, &header);
	return check_text(s, what);
}

int
dialect_sniff(const char *name, const char *at, size_t n, bool whole,
    char forced, struct dialect *d, struct trouble *what)
{
	struct sniff s = { name, n > 0 ? at : "", n, whole };

	*d = (struct dialect){ .end = LINE_LF };
	return sniff(&s, forced, d, what);
}
