/*
 * calltree_sorted.c - flamegraph-svg/layout/calltree_sorted, and the order of lib/tables/text_sort that it
 * wants: the same tree as calltree.h builds, less what may be left out.
 */
#include "calltree_sorted.h"

#include "check.h"
#include "mem.h"
#include "output.h"
#include "text_sort.h"

enum { STACKS = 6000 };

struct stacks {
	struct output text;
	struct text_key keys[STACKS];
	uint64_t units[STACKS][2];
	size_t len;
	bool rows; /* add them with what is known of them */
};

static uint64_t
next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

/* Stacks of names that begin alike and have bytes on both sides of ';'. */
static void
make_stacks(struct stacks *s, uint64_t seed, size_t n)
{
	static const char *names[] = {"f", "f-g", "f<x>", "", "main", "mai", "f\x01", "\xff", "f;"};
	const char *at;

	output_to_memory(&s->text);
	s->len = n;
	for (size_t i = 0; i < n; i++) {
		size_t begin = s->text.len, depth = (size_t)(1 + next_random(&seed) % 7);

		for (size_t d = 0; d < depth; d++) {
			if (d > 0)
				output_char(&s->text, ';');
			output_str(&s->text, str_from(names[next_random(&seed) % 9]));
		}
		s->keys[i] = (struct text_key){.text = {NULL, s->text.len - begin}, .number = i};
		s->units[i][0] = next_random(&seed) % 4 * (next_random(&seed) % 50);
		s->units[i][1] = next_random(&seed) % 9;
	}
	at = s->text.buf;
	for (size_t i = 0; i < n; at += s->keys[i++].text.len)
		s->keys[i].text.ptr = at;
	text_sort_stacks(s->keys, n);
}

/* As the tree has it: frame by frame, by the bytes of their names. */
static int
compare_frames(struct str a, struct str b)
{
	for (;;) {
		size_t end_a = str_find(a, ';'), end_b = str_find(b, ';');
		int order = str_cmp(str_head(a, end_a), str_head(b, end_b));

		if (order != 0)
			return order < 0 ? -1 : 1;
		if (end_a == a.len || end_b == b.len)
			return (end_b == b.len) - (end_a == a.len);
		a = str_skip(a, end_a + 1);
		b = str_skip(b, end_b + 1);
	}
}

static void
check_order(const struct stacks *s)
{
	for (size_t i = 1; i < s->len; i++) {
		struct str a = s->keys[i - 1].text, b = s->keys[i].text;

		CHECK(compare_frames(a, b) <= 0);
		CHECK(text_compare_stacks(a, b) == compare_frames(a, b));
		CHECK(text_compare_stacks(b, a) == compare_frames(b, a));
	}
}

/* What the stack before i shares with stack i. */
static size_t
shared(const struct stacks *s, size_t i)
{
	return i > 0 && i < s->len ? str_common(s->keys[i - 1].text, s->keys[i].text) : 0;
}

/* A stack with what it shares with those beside it, of stacks from `first` on. */
static bool
add_row(struct calltree_sorted *sorted, const struct stacks *s, size_t first, size_t i)
{
	struct calltree_row row = {.stack = s->keys[i].text, .frames = 1};

	row.units = s->units[s->keys[i].number];
	row.common = i > first ? shared(s, i) : 0;
	row.ahead = shared(s, i + 1);
	if (i == first && shared(s, i) > row.ahead)
		row.ahead = shared(s, i);
	for (size_t k = 0; k < row.stack.len; k++)
		row.frames += row.stack.ptr[k] == ';';
	return calltree_sorted_row(sorted, &row);
}

/* Adds a stack, of those from `first` on. */
static bool
add_stack(struct calltree_sorted *sorted, const struct stacks *s, size_t first, size_t i)
{
	return s->rows ? add_row(sorted, s, first, i)
		       : calltree_sorted_add(sorted, s->keys[i].text, s->units[s->keys[i].number]);
}

/* Whether the guess that was kept was good. */
static bool
build(struct calltree *t, const struct stacks *s, bool two, const struct calltree_keep *keep)
{
	struct calltree_sorted sorted;
	bool guessed;

	CHECK(calltree_init(t));
	CHECK(calltree_sorted_init(&sorted, t, two, keep));
	for (size_t i = 0; i < s->len; i++)
		CHECK(add_stack(&sorted, s, 0, i));
	CHECK(calltree_sorted_finish(&sorted));
	guessed = calltree_sorted_guessed(&sorted);
	calltree_sorted_release(&sorted);
	CHECK(calltree_arrange(t, CALLTREE_BY_NAME));
	return guessed;
}

/* The tree of all, by look-ups. */
static void
build_all(struct calltree *t, const struct stacks *s, bool two)
{
	CHECK(calltree_init(t));
	for (size_t i = 0; i < s->len; i++) {
		size_t k = i * 7919 % s->len;
		uint32_t node = calltree_stack(t, s->keys[k].text);
		const uint64_t *units = s->units[s->keys[k].number];

		calltree_count(t, node, (struct folded_count){units[0], 0, false});
		if (two)
			CHECK(calltree_count_before(
			    t, node, (struct folded_count){units[1], 0, false}));
	}
	CHECK(calltree_arrange(t, CALLTREE_BY_NAME));
}

static bool
same_node(const struct calltree *a, uint32_t i, const struct calltree *b, uint32_t k)
{
	bool two = calltree_is_differential(a);

	return a->nodes[i].depth == b->nodes[k].depth &&
	       str_eq(calltree_name(a, i), calltree_name(b, k)) &&
	       a->counts.own[i] == b->counts.own[k] && a->counts.total[i] == b->counts.total[k] &&
	       a->counts.start[i] == b->counts.start[k] &&
	       (!two || (a->before.own[i] == b->before.own[k] &&
			    a->before.start[i] == b->before.start[k]));
}

static uint64_t
lost_below(const struct calltree *all, const bool *kept, uint32_t node)
{
	uint64_t lost = 0;

	for (uint32_t i = node + 1; i < all->len; i++)
		if (all->nodes[i].parent == node && !kept[i])
			lost += all->counts.total[i];
	return lost;
}

static uint64_t
change_of(const uint64_t *after, const uint64_t *before, uint32_t node)
{
	uint64_t b = before != NULL ? before[node] : 0;

	return after[node] > b ? after[node] - b : b - after[node];
}

/* What was not kept is known to have changed as far as it did. */
static void
check_changes(const struct calltree *all, const bool *kept, const struct calltree *t)
{
	uint64_t own = 0, total = 0;

	for (uint32_t i = 1; i < all->len; i++) {
		uint64_t a = change_of(all->counts.own, all->before.own, i);
		uint64_t b = change_of(all->counts.total, all->before.total, i);

		own = !kept[i] && a > own ? a : own;
		total = !kept[i] && b > total ? b : total;
	}
	CHECK(t->dropped_change == own && t->dropped_total_change == total);
}

/* All that is wanted of a whole tree is in the other, in the same place. */
static void
check_kept(const struct calltree *all, const struct calltree *t, const struct calltree_keep *keep)
{
	size_t wider, equal;
	uint64_t least = calltree_least_width(all, keep->widest, &wider);
	bool *kept = mem_zalloc(all->len, sizeof(*kept));
	uint32_t k = 1;

	equal = keep->widest - wider;
	CHECK(t->len + t->dropped == all->len && t->dropped_gaps == 0);
	CHECK(same_node(all, CALLTREE_ROOT, t, CALLTREE_ROOT));
	for (uint32_t i = 1; i < all->len; i++) {
		uint64_t w = calltree_width(all, i);
		bool wanted = w > least || w >= keep->least || all->nodes[i].depth == 1 ||
			      (w == least && (keep->ties || equal > 0));

		equal -= w == least && equal > 0;
		kept[i] = k < t->len && same_node(all, i, t, k);
		CHECK(!wanted || kept[i]);
		k += kept[i];
	}
	CHECK(k == t->len);
	check_changes(all, kept, t);
	k = 1;
	for (uint32_t i = 1; i < all->len && i < 500; i++)
		if (kept[i])
			CHECK(t->counts.lost[k++] == lost_below(all, kept, i));
	mem_free(kept);
}

/* Frames that pass without a look are missed in the same way. */
static void
check_rows(struct stacks *s, const struct calltree *all, const struct calltree *plain,
    const struct calltree_keep *keep)
{
	struct calltree t;

	s->rows = true;
	CHECK(build(&t, s, calltree_is_differential(all), keep));
	check_kept(all, &t, keep);
	CHECK(t.len == plain->len && t.dropped_change == plain->dropped_change);
	CHECK(t.dropped_total_change == plain->dropped_total_change);
	s->rows = false;
	calltree_release(&t);
}

static void
check_same(uint64_t seed, size_t n, bool two)
{
	static struct stacks s;
	struct calltree all, t;
	struct calltree_keep keeps[] = {{.widest = SIZE_MAX, .least = UINT64_MAX},
	    {.widest = 50, .least = UINT64_MAX}, {.widest = 300, .least = 2000, .ties = true},
	    {.widest = 0, .least = 40}, {.widest = 1, .least = UINT64_MAX}};

	make_stacks(&s, seed, n);
	check_order(&s);
	build_all(&all, &s, two);
	for (size_t i = 0; i < sizeof(keeps) / sizeof(*keeps); i++) {
		CHECK(build(&t, &s, two, &keeps[i]));
		check_kept(&all, &t, &keeps[i]);
		CHECK(i > 0 || t.len == all.len);
		CHECK(i == 0 || n < STACKS || t.dropped > 0);
		check_rows(&s, &all, &t, &keeps[i]);
		calltree_release(&t);
	}
	calltree_release(&all);
	output_close(&s.text);
}

/* Of frames that are as wide, the first stay: those below "a", and outermost ones, which are made last. */
static void
check_equal(void)
{
	static struct stacks s;
	struct calltree_keep keep = {.widest = 50, .least = UINT64_MAX};
	struct calltree all, t;
	const char *at;

	output_to_memory(&s.text);
	s.len = STACKS;
	for (size_t i = 0; i < STACKS; i++) {
		output_printf(&s.text, i < STACKS - 2000 ? "a;f%04zu" : "b%06zu", i);
		s.units[i][0] = 5;
	}
	at = s.text.buf;
	for (size_t i = 0; i < STACKS; i++)
		s.keys[i] = (struct text_key){.text = {at + 7 * i, 7}, .number = i};
	build_all(&all, &s, false);
	CHECK(build(&t, &s, false, &keep));
	check_kept(&all, &t, &keep);
	CHECK(t.len == 1 + 50 + 2000);
	calltree_release(&t);
	calltree_release(&all);
	output_close(&s.text);
}

/* A guess that is good, and one that is not. */
static void
check_guess(void)
{
	static struct stacks s;
	struct calltree_keep all_of_them = {.widest = SIZE_MAX, .least = UINT64_MAX};
	struct calltree_keep keep = {.widest = 100, .least = UINT64_MAX};
	struct calltree all, t;
	size_t wider;

	make_stacks(&s, 9, STACKS);
	build(&all, &s, false, &all_of_them);
	keep.guess = calltree_least_width(&all, keep.widest, &wider);
	CHECK(build(&t, &s, false, &keep));
	check_kept(&all, &t, &keep);
	CHECK(t.len < 400);
	calltree_release(&t);
	keep.guess++;
	CHECK(!build(&t, &s, false, &keep));
	calltree_release(&t);
	calltree_release(&all);
	output_close(&s.text);
}

/* How many frames two stacks have in common. */
static size_t
frames_in_common(struct str a, struct str b)
{
	size_t frames = 0, end_a, end_b;

	for (; a.ptr != NULL && b.ptr != NULL; frames++) {
		end_a = str_find(a, ';');
		end_b = str_find(b, ';');
		if (!str_eq(str_head(a, end_a), str_head(b, end_b)))
			break;
		a = end_a < a.len ? str_skip(a, end_a + 1) : str_make(NULL, 0);
		b = end_b < b.len ? str_skip(b, end_b + 1) : str_make(NULL, 0);
	}
	return frames;
}

/* The tree of the stacks before `middle`, and of the others, joined. */
static void
build_joined(struct calltree *t, const struct stacks *s, bool two, size_t middle,
    const struct calltree_keep *keep)
{
	struct calltree_sorted parts[2];
	struct calltree behind, *trees[] = {t, &behind};

	for (int part = 0; part < 2; part++) {
		CHECK(calltree_init(trees[part]));
		CHECK(calltree_sorted_init(&parts[part], trees[part], two, keep));
	}
	for (size_t i = 0; i < middle; i++)
		CHECK(add_stack(&parts[0], s, 0, i));
	for (size_t i = middle; i < s->len; i++) {
		CHECK(add_stack(&parts[1], s, middle, i));
		CHECK(i > middle ||
		      calltree_sorted_hold(&parts[1],
			  frames_in_common(s->keys[middle - 1].text, s->keys[middle].text)));
	}
	CHECK(calltree_sorted_finish(&parts[1]));
	CHECK(calltree_sorted_join(&parts[0], &parts[1]));
	CHECK(calltree_sorted_finish(&parts[0]));
	calltree_sorted_release(&parts[0]);
	calltree_sorted_release(&parts[1]);
	calltree_release(&behind);
}

/* Two trees joined are the tree of all, wherever the one ends and the other begins. */
static void
check_joined(bool two)
{
	static struct stacks s;
	struct calltree_keep keep = {.widest = SIZE_MAX, .least = UINT64_MAX};
	struct calltree all, t;

	make_stacks(&s, 11, 300);
	CHECK(build(&all, &s, two, &keep));
	for (size_t middle = 1; middle < s.len; middle++) {
		build_joined(&t, &s, two, middle, &keep);
		CHECK(t.len == all.len && t.names.len == all.names.len);
		for (uint32_t i = 0; i < all.len && i < t.len; i++) {
			CHECK(same_node(&all, i, &t, i));
			CHECK(t.nodes[i].name == all.nodes[i].name);
			CHECK(t.nodes[i].parent == all.nodes[i].parent);
			CHECK(t.counts.lost[i] == 0);
		}
		calltree_release(&t);
	}
	calltree_release(&all);
	output_close(&s.text);
}

/* The same where frames are dropped in both: narrow in a part, they may be wide in both together. */
static void
check_joined_kept(bool two, bool rows)
{
	static struct stacks s;
	const struct calltree_keep keeps[] = {{.widest = 50, .least = UINT64_MAX},
	    {.widest = 300, .least = 2000, .ties = true}, {.widest = 0, .least = 40},
	    {.widest = 90, .least = UINT64_MAX, .guess = 60}};
	struct calltree all, t;

	make_stacks(&s, 13, STACKS);
	s.rows = rows;
	build_all(&all, &s, two);
	for (size_t middle = 1; middle < s.len; middle += middle < 20 ? 1 : 397)
		for (size_t i = 0; i < sizeof(keeps) / sizeof(*keeps); i++) {
			build_joined(&t, &s, two, middle, &keeps[i]);
			check_kept(&all, &t, &keeps[i]);
			CHECK(t.dropped > 0);
			calltree_release(&t);
		}
	calltree_release(&all);
	output_close(&s.text);
	s.rows = false;
}

/* More open frames than the one tree has, or the other, as where the stacks are overwritten meanwhile. */
static void
check_not_joined(struct str before, struct str after, size_t open)
{
	const struct calltree_keep keep = {.widest = SIZE_MAX, .least = UINT64_MAX};
	const struct str texts[] = {before, after};
	const uint64_t units[] = {1, 0};
	struct calltree trees[2];
	struct calltree_sorted parts[2];

	for (int i = 0; i < 2; i++) {
		CHECK(calltree_init(&trees[i]));
		CHECK(calltree_sorted_init(&parts[i], &trees[i], false, &keep));
		CHECK(calltree_sorted_add(&parts[i], texts[i], units));
	}
	CHECK(!calltree_sorted_hold(&parts[1], open) ||
	      (calltree_sorted_finish(&parts[1]) && !calltree_sorted_join(&parts[0], &parts[1])));
	for (int i = 0; i < 2; i++) {
		calltree_sorted_release(&parts[i]);
		calltree_release(&trees[i]);
	}
}

/* "name:own/total@start" of every node but the root, a dot for each level before it. */
static void
print(const struct calltree *t, struct output *out)
{
	output_clear(out);
	for (uint32_t i = 1; i < t->len; i++) {
		for (uint32_t d = 1; d < t->nodes[i].depth; d++)
			output_char(out, '.');
		output_str(out, calltree_name(t, i));
		output_printf(out, ":%llu/%llu@%llu ", (unsigned long long)t->counts.own[i],
		    (unsigned long long)t->counts.total[i], (unsigned long long)t->counts.start[i]);
	}
}

static void
check_chart(void)
{
	static const char *stacks[] = {"a;b", "a;c", "a;b", "a", "a", "a;b"};
	struct calltree t;
	struct calltree_sorted s;
	struct calltree_keep keep = {.widest = SIZE_MAX, .least = UINT64_MAX};
	struct output out;

	output_to_memory(&out);
	CHECK(calltree_init(&t));
	t.chart = true;
	CHECK(calltree_sorted_init(&s, &t, false, &keep));
	for (uint64_t i = 0; i < 6; i++)
		CHECK(calltree_sorted_add(&s, str_from(stacks[i]), (uint64_t[2]){i + 1, 0}));
	CHECK(calltree_sorted_finish(&s));
	CHECK(calltree_arrange(&t, CALLTREE_AS_SEEN));
	print(&t, &out);
	CHECK_STR(output_text(&out), STR("a:0/21@0 .b:0/1@0 ..:1/1@0 .c:0/2@1 ..:2/2@1 "
					 ".b:0/3@3 ..:3/3@3 .:9/9@6 .b:0/6@15 ..:6/6@15 "));
	calltree_sorted_release(&s);
	calltree_release(&t);
	output_close(&out);
}

/* Frames of a name that is kept, and those around them, stay however narrow. */
static void
check_names(void)
{
	static const struct str names[] = {STR_INIT("[waiting]")};
	struct calltree t;
	struct calltree_sorted s;
	struct calltree_keep keep = {.least = 9, .names = names, .names_len = 1};
	struct output out;

	output_to_memory(&out);
	CHECK(calltree_init(&t));
	CHECK(calltree_sorted_init(&s, &t, false, &keep));
	CHECK(calltree_sorted_add(&s, STR("a;b;[waiting];d"), (uint64_t[2]){1, 0}));
	CHECK(calltree_sorted_add(&s, STR("a;c"), (uint64_t[2]){8, 0}));
	CHECK(calltree_sorted_add(&s, STR("a;d"), (uint64_t[2]){9, 0}));
	CHECK(calltree_sorted_finish(&s));
	CHECK(calltree_arrange(&t, CALLTREE_BY_NAME));
	print(&t, &out);
	CHECK_STR(output_text(&out), STR("a:0/18@0 .b:0/1@0 ..[waiting]:0/1@0 .d:9/9@9 "));
	CHECK(t.dropped == 2 && t.counts.lost[1] == 8 && t.counts.lost[3] == 1);
	calltree_sorted_release(&s);
	calltree_release(&t);
	output_close(&out);
}

/* So many that the narrow ones are dropped on the way: those around a name that is kept are not. */
static void
check_names_of_many(void)
{
	static const struct str names[] = {STR_INIT("[none]"), STR_INIT("[waiting]")};
	struct calltree t;
	struct calltree_sorted s;
	struct calltree_keep keep = {
	    .widest = 50, .least = UINT64_MAX, .names = names, .names_len = 2};
	struct output text;
	size_t waits = 0;

	output_to_memory(&text);
	CHECK(calltree_init(&t));
	CHECK(calltree_sorted_init(&s, &t, false, &keep));
	for (size_t i = 0; i < (size_t)3 * STACKS; i++) {
		output_clear(&text);
		output_printf(&text, "a;f%05zu;g;%s", i, i % 50 == 0 ? "[waiting]" : "h");
		CHECK(calltree_sorted_add(
		    &s, output_text(&text), (uint64_t[2]){i % 50 == 0 ? 1 : 2 + i % 30, 0}));
	}
	CHECK(calltree_sorted_finish(&s));
	CHECK(t.dropped > STACKS);
	for (uint32_t i = 1; i < t.len; i++) {
		CHECK(t.nodes[i].parent < i &&
		      t.nodes[i].depth == t.nodes[t.nodes[i].parent].depth + 1);
		waits += str_eq(calltree_name(&t, i), STR("[waiting]")) && t.nodes[i].depth == 4;
	}
	CHECK(waits == (size_t)3 * STACKS / 50);
	calltree_sorted_release(&s);
	calltree_release(&t);
	output_close(&text);
}

/* Sums that do not fit, and how far the counts of what is dropped change. */
static void
check_counts(void)
{
	struct calltree t;
	struct calltree_sorted s;
	struct calltree_keep keep = {.least = UINT64_MAX};

	CHECK(calltree_init(&t));
	CHECK(calltree_sorted_init(&s, &t, true, &keep));
	CHECK(calltree_sorted_add(&s, STR("a;b"), (uint64_t[2]){3, 10}));
	CHECK(calltree_sorted_add(&s, STR("a;b;c"), (uint64_t[2]){1, 5}));
	CHECK(!t.saturated);
	CHECK(calltree_sorted_add(&s, STR("d"), (uint64_t[2]){UINT64_MAX, 0}));
	CHECK(calltree_sorted_finish(&s));
	CHECK(t.saturated && t.counts.total[CALLTREE_ROOT] == UINT64_MAX);
	CHECK(t.before.total[CALLTREE_ROOT] == 15);
	CHECK(t.dropped == 2 && t.dropped_change == 7 && t.dropped_total_change == 11);
	calltree_sorted_release(&s);
	calltree_release(&t);
}

/* Of frames in frames, all as wide: those below the deepest are counted, and their samples are its. */
static void
check_deep(bool known)
{
	const struct calltree_keep keep = {.widest = 2, .least = 1, .deepest = 2};
	const uint64_t units[2] = {5, 0};
	struct calltree_sorted s;
	struct calltree t;
	struct str stacks[] = {STR_INIT("a;b;c;d"), STR_INIT("a;b;c;d;e;f"), STR_INIT("a;z")};

	CHECK(calltree_init(&t));
	CHECK(calltree_sorted_init(&s, &t, false, &keep));
	for (size_t i = 0; i < 3; i++) {
		static const size_t common[] = {0, 7, 2};
		struct calltree_row row = {
		    stacks[i], common[i], i < 2 ? common[i + 1] : 0, 4, units};

		row.frames = i == 0 ? 4 : i == 1 ? 6 : 2;
		CHECK(known ? calltree_sorted_row(&s, &row)
			    : calltree_sorted_add(&s, stacks[i], units));
	}
	CHECK(calltree_sorted_finish(&s));
	CHECK(t.len == 4 && t.dropped == 4);
	CHECK(t.counts.total[1] == 15 && t.counts.total[2] == 10 && t.counts.own[2] == 0);
	CHECK(t.counts.lost[2] == 10 && t.counts.lost[1] == 0);
	calltree_sorted_release(&s);
	calltree_release(&t);
}

int
main(void)
{
	check_same(1, 1, false);
	check_same(2, 40, true);
	for (uint64_t seed = 3; seed < 7; seed++)
		check_same(seed, STACKS, seed % 2 == 0);
	check_equal();
	check_guess();
	check_chart();
	check_names();
	check_names_of_many();
	check_counts();
	check_deep(false);
	check_deep(true);
	check_joined(false);
	check_joined(true);
	check_not_joined(STR("a"), STR("a;b;c"), 2);
	check_not_joined(STR("a;b;c"), STR("a"), 2);
	check_not_joined(STR("a;b"), STR("a;c"), 9);
	for (int i = 0; i < 4; i++)
		check_joined_kept(i % 2 > 0, i / 2 > 0);
	return check_done();
}
