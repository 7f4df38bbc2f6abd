#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

/*
 * What all fuzz targets share. A target is a file with LLVMFuzzerTestOneInput: it
 * reads any bytes, and stops the program where what must hold does not. Built with
 * libFuzzer by `make fuzz`, and with main.c, which reads the seeds, for `make check`.
 */

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t n);

/* WHAT must hold, of TEXT. */
static inline void
must(bool holds, const char *what, struct slice text)
{
	if (holds)
		return;
	fprintf(stderr, "does not hold: %s, of '%.*s'\n", what,
	    (int)(text.len < 2000 ? text.len : 2000), text.at);
	abort();
}

static inline struct slice
slice_made(struct buffer *buffer)
{
	return (struct slice){ buffer_text(buffer), buffer->len };
}

#endif
