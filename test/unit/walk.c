/*
 * walk.c - difffolded/reading/walk: a file in order that is gone over twice, as it is and overwritten
 * in between.
 */
#include "walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "side.h"

enum { LINES = 40000, WIDTH = 20 };

/* Writes lines "main;f0000001 count" from one on, over what is there; count: of 5 bytes. */
static void
write_lines(FILE *f, int from, const char *count)
{
	CHECK(fseek(f, (long)from * WIDTH, SEEK_SET) == 0);
	for (int i = from; i < LINES; i++)
		fprintf(f, "main;f%07d %s\n", i, count);
	CHECK(fflush(f) == 0);
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
	FILE *f;

	snprintf(
	    path, sizeof(path), "%s/walk-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	f = fdopen(mkstemp(path), "r+");
	CHECK(f != NULL);
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

int
main(void)
{
	int error = 0;

	CHECK(count_twice(LINES, "", &error) == LINES && error == 0);
	CHECK(count_twice(LINES / 2, "1.234", &error) < LINES && error == STEADY_CHANGED);
	CHECK(count_twice(0, ".1234", &error) < LINES && error == STEADY_CHANGED);
	return check_done();
}
