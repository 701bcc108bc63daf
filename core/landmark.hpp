// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/geometry.hpp"

namespace echolance {

/// What a landmark of one picture is (docs/files.md). Sides and levels cannot be told from one
/// picture, so they are no part of it.
enum class LandmarkKind : std::uint8_t {
  kSkin,               ///< where the probe's middle beam meets the skin
  kPsis,               ///< posterior superior iliac spine
  kPiis,               ///< posterior inferior iliac spine
  kIliacCrest,         ///< the ilium's edge away from its spines
  kSacrum,             ///< middle of the visible posterior sacral surface
  kMedianSacralCrest,  ///< its crest in the midline
  kSacralForamen,      ///< middle of the opening of a posterior sacral foramen
  kSacroiliacCleft,    ///< where the cleft between ilium and sacrum opens
  kSpinousProcess,     ///< tip of a spinous process
  kMidline,            ///< the spine's midline, at the depth of the laminae
  kLamina,             ///< most superficial point of a lamina
  kFacetJoint,         ///< articular processes and the joint line between them, at their back
  kTransverseProcess,  ///< most superficial point of a transverse process
  kPosteriorComplex,   ///< yellow ligament and dura: begin of the epidural space
};
inline constexpr std::size_t kLandmarkKindCount = 14;

/// "psis"; the keys of files.
[[nodiscard]] const char* to_string(LandmarkKind kind);

/// SNOMED CT code of the bone it lies on (DICOM PS3.16 CID 7603), where the kind says one bone.
[[nodiscard]] std::optional<std::string_view> snomed_code(LandmarkKind kind);

/// How the probe lies on the low back, as one picture shows it.
enum class PlanarView : std::uint8_t {
  kUnknown,
  kTransversePsis,          ///< across the posterior edge of the ilium, sacrum beside it
  kTransverseSacrum,        ///< across the sacrum, with its foramina or the joint's cleft
  kTransverseSpinous,       ///< across a spinous process and its laminae
  kTransverseInterlaminar,  ///< across the window between laminae: posterior complex
  kParasagittalTransverse,  ///< along the transverse processes
  kParasagittalLamina,      ///< along laminae or articular processes
  kParasagittalSacrum,      ///< along the sacrum beside the midline
  kMedianSagittal,          ///< along the spinous processes
};
inline constexpr std::size_t kPlanarViewCount = 9;

[[nodiscard]] const char* to_string(PlanarView view);

/// One landmark of one picture: found (a position), or not, with the reason.
struct PlanarLandmark {
  LandmarkKind kind = LandmarkKind::kSkin;
  std::optional<PixelPoint> position;  ///< px of the whole picture; empty: abstains
  Point<space::Image> in_image;        ///< the same place, mm, when found
  double std_mm = 0.0;                 ///< one standard deviation along x and y, when found
  double confidence = 0.0;             ///< 0..1: probability that it is this landmark
  /// 1 to 5 of the lumbar vertebra it belongs to, where a sweep counted up from the sacrum.
  std::optional<int> lumbar_level;
  std::string_view reason;  ///< why it abstains, in words; of static storage
};

/// A lumbar vertebra that a sweep along the spine counted up from the sacrum.
struct LevelPlace {
  int lumbar_level = 5;     ///< 1 to 5
  PixelPoint position;      ///< middle of its near surface, px of the whole picture
  double confidence = 0.0;  ///< 0..1: probability that it is this one
};

/// What one picture says of landmarks.
struct PlanarLandmarks {
  PlanarView view = PlanarView::kUnknown;                ///< the most probable
  std::array<double, kPlanarViewCount> probabilities{};  ///< of the views; 0 or summing to 1
  std::vector<PlanarLandmark> landmarks;  ///< found ones from left to right, then abstentions
  std::vector<LevelPlace> levels;         ///< of a sweep along the spine, those in the picture
  std::string_view reason;                ///< why nothing is found, in words; of static storage

  /// The surest of this kind that was found; null: none.
  [[nodiscard]] const PlanarLandmark* find(LandmarkKind kind) const;
};

/// Found ones of at least this confidence are claims; less sure ones are shown dimmed.
inline constexpr double kLandmarkClaim = 0.5;

}  // namespace echolance
