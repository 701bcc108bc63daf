// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/plan_builder.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "imaging/open_recording.hpp"
#include "planner/usual_needle.hpp"
#include "session/describe_procedure.hpp"
#include "session/input_hash.hpp"
#include "session/plan_landmarks.hpp"
#include "session/plan_measured.hpp"
#include "session/procedure_folders.hpp"
#include "session/results_folder.hpp"

namespace echolance {
namespace {

using Clock = std::chrono::steady_clock;

// What a search depends on.
PlanEdit searched_part(PlanEdit edit) {
  edit.entry_mm.reset();
  edit.chosen = 0;
  return edit;
}

// In space, where no plan can be made: all that it would rest on, for the user to place what is
// missing and to take back what he decided.
std::vector<PlanLandmark> landmarks_in_space(const PlanTask& task, FindLandmark find) {
  const auto points = target_points(task.procedure, task.site);
  if (!points) return {};
  LandmarkChoices choices(task.landmarks, std::move(find));
  std::vector<PlanLandmark> marks;
  if (!points->empty()) {
    for (const auto& name : points->front().landmarks) {
      const auto mark = choices.use(name, LandmarkUse::kTarget);
      if (mark) {
        marks.push_back(*mark);
        continue;
      }
      PlanLandmark missing;
      missing.name = name;
      missing.reason = mark.error().message;
      marks.push_back(std::move(missing));
    }
  }
  // As in a plan that can be made: of those to avoid the ones that have a place.
  for (const auto& clearance : approach_rules(task.procedure, task.site).clearances) {
    const auto mark = choices.use(clearance.structure, LandmarkUse::kAvoid);
    if (mark) marks.push_back(*mark);
  }
  return marks;
}

// As plan_case_of_recording chooses, of the frames found so far.
Result<std::int64_t> surest_frame(const Replay& replay, const PlanTask& task) {
  const auto kind = sought_landmark(task);
  if (!kind) return tl::unexpected<Error>(kind.error());
  std::optional<std::int64_t> best;
  double best_confidence = -1.0;
  for (std::int64_t frame = 0; frame < replay.progress().frames_done; ++frame) {
    const auto report = replay.report(frame);
    if (!report->region) continue;
    if (!*kind || target_is_placed(task)) return frame;
    const PlanarLandmark* found = report->landmarks.find(**kind);
    const double confidence = found != nullptr ? found->confidence : 0.0;
    if (confidence <= best_confidence) continue;
    best_confidence = confidence;
    best = frame;
  }
  if (best) return *best;
  return fail(ErrorCode::kNoData, "no ultrasound was found in any frame", "the recording");
}

// From the window's pictures where it is there, or read anew.
Result<std::shared_ptr<const Frame>> picture_of(const Replay& replay, std::int64_t index) {
  if (auto picture = replay.picture(index)) return picture;
  auto source = open_recording(replay.request().path, replay.request().open);
  if (!source) return tl::unexpected<Error>(source.error());
  while (true) {
    auto frame = (*source)->next();
    if (!frame) return tl::unexpected<Error>(frame.error());
    if (!*frame) return fail(ErrorCode::kNoData, "there is no such frame", fmt::to_string(index));
    if ((*frame)->index == index) return std::make_shared<const Frame>(std::move(**frame));
  }
}

}  // namespace

Result<PlanTask> PlanBuilder::task_of(const PlanEdit& edit) {
  if (!catalogue_) {
    const auto folders = procedure_folders(subject_.procedures_folder);
    if (!folders) return tl::unexpected<Error>(folders.error());
    auto loaded = ProcedureCatalogue::load(*folders);
    if (!loaded) return tl::unexpected<Error>(loaded.error());
    catalogue_ = std::move(*loaded);
  }
  auto procedure = procedure_named(*catalogue_, edit.procedure);
  if (!procedure) return tl::unexpected<Error>(procedure.error());
  PlanTask task;
  task.procedure = std::move(*procedure);
  const auto needle = choose_needle(edit.needle, task.procedure);
  if (!needle) return tl::unexpected<Error>(needle.error().in("needle"));
  task.site.side = edit.side == "right" ? BodySide::kRight : BodySide::kLeft;
  task.site.level = edit.level;
  task.needle = needle->needle;
  task.needle_from = needle->from;
  task.target_mm = edit.target_mm;
  task.landmarks = edit.landmarks;
  return task;
}

Result<PlanCase> PlanBuilder::case_of_patient(const PlanTask& task) {
  if (!patient_) {
    const auto parameters = draw_patient(*subject_.patient);
    if (!parameters) return tl::unexpected<Error>(parameters.error());
    patient_ = make_patient(*parameters);
  }
  return plan_case_of_patient(*patient_, task);
}

Result<PlanCase> PlanBuilder::case_of_landmarks(const PlanTask& task) {
  if (!anatomy_) {
    auto anatomy = read_landmarks_folder(subject_.landmarks);
    if (!anatomy) return tl::unexpected<Error>(anatomy.error());
    anatomy_ = std::move(*anatomy);
  }
  return plan_case_of_anatomy(*anatomy_, task);
}

std::string PlanBuilder::input_path() const {
  if (subject_.patient) return fmt::format("virtual patient {}", *subject_.patient);
  return subject_.replay ? subject_.replay->request().path : subject_.landmarks;
}

Result<PlanCase> PlanBuilder::case_of_replay(const PlanEdit& edit, const PlanTask& task,
                                             PlanAnswer& answer) const {
  const Replay& replay = *subject_.replay;
  const auto progress = replay.progress();
  const auto index = edit.frame ? Result<std::int64_t>(*edit.frame) : surest_frame(replay, task);
  if (!index) return tl::unexpected<Error>(index.error());
  const auto report = replay.report(*index);
  if (!report) {
    return fail(ErrorCode::kNoData,
                progress.finished ? "there is no such frame"
                                  : "finding has not come to this frame yet; try again in a moment",
                fmt::format("frame {}", *index),
                progress.finished ? Remedy::kOtherFrame : Remedy::kNone);
  }
  answer.frame = *index;
  answer.landmarks = landmarks_for_plan(*report, task);
  const auto frame = picture_of(replay, *index);
  if (!frame) return tl::unexpected<Error>(frame.error());
  auto plan_case = plan_case_of_frame(**frame, *report, task);
  if (plan_case && !edit.frame && !progress.finished) {
    plan_case->warnings.push_back(
        fmt::format("the picture was chosen among the first {} frames; the others had not been "
                    "looked at yet",
                    progress.frames_done));
  }
  return plan_case;
}

Result<PlanCase> PlanBuilder::case_of(const PlanEdit& edit, const PlanTask& task,
                                      PlanAnswer& answer) {
  if (subject_.patient) return case_of_patient(task);
  if (subject_.replay) return case_of_replay(edit, task, answer);
  if (!subject_.landmarks.empty()) return case_of_landmarks(task);
  return fail(ErrorCode::kNoData, "nothing is open to plan on; open a recording or a patient");
}

Result<void> PlanBuilder::search(const PlanEdit& edit, PlanAnswer& answer) {
  PlanRun run;
  auto task = task_of(edit);
  if (!task) return tl::unexpected<Error>(task.error());
  run.task = std::move(*task);
  auto plan_case = case_of(edit, run.task, answer);
  if (!plan_case) {
    if (patient_) {
      answer.landmarks = landmarks_in_space(
          run.task, [this](const std::string& name) { return landmark_in(*patient_, name); });
    } else if (anatomy_) {
      answer.landmarks = landmarks_in_space(
          run.task, [this](const std::string& name) { return landmark_in(*anatomy_, name); });
    }
    return tl::unexpected<Error>(plan_case.error());
  }
  answer.landmarks = plan_case->landmarks;
  run.program_version = subject_.program_version;
  run.input_path = input_path();
  run.injectate = edit.injectate;
  auto results = plan_results(*plan_case, run);
  if (!results) return tl::unexpected<Error>(results.error());
  answer.plan_case = std::make_shared<const PlanCase>(std::move(*plan_case));
  answer.judge = std::make_shared<const WayJudge>(
      answer.plan_case, path_request(*answer.plan_case, run), results->search.probe);
  answer.results = std::make_shared<const PlanResults>(std::move(*results));
  return {};
}

bool PlanBuilder::is_known(const PlanEdit& edit) const {
  return last_ && last_is_final_ && searched_part(last_->edit) == searched_part(edit);
}

std::shared_ptr<const PlanAnswer> PlanBuilder::answer(const PlanEdit& edit) {
  const auto start = Clock::now();
  PlanAnswer answer;
  if (is_known(edit)) {
    answer = *last_;
  } else {
    last_is_final_ = !subject_.replay || edit.frame || subject_.replay->progress().finished;
    if (auto found = search(edit, answer); !found) {
      answer.error = found.error().text(Reader::kViewer);
    }
  }
  answer.edit = edit;
  answer.own.reset();
  if (answer.judge && edit.entry_mm) {
    answer.own = answer.judge->judge(*edit.entry_mm, answer.plan_case->target_mm);
  }
  answer.took_ms = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
  last_is_final_ = last_is_final_ && answer.error.empty();
  last_ = std::make_shared<const PlanAnswer>(std::move(answer));
  return last_;
}

Result<void> PlanBuilder::write(const PlanAnswer& answer, const std::string& folder) {
  if (!answer.results) {
    return fail(ErrorCode::kNoData, "there is no plan to be written; search one first");
  }
  PlanResults results = *answer.results;
  if (!subject_.patient) {
    const std::string path = input_path();
    if (auto outside = check_outside(path, folder); !outside) return outside;
    if (input_sha256_.empty()) {
      auto hash = sha256_of_input(path);
      if (!hash) return tl::unexpected<Error>(hash.error());
      input_sha256_ = std::move(*hash);
    }
    results.plan.input_sha256 = input_sha256_;
  }
  return write_plan(*answer.plan_case, results, folder);
}

}  // namespace echolance
