// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/benchmarks/side_by_side.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "imaging/open_recording.hpp"
#include "simulation/scenario_source.hpp"

namespace echolance {
namespace {

constexpr int kHeight_px = 512;

struct Pair {
  const char* name;
  const char* recording;  // in the data folder
  double mm_per_px;       // 0: as in the file
  const char* procedure;
  const char* probe;
  double depth_mm;
};
constexpr Pair kPairs[] = {
    {"bone_plus", "bone_plus/BoneUltrasound_L14.igs.mha", 0.0, "psis_infil", "l14-5", 50.0},
    {"bone_ultrabones", "bone_ultrabones/images", 0.05392, "psis_infil", "l12-5", 45.0},
    {"spine_phantom_plus", "spine_phantom_plus/SpinePhantomFreehand.igs.mha", 0.0, "facet_ia",
     "c5-2", 80.0}};

// Frames spread over a recording.
Result<std::vector<cv::Mat>> real_frames(const std::string& path, double mm_per_px, int count) {
  OpenOptions options;
  if (mm_per_px > 0.0) options.mm_per_px = mm_per_px;
  auto source = open_recording(path, options);
  if (!source) return tl::unexpected(source.error());
  std::vector<cv::Mat> all;
  while (true) {
    auto frame = (*source)->next();
    if (!frame) return tl::unexpected(frame.error());
    if (!*frame) break;
    all.push_back((*frame)->image.clone());
  }
  if (all.empty()) return fail(ErrorCode::kNoData, "the recording is empty; take another", path);
  std::vector<cv::Mat> chosen;
  for (int i = 0; i < count; ++i) {
    chosen.push_back(all[all.size() * static_cast<std::size_t>(2 * i + 1) /
                         static_cast<std::size_t>(2 * count)]);
  }
  return chosen;
}

Result<cv::Mat> simulated(const Pair& pair, std::uint64_t seed) {
  auto parameters = draw_patient(seed);
  if (!parameters) return tl::unexpected(parameters.error());
  ProcedureRequest request;
  request.procedure = pair.procedure;
  request.probe = pair.probe;
  request.depth_mm = pair.depth_mm;
  request.frames = 1;
  auto scenario =
      procedure_scenario(std::make_shared<const Patient>(make_patient(*parameters)), request);
  if (!scenario) return tl::unexpected(scenario.error());
  scenario->needle_keys.clear();
  scenario->pools.clear();
  auto source = ScenarioSource::create(std::move(*scenario));
  if (!source) return tl::unexpected(source.error());
  auto frame = source->next();
  if (!frame) return tl::unexpected(frame.error());
  return (*frame)->image.clone();
}

cv::Mat of_height(const cv::Mat& image) {
  cv::Mat scaled;
  const double scale = static_cast<double>(kHeight_px) / image.rows;
  cv::resize(image, scaled, cv::Size(), scale, scale,
             scale < 1.0 ? cv::INTER_AREA : cv::INTER_CUBIC);
  return scaled;
}

// Grey below which this share of what is not black lies.
void print_greys(const char* name, const char* kind, const cv::Mat& image) {
  std::vector<int> count(256, 0);
  int lit = 0, bright = 0;
  for (int row = 0; row < image.rows; ++row) {
    for (int column = 0; column < image.cols; ++column) {
      const int grey = image.at<std::uint8_t>(row, column);
      ++count[static_cast<std::size_t>(grey)];
      lit += grey > 3 ? 1 : 0;
    }
  }
  const auto below = [&](double share) {
    int sum = 0, grey = 3;
    while (grey < 255 && sum < share * lit) sum += count[static_cast<std::size_t>(++grey)];
    return grey;
  };
  for (int grey = 180; grey < 256; ++grey) bright += count[static_cast<std::size_t>(grey)];
  fmt::print("| {} | {} | {} | {} | {} | {:.2f} |\n", name, kind, below(0.1), below(0.5),
             below(0.9), 100.0 * bright / std::max(lit, 1));
}

Result<void> write_pair(const Pair& pair, const std::string& data, const std::string& folder) {
  constexpr int kRows = 2;
  const auto real = real_frames(data + "/" + pair.recording, pair.mm_per_px, kRows);
  if (!real) return tl::unexpected(real.error());
  std::vector<cv::Mat> rows;
  for (int i = 0; i < kRows; ++i) {
    const auto drawn = simulated(pair, static_cast<std::uint64_t>(2 * i + 1));
    if (!drawn) return tl::unexpected(drawn.error());
    const cv::Mat& left = (*real)[static_cast<std::size_t>(i)];
    print_greys(pair.name, "real", left);
    print_greys(pair.name, "simulated", *drawn);
    cv::Mat row;
    cv::hconcat(of_height(left), of_height(*drawn), row);
    rows.push_back(row);
  }
  cv::Mat sheet;
  cv::vconcat(rows, sheet);
  const std::string path = folder + "/" + pair.name + ".png";
  if (!cv::imwrite(path, sheet)) {
    return fail(ErrorCode::kCannotWrite, "the picture cannot be written; check the folder", path);
  }
  return {};
}

}  // namespace

Result<void> write_side_by_side(const std::string& data, const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  fmt::print("| set | picture | darkest 10 % below | half below | 90 % below | over 180, % |\n");
  fmt::print("|---|---|--:|--:|--:|--:|\n");
  Result<void> result;
  for (const auto& pair : kPairs) {
    if (auto written = write_pair(pair, data, folder); !written) result = written;
  }
  return result;
}

}  // namespace echolance
