/*
 * treecode.c - a call tree in as few bytes as possible, and back.
 *
 *	4 bytes    length of the first part, lowest byte first
 *	1st part   VERSION, flags, places, number of names, number of frames, as numbers; the names
 *	2nd part   the frames; 32 bits of CHECK
 *
 * The parts are the bytes of a range coder each (rangecode.h), so that they can be
 * written at the same time; treecode_names.c and treecode_frames.c tell what is in them.
 */
#include "folded.h"
#include "mem.h"
#include "treecode_parts.h"
#include "workers.h"

/* What is a few versions more is newer, and what is many is damaged. */
enum { VERSION = 2, LIKELY_NEWER = 30, CHECK = 0x666c616d, LENGTH_BYTES = 4 };

/* The first part; *frames: the number of frames. most: NULL when writing. */
static enum treecode_status
code_first(struct rangecode *c, struct treecode *tree, struct arena *arena, size_t *frames,
    const struct treecode_most *most)
{
	struct treecode_number header;
	uint64_t version;
	size_t names;

	treecode_fresh((uint32_t *)&header, sizeof(header) / sizeof(uint32_t));
	version = treecode_number(c, &header, VERSION);
	if (version != VERSION)
		return version > VERSION && version <= VERSION + LIKELY_NEWER ? TREECODE_NEWER
									      : TREECODE_BROKEN;
	tree->flags = (unsigned)treecode_number(c, &header, tree->flags);
	tree->places = (unsigned)treecode_number(c, &header, tree->places);
	names = (size_t)treecode_number(c, &header, tree->names_len);
	*frames = (size_t)treecode_number(c, &header, tree->len);
	if (tree->places > FOLDED_PLACES || names > UINT32_MAX - 2)
		return TREECODE_BROKEN;
	if (most != NULL && (names > most->frames || *frames > most->frames))
		return TREECODE_TOO_LARGE;
	return treecode_names(c, tree, arena, names, most != NULL ? most->name_bytes : SIZE_MAX);
}

static enum treecode_status
code_second(struct rangecode *c, struct treecode *tree, size_t frames)
{
	enum treecode_status status = treecode_frames(c, tree, frames);

	if (status == TREECODE_OK && rangecode_plain(c, 32, CHECK) != CHECK)
		status = TREECODE_BROKEN;
	return status;
}

/* A part that is being written. */
struct part {
	struct treecode tree; /* a copy: nothing is written to its arrays */
	bool first;
	struct output out;
	enum treecode_status status;
};

static void
part_init(struct part *p, const struct treecode *tree, bool first)
{
	*p = (struct part){.tree = *tree, .first = first};
	output_to_memory(&p->out);
}

static void
part_write(void *worker)
{
	struct part *p = worker;
	size_t frames = p->tree.len;
	struct rangecode c;

	rangecode_write(&c, &p->out);
	p->status = p->first ? code_first(&c, &p->tree, NULL, &frames, NULL)
			     : code_second(&c, &p->tree, frames);
	rangecode_finish(&c);
	if (p->out.error != 0 || p->out.len > UINT32_MAX)
		p->status = TREECODE_NO_MEMORY;
}

enum treecode_status
treecode_write(const struct treecode *tree, struct output *out)
{
	struct part names, frames;
	void *parts[] = {&frames, &names};
	enum treecode_status status;

	part_init(&names, tree, true);
	part_init(&frames, tree, false);
	workers_run(part_write, parts, 2);
	status = names.status != TREECODE_OK ? names.status : frames.status;
	if (status == TREECODE_OK) {
		for (unsigned i = 0; i < LENGTH_BYTES; i++)
			output_char(out, (char)(unsigned char)(names.out.len >> 8 * i));
		output_str(out, output_text(&names.out));
		output_str(out, output_text(&frames.out));
	}
	output_close(&names.out);
	output_close(&frames.out);
	return status;
}

/* Cuts the first part off. False: its length is not there, or it is longer than all. */
static bool
cut_first(struct str *bytes, struct str *first)
{
	size_t len = 0;

	if (bytes->len < LENGTH_BYTES)
		return false;
	for (size_t i = 0; i < LENGTH_BYTES; i++)
		len |= (size_t)(unsigned char)bytes->ptr[i] << 8 * i;
	*bytes = str_skip(*bytes, LENGTH_BYTES);
	*first = str_head(*bytes, len);
	*bytes = str_skip(*bytes, len);
	return first->len == len;
}

enum treecode_status
treecode_read(
    struct treecode *tree, struct arena *arena, struct str bytes, const struct treecode_most *most)
{
	enum treecode_status status;
	struct rangecode c;
	struct str first;
	size_t frames = 0;

	*tree = (struct treecode){0};
	if (!cut_first(&bytes, &first))
		return TREECODE_BROKEN;
	rangecode_read(&c, first);
	status = code_first(&c, tree, arena, &frames, most);
	if (status != TREECODE_OK)
		return status;
	rangecode_read(&c, bytes);
	return code_second(&c, tree, frames);
}

void
treecode_release(struct treecode *tree)
{
	mem_free(tree->names);
	mem_free(tree->colours);
	mem_free(tree->frames);
	*tree = (struct treecode){0};
}
