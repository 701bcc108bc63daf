// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/app/viewer.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>

#include "gui/app/folder_listing.hpp"
#include "gui/app/program_facts.hpp"
#include "imaging/open_recording.hpp"
#include "session/describe_recording.hpp"
#include "session/space_content.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostNotices = 5;
constexpr double kInfoStays_s = 6.0;
constexpr double kMeasureEvery_s = 1.0;  // memory
constexpr double kSmoothing = 0.1;       // of the window's own rate
constexpr const char* kOnlyPlan =
    "a plan is open to be looked at; open its patient or recording to plan anew";
constexpr const char* kNoSkin =
    "a volume does not know the skin: plan on what 'echolance landmarks' finds in the same sweep, "
    "or on the command line with a skin that is assumed";

Result<RecordingDescription> describe(const std::string& path, const OpenOptions& options) {
  auto source = open_recording(path, options);
  if (!source) return tl::unexpected<Error>(source.error());
  return describe_recording(**source, DescribeDepth::kFirstFrames);
}

bool is_case(const fs::path& path) {
  std::error_code problem;
  return path.filename() == "case.json" || fs::exists(path / "case.json", problem);
}

}  // namespace

Viewer::Viewer(const ViewerOptions& options)
    : options_(options), planning_(options.program_version), space_(options.tracked) {
  auto settings = load_settings();
  if (settings) {
    settings_ = *settings;
  } else {
    tell(NoticeKind::kWarning, settings.error().text(Reader::kViewer));
  }
  state_.version = options.program_version;
  state_.settings.font_px = settings_.font_px;
  state_.guide.sound = settings_.sound;
  state_.open.samples = sample_recordings(options.program_path);
  list(fs::current_path().string());
  if (!options.path.empty()) open_path(options.path);
  if (options.patient) open_patient(*options.patient);
  if (options.path.empty() && !options.patient) recover();
  if (options.workspace) state_.workspace = *options.workspace;
}

// The newest session that ended without closing; older ones are kept for the next starts.
void Viewer::recover() {
  const auto recoveries = find_recoveries();
  if (recoveries.empty()) return;
  const Recovery& newest = recoveries.front();
  take_case(newest.file, newest.case_folder);
  if (!planning_.view().can_plan) return;  // told why; the file stays
  planning_.keep_unsaved();
  remove_recovery(newest);
  tell(NoticeKind::kWarning,
       "The last session ended without saving; its plan is here again. Save it to keep it");
}

void Viewer::tell(NoticeKind kind, const std::string& text) {
  auto& notices = state_.notices;
  if (!notices.empty() && notices.back().text == text) return;
  if (notices.size() >= kMostNotices) notices.erase(notices.begin());
  notices.push_back({kind, text, state_.now_s});
}

void Viewer::list(const std::string& folder) {
  auto entries = list_folder(folder);
  if (!entries) return tell(NoticeKind::kError, entries.error().text(Reader::kViewer));
  std::error_code problem;
  const fs::path whole = fs::weakly_canonical(folder, problem);
  state_.open.folder = problem ? folder : whole.string();
  state_.open.entries = std::move(*entries);
}

void Viewer::remember(const std::string& path, const std::string& what) {
  settings_.remember(path, what);
  if (auto saved = save_settings(settings_); !saved) {
    tell(NoticeKind::kWarning, saved.error().text(Reader::kViewer));
  }
}

void Viewer::open_path(const std::string& path) {
  if (is_case(path)) return open_case(path);
  // A pixel size given at the start is that of the recording given with it.
  open_input(path, path == options_.path ? options_.open : OpenOptions{});
}

// Recording or results; a case in the same folder is not looked at.
void Viewer::open_input(const std::string& path, const OpenOptions& options) {
  if (const auto results = results_at(path)) return open_results(*results);
  if (auto opened = replay_.open({path, options, {}, std::nullopt}); !opened) {
    return tell(NoticeKind::kError, opened.error().text(Reader::kViewer));
  }
  guide_.stop();
  state_.open.patient.reset();
  state_.open.results.reset();
  state_.open.description.reset();
  planning_.open_recording(replay_.replay());
  describing_.start([path, options] { return describe(path, options); });
  state_.workspace = Workspace::kReplay;
  remember(path, replay_.view().info.format);
}

// Damaged ones leave open what is open.
void Viewer::open_results(const KnownResults& results) {
  auto description = describe_results(results);
  if (!description) return tell(NoticeKind::kError, description.error().text(Reader::kViewer));
  close_case();
  state_.open.results = std::move(*description);
  if (results.kind == ResultsInput::kLandmarks) {
    planning_.open_landmarks(results.path);
  } else {
    planning_.open_unplannable(results.kind == ResultsInput::kPlan ? kOnlyPlan : kNoSkin);
  }
  state_.workspace = Workspace::kSpace;
  remember(results.path, to_string(results.kind));
}

void Viewer::open_case(const std::string& folder) {
  auto file = read_case(folder);
  if (!file) return tell(NoticeKind::kError, file.error().text(Reader::kViewer));
  take_case(*file, folder);
  if (planning_.view().can_plan) remember(folder, "case");
}

void Viewer::take_case(const CaseFile& file, const std::string& folder) {
  close_case();
  if (file.patient) {
    open_patient(*file.patient);
  } else {
    open_input(file.recording, {std::nullopt, file.mm_per_px});
    if (!planning_.view().can_plan) return;
    replay_.obey(command::GoToFrame{file.frame});
    comparing_.start([file] { return changed_since(file); });
  }
  planning_.take_case(file, folder);
  state_.workspace = Workspace::kPlan;
}

void Viewer::open_patient(std::uint64_t seed) {
  close_case();
  state_.open.patient = seed;
  planning_.open_patient(seed);
  state_.workspace = Workspace::kPlan;
}

void Viewer::close_case() {
  scene_shown_.clear();  // the same opened again may have changed
  replay_.close();
  planning_.close();
  guide_.stop();
  state_.open.description.reset();
  state_.open.patient.reset();
  state_.open.results.reset();
  state_.workspace = Workspace::kOpen;
}

void Viewer::start_guide(GuideSource source) {
  GuideCase guide_case;
  if (const auto replay = replay_.replay()) {
    guide_case.recording = RecordedLive{replay->request().path, replay->request().open};
  }
  guide_case.patient = state_.open.patient.value_or(guide_case.patient);
  guided_patient_ = guide_case.patient;
  // A plan holds for the body that it was made on.
  const bool same_body =
      source == GuideSource::kPatient ? state_.open.patient.has_value() : replay_.is_open();
  if (same_body) guide_case.plan = planning_.plan_to_guide();
  if (!same_body && planning_.view().results != nullptr) {
    tell(NoticeKind::kWarning,
         "The plan was made on another body than the virtual patient: it is not followed");
  }
  guide_case.side = planning_.view().edit.side;
  const auto procedure = planning_.simulated_procedure();
  if (!procedure.empty()) guide_case.procedure = procedure;
  guided_edit_ = planning_.view().edit;
  guide_.start(guide_case, source);
  state_.workspace = Workspace::kGuide;
}

void Viewer::choose_scene() {
  const auto& guide = guide_.view();
  std::string wanted;
  std::optional<std::uint64_t> patient = state_.open.patient;
  if (guided_in_scene() && guide.simulated) patient = guided_patient_;
  if (patient) {
    wanted = "patient " + std::to_string(*patient);
  } else if (state_.open.results) {
    wanted = "results " + state_.open.results->results.path;
  } else if (const auto replay = replay_.replay()) {
    wanted = "recording " + replay->request().path;
  }
  if (wanted == scene_shown_) return;
  scene_shown_ = wanted;
  if (patient) {
    space_.show([seed = *patient] {
      SpaceCase space_case;
      space_case.patient = seed;
      space_case.detail = SceneDetail::kQuick;
      return open_space_case(space_case);
    });
  } else if (state_.open.results) {
    space_.show([path = state_.open.results->results.path] {
      SpaceCase space_case;
      space_case.path = path;
      space_case.detail = SceneDetail::kQuick;
      return open_space_case(space_case);
    });
  } else if (replay_.is_open()) {
    space_.show_moments();
  } else {
    space_.close();
  }
}

// Planning goes on beside: there the body that is planned on is shown.
bool Viewer::guided_in_scene() const {
  return guide_.view().running && state_.workspace != Workspace::kPlan;
}

bool Viewer::plan_changed() const {
  return guide_.view().running && guide_.view().has_plan && planning_.view().edit != guided_edit_;
}

// The frame in its pose is made only where it is seen.
void Viewer::update_space() {
  choose_scene();
  const PlanningView& plan = planning_.view();
  const bool in_space = plan.plan_case ? plan.plan_case->scene.space == PlanSpace::kReference
                                       : plan.can_plan && !replay_.is_open();
  const bool seen =
      state_.workspace == Workspace::kSpace || (state_.workspace == Workspace::kPlan && in_space);
  // While guided only the plan that is followed belongs to what is seen.
  const GuideView& guide = guide_.view();
  const bool another = guided_in_scene() && (!guide.has_plan || plan_changed());
  space_.set_plan(another ? PlanningView{} : plan);
  const auto& live = guide.live;
  if (guided_in_scene()) {
    if (seen) space_.set_moment(live.frame, live.report);
  } else if (seen) {
    space_.set_moment(replay_.view().picture, replay_.view().report);
  }
  space_.update(seen, state_.settings.scale);
  if (const auto failed = space_.take_failure()) tell(NoticeKind::kError, *failed);
}

void Viewer::update(double now_s) {
  state_.now_s = now_s;
  auto& notices = state_.notices;
  notices.erase(std::remove_if(notices.begin(), notices.end(),
                               [&](const Notice& notice) {
                                 return notice.kind == NoticeKind::kInfo &&
                                        now_s - notice.since_s > kInfoStays_s;
                               }),
                notices.end());
  // What was closed in the meantime is not described.
  if (auto described = describing_.take(); described && replay_.is_open()) {
    if (*described) {
      state_.open.description = std::move(**described);
    } else {
      tell(NoticeKind::kError, described->error().text(Reader::kViewer));
    }
  }
  state_.open.busy = describing_.busy();
  replay_.update(now_s);
  if (const auto changed = comparing_.take(); changed && !changed->empty()) {
    tell(NoticeKind::kWarning, *changed);
  }
  for (const auto& notice : planning_.update(replay_.view().frame)) {
    tell(notice.kind, notice.text);
  }
  if (planning_.view().saved_in != remembered_ && !planning_.view().saved_in.empty()) {
    remembered_ = planning_.view().saved_in;
    remember(remembered_, "case");
  }
  if (const auto failed = guide_.update()) tell(NoticeKind::kError, *failed);
  update_space();
  state_.replay = replay_.view();
  state_.plan = planning_.view();
  state_.space = space_.view();
  state_.guide = guide_.view();
  state_.guide.sound = settings_.sound;
  state_.guide.plan_changed = plan_changed();
  state_.open.recent.clear();
  for (const auto& recent : settings_.recent) {
    state_.open.recent.push_back({recent.path, recent.what});
  }
}

void Viewer::measure_program() {
  const bool picture = state_.replay.picture != nullptr || state_.space.available;
  if (state_.first_picture_s == 0.0 && picture) state_.first_picture_s = program_age_s();
  if (state_.now_s - measured_s_ < kMeasureEvery_s) return;
  measured_s_ = state_.now_s;
  state_.memory_mb = resident_mb();
}

void Viewer::shown(double now_s) {
  state_.draw_ms = 1e3 * (now_s - state_.now_s);
  if (last_frame_s_ > 0.0 && now_s > last_frame_s_) {
    const double rate = 1.0 / (now_s - last_frame_s_);
    state_.window_hz += kSmoothing * (rate - state_.window_hz);
  }
  last_frame_s_ = now_s;
  replay_.shown(now_s);
  guide_.shown(now_s);
  measure_program();
}

bool Viewer::lively() const {
  return state_.replay.playing || (state_.guide.running && !state_.guide.paused) ||
         state_.plan.busy || state_.plan.saving || describing_.busy();
}

void Viewer::note_window_size(const WindowSize& size) {
  if (options_.window_size) return;  // that of this start only
  settings_.window_width_px = size.width_px;
  settings_.window_height_px = size.height_px;
}

void Viewer::leave_context() {
  space_.leave_context();
  replay_.leave_pictures();
  planning_.leave_pictures();
  guide_.leave_pictures();
}

void Viewer::enter_context() {
  replay_.renew_pictures();
  planning_.renew_pictures();
  guide_.renew_pictures();
  tell(NoticeKind::kWarning,
       "The graphics driver was reset; the window was made anew and nothing is lost");
}

void Viewer::close_down() {
  const auto kept = load_settings();
  const bool same = kept && kept->window_width_px == settings_.window_width_px &&
                    kept->window_height_px == settings_.window_height_px;
  if (!same) static_cast<void>(save_settings(settings_));
  guide_.stop();
  planning_.close();
  space_.forget_context();
  replay_.close();
}

void Viewer::obey(const Commands& commands) {
  for (const auto& command : commands) obey_one(command);
}

}  // namespace echolance
