/*
 * slower.c - a program of which two builds are compared: -DSLOWER=N makes one of its three
 * functions take N times as long.
 */
#include <stdint.h>
#include <stdio.h>

#ifndef SLOWER
#define SLOWER 1
#endif
#ifndef STEPS
#define ROUNDS 100
#define STEPS 1000000
#endif

#define BURN(name, factor)                                                                         \
	__attribute__((noinline)) static uint32_t name(uint32_t x)                                 \
	{                                                                                          \
		volatile uint32_t y = x;                                                           \
                                                                                                   \
		for (long i = 0; i < STEPS * (long)(factor); i++)                                  \
			y = y * 1664525u + 1013904223u;                                            \
		return y;                                                                          \
	}

BURN(read_records, 1)
BURN(sort_records, SLOWER)
BURN(write_records, 1)

int
main(void)
{
	uint32_t x = 1;

	for (int i = 0; i < ROUNDS; i++)
		x = write_records(sort_records(read_records(x)));
	printf("checksum %u\n", x);
	return 0;
}
