/*
 * What libcsv takes when it is fed every byte: libcsv [-k] DATE FILE
 *
 * Open deals, their amounts, won deals and theirs by stage and owner as of DATE,
 * as pl-stats -b stage,owner -M open,pipeline,won,won_amount prints them, but in
 * no order. As plain a program as can be written on libcsv: the six columns are
 * where the bench has them, a group is found in a table, money is in cents.
 *
 * -k keeps the blanks around a cell, which libcsv leaves out unless it is told that
 * no byte is one, and which belong to a file that is to be written again.
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <csv.h>

#define BLOCK 65536
#define ROOM 4096	/* groups; a power of two */
#define TEXT 128	/* bytes of a cell that is kept, its NUL too */

enum { OWNER = 4, STAGE = 5, AMOUNT = 6, CREATED = 8, CLOSED = 10, COLUMNS };

struct group {
	bool used;
	char stage[TEXT], owner[TEXT];
	long open, won;
	int64_t pipeline, won_amount;	/* cents */
};

struct table {
	const char *as_of;
	size_t column, row;
	char cells[COLUMNS][TEXT];
	struct group groups[ROOM];
};

static void
take_cell(void *at, size_t n, void *state)
{
	struct table *table = state;
	size_t column = table->column++;

	if (column >= COLUMNS || column < OWNER)
		return;
	if (n >= TEXT)
		n = TEXT - 1;
	memcpy(table->cells[column], at, n);
	table->cells[column][n] = '\0';
}

/* "1234.5" in cents. */
static int64_t
cents(const char *text)
{
	int64_t value = 0;
	int places = -1;

	for (; *text != '\0' && places < 2; text++)
		if (*text == '.') {
			places = 0;
		} else {
			value = 10 * value + (*text - '0');
			places += places >= 0;
		}
	for (places = places < 0 ? 0 : places; places < 2; places++)
		value *= 10;
	return value;
}

static uint32_t
hash_on(uint32_t hash, const char *text)
{
	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * 16777619u;
	return hash;
}

static struct group *
group_of(struct table *table)
{
	const char *stage = table->cells[STAGE], *owner = table->cells[OWNER];
	uint32_t hash = hash_on(hash_on(2166136261u, stage), owner);
	struct group *group;

	while ((group = &table->groups[hash % ROOM])->used &&
	    (strcmp(group->stage, stage) != 0 ||
	    strcmp(group->owner, owner) != 0))
		hash++;
	if (!group->used) {
		group->used = true;
		memcpy(group->stage, stage, TEXT);
		memcpy(group->owner, owner, TEXT);
	}
	return group;
}

static void
end_row(int end, void *state)
{
	struct table *table = state;
	const char *stage = table->cells[STAGE];
	struct group *group;

	(void)end;
	table->column = 0;
	if (table->row++ == 0 || strcmp(stage, "Lost") == 0)
		return;
	group = group_of(table);
	if (strcmp(stage, "Won") != 0) {
		if (strcmp(table->cells[CREATED], table->as_of) <= 0) {
			group->open++;
			group->pipeline += cents(table->cells[AMOUNT]);
		}
	} else if (strcmp(table->cells[CLOSED], table->as_of) <= 0) {
		group->won++;
		group->won_amount += cents(table->cells[AMOUNT]);
	}
}

static void
print_groups(const struct table *table)
{
	for (size_t i = 0; i < ROOM; i++) {
		const struct group *group = &table->groups[i];

		if (group->used)
			printf("%s,%s,%ld,%lld.%02lld,%ld,%lld.%02lld\n",
			    group->stage, group->owner, group->open,
			    (long long)(group->pipeline / 100),
			    (long long)(group->pipeline % 100), group->won,
			    (long long)(group->won_amount / 100),
			    (long long)(group->won_amount % 100));
	}
}

static int
never(unsigned char c)
{
	(void)c;
	return 0;
}

int
main(int argc, char **argv)
{
	bool keep = argc == 4 && strcmp(argv[1], "-k") == 0;
	static char block[BLOCK];
	struct table *table = calloc(1, sizeof *table);
	struct csv_parser parser;
	FILE *file;
	size_t n;

	if (argc != (keep ? 4 : 3) || table == NULL) {
		fputs("usage: libcsv [-k] DATE FILE\n", stderr);
		return 2;
	}
	argv += keep;
	table->as_of = argv[1];
	if ((file = fopen(argv[2], "rb")) == NULL ||
	    csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
		perror(argv[2]);
		return 2;
	}
	csv_set_blk_size(&parser, BLOCK);
	if (keep)
		csv_set_space_func(&parser, never);
	while ((n = fread(block, 1, BLOCK, file)) > 0)
		if (csv_parse(&parser, block, n, take_cell, end_row, table) != n)
			break;
	if (csv_error(&parser) != 0 || ferror(file) ||
	    csv_fini(&parser, take_cell, end_row, table) != 0) {
		fprintf(stderr, "%s: %s\n", argv[2],
		    csv_strerror(csv_error(&parser)));
		return 2;
	}
	print_groups(table);
	csv_free(&parser);
	fclose(file);
	free(table);
	return 0;
}
