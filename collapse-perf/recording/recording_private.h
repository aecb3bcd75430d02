/*
 * recording_private.h - what the parts of recording share among themselves.
 */
#ifndef RECORDING_PRIVATE_H
#define RECORDING_PRIVATE_H

#include "recording.h"

/* Takes in a record that is no sample: maps, names, processes. */
void recording_state(struct recording *r, const struct perf_record *record);

/* Reads the kernel's symbols, when the first frame is in it. */
void recording_load_kernel(struct recording *r);

/*
 * Adds the frame at an address to the open sample. `mode`: PERF_MODE_ of it;
 * `variant`: how it is shown, of FRAME_INLINES and FRAME_AFTER_CALL.
 */
void recording_push(
    struct recording *r, const struct task *task, uint8_t mode, uint64_t ip, uint8_t variant);

/* Adds all frames of a sample to the open one. */
void recording_stack(
    struct recording *r, const struct task *task, const struct perf_data_sample *sample);

/* Adds the frames of the user's stack copy. */
void recording_unwind(
    struct recording *r, const struct task *task, const struct perf_data_sample *sample);

#endif
