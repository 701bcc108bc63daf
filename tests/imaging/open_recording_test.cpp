// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/open_recording.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <opencv2/core.hpp>

#include "tests/imaging/recording_files.hpp"

namespace echolance {
namespace {

ErrorCode code_of(const std::string& path, const OpenOptions& options = {}) {
  const auto source = open_recording(path, options);
  if (source) return ErrorCode::kCannotWrite;
  EXPECT_GT(source.error().message.size(), 20u);
  return source.error().code;
}

TEST(OpenRecording, SaysWhyAFileIsNoRecording) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(code_of(folder / "missing.mha"), ErrorCode::kFileNotFound);
  EXPECT_EQ(code_of(""), ErrorCode::kFileNotFound);
  const auto code = [&](const std::string& name, const std::string& bytes) {
    test::write_bytes(folder / name, bytes);
    return code_of(folder / name);
  };
  EXPECT_EQ(code("empty.mha", ""), ErrorCode::kDamagedFile);
  EXPECT_EQ(code("empty.mp4", ""), ErrorCode::kDamagedFile);
  EXPECT_EQ(code("text.mha", "no header at all"), ErrorCode::kDamagedFile);
  EXPECT_EQ(code("text.mp4", "no video at all"), ErrorCode::kDamagedFile);
  EXPECT_EQ(code("notes.txt", "no recording at all"), ErrorCode::kUnsupportedFormat);
  EXPECT_EQ(code("scan.nrrd", "NRRD0004\n"), ErrorCode::kUnsupportedFormat);
  EXPECT_EQ(code("scan", std::string(128, '\0') + "DICM"), ErrorCode::kUnsupportedFormat);
  EXPECT_EQ(code_of("/dev/null"), ErrorCode::kUnsupportedFormat);
}

TEST(OpenRecording, PlayListsOpenNoOtherFiles) {
  const test::TemporaryFolder folder;
  test::write_video(folder / "clip.mp4", {0, 40, 80, 120, 160});
  test::write_bytes(folder / "list.mp4", "#EXTM3U\n#EXTINF:1,\nclip.mp4\n#EXT-X-ENDLIST\n");
  EXPECT_EQ(code_of(folder / "list.mp4"), ErrorCode::kDamagedFile);
  test::write_bytes(folder / "concat.avi", "ffconcat version 1.0\nfile clip.mp4\n");
  EXPECT_EQ(code_of(folder / "concat.avi"), ErrorCode::kDamagedFile);
}

TEST(OpenRecording, RefusesOptionsOutOfRange) {
  const test::TemporaryFolder folder;
  test::write_bytes(folder / "clip.mha", test::MetaImageFile::grey(2, 2, 1).bytes());
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double value : {0.0, -1.0, 1e9, infinity, std::nan("")}) {
    OpenOptions options;
    options.mm_per_px = value;
    EXPECT_EQ(code_of(folder / "clip.mha", options), ErrorCode::kInvalidOption) << value;
    options = {};
    options.frame_rate_hz = value;
    EXPECT_EQ(code_of(folder / "clip.mha", options), ErrorCode::kInvalidOption) << value;
  }
}

TEST(OpenRecording, SequenceIsRecognisedWithoutItsName) {
  const test::TemporaryFolder folder;
  test::write_bytes(folder / "noname", test::MetaImageFile::grey(2, 2, 3).bytes());
  EXPECT_EQ(test::replay(folder / "noname").frames.size(), 3u);
}

struct RealFile {
  const char* path;
  std::size_t frames;
  int width_px;
  int height_px;
};

class RealRecording : public testing::TestWithParam<RealFile> {};

TEST_P(RealRecording, OpensAndGivesEveryFrame) {
  if (test::real_data().empty()) GTEST_SKIP() << "ECHOLANCE_DATA is not set";
  const RealFile& file = GetParam();
  auto source = open_recording(test::real_data() + "/" + file.path);
  ASSERT_TRUE(source) << source.error().text();
  EXPECT_EQ((*source)->info().width_px, file.width_px);
  EXPECT_EQ((*source)->info().height_px, file.height_px);
  std::size_t count = 0;
  for (auto frame = (*source)->next();; frame = (*source)->next()) {
    ASSERT_TRUE(frame) << frame.error().text();
    if (!*frame) break;
    EXPECT_EQ((*frame)->index, static_cast<std::int64_t>(count++));
    EXPECT_EQ((*frame)->has_image(), file.width_px > 0);
    if (file.width_px > 0) {
      EXPECT_EQ((*frame)->image.size(), cv::Size(file.width_px, file.height_px));
    }
  }
  EXPECT_EQ(count, file.frames);
}

INSTANTIATE_TEST_SUITE_P(
    Files, RealRecording,
    testing::Values(
        RealFile{"bone_plus/BoneUltrasound_L14.igs.mha", 21, 820, 616},
        RealFile{"spine_phantom_plus/SpinePhantomFreehand.igs.mha", 21, 820, 616},
        RealFile{"spine_phantom_plus/SpinePhantomFreehandReconstructed.mha", 104, 147, 106},
        RealFile{"curvilinear_plus/UltrasonixCurvilinearBrightnessData.igs.mha", 5, 96, 3640},
        RealFile{"curvilinear_plus/UltrasonixCurvilinearScanConvertedDataGroundTruth.igs.mha", 5,
                 820, 616},
        RealFile{"curvilinear_plus/UltrasonixLinearRfData.igs.mha", 1, 256, 2080},
        RealFile{"curvilinear_plus/UltrasonixLinearScanConvertedData.igs.mha", 1, 260, 400},
        RealFile{"calibration_plus/fCal_Test_Calibration_3NWires_fCal2.0.igs.mha", 190, 820, 616},
        RealFile{"calibration_plus/fCal_Test_Validation_3NWires_fCal2.0.igs.mha", 103, 820, 616},
        RealFile{"temporal_plus/WaterTankBottomTranslationVideoBuffer.igs.mha", 201, 820, 616},
        RealFile{"temporal_plus/WaterTankBottomTranslationTrackerBuffer-trimmed.igs.mha", 801, 0,
                 0},
        RealFile{"bone_ultrabones/images", 60, 950, 811},
        RealFile{"needle_ge/30.png", 1, 1280, 960},
        RealFile{"needle_clarius/insertion.mp4", 448, 1080, 860}),
    [](const auto& given) { return "file" + std::to_string(given.index); });

}  // namespace
}  // namespace echolance
