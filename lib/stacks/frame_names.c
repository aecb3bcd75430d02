/*
 * frame_names.c - the names of one frame; see frame_names.h.
 */
#include "frame_names.h"

#include "mem.h"

void
frame_names_init(struct frame_names *n)
{
	*n = (struct frame_names){.ids = NULL};
	output_to_memory(&n->name);
	output_to_memory(&n->demangled);
	output_to_memory(&n->cut);
}

void
frame_names_release(struct frame_names *n)
{
	mem_free(n->ids);
	output_close(&n->name);
	output_close(&n->demangled);
	output_close(&n->cut);
	frame_names_init(n);
}

void
frame_names_add(struct frame_names *n, struct stacks *stacks)
{
	stacks->failed |= n->name.error != 0 || n->demangled.error != 0 || n->cut.error != 0;
	if (MEM_GROW(&n->ids, &n->cap, n->len + 1))
		n->ids[n->len++] = stacks_name(stacks, output_text(&n->name));
	else
		stacks->failed = true;
}

void
frame_names_reverse(struct frame_names *n, size_t first)
{
	for (size_t i = first, j = n->len; i + 1 < j; i++) {
		uint32_t id = n->ids[i];

		n->ids[i] = n->ids[--j];
		n->ids[j] = id;
	}
}
