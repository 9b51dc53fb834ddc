// SPDX-License-Identifier: MIT
#include "arguments.h"

#include <cmath>
#include <limits>

namespace cfsbench {
namespace {

constexpr double kSafeInteger = 9007199254740991.0;
constexpr double kLongestLength = 1024.0 * 1024 * 1024;

// Names the value without running any of its code: no toString(), no toJSON().
std::string Describe(Napi::Value value) {
  switch (value.Type()) {
    case napi_undefined:
      return "undefined";
    case napi_null:
      return "null";
    case napi_boolean:
      return value.As<Napi::Boolean>().Value() ? "true" : "false";
    case napi_number:
    case napi_bigint:
      return value.ToString().Utf8Value();
    case napi_string:
      return "'" + value.As<Napi::String>().Utf8Value() + "'";
    case napi_symbol:
      return "a symbol";
    case napi_function:
      return "a function";
    default:
      return value.IsTypedArray() || value.IsArrayBuffer() ? "bytes" : "an object";
  }
}

Napi::TypeError WrongType(Napi::Value value, const char* name, const char* expected) {
  return Napi::TypeError::New(value.Env(), std::string("Expected ") + name + " to be " + expected + ", got " +
                                               Describe(value));
}

Napi::RangeError OutOfRange(Napi::Value value, const char* name, const char* expected) {
  return Napi::RangeError::New(value.Env(), std::string("Expected ") + name + " to be " + expected + ", got " +
                                                Describe(value));
}

double ToInteger(Napi::Value value, const char* name, double minimum, double maximum, const char* expected) {
  if (!value.IsNumber()) throw WrongType(value, name, expected);
  const double number = value.As<Napi::Number>().DoubleValue();

  if (!(number >= minimum && number <= maximum) || number != std::trunc(number))
    throw OutOfRange(value, name, expected);
  return number;
}

Napi::Uint8Array AsUint8Array(Napi::Value value, const char* name, const char* expected) {
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array)
    throw WrongType(value, name, expected);
  return value.As<Napi::Uint8Array>();
}

}  // namespace

std::string ToString(Napi::Value value, const char* name) {
  std::string text;
  if (value.IsString()) {
    text = value.As<Napi::String>().Utf8Value();
  } else {
    const Napi::Uint8Array bytes = AsUint8Array(value, name, "a string or a Uint8Array");
    text.assign(reinterpret_cast<const char*>(bytes.Data()), bytes.ByteLength());
  }

  // The kernel would stop at the NUL and act on another name than the caller meant.
  const size_t nul = text.find('\0');
  if (nul != std::string::npos)
    throw Napi::TypeError::New(value.Env(), std::string("Expected ") + name +
                                                " to be free of NUL bytes, got one at byte " + std::to_string(nul) +
                                                " of " + std::to_string(text.size()));
  return text;
}

std::optional<std::string> ToOptionalString(Napi::Value value, const char* name) {
  if (value.IsNull()) return std::nullopt;
  return ToString(value, name);
}

Bytes ToBytes(Napi::Value value, const char* name) {
  const Napi::Uint8Array bytes = AsUint8Array(value, name, "a Uint8Array");
  return Bytes(bytes.Data(), bytes.Data() + bytes.ByteLength());
}

int32_t ToInt32(Napi::Value value, const char* name) {
  return static_cast<int32_t>(ToInteger(value, name, std::numeric_limits<int32_t>::min(),
                                        std::numeric_limits<int32_t>::max(), "an integer of 32 bits"));
}

int ToDescriptor(Napi::Value value, const char* name) {
  return static_cast<int>(ToInteger(value, name, std::numeric_limits<int>::min(), std::numeric_limits<int>::max(),
                                    "a file descriptor"));
}

uint32_t ToUint32(Napi::Value value, const char* name) {
  return static_cast<uint32_t>(ToInteger(value, name, 0, std::numeric_limits<uint32_t>::max(),
                                         "an integer between 0 and 2^32 - 1"));
}

int64_t ToInt64(Napi::Value value, const char* name) {
  constexpr const char* kExpected = "a bigint of 64 bits or a safe integer";
  if (!value.IsBigInt()) return static_cast<int64_t>(ToInteger(value, name, -kSafeInteger, kSafeInteger, kExpected));

  bool lossless = false;
  const int64_t number = value.As<Napi::BigInt>().Int64Value(&lossless);
  if (!lossless) throw OutOfRange(value, name, kExpected);
  return number;
}

uint64_t ToUint64(Napi::Value value, const char* name) {
  constexpr const char* kExpected = "an unsigned bigint of 64 bits or a safe integer from 0";
  if (!value.IsBigInt()) return static_cast<uint64_t>(ToInteger(value, name, 0, kSafeInteger, kExpected));

  bool lossless = false;
  const uint64_t number = value.As<Napi::BigInt>().Uint64Value(&lossless);
  if (!lossless) throw OutOfRange(value, name, kExpected);
  return number;
}

size_t ToLength(Napi::Value value, const char* name) {
  return static_cast<size_t>(ToInteger(value, name, 0, kLongestLength, "a length between 0 and 2^30"));
}

Napi::Object ToObject(Napi::Value value, const char* name) {
  if (!value.IsObject() || value.IsArray() || value.IsTypedArray() || value.IsFunction())
    throw WrongType(value, name, "an object");
  return value.As<Napi::Object>();
}

}  // namespace cfsbench
