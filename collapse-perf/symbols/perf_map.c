/*
 * perf_map.c - JIT symbols, a line each: start and size in hexadecimal, and the name
 *
 *	3a2c1f00 1c0 LazyCompile:~fib /srv/app.js:1:13
 */
#include "perf_map.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"
#include "sorted.h"
#include "whole_file.h"

void
perf_map_release(struct perf_map *m)
{
	mem_free(m->text);
	mem_free(m->rows);
	*m = (struct perf_map){.text = NULL};
}

static bool
add_line(struct perf_map *m, struct str line)
{
	struct str start = str_cut(&line, ' '), size = str_cut(&line, ' ');
	struct perf_map_symbol s = {.name = str_trim_right(line)};
	uint64_t length;

	if (str_starts(start, STR("0x")))
		start = str_skip(start, 2);
	if (str_starts(size, STR("0x")))
		size = str_skip(size, 2);
	if (!str_hex_to_u64(start, &s.start) || !str_hex_to_u64(size, &length) || length == 0 ||
	    s.name.len == 0 || __builtin_add_overflow(s.start, length, &s.end))
		return true;
	if (!MEM_GROW(&m->rows, &m->cap, m->count + 1))
		return false;
	m->rows[m->count++] = s;
	return true;
}

/* By start; what came later in the file first. */
static int
compare_symbols(const void *left, const void *right)
{
	const struct perf_map_symbol *a = left, *b = right;

	return sorted_order2(a->start, b->start, (uintptr_t)b->name.ptr, (uintptr_t)a->name.ptr);
}

/* A heap of row numbers, the one that came last in the file on top. */
struct heap {
	const struct perf_map_symbol *rows;
	size_t *items;
	size_t len;
};

static bool
is_later(const struct heap *h, size_t a, size_t b)
{
	return h->rows[h->items[a]].name.ptr > h->rows[h->items[b]].name.ptr;
}

static void
heap_swap(struct heap *h, size_t a, size_t b)
{
	size_t item = h->items[a];

	h->items[a] = h->items[b];
	h->items[b] = item;
}

static void
heap_push(struct heap *h, size_t row)
{
	size_t at = h->len++;

	h->items[at] = row;
	for (; at > 0 && is_later(h, at, (at - 1) / 2); at = (at - 1) / 2)
		heap_swap(h, at, (at - 1) / 2);
}

static void
heap_pop(struct heap *h)
{
	size_t at = 0;

	h->items[0] = h->items[--h->len];
	for (;;) {
		size_t child = 2 * at + 1;

		if (child + 1 < h->len && is_later(h, child + 1, child))
			child++;
		if (child >= h->len || !is_later(h, child, at))
			return;
		heap_swap(h, at, child);
		at = child;
	}
}

/* Adds [from, to) of the row on top to `flat`. */
static bool
emit(struct perf_map *flat, const struct heap *h, uint64_t from, uint64_t to)
{
	struct perf_map_symbol s = h->rows[h->items[0]];

	if (from >= to)
		return true;
	if (!MEM_GROW(&flat->rows, &flat->cap, flat->count + 1))
		return false;
	s.start = from;
	s.end = to;
	flat->rows[flat->count++] = s;
	return true;
}

/* Fills `flat`, from address to address of the sorted rows: at each place the latest row counts. */
static bool
sweep(const struct perf_map *m, struct heap *h, struct perf_map *flat)
{
	uint64_t at = 0;

	for (size_t next = 0; next < m->count || h->len > 0;) {
		uint64_t until;

		while (h->len > 0 && h->rows[h->items[0]].end <= at)
			heap_pop(h);
		if (h->len == 0 && next == m->count)
			break;
		if (h->len == 0)
			at = m->rows[next].start;
		while (next < m->count && m->rows[next].start <= at)
			heap_push(h, next++);
		until = h->rows[h->items[0]].end;
		if (next < m->count && m->rows[next].start < until)
			until = m->rows[next].start;
		if (!emit(flat, h, at, until))
			return false;
		at = until > at ? until : at;
	}
	return true;
}

static bool
flatten(struct perf_map *m)
{
	struct perf_map flat = {.text = NULL};
	struct heap heap = {.rows = m->rows, .items = mem_zalloc(m->count + 1, sizeof(size_t))};
	bool done;

	sorted_sort(m->rows, m->count, sizeof(*m->rows), compare_symbols);
	done = heap.items != NULL && sweep(m, &heap, &flat);
	mem_free(heap.items);
	if (!done) {
		mem_free(flat.rows);
		return false;
	}
	mem_free(m->rows);
	m->rows = flat.rows;
	m->count = flat.count;
	m->cap = flat.cap;
	return true;
}

static bool
parse(struct perf_map *m)
{
	struct str rest = str_make(m->text, m->len);

	while (rest.len > 0) {
		if (!add_line(m, str_cut(&rest, '\n'))) {
			errno = ENOMEM;
			return false;
		}
	}
	if (flatten(m))
		return true;
	errno = ENOMEM;
	return false;
}

bool
perf_map_parse(struct perf_map *m, struct str text)
{
	*m = (struct perf_map){.text = mem_alloc(text.len), .len = text.len};
	if (m->text != NULL) {
		memcpy(m->text, text.ptr, text.len);
		if (parse(m))
			return true;
	}
	errno = ENOMEM;
	perf_map_release(m);
	return false;
}

/* Reads a file that nobody else could have written; false with errno set. */
static bool
read_all(struct perf_map *m, int fd, uid_t owner)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return false;
	if (st.st_uid != 0 && st.st_uid != geteuid() && st.st_uid != owner) {
		errno = EPERM;
		return false;
	}
	return whole_file_read(fd, (size_t)st.st_size, SIZE_MAX / 2, &m->text, &m->len);
}

bool
perf_map_read(struct perf_map *m, int fd, uid_t owner)
{
	bool done;
	int error;

	*m = (struct perf_map){.text = NULL};
	done = read_all(m, fd, owner) && parse(m);
	error = errno;
	if (!done)
		perf_map_release(m);
	errno = error;
	return done;
}

static uint64_t
symbol_end(const void *rows, size_t i)
{
	return ((const struct perf_map_symbol *)rows)[i].end;
}

struct str
perf_map_find(const struct perf_map *m, uint64_t address)
{
	size_t n = sorted_up_to(m->rows, m->count, address, symbol_end);

	if (n == m->count || m->rows[n].start > address)
		return (struct str){"", 0};
	return m->rows[n].name;
}
