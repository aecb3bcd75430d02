/*
 * calltree.c - lib/stacks/calltree: stacks in, a tree in preorder out.
 */
#include "calltree.h"

#include "check.h"
#include "output.h"

/* Adds lines "stack count". */
static void
add(struct calltree *t, const char *lines)
{
	struct str rest = str_from(lines);

	while (rest.len > 0) {
		struct folded_line line;

		CHECK(folded_parse(str_cut(&rest, '\n'), &line) == FOLDED_STACK);
		calltree_count(t, calltree_stack(t, line.stack), line.count);
	}
}

/* "name:own/total" of every node but the root, a dot for each level before it. */
static void
print(const struct calltree *t, struct output *out)
{
	output_clear(out);
	for (uint32_t i = 1; i < t->len; i++) {
		CHECK(t->nodes[i].parent < i);
		CHECK(t->nodes[i].depth == t->nodes[t->nodes[i].parent].depth + 1);
		for (uint32_t d = 1; d < t->nodes[i].depth; d++)
			output_char(out, '.');
		output_str(out, calltree_name(t, i));
		output_char(out, ':');
		folded_write_count(out, t->counts.own[i], t->places);
		output_char(out, '/');
		folded_write_count(out, t->counts.total[i], t->places);
		output_char(out, ' ');
	}
}

static void
check(const char *lines, enum calltree_order order, struct str want)
{
	struct calltree t;
	struct output out;

	output_to_memory(&out);
	CHECK(calltree_init(&t));
	add(&t, lines);
	CHECK(calltree_arrange(&t, order));
	print(&t, &out);
	CHECK_STR(output_text(&out), want);
	output_close(&out);
	calltree_release(&t);
}

static void
check_orders(void)
{
	const char *mixed = "b;x 1\na;y;z 2\nb;w 4\na 8\nb;x;v 16\n";

	check(
	    mixed, CALLTREE_BY_NAME, STR("a:8/10 .y:0/2 ..z:2/2 b:0/21 .w:4/4 .x:1/17 ..v:16/16 "));
	check(mixed, CALLTREE_BY_WEIGHT,
	    STR("b:0/21 .x:1/17 ..v:16/16 .w:4/4 a:8/10 .y:0/2 ..z:2/2 "));
	check(
	    mixed, CALLTREE_AS_SEEN, STR("b:0/21 .x:1/17 ..v:16/16 .w:4/4 a:8/10 .y:0/2 ..z:2/2 "));
	/* As many, so by name. */
	check("b 1\na 1\nc 1\n", CALLTREE_BY_WEIGHT, STR("a:1/1 b:1/1 c:1/1 "));
}

/* Sorted stacks in which equal frames are parted by longer names, or sort unlike their names. */
static void
check_sorted(void)
{
	check("f 1\nf-g;a 2\nf;a 4\n", CALLTREE_BY_NAME, STR("f:1/5 .a:4/4 f-g:0/2 .a:2/2 "));
	check("f 1\nf b 8\nf-g 2\nf-g;a 2\nf;a 4\nf;b 1\n", CALLTREE_BY_NAME,
	    STR("f:1/6 .a:4/4 .b:1/1 f b:8/8 f-g:2/4 .a:2/2 "));
	check("f.x;a 1\nf;a 2\n", CALLTREE_BY_NAME, STR("f:0/2 .a:2/2 f.x:0/1 .a:1/1 "));
	check(
	    ";a 1\n; 2\na;;b 4\n", CALLTREE_BY_NAME, STR(":0/3 .:2/2 .a:1/1 a:0/4 .:0/4 ..b:4/4 "));
}

/* Many siblings, out of order: the table. */
static void
check_many(void)
{
	static const uint64_t MANY = 5000;
	struct calltree t;
	struct output stack;
	struct folded_count one = {1, 0, false};

	CHECK(calltree_init(&t));
	output_to_memory(&stack);
	for (uint64_t i = 0; i < 3 * MANY; i++) {
		output_clear(&stack);
		output_str(&stack, STR("top;f"));
		output_u64(&stack, i * 7919 % MANY);
		output_str(&stack, i / MANY % 2 == 0 ? STR(";even") : STR(""));
		calltree_count(&t, calltree_stack(&t, output_text(&stack)), one);
	}
	CHECK(calltree_arrange(&t, CALLTREE_BY_NAME));
	CHECK(t.counts.total[CALLTREE_ROOT] == 3 * MANY);
	CHECK(t.len == 2 + MANY + MANY);
	for (uint32_t i = 2; i < t.len; i += 2) {
		CHECK(t.counts.total[i] == 3);
		CHECK(t.nodes[i + 1].parent == i);
		CHECK(i == 2 || str_cmp(calltree_name(&t, i - 2), calltree_name(&t, i)) < 0);
	}
	output_close(&stack);
	calltree_release(&t);
}

static void
check_counts(void)
{
	struct calltree t;
	struct folded_count half = {5, 1, false}, huge = {UINT64_MAX, 0, false};
	uint32_t node;

	check("a 1\nb .25\na 2.5\nb 0.000001\n", CALLTREE_BY_NAME,
	    STR("a:3.5/3.5 b:0.250001/0.250001 "));
	CHECK(calltree_init(&t));
	node = calltree_stack(&t, STR("a"));
	CHECK(!calltree_is_differential(&t));
	CHECK(calltree_count_before(&t, node, half));
	calltree_count(&t, node, (struct folded_count){2, 0, false});
	node = calltree_stack(&t, STR("b;c"));
	CHECK(calltree_count_before(&t, node, (struct folded_count){0, 0, false}));
	CHECK(!t.saturated);
	calltree_count(&t, node, huge);
	CHECK(t.saturated);
	CHECK(calltree_arrange(&t, CALLTREE_BY_WEIGHT));
	CHECK(calltree_is_differential(&t));
	CHECK_STR(calltree_name(&t, 1), STR("b"));
	CHECK(t.counts.total[1] == UINT64_MAX && t.counts.total[0] == UINT64_MAX);
	CHECK(t.counts.own[3] == 20 && t.before.own[3] == 5 && t.before.total[0] == 5);
	calltree_release(&t);
}

int
main(void)
{
	check_orders();
	check_sorted();
	check_many();
	check_counts();
	return check_done();
}
