/*
 * trial.h - one damaged profile through all programs.
 */
#ifndef TRIAL_H
#define TRIAL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "mutate.h"
#include "run.h"

/* What a file holds. */
enum kind { KIND_PERF, KIND_DATA, KIND_DTRACE, KIND_FOLDED, KIND_TWO, KIND_PICTURE };

struct profile {
	const char *name;
	enum kind kind;
	struct bytes bytes;
};

/* Numbers of all lanes together. */
struct counts {
	atomic_ulong begun, mutants, inputs, processes, finds;
};

/* The programs, by their paths. */
struct tools {
	char *collapse_perf, *collapse_dtrace, *flamegraph_svg, *difffolded;
	const char *kallsyms; /* so that the kernel of this machine is not looked at */
};

struct trial {
	const struct tools *tools;
	struct counts *counts;
	const char *finds; /* folder for inputs that something was found with */
	unsigned seconds;  /* for one command */
	long kib;	   /* and its memory at most; 0: any */
	/* The mutant: */
	uint64_t number;
	const char *name; /* of its profile */
	enum kind kind;
	bool pristine; /* it is the profile itself */
	struct words collapse, svg, diff;
	bool by_samples, merged; /* what the options of collapse-perf mean */
	bool in_full;		 /* the picture holds the stacks that it was made of */
	/* The input at hand, its file being "profile": */
	struct str input;
	bool whole;
	/* Scratch: */
	struct bytes text, messages, other;
};

void trial_init(struct trial *t, const struct tools *tools, struct counts *counts);
void trial_release(struct trial *t);

/* Chooses options for the mutant at hand. */
void trial_choose(struct trial *t, struct rng *r);

/* Runs all programs over one input. Finds are said on stderr and counted. */
void trial_run(struct trial *t, struct str input, bool whole);

#endif
