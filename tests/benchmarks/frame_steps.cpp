// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/benchmarks/frame_steps.hpp"

#include <cstdlib>
#include <filesystem>
#include <opencv2/imgproc.hpp>

namespace echolance {

std::optional<NeedleInput> FrameSteps::update(const Frame& frame) {
  if (!frame.has_image()) return std::nullopt;
  const auto region = region_finder_.update(frame.image);
  if (!region) return std::nullopt;
  NeedleInput input;
  if (frame.image.channels() == 1) {
    input.grey = frame.image;
  } else {
    cv::cvtColor(frame.image, input.grey, cv::COLOR_BGR2GRAY);
  }
  input.region = *region;
  input.spacing = frame.spacing;
  input.time = frame.time;
  input.change = change_detector_.update(input.grey(region->bounds_px));
  if (input.change != FrameChange::kRepeated) {
    bone_ = bone_detector_.detect(input.grey, *region, frame.spacing);
  }
  input.bone = &bone_;
  return input;
}

std::optional<std::string> recording_path(const std::string& name) {
  const char* folder = std::getenv("ECHOLANCE_DATA");
  if (folder == nullptr) return std::nullopt;
  const auto path = std::filesystem::path(folder) / name;
  if (!std::filesystem::exists(path)) return std::nullopt;
  return path.string();
}

}  // namespace echolance
