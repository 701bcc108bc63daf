// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/benchmarks/phantom_cases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace echolance {

namespace {

constexpr double kShortestMarked_mm = 5.0;
constexpr double kDeepestTip_mm = 27.0;
constexpr double kRadPerDeg = std::numbers::pi / 180.0;

const char* name_of(EntrySide side) {
  return side == EntrySide::kLeft ? "left" : "right";
}

NeedleScript needle_at(double angle_deg, EntrySide side) {
  NeedleScript needle;
  needle.entry_side = side;
  needle.angle_rad = angle_deg * kRadPerDeg;
  needle.default_length_mm =
      std::min(needle.default_length_mm,
               (kDeepestTip_mm - needle.entry_depth_mm) / std::sin(needle.angle_rad));
  return needle;
}

class CaseList {
 public:
  PhantomOptions& add(const std::string& group, const std::string& name,
                      std::optional<NeedleScript> needle) {
    PhantomCase made{group, name, {}};
    made.options.seed = 100 + cases_.size();
    made.options.tissue_motion_px_per_frame = {0.08, 0.03};
    made.options.needle = std::move(needle);
    cases_.push_back(std::move(made));
    return cases_.back().options;
  }
  std::vector<PhantomCase> take() { return std::move(cases_); }

 private:
  std::vector<PhantomCase> cases_;
};

void add_angles(CaseList& list) {
  for (const double angle_deg : {5.0, 10.0, 20.0, 30.0, 45.0, 60.0, 70.0, 80.0}) {
    for (const auto side : {EntrySide::kLeft, EntrySide::kRight}) {
      const char* group = angle_deg < 15.0   ? "visible, 5 to 10 deg"
                          : angle_deg < 50.0 ? "visible, 20 to 45 deg"
                                             : "visible, 60 to 80 deg";
      list.add(group, fmt::format("{} deg from the {}", angle_deg, name_of(side)),
               needle_at(angle_deg, side));
    }
  }
}

void add_brightness(CaseList& list) {
  for (const double brightness_db : {12.0, 9.0, 6.0, 3.0}) {
    const char* group = brightness_db > 10.0  ? "visible, 12 dB"
                        : brightness_db > 4.0 ? "faint, 6 to 9 dB"
                                              : "hardly there, 3 dB";
    for (const double angle_deg : {15.0, 30.0, 50.0}) {
      auto needle = needle_at(angle_deg, angle_deg < 40.0 ? EntrySide::kRight : EntrySide::kLeft);
      needle.brightness_db = brightness_db;
      list.add(group, fmt::format("{} dB at {} deg", brightness_db, angle_deg), needle);
    }
  }
}

void add_shapes(CaseList& list) {
  for (const double radius_mm : {400.0, 200.0, -200.0, -400.0}) {
    auto needle = needle_at(25.0, radius_mm > 0.0 ? EntrySide::kRight : EntrySide::kLeft);
    needle.bend_radius_mm = radius_mm;
    list.add("slightly bent", fmt::format("radius {} mm", radius_mm), needle);
  }
  for (const double width_mm : {0.3, 0.9}) {
    auto needle = needle_at(30.0, EntrySide::kRight);
    needle.width_mm = width_mm;
    list.add("thin and thick", fmt::format("{} mm wide", width_mm), needle);
  }
}

void add_leaving(CaseList& list) {
  for (const double fraction : {1.0, 0.4}) {
    const char* group = fraction == 1.0 ? "leaves the plane" : "tip leaves the plane";
    for (const double angle_deg : {20.0, 40.0}) {
      auto needle = needle_at(angle_deg, EntrySide::kRight);
      needle.out_of_plane_first_frame = 45;
      needle.out_of_plane_last_frame = 60;
      needle.out_of_plane_fraction = fraction;
      list.add(group, fmt::format("{} of it, {} deg", fraction, angle_deg), needle);
    }
  }
}

void add_motion(CaseList& list) {
  for (const double motion_px : {0.5, 2.0}) {
    auto& options = list.add("probe slides", fmt::format("{} px per frame", motion_px),
                             needle_at(30.0, EntrySide::kRight));
    options.tissue_motion_px_per_frame = {motion_px, 0.0};
  }
  list.add("still tissue", "nothing but the needle moves", needle_at(30.0, EntrySide::kLeft))
      .tissue_motion_px_per_frame = {0.0, 0.0};
}

void add_absent(CaseList& list) {
  for (const double motion_px : {0.0, 0.1, 0.5, 2.0}) {
    for (const auto bone : {WithBone::kNo, WithBone::kYes}) {
      const char* bone_name = bone == WithBone::kYes ? "bone" : "no bone";
      auto& options =
          list.add("absent", fmt::format("{}, {} px per frame", bone_name, motion_px), {});
      options.tissue_motion_px_per_frame = {motion_px, 0.3 * motion_px};
      options.bone = bone;
    }
  }
}

void add_layer(CaseList& list, const char* name, const PhantomLayer& layer) {
  for (const double angle_deg : {4.0, 9.0}) {
    auto& options =
        list.add("absent, restless layer", fmt::format("{}, {} deg", name, angle_deg), {});
    options.layer = layer;
    options.layer->angle_rad = angle_deg * kRadPerDeg;
    options.layer->entry_side = angle_deg < 5.0 ? EntrySide::kLeft : EntrySide::kRight;
  }
}

void add_restless_layers(CaseList& list) {
  PhantomLayer layer;
  layer.down_mm_per_frame = 0.04;
  add_layer(list, "slides slowly", layer);
  layer.down_mm_per_frame = 0.15;
  add_layer(list, "slides fast", layer);
  layer.down_mm_per_frame = 0.02;
  layer.along_mm_per_frame = 0.3;
  add_layer(list, "slides along itself", layer);
  layer = {};
  layer.first_coming_frame = 20;
  layer.last_coming_frame = 24;
  add_layer(list, "comes at once", layer);
  layer.last_coming_frame = 50;
  add_layer(list, "comes slowly", layer);
  layer.front_width_mm = 20.0;
  add_layer(list, "comes from the side", layer);
  layer.front_width_mm = 8.0;
  layer.last_coming_frame = 70;
  add_layer(list, "comes from the side with a narrow front", layer);
}

}  // namespace

std::vector<PhantomCase> phantom_cases() {
  CaseList list;
  add_angles(list);
  add_brightness(list);
  add_shapes(list);
  add_leaving(list);
  add_motion(list);
  add_absent(list);
  add_restless_layers(list);
  return list.take();
}

FrameTruth phantom_truth(const Phantom& phantom, int index) {
  FrameTruth truth;
  truth.frame_index = index;
  truth.mm_per_px = phantom.options().mm_per_px;
  truth.needle = NeedleMark::kAbsent;
  const auto needle = phantom.needle_truth(index);
  if (!needle || !needle->visible) return truth;
  const double out_of_plane =
      needle->tip_visible ? 0.0 : phantom.options().needle->out_of_plane_fraction;
  const Eigen::Vector2d visible_px =
      (1.0 - out_of_plane) * (needle->tip.vector() - needle->shaft.vector());
  const bool long_enough = visible_px.norm() * *truth.mm_per_px >= kShortestMarked_mm;
  truth.needle = long_enough ? NeedleMark::kPresent : NeedleMark::kUnmarked;
  truth.shaft = {needle->shaft, PixelPoint{needle->shaft.x_px + visible_px.x(),
                                           needle->shaft.y_px + visible_px.y()}};
  if (needle->tip_visible) truth.clear_tip = needle->tip;
  return truth;
}

}  // namespace echolance
