// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/tissue_shift.hpp"

#include <algorithm>
#include <cmath>

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr int kColumns = 49;
constexpr int kWideColumns = 6;          // beyond each edge of the face
constexpr double kMostRaised_mm = 12.0;  // fat comes up to a curved face that is pressed in
constexpr double kReach_mm = 45.0;
constexpr double kSteepest = 0.6;  // press over reach: beyond, tissue would fold
constexpr double kBoneStep_mm = 0.7;
constexpr double kDragRadius_mm = 3.0;
constexpr double kSoft_mm = 2.5;  // tissue nearer to bone moves less
constexpr int kInverseSteps = 8;
constexpr int kSkinSteps = 16;
constexpr double kFarthestSkin_mm = 60.0;

bool is_bone(Tissue tissue) {
  return tissue == Tissue::kCorticalBone || tissue == Tissue::kTrabecularBone;
}

double smooth_step(double t) {
  const double u = std::clamp(t, 0.0, 1.0);
  return u * u * (3.0 - 2.0 * u);
}

Vector3d dragged(const DraggingShaft& shaft, const Vector3d& now_mm) {
  const Vector3d way = shaft.tip_mm - shaft.entry_mm;
  const double length_mm = way.norm();
  if (length_mm < 1e-6) return Vector3d::Zero();
  const Vector3d along = way / length_mm;
  const double at = std::clamp(along.dot(now_mm - shaft.entry_mm), 0.0, length_mm);
  const double off_mm = (now_mm - shaft.entry_mm - at * along).norm() / kDragRadius_mm;
  return -shaft.drag_mm / (1.0 + off_mm * off_mm) * along;
}

}  // namespace

std::optional<double> skin_y_mm(const HeightMap& skin,
                                const Eigen::Isometry3d& reference_from_probe, double x_mm) {
  const Vector3d down = reference_from_probe.linear().col(1);
  if (down.y() > -0.2) return std::nullopt;
  double y_mm = 0.0;
  for (int i = 0; i < kSkinSteps; ++i) {
    const Vector3d at = reference_from_probe * Vector3d(x_mm, y_mm, 0.0);
    y_mm += 0.7 * (skin.at(at.x(), at.z()) - at.y()) / down.y();
  }
  // On a slope as steep as the beam it does not settle.
  return std::abs(y_mm) < kFarthestSkin_mm ? std::optional<double>(y_mm) : std::nullopt;
}

TissueShift::TissueShift(std::shared_ptr<const TissueVolume> volume, const HeightMap* skin,
                         const ProbeModel& probe)
    : volume_(std::move(volume)),
      skin_(skin),
      probe_(probe),
      columns_(kColumns),
      scratch_mm_(kColumns) {
  half_face_mm_ = probe.shape == ArrayShape::kCurved
                      ? probe.radius_mm * std::sin(0.5 * probe.opening_rad())
                      : 0.5 * probe.face_width_mm();
}

double TissueShift::face_y_mm(double x_mm) const {
  if (probe_.shape != ArrayShape::kCurved) return 0.0;
  const double x = std::clamp(x_mm, -half_face_mm_, half_face_mm_);
  return std::sqrt(probe_.radius_mm * probe_.radius_mm - x * x) - probe_.radius_mm;
}

void TissueShift::set(const Eigen::Isometry3d& reference_from_probe,
                      const std::optional<DraggingShaft>& shaft, const std::vector<Pool>& pools) {
  reference_from_probe_ = reference_from_probe;
  probe_from_reference_ = reference_from_probe.inverse();
  shaft_ = shaft;
  pools_ = pools;
  press_columns();
}

void TissueShift::press_columns() {
  std::fill(columns_.begin(), columns_.end(), Column{});
  if (skin_ == nullptr) return;
  const double step = 2.0 * half_face_mm_ / (kColumns - 1 - 2 * kWideColumns);
  for (int i = 0; i < kColumns; ++i) {
    const double x = (i - 0.5 * (kColumns - 1)) * step;
    const auto skin_y = skin_y_mm(*skin_, reference_from_probe_, x);
    if (!skin_y) continue;
    auto& column = columns_[static_cast<std::size_t>(i)];
    const double beside = std::max(0.0, (std::abs(x) - half_face_mm_) / (kWideColumns * step));
    column.press_mm =
        std::max(face_y_mm(x) - *skin_y, -kMostRaised_mm) * (1.0 - smooth_step(beside));
    double deep = 4.0;
    while (deep < kReach_mm &&
           !is_bone(volume_->at(reference_from_probe_ * Vector3d(x, *skin_y + deep, 0.0)).tissue)) {
      deep += kBoneStep_mm;
    }
    column.reach_mm = deep - column.press_mm;  // below the face
  }
  // A bone under one column holds its neighbours too, so that the tissue does not shear.
  const auto reach = [&](int i) {
    return columns_[static_cast<std::size_t>(std::clamp(i, 0, kColumns - 1))].reach_mm;
  };
  for (int i = 0; i < kColumns; ++i) {
    double least = reach(i);
    for (int k = -3; k <= 3; ++k) least = std::min(least, reach(i + k) + 1.5 * std::abs(k));
    scratch_mm_[static_cast<std::size_t>(i)] = least;
  }
  for (int i = 0; i < kColumns; ++i) {
    auto& column = columns_[static_cast<std::size_t>(i)];
    column.reach_mm = std::max(scratch_mm_[static_cast<std::size_t>(i)], 5.0);
    const double most = kSteepest * column.reach_mm;
    column.press_mm = std::clamp(column.press_mm, -most, most);
  }
}

TissueShift::Column TissueShift::column_at(double x_mm) const {
  const double step = 2.0 * half_face_mm_ / (kColumns - 1 - 2 * kWideColumns);
  const double place = std::clamp(x_mm / step + 0.5 * (kColumns - 1), 0.0, kColumns - 1.001);
  const auto i = static_cast<std::size_t>(place);
  const double u = place - static_cast<double>(i);
  const Column &a = columns_[i], &b = columns_[i + 1];
  return {(1.0 - u) * a.press_mm + u * b.press_mm, (1.0 - u) * a.reach_mm + u * b.reach_mm};
}

double TissueShift::softness(const Vector3d& rest_mm) const {
  const TissueAt at = volume_->at(rest_mm);
  if (is_bone(at.tissue)) return 0.0;
  return is_bone(at.beyond) ? std::min(1.0, at.margin_mm / kSoft_mm) : 1.0;
}

Vector3d TissueShift::rest(const Vector3d& now_mm) const {
  const Vector3d in_probe = probe_from_reference_ * now_mm;
  const Column column = column_at(in_probe.x());
  const double below = (in_probe.y() - face_y_mm(in_probe.x())) / column.reach_mm;
  // Compressed evenly from the face to the bone.
  const double lift = column.press_mm * std::clamp(1.0 - below, 0.0, 1.0);
  const Vector3d unpressed = now_mm - lift * reference_from_probe_.linear().col(1);
  Vector3d shift = Vector3d::Zero();
  if (shaft_) shift += dragged(*shaft_, now_mm);
  for (const auto& pool : pools_) shift += pool.sheet->to_rest(now_mm, pool.level);
  if (shift.squaredNorm() < 1e-6) return unpressed;
  return unpressed + softness(unpressed) * shift;
}

Vector3d TissueShift::now(const Vector3d& rest_mm) const {
  Vector3d now_mm = rest_mm;
  for (int i = 0; i < kInverseSteps; ++i) now_mm += 0.8 * (rest_mm - rest(now_mm));
  return now_mm;
}

}  // namespace echolance
