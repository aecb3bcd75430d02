/*
 * hash_seed.c - the secret of a run, for its hash tables; see hash.h.
 *
 * Linux gives each process 16 random bytes (getauxval(3), AT_RANDOM), which cost no call of
 * the system. Elsewhere they are read from /dev/urandom; and where that is not there, all that is
 * left is where the process lies in memory, and the time.
 */
#include "hash.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/auxv.h>
#endif

static uint64_t
mix_words(const unsigned char *bytes)
{
	return hash_mix(hash_load((const char *)bytes)) ^ hash_load((const char *)bytes + 8);
}

static uint64_t
seed_by_time(void)
{
	struct timespec t = {0, 0};

	clock_gettime(CLOCK_REALTIME, &t);
	return hash_mix((uint64_t)t.tv_sec << 30 ^ (uint64_t)t.tv_nsec) ^
	       hash_mix((uint64_t)(uintptr_t)&t ^ (uint64_t)getpid() << 32);
}

static uint64_t
seed_from_file(void)
{
	int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	unsigned char bytes[16];
	ssize_t n = fd >= 0 ? read(fd, bytes, sizeof(bytes)) : -1;

	if (fd >= 0)
		close(fd);
	return n == (ssize_t)sizeof(bytes) ? mix_words(bytes) : seed_by_time();
}

uint64_t
hash_seed(void)
{
#ifdef __linux__
	union {
		unsigned long address;
		const unsigned char *bytes;
	} random = {.address = getauxval(AT_RANDOM)};

	if (random.address != 0)
		return mix_words(random.bytes);
#endif
	return seed_from_file();
}
