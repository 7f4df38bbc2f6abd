#ifdef __linux__
#define _GNU_SOURCE	/* copy_file_range, fallocate, sync_file_range */
#endif

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

#define BLOCK ((size_t)64 * 1024)
#define STRETCH ((off_t)8 << 20)	/* bytes the disk is given at a time */

/* Where the old bytes are. */
struct input {
	int fd;			/* -1: all in memory */
	off_t start;		/* where in fd they begin */
	off_t length;		/* how many there are */
	const char *view;	/* some of them: n bytes from offset at */
	off_t at;
	size_t n;
	bool by_system;		/* copy_file_range has not failed yet */
	bool failed;		/* it was reading that failed */
	char room[BLOCK];	/* what view points to for a file */
};

/* Where the new ones go. */
struct output {
	int fd;
	bool early;		/* the disk begins before all is there */
	off_t written;		/* bytes */
	off_t begun;		/* how many of them the disk was given */
	size_t n;		/* bytes waiting in room */
	char room[BLOCK];
};

/* N more bytes were written. Who syncs the file when it is whole has the disk
 * stand still while it is made; so the disk is given every stretch at once. It is
 * no more than a hint: fsync tells of all that goes wrong. */
static void
pass(struct output *out, off_t n)
{
	out->written += n;
	if (!out->early || out->written - out->begun < STRETCH)
		return;
#ifdef __linux__
	(void)sync_file_range(out->fd, out->begun, out->written - out->begun,
	    SYNC_FILE_RANGE_WRITE);
#endif
	out->begun = out->written;
}

static int
write_out(struct output *out, const char *bytes, size_t n)
{
	if (file_write(out->fd, bytes, n) == -1)
		return -1;
	pass(out, (off_t)n);
	return 0;
}

static int
flush(struct output *out)
{
	size_t n = out->n;

	out->n = 0;
	return write_out(out, out->room, n);
}

static int
put(struct output *out, const char *bytes, size_t n)
{
	if (n > BLOCK - out->n && flush(out) == -1)
		return -1;
	if (n >= BLOCK)
		return write_out(out, bytes, n);
	if (n > 0)
		memcpy(out->room + out->n, bytes, n);
	out->n += n;
	return 0;
}

/* Have the system copy FROM..TO without our seeing the bytes. Returns where it
 * stopped. Whatever keeps it from going on is met again, and told, by the
 * plain way. */
static off_t
copy_by_system(struct input *in, struct output *out, off_t from, off_t to)
{
#ifdef __linux__
	off_t most = out->early ? STRETCH : (off_t)1 << 30;
	size_t want;
	ssize_t done;
	off_t place;

	while (from < to) {
		want = (size_t)(to - from < most ? to - from : most);
		place = in->start + from;
		done = copy_file_range(in->fd, &place, out->fd, NULL, want, 0);
		from = place - in->start;
		if (done == 0 || (done == -1 && errno != EINTR))
			break;
		if (done > 0)
			pass(out, done);
	}
#else
	(void)out;
	(void)to;
#endif
	in->by_system = from == to;
	return from;
}

/* Have the view begin at FROM, unless it holds that byte already. */
static int
look(struct input *in, off_t from)
{
	off_t left = in->length - from;
	ssize_t got;

	if (from >= in->at && from - in->at < (off_t)in->n)
		return 0;
	got = file_read(in->fd, in->room, left < (off_t)BLOCK ? (size_t)left : BLOCK,
	    in->start + from);
	in->n = got > 0 ? (size_t)got : 0;
	in->at = from;
	in->view = in->room;
	if (got > 0)
		return 0;
	if (got == 0)
		errno = EIO;	/* cut short since its length was asked */
	in->failed = true;
	return -1;
}

static int
copy(struct input *in, struct output *out, off_t from, off_t to)
{
	size_t n;

	if (in->by_system && to - from >= (off_t)BLOCK) {
		if (flush(out) == -1)
			return -1;
		from = copy_by_system(in, out, from, to);
	}
	while (from < to) {
		if (look(in, from) == -1)
			return -1;
		n = in->n - (size_t)(from - in->at);
		if ((off_t)n > to - from)
			n = (size_t)(to - from);
		if (put(out, in->view + (from - in->at), n) == -1)
			return -1;
		from += (off_t)n;
	}
	return 0;
}

static int
apply(struct input *in, struct output *out, const struct splice *splices, size_t n)
{
	off_t from = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (copy(in, out, from, splices[i].at) == -1)
			return -1;
		if (put(out, splices[i].bytes, splices[i].len) == -1)
			return -1;
		from = splices[i].at + (off_t)splices[i].drop;
	}
	if (copy(in, out, from, in->length) == -1)
		return -1;
	return flush(out);
}

/* Sorted, apart, and within the file? A caller's mistake must not reach it. */
static bool
are_sound(const struct splice *splices, size_t n, off_t length)
{
	off_t end = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (splices[i].at < end || splices[i].at > length)
			return false;
		if (splices[i].drop > (uintmax_t)(length - splices[i].at))
			return false;
		end = splices[i].at + (off_t)splices[i].drop;
	}
	return true;
}

static void
output_to(struct output *out, int fd)
{
	out->fd = fd;
	out->early = false;
	out->written = out->begun = 0;
	out->n = 0;
}

static int
splice_file(int fd, off_t start, off_t length, struct output *to,
    const struct splice *splices, size_t n, bool *reading)
{
	struct input in;
	int status;

	in.fd = fd;
	in.start = start;
	in.length = length;
	in.view = in.room;
	in.at = 0;
	in.n = 0;
	in.by_system = true;
	in.failed = false;
	status = apply(&in, to, splices, n);
	if (reading != NULL)
		*reading = in.failed;
	return status;
}

static int
refuse(bool *reading)
{
	if (reading != NULL)
		*reading = false;
	errno = EINVAL;
	return -1;
}

int
file_splice(int fd, off_t start, off_t length, int out,
    const struct splice *splices, size_t n, bool *reading)
{
	struct output to;

	if (!are_sound(splices, n, length))
		return refuse(reading);
	output_to(&to, out);
	return splice_file(fd, start, length, &to, splices, n, reading);
}

/* Take the room of all that will be written: in one piece, and in one go. Where
 * that is not to be had, writing finds room bit by bit, or says why not. */
static void
take_room(int out, off_t length, const struct splice *splices, size_t n)
{
#ifdef __linux__
	for (size_t i = 0; i < n; i++)
		length += (off_t)splices[i].len - (off_t)splices[i].drop;
	if (length >= STRETCH)
		(void)fallocate(out, FALLOC_FL_KEEP_SIZE, 0, length);
#else
	(void)out;
	(void)length;
	(void)splices;
	(void)n;
#endif
}

int
file_splice_new(int fd, off_t length, int out, const struct splice *splices,
    size_t n, bool *reading)
{
	struct output to;

	if (!are_sound(splices, n, length))
		return refuse(reading);
	take_room(out, length, splices, n);
	output_to(&to, out);
	to.early = true;
	return splice_file(fd, 0, length, &to, splices, n, reading);
}

int
file_splice_bytes(const char *bytes, size_t length, int out,
    const struct splice *splices, size_t n)
{
	struct output to;
	struct input in;

	if (!are_sound(splices, n, (off_t)length))
		return refuse(NULL);
	in.fd = -1;
	in.start = 0;
	in.length = (off_t)length;
	in.view = bytes;
	in.at = 0;
	in.n = length;
	in.by_system = false;
	in.failed = false;
	output_to(&to, out);
	return apply(&in, &to, splices, n);
}
