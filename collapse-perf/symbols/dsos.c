/*
 * dsos.c - what is mapped, and its symbols; see dsos.h.
 */
#include "dsos.h"

#include <errno.h>
#include <unistd.h>

#include "demangle.h"
#include "jit_map.h"
#include "mem.h"

enum { FEW = 128 };

void
dsos_init(struct dsos *d)
{
	*d = (struct dsos){.items = NULL, .root = "", .debug = "/usr/lib/debug", .most = FEW};
	arena_init(&d->arena);
	intern_init(&d->names);
	held_files_init(&d->held);
	output_to_memory(&d->name);
	output_to_memory(&d->other);
	output_to_memory(&d->shown[0]);
	output_to_memory(&d->shown[1]);
}

/* The text of both; NULL without memory. */
static const char *
joined(struct dsos *d, const char *folder, const char *path)
{
	struct output *text = &d->name;

	output_clear(text);
	output_str(text, str_from(folder));
	output_str(text, str_from(path));
	output_char(text, '\0');
	/* Without memory for all of it, it has no end. */
	return text->error != 0 ? NULL : arena_str(&d->arena, output_text(text)).ptr;
}

bool
dsos_set_places(struct dsos *d, const char *symfs, const char *cache, const char *home)
{
	if (symfs != NULL) {
		d->root = symfs;
		d->debug = joined(d, symfs, d->debug);
	}
	d->cache = cache;
	if (cache == NULL && home != NULL)
		d->cache = joined(d, home, "/.debug");
	return d->debug != NULL && (d->cache != NULL || home == NULL);
}

static void
close_dso(struct dso *dso)
{
	if (dso->has_dwarf) {
		dwarf_release(&dso->dwarf);
		dwarf_release(&dso->alternate);
		split_files_release(&dso->split);
	}
	if (dso->has_unwind)
		unwind_table_release(&dso->unwind);
	if (dso->is_elf) {
		elf_symbols_release(&dso->symbols);
		elf_module_close(&dso->module);
	}
	perf_map_release(&dso->jit);
}

void
dsos_release(struct dsos *d)
{
	for (size_t i = 0; i < d->names.len; i++)
		if (d->items[i] != NULL)
			close_dso(d->items[i]);
	held_files_release(&d->held);
	for (size_t i = 0; i < d->names.len; i++)
		mem_free(d->items[i]);
	mem_free(d->items);
	mem_free(d->kept);
	if (d->has_kernel)
		kernel_symbols_release(&d->kernel);
	intern_release(&d->names);
	arena_release(&d->arena);
	output_close(&d->name);
	output_close(&d->other);
	output_close(&d->shown[0]);
	output_close(&d->shown[1]);
}

/* Its name and its build-id stand behind it. NULL without memory. */
static struct dso *
new_dso(enum dso_kind kind, struct str name, struct str build_id)
{
	struct dso *dso = mem_zalloc(1, sizeof(*dso) + name.len + 1 + build_id.len);
	char *text;

	if (dso == NULL)
		return NULL;
	text = (char *)(dso + 1);
	memcpy(text, name.ptr, name.len);
	memcpy(text + name.len + 1, build_id.ptr, build_id.len);
	*dso = (struct dso){.kind = kind,
	    .name = str_make(text, name.len),
	    .build_id = str_make(text + name.len + 1, build_id.len),
	    .held.fd = -1};
	return dso;
}

/* The dso of a number that is free; false without memory. */
static bool
add_dso(struct dsos *d, uint32_t id, struct dso *dso)
{
	d->items[id] = dso;
	if (dso == NULL || !MEM_GROW(&d->kept, &d->kept_cap, d->kept_len + 1))
		return false;
	d->kept[d->kept_len++] = id;
	return true;
}

static void
forget(struct dsos *d, uint32_t id)
{
	struct dso *dso = d->items[id];
	struct dsos_forgotten *f = &d->forgotten;

	f->opened += dso->opened;
	f->with_symbols += dso_has_symbols(dso);
	f->with_debug += dso->has_dwarf;
	f->lacking[dso->lack] += dso->opened;
	close_dso(dso);
	mem_free(dso);
	d->items[id] = NULL;
}

bool
dsos_forget(
    struct dsos *d, bool (*is_needed)(const void *context, uint32_t id), const void *context)
{
	size_t before = d->kept_len;
	bool lacking[DSO_LACKS] = {[DSO_COMPLETE] = true}; /* a file that lacks this stays */

	d->kept_len = 0;
	for (size_t i = 0; i < before; i++) {
		uint32_t id = d->kept[i];
		const struct dso *dso = d->items[id];
		bool first = dso->opened && !lacking[dso->lack];

		lacking[dso->lack] |= first;
		/* What is held waits for its map. */
		if (first || dso->held.fd >= 0 || is_needed(context, id))
			d->kept[d->kept_len++] = id;
		else
			forget(d, id);
	}
	d->most = d->kept_len < FEW / 2 ? FEW : 2 * d->kept_len;
	return d->kept_len < before;
}

/* `origin` tells files apart that have no build-id; or NULL. */
static uint32_t
find_dso(struct dsos *d, enum dso_kind kind, struct str name, struct str build_id,
    const struct held_origin *origin)
{
	struct output *key = &d->name;
	size_t known = d->names.len;
	uint32_t id;

	output_clear(key);
	output_char(key, (char)('0' + kind));
	output_str(key, name);
	output_char(key, '\0');
	output_str(key, build_id);
	if (origin != NULL && build_id.len == 0) {
		output_bytes(key, (const char *)&origin->device, sizeof(origin->device));
		output_bytes(key, (const char *)&origin->inode, sizeof(origin->inode));
	}
	if (key->error != 0 || !MEM_GROW(&d->items, &d->cap, known + 1)) {
		d->no_memory = true;
		return INTERN_NONE;
	}
	id = intern_id(&d->names, output_text(key));
	if (id == known)
		d->items[id] = NULL;
	if (id != INTERN_NONE &&
	    (d->items[id] != NULL || add_dso(d, id, new_dso(kind, name, build_id))))
		return id;
	d->no_memory = true;
	return INTERN_NONE;
}

uint32_t
dsos_id(struct dsos *d, enum dso_kind kind, struct str name, struct str build_id)
{
	return find_dso(d, kind, name, build_id, NULL);
}

uint32_t
dsos_mapped(struct dsos *d, struct str name, struct str build_id, const struct held_origin *origin)
{
	uint32_t id = find_dso(d, DSO_FILE, name, build_id, origin);
	struct dso *dso = id != INTERN_NONE ? dsos_get(d, id) : NULL;
	const char *path;

	if (dso == NULL || dso->opened || dso->held.tried)
		return id;
	dso->origin = *origin;
	path = d->root[0] == '\0' ? dso->name.ptr : joined(d, d->root, dso->name.ptr);
	if (path != NULL)
		held_files_hold(&d->held, &dso->held, path, origin);
	else
		d->no_memory = true;
	return id;
}

bool
dso_is_anonymous(struct str path)
{
	return str_eq(path, STR("//anon")) || str_starts(path, STR("/dev/zero")) ||
	       str_starts(path, STR("/anon_hugepage")) || str_starts(path, STR("[stack")) ||
	       str_starts(path, STR("/SYSV")) || str_eq(path, STR("[heap]"));
}

enum dso_kind
dso_kind_of(struct str path, bool executable)
{
	if (dso_is_anonymous(path))
		return executable ? DSO_JIT : DSO_NOTHING;
	if (str_eq(path, STR("[vdso]")) || str_eq(path, STR("[vdso32]")) ||
	    str_eq(path, STR("[vdsox32]")))
		return DSO_VDSO;
	return str_starts(path, STR("/")) ? DSO_FILE : DSO_NOTHING;
}

struct str
dsos_demangle(struct dsos *d, struct str name)
{
	struct output *out = &d->shown[d->turn ^= 1];
	bool demangled;

	output_clear(out);
	demangled = demangle_symbol(name, out);
	d->no_memory |= out->error != 0;
	return demangled ? output_text(out) : name;
}

static struct str
shown(void *context, struct str name)
{
	return dsos_demangle(context, name);
}

static bool
open_own_vdso(struct dso *dso)
{
	struct elf_error error;
	struct elf *e = &dso->module.files[0];

	if (!elf_open_image(e, kernel_vdso(), &error))
		return false;
	if (dso->build_id.len > 0 && !str_eq(elf_build_id(e), dso->build_id)) {
		elf_close(e);
		return false;
	}
	dso->module.file_count = 1;
	dso->module.runtime = dso->module.symbols = e;
	return true;
}

/* $HOME/.debug/[vdso]/BUILD-ID/vdso is what perf record kept. */
static bool
open_elf(struct dsos *d, struct dso *dso)
{
	int held = held_files_take(&d->held, &dso->held);
	struct elf_search search = {.path = dso->name.ptr,
	    .build_id = dso->build_id,
	    .root = d->root,
	    .cache = d->cache,
	    .debug = d->debug,
	    .held = held >= 0 ? &held : NULL};
	struct elf_error error;
	bool opened;

	if (str_eq(dso->name, STR("[vdso]")) && (dso->build_id.len > 0 || !d->foreign) &&
	    open_own_vdso(dso))
		return true;
	opened = elf_module_open(&dso->module, &search, &error);
	if (held >= 0)
		close(held);
	return opened;
}

/* Closes what was opened by a path, if that is another file than was mapped; false then. */
static bool
is_the_mapped(const struct dsos *d, struct dso *dso)
{
	const struct elf *e = dso->module.runtime;
	uint64_t inode = e != NULL ? (uint64_t)e->map.file : 0;

	if (dso->build_id.len > 0 || !held_files_is_other(&d->held, &dso->origin, inode))
		return true;
	if (dso->is_elf)
		elf_module_close(&dso->module);
	return false;
}

/* What is wrong with a file that is open, or not. */
static enum dso_lack
file_lack(const struct dsos *d, const struct dso *dso)
{
	if (!dso->is_elf)
		return dso->module.mismatch ? DSO_CHANGED : DSO_MISSING;
	if (dso->build_id.len == 0 && dso->module.runtime != NULL && d->recorded != 0 &&
	    dso->module.runtime->map.modified > d->recorded)
		return DSO_NEWER;
	return DSO_COMPLETE;
}

/* Keeps the first one that tells of this machine and not of a file. */
static void
note_failure(struct dsos *d, struct dso *dso, int code)
{
	d->no_memory |= code == ENOMEM;
	if (dso->failure == 0 && elf_is_failure(code))
		dso->failure = code;
}

static void
open_jit(struct dsos *d, struct dso *dso)
{
	if (jit_map_load(&dso->jit, d->root, dso->name, !d->foreign, d->recorded))
		return;
	note_failure(d, dso, errno);
	dso->lack = errno == EPERM || errno == EACCES ? DSO_NOT_OURS : DSO_NO_MAP;
}

bool
dsos_open(struct dsos *d, struct dso *dso)
{
	struct elf_naming naming = {.shown = shown, .context = d};
	const struct elf *symbols;

	if (dso->opened)
		return dso->is_elf;
	dso->opened = true;
	if (dso->kind == DSO_JIT)
		open_jit(d, dso);
	if (dso->kind != DSO_FILE && dso->kind != DSO_VDSO)
		return false;
	dso->is_elf = open_elf(d, dso);
	note_failure(d, dso, dso->module.failure);
	elf_note_error(&dso->section_error, dso->module.packed_error);
	if (dso->kind == DSO_FILE)
		dso->lack = file_lack(d, dso);
	if (!is_the_mapped(d, dso)) {
		dso->is_elf = false;
		dso->lack = DSO_GONE;
	}
	if (!dso->is_elf)
		return false;
	symbols = dso->module.symbols ? dso->module.symbols : dso->module.runtime;
	dso->is_elf = elf_symbols_load(
	    &dso->symbols, symbols, dso->module.runtime ? dso->module.runtime : symbols, &naming);
	if (!dso->is_elf) {
		note_failure(d, dso, ENOMEM);
		elf_module_close(&dso->module);
	}
	if (dso->module.runtime != NULL)
		elf_find_plts(dso->module.runtime, &dso->plts);
	return dso->is_elf;
}

static struct str
elf_symbol_name(struct dsos *d, struct dso *dso, uint64_t address)
{
	struct elf_symbol symbol;
	struct str name;

	if (!dsos_open(d, dso) || !elf_symbols_find(&dso->symbols, address, &symbol))
		return (struct str){"", 0};
	name = dsos_demangle(d, symbol.name);
	if (!symbol.plt)
		return name;
	output_clear(&d->other);
	output_str(&d->other, name);
	OUTPUT_LITERAL(&d->other, "@plt");
	d->no_memory |= d->other.error != 0;
	return output_text(&d->other);
}

struct str
dsos_symbol(struct dsos *d, struct dso *dso, uint64_t address)
{
	switch (dso->kind) {
	case DSO_FILE:
	case DSO_VDSO:
		return elf_symbol_name(d, dso, address);
	case DSO_JIT:
		dsos_open(d, dso);
		return perf_map_find(&dso->jit, address);
	case DSO_KERNEL:
	case DSO_MODULE:
		if (!d->has_kernel)
			return (struct str){"", 0};
		return kernel_symbols_find(
		    &d->kernel, address + d->kernel_delta, dso->kind == DSO_MODULE);
	case DSO_BPF:
		return dso->name;
	default:
		return (struct str){"", 0};
	}
}

static uint64_t
section_address(const struct elf *e, struct str name)
{
	const struct elf_section *s = elf_section(e, name);

	return s ? s->address : 0;
}

static struct str
loaded(void *context, uint64_t address, uint64_t *start)
{
	return elf_loaded(context, address, start);
}

static bool
unwind_machine_of(const struct elf *e, enum unwind_machine *machine)
{
	*machine = e->machine == ELF_AARCH64 ? UNWIND_AARCH64
		   : e->is_64		     ? UNWIND_X86_64
					     : UNWIND_I386;
	return e->machine == ELF_X86_64 || e->machine == ELF_AARCH64 || e->machine == ELF_I386;
}

struct unwind_table *
dsos_unwind(struct dsos *d, struct dso *dso)
{
	struct unwind_sections s = {.machine = UNWIND_X86_64};
	struct elf *e;

	if (dso->unwind_tried || !dsos_open(d, dso) || dso->module.runtime == NULL)
		return dso->has_unwind ? &dso->unwind : NULL;
	dso->unwind_tried = true;
	e = dso->module.runtime;
	if (!unwind_machine_of(e, &s.machine))
		return NULL;
	s.big_endian = e->big_endian;
	s.loaded = loaded;
	s.context = e;
	s.eh_frame = elf_section_raw(e, elf_section(e, STR(".eh_frame")));
	s.eh_frame_hdr = elf_section_raw(e, elf_section(e, STR(".eh_frame_hdr")));
	s.eh_frame_address = section_address(e, STR(".eh_frame"));
	s.eh_frame_hdr_address = section_address(e, STR(".eh_frame_hdr"));
	s.text_address = section_address(e, STR(".text"));
	s.got_address = section_address(e, STR(".got"));
	s.debug_frame = elf_section_or_empty(
	    dso->module.debug ? dso->module.debug : e, STR(".debug_frame"), &dso->section_error);
	dso->has_unwind = unwind_table_init(&dso->unwind, &s);
	if (!dso->has_unwind)
		note_failure(d, dso, ENOMEM);
	note_failure(d, dso, dso->section_error.code);
	return dso->has_unwind ? &dso->unwind : NULL;
}

/* Lines are a large part, and most often compressed: they are read where `places` are wanted. */
static void
dwarf_sections(struct elf *e, bool places, struct dwarf_sections *s, struct elf_error *error)
{
	*s = (struct dwarf_sections){.big_endian = e->big_endian,
	    .info = elf_section_or_empty(e, STR(".debug_info"), error),
	    .abbrev = elf_section_or_empty(e, STR(".debug_abbrev"), error),
	    .types = elf_section_or_empty(e, STR(".debug_types"), error),
	    .aranges = elf_section_or_empty(e, STR(".debug_aranges"), error),
	    .line = places ? elf_section_or_empty(e, STR(".debug_line"), error) : STR(""),
	    .line_str = elf_section_or_empty(e, STR(".debug_line_str"), error),
	    .str = elf_section_or_empty(e, STR(".debug_str"), error),
	    .str_offsets = elf_section_or_empty(e, STR(".debug_str_offsets"), error),
	    .addr = elf_section_or_empty(e, STR(".debug_addr"), error),
	    .ranges = elf_section_or_empty(e, STR(".debug_ranges"), error),
	    .rnglists = elf_section_or_empty(e, STR(".debug_rnglists"), error)};
}

/* Its debug data; NULL where there is none. */
static struct dwarf *
open_dwarf(struct dsos *d, struct dso *dso, bool places)
{
	struct dwarf_sections s;
	const char *path;

	if (dso->dwarf_tried || !dsos_open(d, dso) || dso->module.debug == NULL)
		return dso->has_dwarf ? &dso->dwarf : NULL;
	dso->dwarf_tried = true;
	dso->has_dwarf = true;
	s = (struct dwarf_sections){.big_endian = false};
	if (dso->module.alternate != NULL)
		dwarf_sections(dso->module.alternate, places, &s, &dso->section_error);
	dwarf_init(&dso->alternate, &s, NULL);
	dwarf_sections(dso->module.debug, places, &s, &dso->section_error);
	dwarf_init(&dso->dwarf, &s, dso->module.alternate ? &dso->alternate : NULL);
	path = d->root[0] == '\0' ? dso->name.ptr : joined(d, d->root, dso->name.ptr);
	split_files_init(&dso->split, path != NULL ? str_from(path) : dso->name);
	d->no_memory |= path == NULL;
	dso->dwarf.finder = (struct dwarf_finder){split_files_find, &dso->split};
	note_failure(d, dso, dso->section_error.code);
	return &dso->dwarf;
}

size_t
dsos_inlined(struct dsos *d, struct dso *dso, uint64_t address, bool places,
    struct dwarf_frame *frames, size_t max)
{
	struct dwarf *dwarf = open_dwarf(d, dso, places);
	const struct elf *segments = dso->module.runtime ? dso->module.runtime : dso->module.debug;
	uint64_t at;
	size_t n;

	if (dwarf == NULL || !elf_address(segments, address, &at))
		return 0;
	n = dwarf_frames(dwarf, at, places, frames, max);
	if (dwarf->no_memory || dso->alternate.no_memory)
		note_failure(d, dso, ENOMEM);
	note_failure(d, dso, dso->split.error.code);
	return n;
}
