/*
 * recording_stack.c - the frames of a sample: from its call chain, the processor's own
 * record of calls, a copy of its stack, or the instruction pointer alone.
 */
#include "recording_private.h"

/*
 * The user's part of the stack from the processor's own record of calls (lbr),
 * in the place of the chain's: where it is now, and where each call was made.
 */
static void
push_branches(struct recording *r, const struct task *task, const struct perf_words *branches)
{
	for (size_t i = 0; i + 2 < branches->count; i += 3) {
		if (i == 0)
			recording_push(r, task, PERF_MODE_USER, perf_word(branches, 1), r->shown);
		recording_push(r, task, PERF_MODE_USER, perf_word(branches, i), r->shown);
	}
}

/*
 * Whether a chain is one address but for its beginning: a function calls itself, or a frame pointer
 * that leads to itself is followed again and again.
 */
static bool
is_one_address(const struct perf_words *chain)
{
	uint64_t last = chain->count > 0 ? perf_word(chain, chain->count - 1) : 0;
	size_t n = 0;

	while (n < chain->count && perf_word(chain, chain->count - 1 - n) == last)
		n++;
	return n > chain->count / 4 * 3;
}

/* Notes a chain of the kernel's that ends where it cuts them, or may have cut it. */
static void
note_depth(struct recording *r, const struct perf_attr *event, uint64_t depth, bool whole)
{
	struct recording_cuts *cuts = &r->cuts;

	if (event->max_stack != 0) {
		cuts->chains += !whole;
		if (!whole && event->max_stack > cuts->limit)
			cuts->limit = event->max_stack;
		return;
	}
	if (depth > cuts->longest) {
		cuts->longest = depth;
		cuts->at_longest = 0;
	}
	cuts->at_longest += depth == cuts->longest && !whole;
	cuts->at_default += depth == DEFAULT_DEPTH && !whole;
}

/* Entries above PERF_CONTEXT_MAX say whose the next ones are; another of these spoils all. */
static void
push_callchain(struct recording *r, const struct task *task, const struct perf_data_sample *sample)
{
	const struct perf_words *chain = &sample->callchain;
	bool lbr = (sample->event->branch_type & PERF_BRANCH_CALL_STACK) != 0;
	uint8_t mode = PERF_MODE_USER;
	uint8_t variant = r->shown; /* of the first one, and the first one in another mode */
	size_t begin = r->samples->row_len;
	uint64_t frames = 0;
	const struct recording_frame *f = NULL;

	for (size_t i = 0; i < chain->count; i++) {
		uint64_t ip = perf_word(chain, i);

		if (ip < PERF_CONTEXT_MAX) {
			f = recording_push(r, task, mode, ip, variant);
			variant |= r->after_call;
			frames++;
			continue;
		}
		variant = r->shown;
		if (ip == PERF_CONTEXT_USER && lbr && sample->branches.count > 0) {
			push_branches(r, task, &sample->branches);
			return;
		} else if (ip == PERF_CONTEXT_USER) {
			mode = PERF_MODE_USER;
		} else if (ip == PERF_CONTEXT_KERNEL) {
			mode = PERF_MODE_KERNEL;
		} else if (ip == PERF_CONTEXT_HYPERVISOR) {
			mode = PERF_MODE_HYPERVISOR;
		} else {
			r->samples->row_len = begin;
			return;
		}
	}
	if (frames >= (sample->event->max_stack > 0 ? sample->event->max_stack : DEFAULT_DEPTH)) {
		bool whole = f != NULL && f->begins;

		note_depth(r, sample->event, frames, whole);
		r->cuts.same += !whole && is_one_address(chain);
	}
}

/* Counts the sample for all that its frames lack. */
static void
count_lacks(struct recording *r)
{
	r->stacks++;
	for (unsigned lack = DSO_COMPLETE + 1; r->lacks >> lack != 0; lack++)
		r->lacking[lack] += r->lacks >> lack & 1;
	r->lacks = 0;
}

void
recording_stack(struct recording *r, const struct task *task, const struct perf_data_sample *sample)
{
	r->counts->copies += sample->stack.len > 0;
	r->counts->chains += sample->has_callchain && sample->stack.len == 0;
	if (sample->has_callchain) {
		push_callchain(r, task, sample);
		recording_unwind(r, task, sample);
	} else if (sample->event->type != PERF_TYPE_TRACEPOINT &&
		   (sample->event->sample_type & PERF_SAMPLE_IP) != 0) {
		recording_push(r, task, sample->mode, sample->ip, r->shown);
	}
	count_lacks(r);
}
