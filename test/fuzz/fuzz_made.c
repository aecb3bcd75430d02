/*
 * fuzz_made.c - a recording and a program that are made by structure, see made.h: what is behind the
 * checks of sizes, offsets and checksums, which any bytes seldom pass.
 *
 *	options (2 bytes), what is harmed (1 byte) and how (29 bytes), and choices
 *
 * Where nothing was harmed, each function is found under its name at its first and last byte, with
 * the calls that are inlined there; and all samples of the recording are read, with their periods.
 * Harmed or not, what recorded.h says is true.
 */
#include "common.h"
#include "dwarf.h"
#include "elf_symbols.h"
#include "made.h"
#include "recorded.h"

enum { HARM_PROGRAM = 1, HARM_DATA = 2, WITH_DEBUG_FILE = 4 };
enum { HARMS = 32 };

/* What the first bytes choose. */
struct plan {
	uint8_t what, how;
	unsigned harm;
	struct choices harms;
};

static void
check_symbols(const struct elf *e, const struct made_elf *made)
{
	struct elf_symbols t;
	struct elf_symbol s;
	char name[8];

	MUST(elf_symbols_load(&t, e, e, NULL));
	for (size_t i = 0; i < made->count; i++) {
		const struct made_function *f = &made->functions[i];

		made_name(name, 'f', i);
		MUST(elf_symbols_find(&t, f->start, &s) && str_eq(s.name, str_from(name)));
		MUST(elf_symbols_find(&t, f->end - 1, &s) && str_eq(s.name, str_from(name)));
	}
	elf_symbols_release(&t);
}

/* A function's frames `at` bytes from its start: as many as ranges of calls are around it. */
static void
check_frames(struct dwarf *d, const struct made_elf *made, size_t function, unsigned at)
{
	const struct made_function *f = &made->functions[function];
	struct dwarf_frame frames[MADE_DEPTH + 2];
	unsigned depth = at / 4 < f->depth ? at / 4 : f->depth;
	size_t n = dwarf_frames(d, made->base + f->start + at, at & 1, frames, MADE_DEPTH + 2);
	char name[8];

	MUST(n == depth + 1u);
	for (size_t i = 0; i < n && made->plain_names; i++) {
		if (i < depth)
			made_name(name, 'i', f->inlined[depth - 1 - i]);
		else
			made_name(name, 'f', function);
		MUST(str_eq(frames[i].name, str_from(name)));
	}
}

static struct str
section(struct elf *e, struct str name)
{
	struct elf_error error = {NULL, 0, 0};
	struct str bytes;

	MUST(elf_section_bytes(e, name, &bytes, &error) && error.what == NULL);
	return bytes;
}

static void
check_debug_data(struct elf *e, const struct made_elf *made)
{
	struct dwarf_sections s = {.big_endian = e->big_endian,
	    .info = section(e, STR(".debug_info")),
	    .abbrev = section(e, STR(".debug_abbrev")),
	    .line = section(e, STR(".debug_line")),
	    .str = section(e, STR(".debug_str")),
	    .ranges = section(e, STR(".debug_ranges")),
	    .rnglists = section(e, STR(".debug_rnglists"))};
	struct dwarf d;

	dwarf_init(&d, &s, NULL);
	for (size_t i = 0; i < made->count; i++)
		for (unsigned at = 0; at <= 4 * made->functions[i].depth; at++)
			check_frames(&d, made, i, at);
	MUST(d.error.what == NULL);
	dwarf_release(&d);
}

static void
check_program(const struct made_elf *made)
{
	struct elf_error error;
	struct elf e;

	MUST(elf_open_image(&e, output_text(&made->file.out), &error));
	MUST(str_eq(elf_build_id(&e), str_make(made->build_id, sizeof(made->build_id))));
	check_symbols(&e, made);
	if (made->version != 0)
		check_debug_data(&e, made);
	elf_close(&e);
}

static void
check_recording(struct choices *c, const struct made_elf *program, struct plan *plan)
{
	struct str files[RECORDED_PARTS] = {{NULL, 0}};
	struct recorded_count all;
	struct perf_settings settings;
	struct made_data data;

	made_data_init(&data, program, c);
	all = (struct recorded_count){data.samples, data.weight};
	if (plan->harm & HARM_DATA)
		made_harm(&data.file, &plan->harms);
	files[RECORDED_PROGRAM] = output_text(&program->file.out);
	if (plan->harm & WITH_DEBUG_FILE)
		files[RECORDED_DEBUG] = files[RECORDED_PROGRAM];
	recorded_choose(&settings, plan->what, plan->how);
	fuzz_recorded(
	    &settings, files, output_text(&data.file.out), plan->harm & HARM_DATA ? NULL : &all);
	made_data_release(&data);
}

static struct plan
plan_of(struct choices *c)
{
	struct plan plan = {.harms = {c->at, c->left < HARMS ? c->left : HARMS}};

	c->at += plan.harms.left;
	c->left -= plan.harms.left;
	plan.what = (uint8_t)choose(&plan.harms, 256);
	plan.how = (uint8_t)choose(&plan.harms, 256);
	plan.harm = choose(&plan.harms, 8);
	return plan;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct choices c = {bytes, size};
	struct plan plan = plan_of(&c);
	struct made_elf program;

	made_elf_init(&program, &c);
	if (plan.harm & HARM_PROGRAM)
		made_harm(&program.file, &plan.harms);
	else
		check_program(&program);
	check_recording(&c, &program, &plan);
	made_elf_release(&program);
	return 0;
}
