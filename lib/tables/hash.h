/*
 * hash.h - fast hashes of bytes and numbers for tables that live as long as one run.
 *
 * Names come from strangers, who may choose them so that all fall into one place of a
 * table, and then each search looks at all. So a hash begins with a secret that is another in each
 * run (hash_seed.c), and each step multiplies what both halves of the input and of the
 * secret make, to 128 bits, and folds them, as wyhash does (Wang Yi, public domain): without the
 * secret nobody can tell which names meet. Not for anything that is stored or printed.
 */
#ifndef HASH_H
#define HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t
hash_mix(uint64_t h)
{
	h ^= h >> 33;
	h *= 0xff51afd7ed558ccdu;
	h ^= h >> 33;
	h *= 0xc4ceb9fe1a85ec53u;
	return h ^ h >> 33;
}

static inline uint64_t
hash_load(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* The upper and the lower half of a product of 128 bits, in one. */
static inline uint64_t
hash_fold(uint64_t a, uint64_t b)
{
#ifdef __SIZEOF_INT128__
	__extension__ const unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
#else
	uint64_t low = (a & UINT32_MAX) * (b & UINT32_MAX), high = (a >> 32) * (b >> 32);
	uint64_t one = (a >> 32) * (b & UINT32_MAX), two = (a & UINT32_MAX) * (b >> 32);
	uint64_t middle = (low >> 32) + (one & UINT32_MAX) + (two & UINT32_MAX);

	high += (one >> 32) + (two >> 32) + (middle >> 32);
	return (low & UINT32_MAX) ^ middle << 32 ^ high;
#endif
}

/* The secret of this run. */
uint64_t hash_seed(void);

/* Another half of the secret. */
static inline uint64_t
hash_other(uint64_t seed)
{
	return (seed << 32 | seed >> 32) ^ 0x9e3779b97f4a7c15u;
}

/* The last 0 to 8 bytes before p + n, as one number; different for every n. */
static inline uint64_t
hash_tail(const char *p, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | (unsigned char)p[i];
	return v;
}

static inline uint64_t
hash_number(uint64_t seed, uint64_t n)
{
	return hash_fold(n ^ seed, hash_other(seed));
}

static inline uint64_t
hash_bytes(uint64_t seed, const void *bytes, size_t n)
{
	const char *p = bytes;
	uint64_t h = seed ^ n, other = hash_other(seed);

	if (n < 8)
		return hash_fold(h ^ hash_tail(p, n) << 8, other);
	for (size_t left = n; left > 16; left -= 16, p += 16)
		h = hash_fold(h ^ hash_load(p), other ^ hash_load(p + 8));
	/* The last 16 bytes, or 8 and 8 that overlap. */
	p = (const char *)bytes + n;
	h = hash_fold(
	    h ^ hash_load(n >= 16 ? p - 16 : (const char *)bytes), other ^ hash_load(p - 8));
	return hash_fold(h, other);
}

/*
 * FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/): slow, but the same
 * everywhere and for ever, for what is stored or printed.
 */
#define HASH_FNV_BASIS 0xcbf29ce484222325u
#define HASH_FNV_PRIME 0x100000001b3u

static inline uint64_t
hash_fnv1a(const void *bytes, size_t n)
{
	const unsigned char *p = bytes;
	uint64_t h = HASH_FNV_BASIS;

	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * HASH_FNV_PRIME;
	return h;
}

#endif
