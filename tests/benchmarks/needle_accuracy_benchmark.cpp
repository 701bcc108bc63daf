// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

// How right the needle tracker and its baselines are, as Markdown tables: on the marked recording
// and the needle-free recordings of ECHOLANCE_DATA, and on generated sequences.
//   needle_accuracy_benchmark [marked] [free] [phantom] [--failures] [--ours] [--only=TEXT]
// --failures: on stderr the frames in which ours fails; --ours: without the baselines; --only: of
// the generated sequences those whose group or name contains TEXT.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <opencv2/core/utility.hpp>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "imaging/open_recording.hpp"
#include "tests/benchmarks/frame_steps.hpp"
#include "tests/benchmarks/needle_score.hpp"
#include "tests/benchmarks/phantom_cases.hpp"

namespace {

using namespace echolance;

enum class Failures { kHidden, kListed };

struct Request {
  Failures failures = Failures::kHidden;
  std::vector<NamedFinder> finders = needle_finders();
  std::set<std::string_view> blocks;  // empty: all
  std::string_view only;              // text in group or name of a generated sequence

  [[nodiscard]] bool wants(std::string_view block) const {
    return blocks.empty() || blocks.count(block) > 0;
  }
};

struct NeedleFreeRecording {
  const char* path;
  std::optional<double> mm_per_px;  // where the file does not tell; none: not known
};

const std::vector<NeedleFreeRecording>& needle_free_recordings() {
  static const std::vector<NeedleFreeRecording> recordings = {
      {"bone_ultrabones/images", 0.05392},
      {"bone_plus/BoneUltrasound_L14.igs.mha", 0.0854},
      {"spine_phantom_plus/SpinePhantomFreehand.igs.mha", 0.082},
      {"sweep_liver/images", 0.31482},
      {"nerve_usgra/images", std::nullopt}};
  return recordings;
}

FrameTruth truth_with(std::int64_t index, NeedleMark needle) {
  FrameTruth truth;
  truth.frame_index = index;
  truth.needle = needle;
  return truth;
}

const char* words(FrameUse use) {
  return use == FrameUse::kSequence ? "as a sequence" : "each frame alone";
}

// One recording of ECHOLANCE_DATA and how to look at it.
struct FileJob {
  std::string path;
  std::optional<double> mm_per_px;
  TruthOf truth_of;
  FrameUse use = FrameUse::kSequence;
};

Result<std::vector<NeedleScore>> score_file(const FileJob& job,
                                            std::span<const NamedFinder> finders) {
  auto source = open_recording(job.path, {.frame_rate_hz = {}, .mm_per_px = job.mm_per_px});
  if (!source) return tl::unexpected(source.error());
  return score_recording(**source, job.truth_of, finders, job.use);
}

void print_rows(const std::string& data, const std::vector<NeedleScore>& scores,
                const Request& request) {
  const auto& finders = request.finders;
  for (std::size_t i = 0; i < finders.size(); ++i) {
    std::fputs(score_table_row(data, finders[i].name, scores[i]).c_str(), stdout);
  }
  if (request.failures == Failures::kListed && !failure_text(scores[0]).empty()) {
    fmt::print(stderr, "{}: {}\n", data, failure_text(scores[0]));
  }
  std::fflush(stdout);
}

// Prints the rows or, on stderr, why there are none.
bool report(const std::string& data, const Result<std::vector<NeedleScore>>& scores,
            const Request& request) {
  if (scores) {
    print_rows(data, *scores, request);
  } else {
    fmt::print(stderr, "{}: {}\n", data, scores.error().text());
  }
  return scores.has_value();
}

bool marked_block(const Request& request) {
  const auto folder = recording_path("needle_clarius");
  if (!folder) return true;
  const auto truths = read_truth(*folder + "/truth.json");
  if (!truths) {
    fmt::print(stderr, "{}\n", truths.error().text());
    return false;
  }
  const auto truth_of = [&](std::int64_t index) {
    const auto found = std::find_if(truths->begin(), truths->end(), [&](const FrameTruth& truth) {
      return truth.frame_index == index;
    });
    return found == truths->end() ? truth_with(index, NeedleMark::kUnmarked) : *found;
  };
  fmt::print("\nMarked recording (needle_clarius/insertion.mp4)\n\n{}", score_table_head());
  bool good = true;
  for (const auto use : {FrameUse::kSequence, FrameUse::kAlone}) {
    const auto scores = score_file(
        {*folder + "/insertion.mp4", truths->front().mm_per_px, truth_of, use}, request.finders);
    good = report(fmt::format("needle_clarius, {}", words(use)), scores, request) && good;
  }
  return good;
}

bool needle_free_block(const Request& request) {
  if (!recording_path("")) return true;
  fmt::print("\nNeedle-free recordings\n\n{}", score_table_head());
  const auto absent = [](std::int64_t index) { return truth_with(index, NeedleMark::kAbsent); };
  bool good = true;
  for (const auto& recording : needle_free_recordings()) {
    const auto path = recording_path(recording.path);
    if (!path) continue;
    const std::string_view whole = recording.path;
    const auto name = whole.substr(0, whole.find('/'));
    for (const auto use : {FrameUse::kSequence, FrameUse::kAlone}) {
      const auto scores = score_file({*path, recording.mm_per_px, absent, use}, request.finders);
      good = report(fmt::format("{}, {}", name, words(use)), scores, request) && good;
    }
  }
  return good;
}

bool phantom_block(const Request& request) {
  fmt::print("\nGenerated sequences\n\n{}", score_table_head());
  auto cases = phantom_cases();
  std::erase_if(cases, [&](const PhantomCase& c) {
    return (c.group + ", " + c.name).find(request.only) == std::string::npos;
  });
  std::vector<NeedleScore> group(request.finders.size());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    PhantomSource source(cases[i].options);
    const auto truth_of = [&](std::int64_t index) {
      return phantom_truth(source.phantom(), static_cast<int>(index));
    };
    const auto scores = score_recording(source, truth_of, request.finders, FrameUse::kSequence);
    if (!scores) return report(cases[i].name, scores, request);
    const auto text = failure_text(scores->front());
    if (request.failures == Failures::kListed && !text.empty()) {
      fmt::print(stderr, "{}, {}, seed {}: {}\n", cases[i].group, cases[i].name,
                 cases[i].options.seed, text);
    }
    for (std::size_t k = 0; k < group.size(); ++k) group[k].add((*scores)[k]);
    if (i + 1 < cases.size() && cases[i + 1].group == cases[i].group) continue;
    print_rows(cases[i].group, group, request);
    group.assign(group.size(), {});
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  cv::setNumThreads(1);
  Request request;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--failures") request.failures = Failures::kListed;
    if (word.starts_with("--only=")) request.only = word.substr(7);
    if (word == "--ours") request.finders.resize(1);
    // ./dev bench hands the options of the timing benchmarks to all programs.
    if (!word.starts_with("--")) request.blocks.insert(word);
  }
  if (!recording_path("")) {
    fmt::print(stderr, "ECHOLANCE_DATA is not set: generated sequences only\n");
  }
  bool good = !request.wants("marked") || marked_block(request);
  good = (!request.wants("free") || needle_free_block(request)) && good;
  good = (!request.wants("phantom") || phantom_block(request)) && good;
  return good ? 0 : 1;
}
