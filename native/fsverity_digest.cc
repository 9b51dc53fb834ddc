// SPDX-License-Identifier: MIT
// The fs-verity digest of a file or of bytes in memory, computed on a thread of libuv's pool.
#include <errno.h>
#include <fcntl.h>
#include <linux/fsverity.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <utility>
#include <variant>

#include "arguments.h"
#include "calls.h"
#include "merkle.h"
#include "syscall_error.h"

namespace cfsbench {
namespace {

constexpr size_t kChunk = 1 << 20;
constexpr uint32_t kSmallestBlock = 1024;
constexpr uint32_t kLargestBlock = 65536;
constexpr size_t kLongestSalt = 32;

class UniqueDescriptor {
 public:
  explicit UniqueDescriptor(int fd) : fd_(fd) {}
  UniqueDescriptor(UniqueDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueDescriptor& operator=(UniqueDescriptor&&) = delete;
  ~UniqueDescriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

// Both are the worker's own: a duplicate, so that closing the caller's descriptor doesn't make us read another file,
// and a copy, because JavaScript may change its bytes meanwhile.
using Source = std::variant<UniqueDescriptor, Bytes>;

Source ToSource(Napi::Value value) {
  if (!value.IsNumber()) return ToBytes(value, "source");

  const int fd = ::fcntl(ToDescriptor(value, "source"), F_DUPFD_CLOEXEC, 0);
  if (fd < 0) throw SyscallError(value.Env(), errno, "fcntl");
  return UniqueDescriptor(fd);
}

VerityParameters ToParameters(Napi::Value value) {
  const Napi::Object options = ToObject(value, "options");
  VerityParameters parameters = {ToUint32(options.Get("algorithm"), "options.algorithm"),
                                 ToUint32(options.Get("blockSize"), "options.blockSize"),
                                 ToBytes(options.Get("salt"), "options.salt")};

  if (parameters.algorithm != FS_VERITY_HASH_ALG_SHA256 && parameters.algorithm != FS_VERITY_HASH_ALG_SHA512)
    throw Napi::RangeError::New(value.Env(), "Expected options.algorithm to be 1 (SHA-256) or 2 (SHA-512), got " +
                                                 std::to_string(parameters.algorithm));
  const uint32_t block = parameters.block_size;
  if (block < kSmallestBlock || block > kLargestBlock || (block & (block - 1)) != 0)
    throw Napi::RangeError::New(value.Env(),
                                "Expected options.blockSize to be a power of two from 1024 to 65536, got " +
                                    std::to_string(block));
  if (parameters.salt.size() > kLongestSalt)
    throw Napi::RangeError::New(value.Env(), "Expected options.salt to be at most 32 bytes, got " +
                                                 std::to_string(parameters.salt.size()));
  return parameters;
}

struct Progress {
  uint64_t done;
  uint64_t total;
};

class DigestWorker : public Napi::AsyncProgressWorker<Progress> {
 public:
  DigestWorker(Napi::Env env, Source source, const VerityParameters& parameters, Napi::Function on_progress)
      : AsyncProgressWorker(env),
        source_(std::move(source)),
        tree_(parameters),
        on_progress_(Napi::Persistent(on_progress)),
        deferred_(Napi::Promise::Deferred::New(env)),
        canceled_(std::make_shared<std::atomic<bool>>(false)) {}

  Napi::Promise promise() const { return deferred_.Promise(); }
  // Outlives the worker, which ends by itself.
  std::shared_ptr<std::atomic<bool>> canceled() const { return canceled_; }

 protected:
  void Execute(const ExecutionProgress& progress) override {
    if (const auto* fd = std::get_if<UniqueDescriptor>(&source_))
      DigestFile(fd->get(), progress);
    else
      DigestBytes(std::get<Bytes>(source_), progress);
    if (error_ == 0) digest_ = tree_.Digest();
  }

  void OnProgress(const Progress* progress, size_t count) override {
    if (progress == nullptr || count == 0) return;
    const Napi::HandleScope scope(Env());
    on_progress_.Call({BigInt(Env(), progress->done), BigInt(Env(), progress->total)});
  }

  void OnOK() override {
    const Napi::HandleScope scope(Env());
    if (error_ == 0)
      deferred_.Resolve(BufferOf(Env(), digest_.data(), digest_.size()));
    else
      deferred_.Reject(SyscallError(Env(), error_, failed_call_).Value());
  }

  // What Execute() threw: no memory, or a failure inside OpenSSL.
  void OnError(const Napi::Error& error) override { deferred_.Reject(error.Value()); }

 private:
  void Fail(int error, const char* call) {
    error_ = error;
    failed_call_ = call;
  }

  // Reads to the end, from the start, and leaves the position alone, which a duplicate shares with the caller's.
  void DigestFile(int fd, const ExecutionProgress& progress) {
    struct stat stat = {};
    if (::fstat(fd, &stat) < 0) return Fail(errno, "fstat");

    Bytes chunk(kChunk);
    for (uint64_t done = 0;;) {
      if (*canceled_) return Fail(ECANCELED, "fsverityDigest");
      const ssize_t length = ::pread(fd, chunk.data(), chunk.size(), static_cast<off_t>(done));
      if (length < 0) return Fail(errno, "pread");
      if (length == 0) return;
      tree_.Update(chunk.data(), static_cast<size_t>(length));
      done += static_cast<uint64_t>(length);
      Report({done, std::max(done, static_cast<uint64_t>(stat.st_size))}, progress);
    }
  }

  void DigestBytes(const Bytes& bytes, const ExecutionProgress& progress) {
    for (size_t done = 0; done < bytes.size();) {
      if (*canceled_) return Fail(ECANCELED, "fsverityDigest");
      const size_t length = std::min(kChunk, bytes.size() - done);
      tree_.Update(bytes.data() + done, length);
      done += length;
      Report({done, bytes.size()}, progress);
    }
  }

  static void Report(const Progress& state, const ExecutionProgress& progress) { progress.Send(&state, 1); }

  Source source_;
  MerkleTree tree_;
  Napi::FunctionReference on_progress_;
  Napi::Promise::Deferred deferred_;
  std::shared_ptr<std::atomic<bool>> canceled_;
  std::vector<uint8_t> digest_;
  int error_ = 0;
  const char* failed_call_ = "";
};

}  // namespace

// Starts a digest: the promise of it, and the function that makes it end early with ECANCELED.
Napi::Value StartFsverityDigest(const Napi::CallbackInfo& info) {
  Source source = ToSource(info[0]);
  const VerityParameters parameters = ToParameters(info[1]);
  if (!info[2].IsFunction()) throw Napi::TypeError::New(info.Env(), "Expected onProgress to be a function");

  // Once queued it deletes itself, on this thread and not before we return.
  auto* worker = new DigestWorker(info.Env(), std::move(source), parameters, info[2].As<Napi::Function>());
  worker->Queue();

  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("promise", worker->promise());
  const auto cancel = [canceled = worker->canceled()](const Napi::CallbackInfo&) { *canceled = true; };
  result.Set("cancel", Napi::Function::New(info.Env(), cancel, "cancel"));
  return result;
}

}  // namespace cfsbench
