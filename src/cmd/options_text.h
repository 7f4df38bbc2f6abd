#ifndef CMD_OPTIONS_TEXT_H
#define CMD_OPTIONS_TEXT_H

/*
 * Setters of options that are a text, or there or not, a line each: set_MEMBER
 * of the target's TYPE.
 */

#define OPTION_TEXT(type, member)							\
static const char *							\
set_##member(void *into, const char *value)				\
{									\
	((type *)into)->member = value;			\
	return NULL;							\
}

#define OPTION_FLAG(type, member)							\
static const char *							\
set_##member(void *into, const char *value)				\
{									\
	(void)value;							\
	((type *)into)->member = true;			\
	return NULL;							\
}

/* The same of a member that is a part of another: set_NAME. */
#define OPTION_SWITCH(type, name, member)						\
static const char *							\
set_##name(void *into, const char *value)				\
{									\
	(void)value;							\
	((type *)into)->member = true;			\
	return NULL;							\
}

/* A whole number of at most six digits, the same. */
#define OPTION_NUMBER(type, name, member)						\
static const char *							\
set_##name(void *into, const char *value)				\
{									\
	size_t n = strspn(value, "0123456789");				\
	if (n == 0 || n > 6 || value[n] != '\0')			\
		return "is not a whole number up to 999999";		\
	((type *)into)->member = atoi(value);			\
	return NULL;							\
}

#define TEXT(member) OPTION_TEXT(struct request, member)
#define FLAG(member) OPTION_FLAG(struct request, member)

/* A whole number, 0 to MOST. NULL, or what is wrong with VALUE. */
const char *options_whole(const char *value, long most, long *number);

#endif
