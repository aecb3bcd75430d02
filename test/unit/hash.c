/*
 * hash.c - lib/tables/hash: names that meet by intent meet under one secret alone.
 *
 * Usage: hash [seed]	with an argument it prints the secret of this run
 */
#include "hash.h"

#include <stdio.h>

#include "check.h"
#include "slots.h"

enum { NAMES = 20000, LENGTH = 16 };

/* Name number i; under the seed 0 each of these has the same hash. */
static void
make_name(char name[LENGTH], unsigned i)
{
	memset(name, 0, LENGTH);
	name[0] = LENGTH;
	for (int digit = 8; digit < LENGTH; digit++, i /= 10)
		name[digit] = (char)('0' + i % 10);
}

/* How many of the names have a hash whose last 16 bits another one had. */
static size_t
meetings(uint64_t seed)
{
	static unsigned char seen[1 << 16];
	char name[LENGTH];
	size_t n = 0;

	memset(seen, 0, sizeof(seen));
	for (unsigned i = 0; i < NAMES; i++) {
		struct slots t = {.seed = seed};
		uint32_t hash;

		make_name(name, i);
		hash = slots_hash(&t, str_make(name, LENGTH)) & 0xffff;
		n += seen[hash] != 0;
		seen[hash] = 1;
	}
	return n;
}

/* Of 20,000 in 65,536 places 2,800 meet by chance. */
static void
names_meet_by_chance(void)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ /* whose words the names are made of */
	CHECK(meetings(0) == NAMES - 1);
#endif
	CHECK(meetings(1) < 3400);
	CHECK(meetings(0x0123456789abcdef) < 3400);
	CHECK(meetings(hash_seed()) < 3400);
}

/* Every byte counts, wherever it is and however long the name. */
static void
every_byte(void)
{
	char name[50] = {0};
	uint64_t seed = 0x123456789abcdef;

	for (size_t len = 1; len <= sizeof(name); len++) {
		uint64_t h = hash_bytes(seed, name, len);

		CHECK(h != hash_bytes(seed, name, len - 1));
		for (size_t i = 0; i < len; i++) {
			name[i] ^= 0x20;
			CHECK(h != hash_bytes(seed, name, len));
			name[i] ^= 0x20;
		}
	}
}

/* The product's halves, whichever way it is made. */
static void
folded(void)
{
	CHECK(hash_fold(UINT64_MAX, UINT64_MAX) == UINT64_MAX);
	CHECK(hash_fold(0xfedcba9876543210, 0x0123456789abcdef) == 0x2317228f48165bb2);
	CHECK(hash_fold((uint64_t)1 << 63, 4) == 2);
	CHECK(hash_fold(0, 7) == 0);
}

int
main(int argc, char **argv)
{
	(void)argv;
	if (argc > 1) {
		printf("%llx\n", (unsigned long long)hash_seed());
		return 0;
	}
	names_meet_by_chance();
	every_byte();
	folded();
	return check_done();
}
