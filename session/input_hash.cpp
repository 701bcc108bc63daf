// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/input_hash.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <memory>
#include <vector>

namespace echolance {

namespace {

namespace fs = std::filesystem;

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr);
  }
  void add(const char* bytes, std::size_t count) { EVP_DigestUpdate(context_.get(), bytes, count); }
  std::string hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    EVP_DigestFinal_ex(context_.get(), digest.data(), &size);
    std::string text;
    for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
    return text;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

Result<void> add_file(Sha256& hash, const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return fail(ErrorCode::kFileNotFound, "cannot be opened; check the name and the permissions",
                path.string());
  }
  std::vector<char> block(1U << 20U);
  while (file) {
    file.read(block.data(), static_cast<std::streamsize>(block.size()));
    hash.add(block.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) {
    return fail(ErrorCode::kDamagedFile, "reading stopped half-way; check the disk", path.string());
  }
  return {};
}

Result<std::string> hash_folder(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  Sha256 all;
  for (const auto& path : files) {
    Sha256 one;
    if (auto added = add_file(one, path); !added) return tl::unexpected(added.error());
    const std::string line = path.filename().string() + " " + one.hex() + "\n";
    all.add(line.data(), line.size());
  }
  return all.hex();
}

// The raw file that an .mhd header names; empty when it holds its pixels itself.
fs::path data_file_of(const fs::path& header) {
  std::ifstream file(header);
  const std::string key = "ElementDataFile";
  for (std::string line; std::getline(file, line);) {
    if (line.compare(0, key.size(), key) != 0) continue;
    const auto begin = line.find_first_not_of(" \t=", key.size());
    const auto end = line.find_last_not_of(" \t\r");
    if (begin == std::string::npos || line.compare(begin, 5, "LOCAL") == 0) return {};
    return header.parent_path() / line.substr(begin, end - begin + 1);
  }
  return {};
}

}  // namespace

Result<std::string> sha256_of_input(const std::string& path) {
  try {
    if (fs::is_directory(path)) return hash_folder(path);
    Sha256 hash;
    if (auto added = add_file(hash, path); !added) return tl::unexpected(added.error());
    if (fs::path(path).extension() == ".mhd") {
      const fs::path data = data_file_of(path);
      if (!data.empty()) {
        if (auto added = add_file(hash, data); !added) return tl::unexpected(added.error());
      }
    }
    return hash.hex();
  } catch (const std::exception& exception) {
    return fail(ErrorCode::kFileNotFound, exception.what(), path);
  }
}

}  // namespace echolance
