/*
 * split_files.c - .dwo and .dwp files; see split_files.h.
 *
 *	/build/prog.dwp    all of /build/prog's in one, as dwp and llvm-dwp make it
 *	/build/src/a.dwo   one unit's, where the compiler left it
 *	/build/a.dwo       the same, where it was moved along with the program
 */
#include "split_files.h"

#include <errno.h>

#include "mem.h"
#include "symbol.h"

void
split_files_init(struct split_files *f, struct str path)
{
	*f = (struct split_files){.path = path};
	intern_init(&f->paths);
	output_to_memory(&f->name);
}

void
split_files_release(struct split_files *f)
{
	for (size_t i = 0; i < f->paths.len; i++)
		if (f->items[i].good)
			elf_close(&f->items[i].elf);
	mem_free(f->items);
	intern_release(&f->paths);
	output_close(&f->name);
}

/* The first one is kept, see elf_note_error. */
static void
note_error(struct split_files *f, struct elf_error error, struct str path)
{
	if (elf_note_error(&f->error, error))
		f->error_path = path;
}

/* Notes damage, or that this machine failed; not that a file is missing, or not to be read. */
static void
note_closed(struct split_files *f, struct split_file *file, struct elf_error error, struct str path)
{
	file->damaged = error.code == 0 || elf_is_failure(error.code);
	if (file->damaged)
		note_error(f, error, path);
}

/* `path` is the one that was interned, and stays; `name` the same with a NUL behind it. */
static void
open_file(struct split_files *f, struct split_file *file, struct str path, const char *name)
{
	struct elf *e = &file->elf;
	struct elf_error error;

	*file = (struct split_file){.good = false};
	file->good = elf_open(e, name, &error);
	if (!file->good) {
		note_closed(f, file, error, path);
		return;
	}
	error.what = NULL;
	file->sections = (struct dwarf_sections){.big_endian = e->big_endian,
	    .path = path,
	    .info = elf_section_or_empty(e, STR(".debug_info.dwo"), &error),
	    .abbrev = elf_section_or_empty(e, STR(".debug_abbrev.dwo"), &error),
	    .str = elf_section_or_empty(e, STR(".debug_str.dwo"), &error),
	    .str_offsets = elf_section_or_empty(e, STR(".debug_str_offsets.dwo"), &error),
	    .rnglists = elf_section_or_empty(e, STR(".debug_rnglists.dwo"), &error)};
	file->index = elf_section_or_empty(e, STR(".debug_cu_index"), &error);
	file->damaged = error.what != NULL;
	if (file->damaged)
		note_error(f, error, path);
}

static struct split_file *
no_memory(struct split_files *f)
{
	note_error(f, (struct elf_error){"no memory", 0, ENOMEM}, STR(""));
	return NULL;
}

/* The file whose path is in f->name, opened once; NULL where there can be none, or no memory. */
static struct split_file *
find_file(struct split_files *f, uint64_t *read)
{
	size_t known = f->paths.len;
	struct split_file *file;
	struct str path;
	uint32_t id;

	output_char(&f->name, '\0');
	if (f->name.error != 0 || !MEM_GROW(&f->items, &f->cap, known + 1))
		return no_memory(f);
	path = str_head(output_text(&f->name), f->name.len - 1);
	if (str_find(path, '\0') < path.len)
		return NULL;
	id = intern_id(&f->paths, path);
	if (id == INTERN_NONE)
		return no_memory(f);
	file = &f->items[id];
	if (id == known) {
		open_file(f, file, intern_name(&f->paths, id), f->name.buf);
		*read += (uint64_t)file->sections.info.len + file->sections.abbrev.len +
			 file->sections.rnglists.len;
	}
	return file;
}

/* The folder with the '/' behind it, as far as there is one. */
static struct str
folder_of(struct str path)
{
	return str_head(path, path.len - symbol_basename(path).len);
}

static enum dwarf_found
find_in_package(struct split_files *f, const struct dwarf_split *wanted,
    struct dwarf_sections *sections, uint64_t *read)
{
	struct split_file *file;
	enum dwarf_found found;

	output_clear(&f->name);
	output_str(&f->name, f->path);
	OUTPUT_LITERAL(&f->name, ".dwp");
	file = find_file(f, read);
	if (file == NULL)
		return DWARF_MISSING;
	if (!file->good)
		return file->damaged ? DWARF_UNREADABLE : DWARF_MISSING;
	found = dwarf_package_unit(&file->sections, file->index, wanted->id, sections);
	if (found == DWARF_UNREADABLE && !file->damaged) {
		file->damaged = true;
		note_error(
		    f, (struct elf_error){"damaged index of units", 0, 0}, file->sections.path);
	}
	return file->damaged && found != DWARF_MISSING ? DWARF_UNREADABLE : found;
}

static enum dwarf_found
find_single(struct split_files *f, struct str folder, struct str name,
    struct dwarf_sections *sections, uint64_t *read)
{
	const struct split_file *file;

	output_clear(&f->name);
	output_str(&f->name, folder);
	if (folder.len > 0 && !str_ends(folder, STR("/")))
		output_char(&f->name, '/');
	output_str(&f->name, name);
	file = find_file(f, read);
	if (file == NULL)
		return DWARF_MISSING;
	*sections = file->sections;
	return file->damaged ? DWARF_UNREADABLE : file->good ? DWARF_FOUND : DWARF_MISSING;
}

/* The same where nothing better was found before. */
static enum dwarf_found
or_single(struct split_files *f, enum dwarf_found found, struct str folder, struct str name,
    struct dwarf_sections *sections, uint64_t *read)
{
	struct dwarf_sections single;
	enum dwarf_found now = find_single(f, folder, name, &single, read);

	if (now == DWARF_MISSING || (now == DWARF_UNREADABLE && found == DWARF_UNREADABLE))
		return found;
	*sections = single;
	return now;
}

enum dwarf_found
split_files_find(void *context, const struct dwarf_split *wanted, struct dwarf_sections *sections,
    uint64_t *read)
{
	struct split_files *f = context;
	struct str folder = str_starts(wanted->name, STR("/")) ? STR("") : wanted->directory;
	enum dwarf_found found = find_in_package(f, wanted, sections, read);

	if (found != DWARF_FOUND)
		found = or_single(f, found, folder, wanted->name, sections, read);
	if (found != DWARF_FOUND)
		found = or_single(
		    f, found, folder_of(f->path), symbol_basename(wanted->name), sections, read);
	return found;
}

const char *
split_files_changed(const struct split_files *f)
{
	for (size_t i = 0; i < f->paths.len; i++)
		if (f->items[i].good && elf_changed(&f->items[i].elf))
			return f->items[i].elf.path;
	return NULL;
}
