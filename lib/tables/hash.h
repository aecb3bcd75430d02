/*
 * hash.h - a fast hash of bytes for tables that live as long as one run.
 *
 * Two lanes of 8 bytes a step, each multiplied and rotated, mixed at the end
 * with the finalizer of MurmurHash3 (Appleby, public domain): the upper bits
 * are as good as the lower ones. Not for anything that is stored or printed.
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

static inline uint64_t
hash_step(uint64_t h, uint64_t v)
{
	h = (h ^ v) * 0x9e3779b97f4a7c15u;
	return h << 29 | h >> 35;
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
hash_bytes(const void *bytes, size_t n)
{
	const char *p = bytes;
	uint64_t a = n, b = ~(uint64_t)n;

	if (n < 8)
		return hash_mix(hash_step(a, hash_tail(p, n)));
	for (size_t left = n; left > 16; left -= 16, p += 16) {
		a = hash_step(a, hash_load(p));
		b = hash_step(b, hash_load(p + 8));
	}
	/* The last 16 bytes, or 8 and 8 that overlap. */
	p = (const char *)bytes + n;
	a = hash_step(a, hash_load(n >= 16 ? p - 16 : (const char *)bytes));
	b = hash_step(b, hash_load(p - 8));
	return hash_mix(a ^ (b << 7 | b >> 57));
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
