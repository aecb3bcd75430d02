/*
 * batch_tree.c - stacks in order, made into a call tree; see batch.h.
 *
 * Where there are many, two threads make a tree of a half of the stacks each, and the trees are joined.
 */
#include "batch.h"

#include "width_guess.h"
#include "workers.h"

/* The text of what comes so many stacks later is on its way: it may be anywhere. */
enum { AHEAD = 6 };

/* Rows that a tree gets. */
struct span {
	const struct batch *batch;
	size_t begin, end;
	size_t held; /* so many frames of the first row are those of the row before */
};

/* Adds the rows to a tree: all of them but what is still open. */
static bool
add_rows(struct calltree_sorted *s, const struct span *span)
{
	const struct batch *b = span->batch;
	bool done = true;

	for (size_t i = span->begin; done && i < span->end; i++) {
		const struct batch_row *r = &b->rows[i];
		struct calltree_row row = {
		    r->stack, r->shared, 0, r->named ? 0 : r->frames, r->units};

		if (i + AHEAD < span->end)
			__builtin_prefetch(b->rows[i + AHEAD].stack.ptr);
		row.ahead = i + 1 < b->len ? b->rows[i + 1].shared : 0;
		if (i == span->begin) {
			row.ahead = r->shared > row.ahead ? r->shared : row.ahead;
			row.common = 0;
		}
		done = calltree_sorted_row(s, &row) &&
		       (i > span->begin || calltree_sorted_hold(s, span->held));
	}
	return done;
}

static struct span
all_rows(const struct batch *b)
{
	return (struct span){b, 0, b->len, 0};
}

/* ---- halves ---- */

/* So many rows are worth a second thread. */
enum { WORTH_HALVES = 1 << 11 };

/* A tree of a part of the rows. */
struct part {
	struct span span;
	const struct calltree_keep *keep;
	struct calltree *tree; /* that was made, and has nothing yet */
	struct calltree_sorted sorted;
	bool done;
};

static void
build_part(void *worker)
{
	struct part *p = worker;

	p->tree->places = p->span.batch->places;
	p->tree->saturated = p->span.batch->saturated;
	p->done = calltree_sorted_init(&p->sorted, p->tree, p->span.batch->two, p->keep) &&
		  add_rows(&p->sorted, &p->span);
}

/* How many frames row i has in common with the one before, from the outermost on. */
static size_t
frames_in_common(const struct batch *b, size_t i)
{
	return batch_frames_shared(b->rows[i - 1].stack, b->rows[i].stack, b->rows[i].shared);
}

/* The row at which half of the frames, or so, are made. */
static size_t
middle_of(const struct batch *b)
{
	size_t half = b->own / 2, bytes = 0, i = 0;

	while (i + 2 < b->len && bytes < half) {
		bytes += b->rows[i].stack.len - b->rows[i].shared;
		i++;
	}
	return i > 0 ? i : 1;
}

/* Puts what was made of two parts together. */
static bool
join(struct part *first, struct part *second)
{
	return first->done && second->done && calltree_sorted_finish(&second->sorted) &&
	       calltree_sorted_join(&first->sorted, &second->sorted);
}

/* Builds the tree with two threads, a part each; the first one's tree becomes the whole one. */
static bool
build_halves(struct part *first, size_t middle)
{
	const struct batch *b = first->span.batch;
	struct calltree tree;
	struct part second = {.span = {b, middle, b->len, frames_in_common(b, middle)},
	    .keep = first->keep,
	    .tree = &tree};
	void *workers[] = {first, &second};
	bool done;

	if (!calltree_init(&tree))
		return false;
	first->span.end = middle;
	workers_run(build_part, workers, 2);
	done = join(first, &second);
	calltree_sorted_release(&second.sorted);
	calltree_release(&tree);
	return done;
}

/*
 * The row that a second thread begins with; 0 where it is not worth it. More open frames there than
 * are kept would be nodes for this alone.
 */
static size_t
find_middle(const struct part *all)
{
	const struct batch *b = all->span.batch;
	size_t middle;

	if (b->len < WORTH_HALVES || all->tree->chart || workers_available() <= 1)
		return 0;
	middle = middle_of(b);
	return all->keep->deepest == 0 || frames_in_common(b, middle) <= all->keep->deepest ? middle
											    : 0;
}

/* ---- all ---- */

/* Begins anew, with a tree like the one that was begun. */
static bool
forget(struct calltree *t)
{
	bool chart = t->chart;

	calltree_release(t);
	if (!calltree_init(t))
		return false;
	t->chart = chart;
	return true;
}

/* With one thread, where two did not come to an end: as of a file that is overwritten meanwhile. */
static bool
build_again(struct part *all)
{
	calltree_sorted_release(&all->sorted);
	all->span = all_rows(all->span.batch);
	all->done = forget(all->tree);
	if (all->done)
		build_part(all);
	return all->done;
}

/* *guessed: whether the guess was good. */
static bool
build(const struct batch *b, struct calltree *t, const struct calltree_keep *keep, bool *guessed)
{
	struct part all = {.span = all_rows(b), .keep = keep, .tree = t};
	size_t middle = find_middle(&all);

	if (middle > 0)
		all.done = build_halves(&all, middle) || build_again(&all);
	else
		build_part(&all);
	all.done = all.done && calltree_sorted_finish(&all.sorted);
	*guessed = all.done && calltree_sorted_guessed(&all.sorted);
	calltree_sorted_release(&all.sorted);
	return all.done;
}

/* Builds it anew, without a guess. */
static bool
rebuild(const struct batch *b, struct calltree *t, const struct calltree_keep *keep)
{
	struct calltree_keep sure = *keep;
	bool guessed;

	sure.guess = 0;
	return forget(t) && build(b, t, &sure, &guessed);
}

/* Most names have so many bytes, with what parts them; but each stack has a frame that no other has. */
static size_t
likely_nodes(const struct batch *b)
{
	enum { NAME = 8, MORE = 64 }; /* the root, and what two parts have both */
	size_t least = b->own < b->len ? b->own : b->len;

	return (b->own / NAME > least ? b->own / NAME : least) + MORE;
}

bool
batch_build(struct batch *b, struct calltree *t, const struct calltree_keep *keep)
{
	struct calltree_keep guess = *keep;
	bool done = batch_sort(b), guessed = true;

	guess.likely = likely_nodes(b);
	/* Less would be too short for as many frames as may be kept. */
	if (done && b->own / 4 >= keep->widest)
		guess.guess = width_guess(b, keep, t->chart);
	done = done && build(b, t, &guess, &guessed);
	if (done && !guessed)
		done = rebuild(b, t, keep);
	return done;
}
