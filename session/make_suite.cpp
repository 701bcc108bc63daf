// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/make_suite.hpp"

#include <algorithm>
#include <filesystem>

#include "session/simulation_truth.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;

// What an earlier, stopped run of the same request left.
Result<SuiteFile> begun(const SuiteRequest& request) {
  SuiteFile suite;
  suite.program_version = request.program_version;
  suite.options = request.options;
  std::error_code error;
  fs::create_directories(request.folder, error);
  if (!fs::is_directory(request.folder, error)) {
    return fail(ErrorCode::kCannotWrite, "this cannot be made a folder; give another name",
                request.folder);
  }
  if (fs::is_empty(request.folder, error)) return suite;
  if (!fs::exists(suite_path_of(request.folder), error)) {
    return fail(ErrorCode::kCannotWrite, "the folder holds other things; give a new one",
                request.folder);
  }
  auto there = read_suite(request.folder);
  if (!there && there.error().code == ErrorCode::kNoData) return suite;
  if (!there) return there;
  if (there->options != suite.options || there->program_version != suite.program_version) {
    return fail(ErrorCode::kInvalidOption,
                "the folder holds a suite made with other options or another version; give a new "
                "folder",
                request.folder);
  }
  return there;
}

Result<bool> add_sequence(const SuiteCase& suite_case, const SuiteRequest& request,
                          const SuiteHooks& hooks, SuiteFile& suite) {
  auto scenario = suite_scenario(suite_case);
  if (!scenario) return tl::unexpected(scenario.error());
  auto source = ScenarioSource::create(std::move(*scenario));
  if (!source) return tl::unexpected(source.error());
  const fs::path path = fs::path(request.folder) / (suite_case.name + ".igs.mha");
  const auto done = run_simulate(*source, {path.string(), request.program_version, request.options},
                                 hooks.frames);
  if (!done) return tl::unexpected(done.error());
  if (done->end != RunEnd::kComplete) {
    std::error_code ignored;
    fs::remove(done->recording_path, ignored);
    fs::remove(done->truth_path, ignored);
    return false;
  }
  SuiteSequence sequence;
  sequence.name = suite_case.name;
  sequence.recording = path.filename().string();
  sequence.truth = fs::path(done->truth_path).filename().string();
  sequence.frames = done->frames;
  sequence.seed = source->scenario().seed;
  sequence.patient_seed = source->scenario().patient->parameters.seed;
  sequence.strata = done->labels;
  suite.sequences.push_back(sequence);
  if (auto written = write_suite(request.folder, suite); !written) {
    return tl::unexpected(written.error());
  }
  return true;
}

}  // namespace

Result<SuiteFile> make_suite(const SuiteRequest& request, const SuiteHooks& hooks) {
  const auto cases = suite_cases(request.choice);
  if (!cases) return tl::unexpected(cases.error());
  auto suite = begun(request);
  if (!suite) return suite;
  suite->sequences_wanted = cases->size();
  if (auto written = write_suite(request.folder, *suite); !written) {
    return tl::unexpected(written.error());
  }
  for (std::size_t i = 0; i < cases->size(); ++i) {
    const SuiteCase& next = (*cases)[i];
    const bool there =
        std::any_of(suite->sequences.begin(), suite->sequences.end(),
                    [&](const SuiteSequence& sequence) { return sequence.name == next.name; });
    if (there) continue;
    if (hooks.sequence) hooks.sequence(next.name, i + 1, cases->size());
    const auto whole = add_sequence(next, request, hooks, *suite);
    if (!whole && hooks.frames.stop_requested && hooks.frames.stop_requested()) return suite;
    if (!whole) return tl::unexpected(whole.error());
    if (!*whole) return suite;
  }
  return suite;
}

}  // namespace echolance
