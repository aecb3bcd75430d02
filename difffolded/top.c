/*
 * top.c - the table of the functions whose share changed most; see top.h.
 *
 *	   own share in percent      total share in percent
 *	before   after  change     before   after  change   function
 *	 33.21   49.77  +16.56      33.21   49.77  +16.56   parse
 *
 * Marks that say how a function was compiled, _[i] and _[j], are dropped, so
 * that one that is inlined in only one of the builds stays one function. Those
 * that say which function it is, such as _[k], stay.
 */
#include "top.h"

#include <stdio.h>
#include <stdlib.h>

#include "mem.h"
#include "pair.h"
#include "scale.h"

/* Of a column: a space and "-100.00". */
enum { WIDTH = 8 };

/* Units of a function on both sides while they are added up. */
struct sums {
	uint64_t self[2];
	uint64_t total[2];
	uint64_t seen; /* number of the stack that was added to `total` last */
};

struct adding {
	struct top *top;
	struct sums *sums; /* by name id */
	size_t cap;
	uint64_t stacks;
};

static struct str
function_name(struct str frame)
{
	if (str_ends(frame, STR("_[i]")) || str_ends(frame, STR("_[j]")))
		frame.len -= 4;
	return frame;
}

/* The sums of a frame's function; NULL without memory. */
static struct sums *
sums_of(struct adding *a, struct str frame)
{
	struct intern *names = &a->top->names;
	size_t known = names->len;
	uint32_t id = intern_id(names, function_name(frame));

	if (id == INTERN_NONE || !MEM_GROW(&a->sums, &a->cap, names->len))
		return NULL;
	if (names->len > known)
		a->sums[id] = (struct sums){.seen = 0};
	return &a->sums[id];
}

/* Sums stop at the largest number; the sides have counted and will say so. */
static void
add_pair(uint64_t sums[2], const struct pair *pair)
{
	bool saturated = false;

	sums[0] = folded_add(sums[0], pair->before, &saturated);
	sums[1] = folded_add(sums[1], pair->after, &saturated);
}

static bool
add_stack(struct adding *a, const struct pair *pair)
{
	struct str rest = pair->stack;
	struct sums *sums = NULL;

	a->stacks++;
	while (rest.len > 0) {
		sums = sums_of(a, str_cut(&rest, ';'));
		if (sums == NULL)
			return false;
		if (sums->seen != a->stacks)
			add_pair(sums->total, pair);
		sums->seen = a->stacks;
	}
	if (sums != NULL)
		add_pair(sums->self, pair);
	return true;
}

static int64_t
share(uint64_t units, uint64_t total)
{
	/* More than the total only where the total did not fit 64 bits. */
	if (units > total)
		units = total;
	return total == 0 ? 0 : (int64_t)scale(units, (uint64_t)100 * TOP_POINT, total);
}

static uint64_t
size_of(int64_t change)
{
	return (uint64_t)(change < 0 ? -change : change);
}

/* Which of two changes comes first: the larger, and of equal ones the one that grew. */
static int
compare_changes(int64_t a, int64_t b)
{
	if (size_of(a) != size_of(b))
		return size_of(a) > size_of(b) ? -1 : 1;
	return (b > a) - (b < a);
}

static int
compare_functions(const void *left, const void *right)
{
	const struct top_function *a = left, *b = right;
	int order = compare_changes(top_change(a->self), top_change(b->self));

	if (order == 0)
		order = compare_changes(top_change(a->total), top_change(b->total));
	return order != 0 ? order : str_cmp(a->name, b->name);
}

static bool
rank(struct top *t, const struct sums *sums, uint64_t before, uint64_t after)
{
	t->len = sums != NULL ? t->names.len : 0;
	t->functions = mem_zalloc(t->len, sizeof(*t->functions));
	if (t->functions == NULL)
		return false;
	for (size_t i = 0; i < t->len; i++) {
		const struct sums *s = &sums[i];

		t->functions[i] = (struct top_function){intern_name(&t->names, (uint32_t)i),
		    {share(s->self[0], before), share(s->self[1], after)},
		    {share(s->total[0], before), share(s->total[1], after)}};
	}
	qsort(t->functions, t->len, sizeof(*t->functions), compare_functions);
	return true;
}

bool
top_build(struct top *t, const struct side *before, const struct side *after)
{
	struct pairs pairs = {before, after, 0, 0};
	struct adding adding = {.top = t};
	struct pair pair;
	bool good = true;

	*t = (struct top){.functions = NULL};
	intern_init(&t->names);
	while (good && pairs_next(&pairs, &pair))
		good = add_stack(&adding, &pair);
	good = good && rank(t, adding.sums, before->total, after->total);
	mem_free(adding.sums);
	return good;
}

void
top_release(struct top *t)
{
	intern_release(&t->names);
	mem_free(t->functions);
	*t = (struct top){.functions = NULL};
}

void
top_write_points(struct output *out, int64_t points, bool sign, int width)
{
	/* Rounded to hundredths of a point, halves away from zero. */
	uint64_t hundredths = (size_of(points) + TOP_POINT / 200) / (TOP_POINT / 100);
	char text[32];

	snprintf(text, sizeof(text), "%s%u.%02u",
	    points < 0 ? "-"
	    : sign     ? "+"
		       : "",
	    (unsigned)(hundredths / 100), (unsigned)(hundredths % 100));
	output_printf(out, "%*s", width, text);
}

void
top_write_name(struct output *out, struct str name)
{
	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = (unsigned char)name.ptr[i];

		if (c < 0x20 || c == 0x7f)
			output_printf(out, "\\x%02x", c);
		else
			output_char(out, name.ptr[i]);
	}
}

static void
write_share(struct output *out, struct top_share share)
{
	top_write_points(out, share.before, false, WIDTH);
	top_write_points(out, share.after, false, WIDTH);
	top_write_points(out, top_change(share), true, WIDTH);
}

static bool
grew(const struct top_function *f)
{
	int64_t self = top_change(f->self);

	return self > 0 || (self == 0 && top_change(f->total) > 0);
}

static bool
changed(const struct top_function *f)
{
	return top_change(f->self) != 0 || top_change(f->total) != 0;
}

bool
top_write(const struct top *t, uint64_t n, struct output *out)
{
	if (n > t->len)
		n = t->len;
	while (n > 0 && !changed(&t->functions[n - 1]))
		n--;
	OUTPUT_LITERAL(out, "   own share in percent       total share in percent\n"
			    "  before   after  change    before   after  change  function\n");
	for (int shrunk = 0; shrunk <= 1; shrunk++) {
		for (size_t i = 0; i < n; i++) {
			const struct top_function *f = &t->functions[i];

			if (grew(f) == shrunk)
				continue;
			write_share(out, f->self);
			OUTPUT_LITERAL(out, "  ");
			write_share(out, f->total);
			OUTPUT_LITERAL(out, "  ");
			top_write_name(out, f->name);
			output_char(out, '\n');
		}
	}
	return n > 0;
}
