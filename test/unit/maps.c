/* maps.c - collapse-perf/recording/maps and tasks: what covers what, and who inherits it. */
#include "maps.h"
#include "tasks.h"

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
	struct maps_pool pool;
	struct maps *m = NULL;
	struct map a = file(0x1000, 0x9000, 0, 1), b = file(0x3000, 0x5000, 0x100, 2);
	struct map empty = file(0x4000, 0x4000, 0, 3), all = file(0, UINT64_MAX, 0, 4);

	maps_pool_init(&pool);
	CHECK(maps_find(m, 0x1000) == NULL && maps_behind(m, 0) == NULL);
	CHECK(maps_insert(&pool, &m, &a) && maps_insert(&pool, &m, &b) &&
	      maps_insert(&pool, &m, &empty));
	CHECK(pool.used == 3);
	CHECK(dso_at(m, 0xfff) == 0 && dso_at(m, 0x1000) == 1 && dso_at(m, 0x2fff) == 1);
	CHECK(dso_at(m, 0x3000) == 2 && dso_at(m, 0x4fff) == 2);
	CHECK(dso_at(m, 0x5000) == 1 && dso_at(m, 0x8fff) == 1 && dso_at(m, 0x9000) == 0);
	CHECK(map_offset(maps_find(m, 0x3010), 0x3010) == 0x110);
	CHECK(map_offset(maps_find(m, 0x5010), 0x5010) == 0x4010);
	CHECK(maps_behind(m, 0)->start == 0x1000 && maps_behind(m, 0x3000)->start == 0x3000);
	CHECK(maps_behind(m, 0x5000)->start == 0x5000 && maps_behind(m, 0x9000) == NULL);
	CHECK(maps_remove(&pool, &m, 0x2000, 0x4000));
	CHECK(dso_at(m, 0x1fff) == 1 && dso_at(m, 0x2000) == 0 && dso_at(m, 0x4000) == 2);
	CHECK(map_offset(maps_find(m, 0x4000), 0x4000) == 0x1100);
	CHECK(maps_insert(&pool, &m, &all) && pool.used == 1 && dso_at(m, 0x4000) == 4);
	maps_release(&pool, m);
	CHECK(pool.used == 0);
	maps_pool_release(&pool);
}

static void
sharing(void)
{
	struct maps_pool pool;
	struct maps *parent = NULL, *child;
	struct map a = file(0x1000, 0x2000, 0, 1), b = file(0x1000, 0x2000, 0, 2);

	maps_pool_init(&pool);
	CHECK(maps_insert(&pool, &parent, &a));
	child = maps_share(parent);
	CHECK(maps_insert(&pool, &child, &b));
	CHECK(dso_at(parent, 0x1000) == 1 && dso_at(child, 0x1000) == 2);
	maps_release(&pool, parent);
	maps_release(&pool, child);
	CHECK(pool.used == 0);
	maps_pool_release(&pool);
}

/*
 * Random operations on several spaces, which fork from each other, and on a plain model: for
 * each address of a small range the map's number and the offset there.
 */
enum { RANGE = 400, SPACES = 6 };

struct model {
	uint32_t dso[RANGE];
	uint64_t offset[RANGE];
	bool begins[RANGE]; /* a map does, whatever is before it */
};

static uint64_t
random_number(uint64_t *state, uint64_t below)
{
	*state = *state * 6364136223846793005 + 1442695040888963407;
	return (*state >> 33) % below;
}

static void
model_put(struct model *m, const struct map *map)
{
	if (map->start >= map->end)
		return;
	for (uint64_t at = map->start; at < map->end; at++) {
		m->dso[at] = map->dso;
		m->offset[at] = map->offset + (at - map->start);
		m->begins[at] = at == map->start;
	}
	if (map->end < RANGE)
		m->begins[map->end] = true;
}

/* The height of a tree that is as it should be: in order, balanced. */
static unsigned
check_tree(const struct maps *m, uint64_t low, uint64_t high)
{
	unsigned left, right;

	if (m == NULL)
		return 0;
	CHECK(
	    m->uses > 0 && low <= m->map.start && m->map.start < m->map.end && m->map.end <= high);
	left = check_tree(m->left, low, m->map.start);
	right = check_tree(m->right, m->map.end, high);
	CHECK(left <= right + 1 && right <= left + 1);
	CHECK(m->height == (left > right ? left : right) + 1);
	return m->height;
}

static void
check_model(const struct maps *m, const struct model *model)
{
	check_tree(m, 0, RANGE);
	for (uint64_t at = 0; at < RANGE; at++) {
		const struct map *map = maps_find(m, at), *behind = maps_behind(m, at);

		CHECK((map ? map->dso : 0) == model->dso[at]);
		CHECK(map == NULL || map_offset(map, at) == model->offset[at]);
		CHECK(map == NULL || (map->start == at) == model->begins[at]);
		CHECK(map != NULL ? behind == map : behind == NULL || behind->start > at);
	}
}

static void
random_operations(uint64_t seed, uint64_t longest)
{
	static struct model models[SPACES];
	struct maps *spaces[SPACES] = {NULL};
	struct maps_pool pool;

	memset(models, 0, sizeof(models));
	maps_pool_init(&pool);
	for (uint32_t step = 1; step <= 3000; step++) {
		uint64_t which = random_number(&seed, SPACES), other = random_number(&seed, SPACES);
		uint64_t start = random_number(&seed, RANGE), end;
		struct map map = file(start, 0, random_number(&seed, 1000), step);

		end = start + random_number(&seed, longest);
		map.end = end < RANGE ? end : RANGE;
		switch (random_number(&seed, 8)) {
		case 0:
			map.dso = 0;
			map.offset = 0;
			CHECK(maps_remove(&pool, &spaces[which], map.start, map.end));
			model_put(&models[which], &map);
			break;
		case 1:
			maps_share(spaces[other]);
			maps_release(&pool, spaces[which]);
			spaces[which] = spaces[other];
			models[which] = models[other];
			break;
		default:
			CHECK(maps_insert(&pool, &spaces[which], &map));
			model_put(&models[which], &map);
		}
		check_model(spaces[which], &models[which]);
		if (step % 100 == 0)
			for (size_t i = 0; i < SPACES; i++)
				check_model(spaces[i], &models[i]);
	}
	for (size_t i = 0; i < SPACES; i++)
		maps_release(&pool, spaces[i]);
	CHECK(pool.used == 0);
	maps_pool_release(&pool);
}

/* Each change of a large tree that is shared copies few nodes, by far fewer than were reserved. */
static void
cheap_forks(void)
{
	enum { MAPS = 100000, FORKS = 300 };
	struct maps_pool pool;
	struct maps *parent = NULL, *child;
	uint64_t seed = 7;

	maps_pool_init(&pool);
	for (uint32_t i = 0; i < MAPS; i++) {
		uint64_t start = (uint64_t)i * 16;
		struct map map = file(start, start + 8, 0, i);

		CHECK(maps_insert(&pool, &parent, &map));
	}
	CHECK(pool.used == MAPS && check_tree(parent, 0, UINT64_MAX) <= 24);
	for (uint32_t i = 0; i < FORKS; i++) {
		uint64_t start = random_number(&seed, (uint64_t)MAPS * 16);
		uint64_t length = random_number(&seed, i % 2 ? 40 : (uint64_t)MAPS * 16) + 1;
		struct map map = file(start, start + length, 0, MAPS + i);

		child = maps_share(parent);
		CHECK(i % 3 ? maps_insert(&pool, &child, &map)
			    : maps_remove(&pool, &child, start, start + length));
		CHECK(pool.used < MAPS + 200);
		check_tree(child, 0, UINT64_MAX);
		maps_release(&pool, child);
		CHECK(pool.used == MAPS);
	}
	maps_pool_release(&pool);
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
	for (uint64_t seed = 1; seed <= 5; seed++) {
		random_operations(seed, 12);
		random_operations(seed, RANGE);
	}
	cheap_forks();
	processes();
	return check_done();
}
