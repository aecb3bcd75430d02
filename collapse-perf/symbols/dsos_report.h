/*
 * dsos_report.h - what is said of the files that names were looked for in.
 */
#ifndef DSOS_REPORT_H
#define DSOS_REPORT_H

#include <stdbool.h>

#include "dsos.h"
#include "report.h"

/*
 * Says which files are missing or damaged, and that this machine failed to read
 * one: false then. `name` (or NULL) stands before what is said of several files: the
 * recording's.
 */
bool dsos_report(const struct dsos *d, const char *name, struct report *report);

/* Whether anything is to be said of this one by itself. */
bool dsos_is_told_of(const struct dso *dso);

#endif
