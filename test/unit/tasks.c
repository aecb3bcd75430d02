/* tasks.c - collapse-perf/recording/tasks: what is forgotten where there are too many maps. */
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

int
main(void)
{
	threads_and_children();
	enough_room();
	too_many();
	one_process();
	return check_done();
}
