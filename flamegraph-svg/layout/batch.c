/*
 * batch.c - stacks that are put in order before they go into a call tree; see batch.h.
 */
#include "batch.h"

#include "mem.h"
#include "text_sort.h"

/* Bytes of text that are worth a sort. */
enum { FULL = 1 << 28 };

void
batch_init(struct batch *b)
{
	*b = (struct batch){.items = NULL};
	arena_init(&b->text);
}

void
batch_release(struct batch *b)
{
	arena_release(&b->text);
	mem_free(b->items);
	batch_init(b);
}

bool
batch_keep(struct batch *b, const struct counted *c)
{
	struct str stack = arena_str(&b->text, c->stack);

	if (stack.ptr == NULL || !MEM_GROW(&b->items, &b->cap, b->len + 1))
		return false;
	b->items[b->len] = *c;
	b->items[b->len++].stack = stack;
	return true;
}

bool
batch_is_full(const struct batch *b)
{
	return b->text.used >= FULL;
}

bool
batch_is_sorted(const struct batch *b)
{
	size_t i = 1;

	while (i < b->len && str_cmp(b->items[i - 1].stack, b->items[i].stack) <= 0)
		i++;
	return i >= b->len;
}

bool
counted_add(const struct counted *c, struct calltree *t)
{
	uint32_t node = calltree_stack(t, c->stack);

	if (node == CALLTREE_NONE || (c->two && !calltree_count_before(t, node, c->before)))
		return false;
	calltree_count(t, node, c->after);
	return true;
}

bool
batch_add(struct batch *b, struct calltree *t)
{
	struct text_key *keys = mem_zalloc(b->len, sizeof(*keys));
	bool done = keys != NULL;

	for (size_t i = 0; done && i < b->len; i++)
		keys[i] = (struct text_key){.text = b->items[i].stack, .row = i};
	if (done)
		text_sort(keys, b->len);
	for (size_t i = 0; done && i < b->len; i++)
		done = counted_add(&b->items[keys[i].row], t);
	mem_free(keys);
	batch_release(b);
	return done;
}
