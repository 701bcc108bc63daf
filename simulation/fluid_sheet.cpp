// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/fluid_sheet.hpp"

#include <algorithm>
#include <cmath>
#include <queue>

#include "simulation/ray_walk.hpp"
#include "simulation/seeded_variation.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kCell_mm = 1.0;
constexpr int kMiddle = static_cast<int>(FluidSheet::kReach_mm / kCell_mm);
constexpr int kSide = 2 * kMiddle + 1;
constexpr double kBoneNear_mm = 6.0;
constexpr double kStep_mm = 0.25;
constexpr double kSteepest = 0.8;   // of the plane, against the inlet's
constexpr double kFollow_mm = 1.5;  // a border so near is the plane
constexpr double kMostRoom_mm = 14.0;
constexpr double kBeyondEdge = 0.1;  // slope of the plane where the bone under it has ended
constexpr double kGap_mm = 0.2;      // of the plane over bone: a sheet, not a touch
constexpr double kLift_mm = 22.0;    // tissue so far off the fluid has not moved
constexpr double kMostLifted = 0.4;  // of what lies between the plane and the skin
constexpr int kLevels = 32;
constexpr int kFreeSteps = 12;  // a tip in the bone's shell is as good as on it
// How thick fluid lies: times the cube root of its millilitres [U].
constexpr double kThickOnBone = 3.4, kThickInPlane = 3.1, kThickInFat = 4.0;
// Ways cost more across the body, in tissue without a plane, and in tight tissue [U].
constexpr double kAcross = 1.35, kNoPlane = 1.6, kTight = 2.5;
constexpr double kUneven = 0.9, kUnevenSize_mm = 8.0;

std::size_t slot(int column, int row) {
  return static_cast<std::size_t>(row * kSide + column);
}

bool is_tight(Tissue tissue) {
  return tissue == Tissue::kLigament || tissue == Tissue::kFascia || tissue == Tissue::kDisc ||
         tissue == Tissue::kCartilage;
}

bool is_fat(Tissue tissue) {
  return tissue == Tissue::kFat || tissue == Tissue::kEpiduralFat;
}

bool is_end(Tissue tissue) {
  return is_bone(tissue) || tissue == Tissue::kSkin || tissue == Tissue::kOutside;
}

// Way to the first end of tissue along a direction, or kMostRoom_mm. Ligaments do not lift.
double room_along(const TissueVolume& volume, const Vector3d& from, const Vector3d& way) {
  const bool inside = volume.at(from).tissue == Tissue::kLigament;
  for (double s = 0.5; s < kMostRoom_mm; s += 0.5) {
    const Tissue tissue = volume.at(from + s * way).tissue;
    const bool stiff = is_bone(tissue) || (!inside && tissue == Tissue::kLigament);
    if (stiff) return s - 0.5;
    if (is_end(tissue)) return kMostLifted * s;
  }
  return kMostRoom_mm;
}

// Nearest bone round a place by its margins; far where none is near.
double bone_near_mm(const TissueVolume& volume, const Vector3d& at, Vector3d& out) {
  for (double s = 0.0; s <= kBoneNear_mm; s += kStep_mm) {
    for (const auto& way :
         {Vector3d(0.0, -1.0, 0.0), Vector3d(-0.6, -0.8, 0.0), Vector3d(0.6, -0.8, 0.0),
          Vector3d(0.0, -0.8, 0.6), Vector3d(0.0, -0.8, -0.6)}) {
      if (!is_bone(volume.at(at + s * way).tissue)) continue;
      out = volume.border_normal(at + s * way);
      return s;
    }
  }
  return 1e6;
}

}  // namespace

// Dijkstra's way over the plane's cells; the height of each follows from its neighbour's.
struct FluidSheet::Filling {
  struct Step {
    double cost;
    int column, row;
    double height_mm;
    bool operator>(const Step& other) const {
      return cost != other.cost ? cost > other.cost
                                : slot(column, row) > slot(other.column, other.row);
    }
  };
  std::priority_queue<Step, std::vector<Step>, std::greater<>> front;
  std::vector<char> done = std::vector<char>(static_cast<std::size_t>(kSide * kSide), 0);

  // The plane near a height; false where bone or skin fills the place.
  static bool settle(const TissueVolume& volume, const FluidSheet& sheet, Step& step,
                     double& resistance) {
    const auto at = [&](double height) {
      return volume.at(sheet.place_mm(step.column, step.row, height));
    };
    const double most = kSteepest * kCell_mm + 1e-6;
    double height = step.height_mm;
    TissueAt here = at(height);
    while (is_bone(here.tissue)) {
      height += kStep_mm;
      if (height - step.height_mm > most + kStep_mm) return false;
      here = at(height);
    }
    if (is_end(here.tissue)) return false;
    if (sheet.in_canal_ && here.tissue == Tissue::kLigament) return false;
    resistance = is_tight(here.tissue) ? kTight : 1.0;
    if (sheet.on_bone_) {
      double down = 0.0;
      while (down < most && !is_bone(at(height - down - kStep_mm).tissue)) down += kStep_mm;
      // Beyond the bone's edge it goes on in the plane.
      step.height_mm = height + (down < most ? kGap_mm - down : -kBeyondEdge * kCell_mm);
      return true;
    }
    if (here.margin_mm > kFollow_mm) {
      resistance *= kNoPlane;
    } else {
      const Vector3d place = sheet.place_mm(step.column, step.row, height);
      const double lean = volume.border_normal(place).dot(sheet.up_);
      height += std::clamp(lean * here.margin_mm, -most, most);
    }
    step.height_mm = height;
    return true;
  }
};

FluidSheet::FluidSheet(const TissueVolume& volume, const Vector3d& from_mm, double most_ml,
                       std::uint32_t seed)
    : from_mm_(from_mm), cells_(static_cast<std::size_t>(kSide * kSide)) {
  choose_plane(volume);
  spread(volume, seed);
  smooth();
  make_levels(most_ml);
}

void FluidSheet::choose_plane(const TissueVolume& volume) {
  Vector3d out = Vector3d::UnitY();
  on_bone_ = bone_near_mm(volume, from_mm_, out) < kBoneNear_mm;
  const TissueAt here = volume.at(from_mm_);
  in_canal_ = here.tissue == Tissue::kEpiduralFat;
  if (on_bone_) {
    up_ = out;
  } else if (here.margin_mm < 3.0F * static_cast<float>(kFollow_mm)) {
    up_ = volume.border_normal(from_mm_);
  }
  if (up_.y() < 0.0) up_ = -up_;
  // Planes of the back lie along the skin; the bone under the tip may be a corner.
  up_ = (up_ + Vector3d::UnitY()).normalized();
  for (int i = 0; i < kFreeSteps && is_end(volume.at(from_mm_).tissue); ++i) {
    from_mm_ += kStep_mm * up_;
  }
  thick_per_root_ml_ = on_bone_ ? kThickOnBone : is_fat(here.tissue) ? kThickInFat : kThickInPlane;
  along_ = (Vector3d::UnitZ() - up_.z() * up_).normalized();
  across_ = up_.cross(along_).normalized();
}

Vector3d FluidSheet::place_mm(int column, int row, double height_mm) const {
  return from_mm_ + kCell_mm * ((column - kMiddle) * across_ + (row - kMiddle) * along_) +
         height_mm * up_;
}

void FluidSheet::spread(const TissueVolume& volume, std::uint32_t seed) {
  Filling filling;
  filling.front.push({0.0, kMiddle, kMiddle, 0.0});
  while (!filling.front.empty()) {
    auto step = filling.front.top();
    filling.front.pop();
    const std::size_t here = slot(step.column, step.row);
    if (filling.done[here] != 0) continue;
    filling.done[here] = 1;
    double resistance = 1.0;
    if (!Filling::settle(volume, *this, step, resistance)) continue;
    Cell& cell = cells_[here];
    const Vector3d place = place_mm(step.column, step.row, step.height_mm);
    cell.height_mm = static_cast<float>(step.height_mm);
    cell.room_mm = static_cast<float>(room_along(volume, place, up_));
    if (cell.room_mm < 0.4F) continue;
    cell.area_mm2 = static_cast<float>(kCell_mm * kCell_mm * static_cast<double>(filled_.size()));
    filled_.push_back(cell);
    const double uneven = std::exp(kUneven * smooth_noise(place / kUnevenSize_mm, seed));
    for (int dv = -1; dv <= 1; ++dv) {
      for (int du = -1; du <= 1; ++du) {
        const int column = step.column + du, row = step.row + dv;
        // The outermost cells stay dry, so that the outline closes.
        if (column < 1 || row < 1 || column > kSide - 2 || row > kSide - 2) continue;
        if (filling.done[slot(column, row)] != 0) continue;
        const double way = std::hypot(kAcross * du, dv) * uneven * resistance;
        filling.front.push({step.cost + way, column, row, step.height_mm});
      }
    }
  }
}

// Steps of cells would show as steps of the outline.
void FluidSheet::smooth() {
  for (int round = 0; round < 2; ++round) {
    const std::vector<Cell> before = cells_;
    for (int row = 1; row + 1 < kSide; ++row) {
      for (int column = 1; column + 1 < kSide; ++column) {
        Cell& cell = cells_[slot(column, row)];
        if (cell.area_mm2 > 1e5F) continue;
        float height = 0.0F, area = 0.0F, count = 0.0F;
        for (int k = 0; k < 9; ++k) {
          const Cell& other = before[slot(column + k % 3 - 1, row + k / 3 - 1)];
          if (other.area_mm2 > 1e5F) continue;
          height += other.height_mm;
          area += other.area_mm2;
          count += 1.0F;
        }
        cell.height_mm = height / count;
        cell.area_mm2 = area / count;
      }
    }
  }
  filled_.clear();
  for (const auto& cell : cells_) {
    if (cell.area_mm2 < 1e5F) filled_.push_back(cell);
  }
  std::sort(filled_.begin(), filled_.end(),
            [](const Cell& a, const Cell& b) { return a.area_mm2 < b.area_mm2; });
}

double FluidSheet::thickness_mm(const Cell& cell, const Level& level) {
  const double part = std::max(1.0 - double{cell.area_mm2} / level.area_mm2, -1.0);
  if (part < 0.0) return -level.thick_mm * std::sqrt(-part);
  return std::min(level.thick_mm * std::sqrt(part), double{cell.room_mm});
}

double FluidSheet::volume_ml(const Level& level) const {
  double sum = 0.0;
  for (const auto& cell : filled_) {
    if (cell.area_mm2 >= level.area_mm2) break;
    sum += thickness_mm(cell, level);
  }
  return 1e-3 * kCell_mm * kCell_mm * sum;
}

double FluidSheet::volume_within_ml(const Level& level, const Eigen::AlignedBox3d& box_mm) const {
  double sum = 0.0;
  for (int row = 0; row < kSide; ++row) {
    for (int column = 0; column < kSide; ++column) {
      const Cell& cell = cells_[slot(column, row)];
      if (cell.area_mm2 >= level.area_mm2) continue;
      if (!box_mm.contains(place_mm(column, row, cell.height_mm))) continue;
      sum += thickness_mm(cell, level);
    }
  }
  return 1e-3 * kCell_mm * kCell_mm * sum;
}

void FluidSheet::make_levels(double most_ml) {
  most_ml_ = most_ml;
  for (int i = 1; i <= kLevels; ++i) {
    const double wanted_ml = most_ml * i / kLevels;
    Level level{thick_per_root_ml_ * std::cbrt(wanted_ml), 0.0};
    double low = 0.0, high = kCell_mm * kCell_mm * static_cast<double>(filled_.size());
    for (int k = 0; k < 30; ++k) {
      level.area_mm2 = 0.5 * (low + high);
      (volume_ml(level) < wanted_ml ? low : high) = level.area_mm2;
    }
    levels_.push_back(level);
  }
}

FluidSheet::Level FluidSheet::level(double volume_ml) const {
  if (volume_ml <= 0.0 || filled_.empty() || most_ml_ <= 0.0) return {};
  const double volume = std::min(volume_ml, most_ml_);
  const double at = std::clamp(volume / most_ml_ * kLevels - 1.0, 0.0, kLevels - 1.0);
  const auto i = static_cast<std::size_t>(std::min(at, kLevels - 2.0));
  const double u = at - static_cast<double>(i);
  // Areas grow about with the power 2/3: between the steps what remains is nearly straight.
  const auto straight = [&](std::size_t k) {
    return levels_[k].area_mm2 / std::pow(static_cast<double>(k + 1), 2.0 / 3.0);
  };
  const double share = (1.0 - u) * straight(i) + u * straight(i + 1);
  return {thick_per_root_ml_ * std::cbrt(volume),
          share * std::pow(volume / most_ml_ * kLevels, 2.0 / 3.0)};
}

FluidSheet::Here FluidSheet::look(const Vector3d& now_mm) const {
  const Vector3d off = now_mm - from_mm_;
  const double u = std::clamp(off.dot(across_) / kCell_mm + kMiddle, 0.0, kSide - 1.001);
  const double v = std::clamp(off.dot(along_) / kCell_mm + kMiddle, 0.0, kSide - 1.001);
  const int column = static_cast<int>(u), row = static_cast<int>(v);
  const auto a = static_cast<float>(u - column), b = static_cast<float>(v - row);
  const Cell* low = &cells_[slot(column, row)];
  const Cell* high = low + kSide;
  const auto mix = [&](float Cell::*of) {
    return (1.0F - b) * ((1.0F - a) * low[0].*of + a * low[1].*of) +
           b * ((1.0F - a) * high[0].*of + a * high[1].*of);
  };
  const Cell cell{mix(&Cell::height_mm), mix(&Cell::area_mm2), mix(&Cell::room_mm)};
  return {cell, off.dot(up_) - double{cell.height_mm}};
}

double FluidSheet::distance(const Vector3d& now_mm, const Level& level) const {
  if (level.area_mm2 <= 0.0) return 1e6;
  const Here here = look(now_mm);
  const double thick = thickness_mm(here.cell, level);
  const double middle = on_bone_ ? 0.5 * thick : 0.0;
  return std::abs(here.above_mm - middle) - 0.5 * thick;
}

Vector3d FluidSheet::to_rest(const Vector3d& now_mm, const Level& level) const {
  // In the canal the fluid takes the fat's place; its walls stay.
  if (level.area_mm2 <= 0.0 || in_canal_) return Vector3d::Zero();
  const Here here = look(now_mm);
  const double thick = thickness_mm(here.cell, level);
  if (thick <= 0.0) return Vector3d::Zero();
  const double side = here.above_mm < 0.0 ? -1.0 : 1.0;
  const double lift = on_bone_ ? (side > 0.0 ? thick : 0.0) : 0.5 * thick;
  const double off = std::abs(here.above_mm);
  if (off < lift) return -here.above_mm * up_;
  // The skin stays on the probe.
  const double reach = std::min(kLift_mm, double{here.cell.room_mm} / kMostLifted - lift);
  const double fade = std::clamp(1.0 - (off - lift) / std::max(reach, 1.0), 0.0, 1.0);
  return -side * lift * fade * up_;
}

}  // namespace echolance
