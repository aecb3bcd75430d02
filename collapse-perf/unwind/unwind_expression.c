/*
 * unwind_expression.c - DWARF expressions in call frame information
 * (DWARF 5, 2.5 and 7.7.1).
 *
 * The procedure linkage table, for one, has
 *	DW_OP_breg7 +8, breg16 +0, lit15, and, lit11, ge, lit3, shl, plus
 * : rsp + 8, and 8 more from the entry's 11th byte on.
 */
#include "unwind_parts.h"

enum {
	STACK = 64,
	STEPS = 4096, /* loops end here */

	OP_ADDR = 0x03,
	OP_DEREF = 0x06,
	OP_CONST1U = 0x08,
	OP_CONST1S = 0x09,
	OP_CONST2U = 0x0a,
	OP_CONST2S = 0x0b,
	OP_CONST4U = 0x0c,
	OP_CONST4S = 0x0d,
	OP_CONST8U = 0x0e,
	OP_CONST8S = 0x0f,
	OP_CONSTU = 0x10,
	OP_CONSTS = 0x11,
	OP_DUP = 0x12,
	OP_DROP = 0x13,
	OP_OVER = 0x14,
	OP_PICK = 0x15,
	OP_SWAP = 0x16,
	OP_ROT = 0x17,
	OP_ABS = 0x19,
	OP_AND = 0x1a,
	OP_DIV = 0x1b,
	OP_MINUS = 0x1c,
	OP_MOD = 0x1d,
	OP_MUL = 0x1e,
	OP_NEG = 0x1f,
	OP_NOT = 0x20,
	OP_OR = 0x21,
	OP_PLUS = 0x22,
	OP_PLUS_UCONST = 0x23,
	OP_SHL = 0x24,
	OP_SHR = 0x25,
	OP_SHRA = 0x26,
	OP_XOR = 0x27,
	OP_BRA = 0x28,
	OP_EQ = 0x29,
	OP_GE = 0x2a,
	OP_GT = 0x2b,
	OP_LE = 0x2c,
	OP_LT = 0x2d,
	OP_NE = 0x2e,
	OP_SKIP = 0x2f,
	OP_LIT0 = 0x30,
	OP_LIT31 = 0x4f,
	OP_BREG0 = 0x70,
	OP_BREG31 = 0x8f,
	OP_BREGX = 0x92,
	OP_DEREF_SIZE = 0x94,
	OP_NOP = 0x96,
};

struct machine {
	struct cursor code;
	const struct unwind_frame *frame;
	unsigned depth;
	bool failed;
	uint64_t stack[STACK];
};

static bool
fail(struct machine *m)
{
	m->failed = true;
	return false;
}

static bool
push(struct machine *m, uint64_t value)
{
	if (m->depth == STACK)
		return fail(m);
	m->stack[m->depth++] = value;
	return true;
}

static uint64_t
pop(struct machine *m)
{
	if (m->depth > 0)
		return m->stack[--m->depth];
	m->failed = true;
	return 0;
}

/* A copy of the value that has n above it. */
static bool
pick(struct machine *m, unsigned n)
{
	return n < m->depth ? push(m, m->stack[m->depth - 1 - n]) : fail(m);
}

/* The top one goes below the n others under it. */
static bool
rotate(struct machine *m, unsigned n)
{
	uint64_t top;

	if (n >= m->depth)
		return fail(m);
	top = m->stack[m->depth - 1];
	memmove(&m->stack[m->depth - n], &m->stack[m->depth - 1 - n], n * sizeof(*m->stack));
	m->stack[m->depth - 1 - n] = top;
	return true;
}

static bool
push_register(struct machine *m, uint64_t number, int64_t offset)
{
	const struct unwind_registers *r = m->frame->registers;

	if (number >= UNWIND_REGISTERS || !(r->known >> number & 1))
		return fail(m);
	return push(m, unwind_address(m->frame->machine, r->value[number] + (uint64_t)offset));
}

static bool
dereference(struct machine *m, unsigned size)
{
	const struct unwind_memory *memory = m->frame->memory;
	uint64_t at = unwind_address(m->frame->machine, pop(m)), value = 0;

	if ((size != 1 && size != 2 && size != 4 && size != 8) ||
	    !memory->read(memory->context, at, size, &value))
		return fail(m);
	return push(m, value);
}

static uint64_t
shift_right_signed(uint64_t v, uint64_t by)
{
	uint64_t fill = v >> 63 ? ~(uint64_t)0 : 0;

	if (by > 63)
		return fill;
	return by == 0 ? v : v >> by | fill << (64 - by);
}

static uint64_t
divide_signed(uint64_t a, uint64_t b)
{
	if (b == ~(uint64_t)0) /* by -1, which may overflow */
		return 0 - a;
	return (uint64_t)((int64_t)a / (int64_t)b);
}

static bool
binary(struct machine *m, uint8_t op)
{
	uint64_t b = pop(m), a = pop(m);
	int64_t sa = (int64_t)a, sb = (int64_t)b;

	if ((op == OP_DIV || op == OP_MOD) && b == 0)
		return fail(m);
	switch (op) {
	case OP_AND:
		return push(m, a & b);
	case OP_DIV:
		return push(m, divide_signed(a, b));
	case OP_MINUS:
		return push(m, a - b);
	case OP_MOD:
		return push(m, a % b);
	case OP_MUL:
		return push(m, a * b);
	case OP_OR:
		return push(m, a | b);
	case OP_PLUS:
		return push(m, a + b);
	case OP_SHL:
		return push(m, b > 63 ? 0 : a << b);
	case OP_SHR:
		return push(m, b > 63 ? 0 : a >> b);
	case OP_SHRA:
		return push(m, shift_right_signed(a, b));
	case OP_XOR:
		return push(m, a ^ b);
	case OP_EQ:
		return push(m, a == b);
	case OP_GE:
		return push(m, sa >= sb);
	case OP_GT:
		return push(m, sa > sb);
	case OP_LE:
		return push(m, sa <= sb);
	case OP_LT:
		return push(m, sa < sb);
	case OP_NE:
		return push(m, a != b);
	default:
		return fail(m);
	}
}

static bool
jump(struct machine *m, bool taken)
{
	int16_t by = (int16_t)cursor_u16(&m->code);
	int64_t to = (int64_t)m->code.at + by;

	if (!taken || m->code.failed)
		return !m->code.failed;
	if (to < 0 || (uint64_t)to > m->code.end)
		return fail(m);
	m->code.at = (size_t)to;
	return true;
}

static bool
push_constant(struct machine *m, uint8_t op)
{
	struct cursor *c = &m->code;

	switch (op) {
	case OP_ADDR:
		return push(m, cursor_uint(c, unwind_word(m->frame->machine)) + m->frame->bias);
	case OP_CONST1U:
		return push(m, cursor_u8(c));
	case OP_CONST1S:
		return push(m, (uint64_t)(int8_t)cursor_u8(c));
	case OP_CONST2U:
		return push(m, cursor_u16(c));
	case OP_CONST2S:
		return push(m, (uint64_t)(int16_t)cursor_u16(c));
	case OP_CONST4U:
		return push(m, cursor_u32(c));
	case OP_CONST4S:
		return push(m, (uint64_t)(int32_t)cursor_u32(c));
	case OP_CONST8U:
	case OP_CONST8S:
		return push(m, cursor_u64(c));
	case OP_CONSTU:
		return push(m, cursor_uleb(c));
	default: /* OP_CONSTS */
		return push(m, (uint64_t)cursor_sleb(c));
	}
}

/* Operations on one value, on the stack's order, and jumps. */
static bool
other(struct machine *m, uint8_t op)
{
	uint64_t v;

	switch (op) {
	case OP_DEREF:
		return dereference(m, unwind_word(m->frame->machine));
	case OP_DEREF_SIZE:
		return dereference(m, cursor_u8(&m->code));
	case OP_DUP:
		return pick(m, 0);
	case OP_OVER:
		return pick(m, 1);
	case OP_PICK:
		return pick(m, cursor_u8(&m->code));
	case OP_SWAP:
		return rotate(m, 1);
	case OP_ROT:
		return rotate(m, 2);
	case OP_DROP:
		pop(m);
		return true;
	case OP_ABS:
		v = pop(m);
		return push(m, v >> 63 ? 0 - v : v);
	case OP_NEG:
		return push(m, 0 - pop(m));
	case OP_NOT:
		return push(m, ~pop(m));
	case OP_PLUS_UCONST:
		return push(m, pop(m) + cursor_uleb(&m->code));
	case OP_BRA:
		return jump(m, pop(m) != 0);
	case OP_SKIP:
		return jump(m, true);
	case OP_BREGX:
		v = cursor_uleb(&m->code);
		return push_register(m, v, cursor_sleb(&m->code));
	case OP_NOP:
		return true;
	default:
		return fail(m);
	}
}

/* One operation; false where that cannot be. */
static bool
step(struct machine *m)
{
	uint8_t op = cursor_u8(&m->code);

	if (op >= OP_LIT0 && op <= OP_LIT31)
		return push(m, (uint64_t)(op - OP_LIT0));
	if (op >= OP_BREG0 && op <= OP_BREG31)
		return push_register(m, (uint64_t)(op - OP_BREG0), cursor_sleb(&m->code));
	if (op == OP_ADDR || (op >= OP_CONST1U && op <= OP_CONSTS))
		return push_constant(m, op);
	if ((op >= OP_AND && op <= OP_MUL) || op == OP_OR || op == OP_PLUS ||
	    (op >= OP_SHL && op <= OP_XOR) || (op >= OP_EQ && op <= OP_NE))
		return binary(m, op);
	return other(m, op);
}

/* Whether one operation more may be done for the stack at hand. */
static bool
is_allowed(const struct unwind_memory *memory)
{
	if (memory->operations == NULL)
		return true;
	if (*memory->operations == 0)
		return false;
	--*memory->operations;
	return true;
}

bool
unwind_evaluate(struct str expression, const struct unwind_frame *frame, const uint64_t *first,
    uint64_t *result)
{
	struct machine m;

	m.code = cursor_make(expression, 0, false);
	m.frame = frame;
	m.depth = 0;
	m.failed = false;
	if (first != NULL)
		push(&m, *first);
	for (int steps = 0; steps < STEPS && cursor_more(&m.code); steps++)
		if (!is_allowed(frame->memory) || !step(&m))
			return false;
	if (m.failed || m.code.failed || cursor_more(&m.code) || m.depth == 0)
		return false;
	*result = unwind_address(frame->machine, m.stack[m.depth - 1]);
	return true;
}
