/*
 * recording_kernel.c - the kernel that was recorded: where its symbols are, and whether it is the
 * one that runs here.
 *
 * A build-id tells, or else the release and the machine, as uname prints them. The symbols of another
 * kernel would be names as good as any, and wrong: then there are none but those of
 * --kallsyms, --vmlinux, or the copy that perf record keeps where it has a build-id.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/utsname.h>

#include "recording_private.h"
#include "vmlinux.h"

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

/* Whether a and b are names of one machine: a process of 32 bits is told another one. */
static bool
is_same_machine(struct str a, struct str b)
{
	return str_eq(a, b) || (str_ends(a, STR("86")) && str_eq(b, STR("x86_64"))) ||
	       (str_ends(b, STR("86")) && str_eq(a, STR("x86_64")));
}

bool
recording_is_foreign(const struct recording *r)
{
	struct utsname here;
	struct str release = r->data.release, machine = r->data.machine;

	if (uname(&here) < 0)
		return false;
	return (release.len > 0 && !str_eq(release, str_from(here.release))) ||
	       (machine.len > 0 && !is_same_machine(machine, str_from(here.machine)));
}

/* Whether the kernel that runs is the one that was recorded; -1 with errno where it is not told. */
static int
is_running(const struct recording *r, struct str id)
{
	char running[20];
	int size = kernel_build_id(running);

	if (size < 0 && elf_is_failure(errno))
		return -1;
	if (id.len > 0)
		return str_eq(id, str_make(running, size > 0 ? (size_t)size : 0));
	return r->dsos.root[0] == '\0' && !recording_is_foreign(r);
}

/* The copy that perf record kept. False with errno set. */
static bool
load_copy(struct recording *r, struct str id)
{
	struct output *path = &r->dsos.name;

	errno = ENOENT;
	if (r->dsos.cache == NULL || id.len == 0)
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

/* What the user asks for; or the running kernel's, if it is the one; or the copy. */
static bool
load_symbols(struct recording *r, struct str id)
{
	int running;

	if (r->settings->kallsyms != NULL)
		return kernel_symbols_load(&r->dsos.kernel, r->settings->kallsyms);
	running = is_running(r, id);
	if (running < 0)
		return false;
	return running ? kernel_symbols_load(&r->dsos.kernel, "/proc/kallsyms") : load_copy(r, id);
}

/* Says that a file which was asked for is of no use, and ends it. */
static void
stop(struct recording *r, const char *file, const char *why)
{
	report_error(r->report, "%s: kernel symbols cannot be read: %s", file, why);
	r->stopped = true;
}

/* --vmlinux: false where it is not used; what is wrong is said. */
static bool
load_vmlinux(struct recording *r, struct str id)
{
	struct elf_error error;

	if (vmlinux_load(&r->dsos.kernel, r->settings->vmlinux, id, &error))
		return true;
	if (error.code == ENOMEM)
		r->failed = true;
	else
		stop(r, r->settings->vmlinux, error.code != 0 ? strerror(error.code) : error.what);
	return false;
}

static void
say_foreign(const struct recording *r)
{
	report_warning(r->report,
	    "%s: kernel symbols are not known: recorded with another kernel%s%.*s "
	    "(--kallsyms takes its /proc/kallsyms, --vmlinux its vmlinux)",
	    r->name, r->data.release.len > 0 ? ", " : "", STR_ARG(r->data.release));
}

/* What a machine keeps to itself is not known; a file that was asked for is another matter. */
static void
say_unknown(struct recording *r, int error)
{
	const char *file = r->settings->kallsyms;

	if (error == ENOMEM)
		r->failed = true;
	else if (file != NULL || elf_is_failure(error))
		stop(r, file != NULL ? file : r->name,
		    error == EACCES ? "it has no addresses" : strerror(error));
	else if (error == ENOENT)
		say_foreign(r);
	else
		report_warning(r->report, "%s: kernel symbols are not known: %s", r->name,
		    error == EACCES ? "/proc/kallsyms hides addresses (sysctl -w "
				      "kernel.kptr_restrict=0, or run this as root)"
				    : strerror(error));
}

void
recording_load_kernel(struct recording *r)
{
	struct str id = perf_data_build_id(&r->data, STR("[kernel.kallsyms]"));
	uint64_t address;

	if (r->dsos.kernel_tried)
		return;
	r->dsos.kernel_tried = true;
	if (r->settings->vmlinux != NULL) {
		r->dsos.has_kernel = load_vmlinux(r, id);
	} else {
		r->dsos.has_kernel = load_symbols(r, id);
		if (!r->dsos.has_kernel)
			say_unknown(r, errno);
	}
	if (!r->dsos.has_kernel)
		return;
	if (r->kernel_reference != 0 && r->kernel_symbol.len > 0 &&
	    kernel_symbols_address(&r->dsos.kernel, r->kernel_symbol, &address))
		r->dsos.kernel_delta = address - r->kernel_reference;
	widen_kernel_map(r);
}
