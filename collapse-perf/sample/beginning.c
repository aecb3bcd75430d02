/*
 * beginning.c - where processes and threads begin: _start and what the C library does before main,
 * clone for threads, and the kernel's own.
 */
#include "beginning.h"

bool
beginning_is(struct str name)
{
	static const char *const names[] = {"_start", "__libc_start_call_main", "__libc_start_main",
	    "start_thread", "clone", "clone3", "__clone", "__clone3", "ret_from_fork",
	    "ret_from_fork_asm", "secondary_startup_64_no_verify", "secondary_startup_64"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (str_eq(name, str_from(names[i])))
			return true;
	return str_starts(name, STR("__libc_start_main@")) || str_starts(name, STR("clone@"));
}
