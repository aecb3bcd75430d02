/*
 * advice.c - what to do about what commonly goes wrong; see advice.h.
 *
 * Each message says what happened on its first line, and below, indented, what
 * to do next.
 */
#include "advice.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "input.h"

void
advise_missing(const struct report *r, const char *program)
{
	if (strcmp(program, "perf") == 0)
		report_error_lines(r, "perf is not installed (it is not on PATH); install it:\n"
				      "    Debian:  apt install linux-perf\n"
				      "    Ubuntu:  apt install linux-tools-common "
				      "linux-tools-$(uname -r)\n"
				      "    Fedora:  dnf install perf\n"
				      "    Arch:    pacman -S perf\n"
				      "  or name it: PERF=/path/to/perf");
	else if (strcmp(program, "dtrace") == 0)
		report_error_lines(r, "dtrace is not installed (it is not on PATH);\n"
				      "  it comes with macOS, FreeBSD and illumos; on Linux use "
				      "--backend perf,\n"
				      "  or name it: DTRACE=/path/to/dtrace");
	else
		report_error(r, "%s is not installed (it is not on PATH)", program);
}

/* The number in the file; `none` where there is none. */
static long
read_setting(const char *path, long none)
{
	struct str line = STR("");
	struct input in;
	bool negative;
	uint64_t n;

	if (!input_open(&in, path))
		return none;
	if (!input_line(&in, &line))
		line = STR("");
	line = str_trim(line);
	negative = str_starts(line, STR("-"));
	if (str_to_u64(str_skip(line, negative), &n) && n < 100)
		none = negative ? -(long)n : (long)n;
	input_close(&in);
	return none;
}

void
advise_perf_refused(const struct report *r, const char *pids, bool own_events)
{
	static const char path[] = "/proc/sys/kernel/perf_event_paranoid";
	long paranoid = read_setting(path, -2);

	if (own_events && (geteuid() == 0 || paranoid < 2)) {
		report_error_lines(r,
		    "perf could not record the events of --cmd: see what it says above\n"
		    "  `perf list` shows the events of this machine; a virtual machine "
		    "often has\n"
		    "  no hardware counters, and cpu-clock is there always: "
		    "--cmd 'record -e cpu-clock -g'");
		return;
	}
	if (geteuid() == 0 || paranoid < 0) {
		report_error_lines(r,
		    "perf could not record; --verbose shows what it says\n"
		    "  in a container it may be forbidden: allow perf_event_open, or "
		    "add the capability PERFMON");
		return;
	}
	report_error_lines(r,
	    "perf could not record: kernel.perf_event_paranoid is %ld\n"
	    "  allow it until the next start of this machine:\n"
	    "    sudo sysctl kernel.perf_event_paranoid=%d\n"
	    "  or for this run alone, through sudo: --root%s",
	    paranoid, paranoid > 1 ? 1 : -1,
	    pids != NULL ? "\n  (another user's process needs --root in any case)" : "");
}

void
advise_not_run(const struct report *r, int status)
{
	report_error_lines(r,
	    "nothing was sampled: the command ended with status %d, as one does that %s; there is "
	    "no picture\n"
	    "  run it by itself first, and see what it says",
	    status, status == 127 ? "was not found" : "cannot be run");
}

void
advise_starved(const struct report *r, double seconds)
{
	unsigned tenths = (unsigned)(seconds * 10 + 0.5);

	report_error_lines(r,
	    "nothing was sampled, although the command used %u.%u s of processor time: the machine "
	    "was too busy for perf, or keeps events from it\n"
	    "  try again when less is going on; --verbose shows what perf says",
	    tenths / 10, tenths % 10);
}

void
advise_no_samples(const struct report *r, bool process, bool waiting)
{
	report_error_lines(r,
	    "nothing was sampled: %s used no processor time worth a sample, so there is no "
	    "picture\n"
	    "  let it %s, or sample more often: --freq 9999%s",
	    process ? "the process" : "the command",
	    process ? "work while it is recorded" : "run longer",
	    waiting ? "" : "\n  where it waits, without the processor, is what --wall draws");
}

/* What makes less of it, in time or in size. */
#define SAMPLE_LESS "  sample less: --freq 97, or smaller stacks: --call-graph dwarf,8192 or fp"

void
advise_all_lost(const struct report *r, uint64_t lost)
{
	report_error_lines(r,
	    "nothing was sampled: perf's buffer was full, and it lost all of %llu sample%s, so "
	    "there is "
	    "no picture\n" SAMPLE_LESS,
	    (unsigned long long)lost, report_plural(lost));
}

void
advise_lost(struct report *r, uint64_t lost, uint64_t samples)
{
	unsigned long long all = (unsigned long long)lost + samples;
	unsigned long long permille =
	    (unsigned long long)((double)lost * 1000 / ((double)lost + (double)samples) + 0.5);

	/* A loss that does not change the picture is said, but needs no advice. */
	report_warning_lines(r, "perf lost %llu of %llu samples (%llu.%llu %%)%s",
	    (unsigned long long)lost, all, permille / 10, permille % 10,
	    permille < 10 ? "" : ", so widths are less exact\n" SAMPLE_LESS);
}

static uint64_t
load(const unsigned char *p, size_t size)
{
	uint64_t n = 0;

	for (size_t i = size; i-- > 0;)
		n = n << 8 | p[i];
	return n;
}

/*
 * Whether the code of a program stands at other addresses than in its file, as
 * lld and mold lay it out: older perf then finds no names. True for a 64-bit
 * little-endian ELF file, loaded anywhere (ET_DYN), with an executable segment
 * whose p_vaddr is not its p_offset. Offsets are those of elf(5).
 */
static bool
has_moved_code(const char *path)
{
	enum { HEAD = 64, PART = 56, DYN = 3, LOAD = 1, EXECUTABLE = 1 };
	unsigned char head[HEAD], part[PART];
	bool moved = false;
	uint64_t at, parts;
	int fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;

	if (fd < 0)
		return false;
	if (pread(fd, head, HEAD, 0) == HEAD && memcmp(head, "\177ELF\2\1", 6) == 0 &&
	    load(head + 16, 2) == DYN && load(head + 54, 2) == PART) {
		at = load(head + 32, 8);
		parts = load(head + 56, 2);
		for (; parts > 0 && !moved && pread(fd, part, PART, (off_t)at) == PART; parts--) {
			moved = load(part, 4) == LOAD && (load(part + 4, 4) & EXECUTABLE) &&
				load(part + 8, 8) != load(part + 16, 8);
			at += PART;
		}
	}
	close(fd);
	return moved;
}

void
advise_unnamed(struct report *r, double unnamed, double blank, const char *program)
{
	const char *linker = "";

	if (has_moved_code(program))
		linker = "\n  it was linked with lld or mold, whose layout older perf cannot read: "
			 "link with\n"
			 "    -Wl,--no-rosegment   (Rust: RUSTFLAGS=-Clink-arg=-Wl,--no-rosegment)";
	if (blank > 99.5)
		report_warning_lines(r,
		    "only [unknown] frames: no function has a name\n"
		    "  build with debug information (-g; Rust: CARGO_PROFILE_RELEASE_DEBUG=true) "
		    "and do not strip;\n"
		    "  where stacks are broken, too, build with -fno-omit-frame-pointer and record "
		    "with --call-graph fp%s",
		    linker);
	else
		report_warning_lines(r,
		    "%u %% of the samples are in functions without a name\n"
		    "  build with debug information (-g; Rust: CARGO_PROFILE_RELEASE_DEBUG=true), "
		    "do not strip,\n"
		    "  and install the debug symbols of libraries%s",
		    (unsigned)(unnamed + 0.5), linker);
}
