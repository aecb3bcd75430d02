/*
 * perf_data_ids.c - which event an id in a record stands for; see perf_data.h.
 *
 * A header has them all before any record. A pipe may have others at any time,
 * and a hostile one has one before each record that asks: so those that came
 * since the last sort are looked through one by one, until that has cost as
 * much as to sort them all.
 */
#include "mem.h"
#include "perf_data_private.h"
#include "sorted.h"

/* A sort costs about as much as so many looks at every id. */
enum { COST_OF_SORT = 16 };

bool
perf_data_add_ids(struct perf_data *data, struct str ids)
{
	struct cursor c = perf_data_cursor(data, ids);

	while (c.end - c.at >= sizeof(uint64_t)) {
		if (!MEM_GROW(&data->ids, &data->id_cap, data->id_count + 1))
			return perf_data_no_memory(data);
		data->ids[data->id_count++] = (struct perf_id){
		    .id = cursor_u64(&c), .event = (uint32_t)(data->event_count - 1)};
	}
	return true;
}

static int
compare_ids(const void *left, const void *right)
{
	const struct perf_id *a = left, *b = right;

	return sorted_order2(a->id, b->id, a->event, b->event);
}

static void
sort_ids(struct perf_data *data)
{
	sorted_sort(data->ids, data->id_count, sizeof(*data->ids), compare_ids);
	data->ids_sorted = data->id_count;
	data->ids_looked_through = 0;
}

static uint64_t
id_of(const void *ids, size_t i)
{
	return ((const struct perf_id *)ids)[i].id;
}

/* Of several entries of an id the first event's, which was added first. */
struct perf_id *
perf_data_id(struct perf_data *data, uint64_t id)
{
	size_t at;

	data->ids_looked_through += data->id_count - data->ids_sorted;
	if (data->ids_sorted < data->id_count &&
	    data->ids_looked_through / COST_OF_SORT >= data->id_count)
		sort_ids(data);
	at = sorted_below(data->ids, data->ids_sorted, id, id_of);
	if (at < data->ids_sorted && data->ids[at].id == id)
		return &data->ids[at];
	for (size_t i = data->ids_sorted; i < data->id_count; i++)
		if (data->ids[i].id == id)
			return &data->ids[i];
	return NULL;
}
