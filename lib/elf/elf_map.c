/*
 * elf_map.c - a file as memory; see elf_map.h.
 *
 * It is known by where it lies, so that whether it was written to can be looked up at the end,
 * when it is open no more.
 */
#include "elf_map.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "mapping.h"

bool
elf_map_open_fd(struct elf_map *m, int fd)
{
	struct str bytes;
	struct stat st;

	if (fstat(fd, &st) != 0 || !mapping_open(&bytes, fd, (uint64_t)st.st_size))
		return false;
	*m = (struct elf_map){bytes, st.st_dev, st.st_ino, files_modified(&st)};
	return true;
}

bool
elf_map_open(struct elf_map *m, const char *path)
{
	int fd = files_open_regular(path), error;
	bool done;

	if (fd < 0)
		return false;
	done = elf_map_open_fd(m, fd);
	error = errno;
	close(fd);
	errno = error;
	return done;
}

void
elf_map_close(struct elf_map *m)
{
	mapping_close(m->bytes);
	*m = (struct elf_map){.bytes = {NULL, 0}};
}

bool
elf_map_changed(const struct elf_map *m, const char *path)
{
	struct stat st;

	if (mapping_is_lost(m->bytes))
		return true;
	/* Another file in its place does no harm to the one that is mapped. */
	return stat(path, &st) == 0 && st.st_dev == m->device && st.st_ino == m->file &&
	       ((uintmax_t)st.st_size != m->bytes.len || files_modified(&st) != m->modified);
}
