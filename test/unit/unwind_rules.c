/*
 * Tests of call frame programs: a row for each operation (DWARF 5, 6.4.2 and 7.24), with what a step
 * from one address makes of it: the CFA and the caller's rbp.
 */
#include "bytes.h"
#include "check.h"
#include "unwind.h"

enum {
	START = 0x1000, /* of the function, 0x100 bytes long */
	SIZE = 0x100,
	STACK_AT = 0x7000,
	RBX_IS = 0x3333,
	RBP_IS = STACK_AT + 0x40,
	CFA_IS = STACK_AT + 32, /* as the CIE has it; and rbp at CFA - 24 */
	UNKNOWN = -1,
	RBX = 3,
	RBP = 6,
	IP = 16,
	CODE_FACTOR = 4,
};

#define CODE(literal)                                                                              \
	{                                                                                          \
		literal, sizeof(literal) - 1                                                       \
	}
/* The word that is n bytes above the stack's end. */
#define WORD(n) (0x100 + (n) / 8)

struct row {
	struct str code;
	int at;	 /* bytes from the function's start */
	int cfa; /* from the stack's end */
	int rbp;
};

static const struct row rows[] = {
    {CODE(""), 0, 32, WORD(8)}, {CODE("\0\0\0"), 0, 32, WORD(8)},
    /* Advances: by four bytes each. */
    {CODE("\x42\x0e\x40"), 7, 32, WORD(8)}, {CODE("\x42\x0e\x40"), 8, 64, WORD(40)},
    {CODE("\x02\x03\x0e\x40"), 11, 32, WORD(8)}, {CODE("\x02\x03\x0e\x40"), 12, 64, WORD(40)},
    {CODE("\x03\x10\0\x0e\x40"), 63, 32, WORD(8)}, {CODE("\x03\x10\0\x0e\x40"), 64, 64, WORD(40)},
    {CODE("\x04\x11\0\0\0\x0e\x40"), 67, 32, WORD(8)},
    {CODE("\x04\x11\0\0\0\x0e\x40"), 68, 64, WORD(40)},
    {CODE("\x01\x05\x10\0\0\0\0\0\0\x0e\x40"), 4, 32, WORD(8)},
    {CODE("\x01\x05\x10\0\0\0\0\0\0\x0e\x40"), 5, 64, WORD(40)},
    {CODE("\x41\x0e\x40\x41\x0e\x30"), 7, 64, WORD(40)},
    {CODE("\x41\x0e\x40\x41\x0e\x30"), 8, 48, WORD(24)},
    {CODE("\x41\x0e\x40\x40\x0e\x30"), 4, 48, WORD(24)},
    /* The CFA. */
    {CODE("\x0c\x07\x30"), 0, 48, WORD(24)}, {CODE("\x0c\x06\x30"), 0, 64 + 48, WORD(88)},
    {CODE("\x12\x07\x79"), 0, 56, WORD(32)}, {CODE("\x0d\x06"), 0, 64 + 32, WORD(72)},
    {CODE("\x0e\x28"), 0, 40, WORD(16)}, {CODE("\x13\x7a"), 0, 48, WORD(24)},
    {CODE("\x0f\x02\x77\x38"), 0, 56, WORD(32)},
    /* Where rbp is: factored by -8. */
    {CODE("\x86\x02"), 0, 32, WORD(16)}, {CODE("\x05\x06\x04"), 0, 32, WORD(0)},
    {CODE("\x11\x06\x02"), 0, 32, WORD(16)}, {CODE("\x11\x06\x7e"), 0, 32, WORD(48)},
    {CODE("\x2f\x06\x01"), 0, 32, WORD(40)}, {CODE("\x14\x06\x02"), 0, 32, STACK_AT + 16},
    {CODE("\x15\x06\x7e"), 0, 32, STACK_AT + 48}, {CODE("\x07\x06"), 0, 32, UNKNOWN},
    {CODE("\x08\x06"), 0, 32, RBP_IS}, {CODE("\x09\x06\x03"), 0, 32, RBX_IS},
    {CODE("\x09\x06\x01"), 0, 32, UNKNOWN},	     /* rdx is not known */
    {CODE("\x10\x06\x02\x38\x1c"), 0, 32, WORD(24)}, /* CFA, lit8, minus */
    {CODE("\x16\x06\x02\x38\x1c"), 0, 32, STACK_AT + 24}, {CODE("\x86\x02\xc6"), 0, 32, WORD(8)},
    {CODE("\x86\x02\x06\x06"), 0, 32, WORD(8)},
    {CODE("\x05\x41\x02"), 0, 32, WORD(8)}, /* registers of no use here */
    /* States. */
    {CODE("\x0a\x0e\x40\x86\x01\x0b"), 0, 32, WORD(8)},
    {CODE("\x0a\x0e\x28\x0a\x0e\x40\x0b"), 0, 40, WORD(16)},
    {CODE("\x0a\x0e\x28\x0a\x0e\x40\x0b\x0b"), 0, 32, WORD(8)},
    {CODE("\x0a\x0e\x28\x41\x0b"), 3, 40, WORD(16)}, {CODE("\x0a\x0e\x28\x41\x0b"), 4, 32, WORD(8)},
    {CODE("\x2e\x10\x0e\x28"), 0, 40, WORD(16)}, /* the size of arguments */
};

/* Programs that are damage: nothing is known of the whole function then. */
static const struct row wrong[] = {
    {CODE("\x3f"), 0, 0, 0},
    {CODE("\x0b"), 0, 0, 0},
    {CODE("\x0a\x0b\x0b"), 0, 0, 0},
    {CODE("\x0f\x01\x57\x0d\x06"), 0, 0, 0}, /* a register for an expression */
    {CODE("\x0f\x01\x57\x0e\x08"), 0, 0, 0},
    {CODE("\x0c\x41\x08"), 0, 0, 0}, /* a CFA of no register */
    {CODE("\x0a\x0a\x0a\x0a\x0a\x0a\x0a\x0a\x0a\x0a\x0a\x0a\x0a\x0a\x0a\x0a\x0a"
	  "\x0a\x0a\x0a\x0a\x0a\x0a\x0a\x0a\x0a\x0a\x0a\x0a\x0a\x0a\x0a\x0a"),
	0, 0, 0},
};

static bool
read_stack(void *context, uint64_t address, unsigned size, uint64_t *value)
{
	(void)context;
	*value = 0x100 + (address - STACK_AT) / 8;
	return address >= STACK_AT && address < STACK_AT + 0x200 && size == 8;
}

/* A CIE and a function with this program, in .debug_frame. */
static void
put_frames(struct bytes *b, struct str code)
{
	size_t fde;

	put(b, 4, 0);
	put(b, 4, 0xffffffff);
	PUT(b, "\4\0\10\0");	   /* version, no letters; addresses of 8 bytes, no segments */
	put(b, 1, CODE_FACTOR);	   /* and the other factor, -8, and where ip is */
	PUT(b, "\170\20\14\7\40"); /* CFA: rsp + 32 */
	PUT(b, "\220\1\206\3");	   /* ip at CFA - 8, rbp at CFA - 24 */
	while (b->len % 8 != 0)
		put(b, 1, 0);
	put_length(b, 0);
	fde = b->len;
	put(b, 4, 0);
	put(b, 4, 0);
	put(b, 8, START);
	put(b, 8, SIZE);
	put_text(b, code.ptr, code.len);
	while (b->len % 8 != 0)
		put(b, 1, 0);
	put_length(b, fde);
}

static enum unwind_status
step(const struct row *row, struct unwind_registers *r)
{
	const struct unwind_memory memory = {.read = read_stack};
	struct unwind_sections s = {.machine = UNWIND_X86_64};
	struct bytes b = {.len = 0};
	struct unwind_table t;
	enum unwind_status status;

	*r = (struct unwind_registers){.known = 0};
	unwind_set(r, IP, START + (uint64_t)row->at);
	unwind_set(r, UNWIND_X86_SP, STACK_AT);
	unwind_set(r, RBX, RBX_IS);
	unwind_set(r, RBP, RBP_IS);
	put_frames(&b, row->code);
	s.debug_frame = bytes_text(&b);
	CHECK(unwind_table_init(&t, &s));
	status = unwind_step(&t, 0, r, &memory);
	unwind_table_release(&t);
	return status;
}

static bool
is_right(const struct row *row)
{
	struct unwind_registers r;

	if (step(row, &r) != UNWIND_STEPPED ||
	    r.value[UNWIND_X86_SP] != STACK_AT + (uint64_t)row->cfa ||
	    r.value[IP] != (uint64_t)WORD(row->cfa - 8))
		return false;
	if (row->rbp == UNKNOWN)
		return (r.known >> RBP & 1) == 0;
	return (r.known >> RBP & 1) != 0 && r.value[RBP] == (uint64_t)row->rbp;
}

int
main(void)
{
	struct unwind_registers r;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (!is_right(&rows[i]))
			fprintf(stderr, "row %zu:\n", i);
		CHECK(is_right(&rows[i]));
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		enum unwind_status status = step(&wrong[i], &r);

		if (status != UNWIND_NO_INFO)
			fprintf(stderr, "row %zu of what is damage:\n", i);
		CHECK(status == UNWIND_NO_INFO);
	}
	return check_done();
}
