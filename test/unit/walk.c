/*
 * walk.c - difffolded/reading/walk: a file in order that is gone over twice, as it is and overwritten
 * in between; and one with large places that have no stacks.
 */
#include "walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "side.h"

enum { LINES = 40000, WIDTH = 20, BARE = 1 << 20 };

/* Writes lines "main;f0000001 count" from one on, over what is there; count: of 5 bytes. */
static void
write_lines(FILE *f, int from, const char *count)
{
	CHECK(fseek(f, (long)from * WIDTH, SEEK_SET) == 0);
	for (int i = from; i < LINES; i++)
		fprintf(f, "main;f%07d %s\n", i, count);
	CHECK(fflush(f) == 0);
}

/* A file in TMPDIR that is gone when it is closed; path: 64 bytes. */
static FILE *
open_file(char *path)
{
	FILE *f;

	snprintf(path, 64, "%s/walk-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	f = fdopen(mkstemp(path), "r+");
	CHECK(f != NULL);
	return f;
}

/* How many stacks the second look finds, where the lines from one on have got another count. */
static size_t
count_twice(int from, const char *count, int *error)
{
	char path[64];
	struct side s;
	struct walked w;
	struct walk walk;
	struct tally_row row;
	size_t n = 0;
	FILE *f = open_file(path);

	if (f == NULL)
		return 0;
	write_lines(f, 0, "12345");
	side_init(&s, false, false);
	CHECK(side_pass(&s, path) && s.tally.passed && s.tally.len == LINES);
	write_lines(f, from, count);
	walked_init(&w, &s.tally);
	for (walk = walk_between(&w, &w.window, w.begin, w.end); walk_next(&walk, &row); n++)
		CHECK(row.units == 12345 || n >= (size_t)from);
	*error = w.window.error;
	walked_release(&w);
	side_release(&s);
	CHECK(fclose(f) == 0);
	CHECK(unlink(path) == 0);
	return n;
}

/* Blank lines and comments between stacks, and at the end. */
static void
write_bare(FILE *f, bool comments)
{
	static const char *const lines[] = {" \n\t\r\n\n", "# none\n"};

	for (size_t n = 0; n < BARE; n += strlen(lines[comments]))
		CHECK(fputs(lines[comments], f) >= 0);
}

/* Places without stacks are gone through once, however many looks there are. */
static void
check_bare(bool comments)
{
	const size_t lines = (size_t)LINES * WIDTH;
	char path[64];
	struct side s;
	struct walked w;
	struct str stack;
	FILE *f = open_file(path);

	if (f == NULL)
		return;
	write_lines(f, 0, "12345");
	write_bare(f, comments);
	CHECK(fputs("  zero;a 5\n", f) >= 0);
	write_bare(f, comments);
	CHECK(fflush(f) == 0);
	side_init(&s, false, false);
	CHECK(side_pass(&s, path) && s.tally.passed && s.tally.len == LINES + 1);
	walked_init(&w, &s.tally);
	for (size_t at = lines; at < lines + BARE; at += BARE / 4)
		CHECK(walked_stack(&w, at, &stack) && str_eq(stack, STR("zero;a")));
	CHECK(fseek(f, (long)(lines + BARE / 2), SEEK_SET) == 0);
	CHECK(fputs("\nwhat;was;seen;is;not;looked;at;again 1\n", f) >= 0 && fflush(f) == 0);
	CHECK(walked_stack(&w, lines + BARE / 4, &stack) && str_eq(stack, STR("zero;a")));
	CHECK(!walked_stack(&w, lines + BARE + BARE / 2, &stack));
	CHECK(walked_stack(&w, lines - WIDTH, &stack) && str_eq(stack, STR("main;f0039999")));
	walked_release(&w);
	side_release(&s);
	CHECK(fclose(f) == 0);
	CHECK(unlink(path) == 0);
}

int
main(void)
{
	int error = 0;

	CHECK(count_twice(LINES, "", &error) == LINES && error == 0);
	CHECK(count_twice(LINES / 2, "1.234", &error) < LINES && error == STEADY_CHANGED);
	CHECK(count_twice(0, ".1234", &error) < LINES && error == STEADY_CHANGED);
	check_bare(false);
	check_bare(true);
	return check_done();
}
