/*
 * kernel.c - the kernel's symbols, from text like
 *
 *	ffffffff81000000 T _text
 *	ffffffffc0201000 t ftrace_trampoline	[__builtin__ftrace]
 *
 * Taken are T, t, W, w, D, d, B, b, as perf does. A symbol ends where the next
 * one begins; of several at one place the one that perf takes is kept.
 */
#include "kernel.h"

#ifdef __linux__
#include <link.h>
#include <sys/auxv.h>
#endif

#include <errno.h>
#include <unistd.h>

#include "cursor.h"
#include "files.h"
#include "mem.h"
#include "sorted.h"
#include "symbol.h"
#include "whole_file.h"

enum {
	PAGE = 4096,
	EXPECTED = 1 << 18, /* bytes of text: there are millions */
	BUILD_ID_SIZE = 20
};

void
kernel_symbols_release(struct kernel_symbols *t)
{
	mem_free(t->text);
	mem_free(t->rows);
	*t = (struct kernel_symbols){.text = NULL};
}

static struct str
name_of(const struct kernel_symbols *t, const struct kernel_symbol *s)
{
	return str_make(t->text + s->name, s->name_len);
}

/* Order of addresses; of the text where they are equal. */
static int
compare_symbols(const void *left, const void *right)
{
	const struct kernel_symbol *a = left, *b = right;

	return sorted_order2(a->start, b->start, a->name, b->name);
}

static uint64_t
page_after(uint64_t address)
{
	return (address + PAGE - 1) / PAGE * PAGE + PAGE;
}

/* The gap between the kernel's own symbols and its modules' belongs to neither. */
static void
set_ends(struct kernel_symbols *t)
{
	for (size_t i = 0; i < t->count; i++) {
		struct kernel_symbol *s = &t->rows[i];

		if (i + 1 == t->count || s->in_module != s[1].in_module)
			s->end = page_after(s->start);
		else
			s->end = s[1].start;
	}
}

/* Smaller is better: what perf looks at first, before names. */
static unsigned
rank(const struct kernel_symbol *s)
{
	bool empty = s->start == s->end, weak = s->kind == 'W', local = s->kind >= 'a';

	return (empty ? 4u : 0u) + (weak ? 2u : 0u) + (local ? 1u : 0u);
}

/* perf's choose_best_symbol: whether b is to be taken, not a, which stands before it. */
static bool
is_better(
    const struct kernel_symbols *t, const struct kernel_symbol *a, const struct kernel_symbol *b)
{
	if (rank(a) != rank(b))
		return rank(b) < rank(a);
	return symbol_second_is_better(name_of(t, a), name_of(t, b));
}

static void
choose_names(struct kernel_symbols *t)
{
	size_t kept = 0;

	for (size_t i = 1; i < t->count; i++) {
		if (t->rows[kept].start != t->rows[i].start)
			t->rows[++kept] = t->rows[i];
		else if (is_better(t, &t->rows[kept], &t->rows[i]))
			t->rows[kept] = t->rows[i];
	}
	if (t->count > 0)
		t->count = kept + 1;
}

/* One line; false without memory. */
static bool
add_line(struct kernel_symbols *t, struct str line)
{
	struct str address = str_cut(&line, ' '), kind = str_cut(&line, ' '), name;
	struct kernel_symbol s = {.kind = kind.len == 1 ? kind.ptr[0] : '\0'};

	if (s.kind == '\0' || strchr("TtWwDdBb", s.kind) == NULL ||
	    !str_hex_to_u64(address, &s.start))
		return true;
	name = str_cut(&line, '\t');
	if (name.len == 0 || name.ptr[0] == '$')
		return true;
	s.name = (uint32_t)(name.ptr - t->text);
	s.name_len = (uint32_t)name.len;
	s.in_module = str_starts(line, STR("["));
	if (!MEM_GROW(&t->rows, &t->cap, t->count + 1))
		return false;
	t->mixed |= t->count > 0 && s.start < t->rows[t->count - 1].start;
	t->rows[t->count++] = s;
	return true;
}

static void
set_range(struct kernel_symbols *t)
{
	for (size_t i = 0; i < t->count; i++) {
		if (t->rows[i].in_module)
			continue;
		if (t->end == 0)
			t->start = t->rows[i].start;
		t->end = t->rows[i].end;
	}
}

static bool
parse(struct kernel_symbols *t)
{
	struct str rest = str_make(t->text, t->len);

	while (rest.len > 0) {
		if (!add_line(t, str_trim_right(str_cut(&rest, '\n')))) {
			errno = ENOMEM;
			return false;
		}
	}
	if (t->mixed) /* the kernel's own are in order, a hundred thousand of them */
		sorted_sort(t->rows, t->count, sizeof(*t->rows), compare_symbols);
	if (t->count == 0 || t->rows[t->count - 1].start == 0) {
		errno = EACCES;
		return false;
	}
	set_ends(t);
	choose_names(t);
	set_range(t);
	return true;
}

bool
kernel_symbols_parse(struct kernel_symbols *t, struct str text)
{
	*t = (struct kernel_symbols){.text = mem_alloc(text.len), .len = text.len};
	if (t->text != NULL && text.len < UINT32_MAX) {
		memcpy(t->text, text.ptr, text.len);
		if (parse(t))
			return true;
	} else {
		errno = ENOMEM;
	}
	kernel_symbols_release(t);
	return false;
}

bool
kernel_symbols_load(struct kernel_symbols *t, const char *path)
{
	int fd = files_open(path), error;
	bool done;

	*t = (struct kernel_symbols){.text = NULL};
	if (fd < 0)
		return false;
	done = whole_file_read(fd, EXPECTED, UINT32_MAX - 1, &t->text, &t->len) && parse(t);
	error = errno;
	close(fd);
	if (!done)
		kernel_symbols_release(t);
	errno = error;
	return done;
}

static uint64_t
symbol_start(const void *rows, size_t i)
{
	return ((const struct kernel_symbol *)rows)[i].start;
}

struct str
kernel_symbols_find(const struct kernel_symbols *t, uint64_t address, bool module)
{
	size_t n = sorted_up_to(t->rows, t->count, address, symbol_start);

	if (n == 0 || address >= t->rows[n - 1].end || t->rows[n - 1].in_module != module)
		return (struct str){"", 0};
	return name_of(t, &t->rows[n - 1]);
}

bool
kernel_symbols_address(const struct kernel_symbols *t, struct str name, uint64_t *address)
{
	struct str rest = str_make(t->text, t->len);

	/* By the text: the name may have lost its place to another. */
	while (rest.len > 0) {
		struct str line = str_cut(&rest, '\n'), start = str_cut(&line, ' ');

		str_cut(&line, ' ');
		if (str_eq(str_trim_right(line), name))
			return str_hex_to_u64(start, address);
	}
	return false;
}

/* Notes (ELF): u32 name size, u32 size, u32 type (3: build-id), name, content, each padded to 4. */
int
kernel_build_id(char id[20])
{
	char text[4096];
	int fd = files_open("/sys/kernel/notes");
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text));
	struct cursor c = cursor_make(
	    str_make(text, n > 0 ? (size_t)n : 0), 0, __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
	int error = errno;

	if (fd >= 0)
		close(fd);
	errno = error;
	if (n < 0)
		return -1;
	while (cursor_more(&c)) {
		uint32_t name_size = cursor_u32(&c), size = cursor_u32(&c), type = cursor_u32(&c);
		struct str name = cursor_bytes(&c, ((uint64_t)name_size + 3) / 4 * 4);
		struct str content = cursor_bytes(&c, ((uint64_t)size + 3) / 4 * 4);

		if (c.failed || type != 3 || !str_starts(name, STR("GNU\0")) ||
		    size > BUILD_ID_SIZE)
			continue;
		memcpy(id, content.ptr, size);
		return (int)size;
	}
	return 0;
}

#ifdef __linux__
/* The size of the ELF image at p, whose section headers stand at its end. */
static size_t
image_size(const char *p)
{
	ElfW(Ehdr) header;

	memcpy(&header, p, sizeof(header));
	return (size_t)header.e_shoff + (size_t)header.e_shnum * header.e_shentsize;
}

struct str
kernel_vdso(void)
{
	union {
		unsigned long address;
		const char *ptr;
	} vdso = {.address = getauxval(AT_SYSINFO_EHDR)};

	if (vdso.address == 0)
		return (struct str){"", 0};
	return str_make(vdso.ptr, image_size(vdso.ptr));
}
#else
struct str
kernel_vdso(void)
{
	return (struct str){"", 0};
}
#endif
