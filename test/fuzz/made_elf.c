/*
 * made_elf.c - a program by structure; see made.h.
 *
 *	ELF header, segment, text to MADE_TEXT_END
 *	.eh_frame, .note.gnu.build-id, .symtab or .dynsym with its strings, .gnu_debuglink, debug data
 *	section headers
 *
 * All is in one segment, so that an offset in the file is an address as well. Debug data may be
 * compressed: in blocks that are stored (RFC 1950 and 1951), with the checksum of zlib.
 */
#include "common.h"
#include "made.h"

enum {
	HEADER = 64,
	SEGMENT = 56,
	SECTIONS = 16,
	SYMBOL = 24,
	PROGBITS = 1,
	SYMTAB = 2,
	STRTAB = 3,
	NOTE = 7,
	DYNSYM = 11,
	COMPRESSED = 1 << 11,
	FUNCTION = 0x12,
	X86_64 = 62,
	AARCH64 = 183,
	LOADED = 0x10000
};

struct section {
	const char *name;
	uint32_t type;
	uint64_t flags;
	size_t at, size;
	uint32_t link, entry;
};

struct writer {
	struct made_elf *elf;
	struct choices *c;
	struct section sections[SECTIONS];
	size_t count;
};

static struct section *
begin(struct writer *w, const char *name, uint32_t type)
{
	struct section *s = &w->sections[w->count++];

	MUST(w->count < SECTIONS);
	made_align(&w->elf->file, 8);
	*s = (struct section){.name = name, .type = type, .at = w->elf->file.out.len};
	return s;
}

static void
end(struct writer *w, struct section *s)
{
	s->size = w->elf->file.out.len - s->at;
}

/* Disjoint, in their order, with gaps. */
static void
choose_functions(struct made_elf *e, struct choices *c)
{
	unsigned at = MADE_TEXT;

	e->count = choose(c, MADE_FUNCTIONS + 1);
	for (size_t i = 0; i < e->count; i++) {
		struct made_function *f = &e->functions[i];

		f->depth = choose(c, MADE_DEPTH + 1);
		f->start = at + 8 * choose(c, 4);
		f->end = f->start + 16 + 8 * f->depth + 4 * choose(c, 32);
		at = f->end;
		for (unsigned k = 0; k < f->depth; k++)
			f->inlined[k] = choose(c, MADE_ABSTRACT);
	}
	MUST(at <= MADE_TEXT_END);
}

static void
write_header(struct writer *w, bool shared)
{
	struct made *m = &w->elf->file;

	output_str(&m->out, m->big_endian ? STR("\177ELF\2\2\1") : STR("\177ELF\2\1\1"));
	made_put(m, 9, 0);
	made_put(m, 2, shared ? 3 : 2);
	made_put(m, 2, m->big_endian ? AARCH64 : X86_64);
	made_put(m, 4, 1);
	made_put(m, 8, w->elf->base);
	made_put(m, 8, HEADER);
	made_put(m, 8, 0); /* the section headers: see write_sections */
	made_put(m, 4, 0);
	made_put(m, 2, HEADER);
	made_put(m, 2, SEGMENT);
	made_put(m, 2, 1);
	made_put(m, 2, HEADER);
	made_put(m, 4, 0);
	made_put(m, 4, 1);
	made_put(m, 4, 5);
	made_put(m, 8, 0);
	made_put(m, 8, w->elf->base);
	made_put(m, 8, w->elf->base);
	made_put(m, 8, LOADED);
	made_put(m, 8, LOADED);
	made_put(m, 8, 0x1000);
}

static void
write_note(struct writer *w)
{
	struct section *s = begin(w, ".note.gnu.build-id", NOTE);
	struct made *m = &w->elf->file;

	made_put(m, 4, 4);
	made_put(m, 4, sizeof(w->elf->build_id));
	made_put(m, 4, 3);
	made_text(m, STR("GNU"));
	for (size_t i = 0; i < sizeof(w->elf->build_id); i++)
		w->elf->build_id[i] = (char)(i < 2 ? 0xa0 + choose(w->c, 2) : i);
	output_bytes(&m->out, w->elf->build_id, sizeof(w->elf->build_id));
	end(w, s);
}

/* Rules for the frames of a function, any of those that compilers write, and some they do not. */
static void
write_rules(struct writer *w)
{
	struct made *m = &w->elf->file;
	unsigned n = choose(w->c, 8);

	for (; n > 0; n--) {
		unsigned rule = choose(w->c, 8);

		if (rule < 3)
			made_put(m, 1, 0x40 | choose(w->c, 64)); /* further by */
		else if (rule == 3)
			made_put(m, 1, 0x0a + choose(w->c, 2)); /* remember, restore */
		else if (rule == 4)
			made_put(m, 2,
			    m->big_endian ? 0x0e00 | choose(w->c, 128)
					  : 0x0e | choose(w->c, 128) << 8);
		else if (rule == 5)
			output_bytes(&m->out, "\x86\x02", 2); /* a register is saved */
		else if (rule == 6)
			output_bytes(
			    &m->out, "\x0f\x03\x77\x08\x06", 5); /* the CFA by an expression */
		else
			made_put(m, 1, choose(w->c, 256));
	}
}

static void
write_frame_entry(struct writer *w, size_t cie, const struct made_function *f)
{
	struct made *m = &w->elf->file;
	size_t at = m->out.len;

	made_put(m, 4, 0);
	made_put(m, 4, at + 4 - cie);
	made_put(m, 4, (uint64_t)f->start - (at + 8)); /* from here on */
	made_put(m, 4, f->end - f->start);
	made_put(m, 1, 0);
	write_rules(w);
	made_align(m, 8);
	made_length(m, at);
}

static void
write_frames(struct writer *w)
{
	struct section *s = begin(w, ".eh_frame", PROGBITS);
	struct made *m = &w->elf->file;
	size_t cie = m->out.len;

	s->flags = 2;
	made_put(m, 4, 0);
	made_put(m, 4, 0);
	/* 1 zR, units of 1 and -8, the return address is register 16; addresses from here on, 4 bytes */
	OUTPUT_LITERAL(&m->out, "\1zR\0\1\x78\x10\1\x1b");
	OUTPUT_LITERAL(&m->out, "\x0c\7\x08\x90\1"); /* the CFA is 8 above the stack pointer */
	made_align(m, 8);
	made_length(m, cie);
	for (size_t i = 0; i < w->elf->count; i++)
		write_frame_entry(w, cie, &w->elf->functions[i]);
	made_put(m, 4, 0);
	end(w, s);
}

static void
write_symbols(struct writer *w)
{
	bool dynamic = choose(w->c, 4) == 3;
	struct section *s = begin(w, dynamic ? ".dynsym" : ".symtab", dynamic ? DYNSYM : SYMTAB);
	struct made *m = &w->elf->file;
	char name[8];

	made_put(m, SYMBOL, 0);
	for (size_t i = 0; i < w->elf->count; i++) {
		const struct made_function *f = &w->elf->functions[i];

		made_put(m, 4, 1 + 3 * i);
		made_put(m, 1, FUNCTION);
		made_put(m, 1, 0);
		made_put(m, 2, 1);
		made_put(m, 8, w->elf->base + f->start);
		made_put(m, 8, f->end - f->start);
	}
	s->link = (uint32_t)w->count; /* the next one */
	s->entry = SYMBOL;
	end(w, s);
	s = begin(w, dynamic ? ".dynstr" : ".strtab", STRTAB);
	made_text(m, STR(""));
	for (size_t i = 0; i < w->elf->count; i++) {
		made_name(name, 'f', i);
		made_text(m, str_from(name));
	}
	end(w, s);
}

static uint32_t
adler32(struct str bytes)
{
	uint32_t a = 1, b = 0;

	for (size_t i = 0; i < bytes.len; i++) {
		a = (a + (unsigned char)bytes.ptr[i]) % 65521;
		b = (b + a) % 65521;
	}
	return b << 16 | a;
}

/* One block, stored. The numbers of zlib are of a fixed order: its checksum the highest byte first. */
static void
write_compressed(struct made *m, struct str bytes)
{
	struct made fixed;
	uint32_t sum = adler32(bytes);

	made_put(m, 4, 1);
	made_put(m, 4, 0);
	made_put(m, 8, bytes.len);
	made_put(m, 8, 1);
	made_init(&fixed, false);
	OUTPUT_LITERAL(&fixed.out, "\x78\1\1");
	made_put(&fixed, 2, bytes.len);
	made_put(&fixed, 2, ~bytes.len);
	output_str(&fixed.out, bytes);
	made_put(&fixed, 4, __builtin_bswap32(sum));
	output_str(&m->out, output_text(&fixed.out));
	made_release(&fixed);
}

static void
write_debug(struct writer *w)
{
	static const char *const names[] = {".debug_info", ".debug_abbrev", ".debug_line",
	    ".debug_str", ".debug_ranges", ".debug_rnglists"};
	struct made parts[MADE_DWARF_SECTIONS];

	for (size_t i = 0; i < MADE_DWARF_SECTIONS; i++)
		made_init(&parts[i], w->elf->file.big_endian);
	made_dwarf(w->elf, w->c, parts);
	for (size_t i = 0; i < MADE_DWARF_SECTIONS; i++) {
		struct section *s = begin(w, names[i], PROGBITS);
		struct str bytes = output_text(&parts[i].out);
		bool compressed = choose(w->c, 3) == 2 && bytes.len > 0 && bytes.len <= UINT16_MAX;

		s->flags = compressed ? COMPRESSED : 0;
		if (compressed)
			write_compressed(&w->elf->file, bytes);
		else
			output_str(&w->elf->file.out, bytes);
		end(w, s);
		made_release(&parts[i]);
	}
}

static void
write_section(struct writer *w, const struct section *s, size_t name)
{
	struct made *m = &w->elf->file;

	made_put(m, 4, name);
	made_put(m, 4, s->type);
	made_put(m, 8, s->flags);
	made_put(m, 8, s->flags & 2 ? w->elf->base + s->at : 0);
	made_put(m, 8, s->at);
	made_put(m, 8, s->size);
	made_put(m, 4, s->link);
	made_put(m, 4, 0);
	made_put(m, 8, 1);
	made_put(m, 8, s->entry);
}

static void
write_sections(struct writer *w)
{
	struct section *s = begin(w, ".shstrtab", STRTAB);
	struct made *m = &w->elf->file;
	size_t name = 1, at;

	made_text(m, STR(""));
	for (size_t i = 1; i < w->count; i++)
		made_text(m, str_from(w->sections[i].name));
	end(w, s);
	made_align(m, 8);
	at = m->out.len;
	made_put(m, HEADER, 0);
	for (size_t i = 1; i < w->count; i++) {
		write_section(w, &w->sections[i], name);
		name += strlen(w->sections[i].name) + 1;
	}
	made_set(m, 40, 8, at);
	made_set(m, 60, 2, w->count);
	made_set(m, 62, 2, w->count - 1);
}

void
made_elf_init(struct made_elf *e, struct choices *c)
{
	struct writer w = {.elf = e, .c = c, .count = 1};
	bool big_endian = choose(c, 4) == 3, shared = choose(c, 2);
	struct section *text;

	*e = (struct made_elf){.base = shared ? 0 : 0x400000};
	made_init(&e->file, big_endian);
	e->version = choose(c, 5) + 1;
	e->version = e->version == 1 ? 0 : e->version;
	e->plain_names = choose(c, 2) == 0;
	choose_functions(e, c);
	write_header(&w, shared);
	text = begin(&w, ".text", PROGBITS);
	text->flags = 6;
	made_put(&e->file, MADE_TEXT_END - (unsigned)e->file.out.len, 0x90);
	end(&w, text);
	write_frames(&w);
	write_note(&w);
	write_symbols(&w);
	if (e->version != 0)
		write_debug(&w);
	write_sections(&w);
}

void
made_elf_release(struct made_elf *e)
{
	made_release(&e->file);
}
