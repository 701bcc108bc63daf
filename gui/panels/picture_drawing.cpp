// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/panels/picture_drawing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "gui/panels/theme.hpp"
#include "gui/panels/widgets.hpp"
#include "gui/panels/words.hpp"

namespace echolance {
namespace {

using Eigen::Vector2d;

constexpr double kInPlane_mm = 3.0;
constexpr double kBoneGap = 0.025;  // of the ultrasound's width: farther points are not joined
constexpr float kMostRing_px = 600.0F;

PixelPoint fan_place(const FanGeometry& fan, double radius_px, double angle_rad) {
  return {fan.apex.x_px + radius_px * std::sin(angle_rad),
          fan.apex.y_px + radius_px * std::cos(angle_rad)};
}

bool inside(const ImageRegion& region, const PixelPoint& place) {
  const int x = static_cast<int>(std::lround(place.x_px)) - region.bounds_px.x;
  const int y = static_cast<int>(std::lround(place.y_px)) - region.bounds_px.y;
  if (x < 0 || y < 0 || x >= region.bounds_px.width || y >= region.bounds_px.height) return false;
  return region.mask.empty() || region.mask.at<std::uint8_t>(y, x) > 0;
}

}  // namespace

PixelBox box_px(const Box& box) {
  return {eigen(box.low()), eigen(box.high())};
}

std::string measure_words(const PixelPoint& from, const PixelPoint& to,
                          const std::optional<PixelSpacing>& spacing, const FrameReport* report) {
  const double length_px = (to.vector() - from.vector()).norm();
  if (!spacing) return fmt::format("{:.0f} px (pixel size not known)", length_px);
  const bool in_ultrasound = report == nullptr || !report->region ||
                             (inside(*report->region, from) && inside(*report->region, to));
  if (!in_ultrasound) return fmt::format("{:.0f} px (outside the ultrasound)", length_px);
  return mm_words(length_mm(from, to, *spacing));
}

void PictureDrawing::texture(const PictureTexture& texture) {
  if (texture.id == 0) return;
  const PixelBox whole = whole_picture(texture.width_px, texture.height_px);
  const auto id = reinterpret_cast<ImTextureID>(static_cast<std::uintptr_t>(texture.id));
  list_.AddImage(id, at({whole.low.x(), whole.low.y()}), at({whole.high.x(), whole.high.y()}));
}

void PictureDrawing::report(const FrameReport& report) {
  if (report.region) region(*report.region);
  const double width_px = report.region ? report.region->bounds_px.width : 400.0;
  bone(report.bone, std::max(3.0, kBoneGap * width_px));
  landmarks(report);
  if (report.plan && report.plan->in_picture) plan(*report.plan->in_picture);
  needle(report.needle);
}

void PictureDrawing::region(const ImageRegion& region) {
  const ImU32 ink = faded(colour::kMuted, 0.45);
  if (region.kind == RegionKind::kFan && region.fan) {
    fan(*region.fan);
    return;
  }
  if (region.kind == RegionKind::kTrapezoid && region.trapezoid) {
    const TrapezoidGeometry& shape = *region.trapezoid;
    list_.AddQuad(at(shape.top_left), at(shape.top_right), at(shape.bottom_right),
                  at(shape.bottom_left), ink, px(1));
    return;
  }
  const auto& bounds = region.bounds_px;
  list_.AddRect(at({bounds.x - 0.5, bounds.y - 0.5}),
                at({bounds.x + bounds.width - 0.5, bounds.y + bounds.height - 0.5}), ink, 0.0F, 0,
                px(1));
}

void PictureDrawing::fan(const FanGeometry& fan) {
  constexpr int kSteps = 48;
  for (int i = 0; i <= kSteps; ++i) {
    const double angle = fan.half_angle_rad * (2.0 * i / kSteps - 1.0);
    list_.PathLineTo(at(fan_place(fan, fan.inner_radius_px, angle)));
  }
  for (int i = kSteps; i >= 0; --i) {
    const double angle = fan.half_angle_rad * (2.0 * i / kSteps - 1.0);
    list_.PathLineTo(at(fan_place(fan, fan.outer_radius_px, angle)));
  }
  list_.PathStroke(faded(colour::kMuted, 0.45), ImDrawFlags_Closed, px(1));
}

void PictureDrawing::bone(const BoneSurface& bone, double most_gap_px) {
  for (std::size_t i = 1; i < bone.points.size(); ++i) {
    const BonePoint& a = bone.points[i - 1];
    const BonePoint& b = bone.points[i];
    if ((a.position.vector() - b.position.vector()).norm() > most_gap_px) continue;
    const double sure = std::clamp(std::min(a.confidence, b.confidence), 0.0, 1.0);
    list_.AddLine(at(a.position), at(b.position), faded(colour::kBone, 0.15 + 0.75 * sure),
                  px(1.6));
  }
}

// The nearest height at which no other label is.
float PictureDrawing::free_y(const Box& label) const {
  const float step = label.height + px(3);
  for (const float shift : {0.0F, 1.0F, -1.0F, 2.0F, -2.0F, 3.0F, -3.0F}) {
    const float y = label.y + shift * step;
    const bool taken = std::any_of(labels_.begin(), labels_.end(), [&](const Box& other) {
      return label.x < other.x + other.width && other.x < label.x + label.width &&
             y < other.y + other.height && other.y < y + label.height;
    });
    if (!taken) return y;
  }
  return label.y;
}

// Names are moved where they would leave the picture or hide another.
void PictureDrawing::label_beside(const ImVec2& place, float away_px, std::string_view words,
                                  ImU32 colour) {
  const ImVec2 size = text_size(words, FontRole::kSmall);
  float x = place.x + away_px + px(6);
  if (x + size.x > area_.x + area_.width - px(6)) x = place.x - away_px - px(6) - size.x;
  const float y = std::clamp(place.y - 0.5F * size.y, area_.y + px(4),
                             std::max(area_.y + px(4), area_.y + area_.height - size.y - px(4)));
  const Box box{x, free_y({x, y, size.x, size.y}), size.x, size.y};
  labels_.push_back(box);
  draw_label(list_, box.low(), words, colour);
}

void PictureDrawing::landmarks(const FrameReport& report) {
  for (const auto& landmark : report.landmarks.landmarks) {
    if (!landmark.position || landmark.kind == LandmarkKind::kSkin) continue;
    const bool claimed = landmark.confidence >= kLandmarkClaim;
    const ImU32 ink = faded(colour::kLandmark, claimed ? 1.0 : 0.4);
    const ImVec2 place = at(*landmark.position);
    float radius = px(5);
    if (report.spacing) {
      const double one_mm = mapping_.scale() / report.spacing->mean_mm_per_px();
      radius = std::clamp(static_cast<float>(landmark.std_mm * one_mm), px(3), kMostRing_px);
    }
    list_.AddCircle(place, radius, ink, 0, px(1.4));
    list_.AddCircleFilled(place, px(2), ink);
    std::string words = fmt::format("{} {:.2f}", landmark_words(landmark), landmark.confidence);
    if (!claimed) words += " ?";
    label_beside(place, std::min(radius, px(40)), words,
                 faded(colour::kLandmark, claimed ? 1.0 : 0.6));
  }
  for (const auto& level : report.landmarks.levels) {
    const ImVec2 place = at(level.position);
    draw_label(list_, {place.x - px(10), place.y - px(24)},
               fmt::format("L{} {:.2f}", level.lumbar_level, level.confidence), colour::kLandmark);
  }
}

void PictureDrawing::plan(const PlanInPicture& plan) {
  const bool in_plane = std::abs(plan.end_off_plane_mm) <= kInPlane_mm &&
                        std::abs(plan.entry_off_plane_mm) <= kInPlane_mm;
  const ImU32 ink = faded(colour::kPlan, in_plane ? 0.95 : 0.4);
  list_.AddLine(at(plan.entry), at(plan.end), ink, px(1.4));
  const float radius =
      std::clamp(static_cast<float>(plan.tolerance_px * mapping_.scale()), px(4), kMostRing_px);
  list_.AddCircle(at(plan.end), radius, ink, 0, px(1.6));
  list_.AddCircleFilled(at(plan.end), px(2), ink);
}

void PictureDrawing::needle(const NeedleEstimate& needle) {
  if (!needle.line) return;
  if (needle.state == NeedleState::kSeen) seen_needle(needle);
  if (needle.state != NeedleState::kPredicted) return;
  const ImVec2 tip = at(needle.line->tip);
  dashed_line(list_, at(needle.line->shaft), tip, colour::kPredicted, px(2), px(8));
  list_.AddCircle(tip, px(6), colour::kPredicted, 0, px(1.6));
  label_beside(tip, px(8), fmt::format("predicted, {}", state_detail(needle)), colour::kPredicted);
}

// The tip's error is known along the shaft only: a bar of one standard deviation to either side.
void PictureDrawing::seen_needle(const NeedleEstimate& needle) {
  const ImVec2 tip = at(needle.line->tip);
  const ImVec2 shaft = at(needle.line->shaft);
  list_.AddLine(shaft, tip, IM_COL32(0, 0, 0, 140), px(3.6));
  list_.AddLine(shaft, tip, colour::kSeen, px(2));
  const float arm = px(8);
  list_.AddLine({tip.x - arm, tip.y}, {tip.x + arm, tip.y}, colour::kSeen, px(2));
  list_.AddLine({tip.x, tip.y - arm}, {tip.x, tip.y + arm}, colour::kSeen, px(2));
  Vector2d along = eigen(tip) - eigen(shaft);
  if (along.norm() < 1e-6) return;
  along.normalize();
  const double std = std::min(needle.tip_std_px * mapping_.scale(), double{kMostRing_px});
  const Vector2d across(-along.y(), along.x());
  const ImU32 ink = faded(colour::kSeen, 0.8);
  for (const double side : {-1.0, 1.0}) {
    const Vector2d end = eigen(tip) + side * std * along;
    list_.AddLine(im(end - double{px(6)} * across), im(end + double{px(6)} * across), ink, px(1.4));
  }
  list_.AddLine(tip, im(eigen(tip) + std * along), ink, px(1.2));
}

void PictureDrawing::state_corner(const NeedleEstimate& needle) {
  const StateLook look = look_of(needle.state);
  const std::string detail = state_detail(needle);
  const float icon = px(16);
  const ImVec2 words = text_size(look.word, FontRole::kStrong);
  const ImVec2 more = text_size(detail, FontRole::kSmall);
  const float width = std::max(icon + px(8) + words.x, more.x) + px(20);
  const float height = words.y + (detail.empty() ? 0.0F : more.y + px(2)) + px(14);
  // Needles come in from above: below, it hides none.
  const ImVec2 low(area_.x + px(8), area_.y + area_.height - px(8) - height);
  list_.AddRectFilled(low, {low.x + width, low.y + height}, IM_COL32(0, 0, 0, 175), px(5));
  list_.AddRectFilled(low, {low.x + px(3), low.y + height}, look.colour, px(2));
  draw_icon(list_, look.icon, {low.x + px(10) + 0.5F * icon, low.y + px(7) + 0.5F * words.y}, icon,
            look.colour);
  draw_text({low.x + px(18) + icon, low.y + px(7)}, look.word, look.colour, FontRole::kStrong);
  draw_text({low.x + px(10), low.y + px(9) + words.y}, detail, colour::kText, FontRole::kSmall);
}

void PictureDrawing::depth_scale(const FrameReport* report,
                                 const std::optional<PixelSpacing>& spacing) {
  if (!spacing || report == nullptr || !report->region) return;
  const auto& bounds = report->region->bounds_px;
  const float edge = at({bounds.x + bounds.width - 0.5, 0.0}).x + px(62);
  const float right = std::min(edge, area_.x + area_.width - px(6));
  const double top = bounds.y - 0.5;
  const int ticks = static_cast<int>(bounds.height * spacing->y_mm_per_px / 5.0);
  const double step_px = 5.0 / spacing->y_mm_per_px;
  const double step_on_screen = step_px * mapping_.scales().y();
  const int each = step_on_screen >= 24.0 ? 2 : 4;  // numbers every 10 or 20 mm
  const ImU32 ink = faded(colour::kText, 0.7);
  for (int i = 0; i <= ticks; ++i) {
    const float y = at({0.0, top + i * step_px}).y;
    if (y < area_.y + px(4) || y > area_.y + area_.height - px(4)) continue;
    const float length = i % 2 == 0 ? px(9) : px(5);
    list_.AddLine({right - length, y}, {right, y}, ink, px(1));
    if (i % each != 0 || i == 0) continue;
    const std::string words = fmt::format("{}{}", 5 * i, i == each ? " mm" : "");
    const ImVec2 size = text_size(words, FontRole::kSmall);
    draw_text({right - px(14) - size.x, y - 0.5F * size.y}, words, ink, FontRole::kSmall);
  }
}

void PictureDrawing::measure(const PixelPoint& from, const PixelPoint& to, std::string_view words) {
  const ImVec2 a = at(from);
  const ImVec2 b = at(to);
  list_.AddLine(a, b, IM_COL32(0, 0, 0, 160), px(3.6));
  list_.AddLine(a, b, colour::kText, px(1.6));
  for (const auto& end : {a, b}) list_.AddCircle(end, px(4), colour::kText, 0, px(1.6));
  if (!words.empty()) label_beside(b, px(6), words, colour::kText);
}

}  // namespace echolance
