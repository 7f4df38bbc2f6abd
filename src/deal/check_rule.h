#ifndef DEAL_CHECK_RULE_H
#define DEAL_CHECK_RULE_H

/*
 * The checker's own parts. A rule is a row of the registry in check.c and the
 * functions it names; a new one touches its own file and that row.
 */

#include "base/intern.h"
#include "csv/reader.h"
#include "deal/check.h"
#include "deal/draft.h"
#include "deal/filter.h"
#include "deal/id.h"

/* For "%.*s": a cell's text, cut where it is long. */
#define SHOWN(slice) (int)text_cut(slice, 60).len, (slice).at

/* The other files of a workspace. */
enum beside {
	BESIDE_STAGES,
	BESIDE_ACTIVITIES,
	BESIDE_GOALS,
	BESIDE_SCORES,
	BESIDE_CADENCES,
	BESIDE_RATES,
	BESIDE_ACCOUNTS,
	BESIDE_OWNERS,
	BESIDE_PRODUCTS,
	BESIDE_NONE
};

/* A file, while it is looked at. */
struct check_table {
	const char *name;	/* in the findings' arena */
	size_t order;		/* among the files, for the findings */
	struct schema *schema;	/* of a deals file; NULL: any other */
	struct slice *headers;	/* trimmed; in the check's arena */
	size_t n;		/* of columns */
	struct slice header;	/* the line itself; the same */
	uint64_t header_line;
	uint64_t line;		/* of the last record */
	enum line_end end;	/* of the header */
	uint64_t ends;		/* records that end as it does */
	enum line_end other;	/* the first other end, on other_line */
	uint64_t other_line;	/* 0: none */
	uint64_t others;	/* records that do not end as the header */
	bool open;		/* the last record has no line end */
};

/* A deal by its id: what activities.csv says of it. */
struct check_known {
	uint64_t line;		/* where the id stands in the file that is read,
				 * 0: not met yet */
	size_t file;		/* the last file it was met in */
	bool twice;		/* two deals of one file have it */
	int done;		/* day of the last activity, DATE_NONE */
	int due;		/* day of the next one planned, DATE_NONE */
	struct slice subject;	/* of that; arena */
	struct slice step;	/* the next step of its cells; arena */
	int date;		/* and its day, DATE_NONE */
	bool planned;		/* such an activity is planned */
	bool over;		/* such an activity is done, or cancelled */
};

/* One spelling of a value. */
struct check_spelling {
	uint64_t count;
	uint64_t line;		/* where it was met first */
	struct check_table *table;
	bool listed;		/* the file of all such names has it */
};

/* The values of one field: by their bytes, and folded. */
struct check_spellings {
	struct intern texts;
	struct check_spelling *at;	/* by number of text */
	size_t room;
	struct intern folded;
};

/* A stage that only histories name, in the file that is read. */
struct check_past {
	uint64_t line;		/* of the first */
	uint64_t count;
};

/* One deals file. */
struct check_file {
	struct sheet *sheet;	/* its edit's, where it is mended */
	struct edit edit;
	struct edit_request edit_request;
	bool editing;
	struct check_table table;
	struct id_forms forms;
};

#define CHECK_SPELLED 5		/* fields whose spellings are compared */

struct check {
	const struct check_request *request;
	struct findings *findings;
	struct check_file *files;
	size_t n_files;		/* opened */
	struct sheet *sheets;	/* of files that are not mended */
	struct stages stages;	/* where nothing is mended */
	struct check_table *table;	/* the file that is looked at */
	struct check_file *file;	/* the same, where it holds deals */

	/* Of the file that is read: */
	const struct stages *staged;	/* its stages; NULL: it has none */
	struct demand demand;
	struct filter *required;	/* by number of stage */
	size_t n_required;
	struct intern past;		/* stages only histories name */
	struct check_past *past_at;
	size_t past_room;
	struct log log;		/* the history as the cell has it */
	struct draft draft;
	bool drafting;		/* draft is begun: mends go there */

	/* Of the workspace: */
	struct intern ids;
	struct check_known *known;	/* by number of id */
	size_t known_room;
	size_t looked;		/* unknown stages whose nearest was looked for */
	struct intern strays;	/* ids of activities whose deal is not there */
	struct check_spellings spellings[CHECK_SPELLED];
	bool *used;		/* by number of stage: some deal was ever in it */
	size_t *deals_of;	/* by pipeline */
	size_t *closed_of;	/* the won and lost of them */
	char *beside[BESIDE_NONE];	/* paths of the other files; NULL: not
				 * there */
	struct check_table tables[BESIDE_NONE];
	uint64_t *stage_lines;	/* of stages.csv, by number of stage */
	size_t n_stage_lines;
	size_t stage_room;
	struct arena arena;
};

/* What is looked for, and by which functions; those that are NULL do nothing. */
struct check_rule {
	const char *key;	/* "id", "closed_before_created" */
	const char *what;	/* what it finds, a line for --list-findings */
	void (*deal)(struct check *, const struct deal *);
	/* Right behind a finding of it, with the draft begun: mend it. OUT takes
	 * what it is now. false: it has not one right answer. */
	bool (*mend)(struct check *, const struct deal *, struct buffer *out);
	/* LINE is the record's, FIELD the field's name or the header. */
	void (*cell)(struct check *, uint64_t line, struct slice field,
	    const struct cell *);
	void (*record)(struct check *, struct record *);
	void (*table)(struct check *);	/* behind the last record of a file */
	void (*workspace)(struct check *);	/* behind the last file */
};

/* Add a finding in the file that is looked at. FIELD empty: none. */
void found(struct check *, uint64_t line, struct slice field,
    const char *format, ...) __attribute__((format(printf, 4, 5)));
/* The same for a message that names the file, the line and the field itself. */
void found_trouble(struct check *, const struct trouble *);
/* File by file and line by line. */
void findings_sort(struct findings *);
/* A field's name. */
struct slice check_field(enum field);

/* check.c: records of any file, through the rules. */
/* Begin a file whose header this is. */
void check_table_begin(struct check *, struct check_table *,
    struct record *header);
/* Let the rules see a record. 0, or -1 with WHAT set where it cannot be read:
 * text that is not UTF-8, a NUL byte outside quotes. */
int check_record(struct check *, struct record *, struct trouble *what);
/* Let the rules see the whole of it. */
void check_table_end(struct check *);

/* check_beside.c: the other files of the workspace. */
/* Find them and look at their records. 0, or -1 with WHAT set. */
int check_beside(struct check *, struct trouble *what);
/* Read activities.csv, once the ids are known. 0, or -1 with WHAT set. */
int check_activities(struct check *, struct trouble *what);

/* check_spelling.c. */
/* A file beside the deals lists NAME in its first column. */
void check_listed(struct check *, size_t which, struct slice name);
/* Does the owner own a deal? */
bool check_owns(const struct check *, struct slice owner);

/* check_open.c: the deals files. */
/* Open them, set aside the columns in doubt, settle the stages. 0, or -1 with
 * WHAT set. */
int check_open(struct check *, struct trouble *what);
int check_stages(struct check *, struct trouble *what);
/* Write what was mended. 0, or -1 with WHAT set. */
int check_finish(struct check *, FILE *out, struct trouble *what);
void check_close(struct check *);

/* check_require.c: what the stages require, for the file that is read. */
void check_require_begin(struct check *);
void check_require_end(struct check *);

/* The rules. */
void check_id(struct check *, const struct deal *);
bool check_id_mend(struct check *, const struct deal *, struct buffer *);
void check_id_twice(struct check *, const struct deal *);
void check_stage(struct check *, const struct deal *);
void check_stage_spelling(struct check *, const struct deal *);
bool check_stage_mend(struct check *, const struct deal *, struct buffer *);
void check_stage_blanks(struct check *, const struct deal *, size_t first);
void check_values(struct check *, const struct deal *);
void check_closed(struct check *, const struct deal *);
void check_won(struct check *, const struct deal *);
void check_lost(struct check *, const struct deal *);
void check_required(struct check *, const struct deal *);
void check_history(struct check *, const struct deal *);
void check_history_end(struct check *, const struct deal *);
bool check_history_mend(struct check *, const struct deal *,
    struct buffer *);
void check_history_stages(struct check *, const struct deal *);
void check_history_past(struct check *);
void check_last_activity(struct check *, const struct deal *);
bool check_last_activity_mend(struct check *, const struct deal *,
    struct buffer *);
void check_next_step(struct check *, const struct deal *);
bool check_next_step_mend(struct check *, const struct deal *,
    struct buffer *);
void check_spelling(struct check *, const struct deal *);
void check_spellings_end(struct check *);
void check_stage_count(struct check *, const struct deal *);
void check_formula(struct check *, uint64_t line, struct slice field,
    const struct cell *);
void check_shortened(struct check *, uint64_t line, struct slice field,
    const struct cell *);
void check_error_value(struct check *, uint64_t line, struct slice field,
    const struct cell *);
void check_characters(struct check *, uint64_t line, struct slice field,
    const struct cell *);
void check_quotes(struct check *, uint64_t line, struct slice field,
    const struct cell *);
void check_width(struct check *, struct record *);
void check_header_again(struct check *, struct record *);
void check_headers(struct check *);
void check_line_ends(struct check *);
void check_last_line(struct check *);
void check_footer(struct check *);
void check_stages_used(struct check *);
void check_goals(struct check *);

#endif
