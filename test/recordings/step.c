/*
 * step.c - records a program by going through it instruction by instruction: samples fall where
 * they must, on every machine, however busy it is. Needs neither perf nor a clock.
 *
 *	step EVERY SAMPLES STACK FILE PROGRAM ARG…
 *
 * Writes FILE, a perf.data file as `perf record -e cpu-clock:u` writes it: a sample after each EVERY
 * instructions from the program's entry on, until it ends or SAMPLES are there. STACK is how many
 * bytes of stack a sample copies, with the registers, as by --call-graph dwarf; 0 makes it follow
 * frame pointers, as -g does, and -N no more than N of them, as an event does with max-stack=N. Only
 * the first thread of the first process is recorded.
 *
 *	header, struct perf_event_attr, records COMM, MMAP2 … SAMPLE, MMAP2 …
 *
 * FILE - is standard output, as a pipe has it; what the program prints goes to standard error.
 *
 *	header of two words, record HEADER_ATTR with the struct, the same records
 *
 * The format: perf.data-file-format.txt and perf_event.h of the Linux kernel; the order of registers
 * is its arch/x86/include/uapi/asm/perf_regs.h. Ends with 77 where it cannot work.
 */
#define _GNU_SOURCE /* the C library's ptrace */

#include <stdio.h>
#include <stdlib.h>

enum { CANNOT = 77 };

#if defined(__x86_64__) && defined(__linux__) && defined(__LP64__)

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "intern.h"
#include "output.h"
#include "str.h"

enum {
	RECORD_COMM = 3,
	RECORD_SAMPLE = 9,
	RECORD_MMAP2 = 10,
	MISC_USER = 2,
	MISC_COMM_EXEC = 1 << 13,
	MISC_MMAP_DATA = 1 << 13,
	RECORD_HEADER_ATTR = 64,
	HEADER_BYTES = 104,
	ATTR_BYTES = 112,   /* PERF_ATTR_SIZE_VER5 */
	FRAMES = 127,	    /* kernel.perf_event_max_stack, where nobody has changed it */
	STACK_MOST = 65528, /* multiples of eight, as bytes of a record are */
	STACK_AROUND = 232, /* what else a record has that holds a stack */
};

#define SAMPLE_IP (1 << 0)
#define SAMPLE_TID (1 << 1)
#define SAMPLE_TIME (1 << 2)
#define SAMPLE_CALLCHAIN (1 << 5)
#define SAMPLE_PERIOD (1 << 8)
#define SAMPLE_REGS_USER (1 << 12)
#define SAMPLE_STACK_USER (1 << 13)
#define EXCLUDE_KERNEL (1 << 5)
#define SAMPLE_ID_ALL (1 << 18)
#define CONTEXT_USER ((uint64_t)-512)
#define REGISTERS UINT64_C(0xff0fff) /* all but ds, es, fs and gs */

struct stepper {
	pid_t pid;
	int memory;	    /* the program's */
	uint64_t every;	    /* instructions from one sample to the next */
	uint64_t samples;   /* how many more */
	uint64_t stack;	    /* bytes to copy, or 0 */
	uint64_t frames;    /* to follow, at most, where none are copied */
	uint64_t steps;	    /* instructions so far */
	struct intern maps; /* lines of its list of mappings that are written */
	struct output records;
};

static void
fail(const char *what)
{
	fprintf(stderr, "step: %s: %s\n", what, strerror(errno));
	exit(CANNOT);
}

static void
put(struct output *out, uint64_t n, size_t bytes)
{
	output_bytes(out, &n, bytes);
}

/* Text with its NUL, to a multiple of eight bytes. */
static void
put_text(struct output *out, struct str s)
{
	output_str(out, s);
	for (size_t n = s.len; n == s.len || n % 8 != 0; n++)
		output_char(out, '\0');
}

/* What body holds, as a record; body is empty then. */
static void
put_record(struct stepper *s, unsigned type, unsigned misc, struct output *body)
{
	put(&s->records, type, 4);
	put(&s->records, misc, 2);
	put(&s->records, body->len + 8, 2);
	output_str(&s->records, output_text(body));
	output_close(body);
}

/* An instruction takes a microsecond. */
static uint64_t
now(const struct stepper *s)
{
	return 1000000000 + s->steps * 1000;
}

/* As sample_id_all has it at the end of what is no sample; before the sample that is taken now. */
static void
put_sample_id(const struct stepper *s, struct output *body)
{
	put(body, (uint64_t)s->pid, 4);
	put(body, (uint64_t)s->pid, 4);
	put(body, now(s) - 1, 8);
}

static void
put_comm(struct stepper *s, const char *path)
{
	struct str name = str_from(path);
	struct output body;
	size_t slash = str_rfind(name, '/');

	name = str_skip(name, slash == name.len ? 0 : slash + 1);
	output_to_memory(&body);
	put(&body, (uint64_t)s->pid, 4);
	put(&body, (uint64_t)s->pid, 4);
	put_text(&body, str_head(name, 15));
	put_sample_id(s, &body);
	put_record(s, RECORD_COMM, MISC_COMM_EXEC, &body);
}

/* PROT_READ, PROT_WRITE and PROT_EXEC of "r-xp". */
static unsigned
protection(struct str flags)
{
	unsigned bits = 0;

	for (size_t i = 0; i < 3 && i < flags.len; i++)
		bits |= flags.ptr[i] != '-' ? 1u << i : 0;
	return bits;
}

/*
 * From a line of /proc/PID/maps: "55d0-55d8 r-xp 00002000 08:01 1234   /path". Data are wanted, too:
 * perf looks into them for how to unwind.
 */
static void
put_mmap(struct stepper *s, struct str line)
{
	uint64_t begin = 0, end = 0, offset = 0, inode = 0;
	struct output body;
	struct str flags;
	bool executable;

	str_hex_to_u64(str_cut(&line, '-'), &begin);
	str_hex_to_u64(str_cut(&line, ' '), &end);
	flags = str_cut(&line, ' ');
	str_hex_to_u64(str_cut(&line, ' '), &offset);
	str_cut(&line, ' ');
	str_to_u64(str_cut(&line, ' '), &inode);
	line = str_trim(line);
	executable = (protection(flags) & 4) != 0;
	if ((!executable && line.len == 0) || str_starts(line, STR("[vsys")))
		return;
	output_to_memory(&body);
	put(&body, (uint64_t)s->pid, 4);
	put(&body, (uint64_t)s->pid, 4);
	put(&body, begin, 8);
	put(&body, end - begin, 8);
	put(&body, offset, 8);
	put(&body, 0, 8); /* the device, which nobody asks for */
	put(&body, inode, 8);
	put(&body, 0, 8);
	put(&body, protection(flags), 4);
	put(&body, 2, 4); /* MAP_PRIVATE */
	put_text(&body, line.len > 0 ? line : STR("//anon"));
	put_sample_id(s, &body);
	put_record(s, RECORD_MMAP2, MISC_USER | (executable ? 0 : MISC_MMAP_DATA), &body);
}

/* What is mapped by now and was not when it was last looked at. */
static void
put_new_maps(struct stepper *s)
{
	char path[64], line[4400];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/maps", (long)s->pid);
	f = fopen(path, "r");
	if (f == NULL)
		fail(path);
	while (fgets(line, sizeof(line), f) != NULL) {
		struct str text = str_trim(str_from(line));

		if (intern_find(&s->maps, text) == INTERN_NONE) {
			intern_id(&s->maps, text);
			put_mmap(s, text);
		}
	}
	fclose(f);
}

/* How many bytes at an address of the program were read. */
static size_t
peek(const struct stepper *s, uint64_t at, void *to, size_t bytes)
{
	ssize_t n = pread(s->memory, to, bytes, (off_t)at);

	return n < 0 ? 0 : (size_t)n;
}

static void
put_chain(const struct stepper *s, struct output *body, const struct user_regs_struct *r)
{
	uint64_t ips[FRAMES + 1] = {CONTEXT_USER, r->rip}, frame[2], at = r->rbp, n = 2;

	while (
	    n <= s->frames && peek(s, at, frame, sizeof(frame)) == sizeof(frame) && frame[1] != 0) {
		ips[n++] = frame[1];
		at = frame[0];
	}
	put(body, n, 8);
	output_bytes(body, ips, n * 8);
}

static void
put_stack(const struct stepper *s, struct output *body, const struct user_regs_struct *r)
{
	const uint64_t registers[] = {r->rax, r->rbx, r->rcx, r->rdx, r->rsi, r->rdi, r->rbp,
	    r->rsp, r->rip, r->eflags, r->cs, r->ss, r->r8, r->r9, r->r10, r->r11, r->r12, r->r13,
	    r->r14, r->r15};
	/* Like the kernel: no more than a record has room for. */
	const uint64_t most = STACK_MOST - STACK_AROUND, room = s->stack < most ? s->stack : most;
	uint64_t copied;

	put(body, 2, 8); /* PERF_SAMPLE_REGS_ABI_64 */
	output_bytes(body, registers, sizeof(registers));
	put(body, room, 8);
	if (!output_room(body, room))
		fail("memory");
	memset(body->buf + body->len, 0, room);
	copied = peek(s, r->rsp, body->buf + body->len, room);
	body->len += room;
	put(body, copied, 8);
}

static void
put_sample(struct stepper *s)
{
	struct user_regs_struct registers;
	struct output body;

	if (ptrace(PTRACE_GETREGS, s->pid, NULL, &registers) < 0)
		fail("registers");
	put_new_maps(s);
	output_to_memory(&body);
	put(&body, registers.rip, 8);
	put(&body, (uint64_t)s->pid, 4);
	put(&body, (uint64_t)s->pid, 4);
	put(&body, now(s), 8);
	put(&body, s->every, 8);
	if (s->stack > 0) {
		put(&body, 0, 8); /* no chain */
		put_stack(s, &body, &registers);
	} else {
		put_chain(s, &body, &registers);
	}
	put_record(s, RECORD_SAMPLE, MISC_USER, &body);
}

/* Waits for the program to stop; the signal that it stopped for, 0 when it has ended. */
static int
stopped(const struct stepper *s)
{
	int status;

	if (waitpid(s->pid, &status, 0) < 0)
		fail("waitpid");
	return WIFSTOPPED(status) ? WSTOPSIG(status) : 0;
}

/* Where the program begins when its libraries are there: AT_ENTRY. */
static uint64_t
entry(const struct stepper *s)
{
	uint64_t pair[2] = {0, 0};
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%ld/auxv", (long)s->pid);
	fd = open(path, O_RDONLY);
	while (pair[0] != 9 && read(fd, pair, sizeof(pair)) == (ssize_t)sizeof(pair))
		continue;
	close(fd);
	return pair[1];
}

/* Lets the dynamic linker do its work, up to the program's entry: by a breakpoint there. */
static void
run_to_entry(const struct stepper *s)
{
	struct user_regs_struct registers;
	uint64_t at = entry(s);
	char byte;

	if (peek(s, at, &byte, 1) != 1 || pwrite(s->memory, "\xcc", 1, (off_t)at) != 1)
		fail("breakpoint");
	if (ptrace(PTRACE_CONT, s->pid, NULL, NULL) < 0 || stopped(s) != SIGTRAP)
		fail("the program's entry");
	if (pwrite(s->memory, &byte, 1, (off_t)at) != 1 ||
	    ptrace(PTRACE_GETREGS, s->pid, NULL, &registers) < 0)
		fail("breakpoint");
	registers.rip = at;
	if (ptrace(PTRACE_SETREGS, s->pid, NULL, &registers) < 0)
		fail("registers");
}

static void
step_through(struct stepper *s)
{
	int sent = 0;

	for (;;) {
		if (s->steps % s->every == 0) {
			if (s->samples-- == 0)
				break;
			put_sample(s);
		}
		if (ptrace(PTRACE_SINGLESTEP, s->pid, NULL, (void *)(intptr_t)sent) < 0)
			fail("step");
		s->steps++;
		sent = stopped(s);
		if (sent == 0)
			return;
		if (sent == SIGTRAP)
			sent = 0;
	}
	kill(s->pid, SIGKILL);
	waitpid(s->pid, NULL, 0);
}

static void
put_attr(const struct stepper *s, struct output *out)
{
	const uint64_t type = SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME | SAMPLE_PERIOD |
			      SAMPLE_CALLCHAIN |
			      (s->stack > 0 ? SAMPLE_REGS_USER | SAMPLE_STACK_USER : 0);

	put(out, 1, 4); /* PERF_TYPE_SOFTWARE */
	put(out, ATTR_BYTES, 4);
	put(out, 0, 8); /* PERF_COUNT_SW_CPU_CLOCK */
	put(out, s->every, 8);
	put(out, type, 8);
	put(out, 0, 8); /* read_format */
	put(out, EXCLUDE_KERNEL | SAMPLE_ID_ALL, 8);
	for (int i = 0; i < 4; i++)
		put(out, 0, 8); /* wake-up, breakpoint, branches */
	put(out, s->stack > 0 ? REGISTERS : 0, 8);
	put(out, s->stack, 4);
	put(out, 0, 4);
	put(out, 0, 8);
	put(out, 0, 4);
	put(out, s->frames < FRAMES ? s->frames : 0, 2);
	put(out, 0, 2);
}

static void
put_pipe_header(const struct stepper *s, struct output *out)
{
	put(out, 16, 8);
	put(out, RECORD_HEADER_ATTR, 4);
	put(out, 0, 2);
	put(out, 8 + ATTR_BYTES, 2);
	put_attr(s, out);
}

static void
put_file_header(const struct stepper *s, struct output *out)
{
	put(out, HEADER_BYTES, 8);
	put(out, ATTR_BYTES + 16, 8);
	put(out, HEADER_BYTES, 8); /* attributes, data, types of events: where and how many bytes */
	put(out, ATTR_BYTES + 16, 8);
	put(out, HEADER_BYTES + ATTR_BYTES + 16, 8);
	put(out, s->records.len, 8);
	for (int i = 0; i < 6; i++)
		put(out, 0, 8); /* no types of events, no features */
	put_attr(s, out);
	put(out, 0, 8); /* no ids */
	put(out, 0, 8);
}

static int
write_file(const struct stepper *s, const char *path)
{
	const bool pipe = strcmp(path, "-") == 0;
	int fd = pipe ? STDOUT_FILENO : open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	struct output out;

	if (fd < 0)
		fail(path);
	output_init(&out, fd);
	OUTPUT_LITERAL(&out, "PERFILE2");
	if (pipe)
		put_pipe_header(s, &out);
	else
		put_file_header(s, &out);
	output_str(&out, output_text(&s->records));
	return output_close(&out) && close(fd) == 0 ? 0 : 1;
}

/* The program, stopped at its first instruction; its addresses are the same every time. */
static void
start(struct stepper *s, bool pipe, char **command)
{
	char path[64];

	s->pid = fork();
	if (s->pid == 0) {
		if (pipe)
			dup2(STDERR_FILENO, STDOUT_FILENO);
		personality(ADDR_NO_RANDOMIZE);
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0)
			execvp(command[0], command);
		perror(command[0]);
		_exit(CANNOT);
	}
	if (s->pid < 0 || stopped(s) != SIGTRAP)
		fail(command[0]);
	snprintf(path, sizeof(path), "/proc/%ld/mem", (long)s->pid);
	s->memory = open(path, O_RDWR);
	if (s->memory < 0)
		fail(path);
}

/* What STACK says. */
static bool
how_deep(struct stepper *s, struct str text)
{
	s->frames = FRAMES;
	if (str_starts(text, STR("-")))
		return str_to_u64(str_skip(text, 1), &s->frames) && s->frames > 0 &&
		       s->frames < FRAMES;
	return str_to_u64(text, &s->stack) && s->stack % 8 == 0 && s->stack <= STACK_MOST;
}

int
main(int argc, char **argv)
{
	struct stepper s = {0};
	int status;

	if (argc < 6 || !str_to_u64(str_from(argv[1]), &s.every) || s.every == 0 ||
	    !str_to_u64(str_from(argv[2]), &s.samples) || !how_deep(&s, str_from(argv[3]))) {
		fputs("usage: step EVERY SAMPLES STACK FILE PROGRAM ARG...\n", stderr);
		return 2;
	}
	intern_init(&s.maps);
	output_to_memory(&s.records);
	start(&s, strcmp(argv[4], "-") == 0, argv + 5);
	put_comm(&s, argv[5]);
	run_to_entry(&s);
	step_through(&s);
	status = write_file(&s, argv[4]);
	output_close(&s.records);
	intern_release(&s.maps);
	return status;
}

#else

int
main(void)
{
	fputs("step: knows Linux on x86-64 only\n", stderr);
	return CANNOT;
}

#endif
