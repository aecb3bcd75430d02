/*
 * mapping.c - a file as memory; see mapping.h.
 *
 * To touch a page behind the end that a file has by now raises SIGBUS. The handler puts a page
 * of zeros in its place, and the reader, whichever thread it is, goes on: what is in files is
 * not trusted anyway. At the end the file is looked at again.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, madvise */
#include "mapping.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 * The first address whose page was lost. A handler is told nothing but the address, so that this
 * is the one thing in the toolkit that is kept beside all structures.
 */
static _Atomic uintptr_t lost_at;

static void
replace_page(int number, siginfo_t *info, void *context)
{
	uintptr_t size = (uintptr_t)sysconf(_SC_PAGESIZE), none = 0;
	union {
		void *to;
		uintptr_t address;
	} page = {.to = info->si_addr};

	(void)context;
	atomic_compare_exchange_strong(&lost_at, &none, page.address);
	page.address &= ~(size - 1);
	if (info->si_code != BUS_ADRERR ||
	    mmap(page.to, size, PROT_READ, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
		MAP_FAILED)
		signal(number, SIG_DFL); /* the same again, and then it ends us */
}

static void
expect_losses(void)
{
	struct sigaction act = {.sa_sigaction = replace_page, .sa_flags = SA_SIGINFO};

	sigemptyset(&act.sa_mask);
	sigaction(SIGBUS, &act, NULL);
}

bool
mapping_open(struct str *bytes, int fd, uint64_t size)
{
	void *p;

	if (size == 0 || size > SIZE_MAX) {
		errno = EINVAL;
		return false;
	}
	expect_losses();
	p = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return false;
	*bytes = str_make(p, (size_t)size);
	return true;
}

/* munmap of slices, which are of memory that nobody may write to. */
static void
unmap(const char *from, size_t len)
{
	union {
		const char *from;
		void *to;
	} p = {.from = from};

	if (len > 0)
		munmap(p.to, len);
}

void
mapping_close(struct str bytes)
{
	uintptr_t lost = atomic_load(&lost_at);

	/* Another file may come to lie there. */
	if (mapping_is_lost(bytes))
		atomic_compare_exchange_strong(&lost_at, &lost, 0);
	if (bytes.ptr != NULL)
		unmap(bytes.ptr, bytes.len);
}

/* A page, as madvise wants it: nothing is written there. */
union page {
	const char *from;
	void *to;
	uintptr_t address;
};

void
mapping_ready(struct str bytes)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	union page p = {.from = bytes.ptr};
	size_t before = (size_t)(p.address & (page - 1));

	p.address -= before;
#ifdef MADV_POPULATE_READ /* where it is not known, pages come as they are looked at */
	if (bytes.len > 0)
		(void)madvise(p.to, bytes.len + before, MADV_POPULATE_READ);
#endif
}

bool
mapping_is_lost(struct str bytes)
{
	uintptr_t lost = atomic_load(&lost_at), begin = (uintptr_t)bytes.ptr;

	return lost != 0 && lost >= begin && lost - begin < bytes.len;
}
