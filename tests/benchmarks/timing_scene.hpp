// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/bone_surface.hpp"
#include "core/frame.hpp"
#include "tracking/needle_tracker.hpp"

namespace echolance {

/// Distinct frames of one recording, decoded and with what the needle finders need of them, so
/// that one stage can be timed alone.
struct TimingScene {
  std::vector<Frame> frames;
  std::vector<NeedleInput> inputs;                  ///< one per frame, pointing into `bones`
  std::vector<std::unique_ptr<BoneSurface>> bones;  ///< one per frame
};

/// A scene that is made when it is first asked for.
class LazyScene {
 public:
  LazyScene(std::string name, std::function<std::vector<Frame>()> read_frames);

  [[nodiscard]] const std::string& name() const { return name_; }
  /// Frames without ultrasound and repeated frames are left out.
  [[nodiscard]] const TimingScene& get();

 private:
  std::string name_;
  std::function<std::vector<Frame>()> read_frames_;
  std::optional<TimingScene> scene_;
};

/// 820x616 generated frames, 53 x 40 mm with bone: with a needle that goes slowly to and fro, and
/// the same without needle.
[[nodiscard]] std::shared_ptr<LazyScene> phantom_needle_scene();
[[nodiscard]] std::shared_ptr<LazyScene> phantom_lost_scene();

/// bone_plus (820x616) and needle_clarius (1080x860); nothing where ECHOLANCE_DATA has them not.
[[nodiscard]] std::vector<std::shared_ptr<LazyScene>> recorded_scenes();

/// Goes to and fro over a scene's frames without end: 0 1 2 1 0 1 ...; times go on rising.
class ToAndFro {
 public:
  explicit ToAndFro(const TimingScene& scene) : scene_(scene) {}

  /// The next frame.
  [[nodiscard]] Frame frame();
  [[nodiscard]] NeedleInput input();

 private:
  [[nodiscard]] std::size_t step();

  const TimingScene& scene_;
  std::int64_t steps_ = 0;
};

}  // namespace echolance
