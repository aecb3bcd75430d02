/*
 * recording_state.c - processes, their maps and the kernel's, as the records of a
 * perf.data file tell of them.
 */
#include "recording_private.h"
#include "symbol.h"

static void
map_kernel(struct recording *r, const struct perf_mmap *m, enum dso_kind kind, struct str name)
{
	struct str path = m->path.len > 0 && kind == DSO_MODULE ? m->path : name;
	struct str id = m->build_id.len > 0 ? m->build_id : perf_data_build_id(&r->data, path);
	struct map map = {.start = m->start, .code = true, .identity = true};

	if (__builtin_add_overflow(m->start, m->length, &map.end))
		map.end = UINT64_MAX;
	map.dso = dsos_id(&r->dsos, kind, name, id);
	r->kernel.epoch = ++r->tasks.epoch;
	if (map.dso == INTERN_NONE || !maps_insert(&r->tasks.pool, &r->kernel.maps, &map))
		r->failed = true;
}

/*
 * A module as perf names it: "/lib/modules/6.1.0/kernel/fs/nls/nls-ascii.ko.xz" is
 * "[nls_ascii]". Valid until dsos_id.
 */
static struct str
module_name(struct recording *r, struct str path)
{
	struct str base = symbol_basename(path), end = STR(".ko");
	size_t dot = str_search(base, end);
	struct output *name = &r->dsos.other;

	if (str_starts(base, STR("[")) || dot == base.len)
		return path;
	output_clear(name);
	output_char(name, '[');
	for (size_t i = 0; i < dot; i++)
		output_char(name, base.ptr[i] == '-' ? '_' : base.ptr[i]);
	output_char(name, ']');
	r->failed |= name->error != 0;
	return output_text(name);
}

/*
 * "[kernel.kallsyms]_text" is the kernel itself, and its offset the address of
 * _text; "[module]" or a path is a module.
 */
static void
take_kernel_map(struct recording *r, const struct perf_mmap *m)
{
	struct str kernel = STR("[kernel.kallsyms]");

	if (!str_starts(m->path, kernel)) {
		map_kernel(r, m, DSO_MODULE, module_name(r, m->path));
		return;
	}
	r->kernel_symbol = arena_str(&r->arena, str_skip(m->path, kernel.len));
	r->kernel_reference = m->offset;
	map_kernel(r, m, DSO_KERNEL, kernel);
}

/*
 * Whether a vdso there is of a process of 32 bits on a machine of 64: perf
 * calls it another name, by which the header has its build-id.
 */
static bool
is_vdso_of_32(const struct recording *r, const struct perf_mmap *m)
{
	return m->start <= UINT32_MAX && str_ends(r->data.machine, STR("64"));
}

/* The number of a file that is mapped, by its build-id or, while it may be running, its inode. */
static uint32_t
find_file(struct recording *r, const struct perf_mmap *m, struct str build_id)
{
	struct held_origin origin = {m->device, m->inode, m->start, m->start + m->length, m->pid};

	if (!r->data.early_maps || !m->executable)
		return dsos_id(&r->dsos, DSO_FILE, m->path, build_id);
	return dsos_mapped(&r->dsos, m->path, build_id, &origin);
}

static void
take_user_map(struct recording *r, const struct perf_mmap *m)
{
	enum dso_kind kind = dso_kind_of(m->path, m->executable);
	struct map map = {.start = m->start, .offset = m->offset, .code = m->executable};
	struct str name = m->path, id = m->build_id;
	struct output *text = &r->dsos.other;

	if (__builtin_add_overflow(m->start, m->length, &map.end))
		return;
	if (kind == DSO_JIT) {
		output_clear(text);
		output_printf(text, "/tmp/perf-%d.map", (int)m->pid);
		name = output_text(text);
		r->failed |= text->error != 0;
	}
	if (kind == DSO_VDSO) {
		map.offset = 0;
		r->dsos.foreign = recording_is_foreign(r);
		if (is_vdso_of_32(r, m))
			name = STR("[vdso32]");
	}
	map.identity = dso_is_anonymous(m->path);
	if (id.len == 0)
		id = perf_data_build_id(&r->data, name);
	map.dso = kind == DSO_FILE ? find_file(r, m, id) : dsos_id(&r->dsos, kind, name, id);
	if (map.dso == INTERN_NONE || !tasks_map(&r->tasks, m->pid, m->tid, &map))
		r->failed = true;
}

/* A function of a BPF program, or another that the kernel made while it ran. */
static void
take_ksymbol(struct recording *r, const struct perf_ksymbol *k)
{
	struct perf_mmap m = {.start = k->address, .length = k->length};

	if (!k->removed)
		map_kernel(r, &m, DSO_BPF, k->name);
	else if (!maps_remove(&r->tasks.pool, &r->kernel.maps, k->address, k->address + k->length))
		r->failed = true;
	r->kernel.epoch = ++r->tasks.epoch;
}

static void
take_mmap(struct recording *r, const struct perf_record *record)
{
	uint8_t mode = record->misc & PERF_MISC_MODE;
	struct perf_mmap m;

	if (!perf_data_mmap(&r->data, record, &m))
		return;
	if (mode == PERF_MODE_KERNEL)
		take_kernel_map(r, &m);
	else if (mode != PERF_MODE_GUEST_KERNEL)
		take_user_map(r, &m);
}

void
recording_early(struct recording *r, const struct perf_record *record)
{
	struct perf_losses losses = r->data.losses;
	bool good, user = (record->misc & PERF_MISC_MODE) == PERF_MODE_USER;
	struct perf_mmap m;
	struct str id;

	if (!user)
		return;
	good = perf_data_mmap(&r->data, record, &m);
	r->data.losses = losses; /* counted in its turn */
	if (!good || !m.executable || dso_kind_of(m.path, true) != DSO_FILE)
		return;
	id = m.build_id.len > 0 ? m.build_id : perf_data_build_id(&r->data, m.path);
	r->failed |= find_file(r, &m, id) == INTERN_NONE;
}

/* What says no time may come before samples of what ends: it is not taken in. */
static void
take_exit(struct recording *r, const struct perf_record *record)
{
	struct perf_fork exit;

	if (perf_data_time(&r->data, record) != 0 && perf_data_exit(&r->data, record, &exit))
		tasks_exit(&r->tasks, exit.pid, exit.tid);
}

/* What a program is called, and whether it is another one from here on. */
static void
take_comm(struct recording *r, const struct perf_record *record)
{
	struct perf_comm comm;
	const struct task *task;

	if (!perf_data_comm(&r->data, record, &comm))
		return;
	task = tasks_find(&r->tasks, comm.pid, comm.tid);
	if (task != NULL && comm.exec)
		launcher_exec(&r->launcher, &r->settings->skip_launcher, task->comm, &comm);
	r->failed |= !tasks_comm(&r->tasks, comm.pid, comm.tid, comm.name);
}

void
recording_state(struct recording *r, const struct perf_record *record)
{
	struct perf_fork fork;
	struct perf_ksymbol ksymbol;

	switch (record->type) {
	case PERF_RECORD_MMAP:
	case PERF_RECORD_MMAP2:
		take_mmap(r, record);
		break;
	case PERF_RECORD_COMM:
		take_comm(r, record);
		break;
	case PERF_RECORD_FORK:
		if (perf_data_fork(&r->data, record, &fork) &&
		    !tasks_fork(&r->tasks, fork.pid, fork.tid, fork.parent_pid, fork.parent_tid,
			fork.keeps_maps))
			r->failed = true;
		break;
	case PERF_RECORD_EXIT:
		take_exit(r, record);
		break;
	case PERF_RECORD_KSYMBOL:
		if (perf_data_ksymbol(&r->data, record, &ksymbol))
			take_ksymbol(r, &ksymbol);
		break;
	case PERF_RECORD_LOST:
	case PERF_RECORD_LOST_SAMPLES:
		perf_data_lost(&r->data, record);
		break;
	default:
		break;
	}
}
