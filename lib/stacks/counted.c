/*
 * counted.c - what the counts of folded stacks are; see counted.h.
 *
 *	[event=cpu/event=0x3c,umask=0x0/,unit=cycles,samples=152,total=304609216]
 *
 * An event's name may hold ',' and '=': it ends at the last ",unit=".
 */
#include "counted.h"

#include "mem.h"

/* N, or BEFORE:AFTER. */
static bool
parse_numbers(struct str text, uint64_t *before, uint64_t *after, bool *two)
{
	struct str first = str_cut(&text, ':');

	if (text.len == 0)
		return str_to_u64(first, after);
	*two = true;
	return str_to_u64(first, before) && str_to_u64(text, after);
}

static bool
parse_total(struct str text, struct counted_event *e)
{
	struct str first = str_cut(&text, ':');

	if (text.len == 0)
		return folded_number(first, &e->after.total);
	e->two = true;
	return folded_number(first, &e->before.total) && folded_number(text, &e->after.total);
}

/* "samples=152"; words that are not known are right. */
static bool
parse_word(struct str word, struct counted_event *e)
{
	struct str name = str_cut(&word, '=');

	if (str_eq(name, STR("samples")))
		return parse_numbers(word, &e->before.samples, &e->after.samples, &e->two);
	if (str_eq(name, STR("lost")))
		return parse_numbers(word, &e->before.lost, &e->after.lost, &e->two);
	return !str_eq(name, STR("total")) || parse_total(word, e);
}

/* Where the last `word` of a text begins; its length where there is none. */
static size_t
find_last(struct str text, struct str word)
{
	for (size_t at = text.len; at-- > 0;)
		if (str_starts(str_skip(text, at), word))
			return at;
	return text.len;
}

bool
counted_parse(struct str stack, struct counted_event *event)
{
	struct counted_event e = {.two = false};
	struct str rest;
	size_t unit;

	if (!counted_is_line(stack) || !str_ends(stack, STR("]")))
		return false;
	rest = str_skip(str_head(stack, stack.len - 1), 7);
	unit = find_last(rest, STR(",unit="));
	e.event = str_head(rest, unit);
	rest = str_skip(rest, unit + 6);
	e.unit = str_cut(&rest, ',');
	while (rest.len > 0)
		if (!parse_word(str_cut(&rest, ','), &e))
			return false;
	*event = e;
	return e.event.len > 0 && e.unit.len > 0;
}

static void
write_word(struct output *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		output_char(out, s.ptr[i] == ';' || (unsigned char)s.ptr[i] < ' ' ? '_' : s.ptr[i]);
}

/* ",samples=1:2", or one number. */
static void
write_numbers(struct output *out, struct str name, const struct counted_event *e, uint64_t before,
    uint64_t after)
{
	output_char(out, ',');
	output_str(out, name);
	output_char(out, '=');
	if (e->two) {
		output_u64(out, before);
		output_char(out, ':');
	}
	output_u64(out, after);
}

void
counted_write_line(struct output *out, const struct counted_event *e)
{
	OUTPUT_LITERAL(out, "[event=");
	write_word(out, e->event);
	OUTPUT_LITERAL(out, ",unit=");
	write_word(out, e->unit);
	write_numbers(out, STR("samples"), e, e->before.samples, e->after.samples);
	OUTPUT_LITERAL(out, ",total=");
	if (e->two) {
		folded_write_count(out, e->before.total.units, e->before.total.places);
		output_char(out, ':');
	}
	folded_write_count(out, e->after.total.units, e->after.total.places);
	if (e->before.lost > 0 || e->after.lost > 0)
		write_numbers(out, STR("lost"), e, e->before.lost, e->after.lost);
	output_char(out, ']');
}

struct str
counted_unit(struct str event)
{
	struct str name = str_head(event, str_find(event, ':'));

	if (str_eq(name, STR("cpu-clock")) || str_eq(name, STR("task-clock")) ||
	    str_eq(name, STR("wall-clock")) || str_eq(name, STR("off-cpu")))
		return STR("ns");
	return event;
}

void
counted_list_init(struct counted_list *list)
{
	*list = (struct counted_list){.items = NULL};
	arena_init(&list->text);
}

void
counted_list_release(struct counted_list *list)
{
	arena_release(&list->text);
	mem_free(list->items);
	counted_list_init(list);
}

static void
add_total(struct folded_count *sum, struct folded_count more, bool *saturated)
{
	unsigned places = sum->places > more.places ? sum->places : more.places;

	sum->units = folded_add(folded_scale(sum->units, sum->places, places, saturated),
	    folded_scale(more.units, more.places, places, saturated), saturated);
	sum->places = places;
	*saturated = *saturated || more.saturated;
}

static void
add_sides(struct counted_event *sum, const struct counted_event *e, bool *saturated)
{
	sum->two = sum->two || e->two;
	sum->after.samples = folded_add(sum->after.samples, e->after.samples, saturated);
	sum->before.samples = folded_add(sum->before.samples, e->before.samples, saturated);
	sum->after.lost = folded_add(sum->after.lost, e->after.lost, saturated);
	sum->before.lost = folded_add(sum->before.lost, e->before.lost, saturated);
	add_total(&sum->after.total, e->after.total, saturated);
	add_total(&sum->before.total, e->before.total, saturated);
}

/* Makes room at `at` and puts an event there, with copies of its texts. */
static enum counted_status
insert(struct counted_list *list, size_t at, const struct counted_event *event)
{
	struct counted_event e = *event;

	e.event = arena_str(&list->text, event->event);
	e.unit = arena_str(&list->text, event->unit);
	if (e.event.ptr == NULL || e.unit.ptr == NULL ||
	    !MEM_GROW(&list->items, &list->cap, list->len + 1))
		return COUNTED_NO_MEMORY;
	memmove(&list->items[at + 1], &list->items[at], (list->len - at) * sizeof(e));
	list->items[at] = e;
	list->len++;
	list->saturated = list->saturated || e.after.total.saturated || e.before.total.saturated;
	return COUNTED_OK;
}

/* Of the first event that is not before a name. */
static size_t
place_of(const struct counted_list *list, struct str name)
{
	size_t from = 0, to = list->len;

	while (from < to) {
		size_t half = from + (to - from) / 2;

		if (str_cmp(list->items[half].event, name) < 0)
			from = half + 1;
		else
			to = half;
	}
	return from;
}

enum counted_status
counted_list_add(struct counted_list *list, const struct counted_event *event)
{
	size_t at;

	if (list->len > 0 && !str_eq(list->items[0].unit, event->unit))
		return COUNTED_OTHER_UNIT;
	at = place_of(list, event->event);
	if (at == list->len || !str_eq(list->items[at].event, event->event))
		return insert(list, at, event);
	add_sides(&list->items[at], event, &list->saturated);
	return COUNTED_OK;
}

bool
counted_list_sum(const struct counted_list *list, struct counted_event *sum)
{
	bool saturated = false;

	if (list->len == 0)
		return false;
	*sum = list->items[0];
	for (size_t i = 1; i < list->len; i++)
		add_sides(sum, &list->items[i], &saturated);
	return true;
}

uint64_t
counted_samples(
    const struct counted_side *side, uint64_t part, uint64_t whole, unsigned places, bool *about)
{
	bool saturated = false;
	uint64_t total = folded_scale(side->total.units, side->total.places,
	    places > side->total.places ? places : side->total.places, &saturated);
	uint64_t each = side->samples > 0 ? total / side->samples : 0;
	double share;

	*about = false;
	if (total == whole && !saturated && part == whole)
		return side->samples;
	if (total == whole && each > 0 && total % side->samples == 0 && part % each == 0)
		return part / each;
	*about = true;
	share = total > 0 ? (double)part / (double)total * (double)side->samples : 0;
	if (share >= 1.8e19)
		return UINT64_MAX;
	return share < 1 && part > 0 && side->samples > 0 ? 1 : (uint64_t)(share + 0.5);
}

void
counted_write_number(struct output *out, uint64_t units, unsigned places)
{
	uint64_t one = 1, n, fraction;
	char digits[27];
	size_t at = sizeof(digits);

	for (; places > 0; places--)
		one *= 10;
	n = units / one;
	for (int i = 0; i == 0 || n > 0; i++, n /= 10) {
		if (i > 0 && i % 3 == 0)
			digits[--at] = ',';
		digits[--at] = (char)('0' + n % 10);
	}
	output_bytes(out, digits + at, sizeof(digits) - at);
	fraction = units % one;
	if (fraction > 0)
		output_char(out, '.');
	for (one /= 10; fraction > 0; fraction %= one, one /= 10)
		output_char(out, (char)('0' + fraction / one));
}

/* "samples" is "sample", "misses" is "miss", "branches" is "branch", "ns" stays. */
static size_t
cut_plural(struct str noun)
{
	if (str_ends(noun, STR("sses")) || str_ends(noun, STR("ches")) ||
	    str_ends(noun, STR("shes")) || str_ends(noun, STR("xes")))
		return noun.len - 2;
	if (noun.len > 3 && str_ends(noun, STR("s")) && !str_ends(noun, STR("ss")))
		return noun.len - 1;
	return noun.len;
}

void
counted_write_noun(struct output *out, struct str plural, bool one)
{
	struct str noun = str_head(plural, str_find(plural, ':'));

	output_str(out, one ? str_head(noun, cut_plural(noun)) : noun);
	output_str(out, str_skip(plural, noun.len));
}

/* A unit of a ladder, and how many of it make the next one. */
struct step {
	struct str name;
	unsigned next; /* 0: the last one */
};

static const struct step times[] = {{STR_INIT("ns"), 1000}, {STR_INIT("\xc2\xb5s"), 1000},
    {STR_INIT("ms"), 1000}, {STR_INIT("s"), 0}};
static const struct step bytes[] = {{STR_INIT("B"), 1024}, {STR_INIT("KiB"), 1024},
    {STR_INIT("MiB"), 1024}, {STR_INIT("GiB"), 1024}, {STR_INIT("TiB"), 0}};

/* Where a unit stands on its ladder; NULL for one that has none. */
static const struct step *
find_step(struct str unit)
{
	if (str_eq(unit, STR("us")))
		return &times[1];
	if (str_eq(unit, STR("bytes")))
		return &bytes[0];
	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++)
		if (str_eq(unit, times[i].name))
			return &times[i];
	return NULL;
}

bool
counted_is_scaled(struct str unit)
{
	return find_step(unit) != NULL;
}

/*
 * units / divisor to two places, or one from 10 on: *units become as many at
 * the places that come back.
 */
static unsigned
round_off(uint64_t *units, uint64_t divisor)
{
	uint64_t value = *units / divisor, rest = *units % divisor;
	unsigned places = divisor == 1 ? 0 : value < 10 ? 2 : 1;

	for (unsigned i = 0; i < places; i++, rest = rest * 10 % divisor)
		value = value * 10 + rest * 10 / divisor;
	*units = value + (rest >= divisor - rest);
	return places;
}

/* Without zeros at the end, so that round numbers are short. */
static void
write_rounded(struct output *out, uint64_t units, unsigned places)
{
	for (; places > 0 && units % 10 == 0; places--)
		units /= 10;
	counted_write_number(out, units, places);
}

static void
write_scaled(struct output *out, const struct step *s, uint64_t units, unsigned places)
{
	static const uint64_t ten[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
	uint64_t divisor = ten[places < FOLDED_PLACES ? places : FOLDED_PLACES];

	for (;; s++) {
		uint64_t n = units;
		unsigned at = round_off(&n, divisor);

		if (s->next == 0 || n < s->next * ten[at] || divisor > UINT64_MAX / 10 / s->next) {
			write_rounded(out, n, at);
			output_char(out, ' ');
			output_str(out, s->name);
			return;
		}
		divisor *= s->next;
	}
}

void
counted_write_amount(struct output *out, struct str unit, uint64_t units, unsigned places)
{
	const struct step *step = find_step(unit);

	if (step != NULL) {
		write_scaled(out, step, units, places);
		return;
	}
	counted_write_number(out, units, places);
	output_char(out, ' ');
	counted_write_noun(out, unit, units == 1 && places == 0);
}
