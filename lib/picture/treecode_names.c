/*
 * treecode_names.c - the names of a treecode, and their colours.
 *
 *	per name: length of the prefix that it shares with the name before,
 *	          the bytes behind it, a newline; 12 bits of colour
 *
 * Names are sorted, so neighbours have much in common; a byte is told by the two before it.
 */
#include "mem.h"
#include "treecode_parts.h"

struct model {
	struct rangecode *coder;
	uint32_t prefix[256];
	uint32_t colour[3][16][16];
	uint32_t *bytes; /* contexts of a name's bytes, 1 << RANGECODE_SPREAD */
};

static bool
model_init(struct model *m, struct rangecode *c)
{
	m->coder = c;
	treecode_fresh(m->prefix, sizeof(m->prefix) / sizeof(uint32_t));
	treecode_fresh(m->colour[0][0], sizeof(m->colour) / sizeof(uint32_t));
	m->bytes = treecode_contexts((size_t)1 << RANGECODE_SPREAD);
	return m->bytes != NULL;
}

/* One byte of a name, from the two before it. */
static unsigned
code_byte(struct model *m, struct str before, unsigned byte)
{
	uint32_t last = 0;

	for (size_t i = 0; i < 2 && i < before.len; i++)
		last |= (uint32_t)(unsigned char)before.ptr[before.len - i - 1] << (8 * i);
	return rangecode_byte(m->coder, m->bytes, treecode_hash(0, last, 0), byte);
}

static uint32_t
code_colour(struct model *m, uint32_t colour)
{
	uint32_t red = rangecode_tree(m->coder, m->colour[0][0], 4, colour >> 8 & 15);
	uint32_t green = rangecode_tree(m->coder, m->colour[1][red], 4, colour >> 4 & 15);

	return red << 8 | green << 4 |
	       rangecode_tree(m->coder, m->colour[2][green], 4, colour & 15);
}

/*
 * The bytes of `name` that differ from those in text, which holds the name before; `most` in all.
 */
static enum treecode_status
code_name(struct model *m, struct output *text, struct str name, size_t most)
{
	uint32_t shared = 0;
	unsigned byte;

	while (shared < 255 && shared < name.len && shared < text->len &&
	       name.ptr[shared] == text->buf[shared])
		shared++;
	shared = rangecode_tree(m->coder, m->prefix, 8, shared);
	if (shared > text->len)
		return TREECODE_BROKEN;
	text->len = shared;
	for (size_t i = shared;; i++) {
		byte = i < name.len ? (unsigned char)name.ptr[i] : '\n';
		byte = code_byte(m, output_text(text), byte);
		if (byte == '\n')
			break;
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

enum treecode_status
treecode_names(
    struct rangecode *c, struct treecode *tree, struct arena *arena, size_t count, size_t most)
{
	struct model m;
	enum treecode_status status = model_init(&m, c) ? TREECODE_OK : TREECODE_NO_MEMORY;
	bool writing = treecode_writing(c);
	struct output text;
	size_t cap = 0;

	output_to_memory(&text);
	for (size_t i = 0; i < count && status == TREECODE_OK; i++) {
		status = code_name(&m, &text, writing ? tree->names[i] : str_make("", 0), most);
		if (status != TREECODE_OK)
			break;
		most -= writing ? 0 : text.len;
		if (writing)
			code_colour(&m, tree->colours[i]);
		else if (add_name(tree, arena, &cap, output_text(&text)))
			tree->colours[tree->names_len++] = (uint16_t)code_colour(&m, 0);
		else
			status = TREECODE_NO_MEMORY;
	}
	output_close(&text);
	mem_free(m.bytes);
	return status;
}
