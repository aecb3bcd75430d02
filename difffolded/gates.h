/*
 * gates.h - whether AFTER is so much worse that a job has to fail.
 */
#ifndef GATES_H
#define GATES_H

#include "comparison.h"
#include "report.h"

/* A limit of the command line; text is NULL where it was not given. */
struct gate {
	const char *text;
	uint64_t limit; /* in millionths of a percent, or of a point */
};

struct gates {
	struct gate total;	/* percent that the total may grow by */
	struct gate function;	/* percent of BEFORE's total that a function's own may grow by */
	struct gate share;	/* points that a function's own share may grow by */
	const char *confidence; /* as it was given, for messages */
};

static inline struct growth_limit
gate_bounds(const struct gate *gate)
{
	return (struct growth_limit){gate->text != NULL, gate->limit};
}

static inline bool
gates_given(const struct gates *g)
{
	return g->total.text != NULL || g->function.text != NULL || g->share.text != NULL;
}

struct gate_findings {
	struct output failed; /* what went beyond its gate, a line each */
	struct output spared; /* what did, but may be chance, or is not new: a line each */
	size_t fails;	      /* all that failed: of many, not all have a line */
};

void gate_findings_init(struct gate_findings *found);
void gate_findings_release(struct gate_findings *found);

/*
 * Looks at all gates, and sorts the functions for that; names are fit for a terminal. Of
 * several recordings, growth fails only where it is significant, too.
 */
void gates_check(const struct gates *g, struct comparison *c, struct gate_findings *found);

/*
 * Whether the gates can be decided: not where either side has no samples, nor where there
 * are too few recordings for the confidence. Says so, and warns where one sample is worth
 * more than a gate allows, or lines of one side are missing.
 */
bool gates_decidable(const struct gates *g, const struct comparison *c, struct report *report);

#endif
