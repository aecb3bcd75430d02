/*
 * perfdata.c - what a perf.data file says about itself; see perfdata.h.
 *
 * The format is that of tools/perf/Documentation/perf.data-file-format.txt of
 * the Linux source, and of perf_event_open(2). A file begins with
 *
 *	u64 magic "PERFILE2", size, attr_size, attrs.offset, attrs.size,
 *	    data.offset, data.size
 *
 * and data holds records {u32 type, u16 misc, u16 size, …}. data.size is 0
 * until perf ends well. `perf record -o -` writes another form, whose `size`
 * is 16; it is left to perf.
 */
#include "perfdata.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "foreign.h"
#include "str.h"

enum {
	MAGIC = 0,
	HEADER_SIZE = 8,
	DATA_OFFSET = 40,
	DATA_SIZE = 48,
	FILE_HEADER = 104,
};

enum {
	RECORD_LOST = 2, /* after the head: u64 id, u64 lost */
	RECORD_SAMPLE = 9,
	RECORD_LOST_SAMPLES = 13, /* u64 lost */
	RECORD_AUXTRACE = 71,	  /* u64 size of what follows the record */
	RECORD_COMPRESSED = 81,
	RECORD_FINISHED_INIT = 82, /* the tasks and maps that were there have been written */
	RECORD_COMPRESSED2 = 83,
	MISC_DROPPED_BY_FILTER = 1 << 15,
	RECORD_HEAD = 8,
	LONGEST_LOOK = RECORD_HEAD + 16,
};

/* A window on the file: small, because most of a record with a stack dump is skipped. */
struct window {
	int fd;
	uint64_t at;
	size_t len;
	unsigned char bytes[1 << 14];
};

static uint64_t
load64(const unsigned char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* n bytes (a few) at an offset; NULL at the end of the file or with errno set. */
static const unsigned char *
look(struct window *w, uint64_t at, size_t n)
{
	if (at < w->at || at - w->at > w->len || w->len - (at - w->at) < n) {
		ssize_t got = pread(w->fd, w->bytes, sizeof(w->bytes), (off_t)at);

		w->at = at;
		w->len = got > 0 ? (size_t)got : 0;
		if (w->len < n)
			return NULL;
	}
	return w->bytes + (at - w->at);
}

/* The header of an ordinary file of this machine's byte order; else NULL. */
static const unsigned char *
look_at_header(struct window *w)
{
	const unsigned char *header = look(w, 0, FILE_HEADER);

	if (header == NULL || memcmp(header + MAGIC, FOREIGN_PERF_LITTLE, 8) != 0 ||
	    load64(header + HEADER_SIZE) < FILE_HEADER)
		return NULL;
	return header;
}

/* What every record begins with, in this order. */
struct record {
	uint32_t type;
	uint16_t misc, size;
};

static bool
look_at_record(struct window *w, uint64_t at, struct record *record)
{
	const unsigned char *p = look(w, at, sizeof(*record));

	if (p != NULL)
		memcpy(record, p, sizeof(*record));
	return p != NULL;
}

/* One record; returns its length with all that belongs to it, 0 when there is no more. */
static uint64_t
count_record(struct window *w, uint64_t at, struct perfdata *data)
{
	const unsigned char *p;
	struct record r;

	if (!look_at_record(w, at, &r))
		return 0;
	if (r.type == RECORD_SAMPLE)
		data->samples++;
	if (r.type == RECORD_COMPRESSED || r.type == RECORD_COMPRESSED2)
		data->counted = false;
	if (r.type != RECORD_LOST && r.type != RECORD_LOST_SAMPLES && r.type != RECORD_AUXTRACE)
		return r.size;
	p = look(w, at, r.type == RECORD_LOST ? LONGEST_LOOK : RECORD_HEAD + 8);
	if (p == NULL)
		return 0;
	if (r.type == RECORD_AUXTRACE)
		return r.size + load64(p + RECORD_HEAD);
	if (r.type == RECORD_LOST)
		data->lost_records += load64(p + 16);
	else if (!(r.misc & MISC_DROPPED_BY_FILTER))
		data->lost_samples += load64(p + 8);
	return r.size;
}

static enum foreign
foreign_to_perf(struct str head)
{
	size_t mark;
	enum foreign kind = foreign_look(head, &mark);

	return kind == FOREIGN_PERF_DATA ? FOREIGN_NONE : kind;
}

static void
scan(struct window *w, struct perfdata *data)
{
	const unsigned char *header = look(w, 0, 1);
	uint64_t at, end, step;

	data->rustc = header != NULL && memcmp(header, "MMPD", 4) == 0;
	if (data->rustc)
		return;
	if (header != NULL) {
		struct str head = str_make((const char *)header, w->len);

		data->foreign = foreign_to_perf(head);
		data->of_perf = foreign_is_perf_data(head);
	}
	header = look_at_header(w);
	if (header == NULL)
		return;
	data->known = true;
	at = load64(header + DATA_OFFSET);
	data->finished = load64(header + DATA_SIZE) > 0;
	data->counted = data->finished;
	if (__builtin_add_overflow(at, load64(header + DATA_SIZE), &end))
		return;
	while (at < end && data->counted) {
		step = count_record(w, at, data);
		if (step < RECORD_HEAD || __builtin_add_overflow(at, step, &at))
			break;
	}
}

int
perfdata_scan(const char *path, struct perfdata *data)
{
	struct window w;
	struct stat st;

	*data = (struct perfdata){.known = false};
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return 0;
	w.at = w.len = 0;
	w.fd = open(path, O_RDONLY | O_CLOEXEC);
	if (w.fd < 0)
		return errno;
	scan(&w, data);
	close(w.fd);
	return 0;
}

static bool
is_of_sampling(uint32_t type)
{
	return type == RECORD_SAMPLE || type == RECORD_FINISHED_INIT || type == RECORD_COMPRESSED ||
	       type == RECORD_COMPRESSED2;
}

bool
perfdata_has_begun(const char *path, uint64_t *at)
{
	const unsigned char *p;
	bool begun = false;
	struct window w;
	struct record r;

	w.at = w.len = 0;
	w.fd = open(path, O_RDONLY | O_CLOEXEC);
	if (w.fd < 0)
		return false;
	p = *at == 0 ? look_at_header(&w) : NULL;
	if (p != NULL)
		*at = load64(p + DATA_OFFSET);
	while (*at > 0 && look_at_record(&w, *at, &r)) {
		begun = is_of_sampling(r.type);
		if (begun || r.size < RECORD_HEAD || __builtin_add_overflow(*at, r.size, at))
			break;
	}
	close(w.fd);
	return begun;
}
