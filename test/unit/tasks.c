/*
 * tasks.c - collapse-perf/recording/tasks: what is forgotten when it has ended, and where there are
 * too many maps.
 */
#include "tasks.h"

#include "check.h"

static struct map
map_at(uint64_t number)
{
	return (struct map){
	    .start = number << 12, .end = (number + 1) << 12, .dso = (uint32_t)number};
}

static void
add(struct tasks *t, int32_t pid, uint64_t number)
{
	struct map map = map_at(number);

	CHECK(tasks_map(t, pid, pid, &map));
}

static bool
has(struct tasks *t, int32_t pid, uint64_t number)
{
	return maps_find(tasks_find(t, pid, pid)->space->maps, number << 12) != NULL;
}

/* A process of a hundred maps forks a hundred times; every child maps something of its own. */
static void
fork_often(struct tasks *t)
{
	for (uint64_t i = 0; i < 100; i++)
		add(t, 1, i);
	for (int32_t pid = 2; pid < 102; pid++) {
		CHECK(tasks_fork(t, pid, pid, 1, 1, true));
		add(t, pid, 1000);
		CHECK(t->pool.used <= t->most_maps);
		CHECK(has(t, pid, 50) && has(t, pid, 1000));
	}
}

static void
enough_room(void)
{
	struct tasks t;

	tasks_init(&t);
	fork_often(&t);
	CHECK(t.forgotten == 0);
	/* What they share counts once. */
	CHECK(t.pool.used >= 200 && t.pool.used < 100 + 100 * 20);
	for (int32_t pid = 1; pid < 102; pid++)
		CHECK(has(&t, pid, 99));
	tasks_release(&t);
}

static void
too_many(void)
{
	struct tasks t;
	size_t known = 0;

	tasks_init(&t);
	t.most_maps = 400;
	fork_often(&t);
	CHECK(has(&t, 1, 99)); /* heard of with every fork */
	CHECK(!has(&t, 2, 99) && !has(&t, 2, 1000));
	CHECK(has(&t, 101, 99));
	for (int32_t pid = 2; pid < 102; pid++)
		known += has(&t, pid, 99);
	CHECK(known >= 5 && known == 100 - t.forgotten);
	add(&t, 2, 7); /* and it can begin anew */
	CHECK(has(&t, 2, 7) && !has(&t, 2, 99));
	tasks_release(&t);
}

/* What one process has is never too much. */
static void
one_process(void)
{
	struct tasks t;

	tasks_init(&t);
	t.most_maps = 100;
	for (uint64_t i = 0; i < 10000; i++)
		add(&t, 1, i);
	CHECK(t.forgotten == 0 && t.pool.used == 10000);
	for (uint64_t i = 0; i < 10000; i++)
		CHECK(has(&t, 1, i));
	tasks_release(&t);
}

/* Threads see what is mapped by any of their process, before and behind; children have a copy. */
static void
threads_and_children(void)
{
	struct tasks t;
	struct map map = map_at(7);

	tasks_init(&t);
	add(&t, 10, 5);
	CHECK(tasks_fork(&t, 10, 11, 10, 10, true)); /* a thread */
	CHECK(tasks_find(&t, 10, 11)->space == tasks_find(&t, 10, 10)->space);
	CHECK(
	    tasks_find(&t, 10, 12)->space == tasks_find(&t, 10, 10)->space); /* its fork was lost */
	CHECK(tasks_map(&t, 10, 12, &map) && has(&t, 10, 7));
	CHECK(tasks_fork(&t, 20, 20, 10, 11, true)); /* a process */
	CHECK(has(&t, 20, 5) && has(&t, 20, 7));
	add(&t, 20, 8);
	add(&t, 10, 9);
	CHECK(!has(&t, 10, 8) && !has(&t, 20, 9));
	CHECK(tasks_fork(&t, 30, 30, 10, 10, false)); /* one that begins another program */
	CHECK(!has(&t, 30, 5));
	tasks_release(&t);
}

static void
exits(struct tasks *t, int32_t first, int32_t last)
{
	for (int32_t pid = first; pid <= last; pid++)
		tasks_exit(t, pid, pid);
}

/* Processes of a build: each is forgotten when so many others have ended, and nothing grows. */
static void
ended(void)
{
	struct tasks t;
	size_t spaces, maps;

	tasks_init(&t);
	t.most_ended = 10;
	for (uint64_t i = 0; i < 20; i++)
		add(&t, 1, i);
	CHECK(tasks_comm(&t, 1, 1, STR("make")));
	for (int32_t pid = 2; pid < 2000; pid++) {
		CHECK(tasks_fork(&t, pid, pid, 1, 1, true));
		add(&t, pid, 1000);
		tasks_exit(&t, pid, pid);
		/* Samples may come behind the end. */
		CHECK(has(&t, pid, 19) && has(&t, pid, 1000));
		CHECK(str_eq(tasks_find(&t, pid, pid)->comm, STR("make")));
		CHECK(t.len <= 12 && t.space_count == t.len && t.pool.used < 20 + 12 * 12);
	}
	spaces = t.space_count;
	maps = t.pool.used;
	CHECK(has(&t, 1990, 1000) && !has(&t, 1989, 1000)); /* the last ten, and no others */
	exits(&t, 1989, 1989);
	CHECK(has(&t, 1, 0) && has(&t, 1, 19) && t.space_count == spaces && t.pool.used <= maps);
	CHECK(t.forgotten == 0);
	tasks_release(&t);
}

/* The first thread of a process ends before the others, whose space stays. */
static void
ended_threads(void)
{
	struct tasks t;

	tasks_init(&t);
	t.most_ended = 3;
	add(&t, 10, 5);
	for (int32_t tid = 11; tid < 15; tid++)
		CHECK(tasks_fork(&t, 10, tid, 10, 10, true));
	tasks_exit(&t, 10, 10);
	for (int32_t pid = 100; pid < 200; pid++) {
		add(&t, pid, 6);
		tasks_exit(&t, pid, pid);
		CHECK(t.len <= 12);
	}
	CHECK(tasks_fork(&t, 10, 15, 10, 11, true));
	CHECK(has(&t, 10, 5) && maps_find(tasks_find(&t, 10, 15)->space->maps, 5 << 12) != NULL);
	for (int32_t tid = 11; tid <= 14; tid++)
		tasks_exit(&t, 10, tid);
	for (int32_t pid = 200; pid < 220; pid++) {
		add(&t, pid, 6);
		tasks_exit(&t, pid, pid);
	}
	CHECK(has(&t, 10, 5)); /* of thread 15 */
	tasks_exit(&t, 10, 15);
	for (int32_t pid = 200; pid < 220; pid++) {
		add(&t, pid, 6);
		tasks_exit(&t, pid, pid);
	}
	CHECK(t.space_count <= 5 && !has(&t, 10, 5));
	tasks_release(&t);
}

/* A number that is given anew is not forgotten with the one that had it before. */
static void
ended_numbers(void)
{
	struct tasks t;

	tasks_init(&t);
	t.most_ended = 3;
	add(&t, 1, 1);
	add(&t, 7, 5);
	add(&t, 8, 5);
	exits(&t, 7, 8);
	CHECK(tasks_fork(&t, 7, 7, 1, 1, true)); /* told of */
	add(&t, 7, 6);
	CHECK(has(&t, 7, 1) && has(&t, 7, 6) && !has(&t, 7, 5));
	CHECK(tasks_comm(&t, 8, 8, STR("anew"))); /* its fork was lost */
	for (int32_t pid = 100; pid < 120; pid++) {
		add(&t, pid, 6);
		tasks_exit(&t, pid, pid);
	}
	CHECK(has(&t, 7, 6) && str_eq(tasks_find(&t, 8, 8)->comm, STR("anew")));
	exits(&t, 7, 8);
	tasks_exit(&t, 0, 0);
	tasks_exit(&t, 7, 9);		   /* nobody */
	tasks_exit(&t, 5, 7);		   /* of another process */
	tasks_exit(&t, 7, 7);		   /* told twice */
	CHECK(t.ended == 3 && t.len == 4); /* 1, 7, 8, and the last before */
	tasks_release(&t);
}

int
main(void)
{
	ended();
	ended_threads();
	ended_numbers();
	threads_and_children();
	enough_room();
	too_many();
	one_process();
	return check_done();
}
