// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

// Time of freehand reconstruction: volume_benchmark [FOLDER], where FOLDER is spine_phantom_plus
// (default: in the folder that ECHOLANCE_DATA names). Reading is not timed; all of the rest is:
// making slices small, the volume, the holes.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <opencv2/core/utility.hpp>
#include <string>
#include <vector>

#include "core/pose_chain.hpp"
#include "imaging/freehand_volume.hpp"
#include "imaging/open_recording.hpp"
#include "imaging/plus_config.hpp"

namespace {

using namespace echolance;

struct Slice {
  cv::Mat grey;
  Eigen::Matrix4d reference_from_pixel;
};

Result<std::vector<Slice>> read_slices(const std::string& folder) {
  const auto config = read_plus_config(folder + "/config.xml");
  if (!config) return tl::unexpected(config.error());
  auto source = open_recording(folder + "/SpinePhantomFreehand.igs.mha");
  if (!source) return tl::unexpected(source.error());
  std::vector<Slice> slices;
  while (true) {
    const auto frame = (*source)->next();
    if (!frame) return tl::unexpected(frame.error());
    if (!*frame) return slices;
    auto poses = (*frame)->poses;
    poses.insert(poses.end(), config->transforms.begin(), config->transforms.end());
    const auto pose = chain_poses(poses, "Reference", "Image");
    if (!pose) return tl::unexpected(pose.error());
    slices.push_back({(*frame)->image, pose->to_from});
  }
}

double once_ms(const std::vector<Slice>& slices, const FreehandOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  FreehandVolume volume(options);
  for (const auto& slice : slices) {
    if (!volume.add(slice.grey, {}, slice.reference_from_pixel)) return -1.0;
  }
  if (!volume.build()) return -1.0;
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

void print_row(const std::string& name, const std::vector<Slice>& slices,
               const FreehandOptions& options) {
  std::vector<double> times_ms;
  for (int run = 0; run < 15; ++run) times_ms.push_back(once_ms(slices, options));
  std::sort(times_ms.begin(), times_ms.end());
  fmt::print("{:<34}{:>10.1f}{:>10.1f}\n", name, times_ms.front(), times_ms[times_ms.size() / 2]);
}

}  // namespace

int main(int argc, char** argv) {
  const char* data = std::getenv("ECHOLANCE_DATA");
  const std::string folder =
      argc > 1 ? argv[1] : (data != nullptr ? std::string(data) : ".") + "/spine_phantom_plus";
  const auto slices = read_slices(folder);
  if (!slices) {
    fmt::print(stderr, "volume_benchmark: {}\n", slices.error().text());
    return 2;
  }
  fmt::print("{} slices{:<24}{:>10}{:>10}\n", slices->size(), "", "least ms", "median ms");
  // Downwards: the library's thread pool cannot grow again.
  for (const int threads : {2, 1}) {
    cv::setNumThreads(threads);
    print_row(fmt::format("0.5 mm, {} thread(s)", threads), *slices, {});
    print_row(fmt::format("0.5 mm, {} thread(s), holes left", threads), *slices,
              {.spacing_mm = 0.5, .largest_gap_mm = 0.0});
    print_row(fmt::format("0.25 mm, {} thread(s)", threads), *slices, {.spacing_mm = 0.25});
  }
  return 0;
}
