// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/run_reconstruct.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "imaging/open_recording.hpp"
#include "tests/support/list_source.hpp"
#include "tests/support/phantom.hpp"
#include "tests/support/temporary_folder.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr double kPixel_mm = 0.3;

/// The pictures of a phantom, one every millimetre along z of Reference.
std::vector<Frame> tracked_frames() {
  PhantomOptions options;
  options.size_px = {160, 120};
  options.mm_per_px = kPixel_mm;
  options.frames = 6;
  PhantomSource source(options);
  std::vector<Frame> frames;
  for (auto frame = source.next(); frame->has_value(); frame = source.next()) {
    Eigen::Matrix4d pose = Eigen::Matrix4d::Identity();
    pose(2, 3) = static_cast<double>((*frame)->index);
    (*frame)->poses = {{"Probe", "Reference", pose, PoseStatus::kOk}};
    frames.push_back(**frame);
  }
  return frames;
}

NamedPose calibration() {
  Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
  matrix.topLeftCorner<3, 3>() *= kPixel_mm;
  return {"Image", "Probe", matrix, PoseStatus::kOk};
}

class RunReconstruct : public testing::Test {
 protected:
  Result<ReconstructSummary> run(std::vector<Frame> frames, const TrackHooks& hooks = {}) {
    SequenceInfo info;
    info.path = "sweep.mha";
    ListSource source(info, std::move(frames));
    return run_reconstruct(source, request_, hooks);
  }
  std::string out(const std::string& name) const { return folder_.path("out/" + name); }
  void SetUp() override {
    request_.out_dir = folder_.path("out");
    request_.calibration = {calibration()};
  }

  TemporaryFolder folder_;
  ReconstructRequest request_;
};

TEST_F(RunReconstruct, WritesVolumeOriginsAndBoneInReference) {
  const auto summary = run(tracked_frames());
  ASSERT_TRUE(summary) << summary.error().text();
  EXPECT_EQ(summary->counts.used, 6);
  EXPECT_EQ(summary->grid.size.z(), 11);
  EXPECT_GT(summary->voxels_filled, 0);
  EXPECT_EQ(summary->gaps, 0);
  const auto volume = open_recording(out("volume.mha"));
  ASSERT_TRUE(volume);
  EXPECT_EQ((*volume)->info().width_px, summary->grid.size.x());
  EXPECT_TRUE(open_recording(out("volume_origin.mha")));
  const std::string cloud = read_text(out("bone_surface.ply"));
  EXPECT_THAT(cloud, testing::StartsWith("ply\nformat ascii 1.0\n"));
  EXPECT_THAT(cloud, testing::HasSubstr("element vertex " + std::to_string(summary->bone_points)));
  const json written = json::parse(read_text(out("reconstruction.json")));
  EXPECT_EQ(written["frames_used"], 6);
  EXPECT_EQ(written["space"], "Reference");
}

TEST_F(RunReconstruct, NeverUsesAnInvalidPose) {
  auto frames = tracked_frames();
  frames[2].poses[0].status = PoseStatus::kInvalid;
  frames[2].poses[0].to_from(2, 3) = 1000.0;
  frames[5].poses[0].status = PoseStatus::kOutOfView;
  const auto summary = run(frames);
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->counts.used, 4);
  EXPECT_EQ(summary->counts.invalid_pose, 2);
  EXPECT_LT(summary->grid.size.z(), 12);
  EXPECT_THAT(summary->warnings, testing::Contains(testing::HasSubstr("invalid pose")));
}

TEST_F(RunReconstruct, TellsOfGapsItLeftEmpty) {
  auto frames = tracked_frames();
  frames.erase(frames.begin() + 1, frames.begin() + 5);
  const auto summary = run(frames);
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->gaps, 1);
  EXPECT_EQ(summary->voxels_filled, 0);
  EXPECT_THAT(summary->warnings, testing::Contains(testing::HasSubstr("gaps")));
}

TEST_F(RunReconstruct, WritesNothingWhereNoPoseIsUsable) {
  auto frames = tracked_frames();
  for (auto& frame : frames) frame.poses[0].status = PoseStatus::kMissing;
  const auto summary = run(frames);
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().code, ErrorCode::kNoData);
  EXPECT_FALSE(fs::exists(request_.out_dir));
}

TEST_F(RunReconstruct, NamesWhatIsMissingWithoutACalibration) {
  request_.calibration.clear();
  const auto summary = run(tracked_frames());
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().code, ErrorCode::kNoData);
  EXPECT_THAT(summary.error().text(), testing::HasSubstr("ImageToProbe"));
}

TEST_F(RunReconstruct, KeepsWhatIsThereWhenStopped) {
  int asked = 0;
  const auto summary = run(tracked_frames(), {{}, [&asked] { return ++asked > 3; }});
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->end, RunEnd::kInterrupted);
  EXPECT_EQ(summary->counts.used, 3);
}

TEST_F(RunReconstruct, RefusesAFolderWithOtherThings) {
  fs::create_directories(request_.out_dir);
  write_text(out("mine.txt"), "mine");
  const auto summary = run(tracked_frames());
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().code, ErrorCode::kCannotWrite);
  EXPECT_EQ(read_text(out("mine.txt")), "mine");
}

}  // namespace
}  // namespace echolance
