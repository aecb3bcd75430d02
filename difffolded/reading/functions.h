/*
 * functions.h - what each function has in each recording of a side.
 *
 * The own amount is that of the stacks that end in the function, the total that of all
 * stacks it is in; one that stands twice in a stack counts once. Marks that say how a
 * function was compiled, _[i] and _[j], are no part of its name, so that one that is
 * inlined in only one of two builds stays one function. Those that say which function it
 * is, such as _[k], stay.
 */
#ifndef FUNCTIONS_H
#define FUNCTIONS_H

#include "intern.h"
#include "tally.h"

struct function_amount {
	uint64_t own;
	uint64_t total;
};

struct functions_recording {
	struct function_amount *amounts; /* by the id of the name; as many as were known then */
	size_t len;
	unsigned places;
	uint64_t total; /* of all stacks */
};

struct functions {
	struct intern names;
	struct functions_recording *recordings;
	size_t len;
	size_t cap;
};

void functions_init(struct functions *f);
void functions_release(struct functions *f);

/* Adds a recording; false without memory. */
bool functions_add(struct functions *f, const struct tally *tally);

/* A frame without the marks that are no part of the function's name. */
static inline struct str
functions_name(struct str frame)
{
	if (str_ends(frame, STR("_[i]")) || str_ends(frame, STR("_[j]")))
		frame.len -= 4;
	return frame;
}

/* The function that a stack ends in; as everywhere here, a ';' at its very end opens no frame. */
static inline struct str
functions_leaf(struct str stack)
{
	size_t semicolon;

	if (str_ends(stack, STR(";")))
		stack.len--;
	semicolon = str_rfind(stack, ';');
	return functions_name(semicolon < stack.len ? str_skip(stack, semicolon + 1) : stack);
}

/* What a function has in a recording: nothing where the recording does not know it. */
static inline struct function_amount
functions_amount(const struct functions *f, size_t recording, uint32_t id)
{
	const struct functions_recording *r = &f->recordings[recording];

	return id < r->len ? r->amounts[id] : (struct function_amount){0, 0};
}

#endif
