#ifndef BASE_FILE_H
#define BASE_FILE_H

/*
 * Files: reading all of what was asked, and replacing one safely.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/memory.h"
#include "base/message.h"

/* A replacement of bytes: at offset AT, DROP bytes make way for LEN others. */
struct splice {
	off_t at;		/* in the old file */
	size_t drop;		/* bytes of the old file left out */
	const char *bytes;	/* put in their place; not owned */
	size_t len;
};

/* Read up to N bytes (at offset AT, or from where FD stands where AT is -1),
 * again after EINTR and short reads, until N are read or the end. Returns how
 * many, or -1 with errno. */
ssize_t file_read(int fd, void *into, size_t n, off_t at);
/* Write all N bytes. 0, or -1 with errno. */
int file_write(int fd, const void *from, size_t n);
/* What close() would tell of earlier writes (network file systems tell only
 * then that the disk is full); FD stays open. 0, or -1 with errno. */
int file_check(int fd);

/* Copy the LENGTH bytes of FD from START on to OUT, with the N splices applied
 * (sorted by AT, not overlapping; two at one place: in order). Allocates
 * nothing; large stretches go by copy_file_range where the system has it.
 * 0, or -1 with errno; *READING (may be NULL) says which side failed. */
int file_splice(int fd, off_t start, off_t length, int out,
    const struct splice *splices, size_t n, bool *reading);
/* The same, from the beginning of FD into OUT, a new file that will be synced when
 * it is whole: where the system can, its room is taken in one go, and the disk
 * begins to write while the rest is copied. */
int file_splice_new(int fd, off_t length, int out, const struct splice *splices,
    size_t n, bool *reading);
/* The same as file_splice from bytes in memory. */
int file_splice_bytes(const char *bytes, size_t length, int out,
    const struct splice *splices, size_t n);

/* An edit of one file in place. */
struct file_edit {
	char *name;		/* as it was asked for, for messages; owned */
	char *path;		/* what the symbolic links lead to; owned */
	char *directory;	/* where that lies; owned */
	char *temporary;	/* the new file beside it, ".NAME.pl-tmp"; owned */
	char *aside;		/* the old file until it is the backup, where
				 * names cannot be exchanged, ".NAME.pl-old";
				 * owned */
	char *backup;		/* name of the copy kept; NULL: none; owned */
	int fd;			/* open and locked; read through this; -1 when
				 * the edit has ended */
	struct stat before;	/* how the file was when it was locked */
};

struct file_edit_options {
	double wait;		/* seconds to wait for the lock */
	bool force;		/* although a spreadsheet has it open */
	const char *backup;	/* suffix of the copy to keep, not empty and
				 * without a slash; NULL: none */
};

/*
 * Begin: resolve symbolic links, refuse what is no regular file or has more
 * than one hard link, refuse while LibreOffice's ".~lock.NAME#" lies beside
 * it (unless force), open, lock (flock), compare with what the path names now
 * and open again if it was replaced meanwhile; take away a temporary file
 * that a killed run left. Everything that must be allocated is allocated
 * here. 0, or -1 with WHAT set (and nothing held).
 */
int file_edit_begin(struct file_edit *, const char *path,
    const struct file_edit_options *, struct trouble *what);

/*
 * Put the new file in place: temporary file with the same mode and group
 * (owner where permitted), written, fsynced; the original looked at again
 * (device, inode, size, times) and refused if it changed; renamed over it, or,
 * if a backup is wanted, exchanged with it and the old file renamed to the
 * backup (put aside before, where names cannot be exchanged);
 * directory fsynced; lock let go. No splices: nothing is touched. Allocates
 * nothing. SIGINT, SIGTERM and SIGHUP wait until it is through. 0, or -1 with
 * WHAT set, the file as it was and nothing left behind (but where the last
 * fsync, the directory's, is what failed: then WHAT says "written, but ...").
 * Ends the edit either way.
 */
int file_edit_commit(struct file_edit *, const struct splice *, size_t n,
    struct trouble *what);

/* End it and leave the file as it is. Nothing to do where it has ended. */
void file_edit_cancel(struct file_edit *);

/* Write a new file of N bytes, never over one that is there: temporary name
 * (".NAME.pl-tmp"), fsync, link into place, fsync of the directory. Allocates
 * nothing. 0, or -1 with WHAT set and nothing there. */
int file_create(const char *path, const char *bytes, size_t n,
    struct trouble *what);
/* Take away what a run of file_create left that was killed. */
void file_create_clear(const char *path);

/* Flush and check a stream that was written to, standard output above all:
 * 0, or -1 with WHAT set ("standard output: No space left on device"). Does not
 * close it. A closed pipe ends the process as it ends cat: by SIGPIPE. */
int file_finish(FILE *, const char *name, struct trouble *what);

/* After a write failed with ERROR: where nobody reads any more, end the process as
 * a closed pipe ends cat. Else nothing happens. */
void file_broken_pipe(int error);

/* PATH's directory joined with NAME: owned by the caller. */
char *file_beside(const char *path, const char *name);
/* Is there a file of this name? */
bool file_exists(const char *path);
/* Is there one with anything in it? What "command >NAME" is about to fill is
 * there, and empty. */
bool file_filled(const char *path);

#endif
