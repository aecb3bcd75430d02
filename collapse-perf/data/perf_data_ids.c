/*
 * perf_data_ids.c - which event an id in a record stands for; see perf_data.h.
 *
 * A header has them all before any record. A pipe may have others at any time,
 * and a hostile one has one before each record that asks: so those that came
 * since the last sort are looked through one by one, until that has cost as
 * much as to sort them all.
 */
#include <stdlib.h>

#include "mem.h"
#include "perf_data_private.h"

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
compare_ids(const void *a, const void *b)
{
	const struct perf_id *x = a, *y = b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return (x->event > y->event) - (x->event < y->event);
}

static void
sort_ids(struct perf_data *data)
{
	qsort(data->ids, data->id_count, sizeof(*data->ids), compare_ids);
	data->ids_sorted = data->id_count;
	data->ids_looked_through = 0;
}

/* Of several entries of an id the first event's, which was added first. */
struct perf_id *
perf_data_id(struct perf_data *data, uint64_t id)
{
	size_t low = 0, high;

	data->ids_looked_through += data->id_count - data->ids_sorted;
	if (data->ids_sorted < data->id_count &&
	    data->ids_looked_through / COST_OF_SORT >= data->id_count)
		sort_ids(data);
	high = data->ids_sorted;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (data->ids[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < data->ids_sorted && data->ids[low].id == id)
		return &data->ids[low];
	for (size_t i = data->ids_sorted; i < data->id_count; i++)
		if (data->ids[i].id == id)
			return &data->ids[i];
	return NULL;
}
