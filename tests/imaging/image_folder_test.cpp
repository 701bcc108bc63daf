// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/image_folder_source.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "tests/imaging/recording_files.hpp"

namespace echolance {
namespace {

cv::Mat uniform(int value, int type = CV_8UC1) {
  return {4, 6, type, cv::Scalar::all(value)};
}

TEST(NaturalOrder, ComparesNumbersAsNumbers) {
  const std::vector<std::string> ordered{"1.png",
                                         "2.png",
                                         "10.png",
                                         "a1b2.png",
                                         "A1b10.png",
                                         "a2.png",
                                         "img001.png",
                                         "img2.png",
                                         "img010.png",
                                         "img99999999999999999999.png",
                                         "img100000000000000000000.png"};
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    for (std::size_t j = 0; j < ordered.size(); ++j) {
      EXPECT_EQ(comes_before_naturally(ordered[i], ordered[j]), i < j)
          << ordered[i] << " " << ordered[j];
    }
  }
  EXPECT_NE(comes_before_naturally("img1.png", "img01.png"),
            comes_before_naturally("img01.png", "img1.png"));
}

TEST(ImageFolder, FramesComeInNaturalOrderOfEveryKind) {
  const test::TemporaryFolder folder;
  const std::vector<std::string> names{"f1.png",  "f2.PNG", "f3.bmp",  "f4.tif",
                                       "f5.tiff", "f6.pgm", "f10.jpg", "f11.jpeg"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    cv::imwrite(folder / names[i], uniform(static_cast<int>(20 * i)));
  }
  const auto clip = test::replay(folder.path());
  ASSERT_FALSE(clip.error) << clip.error->text();
  ASSERT_EQ(clip.frames.size(), names.size());
  EXPECT_EQ(clip.info.frame_count, static_cast<std::int64_t>(names.size()));
  EXPECT_EQ(clip.info.format, "image_folder");
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(clip.frames[i].image.type(), CV_8UC1);
    EXPECT_NEAR(cv::mean(clip.frames[i].image)[0], 20.0 * static_cast<double>(i), 1.0) << names[i];
    EXPECT_NEAR(clip.frames[i].time.seconds(), static_cast<double>(i) / 30.0, 1e-9);
  }
  EXPECT_TRUE(test::has_note(clip.info, "30 frames a second assumed"));
}

TEST(ImageFolder, RateIsTheUsers) {
  const test::TemporaryFolder folder;
  for (const char* name : {"1.png", "2.png"}) cv::imwrite(folder / name, uniform(9));
  OpenOptions options;
  options.frame_rate_hz = 8.0;
  const auto clip = test::replay(folder.path(), options);
  EXPECT_DOUBLE_EQ(clip.frames.at(1).time.seconds(), 0.125);
  EXPECT_FALSE(test::has_note(clip.info, "assumed"));
}

TEST(ImageFolder, OtherFilesAndFoldersAreIgnoredAndCounted) {
  const test::TemporaryFolder folder;
  cv::imwrite(folder / "1.png", uniform(9));
  test::write_bytes(folder / "poses.csv", "1,2,3");
  test::write_bytes(folder / "._1.png", "not a picture");
  std::filesystem::create_directory(folder / "masks.png");
  const auto clip = test::replay(folder.path());
  EXPECT_EQ(clip.frames.size(), 1u);
  EXPECT_TRUE(test::has_note(clip.info, "3 other files or folders"));
}

TEST(ImageFolder, ColourStaysColourAndAlphaIsDropped) {
  const test::TemporaryFolder folder;
  cv::imwrite(folder / "1.png", cv::Mat(4, 6, CV_8UC3, cv::Scalar(1, 2, 3)));
  cv::imwrite(folder / "2.png", cv::Mat(4, 6, CV_8UC4, cv::Scalar(1, 2, 3, 128)));
  const auto clip = test::replay(folder.path());
  ASSERT_EQ(clip.frames.size(), 2u);
  for (const Frame& frame : clip.frames) {
    ASSERT_EQ(frame.image.type(), CV_8UC3);
    EXPECT_EQ(frame.image.at<cv::Vec3b>(1, 1), cv::Vec3b(1, 2, 3));
  }
}

TEST(ImageFolder, SixteenBitPicturesAreMappedInOneWayAndNoted) {
  const test::TemporaryFolder folder;
  cv::Mat first(4, 6, CV_16UC1, cv::Scalar(0));
  first.at<std::uint16_t>(0, 0) = 4000;  // 12 bits
  cv::imwrite(folder / "1.png", first);
  cv::imwrite(folder / "2.png", cv::Mat(4, 6, CV_16UC1, cv::Scalar(2048)));
  const auto clip = test::replay(folder.path());
  ASSERT_EQ(clip.frames.size(), 2u);
  EXPECT_EQ(clip.frames[0].image.type(), CV_8UC1);
  EXPECT_EQ(clip.frames[0].image.at<std::uint8_t>(0, 0), 249);
  EXPECT_EQ(clip.frames[1].image.at<std::uint8_t>(0, 0), 128);
  EXPECT_TRUE(test::has_note(clip.info, "0 to 4095"));
}

TEST(ImageFolder, AnotherSizeIsDeliveredAndNoted) {
  const test::TemporaryFolder folder;
  cv::imwrite(folder / "1.png", uniform(9));
  cv::imwrite(folder / "2.png", cv::Mat(8, 8, CV_8UC1, cv::Scalar(1)));
  const auto clip = test::replay(folder.path());
  EXPECT_FALSE(clip.error);
  EXPECT_EQ(clip.frames.at(1).image.size(), cv::Size(8, 8));
  EXPECT_TRUE(test::has_note(clip.info, "differ in size"));
}

TEST(ImageFolder, DamagedPictureEndsTheRecordingAndIsNamed) {
  const test::TemporaryFolder folder;
  cv::Mat noise(64, 64, CV_8UC1);
  cv::RNG random(3);
  random.fill(noise, cv::RNG::UNIFORM, 0, 256);
  for (const std::string ending : {".png", ".jpg", ".bmp", ".tif", ".pgm"}) {
    std::filesystem::remove_all(folder / "clip");
    std::filesystem::create_directory(folder / "clip");
    cv::imwrite(folder / fmt::format("clip/1{}", ending), noise);
    const std::string damaged = folder / fmt::format("clip/2{}", ending);
    cv::imwrite(damaged, noise);
    cv::imwrite(folder / fmt::format("clip/3{}", ending), noise);
    const std::string bytes = test::read_bytes(damaged);
    test::write_bytes(damaged, bytes.substr(0, bytes.size() / 2));
    const auto clip = test::replay(folder / "clip");
    EXPECT_EQ(clip.frames.size(), 1u) << ending;
    ASSERT_TRUE(clip.error) << ending;
    EXPECT_EQ(clip.error->code, ErrorCode::kDamagedFile);
    EXPECT_NE(clip.error->text().find(fmt::format("2{}", ending)), std::string::npos);
    EXPECT_NE(clip.error->text().find("1 whole frames before it are usable"), std::string::npos);
  }
}

TEST(ImageFolder, WithoutPicturesThereIsNoData) {
  const test::TemporaryFolder folder;
  test::write_bytes(folder / "readme.txt", "none");
  EXPECT_EQ(test::replay(folder.path()).error->code, ErrorCode::kNoData);
}

TEST(SingleImage, IsARecordingOfOneFrame) {
  const test::TemporaryFolder folder;
  cv::imwrite(folder / "still.png", uniform(9));
  const auto clip = test::replay(folder / "still.png");
  EXPECT_EQ(clip.info.format, "image");
  EXPECT_EQ(clip.info.width_px, 6);
  ASSERT_EQ(clip.frames.size(), 1u);
  EXPECT_EQ(clip.frames[0].time.nanoseconds, 0);
}

TEST(SingleImage, DamagedOneDoesNotOpen) {
  const test::TemporaryFolder folder;
  test::write_bytes(folder / "still.png", "\x89PNG and nothing else that makes sense");
  const auto clip = test::replay(folder / "still.png");
  ASSERT_TRUE(clip.error);
  EXPECT_EQ(clip.error->code, ErrorCode::kDamagedFile);
}

}  // namespace
}  // namespace echolance
