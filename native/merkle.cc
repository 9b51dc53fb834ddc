// SPDX-License-Identifier: MIT
#include "merkle.h"

#include <endian.h>
#include <linux/fsverity.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string>

// Node carries OpenSSL and exports it, but its headers come only with Node's own: the node-api-headers package, which is
// all that some machines have, lacks them. These few prototypes have been the same since OpenSSL 1.1.
extern "C" {
struct evp_md_st;
struct engine_st;
evp_md_ctx_st* EVP_MD_CTX_new();
void EVP_MD_CTX_free(evp_md_ctx_st* context);
const evp_md_st* EVP_sha256();
const evp_md_st* EVP_sha512();
int EVP_DigestInit_ex(evp_md_ctx_st* context, const evp_md_st* type, engine_st* engine);
int EVP_DigestUpdate(evp_md_ctx_st* context, const void* bytes, size_t length);
int EVP_DigestFinal_ex(evp_md_ctx_st* context, unsigned char* result, unsigned int* length);
}

namespace cfsbench {
namespace {

constexpr size_t kLongestHash = 64;

void Check(int result, const char* function) {
  if (result != 1) throw std::runtime_error(std::string("OpenSSL's ") + function + " failed");
}

}  // namespace

void Hasher::Free::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

Hasher::Hasher(uint32_t algorithm, const std::vector<uint8_t>& salt) : context_(EVP_MD_CTX_new()), salt_(salt) {
  const bool sha512 = algorithm == FS_VERITY_HASH_ALG_SHA512;
  size_ = sha512 ? 64 : 32;
  if (!context_) throw std::bad_alloc();
  Check(EVP_DigestInit_ex(context_.get(), sha512 ? EVP_sha512() : EVP_sha256(), nullptr), "EVP_DigestInit_ex");
  if (!salt_.empty()) salt_.resize(sha512 ? 128 : 64);
}

void Hasher::Hash(const uint8_t* message, size_t length, uint8_t* result) {
  // Without a type the context keeps its own, which saves OpenSSL 3 the search for it.
  Check(EVP_DigestInit_ex(context_.get(), nullptr, nullptr), "EVP_DigestInit_ex");
  Check(EVP_DigestUpdate(context_.get(), salt_.data(), salt_.size()), "EVP_DigestUpdate");
  Check(EVP_DigestUpdate(context_.get(), message, length), "EVP_DigestUpdate");
  Check(EVP_DigestFinal_ex(context_.get(), result, nullptr), "EVP_DigestFinal_ex");
}

MerkleTree::MerkleTree(const VerityParameters& parameters)
    : parameters_(parameters), hasher_(parameters.algorithm, parameters.salt) {
  data_.reserve(parameters.block_size);
}

void MerkleTree::Update(const uint8_t* bytes, size_t length) {
  size_ += length;
  while (length > 0) {
    // Whole blocks are hashed where they lie.
    const bool whole = data_.empty() && length >= parameters_.block_size;
    const size_t taken = std::min(length, parameters_.block_size - data_.size());
    if (whole) {
      AddBlock(bytes);
    } else {
      data_.insert(data_.end(), bytes, bytes + taken);
      if (data_.size() == parameters_.block_size) {
        AddBlock(data_.data());
        data_.clear();
      }
    }
    bytes += taken;
    length -= taken;
  }
}

void MerkleTree::AddBlock(const uint8_t* block) {
  uint8_t hash[kLongestHash];
  hasher_.Hash(block, parameters_.block_size, hash);
  AddHash(0, hash);
}

void MerkleTree::AddHash(size_t level, const uint8_t* hash) {
  if (level == levels_.size()) levels_.emplace_back();
  Level& own = levels_[level];
  own.block.insert(own.block.end(), hash, hash + hasher_.size());
  own.hashes++;
  if (own.block.size() == parameters_.block_size) FlushLevel(level);
}

void MerkleTree::FlushLevel(size_t level) {
  uint8_t hash[kLongestHash];
  std::vector<uint8_t>& block = levels_[level].block;
  block.resize(parameters_.block_size);
  hasher_.Hash(block.data(), block.size(), hash);
  block.clear();
  AddHash(level + 1, hash);
}

std::vector<uint8_t> MerkleTree::RootHash() {
  // The root hash of an empty file is all zeros.
  if (size_ == 0) return std::vector<uint8_t>(hasher_.size());

  if (!data_.empty()) {
    data_.resize(parameters_.block_size);
    AddBlock(data_.data());
  }
  // A level with one hash is the root, and it still has it: a block holds at least two, so it was not flushed.
  size_t level = 0;
  for (; levels_[level].hashes > 1; level++)
    if (!levels_[level].block.empty()) FlushLevel(level);
  return levels_[level].block;
}

std::vector<uint8_t> MerkleTree::Digest() {
  const std::vector<uint8_t> root = RootHash();
  fsverity_descriptor descriptor = {};
  descriptor.version = 1;
  descriptor.hash_algorithm = static_cast<uint8_t>(parameters_.algorithm);
  descriptor.log_blocksize = static_cast<uint8_t>(__builtin_ctz(parameters_.block_size));
  descriptor.salt_size = static_cast<uint8_t>(parameters_.salt.size());
  descriptor.data_size = htole64(size_);
  std::memcpy(descriptor.root_hash, root.data(), root.size());
  std::copy(parameters_.salt.begin(), parameters_.salt.end(), descriptor.salt);

  // The descriptor is hashed without the salt, which it contains.
  Hasher plain(parameters_.algorithm, {});
  std::vector<uint8_t> digest(plain.size());
  plain.Hash(reinterpret_cast<const uint8_t*>(&descriptor), sizeof descriptor, digest.data());
  return digest;
}

}  // namespace cfsbench
