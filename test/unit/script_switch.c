/* script_switch.c - collapse-perf/script: who leaves a CPU and is back; one row each. */
#include "script_switch.h"

#include "check.h"

static const struct {
	const char *tail;
	int64_t prev, next; /* -1: no switch can be read */
	enum wall_leave leave;
	const char *comm;
} switches[] = {
    {"prev_comm=A B prev_pid=5 prev_prio=120 prev_state=S ==> next_comm=c d next_pid=6 "
     "next_prio=120",
	5, 6, WALL_WAITS, "c d"},
    {" prev_pid=5 prev_state=R+ ==> next_comm=c next_pid=6", 5, 6, WALL_RUNNABLE, "c"},
    {" prev_pid=5 prev_state=X ==> next_comm=c next_pid=6", 5, 6, WALL_ENDED, "c"},
    {" prev_pid=5 prev_state=Z ==> next_comm=c next_pid=6", 5, 6, WALL_ENDED, "c"},
    {" prev_pid=5 prev_state=D|K ==> next_comm=c next_pid=6", 5, 6, WALL_WAITS, "c"},
    {" prev_pid=5 prev_state= ==> next_comm=c next_pid=6", 5, 6, WALL_WAITS, "c"},
    /* A thread may be called like a field. */
    {"prev_comm=a prev_pid=9 b prev_pid=5 prev_state=S ==> next_comm=x next_pid=8 y next_pid=6", 5,
	6, WALL_WAITS, "x next_pid=8 y"},
    {" prev_pid=9 prev_pid=8 prev_pid=5 prev_state=S ==> next_comm=x next_pid=6", 5, 6, WALL_WAITS,
	"x"},
    {" prev_pid=5 prev_state=S ==> next_pid=6", -1, -1, WALL_WAITS, ""},
    {" prev_pid=5 prev_state=S ==>  next_pid=6", 5, 6, WALL_WAITS, ""},
    {" prev_pid=x prev_state=S ==> next_comm=c next_pid=6", -1, -1, WALL_WAITS, ""},
    {" prev_pid=5 prev_state=S ==> next_comm=c next_pid=x", -1, -1, WALL_WAITS, ""},
    {" prev_pid=9223372036854775808 prev_state=S ==> next_comm=c next_pid=6", -1, -1, WALL_WAITS,
	""},
    {" prev_pid=5 ==> next_comm=c next_pid=6", -1, -1, WALL_WAITS, ""},
    {" prev_state=S ==> next_comm=c next_pid=6", -1, -1, WALL_WAITS, ""},
    {" prev_pid=5 prev_state=S ==> next_comm=c", -1, -1, WALL_WAITS, ""},
    {" prev_pid=5 prev_state=S next_comm=c next_pid=6", -1, -1, WALL_WAITS, ""},
    /* By places. */
    {"A B:5 [120] S ==> c d:6 [120]", 5, 6, WALL_WAITS, "c d"},
    {"A:5 [120] R+ ==> c:d:6 [120]", 5, 6, WALL_RUNNABLE, "c:d"},
    {"A:5 [120] X ==> c:6 [120]", 5, 6, WALL_ENDED, "c"},
    {"A:5 [120] S ==> c [1]:6 [120]", 5, 6, WALL_WAITS, "c [1]"},
    {"A:5 [120] S ==> c:6", -1, -1, WALL_WAITS, ""},
    {"A:5 S ==> c:6 [120]", -1, -1, WALL_WAITS, ""},
    {"A:x [120] S ==> c:6 [120]", -1, -1, WALL_WAITS, ""},
    {"A:5 [120] S ==> c:x [120]", -1, -1, WALL_WAITS, ""},
    {"A:5 [120] S ==> c [120]", -1, -1, WALL_WAITS, ""},
    {"A:9223372036854775808 [120] S ==> c:6 [120]", -1, -1, WALL_WAITS, ""},
    {"A:5 [120] S", -1, -1, WALL_WAITS, ""},
    {" ==> ", -1, -1, WALL_WAITS, ""},
    {"", -1, -1, WALL_WAITS, ""},
};

static void
sched_switch(void)
{
	for (size_t i = 0; i < sizeof(switches) / sizeof(*switches); i++) {
		struct script_sched_switch s;
		bool is = script_sched_switch(str_from(switches[i].tail), &s);

		CHECK(is == (switches[i].prev >= 0));
		if (is != (switches[i].prev >= 0))
			fprintf(stderr, "  it was \"%s\"\n", switches[i].tail);
		if (!is || switches[i].prev < 0)
			continue;
		CHECK(s.prev_pid == switches[i].prev && s.next_pid == switches[i].next);
		CHECK(s.leave == switches[i].leave);
		CHECK_STR(s.next_comm, str_from(switches[i].comm));
	}
}

static const struct {
	const char *line;
	int64_t cpu;
} cpus[] = {
    {"w  8391 [001]  2500.954563: PERF_RECORD_SWITCH OUT", 1},
    {"w [x] 8391 [127]  2500.954563: PERF_RECORD_SWITCH OUT", 127},
    {"w  8391  2500.954563: PERF_RECORD_SWITCH OUT", -1},
    {"w  8391 [2147483647] 2500.954563: 1 cycles: ", 2147483647},
    {"w  8391 [2147483648] 2500.954563: 1 cycles: ", -1},
    {"w  8391 [00x] 2500.954563: 1 cycles: ", -1},
};

static void
cpu_of_line(void)
{
	for (size_t i = 0; i < sizeof(cpus) / sizeof(*cpus); i++) {
		struct str line = str_from(cpus[i].line);
		struct perf_header h = {.seconds = {strstr(cpus[i].line, "2500"), 4}};

		CHECK(script_cpu(line, &h) == cpus[i].cpu);
	}
	CHECK(script_cpu(STR("w 1 [001] cycles: "), &(struct perf_header){0}) == -1);
}

int
main(void)
{
	sched_switch();
	cpu_of_line();
	return check_done();
}
