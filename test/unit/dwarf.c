/*
 * Tests of collapse-perf/dwarf/dwarf: on debug data made here, of DWARF 4 and 5, and
 * on this very program's, where it was compiled with some.
 */
#include "dwarf_forms.h"
#include "dwarf_parts.h"

#include "elf_symbols.h"
#include "bytes.h"
#include "check.h"
#include "mem.h"

enum { INFO, ABBREV, ARANGES, LINE, RANGES, STRINGS, SECTIONS };

struct file {
	int version;
	struct bytes part[SECTIONS];
};

static void
make_abbrev(struct file *f)
{
	struct bytes *b = &f->part[ABBREV];

	/* 1: unit: name string, comp_dir string, stmt_list sec_offset, low_pc addr, ranges */
	PUT(b, "\1\x11\1\3\x8\x1b\x8\x10\x17\x11\1\x55\x17\0\0");
	/* 2: function: name string, low_pc addr, high_pc data4 */
	PUT(b, "\2\x2e\1\3\x8\x11\1\x12\6\0\0");
	/* 3: abstract function: name strp, linkage_name string */
	PUT(b, "\3\x2e\0\3\xe\x6e\x8\0\0");
	/* 4: inlined: origin ref4, low_pc addr, high_pc data4, call_file, call_line data1 */
	PUT(b, "\4\x1d\1\x31\x13\x11\1\x12\6\x58\xb\x59\xb\0\0");
	/* 5: inlined: origin ref4, ranges, call_file, call_line data1; no children */
	PUT(b, "\5\x1d\0\x31\x13\x55");
	put(b, 1, f->version == 5 ? 0x23 : 0x17);
	PUT(b, "\x58\xb\x59\xb\0\0");
	/* 6: lexical block; 7: variable: name string, location exprloc */
	PUT(b, "\6\xb\1\0\0\7\x34\0\3\x8\2\x18\0\0");
	/* 300: specification of 3: specification ref4, low_pc addr, high_pc addr */
	PUT(b, "\xac\2\x2e\0\x47\x13\x11\1\x12\1\0\0");
	put(b, 1, 0);
}

static void
make_info(struct file *f)
{
	struct bytes *b = &f->part[INFO];
	size_t inner, deep;

	put(b, 4, 0);
	put(b, 2, (uint64_t)f->version);
	if (f->version == 5)
		PUT(b, "\1\x8\0\0\0\0");
	else
		PUT(b, "\0\0\0\0\x8");
	PUT(b, "\1"); /* the unit */
	PUTZ(b, "main.c");
	PUTZ(b, "/home/x");
	put(b, 4, 0);
	put(b, 8, 0x1000);
	put(b, 4, f->version == 5 ? 16 : 0);
	inner = b->len;
	PUT(b, "\3\1\0\0\0_Z5innerv\0");
	deep = b->len;
	PUT(b, "\3\7\0\0\0\0");
	PUT(b, "\2outer\0");
	put(b, 8, 0x1000);
	put(b, 4, 0x100);
	PUT(b, "\7n\0\2\x91\x10"); /* a variable */
	PUT(b, "\6\4");		   /* a block, and in it: */
	put(b, 4, inner);
	put(b, 8, 0x1010);
	put(b, 4, 0x30);
	PUT(b, "\1\xc\5"); /* called at file 1, line 12; and in it: */
	put(b, 4, deep);
	if (f->version == 5)
		put(b, 1, 0);
	else
		put(b, 4, 48);
	PUT(b, "\2\x28\0\0\0"); /* called at file 2, line 40; three ends */
	PUT(b, "\xac\2");
	put(b, 4, inner);
	put(b, 8, 0x2000);
	put(b, 8, 0x2010);
	PUT(b, "\2left_out\0"); /* what the linker left out begins at 0 */
	put(b, 8, 0);
	put(b, 4, 0x1100);
	PUT(b, "\0\0");
	put_length(b, 0);
}

static void
make_ranges(struct file *f)
{
	static const uint64_t unit[] = {0, 0x100, 0x1000, 0x1010, 0, 0};
	static const uint64_t deep[] = {UINT64_MAX, 0x1010, 8, 0x10, 0x20, 0x24, 0, 0};
	struct bytes *b = &f->part[RANGES];
	size_t index;

	if (f->version == 4) {
		for (size_t i = 0; i < 6; i++)
			put(b, 8, unit[i]);
		for (size_t i = 0; i < 8; i++)
			put(b, 8, deep[i]);
		return;
	}
	put(b, 4, 0);
	PUT(b, "\5\0\x8\0\1\0\0\0"); /* one offset: of the list for index 0 */
	index = b->len;
	put(b, 4, 0);
	PUT(b, "\4\0\x80\2\7"); /* the unit's: {0, 0x100} from its base; at 2000, */
	put(b, 8, 0x2000);
	PUT(b, "\x10\0"); /* 0x10 bytes */
	b->data[index] = (unsigned char)(b->len - index);
	PUT(b, "\5"); /* deep's: from 1010 on, two */
	put(b, 8, 0x1010);
	PUT(b, "\4\x8\x10\4\x20\x24\0");
	put_length(b, 0);
}

static void
make_line(struct file *f)
{
	struct bytes *b = &f->part[LINE];
	size_t header;

	put(b, 4, 0);
	put(b, 2, (uint64_t)f->version);
	if (f->version == 5)
		PUT(b, "\x8\0");
	header = b->len;
	put(b, 4, 0);
	/* shortest instruction 1, operations 1, is_stmt 1, line base -5, range 14, opcodes 13 */
	PUT(b, "\1\1\1\xfb\xe\xd\0\1\1\1\1\0\0\0\1\0\0\1");
	if (f->version == 5) {
		PUT(b, "\1\1\x8\2/home/x\0lib\0");			/* directories */
		PUT(b, "\2\1\x8\2\xb\3main.c\0\0main.c\0\0deep.h\0\1"); /* files */
	} else {
		PUT(b, "lib\0\0");			  /* directories */
		PUT(b, "main.c\0\0\0\0deep.h\0\1\0\0\0"); /* files */
	}
	put_length(b, header);
	PUT(b, "\0\x9\2");
	put(b, 8, 0x1000);
	PUT(b, "\3\x9\1");	      /* line 10 at 1000 */
	PUT(b, "\2\x18\4\2\3\x1f\1"); /* file 2, line 41 at 1018 */
	PUT(b, "\2\x8\4\1\x12");      /* file 1, line 41 at 1020: special opcode, +0, +0 */
	PUT(b, "\2\xe0\1\0\1\1");     /* end at 1100 */
	PUT(b, "\0\x9\2");
	put(b, 8, 0x2000);
	PUT(b, "\3\4\1\2\x10\0\1\1"); /* line 5 at 2000, end at 2010 */
	put_length(b, 0);
}

static void
make_file(struct file *f, int version)
{
	*f = (struct file){.version = version};
	make_abbrev(f);
	make_info(f);
	make_ranges(f);
	make_line(f);
	PUTZ(&f->part[STRINGS], "\0inner\0deep");
}

static struct dwarf_sections
sections_of(const struct file *f)
{
	struct dwarf_sections s = {.info = bytes_text(&f->part[INFO])};

	s.abbrev = bytes_text(&f->part[ABBREV]);
	s.aranges = bytes_text(&f->part[ARANGES]);
	s.line = bytes_text(&f->part[LINE]);
	s.str = bytes_text(&f->part[STRINGS]);
	s.ranges = f->version == 4 ? bytes_text(&f->part[RANGES]) : str_make("", 0);
	s.rnglists = f->version == 5 ? bytes_text(&f->part[RANGES]) : str_make("", 0);
	return s;
}

/* The frames as text: "name file:line; ...", inlined ones with a '*'. */
static struct str
frames_text(struct dwarf *d, uint64_t address, size_t max, char text[512])
{
	struct dwarf_frame frames[8];
	size_t n = dwarf_frames(d, address, true, frames, max);
	int at = 0;

	text[0] = 0;
	for (size_t i = 0; i < n; i++) {
		const struct dwarf_place *p = &frames[i].place;

		at += snprintf(text + at, 512 - (size_t)at, "%s%.*s%s %.*s/%.*s:%u", i ? "; " : "",
		    STR_ARG(frames[i].name), frames[i].inlined ? "*" : "", STR_ARG(p->directory),
		    STR_ARG(p->file), p->line);
	}
	return str_from(text);
}

static void
check_frames(struct dwarf *d, uint64_t address, const char *want)
{
	char text[512];

	CHECK_STR(frames_text(d, address, 8, text), str_from(want));
}

static void
test_chains(int version)
{
	struct file f;
	struct dwarf d;
	struct dwarf_sections s;
	struct dwarf_frame frames[8];
	char text[512];

	make_file(&f, version);
	s = sections_of(&f);
	dwarf_init(&d, &s, NULL);
	check_frames(&d, 0xfff, "");
	check_frames(&d, 0x1000, "outer /home/x/main.c:10");
	check_frames(&d, 0x100f, "outer /home/x/main.c:10");
	check_frames(&d, 0x1010, "_Z5innerv* /home/x/main.c:10; outer /home/x/main.c:12");
	check_frames(&d, 0x1018,
	    "deep* /home/x/lib/deep.h:41; _Z5innerv* /home/x/lib/deep.h:40; outer "
	    "/home/x/main.c:12");
	check_frames(&d, 0x101f,
	    "deep* /home/x/lib/deep.h:41; _Z5innerv* /home/x/lib/deep.h:40; outer "
	    "/home/x/main.c:12");
	check_frames(&d, 0x1020, "_Z5innerv* /home/x/main.c:41; outer /home/x/main.c:12");
	check_frames(&d, 0x1033,
	    "deep* /home/x/main.c:41; _Z5innerv* /home/x/lib/deep.h:40; outer /home/x/main.c:12");
	check_frames(&d, 0x1034, "_Z5innerv* /home/x/main.c:41; outer /home/x/main.c:12");
	check_frames(&d, 0x1040, "outer /home/x/main.c:41");
	check_frames(&d, 0x1100, "");
	check_frames(&d, 0x2000, "_Z5innerv /home/x/main.c:5");
	check_frames(&d, 0x2010, "");
	check_frames(&d, 0x10, "");
	CHECK_STR(frames_text(&d, 0x1018, 1, text), STR("outer /home/x/main.c:12"));
	CHECK_STR(frames_text(&d, 0x1018, 0, text), STR(""));
	CHECK(d.error.what == NULL);
	CHECK(dwarf_frames(&d, 0x1018, false, frames, 8) == 3);
	CHECK(!frames[0].linkage && frames[1].linkage && !frames[2].linkage);
	CHECK(frames[0].place.line == 0);
	dwarf_release(&d);
}

/* With .debug_aranges the unit's own ranges are not asked. */
static void
test_aranges(void)
{
	struct file f;
	struct bytes *b = &f.part[ARANGES];
	struct dwarf d;
	struct dwarf_sections s;

	make_file(&f, 4);
	put(b, 4, 0);
	PUT(b, "\2\0\0\0\0\0\x8\0\0\0\0\0");
	put(b, 8, 0x1000);
	put(b, 8, 0x100);
	put(b, 8, 0);
	put(b, 8, 0);
	put_length(b, 0);
	s = sections_of(&f);
	dwarf_init(&d, &s, NULL);
	check_frames(&d, 0x1000, "outer /home/x/main.c:10");
	check_frames(&d, 0x2000, "");
	CHECK(d.error.what == NULL);
	dwarf_release(&d);
}

/* More attributes than there are, which take no bytes of DIEs, are damage; what is before them counts. */
static void
test_attributes(unsigned count, const char *what)
{
	struct file f;
	struct bytes *b = &f.part[ABBREV];
	struct dwarf d;
	struct dwarf_sections s;

	make_file(&f, 4);
	b->len--; /* the end of the table */
	PUT(b, "\x8\x2e\0");
	for (unsigned i = 0; i < count; i++)
		PUT(b, "\x3f\x19");
	PUT(b, "\0\0\0");
	s = sections_of(&f);
	dwarf_init(&d, &s, NULL);
	check_frames(&d, 0x1000, "outer /home/x/main.c:10");
	CHECK_STR(str_from(d.error.what != NULL ? d.error.what : ""), str_from(what));
	dwarf_release(&d);
}

/* As many DIEs as there are may have one long name, and each time it is gone through. */
static void
test_long_names(void)
{
	char text[6 + 512 + 1] = "short";
	struct dwarf_sections s = {.str = STR_INIT("")};
	const struct dwarf_unit u = {.offset = 0};
	const struct dwarf_value shorter = {.form = FORM_STRP, .number = 0};
	const struct dwarf_value longer = {.form = FORM_STRP, .number = 6};
	struct dwarf d;

	memset(text + 6, 'x', 512);
	s.str = str_make(text, sizeof(text));
	dwarf_init(&d, &s, NULL);
	d.budget = 10;
	CHECK(dwarf_string(&d, &u, &longer).len == 512);
	CHECK(dwarf_string(&d, &u, &longer).len == 512);
	CHECK(dwarf_string(&d, &u, &longer).len == 0);
	CHECK(d.error.what != NULL);
	CHECK_STR(dwarf_string(&d, &u, &shorter), STR("short"));
	dwarf_release(&d);
}

static void
ask_everywhere(const struct dwarf_sections *s)
{
	struct dwarf d;
	struct dwarf_frame frames[8];

	dwarf_init(&d, s, NULL);
	for (uint64_t at = 0xff0; at < 0x2020; at += at < 0x1110 || at > 0x1ff0 ? 4 : 0x100)
		CHECK(dwarf_frames(&d, at, true, frames, 8) <= 8);
	dwarf_release(&d);
}

/* Every section cut at every place, and with every byte changed. */
static void
test_damage(int version)
{
	struct file f;

	make_file(&f, version);
	for (int part = 0; part < SECTIONS; part++) {
		struct bytes *b = &f.part[part];
		size_t len = b->len;

		for (size_t i = 0; i < len; i++) {
			static const unsigned char changes[] = {0xff, 0x80, 1, 0x10};
			unsigned char old = b->data[i];
			struct dwarf_sections s;

			b->len = i;
			s = sections_of(&f);
			ask_everywhere(&s);
			b->len = len;
			s = sections_of(&f);
			for (size_t n = 0; n < sizeof(changes); n++) {
				b->data[i] = old ^ changes[n];
				ask_everywhere(&s);
			}
			b->data[i] = old;
		}
	}
}

/*
 * On this program --------------------------------------------------------------
 */

static inline __attribute__((always_inline)) int
landmark_inner(volatile int *n)
{
	*n += 3;
	return *n * 5;
}

static inline __attribute__((always_inline)) int
landmark_middle(volatile int *n)
{
	*n -= 1;
	return landmark_inner(n) + *n;
}

int dwarf_test_landmark(volatile int *n);

__attribute__((noinline)) int
dwarf_test_landmark(volatile int *n)
{
	int sum = landmark_middle(n);

	*n = sum;
	return sum + landmark_inner(n);
}

static void
fill_sections(struct elf *e, struct dwarf_sections *s)
{
	struct elf_error error;

	s->big_endian = e->big_endian;
	CHECK(elf_section_bytes(e, STR(".debug_info"), &s->info, &error));
	CHECK(elf_section_bytes(e, STR(".debug_abbrev"), &s->abbrev, &error));
	CHECK(elf_section_bytes(e, STR(".debug_aranges"), &s->aranges, &error));
	CHECK(elf_section_bytes(e, STR(".debug_line"), &s->line, &error));
	CHECK(elf_section_bytes(e, STR(".debug_line_str"), &s->line_str, &error));
	CHECK(elf_section_bytes(e, STR(".debug_str"), &s->str, &error));
	CHECK(elf_section_bytes(e, STR(".debug_str_offsets"), &s->str_offsets, &error));
	CHECK(elf_section_bytes(e, STR(".debug_addr"), &s->addr, &error));
	CHECK(elf_section_bytes(e, STR(".debug_ranges"), &s->ranges, &error));
	CHECK(elf_section_bytes(e, STR(".debug_rnglists"), &s->rnglists, &error));
}

/* However little may be read: ranges that were found are of functions that are known. */
static void
test_budget(int version)
{
	struct file f;
	struct dwarf_sections s;
	struct dwarf_frame frames[8];
	size_t most = 0;

	make_file(&f, version);
	s = sections_of(&f);
	for (uint64_t budget = 0; budget < 1000; budget++) {
		struct dwarf d;
		size_t n;

		dwarf_init(&d, &s, NULL);
		d.budget = budget;
		n = dwarf_frames(&d, 0x1018, false, frames, 8);
		CHECK(n <= 3);
		for (size_t i = 0; i < n; i++)
			CHECK(frames[i].name.len > 0);
		most = n > most ? n : most;
		dwarf_release(&d);
	}
	CHECK(most == 3);
}

/* Some address of the function at [from, to) is in inner in middle in it. */
static bool
has_chain(struct dwarf *d, uint64_t from, uint64_t to)
{
	struct dwarf_frame f[8];

	for (uint64_t at = from; at < to; at++)
		if (dwarf_frames(d, at, true, f, 8) == 3 &&
		    str_eq(f[0].name, STR("landmark_inner")) &&
		    str_eq(f[1].name, STR("landmark_middle")) &&
		    str_eq(f[2].name, STR("dwarf_test_landmark")) && f[0].inlined && f[1].inlined &&
		    !f[2].inlined && f[0].place.line < f[1].place.line &&
		    f[1].place.line < f[2].place.line && str_ends(f[2].place.file, STR("dwarf.c")))
			return true;
	return false;
}

static void
test_own_program(void)
{
	struct elf e;
	struct elf_error error;
	struct elf_symbols symbols;
	struct elf_symbol symbol = {.start = 0};
	struct dwarf d;
	struct dwarf_sections s = {.big_endian = false};
	uint64_t start = 0;
	bool found = false;

	CHECK(elf_open(&e, "/proc/self/exe", &error));
	fill_sections(&e, &s);
	dwarf_init(&d, &s, NULL);
	CHECK(elf_symbols_load(&symbols, &e, &e, NULL));
	for (size_t at = 0; at < e.image.len && !found; at++)
		found = elf_symbols_find(&symbols, at, &symbol) &&
			str_eq(symbol.name, STR("dwarf_test_landmark"));
	CHECK(found && elf_address(&e, symbol.start, &start));
	/* Compiled without -g there is nothing to find. */
	CHECK(has_chain(&d, start, start + (symbol.end - symbol.start)) == (s.info.len > 0));
	elf_symbols_release(&symbols);
	dwarf_release(&d);
	elf_close(&e);
}

int
main(void)
{
	volatile int n = 2;

	CHECK(dwarf_test_landmark(&n) != 0);
	for (int version = 4; version <= 5; version++) {
		test_chains(version);
		test_damage(version);
		test_budget(version);
	}
	test_aranges();
	test_attributes(512, "");
	test_attributes(513, "an abbreviation of too many attributes");
	test_long_names();
	test_own_program();
	return check_done();
}
