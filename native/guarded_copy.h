// SPDX-License-Identifier: MIT
// Copying to and from mapped files, where a load or a store may fault.
#pragma once

#include <cstddef>

namespace cfsbench {

struct Fault {
  int signal;           // 0 for none, else SIGBUS or SIGSEGV
  const void* address;  // the byte that could not be reached
};

// memcpy(3), except that a fault of this copy is returned instead of killing the process. The loads are the CPU's own,
// as any program's: not read(2) of /proc/self/mem, whose faults take another way through the kernel.
Fault GuardedCopy(void* to, const void* from, size_t length);

}  // namespace cfsbench
