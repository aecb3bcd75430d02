/*
 * window.c - a part of a file in memory; see window.h.
 */
#include "window.h"

#include <errno.h>
#include <unistd.h>

#include "mem.h"

void
window_init(struct window *w, int fd, size_t end)
{
	*w = (struct window){.fd = fd, .end = end};
}

void
window_release(struct window *w)
{
	mem_free(w->buf);
	mem_free(w->held);
	window_init(w, -1, 0);
}

/* What the window has from a place on. */
static struct str
here(const struct window *w, size_t at)
{
	if (at < w->begin || at - w->begin >= w->len)
		return STR("");
	return str_skip(str_make(w->buf, w->len), at - w->begin);
}

/* Lets go of all but what is there from a place on. */
static void
begin_at(struct window *w, size_t at)
{
	struct str rest = here(w, at);

	if (rest.len > 0 && at > w->begin)
		memmove(w->buf, rest.ptr, rest.len);
	w->begin = at;
	w->len = rest.len;
}

/* Reads on, so that there are n bytes from a place on; less where the file has been cut off. */
static void
load(struct window *w, size_t at, size_t n)
{
	size_t cap = w->cap;

	begin_at(w, at);
	if (!MEM_GROW(&w->buf, &w->cap, n)) {
		w->error = ENOMEM;
		return;
	}
	if (w->cap > cap)
		mem_ready(w->buf + w->len, n - w->len);
	while (w->len < n) {
		ssize_t got = pread(w->fd, w->buf + w->len, n - w->len, (off_t)(at + w->len));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			w->error = errno;
		if (got <= 0)
			return;
		w->len += (size_t)got;
	}
}

struct str
window_at(struct window *w, size_t at, size_t n)
{
	size_t left = at < w->end ? w->end - at : 0;

	n = n < left ? n : left;
	if (here(w, at).len < n && w->error == 0)
		load(w, at, n);
	return str_head(here(w, at), left);
}

struct str
window_line(struct window *w, size_t at, size_t n)
{
	struct str text = here(w, at), more;

	if (text.len == 0)
		text = window_at(w, at, n);
	/* A line may be as long as it likes: each time twice as much is read. */
	while (str_find(text, '\n') == text.len) {
		n = n / 2 < text.len && text.len <= SIZE_MAX / 2 ? 2 * text.len : n;
		more = window_at(w, at, n);
		if (more.len <= text.len)
			return more;
		text = more;
	}
	return text;
}

bool
window_hold(struct window *w, struct str *s)
{
	if (s->ptr == w->held || s->len == 0)
		return true;
	if (!MEM_GROW(&w->held, &w->held_cap, s->len)) {
		w->error = ENOMEM;
		return false;
	}
	memcpy(w->held, s->ptr, s->len);
	s->ptr = w->held;
	return true;
}
