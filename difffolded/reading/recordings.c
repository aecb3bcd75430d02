/*
 * recordings.c - a profile, or a folder of several recordings; see recordings.h.
 *
 * Of a folder, hidden files and folders below it are passed over; every other file
 * has to be a recording, so that none is left out without a word.
 */
#include "recordings.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#include "mem.h"
#include "sorted.h"

void
recordings_init(struct recordings *r, const char *path)
{
	*r = (struct recordings){.path = path, .name = input_name(path)};
	tally_init(&r->sum);
	functions_init(&r->functions);
	counted_list_init(&r->what);
	arena_init(&r->paths);
}

void
recordings_release(struct recordings *r)
{
	for (size_t i = 0; i < r->len; i++)
		side_release(&r->sides[i]);
	mem_free(r->sides);
	tally_release(&r->sum);
	functions_release(&r->functions);
	counted_list_release(&r->what);
	arena_release(&r->paths);
}

/* ---- which files ---- */

bool
recordings_is_folder(const char *path)
{
	struct stat st;

	return strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool
add_side(struct recordings *r, const char *path, const struct reading *how)
{
	struct side *s;

	if (!MEM_GROW(&r->sides, &r->cap, r->len + 1))
		return false;
	s = &r->sides[r->len++];
	side_init(s, how->strip_hex, how->strip_hash);
	s->max_line = how->max_line;
	s->waiting = how->waiting;
	s->strip.plain = how->plain;
	s->name = path;
	return true;
}

/* FOLDER/NAME, terminated; NULL without memory. */
static const char *
join(struct arena *arena, struct str folder, struct str name)
{
	bool slash = str_ends(folder, STR("/"));
	size_t len = folder.len + !slash + name.len;
	char *path = ARENA_NEW(arena, char, len + 1);

	if (path == NULL)
		return NULL;
	memcpy(path, folder.ptr, folder.len);
	if (!slash)
		path[folder.len] = '/';
	memcpy(path + len - name.len, name.ptr, name.len);
	path[len] = '\0';
	return path;
}

static int
compare_names(const void *a, const void *b)
{
	return str_cmp(
	    str_from(((const struct side *)a)->name), str_from(((const struct side *)b)->name));
}

/* The files of a folder, by name; 0 or the errno of what failed. */
static int
list_folder(struct recordings *r, DIR *folder, const struct reading *how)
{
	for (;;) {
		struct dirent *entry;
		const char *path;

		errno = 0;
		entry = readdir(folder);
		if (entry == NULL)
			break;
		if (entry->d_name[0] == '.')
			continue;
		path = join(&r->paths, str_from(r->path), str_from(entry->d_name));
		if (path == NULL)
			return ENOMEM;
		if (!recordings_is_folder(path) && !add_side(r, path, how))
			return ENOMEM;
	}
	if (errno != 0)
		return errno;
	sorted_sort(r->sides, r->len, sizeof(*r->sides), compare_names);
	return 0;
}

static void
find_files(struct recordings *r, const struct reading *how)
{
	DIR *folder;

	if (!recordings_is_folder(r->path)) {
		r->error = add_side(r, r->path, how) ? 0 : ENOMEM;
		return;
	}
	folder = opendir(r->path);
	r->error = folder == NULL ? errno : list_folder(r, folder, how);
	if (folder != NULL)
		closedir(folder);
}

/* ---- reading them ---- */

static void
add_counted(struct recordings *r, const struct side *s)
{
	r->told += s->what.len > 0;
	for (size_t i = 0; i < s->what.len; i++) {
		switch (counted_list_add(&r->what, &s->what.items[i])) {
		case COUNTED_OTHER_UNIT:
			if (r->unlike == NULL)
				r->unlike = s;
			break;
		case COUNTED_NO_MEMORY:
			r->error = ENOMEM;
			break;
		default:
			break;
		}
	}
}

/* One file, whose stacks are needed no more where there are others. */
static bool
read_file(struct recordings *r, struct side *s, const struct reading *how)
{
	bool saturated = false;

	if (!(how->pass && r->len == 1 ? side_pass(s, s->name) : side_read(s, s->name, &s->tally)))
		return false;
	if (!tally_sort(&s->tally) ||
	    (how->functions && !functions_add(&r->functions, &s->tally)) ||
	    (r->len > 1 && !tally_add_all(&r->sum, &s->tally, &saturated))) {
		s->error = ENOMEM;
		return false;
	}
	add_counted(r, s);
	if (r->len > 1)
		side_forget(s);
	return r->error == 0;
}

void
recordings_read(struct recordings *r, const struct reading *how)
{
	find_files(r, how);
	for (size_t i = 0; r->error == 0 && i < r->len; i++)
		if (!read_file(r, &r->sides[i], how))
			return;
	if (r->error == 0 && !tally_sort(&r->sum))
		r->error = ENOMEM;
}

/* ---- what was odd ---- */

static int
reject_unlike(const struct recordings *r, const struct report *report)
{
	struct str unit = r->what.items[0].unit, other = r->unlike->what.items[0].unit;

	report_error(report,
	    "%s: counts %.*s, and the recordings before it count %.*s: a folder holds "
	    "recordings of one thing",
	    r->unlike->name, STR_ARG(other), STR_ARG(unit));
	return STATUS_FAILED;
}

int
recordings_check(const struct recordings *r, struct report *report)
{
	int status = STATUS_DONE;

	for (size_t i = 0; i < r->len; i++) {
		const struct side *s = &r->sides[i];

		if (side_check(s, report) != STATUS_DONE)
			status = STATUS_FAILED;
		if (s->error != 0 || s->unfit != NULL)
			return STATUS_FAILED; /* the files behind it were not read */
	}
	if (r->error != 0)
		report_error(report, "%s: %s", r->name, steady_reason(r->error));
	else if (r->len == 0)
		report_error(report,
		    "%s: no recordings in this folder; put a file of folded stacks of each into it",
		    r->name);
	else if (r->unlike != NULL)
		return reject_unlike(r, report);
	else
		return status;
	return STATUS_FAILED;
}

uint64_t
recordings_lines(const struct recordings *r)
{
	uint64_t lines = 0;

	for (size_t i = 0; i < r->len; i++)
		lines += r->sides[i].lines;
	return lines;
}
