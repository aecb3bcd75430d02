/*
 * unwind_rows.c - call frame programs to rows (DWARF 5, 6.4.2 and 6.4.3).
 *
 *	DW_CFA_def_cfa: r7 (rsp) ofs 8, DW_CFA_offset: r16 (rip) at cfa-8,
 *	DW_CFA_advance_loc: 1, DW_CFA_def_cfa_offset: 16, DW_CFA_offset: r6 at cfa-16
 * gives
 *	+0  cfa = rsp + 8   rip at cfa-8
 *	+1  cfa = rsp + 16  rip at cfa-8, rbp at cfa-16
 */
#include "unwind_parts.h"

enum {
	/* The two upper bits of an operation, and what the lower six are. */
	CFA_ADVANCE_LOC = 0x40,
	CFA_OFFSET = 0x80,
	CFA_RESTORE = 0xc0,

	CFA_NOP = 0x00,
	CFA_SET_LOC = 0x01,
	CFA_ADVANCE_LOC1 = 0x02,
	CFA_ADVANCE_LOC2 = 0x03,
	CFA_ADVANCE_LOC4 = 0x04,
	CFA_OFFSET_EXTENDED = 0x05,
	CFA_RESTORE_EXTENDED = 0x06,
	CFA_UNDEFINED = 0x07,
	CFA_SAME_VALUE = 0x08,
	CFA_REGISTER = 0x09,
	CFA_REMEMBER_STATE = 0x0a,
	CFA_RESTORE_STATE = 0x0b,
	CFA_DEF_CFA = 0x0c,
	CFA_DEF_CFA_REGISTER = 0x0d,
	CFA_DEF_CFA_OFFSET = 0x0e,
	CFA_DEF_CFA_EXPRESSION = 0x0f,
	CFA_EXPRESSION = 0x10,
	CFA_OFFSET_EXTENDED_SF = 0x11,
	CFA_DEF_CFA_SF = 0x12,
	CFA_DEF_CFA_OFFSET_SF = 0x13,
	CFA_VAL_OFFSET = 0x14,
	CFA_VAL_OFFSET_SF = 0x15,
	CFA_VAL_EXPRESSION = 0x16,
	CFA_AARCH64_NEGATE_RA_STATE = 0x2d,
	CFA_GNU_ARGS_SIZE = 0x2e,
	CFA_GNU_NEGATIVE_OFFSET = 0x2f,

	REMEMBERED = 32,
	/* Far beyond what compilers make; bounds what a damaged file can cost. */
	LONGEST_PROGRAM = 1 << 20,
	MOST_ROWS = 1 << 16,
};

/* A table never takes more memory than this. */
#define MOST_MEMORY ((size_t)256 << 20)

struct state {
	struct unwind_rule cfa;
	struct unwind_rule rules[UNWIND_REGISTERS];
	bool signed_return;
};

struct program {
	struct unwind_table *table;
	const struct unwind_fde *fde;
	struct unwind_function *function;
	struct cursor code;
	bool in_cie;
	uint64_t at; /* from the function's start */
	struct state now;
	struct state initial; /* as the CIE leaves it */
	struct state remembered[REMEMBERED];
	unsigned remembered_count;
	size_t row_cap;
	bool failed;
};

static void
fail(struct program *p)
{
	p->failed = true;
}

/*
 * Sets a register's rule. Registers beyond those of use here (of vectors) are
 * let pass.
 */
static void
set_rule(struct program *p, uint64_t number, uint8_t kind, int64_t offset)
{
	if (number < UNWIND_REGISTERS)
		p->now.rules[number] =
		    (struct unwind_rule){.kind = kind, .number = (uint8_t)number, .offset = offset};
}

/* The rule's offset as it stands in the program, times the CIE's factor. */
static void
set_factored(struct program *p, uint64_t number, uint8_t kind, uint64_t offset)
{
	uint64_t factored = offset * (uint64_t)p->fde->cie.data_align;

	set_rule(p, number, kind, (int64_t)factored);
}

static void
set_expression(struct program *p, uint64_t number, uint8_t kind)
{
	struct str code = cursor_bytes(&p->code, cursor_uleb(&p->code));

	if (number < UNWIND_REGISTERS)
		p->now.rules[number] = (struct unwind_rule){.kind = kind,
		    .number = (uint8_t)number,
		    .length = (uint32_t)code.len,
		    .expression = code.ptr};
}

static void
set_cfa(struct program *p, uint64_t number, int64_t offset)
{
	if (number >= UNWIND_REGISTERS)
		fail(p);
	p->now.cfa = (struct unwind_rule){
	    .kind = RULE_REGISTER, .number = (uint8_t)number, .offset = offset};
}

static void
set_cfa_expression(struct program *p)
{
	struct str code = cursor_bytes(&p->code, cursor_uleb(&p->code));

	p->now.cfa = (struct unwind_rule){
	    .kind = RULE_VAL_EXPRESSION, .length = (uint32_t)code.len, .expression = code.ptr};
}

/* As the CIE says; in the CIE itself, as nothing says. */
static void
restore(struct program *p, uint64_t number)
{
	if (number < UNWIND_REGISTERS)
		p->now.rules[number] = p->initial.rules[number];
}

static void
remember(struct program *p)
{
	if (p->remembered_count == REMEMBERED)
		fail(p);
	else
		p->remembered[p->remembered_count++] = p->now;
}

static void
recall(struct program *p)
{
	if (p->remembered_count == 0)
		fail(p);
	else
		p->now = p->remembered[--p->remembered_count];
}

static bool
same_rule(const struct unwind_rule *a, const struct unwind_rule *b)
{
	if (a->kind != b->kind || a->number != b->number || a->length != b->length)
		return false;
	if (a->kind == RULE_EXPRESSION || a->kind == RULE_VAL_EXPRESSION)
		return a->expression == b->expression;
	return a->offset == b->offset;
}

/* The state's rules that say something, shared with the row before where they are the same. */
static bool
pack_rules(struct program *p, struct unwind_row *row)
{
	struct unwind_rule packed[UNWIND_REGISTERS], *copy;
	const struct unwind_function *f = p->function;
	const struct unwind_row *last = f->row_count > 0 ? &f->rows[f->row_count - 1] : NULL;
	uint8_t n = 0, same = 0;

	for (unsigned i = 0; i < UNWIND_REGISTERS; i++)
		if (p->now.rules[i].kind != RULE_SAME)
			packed[n++] = p->now.rules[i];
	row->rule_count = n;
	while (last != NULL && last->rule_count == n && same < n &&
	       same_rule(&last->rules[same], &packed[same]))
		same++;
	if (last != NULL && last->rule_count == n && same == n) {
		row->rules = last->rules;
		return true;
	}
	copy = ARENA_NEW(&p->table->arena, struct unwind_rule, n);
	if (copy == NULL)
		return unwind_no_memory(p->table);
	memcpy(copy, packed, n * sizeof(*copy));
	row->rules = copy;
	return true;
}

/* Room for one more row; the rows move within the arena, at most log(n) times. */
static bool
grow_rows(struct program *p)
{
	struct unwind_function *f = p->function;
	size_t cap = p->row_cap ? p->row_cap * 4 : 8;
	struct unwind_row *rows;

	if (f->row_count < p->row_cap)
		return true;
	if (f->row_count >= MOST_ROWS || p->table->arena.used > MOST_MEMORY)
		return false;
	rows = ARENA_NEW(&p->table->arena, struct unwind_row, cap);
	if (rows == NULL)
		return unwind_no_memory(p->table);
	if (f->row_count > 0)
		memcpy(rows, f->rows, f->row_count * sizeof(*rows));
	f->rows = rows;
	p->row_cap = cap;
	return true;
}

/* The state so far holds from the last row's address up to the next. */
static void
end_row(struct program *p)
{
	struct unwind_function *f = p->function;
	struct unwind_row row = {
	    .cfa = p->now.cfa, .start = (uint32_t)p->at, .signed_return = p->now.signed_return};

	if (p->at >= f->size || p->at > UINT32_MAX)
		return;
	if (f->row_count > 0 && f->rows[f->row_count - 1].start == row.start)
		f->row_count--;
	if (grow_rows(p) && pack_rules(p, &row))
		f->rows[f->row_count++] = row;
	else
		fail(p);
}

static void
advance(struct program *p, uint64_t by)
{
	if (p->in_cie) {
		fail(p);
		return;
	}
	end_row(p);
	if (__builtin_mul_overflow(by, p->fde->cie.code_align, &by) ||
	    __builtin_add_overflow(p->at, by, &p->at))
		fail(p);
}

/* Operations that say where a register was saved. */
static bool
rule_operation(struct program *p, uint8_t op)
{
	struct cursor *c = &p->code;
	uint64_t number = cursor_uleb(c);

	switch (op) {
	case CFA_OFFSET_EXTENDED:
		set_factored(p, number, RULE_OFFSET, cursor_uleb(c));
		return true;
	case CFA_OFFSET_EXTENDED_SF:
		set_factored(p, number, RULE_OFFSET, (uint64_t)cursor_sleb(c));
		return true;
	case CFA_GNU_NEGATIVE_OFFSET:
		set_factored(p, number, RULE_OFFSET, 0 - cursor_uleb(c));
		return true;
	case CFA_VAL_OFFSET:
		set_factored(p, number, RULE_VAL_OFFSET, cursor_uleb(c));
		return true;
	case CFA_VAL_OFFSET_SF:
		set_factored(p, number, RULE_VAL_OFFSET, (uint64_t)cursor_sleb(c));
		return true;
	case CFA_RESTORE_EXTENDED:
		restore(p, number);
		return true;
	case CFA_UNDEFINED:
		set_rule(p, number, RULE_UNDEFINED, 0);
		return true;
	case CFA_SAME_VALUE:
		set_rule(p, number, RULE_SAME, 0);
		return true;
	case CFA_REGISTER:
		set_rule(p, number, RULE_REGISTER, (int64_t)cursor_uleb(c));
		return true;
	case CFA_EXPRESSION:
		set_expression(p, number, RULE_EXPRESSION);
		return true;
	case CFA_VAL_EXPRESSION:
		set_expression(p, number, RULE_VAL_EXPRESSION);
		return true;
	default:
		return false;
	}
}

/* Operations that say where the CFA is. */
static bool
cfa_operation(struct program *p, uint8_t op)
{
	struct cursor *c = &p->code;
	int64_t factor = p->fde->cie.data_align;
	uint64_t number;

	switch (op) {
	case CFA_DEF_CFA:
		number = cursor_uleb(c);
		set_cfa(p, number, (int64_t)cursor_uleb(c));
		return true;
	case CFA_DEF_CFA_SF:
		number = cursor_uleb(c);
		set_cfa(p, number, (int64_t)((uint64_t)cursor_sleb(c) * (uint64_t)factor));
		return true;
	case CFA_DEF_CFA_REGISTER:
		if (p->now.cfa.kind != RULE_REGISTER)
			fail(p);
		else
			set_cfa(p, cursor_uleb(c), p->now.cfa.offset);
		return true;
	case CFA_DEF_CFA_OFFSET:
		p->now.cfa.offset = (int64_t)cursor_uleb(c);
		break;
	case CFA_DEF_CFA_OFFSET_SF:
		p->now.cfa.offset = (int64_t)((uint64_t)cursor_sleb(c) * (uint64_t)factor);
		break;
	case CFA_DEF_CFA_EXPRESSION:
		set_cfa_expression(p);
		return true;
	default:
		return false;
	}
	if (p->now.cfa.kind != RULE_REGISTER)
		fail(p);
	return true;
}

static bool
advance_operation(struct program *p, uint8_t op)
{
	switch (op) {
	case CFA_ADVANCE_LOC1:
		advance(p, cursor_u8(&p->code));
		return true;
	case CFA_ADVANCE_LOC2:
		advance(p, cursor_u16(&p->code));
		return true;
	case CFA_ADVANCE_LOC4:
		advance(p, cursor_u32(&p->code));
		return true;
	case CFA_SET_LOC: /* rare: only absolute addresses are understood */
		if ((p->fde->cie.pointer_encoding & 0x7f) != 0)
			fail(p);
		advance(p, 0);
		p->at =
		    cursor_uint(&p->code, unwind_word(p->table->sections.machine)) - p->fde->start;
		return true;
	default:
		return false;
	}
}

static void
plain_operation(struct program *p, uint8_t op)
{
	switch (op) {
	case CFA_NOP:
		return;
	case CFA_REMEMBER_STATE:
		remember(p);
		return;
	case CFA_RESTORE_STATE:
		recall(p);
		return;
	case CFA_AARCH64_NEGATE_RA_STATE:
		p->now.signed_return = !p->now.signed_return;
		return;
	case CFA_GNU_ARGS_SIZE:
		cursor_uleb(&p->code);
		return;
	default:
		if (!cfa_operation(p, op) && !advance_operation(p, op) && !rule_operation(p, op))
			fail(p);
	}
}

static void
operation(struct program *p)
{
	uint8_t op = cursor_u8(&p->code), low = op & 0x3f;

	switch (op & 0xc0) {
	case CFA_ADVANCE_LOC:
		advance(p, low);
		return;
	case CFA_OFFSET:
		set_factored(p, low, RULE_OFFSET, cursor_uleb(&p->code));
		return;
	case CFA_RESTORE:
		restore(p, low);
		return;
	default:
		plain_operation(p, op);
	}
}

static bool
run(struct program *p, struct str code)
{
	if (code.len > LONGEST_PROGRAM || !unwind_spend(p->table, code.len))
		return false;
	p->code = cursor_make(code, 0, p->table->sections.big_endian);
	while (cursor_more(&p->code) && !p->failed)
		operation(p);
	return !p->failed && !p->code.failed;
}

void
unwind_compile(struct unwind_table *t, const struct unwind_fde *fde, struct unwind_function *f)
{
	struct program p;

	p.table = t;
	p.fde = fde;
	p.function = f;
	p.in_cie = true;
	p.at = 0;
	p.remembered_count = 0;
	p.row_cap = 0;
	p.failed = false;
	memset(&p.now, 0, sizeof(p.now));
	p.now.cfa.kind = RULE_UNDEFINED;
	memset(&p.initial, 0, sizeof(p.initial));
	if (run(&p, fde->cie.program)) {
		p.in_cie = false;
		p.initial = p.now;
		if (run(&p, fde->program)) {
			end_row(&p);
			if (!p.failed)
				return;
		}
	}
	unwind_damage(t, "damaged call frame program", "function", fde->start);
	f->rows = NULL;
	f->row_count = 0;
}
