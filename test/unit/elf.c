/*
 * Tests of elf in lib and collapse-perf: on this very program, and on images made here.
 */
#include "elf_module.h"
#include "elf_symbols.h"
#include "check.h"
#include "elf_inflate.h"
#include "mem.h"

/* 60 lines "row I of the text, and I * I * 7919 % 1000003", by zlib's level 9. */
static const char rows[] =
    "\170\332\155\224\073\156\035\061\014\105\173\257\142\026\220\202\377\317\162\002"
    "\304\106\252\030\060\036\220\054\077\312\220\251\346\326\007\224\304\243\113\176"
    "\175\376\276\350\372\374\270\136\077\337\257\327\373\237\327\267\353\373\257\037"
    "\027\275\175\035\300\117\220\315\175\063\171\062\345\310\270\241\202\102\226\344"
    "\033\332\023\262\104\222\335\324\001\355\354\364\233\306\223\112\071\325\324\046"
    "\170\123\025\351\334\133\117\352\024\305\363\344\176\322\060\066\235\156\231\260"
    "\012\132\121\300\124\173\161\157\065\220\305\106\252\072\030\350\122\055\245\032"
    "\014\204\271\013\313\264\305\300\130\026\147\312\140\244\054\305\367\354\104\102"
    "\313\153\164\063\162\026\236\276\155\003\151\247\066\175\372\022\040\355\104\304"
    "\173\036\056\100\232\265\110\316\341\002\244\225\112\126\016\006\322\270\232\367"
    "\303\004\111\013\126\035\053\002\244\265\265\306\276\034\110\123\127\221\075\034"
    "\130\073\276\117\371\140\140\115\116\106\163\234\013\212\232\167\305\150\121\144"
    "\355\110\311\271\133\201\265\140\142\235\303\025\105\215\232\266\157\005\326\102"
    "\064\143\244\052\232\115\067\325\305\050\152\104\151\173\067\212\132\110\367\114"
    "\247\002\153\145\114\265\175\003\153\246\116\064\137\242\300\232\131\356\207\031"
    "\220\166\126\212\306\134\155\214\266\025\327\216\257\001\151\035\115\071\155\033"
    "\222\146\162\322\066\330\320\370\362\377\044\232\243\054\265\354\331\300\131\236"
    "\021\363\211\222\045\232\021\045\331\207\243\244\331\277\240\016\006\316\130\055"
    "\206\072\334\151\151\066\112\035\070\363\076\233\143\332\162\340\314\130\316\000"
    "\016\126\364\062\063\232\305\342\300\131\163\352\122\064\235\156\115\043\305\003"
    "\155\006\155\336\276\320\164\312\331\112\133\015\234\205\266\355\000\171\303\225"
    "\167\266\371\333\137\200\157\026\370";

/* "abcabcabcabcabcabc, fixed" with the fixed codes. */
static const char fixed[] =
    "\170\001\113\114\112\116\104\105\072\012\151\231\025\251\051\000\171\353\011\101";

static const char stored[] = /* "stored" */
    "\170\001\001\006\000\371\377\163\164\157\162\145\144\011\074\002\222";

static void
check_inflated(struct str zlib, struct str want)
{
	char out[4096];
	size_t fault;

	CHECK(elf_inflate(zlib, out, want.len, &fault));
	CHECK_STR(str_make(out, want.len), want);
	CHECK(!elf_inflate(zlib, out, want.len + 1, &fault));
	CHECK(!elf_inflate(zlib, out, want.len - 1, &fault));
	for (size_t cut = 0; cut + 6 < zlib.len; cut++)
		CHECK(!elf_inflate(str_head(zlib, cut), out, want.len, &fault));
}

static void
test_inflate(void)
{
	char text[4096], out[4096], bad[sizeof(rows)];
	size_t n = 0, fault;

	for (int i = 0; i < 60; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "row %d of the text, and %d\n", i,
		    i * i * 7919 % 1000003);
	check_inflated(str_make(rows, sizeof(rows) - 1), str_make(text, n));
	check_inflated(str_make(fixed, sizeof(fixed) - 1), STR("abcabcabcabcabcabc, fixed"));
	check_inflated(str_make(stored, sizeof(stored) - 1), STR("stored"));
	/* Any damage ends within bounds, with whatever result. */
	for (size_t i = 0; i + 1 < sizeof(rows); i++) {
		memcpy(bad, rows, sizeof(rows));
		bad[i] = (char)(bad[i] ^ (1 << i % 8));
		elf_inflate(str_make(bad, sizeof(rows) - 1), out, n, &fault);
		CHECK(fault <= sizeof(rows));
	}
}

/* A place to find by its name. */
int elf_test_landmark(int n);

int
elf_test_landmark(int n)
{
	return n * 3 + 1;
}

/* The address of a function in this process, from a symbol of the file. */
static void
test_own_symbols(void)
{
	struct elf_search search = {.path = "/proc/self/exe", .root = ""};
	struct elf_module m;
	struct elf_error error;
	struct elf_symbols symbols;
	struct elf_symbol s;
	bool found = false;

	CHECK(elf_module_open(&m, &search, &error));
	if (m.symbols == NULL)
		return;
	CHECK(m.runtime == m.symbols && !m.mismatch);
	CHECK(elf_symbols_load(&symbols, m.symbols, m.runtime, NULL));
	for (size_t at = 0; at < m.symbols->image.len && !found; at++)
		found =
		    elf_symbols_find(&symbols, at, &s) && str_eq(s.name, STR("elf_test_landmark"));
	CHECK(found);
	if (found) {
		struct str code;
		uint64_t address, start;

		CHECK(s.end > s.start && !s.plt);
		CHECK(elf_address(m.runtime, s.start, &address));
		code = elf_loaded(m.runtime, address, &start);
		CHECK(start <= address && code.len >= s.end - s.start);
		CHECK(code.ptr + (address - start) == m.runtime->image.ptr + s.start);
		CHECK(elf_symbols_find(&symbols, s.end - 1, &s));
		CHECK_STR(s.name, STR("elf_test_landmark"));
	}
	elf_symbols_release(&symbols);
	elf_module_close(&m);
}

static void
test_wrong_build_id(void)
{
	struct elf_search search = {
	    .path = "/proc/self/exe", .root = "", .build_id = STR_INIT("no such build-id")};
	struct elf_module m;
	struct elf_error error;

	CHECK(!elf_module_open(&m, &search, &error));
	CHECK(m.mismatch);
	CHECK_STR(str_from(error.what), STR("another build-id than recorded"));
	elf_module_close(&m);
}

struct image {
	unsigned char bytes[1024];
	size_t at;
	bool little_endian;
};

static void
put(struct image *i, unsigned size, uint64_t value)
{
	for (unsigned n = size; n-- > 0; i->at++)
		i->bytes[i->at] =
		    (unsigned char)(value >> 8 * (i->little_endian ? size - 1 - n : n));
}

/*
 * An image of a 32-bit big-endian file ------------------------------------
 */

static void
put_section(struct image *i, const unsigned v[10])
{
	for (int field = 0; field < 10; field++)
		put(i, 4, v[field]);
}

static void
put_symbol(struct image *i, unsigned name, unsigned value, unsigned size, unsigned info)
{
	put(i, 4, name);
	put(i, 4, value);
	put(i, 4, size);
	put(i, 1, info);
	put(i, 1, 0);
	put(i, 2, 1); /* in section 1, .text */
}

/* Fields of a header, one after the other. */
struct field {
	unsigned size, value;
};

static void
put_fields(struct image *i, const struct field *fields, size_t n)
{
	for (size_t k = 0; k < n; k++)
		put(i, fields[k].size, fields[k].value);
}

static void
put_text(struct image *i, struct str s)
{
	memcpy(i->bytes + i->at, s.ptr, s.len);
	i->at += s.len;
}

/* Code at file offset 0x300 and address 0x10300; symbols from 512, strings from 640. */
static void
make_image(struct image *i)
{
	static const struct str names = {"\0.text\0.symtab\0.strtab\0.shstrtab\0", 33};
	static const struct str strings = {"\0first\0second\0__third\0third\0label\0inner", 39};

	*i = (struct image){{0}, 0, false};
	put_text(i, STR("\177ELF\1\2\1"));
	i->at = 16;
	/* executable, MIPS; where program and section headers are; how long, how many */
	put_fields(i,
	    (struct field[]){{2, 2}, {2, 8}, {4, 1}, {4, 0}, {4, 52}, {4, 96}, {4, 0}, {2, 52},
		{2, 32}, {2, 1}, {2, 40}, {2, 5}, {2, 4}},
	    13);
	for (int field = 0; field < 8; field++) {
		static const unsigned segment[8] = {
		    1, 0, 0x10000, 0x10000, 0x400, 0x400, 5, 0x1000};

		put(i, 4, segment[field]);
	}
	i->at = 96 + 40;
	put_section(i, (unsigned[]){1, 1, 6, 0x10300, 0x300, 0x100, 0, 0, 0, 0});
	put_section(i, (unsigned[]){7, 2, 0, 0, 512, 8 * 16, 3, 0, 0, 16});
	put_section(i, (unsigned[]){15, 3, 0, 0, 640, 39 + 1, 0, 0, 0, 0});
	put_section(i, (unsigned[]){23, 3, 0, 0, 700, 34, 0, 0, 0, 0});
	i->at = 512 + 16;
	put_symbol(i, 1, 0x10300, 0x40, 0x12);	/* first: a global function */
	put_symbol(i, 7, 0x10340, 0, 0x12);	/* second: without a size, up to the next */
	put_symbol(i, 14, 0x10360, 0x20, 0x12); /* __third: more underscores than */
	put_symbol(i, 22, 0x10360, 0x20, 0x12); /* third */
	put_symbol(i, 28, 0x103f0, 0, 0x00);	/* label: the last one, into the next page */
	put_symbol(i, 34, 0x10310, 8, 0x02);	/* inner: within first */
	put_symbol(i, 28, 0x10330, 0, 0x00);	/* label: within first, and no function */
	i->at = 640;
	put_text(i, strings);
	i->at = 700;
	put_text(i, names);
	i->at = sizeof(i->bytes);
}

/* What stands at an offset: NULL for nothing. */
struct symbol_row {
	uint64_t offset;
	const char *name;
};

static void
check_symbols(const struct elf *e, const struct symbol_row *symbols, size_t n)
{
	struct elf_symbols t;

	CHECK(elf_symbols_load(&t, e, e, NULL));
	for (size_t i = 0; i < n; i++) {
		struct elf_symbol s;

		if (!elf_symbols_find(&t, symbols[i].offset, &s))
			s.name = STR("none");
		CHECK_STR(s.name, str_from(symbols[i].name != NULL ? symbols[i].name : "none"));
	}
	elf_symbols_release(&t);
}

/* Segments are looked through for each address. */
static void
test_many_segments(void)
{
	enum { COUNT_AT = 44 };
	struct image i;
	struct elf e;
	struct elf_error error;

	make_image(&i);
	i.bytes[COUNT_AT] = 1171 >> 8;
	i.bytes[COUNT_AT + 1] = 1171 & 255;
	CHECK(!elf_open_image(&e, str_make((char *)i.bytes, sizeof(i.bytes)), &error));
	CHECK_STR(str_from(error.what), STR("too many program headers"));
}

static void
test_big_endian(void)
{
	static const struct symbol_row symbols[] = {
	    {0x2ff, NULL},
	    {0x300, "first"},
	    {0x317, "inner"},
	    {0x318, "first"},
	    {0x330, "first"},
	    {0x33f, "first"},
	    {0x340, "second"},
	    {0x35f, "second"},
	    {0x360, "third"},
	    {0x380, NULL},
	    {0x1fff, "label"},
	    {0x2000, NULL},
	};
	struct image i;
	struct elf e;
	struct elf_error error;

	make_image(&i);
	CHECK(elf_open_image(&e, str_make((char *)i.bytes, sizeof(i.bytes)), &error));
	CHECK(e.big_endian && !e.is_64 && e.section_count == 5 && e.segment_count == 1);
	CHECK(elf_section(&e, STR(".text")) == &e.sections[1]);
	CHECK(elf_section(&e, STR(".data")) == NULL);
	check_symbols(&e, symbols, sizeof(symbols) / sizeof(*symbols));
	elf_close(&e);
}

/*
 * A linkage table of x86-64 -------------------------------------------------
 */

static void
put_long_section(struct image *i, const unsigned v[10])
{
	static const unsigned sizes[10] = {4, 4, 8, 8, 8, 8, 4, 4, 8, 8};

	for (int field = 0; field < 10; field++)
		put(i, sizes[field], v[field]);
}

static void
put_imported_symbol(struct image *i, unsigned name)
{
	put(i, 4, name);
	put(i, 1, 0x12); /* a global function */
	put(i, 3, 0);	 /* that is defined elsewhere */
	put(i, 8, 0);
	put(i, 8, 0);
}

static void
put_jump_relocation(struct image *i, unsigned slot, uint64_t symbol)
{
	put(i, 8, slot);
	put(i, 8, symbol << 32 | 7);
	put(i, 8, 0);
}

/* .plt at 0x300, as the mold linker makes it: a first entry of 32 bytes, two of 16. */
static void
make_mold_image(struct image *i)
{
	*i = (struct image){{0}, 0, true};
	put_text(i, STR("\177ELF\2\1\1"));
	i->at = 16;
	/* shared, x86-64; where section headers are; how long, how many */
	put_fields(i,
	    (struct field[]){{2, 3}, {2, 62}, {4, 1}, {8, 0}, {8, 0}, {8, 0x100}, {4, 0}, {2, 64},
		{2, 56}, {2, 0}, {2, 64}, {2, 6}, {2, 5}},
	    13);
	i->at = 0x100 + 64;
	put_long_section(i, (unsigned[]){1, 1, 6, 0x1300, 0x300, 64, 0, 0, 16, 0});
	put_long_section(i, (unsigned[]){6, 11, 2, 0x1340, 0x340, 3 * 24, 3, 1, 8, 24});
	put_long_section(i, (unsigned[]){14, 3, 2, 0x1390, 0x390, 13, 0, 0, 1, 0});
	put_long_section(i, (unsigned[]){22, 4, 2, 0x13a0, 0x3a0, 2 * 24, 2, 1, 8, 24});
	put_long_section(i, (unsigned[]){32, 3, 0, 0, 0x3d0, 42, 0, 0, 1, 0});
	i->at = 0x300;
	put_text(i, STR("\xf3\x0f\x1e\xfa\x41\x53\xff\x35"));
	i->at = 0x340 + 24;
	put_imported_symbol(i, 1);
	put_imported_symbol(i, 8);
	i->at = 0x390;
	put_text(i, STR("\0malloc\0free"));
	i->at = 0x3a0;
	put_jump_relocation(i, 0x4018, 1);
	put_jump_relocation(i, 0x4020, 2);
	put_text(i, STR("\0.plt\0.dynsym\0.dynstr\0.rela.plt\0.shstrtab"));
	i->at = sizeof(i->bytes);
}

static void
test_mold_plt(void)
{
	static const struct symbol_row symbols[] = {
	    {0x31f, NULL},
	    {0x320, "malloc"},
	    {0x330, "free"},
	    {0x33f, "free"},
	    {0x340, NULL},
	};
	struct image i;
	struct elf e;
	struct elf_error error;

	make_mold_image(&i);
	CHECK(elf_open_image(&e, str_make((char *)i.bytes, sizeof(i.bytes)), &error));
	check_symbols(&e, symbols, sizeof(symbols) / sizeof(*symbols));
	elf_close(&e);
}

/* Reads all there is of a possibly damaged image. */
static void
read_all(struct str image)
{
	struct elf e;
	struct elf_error error;
	struct elf_symbols t;
	struct elf_symbol symbol;
	struct str s, id;
	uint32_t crc;

	if (!elf_open_image(&e, image, &error)) {
		CHECK(error.what != NULL && error.offset <= UINT32_MAX);
		return;
	}
	for (size_t i = 0; i < e.section_count; i++)
		elf_section_bytes(&e, e.sections[i].name, &s, &error);
	elf_build_id(&e);
	elf_debuglink(&e, &s, &crc);
	elf_debugaltlink(&e, &s, &id);
	if (elf_symbols_load(&t, &e, &e, NULL)) {
		for (uint64_t offset = 0; offset < 0x1000; offset += 8)
			elf_symbols_find(&t, offset, &symbol);
		elf_symbols_release(&t);
	}
	elf_close(&e);
}

static void
test_damage(void)
{
	struct image i;

	make_image(&i);
	for (size_t n = 0; n < sizeof(i.bytes); n++) {
		char *cut = mem_alloc(n); /* so that a read past the end is seen */

		memcpy(cut, i.bytes, n);
		read_all(str_make(cut, n));
		mem_free(cut);
	}
	for (size_t n = 0; n < 512 + 8 * 16; n++) {
		unsigned char old = i.bytes[n];

		i.bytes[n] = 0xff;
		read_all(str_make((char *)i.bytes, sizeof(i.bytes)));
		i.bytes[n] = old;
	}
}

static void
test_errors(void)
{
	struct elf e;
	struct elf_error error;

	CHECK(!elf_open(&e, "/nonexistent", &error) && error.code != 0);
	CHECK(!elf_open(&e, "/", &error) && error.code != 0);
	CHECK(!elf_open(&e, "/dev/null", &error) && error.code != 0);
	CHECK(!elf_open_image(&e, STR("#!/bin/sh, a script"), &error));
	CHECK_STR(str_from(error.what), STR("not an ELF file"));
}

int
main(void)
{
	CHECK(elf_test_landmark(2) == 7);
	test_inflate();
	test_own_symbols();
	test_wrong_build_id();
	test_many_segments();
	test_big_endian();
	test_mold_plt();
	test_damage();
	test_errors();
	return check_done();
}
