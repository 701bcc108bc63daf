// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/surface_profile.hpp"

#include <algorithm>
#include <cmath>

namespace echolance {
namespace {

constexpr double kStep_mm = SurfaceProfile::kStep_mm;
constexpr double kJoined_mm = 1.3;     // neighbouring bone points that are one surface
constexpr int kLongestGap = 2;         // columns
constexpr double kWallDrop_mm = 2.0;   // from one column to the next: 76 deg
constexpr double kPieceWall_mm = 1.2;  // 67 deg: steeper flanks part two pieces
constexpr double kCapReach_mm = 5.0;
constexpr double kMound_mm = 5.0;
constexpr double kConfidenceReach_mm = 4.0;
constexpr double kFarthest_mm = 40.0;
constexpr double kPlateauWithin_mm = 20.0;
constexpr double kPlateau_mm = 6.0;
constexpr double kPlateauDrop_mm = 2.0;
constexpr double kPlateauRise_mm = 3.5;
constexpr double kShortestPiece_mm = 2.0;

int steps(double length_mm) {
  return static_cast<int>(std::lround(length_mm / kStep_mm));
}

}  // namespace

double SurfacePiece::width_mm() const {
  return (end - begin) * kStep_mm;
}

double SurfacePiece::middle_mm() const {
  return 0.5 * (begin + end - 1) * kStep_mm;
}

void SurfaceProfile::build(const BoneSurface& bone, const ImageRegion& region,
                           const PixelSpacing& spacing) {
  region_ = region;
  spacing_ = spacing;
  const auto count = static_cast<std::size_t>(
      std::max(0, steps(region.bounds_px.width * spacing.x_mm_per_px)) + 1);
  raw_mm_.assign(count, 0.0);
  depth_mm_.assign(count, 0.0);
  confidence_.assign(count, 0.0);
  known_.assign(count, 0);
  fill(bone);
  analyse();
}

void SurfaceProfile::analyse() {
  smooth();
  find_pieces();
  find_caps();
  find_mounds();
}

void SurfaceProfile::put(double x_mm, double y_mm, double confidence) {
  const int column = column_of(x_mm);
  if (column >= 0 && column < columns()) add(column, y_mm, confidence);
}

void SurfaceProfile::add(int column, double depth_mm, double confidence) {
  const auto at = static_cast<std::size_t>(column);
  if (known_[at] != 0 && raw_mm_[at] <= depth_mm) return;
  known_[at] = 1;
  raw_mm_[at] = depth_mm;
  confidence_[at] = confidence;
}

void SurfaceProfile::fill(const BoneSurface& bone) {
  Eigen::Vector2d before = Eigen::Vector2d::Zero();
  bool first = true;
  for (const auto& point : bone.points) {
    const Eigen::Vector2d here = region_.to_image(point.position, spacing_).mm.head<2>();
    put(here.x(), here.y(), point.confidence);
    if (!first && (here - before).norm() < kJoined_mm) {
      const int between = static_cast<int>(std::abs(here.x() - before.x()) / (0.5 * kStep_mm));
      for (int i = 1; i <= between; ++i) {
        const Eigen::Vector2d at = before + (here - before) * (i / (between + 1.0));
        put(at.x(), at.y(), point.confidence);
      }
    }
    before = here;
    first = false;
  }
}

// Mean of three columns, over known ones that are not across a wall.
void SurfaceProfile::smooth() {
  for (int column = 0; column < columns(); ++column) {
    if (!has(column)) continue;
    const double middle = raw_mm_[static_cast<std::size_t>(column)];
    double sum = middle, count = 1.0;
    for (const int beside : {column - 1, column + 1}) {
      if (!has(beside)) continue;
      const double value = raw_mm_[static_cast<std::size_t>(beside)];
      if (std::abs(value - middle) > kWallDrop_mm) continue;
      sum += value;
      count += 1.0;
    }
    depth_mm_[static_cast<std::size_t>(column)] = sum / count;
  }
}

SurfacePiece SurfaceProfile::piece_of(int begin, int end) const {
  SurfacePiece piece{begin, end, begin, depth_mm(begin), 0.0, depth_mm(begin), 0.0};
  int known = 0;
  for (int column = begin; column < end; ++column) {
    if (!has(column)) continue;
    ++known;
    piece.mean_mm += depth_mm(column);
    piece.confidence += confidence(column);
    piece.bottom_mm = std::max(piece.bottom_mm, depth_mm(column));
    if (depth_mm(column) < piece.top_mm) {
      piece.top_mm = depth_mm(column);
      piece.top = column;
    }
  }
  piece.mean_mm /= known;
  piece.confidence /= known;
  return piece;
}

void SurfaceProfile::find_pieces() {
  pieces_.clear();
  int begin = -1, last = -1;
  const auto finish = [&] {
    if (begin < 0 || (last + 1 - begin) * kStep_mm < kShortestPiece_mm) return;
    pieces_.push_back(piece_of(begin, last + 1));
  };
  for (int column = 0; column < columns(); ++column) {
    if (!has(column)) continue;
    const int away = column - last;
    const bool joined = begin >= 0 && away <= kLongestGap + 1 &&
                        std::abs(depth_mm(column) - depth_mm(last)) <= kPieceWall_mm * away;
    if (!joined) {
      finish();
      begin = column;
    }
    last = column;
  }
  finish();
}

void SurfaceProfile::find_mounds() {
  mounds_.clear();
  const auto end_of = [&](int top, int direction) {
    int last = top;
    for (int column = top; std::abs(column - last) <= kLongestGap + 1; column += direction) {
      if (column < 0 || column >= columns()) break;
      if (!has(column)) continue;
      if (depth_mm(column) - depth_mm(top) > kMound_mm) break;
      last = column;
    }
    return last;
  };
  for (const auto& cap : caps_) {
    const SurfacePiece mound = piece_of(end_of(cap.top, -1), end_of(cap.top, 1) + 1);
    if (!mounds_.empty() && mound.begin < mounds_.back().end) {
      if (mound.top_mm < mounds_.back().top_mm) mounds_.back() = mound;
      continue;
    }
    mounds_.push_back(mound);
  }
}

bool SurfaceProfile::is_cap(int column) const {
  if (!has(column)) return false;
  const int reach = steps(kCapReach_mm);
  for (int beside = column - reach; beside <= column + reach; ++beside) {
    if (!has(beside) || beside == column) continue;
    const double rise = depth_mm(column) - depth_mm(beside);
    if (rise > 0.0 || (rise == 0.0 && beside < column)) return false;
  }
  return true;
}

void SurfaceProfile::find_caps() {
  caps_.clear();
  const int reach = steps(kConfidenceReach_mm);
  for (int column = 0; column < columns(); ++column) {
    if (!is_cap(column)) continue;
    SurfaceCap cap;
    cap.top = column;
    cap.depth_mm = depth_mm(column);
    cap.beam_mm = beam_depth_mm(x_mm(column), cap.depth_mm);
    int known = 0;
    for (int beside = column - reach; beside <= column + reach; ++beside) {
      if (!has(beside)) continue;
      cap.confidence += confidence(beside);
      ++known;
    }
    cap.confidence /= known;
    cap.left = walk(column, -1);
    cap.right = walk(column, 1);
    caps_.push_back(cap);
  }
}

CapFlank SurfaceProfile::walk(int top, int direction) const {
  CapFlank flank;
  flank.end = FlankEnd::kFar;
  int last = top;
  const auto width_to = [&](int column) { return std::abs(column - top) * kStep_mm; };
  bool wide_2mm = false, wide_4mm = false;
  for (int step = 1; step <= steps(kFarthest_mm); ++step) {
    const int column = top + direction * step;
    const int away = std::abs(column - last);
    if (away > kLongestGap + 1 || column < 0 || column >= columns()) {
      const double ahead_mm = x_mm(last + direction * (kLongestGap + 2));
      flank.end = inside(ahead_mm, depth_mm(last)) ? FlankEnd::kGap : FlankEnd::kPictureEdge;
      break;
    }
    if (!has(column)) continue;
    if (depth_mm(column) - depth_mm(last) > kWallDrop_mm * away) {
      flank.end = FlankEnd::kWall;
      break;
    }
    last = column;
    const double fall = depth_mm(column) - depth_mm(top);
    flank.fall_mm = std::max(flank.fall_mm, fall);
    if (!wide_2mm) flank.half_width_2mm = width_to(column);
    if (!wide_4mm) flank.half_width_4mm = width_to(column);
    wide_2mm = wide_2mm || fall > 2.0;
    wide_4mm = wide_4mm || fall > 4.0;
  }
  flank.reach_mm = width_to(last);
  find_plateau(top, direction, flank);
  return flank;
}

void SurfaceProfile::find_plateau(int top, int direction, CapFlank& flank) const {
  const int length = steps(kPlateau_mm);
  for (int start = steps(2.0); start < steps(kPlateauWithin_mm); ++start) {
    int known = 0;
    double least = 1e9, most = -1e9, sum = 0.0, sure = 0.0;
    for (int i = 0; i < length; ++i) {
      const int column = top + direction * (start + i);
      if (!has(column)) continue;
      const double drop = depth_mm(column) - depth_mm(top);
      ++known;
      least = std::min(least, drop);
      most = std::max(most, drop);
      sum += drop;
      sure += confidence(column);
    }
    if (known < 0.7 * length || least < kPlateauDrop_mm || most - least > kPlateauRise_mm) continue;
    flank.plateau_drop_mm = sum / known;
    flank.plateau_begin_mm = start * kStep_mm;
    flank.plateau_confidence = sure / known;
    return;
  }
}

bool SurfaceProfile::inside(double x_mm, double y_mm) const {
  const int x = static_cast<int>(std::lround(x_mm / spacing_.x_mm_per_px));
  const int y = static_cast<int>(std::lround(y_mm / spacing_.y_mm_per_px));
  if (x < 0 || y < 0 || x >= region_.bounds_px.width || y >= region_.bounds_px.height) return false;
  return region_.mask.empty() || region_.mask.at<std::uint8_t>(y, x) != 0;
}

double SurfaceProfile::beam_depth_mm(double x_mm, double y_mm) const {
  if (!region_.fan) return y_mm;
  const PixelPoint px = pixel(x_mm, y_mm);
  const double radius_px =
      std::hypot(px.x_px - region_.fan->apex.x_px, px.y_px - region_.fan->apex.y_px);
  return (radius_px - region_.fan->inner_radius_px) * spacing_.mean_mm_per_px();
}

Eigen::Vector2d SurfaceProfile::half_way_mm(double x_mm, double y_mm) const {
  if (!region_.fan) return {x_mm, 0.5 * y_mm};
  const Eigen::Vector2d apex_mm(
      (region_.fan->apex.x_px - region_.bounds_px.x) * spacing_.x_mm_per_px,
      (region_.fan->apex.y_px - region_.bounds_px.y) * spacing_.y_mm_per_px);
  const Eigen::Vector2d beam_mm = Eigen::Vector2d(x_mm, y_mm) - apex_mm;
  const double part = 1.0 - 0.5 * beam_depth_mm(x_mm, y_mm) / std::max(beam_mm.norm(), 1.0);
  return apex_mm + part * beam_mm;
}

double SurfaceProfile::beam_fall_mm(double x_mm, double y_mm, int direction) const {
  constexpr double kVertical_mm = 1e3;
  if (!region_.fan) return kVertical_mm;
  const PixelPoint px = pixel(x_mm, y_mm);
  const double across_mm = (px.x_px - region_.fan->apex.x_px) * spacing_.x_mm_per_px * direction;
  const double down_mm = (px.y_px - region_.fan->apex.y_px) * spacing_.y_mm_per_px;
  if (across_mm < 1.0) return kVertical_mm;
  return kStep_mm * down_mm / across_mm;
}

PixelPoint SurfaceProfile::pixel(double x_mm, double y_mm) const {
  return {region_.bounds_px.x + x_mm / spacing_.x_mm_per_px,
          region_.bounds_px.y + y_mm / spacing_.y_mm_per_px};
}

}  // namespace echolance
