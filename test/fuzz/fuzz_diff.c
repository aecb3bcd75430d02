/*
 * fuzz_diff.c - any bytes as the two files of difffolded, split at a line "==".
 *
 * What a side holds is sorted, each stack once, and adds up to its total; pairs
 * hold every stack of either side.
 */
#include "common.h"

#include "../../difffolded/pair.h"
#include "../../difffolded/side.h"

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
	MUST(s->error != 0 || !svg_input_ok(s->svg) || sum == s->total || s->huge.lines > 0);
	fuzz_file_release(&file);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct str all = str_make((const char *)bytes, size), text;
	struct side sides[2];
	struct pairs pairs = {&sides[0], &sides[1], 0, 0};
	struct pair pair;
	struct str before = STR("");
	size_t n = 0, cut;

	if (size == 0)
		return 0;
	text = str_skip(all, 1);
	cut = str_search(text, STR("==\n"));
	read_side(&sides[0], str_head(text, cut), bytes[0]);
	read_side(&sides[1], str_skip(text, cut + 3), bytes[0]);
	while (pairs_next(&pairs, &pair)) {
		MUST(n == 0 || str_cmp(before, pair.stack) < 0);
		before = pair.stack;
		n++;
	}
	MUST(n >= sides[0].len && n >= sides[1].len && n <= sides[0].len + sides[1].len);
	side_release(&sides[0]);
	side_release(&sides[1]);
	return 0;
}
