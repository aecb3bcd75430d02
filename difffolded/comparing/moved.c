/*
 * moved.c - functions that only moved; see moved.h.
 *
 * A function that one side alone has is gone on the other. What it has itself belongs, there,
 * to the nearest function above it that is not gone: its caller, here. Both directions are one:
 * what vanished was inlined, what appeared is inlined no more. Where a caller has lost functions
 * and has others of about as much, these are the same by other names.
 */
#include "moved.h"

#include <stdlib.h>

#include "amounts.h"
#include "mem.h"
#include "names.h"
#include "scale.h"
#include "sorted.h"
#include "statistics.h"

/* Of its side's total a function has so much, in thousandths, to be looked at. */
enum { LEAST = 5, OF = 1000 };

/* A few stray samples on the other side make no difference: a twentieth. */
enum { STRAY = 20 };

/* Functions that a note names. */
enum { NAMED = 3 };

/* What a function that is gone has below a caller. */
struct edge {
	uint32_t caller, callee;
	uint64_t amount;
	bool explained; /* of a caller's first: its change is what they have */
};

struct finding {
	struct comparison *c;
	const struct tally *tally; /* of the side that has them */
	unsigned here, there;	   /* that side, and the other */
	bool *gone;		   /* by function */
	uint64_t *sums;		   /* by function: own in the tally, of those that are gone */
	struct edge *edges;
	size_t len, cap;
};

static bool
is_gone(const struct finding *f, uint32_t id)
{
	const struct compared *function = &f->c->functions[id];

	return scale_compare(function->own[f->here], OF, f->c->sides[f->here].total, LEAST) >= 0 &&
	       function->total[f->there] <= function->total[f->here] / STRAY;
}

/* Finds the functions that are gone; how many. */
static size_t
find_gone(struct finding *f)
{
	size_t found = 0;

	for (uint32_t i = 0; i < f->c->len; i++) {
		f->gone[i] = is_gone(f, i);
		found += f->gone[i];
	}
	return found;
}

static uint32_t
id_of(const struct finding *f, struct str frame)
{
	return intern_find(&f->c->names, functions_name(frame));
}

/* Takes the last frame off a stack. */
static struct str
cut_leaf(struct str *stack)
{
	size_t at = stack->len;
	struct str leaf;

	while (at > 0 && stack->ptr[at - 1] != ';')
		at--;
	leaf = str_skip(*stack, at);
	*stack = str_head(*stack, at > 0 ? at - 1 : 0);
	return leaf;
}

/* The nearest function above a stack's end that is not gone; INTERN_NONE without one. */
static uint32_t
find_caller(const struct finding *f, struct str stack)
{
	while (stack.len > 0) {
		uint32_t id = id_of(f, cut_leaf(&stack));

		if (id == INTERN_NONE || !f->gone[id])
			return id;
	}
	return INTERN_NONE;
}

/* The function that a row ends in, if that is gone, else INTERN_NONE; *above is the rest. */
static uint32_t
gone_leaf(const struct finding *f, const struct text_key *row, struct str *above)
{
	uint32_t id;

	*above = row->text;
	id = id_of(f, cut_leaf(above));
	return id != INTERN_NONE && f->gone[id] ? id : INTERN_NONE;
}

static bool
add_edges(struct finding *f)
{
	bool saturated = false;
	struct str above;

	for (size_t i = 0; i < f->tally->len; i++) {
		uint32_t id = gone_leaf(f, &f->tally->rows[i], &above);

		if (id != INTERN_NONE)
			f->sums[id] = folded_add(f->sums[id], f->tally->rows[i].number, &saturated);
	}
	for (size_t i = 0; i < f->tally->len; i++) {
		const struct text_key *row = &f->tally->rows[i];
		uint32_t id = gone_leaf(f, row, &above), caller;

		if (id == INTERN_NONE || f->sums[id] == 0)
			continue;
		caller = find_caller(f, above);
		if (caller == INTERN_NONE)
			continue;
		if (!MEM_GROW(&f->edges, &f->cap, f->len + 1))
			return false;
		f->edges[f->len++] = (struct edge){caller, id,
		    scale(row->number, f->c->functions[id].own[f->here], f->sums[id]), false};
	}
	return true;
}

static int
compare_edges(const void *left, const void *right)
{
	const struct edge *a = left, *b = right;

	return sorted_order2(a->caller, b->caller, a->callee, b->callee);
}

/* One edge for each caller and callee. */
static void
join_edges(struct finding *f)
{
	size_t kept = 0;
	bool saturated = false;

	if (f->len > 0)
		qsort(f->edges, f->len, sizeof(*f->edges), compare_edges);
	for (size_t i = 0; i < f->len; i++) {
		if (kept > 0 && compare_edges(&f->edges[kept - 1], &f->edges[i]) == 0)
			f->edges[kept - 1].amount =
			    folded_add(f->edges[kept - 1].amount, f->edges[i].amount, &saturated);
		else
			f->edges[kept++] = f->edges[i];
	}
	f->len = kept;
}

/* All edges of one caller, from i on. */
struct group {
	struct edge *edges;
	size_t n;
	uint64_t amount; /* of all of them */
};

static struct group
group_at(const struct finding *f, size_t i)
{
	struct group g = {&f->edges[i], 0, 0};
	bool saturated = false;

	for (; i < f->len && f->edges[i].caller == g.edges->caller; i++, g.n++)
		g.amount = folded_add(g.amount, f->edges[i].amount, &saturated);
	return g;
}

static void
write_amount(const struct finding *f, uint64_t units, struct output *out)
{
	amounts_write_words(out, comparison_unit(f->c), units, f->c->places);
}

/* "get, put and 3 more" */
static void
write_callees(const struct finding *f, const struct group *g, struct output *out)
{
	for (size_t i = 0; i < g->n && i < NAMED; i++) {
		if (i > 0)
			OUTPUT_LITERAL(out, ", ");
		names_write_text(out, f->c->functions[g->edges[i].callee].name);
	}
	if (g->n > NAMED)
		output_printf(out, " and %zu more", g->n - NAMED);
}

static void
write_note(const struct finding *f, const struct group *gone, struct change own, struct output *out)
{
	bool vanished = f->here == COMPARISON_BEFORE;

	write_callees(f, gone, out);
	output_str(out, vanished ? STR(" vanished, ") : STR(" appeared, "));
	write_amount(f, gone->amount, out);
	OUTPUT_LITERAL(out, ", and ");
	names_write_text(out, f->c->functions[gone->edges->caller].name);
	output_printf(out, ", which %s %s, %s by ", vanished ? "called" : "calls",
	    gone->n > 1 ? "them" : "it", vanished ? "grew" : "shrank");
	write_amount(f, own.size, out);
	output_str(out, vanished ? STR(": inlined there now, it seems\n")
				 : STR(": no longer inlined, it seems\n"));
}

static size_t
all_recordings(const struct comparison *c)
{
	return c->sides[COMPARISON_BEFORE].recordings + c->sides[COMPARISON_AFTER].recordings;
}

/* Adds to a sum what a function has of every recording. */
static void
add_values(const struct comparison *c, uint32_t id, uint64_t *sum)
{
	bool saturated = false;

	for (size_t i = 0; i < all_recordings(c); i++)
		sum[i] = folded_add(sum[i], c->functions[id].values[i], &saturated);
}

static void
add_callees(const struct comparison *c, const struct group *g, uint64_t *sum)
{
	for (size_t i = 0; i < g->n; i++)
		add_values(c, g->edges[i].callee, sum);
}

/* Whether sums of every recording grew by more than chance. False without memory. */
static bool
sums_grew(const struct comparison *c, const uint64_t *sums, bool *grew)
{
	size_t before = c->sides[COMPARISON_BEFORE].recordings;
	struct statistics s = {sums, 1, before, all_recordings(c) - before, c->floor2};
	struct statistics_tail tail;
	bool done = statistics_test(&s, &tail);

	*grew = done && comparison_is_sure(c, tail.grew);
	return done;
}

/*
 * Of several recordings: whether the callees of both groups grew together, by more than chance. What
 * each of them did alone tells nothing, for it was moved. False without memory.
 */
static bool
grew_together(const struct comparison *c, const struct group *a, const struct group *b, bool *grew)
{
	uint64_t *sums = mem_zalloc(all_recordings(c), sizeof(*sums));
	bool done = sums != NULL;

	if (done) {
		add_callees(c, a, sums);
		add_callees(c, b, sums);
		done = sums_grew(c, sums, grew);
	}
	mem_free(sums);
	return done;
}

/* Of the callees of a group so much is not new, of each its part. */
static void
move_callees(struct comparison *c, const struct group *g, uint64_t moved)
{
	for (size_t i = 0; i < g->n; i++)
		c->functions[g->edges[i].callee].moved +=
		    scale(g->edges[i].amount, moved, g->amount);
}

/* All edges of a caller: whether it changed the other way, by half as much at least. */
static bool
look_at_caller(struct finding *f, const struct group *gone, struct output *notes)
{
	struct edge self = {.callee = gone->edges->caller};
	const struct group alone = {&self, 1, 0};
	struct compared *caller = &f->c->functions[self.callee];
	struct change own = compared_own(caller);
	bool vanished = f->here == COMPARISON_BEFORE, grew = true;
	uint64_t moved;

	if (own.shrank == vanished || own.size < gone->amount - gone->amount / 2 ||
	    scale_compare(gone->amount, OF, f->c->sides[f->here].total, LEAST) < 0)
		return true;
	if (f->c->ways > 0 && !grew_together(f->c, &alone, gone, &grew))
		return false;
	moved = own.size < gone->amount ? own.size : gone->amount;
	if (!grew)
		moved = vanished ? own.size : gone->amount; /* all of what grew alone */
	if (vanished)
		caller->moved = moved;
	else
		move_callees(f->c, gone, moved);
	gone->edges->explained = true;
	write_note(f, gone, own, notes);
	return true;
}

/* What is here and not there. */
static bool
find(struct finding *f, struct output *notes)
{
	bool done;

	f->gone = mem_zalloc(f->c->len, sizeof(*f->gone));
	f->sums = mem_zalloc(f->c->len, sizeof(*f->sums));
	done = f->gone != NULL && f->sums != NULL;
	/* Mostly there is none: no stack needs a look then. */
	done = done && (find_gone(f) == 0 || add_edges(f));
	join_edges(f);
	for (size_t i = 0; done && i < f->len;) {
		struct group g = group_at(f, i);

		done = look_at_caller(f, &g, notes);
		i += g.n;
	}
	return done;
}

static void
release(struct finding *f)
{
	mem_free(f->gone);
	mem_free(f->sums);
	mem_free(f->edges);
}

/* ---- other names ---- */

static void
write_renamed(const struct finding *old, const struct group *gone, const struct finding *new,
    const struct group *came, struct output *out)
{
	write_callees(old, gone, out);
	OUTPUT_LITERAL(out, " vanished below ");
	names_write_text(out, old->c->functions[gone->edges->caller].name);
	OUTPUT_LITERAL(out, ", ");
	write_amount(old, gone->amount, out);
	OUTPUT_LITERAL(out, ", and ");
	write_callees(new, came, out);
	OUTPUT_LITERAL(out, " appeared there, ");
	write_amount(new, came->amount, out);
	OUTPUT_LITERAL(out, ": renamed, it seems\n");
}

/*
 * Whether two groups may be the same functions: large enough, and about as much. What a caller's
 * own change explains is not taken twice.
 */
static bool
are_alike(const struct finding *old, const struct group *gone, const struct finding *new,
    const struct group *came)
{
	const struct compared_side *sides = old->c->sides;

	return !gone->edges->explained && !came->edges->explained &&
	       gone->amount >= came->amount / 2 && came->amount >= gone->amount / 2 &&
	       scale_compare(gone->amount, OF, sides[old->here].total, LEAST) >= 0 &&
	       scale_compare(came->amount, OF, sides[new->here].total, LEAST) >= 0;
}

/* What vanished below a caller and what appeared there: of the latter, that much is not new. */
static bool
look_at_renamed(const struct finding *old, const struct group *gone, const struct finding *new,
    const struct group *came, struct output *notes)
{
	uint64_t moved = gone->amount < came->amount ? gone->amount : came->amount;
	bool grew = true;

	if (old->c->ways > 0 && !grew_together(old->c, gone, came, &grew))
		return false;
	move_callees(old->c, came, grew ? moved : came->amount);
	write_renamed(old, gone, new, came, notes);
	return true;
}

/* Callers that lost functions and have others in their place. */
static bool
find_renamed(const struct finding *old, const struct finding *new, struct output *notes)
{
	bool done = true;

	for (size_t i = 0, k = 0; done && i < old->len && k < new->len;) {
		struct group gone = group_at(old, i), came = group_at(new, k);
		uint32_t left = gone.edges->caller, right = came.edges->caller;

		if (left == right && are_alike(old, &gone, new, &came))
			done = look_at_renamed(old, &gone, new, &came, notes);
		i += left <= right ? gone.n : 0;
		k += right <= left ? came.n : 0;
	}
	return done;
}

bool
moved_find(struct comparison *c, const struct comparing *what, struct output *notes)
{
	struct finding before = {.c = c,
	    .tally = recordings_tally(what->before),
	    .here = COMPARISON_BEFORE,
	    .there = COMPARISON_AFTER};
	struct finding after = {.c = c,
	    .tally = recordings_tally(what->after),
	    .here = COMPARISON_AFTER,
	    .there = COMPARISON_BEFORE};
	bool done = find(&before, notes) && find(&after, notes) &&
		    find_renamed(&before, &after, notes) && notes->error == 0;

	release(&before);
	release(&after);
	return done;
}
