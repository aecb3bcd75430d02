/*
 * check.c - what must be true of output; see check.h.
 *
 * The checks of the fuzz targets stop a fuzzer by fuzz_stop; here that jumps
 * back and becomes a reason.
 */
#include "check.h"

#include <setjmp.h>
#include <stdio.h>

#include "../fuzz/common.h"
#include "folded.h"
#include "utf8.h"

/* The check that runs; there is one at a time. */
static struct {
	jmp_buf back;
	char why[200];
} now;

void
fuzz_stop(const char *file, int line, const char *what)
{
	(void)file;
	snprintf(now.why, sizeof(now.why), "line %d: not true: %s", line, what);
	longjmp(now.back, 1);
}

const char *
check_xml(struct str text)
{
	if (setjmp(now.back) != 0)
		return now.why;
	fuzz_check_xml(text);
	return NULL;
}

/* A stack that looks like a comment is not added up. */
static bool
has_comment(struct str text)
{
	return str_starts(text, STR("# ")) || str_search(text, STR("\n# ")) < text.len;
}

const char *
check_folded(struct str text, bool two, uint64_t *sum)
{
	bool comment = has_comment(text);

	if (setjmp(now.back) != 0)
		return now.why;
	*sum = fuzz_check_folded(text, two);
	if (comment)
		*sum = UINT64_MAX;
	return NULL;
}

bool
check_looks_differential(struct str text)
{
	struct folded_line line, before;

	while (text.len > 0)
		if (folded_parse(str_cut(&text, '\n'), &line) != FOLDED_STACK ||
		    !folded_split(line.stack, &before))
			return false;
	return true;
}

const char *
check_stacks(struct str text)
{
	struct folded_line line;

	if (text.len > 0 && !str_ends(text, STR("\n")))
		return "the last line is cut";
	while (text.len > 0)
		if (folded_parse(str_cut(&text, '\n'), &line) == FOLDED_BAD)
			return "a line is no stack and count";
	return NULL;
}

const char *
check_messages(struct str text, const char *program, bool any)
{
	struct str name = str_from(program);

	if (text.len == 0)
		return any ? "status 1 without a message" : NULL;
	if (!str_ends(text, STR("\n")))
		return "a message is cut";
	if (str_search(text, STR("out of memory")) < text.len)
		return "out of memory";
	while (text.len > 0) {
		struct str line = str_cut(&text, '\n');

		if (!str_starts(line, name) || !str_starts(str_skip(line, name.len), STR(": ")))
			return "a message without the program's name";
		for (size_t i = 0, n; i < line.len; i += n) {
			unsigned char c = (unsigned char)line.ptr[i];

			n = utf8_length(str_skip(line, i));
			if (n == 0 || c < 0x20 || c == 0x7f)
				return "a message that is not fit for a terminal";
		}
	}
	return NULL;
}

uint64_t
count_lines(struct str text)
{
	uint64_t n = 0;

	for (; text.len > 0; n++)
		str_cut(&text, '\n');
	return n;
}

bool
number_before(struct str text, struct str mark, uint64_t *number)
{
	for (size_t at = text.len; at > 0; at--) {
		size_t begin = at;

		if (!str_starts(str_skip(text, at), mark))
			continue;
		while (begin > 0 && str_is_digit(text.ptr[begin - 1]))
			begin--;
		return str_to_u64(str_span(text.ptr + begin, text.ptr + at), number);
	}
	return false;
}

uint64_t
count_headers(struct str text)
{
	uint64_t n = 0;

	while (text.len > 0) {
		struct str line = str_cut(&text, '\n'), word = line;
		size_t hex = 0;

		if (line.len == 0 || line.ptr[0] == '#' || str_is_space(line.ptr[0]))
			continue;
		if (str_starts(word, STR("0x")))
			word = str_skip(word, 2);
		while (hex < word.len && str_is_hex(word.ptr[hex]))
			hex++;
		n += hex < word.len && !str_is_space(word.ptr[hex]) && word.ptr[hex] != '/';
	}
	return n;
}

/* What stands at the end of a line as its count; -1 where there is none. */
static int64_t
count_at_end(struct str line, bool alone, bool *huge)
{
	size_t digits = 0;
	uint64_t number = 0;

	line = str_trim(line);
	while (digits < line.len && str_is_digit(line.ptr[line.len - 1 - digits]))
		digits++;
	if (digits == 0 || (alone && digits < line.len))
		return -1;
	*huge |= !str_to_u64(str_skip(line, line.len - digits), &number) || number >> 40 != 0;
	return *huge ? 0 : (int64_t)number;
}

uint64_t
sum_dtrace(struct str text, bool alone, uint64_t *lines)
{
	uint64_t sum = 0;
	bool huge = false;

	*lines = 0;
	while (text.len > 0) {
		int64_t count = count_at_end(str_cut(&text, '\n'), alone, &huge);

		*lines += count >= 0;
		sum += count > 0 ? (uint64_t)count : 0;
	}
	return huge ? UINT64_MAX : sum;
}
