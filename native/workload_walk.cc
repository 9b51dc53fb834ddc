// SPDX-License-Identifier: MIT
// The walk of the bench: the system calls of `ls -lR` (GNU coreutils 9.1) without its formatting. Here, and in
// workload_paths.cc, one function is many system calls: it is the file system that is measured, and JavaScript between
// the calls would be most of what is counted.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "arguments.h"
#include "calls.h"
#include "syscall_error.h"
#include "workload.h"

namespace cfsbench {
namespace {

constexpr size_t kRecordBytes = 32768;
constexpr unsigned kListedFields = STATX_MODE | STATX_NLINK | STATX_UID | STATX_GID | STATX_MTIME | STATX_SIZE;

struct Failure {
  int error;
  const char* syscall;
};

class Walk {
 public:
  Walk(bool attributes, bool acls) : attributes_(attributes), asks_acls_(acls), records_(kRecordBytes) {}

  double entries() const { return entries_; }
  const std::string& path() const { return path_; }

  // Depth first; with `attributes` the directories of a directory in the order of their names, as `ls` does it.
  void Run(const std::string& root) {
    std::vector<std::string> waiting = {root};
    while (!waiting.empty()) {
      path_ = std::move(waiting.back());
      waiting.pop_back();
      const size_t first = waiting.size();
      List(waiting);
      if (attributes_) std::sort(waiting.begin() + static_cast<std::ptrdiff_t>(first), waiting.end(), std::greater<>());
    }
  }

 private:
  void List(std::vector<std::string>& waiting) {
    const OwnDescriptor directory(::open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_DIRECTORY));
    if (directory.get() < 0) throw Failure{errno, "open"};
    if (attributes_) Describe(directory.get());

    path_ += '/';
    const size_t length = path_.size();
    for (;;) {
      const long bytes = ::syscall(SYS_getdents64, directory.get(), records_.data(), records_.size());
      if (bytes < 0) throw Failure{errno, "getdents64"};
      if (bytes == 0) return;
      for (long at = 0; at < bytes;) {
        const auto* record = reinterpret_cast<const dirent64*>(records_.data() + at);
        at += record->d_reclen;
        if (IsDots(record->d_name)) continue;
        entries_++;
        if (!attributes_ && record->d_type != DT_DIR) continue;
        path_.resize(length);
        path_ += record->d_name;
        if (attributes_) Look(record->d_type);
        if (record->d_type == DT_DIR) waiting.push_back(path_);
      }
    }
  }

  // For the loops that `ls -R` looks out for.
  static void Describe(int directory) {
    struct stat status;
    struct statx numbers;
    if (::fstat(directory, &status) < 0) throw Failure{errno, "fstat"};
    if (::statx(directory, "", AT_EMPTY_PATH | AT_NO_AUTOMOUNT, STATX_INO, &numbers) < 0)
      throw Failure{errno, "statx"};
  }

  void Look(unsigned char type) {
    struct statx status;
    if (::statx(AT_FDCWD, path_.c_str(), AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, kListedFields, &status) < 0)
      throw Failure{errno, "statx"};

    char value[255];
    if (asks_labels_) asks_labels_ = IsKnown(::lgetxattr(path_.c_str(), "security.selinux", value, sizeof value));
    if (type == DT_LNK) {
      target_.resize(status.stx_size + 1);
      if (::readlink(path_.c_str(), target_.data(), target_.size()) < 0) throw Failure{errno, "readlink"};
      return;
    }
    if (asks_acls_) asks_acls_ = IsKnown(::getxattr(path_.c_str(), "system.posix_acl_access", nullptr, 0));
    if (asks_acls_ && type == DT_DIR)
      asks_acls_ = IsKnown(::getxattr(path_.c_str(), "system.posix_acl_default", nullptr, 0));
  }

  // `ls` asks a file system no more once that has said that it has no such thing.
  static bool IsKnown(ssize_t length) {
    if (length >= 0 || errno == ENODATA) return true;
    if (errno == EOPNOTSUPP) return false;
    throw Failure{errno, "getxattr"};
  }

  static bool IsDots(const char* name) {
    return name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
  }

  const bool attributes_;
  bool asks_labels_ = true;
  bool asks_acls_;
  double entries_ = 0;
  std::string path_;
  std::vector<char> records_;
  std::vector<char> target_;
};

}  // namespace

// open(2), getdents64(2) and close(2) of each directory; with `attributes` all that `ls -l` asks of each entry.
Napi::Value WalkTree(const Napi::CallbackInfo& info) {
  const std::string root = ToString(info[0], "root");
  const Napi::Object options = ToObject(info[1], "options");
  Walk walk(options.Get("attributes").ToBoolean(), options.Get("acls").ToBoolean());

  const uint64_t start = ThreadTime();
  try {
    walk.Run(root);
  } catch (const Failure& failure) {
    throw SyscallError(info.Env(), failure.error, failure.syscall, walk.path());
  }
  return Measured(info.Env(), ThreadTime() - start, walk.entries());
}

}  // namespace cfsbench
