/*
 * waiting.c - one line on a terminal that says how far a program is; see waiting.h.
 */
#include "waiting.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "utf8.h"

/* Before the first line, and between two, in milliseconds. */
enum { FIRST = 1000, NEXT = 500 };

/* To the line's beginning, and the rest of it away. */
#define TAKE_AWAY "\r\033[K"

static double
seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void
waiting_init(struct waiting *w, const char *program, int fd)
{
	*w = (struct waiting){.program = program, .fd = fd, .clock = seconds_now};
	w->started = w->clock();
	pthread_mutex_init(&w->lock, NULL);
}

void
waiting_release(struct waiting *w)
{
	pthread_mutex_destroy(&w->lock);
}

/* ---- the line ---- */

/* Bytes as megabytes, of which a few have a decimal place. */
static int
put_amount(char *to, size_t room, uint64_t bytes)
{
	unsigned long long tenths = bytes / 100000;

	return tenths < 1000 ? snprintf(to, room, "%llu.%llu MB", tenths / 10, tenths % 10)
			     : snprintf(to, room, "%llu MB", tenths / 10);
}

static unsigned
percent(uint64_t done, uint64_t size)
{
	uint64_t part =
	    done < UINT64_MAX / 100 ? done * 100 / (size > 0 ? size : 1) : done / (size / 100 + 1);

	return part < 100 ? (unsigned)part : 100;
}

/* What is read, and how fast; or what was. Returns the length, 0 where there is nothing to say. */
static int
put_line(const struct waiting *w, double now, char line[WAITING_LINE])
{
	char amount[32], rate[32];
	double took = now - w->began;

	if (w->open == 0) {
		put_amount(amount, sizeof(amount), w->total);
		return w->total == 0 || !w->behind
			   ? 0
			   : snprintf(line, WAITING_LINE, TAKE_AWAY "%.32s: %s read, %llu s",
				 w->program, amount, (unsigned long long)(now - w->started));
	}
	if (w->done == 0)
		return 0;
	put_amount(amount, sizeof(amount), w->sized ? w->size : w->done);
	put_amount(rate, sizeof(rate), took > 0.001 ? (uint64_t)((double)w->done / took) : w->done);
	if (!w->sized)
		return snprintf(line, WAITING_LINE, TAKE_AWAY "%.32s: %s: %s, %s/s", w->program,
		    w->name, amount, rate);
	return snprintf(line, WAITING_LINE, TAKE_AWAY "%.32s: %s: %u %% of %s, %s/s", w->program,
	    w->name, percent(w->done, w->size), amount, rate);
}

/*
 * Writes to the terminal, unless that would stop us: in the background, where the line
 * would be in the way, too, or while the user holds the terminal.
 */
static bool
put(const struct waiting *w, const char *text, size_t len)
{
	struct pollfd ready = {.fd = w->fd, .events = POLLOUT};
	pid_t foreground = tcgetpgrp(w->fd);

	if ((foreground >= 0 && foreground != getpgrp()) || poll(&ready, 1, 0) <= 0 ||
	    (ready.revents & POLLOUT) == 0)
		return false;
	return write(w->fd, text, len) == (ssize_t)len;
}

/* With the lock held. */
static void
take_away(struct waiting *w)
{
	if (w->shown)
		(void)put(w, TAKE_AWAY, sizeof(TAKE_AWAY) - 1);
	w->shown = false;
}

/* With the lock held. */
static void
show(struct waiting *w)
{
	char line[WAITING_LINE];
	double now = w->clock();
	int n;

	if (now - w->started < FIRST / 1000.0)
		return;
	n = put_line(w, now, line);
	if (n > 0 && n < WAITING_LINE)
		w->shown = put(w, line, (size_t)n) || w->shown;
}

void
waiting_show(struct waiting *w)
{
	pthread_mutex_lock(&w->lock);
	show(w);
	pthread_mutex_unlock(&w->lock);
}

void
waiting_message(struct waiting *w, struct str text)
{
	if (w != NULL) {
		pthread_mutex_lock(&w->lock);
		take_away(w);
	}
	fwrite(text.ptr, 1, text.len, stderr);
	if (w != NULL)
		pthread_mutex_unlock(&w->lock);
}

/* ---- what is read ---- */

/* The end of a name, of characters that are fit for a terminal. */
static void
take_name(struct waiting *w, struct str name)
{
	size_t n = 0;

	if (name.len > WAITING_NAME) {
		name = str_skip(name, name.len - (WAITING_NAME - 3));
		while (name.len > 0 && ((unsigned char)name.ptr[0] & 0xc0) == 0x80)
			name = str_skip(name, 1);
		memcpy(w->name, "...", 3);
		n = 3;
	}
	while (name.len > 0) {
		size_t length = utf8_plain_length(name);

		if (length > 0)
			memcpy(w->name + n, name.ptr, length);
		else
			w->name[n] = '?';
		length = length > 0 ? length : 1;
		n += length;
		name = str_skip(name, length);
	}
	w->name[n] = '\0';
}

void
waiting_begin(struct waiting *w, const char *name, uint64_t size)
{
	if (w == NULL)
		return;
	pthread_mutex_lock(&w->lock);
	if (w->open++ == 0) {
		w->began = w->clock();
		w->done = w->size = 0;
		w->sized = true;
	}
	take_name(w, str_from(name));
	w->sized =
	    w->sized && size != UINT64_MAX && !__builtin_add_overflow(w->size, size, &w->size);
	pthread_mutex_unlock(&w->lock);
}

void
waiting_read(struct waiting *w, uint64_t bytes)
{
	if (w == NULL)
		return;
	pthread_mutex_lock(&w->lock);
	w->done += bytes;
	w->total += bytes;
	pthread_mutex_unlock(&w->lock);
}

void
waiting_end(struct waiting *w)
{
	if (w == NULL)
		return;
	pthread_mutex_lock(&w->lock);
	w->open -= w->open > 0;
	if (w->open == 0)
		take_away(w);
	pthread_mutex_unlock(&w->lock);
}

/* ---- the thread ---- */

/* An environment variable; the empty text where it is not set. */
static struct str
variable(const char *name)
{
	return str_from(getenv(name));
}

/* Whether there is somebody who looks at standard error, and a cursor that goes back. */
static bool
is_watched(void)
{
	struct str terminal = variable("TERM");

	return isatty(STDERR_FILENO) == 1 && variable("CI").len == 0 && terminal.len > 0 &&
	       !str_eq(terminal, STR("dumb"));
}

static struct timespec
after(struct timespec t, long milliseconds)
{
	t.tv_sec += milliseconds / 1000;
	t.tv_nsec += milliseconds % 1000 * 1000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	return t;
}

static void *
run(void *waiting)
{
	struct waiting *w = waiting;
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	at = after(at, FIRST);
	pthread_mutex_lock(&w->lock);
	while (!w->ends) {
		if (pthread_cond_timedwait(&w->changed, &w->lock, &at) != ETIMEDOUT || w->ends)
			continue;
		show(w);
		clock_gettime(CLOCK_MONOTONIC, &at);
		at = after(at, NEXT);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

/* A condition that waits by the clock that is never set. */
static bool
init_condition(pthread_cond_t *c)
{
	pthread_condattr_t attributes;
	bool done;

	if (pthread_condattr_init(&attributes) != 0)
		return false;
	done = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
	       pthread_cond_init(c, &attributes) == 0;
	pthread_condattr_destroy(&attributes);
	return done;
}

bool
waiting_start(struct waiting *w, const char *program)
{
	if (!is_watched())
		return false;
	waiting_init(w, program, STDERR_FILENO);
	w->behind = isatty(STDOUT_FILENO) != 1;
	if (init_condition(&w->changed)) {
		w->runs = pthread_create(&w->thread, NULL, run, w) == 0;
		if (w->runs)
			return true;
		pthread_cond_destroy(&w->changed);
	}
	waiting_release(w);
	return false;
}

void
waiting_stop(struct waiting *w)
{
	pthread_mutex_lock(&w->lock);
	take_away(w);
	w->ends = true;
	pthread_cond_signal(&w->changed);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	pthread_cond_destroy(&w->changed);
	waiting_release(w);
}
