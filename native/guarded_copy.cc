// SPDX-License-Identifier: MIT
#include "guarded_copy.h"

#include <setjmp.h>
#include <signal.h>

#include <atomic>
#include <cstring>
#include <mutex>

namespace cfsbench {
namespace {

// Signals have no user data, so what the handler must know of the copy under way is kept per thread.
struct Copy {
  volatile sig_atomic_t armed;
  sigjmp_buf exit;
  Fault fault;
};
thread_local Copy copy;

constexpr int kSignals[] = {SIGBUS, SIGSEGV};

// Handlers belong to the process: one copy at a time, whichever of its JavaScript threads wants it.
std::mutex one_at_a_time;
struct sigaction previous[2];

void OnFault(int signal, siginfo_t* info, void* /*context*/) {
  // si_code <= 0: somebody sent the signal, nothing faulted.
  if (copy.armed && info->si_code > 0) {
    copy.fault = {signal, info->si_addr};
    siglongjmp(copy.exit, 1);
  }
  // Somebody else's: put back what was there and return, so that the instruction faults once more, for them.
  ::sigaction(signal, &previous[signal == kSignals[0] ? 0 : 1], nullptr);
}

class Handlers {
 public:
  Handlers() {
    struct sigaction action = {};
    action.sa_sigaction = OnFault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    for (int index = 0; index < 2; index++) ::sigaction(kSignals[index], &action, &previous[index]);
  }
  ~Handlers() {
    for (int index = 0; index < 2; index++) ::sigaction(kSignals[index], &previous[index], nullptr);
  }
  Handlers(const Handlers&) = delete;
  Handlers& operator=(const Handlers&) = delete;
};

}  // namespace

Fault GuardedCopy(void* to, const void* from, size_t length) {
  if (length == 0) return {0, nullptr};

  const std::lock_guard<std::mutex> lock(one_at_a_time);
  const Handlers handlers;
  copy.fault = {0, nullptr};

  // The jump comes back into this very frame, out of memcpy(3) and the handler: no destructor is jumped over. It
  // restores the signal mask, in which the handler's own signal is blocked.
  if (sigsetjmp(copy.exit, 1) == 0) {
    copy.armed = 1;
    std::atomic_signal_fence(std::memory_order_seq_cst);
    std::memcpy(to, from, length);
    std::atomic_signal_fence(std::memory_order_seq_cst);
  }
  copy.armed = 0;
  return copy.fault;
}

}  // namespace cfsbench
