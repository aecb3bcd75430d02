/*
 * elf_module.c - the files that belong to one mapped file; see elf_module.h.
 *
 *	/usr/bin/prog                          as mapped
 *	/usr/bin/NAME, /usr/bin/.debug/NAME,
 *	/usr/lib/debug/usr/bin/NAME            by .gnu_debuglink's NAME
 *	~/.debug/.build-id/ab/cdef.../elf      perf's copies ("debug" beside it; "vdso")
 *	/usr/lib/debug/usr/bin/prog.debug      by path
 *	/usr/lib/debug/.build-id/ab/cdef....debug
 *	.gnu_debugdata                         in what is mapped itself
 */
#include <stdio.h>

#include "elf_module.h"
#include "elf_parts.h"

enum {
	PATH_SIZE = 4096,
	ET_REL = 1,
};

/* In perf's order of looking for symbols. */
enum place {
	PLACE_LINK_BESIDE,
	PLACE_LINK_BELOW,
	PLACE_LINK_DEBUG,
	PLACE_CACHE,
	PLACE_CACHE_VDSO,
	PLACE_CACHE_OLD,
	PLACE_CACHE_DEBUG,
	PLACE_PATH_DEBUG,
	PLACE_PATH,
	PLACE_BUILD_ID,
	PLACE_SELF,
	PLACES,
};

/* All that the places' paths are made of. */
struct where {
	const struct elf_search *search;
	struct str build_id;
	struct str directory; /* of the path, without the last '/' */
	struct str link;      /* the name in .gnu_debuglink, or empty */
	uint32_t link_crc;
	enum place debug; /* where the file with the debug data was found */
};

/* {"ab/cdef…"}: the build-id in hexadecimal, as folders are named by it. */
static bool
build_id_path(struct str id, char *hex, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	size_t at = 0;

	if (id.len < 2 || size < id.len * 2 + 2)
		return false;
	for (size_t i = 0; i < id.len; i++) {
		unsigned char byte = (unsigned char)id.ptr[i];

		hex[at++] = digits[byte >> 4];
		hex[at++] = digits[byte & 15];
		if (i == 0)
			hex[at++] = '/';
	}
	hex[at] = 0;
	return true;
}

static bool
by_build_id(char path[PATH_SIZE], const char *folder, struct str id, const char *tail)
{
	char hex[256];
	int n;

	if (folder == NULL || !build_id_path(id, hex, sizeof(hex)))
		return false;
	n = snprintf(path, PATH_SIZE, "%s/.build-id/%s%s", folder, hex, tail);
	return n > 0 && n < PATH_SIZE;
}

/* prefix + the mapped file's directory + middle + the link's name */
static bool
by_link(char path[PATH_SIZE], const char *prefix, const struct where *w, const char *middle)
{
	int n;

	if (w->link.len == 0 || prefix == NULL || str_find(w->link, '/') < w->link.len)
		return false;
	n = snprintf(path, PATH_SIZE, "%s%.*s%s%.*s", prefix, STR_ARG(w->directory), middle,
	    STR_ARG(w->link));
	return n > 0 && n < PATH_SIZE;
}

static bool
by_path(char path[PATH_SIZE], const char *prefix, const char *file, const char *tail)
{
	int n;

	if (prefix == NULL || file == NULL)
		return false;
	n = snprintf(path, PATH_SIZE, "%s%s%s", prefix, file, tail);
	return n > 0 && n < PATH_SIZE;
}

/* The path of a place; false where it has none for this file. */
static bool
place_path(enum place place, const struct where *w, char path[PATH_SIZE])
{
	const struct elf_search *s = w->search;

	switch (place) {
	case PLACE_LINK_BESIDE:
		return by_link(path, s->root, w, "/");
	case PLACE_LINK_BELOW:
		return by_link(path, s->root, w, "/.debug/");
	case PLACE_LINK_DEBUG:
		return by_link(path, s->debug, w, "/");
	case PLACE_CACHE:
		return by_build_id(path, s->cache, w->build_id, "/elf");
	case PLACE_CACHE_VDSO:
		return by_build_id(path, s->cache, w->build_id, "/vdso");
	case PLACE_CACHE_OLD:
		return by_build_id(path, s->cache, w->build_id, "");
	case PLACE_CACHE_DEBUG:
		return by_build_id(path, s->cache, w->build_id, "/debug");
	case PLACE_PATH_DEBUG:
		return by_path(path, s->debug, s->path, ".debug");
	case PLACE_PATH:
		return by_path(path, s->debug, s->path, "");
	case PLACE_BUILD_ID:
		return by_build_id(path, s->debug, w->build_id, ".debug");
	case PLACE_SELF:
		return by_path(path, s->root, s->path, "");
	case PLACES:
		break;
	}
	return false;
}

/* The check sum of .gnu_debuglink: CRC-32 as in zlib, four bits at a time. */
static uint32_t
crc32_of(struct str bytes)
{
	static const uint32_t table[16] = {0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac,
	    0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8,
	    0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
	uint32_t crc = ~(uint32_t)0;

	for (size_t i = 0; i < bytes.len; i++) {
		crc ^= (unsigned char)bytes.ptr[i];
		crc = crc >> 4 ^ table[crc & 15];
		crc = crc >> 4 ^ table[crc & 15];
	}
	return ~crc;
}

static bool
is_wanted_file(const struct elf *e, enum place place, const struct where *w)
{
	if (w->build_id.len > 0)
		return str_eq(elf_build_id(e), w->build_id);
	return place > PLACE_LINK_DEBUG || crc32_of(e->image) == w->link_crc;
}

static bool
has_section(const struct elf *e, struct str name)
{
	const struct elf_section *s = elf_section(e, name);

	return s != NULL && s->type != SHT_NOBITS;
}

static bool
has_symbols(const struct elf *e)
{
	const struct elf_section *s = elf_section(e, STR(".symtab"));

	return s != NULL && s->type == SHT_SYMTAB;
}

static bool
has_debug(const struct elf *e)
{
	/* The addresses in an unlinked file's debug data are not filled in yet. */
	return e->type != ET_REL &&
	       (has_section(e, STR(".debug_info")) || has_section(e, STR(".zdebug_info")));
}

static bool
open_file(struct elf_module *m, struct elf *e, int held, const char *path, struct elf_error *error)
{
	if (elf_open_fd(e, held, path, error))
		return true;
	if (m->failure == 0 && elf_is_failure(error->code))
		m->failure = error->code;
	return false;
}

/* Opens what was mapped: perf's copy, or the path itself where it is still the same. */
static void
open_runtime(struct elf_module *m, struct where *w, struct elf_error *error)
{
	static const enum place places[] = {
	    PLACE_CACHE, PLACE_CACHE_VDSO, PLACE_CACHE_OLD, PLACE_SELF};
	struct elf *e = &m->files[0];
	char path[PATH_SIZE];

	for (size_t i = 0; i < sizeof(places) / sizeof(*places) && m->runtime == NULL; i++) {
		bool held = places[i] == PLACE_SELF && w->search->held != NULL;

		if (!place_path(places[i], w, path) ||
		    !open_file(m, e, held ? *w->search->held : -1, path, error))
			continue;
		if (is_wanted_file(e, places[i], w)) {
			m->runtime = e;
			m->file_count = 1;
			continue;
		}
		m->mismatch |= places[i] == PLACE_SELF;
		*error = (struct elf_error){"another build-id than recorded", 0, 0};
		elf_close(e);
	}
}

/* Opens the file at a place and takes of it what is still missing. */
static void
try_place(struct elf_module *m, enum place place, struct where *w)
{
	struct elf *e = &m->files[m->file_count];
	struct elf_error error;
	char path[PATH_SIZE];
	bool used = false;

	if (!place_path(place, w, path) || !open_file(m, e, -1, path, &error))
		return;
	if (is_wanted_file(e, place, w)) {
		if (m->symbols == NULL && has_symbols(e)) {
			m->symbols = e;
			used = true;
		}
		if (m->debug == NULL && has_debug(e)) {
			m->debug = e;
			w->debug = place;
			used = true;
		}
	}
	if (used)
		m->file_count++;
	else
		elf_close(e);
}

/* What the runtime file itself has, when it is its turn among the places. */
static void
take_runtime(struct elf_module *m)
{
	if (m->runtime == NULL)
		return;
	if (m->symbols == NULL && has_symbols(m->runtime))
		m->symbols = m->runtime;
	if (m->debug == NULL && has_debug(m->runtime))
		m->debug = m->runtime;
}

/* The path of what dwz made; where it is relative, it is so to the file that has the link. */
static bool
alternate_path(const struct where *w, struct str name, char path[PATH_SIZE])
{
	size_t at = 0;

	if (name.len == 0)
		return false;
	if (name.ptr[0] != '/') {
		struct str beside;

		if (!place_path(w->debug, w, path))
			return false;
		beside = str_from(path);
		at = str_rfind(beside, '/') < beside.len ? str_rfind(beside, '/') + 1 : 0;
	}
	if (name.len >= PATH_SIZE - at)
		return false;
	memcpy(path + at, name.ptr, name.len);
	path[at + name.len] = 0;
	return true;
}

/* The file that dwz made for several: by the name it is linked by, then by its build-id. */
static void
open_alternate(struct elf_module *m, const struct where *w)
{
	struct elf *e = &m->files[m->file_count];
	struct str name, id;
	struct elf_error error;
	char path[PATH_SIZE];
	bool opened = false;

	if (m->debug == NULL || !elf_debugaltlink(m->debug, &name, &id))
		return;
	if (alternate_path(w, name, path))
		opened = open_file(m, e, -1, path, &error);
	if (!opened && by_build_id(path, w->search->debug, id, ".debug"))
		opened = open_file(m, e, -1, path, &error);
	if (!opened)
		return;
	if (!elf_is_alternate(e, id)) {
		elf_close(e);
		return;
	}
	m->alternate = e;
	m->file_count++;
}

/* The symbols that are packed into what was mapped, as nothing else has them. */
static void
open_packed(struct elf_module *m)
{
	struct elf *e = &m->files[m->file_count];

	if (m->runtime == NULL || m->symbols != NULL)
		return;
	if (elf_open_mini(e, m->runtime, &m->packed_error)) {
		m->symbols = e;
		m->file_count++;
	} else if (m->failure == 0 && elf_is_failure(m->packed_error.code)) {
		m->failure = m->packed_error.code;
	}
}

static void
close_files(struct elf_module *m)
{
	while (m->file_count > 0)
		elf_close(&m->files[--m->file_count]);
	m->runtime = m->symbols = m->debug = m->alternate = NULL;
}

bool
elf_module_open(struct elf_module *m, const struct elf_search *search, struct elf_error *error)
{
	struct where w = {.search = search, .build_id = search->build_id, .debug = PLACE_SELF};
	struct str path = str_from(search->path);

	*m = (struct elf_module){.file_count = 0};
	*error = (struct elf_error){"no path and no build-id", 0, 0};
	w.directory = str_head(path, str_rfind(path, '/'));
	if (w.directory.len == path.len)
		w.directory = STR(".");
	open_runtime(m, &w, error);
	if (m->runtime != NULL) {
		if (w.build_id.len == 0)
			w.build_id = elf_build_id(m->runtime);
		elf_debuglink(m->runtime, &w.link, &w.link_crc);
	}
	for (int place = 0; place < PLACES && m->file_count < 3; place++) {
		if ((place == PLACE_CACHE || place == PLACE_SELF) && m->runtime != NULL)
			take_runtime(m);
		else
			try_place(m, (enum place)place, &w);
	}
	open_packed(m);
	if (m->symbols == NULL)
		m->symbols = m->runtime;
	open_alternate(m, &w);
	if (m->symbols != NULL)
		return true;
	close_files(m); /* of debug data alone */
	return false;
}

void
elf_module_close(struct elf_module *m)
{
	close_files(m);
	*m = (struct elf_module){.file_count = 0};
}
