/*
 * tap.c - what flows through one pipe of folded stacks; see tap.h.
 *
 *	spin;_start;main;burn 31	has names
 *	spin;[spin];[libc.so.6] 7	is blank: the file stands where a name should
 */
#include "tap.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "folded.h"
#include "input.h"
#include "output.h"

static bool
is_unnamed(struct str frame)
{
	return str_starts(frame, STR("[")) && str_ends(frame, STR("]"));
}

static double
count_of(const struct folded_count *count)
{
	double n = (double)count->units;

	for (unsigned i = 0; i < count->places; i++)
		n /= 10;
	return n;
}

/* The first frame is the command's name and says nothing. */
static void
look_at(struct tap *t, struct str line)
{
	struct folded_line folded;
	bool unnamed = false, blank = true;
	struct str rest;
	double count;

	if (folded_parse(line, &folded) != FOLDED_STACK)
		return;
	count = count_of(&folded.count);
	t->stacks++;
	t->total += count;
	rest = folded.stack;
	str_cut(&rest, ';');
	if (rest.len == 0)
		return;
	while (rest.len > 0) {
		unnamed = is_unnamed(str_cut(&rest, ';'));
		blank = blank && unnamed;
	}
	t->unnamed += unnamed ? count : 0;
	t->blank += blank ? count : 0;
}

static void *
run(void *arg)
{
	struct tap *t = arg;
	struct input in = {.fd = t->in, .name = "folded stacks"};
	struct output out, keep;
	struct str line;

	output_init(&out, t->out);
	output_init(&keep, t->keep);
	while (input_line(&in, &line)) {
		look_at(t, line);
		output_str(&out, line);
		output_char(&out, '\n');
		if (t->keep >= 0) {
			output_str(&keep, line);
			output_char(&keep, '\n');
		}
	}
	/* An error on the pipe is the reader's, who says it. */
	output_close(&out);
	if (!output_close(&keep))
		t->keep_error = errno;
	t->error = in.error;
	input_close(&in);
	close(t->out);
	return NULL;
}

int
tap_start(struct tap *t, int in, int out, int keep)
{
	int error;

	*t = (struct tap){.in = in, .out = out, .keep = keep};
	error = pthread_create(&t->thread, NULL, run, t);
	t->running = error == 0;
	if (error != 0) {
		close(in);
		close(out);
	}
	return error;
}

void
tap_join(struct tap *t)
{
	if (t->running)
		pthread_join(t->thread, NULL);
	t->running = false;
}
