// SPDX-License-Identifier: GPL-2.0-only
/*
 * The one file that the tracepoints of trace.h are made in.
 */
#define CREATE_TRACE_POINTS
#include "trace.h"
