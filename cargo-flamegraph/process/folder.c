/*
 * folder.c - a folder of our own; see folder.h.
 */
#include "folder.h"

#include <errno.h>
#include <stdlib.h>

#include "command.h"

char *
folder_make(struct arena *arena, const char *name, bool (*fits)(const char *place))
{
	const char *places[] = {getenv("TMPDIR"), "/var/tmp", "/tmp"};

	errno = ENOENT;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		char *folder;

		if (places[i] == NULL || *places[i] == '\0' || (fits != NULL && !fits(places[i])))
			continue;
		folder = arena_printf(arena, "%s/%s.XXXXXX", places[i], name);
		if (folder != NULL && mkdtemp(folder) != NULL)
			return folder;
	}
	return NULL;
}
