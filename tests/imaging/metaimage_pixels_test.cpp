// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include <bit>

#include "tests/imaging/recording_files.hpp"

namespace echolance {
namespace {

using test::MetaImageFile;

/// One picture of four numbers, and the greys they must become.
struct Elements {
  const char* type;
  std::string little_endian;
  std::size_t width_bytes;
  std::vector<int> greys;
};

template <class T>
Elements elements(const char* type, const std::vector<T>& values, std::vector<int> greys) {
  return {type, test::bytes_of(values), sizeof(T), std::move(greys)};
}

class EveryElementType : public testing::TestWithParam<Elements> {
 protected:
  static MetaImageFile file() {
    auto file = MetaImageFile::grey(2, 2, 1).with("ElementType", GetParam().type);
    file.pixels = GetParam().little_endian;
    return file;
  }
  static void expect_greys(const MetaImageFile& file) {
    const auto replay = test::replay(file);
    ASSERT_FALSE(replay.error) << replay.error->text();
    ASSERT_EQ(replay.frames.size(), 1u);
    ASSERT_EQ(replay.frames[0].image.type(), CV_8UC1);
    for (int i = 0; i < 4; ++i) {
      EXPECT_EQ(int{replay.frames[0].image.at<std::uint8_t>(i / 2, i % 2)}, GetParam().greys[i])
          << i;
    }
  }
};

TEST_P(EveryElementType, BecomesEightBit) {
  expect_greys(file());
}

TEST_P(EveryElementType, BecomesEightBitWhenPacked) {
  expect_greys(file().packed());
}

TEST_P(EveryElementType, BecomesEightBitFromBigEndian) {
  auto big = file().with("BinaryDataByteOrderMSB", "True");
  for (std::size_t at = 0; at < big.pixels.size(); at += GetParam().width_bytes) {
    std::reverse(big.pixels.begin() + static_cast<std::ptrdiff_t>(at),
                 big.pixels.begin() + static_cast<std::ptrdiff_t>(at + GetParam().width_bytes));
  }
  expect_greys(big);
}

INSTANTIATE_TEST_SUITE_P(
    Types, EveryElementType,
    testing::Values(
        elements<std::uint8_t>("MET_UCHAR", {0, 1, 200, 255}, {0, 1, 200, 255}),
        elements<std::int8_t>("MET_CHAR", {-128, -1, 0, 127}, {0, 127, 128, 255}),
        elements<std::int16_t>("MET_SHORT", {-1000, 0, 0, 1000}, {0, 128, 128, 255}),
        elements<std::uint16_t>("MET_USHORT", {0, 10, 100, 255}, {0, 10, 100, 255}),
        elements<std::int32_t>("MET_INT", {-100000, 1000, 0, 100000}, {0, 129, 127, 255}),
        elements<std::uint32_t>("MET_UINT", {0, 4000000000U, 2000000000U, 0}, {0, 255, 128, 0}),
        elements<float>("MET_FLOAT", {0.0F, 0.4F, 99.6F, 255.0F}, {0, 0, 100, 255}),
        elements<float>("MET_FLOAT", {-1.0F, std::numeric_limits<float>::quiet_NaN(), 0.0F, 1.0F},
                        {0, 0, 128, 255}),
        elements<float>("MET_FLOAT", {0.0F, 0.1F, 0.2F, 0.4F}, {0, 26, 51, 102}),
        elements<double>("MET_DOUBLE", {-1e300, 0.0, 0.0, 1e300}, {0, 128, 128, 255})),
    [](const auto& given) { return given.param.type + std::to_string(given.index); });

TEST(MetaImagePixels, OneMappingHoldsForTheWholeRecording) {
  auto file = MetaImageFile::grey(2, 1, 3).with("ElementType", "MET_SHORT");
  file.pixels = test::bytes_of<std::int16_t>({0, 0, 0, 1000, 500, 2000});
  const auto replay = test::replay(file);
  ASSERT_EQ(replay.frames.size(), 3u);
  EXPECT_EQ(replay.frames[0].image.at<std::uint8_t>(0, 0), 0) << "an empty frame fixes nothing";
  EXPECT_EQ(replay.frames[1].image.at<std::uint8_t>(0, 1), 255);
  EXPECT_EQ(replay.frames[2].image.at<std::uint8_t>(0, 0), 128);
  EXPECT_EQ(replay.frames[2].image.at<std::uint8_t>(0, 1), 255);
  EXPECT_TRUE(test::has_note(replay.info, "0 to 1000"));
}

TEST(MetaImagePixels, ElementMinAndMaxFixTheMapping) {
  auto file = MetaImageFile::grey(2, 1, 1)
                  .with("ElementType", "MET_SHORT")
                  .with("ElementMin", "0")
                  .with("ElementMax", "2000");
  file.pixels = test::bytes_of<std::int16_t>({0, 1000});
  EXPECT_EQ(test::replay(file).frames.at(0).image.at<std::uint8_t>(0, 1), 128);
}

const std::vector<std::uint8_t> kTwoRgbPixelsTwice{10, 20, 30, 40, 50, 60, 11, 21, 31, 41, 51, 61};

void expect_colour(MetaImageFile file) {
  file.pixels = test::bytes_of(kTwoRgbPixelsTwice);
  const auto replay = test::replay(file);
  ASSERT_FALSE(replay.error) << replay.error->text();
  ASSERT_EQ(replay.frames.size(), 2u);
  ASSERT_EQ(replay.frames[0].image.type(), CV_8UC3);
  EXPECT_EQ(replay.frames[0].image.at<cv::Vec3b>(0, 1), cv::Vec3b(60, 50, 40));
  EXPECT_EQ(replay.frames[1].image.at<cv::Vec3b>(0, 0), cv::Vec3b(31, 21, 11));
}

TEST(MetaImagePixels, ColourIsReadInEveryShapeOfItsHeader) {
  const auto colour = MetaImageFile::grey(2, 1, 2).with("ElementNumberOfChannels", "3");
  auto file = colour;
  expect_colour(file);
  expect_colour(file.with("DimSize", "3 2 1 2"));  // the writer's quirk
  expect_colour(file.with("NDims", "4"));
  expect_colour(file.without("Kinds"));
  file = colour;
  expect_colour(file.with("Kinds", "vector domain domain list"));
  expect_colour(file.with("DimSize", "3 2 1 2").with("NDims", "4"));
  expect_colour(file.without("ElementNumberOfChannels"));
}

TEST(MetaImagePixels, FourthChannelIsDropped) {
  auto file =
      MetaImageFile::grey(1, 1, 1).with("DimSize", "2 1 1").with("ElementNumberOfChannels", "4");
  file.pixels = test::bytes_of<std::uint8_t>({1, 2, 3, 4, 5, 6, 7, 8});
  const auto replay = test::replay(file);
  ASSERT_EQ(replay.frames.size(), 1u);
  EXPECT_EQ(replay.frames[0].image.at<cv::Vec3b>(0, 1), cv::Vec3b(7, 6, 5));
}

TEST(MetaImagePixels, PixelsInAFileOfTheirOwnAreFoundBesideTheHeader) {
  const test::TemporaryFolder folder;
  auto file = MetaImageFile::grey(3, 2, 2);
  const std::string raw = file.pixels;
  file.pixels.clear();
  test::write_bytes(folder / "clip.raw", raw);
  test::write_bytes(folder / "clip.mhd", file.with("ElementDataFile", "clip.raw").bytes());
  test::write_bytes(folder / "clip.zraw", test::zlib_packed(raw));
  test::write_bytes(
      folder / "packed.mhd",
      file.with("ElementDataFile", "clip.zraw").with("CompressedData", "True").bytes());
  test::write_bytes(folder / "late.raw", "12345" + raw);
  test::write_bytes(folder / "late.mhd", file.with("ElementDataFile", "late.raw")
                                             .with("CompressedData", "False")
                                             .with("HeaderSize", "5")
                                             .bytes());
  test::write_bytes(folder / "last.mhd", file.with("HeaderSize", "-1").bytes());
  for (const char* name : {"clip.mhd", "packed.mhd", "late.mhd", "last.mhd"}) {
    const auto replay = test::replay(folder / name);
    ASSERT_FALSE(replay.error) << replay.error->text();
    ASSERT_EQ(replay.frames.size(), 2u) << name;
    EXPECT_EQ(replay.frames[1].image.at<std::uint8_t>(1, 2), 15) << name;
  }
}

TEST(MetaImagePixels, PackedSizeMayBeWrongOrAbsent) {
  for (const char* size : {"0", "12345           ", "-1"}) {
    const auto replay =
        test::replay(MetaImageFile::grey(3, 2, 4).packed().with("CompressedDataSize", size));
    EXPECT_FALSE(replay.error) << size;
    EXPECT_EQ(replay.frames.size(), 4u) << size;
  }
}

}  // namespace
}  // namespace echolance
