// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/orientation.hpp"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>

#include "tests/imaging/recording_files.hpp"

namespace echolance {
namespace {

/// A 3 x 2 picture whose MF form is
///   1 2 3
///   4 5 6
/// stored in an orientation: `stored` says how the pixels lie in the file.
struct Stored {
  const char* code;
  int width;
  int height;
  std::vector<std::uint8_t> pixels;
};

class EveryOrientation : public testing::TestWithParam<Stored> {};

TEST_P(EveryOrientation, IsTurnedToMarkedFar) {
  const Stored& stored = GetParam();
  auto file = test::MetaImageFile::grey(stored.width, stored.height, 1)
                  .with("UltrasoundImageOrientation", stored.code);
  file.pixels = test::bytes_of(stored.pixels);
  const auto replay = test::replay(file);
  ASSERT_FALSE(replay.error) << replay.error->text();
  ASSERT_EQ(replay.frames.size(), 1u);
  EXPECT_EQ(replay.info.width_px, 3);
  EXPECT_EQ(replay.info.height_px, 2);
  const cv::Mat wanted = (cv::Mat_<std::uint8_t>(2, 3) << 1, 2, 3, 4, 5, 6);
  ASSERT_EQ(replay.frames[0].image.size(), wanted.size());
  EXPECT_EQ(cv::norm(replay.frames[0].image, wanted, cv::NORM_INF), 0.0);
}

INSTANTIATE_TEST_SUITE_P(
    Codes, EveryOrientation,
    testing::Values(Stored{"MF", 3, 2, {1, 2, 3, 4, 5, 6}}, Stored{"MFA", 3, 2, {1, 2, 3, 4, 5, 6}},
                    Stored{"MFD", 3, 2, {1, 2, 3, 4, 5, 6}}, Stored{"MN", 3, 2, {4, 5, 6, 1, 2, 3}},
                    Stored{"MND", 3, 2, {4, 5, 6, 1, 2, 3}}, Stored{"UF", 3, 2, {3, 2, 1, 6, 5, 4}},
                    Stored{"UFA", 3, 2, {3, 2, 1, 6, 5, 4}}, Stored{"UN", 3, 2, {6, 5, 4, 3, 2, 1}},
                    Stored{"UNA", 3, 2, {6, 5, 4, 3, 2, 1}}, Stored{"FM", 2, 3, {1, 4, 2, 5, 3, 6}},
                    Stored{"FMA", 2, 3, {1, 4, 2, 5, 3, 6}}, Stored{"FU", 2, 3, {3, 6, 2, 5, 1, 4}},
                    Stored{"NM", 2, 3, {4, 1, 5, 2, 6, 3}}, Stored{"NU", 2, 3, {6, 3, 5, 2, 4, 1}}),
    [](const auto& given) { return given.param.code; });

TEST(Orientation, CodesThatDoNotSayLeaveThePictureAndAreNoted) {
  for (const char* code : {"XX", "??", "MM", "MFX", "AMF", "M", ""}) {
    EXPECT_FALSE(orientation_change(code)) << code;
    const auto replay =
        test::replay(test::MetaImageFile::grey(3, 2, 1).with("UltrasoundImageOrientation", code));
    ASSERT_EQ(replay.frames.size(), 1u) << code;
    EXPECT_EQ(replay.frames[0].image.at<std::uint8_t>(0, 1), 1) << code;
    EXPECT_TRUE(test::has_note(replay.info, "taken as MF")) << code;
  }
}

TEST(Orientation, TransposedPicturesSwapTheirSpacing) {
  const auto replay = test::replay(test::MetaImageFile::grey(2, 3, 1)
                                       .with("UltrasoundImageOrientation", "FM")
                                       .with("ElementSpacing", "0.1 0.3 1"));
  ASSERT_TRUE(replay.info.spacing);
  EXPECT_DOUBLE_EQ(replay.info.spacing->x_mm_per_px, 0.3);
  EXPECT_DOUBLE_EQ(replay.info.spacing->y_mm_per_px, 0.1);
}

}  // namespace
}  // namespace echolance
