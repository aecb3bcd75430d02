/*
 * launcher.c - programs that perf starts only to become the command; see launcher.h.
 */
#include "launcher.h"

#include "tasks.h"

/*
 * How the name of perf's child begins until it becomes the command, as perf tells it of what is there:
 * "perf-exec", or, where perf is older, that of perf, which some systems call perf_5.10.
 */
static const char waiting_name[] = "perf";

/* Whether the kernel, which keeps 15 letters, calls the program at that path so. */
static bool
is_called(struct str comm, const char *name)
{
	return str_eq(comm, str_head(str_from(name), TASK_NAME - 1));
}

void
launcher_exec(struct launcher *l, const struct option_list *names, struct str former,
    const struct perf_comm *comm)
{
	bool next = l->passed < names->len && is_called(comm->name, names->items[l->passed]);

	if (!l->seen) {
		if (!next || !str_starts(former, str_from(waiting_name)))
			return;
		l->seen = true;
		l->pid = comm->pid;
	} else if (comm->pid != l->pid || !l->runs) {
		return;
	}
	l->runs = next;
	l->passed += next;
}
