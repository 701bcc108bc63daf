// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/app/state_json.hpp"

#include <nlohmann/json.hpp>
#include <optional>

#include "gui/panels/plan_edits.hpp"

namespace echolance {
namespace {

using Json = nlohmann::json;

Json numbers(const Eigen::Vector3d& place) {
  return {place.x(), place.y(), place.z()};
}

Json needle_json(const NeedleEstimate& needle) {
  Json object = {{"state", to_string(needle.state)}, {"confidence", needle.confidence}};
  if (needle.line) {
    object["tip_px"] = {needle.line->tip.x_px, needle.line->tip.y_px};
    object["shaft_px"] = {needle.line->shaft.x_px, needle.line->shaft.y_px};
    object["angle_rad"] = needle.line->angle_rad();
  }
  return object;
}

Json stages_json(const StageTimes& times) {
  Json object = Json::object();
  for (std::size_t i = 0; i < times.size(); ++i) {
    object[to_string(static_cast<FrameStage>(i))] = times[i];
  }
  return object;
}

Json replay_json(const ReplayView& replay) {
  Json object = {{"open", replay.open},
                 {"path", replay.info.path},
                 {"frame", replay.frame},
                 {"frame_count", replay.frame_count},
                 {"frames_found", replay.progress.frames_done},
                 {"finished", replay.progress.finished},
                 {"error", replay.progress.error},
                 {"playing", replay.playing},
                 {"lost_frames", replay.progress.lost},
                 {"repeated_frames", replay.progress.repeated},
                 {"needle", nullptr}};
  object["stages_ms"] = stages_json(replay.progress.stages_ms);
  object["read_ms"] = replay.progress.read_ms;
  object["process_ms"] = replay.progress.process_ms;
  object["playback"] = {{"shown", replay.playback.shown},
                        {"passed_over", replay.playback.passed_over},
                        {"shown_hz", replay.playback.shown_hz},
                        {"delay_p50_ms", replay.playback.delay_p50_ms},
                        {"delay_p95_ms", replay.playback.delay_p95_ms}};
  std::int64_t seen = 0;
  for (const auto& lane : replay.lanes) seen += lane.needle == NeedleState::kSeen ? 1 : 0;
  object["needle_seen_frames"] = seen;
  if (replay.spacing)
    object["mm_per_px"] = {replay.spacing->x_mm_per_px, replay.spacing->y_mm_per_px};
  if (replay.report) {
    object["report_frame"] = replay.report->frame_index;
    object["needle"] = needle_json(replay.report->needle);
  }
  return object;
}

Json way_json(const PlannedPath& path) {
  return {{"entry_mm", numbers(entry_mm(path.way))},
          {"end_mm", numbers(end_mm(path.way))},
          {"score", path.score},
          {"angle_to_face_rad", path.angle_to_face_rad}};
}

Json landmarks_json(const PlanningView& plan) {
  Json list = Json::array();
  for (const auto& mark : landmarks_now(plan)) {
    Json object = {{"name", mark.name},
                   {"use", to_string(mark.use)},
                   {"standing", to_string(mark.standing)},
                   {"std_mm", mark.std_mm},
                   {"confidence", nullptr}};
    if (mark.confidence) object["confidence"] = *mark.confidence;
    if (mark.place_mm) object["point_mm"] = numbers(*mark.place_mm);
    list.push_back(object);
  }
  return list;
}

Json plan_state_json(const PlanningView& plan) {
  Json object = {{"procedure", plan.edit.procedure},
                 {"side", plan.edit.side},
                 {"level", plan.edit.level},
                 {"needle", plan.edit.needle},
                 {"landmarks", landmarks_json(plan)},
                 {"warnings", Json::array()},
                 {"can_plan", plan.can_plan},
                 {"busy", plan.busy},
                 {"error", plan.error},
                 {"saved_in", plan.saved_in},
                 {"unsaved", plan.unsaved},
                 {"best", nullptr},
                 {"own", nullptr}};
  if (plan.results != nullptr) {
    object["warnings"] = plan.results->plan.warnings;
    object["target_mm"] = numbers(plan.results->plan.target_mm);
    object["alternatives"] = plan.results->plan.alternatives.size();
    object["remedies"] = plan.results->plan.remedies;
    if (plan.results->plan.best) object["best"] = way_json(*plan.results->plan.best);
  }
  if (plan.own) {
    object["own"] = way_json(plan.own->path);
    object["own"]["sentence"] = plan.own->sentence;
  }
  return object;
}

Json guide_json(const GuideView& guide) {
  Json object = {{"running", guide.running},
                 {"has_plan", guide.has_plan},
                 {"plan_changed", guide.plan_changed},
                 {"received", guide.live.counts.received},
                 {"processed", guide.live.counts.processed},
                 {"late", guide.live.counts.late},
                 {"dropped", guide.live.counts.dropped},
                 {"source_hz", guide.live.counts.source_hz},
                 {"process_hz", guide.live.counts.process_hz},
                 {"process_ms", guide.live.counts.process_ms},
                 {"stages_ms", stages_json(guide.live.counts.stages_ms)},
                 {"delay_p50_ms", guide.delay_p50_ms},
                 {"delay_p95_ms", guide.delay_p95_ms},
                 {"ended", guide.live.ended},
                 {"alerts", guide.alerts}};
  if (guide.live.report) {
    object["frame"] = guide.live.report->frame_index;
    object["needle"] = needle_json(guide.live.report->needle);
  }
  return object;
}

Json px_json(const std::optional<Eigen::Vector2d>& px) {
  return px ? Json{px->x(), px->y()} : Json(nullptr);
}

Json space_json(const SpaceView& space) {
  return {{"available", space.available},
          {"why_not", space.why_not},
          {"has_volume", space.has_volume},
          {"has_moment", space.has_moment},
          {"entry_px", px_json(space.entry_px)},
          {"target_px", px_json(space.target_px)},
          {"pointer",
           {{"scene_px", px_json(space.pointer.scene_px)},
            {"picture_px", px_json(space.pointer.picture_px)},
            {"words", space.pointer.words}}}};
}

}  // namespace

std::string state_json(const ViewerState& state) {
  Json notices = Json::array();
  for (const auto& notice : state.notices) notices.push_back(notice.text);
  const Json object = {{"workspace", static_cast<int>(state.workspace)},
                       {"replay", replay_json(state.replay)},
                       {"plan", plan_state_json(state.plan)},
                       {"space", space_json(state.space)},
                       {"guide", guide_json(state.guide)},
                       {"notices", notices},
                       {"draw_ms", state.draw_ms},
                       {"window_hz", state.window_hz},
                       {"first_picture_s", state.first_picture_s},
                       {"memory_mb", state.memory_mb}};
  return object.dump(2) + "\n";
}

}  // namespace echolance
