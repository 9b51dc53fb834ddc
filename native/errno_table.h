// SPDX-License-Identifier: MIT
// Names and words of the errnos of Linux: Node's own tables lack EUCLEAN, ENOKEY, EKEYREJECTED and others.
#pragma once

namespace cfsbench {

struct ErrnoEntry {
  int number;
  const char* name;
  const char* message;
};

// Null for a number that Linux does not name.
const ErrnoEntry* FindErrno(int number);

}  // namespace cfsbench
