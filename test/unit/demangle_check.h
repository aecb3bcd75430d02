/*
 * demangle_check.h - tables of mangled names and what they are.
 *
 * The programs that include it check their tables, or with an argument are
 * filters.
 */
#ifndef DEMANGLE_CHECK_H
#define DEMANGLE_CHECK_H

#include "demangle.h"

#include "check.h"
#include "input.h"
#include "mem.h"

struct pair {
	const char *mangled;
	const char *text; /* NULL: not a Rust name */
};

typedef bool demangler(struct str mangled, struct output *out);

/* Behind text that must stay, and as a slice without terminator. */
static inline void
check_table(demangler *demangle, const struct pair *pairs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct str mangled = str_from(pairs[i].mangled);
		struct output out;
		bool is;

		output_to_memory(&out);
		OUTPUT_LITERAL(&out, "> ");
		is = demangle(mangled, &out);
		CHECK(is == (pairs[i].text != NULL));
		if (is != (pairs[i].text != NULL))
			fprintf(stderr, "  it was \"%s\"\n", pairs[i].mangled);
		CHECK_STR(str_head(output_text(&out), 2), STR("> "));
		CHECK_STR(str_skip(output_text(&out), 2), str_from(pairs[i].text));
		output_close(&out);
	}
}

/*
 * Every start of the names, each in memory that ends with it: whatever comes
 * of it, no byte behind is read and nothing stays in the output of what failed.
 */
static inline void
check_prefixes(demangler *demangle, const struct pair *pairs, size_t count)
{
	struct output out;

	output_to_memory(&out);
	for (size_t i = 0; i < count; i++) {
		struct str s = str_from(pairs[i].mangled);

		for (size_t n = 0; n < s.len; n++) {
			char *copy = mem_alloc(n);

			memcpy(copy, s.ptr, n);
			output_clear(&out);
			if (!demangle(str_make(copy, n), &out))
				CHECK(out.len == 0);
			mem_free(copy);
		}
	}
	output_close(&out);
}

static inline void
check_names(demangler *demangle, const struct pair *pairs, size_t count)
{
	check_table(demangle, pairs, count);
	check_prefixes(demangle, pairs, count);
}

#define CHECK_NAMES(demangle, pairs) check_names(demangle, pairs, sizeof(pairs) / sizeof(*(pairs)))

static inline void
repeat(struct output *out, struct str s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		output_str(out, s);
}

/* A name that is nested n deep: printed in `len` bytes, or for 0 refused. */
static inline void
check_nested(demangler *demangle, const char *before, const char *part, size_t n,
    const char *behind, size_t len)
{
	struct output name, out;

	output_to_memory(&name);
	output_to_memory(&out);
	output_str(&name, str_from(before));
	repeat(&name, str_from(part), n);
	output_str(&name, str_from(behind));
	CHECK(demangle(output_text(&name), &out) == (len > 0) && out.len == len);
	output_close(&name);
	output_close(&out);
}

/* Names from standard input, one a line, and what is none as it is; for test/demangle.bats. */
static inline int
check_filter(demangler *demangle)
{
	struct output out;
	struct input in;
	struct str line;

	output_init(&out, 1);
	if (!input_open(&in, NULL))
		return 1;
	while (input_line(&in, &line)) {
		struct output name;

		output_to_memory(&name);
		output_str(&out, demangle(line, &name) ? output_text(&name) : line);
		output_char(&out, '\n');
		output_close(&name);
	}
	input_close(&in);
	return !output_close(&out);
}

#endif
