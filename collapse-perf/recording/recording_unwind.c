/*
 * recording_unwind.c - the user's frames from a copy of the stack (--call-graph dwarf).
 *
 * The sample has the registers and up to 64 KB of the stack, from the stack
 * pointer on. Each step asks the file that the instruction pointer is in for its
 * call frame information; code without any, as of a JIT, is stepped over by its
 * frame pointer, or by what is known of it.
 */
#include "recording_private.h"

/* The memory of the sampled process, as far as it is known. */
struct memory {
	struct recording *r;
	const struct task *task;
	uint64_t stack_begin;
	struct str stack;
	bool big_endian;
	uint64_t asked; /* the last word that was not in the copy */
	bool cut;	/* it is of the process, but was not recorded */
};

/* What was mapped from a file. */
static bool
read_file(struct memory *m, uint64_t address, unsigned size, uint64_t *value)
{
	const struct map *map = maps_find(m->task->space->maps, address);
	struct dso *dso = map ? dsos_get(&m->r->dsos, map->dso) : NULL;
	uint64_t at, start;
	struct str bytes;
	struct cursor c;

	m->asked = address;
	m->cut = map != NULL;
	if (dso == NULL || !dsos_open(&m->r->dsos, dso) || dso->module.runtime == NULL ||
	    !elf_address(dso->module.runtime, map_offset(map, address), &at))
		return false;
	bytes = elf_loaded(dso->module.runtime, at, &start);
	c = cursor_make(bytes, (size_t)(at - start), m->big_endian);
	*value = cursor_uint(&c, size);
	m->cut = c.failed;
	return !c.failed;
}

/* Like perf, without the very last word of the copy: a stack that was cut then ends alike. */
static bool
read_memory(void *context, uint64_t address, unsigned size, uint64_t *value)
{
	struct memory *m = context;
	uint64_t at = address - m->stack_begin;
	struct cursor c;

	if (address < m->stack_begin || at >= m->stack.len || m->stack.len - at <= size)
		return read_file(m, address, size, value);
	c = cursor_make(m->stack, (size_t)at, m->big_endian);
	*value = cursor_uint(&c, size);
	return !c.failed;
}

/* The registers that were sampled, by their DWARF numbers. */
static void
take_registers(
    struct unwind_registers *to, enum unwind_machine machine, const struct perf_data_sample *sample)
{
	uint64_t mask = sample->event->user_registers;
	size_t i = 0;

	*to = (struct unwind_registers){.known = 0};
	for (unsigned bit = 0; bit < 64 && i < sample->registers.count; bit++) {
		int number;

		if ((mask >> bit & 1) == 0)
			continue;
		number = unwind_register_of_perf(machine, bit);
		if (number >= 0)
			unwind_set(to, (unsigned)number, perf_word(&sample->registers, i));
		i++;
	}
}

/* What knows how to step from the code at an ip; table NULL: nothing does. */
struct guide {
	struct dso *dso; /* NULL: nothing is mapped there */
	uint64_t offset; /* of ip in it */
	struct unwind_table *table;
	uint64_t bias;
};

static struct guide
find_guide(const struct memory *m, enum unwind_machine machine, uint64_t ip)
{
	const struct map *map = maps_find(m->task->space->maps, ip);
	struct guide g = {.dso = NULL};
	uint64_t at;

	if (map == NULL || !map->code)
		return g;
	g.dso = dsos_get(&m->r->dsos, map->dso);
	g.offset = map_offset(map, ip);
	g.table = dsos_unwind(&m->r->dsos, g.dso);
	if (g.table == NULL || g.table->sections.machine != machine ||
	    !elf_address(g.dso->module.runtime, g.offset, &at))
		g.table = NULL;
	else
		g.bias = ip - at;
	return g;
}

/* Whether CPython made the code for a function, to call the interpreter (-X perf). */
static bool
is_python(const struct memory *m, const struct guide *guide)
{
	return guide->dso != NULL && guide->dso->kind == DSO_JIT &&
	       str_starts(dsos_symbol(&m->r->dsos, guide->dso, guide->offset), STR("py::"));
}

/*
 * Without call frame information: from a linkage table, or by the frame pointer
 * where there is hope for one. Code that is in a file that is not here any more,
 * or in no map at all, need not have any: nothing is guessed, as in perf.
 */
static enum unwind_status
step_without(const struct memory *m, const struct guide *guide, enum unwind_machine machine,
    struct unwind_registers *registers, const struct unwind_memory *memory)
{
	const struct dso *dso = guide->dso;

	if (dso != NULL && dso->is_elf && dso->module.runtime != NULL && !registers->after_call &&
	    elf_in_plt(&dso->plts, guide->offset))
		return unwind_step_plt(machine, registers, memory);
	if (guide->table == NULL && (dso == NULL || dso->kind != DSO_JIT))
		return UNWIND_FAILED;
	if (machine == UNWIND_X86_64 && registers->after_call && is_python(m, guide))
		return unwind_step_python(machine, registers, memory);
	return unwind_step_frame_pointer(machine, registers, memory);
}

/*
 * More than any stack has that was copied: but for a few, as of a function that made none
 * yet, each frame has its return address in the copy. Damage may go round and round.
 */
static size_t
most_frames(const struct memory *m, enum unwind_machine machine)
{
	return m->stack.len / unwind_word(machine) + 128;
}

/*
 * Whether what was asked for is in the stack that was copied: in its map, or, as that of the first
 * thread grows beyond what was mapped, not far above.
 */
static bool
is_same_stack(const struct memory *m)
{
	enum { LARGEST_STACK = 1 << 26 };
	const struct map *map = maps_find(m->task->space->maps, m->stack_begin);

	return m->asked >= m->stack_begin &&
	       (map != NULL ? m->asked < map->end : m->asked - m->stack_begin < LARGEST_STACK);
}

/* A stack whose next word was not recorded goes on: perf, too, shows one unknown frame. */
static void
push_cut(struct memory *m)
{
	recording_push(m->r, m->task, PERF_MODE_USER, RECORDING_NOWHERE, 0);
	if (is_same_stack(m))
		m->r->cuts.copies++;
	else
		m->r->cuts.elsewhere++;
}

/*
 * The frames from these registers on. A caller's is looked up by the call, the
 * byte before its return address; but a signal's trampoline was not called.
 */
static void
push_frames(struct memory *m, enum unwind_machine machine, struct unwind_registers *registers)
{
	unsigned operations = UNWIND_OPERATIONS;
	const struct unwind_memory memory = {read_memory, m, &operations};
	unsigned ip_register = unwind_ip_register(machine);

	for (size_t left = most_frames(m, machine); left > 0; left--) {
		uint64_t ip = registers->value[ip_register];
		struct guide guide;
		enum unwind_status status = UNWIND_NO_INFO;
		bool trampoline;

		if (ip <= registers->after_call) /* no call is before 0; nor has perf a frame */
			return;
		guide = find_guide(m, machine, ip - registers->after_call);
		trampoline = registers->after_call && guide.table != NULL &&
			     unwind_is_signal_frame(guide.table, guide.bias, registers);
		recording_push(m->r, m->task, PERF_MODE_USER,
		    ip - (registers->after_call && !trampoline), m->r->shown);
		m->cut = false;
		if (guide.table != NULL) {
			status = unwind_step(guide.table, guide.bias, registers, &memory);
			dsos_unwound(&m->r->dsos, guide.table);
		}
		if (status == UNWIND_NO_INFO)
			status = step_without(m, &guide, machine, registers, &memory);
		if (status == UNWIND_FAILED && m->cut)
			push_cut(m);
		if (status != UNWIND_STEPPED)
			return;
	}
}

/* The innermost frame is all that is known of a stack whose machine is not understood. */
static void
push_strange(struct recording *r, const struct task *task, const struct perf_data_sample *sample)
{
	uint64_t ip = recording_strange_ip(r, sample);

	r->cuts.not_unwound++;
	if (ip != RECORDING_NOWHERE)
		recording_push(r, task, PERF_MODE_USER, ip, r->shown);
}

static void
count_copy(struct recording_cuts *cuts, const struct perf_attr *event)
{
	cuts->all_copies++;
	if (event->stack_size > cuts->copy_size)
		cuts->copy_size = event->stack_size;
}

void
recording_unwind(
    struct recording *r, const struct task *task, const struct perf_data_sample *sample)
{
	enum unwind_machine machine;
	struct memory memory = {
	    .r = r, .task = task, .stack = sample->stack, .big_endian = r->data.big_endian};
	struct unwind_registers registers;

	if (sample->stack.len == 0)
		return;
	count_copy(&r->cuts, sample->event);
	if (!recording_machine(r, sample, &machine)) {
		push_strange(r, task, sample);
		return;
	}
	take_registers(&registers, machine, sample);
	memory.stack_begin = registers.value[unwind_sp_register(machine)];
	push_frames(&memory, machine, &registers);
}
