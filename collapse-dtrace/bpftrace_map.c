/*
 * bpftrace_map.c - one map of bpftrace; see bpftrace_map.h.
 *
 *	@[\n    burn+34\n]: 55
 *	@[\n    burn+34\n]: 61       the same process in this print, or in the next one?
 *
 * Two processes that run the same program give lines with equal keys in one and
 * the same print, for bpftrace tells stacks apart by their process, and does not
 * print it. bpftrace sorts what it prints: a count that is less than the one
 * before begins another print, and so does whatever else stands in between. What
 * is left are lines that rise: they are two prints where the last ones have all the
 * keys of those before, and no other, for a map that is not cleared loses none.
 */
#include "bpftrace_map.h"

#include "folded.h"
#include "mem.h"

void
bpftrace_map_init(struct bpftrace_map *map)
{
	*map = (struct bpftrace_map){.entries = NULL};
	intern_init(&map->keys);
}

void
bpftrace_map_release(struct bpftrace_map *map)
{
	intern_release(&map->keys);
	mem_free(map->entries);
	mem_free(map->run);
	bpftrace_map_init(map);
}

/* The entry's number, of a key that may be new; INTERN_NONE without memory. */
static uint32_t
entry_of(struct bpftrace_map *map, struct str key)
{
	size_t known = map->keys.len;
	uint32_t id = intern_id(&map->keys, key);

	if (id == INTERN_NONE || !MEM_GROW(&map->entries, &map->cap, map->keys.len)) {
		map->failed = true;
		return INTERN_NONE;
	}
	if (map->keys.len > known)
		map->entries[id] = (struct bpftrace_entry){.plus = 0};
	return id;
}

static bool
is_less(struct bpftrace_number a, struct bpftrace_number b)
{
	if (a.negative != b.negative)
		return a.negative;
	return a.negative ? a.size > b.size : a.size < b.size;
}

static void
entry_add(struct bpftrace_map *map, struct bpftrace_entry *e, struct bpftrace_number count)
{
	uint64_t *sum = count.negative ? &e->minus : &e->plus;

	*sum = folded_add(*sum, count.size, &map->saturated);
}

/* Where in the run its last print begins. */
static size_t
last_print(struct bpftrace_map *map)
{
	size_t begin = map->run_len;

	for (size_t i = map->run_len; i > 0; i--)
		map->entries[map->run[i - 1].key].first = i - 1;
	for (size_t i = 0; i < map->run_len; i++)
		map->entries[map->run[i].key].last = i;
	for (size_t i = 0; i < map->run_len; i++)
		if (map->entries[map->run[i].key].last < begin)
			begin = map->entries[map->run[i].key].last;
	for (size_t i = begin; i < map->run_len; i++)
		if (map->entries[map->run[i].key].first >= begin)
			return 0;
	return begin;
}

/* Of the keys of a print what was counted before is of no matter any more. */
static void
begin_print(struct bpftrace_map *map, const struct bpftrace_seen *seen, size_t n)
{
	size_t keys = 0, kept = 0;

	map->prints++;
	for (size_t i = 0; i < n; i++) {
		struct bpftrace_entry *e = &map->entries[seen[i].key];

		if (e->print == map->prints)
			continue;
		map->again |= e->print > 0;
		kept += e->print > 0 && e->print + 1 == map->prints;
		e->before = e->plus;
		e->plus = e->minus = 0;
		e->print = map->prints;
		keys++;
	}
	map->cleared |= keys < map->print_keys;
	/* print(@, 10) drops keys, too, but has as many lines as before. */
	map->shrunk |= kept < map->print_keys && n <= map->print_lines;
	/* Where next to none is there again it is no print of the same. */
	map->shrunk |= kept < map->print_keys / 4 + (map->print_keys > 0);
	map->lines_again += kept;
	map->print_keys = keys;
	map->print_lines = n;
}

static void
take_print(struct bpftrace_map *map, const struct bpftrace_seen *seen, size_t n)
{
	uint64_t total = 0;

	begin_print(map, seen, n);
	for (size_t i = 0; i < n; i++) {
		entry_add(map, &map->entries[seen[i].key], seen[i].count);
		total = folded_add(total, seen[i].count.size, &map->saturated);
		map->shrunk |= seen[i].count.negative;
	}
	for (size_t i = 0; i < n; i++) {
		struct bpftrace_entry *e = &map->entries[seen[i].key];

		map->cleared |= e->plus < e->before;
		map->lines_less += e->plus < e->before;
		e->before = 0; /* once */
	}
	map->shrunk |= total < map->print_total;
	map->print_total = total;
}

/* What is in the run is complete: one print, or several. */
static void
settle_run(struct bpftrace_map *map)
{
	size_t begin;

	if (map->run_len == 0)
		return;
	begin = map->whole ? 0 : last_print(map);
	if (begin > 0)
		take_print(map, map->run, begin);
	take_print(map, map->run + begin, map->run_len - begin);
	map->run_len = 0;
}

void
bpftrace_map_add(struct bpftrace_map *map, struct str key, const struct bpftrace_value *value,
    uint64_t place, bool whole, bool sum)
{
	uint32_t id;

	map->histograms += value->kind == BPFTRACE_HISTOGRAM;
	map->others += value->kind == BPFTRACE_OTHER;
	if (value->kind != BPFTRACE_COUNT || (id = entry_of(map, key)) == INTERN_NONE)
		return;
	map->stacks |= str_find(key, '\n') < key.len;
	if (sum) {
		entry_add(map, &map->entries[id], value->count);
		return;
	}
	if (place != map->place || (!whole && is_less(value->order, map->order)))
		settle_run(map);
	if (!MEM_GROW(&map->run, &map->run_cap, map->run_len + 1)) {
		map->failed = true;
		return;
	}
	map->run[map->run_len++] = (struct bpftrace_seen){id, value->count};
	map->place = place;
	map->whole = whole;
	map->order = value->order;
}

void
bpftrace_map_finish(struct bpftrace_map *map)
{
	/* A script that clears its map goes on with smaller counts in half of the lines. */
	enum { FEW = 10 };

	if (map->failed)
		return; /* there is a key that has no entry */
	settle_run(map);
	if (map->shrunk || map->saturated || map->lines_less > map->lines_again / FEW)
		return;
	map->cleared = false;
	for (size_t i = 0; i < map->keys.len; i++)
		if (map->entries[i].print > 0 && map->entries[i].print < map->prints)
			map->entries[i].plus = map->entries[i].minus = 0;
}
