// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include <random>

#include "tests/imaging/recording_files.hpp"

namespace echolance {
namespace {

using test::MetaImageFile;
using test::replay;

/// A sentence, not a word: what, where, what to do.
void expect_sentence(const std::optional<Error>& error, ErrorCode code) {
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code, code) << error->text();
  EXPECT_GT(error->message.size(), 20u);
  EXPECT_NE(error->text().find("clip"), std::string::npos) << error->text();
}

TEST(DamagedMetaImage, TruncatedFilesGiveTheirWholeFramesFirst) {
  const test::TemporaryFolder folder;
  const std::string bytes = MetaImageFile::grey(4, 3, 10).bytes();
  for (std::size_t lost = 1; lost <= 120; lost += 7) {
    test::write_bytes(folder / "clip.mha", bytes.substr(0, bytes.size() - lost));
    const auto clip = replay(folder / "clip.mha");
    const std::size_t whole = (120 - lost) / 12;
    EXPECT_EQ(clip.frames.size(), whole);
    expect_sentence(clip.error, ErrorCode::kDamagedFile);
    EXPECT_NE(clip.error->message.find(std::to_string(whole) + " whole frames"), std::string::npos);
    EXPECT_NE(clip.error->message.find(std::to_string(10 - whole) + " are lost"),
              std::string::npos);
    EXPECT_TRUE(test::has_note(clip.info, "cut short"));
  }
}

TEST(DamagedMetaImage, TruncatedPackedFilesGiveTheirWholeFramesFirst) {
  std::mt19937 random(1);
  auto file = MetaImageFile::grey(16, 16, 20);
  for (char& c : file.pixels) c = static_cast<char>(random());
  const std::string pixels = file.pixels;
  file.packed();
  file.pixels.resize(file.pixels.size() / 2);
  const auto clip = replay(file);
  expect_sentence(clip.error, ErrorCode::kDamagedFile);
  EXPECT_GE(clip.frames.size(), 8u);
  EXPECT_LT(clip.frames.size(), 20u);
  for (std::size_t f = 0; f < clip.frames.size(); ++f) {
    EXPECT_EQ(clip.frames[f].image.at<std::uint8_t>(0, 0),
              static_cast<std::uint8_t>(pixels[f * 256]));
  }
}

TEST(DamagedMetaImage, NothingFollowsAnError) {
  const test::TemporaryFolder folder;
  auto file = MetaImageFile::grey(4, 3, 2);
  file.pixels.pop_back();
  test::write_bytes(folder / "clip.mha", file.bytes());
  auto source = open_recording(folder / "clip.mha");
  ASSERT_TRUE(source);
  EXPECT_TRUE((*source)->next().value());
  EXPECT_FALSE((*source)->next());
  const auto after = (*source)->next();
  ASSERT_TRUE(after);
  EXPECT_FALSE(*after);
}

TEST(DamagedMetaImage, WrongChecksumIsReportedAfterTheFrames) {
  auto file = MetaImageFile::grey(4, 3, 2).packed();
  file.pixels.back() = static_cast<char>(file.pixels.back() ^ 1);
  const auto clip = replay(file);
  EXPECT_EQ(clip.frames.size(), 2u);
  expect_sentence(clip.error, ErrorCode::kDamagedFile);
}

TEST(DamagedMetaImage, InterruptedRecordingWithoutFrameCountIsReadToItsEnd) {
  for (const bool packed : {false, true}) {
    auto file = MetaImageFile::grey(4, 3, 5).with("DimSize", "4 3 0     ");
    if (packed) file.packed();
    const auto clip = replay(file);
    EXPECT_FALSE(clip.error) << clip.error->text();
    EXPECT_EQ(clip.frames.size(), 5u);
    EXPECT_FALSE(clip.info.frame_count);
    EXPECT_TRUE(test::has_note(clip.info, "interrupted"));
  }
}

TEST(LyingMetaImage, SizesAreCheckedBeforeMemoryIsTaken) {
  for (const char* size :
       {"100000 100000 5", "4000000000 4000000000 4000000000", "99999999999999999999 1 1",
        "9223372036854775807 9223372036854775807 1", "-4 3 10", "4 three 10", "4 3 -1", ""}) {
    const auto clip = replay(MetaImageFile::grey(4, 3, 10).with("DimSize", size));
    EXPECT_TRUE(clip.frames.empty()) << size;
    expect_sentence(clip.error, ErrorCode::kDamagedFile);
  }
  for (auto file : {MetaImageFile::grey(4, 3, 10), MetaImageFile::grey(4, 3, 10).packed()}) {
    const auto clip = replay(file.with("DimSize", "20000 20000 3"));
    EXPECT_TRUE(clip.frames.empty());
    expect_sentence(clip.error, ErrorCode::kDamagedFile);
  }
}

TEST(LyingMetaImage, HugeFrameCountsEndWithTheData) {
  const auto clip =
      replay(MetaImageFile::grey(4, 3, 10).with("DimSize", "4 3 9000000000000000000"));
  EXPECT_EQ(clip.frames.size(), 10u);
  expect_sentence(clip.error, ErrorCode::kDamagedFile);
  const auto poses = replay(MetaImageFile::grey(4, 3, 10)
                                .with("DimSize", "0 0 9000000000000000000")
                                .with("Seq_Frame0003_Timestamp", "1"));
  EXPECT_EQ(poses.frames.size(), 4u);
  expect_sentence(poses.error, ErrorCode::kDamagedFile);
}

TEST(LyingMetaImage, EachUnreadableHeaderSaysWhy) {
  using Code = ErrorCode;
  const auto code = [](const MetaImageFile& file) {
    const auto clip = replay(file);
    EXPECT_TRUE(clip.frames.empty());
    return clip.error ? clip.error->code : Code::kCannotWrite;
  };
  const auto clip = MetaImageFile::grey(4, 3, 2);
  const auto changed = [&](const char* name, const char* value) {
    return code(MetaImageFile(clip).with(name, value));
  };
  EXPECT_EQ(code(MetaImageFile(clip).without("DimSize")), Code::kDamagedFile);
  EXPECT_EQ(code(MetaImageFile(clip).without("ElementDataFile")), Code::kDamagedFile);
  EXPECT_EQ(code(MetaImageFile(clip).without("ElementType")), Code::kUnsupportedFormat);
  EXPECT_EQ(changed("ElementType", "MET_STRING"), Code::kUnsupportedFormat);
  EXPECT_EQ(changed("BinaryData", "False"), Code::kUnsupportedFormat);
  EXPECT_EQ(changed("ElementDataFile", "LIST"), Code::kUnsupportedFormat);
  EXPECT_EQ(changed("ElementDataFile", "slice%03d.raw 1 10 1"), Code::kUnsupportedFormat);
  EXPECT_EQ(changed("ElementDataFile", "missing.raw"), Code::kFileNotFound);
  EXPECT_EQ(changed("ElementDataFile", ""), Code::kDamagedFile);
  EXPECT_EQ(changed("ElementNumberOfChannels", "2"), Code::kUnsupportedFormat);
  EXPECT_EQ(changed("ElementNumberOfChannels", "many"), Code::kUnsupportedFormat);
  EXPECT_EQ(changed("Kinds", "list domain domain"), Code::kUnsupportedFormat);
  EXPECT_EQ(changed("DimSize", "4 3 2 2"), Code::kUnsupportedFormat);
  EXPECT_EQ(changed("DimSize", "4"), Code::kUnsupportedFormat);
  EXPECT_EQ(changed("DimSize", "0 0 0"), Code::kNoData);
  EXPECT_EQ(changed("ObjectType", "Scene"), Code::kUnsupportedFormat);
}

TEST(LyingMetaImage, LineThatIsNoFieldIsNamed) {
  const test::TemporaryFolder folder;
  test::write_bytes(folder / "clip.mha", "ObjectType = Image\nNDims = 3\ngarbage\n");
  const auto clip = replay(folder / "clip.mha");
  expect_sentence(clip.error, ErrorCode::kDamagedFile);
  EXPECT_NE(clip.error->message.find("line 3"), std::string::npos);
  test::write_bytes(folder / "clip.mha", std::string(40 << 20, 'x'));
  expect_sentence(replay(folder / "clip.mha").error, ErrorCode::kDamagedFile);
}

/// Any damage ends in frames or in a sentence, never in a crash or in gigabytes.
void expect_survives(const std::string& bytes, const test::TemporaryFolder& folder) {
  test::write_bytes(folder / "clip.mha", bytes);
  const auto clip = replay(folder / "clip.mha");
  if (clip.error) {
    EXPECT_GT(clip.error->message.size(), 20u);
  } else {
    EXPECT_FALSE(clip.frames.empty());
  }
}

TEST(DamagedMetaImage, RandomDamageNeverCrashes) {
  const test::TemporaryFolder folder;
  const auto tracked =
      MetaImageFile::grey(4, 3, 5)
          .with("Seq_Frame0000_ProbeToTrackerTransform", "1 0 0 5 0 1 0 6 0 0 1 7 0 0 0 1")
          .with("Seq_Frame0003_Timestamp", "0.25")
          .with("Seq_Frame0004_ImageStatus", "INVALID");
  std::mt19937 random(20240601);
  for (const auto& file : {tracked, MetaImageFile(tracked).packed()}) {
    const std::string bytes = file.bytes();
    for (int variant = 0; variant < 300; ++variant) {
      std::string damaged = bytes;
      const std::size_t flips = 1 + random() % 4;
      for (std::size_t i = 0; i < flips; ++i) {
        damaged[random() % damaged.size()] = static_cast<char>(random());
      }
      if (variant % 3 == 0) damaged.resize(random() % damaged.size());
      expect_survives(damaged, folder);
    }
  }
}

TEST(DamagedMetaImage, RandomDigitsInTheHeaderNeverCrash) {
  const test::TemporaryFolder folder;
  const std::string bytes = MetaImageFile::grey(4, 3, 5).packed().bytes();
  const std::size_t header = bytes.find("LOCAL");
  std::mt19937 random(7);
  for (int variant = 0; variant < 300; ++variant) {
    std::string damaged = bytes;
    for (std::size_t at = 0; at < header; ++at) {
      const bool digit = damaged[at] >= '0' && damaged[at] <= '9';
      if (digit && random() % 3 == 0) damaged.insert(at, std::to_string(random() % 1000));
    }
    expect_survives(damaged, folder);
  }
}

}  // namespace
}  // namespace echolance
