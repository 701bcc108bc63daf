// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/error.hpp"
#include "core/plan.hpp"
#include "gui/app/background_job.hpp"
#include "gui/app/delay_meter.hpp"
#include "gui/app/picture_texture.hpp"
#include "gui/panels/commands.hpp"
#include "gui/panels/viewer_state.hpp"
#include "session/live_session.hpp"

namespace echolance {

/// What a guided session is made from.
struct GuideCase {
  std::optional<RecordedLive> recording;  ///< that is open
  std::uint64_t patient = 3;              ///< virtual patient's seed
  std::string procedure = "psis_infil";   ///< of the simulation
  std::string side = "left";
  std::optional<Plan> plan;
};

/// A plan over live frames. Belongs to the window's thread.
class GuideDesk {
 public:
  void start(const GuideCase& guide_case, GuideSource source);
  void stop();
  void obey(const command::PauseGuide& command);
  void obey(const command::MoveProbe& command);
  void obey(const command::MoveNeedle& command);
  void obey(const command::PutNeedle& command);
  void obey(const command::Inject& command);

  /// Takes the newest frame; a sentence where the start failed.
  [[nodiscard]] std::optional<std::string> update();
  /// Whether an alert has come up since the last call.
  [[nodiscard]] bool take_new_alert() { return std::exchange(new_alert_, false); }
  /// After the window has shown what update() took.
  void shown(double now_s);
  [[nodiscard]] const GuideView& view() const { return view_; }

  /// The window's context goes; the window has a new one.
  void leave_pictures() { picture_.leave(); }
  void renew_pictures();

 private:
  std::unique_ptr<LiveSession> session_;
  BackgroundJob<Result<std::unique_ptr<LiveSession>>> starting_;
  std::optional<Plan> plan_;
  GuideView view_;
  UploadedPicture picture_;
  DelayMeter delay_;
  bool new_alert_ = false;
  std::int64_t measured_ = -1;  // frame whose delay has been taken
};

/// Alerts of a deviation as sentences for large text, the gravest first.
[[nodiscard]] std::vector<std::string> alert_words(const PlanReport& report);

}  // namespace echolance
