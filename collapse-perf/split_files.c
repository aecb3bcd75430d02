/*
 * split_files.c - .dwo and .dwp files; see split_files.h.
 *
 *	/build/prog.dwp    all of /build/prog's in one, as dwp and llvm-dwp make it
 *	/build/src/a.dwo   one unit's, where the compiler left it
 *	/build/a.dwo       the same, where it was moved along with the program
 */
#include "split_files.h"

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

static void
open_file(struct split_files *f, struct split_file *file, const char *path)
{
	struct elf *e = &file->elf;
	struct elf_error error;

	*file = (struct split_file){.good = false};
	file->good = elf_open(e, path, &error);
	if (!file->good && elf_is_failure(error.code) && f->error.what == NULL)
		f->error = error;
	if (!file->good)
		return;
	file->sections = (struct dwarf_sections){.big_endian = e->big_endian,
	    .info = elf_section_or_empty(e, STR(".debug_info.dwo"), &f->error),
	    .abbrev = elf_section_or_empty(e, STR(".debug_abbrev.dwo"), &f->error),
	    .str = elf_section_or_empty(e, STR(".debug_str.dwo"), &f->error),
	    .str_offsets = elf_section_or_empty(e, STR(".debug_str_offsets.dwo"), &f->error),
	    .rnglists = elf_section_or_empty(e, STR(".debug_rnglists.dwo"), &f->error)};
	file->index = elf_section_or_empty(e, STR(".debug_cu_index"), &f->error);
}

/* The file whose path is in f->name, opened once; NULL where it is not there. */
static const struct split_file *
find_file(struct split_files *f, uint64_t *read)
{
	size_t known = f->paths.len;
	struct split_file *file;
	struct str path;
	uint32_t id;

	output_char(&f->name, '\0');
	path = str_head(output_text(&f->name), f->name.len - 1);
	if (f->name.error != 0 || str_find(path, '\0') < path.len ||
	    !MEM_GROW(&f->items, &f->cap, known + 1))
		return NULL;
	id = intern_id(&f->paths, path);
	if (id == INTERN_NONE)
		return NULL;
	file = &f->items[id];
	if (id == known) {
		open_file(f, file, f->name.buf);
		*read += (uint64_t)file->sections.info.len + file->sections.abbrev.len +
			 file->sections.rnglists.len;
	}
	return file->good ? file : NULL;
}

/* The folder with the '/' behind it, as far as there is one. */
static struct str
folder_of(struct str path)
{
	return str_head(path, path.len - symbol_basename(path).len);
}

static bool
find_in_package(struct split_files *f, const struct dwarf_split *wanted,
    struct dwarf_sections *sections, uint64_t *read)
{
	const struct split_file *file;

	output_clear(&f->name);
	output_str(&f->name, f->path);
	OUTPUT_LITERAL(&f->name, ".dwp");
	file = find_file(f, read);
	return file && dwarf_package_unit(&file->sections, file->index, wanted->id, sections);
}

static bool
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
	if (file != NULL)
		*sections = file->sections;
	return file != NULL;
}

bool
split_files_find(void *context, const struct dwarf_split *wanted, struct dwarf_sections *sections,
    uint64_t *read)
{
	struct split_files *f = context;
	struct str folder = str_starts(wanted->name, STR("/")) ? STR("") : wanted->directory;

	return find_in_package(f, wanted, sections, read) ||
	       find_single(f, folder, wanted->name, sections, read) ||
	       find_single(f, folder_of(f->path), symbol_basename(wanted->name), sections, read);
}
