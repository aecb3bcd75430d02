/*
 * orders.c - a program to profile: makes up orders, writes them as text, reads
 * them back, adds them up by customer and sorts the result, again and again.
 *
 * Usage: orders [ROUNDS]
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ORDERS = 20000, CUSTOMERS = 4096, LINE = 48 };

struct order {
	uint32_t customer;
	uint32_t cents;
};

struct customer {
	char name[16];
	uint64_t cents;
};

static uint64_t seed = 1;

static uint32_t
next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 32);
}

static void
make_order(struct order *o)
{
	o->customer = next_random() % CUSTOMERS;
	o->cents = next_random() % 100000;
}

static void
write_order(char line[LINE], const struct order *o)
{
	snprintf(line, LINE, "customer-%u,%u.%02u", o->customer, o->cents / 100, o->cents % 100);
}

static uint32_t
hash_name(const char *name)
{
	uint32_t h = 2166136261U;

	for (; *name != '\0'; name++)
		h = (h ^ (unsigned char)*name) * 16777619U;
	return h;
}

static struct customer *
find_customer(struct customer table[2 * CUSTOMERS], const char *name)
{
	uint32_t at = hash_name(name) % (2 * CUSTOMERS);

	while (table[at].name[0] != '\0' && strcmp(table[at].name, name) != 0)
		at = (at + 1) % (2 * CUSTOMERS);
	if (table[at].name[0] == '\0')
		snprintf(table[at].name, sizeof(table[at].name), "%s", name);
	return &table[at];
}

static uint64_t
parse_cents(const char *text)
{
	uint64_t cents = 0;

	for (; *text != '\0'; text++)
		if (*text != '.')
			cents = cents * 10 + (uint64_t)(*text - '0');
	return cents;
}

static void
read_order(struct customer table[2 * CUSTOMERS], char line[LINE])
{
	char *comma = strchr(line, ',');

	*comma = '\0';
	find_customer(table, line)->cents += parse_cents(comma + 1);
}

static int
compare_customers(const void *pa, const void *pb)
{
	const struct customer *a = pa, *b = pb;

	if (a->cents != b->cents)
		return a->cents < b->cents ? 1 : -1;
	return strcmp(a->name, b->name);
}

static void
sort_range(struct customer *first, size_t n)
{
	size_t left = 0;

	if (n < 2)
		return;
	for (size_t i = 1; i < n; i++) {
		if (compare_customers(&first[i], &first[0]) < 0) {
			struct customer c = first[i];

			first[i] = first[++left];
			first[left] = c;
		}
	}
	struct customer pivot = first[0];
	first[0] = first[left];
	first[left] = pivot;
	sort_range(first, left);
	sort_range(first + left + 1, n - left - 1);
}

static void
report(struct customer table[2 * CUSTOMERS])
{
	size_t n = 0;

	for (size_t i = 0; i < 2 * (size_t)CUSTOMERS; i++)
		if (table[i].cents != 0)
			table[n++] = table[i];
	sort_range(table, n);
	printf("%s %llu\n", table[0].name, (unsigned long long)table[0].cents);
	fflush(stdout);
}

static void
one_round(struct customer table[2 * CUSTOMERS])
{
	struct order o;
	char line[LINE];

	memset(table, 0, 2 * CUSTOMERS * sizeof(*table));
	for (int i = 0; i < ORDERS; i++) {
		make_order(&o);
		write_order(line, &o);
		read_order(table, line);
	}
	report(table);
}

int
main(int argc, char **argv)
{
	struct customer *table = calloc(2 * CUSTOMERS, sizeof(*table));
	long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 100;

	if (table == NULL)
		return 1;
	for (long i = 0; i < rounds; i++)
		one_round(table);
	free(table);
	return 0;
}
