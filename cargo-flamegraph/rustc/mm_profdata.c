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
#define _XOPEN_SOURCE 700 /* mkstemp */

#include "mm_profdata.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cursor.h"
#include "files.h"
#include "foreign.h"
#include "mem.h"

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
	const char *folder = getenv("TMPDIR");
	struct output out;
	char path[4096], buf[COPY];
	ssize_t n = -1;
	int fd;

	snprintf(path, sizeof(path), "%s/self-profile.XXXXXX",
	    folder != NULL && *folder != '\0' ? folder : "/tmp");
	fd = mkstemp(path);
	if (fd < 0)
		return -1;
	unlink(path);
	output_init(&out, fd);
	while ((n = read(from, buf, sizeof(buf))) > 0 || (n < 0 && errno == EINTR))
		if (n > 0)
			output_bytes(&out, buf, (size_t)n);
	if (output_close(&out) && n == 0)
		return fd;
	close(fd);
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
add_events(struct mm_file *f, uint64_t at, uint32_t len)
{
	if (!MEM_GROW(&f->pages, &f->cap, f->len + 1))
		return false;
	f->pages[f->len++] = (struct mm_page){f->events, at, len};
	f->events += len;
	return true;
}

static bool
add_bytes(struct mm_file *f, struct output *to, uint64_t at, uint32_t len)
{
	if (len == 0)
		return true;
	if (!output_room(to, len) || !read_at(f->fd, at, to->buf + to->len, len))
		return false;
	to->len += len;
	return true;
}

/* Takes one entry of the index. False without memory. */
static bool
add_address(struct mm_file *f, uint64_t id, uint64_t address, size_t entries)
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
	if (!MEM_GROW(&f->address, &f->address_cap, (size_t)id + 1))
		return false;
	while (f->addresses <= id)
		f->address[f->addresses++] = 0;
	f->address[id] = where;
	return true;
}

static bool
read_index(struct mm_file *f, const struct output *index)
{
	struct str text = index->len > 0 ? output_text(index) : STR("");
	struct cursor c = cursor_make(text, 0, false);
	size_t entries = index->len / (f->old ? 8 : 16);

	cursor_skip(&c, MM_STREAM_HEAD);
	while (c.end - c.at >= (f->old ? 8 : 16)) {
		uint64_t id = f->old ? cursor_u32(&c) : cursor_u64(&c);
		uint64_t address = f->old ? cursor_u32(&c) : cursor_u64(&c);

		if (!add_address(f, id, address, entries))
			return false;
	}
	return true;
}

/* Goes through all pages. False with errno set. */
static bool
read_pages(struct mm_file *f, uint64_t size, struct output *index)
{
	uint64_t at = FILE_HEAD;

	while (size - at >= PAGE_HEAD) {
		unsigned char head[PAGE_HEAD] = {0};
		struct cursor c = cursor_make(str_make((const char *)head, PAGE_HEAD), 1, false);
		uint32_t len;
		bool good;

		if (!read_at(f->fd, at, head, PAGE_HEAD))
			return false;
		at += PAGE_HEAD;
		len = cursor_u32(&c);
		f->cut = len > size - at;
		len = f->cut ? (uint32_t)(size - at) : len;
		good = head[0] == TAG_EVENTS  ? add_events(f, at, len)
		       : head[0] == TAG_DATA  ? add_bytes(f, &f->data, at, len)
		       : head[0] == TAG_INDEX ? add_bytes(f, index, at, len)
					      : true;
		if (!good)
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
	struct output index;
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
	output_to_memory(&index);
	good = read_pages(f, (uint64_t)st.st_size, &index) && read_index(f, &index);
	output_close(&index);
	return good ? NULL : strerror(errno != 0 ? errno : ENOMEM);
}

const char *
mm_open(struct mm_file *f, const char *path)
{
	*f = (struct mm_file){.fd = open_file(path)};
	output_to_memory(&f->data);
	errno = f->fd < 0 ? errno : 0;
	return f->fd < 0 ? strerror(errno) : read_file(f);
}

void
mm_release(struct mm_file *f)
{
	if (f->fd >= 0)
		close(f->fd);
	mem_free(f->pages);
	mem_free(f->address);
	output_close(&f->data);
}

/* The page that holds a byte of the stream. */
static const struct mm_page *
find_page(const struct mm_file *f, uint64_t at)
{
	size_t low = 0, high = f->len;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (f->pages[middle].begin <= at)
			low = middle;
		else
			high = middle;
	}
	return &f->pages[low];
}

bool
mm_read_events(const struct mm_file *f, uint64_t at, void *buf, size_t len)
{
	char *to = buf;

	while (len > 0) {
		const struct mm_page *p = find_page(f, at);
		uint64_t in = at - p->begin;
		size_t n = len < p->len - in ? len : (size_t)(p->len - in);

		if (!read_at(f->fd, p->at + in, to, n))
			return false;
		to += n;
		at += n;
		len -= n;
	}
	return true;
}

uint64_t
mm_address(const struct mm_file *f, uint64_t id)
{
	if (id == MM_METADATA)
		return f->metadata;
	if (id < f->addresses)
		return f->address[id];
	return id > MM_ADDRESS_BASE ? id - MM_ADDRESS_BASE : 0;
}

static bool
add_string(const struct mm_file *f, uint64_t address, struct output *out, int depth)
{
	struct cursor c = cursor_make(output_text(&f->data), (size_t)address, false);

	while (!c.failed && out->len < STRING_LONGEST) {
		unsigned char byte = cursor_u8(&c);

		if (c.failed || byte == STRING_END)
			break;
		if (byte != STRING_REFERENCE) {
			output_char(out, (char)byte);
		} else {
			uint64_t id = f->old ? cursor_u32(&c) : cursor_u64(&c);
			uint64_t other = mm_address(f, id);

			if (c.failed || other == 0 || depth == STRING_DEEPEST ||
			    !add_string(f, other, out, depth + 1))
				OUTPUT_LITERAL(out, "<unknown>");
		}
	}
	return !c.failed;
}

bool
mm_string(const struct mm_file *f, uint64_t address, struct output *out)
{
	return address >= MM_STREAM_HEAD && address < f->data.len && add_string(f, address, out, 0);
}
