// SPDX-License-Identifier: MIT
// Arguments of JavaScript, checked and copied. Each function throws a TypeError or RangeError that names the argument,
// what was expected and what came. Nothing here converts silently: a flag word of 2^32 or a path with a NUL is refused,
// because the kernel would have seen something else than what was asked for.
#pragma once

#include <napi.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cfsbench {

using Bytes = std::vector<uint8_t>;

// A string, or its raw bytes in a Uint8Array, without NUL: paths, names, and other things that C ends with one.
std::string ToString(Napi::Value value, const char* name);
// The same, or null for "no such argument".
std::optional<std::string> ToOptionalString(Napi::Value value, const char* name);
// A Uint8Array, copied.
Bytes ToBytes(Napi::Value value, const char* name);
// A file descriptor: any integer of 32 bits, because AT_FDCWD and the refusal of -1 are the kernel's business.
int ToDescriptor(Napi::Value value, const char* name);
int32_t ToInt32(Napi::Value value, const char* name);
uint32_t ToUint32(Napi::Value value, const char* name);
// Either a bigint or a number that is a safe integer.
int64_t ToInt64(Napi::Value value, const char* name);
uint64_t ToUint64(Napi::Value value, const char* name);
// A number of bytes to allocate, at most 1 GiB: past that a typing error is likelier than the wish.
size_t ToLength(Napi::Value value, const char* name);
Napi::Object ToObject(Napi::Value value, const char* name);

// Results: 64-bit values are bigint, bytes are a Buffer of their own.
inline Napi::Value BigInt(Napi::Env env, uint64_t value) { return Napi::BigInt::New(env, value); }
inline Napi::Value SignedBigInt(Napi::Env env, int64_t value) { return Napi::BigInt::New(env, value); }
inline Napi::Value Number(Napi::Env env, double value) { return Napi::Number::New(env, value); }
inline Napi::Value BufferOf(Napi::Env env, const void* bytes, size_t length) {
  return Napi::Buffer<uint8_t>::Copy(env, static_cast<const uint8_t*>(bytes), length);
}

}  // namespace cfsbench
