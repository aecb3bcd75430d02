/*
 * allocations.c - a program that is busy allocating: words into lists, by their length, and out again
 * in another order, for about SECONDS seconds. What the image of test/package/Dockerfile profiles.
 *
 * usage: allocations [SECONDS]
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LENGTHS = 64, WORDS = 20000 };

struct word {
	struct word *next;
	char *text;
};

static uint32_t
next_random(uint32_t *state)
{
	return *state = *state * 1664525 + 1013904223;
}

static char *
make_text(uint32_t *state, size_t len)
{
	char *text = malloc(len + 1);

	for (size_t i = 0; text != NULL && i < len; i++)
		text[i] = (char)('a' + (next_random(state) >> 16) % 26);
	if (text != NULL)
		text[len] = '\0';
	return text;
}

/* Without memory the list stays as it is. */
static void
push_word(struct word **list, char *text)
{
	struct word *w = text != NULL ? malloc(sizeof(*w)) : NULL;

	if (w == NULL) {
		free(text);
		return;
	}
	*w = (struct word){*list, text};
	*list = w;
}

static size_t
free_list(struct word *list)
{
	size_t sum = 0;

	while (list != NULL) {
		struct word *next = list->next;

		sum += strlen(list->text);
		free(list->text);
		free(list);
		list = next;
	}
	return sum;
}

static size_t
fill_and_empty(uint32_t *state)
{
	struct word *lists[LENGTHS] = {NULL};
	size_t sum = 0;

	for (int i = 0; i < WORDS; i++) {
		size_t len = (next_random(state) >> 16) % LENGTHS;

		push_word(&lists[len], make_text(state, len));
	}
	for (size_t len = 0; len < LENGTHS; len++)
		sum += free_list(lists[len * 37 % LENGTHS]);
	return sum;
}

int
main(int argc, char **argv)
{
	double seconds = argc > 1 ? strtod(argv[1], NULL) : 2;
	clock_t end = clock() + (clock_t)(seconds * CLOCKS_PER_SEC);
	uint32_t state = 1;
	size_t sum = 0;

	do
		sum += fill_and_empty(&state);
	while (clock() < end);
	printf("%zu letters\n", sum);
	return 0;
}
