/*
 * process.c - cargo-flamegraph/process: what runs below us is found and ended, also what became ours
 * when its parent ended; nothing of it stays as a zombie.
 */
#include "process.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "check.h"

/* Waits until nobody has the write end any more. */
static void
wait_for_end(int from)
{
	char byte;

	while (read(from, &byte, 1) > 0 || errno == EINTR)
		errno = 0;
}

static void
take_name(const char *name)
{
#ifdef __linux__
	prctl(PR_SET_NAME, name, 0, 0, 0);
#else
	(void)name;
#endif
}

/* A process of that name, and one below it of another, which both end when `go` does. They are ready. */
static pid_t
start_two(const char *name, const char *other, const int go[2])
{
	int ready[2];
	pid_t pid;

	CHECK(process_pipe(ready) == 0);
	pid = fork();
	if (pid == 0) {
		close(go[1]);
		take_name(name);
		if (fork() == 0)
			take_name(other);
		close(ready[0]);
		close(ready[1]);
		wait_for_end(go[0]);
		_exit(0);
	}
	close(ready[1]);
	wait_for_end(ready[0]);
	close(ready[0]);
	return pid;
}

/* A process whose parent has ended, and which ends when `go` does. */
static void
start_orphan(const int go[2])
{
	pid_t pid = fork();

	if (pid == 0) {
		if (fork() == 0) {
			close(go[1]);
			wait_for_end(go[0]);
		}
		_exit(0);
	}
	CHECK(pid > 0 && waitpid(pid, NULL, 0) == pid);
}

static bool
has_child(void)
{
	siginfo_t any;

	return waitid(P_ALL, 0, &any, WEXITED | WNOHANG | WNOWAIT) == 0;
}

/* Whether the orphans are ours: not on other systems, nor where an emulator stands between. */
static bool
adopts(void)
{
#ifdef __linux__
	int on = 0;

	return prctl(PR_GET_CHILD_SUBREAPER, &on) == 0 && on;
#else
	return false;
#endif
}

#ifdef __linux__
static void
test_behind(void)
{
	struct process_refused refused;
	int go[2], status;
	pid_t pid, below;

	CHECK(process_pipe(go) == 0);
	pid = start_two("sudo", "profiler", go);
	close(go[0]);
	below = process_behind(pid, "sudo");
	CHECK(below != pid && below > 0);
	CHECK(process_behind(below, "sudo") == below);
	CHECK(process_behind(pid, "other") == pid);
	CHECK(process_behind(below, "profiler") == below);
	CHECK(process_is_below(pid, "profiler") && !process_is_below(below, "profiler"));
	CHECK(process_signal_below(pid, 0, NULL) == 1);
	CHECK(process_signal_below(below, 0, &refused) == 0 && refused.len == 0);
	CHECK(process_signal_below(pid, SIGKILL, &refused) == 1 && refused.len == 0);
	CHECK(process_signal_below(0, SIGKILL, NULL) == 0);
	close(go[1]);
	CHECK(waitpid(pid, &status, 0) == pid && WIFEXITED(status));
}
#endif

#ifdef __linux__
/* What ran below us before, as of a shell that became this program, is not ended with what we start. */
static void
test_earlier(void)
{
	int before[2], go[2], status;
	pid_t job, pid;
	struct watch w;

	CHECK(process_pipe(before) == 0);
	CHECK(process_pipe(go) == 0);
	job = start_two("job", "of-the-job", before);
	close(before[0]);
	CHECK(process_signal_below(getpid(), 0, NULL) == 2);
	process_adopt();
	CHECK(watch_init(&w) == 0);
	CHECK(process_signal_below(getpid(), 0, NULL) == 0 && watch_is_alone(&w));
	pid = start_two("burn", "below-it", go);
	process_adopt();
	CHECK(!watch_is_alone(&w));
	CHECK(process_signal_below(getpid(), SIGKILL, NULL) == 2);
	CHECK(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status));
	close(before[1]);
	CHECK(waitpid(job, &status, 0) == job && WIFEXITED(status));
	watch_release(&w);
}

/* The same in a process of its own: there is one first call of process_adopt in each. */
static void
test_earlier_apart(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		test_earlier();
		_exit(check_done());
	}
	CHECK(waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0);
}
#endif

/* A program that the watch does not know of keeps it from being alone, and is no zombie afterwards. */
static void
test_adopted(void)
{
	struct streams streams = {.in = -1, .out = -1};
	struct process p = {.from = -1};
	struct command c;
	struct arena arena;
	siginfo_t ended;
	struct watch w;
	int go[2], signal;

	process_adopt();
	CHECK(process_pipe(go) == 0);
	start_orphan(go);
	close(go[0]);
	CHECK(watch_init(&w) == 0);
	if (adopts())
		CHECK(!watch_is_alone(&w));
	close(go[1]);
	if (adopts())
		CHECK(waitid(P_ALL, 0, &ended, WEXITED | WNOWAIT) == 0);
	arena_init(&arena);
	command_init(&c, &arena);
	command_add(&c, "sh");
	command_add(&c, "-c");
	command_add(&c, "exit 7");
	p.command = &c;
	CHECK(watch_start(&w, &p, &streams) == 0);
	CHECK(watch_next(&w, 0, &signal) == WATCH_ENDED);
	CHECK(!has_child());
	CHECK(watch_is_alone(&w));
	CHECK(WIFEXITED(p.status) && WEXITSTATUS(p.status) == 7);
	process_release(&p);
	arena_release(&arena);
	watch_release(&w);
}

int
main(void)
{
#ifdef __linux__
	test_behind();
	test_earlier_apart();
#endif
	test_adopted();
	return check_done();
}
