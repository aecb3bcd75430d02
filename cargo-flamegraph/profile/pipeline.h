/*
 * pipeline.h - the programs that draw a recording, each with a pipe to the next one.
 */
#ifndef PIPELINE_H
#define PIPELINE_H

#include "session.h"

enum { STAGES = 4 };

struct pipeline {
	struct session *session;
	bool script; /* the first stage is perf script */
	struct command commands[STAGES];
	struct process stages[STAGES];
	size_t len;
	int in; /* what the next stage reads; -1 before the first */
	struct tap tap;
};

/* The program that reads the recording: "collapse-perf". */
const char *stages_collapser(const struct session *s);

/* Adds all stages, from the one that reads the recording to flamegraph-svg. */
void stages_add(struct pipeline *p);

/* Whether the picture is whole; says what is wrong with it or the samples. */
bool draw_judge(struct pipeline *p);

/* Whether collapse-perf could make nothing of the file, and perf script can be asked. */
bool draw_can_retry(struct pipeline *p);

#endif
