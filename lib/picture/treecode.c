/*
 * treecode.c - a call tree in as few bytes as possible, and back.
 *
 *	per part   4 bytes of its length, lowest byte first; its bytes
 *	1st part   the version, flags, places, number of names, number of frames, as numbers; the names
 *	others     BLOCK frames each, the last one what is left, and 32 bits of CHECK
 *
 * The parts are the bytes of a range coder each (rangecode.h), which knows nothing of other
 * parts, so that they can be written at the same time; treecode_names.c and
 * treecode_frames.c tell what is in them.
 */
#include "folded.h"
#include "mem.h"
#include "treecode_parts.h"
#include "workers.h"

/* What is a few versions more is newer, and what is many is damaged. */
enum { LIKELY_NEWER = 30, CHECK = 0x666c616d, LENGTH_BYTES = 4 };

enum { BLOCK = 1 << 18 };

/* What stands before the names. */
struct header {
	enum treecode_version version;
	size_t names, frames;
};

/* The first part. most: NULL when writing. */
static enum treecode_status
code_first(struct rangecode *c, struct treecode *tree, struct arena *arena, struct header *h,
    const struct treecode_most *most)
{
	struct treecode_number m;
	uint64_t version;

	treecode_fresh((uint32_t *)&m, sizeof(m) / sizeof(uint32_t));
	version = treecode_number(c, &m, TREECODE_VERSION);
	if (version != TREECODE_VERSION && version != TREECODE_PLAIN)
		return version > TREECODE_VERSION && version <= TREECODE_VERSION + LIKELY_NEWER
			   ? TREECODE_NEWER
			   : TREECODE_BROKEN;
	h->version = (enum treecode_version)version;
	c->one_by_one = version == TREECODE_PLAIN;
	tree->flags = (unsigned)treecode_number(c, &m, tree->flags);
	tree->places = (unsigned)treecode_number(c, &m, tree->places);
	h->names = (size_t)treecode_number(c, &m, tree->names_len);
	h->frames = (size_t)treecode_number(c, &m, tree->len);
	if (tree->places > FOLDED_PLACES || h->names > UINT32_MAX - 2)
		return TREECODE_BROKEN;
	if (most != NULL && (h->names > most->frames || h->frames > most->frames))
		return TREECODE_TOO_LARGE;
	return treecode_names(
	    c, tree, arena, h->names, most != NULL ? most->name_bytes : SIZE_MAX, h->version);
}

/* The block that begins with frame `begin` of `count`. */
static struct treecode_block
block_at(size_t begin, size_t count, enum treecode_version version)
{
	size_t len = version == TREECODE_PLAIN || count - begin < BLOCK ? count - begin : BLOCK;

	return (struct treecode_block){begin, begin + len, count};
}

static enum treecode_status
code_block(struct rangecode *c, struct treecode *tree, struct treecode_callers *callers,
    const struct treecode_block *b)
{
	enum treecode_status status = treecode_frames(c, tree, callers, b);

	if (status == TREECODE_OK && b->end == b->count && rangecode_plain(c, 32, CHECK) != CHECK)
		status = TREECODE_BROKEN;
	return status;
}

/* ---- writing ---- */

/* A part that is being written. */
struct part {
	struct treecode tree; /* a copy: nothing is written to its arrays */
	struct treecode_callers *callers;
	bool first;
	struct treecode_block block; /* of others */
	struct output out;
	enum treecode_status status;
};

static void
part_write(void *argument)
{
	struct part *p = argument;
	struct header header;
	struct rangecode c;

	rangecode_write(&c, &p->out);
	p->status = p->first ? code_first(&c, &p->tree, NULL, &header, NULL)
			     : code_block(&c, &p->tree, p->callers, &p->block);
	rangecode_finish(&c);
	if (p->out.error != 0 || p->out.len > UINT32_MAX)
		p->status = TREECODE_NO_MEMORY;
}

/* Which frame each one stands in, of a tree that is whole. */
static bool
find_callers(struct treecode_callers *callers, const struct treecode *tree)
{
	uint32_t *open = NULL; /* of each depth: 1 + the last frame */
	size_t cap = 0;
	bool done =
	    tree->len < UINT32_MAX - 1 && MEM_GROW(&callers->items, &callers->cap, tree->len + 1);

	mem_ready(callers->items, callers->cap * sizeof(*callers->items));
	for (size_t i = 0; done && i < tree->len; i++) {
		size_t depth = tree->frames[i].depth;

		done = MEM_GROW(&open, &cap, depth + 1);
		if (!done)
			break;
		callers->items[i] = depth > 0 ? open[depth - 1] : 0;
		open[depth] = (uint32_t)i + 1;
	}
	mem_free(open);
	return done;
}

static void
write_length(struct output *out, size_t len)
{
	for (unsigned i = 0; i < LENGTH_BYTES; i++)
		output_char(out, (char)(unsigned char)(len >> 8 * i));
}

/* Makes `n` parts, the names' and one for each block, all that are to be written with their tasks. */
static void
parts_init(struct part *parts, struct workers_task *tasks, size_t n, const struct treecode *tree,
    struct treecode_callers *callers)
{
	for (size_t i = 0; i < n; i++) {
		size_t begin = i > 0 ? (i - 1) * BLOCK : 0;

		parts[i] = (struct part){.tree = *tree,
		    .callers = callers,
		    .first = i == 0,
		    .block = block_at(begin, tree->len, TREECODE_VERSION)};
		output_to_memory(&parts[i].out);
		tasks[i] = (struct workers_task){part_write, &parts[i]};
	}
}

/* Appends parts that were written; they are closed. */
static enum treecode_status
parts_finish(struct part *parts, size_t n, struct output *out)
{
	enum treecode_status status = TREECODE_OK;

	for (size_t i = 0; i < n && status == TREECODE_OK; i++)
		status = parts[i].status;
	for (size_t i = 0; i < n; i++) {
		if (status == TREECODE_OK) {
			write_length(out, parts[i].out.len);
			output_str(out, output_text(&parts[i].out));
		}
		output_close(&parts[i].out);
	}
	return status;
}

enum treecode_status
treecode_write(const struct treecode *tree, struct output *out, const struct workers_task *beside)
{
	size_t n = 1 + (tree->len > 0 ? (tree->len - 1) / BLOCK + 1 : 1);
	struct part *parts = mem_zalloc(n, sizeof(*parts));
	struct workers_task *tasks = mem_zalloc(n + 1, sizeof(*tasks));
	struct treecode_callers callers = {NULL, 0};
	enum treecode_status status = TREECODE_NO_MEMORY;

	if (parts != NULL && tasks != NULL && find_callers(&callers, tree)) {
		parts_init(parts, tasks, n, tree, &callers);
		if (beside != NULL)
			tasks[n] = *beside;
		workers_share(tasks, n + (beside != NULL));
		status = parts_finish(parts, n, out);
	}
	mem_free(callers.items);
	mem_free(tasks);
	mem_free(parts);
	return status;
}

/* ---- reading ---- */

/* Cuts a part off. False: its length is not there, or it is longer than all. */
static bool
cut_part(struct str *bytes, struct str *part)
{
	size_t len = 0;

	if (bytes->len < LENGTH_BYTES)
		return false;
	for (size_t i = 0; i < LENGTH_BYTES; i++)
		len |= (size_t)(unsigned char)bytes->ptr[i] << 8 * i;
	*bytes = str_skip(*bytes, LENGTH_BYTES);
	*part = str_head(*bytes, len);
	*bytes = str_skip(*bytes, len);
	return part->len == len;
}

/* All blocks; of no frames there is one, too. */
static enum treecode_status
read_blocks(struct treecode *tree, struct str bytes, const struct header *h)
{
	struct treecode_callers callers = {NULL, 0};
	enum treecode_status status = TREECODE_OK;
	struct treecode_block b = {.end = 0};
	struct rangecode c;
	struct str part;

	do {
		b = block_at(b.end, h->frames, h->version);
		if (h->version == TREECODE_PLAIN)
			part = bytes;
		else if (!cut_part(&bytes, &part))
			status = TREECODE_BROKEN;
		if (status != TREECODE_OK)
			break;
		rangecode_read(&c, part);
		c.one_by_one = h->version == TREECODE_PLAIN;
		status = code_block(&c, tree, &callers, &b);
	} while (status == TREECODE_OK && b.end < b.count);
	mem_free(callers.items);
	return status;
}

enum treecode_status
treecode_read(
    struct treecode *tree, struct arena *arena, struct str bytes, const struct treecode_most *most)
{
	enum treecode_status status;
	struct rangecode c;
	struct header header;
	struct str first;

	*tree = (struct treecode){0};
	if (!cut_part(&bytes, &first))
		return TREECODE_BROKEN;
	rangecode_read(&c, first);
	status = code_first(&c, tree, arena, &header, most);
	return status == TREECODE_OK ? read_blocks(tree, bytes, &header) : status;
}

void
treecode_release(struct treecode *tree)
{
	mem_free(tree->names);
	mem_free(tree->colours);
	mem_free(tree->frames);
	*tree = (struct treecode){0};
}
