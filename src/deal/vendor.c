#include "deal/vendor.h"

const struct vendor *
vendor_of(const struct slice *headers, size_t n)
{
	(void)headers;
	(void)n;
	return NULL;
}

enum field
vendor_field(const struct vendor *vendor, struct slice header)
{
	(void)vendor;
	(void)header;
	return FIELD_NONE;
}

bool
vendor_stage_date(struct slice header, struct slice *stage,
    struct slice *pipeline)
{
	(void)header;
	(void)stage;
	(void)pipeline;
	return false;
}
