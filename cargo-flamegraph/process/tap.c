/*
 * tap.c - what flows through one pipe of folded stacks; see tap.h.
 */
#include "tap.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "input.h"
#include "output.h"

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
		busiest_add(&t->seen, line);
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
	busiest_init(&t->seen);
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
