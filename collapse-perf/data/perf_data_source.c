/*
 * perf_data_source.c - the bytes of a perf.data file; see perf_data_source.h.
 */
#include "perf_data_source.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include "mem.h"

/* A chunk holds many records of up to 64 KB. */
enum { CHUNK = 1 << 20, SLURP = 1 << 20 };

void
perf_source_open(struct perf_source *s, int fd, struct str ahead)
{
	off_t at = lseek(fd, 0, SEEK_CUR);
	struct stat st;

	*s = (struct perf_source){.fd = fd, .image = ahead, .size = UINT64_MAX};
	if (at < 0 || (uint64_t)at < ahead.len || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return;
	s->seeks = true;
	s->base = (uint64_t)at - ahead.len;
	s->size = (uint64_t)st.st_size > s->base ? (uint64_t)st.st_size - s->base : 0;
}

void
perf_source_open_image(struct perf_source *s, struct str image)
{
	*s = (struct perf_source){.fd = -1, .seeks = true, .image = image, .size = image.len};
}

void
perf_source_release(struct perf_source *s)
{
	mem_free(s->owned);
	*s = (struct perf_source){.fd = -1};
}

static size_t
read_image(struct perf_source *s, void *buf, size_t n)
{
	if (s->at >= s->image.len)
		return 0;
	if (n > s->image.len - (size_t)s->at)
		n = s->image.len - (size_t)s->at;
	memcpy(buf, s->image.ptr + s->at, n);
	s->at += n;
	return n;
}

/* One read, or pread where the source is a file that seeks; -1 with errno set. */
static ssize_t
read_some(struct perf_source *s, char *buf, size_t n)
{
	ssize_t got;
	uint64_t at;

	if (s->seeks && (__builtin_add_overflow(s->base, s->at, &at) || at > INT64_MAX))
		return 0;
	do
		got =
		    s->seeks ? pread(s->fd, buf, n, (off_t)(s->base + s->at)) : read(s->fd, buf, n);
	while (got < 0 && errno == EINTR);
	return got;
}

size_t
perf_source_read_some(struct perf_source *s, void *buf, size_t n)
{
	size_t done = s->fd < 0 || !s->seeks ? read_image(s, buf, n) : 0;
	ssize_t got;

	if (s->fd < 0)
		return done;
	waiting_read(s->waiting, done);
	if (done > 0 || n == 0 || s->error != 0)
		return done;
	got = read_some(s, buf, n);
	if (got < 0)
		s->error = errno;
	if (got <= 0)
		return 0;
	s->at += (size_t)got;
	waiting_read(s->waiting, (size_t)got);
	return (size_t)got;
}

size_t
perf_source_read(struct perf_source *s, void *buf, size_t n)
{
	size_t done = 0, got;

	while (done < n && (got = perf_source_read_some(s, (char *)buf + done, n - done)) > 0)
		done += got;
	return done;
}

bool
perf_source_skip(struct perf_source *s, uint64_t n)
{
	char drop[4096];

	if (s->seeks) {
		if (n > s->size || s->at > s->size - n)
			return false;
		s->at += n;
		return true;
	}
	while (n > 0) {
		size_t want = n < sizeof(drop) ? (size_t)n : sizeof(drop);

		if (perf_source_read(s, drop, want) < want)
			return false;
		n -= want;
	}
	return true;
}

bool
perf_source_slurp(struct perf_source *s, struct str head)
{
	size_t len = 0, cap = 0;
	size_t got;

	if (!MEM_GROW(&s->owned, &cap, head.len)) {
		s->error = ENOMEM;
		return false;
	}
	memcpy(s->owned, head.ptr, head.len);
	len = head.len;
	do {
		if (!MEM_GROW(&s->owned, &cap, len + SLURP)) {
			s->error = ENOMEM;
			return false;
		}
		got = perf_source_read(s, s->owned + len, SLURP);
		len += got;
	} while (got == SLURP);
	if (s->error != 0)
		return false;
	s->image = str_make(s->owned, len);
	s->size = len;
	s->fd = -1;
	s->seeks = true;
	s->at = head.len;
	return true;
}

void
perf_chunk_release(struct perf_chunk *c)
{
	if (c != NULL && --c->uses == 0)
		mem_free(c);
}

void
perf_stream_release(struct perf_stream *s)
{
	perf_chunk_release(s->chunk);
	*s = (struct perf_stream){.chunk = NULL};
}

char *
perf_stream_room(struct perf_stream *s, size_t need, size_t *room)
{
	struct perf_chunk *old = s->chunk, *c = old;
	struct str rest = perf_stream_text(s);
	size_t cap;

	if (old != NULL && rest.len == 0 && old->uses == 1) {
		old->len = 0;
		s->at = 0;
	}
	if (old == NULL || old->cap - old->len < need) {
		cap = rest.len + need > CHUNK ? rest.len + need : CHUNK;
		c = mem_alloc(sizeof(*c) + cap);
		if (c == NULL)
			return NULL;
		*c = (struct perf_chunk){.uses = 1, .len = rest.len, .cap = cap};
		memcpy(c->bytes, rest.ptr, rest.len);
		s->chunk = c;
		s->at = 0;
		perf_chunk_release(old);
	}
	*room = c->cap - c->len;
	return c->bytes + c->len;
}
