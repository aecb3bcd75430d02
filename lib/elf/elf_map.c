/*
 * elf_map.c - a file as memory; see elf_map.h.
 *
 * To touch a page behind the end that a file has by now raises SIGBUS. The handler puts a page
 * of zeros in its place, and the reader, whichever thread it is, goes on: what is in files is
 * not trusted anyway. At the end the file is looked at again.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "elf_map.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"

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
elf_map_open(struct elf_map *m, const char *path)
{
	int fd = files_open_regular(path), error = EINVAL;
	struct stat st;
	void *p = MAP_FAILED;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) != 0) {
		error = errno;
	} else if (st.st_size > 0 && (uintmax_t)st.st_size <= SIZE_MAX) {
		expect_losses();
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		error = errno;
	}
	close(fd);
	errno = error;
	if (p == MAP_FAILED)
		return false;
	*m = (struct elf_map){
	    str_make(p, (size_t)st.st_size), st.st_dev, st.st_ino, files_modified(&st)};
	return true;
}

/* Whether the page that was lost is one of these. */
static bool
is_lost(const struct elf_map *m, uintptr_t lost)
{
	uintptr_t begin = (uintptr_t)m->bytes.ptr;

	return lost >= begin && lost - begin < m->bytes.len;
}

void
elf_map_close(struct elf_map *m)
{
	union {
		const char *from;
		void *to;
	} p = {.from = m->bytes.ptr};

	uintptr_t lost = atomic_load(&lost_at);

	/* Another file may come to lie there. */
	if (is_lost(m, lost))
		atomic_compare_exchange_strong(&lost_at, &lost, 0);
	if (p.from != NULL)
		munmap(p.to, m->bytes.len);
	*m = (struct elf_map){.bytes = {NULL, 0}};
}

bool
elf_map_changed(const struct elf_map *m, const char *path)
{
	struct stat st;

	if (is_lost(m, atomic_load(&lost_at)))
		return true;
	/* Another file in its place does no harm to the one that is mapped. */
	return stat(path, &st) == 0 && st.st_dev == m->device && st.st_ino == m->file &&
	       ((uintmax_t)st.st_size != m->bytes.len || files_modified(&st) != m->modified);
}
