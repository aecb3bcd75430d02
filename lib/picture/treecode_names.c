/*
 * treecode_names.c - the names of a treecode, and their colours.
 *
 *	per name: length of the prefix that it shares with the name before,
 *	          the bytes behind it, a newline; whether the colour is that of the name
 *	          before, or its 12 bits
 *
 * Names are sorted, so neighbours have much in common. Their words come again and again:
 * a byte is guessed from the last one that was seen behind the same four, which costs one bit.
 * Where that fails, it is spelled, apart from the others.
 */
#include "mem.h"
#include "treecode_parts.h"

enum { GUESS_BITS_MAX = 18, GUESS_BITS_MORE = 3, GUESS_BITS_OLD = 5, GUESS_SHIFT = 9 };

/* No prefix is longer than a byte tells. */
enum { PREFIX_MAX = 255 };

/* So many bytes before a byte is written, its guess is on its way from memory. */
enum { AHEAD = 2 };

/* Contexts of older data, whose bytes are spelled bit by bit. */
struct bitwise {
	uint32_t prefix[256];
	uint32_t bytes[1 << RANGECODE_SPREAD]; /* by the two before */
};

/* Alphabets of octets. */
enum { PREFIX, BYTE };

struct model {
	struct rangecode *coder;
	struct treecode_octets *octets; /* what is spelled; or NULL */
	enum treecode_version version;
	uint16_t *guesses; /* 1 << guess_bits: 1 + a byte, and how sure it is above GUESS_SHIFT */
	unsigned guess_bits;
	uint32_t hit[TREECODE_SURE + 1]
		    [2]; /* a guess is right; of the first byte behind a prefix */
	uint32_t same;	 /* a colour is */
	uint32_t last;	 /* colour */
	uint32_t colour[3][16][16];
	struct bitwise *bitwise; /* if octets are not */
};

static bool
model_init(struct model *m, const struct treecode_coders *coders, size_t names,
    enum treecode_version version)
{
	*m = (struct model){.coder = coders->bits,
	    .octets = coders->octets,
	    .version = version,
	    .same = RANGECODE_FRESH};
	treecode_fresh(m->hit[0], sizeof(m->hit) / sizeof(uint32_t));
	treecode_fresh(m->colour[0][0], sizeof(m->colour) / sizeof(uint32_t));
	m->guess_bits = treecode_bit_length(names) +
			(version > TREECODE_BITWISE ? GUESS_BITS_MORE : GUESS_BITS_OLD);
	if (m->guess_bits > GUESS_BITS_MAX)
		m->guess_bits = GUESS_BITS_MAX;
	m->guesses = mem_zalloc((size_t)1 << m->guess_bits, sizeof(*m->guesses));
	mem_ready(m->guesses, sizeof(*m->guesses) << m->guess_bits);
	if (m->octets == NULL)
		m->bitwise =
		    (struct bitwise *)treecode_contexts(sizeof(*m->bitwise) / sizeof(uint32_t));
	return m->guesses != NULL && (m->octets != NULL || m->bitwise != NULL);
}

static void
model_release(struct model *m)
{
	mem_free(m->bitwise);
	mem_free(m->guesses);
}

/* The last four bytes of a text, the last one lowest. */
static uint32_t
last_bytes(struct str text)
{
	uint32_t last = 0;

	for (size_t i = text.len > 4 ? text.len - 4 : 0; i < text.len; i++)
		last = last << 8 | (unsigned char)text.ptr[i];
	return last;
}

static inline uint16_t *
guess_at(const struct model *m, uint32_t before)
{
	return m->guesses + (treecode_hash(before, 0, 1) >> (32 - m->guess_bits));
}

/* A byte that no guess had. */
static unsigned
spell(struct model *m, uint32_t before, unsigned byte)
{
	if (m->octets != NULL)
		return treecode_octet(m->octets, BYTE, byte);
	return rangecode_byte(m->coder, m->bitwise->bytes, treecode_hash(0, before & 0xffff, 0));
}

/* The bytes of a name, and what ends it. */
static inline unsigned
byte_at(struct str name, size_t i)
{
	return i < name.len ? (unsigned char)name.ptr[i] : '\n';
}

/* The byte AHEAD of byte i of a name, or what ends it, will be guessed. before: those before byte i. */
static inline void
expect_byte(const struct model *m, struct str name, size_t i, uint32_t before)
{
	if (i + AHEAD > name.len)
		return;
	for (size_t k = i; k < i + AHEAD; k++)
		before = before << 8 | (unsigned char)name.ptr[k];
	__builtin_prefetch(guess_at(m, before), 1);
}

/* One byte, from those before it. `first`: it is the one behind a prefix. */
static inline unsigned
code_byte(struct model *m, bool writing, uint32_t before, bool first, unsigned byte)
{
	uint16_t *at = guess_at(m, before);
	struct treecode_guess g = {*at & ((1u << GUESS_SHIFT) - 1), (uint32_t)*at >> GUESS_SHIFT};

	if (m->version == TREECODE_PLAIN)
		return spell(m, before, byte);
	if (g.symbol != 0 &&
	    rangecode_bit_as(m->coder, writing, &m->hit[g.sure][first], byte + 1 == g.symbol) != 0)
		byte = g.symbol - 1;
	else
		byte = spell(m, before, byte);
	treecode_learn(&g, byte + 1);
	*at = (uint16_t)(g.symbol | g.sure << GUESS_SHIFT);
	return byte;
}

static uint32_t
code_colour(struct model *m, uint32_t colour)
{
	uint32_t red, green;

	if (m->version != TREECODE_PLAIN &&
	    rangecode_bit(m->coder, &m->same, colour == m->last) != 0)
		return m->last;
	red = rangecode_tree(m->coder, m->colour[0][0], 4, colour >> 8 & 15);
	green = rangecode_tree(m->coder, m->colour[1][red], 4, colour >> 4 & 15);

	m->last =
	    red << 8 | green << 4 | rangecode_tree(m->coder, m->colour[2][green], 4, colour & 15);
	return m->last;
}

/* The bytes of a name that differ from those of the name before. */
static void
write_name(struct model *m, struct str name, struct str last)
{
	size_t shared = str_common(str_head(name, PREFIX_MAX), last);
	uint32_t before = last_bytes(str_head(name, shared));

	treecode_octet(m->octets, PREFIX, (unsigned)shared);
	for (size_t i = shared; i <= name.len; i++) {
		unsigned byte = byte_at(name, i);

		expect_byte(m, name, i, before);
		code_byte(m, true, before, i == shared, byte);
		before = before << 8 | byte;
	}
}

/* The same read into text, which holds the name before; `most` in all. */
static enum treecode_status
read_name(struct model *m, struct output *text, size_t most)
{
	uint32_t shared, before;
	bool first = true;
	unsigned byte;

	shared = m->octets != NULL ? treecode_octet(m->octets, PREFIX, 0)
				   : rangecode_tree(m->coder, m->bitwise->prefix, 8, 0);
	if (shared > text->len)
		return TREECODE_BROKEN;
	if (shared > most)
		return TREECODE_TOO_LARGE;
	text->len = shared;
	before = last_bytes(output_text(text));
	while ((byte = code_byte(m, false, before, first, 0)) != '\n') {
		first = false;
		before = before << 8 | byte;
		output_char(text, (char)(unsigned char)byte);
		if (treecode_cut_off(m->coder))
			return TREECODE_BROKEN;
		if (text->len > most)
			return TREECODE_TOO_LARGE;
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

static void
write_names(struct model *m, const struct treecode *tree)
{
	struct str last = str_make("", 0);

	for (size_t i = 0; i < tree->names_len; last = tree->names[i++]) {
		write_name(m, tree->names[i], last);
		code_colour(m, tree->colours[i]);
	}
}

static enum treecode_status
read_names(struct model *m, struct treecode *tree, struct arena *arena, size_t count, size_t most)
{
	enum treecode_status status = TREECODE_OK;
	struct output text;
	size_t cap = 0;

	output_to_memory(&text);
	for (size_t i = 0; i < count && status == TREECODE_OK; i++) {
		status = read_name(m, &text, most);
		if (status != TREECODE_OK)
			break;
		most -= text.len;
		if (add_name(tree, arena, &cap, output_text(&text)))
			tree->colours[tree->names_len++] = (uint16_t)code_colour(m, 0);
		else
			status = TREECODE_NO_MEMORY;
	}
	output_close(&text);
	return status;
}

enum treecode_status
treecode_names(const struct treecode_coders *coders, struct treecode *tree, struct arena *arena,
    size_t count, size_t most, enum treecode_version version)
{
	struct model m;
	enum treecode_status status =
	    model_init(&m, coders, count, version) ? TREECODE_OK : TREECODE_NO_MEMORY;

	if (status == TREECODE_OK && treecode_writing(coders->bits))
		write_names(&m, tree);
	else if (status == TREECODE_OK)
		status = read_names(&m, tree, arena, count, most);
	model_release(&m);
	return status;
}
