// SPDX-License-Identifier: MIT
// A mapped file as an object of JavaScript.
#pragma once

#include <napi.h>

namespace cfsbench {

// Owns the pages: they are unmapped by close(), by Symbol.dispose, or with the object.
class Mapping : public Napi::ObjectWrap<Mapping> {
 public:
  static Napi::Function Class(Napi::Env env);

  explicit Mapping(const Napi::CallbackInfo& info);
  ~Mapping() override;
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

 private:
  struct Range {
    uint8_t* start;
    size_t length;
  };

  Napi::Value Length(const Napi::CallbackInfo& info);
  Napi::Value Read(const Napi::CallbackInfo& info);
  Napi::Value Write(const Napi::CallbackInfo& info);
  Napi::Value Mincore(const Napi::CallbackInfo& info);
  Napi::Value Msync(const Napi::CallbackInfo& info);
  Napi::Value Madvise(const Napi::CallbackInfo& info);
  Napi::Value Mprotect(const Napi::CallbackInfo& info);
  Napi::Value Close(const Napi::CallbackInfo& info);

  // The bytes that `offset` and `length` name; throws a RangeError where they lie outside.
  Range Bytes(Napi::Value offset, size_t length) const;
  Range Argument(const Napi::CallbackInfo& info) const;
  void Copy(Napi::Env env, const char* what, void* to, const void* from, size_t length) const;

  uint8_t* memory_ = nullptr;  // null once closed
  size_t length_ = 0;
};

}  // namespace cfsbench
