/*
 * tally.c - distinct stacks with their counts; see tally.h.
 *
 *	main;parse;read_line_[k] 31
 *	main;parse 2.5
 *
 * A whole stack is one key, never split into its frames. Nothing is hashed: rows are kept as they
 * come, and sorted when all are there; then equal ones are neighbours. Stacks are expected in the
 * order in which the collapse programs write them, and then one look at each does. Where
 * rows become many in between, and some of them tell that many are equal, those are added up, so that
 * memory goes by the distinct stacks.
 */
#include "tally.h"

#include "hash.h"
#include "mem.h"
#include "text_sort.h"

/* What is AHEAD is fetched meanwhile. Of so many rows one is SAMPLED, but not less than FEW of them. */
enum { FEW_COUNTS = 8, MANY = 1 << 19, MUCH = 1 << 24, AHEAD = 8, SAMPLED = 64, FEW = 4096 };

void
tally_init(struct tally *t)
{
	*t = (struct tally){.ascending = true, .many = MANY, .much = MUCH};
	arena_init(&t->text);
}

void
tally_release(struct tally *t)
{
	arena_release(&t->text);
	mem_free(t->rows);
	mem_free(t->held);
	tally_init(t);
}

/* ---- in order, each once ---- */

/* Adds up what the counts of equal stacks are; the total has told where they do not fit. */
static uint64_t
sum_of(uint64_t a, uint64_t b)
{
	bool saturated;

	return folded_add(a, b, &saturated);
}

/* Adds equal ones of n sorted rows up; how many are left. */
static size_t
add_equal(struct text_key *rows, size_t n)
{
	size_t len = 0;

	for (size_t i = 0; i < n; i++) {
		if (len > 0 && text_sorted_equal(&rows[len - 1], &rows[i]))
			rows[len - 1].number = sum_of(rows[len - 1].number, rows[i].number);
		else
			rows[len++] = rows[i];
	}
	return len;
}

/* Two sorted lists into one, of which the second's stacks are made to stay; its length. */
static size_t
merge_rows(struct text_key *to, const struct tally *t, const struct text_key *more, size_t n,
    struct arena *copy)
{
	size_t i = 0, k = 0, len = 0;

	while (i < t->sorted || k < n) {
		int order = i == t->sorted ? 1
			    : k == n	   ? -1
					   : str_cmp(t->rows[i].text, more[k].text);
		struct text_key *row = &to[len++];

		if (t->sorted - i > AHEAD)
			__builtin_prefetch(t->rows[i + AHEAD].text.ptr);
		if (n - k > AHEAD)
			__builtin_prefetch(more[k + AHEAD].text.ptr);
		*row = order <= 0 ? t->rows[i++] : more[k];
		if (order == 0)
			row->number = sum_of(row->number, more[k].number);
		else if (order > 0 && copy != NULL)
			row->text = arena_str(copy, row->text);
		k += order >= 0;
	}
	return len;
}

/* Merges sorted rows into those that are sorted already. */
static bool
merge(struct tally *t, const struct text_key *more, size_t n, struct arena *copy)
{
	size_t cap = t->sorted + n;
	struct text_key *rows = mem_zalloc(cap, sizeof(*rows));

	if (rows == NULL)
		return false;
	t->len = t->sorted = merge_rows(rows, t, more, n, copy);
	mem_free(t->rows);
	t->rows = rows;
	t->cap = cap;
	return !t->text.failed;
}

/* Frees the text of stacks that were added to others, where that is most of it. */
static bool
move_text(struct tally *t)
{
	struct arena text;
	size_t used = 0;

	for (size_t i = 0; i < t->len; i++)
		used += t->rows[i].text.len;
	t->much = used < MUCH / 2 ? MUCH : 2 * used;
	if (t->borrows || used > t->text.used / 2)
		return true;
	arena_init(&text);
	for (size_t i = 0; i < t->len && !text.failed; i++)
		t->rows[i].text = arena_str(&text, t->rows[i].text);
	arena_release(&t->text);
	t->text = text;
	if (text.failed)
		t->len = t->sorted = 0; /* what they had is gone */
	return !text.failed;
}

bool
tally_sort(struct tally *t)
{
	size_t n = t->len - t->sorted;

	if (t->ascending || n == 0) {
		t->sorted = t->len;
		return true;
	}
	text_sort(t->rows + t->sorted, n);
	n = add_equal(t->rows + t->sorted, n);
	if (t->sorted == 0)
		t->len = t->sorted = n;
	else if (!merge(t, t->rows + t->sorted, n, NULL))
		return false;
	t->ascending = true;
	t->many = t->len < MANY / 2 ? MANY : 2 * t->len;
	return move_text(t);
}

/* ---- whether it is worth it ---- */

/* How many texts of n sorted ones are the same as the one before. */
static size_t
count_equal(const struct text_key *keys, size_t n)
{
	size_t equal = 0;

	for (size_t i = 1; i < n; i++)
		equal += text_sorted_equal(&keys[i - 1], &keys[i]);
	return equal;
}

/* Of how many rows one is sampled: few of them may be long, and all of their text that there is. */
static size_t
sampled_of(size_t rows)
{
	size_t each = rows / FEW;

	return each < 1 ? 1 : each < SAMPLED ? each : SAMPLED;
}

/* One row of each few, which one is by chance: stacks may come again and again at the same distance. */
static void
take_sample(const struct tally *t, struct text_key *sample, size_t n, size_t each)
{
	for (size_t i = 0; i < n; i++)
		sample[i] =
		    (struct text_key){.text = t->rows[i * each + hash_mix(i + 1) % each].text};
}

/*
 * Whether rows, of which none is sorted, would become much fewer. Of n rows that are n / r different stacks, each
 * r times, a sample of m has about m * m * (r - 1) / 2n that are the same as others: a bit more than half
 * as many as of r = 2 are enough.
 */
static bool
has_many_equal(const struct tally *t)
{
	size_t each = sampled_of(t->len), n = t->len / each, equal;
	struct text_key *sample = mem_alloc(n * sizeof(*sample));

	if (sample == NULL)
		return true;
	take_sample(t, sample, n, each);
	text_sort(sample, n);
	equal = count_equal(sample, n);
	mem_free(sample);
	return equal > n * 5 / 16 / each;
}

/* Rows have become many: adds them up, or lets them become more. False without memory. */
static bool
add_up(struct tally *t)
{
	if (t->sorted > 0 || has_many_equal(t))
		return tally_sort(t);
	t->many = t->len - t->sorted > t->many / 2 ? 2 * t->many : t->many;
	t->much = t->text.used > t->much / 2 ? 2 * t->much : t->much;
	return true;
}

/* ---- adding up ---- */

/* How many rows there are in memory. */
static size_t
kept(const struct tally *t)
{
	return t->passing && t->len > 0 ? 1 : t->len;
}

bool
tally_rescale(struct tally *t, unsigned places)
{
	bool saturated = false;

	if (places <= t->places)
		return true;
	for (size_t i = 0; i < kept(t); i++)
		t->rows[i].number = folded_scale(t->rows[i].number, t->places, places, &saturated);
	t->total = folded_scale(t->total, t->places, places, &saturated);
	t->places = places;
	return !saturated;
}

/* A count at the tally's places, which become more where it has more. */
static uint64_t
at_places(struct tally *t, struct folded_count count, bool *saturated)
{
	*saturated |= count.saturated;
	*saturated |= !tally_rescale(t, count.places);
	return folded_scale(count.units, count.places, t->places, saturated);
}

/* The row of a stack that is not that of the last one. */
static struct text_key *
new_row(struct tally *t, struct str stack, bool stays)
{
	size_t at = t->passing ? 0 : t->len;

	t->borrows = t->borrows || stays;
	if (!stays && !t->passing)
		stack = arena_str(&t->text, stack);
	if (stack.ptr == NULL || !MEM_GROW(&t->rows, &t->cap, at + 1))
		return NULL;
	t->rows[at] = (struct text_key){.text = stack};
	t->len++;
	return &t->rows[at];
}

/* The same of one that is not greater: they are sorted later, or now if they are many. */
static struct text_key *
lesser_row(struct tally *t, struct str stack, bool stays)
{
	t->ascending = false;
	if (t->passing || ((t->len - t->sorted > t->many || t->text.used > t->much) && !add_up(t)))
		return NULL;
	t->ascending = false;
	return new_row(t, stack, stays);
}

void
tally_expect(struct tally *t, size_t more)
{
	/* An eighth above that: an array that is moved loses its large pages. */
	(void)MEM_GROW(&t->rows, &t->cap, t->len + more + more / 8);
}

/* str_eq of stacks that seldom are: most differ in their last bytes. */
static inline bool
is_same(struct str a, struct str b)
{
	size_t last = a.len - sizeof(uint64_t);

	if (a.len != b.len)
		return false;
	if (a.len >= sizeof(uint64_t) && str_word(a.ptr + last) != str_word(b.ptr + last))
		return false;
	return str_eq(a, b);
}

/* The row to which a stack belongs, as far as the last one tells; or a new one. */
static struct text_key *
row_of(struct tally *t, struct str stack, bool stays)
{
	struct text_key *last = kept(t) > 0 ? &t->rows[kept(t) - 1] : NULL;
	int order;

	if (last == NULL)
		return new_row(t, stack, stays);
	if (!t->ascending)
		return is_same(last->text, stack) ? last : lesser_row(t, stack, stays);
	order = str_cmp(last->text, stack);
	if (order == 0)
		return last;
	return order < 0 ? new_row(t, stack, stays) : lesser_row(t, stack, stays);
}

/* The next row, where nothing has to be done for it but that it is taken: as for most that are in no order. */
static inline struct text_key *
next_row(struct tally *t, struct str stack, bool stays)
{
	struct text_key *row;

	if (t->ascending || !stays || t->len == 0 || t->len == t->cap ||
	    t->len - t->sorted > t->many || is_same(t->rows[t->len - 1].text, stack))
		return NULL;
	row = &t->rows[t->len++];
	*row = (struct text_key){.text = stack};
	return row;
}

bool
tally_add(struct tally *t, struct str stack, bool stays, struct folded_count count, bool *saturated)
{
	struct text_key *row = next_row(t, stack, stays);
	uint64_t units = count.units;

	if (row == NULL && (row = row_of(t, stack, stays)) == NULL)
		return false;
	if (count.places != t->places || count.saturated)
		units = at_places(t, count, saturated);
	row->number = folded_add(row->number, units, saturated);
	t->total = folded_add(t->total, units, saturated);
	return true;
}

bool
tally_hold(struct tally *t)
{
	struct text_key *last = t->rows;

	if (t->len == 0 || last->text.ptr == t->held)
		return true;
	if (!MEM_GROW(&t->held, &t->held_cap, last->text.len))
		return false;
	memcpy(t->held, last->text.ptr, last->text.len);
	last->text.ptr = t->held;
	return true;
}

/* A few of them wait for others, so that no file of many costs a walk over all. */
bool
tally_add_all(struct tally *t, const struct tally *from, bool *saturated)
{
	bool done = true;

	if (t->places == from->places && t->sorted == t->len && from->len > t->len / 8) {
		t->total = folded_add(t->total, from->total, saturated);
		return from->len == 0 || merge(t, from->rows, from->len, &t->text);
	}
	for (size_t i = 0; done && i < from->len; i++)
		done = tally_add(t, from->rows[i].text, false,
		    (struct folded_count){from->rows[i].number, from->places, false}, saturated);
	return done;
}

static uint64_t
divisor(uint64_t a, uint64_t b)
{
	while (b != 0) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* Keeps a number, unless it is there already or there is no room. */
static void
keep_different(uint64_t *seen, size_t *len, uint64_t units)
{
	for (size_t i = 0; i < *len; i++)
		if (seen[i] == units)
			return;
	if (*len < FEW_COUNTS)
		seen[(*len)++] = units;
}

uint64_t
tally_step(const struct tally *t)
{
	uint64_t step = 0, seen[FEW_COUNTS];
	size_t different = 0;

	for (size_t i = 0; i < t->len; i++) {
		if (t->rows[i].number > 0)
			keep_different(seen, &different, t->rows[i].number);
		step = divisor(step, t->rows[i].number);
	}
	return different < FEW_COUNTS ? 0 : step;
}
