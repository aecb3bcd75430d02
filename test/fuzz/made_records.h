/*
 * made_records.h - the records of a recording that is made; the file around them is in made_data.c.
 */
#ifndef MADE_RECORDS_H
#define MADE_RECORDS_H

#include "made.h"

enum {
	MADE_EVENTS = 3,
	MADE_IDS = 2,		   /* of each event */
	MADE_REGISTERS = 0xff0fff, /* of x86, in perf_regs.h */
	MADE_STACK = 256
};

struct made_event {
	uint32_t type;
	uint64_t sample_type, period, branches;
	bool id_all;
};

struct made_recorder {
	struct made_data *data;
	const struct made_elf *program;
	struct choices *c;
	struct made_event events[MADE_EVENTS];
	size_t count;
	uint64_t time;
};

/* A record, from its head to where it is as long as it is. Returns, and takes, where it began. */
size_t made_begin(struct made_recorder *w, uint32_t type, unsigned misc);
void made_end(struct made_recorder *w, size_t at);

uint64_t made_id(size_t event, unsigned which);

/* Records until no choices are left. */
void made_records(struct made_recorder *w);

#endif
