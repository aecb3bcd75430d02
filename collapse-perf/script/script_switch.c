/*
 * script_switch.c - who leaves a CPU and is back, in the text of `perf script`.
 *
 *	w  8391 [001]  2500.954563: PERF_RECORD_SWITCH OUT preempt
 *	w  8391 [001]  2500.956699: PERF_RECORD_SWITCH_CPU_WIDE IN     prev pid/tid: 12/12
 *	w  8391  2500.957001: PERF_RECORD_EXIT(8391:8429):(8390:8390)       PID:TID
 *	w     0     0.000000: PERF_RECORD_COMM: w:8391/8391
 *	w  8391 [001]  1.5:  1 sched:sched_switch: prev_comm=A B prev_pid=1 prev_prio=120
 *		prev_state=R+ ==> next_comm=c d next_pid=2 next_prio=120       on one line
 *	w  8391 [001]  1.5:  1 sched:sched_switch: A B:1 [120] R+ ==> c d:2 [120]
 */
#include "script_switch.h"

#include <string.h>

int64_t
script_cpu(struct str line, const struct perf_header *h)
{
	struct str before;
	size_t open;
	uint64_t number;

	if (h->seconds.len == 0 || h->seconds.ptr < line.ptr ||
	    h->seconds.ptr > line.ptr + line.len)
		return -1;
	before = str_span(line.ptr, h->seconds.ptr);
	open = str_rfind(before, '[');
	before = str_skip(before, open + 1);
	if (!str_to_u64(str_head(before, str_find(before, ']')), &number) || number > INT32_MAX)
		return -1;
	return (int64_t)number;
}

/* The number behind the last `before` of text: "w:8391/8391". */
static bool
last_number(struct str text, char before, int64_t *number)
{
	uint64_t value;

	text = str_trim(text);
	if (!str_to_u64(str_skip(text, str_rfind(text, before) + 1), &value) || value > INT64_MAX)
		return false;
	*number = (int64_t)value;
	return true;
}

/* TID of "(PID:TID):(…". */
static bool
tid_in_pair(struct str pairs, int64_t *tid)
{
	return str_starts(pairs, STR("(")) &&
	       last_number(str_make(pairs.ptr + 1, str_find(pairs, ')') - 1), ':', tid);
}

static void
tell_switch(struct wall *w, struct str rest, const struct wall_who *who)
{
	rest = str_trim_left(rest);
	if (str_starts(rest, STR("OUT")))
		wall_out(w, who,
		    str_starts(str_trim_left(str_skip(rest, 3)), STR("preempt")) ? WALL_RUNNABLE
										 : WALL_WAITS);
	else if (str_starts(rest, STR("IN")))
		wall_in(w, who);
}

/* Takes a word off the front of *text. */
static bool
take(struct str *text, struct str word)
{
	bool there = str_starts(*text, word);

	if (there)
		*text = str_skip(*text, word.len);
	return there;
}

/*
 * FORK, EXIT, COMM: of whom, and who ran then. The name in a header of COMM is that of the
 * thread that has it now, who may be another one than the thread that ran.
 */
static void
tell_life(struct wall *w, struct str rest, struct wall_who *who)
{
	int64_t other = -1;
	bool comm = take(&rest, STR("COMM")), begins = !comm && take(&rest, STR("FORK"));
	bool ends = !comm && !begins && take(&rest, STR("EXIT"));

	if (!(comm ? last_number(rest, '/', &other)
		   : (begins || ends) && tid_in_pair(rest, &other)))
		return;
	if (comm && other != who->tid)
		who->comm = STR("");
	if (who->time > 0)
		wall_told(w, who);
	if (ends)
		wall_ends(w, other);
	else if (begins && who->time > 0)
		wall_begins(w, other);
	else if (comm && who->time == 0)
		wall_there(w, other);
}

void
script_tell_wall(
    struct wall *w, struct str line, const struct perf_header *h, int64_t pid, int64_t tid)
{
	struct wall_who who = {h->comm, pid, tid, script_cpu(line, h), perf_header_time(h)};
	struct str rest = str_skip(line, str_search(line, STR(": PERF_RECORD_")));

	take(&rest, STR(": PERF_RECORD_"));
	if (take(&rest, STR("SWITCH_CPU_WIDE")) || take(&rest, STR("SWITCH")))
		tell_switch(w, rest, &who);
	else
		tell_life(w, rest, &who);
}

/* The letters of a state: "R+", "S", "D|K". */
static enum wall_leave
leave_of(struct str state)
{
	if (str_starts(state, STR("R")))
		return WALL_RUNNABLE;
	return str_starts(state, STR("X")) || str_starts(state, STR("Z")) ? WALL_ENDED : WALL_WAITS;
}

/* What stands behind the last `word` of text; false where it does not stand there. */
static bool
behind(struct str text, struct str word, struct str *rest)
{
	size_t at = str_search(text, word), next;

	if (at == text.len)
		return false;
	while ((next = str_search(str_skip(text, at + 1), word)) < text.len - at - 1)
		at += 1 + next;
	*rest = str_skip(text, at + word.len);
	return true;
}

static bool
leading_number(struct str text, int64_t *number)
{
	size_t digits = 0;
	uint64_t value;

	while (digits < text.len && str_is_digit(text.ptr[digits]))
		digits++;
	if (!str_to_u64(str_head(text, digits), &value) || value > INT64_MAX)
		return false;
	*number = (int64_t)value;
	return true;
}

/* "prev_pid=1 prev_prio=120 prev_state=R+" and "next_comm=c d next_pid=2": how perf prints it. */
static bool
by_names(struct str prev, struct str next, struct script_sched_switch *s)
{
	struct str pid, state, comm, next_pid;

	if (!behind(prev, STR(" prev_pid="), &pid) || !behind(prev, STR(" prev_state="), &state) ||
	    !behind(next, STR(" next_pid="), &next_pid) || !leading_number(pid, &s->prev_pid) ||
	    !leading_number(next_pid, &s->next_pid))
		return false;
	comm = str_span(next.ptr, next_pid.ptr - strlen(" next_pid="));
	s->next_comm =
	    str_trim(str_skip(comm, str_search(comm, STR("next_comm=")) + strlen("next_comm=")));
	s->leave = leave_of(state);
	return true;
}

/* "A B:1 [120] R+" and "c d:2 [120]": how libtraceevent's plugin prints it. */
static bool
by_places(struct str prev, struct str next, struct script_sched_switch *s)
{
	struct str state = str_trim(prev), comm = str_trim(next);
	size_t open = str_rfind(comm, '['), bracket;

	state = str_skip(state, str_rfind(state, ' ') + 1);
	bracket = str_rfind(prev, '[');
	if (open == comm.len || bracket == prev.len ||
	    !last_number(str_head(prev, bracket), ':', &s->prev_pid) ||
	    !last_number(str_head(comm, open), ':', &s->next_pid))
		return false;
	s->next_comm = str_trim(str_head(comm, str_rfind(str_head(comm, open), ':')));
	s->leave = leave_of(state);
	return true;
}

bool
script_sched_switch(struct str tail, struct script_sched_switch *s)
{
	size_t arrow = str_search(tail, STR(" ==> "));
	struct str prev = str_head(tail, arrow), next = str_skip(tail, arrow + 5);

	return arrow < tail.len && (by_names(prev, next, s) || by_places(prev, next, s));
}
