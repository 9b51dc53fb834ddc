// SPDX-License-Identifier: MIT
// io_uring(7): io_uring_setup(2), io_uring_register(2), io_uring_enter(2).
#include "io_uring.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

#include "arguments.h"
#include "syscall_error.h"

namespace cfsbench {
namespace {

Napi::Array ToArray(Napi::Value value, const char* name) {
  if (!value.IsArray()) throw Napi::TypeError::New(value.Env(), std::string("Expected ") + name + " to be an array");
  return value.As<Napi::Array>();
}

// One of what the kernel writes too.
uint32_t Load(const uint32_t* shared) { return __atomic_load_n(shared, __ATOMIC_ACQUIRE); }
void Store(uint32_t* shared, uint32_t value) { __atomic_store_n(shared, value, __ATOMIC_RELEASE); }

}  // namespace

IoUring::Shared::~Shared() {
  if (start_ != nullptr) ::munmap(start_, length_);
}

void IoUring::Shared::Map(Napi::Env env, int fd, size_t length, uint64_t offset) {
  void* memory = ::mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd,
                        static_cast<off_t>(offset));
  if (memory == MAP_FAILED) throw SyscallError(env, errno, "mmap");
  start_ = static_cast<uint8_t*>(memory);
  length_ = length;
}

Napi::Function IoUring::Class(Napi::Env env) {
  return DefineClass(env, "IoUring",
                     {InstanceMethod<&IoUring::RegisterFiles>("registerFiles"),
                      InstanceMethod<&IoUring::RegisterBuffers>("registerBuffers"),
                      InstanceMethod<&IoUring::ReadAll>("readAll"), InstanceMethod<&IoUring::Close>("close"),
                      InstanceMethod<&IoUring::Close>(Napi::Symbol::WellKnown(env, "dispose"))});
}

// io_uring_setup(2), and the mappings that its result describes.
IoUring::IoUring(const Napi::CallbackInfo& info) : Napi::ObjectWrap<IoUring>(info) {
  const uint32_t entries = ToUint32(info[0], "entries");
  params_.flags = ToUint32(info[1], "flags");

  fd_ = static_cast<int>(::syscall(SYS_io_uring_setup, entries, &params_));
  if (fd_ < 0) throw SyscallError(info.Env(), errno, "io_uring_setup");
  try {
    submissions_.Map(info.Env(), fd_, params_.sq_off.array + params_.sq_entries * sizeof(uint32_t),
                     IORING_OFF_SQ_RING);
    completions_.Map(info.Env(), fd_, params_.cq_off.cqes + params_.cq_entries * sizeof(io_uring_cqe),
                     IORING_OFF_CQ_RING);
    entries_.Map(info.Env(), fd_, params_.sq_entries * sizeof(io_uring_sqe), IORING_OFF_SQES);
  } catch (...) {
    ::close(fd_);
    throw;
  }
}

IoUring::~IoUring() {
  if (fd_ >= 0) ::close(fd_);
}

void IoUring::CheckOpen(Napi::Env env) const {
  if (fd_ < 0) throw Napi::TypeError::New(env, "Expected an open ring, got a closed one");
}

// io_uring_register(2), IORING_REGISTER_FILES: requests may then name a file by its index.
Napi::Value IoUring::RegisterFiles(const Napi::CallbackInfo& info) {
  CheckOpen(info.Env());
  const Napi::Array array = ToArray(info[0], "files");
  std::vector<int> files;
  for (uint32_t index = 0; index < array.Length(); index++)
    files.push_back(ToDescriptor(array.Get(index), "files[]"));

  if (::syscall(SYS_io_uring_register, fd_, IORING_REGISTER_FILES, files.data(), files.size()) < 0)
    throw SyscallError(info.Env(), errno, "io_uring_register");
  has_files_ = true;
  return info.Env().Undefined();
}

// io_uring_register(2), IORING_REGISTER_BUFFERS: memory of these lengths, pinned until the ring is closed.
Napi::Value IoUring::RegisterBuffers(const Napi::CallbackInfo& info) {
  CheckOpen(info.Env());
  const Napi::Array array = ToArray(info[0], "lengths");
  std::vector<Buffer> buffers;
  std::vector<iovec> vectors;
  for (uint32_t index = 0; index < array.Length(); index++) {
    Buffer& buffer = buffers.emplace_back(info.Env(), ToLength(array.Get(index), "lengths[]"));
    vectors.push_back({buffer.data(), buffer.size()});
  }

  if (::syscall(SYS_io_uring_register, fd_, IORING_REGISTER_BUFFERS, vectors.data(), vectors.size()) < 0)
    throw SyscallError(info.Env(), errno, "io_uring_register");
  registered_ = std::move(buffers);
  return info.Env().Undefined();
}

// What JavaScript asks for as an entry of the submission queue.
void IoUring::Prepare(Napi::Object wanted, Read& read) {
  io_uring_sqe& entry = read.entry;
  entry.opcode = static_cast<uint8_t>(ToUint32(wanted.Get("opcode"), "read.opcode"));
  entry.flags = static_cast<uint8_t>(ToUint32(wanted.Get("flags"), "read.flags"));
  entry.fd = ToDescriptor(wanted.Get("fd"), "read.fd");
  entry.off = static_cast<uint64_t>(ToInt64(wanted.Get("offset"), "read.offset"));
  entry.rw_flags = ToInt32(wanted.Get("rwFlags"), "read.rwFlags");
  const Napi::Array lengths = ToArray(wanted.Get("lengths"), "read.lengths");
  const auto length = [&lengths](uint32_t index) { return ToLength(lengths.Get(index), "read.lengths[]"); };

  switch (entry.opcode) {
    case IORING_OP_READV:
      for (uint32_t index = 0; index < lengths.Length(); index++) {
        Buffer& buffer = read.buffers.emplace_back(wanted.Env(), length(index));
        read.vectors.push_back({buffer.data(), buffer.size()});
      }
      entry.addr = reinterpret_cast<uint64_t>(read.vectors.data());
      entry.len = static_cast<uint32_t>(read.vectors.size());
      return;
    case IORING_OP_READ: {
      Buffer& buffer = read.buffers.emplace_back(wanted.Env(), length(0));
      entry.addr = reinterpret_cast<uint64_t>(buffer.data());
      entry.len = static_cast<uint32_t>(buffer.size());
      return;
    }
    case IORING_OP_READ_FIXED: {
      const uint32_t index = ToUint32(wanted.Get("buffer"), "read.buffer");
      entry.len = static_cast<uint32_t>(length(0));
      if (index >= registered_.size() || entry.len > registered_[index].size())
        throw Napi::RangeError::New(wanted.Env(), "Expected read.buffer to be a registered buffer with room for " +
                                                      std::to_string(entry.len) + " bytes, got " +
                                                      std::to_string(index));
      entry.buf_index = static_cast<uint16_t>(index);
      entry.addr = reinterpret_cast<uint64_t>(registered_[index].data());
      return;
    }
    default:
      throw Napi::RangeError::New(wanted.Env(), "Expected read.opcode to be IORING_OP_READ, READV or READ_FIXED, got " +
                                                    std::to_string(entry.opcode));
  }
}

// io_uring_enter(2), until what was submitted has completed. A signal only interrupts the waiting, and what was
// submitted still writes into our memory: so it goes on.
void IoUring::Submit(Napi::Env env, const std::vector<std::unique_ptr<Read>>& reads) {
  const uint32_t mask = *submissions_.At<uint32_t>(params_.sq_off.ring_mask);
  uint32_t* const tail = submissions_.At<uint32_t>(params_.sq_off.tail);
  uint32_t* const array = submissions_.At<uint32_t>(params_.sq_off.array);
  for (size_t index = 0; index < reads.size(); index++) {
    const uint32_t slot = (*tail + static_cast<uint32_t>(index)) & mask;
    entries_.At<io_uring_sqe>(0)[slot] = reads[index]->entry;
    entries_.At<io_uring_sqe>(0)[slot].user_data = index;
    array[slot] = slot;
  }
  Store(tail, *tail + static_cast<uint32_t>(reads.size()));

  const long submitted = ::syscall(SYS_io_uring_enter, fd_, reads.size(), 0, 0, nullptr, 0);
  const int error = errno;
  for (long done = 0; done < submitted;) {
    ::syscall(SYS_io_uring_enter, fd_, 0, 1, IORING_ENTER_GETEVENTS, nullptr, 0);
    done += Reap(reads);
  }
  if (submitted < 0) throw SyscallError(env, error, "io_uring_enter");
  if (static_cast<size_t>(submitted) < reads.size())
    throw Napi::Error::New(env, "Expected the kernel to take " + std::to_string(reads.size()) + " requests, it took " +
                                    std::to_string(submitted));
}

// Takes the completions that are there.
uint32_t IoUring::Reap(const std::vector<std::unique_ptr<Read>>& reads) {
  const uint32_t mask = *completions_.At<uint32_t>(params_.cq_off.ring_mask);
  uint32_t* const head = completions_.At<uint32_t>(params_.cq_off.head);
  const uint32_t tail = Load(completions_.At<uint32_t>(params_.cq_off.tail));
  const uint32_t count = tail - *head;
  for (uint32_t at = *head; at != tail; at++) {
    const io_uring_cqe& completion = completions_.At<io_uring_cqe>(params_.cq_off.cqes)[at & mask];
    reads[completion.user_data]->result = completion.res;
  }
  Store(head, tail);
  return count;
}

Napi::Value IoUring::Result(Napi::Env env, const Read& read) const {
  if (read.result < 0) return Number(env, read.result);
  const auto length = static_cast<size_t>(read.result);
  if (read.entry.opcode == IORING_OP_READ_FIXED) return registered_[read.entry.buf_index].ToValue(length);

  std::vector<uint8_t> bytes;
  for (const Buffer& buffer : read.buffers) {
    const size_t some = std::min(length - bytes.size(), buffer.size());
    bytes.insert(bytes.end(), buffer.data(), buffer.data() + some);
  }
  return BufferOf(env, bytes.data(), bytes.size());
}

// Submits all reads at once and waits for them.
Napi::Value IoUring::ReadAll(const Napi::CallbackInfo& info) {
  CheckOpen(info.Env());
  const Napi::Array array = ToArray(info[0], "reads");
  if (array.Length() > params_.sq_entries)
    throw Napi::RangeError::New(info.Env(), "Expected at most " + std::to_string(params_.sq_entries) +
                                                " reads, which the ring has room for, got " +
                                                std::to_string(array.Length()));
  std::vector<std::unique_ptr<Read>> reads;
  for (uint32_t index = 0; index < array.Length(); index++) {
    reads.push_back(std::make_unique<Read>());
    Prepare(ToObject(array.Get(index), "reads[]"), *reads.back());
  }

  Submit(info.Env(), reads);

  Napi::Array result = Napi::Array::New(info.Env(), reads.size());
  for (uint32_t index = 0; index < reads.size(); index++) result.Set(index, Result(info.Env(), *reads[index]));
  return result;
}

// close(2) of the ring; closing twice is nothing. The kernel takes a ring apart later, on its own time: the registered
// files are given back before that.
Napi::Value IoUring::Close(const Napi::CallbackInfo& info) {
  if (fd_ < 0) return info.Env().Undefined();

  const int fd = fd_;
  fd_ = -1;
  if (has_files_) ::syscall(SYS_io_uring_register, fd, IORING_UNREGISTER_FILES, nullptr, 0);
  if (::close(fd) < 0) throw SyscallError(info.Env(), errno, "close");
  return info.Env().Undefined();
}

}  // namespace cfsbench
