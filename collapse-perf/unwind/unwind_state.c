/*
 * unwind_state.c - what reading call frame information may cost, and the first damage
 * that was met.
 */
#include "unwind_parts.h"

bool
unwind_damage(struct unwind_table *t, const char *what, const char *section, uint64_t offset)
{
	/* Without memory, what was not read is not damaged. */
	if (t->error.what == NULL && !t->no_memory)
		t->error = (struct unwind_error){what, offset, section};
	return false;
}

bool
unwind_no_memory(struct unwind_table *t)
{
	t->no_memory = true;
	return false;
}

bool
unwind_spend(struct unwind_table *t, uint64_t work)
{
	if (t->budget > work) {
		t->budget -= work;
		return true;
	}
	t->budget = 0;
	return unwind_damage(t, "too much to read for the file's size", ".eh_frame", 0);
}
