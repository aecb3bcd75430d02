/* mem.c - lib/base/mem, lib/base/mapping: memory that is brought in stays what it is. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "mapping.h"
#include "mem.h"

enum { SIZE = 1 << 20 };

/* At any address, of any length, and of nothing. */
static void
ready(void)
{
	unsigned char *p = mem_alloc(SIZE);
	size_t wrong = 0;

	CHECK(p != NULL);
	if (p == NULL)
		return;
	for (size_t i = 0; i < SIZE; i++)
		p[i] = (unsigned char)(i * 7 >> 3);
	for (size_t at = 0; at < 10000; at += 997) {
		mem_ready(p + at, SIZE - 2 * at);
		mem_ready(p + at, at);
	}
	mem_ready(NULL, SIZE);
	for (size_t i = 0; i < SIZE; i++)
		wrong += p[i] != (unsigned char)(i * 7 >> 3);
	CHECK(wrong == 0);
	mem_free(p);
}

/* Of any size: all of it can be written. */
static void
alloc_ready(void)
{
	for (size_t n = 0; n <= (size_t)5 * SIZE; n += SIZE / 2 + 4099) {
		unsigned char *p = mem_alloc_ready(n);

		CHECK(p != NULL);
		if (p == NULL)
			return;
		memset(p, 7, n);
		CHECK(n == 0 || (p[0] == 7 && p[n - 1] == 7));
		mem_free(p);
	}
}

/* An array that grows past what comes in large pages keeps what it has. */
static void
grow(void)
{
	uint32_t *array = NULL;
	size_t cap = 0, wrong = 0;

	for (uint32_t i = 0; i < (uint32_t)4 * SIZE; i++) {
		if (!MEM_GROW(&array, &cap, i + 1)) {
			CHECK(false);
			break;
		}
		array[i] = i * 7;
	}
	for (uint32_t i = 0; array != NULL && i < (uint32_t)4 * SIZE; i++)
		wrong += array[i] != i * 7;
	CHECK(wrong == 0);
	mem_free(array);
}

/* A file that becomes shorter: what is gone is zeros, brought in or not. */
static void
cut_off(void)
{
	FILE *f = tmpfile();
	struct str bytes;
	size_t sum = 0;

	CHECK(f != NULL);
	if (f == NULL)
		return;
	for (int i = 0; i < SIZE; i++)
		fputc(1, f);
	CHECK(fflush(f) == 0);
	CHECK(mapping_open(&bytes, fileno(f), SIZE));
	mapping_ready(str_make(bytes.ptr + 5, 70000));
	mapping_ready(str_make(bytes.ptr, 0));
	CHECK(!mapping_is_lost(bytes));
#ifndef __s390x__ /* where qemu tells a handler no address */
	CHECK(ftruncate(fileno(f), SIZE / 2) == 0);
	mapping_ready(bytes);
	for (size_t i = 0; i < SIZE; i++)
		sum += (unsigned char)bytes.ptr[i];
	CHECK(sum == SIZE / 2);
	CHECK(mapping_is_lost(bytes));
#else
	(void)sum;
#endif
	mapping_close(bytes);
	CHECK(fclose(f) == 0);
}

/* More than there can be. */
static void
too_much(void)
{
	uint64_t *items = NULL;
	size_t cap = 0;

	CHECK(!MEM_GROW(&items, &cap, SIZE_MAX / 4));
	CHECK(items == NULL && cap == 0);
	CHECK(MEM_GROW(&items, &cap, 1) && cap >= 1);
	mem_free(items);
}

int
main(void)
{
	ready();
	alloc_ready();
	grow();
	cut_off();
	too_much();
	return check_done();
}
