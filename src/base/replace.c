#define _DEFAULT_SOURCE		/* flock */
#ifdef __linux__
#define _GNU_SOURCE		/* renameat2 */
#endif

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/xattr.h>
#endif

#include "base/file.h"

#define ALL_BITS 07777		/* of a mode: permissions, set-id, sticky */
#define RETRY_NS 20000000L	/* between two looks at a lock, nanoseconds */
#define ACL "system.posix_acl_access"

/* How the process took the signals that wait until a replacement is through. */
struct signals {
	sigset_t mask;
	struct sigaction filesize;
};

/*
 * A run that is told to end ends with its files in order: after the
 * replacement. (SIGKILL and SIGQUIT do not ask.) A file over the limit is
 * an error of write, not a death.
 */
static void
signals_hold(struct signals *before)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigset_t held;

	sigemptyset(&ignore.sa_mask);
	sigaction(SIGXFSZ, &ignore, &before->filesize);
	sigemptyset(&held);
	sigaddset(&held, SIGHUP);
	sigaddset(&held, SIGINT);
	sigaddset(&held, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &held, &before->mask);
}

static void
signals_release(const struct signals *before)
{
	sigaction(SIGXFSZ, &before->filesize, NULL);
	pthread_sigmask(SIG_SETMASK, &before->mask, NULL);
}

/* Say why the system refused, and that nothing happened. */
static int
refused(const char *name, struct trouble *what)
{
	return trouble_set(what, "%s: %s; nothing written", name, strerror(errno));
}

/*
 * open(), but never as descriptor 0, 1 or 2: in a run that was started with
 * standard output closed, what it prints would go into the deals.
 */
static int
open_above(const char *path, int flags, mode_t mode)
{
	int error, fd, high;

	do
		fd = open(path, flags | O_CLOEXEC | O_NOCTTY, mode);
	while (fd == -1 && errno == EINTR);
	if (fd == -1 || fd > STDERR_FILENO)
		return fd;
	high = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	error = errno;
	close(fd);
	errno = error;
	return high;
}

static int
sync_file(int fd)
{
	int status;

	do
		status = fsync(fd);
	while (status == -1 && errno == EINTR);
	return status;
}

/* Make the new names last. A directory that may not be opened, or a file
 * system that has no such thing, is none of the user's troubles. 0, or -1 with
 * WHAT and errno set. */
static int
sync_directory(const char *name, const char *directory, struct trouble *what)
{
	int error, fd;

	fd = open_above(directory, O_RDONLY | O_DIRECTORY, 0);
	if (fd == -1)
		return 0;
	error = sync_file(fd) == -1 ? errno : 0;
	close(fd);
	if (error != EIO && error != ENOSPC && error != EDQUOT)
		return 0;
	trouble_set(what, "%s: written, but it may not outlast a power cut: %s",
	    name, strerror(error));
	errno = error;
	return -1;
}

static bool
same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Is the file open as FD still the one that NAME, no link, leads to? */
static bool
is_named(int fd, const char *name)
{
	struct stat named, opened;

	return fstat(fd, &opened) == 0 && lstat(name, &named) == 0 &&
	    same_file(&named, &opened);
}

/*
 * Take away what a killed run left. One that lives has it locked: it may have
 * locked another file of this name before that was replaced behind its back.
 * What is only a second name of OWN, locked by ourselves, may go.
 */
static int
clear(const char *name, const char *leftover, int own, struct trouble *what)
{
	int fd, status = 0;

	fd = open_above(leftover, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0);
	if (fd == -1 && errno == ENOENT)
		return 0;
	if (fd != -1 && !is_named(own, leftover) &&
	    flock(fd, LOCK_EX | LOCK_NB) == -1 && errno == EWOULDBLOCK)
		status = trouble_set(what, "%s: being written by another process", name);
	else if (unlink(leftover) == -1 && errno != ENOENT)
		status = trouble_set(what, "%s: %s is in the way: %s", name, leftover,
		    strerror(errno));
	if (fd != -1)
		close(fd);
	return status;
}

/* The last component of PATH with something before and behind it. */
static char *
name_beside(const char *path, const char *before, const char *behind)
{
	struct buffer made = { 0 };
	const char *slash = strrchr(path, '/');
	char *name;

	buffer_string(&made, before);
	buffer_string(&made, slash == NULL ? path : slash + 1);
	buffer_string(&made, behind);
	name = file_beside(path, buffer_text(&made));
	buffer_free(&made);
	return name;
}

static const char *
last_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

static void
release(struct file_edit *edit)
{
	if (edit->path == NULL && edit->name == NULL)
		return;
	if (edit->fd != -1)
		close(edit->fd);
	free(edit->name);
	free(edit->path);
	free(edit->directory);
	free(edit->temporary);
	free(edit->aside);
	free(edit->backup);
	*edit = (struct file_edit){ .fd = -1 };
}

static int
check_regular(const char *name, const struct stat *st, struct trouble *what)
{
	if (S_ISDIR(st->st_mode))
		return trouble_set(what, "%s: is a directory", name);
	if (!S_ISREG(st->st_mode))
		return trouble_set(what, "%s: is not a regular file", name);
	return 0;
}

/* Find and open what the name leads to. Looked at before it is opened: to open
 * a device may move it. Open for writing, which nobody does through it, for
 * NFS locks no other. */
static int
open_original(struct file_edit *edit, struct trouble *what)
{
	struct stat st;

	edit->path = realpath(edit->name, NULL);
	if (edit->path == NULL || lstat(edit->path, &st) == -1)
		return trouble_set(what, "%s: %s", edit->name, strerror(errno));
	if (check_regular(edit->name, &st, what) == -1)
		return -1;
	edit->fd = open_above(edit->path, O_RDWR | O_NOFOLLOW | O_NONBLOCK, 0);
	if (edit->fd == -1)
		return trouble_set(what, "%s: may not be written: %s", edit->name,
		    strerror(errno));
	return 0;
}

static double
seconds_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) +
	    (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

/* Not a lock that waits by itself: only an alarm would end it, and alarms are
 * the whole program's. */
static int
lock(struct file_edit *edit, const struct timespec *start, double wait,
    struct trouble *what)
{
	const struct timespec pause = { .tv_nsec = RETRY_NS };

	while (flock(edit->fd, LOCK_EX | LOCK_NB) == -1) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK)
			return trouble_set(what, "%s: cannot be locked: %s",
			    edit->name, strerror(errno));
		if (!(seconds_since(start) < wait))
			return trouble_set(what,
			    "%s: locked by another process (waited %g s)",
			    edit->name, wait > 0 ? wait : 0);
		nanosleep(&pause, NULL);
	}
	return 0;
}

/* Do the name given and the name the links lead to both still mean the file
 * that is open? */
static bool
is_still_named(const struct file_edit *edit)
{
	struct stat named, opened;

	return fstat(edit->fd, &opened) == 0 && stat(edit->name, &named) == 0 &&
	    same_file(&named, &opened) && is_named(edit->fd, edit->path);
}

/* The lock is on a file, not on a name: who held it before us has most likely
 * put another file in its place. Then that one is wanted. */
static int
open_locked(struct file_edit *edit, double wait, struct trouble *what)
{
	struct timespec start;

	clock_gettime(CLOCK_MONOTONIC, &start);
	for (;;) {
		if (open_original(edit, what) == -1)
			return -1;
		if (lock(edit, &start, wait, what) == -1)
			return -1;
		if (is_still_named(edit))
			return 0;
		close(edit->fd);
		edit->fd = -1;
		free(edit->path);
		edit->path = NULL;
	}
}

static int
check_spreadsheet(const struct file_edit *edit, struct trouble *what)
{
	char *mark = name_beside(edit->path, ".~lock.", "#");
	struct stat st;
	int status = 0;

	if (lstat(mark, &st) == 0)
		status = trouble_set(what,
		    "%s: open in a spreadsheet (%s is there); close it or use --force",
		    edit->name, last_name(mark));
	free(mark);
	return status;
}

static int
check_directory(const struct file_edit *edit, struct trouble *what)
{
	if (faccessat(AT_FDCWD, edit->directory, W_OK | X_OK, AT_EACCESS) == 0)
		return 0;
	return trouble_set(what, "%s: its directory may not be written: %s",
	    edit->name, strerror(errno));
}

static int
check_backup(const struct file_edit *edit, const char *suffix, struct trouble *what)
{
	struct stat st;

	if (*suffix == '\0' || strchr(suffix, '/') != NULL)
		return trouble_set(what, "'%s' is not a suffix for a backup", suffix);
	if (lstat(edit->backup, &st) == 0 && S_ISDIR(st.st_mode))
		return trouble_set(what, "%s: its backup %s is a directory",
		    edit->name, last_name(edit->backup));
	return 0;
}

static void
name_others(struct file_edit *edit, const char *suffix)
{
	edit->directory = file_beside(edit->path, ".");
	edit->temporary = name_beside(edit->path, ".", ".pl-tmp");
	edit->aside = name_beside(edit->path, ".", ".pl-old");
	if (suffix != NULL)
		edit->backup = name_beside(edit->path, "", suffix);
}

/* Links are counted after the leftovers are gone: a killed run may have left
 * one more. */
static int
check_original(struct file_edit *edit, struct trouble *what)
{
	if (clear(edit->name, edit->temporary, edit->fd, what) == -1 ||
	    clear(edit->name, edit->aside, edit->fd, what) == -1)
		return -1;
	if (fstat(edit->fd, &edit->before) == -1)
		return trouble_set(what, "%s: %s", edit->name, strerror(errno));
	if (check_regular(edit->name, &edit->before, what) == -1)
		return -1;
	if (edit->before.st_nlink > 1)
		return trouble_set(what,
		    "%s: has %ju hard links; an edit in place would part them",
		    edit->name, (uintmax_t)edit->before.st_nlink);
	return 0;
}

static int
begin(struct file_edit *edit, const struct file_edit_options *options,
    struct trouble *what)
{
	if (open_locked(edit, options->wait, what) == -1)
		return -1;
	name_others(edit, options->backup);
	if (!options->force && check_spreadsheet(edit, what) == -1)
		return -1;
	if (check_directory(edit, what) == -1)
		return -1;
	if (edit->backup != NULL && check_backup(edit, options->backup, what) == -1)
		return -1;
	return check_original(edit, what);
}

int
file_edit_begin(struct file_edit *edit, const char *path,
    const struct file_edit_options *options, struct trouble *what)
{
	*edit = (struct file_edit){ .fd = -1, .name = memory_text(path) };
	if (begin(edit, options, what) == 0)
		return 0;
	release(edit);
	return -1;
}

static bool
same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

/* Not everyone asks for the lock. */
static int
look_again(const struct file_edit *edit, struct trouble *what)
{
	const struct stat *before = &edit->before;
	struct stat now;

	if (is_still_named(edit) && fstat(edit->fd, &now) == 0 &&
	    now.st_size == before->st_size &&
	    same_time(now.st_mtim, before->st_mtim) &&
	    same_time(now.st_ctim, before->st_ctim))
		return 0;
	return trouble_set(what,
	    "%s: changed by another program meanwhile; nothing written", edit->name);
}

#ifdef __linux__
static bool
means_none(int error)
{
	return error == ENODATA || error == EOPNOTSUPP || error == ENOSYS;
}
#endif

/*
 * Access lists hold rights that a mode does not show: its group bits are then
 * only their upper bound. Returns whether OUT has what FD has, none included.
 */
static bool
keep_list(int fd, int out)
{
#ifdef __linux__
	char list[4096];
	ssize_t n;

	n = fgetxattr(fd, ACL, list, sizeof(list));
	if (n > 0)
		return fsetxattr(out, ACL, list, (size_t)n, 0) == 0;
	if (n == -1 && !means_none(errno))
		return false;
	/* The directory may have given the new file one of its own. */
	return fremovexattr(out, ACL) == 0 || means_none(errno);
#else
	(void)fd;
	(void)out;
	return true;
#endif
}

/*
 * Give OUT the owner, group and mode of the original. Where the owner may not
 * be given, the file becomes ours. Where the group may not, members of another
 * one would get the group's rights: then group and others both get what both
 * had, so that nobody gains any.
 */
static int
keep_access(const struct file_edit *edit, int out)
{
	const struct stat *old = &edit->before;
	mode_t both, mode = old->st_mode & ALL_BITS;
	struct stat new;

	if (fstat(out, &new) == -1)
		return -1;
	if (new.st_uid != old->st_uid && fchown(out, old->st_uid, (gid_t)-1) == -1)
		mode &= ~(mode_t)(S_ISUID | S_ISGID);
	if ((new.st_gid != old->st_gid && fchown(out, (uid_t)-1, old->st_gid) == -1) ||
	    !keep_list(edit->fd, out)) {
		both = mode >> 3 & mode & S_IRWXO;
		mode = (mode & S_IRWXU) | both << 3 | both;
	}
	return fchmod(out, mode);
}

/* Why writing failed: an original cut short while it was read is not the
 * system's doing. */
static int
failed(const struct file_edit *edit, bool reading, struct trouble *what)
{
	int error = errno;

	if (reading && look_again(edit, what) == -1)
		return -1;
	errno = error;
	return refused(edit->name, what);
}

/* Take away NAME if it is the file open as FD, and no one else's; close it. */
static void
discard(const char *name, int fd)
{
	if (is_named(fd, name))
		(void)unlink(name);
	close(fd);
}

/*
 * Write the original with the splices applied as a file called NAME. Returns
 * it open and locked, for the moment it has its name others will want it, and
 * there is more to do: the backup.
 */
static int
write_beside(const struct file_edit *edit, const char *name,
    const struct splice *splices, size_t n, struct trouble *what)
{
	bool reading = false;
	int out;

	out = open_above(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, S_IRUSR | S_IWUSR);
	if (out == -1)
		return refused(edit->name, what);
	(void)flock(out, LOCK_EX | LOCK_NB);	/* nobody else knows it yet */
	/* Rights come last: nobody reads half a file, and writing takes set-id
	 * bits away. */
	if (file_splice_new(edit->fd, edit->before.st_size, out, splices, n,
	    &reading) == 0 &&
	    keep_access(edit, out) == 0 &&
	    sync_file(out) == 0 && file_check(out) == 0)
		return out;
	(void)failed(edit, reading, what);
	discard(name, out);
	return -1;
}

/* Give the old file a second name, which becomes the backup once the new file
 * is in place; where there are no links, a copy with the old times. A killed
 * run leaves so one name too many, never two good names for one file. */
static int
put_aside(const struct file_edit *edit, struct trouble *what)
{
	const struct timespec times[2] = { edit->before.st_atim, edit->before.st_mtim };
	int copy;

	if (edit->backup == NULL || link(edit->path, edit->aside) == 0)
		return 0;
	copy = write_beside(edit, edit->aside, NULL, 0, what);
	if (copy == -1)
		return -1;
	(void)futimens(copy, times);
	if (look_again(edit, what) == -1) {	/* a copy takes its time */
		discard(edit->aside, copy);
		return -1;
	}
	close(copy);
	return 0;
}

/* The new file is in place and only the backup's name is wanting. If it is not
 * to be had, the old file comes back. */
static int
name_backup(const struct file_edit *edit, struct trouble *what)
{
	int error;

	if (rename(edit->aside, edit->backup) == 0)
		return 0;
	error = errno;
	if (rename(edit->aside, edit->path) == 0)
		return trouble_set(what, "%s: no backup %s: %s; nothing written",
		    edit->name, last_name(edit->backup), strerror(error));
	return trouble_set(what, "%s: written, but the backup is called %s: %s",
	    edit->name, last_name(edit->aside), strerror(error));
}

/*
 * Where the system can exchange two names, the old file takes the new one's and
 * goes on to be the backup: whenever the run is killed, one name too many is left
 * at most. 0; -1 with WHAT set; 1: there is no such way here.
 */
static int
exchange(const struct file_edit *edit, struct trouble *what)
{
#ifdef RENAME_EXCHANGE
	int error;

	if (renameat2(AT_FDCWD, edit->temporary, AT_FDCWD, edit->path,
	    RENAME_EXCHANGE) == -1)
		return 1;	/* whatever keeps it, the plain way meets it too */
	if (rename(edit->temporary, edit->backup) == 0)
		return 0;
	error = errno;
	if (renameat2(AT_FDCWD, edit->temporary, AT_FDCWD, edit->path,
	    RENAME_EXCHANGE) == 0)
		return trouble_set(what, "%s: no backup %s: %s; nothing written",
		    edit->name, last_name(edit->backup), strerror(error));
	return trouble_set(what, "%s: written, but the backup is called %s: %s",
	    edit->name, last_name(edit->temporary), strerror(error));
#else
	(void)edit;
	(void)what;
	return 1;
#endif
}

static int
put_in_place(const struct file_edit *edit, struct trouble *what)
{
	int exchanged = edit->backup == NULL ? 1 : exchange(edit, what);

	if (exchanged != 1)
		return exchanged;
	if (put_aside(edit, what) == -1)
		return -1;
	if (rename(edit->temporary, edit->path) == 0)
		return edit->backup == NULL ? 0 : name_backup(edit, what);
	(void)refused(edit->name, what);
	if (edit->backup != NULL)
		(void)unlink(edit->aside);
	return -1;
}

/* A run that locked another file of this name may have taken our temporary
 * file for a leftover in the moment before it was locked. */
static int
check_temporary(const struct file_edit *edit, int new, struct trouble *what)
{
	if (is_named(new, edit->temporary))
		return 0;
	return trouble_set(what, "%s: %s was taken away; nothing written", edit->name,
	    last_name(edit->temporary));
}

static int
replace(const struct file_edit *edit, const struct splice *splices, size_t n,
    struct trouble *what)
{
	int new, status = -1;

	new = write_beside(edit, edit->temporary, splices, n, what);
	if (new == -1)
		return -1;
	if (look_again(edit, what) == 0 && check_temporary(edit, new, what) == 0 &&
	    put_in_place(edit, what) == 0)
		status = sync_directory(edit->name, edit->directory, what);
	discard(edit->temporary, new);	/* it is there only if that failed */
	return status;
}

int
file_edit_commit(struct file_edit *edit, const struct splice *splices, size_t n,
    struct trouble *what)
{
	struct signals signals;
	int status = 0;

	if (n > 0) {
		signals_hold(&signals);
		status = replace(edit, splices, n, what);
		signals_release(&signals);
	}
	release(edit);
	return status;
}

void
file_edit_cancel(struct file_edit *edit)
{
	release(edit);
}

/* A new file that is being written. Its names are no allocations, so that none
 * can be refused when some of several files are there. */
struct creation {
	const char *path;
	char directory[PATH_MAX];
	char temporary[PATH_MAX];
};

/* 0, or -1 with errno. */
static int
creation_names(struct creation *new, const char *path)
{
	const char *name = last_name(path);
	int n = (int)(name - path);

	new->path = path;
	if (strlen(path) < PATH_MAX &&
	    snprintf(new->directory, PATH_MAX, "%.*s.", n, path) < PATH_MAX &&
	    snprintf(new->temporary, PATH_MAX, "%.*s.%s.pl-tmp", n, path,
	    name) < PATH_MAX)
		return 0;
	errno = ENAMETOOLONG;
	return -1;
}

static int
open_new(const struct creation *new, struct trouble *what)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;
	int fd;

	fd = open_above(new->temporary, flags, 0666);
	if (fd == -1 && errno == EEXIST) {
		if (clear(new->path, new->temporary, -1, what) == -1)
			return -1;
		fd = open_above(new->temporary, flags, 0666);
	}
	if (fd == -1)
		return refused(new->path, what);
	(void)flock(fd, LOCK_EX | LOCK_NB);	/* helps; link decides */
	return fd;
}

/* Where there are no links: take the name with an empty file of our own, and
 * put the full one over that. */
static int
place_without_link(const struct creation *new)
{
	int error, fd;

	fd = open_above(new->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0666);
	if (fd == -1)
		return -1;
	close(fd);
	if (rename(new->temporary, new->path) == 0)
		return 0;
	error = errno;
	(void)unlink(new->path);
	errno = error;
	return -1;
}

static int
place_new(const struct creation *new, int fd)
{
	if (!is_named(fd, new->temporary)) {
		errno = ENOENT;
		return -1;
	}
	if (link(new->temporary, new->path) == 0)
		return 0;
	return errno == EEXIST ? -1 : place_without_link(new);
}

static int
create(const struct creation *new, const char *bytes, size_t n, struct trouble *what)
{
	int fd, status = 0;

	fd = open_new(new, what);
	if (fd == -1)
		return -1;
	if (file_write(fd, bytes, n) == -1 || sync_file(fd) == -1 ||
	    file_check(fd) == -1 || place_new(new, fd) == -1)
		status = refused(new->path, what);
	else if (sync_directory(new->path, new->directory, what) == -1) {
		status = trouble_set(what, "%s: its directory cannot be synced: "
		    "%s; nothing written", new->path, strerror(errno));
		if (is_named(fd, new->path))
			(void)unlink(new->path);
	}
	discard(new->temporary, fd);
	return status;
}

int
file_create(const char *path, const char *bytes, size_t n, struct trouble *what)
{
	struct creation new;
	struct signals signals;
	struct stat st;
	int status;

	if (*last_name(path) == '\0' || lstat(path, &st) == 0) {
		errno = EEXIST;
		return refused(path, what);
	}
	if (creation_names(&new, path) == -1)
		return refused(path, what);
	signals_hold(&signals);
	status = create(&new, bytes, n, what);
	signals_release(&signals);
	return status;
}

void
file_create_clear(const char *path)
{
	struct creation new;
	struct trouble ignored;
	struct stat st;

	if (creation_names(&new, path) == 0 && lstat(new.temporary, &st) == 0)
		(void)clear(path, new.temporary, -1, &ignored);
}
