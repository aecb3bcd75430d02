/*
 * calltree_kept.h - which nodes of a tree that is being made are kept: of calltree_sorted.c and
 * calltree_join.c alone.
 *
 * There may be more nodes than are wanted, half as many again. Then the width that keeps those
 * is found, and the others are dropped: a caller comes before what it calls, and what is still
 * open stays.
 */
#ifndef CALLTREE_KEPT_H
#define CALLTREE_KEPT_H

#include "calltree_sorted.h"

/* The counts of the nodes, AFTER (0) and BEFORE (1). */
static inline struct calltree_counts *
calltree_side(const struct calltree_sorted *s, int which)
{
	return which == 0 ? &s->tree->counts : &s->tree->before;
}

static inline int
calltree_sides(const struct calltree_sorted *s)
{
	return s->amounts[1] != NULL ? 2 : 1;
}

/* Makes room for the counts of n nodes, of one side. False without memory. */
bool calltree_grow_counts(struct calltree_sorted *s, int which, size_t n);

/* Makes nodes of the frame that is open at a depth, and of those around it, where there are none. */
bool calltree_make_nodes(struct calltree_sorted *s, size_t depth);

/* Gives nodes the numbers of their names, whose text is still there. False without memory. */
bool calltree_name_nodes(struct calltree_sorted *s);

/* Closes the innermost open frame. False without memory. */
bool calltree_close_frame(struct calltree_sorted *s);

/*
 * Takes note of a frame that is dropped, and of how far its counts change; own and total: AFTER and
 * BEFORE, each 0 where there is none. `gap`: it is no frame but a gap of a chart.
 */
void calltree_count_dropped(
    struct calltree *t, bool gap, const uint64_t own[2], const uint64_t total[2]);

/*
 * There are more nodes than are wanted: finds out how wide those are, and drops the others. Sets how
 * wide what comes in must be, and with how many nodes to ask again. False without memory.
 */
bool calltree_prune(struct calltree_sorted *s);

#endif
