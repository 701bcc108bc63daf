// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/match_frames.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace echolance {

namespace {

Result<std::vector<MatchedFrame>> match(const std::vector<FrameTruth>& truth,
                                        const TrackResults& results) {
  std::map<std::int64_t, const FrameResult*> result_by_index;
  for (const auto& frame : results.frames) result_by_index[frame.frame_index] = &frame;
  std::vector<MatchedFrame> matched;
  for (const auto& frame : truth) {
    const auto mm_per_px = frame.mm_per_px ? frame.mm_per_px : results.mm_per_px;
    if (!mm_per_px) {
      return fail(ErrorCode::kNoData,
                  "the pixel size is neither in the truth nor in the results; add \"mm_per_px\" to "
                  "the truth");
    }
    const auto found = result_by_index.find(frame.frame_index.value_or(-1));
    matched.push_back(
        {&frame, found == result_by_index.end() ? nullptr : found->second, *mm_per_px});
  }
  return matched;
}

void warn(const std::vector<MatchedFrame>& frames, std::vector<std::string>& warnings) {
  const auto lost = std::count_if(frames.begin(), frames.end(), [](const MatchedFrame& frame) {
    return frame.result == nullptr;
  });
  if (lost > 0) {
    warnings.push_back(
        fmt::format("{} frames of the truth are not in the results and count as not seen", lost));
  }
}

}  // namespace

Result<MatchedRun> match_frames(const std::string& truth_path, const std::string& results_dir) {
  auto truth = read_truth(truth_path);
  if (!truth) return tl::unexpected(truth.error());
  auto results = read_track_results(results_dir);
  if (!results) return tl::unexpected(results.error());
  if (auto named = number_frames_by_name(*truth, results->image_names, results->frames.size());
      !named) {
    return tl::unexpected(named.error().in(truth_path));
  }
  MatchedRun run{std::move(*truth), std::move(*results), {}, {}};
  auto frames = match(run.truth, run.results);
  if (!frames) return tl::unexpected(frames.error().in(truth_path));
  run.frames = std::move(*frames);
  warn(run.frames, run.warnings);
  return run;
}

}  // namespace echolance
