/*
 * batch.c - flamegraph-svg/layout: stacks that come in any order, and often again, as a tree: the
 * same one that look-ups make, however often those that are equal are added up on the way, and
 * none where memory ends.
 */
#include "batch.h"

#include "check.h"
#include "ending_memory.h"
#include "output.h"

enum { STACKS = 6000, FEW = 500, NAMES = 5 };

static const struct calltree_keep all_of_them = {.widest = SIZE_MAX, .least = UINT64_MAX};

/* The i-th of STACKS, of which `different` differ at most. */
static struct counted
stack_of(size_t i, size_t different, bool two, struct output *text)
{
	static const char *names[NAMES] = {"main", "f", "f-g",
	    "std::vector<std::pair<int, int>, std::allocator<std::pair<int, int>>>::push_back", ""};
	uint64_t n = (i % different + 1) * 6364136223846793005u >> 33;
	struct counted c = {.two = two};

	output_clear(text);
	for (uint64_t depth = 1 + n % 11; depth > 0; depth--, n /= NAMES) {
		output_str(text, str_from(names[n % NAMES]));
		if (depth > 1)
			output_char(text, ';');
	}
	c.stack = output_text(text);
	c.after = (struct folded_count){i % 17, i % 100 == 99 ? 2 : 0, false};
	c.before = (struct folded_count){i % 13, i % 100 == 49 ? 3 : 0, false};
	return c;
}

/* False without memory. */
static bool
build(struct calltree *t, size_t different, bool two, size_t full, const struct calltree_keep *keep)
{
	struct batch b;
	struct output text;
	bool done = calltree_init(t);

	output_to_memory(&text);
	batch_init(&b);
	b.full = full;
	for (size_t i = 0; done && i < STACKS; i++) {
		struct counted c = stack_of(i, different, two, &text);

		done = text.error == 0 && batch_keep(&b, &c);
	}
	done = done && batch_build(&b, t, keep) && calltree_arrange(t, CALLTREE_BY_NAME);
	batch_release(&b);
	output_close(&text);
	if (!done)
		calltree_release(t);
	return done;
}

static void
build_by_look_ups(struct calltree *t, size_t different, bool two)
{
	struct output text;

	output_to_memory(&text);
	CHECK(calltree_init(t));
	for (size_t i = 0; i < STACKS; i++) {
		struct counted c = stack_of(i, different, two, &text);
		uint32_t node = calltree_stack(t, c.stack);

		calltree_count(t, node, c.after);
		if (two)
			CHECK(calltree_count_before(t, node, c.before));
	}
	CHECK(calltree_arrange(t, CALLTREE_BY_NAME));
	output_close(&text);
}

static void
check_equal(const struct calltree *a, const struct calltree *b, bool two)
{
	CHECK(a->len == b->len && a->places == b->places);
	for (uint32_t i = 0; i < a->len && i < b->len; i++) {
		CHECK_STR(calltree_name(a, i), calltree_name(b, i));
		CHECK(a->nodes[i].depth == b->nodes[i].depth);
		CHECK(a->counts.own[i] == b->counts.own[i]);
		CHECK(a->counts.total[i] == b->counts.total[i]);
		CHECK(a->counts.start[i] == b->counts.start[i]);
		CHECK(!two || a->before.total[i] == b->before.total[i]);
	}
}

static void
check_full(bool two)
{
	static const size_t full[] = {1, 100000, 200000, SIZE_MAX};
	struct calltree want, t;

	build_by_look_ups(&want, FEW, two);
	for (size_t i = 0; i < sizeof(full) / sizeof(*full); i++) {
		CHECK(build(&t, FEW, two, full[i], &all_of_them));
		check_equal(&want, &t, two);
		calltree_release(&t);
	}
	calltree_release(&want);
}

/* Where only the widest are wanted, nothing else is lost, and what is there has its count. */
static void
check_kept(size_t widest)
{
	const struct calltree_keep keep = {.widest = widest, .least = UINT64_MAX};
	struct calltree want, t;
	size_t wider, found = 0;
	uint64_t least;

	build_by_look_ups(&want, STACKS, false);
	CHECK(build(&t, STACKS, false, SIZE_MAX, &keep));
	CHECK(t.len + t.dropped == want.len && t.dropped > 0);
	least = calltree_least_width(&want, widest, &wider);
	for (uint32_t i = 1; i < t.len; i++)
		found += calltree_width(&t, i) > least;
	CHECK(found == wider);
	CHECK(t.counts.total[CALLTREE_ROOT] == want.counts.total[CALLTREE_ROOT]);
	calltree_release(&t);
	calltree_release(&want);
}

/* Stacks that are in order for long: 12 runs of 500, each with every twelfth function. */
static struct counted
stack_of_run(size_t i, struct output *text)
{
	output_clear(text);
	output_printf(text, "main;f%05zu;g", i % 500 * 12 + 11 - i / 500);
	return (struct counted){
	    .stack = output_text(text), .after = (struct folded_count){i % 7, 0, false}};
}

/* They are merged, also where the first ones, up to `middle`, were read apart from the others. */
static void
check_runs(size_t middle)
{
	struct calltree want, t;
	struct batch parts[2];
	struct output text;

	output_to_memory(&text);
	batch_init(&parts[0]);
	batch_init(&parts[1]);
	CHECK(calltree_init(&want) && calltree_init(&t));
	for (size_t i = 0; i < STACKS; i++) {
		struct counted c = stack_of_run(i, &text);

		CHECK(batch_keep(&parts[i >= middle], &c));
		calltree_count(&want, calltree_stack(&want, c.stack), c.after);
	}
	CHECK(batch_append(&parts[0], &parts[1]));
	CHECK(parts[0].len == STACKS && parts[0].descents == STACKS / 500 - 1);
	CHECK(batch_build(&parts[0], &t, &all_of_them));
	CHECK(calltree_arrange(&t, CALLTREE_BY_NAME) && calltree_arrange(&want, CALLTREE_BY_NAME));
	check_equal(&want, &t, false);
	calltree_release(&want);
	calltree_release(&t);
	batch_release(&parts[0]);
	batch_release(&parts[1]);
	output_close(&text);
}

/* Each allocation once is the last one that goes well. */
static void
check_memory(size_t full)
{
	struct calltree t;
	size_t held = memory_held(), n = 0;

	for (bool done = false; !done; n++) {
		memory_ends(n);
		done = build(&t, FEW, true, full, &all_of_them);
		memory_goes_on();
		CHECK(done != memory_ended);
		if (done)
			calltree_release(&t);
		CHECK(memory_held() == held);
	}
	CHECK(n > 20);
}

int
main(void)
{
	check_full(false);
	check_full(true);
	check_kept(50);
	check_kept(1);
	check_runs(STACKS);
	check_runs(STACKS / 2);
	check_runs(STACKS / 2 + 70);
	check_memory(200000);
	check_memory(SIZE_MAX);
	return check_done();
}
