/*
 * Tests of collapse-perf/unwind/unwind: on call frame information made here, and on
 * this very program's.
 */
#include "unwind.h"

#include "elf_symbols.h"
#include "bytes.h"
#include "check.h"
#include "cursor.h"
#include "mem.h"

enum {
	FRAMES_AT = 0x5000, /* virtual address of .eh_frame */
	HEADER_AT = 0x4000,
	STACK_AT = 0x7000,
	PLT_AT = 0x300000,
	BIAS = 0x100000,
};

/* Fills up with DW_CFA_nop and sets the length at `start`. */
static void
end_entry(struct bytes *b, size_t start)
{
	while (b->len % 8 != 0)
		put(b, 1, 0);
	put_length(b, start);
}

static size_t
put_cie(struct bytes *b, bool debug_frame, const char *letters, char return_register)
{
	size_t start = b->len;

	put(b, 4, 0);
	put(b, 4, debug_frame ? 0xffffffff : 0);
	put(b, 1, debug_frame ? 4 : 1);
	put_text(b, letters, strlen(letters) + 1);
	if (debug_frame)
		PUT(b, "\10\0"); /* addresses of 8 bytes, no segments */
	PUT(b, "\1\170");	 /* factors 1 and -8 */
	put(b, 1, (unsigned char)return_register);
	if (letters[0] == 'z')
		PUT(b, "\1\33"); /* pointers: pc-relative, 4 bytes */
	if (return_register == 16)
		PUT(b, "\14\7\10\220\1"); /* cfa rsp+8, ip at cfa-8 */
	else
		PUT(b, "\14\37\0"); /* cfa sp+0 */
	end_entry(b, start);
	return start;
}

static size_t
put_fde(struct bytes *b, size_t cie, uint64_t from, uint64_t size, const char *code, size_t n)
{
	size_t start = b->len;

	put(b, 4, 0);
	put(b, 4, b->len - cie);
	put(b, 4, from - (FRAMES_AT + b->len));
	put(b, 4, size);
	put(b, 1, 0);
	put_text(b, code, n);
	end_entry(b, start);
	return start;
}

#define PUT_FDE(b, cie, from, size, code) put_fde(b, cie, from, size, code, sizeof(code) - 1)

/* A stack whose words are their own numbers: word n is 0x100 + n, of 4 bytes 0x200 + n. */
static bool
read_stack(void *context, uint64_t address, unsigned size, uint64_t *value)
{
	(void)context;
	if (address < STACK_AT || address - STACK_AT >= 0x200 || (size != 8 && size != 4))
		return false;
	*value = (size == 8 ? 0x100 : 0x200) + (address - STACK_AT) / size;
	return true;
}

static const struct unwind_memory memory = {.read = read_stack};

static struct unwind_registers
at_ip(uint64_t ip)
{
	struct unwind_registers r = {.known = 0};

	unwind_set(&r, UNWIND_X86_IP, ip + BIAS);
	unwind_set(&r, UNWIND_X86_SP, STACK_AT);
	unwind_set(&r, UNWIND_X86_BP, STACK_AT + 0x40);
	return r;
}

/* One step from ip: to be stepped, with that caller. */
static void
check_step(struct unwind_table *t, uint64_t ip, uint64_t caller_ip, uint64_t caller_sp)
{
	struct unwind_registers r = at_ip(ip);

	CHECK(unwind_step(t, BIAS, &r, &memory) == UNWIND_STEPPED);
	CHECK(r.value[UNWIND_X86_IP] == caller_ip);
	CHECK(r.value[UNWIND_X86_SP] == caller_sp);
	CHECK(r.after_call);
}

/* Functions at 0x1000 (frame pointer), 0x2000 (as in .plt), 0x3000 (signal), 0x3800 (last). */
static void
make_frames(struct bytes *b, struct bytes *header)
{
	size_t cie = put_cie(b, false, "zR", 16), signal, fde[4];

	/* push rbp; mov rbp,rsp; ...; leave; ret; and back to the body */
	fde[0] =
	    PUT_FDE(b, cie, 0x1000, 0x100, "\101\16\20\206\2\103\15\6\12\2\40\14\7\10\306\101\13");
	fde[1] = PUT_FDE(
	    b, cie, 0x2000, 0x20, "\16\20\106\16\30\112\17\13\167\10\200\0\77\32\73\52\63\44\42");
	signal = put_cie(b, false, "zRS", 16);
	fde[2] = PUT_FDE(b, signal, 0x3000, 0x10, "\20\20\3\167\250\1\17\3\167\240\1");
	fde[3] = PUT_FDE(b, cie, 0x3800, 0x10, "\7\20");
	put(b, 4, 0);
	PUT(header, "\1\33\3\73");
	put(header, 4, FRAMES_AT - (HEADER_AT + 4));
	put(header, 4, 4);
	for (int i = 0; i < 4; i++) {
		static const uint64_t starts[] = {0x1000, 0x2000, 0x3000, 0x3800};

		put(header, 4, starts[i] - HEADER_AT);
		put(header, 4, FRAMES_AT + fde[i] - HEADER_AT);
	}
}

static void
check_frames(struct unwind_table *t)
{
	struct unwind_registers r;

	check_step(t, 0x1000, 0x100, STACK_AT + 8);
	check_step(t, 0x1001, 0x101, STACK_AT + 16);
	check_step(t, 0x1004, 0x109, STACK_AT + 0x50);
	check_step(t, 0x1023, 0x109, STACK_AT + 0x50);
	check_step(t, 0x1024, 0x100, STACK_AT + 8); /* behind leave */
	check_step(t, 0x1025, 0x109, STACK_AT + 0x50);
	r = at_ip(0x1004);
	CHECK(unwind_step(t, BIAS, &r, &memory) == UNWIND_STEPPED);
	CHECK(r.value[UNWIND_X86_BP] == 0x108);
	/* The return address is behind the function: it still belongs to the call. */
	r = at_ip(0x1100);
	CHECK(unwind_step(t, BIAS, &r, &memory) == UNWIND_NO_INFO);
	r.after_call = true;
	CHECK(unwind_step(t, BIAS, &r, &memory) == UNWIND_STEPPED);
	/* .plt: the entries' 11th byte and those behind it have pushed one word more. */
	check_step(t, 0x2000, 0x101, STACK_AT + 16);
	check_step(t, 0x2006, 0x102, STACK_AT + 24);
	check_step(t, 0x2010, 0x100, STACK_AT + 8);
	check_step(t, 0x201a, 0x100, STACK_AT + 8);
	check_step(t, 0x201b, 0x101, STACK_AT + 16);
	r = at_ip(0x3000);
	CHECK(unwind_is_signal_frame(t, BIAS, &r));
	r = at_ip(0x3800);
	CHECK(!unwind_is_signal_frame(t, BIAS, &r));
	CHECK(unwind_step(t, BIAS, &r, &memory) == UNWIND_END);
	for (uint64_t ip = 0x0ff0; ip < 0x1000; ip++) {
		r = at_ip(ip);
		CHECK(unwind_step(t, BIAS, &r, &memory) == UNWIND_NO_INFO);
	}
}

/* A signal frame's caller was interrupted: its ip is no return address. */
static void
check_signal_frame(struct unwind_table *t)
{
	struct unwind_registers r = at_ip(0x3000);

	CHECK(unwind_step(t, BIAS, &r, &memory) == UNWIND_STEPPED);
	CHECK(r.value[UNWIND_X86_SP] == STACK_AT + 160);
	CHECK(r.value[UNWIND_X86_IP] == 0x100 + 168 / 8);
	CHECK(!r.after_call);
}

static void
test_eh_frame(void)
{
	struct bytes frames = {{0}, 0}, header = {{0}, 0};
	struct unwind_table t;
	struct unwind_sections s = {
	    .eh_frame_address = FRAMES_AT, .eh_frame_hdr_address = HEADER_AT};

	make_frames(&frames, &header);
	s.eh_frame = bytes_text(&frames);
	for (int with_header = 0; with_header < 2; with_header++) {
		s.eh_frame_hdr = with_header ? bytes_text(&header) : str_make("", 0);
		CHECK(unwind_table_init(&t, &s));
		CHECK((t.search_table.len > 0) == (with_header != 0));
		check_frames(&t);
		check_signal_frame(&t);
		CHECK(t.error.what == NULL);
		unwind_table_release(&t);
	}
}

static void
test_debug_frame(void)
{
	struct bytes b = {{0}, 0};
	struct unwind_table t;
	struct unwind_sections s = {.machine = UNWIND_X86_64};
	struct unwind_registers r;
	size_t start;

	put_cie(&b, true, "", 16);
	start = b.len;
	put(&b, 4, 0);
	put(&b, 4, 0);
	put(&b, 8, 0x1000);
	put(&b, 8, 0x10);
	PUT(&b, "\104\16\40");
	end_entry(&b, start);
	s.debug_frame = bytes_text(&b);
	CHECK(unwind_table_init(&t, &s));
	check_step(&t, 0x1003, 0x100, STACK_AT + 8);
	check_step(&t, 0x1004, 0x103, STACK_AT + 32);
	r = at_ip(0x1010);
	CHECK(unwind_step(&t, BIAS, &r, &memory) == UNWIND_NO_INFO);
	unwind_table_release(&t);
}

/*
 * The end of a function, where nothing says that rbp was restored but that it lies below the stack
 * pointer, and a function that saves it there without a push: what it had is lost.
 */
static void
test_last_instructions(void)
{
	struct bytes b = {{0}, 0};
	struct unwind_table t;
	struct unwind_sections s = {.eh_frame_address = FRAMES_AT};
	struct unwind_registers r;
	size_t cie = put_cie(&b, false, "zR", 16);

	PUT_FDE(&b, cie, 0x1000, 0x30, "\101\16\20\206\2\103\15\6\134\14\7\10");
	PUT_FDE(&b, cie, 0x2000, 0x30, "\101\206\2");
	s.eh_frame = bytes_text(&b);
	CHECK(unwind_table_init(&t, &s));
	for (uint64_t ip = 0x1020; ip < 0x1030; ip++) {
		check_step(&t, ip, 0x100, STACK_AT + 8);
		r = at_ip(ip);
		CHECK(unwind_step(&t, BIAS, &r, &memory) == UNWIND_STEPPED);
		CHECK(r.known >> UNWIND_X86_BP & 1);
		CHECK(r.value[UNWIND_X86_BP] == STACK_AT + 0x40);
	}
	r = at_ip(0x1021);
	r.after_call = true; /* not where the sample is */
	CHECK(unwind_step(&t, BIAS, &r, &memory) == UNWIND_STEPPED);
	CHECK(!(r.known >> UNWIND_X86_BP & 1));
	r = at_ip(0x2010);
	CHECK(unwind_step(&t, BIAS, &r, &memory) == UNWIND_STEPPED);
	CHECK(!(r.known >> UNWIND_X86_BP & 1));
	unwind_table_release(&t);
}

/* A leaf keeps its return address in the link register; a signature is cut off. */
static void
test_aarch64(void)
{
	struct bytes b = {{0}, 0};
	struct unwind_table t;
	struct unwind_sections s = {.machine = UNWIND_AARCH64, .eh_frame_address = FRAMES_AT};
	struct unwind_registers r = {.known = 0};

	PUT_FDE(&b, put_cie(&b, false, "zR", 30), 0x1000, 0x20, "\104\55");
	s.eh_frame = bytes_text(&b);
	CHECK(unwind_table_init(&t, &s));
	unwind_set(&r, UNWIND_ARM_PC, 0x1000);
	unwind_set(&r, UNWIND_ARM_SP, STACK_AT);
	unwind_set(&r, UNWIND_ARM_LR, 0x0017000012345678);
	CHECK(unwind_step(&t, 0, &r, &memory) == UNWIND_STEPPED);
	CHECK(r.value[UNWIND_ARM_PC] == 0x0017000012345678);
	unwind_set(&r, UNWIND_ARM_PC, 0x1008);
	CHECK(unwind_step(&t, 0, &r, &memory) == UNWIND_STEPPED);
	CHECK(r.value[UNWIND_ARM_PC] == 0x12345678);
	CHECK(r.value[UNWIND_ARM_SP] == STACK_AT);
	unwind_table_release(&t);
}

/* What one function, or one stack, may cost. */
static void
test_bounds(void)
{
	struct bytes frames = {{0}, 0}, header = {{0}, 0}, letters = {{0}, 0};
	unsigned operations = 9;
	const struct unwind_memory limited = {.read = read_stack, .operations = &operations};
	struct unwind_sections s = {.eh_frame_address = FRAMES_AT};
	struct unwind_registers r = at_ip(0x2010);
	struct unwind_table t;

	make_frames(&frames, &header);
	s.eh_frame = bytes_text(&frames);
	CHECK(unwind_table_init(&t, &s));
	CHECK(unwind_step(&t, BIAS, &r, &limited) == UNWIND_STEPPED && operations == 0);
	r = at_ip(0x2010);
	CHECK(unwind_step(&t, BIAS, &r, &limited) == UNWIND_FAILED);
	r = at_ip(0x1000); /* no expression */
	CHECK(unwind_step(&t, BIAS, &r, &limited) == UNWIND_STEPPED);
	CHECK(t.error.what == NULL);
	t.budget = 10; /* CIE and FDE have more */
	r = at_ip(0x3000);
	CHECK(unwind_step(&t, BIAS, &r, &memory) == UNWIND_NO_INFO);
	CHECK_STR(str_from(t.error.what), STR("too much to read for the file's size"));
	unwind_table_release(&t);
	PUT_FDE(&letters, put_cie(&letters, false, "zRBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB", 16),
	    0x1000, 0x10, "");
	s.eh_frame = bytes_text(&letters);
	CHECK(unwind_table_init(&t, &s));
	r = at_ip(0x1000);
	CHECK(unwind_step(&t, BIAS, &r, &memory) == UNWIND_NO_INFO);
	CHECK_STR(str_from(t.error.what ? t.error.what : ""), STR("unknown augmentation"));
	unwind_table_release(&t);
}

/* Numbers of LEB128; one that does not end soon is none. */
static void
test_numbers(void)
{
	static const char two[] = "\x80\x01\x7f";
	struct bytes b = {{0}, 0};
	struct cursor c = cursor_make(str_make(two, 3), 0, false);

	CHECK(cursor_uleb(&c) == 128 && cursor_sleb(&c) == -1 && !c.failed);
	for (int i = 0; i < 31; i++)
		put(&b, 1, 0x80);
	put(&b, 1, 0);
	c = cursor_make(bytes_text(&b), 0, false);
	CHECK(cursor_uleb(&c) == 0 && !c.failed && c.at == 32);
	b.data[31] = 0x80;
	put(&b, 1, 0);
	c = cursor_make(bytes_text(&b), 0, false);
	CHECK(cursor_uleb(&c) == 0 && c.failed);
	c = cursor_make(bytes_text(&b), 0, false);
	CHECK(cursor_sleb(&c) == 0 && c.failed);
}

/* Words of 4 bytes, and registers that wrap within them. */
static void
test_i386(void)
{
	struct bytes b = {{0}, 0};
	struct unwind_table t;
	struct unwind_sections s = {.machine = UNWIND_I386, .eh_frame_address = FRAMES_AT};
	struct unwind_registers r = {.known = 0};

	PUT(&b, "\0\0\0\0\0\0\0\0\1zR\0\1\174\10\1\33\14\4\4\210\1");
	end_entry(&b, 0);
	PUT_FDE(&b, 0, 0x1000, 0x20, "\101\16\10\205\2"); /* push %ebp */
	s.eh_frame = bytes_text(&b);
	CHECK(unwind_table_init(&t, &s));
	unwind_set(&r, UNWIND_I386_IP, 0x1000);
	unwind_set(&r, UNWIND_I386_SP, ((uint64_t)7 << 32) + STACK_AT);
	CHECK(unwind_step(&t, 0, &r, &memory) == UNWIND_STEPPED);
	CHECK(r.value[UNWIND_I386_IP] == 0x200);
	CHECK(r.value[UNWIND_I386_SP] == STACK_AT + 4);
	unwind_set(&r, UNWIND_I386_IP, 0x1002);
	CHECK(unwind_step(&t, 0, &r, &memory) == UNWIND_STEPPED);
	CHECK(r.value[UNWIND_I386_BP] == 0x201 && r.value[UNWIND_I386_IP] == 0x202);
	CHECK(r.value[UNWIND_I386_SP] == STACK_AT + 12);
	CHECK(unwind_register_of_perf(UNWIND_I386, 7) == UNWIND_I386_SP);
	CHECK(unwind_register_of_perf(UNWIND_I386, 6) == UNWIND_I386_BP);
	CHECK(unwind_register_of_perf(UNWIND_I386, 16) == -1);
	unwind_table_release(&t);
}

/* The first two entries of a linkage table, and the stack. */
static bool
read_plt(void *context, uint64_t address, unsigned size, uint64_t *value)
{
	static const unsigned char code[] = {0xff, 0x35, 1, 2, 3, 4, 0xff, 0x25, 1, 2, 3, 4, 0xf,
	    0x1f, 0x40, 0, 0xff, 0x25, 1, 2, 3, 4, 0x68, 7, 0, 0, 0, 0xe9, 1, 2, 3, 4};

	if (address - PLT_AT >= sizeof(code))
		return read_stack(context, address, size, value);
	*value = code[address - PLT_AT] | (uint64_t)code[address - PLT_AT + 1] << 8;
	return size == 2;
}

/* The return address is on the stack, below what the table has put there; or in lr. */
static void
test_plt(void)
{
	/* Where its instructions are, and the words that are on the stack there. */
	static const uint64_t instructions[][2] = {{0, 1}, {6, 2}, {16, 0}, {22, 0}, {27, 1}};
	const struct unwind_memory with_code = {.read = read_plt};
	struct unwind_registers r;

	for (size_t i = 0; i < sizeof(instructions) / sizeof(*instructions); i++) {
		uint64_t pushed = instructions[i][1];

		r = at_ip(PLT_AT - BIAS + instructions[i][0]);
		CHECK(unwind_step_plt(UNWIND_X86_64, &r, &with_code) == UNWIND_STEPPED);
		CHECK(r.value[UNWIND_X86_IP] == 0x100 + pushed);
		CHECK(r.value[UNWIND_X86_SP] == STACK_AT + 8 + pushed * 8);
	}
	CHECK(unwind_step_plt(UNWIND_X86_64, &r, &with_code) == UNWIND_FAILED);
	r = (struct unwind_registers){.known = 0};
	CHECK(unwind_step_plt(UNWIND_AARCH64, &r, &memory) == UNWIND_FAILED);
	unwind_set(&r, UNWIND_ARM_LR, 0x777);
	CHECK(unwind_step_plt(UNWIND_AARCH64, &r, &memory) == UNWIND_STEPPED);
	CHECK(r.value[UNWIND_ARM_PC] == 0x777);
}

static void
test_frame_pointer(void)
{
	struct unwind_registers r = at_ip(0x999);

	CHECK(unwind_step_frame_pointer(UNWIND_X86_64, &r, &memory) == UNWIND_STEPPED);
	CHECK(r.value[UNWIND_X86_IP] == 0x109 && r.value[UNWIND_X86_BP] == 0x108);
	CHECK(r.value[UNWIND_X86_SP] == STACK_AT + 0x50);
	CHECK(unwind_step_frame_pointer(UNWIND_X86_64, &r, &memory) == UNWIND_FAILED);
	unwind_set(&r, UNWIND_X86_BP, 0);
	CHECK(unwind_step_frame_pointer(UNWIND_X86_64, &r, &memory) == UNWIND_END);
}

/* The stack's words are 0x100, 0x101 …: the second one is the return address. */
static void
test_python(void)
{
	struct unwind_registers r = at_ip(0x999);

	CHECK(unwind_step_python(UNWIND_X86_64, &r, &memory) == UNWIND_FAILED);
	r.after_call = true;
	CHECK(unwind_step_python(UNWIND_AARCH64, &r, &memory) == UNWIND_FAILED);
	CHECK(unwind_step_python(UNWIND_X86_64, &r, &memory) == UNWIND_STEPPED);
	CHECK(r.value[UNWIND_X86_IP] == 0x101 && r.after_call);
	CHECK(r.value[UNWIND_X86_SP] == STACK_AT + 16);
	CHECK(r.value[UNWIND_X86_BP] == STACK_AT + 0x40);
	/* One that has a frame pointer gives the caller's back. */
	unwind_set(&r, UNWIND_X86_BP, STACK_AT + 16);
	CHECK(unwind_step_python(UNWIND_X86_64, &r, &memory) == UNWIND_STEPPED);
	CHECK(r.value[UNWIND_X86_IP] == 0x103 && r.value[UNWIND_X86_BP] == 0x102);
	CHECK(r.value[UNWIND_X86_SP] == STACK_AT + 32);
	unwind_set(&r, UNWIND_X86_SP, 1);
	CHECK(unwind_step_python(UNWIND_X86_64, &r, &memory) == UNWIND_FAILED);
}

/* Steps from every address of a possibly damaged section. */
static void
step_everywhere(struct str frames, struct str header)
{
	struct unwind_table t;
	struct unwind_sections s = {.eh_frame = frames,
	    .eh_frame_hdr = header,
	    .eh_frame_address = FRAMES_AT,
	    .eh_frame_hdr_address = HEADER_AT};

	CHECK(unwind_table_init(&t, &s));
	for (uint64_t ip = 0x1000; ip < 0x3810; ip += ip % 0x1000 < 0x30 ? 1 : 0x7d0) {
		struct unwind_registers r = at_ip(ip);

		unwind_step(&t, BIAS, &r, &memory);
	}
	unwind_table_release(&t);
}

static void
test_damage(void)
{
	struct bytes frames = {{0}, 0}, header = {{0}, 0};

	make_frames(&frames, &header);
	for (size_t i = 0; i < frames.len; i++) {
		unsigned char old = frames.data[i];
		char *cut = mem_alloc(i);

		memcpy(cut, frames.data, i);
		step_everywhere(str_make(cut, i), bytes_text(&header));
		mem_free(cut);
		for (unsigned bit = 0; bit < 8; bit++) {
			frames.data[i] = (unsigned char)(old ^ 1u << bit);
			step_everywhere(bytes_text(&frames), bytes_text(&header));
			step_everywhere(bytes_text(&frames), str_make("", 0));
		}
		frames.data[i] = old;
	}
}

/* In the first instruction of any function of ours the return address is on top of the stack. */
static void
test_own_functions(void)
{
	struct elf e;
	struct elf_error error;
	struct unwind_table t;
	struct unwind_sections s = {.machine = UNWIND_X86_64};
	struct elf_symbols symbols;
	struct elf_symbol symbol;
	const struct elf_section *frames, *text;
	uint64_t first = 0;
	size_t right = 0, all = 0;

	CHECK(elf_open(&e, "/proc/self/exe", &error));
	frames = elf_section(&e, STR(".eh_frame"));
	text = elf_section(&e, STR(".text"));
	CHECK(frames != NULL && text != NULL);
	if (frames != NULL && text != NULL && e.machine == ELF_X86_64 && e.is_64) {
		s.eh_frame = elf_section_raw(&e, frames);
		s.eh_frame_address = frames->address;
		CHECK(unwind_table_init(&t, &s));
		CHECK(elf_symbols_load(&symbols, &e, &e, NULL));
		for (uint64_t at = text->offset; at < text->offset + text->size; at++) {
			if (!elf_symbols_find(&symbols, at, &symbol) || symbol.start != at ||
			    str_starts(symbol.name, STR("_start")))
				continue;
			if (elf_address(&e, at, &first)) {
				struct unwind_registers r = at_ip(first);

				all++;
				right += unwind_step(&t, BIAS, &r, &memory) == UNWIND_STEPPED &&
					 r.value[UNWIND_X86_IP] == 0x100 &&
					 r.value[UNWIND_X86_SP] == STACK_AT + 8;
			}
		}
		CHECK(all > 20 && right * 10 >= all * 9);
		elf_symbols_release(&symbols);
		unwind_table_release(&t);
	}
	elf_close(&e);
}

static void
test_registers(void)
{
	CHECK(unwind_register_of_perf(UNWIND_X86_64, 0) == 0);
	CHECK(unwind_register_of_perf(UNWIND_X86_64, 1) == 3);
	CHECK(unwind_register_of_perf(UNWIND_X86_64, 7) == UNWIND_X86_SP);
	CHECK(unwind_register_of_perf(UNWIND_X86_64, 8) == UNWIND_X86_IP);
	CHECK(unwind_register_of_perf(UNWIND_X86_64, 9) == -1);
	CHECK(unwind_register_of_perf(UNWIND_X86_64, 23) == 15);
	CHECK(unwind_register_of_perf(UNWIND_X86_64, 24) == -1);
	CHECK(unwind_register_of_perf(UNWIND_AARCH64, 32) == UNWIND_ARM_PC);
}

int
main(void)
{
	test_bounds();
	test_numbers();
	test_eh_frame();
	test_debug_frame();
	test_last_instructions();
	test_aarch64();
	test_i386();
	test_plt();
	test_frame_pointer();
	test_python();
	test_damage();
	test_own_functions();
	test_registers();
	return check_done();
}
