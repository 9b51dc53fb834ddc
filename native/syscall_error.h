// SPDX-License-Identifier: MIT
// Errors of system calls, in the shape of Node's own.
#pragma once

#include <napi.h>

#include <string>

namespace cfsbench {

// What to throw when a system call failed: an Error with `code` ("EUCLEAN"), `errno` (negative), `syscall`, and
// `path` and `dest` where they are not empty. The message is Node's:
// "EUCLEAN: structure needs cleaning, mount '/image' -> '/mnt'".
// Bytes of a path that are not UTF-8 appear as U+FFFD.
Napi::Error SyscallError(Napi::Env env, int error, const char* syscall, const std::string& path = {},
                         const std::string& dest = {});

}  // namespace cfsbench
