// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace echolance {

/// What the user decided about one landmark that a plan rests on.
struct LandmarkChoice {
  std::string name;  ///< as the plan names it: "psis" in a picture, "psis_left" in space
  /// Where the user placed it, mm in the plan's space; empty: accepted where it was found.
  std::optional<Eigen::Vector3d> place_mm;
  friend bool operator==(const LandmarkChoice&, const LandmarkChoice&) = default;
};

/// How a landmark came to its place.
enum class LandmarkStanding : std::uint8_t {
  kExact,     ///< of a virtual patient
  kFound,     ///< claimed in the picture, seen or inferred in space
  kFaint,     ///< found, but less surely than a claim: no plan rests on it by itself
  kAccepted,  ///< by the user, where it was found; no surer by that
  kPlaced,    ///< by the user
  kMissing,   ///< not found
};
inline constexpr int kLandmarkStandingCount = 6;

/// "placed_by_user"; the values of files.
[[nodiscard]] const char* to_string(LandmarkStanding standing);
[[nodiscard]] std::optional<LandmarkStanding> landmark_standing_from(const std::string& name);
/// "placed by you".
[[nodiscard]] const char* standing_words(LandmarkStanding standing);

/// What a plan uses it for.
enum class LandmarkUse : std::uint8_t { kTarget, kAvoid };
/// "target", "avoid".
[[nodiscard]] const char* to_string(LandmarkUse use);

/// A landmark that a plan rests on, in its space, mm.
struct PlanLandmark {
  std::string name;
  LandmarkUse use = LandmarkUse::kTarget;
  LandmarkStanding standing = LandmarkStanding::kMissing;
  /// Before the user decided anything: exact, found, faint or missing. Not in files.
  LandmarkStanding by_itself = LandmarkStanding::kMissing;
  std::optional<Eigen::Vector3d> place_mm;  ///< that the plan uses; empty: missing
  double std_mm = 0.0;                      ///< along each axis
  std::optional<double> confidence;         ///< 0..1; empty: placed, missing or exact
  std::optional<Eigen::Vector3d> found_mm;  ///< of a placed one: where it was found
  std::optional<double> found_confidence;   ///< of a placed one: of what was found
  std::string reason;                       ///< why it is missing
};

/// "psis: placed by you, 2.0 mm assumed as its error"; what was found is said with its confidence
/// and standard deviation.
[[nodiscard]] std::string landmark_sentence(const PlanLandmark& landmark);

/// Sentences on what the user placed or accepted, for a plan's warnings: none where everything is
/// as it was surely found.
[[nodiscard]] std::vector<std::string> landmark_warnings(
    const std::vector<PlanLandmark>& landmarks);

/// The choice made for this landmark; null: none.
[[nodiscard]] const LandmarkChoice* choice_for(const std::vector<LandmarkChoice>& choices,
                                               const std::string& name);
/// Puts a choice in place of the one for the same landmark.
void set_choice(std::vector<LandmarkChoice>& choices, LandmarkChoice choice);
/// Leaves the landmark as it was found.
void drop_choice(std::vector<LandmarkChoice>& choices, const std::string& name);

/// One standard deviation along each axis of what a person shows: that of a target of the user's.
/// No study of this was found; it is the size of the errors of marking by eye.
inline constexpr double kPlacedStd_mm = 2.0;

}  // namespace echolance
