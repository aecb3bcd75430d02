/*
 * header_known.c - parts of a header that were met before; see header_known.h.
 *
 *	python3 22429 [001]  1161.794133:   10101010 cpu-clock:ppp:
 *	before               TIME       after
 */
#include "header_known.h"

#include "header_word.h"

/* Where a text is kept; HEADER_KNOWN for one that is too short or too long. */
static size_t
place_of(struct str before)
{
	uint64_t first, last;

	if (before.len < sizeof(first) || before.len > HEADER_BEFORE)
		return HEADER_KNOWN;
	memcpy(&first, before.ptr, sizeof(first));
	memcpy(&last, before.ptr + before.len - sizeof(last), sizeof(last));
	return (first + last * 31) * 0x9e3779b97f4a7c15u >> 32 & (HEADER_KNOWN - 1);
}

/* What is kept of a text, or NULL. */
static inline const struct header_before *
find_before(const struct perf_header_hints *hints, struct str before)
{
	size_t place = place_of(before);
	const struct header_before *b = &hints->before[place];

	return place < HEADER_KNOWN && str_eq(str_make(b->text, b->len), before) ? b : NULL;
}

static inline void
take_before(struct str before, const struct header_before *b, struct perf_header *h)
{
	h->comm = str_make(before.ptr + b->comm, b->comm_len);
	h->pid = str_make(before.ptr + b->pid, b->pid_len);
	h->tid = str_make(before.ptr + b->tid, b->tid_len);
}

bool
header_known_before(
    const struct perf_header_hints *hints, struct str before, struct perf_header *h, bool *has_pid)
{
	const struct header_before *b = find_before(hints, before);

	if (b == NULL)
		return false;
	take_before(before, b, h);
	*has_pid = b->has_pid;
	return true;
}

static uint8_t
offset_in(struct str text, struct str part)
{
	return part.len > 0 ? (uint8_t)(part.ptr - text.ptr) : 0;
}

/* Whether a TIME may be in a text that white space follows. */
static bool
has_time(struct str before)
{
	size_t begin, after, dot = str_find(before, '.');

	while (dot < before.len && !header_word_time_around(before, dot, &begin, &after)) {
		dot++;
		dot += str_find(str_skip(before, dot), '.');
	}
	return dot < before.len;
}

void
header_keep_before(
    struct perf_header_hints *hints, struct str before, const struct perf_header *h, bool has_pid)
{
	size_t place = place_of(before);
	struct header_before *b = &hints->before[place];

	if (place == HEADER_KNOWN)
		return;
	*b = (struct header_before){.len = (uint8_t)before.len,
	    .has_pid = has_pid,
	    .has_time = has_time(before),
	    .comm = offset_in(before, h->comm),
	    .comm_len = (uint8_t)h->comm.len,
	    .pid = offset_in(before, h->pid),
	    .pid_len = (uint8_t)h->pid.len,
	    .tid = offset_in(before, h->tid),
	    .tid_len = (uint8_t)h->tid.len};
	memcpy(b->text, before.ptr, before.len);
}

void
header_keep_after(struct perf_header_hints *hints, struct str line, const struct perf_header *h)
{
	struct header_after *a = &hints->after;
	struct str after;
	size_t dot = h->fraction.len + 1;

	a->len = 0;
	if (!h->sure || h->seconds.len == 0 || hints->event.len == 0 ||
	    !str_eq(h->event, hints->event) || h->seconds.len > UINT8_MAX || dot > UINT8_MAX)
		return;
	after = str_span(h->fraction.ptr + h->fraction.len, line.ptr + line.len);
	if (after.len > HEADER_AFTER)
		return;
	*a = (struct header_after){.len = (uint8_t)after.len,
	    .seconds = (uint8_t)h->seconds.len,
	    .fraction = (uint8_t)h->fraction.len,
	    .event = offset_in(after, h->event),
	    .event_len = (uint8_t)h->event.len,
	    .tail = offset_in(after, h->tail),
	    .tail_len = (uint8_t)h->tail.len,
	    .has_period = h->has_period,
	    .period = h->period,
	    .expected = hints->event};
	memcpy(a->text, after.ptr, after.len);
	for (size_t i = 1; i <= SIXTEEN; i++)
		a->digits[SIXTEEN - i] = i == dot || i > dot + h->seconds.len ? 0 : (char)-1;
}

/* Whether what ends before `end` is a TIME as wide as the last one, with white space before it. */
static inline bool
is_time_before(const char *end, const struct header_after *a)
{
	const char *dot = end - a->fraction - 1, *seconds = dot - a->seconds;
	sixteen c, wrong;

	sixteen_load(&c, end - SIXTEEN);
	sixteen_load(&wrong, a->digits);
	wrong &= (c < '0') | (c > '9');
	for (const char *at = seconds; at < end - SIXTEEN; at++)
		if (!str_is_digit(*at) && at != dot)
			return false;
	return sixteen_none(&wrong) && *dot == '.' && str_is_space(seconds[-1]);
}

/*
 * PERIOD, if that is all from `at` to `end`, between white space. perf pads it, so that it is
 * mostly as wide as another one.
 */
static bool
read_period(const char *at, const char *end, uint64_t *period)
{
	enum { SAFE_DIGITS = 18 };
	const char *digits;

	while (at < end && str_is_space(*at))
		at++;
	*period = 0;
	for (digits = at; at < end && str_is_digit(*at); at++)
		*period = *period * 10 + (uint64_t)(*at - '0');
	return at > digits && at - digits <= SAFE_DIGITS && at + 1 == end && str_is_space(*at);
}

/* Whether the text at `end` is what stood behind TIME, but for the PERIOD: then h has its parts. */
static inline bool
take_after(const char *end, const struct header_after *a, struct perf_header *h)
{
	size_t event = a->event;

	h->period = a->period;
	if (memcmp(end, a->text, a->len) != 0 &&
	    (!a->has_period || *end != ':' ||
		memcmp(end + event, a->text + event, a->len - event) != 0 ||
		!read_period(end + 1, end + event, &h->period)))
		return false;
	h->fraction = str_make(end - a->fraction, a->fraction);
	h->seconds = str_make(h->fraction.ptr - 1 - a->seconds, a->seconds);
	h->event = str_make(end + a->event, a->event_len);
	h->tail = str_make(end + a->tail, a->tail_len);
	h->has_period = a->has_period;
	h->sure = true;
	return true;
}

bool
header_is_known(const struct perf_header_hints *hints, struct str line, struct perf_header *h)
{
	const struct header_after *a = &hints->after;
	size_t time = (size_t)a->seconds + 1 + a->fraction;
	const struct header_before *b;
	const char *end;
	struct str before;

	if (a->len == 0 || a->expected.ptr != hints->event.ptr ||
	    a->expected.len != hints->event.len || line.len <= a->len + time ||
	    line.len < (size_t)a->len + SIXTEEN)
		return false;
	end = line.ptr + line.len - a->len;
	if (!is_time_before(end, a) || !take_after(end, a, h))
		return false;
	before = str_trim(str_span(line.ptr, end - time));
	b = find_before(hints, before);
	if (b == NULL || !b->has_pid || b->has_time)
		return false;
	take_before(before, b, h);
	return true;
}
