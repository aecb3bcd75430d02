/*
 * jit_map.c - finds /tmp/perf-PID.map; see jit_map.h.
 *
 * A process in a container has a /tmp and a number of its own, by which it calls the file: the
 * last of those in /proc/PID/status.
 *
 *	NSpid:	4711	17
 *	/proc/4711/root/tmp/perf-17.map
 *
 * When it has ended, another process may get its number. That one began after the recording was
 * written, as the 22nd field of /proc/PID/stat says.
 */
#include "jit_map.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "files.h"

enum {
	PATH_SIZE = 4096,
	STATUS_SIZE = 8192,
	NANOSECONDS = 1000000000,
	SLACK = 3, /* seconds: three clocks are rounded */
};

/* The number in "/tmp/perf-12.map"; 0: none. */
static uint64_t
pid_of(struct str name)
{
	size_t dash = str_rfind(name, '-'), dot = str_rfind(name, '.');
	uint64_t pid = 0;

	if (dash < dot && dot < name.len)
		str_to_u64(str_span(name.ptr + dash + 1, name.ptr + dot), &pid);
	return pid;
}

/* The beginning of a file of /proc; empty where it is not there. */
static struct str
read_start(const char *path, char text[STATUS_SIZE])
{
	int fd = files_open(path);
	ssize_t n;

	if (fd < 0)
		return STR("");
	n = read(fd, text, STATUS_SIZE);
	close(fd);
	return str_make(text, n > 0 ? (size_t)n : 0);
}

/* The last number on the line NSpid, or pid. */
static uint64_t
inner_pid(uint64_t pid)
{
	char path[64], text[STATUS_SIZE];
	struct str status, line;
	uint64_t inner = pid;

	snprintf(path, sizeof(path), "/proc/%" PRIu64 "/status", pid);
	status = read_start(path, text);
	while (status.len > 0) {
		line = str_cut(&status, '\n');
		if (str_starts(line, STR("NSpid:")))
			return str_to_u64(str_skip(line, str_rfind(line, '\t') + 1), &inner) ? inner
											     : pid;
	}
	return pid;
}

/* How long the machine has run, in seconds. */
static bool
uptime(uint64_t *seconds)
{
	char text[STATUS_SIZE];
	struct str s = read_start("/proc/uptime", text);

	return str_to_u64(str_cut(&s, '.'), seconds);
}

/*
 * Whether a process began after a time, by seconds: what is counted in ticks since the machine
 * began is compared with how long ago the other was.
 */
static bool
began_after(uint64_t pid, int64_t when)
{
	enum { FIELDS_BETWEEN = 19 }; /* the name and when it began */
	char path[64], text[STATUS_SIZE];
	uint64_t now = (uint64_t)time(NULL), then = (uint64_t)when / NANOSECONDS, runs, start;
	long ticks = sysconf(_SC_CLK_TCK);
	struct str fields;

	snprintf(path, sizeof(path), "/proc/%" PRIu64 "/stat", pid);
	fields = read_start(path, text);
	fields = str_skip(fields, str_rfind(fields, ')') + 2);
	for (int i = 0; i < FIELDS_BETWEEN; i++)
		str_cut(&fields, ' ');
	if (when <= 0 || ticks <= 0 || then > now || !uptime(&runs) ||
	    !str_to_u64(str_cut(&fields, ' '), &start) || start / (uint64_t)ticks > runs)
		return false;
	return runs - start / (uint64_t)ticks + SLACK < now - then;
}

/* Whether a process sees the files that this one sees. */
static bool
shares_files(uint64_t pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%" PRIu64 "/ns/mnt", pid);
	return files_are_same(path, "/proc/self/ns/mnt");
}

/* The process's owner; nobody where it is gone. */
static uid_t
owner_of(uint64_t pid)
{
	char path[64];
	uid_t owner = (uid_t)-1;

	snprintf(path, sizeof(path), "/proc/%" PRIu64, pid);
	files_owner(path, &owner);
	return owner;
}

static bool
load(struct perf_map *m, int fd, uid_t owner)
{
	bool done;
	int error;

	if (fd < 0)
		return false;
	done = perf_map_read(m, fd, owner);
	error = errno;
	close(fd);
	errno = error;
	return done;
}

/* Of a live process with files or a number of its own. */
static bool
load_inner(struct perf_map *m, uint64_t pid, uid_t owner)
{
	uint64_t inner = inner_pid(pid);
	char path[PATH_SIZE];

	errno = ENOENT;
	if (inner == pid && shares_files(pid))
		return false;
	snprintf(path, sizeof(path), "/proc/%" PRIu64 "/root/tmp/perf-%" PRIu64 ".map", pid, inner);
	return load(m, files_open_unlinked(path), owner);
}

bool
jit_map_load(struct perf_map *m, const char *root, struct str name, bool here, int64_t recorded)
{
	uint64_t pid = pid_of(name);
	uid_t owner = here && pid > 0 ? owner_of(pid) : (uid_t)-1;
	char path[PATH_SIZE];
	int n = snprintf(path, sizeof(path), "%s%.*s", root, STR_ARG(name));

	*m = (struct perf_map){.text = NULL};
	if (root[0] != '\0' && n > 0 && n < PATH_SIZE && load(m, files_open_regular(path), owner))
		return true;
	if (owner != (uid_t)-1 && !began_after(pid, recorded) && load_inner(m, pid, owner))
		return true;
	return load(m, files_open_regular(path + (n < PATH_SIZE ? n - (int)name.len : 0)), owner);
}
