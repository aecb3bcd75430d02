/*
 * frame_line.h - the frame line of `perf script`.
 */
#ifndef FRAME_LINE_H
#define FRAME_LINE_H

#include <stdbool.h>

#include "str.h"

/* As many columns as perf pads an address to. */
enum { ADDRESS_COLUMNS = 16 };

/*
 * Splits a line into its address, and the rest behind one white-space byte;
 * false where it is no frame: white space, a hexadecimal number, and then
 * white space or nothing.
 */
bool frame_line_split(struct str line, struct str *address, struct str *rest);

/* Whether the rest of a frame line names its dso: "… (dso)". */
bool frame_line_has_dso(struct str rest);

/*
 * The symbol, without its offset, and the dso of what frame_line_split gave as
 * the rest; either may be empty, as is the dso of "(inlined)". Whether there was an
 * offset.
 */
bool frame_line_parts(struct str rest, struct str *symbol, struct str *dso);

/* Whether a space and then an address end at `end`: as many columns as perf gives it. */
bool frame_line_is_column(struct str line, size_t end);

/*
 * The same as frame_line_split of what stands behind the event of a header: of a sample
 * without a call chain its frame. Where perf prints what memory was accessed (perf mem,
 * -F +addr), the address of the data with its symbol, where the data was found and a
 * weight stand before the frame, or alone:
 *
 *	     7f1122334455         5080021 |OP LOAD|LVL L1 hit|…|LCK No         12
 *	     5569db6a5020 __TMC_END__+0x0 (/bin/a)           401136 main+0x16 (/bin/a)
 *
 * An address with its symbol alone comes back, though a call chain may follow that says
 * that it was one of data.
 */
bool frame_line_tail(struct str tail, struct str *address, struct str *rest);

#endif
