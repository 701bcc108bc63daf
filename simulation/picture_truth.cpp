// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/picture_truth.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "simulation/shaft_contrast.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kStep_mm = 0.5;
constexpr double kShaftStep_mm = 5.0;
constexpr float kBrightSlice = 0.6F;  // of the slice's reach: 41 % of the echo
constexpr float kBoneSkin_mm = 0.7F;  // a needle on bone is not behind it
constexpr double kNearPlane_mm = 5.0;

}  // namespace

PixelPoint pixel_of(const PictureGeometry& geometry, const Vector3d& in_probe) {
  return {geometry.face_px.x_px + in_probe.x() / geometry.mm_per_px,
          geometry.face_px.y_px + in_probe.y() / geometry.mm_per_px};
}

Vector3d probe_point_of(const PictureGeometry& geometry, const PixelPoint& px) {
  return {(px.x_px - geometry.face_px.x_px) * geometry.mm_per_px,
          (px.y_px - geometry.face_px.y_px) * geometry.mm_per_px, 0.0};
}

PictureTruth::PictureTruth(const ProbeModel& probe, const ScannerSettings& settings,
                           const PictureGeometry& geometry)
    : grid_(PolarGrid::make(probe, settings.lines, settings.samples, settings.depth_mm)),
      beam_(BeamProfile::make(probe, grid_, settings.focus_mm)),
      geometry_(geometry),
      bone_depth_mm_(static_cast<std::size_t>(settings.lines)) {}

void PictureTruth::set(const Eigen::Isometry3d& reference_from_probe,
                       const std::vector<PixelPoint>& bone_px) {
  probe_from_reference_ = reference_from_probe.inverse();
  std::fill(bone_depth_mm_.begin(), bone_depth_mm_.end(), std::numeric_limits<float>::infinity());
  for (const auto& px : bone_px) {
    const Eigen::Vector3f at = probe_point_of(geometry_, px).cast<float>();
    const PolarPoint polar = grid_.polar(at.x(), at.y());
    const int line = static_cast<int>(std::lround(polar.line));
    // A column is wider than a line near the face, so neighbours count too.
    for (int k = std::max(line - 1, 0); k <= std::min(line + 1, grid_.lines - 1); ++k) {
      float& depth = bone_depth_mm_[static_cast<std::size_t>(k)];
      depth = std::min(depth, polar.depth_mm);
    }
  }
}

PictureTruth::Place PictureTruth::look(const Vector3d& in_probe) const {
  const auto at = in_probe.cast<float>();
  const PolarPoint polar = grid_.polar(at.x(), at.y());
  const float sample = polar.depth_mm / grid_.sample_mm;
  Place place;
  place.in_picture = polar.line >= 0.0F && polar.line <= static_cast<float>(grid_.lines - 1) &&
                     sample >= 0.0F && sample <= static_cast<float>(grid_.samples - 1);
  if (!place.in_picture) return place;
  const float reach = beam_.slice_reach_mm[static_cast<std::size_t>(sample)];
  const auto line = static_cast<std::size_t>(std::lround(polar.line));
  place.in_slice = std::abs(at.z()) < reach;
  place.visible = std::abs(at.z()) < kBrightSlice * reach &&
                  polar.depth_mm < bone_depth_mm_[line] + kBoneSkin_mm;
  return place;
}

void PictureTruth::add_shaft(const NeedleDevice& device, const NeedlePlacement& placement,
                             const cv::Mat& envelope, SimulatedTruth& truth) const {
  const int steps = std::max(1, static_cast<int>(std::ceil(placement.depth_mm / kStep_mm)));
  const double step_mm = placement.depth_mm / steps;
  int in_slice = 0;
  std::vector<ShaftPlace> in_picture;
  for (int i = 0; i <= steps; ++i) {
    const Vector3d at = probe_from_reference_ * needle_point(device, placement, step_mm * i);
    const Place place = look(at);
    if (!place.in_picture) continue;
    const Vector3d along =
        probe_from_reference_.linear() * needle_tangent(device, placement, step_mm * i);
    in_picture.push_back({at.head<2>().cast<float>(),
                          along.head<2>().stableNormalized().cast<float>(), place.in_slice});
    in_slice += place.in_slice ? 1 : 0;
    if (place.visible) truth.visible_px.push_back(pixel_of(geometry_, at));
  }
  const auto length_mm = [&](std::size_t places) {
    return places == 0 ? 0.0 : static_cast<double>(places - 1) * step_mm;
  };
  truth.needle_in_slice = in_slice > 0;
  truth.in_plane = 2 * in_slice > steps;
  truth.visible_length_mm = length_mm(truth.visible_px.size());
  truth.picture_length_mm = length_mm(in_picture.size());
  truth.slice_length_mm = length_mm(static_cast<std::size_t>(in_slice));
  const auto contrast = shaft_contrast(envelope, grid_, beam_, in_picture, step_mm);
  truth.bright_length_mm = std::min(contrast.bright_length_mm, truth.picture_length_mm);
  truth.contrast_db = contrast.median_db;
}

void PictureTruth::add_needle(const NeedleDevice& device, const NeedlePlacement& placement,
                              const cv::Mat& envelope, SimulatedTruth& truth) const {
  truth.depth_mm = placement.depth_mm;
  truth.needle_inserted = placement.depth_mm > 0.0;
  truth.entry_in_reference = placement.entry;
  const Vector3d tip = needle_point(device, placement, placement.depth_mm);
  truth.tip_in_reference = {tip};
  const Vector3d tip_in_probe = probe_from_reference_ * tip;
  truth.tip_out_of_plane_mm = tip_in_probe.z();
  const Vector3d along =
      probe_from_reference_.linear() * needle_tangent(device, placement, placement.depth_mm);
  truth.needle_angle_rad = std::asin(std::min(1.0, std::abs(along.y())));
  if (!truth.needle_inserted) return;
  const Place tip_place = look(tip_in_probe);
  if (tip_place.in_picture) truth.tip_px = pixel_of(geometry_, tip_in_probe);
  truth.tip_in_plane = tip_place.in_slice;
  truth.tip_visible = tip_place.visible;
  add_shaft(device, placement, envelope, truth);
  const int marks = static_cast<int>(placement.depth_mm / kShaftStep_mm);
  for (int i = 0; i <= marks; ++i) {
    truth.shaft_mm.push_back(needle_point(device, placement, kShaftStep_mm * i));
  }
  truth.shaft_mm.push_back(tip);
}

void PictureTruth::add_landmarks(const std::vector<NamedPoint>& landmarks, const TissueShift& shift,
                                 SimulatedTruth& truth) const {
  for (const auto& landmark : landmarks) {
    const Vector3d at = probe_from_reference_ * shift.now(landmark.point.mm);
    if (std::abs(at.z()) > kNearPlane_mm || !look(Vector3d(at.x(), at.y(), 0.0)).in_picture) {
      continue;
    }
    truth.landmarks.push_back({landmark.name, pixel_of(geometry_, at), at.z()});
  }
}

}  // namespace echolance
