/*
 * fuzz_diff.c - any bytes as the two files of difffolded, split at a line "==".
 *
 * The first byte chooses options. What a side
 * holds is sorted, each stack once, and adds up to its total; what is written has every
 * stack of either side, and both totals; a profile does not differ from itself, and fails no
 * gate; a table of any kind can be written, and JSON is read again.
 */
#include "common.h"

#include "arena.h"
#include "gates.h"
#include "json.h"
#include "moved.h"
#include "pair.h"
#include "pairs_write.h"
#include "table.h"

static void
read_side(struct recordings *r, const char *path, uint8_t bits)
{
	const struct reading how = {.strip_hex = bits & 1,
	    .strip_hash = bits & 2,
	    .plain = (bits & 4) != 0,
	    .functions = true};
	const struct side *s;
	bool saturated = false;
	uint64_t sum = 0;
	struct tally *t;

	recordings_init(r, path);
	recordings_read(r, &how);
	MUST(r->len == 1);
	s = &r->sides[0];
	t = recordings_tally(r);
	if (s->error != 0 || s->unfit != NULL)
		return;
	for (size_t i = 0; i < t->len; i++) {
		MUST(i == 0 || str_cmp(t->rows[i - 1].text, t->rows[i].text) < 0);
		sum = folded_add(sum, t->rows[i].number, &saturated);
	}
	MUST(sum == t->total || s->huge.lines > 0);
}

/* Every stack of either side is there, in order, with all counts. */
static void
check_pairs(struct recordings sides[2])
{
	const struct tally *left = recordings_tally(&sides[0]),
			   *right = recordings_tally(&sides[1]);
	struct walked walked[2];
	struct pairs pairs;
	uint64_t before = 0, after = 0;
	struct str last = STR("");
	bool saturated = false;
	struct pair pair;
	size_t n = 0;

	walked_init(&walked[0], left);
	walked_init(&walked[1], right);
	pairs_of(&pairs, &walked[0], &walked[1]);
	while (pairs_next(&pairs, &pair)) {
		MUST(n == 0 || str_cmp(last, pair.stack) < 0);
		last = pair.stack;
		before = folded_add(before, pair.before, &saturated);
		after = folded_add(after, pair.after, &saturated);
		n++;
	}
	walked_release(&walked[0]);
	walked_release(&walked[1]);
	MUST(n >= left->len && n >= right->len && n <= left->len + right->len);
	MUST(sides[0].sides[0].huge.lines > 0 || before == left->total);
	MUST(sides[1].sides[0].huge.lines > 0 || after == right->total);
}

/* Every kind of table; JSON has as many functions as were shown. */
static void
check_output(struct comparison *c, struct paths *paths)
{
	struct table t = {.comparison = c, .paths = paths, .rows = 10, .failed = STR("a\nb\n")};
	const struct json *json, *functions;
	struct json_error error;
	struct arena arena;
	struct output out;
	size_t n = 0;

	output_to_memory(&out);
	arena_init(&arena);
	MUST(table_write_text(&t, &out));
	MUST(table_write_markdown(&t, &out));
	output_clear(&out);
	table_write_json(&t, &out);
	json = json_parse(&arena, output_text(&out), &error);
	MUST(json != NULL);
	functions = json_member(json, "functions");
	for (const struct json *f = functions->first; f != NULL; f = f->next)
		n++;
	MUST(n == t.shown);
	arena_release(&arena);
	output_close(&out);
}

/* What only moved is of what grew, and where nothing did, no gate fails. */
static void
check_gates(struct comparison *c, const struct comparing *what)
{
	const struct gate gate = {"0.1", 100000};
	const struct gates gates = {gate, gate, gate, "0.99"};
	struct gate_findings found;
	struct output notes;

	output_to_memory(&notes);
	MUST(moved_find(c, what, &notes));
	MUST(what->before != what->after || output_text(&notes).len == 0);
	output_close(&notes);
	for (size_t i = 0; i < c->len; i++)
		MUST(c->functions[i].moved == 0 || !compared_own(&c->functions[i]).shrank);
	for (int side = 0; side < 2; side++)
		if (c->sides[side].total == 0 || c->sides[side].total == UINT64_MAX)
			return; /* of these nothing is decided */
	gate_findings_init(&found);
	gates_check(&gates, c, &found);
	MUST(what->before != what->after || found.fails == 0);
	MUST((found.fails == 0) == (output_text(&found.failed).len == 0));
	gate_findings_release(&found);
}

static void
check_table(struct recordings *before, struct recordings *after, bool normalize)
{
	const struct comparing what = {
	    before, after, normalize, 990000, {true, 100000}, {true, 100000}};
	struct comparison c;
	struct paths paths;

	MUST(comparison_build(&c, &what));
	for (size_t i = 0; i < c.len; i++) {
		const struct compared *f = &c.functions[i];

		for (int side = 0; side < 2; side++) {
			MUST(f->own[side] <= f->total[side]);
			MUST(f->total[side] <= c.sides[side].total);
			MUST(f->share[side] <= COMPARISON_WHOLE);
		}
		MUST(f->chance.ways <= c.ways && f->share_chance.ways <= c.ways);
		MUST(before != after || (compared_own(f).size == 0 && compared_total(f).size == 0 &&
					    compared_share(f).size == 0));
	}
	MUST(paths_build(&paths, &what, &c, 5));
	MUST(paths.len <= 5);
	if (c.two)
		check_gates(&c, &what);
	comparison_sort(&c, COMPARISON_SHARE);
	check_output(&c, NULL);
	check_output(&c, &paths);
	paths_release(&paths);
	comparison_release(&c);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct str all = str_make((const char *)bytes, size), text;
	struct pairs_writing how = {false, NULL, false};
	struct fuzz_file files[2];
	struct recordings sides[2];
	struct output out;
	size_t cut;

	if (size == 0)
		return 0;
	text = str_skip(all, 1);
	cut = str_search(text, STR("==\n"));
	fuzz_file_init(&files[0], str_head(text, cut));
	fuzz_file_init(&files[1], str_skip(text, cut + 3));
	for (int i = 0; i < 2; i++)
		read_side(&sides[i], files[i].path, bytes[0]);
	if (sides[0].functions.len == 1 && sides[1].functions.len == 1) {
		check_pairs(sides);
		check_table(&sides[0], &sides[1], bytes[0] & 4);
		check_table(&sides[0], &sides[0], false);
		check_table(NULL, &sides[1], false);
		output_to_memory(&out);
		how.normalize = bytes[0] & 4;
		MUST(pairs_write(sides, &how, &out));
		fuzz_check_folded(output_text(&out), true);
		output_close(&out);
	}
	for (int i = 0; i < 2; i++) {
		recordings_release(&sides[i]);
		fuzz_file_release(&files[i]);
	}
	return 0;
}
