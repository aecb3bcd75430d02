/*
 * beginning.c - where processes and threads begin: _start and what the C library does before main,
 * clone for threads, and the kernel's own.
 */
#include "beginning.h"

bool
beginning_is(struct str name)
{
	static const struct str names[] = {STR_INIT("_start"), STR_INIT("__libc_start_call_main"),
	    STR_INIT("__libc_start_main"), STR_INIT("start_thread"), STR_INIT("clone"),
	    STR_INIT("clone3"), STR_INIT("__clone"), STR_INIT("__clone3"),
	    STR_INIT("ret_from_fork"), STR_INIT("ret_from_fork_asm"),
	    STR_INIT("secondary_startup_64_no_verify"), STR_INIT("secondary_startup_64")};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (str_eq(name, names[i]))
			return true;
	return str_starts(name, STR("__libc_start_main@")) || str_starts(name, STR("clone@"));
}
