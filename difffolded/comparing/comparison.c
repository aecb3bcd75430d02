/*
 * comparison.c - the functions of one profile, or of two; see comparison.h.
 *
 *	             recordings of BEFORE     of AFTER           medians
 *	parse        600  612  590            655  640  661      600  655
 */
#include "comparison.h"

#include "mem.h"
#include "scale.h"
#include "sorted.h"
#include "statistics.h"

/*
 * The part of the mean total that a function must have to take part in the test: 0.5 %, or as
 * much as 0.05 % where a gate asks for it, which bounds how many there are.
 */
enum { TAKES_PART = 50, LEAST_PART = 5, OF = 10000 };

/* What the test adds to the variances: the square of 0.1 % of the mean total. */
static const double floor_share = 0.001;

/* A comparison while it is made. */
struct making {
	struct comparison *c;
	const struct comparing *what;
	struct recordings *of[2];
	size_t n[2];
	size_t all;	  /* n[0] + n[1] */
	uint32_t **ids;	  /* of a side: by the id of a name, that in all names */
	uint64_t *row;	  /* of one function: for all recordings, one after the other */
	uint64_t *shares; /* the same of its shares */
	uint64_t *sorted; /* room for a median */
	struct compared *functions;
};

/* ---- medians ---- */

static int
compare_amounts(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* The median of n values, of two in the middle their mean, halves up. `room` has n, too. */
static uint64_t
median(const uint64_t *values, size_t n, uint64_t *room)
{
	uint64_t low, high;

	if (n == 0)
		return 0;
	if (n == 1)
		return values[0];
	memcpy(room, values, n * sizeof(*room));
	sorted_sort(room, n, sizeof(*room), compare_amounts);
	low = room[(n - 1) / 2];
	high = room[n / 2];
	return low + (high - low) / 2 + (high - low) % 2;
}

/* The side of a recording, by its number among all. */
static unsigned
side_of(const struct making *m, size_t recording)
{
	return recording >= m->n[0];
}

static const struct functions_recording *
recording_at(const struct making *m, size_t i)
{
	unsigned side = side_of(m, i);

	return &m->of[side]->functions.recordings[i - (side == 1 ? m->n[0] : 0)];
}

static uint64_t
side_median(const struct making *m, const uint64_t *row, unsigned side)
{
	return median(row + (side == 1 ? m->n[0] : 0), m->n[side], m->sorted);
}

/* ---- the whole ---- */

/* The places of all recordings; one more for medians between two, as far as it fits. */
static unsigned
common_places(const struct making *m)
{
	bool halves = (m->n[0] > 0 && m->n[0] % 2 == 0) || m->n[1] % 2 == 0, saturated = false;
	unsigned places = 0;

	for (size_t i = 0; i < m->all; i++)
		if (recording_at(m, i)->places > places)
			places = recording_at(m, i)->places;
	if (!halves || places == FOLDED_PLACES)
		return places;
	for (size_t i = 0; i < m->all; i++)
		(void)folded_scale(
		    recording_at(m, i)->total, recording_at(m, i)->places, places + 1, &saturated);
	return places + !saturated;
}

/* An amount of a recording as all are compared. */
static uint64_t
amount_of(const struct making *m, size_t recording, uint64_t units)
{
	const struct functions_recording *r = recording_at(m, recording);
	uint64_t to = m->c->sides[COMPARISON_AFTER].total;
	bool saturated = false;

	if (m->c->normalized)
		return r->total == 0 ? 0 : scale(units, to, r->total);
	return folded_scale(units, r->places, m->c->places, &saturated);
}

static void
set_totals(struct making *m)
{
	struct comparison *c = m->c;

	for (size_t i = 0; i < m->all; i++)
		c->totals[i] = amount_of(m, i, recording_at(m, i)->total);
	for (unsigned side = 0; side < 2; side++)
		c->sides[side].total = side_median(m, c->totals, side);
	if (!m->what->normalize || c->sides[0].total == 0 || c->sides[1].total == 0)
		return;
	c->normalized = true;
	for (size_t i = 0; i < m->all; i++)
		c->totals[i] = amount_of(m, i, recording_at(m, i)->total);
	c->sides[0].total = side_median(m, c->totals, 0);
}

/* How many samples the recordings of a side have, where all of them say so. */
static void
set_samples(struct making *m, unsigned side)
{
	struct compared_side *s = &m->c->sides[side];
	const struct recordings *r = m->of[side];

	s->told = r->len > 0 && r->told == r->len;
	for (size_t i = 0; s->told && i < r->len; i++) {
		const struct functions_recording *f = &r->functions.recordings[i];
		struct counted_event what;
		bool about = false;

		(void)side_counted(&r->sides[i], &what);
		m->row[i] = counted_samples(&what.after, f->total, f->total, f->places, &about);
		s->about = s->about || about;
	}
	if (s->told)
		s->samples = median(m->row, r->len, m->sorted);
}

/* What a sample is worth: told, or what all counts are multiples of, or 1. */
static void
set_sample(struct making *m, unsigned side)
{
	struct compared_side *s = &m->c->sides[side];
	const struct tally *tally = recordings_tally(m->of[side]);
	uint64_t step = tally_step(tally), mean;

	if (s->total == 0 || tally->total == 0)
		return;
	mean = tally->total / m->n[side];
	if (s->told && s->samples > 0)
		s->sample = s->total / s->samples;
	else if (m->c->normalized)
		s->sample = scale(step > 0 ? step : 1, s->total, mean > 0 ? mean : 1);
	else
		s->sample = step > 0
				? folded_scale(step, tally->places, m->c->places, &(bool){false})
				: folded_scale(1, 0, m->c->places, &(bool){false});
}

static void
set_side(struct making *m, unsigned side)
{
	struct compared_side *s = &m->c->sides[side];
	struct recordings *r = m->of[side];

	if (r == NULL)
		return;
	s->name = r->name;
	s->recordings = r->len;
	for (size_t i = r->len; i-- > 0;)
		if (r->functions.recordings[i].total == 0)
			s->empty = r->sides[i].name;
	if (r->what.len > 0)
		s->unit = r->what.items[0].unit;
	set_samples(m, side);
	set_sample(m, side);
}

/* ---- functions ---- */

/* Gives each name of a side its id among all. */
static bool
join_names(struct making *m, unsigned side)
{
	const struct intern *names;

	if (m->of[side] == NULL)
		return true;
	names = &m->of[side]->functions.names;
	m->ids[side] = mem_zalloc(names->len, sizeof(uint32_t));
	for (uint32_t i = 0; m->ids[side] != NULL && i < names->len; i++) {
		m->ids[side][i] = intern_id(&m->c->names, intern_name(names, i));
		if (m->ids[side][i] == INTERN_NONE)
			return false;
	}
	return m->ids[side] != NULL;
}

uint64_t
comparison_share(uint64_t units, uint64_t total)
{
	/* More than the total only where the total did not fit 64 bits. */
	if (units > total)
		units = total;
	return total == 0 ? 0 : scale(units, COMPARISON_WHOLE, total);
}

static void
add_medians(struct making *m, uint64_t medians[2], const uint64_t *row)
{
	for (unsigned side = 0; side < 2; side++)
		medians[side] = side_median(m, row, side);
}

/*
 * Own and total of the function that the sides know by these ids, UINT32_MAX where they
 * do not.
 */
static void
set_function(struct making *m, struct compared *f, uint64_t *values, const uint32_t known[2])
{
	f->values = values;
	for (size_t i = 0; i < m->all; i++) {
		unsigned side = side_of(m, i);
		size_t at = i - (side == 1 ? m->n[0] : 0);
		struct function_amount amount =
		    functions_amount(&m->of[side]->functions, at, known[side]);

		values[i] = amount_of(m, i, amount.own);
		m->row[i] = amount_of(m, i, amount.total);
		m->shares[i] = comparison_share(amount.own, recording_at(m, i)->total);
	}
	add_medians(m, f->own, values);
	add_medians(m, f->total, m->row);
	add_medians(m, f->share, m->shares);
}

static bool
set_functions(struct making *m)
{
	struct comparison *c = m->c;
	size_t len = c->names.len;
	uint32_t(*known)[2] = mem_zalloc(len, sizeof(*known));

	if (known == NULL)
		return false;
	for (size_t i = 0; i < len; i++)
		known[i][0] = known[i][1] = UINT32_MAX;
	for (unsigned side = 0; side < 2; side++)
		for (uint32_t i = 0; m->of[side] != NULL && i < m->of[side]->functions.names.len;
		     i++)
			known[m->ids[side][i]][side] = i;
	for (size_t i = 0; i < len; i++) {
		c->functions[i].name = intern_name(&c->names, (uint32_t)i);
		set_function(m, &c->functions[i], c->values + i * m->all, known[i]);
	}
	c->len = len;
	mem_free(known);
	return true;
}

/* ---- chance ---- */

bool
comparison_is_sure(const struct comparison *c, uint32_t ways)
{
	return (uint64_t)ways * COMPARISON_POINT <=
	       (uint64_t)c->ways * (COMPARISON_POINT - c->confidence);
}

static struct chance
chance_of(const struct comparison *c, struct change change, struct statistics_tail tail)
{
	uint32_t ways = change.shrank ? tail.shrank : tail.grew;

	if (change.size == 0)
		ways = c->ways;
	return (struct chance){ways, comparison_is_sure(c, ways)};
}

static uint64_t
sum_of(const uint64_t *values, size_t n)
{
	uint64_t sum = 0;
	bool saturated = false;

	for (size_t i = 0; i < n; i++)
		sum = folded_add(sum, values[i], &saturated);
	return sum;
}

/* The square of the floor of amounts that are parts of these totals. */
static double
floor_of(const uint64_t *totals, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (double)totals[i];
	sum *= floor_share / (double)n;
	return sum > 0 ? sum * sum : 1;
}

static bool
test_total(struct making *m)
{
	struct comparison *c = m->c;
	struct statistics s = {c->totals, 1, m->n[0], m->n[1], c->floor2};
	struct statistics_tail tail;

	if (!statistics_test(&s, &tail))
		return false;
	c->total = chance_of(c, change_of(c->sides[0].total, c->sides[1].total), tail);
	return true;
}

/* What of all functions is tested: amounts, or shares. */
struct tested {
	bool shares;
	const uint64_t *values; /* a row of n + m for each function */
	const uint64_t *totals; /* of every recording: what the values are parts of */
	uint64_t before;	/* BEFORE's total */
	struct growth_limit limit;
};

/*
 * Whether a function, with so much of what all recordings have, takes part in the test. That
 * asks nothing but what is the same for all ways. Where the median growth is beyond the limit,
 * at least half of AFTER's recordings have as much: none of these is left out.
 */
static bool
takes_part(const struct making *m, const struct tested *t, uint64_t sum, uint64_t all)
{
	if (scale_compare(sum, OF, all, TAKES_PART) >= 0)
		return true;
	return t->limit.given && scale_compare(sum, OF, all, LEAST_PART) >= 0 &&
	       scale_compare(sum, 2 * (uint64_t)COMPARISON_WHOLE, scale(t->before, m->n[1], 1),
		   t->limit.size) >= 0;
}

static void
set_chance(const struct comparison *c, bool shares, struct compared *f, struct statistics_tail tail)
{
	if (shares)
		f->share_chance = chance_of(c, compared_share(f), tail);
	else
		f->chance = chance_of(c, compared_own(f), tail);
}

/* Tests the functions that are large enough, as rows of their own. */
static bool
test_functions(struct making *m, const struct tested *t)
{
	struct comparison *c = m->c;
	uint64_t all = sum_of(t->totals, m->all),
		 *values = mem_zalloc(c->len, m->all * sizeof(*values));
	struct statistics_tail *tails = mem_zalloc(c->len, sizeof(*tails));
	size_t *rows = mem_zalloc(c->len, sizeof(*rows));
	struct statistics s = {values, 0, m->n[0], m->n[1], floor_of(t->totals, m->all)};
	bool done = values != NULL && tails != NULL && rows != NULL;

	for (size_t i = 0; done && i < c->len; i++) {
		const uint64_t *row = t->values + i * m->all;

		if (!takes_part(m, t, sum_of(row, m->all), all))
			continue;
		memcpy(values + s.rows * m->all, row, m->all * sizeof(*row));
		rows[s.rows++] = i;
	}
	done = done && statistics_test(&s, tails);
	for (size_t i = 0; done && i < s.rows; i++)
		set_chance(c, t->shares, &c->functions[rows[i]], tails[i]);
	mem_free(values);
	mem_free(tails);
	mem_free(rows);
	return done;
}

static bool
test_amounts(struct making *m)
{
	const struct comparison *c = m->c;
	const struct tested amounts = {
	    false, c->values, c->totals, c->sides[COMPARISON_BEFORE].total, m->what->own};

	return test_functions(m, &amounts);
}

/* Where shares have a limit: of recordings of unequal length amounts tell nothing. */
static bool
test_shares(struct making *m)
{
	const struct comparison *c = m->c;
	uint64_t *values = mem_zalloc(c->len, m->all * sizeof(*values)), *totals = m->row;
	const struct tested shares = {true, values, totals, COMPARISON_WHOLE, m->what->share};
	bool done = values != NULL;

	for (size_t i = 0; i < m->all; i++)
		totals[i] = COMPARISON_WHOLE;
	for (size_t i = 0; done && i < c->len * m->all; i++)
		values[i] = comparison_share(c->values[i], c->totals[i % m->all]);
	done = done && test_functions(m, &shares);
	mem_free(values);
	return done;
}

static bool
set_chances(struct making *m)
{
	struct comparison *c = m->c;

	if (!c->two || m->all <= 2 || m->n[0] == 0 || m->n[1] == 0)
		return true;
	c->ways = statistics_ways(m->n[0], m->n[1]);
	c->floor2 = floor_of(c->totals, m->all);
	return test_total(m) && test_amounts(m) && (!m->what->share.given || test_shares(m));
}

/* ---- all of it ---- */

static bool
make_room(struct making *m)
{
	struct comparison *c = m->c;
	size_t cells;

	if (!join_names(m, 0) || !join_names(m, 1) ||
	    __builtin_mul_overflow(c->names.len, m->all, &cells))
		return false;
	c->functions = mem_zalloc(c->names.len, sizeof(*c->functions));
	c->values = mem_zalloc(cells, sizeof(*c->values));
	c->totals = mem_zalloc(m->all, sizeof(*c->totals));
	m->row = mem_zalloc(m->all, sizeof(*m->row));
	m->shares = mem_zalloc(m->all, sizeof(*m->shares));
	m->sorted = mem_zalloc(m->all, sizeof(*m->sorted));
	return c->functions != NULL && c->values != NULL && c->totals != NULL && m->row != NULL &&
	       m->shares != NULL && m->sorted != NULL;
}

bool
comparison_build(struct comparison *c, const struct comparing *what)
{
	uint32_t *ids[2] = {NULL, NULL};
	struct making m = {.c = c, .what = what, .of = {what->before, what->after}, .ids = ids};
	bool done;

	*c = (struct comparison){.two = what->before != NULL, .confidence = what->confidence};
	intern_init(&c->names);
	for (unsigned side = 0; side < 2; side++)
		m.n[side] = m.of[side] != NULL ? m.of[side]->functions.len : 0;
	m.all = m.n[0] + m.n[1];
	done = make_room(&m);
	if (done) {
		c->places = common_places(&m);
		set_totals(&m);
		set_side(&m, 0);
		set_side(&m, 1);
		done = set_functions(&m) && set_chances(&m);
	}
	mem_free(ids[0]);
	mem_free(ids[1]);
	mem_free(m.row);
	mem_free(m.shares);
	mem_free(m.sorted);
	return done;
}

void
comparison_release(struct comparison *c)
{
	intern_release(&c->names);
	mem_free(c->functions);
	mem_free(c->values);
	mem_free(c->totals);
	*c = (struct comparison){.functions = NULL};
}
