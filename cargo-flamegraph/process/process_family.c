/*
 * process_family.c - what runs below a process; see process.h.
 *
 * Linux tells the parent of each: /proc/4711/stat is "4711 (burn) R 4700 …"; its 22nd field is when
 * the process began, in ticks (proc(5)).
 */
#include "process.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "input.h"
#include "mem.h"
#include "sorted.h"

/* A running process and the one that started it. */
struct family {
	pid_t pid;
	pid_t parent;
	uint64_t start; /* with it, a number that is used anew is another process */
	bool ended;	/* a zombie: nobody has asked for its status yet */
	char name[16];	/* COMM, the NUL behind it included */
};

/*
 * What ran below us before we started anything: `sleep 100 & exec flamegraph …` leaves a child to who
 * knows nothing of it. By their numbers.
 */
static struct family *earlier;
static size_t earlier_len;

/* "PID (COMM) STATE PARENT …", where COMM may hold anything, newlines included. */
static bool
read_family(const char *pid, struct family *f)
{
	enum { PARENT_TO_START = 22 - 4 };
	uint64_t numbers[2] = {0, 0};
	struct str line, rest, name;
	struct input in;
	char path[64];
	bool found = false;

	snprintf(path, sizeof(path), "/proc/%.20s/stat", pid);
	if (!str_to_u64(str_from(pid), &numbers[0]) || !input_open(&in, path))
		return false;
	if (input_block(&in, &line)) {
		name = str_head(line, str_rfind(line, ')'));
		name = str_skip(name, str_find(name, '(') + 1);
		snprintf(f->name, sizeof(f->name), "%.*s", STR_ARG(name));
		rest = str_trim_left(str_skip(line, str_rfind(line, ')') + 1));
		f->ended = str_eq(str_cut(&rest, ' '), STR("Z"));
		found = str_to_u64(str_cut(&rest, ' '), &numbers[1]);
		for (int i = 1; i < PARENT_TO_START; i++)
			str_cut(&rest, ' ');
		found = found && str_to_u64(str_cut(&rest, ' '), &f->start);
	}
	input_close(&in);
	f->pid = (pid_t)numbers[0];
	f->parent = (pid_t)numbers[1];
	return found;
}

static uint64_t
pid_of(const void *all, size_t i)
{
	return (uint64_t)((const struct family *)all)[i].pid;
}

static int
compare_pids(const void *a, const void *b)
{
	return sorted_order(pid_of(a, 0), pid_of(b, 0));
}

/* Every process there is, by their numbers; the caller frees. */
static struct family *
read_families(size_t *len)
{
	struct family *all = NULL;
	struct dirent *entry;
	size_t cap = 0;
	DIR *dir = opendir("/proc");

	*len = 0;
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		struct family f;

		if (read_family(entry->d_name, &f) && MEM_GROW(&all, &cap, *len + 1))
			all[(*len)++] = f;
	}
	if (dir != NULL)
		closedir(dir);
	sorted_sort(all, *len, sizeof(*all), compare_pids);
	return all;
}

static const struct family *
find_family(const struct family *all, size_t len, pid_t pid)
{
	size_t i = pid > 0 ? sorted_below(all, len, (uint64_t)pid, pid_of) : len;

	return i < len && all[i].pid == pid ? &all[i] : NULL;
}

static bool
is_earlier(const struct family *f)
{
	const struct family *same = find_family(earlier, earlier_len, f->pid);

	return same != NULL && same->start == f->start;
}

/* Whether `pid` is among the ancestors of f, and nothing that ran earlier is between them. */
static bool
is_below(const struct family *all, size_t len, const struct family *f, pid_t pid)
{
	/* The list is no snapshot: what looks like a circle must end, too. */
	for (size_t steps = 0; f != NULL && steps < len && !is_earlier(f); steps++) {
		if (f->parent == pid)
			return true;
		f = find_family(all, len, f->parent);
	}
	return false;
}

size_t
process_signal_below(pid_t pid, int signal, struct process_refused *refused)
{
	size_t len, alive = 0;
	struct family *all;

	if (refused != NULL)
		refused->len = 0;
	/* Below 0 is all that runs: that is never meant, but what a process that has ended leaves. */
	if (pid <= 0)
		return 0;
	all = read_families(&len);
	for (size_t i = 0; i < len; i++) {
		if (all[i].ended || !is_below(all, len, &all[i], pid))
			continue;
		alive++;
		if (kill(all[i].pid, signal) != 0 && errno == EPERM && refused != NULL &&
		    refused->len < REFUSED_MOST)
			refused->pids[refused->len++] = all[i].pid;
	}
	mem_free(all);
	return alive;
}

bool
process_has_earlier(void)
{
	return earlier_len > 0;
}

bool
process_is_below(pid_t pid, const char *name)
{
	struct family *all;
	bool found = false;
	size_t len;

	if (pid <= 0)
		return false;
	all = read_families(&len);
	for (size_t i = 0; i < len && !found; i++)
		found = !all[i].ended && strcmp(all[i].name, name) == 0 &&
			is_below(all, len, &all[i], pid);
	mem_free(all);
	return found;
}

/* The child of a process, or NULL. */
static const struct family *
find_child(const struct family *all, size_t len, pid_t pid)
{
	for (size_t i = 0; i < len; i++)
		if (all[i].parent == pid && !all[i].ended)
			return &all[i];
	return NULL;
}

pid_t
process_behind(pid_t pid, const char *name)
{
	size_t len;
	struct family *all = read_families(&len);
	const struct family *f = find_family(all, len, pid), *child;

	/* As often as there are processes: the list is no snapshot. */
	for (size_t steps = 0; f != NULL && strcmp(f->name, name) == 0 && steps < len; steps++) {
		child = find_child(all, len, f->pid);
		if (child == NULL)
			break;
		f = child;
	}
	pid = f != NULL ? f->pid : pid;
	mem_free(all);
	return pid;
}

bool
process_has_child(void)
{
	siginfo_t any;

	return waitid(P_ALL, 0, &any, WEXITED | WNOHANG | WNOWAIT) == 0 || errno != ECHILD;
}

/*
 * Takes note of all that is below us, and forgets the others. Nearly always that is nothing, which needs
 * no look at all the processes of the machine.
 */
static void
note_earlier(void)
{
	size_t len, n = 0, cap = 0;
	struct family *all, *below = NULL;

	if (!process_has_child())
		return;
	all = read_families(&len);
	for (size_t i = 0; i < len; i++)
		if (is_below(all, len, &all[i], getpid()) && MEM_GROW(&below, &cap, n + 1))
			below[n++] = all[i];
	mem_free(all);
	earlier = below;
	earlier_len = n;
}

void
process_adopt(void)
{
	static bool adopted;

	if (!adopted)
		note_earlier();
	adopted = true;
#ifdef __linux__
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
#endif
}
