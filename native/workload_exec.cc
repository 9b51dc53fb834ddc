// SPDX-License-Identifier: MIT
// What executing a program takes: its own file, its loader and its libraries, opened, mapped and faulted in by itself.
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

#include "arguments.h"
#include "calls.h"
#include "syscall_error.h"
#include "workload.h"

namespace cfsbench {
namespace {

constexpr size_t kStackBytes = 16384;

struct Program {
  int root;
  int silence;
  const char* path;
  char* const* arguments;
  sigset_t signals;
  // What the child writes where it can't become the program.
  const char* failed;
  int error;
};

// In the child, which has our memory and a stack of its own while we wait: nothing here but system calls.
int Become(void* given) {
  auto* program = static_cast<Program*>(given);
  char* const environment[] = {nullptr};
  const auto refused = [program](const char* syscall, int result) {
    if (result >= 0) return false;
    program->failed = syscall;
    program->error = errno;
    return true;
  };
  if (refused("fchdir", ::fchdir(program->root)) || refused("chroot", ::chroot(".")) ||
      refused("dup2", ::dup2(program->silence, STDOUT_FILENO)) ||
      refused("sigprocmask", ::sigprocmask(SIG_SETMASK, &program->signals, nullptr)))
    ::_exit(127);
  refused("execve", ::execve(program->path, program->arguments, environment));
  ::_exit(127);
}

// clone(2) as posix_spawn(3) asks for it: the child's copy of our memory would be most of what is counted. No signal comes
// in between, since its handler would run in the child with our memory.
pid_t Spawn(Program& program) {
  alignas(16) std::array<uint8_t, kStackBytes> stack;
  sigset_t all;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, &program.signals);
  const pid_t child = ::clone(Become, stack.data() + stack.size(), CLONE_VM | CLONE_VFORK | SIGCHLD, &program);
  const int error = errno;
  ::pthread_sigmask(SIG_SETMASK, &program.signals, nullptr);
  errno = error;
  return child;
}

// Reaps the child whatever becomes of the call.
class OwnChild {
 public:
  explicit OwnChild(pid_t pid) : pid_(pid) {}
  OwnChild(const OwnChild&) = delete;
  OwnChild& operator=(const OwnChild&) = delete;
  ~OwnChild() {
    if (pid_ > 0)
      while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) continue;
  }
  pid_t get() const { return pid_; }

 private:
  pid_t pid_;
};

}  // namespace

// chroot(2) and execve(2) in a child, its output to /dev/null, its environment empty, and waitid(2). `ns`: the processor
// time of the child up to its end, read from its clock before it is reaped.
Napi::Value MeasureExec(const Napi::CallbackInfo& info) {
  const int root = ToDescriptor(info[0], "root");
  const std::string path = ToString(info[1], "path");
  if (!info[2].IsArray()) throw Napi::TypeError::New(info.Env(), "Expected arguments to be an array of strings");
  const Napi::Array given = info[2].As<Napi::Array>();
  std::vector<std::string> words;
  for (uint32_t index = 0; index < given.Length(); index++) words.push_back(ToString(given[index], "arguments"));
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const OwnDescriptor silence(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  if (silence.get() < 0) throw SyscallError(info.Env(), errno, "open", "/dev/null");

  Program program = {root, silence.get(), path.c_str(), arguments.data(), {}, nullptr, 0};
  const OwnChild child(Spawn(program));
  if (child.get() < 0) throw SyscallError(info.Env(), errno, "clone");
  siginfo_t end = {};
  while (::waitid(P_PID, static_cast<id_t>(child.get()), &end, WEXITED | WNOWAIT) < 0)
    if (errno != EINTR) throw SyscallError(info.Env(), errno, "waitid");
  if (program.failed != nullptr) throw SyscallError(info.Env(), program.error, program.failed, path);
  if (end.si_code != CLD_EXITED || end.si_status != 0)
    throw Napi::Error::New(info.Env(), "Expected '" + path + "' to exit with 0, got " +
                                           (end.si_code == CLD_EXITED ? "" : "signal ") +
                                           std::to_string(end.si_status));
  clockid_t clock;
  timespec time;
  const int error = ::clock_getcpuclockid(child.get(), &clock);
  if (error != 0) throw SyscallError(info.Env(), error, "clock_getcpuclockid");
  if (::clock_gettime(clock, &time) < 0) throw SyscallError(info.Env(), errno, "clock_gettime");
  return Measured(info.Env(), static_cast<uint64_t>(time.tv_sec) * 1000000000 + static_cast<uint64_t>(time.tv_nsec),
                  1);
}

}  // namespace cfsbench
