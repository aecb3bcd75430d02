/*
 * lines_merge.c - difffolded/writing/lines_merge: what it copies is what a walk over rows makes; files
 * that are overwritten after they were read first.
 */
#include "lines_merge.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "pair.h"
#include "side.h"

enum { LINES = 60000, A_LOT = 30003, PATH = 64 };

/* A file in TMPDIR; path: PATH bytes. */
static FILE *
open_file(char *path)
{
	FILE *f;

	snprintf(path, PATH, "%s/merge-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	f = fdopen(mkstemp(path), "r+");
	CHECK(f != NULL);
	return f;
}

/* Stacks in order, two of three in one line, the others in so many; one of them in a lot. */
static void
write_lines(FILE *f, int step, int times)
{
	for (int i = 0; i < LINES; i += 1 + i % step) {
		int n = i == A_LOT ? A_LOT : i % 3 == 0 ? times : 1;

		for (int k = 0; k < n; k++)
			fprintf(f, "main;f%07d;called by \xc3\xa9 %d\n", i, (i + k) % 1000);
	}
	CHECK(fflush(f) == 0);
}

/* One that is open, is passed. */
static void
pass(struct side *s, const char *path)
{
	side_init(s, false, false);
	CHECK(side_pass(s, path) && s->tally.passed && s->tally.written);
}

static void
write_pairs(struct walked sides[2], struct output *out)
{
	struct pairs pairs;
	struct pair p;

	for (pairs_of(&pairs, &sides[0], &sides[1]); pairs_next(&pairs, &p);) {
		output_str(out, p.stack);
		output_char(out, ' ');
		output_u64(out, p.before);
		output_char(out, ' ');
		output_u64(out, p.after);
		output_char(out, '\n');
	}
}

/* Merges the lines of both sides; what a side's window says is left there. */
static void
merge(struct walked sides[2], struct output *out)
{
	struct walk walks[2];

	for (int i = 0; i < 2; i++)
		walks[i] = walk_between(&sides[i], &sides[i].window, sides[i].begin, sides[i].end);
	lines_merge(walks, out);
}

static void
merged_as_walked(int times)
{
	char paths[2][PATH];
	FILE *files[2];
	struct side sides[2];
	struct walked walked[2];
	struct output merged, pairs;

	for (int i = 0; i < 2; i++) {
		files[i] = open_file(paths[i]);
		write_lines(files[i], 2 + i, times);
		pass(&sides[i], paths[i]);
		walked_init(&walked[i], &sides[i].tally);
	}
	output_to_memory(&merged);
	output_to_memory(&pairs);
	merge(walked, &merged);
	write_pairs(walked, &pairs);
	CHECK(merged.len > LINES && str_eq(output_text(&merged), output_text(&pairs)));
	output_close(&merged);
	output_close(&pairs);
	for (int i = 0; i < 2; i++) {
		CHECK(walked[i].window.error == 0);
		walked_release(&walked[i]);
		side_release(&sides[i]);
		CHECK(fclose(files[i]) == 0);
		CHECK(unlink(paths[i]) == 0);
	}
}

/* A file that has got other lines, from some place on, is told, whatever they are. */
static void
overwritten(const char *line)
{
	char path[PATH];
	FILE *f = open_file(path);
	struct side s;
	struct walked walked[2];
	struct output out;

	write_lines(f, 2, 1);
	pass(&s, path);
	CHECK(fseek(f, LINES, SEEK_SET) == 0);
	for (int i = 0; i < LINES / 10; i++)
		CHECK(fputs(line, f) >= 0);
	CHECK(fflush(f) == 0);
	walked_init(&walked[0], &s.tally);
	walked_init(&walked[1], &s.tally);
	output_to_memory(&out);
	merge(walked, &out);
	CHECK(walked[0].window.error == STEADY_CHANGED && walked[1].window.error == STEADY_CHANGED);
	output_close(&out);
	walked_release(&walked[0]);
	walked_release(&walked[1]);
	side_release(&s);
	CHECK(fclose(f) == 0);
	CHECK(unlink(path) == 0);
}

int
main(void)
{
	merged_as_walked(1);
	merged_as_walked(3);
	overwritten("main;g 1.5\n");
	overwritten("\n");
	overwritten("12\n");
	overwritten("main\n");
	return check_done();
}
