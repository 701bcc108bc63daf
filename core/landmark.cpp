// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "core/landmark.hpp"

namespace echolance {

namespace {

constexpr std::array<const char*, kLandmarkKindCount> kKindNames = {"skin",
                                                                    "psis",
                                                                    "piis",
                                                                    "iliac_crest",
                                                                    "sacrum",
                                                                    "median_sacral_crest",
                                                                    "sacral_foramen",
                                                                    "sacroiliac_cleft",
                                                                    "spinous_process",
                                                                    "midline",
                                                                    "lamina",
                                                                    "facet_joint",
                                                                    "transverse_process",
                                                                    "posterior_complex"};

constexpr std::array<const char*, kPlanarViewCount> kViewNames = {"unknown",
                                                                  "transverse_psis",
                                                                  "transverse_sacrum",
                                                                  "transverse_spinous",
                                                                  "transverse_interlaminar",
                                                                  "parasagittal_transverse_process",
                                                                  "parasagittal_lamina",
                                                                  "parasagittal_sacrum",
                                                                  "median_sagittal"};

}  // namespace

const char* to_string(LandmarkKind kind) {
  return kKindNames.at(static_cast<std::size_t>(kind));
}

const char* to_string(PlanarView view) {
  return kViewNames.at(static_cast<std::size_t>(view));
}

std::optional<std::string_view> snomed_code(LandmarkKind kind) {
  constexpr std::string_view kIlium = "22356005", kSacrum = "54735007";
  switch (kind) {
    case LandmarkKind::kPsis:
    case LandmarkKind::kPiis:
    case LandmarkKind::kIliacCrest:
      return kIlium;
    case LandmarkKind::kSacrum:
    case LandmarkKind::kMedianSacralCrest:
      return kSacrum;
    default:
      return std::nullopt;
  }
}

const PlanarLandmark* PlanarLandmarks::find(LandmarkKind kind) const {
  const PlanarLandmark* best = nullptr;
  for (const auto& landmark : landmarks) {
    if (landmark.kind != kind || !landmark.position) continue;
    if (best == nullptr || landmark.confidence > best->confidence) best = &landmark;
  }
  return best;
}

}  // namespace echolance
