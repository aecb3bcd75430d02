/*
 * treecode.c - a call tree in as few bytes as possible, and back.
 *
 * The bytes are those of one range coder (rangecode.h), and hold in this order:
 *
 *	VERSION, flags, places, number of names, number of frames    as numbers
 *	per name: length of the prefix that it shares with the name before,
 *	          the bytes behind it, a newline; 12 bits of colour
 *	per frame, in preorder: own count (two of a differential), then the name of its first
 *	          child, or END; behind every END the next sibling's name, or END again
 *	32 bits of CHECK
 *
 * What follows what in a tree repeats itself, so a name (or END) is guessed from
 * the last one seen after the same sibling below the same three, two and one
 * frames. Each guess costs one bit, cheap when such guesses came true before;
 * only a name that none of them has is spelled out, by its number.
 */
#include "treecode.h"

#include "folded.h"
#include "mem.h"
#include "rangecode.h"

enum {
	VERSION = 1,
	CHECK = 0x666c616d,
	END = 1,      /* a symbol; the others are names' numbers + 2 */
	NOT_ZERO = 1, /* stands for the child before the first, below a frame with an own count */
	GUESSES = 3,  /* by three, two, one enclosing frames */
	SURE = 15,
	STUBBORN = 4, /* a guess at least so sure outlives one failure */
	COUNT_SETS = 4096,
	BYTE_BITS = 18,
	GUESS_BITS_MAX = 16
};

/* Contexts of a number: how many bits it has, then the two behind the first. */
struct number {
	uint32_t bits[64];
	uint32_t top[65][4];
};

struct guess {
	uint32_t symbol; /* 0: none yet; END; a name's number + 2 */
	uint32_t sure;	 /* how often it came true lately */
};

/* The contexts of fixed number; an array of uint32_t and nothing else. */
struct contexts {
	struct number header, count[3];
	uint32_t zero[3][COUNT_SETS][2]; /* an own count is not 0, not 1: by name */
	uint32_t prefix[256];
	uint32_t colour[3][16][16];
	uint32_t hit[GUESSES][SURE + 1][2 * GUESSES];
	uint32_t is_end[2];
};

struct model {
	struct rangecode coder;
	struct contexts contexts;
	uint32_t *bytes;   /* contexts of a name's bytes, 1 << BYTE_BITS */
	uint32_t *spelled; /* contexts of a name's number, 1 << name_bits */
	unsigned name_bits;
	struct guess *guesses; /* 1 << guess_bits */
	unsigned guess_bits;
};

static unsigned
bit_length(uint64_t n)
{
	unsigned bits = 0;

	for (; n > 0; n >>= 1)
		bits++;
	return bits;
}

/* n >= 0: its length in 6 bits (of 0 to 63; 64 is one of 63 by saturation), then the rest. */
static uint64_t
code_number(struct rangecode *c, struct number *m, uint64_t n)
{
	unsigned bits = bit_length(n), top;

	bits = bits > 63 ? 63 : bits;
	bits = rangecode_tree(c, m->bits, 6, bits);
	if (bits < 2)
		return bits;
	if (bits == 63)
		return rangecode_plain(c, 64, n);
	top = bits > 2 ? 2 : 1;
	n &= ((uint64_t)1 << (bits - 1)) - 1;
	n = (uint64_t)rangecode_tree(c, m->top[bits], top, (uint32_t)(n >> (bits - 1 - top)))
		<< (bits - 1 - top) |
	    rangecode_plain(c, bits - 1 - top, n & (((uint64_t)1 << (bits - 1 - top)) - 1));
	return n | (uint64_t)1 << (bits - 1);
}

static uint32_t
hash3(uint32_t a, uint32_t b, uint32_t c)
{
	uint32_t h = a * 0x9e3779b1u ^ b * 0x85ebca6bu ^ c * 0xc2b2ae35u;

	h ^= h >> 15;
	h *= 0x2c1b3c6du;
	return h ^ h >> 13;
}

/* An own count; most are 0 or 1, and which it is depends on the function. */
static uint64_t
code_count(struct model *m, unsigned which, uint32_t name, uint64_t n)
{
	uint32_t *zero = m->contexts.zero[which][name % COUNT_SETS];

	if (rangecode_bit(&m->coder, zero, n != 0) == 0)
		return 0;
	if (rangecode_bit(&m->coder, zero + 1, n != 1) == 0)
		return 1;
	return code_number(&m->coder, &m->contexts.count[which], n - 2) + 2;
}

/* One byte of a name, from the two before it. */
static unsigned
code_byte(struct model *m, struct str before, unsigned byte)
{
	uint32_t hash, last = 0;
	unsigned at = 1;

	for (size_t i = 0; i < 2 && i < before.len; i++)
		last |= (uint32_t)(unsigned char)before.ptr[before.len - i - 1] << (8 * i);
	hash = hash3(0, last, 0);
	for (int shift = 7; shift >= 0; shift--) {
		uint32_t slot = (hash + at * 0x9e3779b1u) >> (32 - BYTE_BITS);

		at = at << 1 | rangecode_bit(&m->coder, m->bytes + slot, byte >> shift & 1);
	}
	return at & 255;
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
	if (rangecode_bit(&m->coder, m->contexts.is_end + (last < 2), symbol == END))
		return END;
	return rangecode_tree(&m->coder, m->spelled, m->name_bits, symbol - 2) + 2;
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
	uint32_t hash[GUESSES] = {hash3(hash3(a, b, c), top->last, 1),
	    hash3(hash3(a, b, 0), top->last, 2), hash3(a, top->last, 3)};

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
			&m->coder, &m->contexts.hit[i][g.sure][context], symbol == g.symbol))
			found = g.symbol;
		else
			wrong[rejected++] = g.symbol;
	}
	symbol = found ? found : spell(m, last, symbol);
	for (unsigned i = 0; i < GUESSES; i++)
		learn_guess(at[i], symbol);
	return symbol;
}

static bool
writing(const struct model *m)
{
	return m->coder.out != NULL;
}

/* Many bytes were read that are not there: the data is cut off, or no data of ours. */
static bool
cut_off(const struct model *m)
{
	return m->coder.missing > 64;
}

static uint32_t
code_colour(struct model *m, uint32_t colour)
{
	uint32_t red = rangecode_tree(&m->coder, m->contexts.colour[0][0], 4, colour >> 8 & 15);
	uint32_t green = rangecode_tree(&m->coder, m->contexts.colour[1][red], 4, colour >> 4 & 15);

	return red << 8 | green << 4 |
	       rangecode_tree(&m->coder, m->contexts.colour[2][green], 4, colour & 15);
}

/* The bytes of `name` that differ from those in text, which holds the name before. */
static enum treecode_status
code_name(struct model *m, struct output *text, struct str name)
{
	uint32_t shared = 0;
	unsigned byte;

	while (shared < 255 && shared < name.len && shared < text->len &&
	       name.ptr[shared] == text->buf[shared])
		shared++;
	shared = rangecode_tree(&m->coder, m->contexts.prefix, 8, shared);
	if (shared > text->len)
		return TREECODE_BROKEN;
	text->len = shared;
	for (size_t i = shared;; i++) {
		byte = i < name.len ? (unsigned char)name.ptr[i] : '\n';
		byte = code_byte(m, output_text(text), byte);
		if (byte == '\n')
			break;
		output_char(text, (char)(unsigned char)byte);
		if (cut_off(m))
			return TREECODE_BROKEN;
	}
	return text->error ? TREECODE_NO_MEMORY : TREECODE_OK;
}

/* Takes a name that was read into the tree. */
static bool
add_name(struct treecode *tree, struct arena *arena, size_t *cap, struct str name)
{
	size_t room = *cap; /* of both arrays */

	if (!MEM_GROW(&tree->colours, &room, tree->names_len + 1) ||
	    !MEM_GROW(&tree->names, cap, tree->names_len + 1))
		return false;
	tree->names[tree->names_len] = arena_str(arena, name);
	return tree->names[tree->names_len].ptr != NULL;
}

/* `count` names: tree->names when writing, else added to it. */
static enum treecode_status
code_names(struct model *m, struct treecode *tree, struct arena *arena, size_t count)
{
	enum treecode_status status = TREECODE_OK;
	struct output text;
	size_t cap = 0;

	output_to_memory(&text);
	for (size_t i = 0; i < count && status == TREECODE_OK; i++) {
		status = code_name(m, &text, writing(m) ? tree->names[i] : str_make("", 0));
		if (status != TREECODE_OK)
			break;
		if (!writing(m) && !add_name(tree, arena, &cap, output_text(&text)))
			status = TREECODE_NO_MEMORY;
		else if (writing(m))
			code_colour(m, tree->colours[i]);
		else
			tree->colours[tree->names_len++] = (uint16_t)code_colour(m, 0);
	}
	output_close(&text);
	return status;
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
	if (f->name >= tree->names_len || cut_off(m))
		return TREECODE_BROKEN;
	code_counts(m, tree->flags, f);
	if (writing(m))
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
		if (writing(m) && i < count)
			f = tree->frames[i];
		symbol = i < count && f.depth == depth ? f.name + 2 : END;
		if (next[0] == NULL)
			find_guesses(m, top, depth, at);
		else
			memcpy(at, next, sizeof(at));
		if (writing(m))
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

/* Contexts that all are fresh; NULL without memory. */
static uint32_t *
new_contexts(size_t count)
{
	size_t bytes;
	uint32_t *p = NULL;

	if (!__builtin_mul_overflow(count, sizeof(*p), &bytes))
		p = mem_alloc(bytes);
	for (size_t i = 0; p != NULL && i < count; i++)
		p[i] = RANGECODE_FRESH;
	return p;
}

static bool
model_init(struct model *m)
{
	uint32_t *contexts = (uint32_t *)&m->contexts;

	for (size_t i = 0; i < sizeof(m->contexts) / sizeof(*contexts); i++)
		contexts[i] = RANGECODE_FRESH;
	m->bytes = new_contexts((size_t)1 << BYTE_BITS);
	return m->bytes != NULL;
}

/* The tables whose size depends on what is coded. */
static bool
model_size(struct model *m, size_t names, size_t frames)
{
	m->name_bits = names > 0 ? bit_length(names - 1) : 0;
	m->guess_bits = bit_length(frames) + 1;
	if (m->guess_bits > GUESS_BITS_MAX)
		m->guess_bits = GUESS_BITS_MAX;
	m->spelled = new_contexts((size_t)1 << m->name_bits);
	m->guesses = mem_zalloc((size_t)1 << m->guess_bits, sizeof(*m->guesses));
	return m->spelled != NULL && m->guesses != NULL;
}

static void
model_release(struct model *m)
{
	mem_free(m->bytes);
	mem_free(m->spelled);
	mem_free(m->guesses);
	mem_free(m);
}

/* All of it, in the direction that the coder has. */
static enum treecode_status
code_tree(struct model *m, struct treecode *tree, struct arena *arena)
{
	struct number *header = &m->contexts.header;
	struct level *levels = NULL;
	enum treecode_status status;
	size_t names, frames;

	if (code_number(&m->coder, header, VERSION) != VERSION)
		return TREECODE_BROKEN;
	tree->flags = (unsigned)code_number(&m->coder, header, tree->flags);
	tree->places = (unsigned)code_number(&m->coder, header, tree->places);
	names = (size_t)code_number(&m->coder, header, tree->names_len);
	frames = (size_t)code_number(&m->coder, header, tree->len);
	if (tree->places > FOLDED_PLACES || names > UINT32_MAX - 2)
		return TREECODE_BROKEN;
	status = code_names(m, tree, arena, names);
	if (status == TREECODE_OK && !model_size(m, names, frames))
		status = TREECODE_NO_MEMORY;
	if (status == TREECODE_OK)
		status = code_frames(m, tree, frames, &levels);
	mem_free(levels);
	if (status == TREECODE_OK && rangecode_plain(&m->coder, 32, CHECK) != CHECK)
		status = TREECODE_BROKEN;
	return status;
}

enum treecode_status
treecode_write(const struct treecode *tree, struct output *out)
{
	struct model *m = mem_zalloc(1, sizeof(*m));
	struct treecode copy = *tree; /* nothing is written to the arrays */
	enum treecode_status status = TREECODE_NO_MEMORY;

	if (m == NULL)
		return status;
	rangecode_write(&m->coder, out);
	if (model_init(m))
		status = code_tree(m, &copy, NULL);
	rangecode_finish(&m->coder);
	model_release(m);
	return status;
}

enum treecode_status
treecode_read(struct treecode *tree, struct arena *arena, struct str bytes)
{
	struct model *m = mem_zalloc(1, sizeof(*m));
	enum treecode_status status = TREECODE_NO_MEMORY;

	*tree = (struct treecode){0};
	if (m == NULL)
		return status;
	rangecode_read(&m->coder, bytes);
	if (model_init(m))
		status = code_tree(m, tree, arena);
	model_release(m);
	return status;
}

void
treecode_release(struct treecode *tree)
{
	mem_free(tree->names);
	mem_free(tree->colours);
	mem_free(tree->frames);
	*tree = (struct treecode){0};
}
