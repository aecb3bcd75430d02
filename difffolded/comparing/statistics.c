/*
 * statistics.c - the permutation of the largest statistic; see statistics.h.
 *
 * Each way is a set of n recordings, the chosen ones. Sets are counted up in the order of
 * their smallest members, the true one, the first n, first; or drawn, the true one first,
 * too. Amounts are centred beforehand, in integers, so that squares lose nothing that
 * matters.
 */
#include "statistics.h"

#include "mem.h"

/* What two roundings of one number may differ by, in proportion, and next to 0. */
static const double tie = 1e-9, zero = 1e-18;

struct work {
	const struct statistics *s;
	size_t all;	  /* n + m */
	double *centred;  /* the amounts, each row less its first */
	double *sums;	  /* of each row, and behind it that of its squares */
	double *own;	  /* the statistic of each row for the true way */
	double *largest;  /* of each way, over all rows */
	double *smallest; /* likewise: shrinking is growing with the sign turned */
	size_t *chosen;	  /* n of them, ascending; behind them room for drawing */
	uint64_t random;
};

uint32_t
statistics_ways(size_t n, size_t m)
{
	uint64_t ways = 1;

	for (uint64_t i = 1; i <= n && ways < STATISTICS_WAYS; i++) {
		if (m >= STATISTICS_WAYS)
			return STATISTICS_WAYS;
		ways = ways * (m + i) / i;
	}
	return ways > STATISTICS_WAYS ? STATISTICS_WAYS : (uint32_t)ways;
}

/* ---- one way ---- */

static double
variance(double sum, double squares, size_t n)
{
	double v = n < 2 ? 0 : (squares - sum * sum / (double)n) / (double)(n - 1);

	return v > 0 ? v : 0;
}

/*
 * The statistic of a row for the chosen way, squared with its sign: that has the same
 * order, and needs no root.
 */
static double
statistic(const struct work *w, size_t row)
{
	const double *x = &w->centred[row * w->all];
	size_t n = w->s->n, m = w->s->m;
	double sum = 0, squares = 0, rest = w->sums[2 * row], rest_squares = w->sums[2 * row + 1];
	double d, v;

	for (size_t i = 0; i < n; i++) {
		double value = x[w->chosen[i]];

		sum += value;
		squares += value * value;
	}
	rest -= sum;
	rest_squares -= squares;
	d = rest / (double)m - sum / (double)n;
	v = variance(sum, squares, n) + variance(rest, rest_squares, m) + w->s->floor2;
	return (d < 0 ? -d : d) * d / v;
}

static void
look_at_way(struct work *w, size_t way)
{
	double largest = statistic(w, 0), smallest = largest;

	if (way == 0)
		w->own[0] = largest;
	for (size_t row = 1; row < w->s->rows; row++) {
		double t = statistic(w, row);

		if (way == 0)
			w->own[row] = t;
		largest = t > largest ? t : largest;
		smallest = t < smallest ? t : smallest;
	}
	w->largest[way] = largest;
	w->smallest[way] = smallest;
}

/* ---- all ways ---- */

/* The next set of n in the order of counting; false behind the last. */
static bool
next_set(size_t *chosen, size_t n, size_t all)
{
	size_t i = n;

	while (i > 0 && chosen[i - 1] == all - n + i - 1)
		i--;
	if (i == 0)
		return false;
	chosen[i - 1]++;
	for (; i < n; i++)
		chosen[i] = chosen[i - 1] + 1;
	return true;
}

/* SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): from a fixed start, the same everywhere. */
static uint64_t
draw(uint64_t *state)
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15u);

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

/* A number below n, each as likely as the others. */
static size_t
draw_below(uint64_t *state, size_t n)
{
	uint64_t uneven = UINT64_MAX % n, r;

	do
		r = draw(state);
	while (r > UINT64_MAX - 1 - uneven);
	return (size_t)(r % n);
}

/* n of all, any with the same chance: the first n of cards that are shuffled so far. */
static void
draw_set(struct work *w)
{
	for (size_t i = 0; i < w->s->n; i++) {
		size_t j = i + draw_below(&w->random, w->all - i), card = w->chosen[i];

		w->chosen[i] = w->chosen[j];
		w->chosen[j] = card;
	}
}

static void
look_at_all(struct work *w, size_t ways)
{
	bool drawn = ways == STATISTICS_WAYS;

	for (size_t i = 0; i < w->all; i++)
		w->chosen[i] = i;
	for (size_t way = 0; way < ways; way++) {
		look_at_way(w, way);
		if (drawn)
			draw_set(w);
		else
			(void)next_set(w->chosen, w->s->n, w->all);
	}
}

static struct statistics_tail
count_tail(const struct work *w, size_t row, size_t ways)
{
	struct statistics_tail tail = {0, 0};
	double own = w->own[row], room = tie * (own < 0 ? -own : own) + zero;

	for (size_t way = 0; way < ways; way++) {
		tail.grew += w->largest[way] >= own - room;
		tail.shrank += w->smallest[way] <= own + room;
	}
	return tail;
}

/* Less the first amount of the row, which is exact. */
static double
centre(uint64_t value, uint64_t first)
{
	return value >= first ? (double)(value - first) : -(double)(first - value);
}

static void
prepare(struct work *w)
{
	for (size_t row = 0; row < w->s->rows; row++) {
		const uint64_t *values = &w->s->values[row * w->all];
		double *x = &w->centred[row * w->all];

		for (size_t i = 0; i < w->all; i++) {
			x[i] = centre(values[i], values[0]);
			w->sums[2 * row] += x[i];
			w->sums[2 * row + 1] += x[i] * x[i];
		}
	}
}

static bool
make_room(struct work *w, size_t ways)
{
	size_t rows = w->s->rows, cells;

	if (__builtin_mul_overflow(rows, w->all, &cells))
		return false;
	w->centred = mem_zalloc(cells, sizeof(double));
	w->sums = mem_zalloc(rows, 2 * sizeof(double));
	w->own = mem_zalloc(rows, sizeof(double));
	w->largest = mem_zalloc(ways, sizeof(double));
	w->smallest = mem_zalloc(ways, sizeof(double));
	w->chosen = mem_zalloc(w->all, sizeof(size_t));
	return w->centred != NULL && w->sums != NULL && w->own != NULL && w->largest != NULL &&
	       w->smallest != NULL && w->chosen != NULL;
}

bool
statistics_test(const struct statistics *s, struct statistics_tail *tails)
{
	struct work w = {.s = s, .all = s->n + s->m};
	size_t ways = statistics_ways(s->n, s->m);
	bool done = make_room(&w, ways);

	if (done && s->rows > 0) {
		prepare(&w);
		look_at_all(&w, ways);
		for (size_t row = 0; row < s->rows; row++)
			tails[row] = count_tail(&w, row, ways);
	}
	mem_free(w.centred);
	mem_free(w.sums);
	mem_free(w.own);
	mem_free(w.largest);
	mem_free(w.smallest);
	mem_free(w.chosen);
	return done;
}
