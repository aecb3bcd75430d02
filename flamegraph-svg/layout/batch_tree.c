/*
 * batch_tree.c - stacks in order, made into a call tree; see batch.h.
 *
 * Where all frames are kept, two threads make a tree of a half of the stacks each, and the trees
 * are joined.
 */
#include "batch.h"

#include "mem.h"
#include "workers.h"

/*
 * Of every SHARE runs of RUN stacks one is looked at, to guess how wide frames have to be.
 * The text of what comes AHEAD is on its way meanwhile: it may be anywhere.
 */
enum { RUN = 64, SHARE = 16, AHEAD = 6 };

/* The row behind row i of one of `share` runs. */
static size_t
next_of(size_t i, size_t share)
{
	i++;
	return share > 1 && i % RUN == 0 ? i + (share - 1) * RUN : i;
}

/* Rows that a tree gets. */
struct span {
	const struct batch *batch;
	size_t begin, end;
};

/* How many bytes row `to` shares with the row `from`: no more than any row from there on. */
static size_t
shared_with(const struct span *s, size_t from, size_t to)
{
	const struct batch_row *rows = s->batch->rows;
	size_t least = SIZE_MAX;

	for (size_t i = from + 1; i <= to && i < s->end; i++)
		least = rows[i].shared < least ? rows[i].shared : least;
	return to < s->end ? least : 0;
}

/* Adds one of `share` runs to a tree. */
static bool
add_runs(struct calltree_sorted *s, const struct span *span, size_t share)
{
	const struct batch_row *rows = span->batch->rows;
	size_t common = 0;
	bool done = true;

	for (size_t next, i = span->begin; done && i < span->end; i = next) {
		const struct batch_row *r = &rows[i];
		struct calltree_row row = {r->stack, common, 0, r->named ? 0 : r->frames, r->units};

		if (i + AHEAD < span->end)
			__builtin_prefetch(rows[i + AHEAD].stack.ptr);
		next = next_of(i, share);
		row.ahead = common = shared_with(span, i, next);
		done = calltree_sorted_row(s, &row);
	}
	return done && calltree_sorted_finish(s);
}

static struct span
all_rows(const struct batch *b)
{
	return (struct span){b, 0, b->len};
}

/* Bytes of the stacks that those before them do not have: what frames are made of. */
static size_t
own_bytes(const struct batch *b)
{
	size_t bytes = 0;

	for (size_t i = 0; i < b->len; i++)
		bytes += b->rows[i].stack.len - b->rows[i].shared;
	return bytes;
}

/*
 * How wide the frames that are kept will be at least, from a part of the stacks; a little
 * less than that, to be true most of the time. 0 where few frames are to be dropped.
 */
static uint64_t
guess_width(const struct batch *b, const struct calltree *like, const struct calltree_keep *keep)
{
	struct calltree t;
	struct calltree_sorted s;
	struct span all = all_rows(b);
	struct calltree_keep part = {.widest = keep->widest / SHARE, .least = UINT64_MAX};
	uint64_t guess = 0;
	size_t wider;

	part.widest += part.widest / 4;
	part.deepest = part.widest;
	if (part.widest == 0 || !calltree_init(&t))
		return 0;
	t.chart = like->chart;
	if (calltree_sorted_init(&s, &t, b->two, &part) && add_runs(&s, &all, SHARE) &&
	    t.dropped > part.widest)
		guess = calltree_least_width(&t, part.widest, &wider);
	calltree_sorted_release(&s);
	calltree_release(&t);
	return guess;
}

static bool
build(struct batch *b, struct calltree *t, const struct calltree_keep *keep, bool *guessed)
{
	struct calltree_sorted s;
	struct span all = all_rows(b);
	bool done;

	t->places = b->places;
	t->saturated = b->saturated;
	done = calltree_sorted_init(&s, t, b->two, keep) && add_runs(&s, &all, 1);
	*guessed = !done || calltree_sorted_guessed(&s);
	calltree_sorted_release(&s);
	return done;
}

/* ---- halves ---- */

/* So many rows are worth a second thread. */
enum { WORTH_HALVES = 1 << 11 };

/* A tree of a half of the rows. */
struct half {
	struct span span;
	const struct calltree_keep *keep;
	struct calltree *tree; /* that was made, and has nothing yet */
	struct calltree_sorted sorted;
	bool done;
};

static void
build_half(void *worker)
{
	struct half *h = worker;

	h->tree->places = h->span.batch->places;
	h->tree->saturated = h->span.batch->saturated;
	h->done = calltree_sorted_init(&h->sorted, h->tree, h->span.batch->two, h->keep) &&
		  add_runs(&h->sorted, &h->span, 1);
}

/* How many frames row i has in common with the one before, from the outermost on. */
static size_t
frames_in_common(const struct batch *b, size_t i)
{
	struct str a = b->rows[i - 1].stack, s = b->rows[i].stack;
	size_t common = b->rows[i].shared, frames = 0;

	for (size_t at = 0; at <= common; at++)
		frames += (at == s.len || s.ptr[at] == ';') && (at == a.len || a.ptr[at] == ';');
	return frames;
}

/* The second half goes to the first one's tree. False without memory, and where frames are lacking. */
static bool
join_halves(struct half *first, const struct half *second)
{
	return first->done && second->done && first->tree->dropped == 0 &&
	       second->tree->dropped == 0 &&
	       first->tree->len + second->tree->len <= first->sorted.limit &&
	       calltree_sorted_join(&first->sorted, &second->sorted,
		   frames_in_common(second->span.batch, second->span.begin));
}

/* The row at which half of the frames, or so, are made, of rows with so many bytes of their own. */
static size_t
middle_of(const struct batch *b, size_t own)
{
	size_t half = own / 2, bytes = 0, i = 0;

	while (i + 2 < b->len && bytes < half) {
		bytes += b->rows[i].stack.len - b->rows[i].shared;
		i++;
	}
	return i > 0 ? i : 1;
}

/* Builds the tree with two threads; false where it is to be built anew. */
static bool
build_halves(
    const struct batch *b, struct calltree *t, const struct calltree_keep *keep, size_t own)
{
	size_t middle = middle_of(b, own);
	struct calltree second;
	struct half halves[2] = {{.span = {b, 0, middle}, .keep = keep, .tree = t},
	    {.span = {b, middle, b->len}, .keep = keep, .tree = &second}};
	void *workers[] = {&halves[0], &halves[1]};
	bool done;

	if (!calltree_init(&second))
		return false;
	workers_run(build_half, workers, 2);
	done = join_halves(&halves[0], &halves[1]);
	for (int i = 0; i < 2; i++)
		calltree_sorted_release(&halves[i].sorted);
	calltree_release(&second);
	return done;
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

/* Builds it anew, without a guess. */
static bool
rebuild(struct batch *b, struct calltree *t, const struct calltree_keep *keep)
{
	struct calltree_keep sure = *keep;
	bool guessed;

	sure.guess = 0;
	return forget(t) && build(b, t, &sure, &guessed);
}

/* Whether halves are worth it, where nothing is dropped but for its depth. */
static bool
has_halves(const struct batch *b, const struct calltree *t)
{
	return b->len >= WORTH_HALVES && !t->chart && workers_available() > 1;
}

bool
batch_build(struct batch *b, struct calltree *t, const struct calltree_keep *keep)
{
	struct calltree_keep guess = *keep;
	bool done = batch_sort(b), guessed = true;
	size_t own = done ? own_bytes(b) : 0;
	bool few = own / 4 < keep->widest; /* that is too short for as many frames as may be kept */

	guess.likely = b->bytes / 2; /* as a name and what parts it from the next take two bytes */
	if (done && few && has_halves(b, t)) {
		if (build_halves(b, t, &guess, own)) {
			batch_release(b);
			return true;
		}
		done = forget(t);
	}
	if (done && !few)
		guess.guess = guess_width(b, t, keep);
	done = done && build(b, t, &guess, &guessed);
	if (done && !guessed)
		done = rebuild(b, t, keep);
	batch_release(b);
	return done;
}
