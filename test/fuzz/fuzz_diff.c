/*
 * fuzz_diff.c - any bytes as the two files of difffolded, split at a line "==".
 *
 * The first byte chooses options. What a side
 * holds is sorted, each stack once, and adds up to its total; what is written has every
 * stack of either side, and both totals; a profile does not differ from itself.
 */
#include "common.h"

#include "pair.h"
#include "side.h"
#include "top.h"

static void
read_side(struct side *s, struct str text, uint8_t bits)
{
	struct fuzz_file file;
	bool saturated = false;
	uint64_t sum = 0;

	fuzz_file_init(&file, text);
	side_init(s, bits & 1, bits & 2);
	side_read(s, file.path);
	for (size_t i = 0; i < s->len; i++) {
		MUST(i == 0 || str_cmp(s->rows[i - 1].stack, s->rows[i].stack) < 0);
		sum = folded_add(sum, s->rows[i].units, &saturated);
	}
	MUST(s->error != 0 || s->unfit != NULL || sum == s->total || s->huge.lines > 0);
	fuzz_file_release(&file);
}

/* Every stack of either side is there, in order, with all counts. */
static void
check_pairs(const struct side sides[2])
{
	struct pairs pairs = {&sides[0], &sides[1], 0, 0};
	uint64_t before = 0, after = 0;
	struct str last = STR("");
	bool saturated = false;
	struct pair pair;
	size_t n = 0;

	while (pairs_next(&pairs, &pair)) {
		MUST(n == 0 || str_cmp(last, pair.stack) < 0);
		last = pair.stack;
		before = folded_add(before, pair.before, &saturated);
		after = folded_add(after, pair.after, &saturated);
		n++;
	}
	MUST(n >= sides[0].len && n >= sides[1].len && n <= sides[0].len + sides[1].len);
	MUST(sides[0].huge.lines > 0 || before == sides[0].total);
	MUST(sides[1].huge.lines > 0 || after == sides[1].total);
}

static void
check_top(const struct side *before, const struct side *after)
{
	const int64_t all = (int64_t)100 * TOP_POINT;
	struct output out;
	struct top top;

	output_to_memory(&out);
	MUST(top_build(&top, before, after));
	for (size_t i = 0; i < top.len; i++) {
		const struct top_function *f = &top.functions[i];

		MUST(f->self.before >= 0 && f->self.before <= f->total.before);
		MUST(f->self.after >= 0 && f->self.after <= f->total.after);
		MUST(f->total.before <= all && f->total.after <= all);
		MUST(before != after || (top_change(f->self) == 0 && top_change(f->total) == 0));
	}
	top_write(&top, 10, &out);
	top_release(&top);
	output_close(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct str all = str_make((const char *)bytes, size), text;
	struct side sides[2];
	struct output out;
	size_t cut;

	if (size == 0)
		return 0;
	text = str_skip(all, 1);
	cut = str_search(text, STR("==\n"));
	read_side(&sides[0], str_head(text, cut), bytes[0]);
	read_side(&sides[1], str_skip(text, cut + 3), bytes[0]);
	check_pairs(sides);
	check_top(&sides[0], &sides[1]);
	check_top(&sides[0], &sides[0]);
	output_to_memory(&out);
	pairs_write(sides, bytes[0] & 4, &out);
	fuzz_check_folded(output_text(&out), true);
	output_close(&out);
	side_release(&sides[0]);
	side_release(&sides[1]);
	return 0;
}
