// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/app/planning_desk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <utility>

#include "gui/panels/plan_edits.hpp"
#include "planner/procedure_text.hpp"
#include "planner/usual_needle.hpp"
#include "session/input_hash.hpp"
#include "session/procedure_folders.hpp"
#include "session/run_plan.hpp"
#include "simulation/scenario.hpp"

namespace echolance {
namespace {

constexpr const char* kNothingOpen = "open a recording or a virtual patient first";

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

ProcedureChoice choice_of(const Procedure& procedure) {
  ProcedureChoice choice;
  choice.id = procedure.id;
  choice.name = procedure.name;
  choice.guidance = guidance_words(procedure.guidance);
  choice.has_level = !procedure.target.levels.empty();
  choice.levels = procedure.target.levels;
  choice.needle = needle_text(usual_needle(procedure));
  PlanTask task;
  task.procedure = procedure;
  const auto landmark = sought_landmark(task);
  if (landmark && *landmark) choice.picture_landmark = to_string(**landmark);
  choice.has_side = procedure.target.sides != TargetSides::kMidline;
  return choice;
}

// Empty: nothing is open.
std::string name_of(const PlanSubject& subject) {
  if (subject.patient) return fmt::format("patient {}", *subject.patient);
  const std::string path =
      subject.replay != nullptr ? subject.replay->request().path : subject.landmarks;
  if (path.empty()) return {};
  std::error_code problem;
  const auto whole = std::filesystem::weakly_canonical(path, problem);
  return problem ? path : whole.string();
}

std::optional<PixelSpacing> spacing_of(const PlanSubject& subject) {
  return subject.replay == nullptr ? std::nullopt : subject.replay->info().spacing;
}

// Keeps the places of an edit at their pixels.
struct PlaceInPixels {
  PixelSpacing before, now;

  void operator()(PlanEdit& edit) const {
    const auto move = [&](std::optional<Eigen::Vector3d>& place) {
      if (!place) return;
      place->x() *= now.x_mm_per_px / before.x_mm_per_px;
      place->y() *= now.y_mm_per_px / before.y_mm_per_px;
    };
    move(edit.target_mm);
    move(edit.entry_mm);
    for (auto& choice : edit.landmarks) move(choice.place_mm);
  }
};

// Hash and file; the plan's own files are written by the desk.
Result<void> write_case_in(const std::string& folder, CaseFile file) {
  if (!file.recording.empty() && file.recording_sha256.empty()) {
    auto hash = sha256_of_input(file.recording);
    if (!hash) return tl::unexpected<Error>(hash.error());
    file.recording_sha256 = *hash;
  }
  return write_case(folder, file);
}

}  // namespace

PlanningDesk::PlanningDesk(const std::string& program_version) : program_version_(program_version) {
  const auto folders = procedure_folders("");
  auto catalogue =
      folders ? ProcedureCatalogue::load(*folders) : tl::unexpected<Error>(folders.error());
  if (!catalogue) {
    view_.error = catalogue.error().text(Reader::kViewer);
    catalogue = ProcedureCatalogue::load();
  }
  if (catalogue) catalogue_ = std::move(*catalogue);
  if (catalogue_) {
    for (const auto& procedure : catalogue_->procedures()) {
      view_.procedures.push_back(choice_of(procedure));
    }
  }
  view_.why_not = kNothingOpen;
  fill_procedure();
}

// Those of a case that was saved and closed are in its folder.
void PlanningDesk::keep_edits(const std::string& next) {
  if (autosave_ && !view_.unsaved) autosave_->discard();
  const std::string name = name_of(subject_);
  if (name.empty() || (!view_.unsaved && name != next)) return;
  Kept kept{edits_, saved_, view_.saved_in, spacing_of(subject_), {}, view_.results != nullptr};
  if (view_.unsaved) kept.autosave = std::move(autosave_);
  kept_[name] = std::move(kept);
}

void PlanningDesk::take_kept() {
  const auto found = kept_.find(name_of(subject_));
  if (found == kept_.end()) return;
  Kept kept = std::move(found->second);
  kept_.erase(found);
  edits_ = std::move(kept.edits);
  saved_ = std::move(kept.saved);
  view_.saved_in = kept.saved_in;
  if (kept.autosave) autosave_ = std::move(kept.autosave);
  to_search_ = kept.searched;
  const auto spacing = spacing_of(subject_);
  if (!spacing || !kept.spacing || *spacing == *kept.spacing) return;
  const PlaceInPixels same_pixel{*kept.spacing, *spacing};
  edits_.rework(same_pixel);
  same_pixel(saved_);
  if (edits_.now() != saved_) autosave_->keep(case_now(), view_.saved_in);
}

void PlanningDesk::open(PlanSubject subject) {
  keep_edits(name_of(subject));
  subject_ = std::move(subject);
  subject_.program_version = program_version_;
  desk_.open(subject_);
  edits_.restart({});
  saved_ = {};
  answer_.reset();
  to_search_ = false;
  autosave_ = std::make_unique<Autosave>();
  writing_ = false;
  save_next_.reset();
  picture_.clear();
  PlanningView fresh;
  fresh.procedures = std::move(view_.procedures);
  view_ = std::move(fresh);
  view_.can_plan =
      subject_.replay != nullptr || subject_.patient.has_value() || !subject_.landmarks.empty();
  if (!view_.can_plan) view_.why_not = kNothingOpen;
  take_kept();
  fill_procedure();
}

void PlanningDesk::open_recording(std::shared_ptr<const Replay> replay) {
  PlanSubject subject;
  subject.replay = std::move(replay);
  open(std::move(subject));
}

void PlanningDesk::open_patient(std::uint64_t seed) {
  PlanSubject subject;
  subject.patient = seed;
  open(std::move(subject));
}

void PlanningDesk::open_landmarks(const std::string& folder) {
  PlanSubject subject;
  subject.landmarks = folder;
  open(std::move(subject));
}

void PlanningDesk::open_unplannable(const std::string& why_not) {
  open({});
  view_.why_not = why_not;
}

void PlanningDesk::take_case(const CaseFile& file, const std::string& folder) {
  // Edits of an earlier opening that were not saved stay in their recovery file.
  if (view_.unsaved) autosave_ = std::make_unique<Autosave>();
  edits_.restart(file.plan);
  saved_ = file.plan;
  view_.saved_in = folder;
  fill_procedure();
  to_search_ = true;
}

void PlanningDesk::keep_unsaved() {
  saved_ = {};
  view_.unsaved = true;
  if (autosave_) autosave_->keep(case_now(), view_.saved_in);
}

void PlanningDesk::close() {
  open({});
}

void PlanningDesk::fill_procedure() {
  view_.edit = edits_.now();
  view_.can_undo = edits_.can_undo();
  view_.can_redo = edits_.can_redo();
  view_.unsaved = view_.edit != saved_;
  const Procedure* procedure = catalogue_ ? catalogue_->find(view_.edit.procedure) : nullptr;
  view_.procedure_lines.clear();
  view_.evidence.clear();
  if (procedure == nullptr) return;
  view_.procedure_lines = lines_of(procedure_text(*procedure, catalogue_->common()));
  view_.evidence = evidence_lines(*procedure);
}

void PlanningDesk::edited() {
  fill_procedure();
  if (autosave_ && view_.can_plan) autosave_->keep(case_now(), view_.saved_in);
  if (view_.results != nullptr || view_.busy || !view_.error.empty()) to_search_ = true;
}

void PlanningDesk::obey(const command::EditPlan& command) {
  if (!view_.can_plan) return;
  edits_.change(command.edit, command.step);
  edited();
}

void PlanningDesk::obey(const command::SearchPlan&) {
  if (!view_.can_plan) return;
  PlanEdit edit = edits_.now();
  // The picture that is looked at is the one that is planned on.
  if (subject_.replay != nullptr && !edit.frame) edit.frame = frame_;
  edits_.change(edit, EditStep::kSame);
  fill_procedure();
  if (autosave_) autosave_->keep(case_now(), view_.saved_in);
  to_search_ = true;
}

void PlanningDesk::obey(const command::Undo&) {
  if (edits_.undo()) edited();
}

void PlanningDesk::obey(const command::Redo&) {
  if (edits_.redo()) edited();
}

CaseFile PlanningDesk::case_now() const {
  CaseFile file;
  if (subject_.replay != nullptr) {
    file.recording = subject_.replay->request().path;
    file.mm_per_px = subject_.replay->request().open.mm_per_px;
  }
  if (!subject_.landmarks.empty()) file.recording = subject_.landmarks;
  file.patient = subject_.patient;
  file.frame = frame_;
  file.plan = edits_.now();
  file.program_version = program_version_;
  return file;
}

void PlanningDesk::save(const std::string& folder, std::int64_t frame) {
  frame_ = frame;
  const std::string where = folder.empty() ? view_.saved_in : folder;
  if (where.empty() || !view_.can_plan) return;
  if (saving_.busy()) {
    save_next_ = where;
  } else {
    start_saving(where);
  }
}

// Reading all of a recording for its hash takes seconds; edits go on meanwhile.
void PlanningDesk::start_saving(const std::string& folder) {
  saving_.start([file = case_now(), saved = SavedCase{folder, name_of(subject_),
                                                      edits_.now()}]() -> Result<SavedCase> {
    if (auto written = write_case_in(saved.folder, file); !written) {
      return tl::unexpected<Error>(written.error());
    }
    return saved;
  });
}

void PlanningDesk::note_saved(const SavedCase& saved) {
  if (saved.subject == name_of(subject_)) {
    view_.saved_in = saved.folder;
    saved_ = saved.edit;
    view_.unsaved = edits_.now() != saved_;
    if (autosave_ && !view_.unsaved) autosave_->discard();
    const bool its_plan = answer_ != nullptr && answer_->results != nullptr && !view_.unsaved;
    if (its_plan) write_plan(view_.saved_in);
    return;
  }
  // Another subject was opened meanwhile.
  const auto kept = kept_.find(saved.subject);
  if (kept == kept_.end()) return;
  kept->second.saved_in = saved.folder;
  kept->second.saved = saved.edit;
  if (kept->second.autosave && kept->second.edits.now() == saved.edit) {
    kept->second.autosave->discard();
  }
}

void PlanningDesk::write_plan(const std::string& folder) {
  writing_ = true;
  desk_.write(folder);
}

void PlanningDesk::export_plan(const std::string& folder) {
  if (answer_ != nullptr) write_plan(folder);
}

void PlanningDesk::search_once_found() {
  if (!to_search_) return;
  if (subject_.replay != nullptr) {
    const ReplayProgress progress = subject_.replay->progress();
    const bool found = progress.frames_done > edits_.now().frame.value_or(frame_);
    if (!found && !progress.finished) return;
  }
  to_search_ = false;
  desk_.search(edits_.now());
}

std::vector<Notice> PlanningDesk::update(std::int64_t frame) {
  frame_ = frame;
  std::vector<Notice> notices;
  if (auto saved = saving_.take()) {
    if (*saved) {
      notices.push_back({NoticeKind::kInfo, "Saved in " + (*saved)->folder, 0.0});
      note_saved(**saved);
    } else {
      notices.push_back({NoticeKind::kError, saved->error().text(Reader::kViewer), 0.0});
    }
    if (const auto next = std::exchange(save_next_, std::nullopt)) start_saving(*next);
  }
  view_.saving = saving_.busy() || writing_;
  if (auto written = desk_.take_written()) {
    writing_ = false;
    notices.push_back(
        *written ? Notice{NoticeKind::kInfo, "Plan written to " + **written, 0.0}
                 : Notice{NoticeKind::kError, written->error().text(Reader::kViewer), 0.0});
  }
  if (autosave_ && autosave_->problem() != told_problem_) {
    told_problem_ = autosave_->problem();
    if (!told_problem_.empty()) notices.push_back({NoticeKind::kWarning, told_problem_, 0.0});
  }
  search_once_found();
  view_.busy = to_search_ || desk_.busy();
  take_answer();
  view_.own.reset();
  const PlanEdit& edit = edits_.now();
  if (answer_ && answer_->judge && edit.entry_mm && view_.results) {
    view_.own = answer_->judge->judge(*edit.entry_mm, *target_now_mm(view_));
  }
  return notices;
}

void PlanningDesk::take_answer() {
  const auto newest = desk_.newest();
  if (newest == answer_) return;
  answer_ = newest;
  view_.error = answer_ ? answer_->error : "";
  view_.landmarks = answer_ ? answer_->landmarks : std::vector<PlanLandmark>();
  view_.searched_frame = answer_ ? answer_->frame : std::nullopt;
  view_.results = answer_ ? answer_->results : nullptr;
  view_.plan_case = answer_ ? answer_->plan_case : nullptr;
  view_.picture.picture = view_.plan_case ? view_.plan_case->picture : std::nullopt;
  if (view_.picture.picture) picture_.show(view_.picture.picture->image);
  view_.picture.texture = view_.picture.picture ? picture_.texture() : PictureTexture{};
}

void PlanningDesk::renew_pictures() {
  picture_.renew();
  if (view_.picture.picture) view_.picture.texture = picture_.texture();
}

std::optional<Plan> PlanningDesk::plan_to_guide() const {
  if (view_.results == nullptr || !view_.results->plan.best) return std::nullopt;
  return plan_to_follow(view_.results->plan, edits_.now().chosen, view_.own);
}

std::string PlanningDesk::simulated_procedure() const {
  const Procedure* procedure = catalogue_ ? catalogue_->find(edits_.now().procedure) : nullptr;
  if (procedure == nullptr) return "";
  for (const auto& name : procedure_names()) {
    const auto& aliases = procedure->aliases;
    if (std::find(aliases.begin(), aliases.end(), name) != aliases.end()) return name;
  }
  return "";
}

}  // namespace echolance
