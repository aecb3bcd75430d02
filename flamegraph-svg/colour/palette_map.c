/*
 * palette_map.c - colours of functions, kept in a file; see palette_map.h.
 *
 *	operator->->rgb(230,61,13)
 *	read_line->rgb(220,130,30)
 *
 * Each line is a name and a colour, parted by the last "->". Lines are sorted.
 */
#include "palette_map.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input.h"
#include "mem.h"
#include "output.h"

/* A number up to 255 that ends at `end`, cut from the front of *s with it. */
static bool
cut_part(struct str *s, char end, uint8_t *part)
{
	uint64_t n;

	if (str_find(*s, end) == s->len || !str_to_u64(str_cut(s, end), &n) || n > 255)
		return false;
	*part = (uint8_t)n;
	return true;
}

/* NAME->rgb(R,G,B) */
static bool
parse_line(struct str line, struct str *name, struct rgb *colour)
{
	size_t arrow = line.len;
	struct str rgb;

	while (arrow > 1 && !(line.ptr[arrow - 2] == '-' && line.ptr[arrow - 1] == '>'))
		arrow--;
	if (arrow <= 1)
		return false;
	*name = str_head(line, arrow - 2);
	rgb = str_skip(line, arrow);
	if (!str_starts(rgb, STR("rgb(")))
		return false;
	rgb = str_skip(rgb, 4);
	return cut_part(&rgb, ',', &colour->r) && cut_part(&rgb, ',', &colour->g) &&
	       cut_part(&rgb, ')', &colour->b) && rgb.len == 0;
}

void
palette_map_release(struct palette_map *m)
{
	intern_release(&m->names);
	mem_free(m->colours);
	*m = (struct palette_map){.colours = NULL};
}

static bool
set(struct palette_map *m, struct str name, struct rgb colour)
{
	uint32_t id = intern_id(&m->names, name);

	if (id == INTERN_NONE || !MEM_GROW(&m->colours, &m->cap, (size_t)id + 1))
		return false;
	m->colours[id] = colour;
	return true;
}

static bool
read_map(struct palette_map *m, struct input *in, struct report *report)
{
	char quote[REPORT_QUOTE];
	struct str line, name;
	struct rgb colour;

	while (input_line(in, &line)) {
		line = str_trim_right(line);
		if (line.len == 0)
			continue;
		if (!parse_line(line, &name, &colour)) {
			report_error(report, "%s:%llu: not NAME->rgb(R,G,B): %s", in->name,
			    (unsigned long long)in->line, report_quote(line, quote));
			return false;
		}
		if (!set(m, name, colour)) {
			report_error(report, "%s: %s", in->name, strerror(ENOMEM));
			return false;
		}
	}
	if (in->error != 0)
		report_error(report, "%s: %s", in->name, steady_reason(in->error));
	return in->error == 0;
}

bool
palette_map_init(struct palette_map *m, const char *path, struct report *report)
{
	struct input in;
	bool done;

	*m = (struct palette_map){.colours = NULL};
	intern_init(&m->names);
	if (!input_open(&in, path)) {
		if (errno == ENOENT)
			return true;
		report_error(report, "%s: %s", path, strerror(errno));
		return false;
	}
	done = read_map(m, &in, report);
	input_close(&in);
	if (!done)
		palette_map_release(m);
	return done;
}

bool
palette_map_find(const struct palette_map *m, struct str name, struct rgb *colour)
{
	uint32_t id = intern_find(&m->names, name);

	if (id != INTERN_NONE)
		*colour = m->colours[id];
	return id != INTERN_NONE;
}

bool
palette_map_add(struct palette_map *m, struct str name, struct rgb colour)
{
	m->changed = true;
	return set(m, name, colour);
}

static bool
write_map(const struct palette_map *m, int fd)
{
	uint32_t *sorted = intern_sorted(&m->names);
	struct output out;

	if (sorted == NULL) {
		errno = ENOMEM;
		return false;
	}
	output_init(&out, fd);
	for (size_t i = 0; i < m->names.len; i++) {
		const struct rgb *c = &m->colours[sorted[i]];

		output_str(&out, intern_name(&m->names, sorted[i]));
		output_printf(&out, "->rgb(%d,%d,%d)\n", c->r, c->g, c->b);
	}
	mem_free(sorted);
	return output_close(&out);
}

/* Writes a new file beside the old one, which has the old one's permissions, and renames it. */
static bool
replace(const struct palette_map *m, const char *path, char *temporary)
{
	struct stat old;
	mode_t mode = stat(path, &old) == 0 ? old.st_mode & 0777 : 0666;
	int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	int error = 0;

	if (fd < 0)
		return false;
	if (!write_map(m, fd))
		error = errno;
	if (close(fd) != 0 && error == 0)
		error = errno;
	if (error == 0 && rename(temporary, path) == 0)
		return true;
	error = error ? error : errno;
	unlink(temporary);
	errno = error;
	return false;
}

bool
palette_map_save(const struct palette_map *m, const char *path, const struct report *report)
{
	struct output temporary;
	bool done;

	if (!m->changed)
		return true;
	output_to_memory(&temporary);
	output_printf(&temporary, "%s.%ld.tmp", path, (long)getpid());
	output_char(&temporary, '\0');
	errno = temporary.error;
	done = temporary.error == 0 && replace(m, path, temporary.buf);
	if (!done)
		report_error(report, "%s: %s", path, strerror(errno));
	output_close(&temporary);
	return done;
}
