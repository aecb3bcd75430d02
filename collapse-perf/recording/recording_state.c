/*
 * recording_state.c - processes, their maps and the kernel's, as the records of a
 * perf.data file tell of them.
 */
#include <errno.h>
#include <stdlib.h>

#include "recording_private.h"

static void
map_kernel(struct recording *r, const struct perf_mmap *m, enum dso_kind kind, struct str name)
{
	struct str id = m->build_id.len > 0 ? m->build_id : perf_data_build_id(&r->data, name);
	struct map map = {.start = m->start, .code = true, .identity = true};

	if (__builtin_add_overflow(m->start, m->length, &map.end))
		map.end = UINT64_MAX;
	map.dso = dsos_id(&r->dsos, kind, name, id);
	r->kernel.epoch = ++r->tasks.epoch;
	if (map.dso == INTERN_NONE || !maps_insert(&r->tasks.pool, &r->kernel.maps, &map))
		r->failed = true;
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
		map_kernel(r, m, DSO_MODULE, m->path);
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
	}
	if (kind == DSO_VDSO) {
		map.offset = 0;
		if (is_vdso_of_32(r, m))
			name = STR("[vdso32]");
	}
	map.identity = dso_is_anonymous(m->path);
	if (id.len == 0)
		id = perf_data_build_id(&r->data, name);
	map.dso = dsos_id(&r->dsos, kind, name, id);
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
recording_state(struct recording *r, const struct perf_record *record)
{
	struct perf_comm comm;
	struct perf_fork fork;
	struct perf_ksymbol ksymbol;

	switch (record->type) {
	case PERF_RECORD_MMAP:
	case PERF_RECORD_MMAP2:
		take_mmap(r, record);
		break;
	case PERF_RECORD_COMM:
		if (perf_data_comm(&r->data, record, &comm) &&
		    !tasks_comm(&r->tasks, comm.pid, comm.tid, comm.name))
			r->failed = true;
		break;
	case PERF_RECORD_FORK:
		if (perf_data_fork(&r->data, record, &fork) &&
		    !tasks_fork(&r->tasks, fork.pid, fork.tid, fork.parent_pid, fork.parent_tid,
			fork.keeps_maps))
			r->failed = true;
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

/* In the place of `map`, which is in the kernel's. */
static bool
replace_kernel_map(struct recording *r, const struct map *map, const struct map *by)
{
	struct maps_pool *pool = &r->tasks.pool;

	return maps_remove(pool, &r->kernel.maps, map->start, map->end) &&
	       maps_insert(pool, &r->kernel.maps, by);
}

/* The kernel's own map, made as wide as its symbols reach, as perf does. */
static void
widen_kernel_map(struct recording *r)
{
	uint64_t start = r->dsos.kernel.start - r->dsos.kernel_delta;
	uint64_t end = r->dsos.kernel.end - r->dsos.kernel_delta, before = 0;
	const struct map *map = maps_behind(r->kernel.maps, 0);

	for (; map != NULL && start < end; map = maps_behind(r->kernel.maps, before)) {
		const struct map *next = maps_behind(r->kernel.maps, map->end);
		struct map wide = *map;

		wide.start = start > before ? start : before;
		wide.end = next != NULL && end > next->start ? next->start : end;
		if (dsos_get(&r->dsos, map->dso)->kind != DSO_KERNEL || wide.start >= wide.end)
			wide = *map;
		else
			r->failed |= !replace_kernel_map(r, map, &wide);
		before = wide.end;
	}
	r->kernel.epoch = ++r->tasks.epoch;
}

/* The running kernel's, if it is the one that was recorded; or the copy that perf record kept. */
static bool
load_symbols(struct recording *r, struct str id)
{
	char running[20];
	struct output *path = &r->dsos.name;
	int size;

	if (r->kallsyms != NULL)
		return kernel_symbols_load(&r->dsos.kernel, r->kallsyms);
	size = kernel_build_id(running);
	if (size < 0 && elf_is_failure(errno))
		return false;
	if (id.len == 0 || str_eq(id, str_make(running, size > 0 ? (size_t)size : 0)))
		return kernel_symbols_load(&r->dsos.kernel, "/proc/kallsyms");
	errno = ENOENT;
	if (r->dsos.cache == NULL)
		return false;
	output_clear(path);
	output_str(path, str_from(r->dsos.cache));
	OUTPUT_LITERAL(path, "/[kernel.kallsyms]/");
	for (size_t i = 0; i < id.len; i++)
		output_printf(path, "%02x", (unsigned)(unsigned char)id.ptr[i]);
	OUTPUT_LITERAL(path, "/kallsyms");
	output_char(path, '\0');
	errno = path->error; /* ENOMEM */
	return path->error == 0 && kernel_symbols_load(&r->dsos.kernel, path->buf);
}

/* A machine may keep its symbols to itself; a file that was asked for is another matter. */
static bool
can_do_without_symbols(const struct recording *r, int error)
{
	return r->kallsyms == NULL && !elf_is_failure(error);
}

void
recording_load_kernel(struct recording *r)
{
	struct str id = perf_data_build_id(&r->data, STR("[kernel.kallsyms]"));
	uint64_t address;

	if (r->dsos.kernel_tried)
		return;
	r->dsos.kernel_tried = true;
	r->dsos.has_kernel = load_symbols(r, id);
	if (!r->dsos.has_kernel && errno == ENOMEM) {
		r->failed = true;
		return;
	}
	if (!r->dsos.has_kernel && !can_do_without_symbols(r, errno)) {
		report_error(r->report, "%s: kernel symbols cannot be read: %s",
		    r->kallsyms != NULL ? r->kallsyms : r->name,
		    errno == EACCES ? "it has no addresses" : strerror(errno));
		r->stopped = true;
		return;
	}
	if (!r->dsos.has_kernel) {
		report_warning(r->report, "%s: kernel symbols are not known: %s", r->name,
		    errno == EACCES ? "/proc/kallsyms hides addresses (kernel.kptr_restrict)"
		    : errno == ENOENT
			? "recorded with another kernel (--kallsyms takes its /proc/kallsyms)"
			: strerror(errno));
		return;
	}
	if (r->kernel_reference != 0 && r->kernel_symbol.len > 0 &&
	    kernel_symbols_address(&r->dsos.kernel, r->kernel_symbol, &address))
		r->dsos.kernel_delta = address - r->kernel_reference;
	widen_kernel_map(r);
}
