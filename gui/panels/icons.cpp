// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/panels/icons.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <numbers>

namespace echolance {
namespace {

// Draws in a square from -1 to 1.
class IconPen {
 public:
  IconPen(ImDrawList& list, const ImVec2& centre, float size_px, ImU32 colour)
      : list_(list), centre_(centre), half_(0.5F * size_px), colour_(colour) {}

  [[nodiscard]] ImVec2 at(float x, float y) const {
    return {centre_.x + x * half_, centre_.y + y * half_};
  }
  [[nodiscard]] float stroke() const { return std::max(1.2F, 0.2F * half_); }

  void triangle(std::initializer_list<ImVec2> corners) {
    const auto* c = corners.begin();
    list_.AddTriangleFilled(at(c[0].x, c[0].y), at(c[1].x, c[1].y), at(c[2].x, c[2].y), colour_);
  }
  void bar(float left, float top, float right, float bottom) {
    list_.AddRectFilled(at(left, top), at(right, bottom), colour_, 0.1F * half_);
  }
  void lines(std::initializer_list<ImVec2> corners, ImDrawFlags flags = 0) {
    for (const auto& corner : corners) list_.PathLineTo(at(corner.x, corner.y));
    list_.PathStroke(colour_, flags, stroke());
  }
  void ring(float radius) { list_.AddCircle(centre_, radius * half_, colour_, 0, stroke()); }
  void dot(float x, float y, float radius) {
    list_.AddCircleFilled(at(x, y), radius * half_, colour_);
  }
  void arc(float radius, float from_rad, float to_rad) {
    list_.PathArcTo(centre_, radius * half_, from_rad, to_rad, 20);
    list_.PathStroke(colour_, 0, stroke());
  }
  void dashes(const ImVec2& from, const ImVec2& to) {
    dashed_line(list_, at(from.x, from.y), at(to.x, to.y), colour_, stroke(), 0.36F * half_);
  }

 private:
  ImDrawList& list_;
  ImVec2 centre_;
  float half_;
  ImU32 colour_;
};

void draw_transport(IconPen& pen, Icon icon) {
  switch (icon) {
    case Icon::kPlay:
      return pen.triangle({{-0.6F, -0.8F}, {0.85F, 0.0F}, {-0.6F, 0.8F}});
    case Icon::kPause:
      pen.bar(-0.65F, -0.75F, -0.15F, 0.75F);
      return pen.bar(0.15F, -0.75F, 0.65F, 0.75F);
    case Icon::kStepBack:
      pen.bar(0.35F, -0.65F, 0.6F, 0.65F);
      return pen.triangle({{0.2F, -0.65F}, {-0.75F, 0.0F}, {0.2F, 0.65F}});
    case Icon::kStepOn:
      pen.bar(-0.6F, -0.65F, -0.35F, 0.65F);
      return pen.triangle({{-0.2F, -0.65F}, {0.75F, 0.0F}, {-0.2F, 0.65F}});
    case Icon::kFirst:
      pen.bar(-0.8F, -0.65F, -0.55F, 0.65F);
      return pen.triangle({{0.6F, -0.65F}, {-0.45F, 0.0F}, {0.6F, 0.65F}});
    case Icon::kLast:
      pen.bar(0.55F, -0.65F, 0.8F, 0.65F);
      return pen.triangle({{-0.6F, -0.65F}, {0.45F, 0.0F}, {-0.6F, 0.65F}});
    case Icon::kEventBack:
      pen.lines({{0.75F, -0.6F}, {0.15F, 0.0F}, {0.75F, 0.6F}});
      return pen.lines({{-0.3F, -0.45F}, {-0.75F, 0.0F}, {-0.3F, 0.45F}, {0.1F, 0.0F}},
                       ImDrawFlags_Closed);
    case Icon::kEventOn:
      pen.lines({{-0.75F, -0.6F}, {-0.15F, 0.0F}, {-0.75F, 0.6F}});
      return pen.lines({{0.3F, -0.45F}, {0.75F, 0.0F}, {0.3F, 0.45F}, {-0.1F, 0.0F}},
                       ImDrawFlags_Closed);
    default:
      return;
  }
}

constexpr auto kPi = std::numbers::pi_v<float>;

void draw_turn(IconPen& pen, Icon icon) {
  switch (icon) {
    case Icon::kLoop:
      pen.arc(0.7F, -0.2F * kPi, 1.35F * kPi);
      return pen.triangle({{0.25F, -0.45F}, {0.95F, -0.45F}, {0.6F, 0.1F}});
    case Icon::kTurnLeft:
      pen.arc(0.65F, -0.95F * kPi, 0.4F * kPi);
      return pen.triangle({{-0.95F, -0.25F}, {-0.3F, -0.25F}, {-0.62F, 0.35F}});
    case Icon::kTurnRight:
      pen.arc(0.65F, 0.6F * kPi, 1.95F * kPi);
      return pen.triangle({{0.95F, -0.25F}, {0.3F, -0.25F}, {0.62F, 0.35F}});
    case Icon::kUp:
      return pen.lines({{-0.6F, 0.3F}, {0.0F, -0.4F}, {0.6F, 0.3F}});
    case Icon::kDown:
      return pen.lines({{-0.6F, -0.3F}, {0.0F, 0.4F}, {0.6F, -0.3F}});
    case Icon::kLeft:
      return pen.lines({{0.3F, -0.6F}, {-0.4F, 0.0F}, {0.3F, 0.6F}});
    case Icon::kRight:
      return pen.lines({{-0.3F, -0.6F}, {0.4F, 0.0F}, {-0.3F, 0.6F}});
    default:
      return;
  }
}

void draw_sign(IconPen& pen, Icon icon) {
  switch (icon) {
    case Icon::kWarning:
      pen.lines({{0.0F, -0.8F}, {0.9F, 0.75F}, {-0.9F, 0.75F}}, ImDrawFlags_Closed);
      pen.lines({{0.0F, -0.25F}, {0.0F, 0.25F}});
      return pen.dot(0.0F, 0.5F, 0.12F);
    case Icon::kError:
      pen.ring(0.85F);
      pen.lines({{-0.35F, -0.35F}, {0.35F, 0.35F}});
      return pen.lines({{0.35F, -0.35F}, {-0.35F, 0.35F}});
    case Icon::kInfo:
      pen.ring(0.85F);
      pen.lines({{0.0F, -0.1F}, {0.0F, 0.5F}});
      return pen.dot(0.0F, -0.42F, 0.12F);
    case Icon::kCheck:
      return pen.lines({{-0.7F, 0.05F}, {-0.2F, 0.55F}, {0.7F, -0.5F}});
    case Icon::kClose:
      pen.lines({{-0.5F, -0.5F}, {0.5F, 0.5F}});
      return pen.lines({{0.5F, -0.5F}, {-0.5F, 0.5F}});
    case Icon::kSeen:
      pen.lines({{-0.85F, -0.7F}, {0.4F, 0.45F}});
      return pen.dot(0.45F, 0.5F, 0.35F);
    case Icon::kPredicted:
      return pen.dashes({-0.9F, -0.8F}, {0.9F, 0.8F});
    case Icon::kNotSeen:
      pen.ring(0.75F);
      return pen.lines({{-0.55F, 0.55F}, {0.55F, -0.55F}});
    default:
      return;
  }
}

void draw_thing(IconPen& pen, Icon icon) {
  if (icon == Icon::kFolder) {
    pen.lines({{-0.85F, 0.65F},
               {-0.85F, -0.6F},
               {-0.25F, -0.6F},
               {-0.05F, -0.35F},
               {0.85F, -0.35F},
               {0.85F, 0.65F}},
              ImDrawFlags_Closed);
  }
  if (icon == Icon::kFile) {
    pen.lines({{-0.55F, -0.85F}, {0.2F, -0.85F}, {0.6F, -0.4F}, {0.6F, 0.85F}, {-0.55F, 0.85F}},
              ImDrawFlags_Closed);
  }
}

}  // namespace

void draw_icon(ImDrawList& list, Icon icon, const ImVec2& centre, float size_px, ImU32 colour) {
  IconPen pen(list, centre, size_px, colour);
  draw_transport(pen, icon);
  draw_turn(pen, icon);
  draw_sign(pen, icon);
  draw_thing(pen, icon);
}

void dashed_line(ImDrawList& list, const ImVec2& from, const ImVec2& to, ImU32 colour,
                 float width_px, float dash_px) {
  const ImVec2 way(to.x - from.x, to.y - from.y);
  const float length = std::hypot(way.x, way.y);
  if (length < 1e-3F || dash_px <= 0.0F) return;
  const int most = 2000;  // dashes; a line far beyond the window
  for (int i = 0; i < most; ++i) {
    const float start = 2.0F * dash_px * static_cast<float>(i);
    if (start >= length) return;
    const float a = start / length;
    const float b = std::min(start + dash_px, length) / length;
    list.AddLine({from.x + a * way.x, from.y + a * way.y}, {from.x + b * way.x, from.y + b * way.y},
                 colour, width_px);
  }
}

}  // namespace echolance
