/*
 * functions.c - what each function has in each recording; see functions.h.
 *
 *	main;parse 31            own         total
 *	main;parse;read 4        main 0      main 35
 *	                         parse 31    parse 35
 *	                         read 4      read 4
 */
#include "functions.h"

#include "mem.h"

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
	mem_free(f->seen);
	intern_release(&f->names);
	functions_init(f);
}

/* A recording while it is added, with room for `cap` functions. */
struct adding {
	struct functions *functions;
	struct functions_recording recording;
	size_t cap;
};

/* The id of a frame's function, for which there is room then; INTERN_NONE without memory. */
static uint32_t
add_name(struct adding *a, struct str frame)
{
	struct functions *f = a->functions;
	size_t known = f->names.len;
	uint32_t id = intern_id(&f->names, functions_name(frame));
	struct functions_recording *r = &a->recording;

	if (id == INTERN_NONE || !MEM_GROW(&f->seen, &f->seen_cap, f->names.len) ||
	    !MEM_GROW(&r->amounts, &a->cap, f->names.len))
		return INTERN_NONE;
	if (f->names.len > known)
		f->seen[id] = 0;
	for (; r->len < f->names.len; r->len++)
		r->amounts[r->len] = (struct function_amount){0, 0};
	return id;
}

/* Sums stop at the largest number; whoever read the counts has said so. */
static bool
add_stack(struct adding *a, const struct tally_row *row)
{
	struct functions *f = a->functions;
	struct str rest = row->stack;
	bool saturated = false;
	uint32_t id = INTERN_NONE;

	f->stacks++;
	while (rest.len > 0) {
		struct function_amount *amount;

		id = add_name(a, str_cut(&rest, ';'));
		if (id == INTERN_NONE)
			return false;
		amount = &a->recording.amounts[id];
		if (f->seen[id] != f->stacks)
			amount->total = folded_add(amount->total, row->units, &saturated);
		f->seen[id] = f->stacks;
	}
	if (id != INTERN_NONE) {
		uint64_t *own = &a->recording.amounts[id].own;

		*own = folded_add(*own, row->units, &saturated);
	}
	return true;
}

bool
functions_add(struct functions *f, const struct tally *tally)
{
	struct adding a = {f, {.places = tally->places, .total = tally->total}, 0};
	bool done = MEM_GROW(&f->recordings, &f->cap, f->len + 1);

	for (size_t i = 0; done && i < tally->len; i++)
		done = add_stack(&a, &tally->rows[i]);
	if (done)
		f->recordings[f->len++] = a.recording;
	else
		mem_free(a.recording.amounts);
	return done;
}
