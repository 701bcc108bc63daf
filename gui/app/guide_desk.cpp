// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/app/guide_desk.hpp"

#include <fmt/format.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <numbers>
#include <utility>

#include "simulation/patient.hpp"

namespace echolance {
namespace {

constexpr double kNeedleShown_mm = 8.0;  // under the skin where a needle is put
constexpr double kLiveRate_hz = 20.0;

Result<std::unique_ptr<LiveSession>> start_patient(const GuideCase& guide_case) {
  const auto parameters = draw_patient(guide_case.patient);
  if (!parameters) return tl::unexpected<Error>(parameters.error());
  ProcedureRequest request;
  request.procedure = guide_case.procedure;
  request.side = guide_case.side;
  request.frame_rate_hz = kLiveRate_hz;
  auto scenario =
      procedure_scenario(std::make_shared<const Patient>(make_patient(*parameters)), request);
  if (!scenario) return tl::unexpected<Error>(scenario.error());
  return LiveSession::start({SimulatedLive{std::move(*scenario)}, {}, guide_case.plan});
}

std::string place_words(const PlanDeviation& deviation) {
  return fmt::format("{:.0f} mm beside the planned line", deviation.beside_mm);
}

}  // namespace

std::vector<std::string> alert_words(const PlanReport& report) {
  const PlanDeviation& d = report.deviation;
  std::vector<std::string> words;
  if (d.has(AlertKind::kNearStructure)) {
    words.push_back(fmt::format("STOP: {:.0f} mm to {}", std::max(0.0, d.nearest_mm),
                                report.nearest_structure));
  }
  if (d.has(AlertKind::kPastTarget)) words.emplace_back("Beyond the target: draw back");
  if (d.has(AlertKind::kBesidePlan)) words.push_back(place_words(d));
  if (d.has(AlertKind::kAngle)) {
    const double off_deg = std::abs(d.angle_in_plane_rad) * 180.0 / std::numbers::pi;
    words.push_back(
        report.from_other_side
            ? fmt::format("From the other side of the picture than planned ({:.0f}° off)", off_deg)
            : fmt::format("Angle is {:.0f}° off", off_deg));
  }
  if (d.has(AlertKind::kMissAhead)) {
    words.push_back(fmt::format("Straight on it misses by {:.0f} mm", d.straight_miss_mm));
  }
  return words;
}

void GuideDesk::start(const GuideCase& guide_case, GuideSource source) {
  if (starting_.busy()) return;
  stop();
  plan_ = guide_case.plan;
  view_.simulated = source == GuideSource::kPatient;
  view_.has_plan = plan_.has_value();
  view_.running = true;
  starting_.start([guide_case, source]() -> Result<std::unique_ptr<LiveSession>> {
    if (source == GuideSource::kPatient) return start_patient(guide_case);
    if (!guide_case.recording) {
      return fail(ErrorCode::kNoData,
                  "no recording is open; open one first, or guide on a virtual patient");
    }
    return LiveSession::start({*guide_case.recording, {}, guide_case.plan});
  });
}

void GuideDesk::stop() {
  session_.reset();
  const bool sound = view_.sound;
  view_ = {};
  view_.sound = sound;
  picture_.clear();
  delay_.clear();
  measured_ = -1;
}

void GuideDesk::obey(const command::PauseGuide& command) {
  if (session_ == nullptr) return;
  view_.paused = command.on;
  command.on ? session_->pause() : session_->go_on();
}

void GuideDesk::obey(const command::MoveProbe& command) {
  if (session_ == nullptr) return;
  if (command.right_mm != 0.0 || command.out_mm != 0.0) {
    session_->move_probe_mm(command.right_mm, command.out_mm);
  }
  if (command.turn_rad != 0.0) session_->turn_probe_rad(command.turn_rad);
}

void GuideDesk::obey(const command::PutNeedle&) {
  if (session_ == nullptr || !plan_ || !plan_->best) return;
  if (plan_->space != PlanSpace::kReference) return;
  const Eigen::Vector3d entry = entry_mm(plan_->best->way);
  NeedlePlacement placement;
  placement.entry.mm = entry;
  placement.direction.unit = (end_mm(plan_->best->way) - entry).normalized();
  placement.bend_direction.unit = placement.direction.unit.unitOrthogonal();
  placement.depth_mm = kNeedleShown_mm;
  session_->set_needle(placement);
}

void GuideDesk::obey(const command::MoveNeedle& command) {
  if (session_ == nullptr) return;
  if (command.advance_mm != 0.0) session_->advance_needle_mm(command.advance_mm);
  if (command.turn_rad != 0.0) session_->turn_needle_rad(command.turn_rad);
  if (command.right_mm != 0.0) session_->shift_needle_mm(command.right_mm);
}

void GuideDesk::obey(const command::Inject& command) {
  if (session_ != nullptr) session_->inject_ml(command.volume_ml);
}

std::optional<std::string> GuideDesk::update() {
  if (auto started = starting_.take()) {
    if (!*started) {
      stop();
      return started->error().text(Reader::kViewer);
    }
    if (view_.running) session_ = std::move(**started);  // else it was stopped meanwhile
  }
  if (session_ == nullptr) return std::nullopt;
  view_.live = session_->newest();
  if (view_.live.frame) picture_.show(view_.live.frame->image);
  view_.texture = picture_.texture();
  const std::size_t alerts_before = view_.alerts.size();
  view_.alerts.clear();
  if (view_.live.report && view_.live.report->plan) {
    view_.alerts = alert_words(*view_.live.report->plan);
  }
  new_alert_ = new_alert_ || view_.alerts.size() > alerts_before;
  return std::nullopt;
}

void GuideDesk::renew_pictures() {
  picture_.renew();
}

void GuideDesk::shown(double now_s) {
  if (!view_.live.report || view_.live.report->frame_index == measured_) return;
  measured_ = view_.live.report->frame_index;
  delay_.add_ms(1e3 * (now_s - view_.live.arrived_s));
  view_.delay_p50_ms = delay_.quantile_ms(0.5);
  view_.delay_p95_ms = delay_.quantile_ms(0.95);
}

}  // namespace echolance
