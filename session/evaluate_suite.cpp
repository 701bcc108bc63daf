// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/evaluate_suite.hpp"

#include <fmt/format.h>

#include <deque>
#include <filesystem>

#include "imaging/open_recording.hpp"
#include "session/evaluate_bone.hpp"
#include "session/evaluate_landmarks.hpp"
#include "session/input_hash.hpp"
#include "session/match_frames.hpp"
#include "session/output_file.hpp"
#include "session/results_folder.hpp"
#include "session/suite_calibration.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;

std::string results_dir_of(const EvaluateSuiteRequest& request, const SuiteSequence& sequence) {
  return (fs::path(request.folder) / "results" / sequence.name).string();
}

Result<void> track(const EvaluateSuiteRequest& request, const SuiteSequence& sequence,
                   const TrackHooks& hooks) {
  TrackRequest wish;
  wish.out_dir = results_dir_of(request, sequence);
  wish.program_version = request.program_version;
  std::error_code error;
  if (request.results == SuiteResults::kReuse &&
      fs::exists(fs::path(wish.out_dir) / result_name::kSummary, error)) {
    return {};
  }
  const std::string recording = (fs::path(request.folder) / sequence.recording).string();
  auto source = open_recording(recording, {});
  if (!source) return tl::unexpected(source.error());
  const auto hash = sha256_of_input(recording);
  if (!hash) return tl::unexpected(hash.error());
  wish.input_sha256 = *hash;
  fs::create_directories(fs::path(request.folder) / "results", error);
  const auto summary = run_track(**source, wish, hooks);
  if (!summary) return tl::unexpected(summary.error());
  if (summary->end == RunEnd::kInterrupted) {
    return fail(ErrorCode::kNoData, "stopped by the user, so there is no table", request.folder);
  }
  return {};
}

// What needs the bone of one sequence; its points are not kept, they are most of the memory.
void settle_bone(MatchedRun& matched, SuiteRun& run) {
  run.landmarks = tally_landmarks(matched.frames);
  run.bone = bone_distances(matched.frames);
  for (auto& frame : matched.truth) std::vector<PixelPoint>().swap(frame.bone);
  for (auto& frame : matched.results.frames) std::vector<PixelPoint>().swap(frame.bone);
}

SuiteEvaluation tables(const SuiteFile& suite, const std::vector<SuiteRun>& runs) {
  SuiteEvaluation result;
  auto& metrics = result.evaluation.metrics;
  std::string group;
  result.text = row_heading();
  for (const auto& row : suite_rows(suite.sequences)) {
    const auto figures = row_metrics(row, runs);
    const std::string line = row_text(row, figures);
    if (!line.empty() && row.group != group) {
      result.text += fmt::format("\n{}\n", row.group);
      group = row.group;
    }
    result.text += line;
    metrics.insert(metrics.end(), figures.begin(), figures.end());
  }
  const auto calibration = calibration_of(runs);
  const auto figures = calibration_metrics(calibration);
  metrics.insert(metrics.end(), figures.begin(), figures.end());
  result.text += fmt::format("\n{}", calibration_text(calibration));
  LandmarkTally landmarks;
  for (const auto& run : runs) add(run.landmarks, landmarks);
  const auto landmark_figures = landmark_metrics(landmarks);
  metrics.insert(metrics.end(), landmark_figures.begin(), landmark_figures.end());
  result.text += fmt::format("\n{}", landmark_table(landmarks));
  return result;
}

void warn_of_missing(const SuiteFile& suite, Evaluation& evaluation) {
  if (suite.sequences.size() >= suite.sequences_wanted) return;
  evaluation.warnings.push_back(
      fmt::format("the suite was stopped after {} of {} sequences; 'echolance suite' goes on",
                  suite.sequences.size(), suite.sequences_wanted));
}

}  // namespace

Result<SuiteEvaluation> evaluate_suite(const EvaluateSuiteRequest& request,
                                       const SuiteHooks& hooks) {
  const auto suite = read_suite(request.folder);
  if (!suite) return tl::unexpected(suite.error());
  std::deque<MatchedRun> matched;  // the runs point into it
  std::vector<SuiteRun> runs;
  std::vector<std::string> warnings;
  for (const auto& sequence : suite->sequences) {
    if (hooks.sequence) hooks.sequence(sequence.name, runs.size() + 1, suite->sequences.size());
    if (auto done = track(request, sequence, hooks.frames); !done) {
      return tl::unexpected(done.error());
    }
    const std::string truth = (fs::path(request.folder) / sequence.truth).string();
    auto run = match_frames(truth, results_dir_of(request, sequence));
    if (!run) return tl::unexpected(run.error());
    matched.push_back(std::move(*run));
    runs.push_back({&sequence, matched.back().frames, {}, {}});
    settle_bone(matched.back(), runs.back());
    for (const auto& warning : matched.back().warnings) {
      warnings.push_back(fmt::format("{}: {}", sequence.name, warning));
    }
  }
  SuiteEvaluation result = tables(*suite, runs);
  result.evaluation.warnings = std::move(warnings);
  warn_of_missing(*suite, result.evaluation);
  const fs::path path = fs::path(request.folder) / result_name::kEvaluation;
  const auto written = write_file_atomically(path, suite_evaluation_json(result, request));
  if (!written) return tl::unexpected(written.error());
  return result;
}

std::string suite_evaluation_json(const SuiteEvaluation& evaluation,
                                  const EvaluateSuiteRequest& request) {
  EvaluateRequest named;
  named.results_dir = (fs::path(request.folder) / "results").string();
  named.truth_path = suite_path_of(request.folder);
  named.program_version = request.program_version;
  return evaluation_json(evaluation.evaluation, named);
}

}  // namespace echolance
