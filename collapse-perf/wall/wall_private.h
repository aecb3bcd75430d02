/*
 * wall_private.h - what the parts of wall share among themselves.
 */
#ifndef WALL_PRIVATE_H
#define WALL_PRIVATE_H

#include "wall.h"

/* A thread was off its CPU for that time, with the stack and in the way it left. */
void wall_count_wait(struct wall *w, const struct wall_thread *t, uint64_t from, uint64_t to);

/* What a thread ran for by now, and what its samples count, is made one. */
void wall_settle(struct wall *w, struct wall_thread *t);

#endif
