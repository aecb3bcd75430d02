/*
 * mm_profdata.c - the file of rustc's self-profile; see mm_profdata.h.
 *
 * Little endian, as crate measureme writes it (file_header.rs, serialization.rs, stringtable.rs):
 *
 *	"MMPD" u32 version					9; 8 in older rustc
 *	u8 tag, u32 size, bytes					pages: 0 events, 1 string data, 2 index
 *
 * The pages of a tag are one stream, which begins with 8 bytes of its own ("MMES", "MMSD", "MMSI",
 * version). The index holds pairs of an id and an address in the string data, that head counted in.
 * A string goes up to a byte 0xff; 0xfe and an id insert another string.
 */
#define _XOPEN_SOURCE 700 /* pread */

#include "mm_profdata.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cursor.h"
#include "files.h"
#include "foreign.h"
#include "mem.h"
#include "sorted.h"

enum {
	TAG_EVENTS,
	TAG_DATA,
	TAG_INDEX,
	PAGE_HEAD = 5,
	FILE_HEAD = 8,
	STRING_END = 0xff,
	STRING_REFERENCE = 0xfe,
	STRING_DEEPEST = 8,
	STRING_LONGEST = 1 << 16,
	STRING_REFERENCES = 1 << 12, /* in a string and all that it inserts, which may be empty */
	/* What all strings may come to: so many times the file, and some more. */
	STRINGS_TIMES = 16,
	STRINGS_MORE = 1 << 20,
	/* Ids are counted up: one this far above the number of entries is none of rustc's. */
	ID_SLACK = 1 << 16,
	ID_TIMES = 16,
	COPY = 1 << 16
};

static bool
read_at(int fd, uint64_t at, void *buf, size_t len)
{
	char *to = buf;

	while (len > 0) {
		ssize_t n = pread(fd, to, len, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			errno = n == 0 ? EIO : errno;
			return false;
		}
		to += n;
		at += (uint64_t)n;
		len -= (size_t)n;
	}
	return true;
}

/* Copies what comes through a pipe into a file without a name. -1 with errno set. */
static int
copy_to_file(int from)
{
	int fd = mm_temporary_file();
	struct output out;
	char buf[COPY];
	ssize_t n = -1;
	int error;

	if (fd < 0)
		return -1;
	output_init(&out, fd);
	while ((n = read(from, buf, sizeof(buf))) > 0 || (n < 0 && errno == EINTR))
		if (n > 0)
			output_bytes(&out, buf, (size_t)n);
	error = n < 0 ? errno : 0;
	if (output_close(&out) && n == 0)
		return fd;
	if (n == 0)
		error = errno;
	close(fd);
	errno = error;
	return -1;
}

/* A file to seek in. -1 with errno set. */
static int
open_file(const char *path)
{
	bool standard = path == NULL || strcmp(path, "-") == 0;
	int fd = standard ? dup(STDIN_FILENO) : files_open(path);
	struct stat st;
	int copy;

	if (fd < 0 || fstat(fd, &st) != 0 || S_ISREG(st.st_mode))
		return fd;
	copy = copy_to_file(fd);
	close(fd);
	return copy;
}

static bool
add_page(struct mm_stream *s, uint64_t at, uint32_t len)
{
	if (len == 0)
		return true;
	if (!MEM_GROW(&s->pages, &s->cap, s->len + 1))
		return false;
	s->pages[s->len++] = (struct mm_page){s->size, at, len};
	s->size += len;
	return true;
}

static uint64_t
page_begin(const void *pages, size_t i)
{
	return ((const struct mm_page *)pages)[i].begin;
}

/* The page that holds a byte of the stream. */
static const struct mm_page *
find_page(const struct mm_stream *s, uint64_t at)
{
	size_t n = sorted_up_to(s->pages, s->len, at, page_begin);

	return &s->pages[n > 0 ? n - 1 : 0];
}

/* Reads bytes of a stream that are in it. False with errno set. */
static bool
read_stream(int fd, const struct mm_stream *s, uint64_t at, void *buf, size_t len)
{
	char *to = buf;

	while (len > 0) {
		const struct mm_page *p = find_page(s, at);
		uint64_t in = at - p->begin;
		size_t n = len < p->len - in ? len : (size_t)(p->len - in);

		if (!read_at(fd, p->at + in, to, n))
			return false;
		to += n;
		at += n;
		len -= n;
	}
	return true;
}

/* Takes one entry of the index. False with errno set. */
static bool
add_address(struct mm_file *f, uint64_t id, uint64_t address, uint64_t entries)
{
	uint32_t where = address < UINT32_MAX ? (uint32_t)address : 0;

	if (id == MM_METADATA) {
		f->metadata = where;
		return true;
	}
	if (id / ID_TIMES > entries + ID_SLACK || id > MM_METADATA) {
		f->unknown++;
		return true;
	}
	return mm_table_set(&f->addresses, (uint32_t)id, where);
}

/* False with errno set. */
static bool
read_index(struct mm_file *f, const struct mm_stream *index)
{
	size_t size = f->old ? 8 : 16;
	uint64_t at = MM_STREAM_HEAD, entries = index->size / size;
	char buf[COPY];

	while (at + size <= index->size) {
		uint64_t left = (index->size - at) / size * size;
		size_t len = left < sizeof(buf) ? (size_t)left : sizeof(buf);
		struct cursor c = cursor_make(str_make(buf, len), 0, false);

		if (!read_stream(f->fd, index, at, buf, len))
			return false;
		at += len;
		while (c.at < c.end) {
			uint64_t id = f->old ? cursor_u32(&c) : cursor_u64(&c);
			uint64_t address = f->old ? cursor_u32(&c) : cursor_u64(&c);

			if (!add_address(f, id, address, entries))
				return false;
		}
	}
	return true;
}

/* Goes through all pages. False with errno set. */
static bool
read_pages(struct mm_file *f, uint64_t size, struct mm_stream *index)
{
	struct mm_stream *const streams[] = {
	    [TAG_EVENTS] = &f->events, [TAG_DATA] = &f->data, [TAG_INDEX] = index};
	uint64_t at = FILE_HEAD;

	while (size - at >= PAGE_HEAD) {
		unsigned char head[PAGE_HEAD] = {0};
		struct cursor c = cursor_make(str_make((const char *)head, PAGE_HEAD), 1, false);
		uint32_t len;

		if (!read_at(f->fd, at, head, PAGE_HEAD))
			return false;
		at += PAGE_HEAD;
		len = cursor_u32(&c);
		f->cut = len > size - at;
		len = f->cut ? (uint32_t)(size - at) : len;
		if (head[0] <= TAG_INDEX && !add_page(streams[head[0]], at, len))
			return false;
		at += len;
	}
	f->cut = f->cut || at < size;
	return true;
}

/* Of a file that begins otherwise: what it is rather, and what to do. */
static const char *
other_file(int fd, uint64_t size)
{
	char head[FOREIGN_LOOK];
	size_t mark, n = size < sizeof(head) ? (size_t)size : sizeof(head);
	const char *reason = NULL;

	if (read_at(fd, 0, head, n))
		reason = foreign_reason(foreign_look(str_make(head, n), &mark));
	return reason != NULL ? reason : "is not a self-profile of rustc, which begins with MMPD";
}

static const char *
read_file(struct mm_file *f)
{
	unsigned char head[FILE_HEAD] = {0};
	struct cursor c = cursor_make(str_make((const char *)head, FILE_HEAD), 4, false);
	struct mm_stream index = {.pages = NULL};
	struct stat st;
	uint32_t version;
	bool good;

	if (fstat(f->fd, &st) != 0)
		return strerror(errno);
	if (st.st_size < FILE_HEAD || !read_at(f->fd, 0, head, FILE_HEAD) ||
	    memcmp(head, "MMPD", 4) != 0)
		return other_file(f->fd, (uint64_t)st.st_size);
	version = cursor_u32(&c);
	if (version != 8 && version != 9)
		return version > 9
			   ? "is of a newer version than 9, which this program knows"
			   : "is of an older version than 8; rustc 1.70 and later write 8 or 9";
	f->old = version == 8;
	f->budget = (uint64_t)st.st_size * STRINGS_TIMES + STRINGS_MORE;
	good = read_pages(f, (uint64_t)st.st_size, &index) && read_index(f, &index);
	mem_free(index.pages);
	return good ? NULL : strerror(errno != 0 ? errno : ENOMEM);
}

const char *
mm_open(struct mm_file *f, const char *path)
{
	*f = (struct mm_file){.fd = open_file(path)};
	mm_table_init(&f->addresses);
	errno = f->fd < 0 ? errno : 0;
	return f->fd < 0 ? strerror(errno) : read_file(f);
}

void
mm_release(struct mm_file *f)
{
	if (f->fd >= 0)
		close(f->fd);
	mem_free(f->events.pages);
	mem_free(f->data.pages);
	mem_free(f->windows);
	mm_table_release(&f->addresses);
}

bool
mm_read_events(const struct mm_file *f, uint64_t at, void *buf, size_t len)
{
	return read_stream(f->fd, &f->events, at, buf, len);
}

static bool
failed(struct mm_file *f, int error)
{
	f->error = f->error != 0 ? f->error : error != 0 ? error : EIO;
	return false;
}

uint64_t
mm_address(struct mm_file *f, uint64_t id)
{
	uint32_t address;

	if (id == MM_METADATA)
		return f->metadata;
	if (id > MM_ADDRESS_BASE)
		return id - MM_ADDRESS_BASE;
	if (id > MM_METADATA)
		return 0;
	if (!mm_table_get(&f->addresses, (uint32_t)id, &address))
		failed(f, errno);
	return address;
}

/* The bytes of the string data around one that is in it; NULL with f->error set. */
static const struct mm_window *
find_window(struct mm_file *f, uint64_t at)
{
	uint64_t begin = at / MM_WINDOW * MM_WINDOW, left = f->data.size - begin;
	struct mm_window *w;

	if (f->windows == NULL)
		f->windows = mem_zalloc(MM_WINDOWS, sizeof(*f->windows));
	if (f->windows == NULL) {
		failed(f, ENOMEM);
		return NULL;
	}
	w = &f->windows[begin / MM_WINDOW % MM_WINDOWS];
	if (w->len > 0 && w->begin == begin)
		return w;
	w->begin = begin;
	w->len = left < MM_WINDOW ? (size_t)left : MM_WINDOW;
	if (read_stream(f->fd, &f->data, begin, w->bytes, w->len))
		return w;
	failed(f, errno);
	w->len = 0;
	return NULL;
}

/* Takes bytes of the string data as a number, little endian. False where they are not in it. */
static bool
take_number(struct mm_file *f, uint64_t *at, size_t bytes, uint64_t *number)
{
	*number = 0;
	for (size_t i = 0; i < bytes; i++, ++*at) {
		const struct mm_window *w = *at < f->data.size ? find_window(f, *at) : NULL;

		if (w == NULL)
			return false;
		*number |= (uint64_t)w->bytes[*at - w->begin] << 8 * i;
	}
	return true;
}

/* Adds what stands before the next byte that ends or refers, and moves *at there; false as above. */
static bool
add_run(struct mm_file *f, uint64_t *at, struct output *out)
{
	while (*at < f->data.size && out->len < STRING_LONGEST) {
		const struct mm_window *w = find_window(f, *at);
		size_t begin, end;

		if (w == NULL)
			return false;
		begin = end = (size_t)(*at - w->begin);
		while (end < w->len && w->bytes[end] < STRING_REFERENCE)
			end++;
		output_bytes(out, (const char *)w->bytes + begin, end - begin);
		*at += end - begin;
		if (end < w->len)
			return true;
	}
	return *at < f->data.size;
}

static bool
add_string(struct mm_file *f, uint64_t at, struct output *out, int depth, int *references)
{
	uint64_t byte, id, other;

	while (out->len < STRING_LONGEST) {
		if (!add_run(f, &at, out))
			return false;
		if (out->len >= STRING_LONGEST || !take_number(f, &at, 1, &byte) ||
		    byte == STRING_END || ++*references > STRING_REFERENCES)
			break;
		other = take_number(f, &at, f->old ? 4 : 8, &id) ? mm_address(f, id) : 0;
		if (other == 0 || depth == STRING_DEEPEST ||
		    !add_string(f, other, out, depth + 1, references))
			OUTPUT_LITERAL(out, "<unknown>");
	}
	return true;
}

bool
mm_string(struct mm_file *f, uint64_t address, struct output *out)
{
	enum { EACH = 16 }; /* bytes that a search costs */
	size_t before = out->len;
	int references = 0;
	uint64_t cost;
	bool good;

	if (address < MM_STREAM_HEAD || address >= f->data.size || f->budget == 0)
		return false;
	good = add_string(f, address, out, 0, &references);
	cost = out->len - before + (uint64_t)EACH * (1 + (unsigned)references);
	f->budget -= cost < f->budget ? cost : f->budget;
	return good;
}
