/*
 * waiting.c - the line that says how far a program is: by a clock of our own, into a file.
 */
#include "waiting.h"

#include <stdlib.h>
#include <unistd.h>

#include "check.h"

#define AWAY "\r\033[K"

static double seconds;

static double
told_clock(void)
{
	return seconds;
}

/* What was written since the last call. */
static struct str
written(int fd)
{
	static char text[1024];
	ssize_t n;

	lseek(fd, 0, SEEK_SET);
	n = read(fd, text, sizeof(text));
	if (ftruncate(fd, 0) != 0 || n < 0)
		n = 0;
	lseek(fd, 0, SEEK_SET);
	return str_make(text, (size_t)n);
}

static int
temporary(void)
{
	char path[] = "/tmp/waiting-XXXXXX";
	int fd = mkstemp(path);

	unlink(path);
	return fd;
}

static void
begin(struct waiting *w, int fd)
{
	waiting_init(w, "prog", fd);
	w->clock = told_clock;
	w->started = seconds = 0;
}

static void
test_file(int fd)
{
	struct waiting w;

	begin(&w, fd);
	waiting_begin(&w, "dir/big.perf", 1472000000);
	waiting_read(&w, 200000000);
	seconds = 0.9;
	waiting_show(&w);
	CHECK_STR(written(fd), STR("")); /* nobody waited yet */
	seconds = 1;
	waiting_show(&w);
	CHECK_STR(written(fd), STR(AWAY "prog: dir/big.perf: 13 % of 1472 MB, 200 MB/s"));
	waiting_read(&w, 1272000000);
	seconds = 2;
	waiting_show(&w);
	CHECK_STR(written(fd), STR(AWAY "prog: dir/big.perf: 100 % of 1472 MB, 736 MB/s"));
	waiting_read(&w, 1000); /* it grew */
	waiting_show(&w);
	CHECK_STR(written(fd), STR(AWAY "prog: dir/big.perf: 100 % of 1472 MB, 736 MB/s"));
	waiting_end(&w);
	CHECK_STR(written(fd), STR(AWAY));
	waiting_show(&w);
	CHECK_STR(written(fd), STR("")); /* its output comes here, too */
	w.behind = true;
	seconds = 6;
	waiting_show(&w);
	CHECK_STR(written(fd), STR(AWAY "prog: 1472 MB read, 6 s"));
	waiting_release(&w);
}

static void
test_pipe(int fd)
{
	struct waiting w;

	begin(&w, fd);
	waiting_begin(&w, "stdin", UINT64_MAX);
	seconds = 3;
	waiting_show(&w);
	CHECK_STR(written(fd), STR("")); /* another program works, and may have a line */
	waiting_read(&w, 1500000);
	waiting_show(&w);
	CHECK_STR(written(fd), STR(AWAY "prog: stdin: 1.5 MB, 0.5 MB/s"));
	waiting_end(&w);
	waiting_release(&w);
	CHECK_STR(written(fd), STR(AWAY));
}

/* One file begins anew behind another, two at a time are added up, and who knows the size of a pipe? */
static void
test_several(int fd)
{
	struct waiting w;

	begin(&w, fd);
	waiting_begin(&w, "one", 1000000);
	waiting_read(&w, 1000000);
	seconds = 2;
	waiting_end(&w);
	waiting_begin(&w, "two", 4000000);
	waiting_read(&w, 1000000);
	seconds = 4;
	waiting_show(&w);
	CHECK_STR(written(fd), STR(AWAY "prog: two: 25 % of 4.0 MB, 0.5 MB/s"));
	waiting_begin(&w, "three", 4000000);
	waiting_read(&w, 3000000);
	waiting_show(&w);
	CHECK_STR(written(fd), STR(AWAY "prog: three: 50 % of 8.0 MB, 2.0 MB/s"));
	waiting_end(&w);
	CHECK_STR(written(fd), STR("")); /* the other goes on */
	waiting_begin(&w, "four", UINT64_MAX);
	waiting_show(&w);
	CHECK_STR(written(fd), STR(AWAY "prog: four: 4.0 MB, 2.0 MB/s"));
	waiting_end(&w);
	waiting_end(&w);
	CHECK_STR(written(fd), STR(AWAY));
	waiting_end(&w); /* once too often */
	waiting_begin(&w, "five", 10);
	waiting_read(&w, 5);
	waiting_show(&w);
	CHECK_STR(written(fd), STR(AWAY "prog: five: 50 % of 0.0 MB, 0.0 MB/s"));
	waiting_release(&w);
}

static void
shows(int fd, const char *name, const char *shown)
{
	struct waiting w;

	begin(&w, fd);
	waiting_begin(&w, name, UINT64_MAX);
	waiting_read(&w, 100000000);
	seconds = 1;
	waiting_show(&w);
	CHECK_STR(written(fd), str_from(shown));
	waiting_release(&w);
}

/* A name neither rules the terminal nor fills the line. */
static void
test_names(int fd)
{
	shows(fd, "a\nb\033[2Jc\xff", AWAY "prog: a?b?[2Jc?: 100 MB, 100 MB/s");
	shows(fd, "h\xc3\xa9", AWAY "prog: h\xc3\xa9: 100 MB, 100 MB/s");
	shows(fd, "0123456789012345678901234567890123456789",
	    AWAY "prog: 0123456789012345678901234567890123456789: 100 MB, 100 MB/s");
	shows(fd, "x/0123456789012345678901234567890123456789",
	    AWAY "prog: ...3456789012345678901234567890123456789: 100 MB, 100 MB/s");
	/* The end begins within a letter. */
	shows(fd,
	    "0123456\xc3\xa9"
	    "012345678901234567890123456789012345",
	    AWAY "prog: ...012345678901234567890123456789012345: 100 MB, 100 MB/s");
}

/* A terminal that takes nothing is no failure, and nothing is taken away then. */
static void
test_closed(int fd)
{
	struct waiting w;

	begin(&w, -1);
	waiting_begin(&w, "file", 100);
	waiting_read(&w, 50);
	seconds = 5;
	waiting_show(&w);
	CHECK(!w.shown);
	w.fd = fd;
	waiting_end(&w);
	CHECK_STR(written(fd), STR(""));
	waiting_release(&w);
	waiting_begin(NULL, "file", 100); /* nobody waits */
	waiting_read(NULL, 50);
	waiting_end(NULL);
}

int
main(void)
{
	int fd = temporary();

	CHECK(fd >= 0);
	test_file(fd);
	test_pipe(fd);
	test_several(fd);
	test_names(fd);
	test_closed(fd);
	close(fd);
	return check_done();
}
