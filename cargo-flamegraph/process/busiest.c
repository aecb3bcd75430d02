/*
 * busiest.c - what folded stacks hold, seen line by line; see busiest.h.
 *
 *	[event=cpu-clock,unit=ns,samples=38,total=38000000] 0
 *	spin;_start;main;burn 31000000	has names; burn took 31 ms by itself
 *	spin;[spin];[libc.so.6] 7000000	is blank: the file stands where a name should
 */
#include "busiest.h"

#include "folded.h"
#include "mem.h"

enum { BUSIEST_SHOWN = 3 };

void
busiest_init(struct busiest *b)
{
	*b = (struct busiest){.stacks = 0};
	counted_list_init(&b->counted);
	intern_init(&b->names);
}

void
busiest_release(struct busiest *b)
{
	counted_list_release(&b->counted);
	intern_release(&b->names);
	mem_free(b->own);
}

static bool
is_unnamed(struct str frame)
{
	/* What a thread does when it does not run is no function, and has its name. */
	return str_starts(frame, STR("[")) && str_ends(frame, STR("]")) &&
	       !str_eq(frame, STR("[waiting]")) && !str_eq(frame, STR("[runnable]")) &&
	       !str_eq(frame, STR("[running]"));
}

static double
count_of(const struct folded_count *count)
{
	double n = (double)count->units;

	for (unsigned i = 0; i < count->places; i++)
		n /= 10;
	return n;
}

/* A name without the mark at its end, as a picture shows it: read_[k] is read. */
static struct str
without_mark(struct str name)
{
	bool marked = name.len > 4 && name.ptr[name.len - 1] == ']' &&
		      memcmp(name.ptr + name.len - 4, "_[", 2) == 0;

	return marked ? str_head(name, name.len - 4) : name;
}

static void
add_own(struct busiest *b, struct str name, double count)
{
	size_t known = b->names.len;
	uint32_t id = intern_id(&b->names, without_mark(name));

	if (id == INTERN_NONE || !MEM_GROW(&b->own, &b->cap, b->names.len)) {
		b->failed = true;
		return;
	}
	if (id == known)
		b->own[id] = 0;
	b->own[id] += count;
}

static bool
is_counted(struct busiest *b, const struct folded_line *line)
{
	struct counted_event event;

	if (line->count.units != 0 || !counted_is_line(line->stack) ||
	    !counted_parse(line->stack, &event))
		return false;
	counted_list_add(&b->counted, &event);
	return true;
}

void
busiest_add(struct busiest *b, struct str line)
{
	struct folded_line folded;
	bool unnamed = false, blank = true;
	struct str rest, name;
	double count;

	if (folded_parse(line, &folded) != FOLDED_STACK || is_counted(b, &folded))
		return;
	count = count_of(&folded.count);
	b->stacks++;
	b->total += count;
	rest = folded.stack;
	name = str_cut(&rest, ';');
	/* The first frame is the command's name and says nothing. */
	while (rest.len > 0) {
		name = str_cut(&rest, ';');
		unnamed = is_unnamed(name);
		blank = blank && unnamed;
	}
	if (name.ptr != folded.stack.ptr) {
		b->unnamed += unnamed ? count : 0;
		b->blank += blank ? count : 0;
	}
	add_own(b, name, count);
}

/* The busiest name of those that are not among the `n` before it. */
static uint32_t
next_busiest(const struct busiest *b, const uint32_t *before, size_t n)
{
	uint32_t found = INTERN_NONE;

	for (uint32_t id = 0; id < b->names.len; id++) {
		bool told = b->own[id] <= 0;

		for (size_t i = 0; i < n; i++)
			told = told || before[i] == id;
		if (told)
			continue;
		if (found == INTERN_NONE || b->own[id] > b->own[found] ||
		    (b->own[id] == b->own[found] &&
			str_cmp(intern_name(&b->names, id), intern_name(&b->names, found)) < 0))
			found = id;
	}
	return found;
}

/* Of what was sampled, how much is missing: tenths of a percent, as output_printf has no floating point. */
static void
write_lost(const struct counted_side *side, struct output *out)
{
	double all = (double)side->lost + (double)side->samples;
	unsigned tenths = all > 0 ? (unsigned)((double)side->lost * 1000 / all + 0.5) : 0;

	if (side->lost == 0)
		return;
	OUTPUT_LITERAL(out, ", ");
	counted_write_number(out, side->lost, 0);
	if (tenths > 0)
		output_printf(out, " lost (%u.%u %%)", tenths / 10, tenths % 10);
	else
		OUTPUT_LITERAL(out, " lost (less than 0.1 %)");
}

static void
write_amount(const struct busiest *b, struct output *out)
{
	struct counted_event sum;

	if (!counted_list_sum(&b->counted, &sum))
		return;
	counted_write_amount(out, sum.unit, sum.after.total.units, sum.after.total.places);
	if (!str_eq(sum.unit, STR("samples"))) {
		OUTPUT_LITERAL(out, ", ");
		counted_write_amount(out, STR("samples"), sum.after.samples, 0);
	}
	write_lost(&sum.after, out);
	OUTPUT_LITERAL(out, "; ");
}

void
busiest_write(const struct busiest *b, struct output *out)
{
	uint32_t told[BUSIEST_SHOWN];

	write_amount(b, out);
	OUTPUT_LITERAL(out, "most in");
	for (size_t i = 0; i < BUSIEST_SHOWN && !b->failed; i++) {
		told[i] = next_busiest(b, told, i);
		if (told[i] == INTERN_NONE)
			break;
		/* Tenths of a percent: output_printf has no floating point. */
		unsigned tenths = (unsigned)(b->own[told[i]] * 1000 / b->total + 0.5);

		output_printf(out, "%s %.*s %u.%u %%", i > 0 ? "," : "",
		    STR_ARG(intern_name(&b->names, told[i])), tenths / 10, tenths % 10);
	}
}
