/*
 * recording_private.h - what the parts of recording share among themselves.
 */
#ifndef RECORDING_PRIVATE_H
#define RECORDING_PRIVATE_H

#include "recording.h"

/* The longest call chain that the kernel records, unless sysctl kernel.perf_event_max_stack differs. */
enum { DEFAULT_DEPTH = 127 };

/* Takes in a record that is no sample: maps, names, processes. */
void recording_state(struct recording *r, const struct perf_record *record);

/* Takes in a map before its turn: its file may be gone by then. */
void recording_early(struct recording *r, const struct perf_record *record);

/* Whether it says that it was made by another kernel, or on another kind of machine, than this. */
bool recording_is_foreign(const struct recording *r);

/* Reads the kernel's symbols, when the first frame is in it. */
void recording_load_kernel(struct recording *r);

/* samples_begin where r->wall is: what a sample of sched_switch says is passed on. */
void recording_begin_wall(
    struct recording *r, struct sample *sample, const struct perf_data_sample *from);

/* Tells r->wall of a record that is no sample: who leaves and is back, begins and ends. */
void recording_tell_wall(struct recording *r, const struct perf_record *record);

/* How many addresses r->hits has room for. */
enum { RECORDING_HITS = 1 << 15 };

/*
 * Forgets files of which nothing is mapped any more, and their frames, where there are many. False without
 * memory.
 */
bool recording_forget(struct recording *r);

/* An address that is in no file: its frame is shown as "[unknown]". */
#define RECORDING_NOWHERE UINT64_MAX

/*
 * Adds the frame at an address to the open sample, and returns it. `mode`: PERF_MODE_ of
 * it; `variant`: how it is shown, of FRAME_INLINES and FRAME_AFTER_CALL. NULL without memory.
 */
const struct recording_frame *recording_push(
    struct recording *r, const struct task *task, uint8_t mode, uint64_t ip, uint8_t variant);

/* Adds all frames of a sample to the open one. */
void recording_stack(
    struct recording *r, const struct task *task, const struct perf_data_sample *sample);

/* Warns of what was lost while recording, and in reading it. */
void recording_say_losses(const struct recording *r);

/* Warns of files that names were looked for in, and that are not here, or others. */
void recording_say_lacks(const struct recording *r);

/* Warns where --skip-launcher names what perf did not start. */
void recording_say_launcher(const struct recording *r);

/* Warns of stacks that are not whole: who cut them, and what helps. */
void recording_say_cuts(const struct recording *r);

/*
 * Which machine's rules unwind a stack copy of this sample; false where there are none
 * for it, as for 32 bit ARM.
 */
bool recording_machine(
    const struct recording *r, const struct perf_data_sample *sample, enum unwind_machine *machine);

/* The user's instruction pointer of a sample whose machine is not understood; or NOWHERE. */
uint64_t recording_strange_ip(const struct recording *r, const struct perf_data_sample *sample);

/* Adds the frames of the user's stack copy. */
void recording_unwind(
    struct recording *r, const struct task *task, const struct perf_data_sample *sample);

#endif
