/*
 * unwind.c - one step from a frame to its caller; see unwind.h.
 *
 * The way from an address to its row: a slot that met it lately, or else the
 * function's FDE (found by binary search), compiled once, and its row.
 */
#include "unwind.h"

#include "hash.h"
#include "mem.h"
#include "sorted.h"
#include "unwind_parts.h"

enum {
	FEWEST_SLOTS = 128, /* of a program that is small, or soon over */
	MOST_SLOTS = 2048,
	SLOTS_PER_FUNCTION = 8,
	LARGEST_FRAME = 0x4000,
	/* Programs are run once for each function: a CIE's as often as it has functions. */
	LEAST_BUDGET = 1 << 20,
	WORK_PER_BYTE = 32,
};

/* aarch64: the bits above a user's address, where a signature may be. */
#define ARM_ADDRESS_BITS (((uint64_t)1 << 48) - 1)

/* What was found for an address; function NULL: nothing yet. */
struct unwind_slot {
	uint64_t address;
	const struct unwind_function *function;
	const struct unwind_row *row;
};

/* Stands for "no information". */
static const struct unwind_function no_function;

/* So many slots, a power of two, with nothing in them; false without memory: they stay as they are. */
static bool
renew_slots(struct unwind_table *t, size_t n)
{
	struct unwind_slot *slots = mem_zalloc(n, sizeof(*slots));

	if (slots == NULL)
		return false;
	mem_free(t->slots);
	t->slots = slots;
	t->slot_count = n;
	return true;
}

bool
unwind_table_init(struct unwind_table *t, const struct unwind_sections *sections)
{
	uint64_t bytes = (uint64_t)sections->eh_frame.len + sections->eh_frame_hdr.len +
			 sections->debug_frame.len;

	*t = (struct unwind_table){.sections = *sections};
	t->budget = LEAST_BUDGET + bytes * WORK_PER_BYTE;
	arena_init(&t->arena);
	if (!renew_slots(t, FEWEST_SLOTS))
		return false;
	unwind_find_search_table(t);
	return true;
}

void
unwind_table_release(struct unwind_table *t)
{
	mem_free(t->slots);
	mem_free(t->places);
	mem_free(t->compiled);
	slots_release(&t->compiled_by_place);
	arena_release(&t->arena);
	*t = (struct unwind_table){.slots = NULL};
}

/*
 * Functions that were compiled ---------------------------------------------
 */

static void
compile(struct unwind_table *t, struct unwind_function *f)
{
	struct unwind_fde fde;

	if (!unwind_read_fde(t, f->place, &fde))
		return;
	f->start = fde.start;
	f->size = fde.size;
	f->return_register = (uint8_t)fde.cie.return_register;
	f->signal = fde.cie.signal;
	unwind_compile(t, &fde, f);
}

/* The function whose FDE is at a place; NULL without memory. */
static const struct unwind_function *
function_at(struct unwind_table *t, uint64_t place)
{
	struct slots *by_place = &t->compiled_by_place;
	struct unwind_function *f;
	struct slot *s;
	uint32_t hash;

	if (!slots_room(by_place) || t->compiled_count >= SLOT_NONE ||
	    !MEM_GROW(&t->compiled, &t->compiled_cap, t->compiled_count + 1)) {
		unwind_no_memory(t);
		return NULL;
	}
	hash = slots_hash_number(by_place, place);
	for (s = slots_first(by_place, hash); s->id != SLOT_NONE; s = slots_next(by_place, s))
		if (t->compiled[s->id]->place == place)
			return t->compiled[s->id];
	f = ARENA_NEW(&t->arena, struct unwind_function, 1);
	if (f == NULL) {
		unwind_no_memory(t);
		return NULL;
	}
	*f = (struct unwind_function){.place = place};
	compile(t, f);
	slots_fill(by_place, s, hash, (uint32_t)t->compiled_count);
	t->compiled[t->compiled_count++] = f;
	return f;
}

static const struct unwind_function *
function_of(struct unwind_table *t, uint64_t address)
{
	uint64_t place;

	for (int second = 0; second < 2; second++) {
		const struct unwind_function *f;

		if (!unwind_find(t, address, second != 0, &place))
			continue;
		f = function_at(t, place);
		if (f != NULL && address - f->start < f->size)
			return f;
	}
	return &no_function;
}

static uint64_t
row_start(const void *rows, size_t i)
{
	return ((const struct unwind_row *)rows)[i].start;
}

static const struct unwind_row *
row_of(const struct unwind_function *f, uint64_t address)
{
	size_t n = sorted_up_to(f->rows, f->row_count, address - f->start, row_start);

	return n > 0 ? &f->rows[n - 1] : NULL;
}

static const struct unwind_slot *
look_up(struct unwind_table *t, uint64_t address)
{
	struct unwind_slot *slot;

	if (t->slot_count < MOST_SLOTS && t->compiled_count * SLOTS_PER_FUNCTION > t->slot_count)
		renew_slots(t, t->slot_count * 2);
	slot = &t->slots[hash_mix(address) & (t->slot_count - 1)];
	if (slot->function == NULL || slot->address != address) {
		slot->address = address;
		slot->function = function_of(t, address);
		slot->row = row_of(slot->function, address);
	}
	return slot;
}

/* The slot of the code that runs, or called, in these registers; NULL where ip is not known. */
static const struct unwind_slot *
look_up_ip(struct unwind_table *t, uint64_t bias, const struct unwind_registers *registers)
{
	unsigned ip = unwind_ip_register(t->sections.machine);

	if (!(registers->known >> ip & 1))
		return NULL;
	return look_up(t, unwind_address(t->sections.machine, registers->value[ip] - bias) -
			      registers->after_call);
}

/*
 * One step ------------------------------------------------------------------
 */

struct step {
	struct unwind_frame from;
	struct unwind_registers to;
	const struct unwind_slot *here;
	uint64_t cfa;
};

static bool
find_cfa(struct step *s, const struct unwind_rule *rule)
{
	const struct unwind_registers *r = s->from.registers;

	if (rule->kind == RULE_VAL_EXPRESSION)
		return unwind_evaluate(
		    str_make(rule->expression, rule->length), &s->from, NULL, &s->cfa);
	if (rule->kind != RULE_REGISTER || !(r->known >> rule->number & 1))
		return false;
	s->cfa = unwind_address(s->from.machine, r->value[rule->number] + (uint64_t)rule->offset);
	return true;
}

static bool
read_word(
    const struct unwind_memory *memory, enum unwind_machine machine, uint64_t at, uint64_t *value)
{
	return memory->read(
	    memory->context, unwind_address(machine, at), unwind_word(machine), value);
}

/* The caller's value of one register; false where it is lost. */
static bool
find_value(const struct step *s, const struct unwind_rule *rule, uint64_t *value)
{
	const struct unwind_frame *from = &s->from;
	uint64_t at = s->cfa + (uint64_t)rule->offset;

	switch (rule->kind) {
	case RULE_OFFSET:
		return read_word(from->memory, from->machine, at, value);
	case RULE_VAL_OFFSET:
		*value = unwind_address(from->machine, at);
		return true;
	case RULE_REGISTER:
		if ((uint64_t)rule->offset >= UNWIND_REGISTERS ||
		    !(from->registers->known >> rule->offset & 1))
			return false;
		*value = from->registers->value[rule->offset];
		return true;
	case RULE_EXPRESSION:
		return unwind_evaluate(
			   str_make(rule->expression, rule->length), from, &s->cfa, &at) &&
		       read_word(from->memory, from->machine, at, value);
	case RULE_VAL_EXPRESSION:
		return unwind_evaluate(
		    str_make(rule->expression, rule->length), from, &s->cfa, value);
	default:
		return false;
	}
}

/* Whether the function has had anything but its return address on the stack. */
static bool
has_pushed(const struct unwind_slot *here, enum unwind_machine machine)
{
	for (const struct unwind_row *row = here->function->rows; row < here->row; row++)
		if (row->cfa.kind != RULE_REGISTER ||
		    row->cfa.number != unwind_sp_register(machine) ||
		    row->cfa.offset > unwind_word(machine))
			return true;
	return false;
}

/*
 * Whether the register has the caller's value again, though a rule says where it was saved: compilers
 * for x86 do not say what `pop` restores. Where it was is below the stack pointer then, where no copy
 * of the stack begins. A function that saves there without moving the stack pointer (in the red zone)
 * never pushed.
 */
static bool
is_restored(const struct step *s, const struct unwind_rule *rule)
{
	enum unwind_machine machine = s->from.machine;
	const struct unwind_registers *r = s->from.registers;
	uint64_t at = unwind_address(machine, s->cfa + (uint64_t)rule->offset);

	return machine != UNWIND_AARCH64 && rule->kind == RULE_OFFSET && !r->after_call &&
	       at < r->value[unwind_sp_register(machine)] && has_pushed(s->here, machine);
}

static void
apply_rule(struct step *s, const struct unwind_rule *rule)
{
	uint64_t value;

	if (find_value(s, rule, &value))
		unwind_set(&s->to, rule->number, value);
	else if (!is_restored(s, rule))
		s->to.known &= ~((uint64_t)1 << rule->number);
}

/* The return address's rule, or NULL: it is where it was. */
static const struct unwind_rule *
return_rule(const struct unwind_function *f, const struct unwind_row *row)
{
	for (unsigned i = 0; i < row->rule_count; i++)
		if (row->rules[i].number == f->return_register)
			return &row->rules[i];
	return NULL;
}

/* From the caller's registers to its ip. */
static enum unwind_status
finish_step(struct step *s, const struct unwind_function *f, const struct unwind_row *row)
{
	enum unwind_machine machine = s->from.machine;
	const uint64_t *before = s->from.registers->value;
	unsigned ip = unwind_ip_register(machine);
	const struct unwind_rule *rule = return_rule(f, row);
	uint64_t address;

	if (rule != NULL && rule->kind == RULE_UNDEFINED)
		return UNWIND_END;
	if (!(s->to.known >> f->return_register & 1))
		return UNWIND_FAILED;
	address = s->to.value[f->return_register];
	if (machine == UNWIND_AARCH64 && row->signed_return)
		address &= ARM_ADDRESS_BITS;
	if (address == 0)
		return UNWIND_END;
	if (address == before[ip] && s->cfa == before[unwind_sp_register(machine)])
		return UNWIND_FAILED; /* no progress */
	unwind_set(&s->to, ip, address);
	s->to.after_call = !f->signal;
	return UNWIND_STEPPED;
}

enum unwind_status
unwind_step(struct unwind_table *t, uint64_t bias, struct unwind_registers *registers,
    const struct unwind_memory *memory)
{
	const struct unwind_slot *slot = look_up_ip(t, bias, registers);
	struct step s = {.from = {t->sections.machine, registers, memory, bias}, .here = slot};
	enum unwind_status status;

	if (slot == NULL || slot->row == NULL)
		return UNWIND_NO_INFO;
	if (!find_cfa(&s, &slot->row->cfa))
		return UNWIND_FAILED;
	s.to = *registers;
	unwind_set(&s.to, unwind_sp_register(t->sections.machine), s.cfa);
	for (unsigned i = 0; i < slot->row->rule_count; i++)
		apply_rule(&s, &slot->row->rules[i]);
	status = finish_step(&s, slot->function, slot->row);
	if (status == UNWIND_STEPPED)
		*registers = s.to;
	return status;
}

bool
unwind_is_signal_frame(
    struct unwind_table *t, uint64_t bias, const struct unwind_registers *registers)
{
	const struct unwind_slot *slot = look_up_ip(t, bias, registers);

	return slot != NULL && slot->function->signal;
}

/*
 * Words on the stack above the return address, by the instruction at ip:
 *	first:  push module (1); jmp *resolver (2)
 *	others: jmp *slot (0); push $n (0); jmp first (1)
 */
static unsigned
words_pushed(uint64_t ip, const struct unwind_memory *memory)
{
	enum { PUSH_MEMORY = 0x35ff, JUMP_MEMORY = 0x25ff, JUMP = 0xe9, PUSH_SIZE = 6 };
	uint64_t code = 0, before = 0;

	memory->read(memory->context, ip, 2, &code);
	if (code == PUSH_MEMORY || (code & 0xff) == JUMP)
		return 1;
	return code == JUMP_MEMORY && memory->read(memory->context, ip - PUSH_SIZE, 2, &before) &&
		       before == PUSH_MEMORY
		   ? 2
		   : 0;
}

/* x86: the return address is on the stack. aarch64: in lr. */
enum unwind_status
unwind_step_plt(enum unwind_machine machine, struct unwind_registers *registers,
    const struct unwind_memory *memory)
{
	const struct unwind_roles *roles = unwind_roles(machine);
	unsigned sp = roles->sp, ip = roles->ip, word = roles->word;
	bool arm = machine == UNWIND_AARCH64;
	unsigned source = arm ? UNWIND_ARM_LR : sp;
	uint64_t address = registers->value[source];

	if (registers->after_call || !(registers->known >> source & 1))
		return UNWIND_FAILED;
	if (!arm) {
		uint64_t at = address + (uint64_t)word * words_pushed(registers->value[ip], memory);

		if (!read_word(memory, machine, at, &address))
			return UNWIND_FAILED;
		unwind_set(registers, sp, at + word);
	}
	if (address == 0)
		return UNWIND_END;
	unwind_set(registers, ip, address);
	registers->after_call = true;
	return UNWIND_STEPPED;
}

enum unwind_status
unwind_step_frame_pointer(enum unwind_machine machine, struct unwind_registers *registers,
    const struct unwind_memory *memory)
{
	const struct unwind_roles *roles = unwind_roles(machine);
	unsigned fp = roles->fp, sp = roles->sp, word = roles->word;
	uint64_t needed = (uint64_t)1 << fp | (uint64_t)1 << sp;
	uint64_t frame = registers->value[fp], caller, address;

	if ((registers->known & needed) != needed)
		return UNWIND_FAILED;
	if (frame == 0)
		return UNWIND_END;
	if (frame < registers->value[sp] || frame - registers->value[sp] > LARGEST_FRAME ||
	    !read_word(memory, machine, frame, &caller) ||
	    !read_word(memory, machine, frame + word, &address))
		return UNWIND_FAILED;
	if (address == 0)
		return UNWIND_END;
	registers->known = 0;
	unwind_set(registers, fp, caller);
	unwind_set(registers, sp, frame + (uint64_t)word * 2);
	unwind_set(registers, roles->ip, address);
	registers->after_call = true;
	return UNWIND_STEPPED;
}

/*
 * Python/asm_trampoline.S of CPython, up to 3.12 and since:
 *	sub $8,%rsp; call *%rcx; add $8,%rsp; ret
 *	push %rbp; mov %rsp,%rbp; call *%rcx; pop %rbp; ret
 */
enum unwind_status
unwind_step_python(enum unwind_machine machine, struct unwind_registers *registers,
    const struct unwind_memory *memory)
{
	uint64_t sp = registers->value[UNWIND_X86_SP], kept, address;

	if (machine != UNWIND_X86_64 || !registers->after_call ||
	    !(registers->known >> UNWIND_X86_SP & 1) || !read_word(memory, machine, sp, &kept) ||
	    !read_word(memory, machine, sp + 8, &address))
		return UNWIND_FAILED;
	if (address == 0)
		return UNWIND_END;
	if (registers->value[UNWIND_X86_BP] == sp)
		unwind_set(registers, UNWIND_X86_BP, kept);
	unwind_set(registers, UNWIND_X86_SP, sp + 16);
	unwind_set(registers, UNWIND_X86_IP, address);
	return UNWIND_STEPPED;
}
