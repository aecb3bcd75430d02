/*
 * treecode_frames.c - the frames of a treecode.
 *
 *	per frame, in preorder: the name of its first child, or END; behind every END the next
 *	          sibling's name, or END again
 *
 * What follows what in a tree repeats itself, so a name (or END) is guessed from
 * the last one seen after the same sibling below the same three, two and one
 * frames. Each guess costs one bit, cheap when such guesses came true before;
 * only a name that none of them has is spelled out, by its number.
 */
#include "mem.h"
#include "treecode_parts.h"

enum {
	END = 1,      /* a symbol; the others are names' numbers + 2 */
	NOT_ZERO = 1, /* stands for the child before the first, below a frame with an own count */
	GUESSES = 3,  /* by three, two, one enclosing frames */
	GUESS_BITS_MAX = 16,
	OCTET_BITS = 8
};

/* The contexts of fixed number; an array of uint32_t and nothing else. */
struct contexts {
	uint32_t hit[GUESSES][TREECODE_SURE + 1][2 * GUESSES];
	uint32_t is_end[2];
};

struct model {
	struct rangecode *coder;
	struct treecode_octets *octets; /* the first bits of names' numbers */
	struct contexts contexts;
	uint32_t *bitwise; /* contexts of a name's number, 1 << name_bits, of older data */
	unsigned name_bits;
	struct treecode_guess *guesses; /* 1 << guess_bits */
	unsigned guess_bits;
};

/* Where the walk is: behind the child `last` of a frame. Names and children are symbols. */
struct place {
	uint32_t frame;		  /* 1 + its index; 0: none, what comes is an outermost frame */
	uint32_t around[GUESSES]; /* its name, and those of the two frames around it; 0: none */
	uint32_t last;
};

/* The number of a name; which names come is seen from its first bits, others are as likely 0 as 1. */
static uint32_t
spell_name(struct model *m, uint32_t name)
{
	unsigned rest = m->name_bits > OCTET_BITS ? m->name_bits - OCTET_BITS : 0;
	uint32_t high;

	if (m->bitwise != NULL)
		return rangecode_tree(m->coder, m->bitwise, m->name_bits, name);
	high = treecode_octet(m->octets, 0, name >> rest & 0xff);
	return high << rest | (uint32_t)rangecode_plain(m->coder, rest, name & ((1u << rest) - 1));
}

/* A symbol that no guess has: END, or a name. */
static uint32_t
spell(struct model *m, uint32_t last, uint32_t symbol)
{
	if (rangecode_bit(m->coder, m->contexts.is_end + (last < 2), symbol == END))
		return END;
	return spell_name(m, symbol - 2) + 2;
}

static uint32_t
symbol_of(const struct treecode *tree, uint32_t frame)
{
	return frame > 0 ? tree->frames[frame - 1].name + 2 : 0;
}

static uint32_t
caller_of(const struct treecode_callers *callers, uint32_t frame)
{
	return frame > 0 ? callers->items[frame - 1] : 0;
}

/* The first child of a frame is next; or, of none, the first frame. */
static struct place
place_in(const struct treecode *tree, const struct treecode_callers *callers, size_t frame)
{
	struct place p = {.frame = (uint32_t)frame};
	uint32_t around = p.frame;

	for (int i = 0; i < GUESSES; i++, around = caller_of(callers, around))
		p.around[i] = symbol_of(tree, around);
	p.last = frame > 0 && tree->frames[frame - 1].own[0] != 0 ? NOT_ZERO : 0;
	return p;
}

/* Behind the symbol that came: in frame number `next`, or, at END, behind the one that was open. */
static struct place
place_behind(const struct treecode *tree, const struct treecode_callers *callers,
    const struct place *p, uint32_t symbol, size_t next)
{
	const uint32_t *a = p->around;
	uint32_t caller, around;

	if (symbol != END)
		return (struct place){(uint32_t)next + 1, {symbol, a[0], a[1]},
		    tree->frames[next].own[0] != 0 ? NOT_ZERO : 0};
	caller = caller_of(callers, p->frame);
	around = caller_of(callers, caller_of(callers, caller));
	return (struct place){caller, {a[1], a[2], symbol_of(tree, around)}, a[0]};
}

/* The guess with a hash, on its way from memory. */
static inline struct treecode_guess *
guess_at(const struct model *m, uint32_t hash)
{
	struct treecode_guess *g = m->guesses + (hash >> (32 - m->guess_bits));

	__builtin_prefetch(g, 1);
	return g;
}

/* The guesses for what comes at a place. */
static inline void
find_guesses(const struct model *m, const struct place *p, struct treecode_guess *at[GUESSES])
{
	uint32_t a = p->around[0], b = p->around[1], c = p->around[2];

	at[0] = guess_at(m, treecode_hash(treecode_hash(a, b, c), p->last, 1));
	at[1] = guess_at(m, treecode_hash(treecode_hash(a, b, 0), p->last, 2));
	at[2] = guess_at(m, treecode_hash(a, p->last, 3));
}

/* A child's name + 2, or END, behind the child `last`; with the guesses for it. */
static inline uint32_t
code_symbol(struct model *m, bool writing, struct treecode_guess *const at[GUESSES], uint32_t last,
    uint32_t symbol)
{
	uint32_t found = 0, wrong[GUESSES] = {0};
	unsigned rejected = 0;

	for (unsigned i = 0; i < GUESSES && !found; i++) {
		struct treecode_guess g = *at[i];
		unsigned context = rejected << 1 | (g.symbol == END);

		if (g.symbol == 0 || g.symbol == wrong[0] || g.symbol == wrong[1])
			continue;
		if (rangecode_bit_as(m->coder, writing, &m->contexts.hit[i][g.sure][context],
			symbol == g.symbol))
			found = g.symbol;
		else
			wrong[rejected++] = g.symbol;
	}
	symbol = found ? found : spell(m, last, symbol);
	for (unsigned i = 0; i < GUESSES; i++)
		treecode_learn(at[i], symbol);
	return symbol;
}

/* Room for a frame that is read, with its name, in the frame `caller`. */
static bool
add_frame(struct treecode *tree, struct treecode_callers *callers, size_t *cap, uint32_t symbol,
    uint32_t caller)
{
	struct treecode_frame f = {.name = symbol - 2};

	if (tree->len >= UINT32_MAX - 1 || !MEM_GROW(&tree->frames, cap, tree->len + 1) ||
	    !MEM_GROW(&callers->items, &callers->cap, tree->len + 1))
		return false;
	f.depth = caller > 0 ? tree->frames[caller - 1].depth + 1 : 0;
	callers->items[tree->len] = caller;
	tree->frames[tree->len++] = f;
	return true;
}

/* What a writer has at a place before frame i. */
static uint32_t
symbol_at(const struct treecode *tree, const struct treecode_callers *callers,
    const struct place *p, size_t i)
{
	bool is_child = i < tree->len && callers->items[i] == p->frame;

	return is_child ? tree->frames[i].name + 2 : END;
}

/* The frame that a symbol is, in the frame `caller`, with its counts. */
static enum treecode_status
read_frame(struct model *m, struct treecode_counts *counts, struct treecode *tree,
    struct treecode_callers *callers, size_t *cap, uint32_t symbol, uint32_t caller)
{
	if (symbol - 2 >= tree->names_len || treecode_cut_off(m->coder))
		return TREECODE_BROKEN;
	if (!add_frame(tree, callers, cap, symbol, caller))
		return TREECODE_NO_MEMORY;
	return treecode_counts_read(counts, &tree->frames[tree->len - 1]) ? TREECODE_OK
									  : TREECODE_BROKEN;
}

static enum treecode_status
read_block(struct model *m, struct treecode_counts *counts, struct treecode *tree,
    struct treecode_callers *callers, const struct treecode_block *b)
{
	struct place p = place_in(tree, callers, b->begin);
	struct treecode_guess *at[GUESSES];
	size_t i = b->begin, cap = tree->len;

	while (i < b->end || i == b->count) {
		enum treecode_status status = TREECODE_OK;
		uint32_t symbol;

		find_guesses(m, &p, at);
		symbol = code_symbol(m, false, at, p.last, 0);
		if (symbol == END && p.frame == 0)
			return i == b->count ? TREECODE_OK : TREECODE_BROKEN;
		if (symbol != END && i == b->end)
			return TREECODE_BROKEN;
		if (symbol != END)
			status = read_frame(m, counts, tree, callers, &cap, symbol, p.frame);
		if (status != TREECODE_OK)
			return status;
		p = place_behind(tree, callers, &p, symbol, i);
		i += symbol != END;
	}
	return TREECODE_OK;
}

/* A writer knows what comes, and so where the guesses for what is behind it are. */
static void
write_block(struct model *m, struct treecode *tree, const struct treecode_callers *callers,
    const struct treecode_block *b)
{
	struct place p = place_in(tree, callers, b->begin), next = p;
	struct treecode_guess *at[GUESSES], *ahead[GUESSES] = {NULL};
	bool last = false;

	find_guesses(m, &p, at);
	for (size_t i = b->begin; !last && (i < b->end || i == b->count);) {
		uint32_t symbol = symbol_at(tree, callers, &p, i);

		last = symbol == END && p.frame == 0;
		if (!last) {
			next = place_behind(tree, callers, &p, symbol, i);
			find_guesses(m, &next, ahead);
		}
		code_symbol(m, true, at, p.last, symbol);
		i += symbol != END;
		p = next;
		memcpy(at, ahead, sizeof(at));
	}
}

/* The tables whose size depends on what is coded. */
static bool
model_init(struct model *m, const struct treecode_coders *coders, size_t names,
    const struct treecode_block *block)
{
	bool bitwise = coders->octets == NULL;

	m->coder = coders->bits;
	m->octets = coders->octets;
	treecode_fresh((uint32_t *)&m->contexts, sizeof(m->contexts) / sizeof(uint32_t));
	m->name_bits = names > 0 ? treecode_bit_length(names - 1) : 0;
	m->guess_bits = treecode_bit_length(block->count) + 1;
	if (m->guess_bits > GUESS_BITS_MAX)
		m->guess_bits = GUESS_BITS_MAX;
	m->bitwise = bitwise ? treecode_contexts((size_t)1 << m->name_bits) : NULL;
	m->guesses = mem_zalloc((size_t)1 << m->guess_bits, sizeof(*m->guesses));
	mem_ready(m->guesses, sizeof(*m->guesses) << m->guess_bits);
	return (m->bitwise != NULL || !bitwise) && m->guesses != NULL;
}

enum treecode_status
treecode_frames(const struct treecode_coders *coders, struct treecode_counts *counts,
    struct treecode *tree, struct treecode_callers *callers, const struct treecode_block *block)
{
	struct model *m = mem_zalloc(1, sizeof(*m));
	enum treecode_status status = TREECODE_NO_MEMORY;

	if (m == NULL)
		return status;
	if (model_init(m, coders, tree->names_len, block)) {
		status = TREECODE_OK;
		if (treecode_writing(coders->bits))
			write_block(m, tree, callers, block);
		else
			status = read_block(m, counts, tree, callers, block);
	}
	mem_free(m->bitwise);
	mem_free(m->guesses);
	mem_free(m);
	return status;
}
