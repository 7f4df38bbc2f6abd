#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "csv/ahead.h"

/* One of two blocks, which the thread fills in turn and the other side empties. */
struct ahead_block {
	char *at;
	size_t len;
	size_t taken;
	bool full;		/* the reader's side has it */
	bool last;		/* the stream ends behind it, or ERROR says why it
				 * goes no further */
	int error;
};

struct ahead {
	int fd;
	pthread_t thread;
	pthread_mutex_t lock;	/* of the blocks' full and of stop */
	pthread_cond_t turned;
	struct ahead_block blocks[2];
	size_t next;		/* the one that is emptied */
	bool stop;
};

/* Wait until the block is FULL, or not; false: it is to stop instead. */
static bool
wait_for(struct ahead *ahead, const struct ahead_block *block, bool full)
{
	bool go_on;

	pthread_mutex_lock(&ahead->lock);
	while (block->full != full && !ahead->stop)
		pthread_cond_wait(&ahead->turned, &ahead->lock);
	go_on = !ahead->stop;
	pthread_mutex_unlock(&ahead->lock);
	return go_on;
}

static void
turn(struct ahead *ahead, struct ahead_block *block, bool full)
{
	pthread_mutex_lock(&ahead->lock);
	block->full = full;
	pthread_cond_signal(&ahead->turned);
	pthread_mutex_unlock(&ahead->lock);
}

/* It may be stopped while it waits for bytes that never come, and nowhere else. */
static void
fill(const struct ahead *ahead, struct ahead_block *block)
{
	ssize_t n;
	int state;

	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &state);
	n = file_read(ahead->fd, block->at, AHEAD_BLOCK, -1);
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
	block->error = n < 0 ? errno : 0;
	block->len = n < 0 ? 0 : (size_t)n;
	block->taken = 0;
	block->last = n < AHEAD_BLOCK;
}

static void *
run(void *with)
{
	struct ahead *ahead = with;
	struct ahead_block *block;
	size_t i = 0;
	int state;

	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
	do {
		block = &ahead->blocks[i++ % 2];
		if (!wait_for(ahead, block, false))
			break;
		fill(ahead, block);
		turn(ahead, block, true);
	} while (!block->last);
	return NULL;
}

static void
ahead_free(struct ahead *ahead)
{
	for (size_t i = 0; i < 2; i++)
		free(ahead->blocks[i].at);
	pthread_mutex_destroy(&ahead->lock);
	pthread_cond_destroy(&ahead->turned);
	free(ahead);
}

struct ahead *
ahead_begin(int fd)
{
	struct ahead *ahead = memory_zero(1, sizeof *ahead);

	ahead->fd = fd;
	pthread_mutex_init(&ahead->lock, NULL);
	pthread_cond_init(&ahead->turned, NULL);
	for (size_t i = 0; i < 2; i++)
		ahead->blocks[i].at = memory_get(AHEAD_BLOCK);
	if (pthread_create(&ahead->thread, NULL, run, ahead) != 0) {
		ahead_free(ahead);
		return NULL;
	}
	return ahead;
}

ssize_t
ahead_read(struct ahead *ahead, void *into, size_t n)
{
	struct ahead_block *block = &ahead->blocks[ahead->next % 2];
	size_t left;

	wait_for(ahead, block, true);
	left = block->len - block->taken;
	if (left == 0 && block->error != 0) {
		errno = block->error;
		return -1;
	}
	n = n < left ? n : left;
	memcpy(into, block->at + block->taken, n);
	block->taken += n;
	/* the last one stays, and so does the end */
	if (block->taken == block->len && !block->last) {
		ahead->next++;
		turn(ahead, block, false);
	}
	return (ssize_t)n;
}

void
ahead_end(struct ahead *ahead)
{
	if (ahead == NULL)
		return;
	pthread_mutex_lock(&ahead->lock);
	ahead->stop = true;
	pthread_cond_signal(&ahead->turned);
	pthread_mutex_unlock(&ahead->lock);
	pthread_cancel(ahead->thread);
	pthread_join(ahead->thread, NULL);
	ahead_free(ahead);
}
