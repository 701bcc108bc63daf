// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/metaimage_writer.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <opencv2/core.hpp>

#include "tests/imaging/recording_files.hpp"

namespace echolance {
namespace {

Frame make_frame(int index, int channels) {
  Frame frame;
  frame.time = {1'000'000'007LL * index - 5};
  frame.image.create(5, 7, CV_8UC(channels));
  cv::RNG random(static_cast<std::uint64_t>(index) + 1);
  random.fill(frame.image, cv::RNG::UNIFORM, 0, 256);
  NamedPose pose{"Probe", "Tracker", Eigen::Matrix4d::Identity(), PoseStatus::kOk};
  pose.to_from(0, 3) = 1.0 / 3.0 + index;
  frame.poses.push_back(pose);
  pose.from = "Stylus";
  pose.status = index % 2 == 0 ? PoseStatus::kOutOfView : PoseStatus::kMissing;
  frame.poses.push_back(pose);
  return frame;
}

void expect_same(const Frame& read, const Frame& written) {
  EXPECT_EQ(read.time, written.time);
  ASSERT_EQ(read.has_image(), written.has_image());
  if (read.has_image()) {
    ASSERT_EQ(read.image.type(), written.image.type());
    EXPECT_EQ(cv::norm(read.image, written.image, cv::NORM_INF), 0.0);
  }
  ASSERT_EQ(read.poses.size(), written.poses.size());
  for (std::size_t i = 0; i < read.poses.size(); ++i) {
    EXPECT_EQ(read.poses[i].from, written.poses[i].from);
    EXPECT_EQ(read.poses[i].to, written.poses[i].to);
    EXPECT_EQ(read.poses[i].status, written.poses[i].status);
    EXPECT_TRUE(read.poses[i].to_from.isApprox(written.poses[i].to_from, 1e-15));
  }
}

struct Kind {
  int channels;
  MetaImageCompression compression;
};

class WriterRoundTrip : public testing::TestWithParam<Kind> {};

TEST_P(WriterRoundTrip, KeepsPicturesTimesPosesAndStatus) {
  const test::TemporaryFolder folder;
  MetaImageFormat format;
  format.size_px = {7, 5};
  format.channels = GetParam().channels;
  format.compression = GetParam().compression;
  format.spacing = PixelSpacing{0.12, 0.34};
  std::vector<Frame> frames;
  for (int i = 0; i < 6; ++i) frames.push_back(make_frame(i, format.channels));
  frames[2].image.release();
  auto writer = MetaImageWriter::create(folder / "out.igs.mha", format);
  ASSERT_TRUE(writer) << writer.error().text();
  for (const Frame& frame : frames) ASSERT_TRUE(writer->write(frame));
  EXPECT_FALSE(std::filesystem::exists(folder / "out.igs.mha")) << "not before it is whole";
  ASSERT_TRUE(writer->close());

  const auto read = test::replay(folder / "out.igs.mha");
  ASSERT_FALSE(read.error) << read.error->text();
  EXPECT_EQ(read.info.spacing, format.spacing);
  EXPECT_TRUE(test::has_note(read.info, "steps back") == false);
  ASSERT_EQ(read.frames.size(), frames.size());
  for (std::size_t i = 0; i < frames.size(); ++i) expect_same(read.frames[i], frames[i]);
  const auto files = std::filesystem::directory_iterator(folder.path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 1) << "no temporary file is left";
}

INSTANTIATE_TEST_SUITE_P(Kinds, WriterRoundTrip,
                         testing::Values(Kind{1, MetaImageCompression::kNone},
                                         Kind{1, MetaImageCompression::kZlib},
                                         Kind{3, MetaImageCompression::kNone},
                                         Kind{3, MetaImageCompression::kZlib}));

TEST(MetaImageWriter, WritesTheFieldsThatPlusAndSlicerRead) {
  const test::TemporaryFolder folder;
  MetaImageFormat format;
  format.size_px = {7, 5};
  format.fields = {{"ImageToProbeTransform", "0.1 0 0 0 0 0.1 0 0 0 0 0.1 0 0 0 0 1"}};
  auto writer = MetaImageWriter::create(folder / "out.mha", format);
  ASSERT_TRUE(writer);
  ASSERT_TRUE(writer->write(make_frame(1, 1)));
  ASSERT_TRUE(writer->close());
  const std::string bytes = test::read_bytes(folder / "out.mha");
  for (const char* line :
       {"ObjectType = Image\n", "NDims = 3\n", "DimSize = 7 5 1\n", "Kinds = domain domain list\n",
        "ElementType = MET_UCHAR\n", "UltrasoundImageOrientation = MFA\n",
        "Seq_Frame0000_ProbeToTrackerTransformStatus = OK\n",
        "Seq_Frame0000_Timestamp = 1.000000002\n", "Seq_Frame0000_ImageStatus = OK\n",
        "ImageToProbeTransform = 0.1", "ElementDataFile = LOCAL\n"}) {
    EXPECT_NE(bytes.find(line), std::string::npos) << line;
  }
  EXPECT_TRUE(bytes.starts_with("ObjectType")) << "readers want it first";
}

TEST(MetaImageWriter, WritesPosesWithoutPictures) {
  const test::TemporaryFolder folder;
  auto writer = MetaImageWriter::create(folder / "poses.mha", MetaImageFormat{});
  ASSERT_TRUE(writer);
  Frame frame = make_frame(0, 1);
  frame.image.release();
  ASSERT_TRUE(writer->write(frame));
  ASSERT_TRUE(writer->close());
  const auto read = test::replay(folder / "poses.mha");
  ASSERT_FALSE(read.error) << read.error->text();
  ASSERT_EQ(read.frames.size(), 1u);
  expect_same(read.frames[0], frame);
}

TEST(MetaImageWriter, LeavesNothingBehindWithoutClose) {
  const test::TemporaryFolder folder;
  {
    MetaImageFormat format;
    format.size_px = {7, 5};
    auto writer = MetaImageWriter::create(folder / "out.mha", format);
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->write(make_frame(0, 1)));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(MetaImageWriter, RefusesWhatItCannotWrite) {
  const test::TemporaryFolder folder;
  MetaImageFormat format;
  format.size_px = {7, 5};
  const auto code = [](const auto& result) { return result.error().code; };
  EXPECT_EQ(code(MetaImageWriter::create(folder / "out.txt", format)), ErrorCode::kInvalidOption);
  EXPECT_EQ(code(MetaImageWriter::create(folder / "none/out.mha", format)),
            ErrorCode::kCannotWrite);
  auto writer = MetaImageWriter::create(folder / "out.mha", format);
  ASSERT_TRUE(writer);
  EXPECT_EQ(code(writer->close()), ErrorCode::kNoData);
  EXPECT_EQ(code(writer->write(make_frame(0, 3))), ErrorCode::kInvalidOption);
  format.channels = 2;
  EXPECT_EQ(code(MetaImageWriter::create(folder / "out.mha", format)), ErrorCode::kInvalidOption);
}

}  // namespace
}  // namespace echolance
