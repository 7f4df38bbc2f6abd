/* Linked before the library: the reader finds delimiters by memchr. */

#include "csv/split.h"

size_t
split_find(const char *at, size_t n, char delimiter, uint32_t *places,
    size_t most)
{
	return split_find_portable(at, n, delimiter, places, most);
}
