/*
 * batch.c - all stacks of an input, kept and put in order; see batch.h.
 */
#include "batch.h"

#include "mem.h"
#include "sixteen.h"
#include "text_sort.h"
#include "workers.h"

enum { FULL = 1 << 28, MANY = 1 << 21, WORTH_A_THREAD = 1 << 15 };

void
batch_init(struct batch *b)
{
	*b = (struct batch){.full = FULL, .many = MANY};
	arena_init(&b->text);
}

void
batch_release(struct batch *b)
{
	arena_release(&b->text);
	mem_free(b->rows);
	batch_init(b);
}

/* ---- order ---- */

/* A part of the rows, for a thread: their keys, and where they go. */
struct mover {
	const struct batch *batch;
	struct text_key *keys;
	struct batch_row *to;
	size_t begin, end;
	size_t own; /* as batch.own, of what was moved */
};

static void
fill_keys(void *worker)
{
	const struct mover *m = worker;

	mem_ready(m->keys + m->begin, (m->end - m->begin) * sizeof(*m->keys));
	for (size_t i = m->begin; i < m->end; i++)
		m->keys[i] = (struct text_key){
		    .word = m->batch->rows[i].shared, .text = m->batch->rows[i].stack, .number = i};
}

static void
move_rows(void *worker)
{
	struct mover *m = worker;

	mem_ready(m->to + m->begin, (m->end - m->begin) * sizeof(*m->to));
	for (size_t i = m->begin; i < m->end; i++) {
		m->to[i] = m->batch->rows[m->keys[i].number];
		m->to[i].shared = (size_t)m->keys[i].word;
		m->to[i].descends = false;
		m->own += m->to[i].stack.len - m->to[i].shared;
	}
}

/* Runs over all rows; where they are many, with two threads. The sum of their own bytes. */
static size_t
run_over(void (*run)(void *worker), const struct mover *all)
{
	size_t rows = all->batch->len, middle = rows >= WORTH_A_THREAD ? rows / 2 : rows;
	struct mover movers[2] = {*all, *all};
	void *workers[] = {&movers[0], &movers[1]};

	movers[0].end = movers[1].begin = middle;
	movers[1].end = rows;
	workers_run(run, workers, middle < rows ? 2 : 1);
	return movers[0].own + movers[1].own;
}

/* Merges keys that are in order for long stretches; false where they are not, and without memory. */
static bool
merge_runs(const struct batch *b, struct text_key *keys)
{
	size_t runs = b->descents + 1, found = 0, *ends;
	bool done;

	if (!text_runs_are_long(runs, b->len))
		return false;
	ends = mem_alloc(runs * sizeof(*ends));
	if (ends == NULL)
		return false;
	for (size_t i = 0; i < b->len; i++)
		if (b->rows[i].descends)
			ends[found++] = i;
	ends[found] = b->len;
	done = text_merge_stacks(keys, ends, runs);
	mem_free(ends);
	return done;
}

/* Puts the rows in order, by keys; to: where they go. */
static void
move_sorted(struct batch *b, struct text_key *keys, struct batch_row *to)
{
	const struct mover all = {.batch = b, .keys = keys, .to = to};

	run_over(fill_keys, &all);
	if (!merge_runs(b, keys))
		text_sort_stacks(keys, b->len);
	b->own = run_over(move_rows, &all);
	mem_free(b->rows);
	b->rows = to;
	b->cap = b->ready = b->len;
	b->descents = 0;
}

bool
batch_sort(struct batch *b)
{
	struct text_key *keys;
	struct batch_row *rows;
	bool done;

	if (b->in_order || b->descents == 0)
		return true;
	keys = mem_alloc_large(b->len * sizeof(*keys));
	rows = mem_alloc_large(b->len * sizeof(*rows));
	done = keys != NULL && rows != NULL;
	if (done)
		move_sorted(b, keys, rows);
	else
		mem_free(rows);
	mem_free(keys);
	return done;
}

/* ---- equal stacks ---- */

static void
add_row(struct batch *b, struct batch_row *to, const struct batch_row *row)
{
	for (int i = 0; i < 2; i++)
		to->units[i] = folded_add(to->units[i], row->units[i], &b->saturated);
}

/* Adds equal neighbours up. */
static void
merge_rows(struct batch *b)
{
	size_t kept = 0;

	for (size_t i = 0; i < b->len; i++) {
		if (kept > 0 && str_eq(b->rows[kept - 1].stack, b->rows[i].stack))
			add_row(b, &b->rows[kept - 1], &b->rows[i]);
		else
			b->rows[kept++] = b->rows[i];
	}
	b->len = kept;
}

/* Frees the text of stacks that were added to others. */
static bool
move_text(struct batch *b)
{
	struct arena text;

	arena_init(&text);
	for (size_t i = 0; i < b->len && !text.failed; i++)
		b->rows[i].stack = arena_str(&text, b->rows[i].stack);
	if (text.failed) {
		arena_release(&text);
		b->len = 0;
		return false;
	}
	arena_release(&b->text);
	b->text = text;
	return true;
}

/* There is much text: keeps each stack once. Where that is still much, not again too soon. */
static bool
shrink(struct batch *b)
{
	size_t before = b->len;

	if (!batch_sort(b))
		return false;
	merge_rows(b);
	if (b->len <= before / 2 && !b->borrows && !move_text(b))
		return false;
	b->full = b->text.used > FULL / 2 ? 2 * b->text.used : FULL;
	b->many = b->len > MANY / 2 ? 2 * b->len : MANY;
	return true;
}

/* ---- rows ---- */

static void
add_sum(struct batch *b, const uint64_t units[2])
{
	bool saturated;

	for (int i = 0; i < 2; i++)
		b->sum[i] = folded_add(b->sum[i], units[i], &saturated);
}

/* Gives all rows as many places as a count has. */
static void
raise_places(struct batch *b, unsigned places)
{
	bool saturated;

	for (int j = 0; j < 2; j++)
		b->sum[j] = folded_scale(b->sum[j], b->places, places, &saturated);
	for (size_t i = 0; i < b->len; i++)
		for (int j = 0; j < 2; j++)
			b->rows[i].units[j] =
			    folded_scale(b->rows[i].units[j], b->places, places, &b->saturated);
	b->places = places;
}

static uint64_t
units_of(struct batch *b, struct folded_count count)
{
	b->saturated = b->saturated || count.saturated;
	return folded_scale(count.units, count.places, b->places, &b->saturated);
}

enum { OFTEN = 127 };

/* Counts, of each byte, a ';', and one with a '[' behind it. */
static inline void
count_sixteen(sixteen *ends, sixteen *begins, const char *p)
{
	sixteen here, next, end;

	sixteen_load(&here, p);
	sixteen_load(&next, p + 1);
	end = here == ';';
	*ends -= end;
	*begins -= end & (next == '[');
}

static size_t
sum_of(const sixteen *count)
{
	unsigned char each[SIXTEEN];
	size_t sum = 0;

	memcpy(each, count, sizeof(each));
	for (size_t i = 0; i < SIXTEEN; i++)
		sum += each[i];
	return sum;
}

/* Whether one of eight bytes is a ';': the lowest that is 0 then borrows from its highest bit. */
static inline bool
has_end(const char *p)
{
	uint64_t other = str_word(p) ^ STR_EIGHT(';');

	return ((other - STR_EIGHT(1)) & ~other & STR_EIGHT(0x80)) != 0;
}

/* So many bytes, in eights, begin a text without ';'; the last eight may be some of those before, too. */
static inline size_t
without_ends(struct str s)
{
	enum { EIGHT = sizeof(uint64_t) };
	size_t at = 0;

	while (s.len - at >= EIGHT && !has_end(s.ptr + at))
		at += EIGHT;
	return at > 0 && s.len - at < EIGHT && !has_end(s.ptr + s.len - EIGHT) ? s.len : at;
}

/*
 * Counts the ';' of a stack, sixteen bytes at once where there is one more behind them;
 * *named: whether a '[' stands behind one.
 */
static size_t
count_ends(struct str s, bool *named)
{
	size_t ends = 0, found = 0, at = 0;

	while (s.len - at > SIXTEEN) {
		size_t often = (s.len - at - 1) / SIXTEEN;
		sixteen count = {0}, begins = {0};

		for (often = often < OFTEN ? often : OFTEN; often > 0; often--, at += SIXTEEN)
			count_sixteen(&count, &begins, s.ptr + at);
		ends += sum_of(&count);
		found += sum_of(&begins);
	}
	at += without_ends(str_skip(s, at));
	for (; at < s.len; at++) {
		ends += s.ptr[at] == ';';
		found += s.ptr[at] == ';' && at + 1 < s.len && s.ptr[at + 1] == '[';
	}
	*named = found > 0;
	return ends;
}

static bool
ends_at(struct str stack, size_t at)
{
	return at == stack.len || stack.ptr[at] == ';';
}

size_t
batch_frames_shared(struct str a, struct str b, size_t common)
{
	bool named;

	return count_ends(str_head(b, common), &named) + (ends_at(a, common) && ends_at(b, common));
}

/* What there is to know of a stack, while its text is at hand. */
static void
describe(struct batch *b, struct batch_row *row, size_t shared)
{
	size_t ends = count_ends(row->stack, &row->named);

	row->shared = shared;
	b->own += row->stack.len - shared;
	row->frames = ends < UINT32_MAX ? (uint32_t)ends + 1 : 0;
	row->descends =
	    b->len > 0 && text_compare_stacks_from(row[-1].stack, row->stack, shared) > 0;
	b->descents += row->descends;
}

void
batch_expect(struct batch *b, size_t bytes)
{
	b->expected += bytes;
}

/*
 * So many rows there will be, as the first of them tell: one more at least, and no more than are merged. Behind
 * a stack, a line has a blank, a digit and a newline, or more.
 */
static size_t
rows_expected(const struct batch *b)
{
	enum { TELLING = 1024, REST = 3 };
	size_t n = 0;

	if (b->len >= TELLING)
		n = b->expected / (b->bytes / b->len + REST);
	n = n < b->many ? n : b->many;
	return n > b->len ? n : b->len + 1;
}

/* Room for one more row, and for those that come next their memory. */
static bool
grow_rows(struct batch *b)
{
	enum { STEP = 1 << 15 };
	size_t n;

	if (b->len < b->ready)
		return true;
	if (b->len == b->cap && !MEM_GROW(&b->rows, &b->cap, rows_expected(b)))
		return false;
	n = b->cap - b->len < STEP ? b->cap - b->len : STEP;
	mem_ready(b->rows + b->len, n * sizeof(*b->rows));
	b->ready = b->len + n;
	return true;
}

/* A row for a stack, without counts: the last one if it is the same again. NULL without memory. */
static struct batch_row *
row_of(struct batch *b, struct str stack, bool stays)
{
	struct str last = b->len > 0 ? b->rows[b->len - 1].stack : STR("");
	size_t shared = str_common(last, stack);

	if (b->len > 0 && shared == last.len && shared == stack.len)
		return &b->rows[b->len - 1];
	if (!stays)
		stack = arena_str(&b->text, stack);
	b->borrows = b->borrows || stays;
	b->bytes += stack.len;
	if (stack.ptr == NULL || !grow_rows(b))
		return NULL;
	b->rows[b->len] = (struct batch_row){.stack = stack};
	describe(b, &b->rows[b->len], shared);
	return &b->rows[b->len++];
}

bool
batch_keep(struct batch *b, const struct counted *c)
{
	struct batch_row *row = row_of(b, c->stack, c->stays), more = {.units = {0, 0}};
	unsigned places = c->after.places;

	if (row == NULL)
		return false;
	if (c->two && c->before.places > places)
		places = c->before.places;
	if (places > b->places)
		raise_places(b, places);
	b->two = b->two || c->two;
	more.units[0] = units_of(b, c->after);
	if (c->two)
		more.units[1] = units_of(b, c->before);
	add_row(b, row, &more);
	add_sum(b, more.units);
	return b->in_order || (b->text.used < b->full && b->len < b->many) || shrink(b);
}

/* The first row of a batch comes behind the last one of another: false where that is the same. */
static bool
follows(struct batch *b, struct batch_row *row)
{
	const struct batch_row *last = &b->rows[b->len - 1];

	row->shared = str_common(last->stack, row->stack);
	if (row->shared == last->stack.len && row->shared == row->stack.len)
		return false;
	row->descends = text_compare_stacks_from(last->stack, row->stack, row->shared) > 0;
	b->descents += row->descends;
	return true;
}

bool
batch_append(struct batch *b, struct batch *more)
{
	size_t first = 0;

	if (more->len == 0)
		return true;
	if (!MEM_GROW(&b->rows, &b->cap, b->len + more->len))
		return false;
	if (more->places > b->places)
		raise_places(b, more->places);
	else if (more->places < b->places)
		raise_places(more, b->places);
	add_sum(b, more->sum);
	if (b->len > 0 && !follows(b, &more->rows[0]))
		add_row(b, &b->rows[b->len - 1], &more->rows[first++]);
	b->own += more->own - more->rows[0].shared;
	mem_ready(b->rows + b->len, (more->len - first) * sizeof(*b->rows));
	memcpy(b->rows + b->len, more->rows + first, (more->len - first) * sizeof(*b->rows));
	b->len += more->len - first;
	b->ready = b->len > b->ready ? b->len : b->ready;
	b->bytes += more->bytes;
	b->borrows = b->borrows || more->borrows;
	b->descents += more->descents;
	b->saturated = b->saturated || more->saturated;
	return b->in_order || b->len < b->many || shrink(b);
}
