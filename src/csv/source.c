#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "csv/ahead.h"
#include "csv/decoded.h"
#include "csv/encoding.h"
#include "csv/source.h"

static int
source_wrong(const struct source *s, struct trouble *what)
{
	return trouble_set(what, "%s: %s", s->name, strerror(errno));
}

/* What an open descriptor is. Standard input may have been read from before;
 * what is left of it is the input. */
static int
source_look(struct source *s, bool from_here, struct trouble *what)
{
	struct stat st;

	if (fstat(s->fd, &st) != 0)
		return source_wrong(s, what);
	if (S_ISDIR(st.st_mode))
		return trouble_set(what, "%s: is a directory", s->name);
	s->size = -1;
	if (from_here)
		s->start = lseek(s->fd, 0, SEEK_CUR);
	s->regular = S_ISREG(st.st_mode) && s->start >= 0;
	if (!s->regular)
		s->start = 0;
	else
		s->size = st.st_size > s->start ? st.st_size - s->start : 0;
	return 0;
}

/* A head that filled its room may be all of it, and is not called whole: so a
 * pipe and a file with the same bytes are treated alike. */
static int
source_begin(struct source *s, struct trouble *what)
{
	ssize_t n;

	s->head.at = memory_get(SOURCE_HEAD);
	s->head.room = SOURCE_HEAD;
	n = file_read(s->fd, s->head.at, SOURCE_HEAD,
	    s->regular ? s->start : -1);
	if (n < 0)
		return source_wrong(s, what);
	s->head.len = (size_t)n;
	s->stands = n;
	s->whole = n < SOURCE_HEAD;
	if (s->whole || (s->regular && s->size < n))
		s->size = n;
	return 0;
}

static int
source_start(struct source *s, bool from_here, struct trouble *what)
{
	if (source_look(s, from_here, what) == 0 && source_begin(s, what) == 0)
		return 0;
	source_close(s);
	return -1;
}

int
source_open(struct source *s, const char *path, struct trouble *what)
{
	bool standard = strcmp(path, "-") == 0;

	memset(s, 0, sizeof(*s));
	s->name = memory_text(standard ? "standard input" : path);
	if (standard) {
		s->fd = STDIN_FILENO;
		return source_start(s, true, what);
	}
	do
		s->fd = open(path, O_RDONLY | O_CLOEXEC);
	while (s->fd < 0 && errno == EINTR);
	s->owned = s->fd >= 0;
	if (s->fd < 0) {
		source_wrong(s, what);
		source_close(s);
		return -1;
	}
	return source_start(s, false, what);
}

int
source_descriptor(struct source *s, const char *name, int fd,
    struct trouble *what)
{
	memset(s, 0, sizeof(*s));
	s->name = memory_text(name);
	s->fd = fd;
	return source_start(s, false, what);
}

void
source_memory(struct source *s, const char *name, const char *bytes, size_t n)
{
	memset(s, 0, sizeof(*s));
	s->name = memory_text(name);
	s->fd = -1;
	s->size = (off_t)n;
	s->head.at = (char *)bytes;	/* only read: its room is 0 */
	s->head.len = n;
	s->whole = true;
}

bool
source_again(const struct source *s)
{
	if (s->decoded != NULL && !s->whole)
		return source_again(decoded_source(s->decoded));
	return s->regular || s->whole;
}

static int
hold_decoded(struct source *s, struct trouble *what)
{
	if (source_hold(decoded_source(s->decoded), what) != 0)
		return -1;
	decoded_held(s->decoded);
	return 0;
}

int
source_hold_first(struct source *s, size_t most, struct trouble *what)
{
	struct buffer *head = &s->head;
	ssize_t n;

	if (source_again(s) || most <= head->len)
		return 0;
	if (s->decoded != NULL)
		return hold_decoded(s, what);
	if (s->stands != (off_t)head->len)
		return trouble_set(what, "%s: cannot be read twice", s->name);
	do {
		size_t want = head->room > head->len ? head->room - head->len :
		    SOURCE_HEAD;

		if (want > most - head->len)
			want = most - head->len;
		memory_room(&head->at, &head->room, head->len + want, 1);
		n = file_read(s->fd, head->at + head->len, want, -1);
		if (n < 0)
			return source_wrong(s, what);
		head->len += (size_t)n;
		s->whole = (size_t)n < want;
	} while (!s->whole && head->len < most);
	s->stands = (off_t)head->len;
	if (s->whole)
		s->size = s->stands;
	return 0;
}

int
source_hold(struct source *s, struct trouble *what)
{
	return source_hold_first(s, SIZE_MAX, what);
}

/* From the head, which every input has. */
static ssize_t
from_head(const struct source *s, void *into, size_t n, size_t at)
{
	size_t left = s->head.len - at;

	if (n > left)
		n = left;
	memcpy(into, s->head.at + at, n);
	return (ssize_t)n;
}

static ssize_t
read_raw(struct source *s, void *into, size_t n, off_t at,
    struct trouble *what)
{
	ssize_t got;

	if (s->by_thread && !s->regular) {
		s->by_thread = false;
		s->ahead = ahead_begin(s->fd);
	}
	if (s->ahead != NULL)
		got = ahead_read(s->ahead, into, n);
	else
		got = file_read(s->fd, into, n, s->regular ? s->start + at :
		    -1);
	return got < 0 ? source_wrong(s, what) : got;
}

ssize_t
source_read(struct source *s, void *into, size_t n, off_t at,
    struct trouble *what)
{
	ssize_t got;

	if (s->chunk != 0 && n > s->chunk)
		n = s->chunk;
	if (at < (off_t)s->head.len)
		return from_head(s, into, n, (size_t)at);
	if (s->whole)
		return 0;
	if (!source_again(s) && at != s->stands)
		return trouble_set(what, "%s: cannot be read twice", s->name);
	if (s->decoded != NULL)
		got = decoded_read(s->decoded, into, n, at, what);
	else
		got = read_raw(s, into, n, at, what);
	if (got > 0 && !source_again(s))
		s->stands += got;
	return got;
}

off_t
source_size(struct source *s, struct trouble *what)
{
	if (s->size < 0 && s->decoded != NULL)
		s->size = decoded_size(s->decoded, what);
	else if (s->size < 0)
		trouble_set(what, "%s: its end has not been read yet", s->name);
	return s->size;
}

/* The encoding meant, where the file begins with MARK or with none: *NAME becomes
 * NULL where there is nothing to decode. */
static int
choose(const struct source *s, const char *mark, const char **name,
    struct trouble *what)
{
	const char *family = *name != NULL ? encoding_unordered(*name) : NULL;
	const char *wide;

	if (*name == NULL || (family != NULL && mark != NULL &&
	    strncmp(mark, family, strlen(family)) == 0))
		*name = mark;
	else if (mark != NULL && !encoding_same(*name, mark) &&
	    !(encoding_utf8(mark) && encoding_utf8(*name)))
		return trouble_set(what, "%s: begins with the byte order mark of "
		    "%s, not of %s (leave out --encoding)", s->name, mark, *name);
	else if (family != NULL) {
		wide = encoding_wide(s->head.at, s->head.len);
		return trouble_set(what, "%s: has no byte order mark (say "
		    "--encoding %s%s)", s->name, wide != NULL ? wide : family,
		    wide != NULL ? "" : "LE or BE");
	}
	if (*name != NULL && encoding_utf8(*name))
		*name = NULL;
	return 0;
}

/* The source as it was lives on below the decoded one. */
static int
begin_decoded(struct source *s, struct encoding *encoding,
    struct trouble *what)
{
	struct source raw = *s;

	s->decoded = decoded_open(&raw, encoding);
	s->name = memory_text(raw.name);
	s->owned = false;
	s->head = (struct buffer){ 0 };
	s->whole = false;
	if (decoded_head(s->decoded, &s->head, &s->whole, what) != 0) {
		free(s->head.at);
		free(s->name);
		decoded_close(s->decoded, &raw);
		*s = raw;
		return -1;
	}
	s->stands = (off_t)s->head.len;
	s->size = s->whole ? s->stands : -1;
	return 0;
}

int
source_decode(struct source *s, const char *name, struct trouble *what)
{
	const char *mark = encoding_mark(s->head.at, s->head.len);
	struct encoding *encoding;

	if (s->decoded != NULL)
		return 0;
	if (name != NULL && encoding_unordered(name) == NULL &&
	    !encoding_known(name))
		return trouble_set(what, "--encoding: '%s' is not known", name);
	if (choose(s, mark, &name, what) != 0)
		return -1;
	if (name == NULL)
		return 0;
	encoding = encoding_open(name);
	if (encoding == NULL)
		return trouble_set(what, "%s: %s is not known here", s->name,
		    name);
	return begin_decoded(s, encoding, what);
}

void
source_close(struct source *s)
{
	if (s->decoded != NULL)
		decoded_close(s->decoded, NULL);
	ahead_end(s->ahead);
	if (s->owned)
		close(s->fd);
	if (s->head.room > 0)
		free(s->head.at);
	free(s->name);
	memset(s, 0, sizeof(*s));
	s->fd = -1;
}
