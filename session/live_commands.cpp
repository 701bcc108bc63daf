// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/live_commands.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include "session/nearest_word.hpp"

namespace echolance {
namespace {

constexpr double kMostFrames = 1e6;
constexpr double kFarthest_mm = 10'000.0;
constexpr double kMostInjected_ml = 100.0;
constexpr double kUnitWithin = 0.01;

tl::unexpected<Error> refuse(const std::string& what) {
  return fail(ErrorCode::kDamagedFile, what);
}

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream text(line.substr(0, line.find('#')));
  std::vector<std::string> words;
  for (std::string word; text >> word;) words.push_back(word);
  return words;
}

// The numbers after the first word: exactly `count` of them, none further from 0 than `most`.
Result<std::vector<double>> numbers_of(const std::vector<std::string>& words, std::size_t count,
                                       double most) {
  std::vector<double> numbers;
  for (std::size_t i = 1; i < words.size(); ++i) {
    double value = 0.0;
    const char* const end = words[i].data() + words[i].size();
    const auto [rest, problem] = std::from_chars(words[i].data(), end, value);
    if (problem != std::errc() || rest != end || !(std::abs(value) <= most)) {
      return refuse(fmt::format("'{}' is not a number up to {:g}; correct it", words[i], most));
    }
    numbers.push_back(value);
  }
  if (numbers.size() == count) return numbers;
  return refuse(fmt::format("'{}' takes {} number{}, not {}; correct it", words[0], count,
                            count == 1 ? "" : "s", numbers.size()));
}

template <class From>
Result<Transform<space::Reference, From>> pose_of(const std::vector<std::string>& words) {
  return numbers_of(words, 7, kFarthest_mm).and_then([](const std::vector<double>& n) {
    using Pose = Transform<space::Reference, From>;
    const Eigen::Quaterniond turn(n[6], n[3], n[4], n[5]);
    if (std::abs(turn.norm() - 1.0) > kUnitWithin) {
      return Result<Pose>(
          refuse("the last four numbers are no unit quaternion (x y z w); correct them"));
    }
    Eigen::Isometry3d motion = Eigen::Isometry3d::Identity();
    motion.linear() = turn.normalized().toRotationMatrix();
    motion.translation() = Eigen::Vector3d(n[0], n[1], n[2]);
    return Pose::from_matrix(motion.matrix());
  });
}

}  // namespace

Result<void> LiveCommands::obey(const std::string& line) {
  const auto words = words_of(line);
  if (words.empty()) return {};
  const std::string& verb = words[0];
  if (verb == "probe") {
    return pose_of<space::Probe>(words).map([&](const auto& at) { live_.set_probe_pose(at); });
  }
  if (verb == "needle" && words.size() == 2 && words[1] == "none") {
    live_.set_needle(std::nullopt);
    return {};
  }
  if (verb == "needle") {
    return pose_of<space::Needle>(words).map([&](const auto& at) { live_.set_needle_pose(at); });
  }
  if (verb == "advance") {
    return numbers_of(words, 1, kFarthest_mm).map([&](const auto& n) {
      live_.advance_needle(n[0]);
    });
  }
  if (verb == "inject") {
    return numbers_of(words, 1, kMostInjected_ml).and_then([&](const auto& n) -> Result<void> {
      if (n[0] > 0.0 && live_.inject(n[0])) return {};
      return refuse("nothing can be injected: the volume is positive and the tip under the skin");
    });
  }
  if (verb == "frame") {
    if (words.size() == 1) frames_due_ = 1;
    if (words.size() == 1) return {};
    return numbers_of(words, 1, kMostFrames).and_then([&](const auto& n) -> Result<void> {
      if (!(n[0] >= 1.0)) return refuse("'frame' draws 1 or more; correct the number");
      frames_due_ = static_cast<std::int64_t>(n[0]);
      return {};
    });
  }
  const std::string near = did_you_mean(verb, {"probe", "needle", "advance", "inject", "frame"});
  return refuse(
      fmt::format("there is no command '{}'{}", verb,
                  near.empty() ? "; give probe, needle, advance, inject or frame" : near));
}

Result<std::optional<Frame>> LiveCommands::next() {
  for (std::string line; frames_due_ == 0;) {
    if (!std::getline(lines_, line)) return std::optional<Frame>();
    ++line_number_;
    if (auto done = obey(line); !done) {
      return tl::unexpected(done.error().in(fmt::format("line {}", line_number_)));
    }
  }
  --frames_due_;
  return live_.next();
}

}  // namespace echolance
