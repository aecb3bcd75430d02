/*
 * parts.c - two sides cut into parts, written by threads; see parts.h.
 *
 *	BEFORE       AFTER
 *	a 1          a 2          a part ends before the stack that is a step further on, in the
 *	b 3          c 1          side where that is less
 *	----         ----
 *	d 5          e 4          the next one
 */
#include "parts.h"

#include <pthread.h>

#include "pipe.h"
#include "workers.h"

enum { MOST_WORKERS = 16 };

struct parts {
	struct walked *sides;
	void (*write)(const void *context, struct part *part, struct output *out);
	const void *context;

	pthread_mutex_t lock; /* guards all below, and what the sides are */
	pthread_cond_t changed;
	size_t at[2];	    /* where the next part begins */
	struct output from; /* the stack it begins with */
	uint64_t next;	    /* number of the next part */
	uint64_t turn;	    /* the part that is written out next; `out` is that one's */
	struct output *out;
	bool direct; /* what one worker writes of what cannot fail goes to `out` at once */
	bool failed; /* no memory */
	bool ended;  /* or there is no use in more */
};

/* What a worker has of its own: a part that it has taken, and what it reads and writes. */
struct worker {
	struct parts *parts;
	struct part part;
	uint64_t number;
	size_t begin[2], end[2];
	struct output from, to, text;
	struct window windows[2];
};

/* ---- cuts ---- */

/* The lesser of the stacks that are so many steps further on; false where neither side has one. */
static bool
find_ahead(const struct parts *p, size_t steps, struct str *to)
{
	struct str found[2];
	bool has[2];

	for (int i = 0; i < 2; i++) {
		struct walked *w = &p->sides[i];

		has[i] = steps * w->step < w->end - p->at[i] &&
			 walked_stack(w, p->at[i] + steps * w->step, &found[i]);
	}
	if (!has[0] && !has[1])
		return false;
	*to = !has[0] ? found[1] : !has[1] || str_cmp(found[0], found[1]) < 0 ? found[0] : found[1];
	return true;
}

/* Copies a stack, which is in a window that is to move. */
static struct str
keep(struct output *to, struct str stack)
{
	output_clear(to);
	output_str(to, stack);
	return output_text(to);
}

/* The stack that the part at hand ends before; false where it is the last. */
static bool
find_end(const struct parts *p, struct output *to)
{
	struct str first, end;

	/* A stack may be in so many lines that it is still the same. */
	for (size_t steps = 1; find_ahead(p, steps, &end); steps *= 2) {
		end = keep(to, end);
		for (int i = 0; i < 2; i++)
			if (walked_stack(&p->sides[i], p->at[i], &first) && str_cmp(first, end) < 0)
				return true;
	}
	return false;
}

/* Cuts off the next part. */
static void
cut(struct parts *p, struct worker *w)
{
	w->part.first = p->next == 0;
	w->part.from = keep(&w->from, output_text(&p->from));
	w->part.last = !find_end(p, &w->to);
	w->part.to = output_text(&w->to);
	for (int i = 0; i < 2; i++) {
		struct walked *side = &p->sides[i];

		w->begin[i] = p->at[i];
		w->end[i] = w->part.last ? side->end : walked_find(side, p->at[i], w->part.to);
		p->at[i] = w->end[i];
	}
	keep(&p->from, w->part.to);
	w->number = p->next++;
	p->failed = p->failed || p->from.error != 0 || w->from.error != 0 || w->to.error != 0;
}

/* ---- workers ---- */

/* Takes the next part; false where none is left, or there is no use in more. */
static bool
take(struct worker *w)
{
	struct parts *p = w->parts;
	bool more;

	pthread_mutex_lock(&p->lock);
	more =
	    !p->ended && (p->next == 0 || p->at[0] < p->sides[0].end || p->at[1] < p->sides[1].end);
	if (more)
		cut(p, w);
	pthread_mutex_unlock(&p->lock);
	return more;
}

static void
write_part(struct worker *w)
{
	struct parts *p = w->parts;
	struct walk walks[2];

	for (int i = 0; i < 2; i++)
		walks[i] = walk_between(&p->sides[i], &w->windows[i], w->begin[i], w->end[i]);
	pairs_begin(&w->part.pairs, walks[0], walks[1]);
	output_clear(&w->text);
	p->write(p->context, &w->part, p->direct ? p->out : &w->text);
}

/* What went wrong with a part that was written. */
static void
note_errors(struct parts *p, const struct worker *w)
{
	p->failed = p->failed || w->text.error != 0;
	p->ended = p->ended || p->failed;
	for (int i = 0; i < 2; i++) {
		struct window *window = &p->sides[i].window;

		if (window->error == 0)
			window->error = w->windows[i].error;
		p->ended = p->ended || window->error != 0;
	}
}

/* Writes a part out, once those before it are; others go on meanwhile. */
static void
give(struct worker *w)
{
	struct parts *p = w->parts;
	bool ended;

	pthread_mutex_lock(&p->lock);
	while (p->turn != w->number)
		pthread_cond_wait(&p->changed, &p->lock);
	note_errors(p, w);
	ended = p->ended;
	pthread_mutex_unlock(&p->lock);
	if (!ended)
		output_str(p->out, output_text(&w->text));
	pthread_mutex_lock(&p->lock);
	p->ended = p->ended || p->out->error != 0;
	p->turn++;
	pthread_cond_broadcast(&p->changed);
	pthread_mutex_unlock(&p->lock);
}

static void
run_worker(void *worker)
{
	struct worker w = {.parts = worker};

	output_to_memory(&w.from);
	output_to_memory(&w.to);
	output_to_memory(&w.text);
	for (int i = 0; i < 2; i++) {
		const struct window *window = &w.parts->sides[i].window;

		window_init(&w.windows[i], window->fd, window->end);
	}
	while (take(&w)) {
		write_part(&w);
		give(&w);
	}
	for (int i = 0; i < 2; i++)
		window_release(&w.windows[i]);
	output_close(&w.from);
	output_close(&w.to);
	output_close(&w.text);
}

/* So many threads have something to do. */
static size_t
count_workers(const struct walked sides[2])
{
	size_t most = 1 + (sides[0].end - sides[0].begin) / sides[0].step +
		      (sides[1].end - sides[1].begin) / sides[1].step;
	size_t n = workers_available();

	n = n < most ? n : most;
	return n < MOST_WORKERS ? n : MOST_WORKERS;
}

bool
parts_write(struct walked sides[2],
    void (*write)(const void *context, struct part *part, struct output *out), const void *context,
    struct output *out)
{
	struct parts p = {.sides = sides,
	    .write = write,
	    .context = context,
	    .out = out,
	    .at = {sides[0].begin, sides[1].begin}};
	void *workers[MOST_WORKERS];
	size_t n = count_workers(sides);

	p.direct = n == 1 && !sides[0].tally->passed && !sides[1].tally->passed;
	if (!p.direct)
		pipe_enlarge(out->fd); /* through a small one, much takes longer than all else */
	for (size_t i = 0; i < MOST_WORKERS; i++)
		workers[i] = &p;
	output_to_memory(&p.from);
	pthread_mutex_init(&p.lock, NULL);
	pthread_cond_init(&p.changed, NULL);
	workers_run(run_worker, workers, n);
	pthread_cond_destroy(&p.changed);
	pthread_mutex_destroy(&p.lock);
	output_close(&p.from);
	return !p.failed;
}
