/* maps.c - collapse-perf/maps and tasks: what covers what, and who inherits it. */
#include "../../collapse-perf/maps.h"
#include "../../collapse-perf/tasks.h"

#include "check.h"

static struct map
file(uint64_t start, uint64_t end, uint64_t offset, uint32_t dso)
{
	return (struct map){.start = start, .end = end, .offset = offset, .dso = dso};
}

static uint32_t
dso_at(const struct maps *m, uint64_t address)
{
	const struct map *map = maps_find(m, address);

	return map ? map->dso : 0;
}

static void
overlaps(void)
{
	struct maps *m = NULL;
	struct map a = file(0x1000, 0x9000, 0, 1), b = file(0x3000, 0x5000, 0x100, 2);
	struct map empty = file(0x4000, 0x4000, 0, 3), all = file(0, UINT64_MAX, 0, 4);

	CHECK(maps_find(m, 0x1000) == NULL);
	CHECK(maps_insert(&m, &a) && maps_insert(&m, &b) && maps_insert(&m, &empty));
	CHECK(m->len == 3);
	CHECK(dso_at(m, 0xfff) == 0 && dso_at(m, 0x1000) == 1 && dso_at(m, 0x2fff) == 1);
	CHECK(dso_at(m, 0x3000) == 2 && dso_at(m, 0x4fff) == 2);
	CHECK(dso_at(m, 0x5000) == 1 && dso_at(m, 0x8fff) == 1 && dso_at(m, 0x9000) == 0);
	CHECK(map_offset(maps_find(m, 0x3010), 0x3010) == 0x110);
	CHECK(map_offset(maps_find(m, 0x5010), 0x5010) == 0x4010);
	CHECK(maps_remove(&m, 0x2000, 0x4000));
	CHECK(dso_at(m, 0x1fff) == 1 && dso_at(m, 0x2000) == 0 && dso_at(m, 0x4000) == 2);
	CHECK(map_offset(maps_find(m, 0x4000), 0x4000) == 0x1100);
	CHECK(maps_insert(&m, &all) && m->len == 1 && dso_at(m, 0x4000) == 4);
	maps_release(m);
}

static void
sharing(void)
{
	struct maps *parent = NULL, *child;
	struct map a = file(0x1000, 0x2000, 0, 1), b = file(0x1000, 0x2000, 0, 2);

	CHECK(maps_insert(&parent, &a));
	child = maps_share(parent);
	CHECK(maps_insert(&child, &b));
	CHECK(dso_at(parent, 0x1000) == 1 && dso_at(child, 0x1000) == 2);
	maps_release(parent);
	maps_release(child);
}

static void
processes(void)
{
	struct tasks t;
	struct map a = file(0x1000, 0x2000, 0, 1), b = file(0x1000, 0x2000, 0, 2);

	tasks_init(&t);
	CHECK_STR(tasks_find(&t, -1, 7)->comm, STR(":7"));
	CHECK(tasks_comm(&t, 10, 10, STR("shell")) && tasks_map(&t, 10, 10, &a));
	/* A thread has its process's maps, those to come too. */
	CHECK(tasks_fork(&t, 10, 11, 10, 10, true));
	CHECK_STR(tasks_find(&t, 10, 11)->comm, STR("shell"));
	CHECK(tasks_find(&t, 10, 11)->space == tasks_find(&t, 10, 10)->space);
	/* A process has a copy. */
	CHECK(tasks_fork(&t, 20, 20, 10, 11, true) && tasks_fork(&t, 30, 30, 10, 10, false));
	CHECK(tasks_map(&t, 10, 11, &b));
	CHECK(dso_at(tasks_find(&t, 10, 10)->space->maps, 0x1000) == 2);
	CHECK(dso_at(tasks_find(&t, 20, 20)->space->maps, 0x1000) == 1);
	CHECK(tasks_find(&t, 30, 30)->space->maps == NULL);
	/* The number is used again. */
	CHECK(tasks_comm(&t, 20, 20, STR("old")) && tasks_fork(&t, 20, 20, 30, 30, true));
	CHECK_STR(tasks_find(&t, 20, 20)->comm, STR("shell"));
	CHECK(tasks_find(&t, 20, 20)->space->maps == NULL);
	/* Many, so that the table grows. */
	for (int32_t i = 100; i < 3000; i++)
		CHECK(tasks_fork(&t, i, i, 10, 10, true));
	CHECK(tasks_find(&t, 2999, 2999)->space->maps == tasks_find(&t, 10, 10)->space->maps);
	tasks_release(&t);
}

int
main(void)
{
	overlaps();
	sharing();
	processes();
	return check_done();
}
