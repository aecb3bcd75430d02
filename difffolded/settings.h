/*
 * settings.h - the command line of difffolded.
 */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "comparison.h"
#include "gates.h"
#include "options.h"

enum settings_format { FORMAT_TEXT, FORMAT_MARKDOWN, FORMAT_JSON };

struct settings {
	bool normalize;
	bool strip_hex;
	bool strip_hash;
	uint64_t max_line; /* megabytes; 0: as many as by default */
	bool merge;
	uint64_t top; /* 0: not given */
	const char *sort;
	bool paths;
	const char *format_name;
	const char *fail_total;
	const char *fail_function;
	const char *fail_above;
	const char *confidence_text;
	bool significant;
	bool quiet;
	bool verbose;

	/* What these mean together. */
	bool table; /* no folded stacks are written */
	enum settings_format format;
	enum comparison_order order;
	struct gates gates;
	uint64_t confidence; /* in millionths */
};

extern const struct program settings_program;

/* Looks at what the options that were parsed mean together. STATUS_DONE: go on. */
int settings_complete(
    struct settings *set, const struct option_list *operands, const struct report *report);

#endif
