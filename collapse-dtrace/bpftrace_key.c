/*
 * bpftrace_key.c - what a key of bpftrace is made of; see bpftrace_key.h.
 *
 *	"w, 32619, , \n    burn+43\n    main+265\n"    four parts: w, 32619, an empty
 *	                                                stack, and a stack of two frames
 *	"    std::vector<int, A>::at(unsigned long)+43"
 *	"\t7f12 burn+34 (/usr/bin/w)"                   with (perf)
 *	"\t7a2ee4 0x7a2ee4 ([unknown])"
 */
#include "bpftrace_key.h"

#include "mem.h"

void
bpftrace_parts_release(struct bpftrace_parts *parts)
{
	mem_free(parts->items);
	*parts = (struct bpftrace_parts){.items = NULL};
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Bytes of the lines that text begins with and that are frames. */
static size_t
frames_length(struct str text)
{
	size_t at = 0;

	while (at < text.len && is_blank(text.ptr[at]))
		at += str_find(str_skip(text, at), '\n') + 1;
	return at < text.len ? at : text.len;
}

bool
bpftrace_key_split(struct str key, struct bpftrace_parts *parts)
{
	struct str rest = key;

	parts->len = 0;
	for (;;) {
		struct bpftrace_part part = {STR(""), str_starts(rest, STR("\n"))};
		size_t skip = part.stack, end;

		end = part.stack ? frames_length(str_skip(rest, 1)) : str_search(rest, STR(", "));
		part.text = str_head(str_skip(rest, skip), end);
		rest = str_skip(rest, skip + end);
		if (!MEM_GROW(&parts->items, &parts->cap, parts->len + 1))
			return false;
		parts->items[parts->len++] = part;
		if (rest.len == 0)
			return true;
		rest = str_skip(rest, str_starts(rest, STR(", ")) ? 2 : 0);
	}
}

static bool
is_word(const struct bpftrace_part *part)
{
	uint64_t number;

	return !part->stack && part->text.len > 0 && !str_to_u64(part->text, &number);
}

/* The first part that the one behind it may belong to; parts->len: none. */
static size_t
first_pair(const struct bpftrace_parts *parts)
{
	for (size_t i = 0; i + 1 < parts->len; i++)
		if (is_word(&parts->items[i]) && is_word(&parts->items[i + 1]))
			return i;
	for (size_t i = 0; i + 1 < parts->len; i++)
		if (is_word(&parts->items[i]) && !parts->items[i + 1].stack)
			return i;
	return parts->len;
}

void
bpftrace_key_join(struct bpftrace_parts *parts, size_t n)
{
	while (parts->len > n) {
		size_t i = first_pair(parts);
		struct bpftrace_part *part = &parts->items[i];

		if (i == parts->len)
			return;
		part->text = str_span(part->text.ptr, part[1].text.ptr + part[1].text.len);
		parts->len--;
		memmove(part + 1, part + 2, (parts->len - i - 1) * sizeof(*part));
	}
}

/*
 * Where the offset of a frame begins: the last '+' with digits behind it, and then
 * nothing, or the dso or module. text.len: it has none.
 */
static size_t
offset_begin(struct str text)
{
	for (size_t end = text.len;;) {
		size_t plus = str_rfind(str_head(text, end), '+'), at = plus + 1;

		if (plus == end)
			return text.len;
		while (at < text.len && str_is_digit(text.ptr[at]))
			at++;
		if (at > plus + 1 && (at == text.len || text.ptr[at] == ' '))
			return plus;
		end = plus;
	}
}

/* "(/usr/bin/w)", "[ext4]": what is between the brackets, but for what is not known. */
static struct str
in_brackets(struct str text)
{
	text = str_trim(text);
	if (text.len < 2 || (*text.ptr != '(' && *text.ptr != '['))
		return STR("");
	text = str_make(text.ptr + 1, text.len - 2);
	return str_eq(text, STR("[unknown]")) ? STR("") : text;
}

/* Hexadecimal digits at the front, and a space: takes them off. */
static struct str
take_address(struct str *text)
{
	size_t len = 0;

	while (len < text->len && str_is_hex(text->ptr[len]))
		len++;
	if (len == 0 || len > 16 || len == text->len || text->ptr[len] != ' ')
		return STR("");
	*text = str_skip(*text, len + 1);
	return str_make(text->ptr - len - 1, len);
}

/* The length of "0x" and hexadecimal digits; 0 where text does not begin so. */
static size_t
hex_length(struct str text)
{
	size_t len = 2;

	while (len < text.len && str_is_hex(text.ptr[len]))
		len++;
	return str_starts(text, STR("0x")) && (len == text.len || text.ptr[len] == ' ') ? len : 0;
}

void
bpftrace_frame_split(struct str line, struct bpftrace_frame *frame)
{
	struct str text = str_trim(line);
	bool perf = str_starts(line, STR("\t"));
	size_t hex, offset, end;

	*frame = (struct bpftrace_frame){.address = perf ? take_address(&text) : STR("")};
	hex = hex_length(text);
	offset = hex > 0 ? hex : offset_begin(text);
	end = offset;
	frame->known = hex == 0;
	frame->name = str_trim(str_head(text, offset));
	while (end < text.len && text.ptr[end] != ' ')
		end++;
	frame->offset = str_span(text.ptr + offset, text.ptr + end);
	frame->dso = in_brackets(str_skip(text, end));
	if (hex > 0 && frame->address.len == 0)
		frame->address = str_make(text.ptr + 2, hex - 2);
}

static bool
begins_with_one_of(struct str name, const struct str *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_starts(name, words[i]))
			return true;
	return false;
}

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/*
 * The kernel's part of the address space is its upper half on all machines of 64 bits.
 * Without an address it is how a stack begins that tells: a thread of a program enters
 * the kernel by a system call, an interrupt or a fault, and begins in clone or _start.
 */
enum bpftrace_side
bpftrace_side(const struct bpftrace_frame *frame)
{
	static const struct str kernel[] = {STR_INIT("entry_SYS"), STR_INIT("do_syscall_"),
	    STR_INIT("asm_exc_"), STR_INIT("asm_sysvec_"), STR_INIT("asm_common_interrupt"),
	    STR_INIT("ret_from_fork"), STR_INIT("secondary_startup_"), STR_INIT("common_startup_"),
	    STR_INIT("cpu_startup_entry"), STR_INIT("el0t_"), STR_INIT("el0_svc"),
	    STR_INIT("el1h_"), STR_INIT("__x64_sys_"), STR_INIT("__arm64_sys_"),
	    STR_INIT("__se_sys_"), STR_INIT("ksys_"), STR_INIT("exit_to_user_mode"),
	    STR_INIT("irqentry_"), STR_INIT("finish_task_switch"), STR_INIT("ret_to_user"),
	    STR_INIT("ret_fast_syscall")};
	static const struct str user[] = {STR_INIT("__libc_start_"), STR_INIT("__libc_"),
	    STR_INIT("__GI_"), STR_INIT("start_thread"), STR_INIT("clone3"), STR_INIT("std::"),
	    STR_INIT("_dl_"), STR_INIT("pthread_")};

	if (frame->address.len > 0)
		return frame->address.len == 16 && *frame->address.ptr >= '8' ? BPFTRACE_KERNEL
									      : BPFTRACE_USER;
	if (begins_with_one_of(frame->name, kernel, COUNT(kernel)))
		return BPFTRACE_KERNEL;
	if (begins_with_one_of(frame->name, user, COUNT(user)) ||
	    str_eq(frame->name, STR("main")) || str_eq(frame->name, STR("_start")) ||
	    str_search(frame->name, STR("::")) < frame->name.len)
		return BPFTRACE_USER;
	return BPFTRACE_EITHER;
}
