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
	SURE = 15,
	STUBBORN = 4, /* a guess at least so sure outlives one failure */
	COUNT_SETS = 4096,
	GUESS_BITS_MAX = 16
};

struct guess {
	uint32_t symbol; /* 0: none yet; END; a name's number + 2 */
	uint32_t sure;	 /* how often it came true lately */
};

/* The contexts of fixed number; an array of uint32_t and nothing else. */
struct contexts {
	struct treecode_number count[3];
	uint32_t zero[3][COUNT_SETS][2]; /* an own count is not 0, not 1: by name */
	uint32_t hit[GUESSES][SURE + 1][2 * GUESSES];
	uint32_t is_end[2];
};

struct model {
	struct rangecode *coder;
	struct contexts contexts;
	uint32_t *spelled; /* contexts of a name's number, 1 << name_bits */
	unsigned name_bits;
	struct guess *guesses; /* 1 << guess_bits */
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

/* Where a level of the tree stands: the enclosing frame's name and the last child (guesses). */
struct level {
	uint32_t name;
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

/* What a guess learns from the symbol that came. */
static void
learn_guess(struct guess *g, uint32_t symbol)
{
	if (g->symbol == symbol) {
		g->sure += g->sure < SURE;
	} else if (g->sure < STUBBORN) {
		*g = (struct guess){symbol, 0};
	} else {
		g->sure /= 2;
	}
}

/* Where the guesses for a child at *top are; top[-1] and top[-2] are the levels around it. */
static void
find_guesses(
    const struct model *m, const struct level *top, size_t depth, struct guess *at[GUESSES])
{
	uint32_t a = top->name, b = depth > 1 ? top[-1].name : 0, c = depth > 2 ? top[-2].name : 0;
	uint32_t hash[GUESSES] = {treecode_hash(treecode_hash(a, b, c), top->last, 1),
	    treecode_hash(treecode_hash(a, b, 0), top->last, 2), treecode_hash(a, top->last, 3)};

	for (unsigned i = 0; i < GUESSES; i++)
		at[i] = m->guesses + (hash[i] >> (32 - m->guess_bits));
}

/*
 * The guesses for what comes behind a symbol at *top, which only a writer
 * knows beforehand, on their way from memory while that symbol is coded.
 */
static void
fetch_next(const struct model *m, struct level *top, size_t depth, uint32_t symbol, uint32_t last,
    struct guess *at[GUESSES])
{
	if (symbol == END && depth == 0)
		return;
	if (symbol == END) {
		find_guesses(m, top - 1, depth - 1, at);
	} else {
		top[1] = (struct level){symbol, last};
		find_guesses(m, top + 1, depth + 1, at);
	}
	for (unsigned i = 0; i < GUESSES; i++)
		__builtin_prefetch(at[i], 1);
}

/* A child's name + 2, or END, behind the child `last`; with the guesses for it. */
static uint32_t
code_symbol(struct model *m, struct guess *const at[GUESSES], uint32_t last, uint32_t symbol)
{
	uint32_t found = 0, wrong[GUESSES] = {0};
	unsigned rejected = 0;

	for (unsigned i = 0; i < GUESSES && !found; i++) {
		struct guess g = *at[i];
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
		learn_guess(at[i], symbol);
	return symbol;
}

/* The counts of a frame. */
static void
code_counts(struct model *m, unsigned flags, struct treecode_frame *f)
{
	f->own[0] = code_count(m, 0, f->name, f->own[0]);
	if ((flags & TREECODE_DIFFERENTIAL) == 0)
		return;
	f->own[1] = code_count(m, f->own[0] == 0 ? 2 : 1, f->name, f->own[1]);
}

/* The next frame, at the depth `depth`: its name is known, its counts follow. */
static enum treecode_status
code_frame(struct model *m, struct treecode *tree, size_t *cap, size_t i, struct treecode_frame *f)
{
	if (f->name >= tree->names_len || treecode_cut_off(m->coder))
		return TREECODE_BROKEN;
	code_counts(m, tree->flags, f);
	if (treecode_writing(m->coder))
		return TREECODE_OK;
	if (!MEM_GROW(&tree->frames, cap, i + 1))
		return TREECODE_NO_MEMORY;
	tree->frames[tree->len++] = *f;
	return TREECODE_OK;
}

/* `count` frames: tree->frames when writing, else added to it. levels grows as needed. */
static enum treecode_status
code_frames(struct model *m, struct treecode *tree, size_t count, struct level **levels)
{
	struct treecode_frame f = {0, 0, {0, 0}};
	struct guess *at[GUESSES], *next[GUESSES] = {NULL};
	size_t depth = 0, room = 0, cap = 0, i = 0;
	enum treecode_status status = TREECODE_OK;

	while (status == TREECODE_OK) {
		struct level *top;
		uint32_t symbol;

		if (!MEM_GROW(levels, &room, depth + 2))
			return TREECODE_NO_MEMORY;
		top = *levels + depth;
		if (i == 0)
			*top = (struct level){0, 0};
		if (treecode_writing(m->coder) && i < count)
			f = tree->frames[i];
		symbol = i < count && f.depth == depth ? f.name + 2 : END;
		if (next[0] == NULL)
			find_guesses(m, top, depth, at);
		else
			memcpy(at, next, sizeof(at));
		if (treecode_writing(m->coder))
			fetch_next(m, top, depth, symbol, f.own[0] == 0 ? 0 : NOT_ZERO, next);
		symbol = code_symbol(m, at, top->last, symbol);
		if (symbol == END && depth-- == 0)
			break;
		if (symbol == END)
			continue;
		if (i == count)
			return TREECODE_BROKEN;
		f.name = symbol - 2;
		f.depth = (uint32_t)depth++;
		status = code_frame(m, tree, &cap, i++, &f);
		top[0].last = symbol;
		top[1] = (struct level){symbol, f.own[0] == 0 ? 0 : NOT_ZERO};
	}
	return i == count ? status : TREECODE_BROKEN;
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
	return m->spelled != NULL && m->guesses != NULL;
}

enum treecode_status
treecode_frames(struct rangecode *c, struct treecode *tree, size_t count)
{
	struct model *m = mem_zalloc(1, sizeof(*m));
	enum treecode_status status = TREECODE_NO_MEMORY;
	struct level *levels = NULL;

	if (m == NULL)
		return status;
	if (model_init(m, c, tree->names_len, count))
		status = code_frames(m, tree, count, &levels);
	mem_free(levels);
	mem_free(m->spelled);
	mem_free(m->guesses);
	mem_free(m);
	return status;
}
