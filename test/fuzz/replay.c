/*
 * replay.c - main for a fuzz target without a fuzzer: runs the files it is given.
 *
 * So every compiler builds the targets, and the tests run them on what is known.
 */
#include "common.h"

#include <stdio.h>
#include <stdlib.h>

static int
run(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *bytes;
	size_t size;

	if (f == NULL) {
		perror(path);
		return 1;
	}
	bytes = malloc((size_t)1 << 24);
	if (bytes == NULL)
		abort();
	size = fread(bytes, 1, (size_t)1 << 24, f);
	if (ferror(f)) {
		perror(path);
		exit(1);
	}
	(void)fclose(f);
	/* A block of its very size, so that a read behind it is seen. */
	bytes = realloc(bytes, size > 0 ? size : 1);
	LLVMFuzzerTestOneInput(bytes, size);
	free(bytes);
	return 0;
}

int
main(int argc, char **argv)
{
	int status = 0;

	for (int i = 1; i < argc; i++)
		status |= run(argv[i]);
	return status;
}
