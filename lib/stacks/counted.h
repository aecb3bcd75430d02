/*
 * counted.h - what the counts of folded stacks are: the line that says so, and
 * amounts in words.
 *
 *	[event=cpu-clock,unit=ns,samples=152,total=304609216] 0
 *	[event=cpu-clock,unit=ns,samples=152:160,total=304609216:320641280] 0 0
 *
 * The line is a stack of no samples, so that readers that do not know it draw
 * nothing. A differential file has both numbers, before and after. The unit is
 * ns, us, ms, s, bytes, samples, or else the event's own name ("cycles").
 *
 *	[event=cycles,unit=cycles,samples=94,total=94000000,lost=6] 0
 *
 * Where samples were lost while recording, it says how many: those of all events, at the first.
 *
 * Reading:
 *
 *	if (counted_is_line(stack) && count is 0 && counted_parse(stack, &event))
 *		status = counted_list_add(&list, &event);
 *
 * Writing: counted_write_line for each of the list, then " 0\n" or " 0 0\n".
 */
#ifndef COUNTED_H
#define COUNTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "folded.h"
#include "output.h"
#include "str.h"

struct counted_side {
	uint64_t samples;
	struct folded_count total; /* the sum of the counts, in the unit */
	uint64_t lost;		   /* samples that are in neither: lost while recording */
};

struct counted_event {
	struct str event;	   /* "cpu-clock" */
	struct str unit;	   /* "ns" */
	bool two;		   /* before is there */
	struct counted_side after; /* the only one of a file that is not differential */
	struct counted_side before;
};

/* A cheap look before counted_parse. */
static inline bool
counted_is_line(struct str stack)
{
	return stack.len > 7 && memcmp(stack.ptr, "[event=", 7) == 0;
}

/*
 * All of a stack, its counts cut off. False for what is no such line; words that
 * are not known are passed over. The texts are slices of the stack.
 */
bool counted_parse(struct str stack, struct counted_event *event);

/*
 * "[event=…,unit=…,samples=…,total=…]", no count behind it. Bytes that would end
 * the frame or the line (; and control characters) become '_'.
 */
void counted_write_line(struct output *out, const struct counted_event *event);

/* What perf counts for an event: ns for its clocks ("cpu-clock:u"), else the event's name. */
struct str counted_unit(struct str event);

/* The events of one or more files, in the order of their names. */
struct counted_list {
	struct arena text;
	struct counted_event *items;
	size_t len, cap;
	bool saturated; /* a sum did not fit and is UINT64_MAX */
};

enum counted_status {
	COUNTED_OK,
	COUNTED_OTHER_UNIT, /* not added: its unit is not that of the list */
	COUNTED_NO_MEMORY
};

void counted_list_init(struct counted_list *list);
void counted_list_release(struct counted_list *list);

/* Adds an event, with its texts; equal ones add up. */
enum counted_status counted_list_add(struct counted_list *list, const struct counted_event *event);

/*
 * All events of a list in one: its event is the first one's, its sides are sums.
 * False for an empty list.
 */
bool counted_list_sum(const struct counted_list *list, struct counted_event *sum);

/*
 * How many samples `part` is, of a side whose counts sum up to `whole` (both at
 * `places`). The number is exact, and *about false, where the counts are still
 * those of the line and every sample has counted for the same; else it is in
 * proportion, to the nearest, and at least 1 of what is more than 0.
 */
uint64_t counted_samples(
    const struct counted_side *side, uint64_t part, uint64_t whole, unsigned places, bool *about);

/*
 * units / 10^places of a unit, for people: "304.6 ms", "3.05 s", "1.2 GiB",
 * "13,203,955,400 cycles", "1 sample". Times and bytes are rounded to one place,
 * below 10 to two; everything else is exact.
 */
void counted_write_amount(struct output *out, struct str unit, uint64_t units, unsigned places);

/* Whether amounts of a unit are rounded: times and bytes. */
bool counted_is_scaled(struct str unit);

/* units / 10^places with a comma after every three digits: "1,234.5". */
void counted_write_number(struct output *out, uint64_t units, unsigned places);

/* A noun in the plural ("samples", "cache-misses", "cycles:u"), or of one thing. */
void counted_write_noun(struct output *out, struct str plural, bool one);

#endif
