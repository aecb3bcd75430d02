/*
 * maps.c - what is mapped where in an address space; see maps.h.
 *
 * An AVL tree whose nodes are counted: one with a single use is changed where it
 * is, one that is shared is copied first. Everything is made of two operations
 * (Blelloch, Ferizovic, Sun: Just Join for Parallel Ordered Sets, 2016): `join`
 * puts two trees and a node between them together, `split` cuts one in two at
 * an address. To map something is to split at its two ends, to drop what is in
 * the middle, and to join the rest around it.
 *
 * Functions that take a tree take its use with it, and give one with what they
 * return.
 */
#include "maps.h"

#include <string.h>

#include "mem.h"

/*
 * How many nodes a change may copy for each level of the tree: two splits and
 * two joins see at most some ten nodes of each.
 */
enum { NODES_PER_LEVEL = 32, FEWEST_NODES = 64 };

void
maps_pool_init(struct maps_pool *pool)
{
	*pool = (struct maps_pool){.spare = NULL};
	arena_init(&pool->arena);
}

void
maps_pool_release(struct maps_pool *pool)
{
	arena_release(&pool->arena);
	mem_free(pool->by_dso);
	maps_pool_init(pool);
}

bool
maps_have(const struct maps_pool *pool, uint32_t dso)
{
	return dso < pool->dso_cap && pool->by_dso[dso] > 0;
}

/* Has a count for this dso, which is 0 at first. */
static bool
count_dso(struct maps_pool *pool, uint32_t dso)
{
	size_t before = pool->dso_cap;

	if (!MEM_GROW(&pool->by_dso, &pool->dso_cap, (size_t)dso + 1))
		return false;
	memset(pool->by_dso + before, 0, (pool->dso_cap - before) * sizeof(*pool->by_dso));
	return true;
}

static void
give_back(struct maps_pool *pool, struct maps *node)
{
	node->right = pool->spare;
	pool->spare = node;
	pool->spare_count++;
}

/* Has so many nodes at hand, that a change may not fail when it is half done. */
static bool
reserve(struct maps_pool *pool, size_t n)
{
	struct maps *nodes;

	if (pool->spare_count >= n)
		return true;
	n = n < FEWEST_NODES ? FEWEST_NODES : n;
	nodes = ARENA_NEW(&pool->arena, struct maps, n);
	for (size_t i = 0; nodes != NULL && i < n; i++)
		give_back(pool, &nodes[i]);
	return nodes != NULL;
}

/* A node alone, of those at hand. */
static struct maps *
take(struct maps_pool *pool, const struct map *map)
{
	struct maps *node = pool->spare;

	pool->spare = node->right;
	pool->spare_count--;
	pool->used++;
	pool->by_dso[map->dso]++;
	*node = (struct maps){.map = *map, .uses = 1, .height = 1};
	return node;
}

struct maps *
maps_share(struct maps *m)
{
	if (m != NULL)
		m->uses++;
	return m;
}

void
maps_release(struct maps_pool *pool, struct maps *m)
{
	while (m != NULL && --m->uses == 0) {
		struct maps *right = m->right;

		maps_release(pool, m->left);
		give_back(pool, m);
		pool->used--;
		pool->by_dso[m->map.dso]--;
		m = right;
	}
}

const struct map *
maps_find(const struct maps *m, uint64_t address)
{
	while (m != NULL && (address < m->map.start || address >= m->map.end))
		m = address < m->map.start ? m->left : m->right;
	return m != NULL ? &m->map : NULL;
}

const struct map *
maps_behind(const struct maps *m, uint64_t address)
{
	const struct map *first = NULL;

	while (m != NULL) {
		bool behind = m->map.end > address;

		first = behind ? &m->map : first;
		m = behind ? m->left : m->right;
	}
	return first;
}

/*
 * Balance ------------------------------------------------------------------------
 */

static unsigned
height(const struct maps *m)
{
	return m != NULL ? m->height : 0;
}

/* The same node, used by nobody else. */
static struct maps *
own(struct maps_pool *pool, struct maps *m)
{
	struct maps *copy;

	if (m->uses == 1)
		return m;
	copy = take(pool, &m->map);
	copy->left = maps_share(m->left);
	copy->right = maps_share(m->right);
	copy->height = m->height;
	m->uses--;
	return copy;
}

static struct maps *
with_children(struct maps *node, struct maps *left, struct maps *right)
{
	unsigned higher = height(left) > height(right) ? height(left) : height(right);

	node->left = left;
	node->right = right;
	node->height = (uint8_t)(higher + 1);
	return node;
}

/* The right child becomes the root. */
static struct maps *
rotate_left(struct maps_pool *pool, struct maps *m)
{
	struct maps *root = own(pool, m->right);

	return with_children(root, with_children(m, m->left, root->left), root->right);
}

static struct maps *
rotate_right(struct maps_pool *pool, struct maps *m)
{
	struct maps *root = own(pool, m->left);

	return with_children(root, root->left, with_children(m, root->right, m->right));
}

/* m, whose children's heights differ by two at most, with a difference of one at most. */
static struct maps *
balance(struct maps_pool *pool, struct maps *m)
{
	struct maps *left = m->left, *right = m->right;

	if (left != NULL && height(left) > height(right) + 1) {
		if (height(left->left) < height(left->right))
			m->left = rotate_left(pool, own(pool, left));
		return rotate_right(pool, m);
	}
	if (right != NULL && height(right) > height(left) + 1) {
		if (height(right->right) < height(right->left))
			m->right = rotate_right(pool, own(pool, right));
		return rotate_left(pool, m);
	}
	return with_children(m, left, right);
}

/* All of left, the node, which has no other use, and all of right, in this order. */
static struct maps *
join(struct maps_pool *pool, struct maps *left, struct maps *node, struct maps *right)
{
	if (height(left) > height(right) + 1) {
		left = own(pool, left);
		left->right = join(pool, left->right, node, right);
		return balance(pool, left);
	}
	if (height(right) > height(left) + 1) {
		right = own(pool, right);
		right->left = join(pool, left, node, right->left);
		return balance(pool, right);
	}
	return with_children(node, left, right);
}

/* Takes the last node off a tree that is not empty. */
static struct maps *
take_last(struct maps_pool *pool, struct maps *m, struct maps **last)
{
	struct maps *left;

	m = own(pool, m);
	left = m->left;
	if (m->right == NULL) {
		*last = with_children(m, NULL, NULL);
		return left;
	}
	m->right = take_last(pool, m->right, last);
	return balance(pool, m);
}

static struct maps *
join_two(struct maps_pool *pool, struct maps *left, struct maps *right)
{
	struct maps *last;

	if (left == NULL)
		return right;
	left = take_last(pool, left, &last);
	return join(pool, left, last, right);
}

/* What is before an address, and what from there on; a map on both sides becomes two. */
static void
split(struct maps_pool *pool, struct maps *m, uint64_t at, struct maps **before, struct maps **from)
{
	struct maps *left, *right, *middle;
	struct map rest;

	*before = *from = NULL;
	if (m == NULL)
		return;
	m = own(pool, m);
	left = m->left;
	right = m->right;
	if (at <= m->map.start) {
		split(pool, left, at, before, &middle);
		*from = join(pool, middle, m, right);
	} else if (at >= m->map.end) {
		split(pool, right, at, &middle, from);
		*before = join(pool, left, m, middle);
	} else {
		rest = m->map;
		rest.start = at;
		rest.offset += at - m->map.start;
		m->map.end = at;
		*before = join(pool, left, m, NULL);
		*from = join(pool, NULL, take(pool, &rest), right);
	}
}

/* Replaces what is mapped from start to end by `map`, if that is not NULL. */
static bool
put(struct maps_pool *pool, struct maps **m, uint64_t start, uint64_t end, const struct map *map)
{
	struct maps *before, *from, *behind;

	if (start >= end)
		return true;
	if (!reserve(pool, (height(*m) + 1) * (size_t)NODES_PER_LEVEL))
		return false;
	split(pool, *m, start, &before, &from);
	split(pool, from, end, &from, &behind);
	maps_release(pool, from);
	*m = map != NULL ? join(pool, before, take(pool, map), behind)
			 : join_two(pool, before, behind);
	return true;
}

bool
maps_insert(struct maps_pool *pool, struct maps **m, const struct map *map)
{
	return count_dso(pool, map->dso) && put(pool, m, map->start, map->end, map);
}

bool
maps_remove(struct maps_pool *pool, struct maps **m, uint64_t start, uint64_t end)
{
	return put(pool, m, start, end, NULL);
}
