/*
 * window.h - a part of a file in memory, read again for each place that is looked at.
 *
 * Nothing of a file is mapped that is gone over from front to end: to map its pages, and to give
 * them back, takes longer than to read them into a buffer that is in the cache.
 */
#ifndef WINDOW_H
#define WINDOW_H

#include <stdbool.h>
#include <stddef.h>

#include "str.h"

struct window {
	int fd;
	size_t end; /* of the file, as far as it is looked at */
	char *buf;
	size_t cap;
	size_t begin, len; /* what is in the buffer: so many bytes from a place on */
	char *held;	   /* window_hold */
	size_t held_cap;
	int error; /* errno of a failed read, ENOMEM, or what steady.h has; or 0 */
};

void window_init(struct window *w, int fd, size_t end);
void window_release(struct window *w);

/*
 * The bytes from a place on, at least n of them where the file has as many: valid until the next
 * call. Less, and w->error, where reading failed.
 */
struct str window_at(struct window *w, size_t at, size_t n);

/* The bytes from a place on with at least one newline among them, where there is one. */
struct str window_line(struct window *w, size_t at, size_t n);

/* Moves a slice of the window to where it stays until another one is. False without memory. */
bool window_hold(struct window *w, struct str *s);

#endif
