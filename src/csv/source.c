#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
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
	return s->regular || s->whole;
}

int
source_hold(struct source *s, struct trouble *what)
{
	struct buffer *head = &s->head;
	ssize_t n;

	if (source_again(s))
		return 0;
	if (s->stands != (off_t)head->len)
		return trouble_set(what, "%s: cannot be read twice", s->name);
	do {
		memory_room(&head->at, &head->room, head->len + SOURCE_HEAD, 1);
		n = file_read(s->fd, head->at + head->len,
		    head->room - head->len, -1);
		if (n < 0)
			return source_wrong(s, what);
		head->len += (size_t)n;
	} while (head->len == head->room);
	s->stands = s->size = (off_t)head->len;
	s->whole = true;
	return 0;
}

/* From the head, which every input has. */
static ssize_t
source_copy(const struct source *s, void *into, size_t n, size_t at)
{
	size_t left = s->head.len - at;

	if (n > left)
		n = left;
	memcpy(into, s->head.at + at, n);
	return (ssize_t)n;
}

ssize_t
source_read(struct source *s, void *into, size_t n, off_t at,
    struct trouble *what)
{
	ssize_t got;

	if (s->chunk != 0 && n > s->chunk)
		n = s->chunk;
	if (at < (off_t)s->head.len)
		return source_copy(s, into, n, (size_t)at);
	if (s->whole)
		return 0;
	if (!s->regular && at != s->stands)
		return trouble_set(what, "%s: cannot be read twice", s->name);
	got = file_read(s->fd, into, n, s->regular ? s->start + at : -1);
	if (got < 0)
		return source_wrong(s, what);
	if (!s->regular)
		s->stands += got;
	return got;
}

void
source_close(struct source *s)
{
	if (s->owned)
		close(s->fd);
	if (s->head.room > 0)
		free(s->head.at);
	free(s->name);
	memset(s, 0, sizeof(*s));
	s->fd = -1;
}
