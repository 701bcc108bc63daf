// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/hand_motion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "simulation/rigid.hpp"
#include "simulation/seeded_variation.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kTurn_rad = 2.0 * std::numbers::pi;
constexpr double kDriftTime_s = 10.0;
constexpr double kContactBin_s = 1.0;
constexpr double kContactFade_s = 0.12;

constexpr std::array<OptionSpec<HandMotion>, 5> kTable = {{
    {"drift_mm", &HandMotion::drift_mm, 0.0, 20.0, 0.1, "probe drift after ten seconds, per axis"},
    {"tilt_rad", &HandMotion::tilt_rad, 0.0, 0.5, 0.005, "probe tilt after ten seconds, per axis"},
    {"tremor_mm", &HandMotion::tremor_mm, 0.0, 2.0, 0.01, "tremor, 8 to 12 Hz, per axis"},
    {"breathing_mm", &HandMotion::breathing_mm, 0.0, 10.0, 0.1, "breathing, towards the probe"},
    {"contact_losses_per_s", &HandMotion::contact_losses_per_s, 0.0, 2.0, 0.05,
     "how often a part of the face loses contact"},
}};

}  // namespace

std::span<const OptionSpec<HandMotion>> hand_motion_table() {
  return kTable;
}

HandPath::HandPath(const HandMotion& motion, std::uint64_t seed) : motion_(motion), seed_(seed) {
  const SeededVariation draw(seed);
  for (std::size_t axis = 0; axis < drift_.size(); ++axis) {
    double variance = 0.0;
    for (std::size_t k = 0; k < drift_[axis].size(); ++k) {
      Wave& wave = drift_[axis][k];
      const std::string name = fmt::format("drift {} {}", axis, k);
      // Slow waves are large: like a walk, but smooth.
      wave.rate_hz = 0.02 * std::pow(1.9, static_cast<double>(k)) *
                     (0.85 + 0.3 * draw.uniform(name + " rate"));
      wave.amplitude = 1.0 / wave.rate_hz;
      wave.phase_rad = kTurn_rad * draw.uniform(name + " phase");
      variance += wave.amplitude * wave.amplitude *
                  (1.0 - std::cos(kTurn_rad * wave.rate_hz * kDriftTime_s));
    }
    for (auto& wave : drift_[axis]) wave.amplitude /= std::sqrt(variance);
  }
  for (std::size_t axis = 0; axis < tremor_.size(); ++axis) {
    for (std::size_t k = 0; k < tremor_[axis].size(); ++k) {
      const std::string name = fmt::format("tremor {} {}", axis, k);
      tremor_[axis][k] = {std::sqrt(2.0 / kTremorWaves), 8.0 + 4.0 * draw.uniform(name + " rate"),
                          kTurn_rad * draw.uniform(name + " phase")};
    }
  }
  breath_phase_rad_ = kTurn_rad * draw.uniform("breath phase");
  breath_rate_hz_ = 0.25 * (0.9 + 0.2 * draw.uniform("breath rate"));
}

Transform<space::Probe, space::Probe> HandPath::offset(double time_s) const {
  std::array<double, 6> drift{};
  for (std::size_t axis = 0; axis < drift.size(); ++axis) {
    for (const auto& wave : drift_[axis]) {
      drift[axis] +=
          wave.amplitude *
          (std::sin(kTurn_rad * wave.rate_hz * time_s + wave.phase_rad) - std::sin(wave.phase_rad));
    }
  }
  Vector3d shift(drift[0], drift[1], drift[2]);
  shift *= motion_.drift_mm;
  for (int axis = 0; axis < 3; ++axis) {
    for (const auto& wave : tremor_[static_cast<std::size_t>(axis)]) {
      shift(axis) += motion_.tremor_mm * wave.amplitude *
                     std::sin(kTurn_rad * wave.rate_hz * time_s + wave.phase_rad);
    }
  }
  const Vector3d turn = motion_.tilt_rad * Vector3d(drift[3], drift[4], drift[5]);
  const double angle_rad = turn.norm();
  Eigen::Isometry3d pose = Eigen::Isometry3d::Identity();
  if (angle_rad > 1e-12) pose.linear() = Eigen::AngleAxisd(angle_rad, turn / angle_rad).matrix();
  pose.translation() = shift;
  return rigid<space::Probe, space::Probe>(pose);
}

double HandPath::breathing_mm(double time_s) const {
  // Breathing in is quicker than breathing out.
  const auto wave = [&](double at_s) {
    const double turn = kTurn_rad * breath_rate_hz_ * at_s + breath_phase_rad_;
    return std::numbers::sqrt2 * (std::sin(turn) + 0.2 * std::sin(2.0 * turn)) / std::sqrt(1.04);
  };
  return motion_.breathing_mm * wave(time_s);
}

double HandPath::contact(double time_s) const {
  const SeededVariation draw(seed_);
  const double chance = std::clamp(motion_.contact_losses_per_s * kContactBin_s, 0.0, 1.0);
  double contact = 1.0;
  if (chance <= 0.0) return contact;
  const auto bin = static_cast<std::int64_t>(std::floor(time_s / kContactBin_s));
  for (std::int64_t k = bin - 1; k <= bin; ++k) {
    const std::string name = fmt::format("contact {}", k);
    if (draw.uniform(name) >= chance) continue;
    const double begin_s = kContactBin_s * (static_cast<double>(k) + draw.uniform(name + " begin"));
    const double end_s = begin_s + 0.3 + 0.5 * draw.uniform(name + " length");
    const double inside_s = std::min(time_s - begin_s, end_s - time_s);
    const double lost = 0.2 + 0.4 * draw.uniform(name + " part");
    contact = std::min(contact, 1.0 - lost * std::clamp(inside_s / kContactFade_s, 0.0, 1.0));
  }
  return contact;
}

}  // namespace echolance
