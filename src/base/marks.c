#include <stdlib.h>
#include <string.h>

#include "base/marks.h"
#include "base/memory.h"

void
marks_forget(struct marks *marks)
{
	marks->round++;
}

bool
marks_first(struct marks *marks, size_t number)
{
	size_t had = marks->room;

	if (number >= had) {
		memory_room(&marks->at, &marks->room, number + 1,
		    sizeof *marks->at);
		memset(marks->at + had, 0, (marks->room - had) *
		    sizeof *marks->at);
	}
	/* a round's mark is one more than its number, so that 0 is none */
	if (marks->at[number] == marks->round + 1)
		return false;
	marks->at[number] = marks->round + 1;
	return true;
}

void
marks_free(struct marks *marks)
{
	free(marks->at);
	*marks = (struct marks){ 0 };
}
