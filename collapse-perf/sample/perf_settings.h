/*
 * perf_settings.h - what the user asked for; never changed while parsing.
 */
#ifndef PERF_SETTINGS_H
#define PERF_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "options.h"
#include "perf_frame.h"

struct perf_settings {
	struct perf_frame_style style;
	bool pid, tid, no_comm, merge_threads;
	bool per_event, no_merge, srcline;
	bool inlines;	    /* expand inlined functions of text, too */
	bool no_inline;	    /* not even of perf.data; excludes `inlines` */
	bool context;	    /* :file:line behind names */
	uint64_t max_stack; /* frames that are kept of a stack, the innermost; 0: all */
	/* Where symbols are, for perf.data; each may be NULL. */
	const char *kallsyms;	 /* a copy of /proc/kallsyms */
	const char *vmlinux;	 /* the kernel's ELF file */
	const char *symfs;	 /* the folder that stands for / */
	const char *buildid_dir; /* perf's build-id cache, in the place of ~/.debug */
	bool wall;		 /* what waits, too */
	bool off_cpu;		 /* with `wall`: that alone */
	uint64_t min_wait;	 /* nanoseconds; waits that are shorter are left out */
	uint64_t max_wait;	 /* or longer, where it is not 0 */
	bool by_samples;	 /* a sample counts 1, not its period */
	bool header;		 /* say what is counted, of text too */
	bool no_header;		 /* not even of perf.data */
	uint64_t from, to;	 /* nanoseconds after the first sample */
	bool has_time_span;	 /* from and to count */
	bool times;		 /* every sample's time is wanted: for these, --no-merge, or -v */
	struct option_list event_filter;
	struct option_list skip_after;
	struct option_list skip_launcher; /* for perf.data */
};

#endif
