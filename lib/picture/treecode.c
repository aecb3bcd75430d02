/*
 * treecode.c - a call tree in as few bytes as possible, and back.
 *
 *	per string       4 bytes of its length, lowest byte first; its bytes
 *	two of names     bits: the version, flags, places, number of names, number of frames, and the
 *	                 unit of which each count is a multiple, as numbers; the names; bytes: what is
 *	                 spelled of them
 *	three a block,   bits: what follows what, of BLOCK frames, or in the last one what is left;
 *	                 bytes: what is spelled of it; bits: the counts
 *
 * A string is of a range coder (rangecode.h), which knows nothing of other strings, so that they
 * can be written at the same time, and ends with 32 bits of CHECK; treecode_names.c,
 * treecode_frames.c, treecode_counts.c and treecode_octets.c tell what is in them.
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
	uint64_t unit;
};

/* How the first part begins. most: NULL when writing. */
static enum treecode_status
code_header(
    struct rangecode *c, struct treecode *tree, struct header *h, const struct treecode_most *most)
{
	struct treecode_number m;
	uint64_t version;

	treecode_fresh((uint32_t *)&m, sizeof(m) / sizeof(uint32_t));
	version = treecode_number(c, &m, TREECODE_VERSION);
	if (version < TREECODE_PLAIN || version > TREECODE_VERSION)
		return version > TREECODE_VERSION && version <= TREECODE_VERSION + LIKELY_NEWER
			   ? TREECODE_NEWER
			   : TREECODE_BROKEN;
	h->version = (enum treecode_version)version;
	c->one_by_one = version == TREECODE_PLAIN;
	tree->flags = (unsigned)treecode_number(c, &m, tree->flags);
	tree->places = (unsigned)treecode_number(c, &m, tree->places);
	h->names = (size_t)treecode_number(c, &m, tree->names_len);
	h->frames = (size_t)treecode_number(c, &m, tree->len);
	h->unit = version > TREECODE_BITWISE ? treecode_number(c, &m, h->unit) : 1;
	if (tree->places > FOLDED_PLACES || h->names > UINT32_MAX - 2 || h->unit == 0)
		return TREECODE_BROKEN;
	if (most != NULL && (h->names > most->frames || h->frames > most->frames))
		return TREECODE_TOO_LARGE;
	return TREECODE_OK;
}

/* The block that begins with frame `begin`. */
static struct treecode_block
block_at(size_t begin, const struct header *h)
{
	size_t len = h->frames - begin;

	len = h->version != TREECODE_PLAIN && len > BLOCK ? BLOCK : len;
	return (struct treecode_block){begin, begin + len, h->frames, h->unit, h->version};
}

/* ---- writing ---- */

/* A part that is being written, in two: bits that are learned, and bytes. */
struct part {
	enum treecode_status (*write)(struct part *part, const struct treecode_coders *coders);
	unsigned kinds;	      /* of bytes; 0: there are none */
	struct treecode tree; /* a copy: nothing is written to its arrays */
	struct treecode_callers *callers;
	struct header header;
	struct treecode_block block; /* of frames */
	struct output bits, bytes;
	enum treecode_status status;
};

static enum treecode_status
write_names(struct part *p, const struct treecode_coders *coders)
{
	enum treecode_status status = code_header(coders->bits, &p->tree, &p->header, NULL);

	return status != TREECODE_OK ? status
				     : treecode_names(coders, &p->tree, NULL, p->tree.names_len,
					   SIZE_MAX, TREECODE_VERSION);
}

static enum treecode_status
write_frames(struct part *p, const struct treecode_coders *coders)
{
	return treecode_frames(coders, NULL, &p->tree, p->callers, &p->block);
}

static enum treecode_status
write_counts(struct part *p, const struct treecode_coders *coders)
{
	return treecode_counts_write(coders->bits, &p->tree, &p->block);
}

static void
finish(struct rangecode *c)
{
	rangecode_plain(c, 32, CHECK);
	rangecode_finish(c);
}

static void
part_write(void *argument)
{
	struct part *p = argument;
	struct rangecode bits, bytes;
	struct treecode_octets octets;

	rangecode_write(&bits, &p->bits);
	rangecode_write(&bytes, &p->bytes);
	treecode_octets_collect(&octets, p->kinds);
	p->status = p->write(p, &(struct treecode_coders){&bits, &octets});
	if (p->status == TREECODE_OK && p->kinds > 0)
		p->status = treecode_octets_write(&octets, &bytes);
	treecode_octets_release(&octets);
	finish(&bits);
	finish(&bytes);
	if (p->bits.error != 0 || p->bytes.error != 0)
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

static uint64_t
greatest_divisor(uint64_t a, uint64_t b)
{
	while (b > 0) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/*
 * What divides all counts, as the period of a clock does that samples are weighed by; 1 if nothing
 * else does.
 */
static uint64_t
find_unit(const struct treecode *tree)
{
	uint64_t unit = 0;

	for (size_t i = 0; i < tree->len && unit != 1; i++) {
		const uint64_t *own = tree->frames[i].own;

		if (own[0] != 0)
			unit = greatest_divisor(own[0], unit);
		if (own[1] != 0)
			unit = greatest_divisor(own[1], unit);
	}
	return unit > 0 ? unit : 1;
}

/*
 * Makes `n` parts, the names' and two for each block, all that are to be written with their tasks: the first
 * block's frames, which take longest, before all others.
 */
static void
parts_init(struct part *parts, struct workers_task *tasks, size_t n, const struct treecode *tree,
    struct treecode_callers *callers)
{
	struct part p = {.write = write_names,
	    .kinds = TREECODE_NAME_ALPHABETS,
	    .tree = *tree,
	    .callers = callers};

	p.header = (struct header){TREECODE_VERSION, tree->names_len, tree->len, find_unit(tree)};
	for (size_t i = 0; i < n; i++) {
		if (i > 0) {
			p.write = i % 2 == 1 ? write_frames : write_counts;
			p.kinds = i % 2 == 1 ? TREECODE_FRAME_ALPHABETS : 0;
			p.block = block_at((i - 1) / 2 * BLOCK, &p.header);
		}
		parts[i] = p;
		output_to_memory(&parts[i].bits);
		output_to_memory(&parts[i].bytes);
		tasks[i < 2 ? 1 - i : i] = (struct workers_task){part_write, &parts[i]};
	}
}

/* Appends a string with its length. False: it is too long. */
static bool
write_string(struct output *out, struct str string)
{
	for (unsigned i = 0; i < LENGTH_BYTES; i++)
		output_char(out, (char)(unsigned char)(string.len >> 8 * i));
	output_str(out, string);
	return string.len <= UINT32_MAX;
}

/* Appends parts that were written; they are closed. */
static enum treecode_status
parts_finish(struct part *parts, size_t n, struct output *out)
{
	enum treecode_status status = TREECODE_OK;

	for (size_t i = 0; i < n; i++) {
		struct part *p = &parts[i];

		status = status == TREECODE_OK ? p->status : status;
		if (status == TREECODE_OK &&
		    (!write_string(out, output_text(&p->bits)) ||
			(p->kinds > 0 && !write_string(out, output_text(&p->bytes)))))
			status = TREECODE_TOO_LARGE;
		output_close(&p->bits);
		output_close(&p->bytes);
	}
	return status;
}

enum treecode_status
treecode_write(const struct treecode *tree, struct output *out, const struct workers_task *beside)
{
	size_t n = 1 + 2 * (tree->len > 0 ? (tree->len - 1) / BLOCK + 1 : 1);
	struct part *parts = mem_zalloc(n, sizeof(*parts));
	struct workers_task *tasks = mem_zalloc(n + 1, sizeof(*tasks));
	struct treecode_callers callers = {NULL, 0};
	enum treecode_status status = TREECODE_NO_MEMORY;

	if (parts != NULL && tasks != NULL && find_callers(&callers, tree)) {
		parts_init(parts, tasks, n, tree, &callers);
		if (beside != NULL)
			tasks[n] = *beside;
		workers_share_much(tasks, n + (beside != NULL), tree->len >= WORKERS_MANY);
		status = parts_finish(parts, n, out);
	}
	mem_free(callers.items);
	mem_free(tasks);
	mem_free(parts);
	return status;
}

/* ---- reading ---- */

/* Cuts a string off. False: its length is not there, or it is longer than all. */
static bool
cut_string(struct str *data, struct str *string)
{
	size_t len = 0;

	if (data->len < LENGTH_BYTES)
		return false;
	for (size_t i = 0; i < LENGTH_BYTES; i++)
		len |= (size_t)(unsigned char)data->ptr[i] << 8 * i;
	*data = str_skip(*data, LENGTH_BYTES);
	*string = str_head(*data, len);
	*data = str_skip(*data, len);
	return string->len == len;
}

/* Begins to read what comes next. False: it is not there. */
static bool
open_coder(struct rangecode *c, struct str *data, enum treecode_version version)
{
	struct str string = *data;

	if (version != TREECODE_PLAIN && !cut_string(data, &string))
		return false;
	rangecode_read(c, string);
	c->one_by_one = version == TREECODE_PLAIN;
	return true;
}

static bool
ends(struct rangecode *c)
{
	return rangecode_plain(c, 32, 0) == CHECK;
}

/* The bits of a part that is read, and its bytes. */
struct reading {
	struct rangecode bits, bytes;
	struct treecode_octets octets;
	struct treecode_coders coders;
};

/* Begins to read the bytes of a part, whose bits are being read. It is to be closed in any case. */
static enum treecode_status
open_bytes(struct reading *r, struct str *data, enum treecode_version version, unsigned kinds)
{
	treecode_octets_collect(&r->octets, kinds);
	r->coders = (struct treecode_coders){&r->bits, NULL};
	if (version <= TREECODE_BITWISE)
		return TREECODE_OK;
	r->coders.octets = &r->octets;
	return open_coder(&r->bytes, data, version) ? treecode_octets_read(&r->octets, &r->bytes)
						    : TREECODE_BROKEN;
}

/* status: of what was read. Each part ends as it should, but those of older data. */
static enum treecode_status
close_reading(struct reading *r, enum treecode_status status)
{
	if (status == TREECODE_OK && r->coders.octets != NULL &&
	    (!ends(&r->bits) || !ends(&r->bytes)))
		status = TREECODE_BROKEN;
	treecode_octets_release(&r->octets);
	return status;
}

static enum treecode_status
read_names(struct treecode *tree, struct arena *arena, struct str *data, struct header *h,
    const struct treecode_most *most)
{
	enum treecode_status status;
	struct reading r;

	if (!open_coder(&r.bits, data, TREECODE_VERSION))
		return TREECODE_BROKEN;
	status = code_header(&r.bits, tree, h, most);
	if (status != TREECODE_OK)
		return status;
	status = open_bytes(&r, data, h->version, TREECODE_NAME_ALPHABETS);
	if (status == TREECODE_OK)
		status =
		    treecode_names(&r.coders, tree, arena, h->names, most->name_bytes, h->version);
	return close_reading(&r, status);
}

/* The frames of a block, and their counts, which are among the bits in older data. */
static enum treecode_status
read_frames(struct treecode *tree, struct treecode_callers *callers, struct reading *r,
    struct str *data, const struct treecode_block *b)
{
	bool alone = b->version > TREECODE_BITWISE;
	struct treecode_counts *counts;
	enum treecode_status status;
	struct rangecode c;

	if (alone && !open_coder(&c, data, b->version))
		return TREECODE_BROKEN;
	counts = treecode_counts_init(alone ? &c : &r->bits, tree, b);
	if (counts == NULL)
		return TREECODE_NO_MEMORY;
	status = treecode_frames(&r->coders, counts, tree, callers, b);
	mem_free(counts);
	if (status == TREECODE_OK && (alone ? !ends(&c) : b->end == b->count && !ends(&r->bits)))
		status = TREECODE_BROKEN;
	return status;
}

static enum treecode_status
read_block(struct treecode *tree, struct treecode_callers *callers, struct str *data,
    const struct treecode_block *b)
{
	enum treecode_status status;
	struct reading r;

	if (!open_coder(&r.bits, data, b->version))
		return TREECODE_BROKEN;
	status = open_bytes(&r, data, b->version, TREECODE_FRAME_ALPHABETS);
	if (status == TREECODE_OK)
		status = read_frames(tree, callers, &r, data, b);
	return close_reading(&r, status);
}

/* All blocks; of no frames there is one, too. */
static enum treecode_status
read_blocks(struct treecode *tree, struct str data, const struct header *h)
{
	struct treecode_callers callers = {NULL, 0};
	struct treecode_block b = {.end = 0};
	enum treecode_status status;

	do {
		b = block_at(b.end, h);
		status = read_block(tree, &callers, &data, &b);
	} while (status == TREECODE_OK && b.end < b.count);
	if (status == TREECODE_OK && h->version != TREECODE_PLAIN && data.len > 0)
		status = TREECODE_BROKEN; /* what stands behind the last one would be lost */
	mem_free(callers.items);
	return status;
}

enum treecode_status
treecode_read(
    struct treecode *tree, struct arena *arena, struct str bytes, const struct treecode_most *most)
{
	enum treecode_status status;
	struct header header = {.version = TREECODE_VERSION, .unit = 1};

	*tree = (struct treecode){0};
	status = read_names(tree, arena, &bytes, &header, most);
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
