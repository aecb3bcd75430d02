/*
 * dsos_report.c - what is said of the files that names were looked for in; see dsos_report.h.
 *
 *	/usr/bin/prog: unit of an unknown kind, in .debug_info at offset 0
 *	perf.data: inlined functions are missing of 1 file with split debug data, …
 *	perf.data: the functions of /usr/bin/prog cannot be read: Too many open files
 *	perf.data: the functions of /usr/bin/prog are incomplete: it changed while it was read
 */
#include "dsos_report.h"

#include <inttypes.h>

/* "perf.data: ", or nothing: two arguments for %s%s. */
#define NAME(name) (name) != NULL ? (name) : "", (name) != NULL ? ": " : ""

/* Damage met in a file while its functions were looked for. */
struct dso_damage {
	struct str path;
	const char *what; /* NULL: none */
	const char *section;
	uint64_t offset;
};

/* An elf_error as damage; none where it is this machine's failure. */
static struct dso_damage
file_damage(const struct elf_error *e, struct str path)
{
	if (e->what == NULL || elf_is_failure(e->code))
		return (struct dso_damage){.what = NULL};
	return (struct dso_damage){path, e->what, "file", e->offset};
}

static struct dso_damage
debug_damage(const struct dwarf_error *e, struct str path)
{
	return (struct dso_damage){
	    e->path.len > 0 ? e->path : path, e->what, e->section, e->offset};
}

/* What was wrong with a dso's sections, debug data or call frame information. */
static struct dso_damage
dso_damage(const struct dso *dso)
{
	const struct unwind_error *u = &dso->unwind.error;
	struct dso_damage damage = file_damage(&dso->section_error, dso->name);

	if (damage.what == NULL)
		damage = file_damage(&dso->split.error, dso->split.error_path);
	if (damage.what == NULL)
		damage = debug_damage(&dso->dwarf.error, dso->name);
	if (damage.what == NULL)
		damage = debug_damage(&dso->alternate.error, dso->name);
	if (damage.what == NULL)
		damage = (struct dso_damage){dso->name, u->what, u->section, u->offset};
	return damage;
}

/* The path of a file of a dso that was written to while it was read, or NULL. */
static const char *
dso_changed(const struct dso *dso)
{
	for (size_t i = 0; i < dso->module.file_count; i++)
		if (elf_changed(&dso->module.files[i]))
			return dso->module.files[i].path;
	return split_files_changed(&dso->split);
}

/* What is wrong with the files themselves. */
static void
say_damage(const struct dsos *d, struct report *report)
{
	for (uint32_t i = 0; i < d->names.len; i++) {
		const struct dso *dso = dsos_get(d, i);
		struct dso_damage damage = {.what = NULL};

		if (dso != NULL) /* as it is without memory */
			damage = dso_damage(dso);
		if (damage.what != NULL)
			report_warning(report, "%.*s: %s, in %s at offset %" PRIu64,
			    STR_ARG(damage.path), damage.what, damage.section, damage.offset);
	}
}

/* Names the first file that this machine failed to read; false where there is one. */
static bool
say_failure(const struct dsos *d, const char *name, const struct report *report)
{
	for (uint32_t i = 0; i < d->names.len; i++) {
		const struct dso *dso = dsos_get(d, i);

		if (dso == NULL || dso->failure == 0)
			continue;
		report_error(report, "%s%sthe functions of %.*s cannot be read: %s", NAME(name),
		    STR_ARG(dso->name), strerror(dso->failure));
		return false;
	}
	return true;
}

/* Names the files that were written to while they were read; false where there are any. */
static bool
say_changed(const struct dsos *d, const char *name, const struct report *report)
{
	bool same = true;

	for (uint32_t i = 0; i < d->names.len; i++) {
		const struct dso *dso = dsos_get(d, i);
		const char *changed = dso != NULL ? dso_changed(dso) : NULL;

		if (changed == NULL)
			continue;
		report_error(report,
		    "%s%sthe functions of %.*s are incomplete: %s changed while it was read "
		    "(run again when nothing writes to it)",
		    NAME(name), STR_ARG(dso->name),
		    str_eq(str_from(changed), dso->name) ? "it" : changed);
		same = false;
	}
	return same;
}

static void
say_missing_split(const struct dso *first, uint64_t files, const char *name, struct report *report)
{
	const struct dwarf_split *missing = &first->dwarf.missing;

	report_warning(report,
	    "%s%sinlined functions are missing of %" PRIu64
	    " file%s with split debug data, the first is %.*s: no %.*s (in %.*s), "
	    "nor %.*s.dwp: copy them from where it was built",
	    NAME(name), files, report_plural(files), STR_ARG(first->name), STR_ARG(missing->name),
	    STR_ARG(missing->directory), STR_ARG(first->name));
}

static void
say_missing_common(const struct dso *first, uint64_t files, const char *name, struct report *report)
{
	struct str common, id;

	if (elf_debugaltlink(first->module.debug, &common, &id))
		report_warning(report,
		    "%s%sinlined functions are missing of %" PRIu64
		    " file%s whose debug data dwz put into a common file, the first is %.*s: no "
		    "%.*s, which is in the same package of debug symbols",
		    NAME(name), files, report_plural(files), STR_ARG(first->name), STR_ARG(common));
}

/* Files that the debug data of others refer to, and that are not here. */
static void
say_missing(const struct dsos *d, const char *name, struct report *report)
{
	const struct dso *split = NULL, *common = NULL; /* the first ones */
	uint64_t splits = 0, commons = 0;

	for (uint32_t i = 0; i < d->names.len; i++) {
		const struct dso *dso = dsos_get(d, i);

		if (dso != NULL && dso->dwarf.split_missing > 0 && splits++ == 0)
			split = dso;
		if (dso != NULL && dso->dwarf.alternate_missing > 0 && commons++ == 0)
			common = dso;
	}
	if (split != NULL)
		say_missing_split(split, splits, name, report);
	if (common != NULL)
		say_missing_common(common, commons, name, report);
}

bool
dsos_is_told_of(const struct dso *dso)
{
	return dso->failure != 0 || dso->dwarf.split_missing > 0 ||
	       dso->dwarf.alternate_missing > 0 || dso_damage(dso).what != NULL ||
	       dso_changed(dso) != NULL;
}

uint64_t
dsos_lacking(const struct dsos *d, enum dso_lack lack, const struct dso **first)
{
	uint64_t n = d->forgotten.lacking[lack];

	for (uint32_t i = 0; i < d->names.len; i++) {
		const struct dso *dso = dsos_get(d, i);

		if (dso == NULL || !dso->opened || dso->lack != lack)
			continue;
		if (*first == NULL)
			*first = dso;
		n++;
	}
	return n;
}

bool
dsos_report(const struct dsos *d, const char *name, struct report *report)
{
	say_missing(d, name, report);
	say_damage(d, report);
	return say_changed(d, name, report) && say_failure(d, name, report);
}
