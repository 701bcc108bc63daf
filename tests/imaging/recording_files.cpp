// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/imaging/recording_files.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace echolance::test {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::temp_directory_path() / "echolance_test_XXXXXX").string();
  path_ = mkdtemp(name.data());
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string TemporaryFolder::operator/(const std::string& name) const {
  return (fs::path(path_) / name).string();
}

void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string read_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string zlib_packed(const std::string& bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string packed(size, '\0');
  compress(reinterpret_cast<Bytef*>(packed.data()), &size,
           reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uLong>(bytes.size()));
  packed.resize(size);
  return packed;
}

MetaImageFile MetaImageFile::grey(int width, int height, int frames) {
  MetaImageFile file;
  file.fields = {{"ObjectType", "Image"},
                 {"NDims", "3"},
                 {"BinaryData", "True"},
                 {"BinaryDataByteOrderMSB", "False"},
                 {"CompressedData", "False"},
                 {"DimSize", std::to_string(width) + " " + std::to_string(height) + " " +
                                 std::to_string(frames) + "     "},
                 {"Kinds", "domain domain list"},
                 {"ElementSpacing", "1 1 1"},
                 {"ElementType", "MET_UCHAR"},
                 {"UltrasoundImageOrientation", "MFA"},
                 {"ElementDataFile", "LOCAL"}};
  for (int f = 0; f < frames; ++f) {
    for (int p = 0; p < width * height; ++p) file.pixels += static_cast<char>(f * 10 + p);
  }
  return file;
}

MetaImageFile& MetaImageFile::with(const std::string& name, const std::string& value) {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.first == name; });
  if (found != fields.end()) {
    found->second = value;
  } else {
    fields.insert(fields.end() - 1, {name, value});
  }
  return *this;
}

MetaImageFile& MetaImageFile::without(const std::string& name) {
  std::erase_if(fields, [&](const auto& field) { return field.first == name; });
  return *this;
}

MetaImageFile& MetaImageFile::packed() {
  pixels = zlib_packed(pixels);
  return with("CompressedData", "True");
}

std::string MetaImageFile::bytes() const {
  std::string text;
  for (const auto& [name, value] : fields) text += name + " = " + value + line_end;
  return text + pixels;
}

Replay replay(const std::string& path, const OpenOptions& options) {
  Replay result;
  auto source = open_recording(path, options);
  if (!source) {
    result.error = source.error();
    return result;
  }
  while (true) {
    auto frame = (*source)->next();
    if (!frame) {
      result.error = frame.error();
      break;
    }
    if (!*frame) break;
    result.frames.push_back(std::move(**frame));
  }
  result.info = (*source)->info();
  return result;
}

Replay replay(const MetaImageFile& file, const OpenOptions& options) {
  const TemporaryFolder folder;
  write_bytes(folder / "clip.mha", file.bytes());
  return replay(folder / "clip.mha", options);
}

bool has_note(const SequenceInfo& info, const std::string& words) {
  return std::any_of(info.notes.begin(), info.notes.end(), [&](const std::string& note) {
    return note.find(words) != std::string::npos;
  });
}

std::string real_data() {
  const char* const folder = std::getenv("ECHOLANCE_DATA");
  return folder == nullptr ? "" : folder;
}

}  // namespace echolance::test
