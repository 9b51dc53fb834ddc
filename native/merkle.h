// SPDX-License-Identifier: MIT
// The fs-verity digest of a stream of bytes, computed as Documentation/filesystems/fsverity.rst says.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

// OpenSSL's names for its types; the definitions are its own.
struct evp_md_ctx_st;

namespace cfsbench {

struct VerityParameters {
  uint32_t algorithm;         // FS_VERITY_HASH_ALG_SHA256 or _SHA512
  uint32_t block_size;        // bytes, a power of two, at least two hashes
  std::vector<uint8_t> salt;  // at most 32 bytes
};

// Hashes whole messages, each preceded by the salt.
class Hasher {
 public:
  Hasher(uint32_t algorithm, const std::vector<uint8_t>& salt);

  size_t size() const { return size_; }
  void Hash(const uint8_t* message, size_t length, uint8_t* result);

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };

  std::unique_ptr<evp_md_ctx_st, Free> context_;
  size_t size_;                // of a hash, in bytes
  std::vector<uint8_t> salt_;  // padded to the hash function's block
};

// Takes the bytes in any pieces and keeps one unfinished block per level of the tree, however long the file is.
class MerkleTree {
 public:
  explicit MerkleTree(const VerityParameters& parameters);

  void Update(const uint8_t* bytes, size_t length);
  // The file's digest: the hash of the descriptor that holds the root hash. Ends the tree.
  std::vector<uint8_t> Digest();

 private:
  struct Level {
    std::vector<uint8_t> block;  // the hashes that no block above has taken yet
    uint64_t hashes = 0;         // all there were
  };

  void AddBlock(const uint8_t* block);
  void AddHash(size_t level, const uint8_t* hash);
  void FlushLevel(size_t level);
  std::vector<uint8_t> RootHash();

  VerityParameters parameters_;
  Hasher hasher_;
  uint64_t size_ = 0;
  std::vector<uint8_t> data_;  // the data block that isn't full yet
  std::vector<Level> levels_;  // from the leaves up
};

}  // namespace cfsbench
