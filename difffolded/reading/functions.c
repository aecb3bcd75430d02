/*
 * functions.c - what each function has in each recording; see functions.h.
 *
 * Stacks come in order, so that most begin as the one before does: those frames stay open, and
 * what is in them is added to their function's total when they close.
 *
 *	main;parse 31            own         total
 *	main;parse;read 4        main 0      main 35
 *	                         parse 31    parse 35
 *	                         read 4      read 4
 */
#include "functions.h"

#include "mem.h"
#include "walk.h"

void
functions_init(struct functions *f)
{
	*f = (struct functions){.recordings = NULL};
	intern_init(&f->names);
}

void
functions_release(struct functions *f)
{
	for (size_t i = 0; i < f->len; i++)
		mem_free(f->recordings[i].amounts);
	mem_free(f->recordings);
	intern_release(&f->names);
	functions_init(f);
}

/* A frame of the stack at hand. */
struct open_frame {
	uint32_t id;
	size_t end;	/* where the next frame begins, in the stack */
	uint64_t units; /* of the stacks that were in it so far */
};

/* A recording while it is added, with room for `cap` functions. */
struct adding {
	struct functions *functions;
	struct functions_recording recording;
	size_t cap;

	struct open_frame *frames; /* outermost first */
	size_t len, frames_cap;
	struct str stack; /* that they are of */
	uint32_t *open;	  /* by id: how many of the frames are the function's */
	size_t open_cap;
};

/* Sums stop at the largest number; whoever read the counts has said so. */
static uint64_t
sum_of(uint64_t a, uint64_t b)
{
	bool saturated;

	return folded_add(a, b, &saturated);
}

/* The id of a frame's function, for which there is room then; INTERN_NONE without memory. */
static uint32_t
add_name(struct adding *a, struct str frame)
{
	struct functions *f = a->functions;
	uint32_t id = intern_id(&f->names, functions_name(frame));
	struct functions_recording *r = &a->recording;

	if (id == INTERN_NONE || !MEM_GROW(&a->open, &a->open_cap, f->names.len) ||
	    !MEM_GROW(&r->amounts, &a->cap, f->names.len))
		return INTERN_NONE;
	for (; r->len < f->names.len; r->len++) {
		r->amounts[r->len] = (struct function_amount){0, 0};
		a->open[r->len] = 0;
	}
	return id;
}

/* The innermost frame closes; of a recursion the outermost alone counts. */
static void
close_frame(struct adding *a)
{
	const struct open_frame *frame = &a->frames[--a->len];
	uint64_t *total = &a->recording.amounts[frame->id].total;

	if (--a->open[frame->id] == 0)
		*total = sum_of(*total, frame->units);
	if (a->len > 0)
		a->frames[a->len - 1].units = sum_of(a->frames[a->len - 1].units, frame->units);
}

/* Opens the frames of a stack from where those that are open end; false without memory. */
static bool
open_frames(struct adding *a, struct str stack)
{
	struct str rest = str_skip(stack, a->len > 0 ? a->frames[a->len - 1].end : 0);
	bool ends = str_ends(stack, STR(";"));

	while (rest.len > 0) {
		uint32_t id = add_name(a, str_cut(&rest, ';'));

		if (id == INTERN_NONE || !MEM_GROW(&a->frames, &a->frames_cap, a->len + 1))
			return false;
		a->open[id]++;
		a->frames[a->len++] =
		    (struct open_frame){id, stack.len - rest.len + (rest.len == 0 && !ends), 0};
	}
	return true;
}

/* How much of a stack the one before it began with, in whole frames and the ';' behind each. */
static size_t
common_frames(struct str before, struct str stack)
{
	size_t common = str_common(before, stack);

	/* The ';' behind its last frame is missing there. */
	if (common == before.len && common < stack.len && stack.ptr[common] == ';')
		common++;
	return common;
}

/* Adds a stack that is not the one before it. */
static bool
add_stack(struct adding *a, const struct tally_row *row)
{
	size_t common = common_frames(a->stack, row->stack);
	struct open_frame *last;
	uint64_t *own;

	while (a->len > 0 && a->frames[a->len - 1].end > common)
		close_frame(a);
	a->stack = row->stack;
	if (!open_frames(a, row->stack))
		return false;
	if (a->len == 0)
		return true;
	last = &a->frames[a->len - 1];
	last->units = sum_of(last->units, row->units);
	own = &a->recording.amounts[last->id].own;
	*own = sum_of(*own, row->units);
	return true;
}

bool
functions_add(struct functions *f, const struct tally *tally)
{
	struct adding a = {.functions = f,
	    .recording = {.places = tally->places, .total = tally->total},
	    .stack = STR_INIT("")};
	bool done = MEM_GROW(&f->recordings, &f->cap, f->len + 1);
	struct walked w;
	struct walk walk;
	struct tally_row row;

	walked_init(&w, tally);
	walk = walk_between(&w, &w.window, w.begin, w.end);
	while (done && walk_next(&walk, &row))
		done = add_stack(&a, &row);
	walked_release(&w);
	while (done && a.len > 0)
		close_frame(&a);
	if (done)
		f->recordings[f->len++] = a.recording;
	else
		mem_free(a.recording.amounts);
	mem_free(a.frames);
	mem_free(a.open);
	return done;
}
