/*
 * calltree.c - building a call tree from stacks; see calltree.h.
 *
 * A stack is compared with the one before, and only the frames behind what
 * both share are looked up. As long as stacks come sorted, a look at the last
 * sibling tells whether a frame is new. From the first stack on that does not,
 * a table of (parent, name) is asked.
 */
#include "calltree.h"

#include "hash.h"
#include "mem.h"

/* Adds a node that is known to be new. */
static uint32_t
new_node(struct calltree *t, uint32_t parent, uint32_t name)
{
	struct calltree_node *n;
	uint32_t id = (uint32_t)t->len;

	if (t->len >= CALLTREE_NONE || !MEM_GROW(&t->nodes, &t->cap, t->len + 1) ||
	    !MEM_GROW(&t->counts.own, &t->own_cap, t->len + 1))
		return CALLTREE_NONE;
	if (t->before.own != NULL) {
		if (!MEM_GROW(&t->before.own, &t->before_cap, t->len + 1))
			return CALLTREE_NONE;
		t->before.own[id] = 0;
	}
	n = &t->nodes[id];
	*n = (struct calltree_node){parent, name, 0, CALLTREE_NONE, CALLTREE_NONE};
	t->counts.own[id] = 0;
	t->len++;
	if (id == CALLTREE_ROOT)
		return id;
	n->depth = t->nodes[parent].depth + 1;
	n->prev_sibling = t->nodes[parent].last_child;
	t->nodes[parent].last_child = id;
	return id;
}

bool
calltree_init(struct calltree *t)
{
	*t = (struct calltree){.ascending = true, .sorted = true, .preorder = true};
	intern_init(&t->names);
	if (new_node(t, CALLTREE_ROOT, CALLTREE_GAP) == CALLTREE_NONE ||
	    !MEM_GROW(&t->path.nodes, &t->path.nodes_cap, 64) ||
	    !MEM_GROW(&t->path.ends, &t->path.ends_cap, 64)) {
		calltree_release(t);
		return false;
	}
	t->path.nodes[0] = CALLTREE_ROOT;
	t->path.ends[0] = 0;
	return true;
}

static void
counts_release(struct calltree_counts *c)
{
	mem_free(c->own);
	mem_free(c->total);
	mem_free(c->start);
	mem_free(c->lost);
}

void
calltree_release(struct calltree *t)
{
	intern_release(&t->names);
	mem_free(t->names_sorted);
	mem_free(t->nodes);
	counts_release(&t->counts);
	counts_release(&t->before);
	mem_free(t->path.text);
	mem_free(t->path.nodes);
	mem_free(t->path.ends);
	slots_release(&t->children);
	*t = (struct calltree){.nodes = NULL};
}

static uint32_t
hash_child(const struct calltree *t, uint32_t parent, uint32_t name)
{
	return slots_hash_number(&t->children, (uint64_t)parent << 32 | name);
}

/* The slot of (parent, name), or the free one where it would be. */
static struct slot *
find_slot(const struct calltree *t, uint32_t parent, uint32_t name)
{
	struct slot *s = slots_first(&t->children, hash_child(t, parent, name));

	for (; s->id != SLOT_NONE; s = slots_next(&t->children, s)) {
		const struct calltree_node *n = &t->nodes[s->id];

		if (n->parent == parent && n->name == name)
			break;
	}
	return s;
}

/* Puts a node into the table. False without memory. */
static bool
fill_slot(struct calltree *t, uint32_t node)
{
	const struct calltree_node *n = &t->nodes[node];

	if (!slots_room(&t->children))
		return false;
	slots_fill(&t->children, find_slot(t, n->parent, n->name),
	    hash_child(t, n->parent, n->name), node);
	return true;
}

/* Makes the table, of all nodes there are. */
static bool
make_slots(struct calltree *t)
{
	bool done = slots_room(&t->children);

	for (uint32_t id = 1; done && id < t->len; id++)
		done = fill_slot(t, id);
	return done;
}

/* Whether `parent` is the node added last, or above it. */
static bool
ends_the_tree(const struct calltree *t, uint32_t parent)
{
	uint32_t n = (uint32_t)t->len - 1;

	while (t->nodes[n].depth > t->nodes[parent].depth)
		n = t->nodes[n].parent;
	return n == parent;
}

static uint32_t
add_child(struct calltree *t, uint32_t parent, uint32_t name)
{
	uint32_t id;

	t->preorder = t->preorder && ends_the_tree(t, parent);
	id = new_node(t, parent, name);
	if (id != CALLTREE_NONE && t->children.items != NULL && !fill_slot(t, id))
		return CALLTREE_NONE;
	return id;
}

/*
 * The child of a parent whose stacks all came sorted. What sorts between
 * "P;F" and "P;F;x" begins with "P;F" too: only siblings that begin with the
 * frame can stand between two of its stacks, and the search ends at another.
 */
static uint32_t
find_among_sorted(const struct calltree *t, uint32_t parent, struct str frame)
{
	uint32_t c = t->nodes[parent].last_child;

	for (; c != CALLTREE_NONE; c = t->nodes[c].prev_sibling) {
		struct str name = calltree_name(t, c);

		if (!str_starts(name, frame))
			return CALLTREE_NONE;
		if (name.len == frame.len)
			return c;
	}
	return CALLTREE_NONE;
}

/* A new child; from now on siblings may be out of order. */
static uint32_t
add_frame(struct calltree *t, uint32_t parent, uint32_t name)
{
	uint32_t last = t->nodes[parent].last_child;

	if (t->sorted && last != CALLTREE_NONE)
		t->sorted = str_cmp(calltree_name(t, last), intern_name(&t->names, name)) < 0;
	return add_child(t, parent, name);
}

/* The node of a frame under `parent`, added when it is new. */
static uint32_t
child(struct calltree *t, uint32_t parent, struct str frame)
{
	uint32_t name, c;

	if (t->ascending) {
		c = find_among_sorted(t, parent, frame);
		if (c != CALLTREE_NONE)
			return c;
	}
	name = intern_id(&t->names, frame);
	if (name == INTERN_NONE)
		return CALLTREE_NONE;
	if (!t->ascending) {
		if (t->children.items == NULL && !make_slots(t))
			return CALLTREE_NONE;
		c = find_slot(t, parent, name)->id;
		if (c != CALLTREE_NONE)
			return c;
	}
	return add_frame(t, parent, name);
}

/*
 * Cuts the path down to the frames that the new stack begins with too. *common
 * is how many bytes both have in common.
 */
static void
keep_common_frames(struct calltree_path *p, struct str stack, size_t *common)
{
	size_t d = p->depth;

	*common = str_common(str_make(p->text, p->len), stack);
	while (d > 0 &&
	       (p->ends[d] > *common || (p->ends[d] < stack.len && stack.ptr[p->ends[d]] != ';')))
		d--;
	p->depth = d;
}

/* Whether a stack sorts before the one on the path, with which it begins alike. */
static bool
sorts_before(struct str stack, const struct calltree_path *p, size_t common)
{
	if (common == p->len || common == stack.len)
		return common < p->len;
	return (unsigned char)stack.ptr[common] < (unsigned char)p->text[common];
}

/* Keeps the text of a stack of which the first `common` bytes are there. */
static bool
keep_text(struct calltree_path *p, struct str stack, size_t common)
{
	if (!MEM_GROW(&p->text, &p->cap, stack.len + 1))
		return false;
	memcpy(p->text + common, stack.ptr + common, stack.len - common);
	p->len = stack.len;
	return true;
}

static bool
push_frame(struct calltree_path *p, uint32_t node, size_t end)
{
	size_t d = p->depth + 1;

	if (!MEM_GROW(&p->nodes, &p->nodes_cap, d + 1) || !MEM_GROW(&p->ends, &p->ends_cap, d + 1))
		return false;
	p->nodes[d] = node;
	p->ends[d] = end;
	p->depth = d;
	return true;
}

uint32_t
calltree_stack(struct calltree *t, struct str stack)
{
	struct calltree_path *p = &t->path;
	size_t common, at;

	keep_common_frames(p, stack, &common);
	t->ascending = t->ascending && !sorts_before(stack, p, common);
	if (!keep_text(p, stack, common))
		return CALLTREE_NONE;
	at = p->depth > 0 ? p->ends[p->depth] + 1 : 0;
	while (at <= stack.len) {
		struct str rest = str_skip(stack, at);
		struct str frame = str_head(rest, str_find(rest, ';'));
		uint32_t node = child(t, p->nodes[p->depth], frame);

		if (node == CALLTREE_NONE || !push_frame(p, node, at + frame.len))
			return CALLTREE_NONE;
		at += frame.len + 1;
	}
	return p->nodes[p->depth];
}

static void
raise_places(struct calltree *t, unsigned places)
{
	for (size_t i = 0; i < t->len; i++) {
		t->counts.own[i] = folded_scale(t->counts.own[i], t->places, places, &t->saturated);
		if (t->before.own != NULL)
			t->before.own[i] =
			    folded_scale(t->before.own[i], t->places, places, &t->saturated);
	}
	t->places = places;
}

static void
add_count(struct calltree *t, uint64_t *own, struct folded_count count)
{
	uint64_t units;

	if (count.places > t->places)
		raise_places(t, count.places);
	t->saturated = t->saturated || count.saturated;
	units = folded_scale(count.units, count.places, t->places, &t->saturated);
	*own = folded_add(*own, units, &t->saturated);
}

void
calltree_count(struct calltree *t, uint32_t node, struct folded_count count)
{
	add_count(t, &t->counts.own[node], count);
}

bool
calltree_count_before(struct calltree *t, uint32_t node, struct folded_count count)
{
	if (t->before.own == NULL) {
		t->before.own = mem_zalloc(t->cap, sizeof(*t->before.own));
		if (t->before.own == NULL)
			return false;
		t->before_cap = t->cap;
	}
	add_count(t, &t->before.own[node], count);
	return true;
}
