/*
 * progress.c - one moving line on a terminal; see progress.h.
 *
 * How much a process has written is the line "wchar: N" of Linux's
 * /proc/PID/io; elsewhere the line shows the time alone.
 */
#include "progress.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "input.h"
#include "str.h"

double
clock_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void
progress_init(struct progress *p)
{
	*p = (struct progress){.terminal = isatty(STDERR_FILENO) == 1};
}

void
progress_begin(struct progress *p, const char *step, const char *file, pid_t writer)
{
	p->step = step;
	p->file = file;
	p->writer = writer;
	p->began = clock_seconds();
}

void
progress_clear(struct progress *p)
{
	if (p->shown)
		fputs("\r\033[K", stderr);
	p->shown = false;
}

void
progress_end(struct progress *p)
{
	progress_clear(p);
	p->step = NULL;
}

static uint64_t
bytes_written(pid_t pid)
{
	struct str line, key = STR("wchar:");
	struct input in;
	uint64_t n = 0;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%ld/io", (long)pid);
	if (!input_open(&in, path))
		return 0;
	while (input_line(&in, &line))
		if (str_starts(line, key))
			str_to_u64(str_trim(str_skip(line, key.len)), &n);
	input_close(&in);
	return n;
}

static uint64_t
bytes_so_far(const struct progress *p)
{
	struct stat st;

	if (p->file != NULL)
		return stat(p->file, &st) == 0 && st.st_size > 0 ? (uint64_t)st.st_size : 0;
	return p->writer > 0 ? bytes_written(p->writer) : 0;
}

void
progress_tick(struct progress *p)
{
	double seconds = clock_seconds() - p->began;
	uint64_t tenths;

	if (!progress_is_on(p) || seconds < 0.3)
		return;
	tenths = bytes_so_far(p) / 100000;
	fprintf(stderr, "\r\033[K%c %s %u:%02u", "|/-\\"[p->turn++ % 4], p -> step,
	    (unsigned)(seconds / 60), (unsigned)seconds % 60);
	if (tenths > 0)
		fprintf(stderr, ", %llu.%llu MB", (unsigned long long)(tenths / 10),
		    (unsigned long long)(tenths % 10));
	p->shown = true;
}
