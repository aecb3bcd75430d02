/*
 * treecode_frames.c - the frames of a treecode.
 *
 *	per frame, in preorder: own count (two of a differential), then the name of its first
 *	          child, or END; behind every END the next sibling's name, or END again
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
	COUNT_SETS = 4096,
	GUESS_BITS_MAX = 16
};

/* The contexts of fixed number; an array of uint32_t and nothing else. */
struct contexts {
	struct treecode_number count[3];
	uint32_t zero[3][COUNT_SETS][2]; /* an own count is not 0, not 1: by name */
	uint32_t hit[GUESSES][TREECODE_SURE + 1][2 * GUESSES];
	uint32_t is_end[2];
};

struct model {
	struct rangecode *coder;
	struct contexts contexts;
	uint32_t *spelled; /* contexts of a name's number, 1 << name_bits */
	unsigned name_bits;
	struct treecode_guess *guesses; /* 1 << guess_bits */
	unsigned guess_bits;
};

/* An own count; most are 0 or 1, and which it is depends on the function. */
static uint64_t
code_count(struct model *m, unsigned which, uint32_t name, uint64_t n)
{
	uint32_t *zero = m->contexts.zero[which][name % COUNT_SETS];

	if (rangecode_bit(m->coder, zero, n != 0) == 0)
		return 0;
	if (rangecode_bit(m->coder, zero + 1, n != 1) == 0)
		return 1;
	return treecode_number(m->coder, &m->contexts.count[which], n - 2) + 2;
}

/* Where the walk is: behind the child `last` of a frame. Names and children are symbols. */
struct place {
	uint32_t frame;		  /* 1 + its index; 0: none, what comes is an outermost frame */
	uint32_t around[GUESSES]; /* its name, and those of the two frames around it; 0: none */
	uint32_t last;
};

/* A symbol that no guess has: END, or a name by its number. */
static uint32_t
spell(struct model *m, uint32_t last, uint32_t symbol)
{
	if (rangecode_bit(m->coder, m->contexts.is_end + (last < 2), symbol == END))
		return END;
	return rangecode_tree(m->coder, m->spelled, m->name_bits, symbol - 2) + 2;
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
static uint32_t
code_symbol(
    struct model *m, struct treecode_guess *const at[GUESSES], uint32_t last, uint32_t symbol)
{
	uint32_t found = 0, wrong[GUESSES] = {0};
	unsigned rejected = 0;

	for (unsigned i = 0; i < GUESSES && !found; i++) {
		struct treecode_guess g = *at[i];
		unsigned context = rejected << 1 | (g.symbol == END);

		if (g.symbol == 0 || g.symbol == wrong[0] || g.symbol == wrong[1])
			continue;
		if (rangecode_bit(
			m->coder, &m->contexts.hit[i][g.sure][context], symbol == g.symbol))
			found = g.symbol;
		else
			wrong[rejected++] = g.symbol;
	}
	symbol = found ? found : spell(m, last, symbol);
	for (unsigned i = 0; i < GUESSES; i++)
		treecode_learn(at[i], symbol);
	return symbol;
}

/* Codes a count of a frame. A writer's is not written to, which other threads read meanwhile. */
static void
code_own(struct model *m, unsigned which, struct treecode_frame *f, unsigned profile)
{
	uint64_t count = code_count(m, which, f->name, f->own[profile]);

	if (count != f->own[profile])
		f->own[profile] = count;
}

/* The counts of a frame. */
static void
code_counts(struct model *m, unsigned flags, struct treecode_frame *f)
{
	code_own(m, 0, f, 0);
	if ((flags & TREECODE_DIFFERENTIAL) != 0)
		code_own(m, f->own[0] == 0 ? 2 : 1, f, 1);
}

/* Frame i, whose name is known; its counts follow. */
static enum treecode_status
code_frame(struct model *m, struct treecode *tree, size_t i)
{
	struct treecode_frame *f = &tree->frames[i];

	if (f->name >= tree->names_len || treecode_cut_off(m->coder))
		return TREECODE_BROKEN;
	code_counts(m, tree->flags, f);
	return TREECODE_OK;
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

/* Codes a block. A writer knows what comes, and so where the guesses for what is behind it are. */
static enum treecode_status
code_block(struct model *m, struct treecode *tree, struct treecode_callers *callers,
    const struct treecode_block *b)
{
	struct place p = place_in(tree, callers, b->begin), next = p;
	struct treecode_guess *at[GUESSES], *ahead[GUESSES] = {NULL};
	bool writing = treecode_writing(m->coder);
	enum treecode_status status = TREECODE_OK;
	size_t i = b->begin, cap = tree->len;

	find_guesses(m, &p, at);
	while (status == TREECODE_OK && (i < b->end || i == b->count)) {
		uint32_t symbol = writing ? symbol_at(tree, callers, &p, i) : 0;
		bool last;

		if (writing && (symbol != END || p.frame != 0)) {
			next = place_behind(tree, callers, &p, symbol, i);
			find_guesses(m, &next, ahead);
		}
		symbol = code_symbol(m, at, p.last, symbol);
		last = symbol == END && p.frame == 0;
		if (last || (symbol != END && i == b->end))
			return last && i == b->count ? TREECODE_OK : TREECODE_BROKEN;
		if (symbol != END && !writing && !add_frame(tree, callers, &cap, symbol, p.frame))
			return TREECODE_NO_MEMORY;
		if (symbol != END)
			status = code_frame(m, tree, i);
		if (!writing) {
			next = place_behind(tree, callers, &p, symbol, i);
			find_guesses(m, &next, ahead);
		}
		i += symbol != END;
		p = next;
		memcpy(at, ahead, sizeof(at));
	}
	return status;
}

/* The tables whose size depends on what is coded. */
static bool
model_init(struct model *m, struct rangecode *c, size_t names, size_t frames)
{
	m->coder = c;
	treecode_fresh((uint32_t *)&m->contexts, sizeof(m->contexts) / sizeof(uint32_t));
	m->name_bits = names > 0 ? treecode_bit_length(names - 1) : 0;
	m->guess_bits = treecode_bit_length(frames) + 1;
	if (m->guess_bits > GUESS_BITS_MAX)
		m->guess_bits = GUESS_BITS_MAX;
	m->spelled = treecode_contexts((size_t)1 << m->name_bits);
	m->guesses = mem_zalloc((size_t)1 << m->guess_bits, sizeof(*m->guesses));
	mem_ready(m->guesses, sizeof(*m->guesses) << m->guess_bits);
	return m->spelled != NULL && m->guesses != NULL;
}

enum treecode_status
treecode_frames(struct rangecode *c, struct treecode *tree, struct treecode_callers *callers,
    const struct treecode_block *block)
{
	struct model *m = mem_zalloc(1, sizeof(*m));
	enum treecode_status status = TREECODE_NO_MEMORY;

	if (m == NULL)
		return status;
	mem_ready(m, sizeof(*m));
	if (model_init(m, c, tree->names_len, block->count))
		status = code_block(m, tree, callers, block);
	mem_free(m->spelled);
	mem_free(m->guesses);
	mem_free(m);
	return status;
}
