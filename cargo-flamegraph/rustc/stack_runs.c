/*
 * stack_runs.c - sorted runs of stacks in a temporary file, and their merge; see stack_runs.h.
 *
 *	a;b 3		run 0, which ends at offset 12
 *	a;c 4
 *	a;b 5		run 1
 *	b 1
 */
#define _XOPEN_SOURCE 700 /* pread */

#include "stack_runs.h"

#include <errno.h>
#include <unistd.h>

#include "folded.h"
#include "mem.h"
#include "mm_table.h"

enum {
	MOST = 16 << 20,
	MOST_BUFFERS = 8 << 20, /* of all runs together, as long as each has */
	LEAST_BUFFER = 1 << 12,
	MOST_BUFFER = 1 << 16
};

/* A run that is read: its first line that was not written yet. */
struct run {
	uint64_t at, end; /* in the file: what was not read yet */
	char *buf;
	size_t begin, len, cap; /* of what was read and not taken */
	struct str stack;
	uint64_t count;
};

/* All of them; those that have a line are a heap by that. */
struct merge {
	const struct stack_runs *runs;
	struct run *all;
	struct run **heap;
	size_t len;
	size_t buffer;
	struct output stack; /* the one whose count is being added up */
	uint64_t count;
	bool saturated;
	int error;
};

void
stack_runs_init(struct stack_runs *r)
{
	*r = (struct stack_runs){.most = MOST, .fd = -1};
}

void
stack_runs_release(struct stack_runs *r)
{
	if (r->fd >= 0)
		close(r->fd);
	mem_free(r->ends);
	stack_runs_init(r);
}

bool
stack_runs_is_full(const struct stack_runs *r, const struct stacks *s)
{
	size_t row = sizeof(struct stacks_row) + 2 * sizeof(struct slot);
	size_t name = sizeof(struct str) + 2 * sizeof(struct slot);
	size_t rows = s->arena.used + s->len * row;
	size_t names = s->names.arena.used + s->names.len * name;

	/* Names that stay would come back with each run: one must be worth its buffer. */
	return s->len > 0 && rows > r->most / 8 && rows + names > r->most;
}

bool
stack_runs_put(struct stack_runs *r, struct stacks *s)
{
	struct output out;
	uint64_t written;
	bool done;

	if (s->len == 0 && !s->failed)
		return true;
	if (r->fd < 0)
		r->fd = mm_temporary_file();
	if (r->fd < 0 || !MEM_GROW(&r->ends, &r->cap, r->len + 1)) {
		r->error = r->fd < 0 ? errno : ENOMEM;
		return false;
	}
	output_init(&out, r->fd);
	done = stacks_write(s, &out);
	output_flush(&out);
	written = out.written;
	if (!output_close(&out) || !done) {
		r->error = !done ? ENOMEM : errno;
		return false;
	}
	r->ends[r->len] = (r->len > 0 ? r->ends[r->len - 1] : 0) + written;
	r->len++;
	return true;
}

/* Reads more of a run behind what is at hand; false at its end, or with m->error set. */
static bool
fill(struct merge *m, struct run *run)
{
	size_t want = m->buffer;
	ssize_t n;

	if (run->at == run->end)
		return false;
	if (run->begin > 0 && run->buf != NULL)
		memmove(run->buf, run->buf + run->begin, run->len);
	run->begin = 0;
	if (!MEM_GROW(&run->buf, &run->cap, run->len + want)) {
		m->error = ENOMEM;
		return false;
	}
	if (want > run->end - run->at)
		want = (size_t)(run->end - run->at);
	do
		n = pread(m->runs->fd, run->buf + run->len, want, (off_t)run->at);
	while (n < 0 && errno == EINTR);
	if (n <= 0) {
		m->error = n < 0 ? errno : EIO;
		return false;
	}
	run->at += (uint64_t)n;
	run->len += (size_t)n;
	return true;
}

/* Takes the next line of a run, whose stack is good until the next call; false as above. */
static bool
next_line(struct merge *m, struct run *run)
{
	struct str text, line;
	size_t looked = 0, end, space;

	/* At first there is no buffer. */
	if (run->buf == NULL && !fill(m, run))
		return false;
	text = str_make(run->buf + run->begin, run->len);
	while ((end = looked + str_find(str_skip(text, looked), '\n')) == text.len) {
		looked = text.len;
		if (!fill(m, run))
			return false;
		text = str_make(run->buf + run->begin, run->len);
	}
	line = str_head(text, end);
	space = str_rfind(line, ' ');
	run->stack = str_head(line, space);
	if (!str_to_u64(str_skip(line, space + 1), &run->count))
		run->count = 0;
	run->begin += end + 1;
	run->len -= end + 1;
	return true;
}

/* Puts the run at i where it belongs among those below it. */
static void
sift(struct merge *m, size_t i)
{
	for (;;) {
		size_t child = 2 * i + 1;
		struct run *run = m->heap[i];

		if (child + 1 < m->len &&
		    str_cmp(m->heap[child + 1]->stack, m->heap[child]->stack) < 0)
			child++;
		if (child >= m->len || str_cmp(run->stack, m->heap[child]->stack) <= 0)
			return;
		m->heap[i] = m->heap[child];
		m->heap[child] = run;
		i = child;
	}
}

static bool
merge_init(struct merge *m, const struct stack_runs *r)
{
	size_t buffer = r->len > 0 ? MOST_BUFFERS / r->len : MOST_BUFFER;

	*m = (struct merge){.runs = r,
	    .all = mem_zalloc(r->len, sizeof(*m->all)),
	    .heap = mem_zalloc(r->len, sizeof(struct run *)),
	    .buffer = buffer < LEAST_BUFFER  ? LEAST_BUFFER
		      : buffer > MOST_BUFFER ? MOST_BUFFER
					     : buffer};
	output_to_memory(&m->stack);
	if (m->all == NULL || m->heap == NULL) {
		m->error = ENOMEM;
		return false;
	}
	for (size_t i = 0; i < r->len; i++) {
		m->all[i] = (struct run){.at = i > 0 ? r->ends[i - 1] : 0, .end = r->ends[i]};
		if (next_line(m, &m->all[i]))
			m->heap[m->len++] = &m->all[i];
	}
	for (size_t i = m->len / 2; i > 0; i--)
		sift(m, i - 1);
	return m->error == 0;
}

static void
merge_release(struct merge *m)
{
	for (size_t i = 0; m->all != NULL && i < m->runs->len; i++)
		mem_free(m->all[i].buf);
	mem_free(m->all);
	mem_free(m->heap);
	output_close(&m->stack);
}

/* What has been added up becomes a line. */
static void
write_line(struct merge *m, struct stack_runs *r, struct output *out)
{
	if (m->stack.len == 0)
		return;
	output_str(out, output_text(&m->stack));
	output_char(out, ' ');
	output_u64(out, m->count);
	output_char(out, '\n');
	r->different++;
}

/* Adds the first line of all to what is added up. */
static void
take_first(struct merge *m, struct stack_runs *r, struct output *out)
{
	struct run *first = m->heap[0];

	if (m->stack.len == 0 || !str_eq(first->stack, output_text(&m->stack))) {
		write_line(m, r, out);
		output_clear(&m->stack);
		output_str(&m->stack, first->stack);
		m->count = 0;
	}
	m->count = folded_add(m->count, first->count, &m->saturated);
	if (!next_line(m, first))
		m->heap[0] = m->heap[--m->len];
	if (m->len > 0)
		sift(m, 0);
}

bool
stack_runs_write(struct stack_runs *r, struct output *out)
{
	struct merge m;
	bool good = merge_init(&m, r);

	r->different = 0;
	while (good && m.len > 0) {
		take_first(&m, r, out);
		good = m.error == 0 && m.stack.error == 0 && out->error == 0;
	}
	if (good)
		write_line(&m, r, out);
	r->error = m.error != 0 ? m.error : m.stack.error;
	merge_release(&m);
	return r->error == 0;
}
