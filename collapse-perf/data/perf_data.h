/*
 * perf_data.h - the file that `perf record` writes: records, in the order of time.
 *
 * From a file (or memory) the header says where everything is; from a pipe
 * (`perf record -o -`) everything comes as records. Both byte orders. Nothing
 * in the file is trusted: a damaged one gives what stands before the damage,
 * and an error with its offset.
 *
 *	struct perf_data data;
 *	struct perf_record record;
 *
 *	if (perf_data_open(&data, fd, ahead))
 *		while (perf_data_next(&data, &record))
 *			...;
 *	... data.error says how it ended ...
 *	perf_data_close(&data);
 *
 * The format: tools/perf/Documentation/perf.data-file-format.txt and
 * include/uapi/linux/perf_event.h of the Linux kernel.
 */
#ifndef PERF_DATA_H
#define PERF_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "cursor.h"
#include "foreign.h"
#include "intern.h"
#include "perf_data_queue.h"
#include "perf_data_source.h"
#include "perf_data_threads.h"
#include "str.h"

/* Bits of an event's sample_type: what a sample holds, in the order of enum's text. */
enum {
	PERF_SAMPLE_IP = 1 << 0,
	PERF_SAMPLE_TID = 1 << 1,
	PERF_SAMPLE_TIME = 1 << 2,
	PERF_SAMPLE_ADDR = 1 << 3,
	PERF_SAMPLE_READ = 1 << 4,
	PERF_SAMPLE_CALLCHAIN = 1 << 5,
	PERF_SAMPLE_ID = 1 << 6,
	PERF_SAMPLE_CPU = 1 << 7,
	PERF_SAMPLE_PERIOD = 1 << 8,
	PERF_SAMPLE_STREAM_ID = 1 << 9,
	PERF_SAMPLE_RAW = 1 << 10,
	PERF_SAMPLE_BRANCH_STACK = 1 << 11,
	PERF_SAMPLE_REGS_USER = 1 << 12,
	PERF_SAMPLE_STACK_USER = 1 << 13,
	PERF_SAMPLE_IDENTIFIER = 1 << 16,
};

enum {
	PERF_BRANCH_CALL_STACK = 1 << 11,
	PERF_BRANCH_HW_INDEX = 1 << 17,
};

/* perf_event_attr's types. */
enum {
	PERF_TYPE_HARDWARE = 0,
	PERF_TYPE_SOFTWARE = 1,
	PERF_TYPE_TRACEPOINT = 2,
	PERF_TYPE_HW_CACHE = 3,
	PERF_TYPE_RAW = 4,
	PERF_TYPE_BREAKPOINT = 5,
};

enum perf_record_type {
	PERF_RECORD_MMAP = 1,
	PERF_RECORD_LOST = 2,
	PERF_RECORD_COMM = 3,
	PERF_RECORD_EXIT = 4,
	PERF_RECORD_FORK = 7,
	PERF_RECORD_SAMPLE = 9,
	PERF_RECORD_MMAP2 = 10,
	PERF_RECORD_LOST_SAMPLES = 13,
	PERF_RECORD_SWITCH = 14,
	PERF_RECORD_SWITCH_CPU_WIDE = 15,
	PERF_RECORD_NAMESPACES = 16,
	PERF_RECORD_KSYMBOL = 17,
	PERF_RECORD_BPF_EVENT = 18,
	PERF_RECORD_CGROUP = 19,
	/* From here on they are perf's own, not the kernel's. */
	PERF_RECORD_USER = 64,
	PERF_RECORD_HEADER_ATTR = 64,
	PERF_RECORD_HEADER_TRACING_DATA = 66,
	PERF_RECORD_HEADER_BUILD_ID = 67,
	PERF_RECORD_FINISHED_ROUND = 68,
	PERF_RECORD_AUXTRACE = 71,
	PERF_RECORD_EVENT_UPDATE = 78,
	PERF_RECORD_HEADER_FEATURE = 80,
	PERF_RECORD_COMPRESSED = 81,
	PERF_RECORD_COMPRESSED2 = 83,
};

/* Bits of a record's misc, and the processor's mode in its lowest three. */
enum {
	PERF_MISC_MODE = 7,
	PERF_MODE_KERNEL = 1,
	PERF_MODE_USER = 2,
	PERF_MODE_HYPERVISOR = 3,
	PERF_MODE_GUEST_KERNEL = 4,
	PERF_MODE_GUEST_USER = 5,
	PERF_MISC_MMAP_DATA = 1 << 13,	   /* of MMAP */
	PERF_MISC_COMM_EXEC = 1 << 13,	   /* of COMM */
	PERF_MISC_FORK_EXEC = 1 << 13,	   /* of FORK: the maps are not the parent's */
	PERF_MISC_MMAP_BUILD_ID = 1 << 14, /* of MMAP2 */
	PERF_MISC_SWITCH_OUT = 1 << 13,
	PERF_MISC_SWITCH_OUT_PREEMPT = 1 << 14,
};

/* Entries of a callchain that say whose the next ones are: kernel, user, ... */
#define PERF_CONTEXT_HYPERVISOR ((uint64_t)-32)
#define PERF_CONTEXT_KERNEL ((uint64_t)-128)
#define PERF_CONTEXT_USER ((uint64_t)-512)
#define PERF_CONTEXT_MAX ((uint64_t)-4095)

/* One of the events that were recorded: the parts of perf_event_attr that matter here. */
struct perf_attr {
	struct str name; /* "cycles:u", "sched:sched_switch"; empty: none was recorded */
	uint32_t type;	 /* PERF_TYPE_ */
	uint64_t config;
	uint64_t sample_period;
	uint64_t sample_type;
	uint64_t read_format;
	uint64_t branch_type;
	uint64_t user_registers; /* mask of perf_regs.h */
	uint32_t stack_size;	 /* bytes of the user's stack that are copied */
	uint32_t max_stack;	 /* the most entries of a callchain; 0: the kernel's own limit */
	bool inherited;		 /* by threads and processes that are started */
	bool sample_id_all;	 /* records that are no samples have an id and time too */
};

/* What an id in a sample stands for. */
struct perf_id {
	uint64_t id;
	uint32_t event;	    /* index into events */
	uint64_t last_seen; /* value of the counter at its last sample (PERF_SAMPLE_READ) */
};

/* One record; body is what stands behind its 8 bytes of header. */
struct perf_record {
	uint32_t type;
	uint16_t misc;
	struct str body;
	uint64_t offset; /* in the file; of a compressed one, in the inflated data */
	bool early;	 /* of a map: it comes once more, in its turn */
};

/* Where in the raw fields of sched:sched_switch what stands; see perf_data_tracing.c. */
struct perf_switch_format {
	size_t prev_pid, next_pid, prev_state, next_comm; /* offsets */
	size_t state_size;
};

/* How reading ended. */
struct perf_error {
	const char *what; /* NULL: at the end of the data */
	unsigned file;	  /* of a folder, 1 + the number of data.0, data.1, ...; 0: data itself */
	uint64_t offset;
	int code; /* errno of a failed read, or 0 */
};

/* Things to warn about once, at the end. */
struct perf_losses {
	uint64_t lost;	       /* events that did not fit into the ring buffer */
	uint64_t lost_samples; /* samples that the kernel could not take */
	uint64_t unknown_ids;  /* samples of an event that is not in the header */
	uint64_t bad_records;  /* records whose content does not fit them */
	uint64_t bad_offset;   /* of the first of them */
	bool unfinished;       /* the header was never completed: perf record was killed */
};

/* Samples that are missing. Of lost events, perf counts at the end how many were samples. */
static inline uint64_t
perf_losses_samples(const struct perf_losses *losses)
{
	return losses->lost_samples > 0 ? losses->lost_samples : losses->lost;
}

struct perf_zstd;

struct perf_data {
	struct perf_source source;
	const char *folder;	     /* that has more files of the recording, or NULL */
	unsigned next_file;	     /* the number of the next of them, data.0, data.1, ... */
	int opened;		     /* the one that is read now, or -1 */
	uint64_t read_before;	     /* bytes of the files before it */
	struct perf_stream stream;   /* of the file's records */
	struct perf_stream inflated; /* of those in compressed records */
	uint64_t inflated_round;     /* offset where the round that they are in began */
	struct perf_zstd *zstd;	     /* the child process, once there was a compressed record */
	struct str compressed;	     /* what it is to inflate next */
	struct perf_queue queue;
	struct perf_chunk *held; /* of the record handed out last */
	uint64_t data_end;	 /* offset behind the records; UINT64_MAX: not known */
	uint64_t another;	 /* offset of a recording behind this one, or 0 */
	uint64_t cut; /* offset where the file ends within what it lists behind them, or 0 */
	bool pipe;
	bool early_maps; /* set by who wants maps of files also as soon as they are read */
	bool big_endian;
	bool ended;	   /* no more is read */
	bool finished;	   /* and what waited in the queue was made ready */
	bool last_fed;	   /* zstd was told that there is no more */
	bool inflated_bad; /* `inflated` stands at what is no record: nothing behind it counts */

	struct perf_attr *events;
	size_t event_count, event_cap;
	struct perf_id *ids;
	size_t id_count, id_cap;
	struct perf_threads threads;  /* values of counters that are inherited */
	size_t ids_sorted;	      /* so many of them are, by id */
	uint64_t ids_looked_through;  /* of the others, since the last sort */
	struct intern build_id_paths; /* or "[kernel.kallsyms]" and the like */
	struct str *build_ids;	      /* by the number of their path: bytes, usually 20 */
	size_t build_id_cap;
	struct str release; /* of the kernel: "6.1.0-42-amd64"; empty: not recorded */
	struct perf_switch_format switch_format;
	struct str machine; /* "x86_64", "aarch64"; empty: not recorded */
	struct arena arena;

	struct perf_error error;
	struct perf_losses losses;
};

/* So many first bytes tell that a file is one: foreign_is_perf_data. */
enum { PERF_DATA_MAGIC = sizeof(FOREIGN_PERF_LITTLE) - 1 };

/*
 * Reads the header. `ahead` are the bytes that were already read from fd; fd
 * stays the caller's. `folder`, or NULL, has data.0, data.1, ..., as perf record --threads writes
 * them: records without a header. False with data->error set; close it then too.
 */
bool perf_data_open(struct perf_data *data, int fd, struct str ahead, const char *folder);

/* The same from memory, which must stay until the close. */
bool perf_data_open_image(struct perf_data *data, struct str image);
void perf_data_close(struct perf_data *data);

/*
 * The kernel's next record, sorted as perf script sorts them: by time, within
 * rounds; compressed ones within larger ones. Perf's own are taken in here. The body
 * is valid until the next call. False at the end: data->error.what is NULL if
 * all was well.
 */
bool perf_data_next(struct perf_data *data, struct perf_record *record);

/* Entries of a callchain, or of a register set, wherever they are in the record. */
struct perf_words {
	const char *bytes;
	size_t count;
	bool big_endian;
};

static inline uint64_t
perf_word(const struct perf_words *words, size_t i)
{
	uint64_t v;

	memcpy(&v, words->bytes + i * sizeof(v), sizeof(v));
	if (words->big_endian != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__))
		v = __builtin_bswap64(v);
	return v;
}

struct perf_data_sample {
	const struct perf_attr *event;
	uint8_t mode; /* PERF_MODE_ of ip */
	uint64_t ip;
	int32_t pid, tid;
	int64_t cpu;	/* -1: not recorded */
	struct str raw; /* of a tracepoint: its fields */
	bool has_time, has_callchain;
	uint64_t time; /* nanoseconds */
	uint64_t id;
	uint64_t period; /* the event's where none was recorded */
	struct perf_words callchain;
	struct perf_words branches;  /* three words each: from, to, flags */
	uint64_t registers_abi;	     /* 0: none; 1: 32 bit; 2: 64 bit */
	struct perf_words registers; /* one for each bit of event->user_registers */
	struct str stack;	     /* copy from the stack pointer on */
	struct cursor values;	     /* at the counters of PERF_SAMPLE_READ */
	uint64_t value_count;	     /* of them, for perf_data_each_value */
};

/*
 * Decodes a PERF_RECORD_SAMPLE. False where it belongs to no known event or
 * does not fit its record: data->losses counts these.
 */
bool perf_data_sample(
    struct perf_data *data, const struct perf_record *record, struct perf_data_sample *sample);

/*
 * A sample of several counters at once (PERF_SAMPLE_READ, `-e '{a,b}:S'`) stands
 * for one sample of each whose value grew. Gives the next of them in *sample,
 * with its event and period; false when there are no more. For any other
 * sample: itself once. *step begins as 0.
 */
bool perf_data_each_value(struct perf_data *data, struct perf_data_sample *sample, uint64_t *step);

struct perf_mmap {
	int32_t pid, tid;
	uint64_t start, length, offset; /* of the mapping; offset into the file */
	bool executable;	/* as far as the kernel says: what others make up may say nothing */
	struct str build_id;	/* empty: not in the record */
	uint64_t device, inode; /* of the file; 0: not in the record */
	struct str path;
};

struct perf_comm {
	int32_t pid, tid;
	bool exec;
	struct str name;
};

struct perf_fork {
	int32_t pid, parent_pid, tid, parent_tid;
	bool keeps_maps; /* the child has the parent's maps */
};

/* Who ran when a record that is no sample was made. -1: not recorded; or a thread that is ending. */
struct perf_teller {
	int32_t pid, tid;
	int64_t cpu;
	uint64_t
	    time; /* nanoseconds; 0: not recorded, or made up by perf for what was there before */
};

/* A thread leaves its CPU, or is back. */
struct perf_switch {
	bool out, preempted;
	struct perf_teller who;
};

struct perf_ksymbol {
	uint64_t address;
	uint32_t length;
	bool removed;
	struct str name;
};

/* Each false where the record does not hold what it should; counted in data->losses. */
bool perf_data_mmap(
    struct perf_data *data, const struct perf_record *record, struct perf_mmap *mmap);
bool perf_data_comm(
    struct perf_data *data, const struct perf_record *record, struct perf_comm *comm);
bool perf_data_fork(
    struct perf_data *data, const struct perf_record *record, struct perf_fork *fork);
bool perf_data_exit(
    struct perf_data *data, const struct perf_record *record, struct perf_fork *exit);
bool perf_data_switch(
    struct perf_data *data, const struct perf_record *record, struct perf_switch *s);
bool perf_data_ksymbol(
    struct perf_data *data, const struct perf_record *record, struct perf_ksymbol *ksymbol);

/* False where the record does not say who, and when; that is no damage. */
bool perf_data_teller(
    struct perf_data *data, const struct perf_record *record, struct perf_teller *who);

/*
 * When a record of the kernel was made: 0 where it does not say, as in those
 * that perf record makes up for what ran before.
 */
uint64_t perf_data_time(struct perf_data *data, const struct perf_record *record);

/* What a sample of sched:sched_switch says in its raw fields: who leaves, how, who comes. */
struct perf_sched_switch {
	int32_t prev_pid, next_pid;
	uint64_t prev_state;
	struct str next_comm;
};
bool perf_data_sched_switch(const struct perf_data *data, const struct perf_data_sample *sample,
    struct perf_sched_switch *s);

/* The build-id that the header has of a path; empty where it has none. */
struct str perf_data_build_id(const struct perf_data *data, struct str path);

/* Adds what a LOST or LOST_SAMPLES tells to data->losses. */
void perf_data_lost(struct perf_data *data, const struct perf_record *record);

#endif
