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

#include "workers.h"

enum { MOST_WORKERS = 16 };

struct parts {
	struct walked *sides;
	void (*write)(const void *context, struct part *part, struct output *out);
	const void *context;
	struct output *out;

	pthread_mutex_t lock; /* guards all below, and what `out` and the sides are */
	pthread_cond_t changed;
	size_t at[2]; /* where the next part begins */
	struct str from;
	uint64_t next; /* number of the next part */
	uint64_t turn; /* the part that is written out next */
	bool failed;
};

/* A part that somebody has taken. */
struct taken {
	struct part part;
	uint64_t number;
	size_t end[2];
};

/* The lesser of the stacks that are so many steps further on; false where neither side has one. */
static bool
find_ahead(const struct parts *p, size_t steps, struct str *to)
{
	struct str found[2];
	bool has[2];

	for (int i = 0; i < 2; i++) {
		const struct walked *w = &p->sides[i];

		has[i] = steps * w->step < w->end - p->at[i] &&
			 walked_stack(w, p->at[i] + steps * w->step, &found[i]);
	}
	if (!has[0] && !has[1])
		return false;
	*to = !has[0] ? found[1] : !has[1] || str_cmp(found[0], found[1]) < 0 ? found[0] : found[1];
	return true;
}

/* The stack that the part at hand ends before; false where it is the last. */
static bool
find_end(const struct parts *p, struct str *to)
{
	struct str first;

	/* A stack may be in so many lines that it is still the same. */
	for (size_t steps = 1; find_ahead(p, steps, to); steps *= 2)
		for (int i = 0; i < 2; i++)
			if (walked_stack(&p->sides[i], p->at[i], &first) && str_cmp(first, *to) < 0)
				return true;
	return false;
}

/* The next part; false where none is left, or there is no use in more. */
static bool
take(struct parts *p, struct taken *t)
{
	struct walk walks[2];
	bool more;

	pthread_mutex_lock(&p->lock);
	more = !p->failed && p->out->error == 0 &&
	       (p->next == 0 || p->at[0] < p->sides[0].end || p->at[1] < p->sides[1].end);
	if (more) {
		t->part = (struct part){.from = p->from, .first = p->next == 0};
		t->part.last = !find_end(p, &t->part.to);
		for (int i = 0; i < 2; i++) {
			const struct walked *w = &p->sides[i];

			t->end[i] = t->part.last ? w->end : walked_find(w, p->at[i], t->part.to);
			walks[i] = walk_between(w, p->at[i], t->end[i]);
			p->at[i] = t->end[i];
		}
		p->from = t->part.to;
		t->number = p->next++;
	}
	pthread_mutex_unlock(&p->lock);
	if (more)
		pairs_begin(&t->part.pairs, walks[0], walks[1]);
	return more;
}

/* Writes a part out, once those before it are. */
static void
give(struct parts *p, const struct taken *t, const struct output *text)
{
	pthread_mutex_lock(&p->lock);
	while (p->turn != t->number)
		pthread_cond_wait(&p->changed, &p->lock);
	p->failed = p->failed || text->error != 0;
	if (!p->failed && text->len > 0)
		output_str(p->out, output_text(text));
	for (int i = 0; i < 2; i++)
		walked_pass(&p->sides[i], t->end[i]);
	p->turn++;
	pthread_cond_broadcast(&p->changed);
	pthread_mutex_unlock(&p->lock);
}

static void
run_worker(void *worker)
{
	struct parts *p = worker;
	struct output text;
	struct taken t;

	output_to_memory(&text);
	while (take(p, &t)) {
		p->write(p->context, &t.part, &text);
		give(p, &t, &text);
		output_clear(&text);
	}
	output_close(&text);
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

	for (size_t i = 0; i < MOST_WORKERS; i++)
		workers[i] = &p;
	pthread_mutex_init(&p.lock, NULL);
	pthread_cond_init(&p.changed, NULL);
	workers_run(run_worker, workers, count_workers(sides));
	pthread_cond_destroy(&p.changed);
	pthread_mutex_destroy(&p.lock);
	return !p.failed;
}
