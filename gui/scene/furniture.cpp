// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/scene/furniture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>

#include "core/notice.hpp"
#include "gui/scene/chosen_way.hpp"
#include "gui/scene/labels.hpp"
#include "gui/scene/legend.hpp"

namespace echolance {
namespace {

using Eigen::AlignedBox2d;
using Eigen::Vector2d;
using Boxes = std::vector<AlignedBox2d>;

constexpr double kMargin_px = 14.0, kLine_px = 19.0;
constexpr double kTitle_px = 16.0, kWords_px = 13.0, kSmall_px = 12.0;
constexpr double kArm_px = 38.0;
constexpr std::size_t kMostNotes = 3;
constexpr int kSmallHeight_px = 380;  // below: no legend

struct Page {
  Overlay& overlay;
  const SpaceSceneContent& content;
  const SceneCamera& camera;
  double scale = 1.0;
  double width_px = 0.0, height_px = 0.0;
  Boxes taken;
};

std::string view_name(const Page& page, const PictureWords& words) {
  const auto& axes = page.content.axes.words;
  const auto from = [&](std::size_t axis) {
    return axes[axis].empty() ? "View" : "From " + axes[axis];
  };
  std::string name;
  switch (words.view) {
    case SceneView::kPosterior:
      name = from(1);
      break;
    case SceneView::kLeft:
      name = from(0);
      break;
    case SceneView::kCranial:
      name = from(2);
      break;
    case SceneView::kOblique:
      name = "Oblique";
      break;
    case SceneView::kAlongNeedle:
      name = page.content.needle        ? "Along the needle"
             : chosen_way(page.content) ? "Along the planned way"
                                        : from(1);
      break;
  }
  return words.turned ? "Turned, started as: " + name : name;
}

std::string subject_of(const SpaceSceneContent& content) {
  if (content.plan) {
    std::string text = content.plan->procedure;
    std::replace(text.begin(), text.end(), '-', ' ');
    return text + (content.plan->side.empty() ? "" : ", " + content.plan->side);
  }
  if (content.needle) {
    return content.needle->state == NeedleState::kNotSeen ? "needle not seen" : "tracked needle";
  }
  return "";
}

void draw_title(Page& page, const PictureWords& words) {
  const double x = kMargin_px * page.scale;
  double y = (kMargin_px + 0.5 * kTitle_px) * page.scale;
  page.taken.push_back(page.overlay.text({x, y}, view_name(page, words), {kTitle_px}));
  const std::string subject = subject_of(page.content);
  if (!subject.empty()) {
    y += 1.1 * kLine_px * page.scale;
    page.taken.push_back(page.overlay.text({x, y}, subject, {kWords_px, look::kQuietText}));
  }
  if (page.height_px < kSmallHeight_px * page.scale) return;
  y += 1.7 * kLine_px * page.scale;
  page.taken.push_back(draw_legend(page.overlay, page.content, {x, y}));
}

// Arms towards the body's sides; those that point away from the eye are dimmed.
void draw_marker(Page& page) {
  const double arm = kArm_px * page.scale;
  const Vector2d centre(page.width_px - 2.9 * arm, 2.1 * arm);
  const SceneAxes& axes = page.content.axes;
  const std::array<Eigen::Vector3d, 3> ends = {axes.left, axes.posterior, axes.cranial};
  const AlignedBox2d place(centre - Vector2d(2.7 * arm, 1.75 * arm),
                           centre + Vector2d(2.7 * arm, 1.75 * arm));
  page.overlay.box(place, look::kGround, 0.7);
  for (std::size_t i = 0; i < 3; ++i) {
    if (axes.words[i].empty()) continue;
    const Vector2d way(ends[i].dot(page.camera.right()), -ends[i].dot(page.camera.up));
    const bool away = ends[i].dot(page.camera.direction) > 0.3;
    const look::Colour& colour = away ? look::kQuietText : look::kText;
    if (way.norm() < 0.2) continue;  // towards the eye or away: the title says so
    const Vector2d end = centre + arm * way;
    page.overlay.line(centre, end, away ? 1.5 : 2.5, colour);
    page.overlay.disc(end, away ? 2.5 : 3.5, colour);
    const Vector2d out = way.normalized();
    const TextSide side = out.x() < -0.45  ? TextSide::kRight
                          : out.x() > 0.45 ? TextSide::kLeft
                                           : TextSide::kMiddle;
    const Vector2d words = end + page.scale * Vector2d(9.0 * out.x(), 13.0 * out.y());
    page.overlay.text(words, axes.words[i], {kSmall_px, colour, side, 0.0});
  }
  page.taken.push_back(place);
}

void draw_scale_bar(Page& page) {
  const double mm_per_px =
      page.camera.mm_per_px(page.overlay.size().width_px, page.overlay.size().height_px);
  constexpr std::array kLengths_mm = {1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0};
  double length_mm = kLengths_mm.front();
  for (const double candidate_mm : kLengths_mm) {
    if (candidate_mm / mm_per_px < 0.16 * page.width_px) length_mm = candidate_mm;
  }
  const double right = page.width_px - kMargin_px * page.scale;
  const double y = page.height_px - kMargin_px * page.scale;
  const double left = right - length_mm / mm_per_px, tick = 5.0 * page.scale;
  page.overlay.line({left, y}, {right, y}, 2.0, look::kText);
  for (const double x : {left, right}) {
    page.overlay.line({x, y - tick}, {x, y + tick}, 2.0, look::kText);
  }
  const auto text = page.overlay.text({0.5 * (left + right), y - 0.8 * kLine_px * page.scale},
                                      fmt::format("{:g} mm", length_mm),
                                      {kWords_px, look::kText, TextSide::kMiddle});
  page.taken.emplace_back(Vector2d(std::min(left, text.min().x()), text.min().y()),
                          Vector2d(page.width_px, page.height_px));
}

std::vector<std::string> wrapped(const Page& page, const std::string& sentence, double room_px) {
  std::vector<std::string> lines{""};
  std::istringstream words(sentence);
  for (std::string word; words >> word;) {
    const std::string longer = lines.back() + (lines.back().empty() ? "" : " ") + word;
    if (!lines.back().empty() && page.overlay.size_of(longer, kSmall_px).x() > room_px) {
      lines.push_back(word);
    } else {
      lines.back() = longer;
    }
  }
  return lines;
}

// From the bottom upwards: the notice, then what is not certain.
void draw_notes(Page& page) {
  const double x = kMargin_px * page.scale;
  double y = page.height_px - kMargin_px * page.scale;
  page.taken.push_back(
      page.overlay.text({x, y}, kNotAMedicalDevice, {kSmall_px, look::kQuietText}));
  const double room_px = 0.62 * page.width_px;
  const auto& notes = page.content.notes;
  for (std::size_t i = std::min(notes.size(), kMostNotes); i-- > 0;) {
    auto lines = wrapped(page, notes[i], room_px);
    std::reverse(lines.begin(), lines.end());
    for (const auto& line : lines) {
      y -= kLine_px * page.scale;
      page.taken.push_back(page.overlay.text({x, y}, line, {kSmall_px, look::kWarn}));
    }
  }
}

void draw_crosshair(Page& page) {
  const auto& size = page.overlay.size();
  const Vector2d centre = page.camera.place_px(page.camera.focus_mm, size.width_px, size.height_px);
  const double gap = 9.0 * page.scale, arm = 26.0 * page.scale;
  for (const Vector2d& way : {Vector2d(1, 0), Vector2d(-1, 0), Vector2d(0, 1), Vector2d(0, -1)}) {
    page.overlay.line(centre + gap * way, centre + arm * way, 1.5, look::kText);
  }
}

// The way and the needle are what one looks at: no words on them.
void keep_way_free(const Page& page, Boxes& taken) {
  constexpr int kPieces = 24;
  const auto& size = page.overlay.size();
  const auto add = [&](const Eigen::Vector3d& from_mm, const Eigen::Vector3d& to_mm) {
    const Vector2d half = Vector2d::Constant(9.0 * page.scale);
    for (int piece = 0; piece <= kPieces; ++piece) {
      const Eigen::Vector3d place = from_mm + (to_mm - from_mm) * piece / kPieces;
      const Vector2d px = page.camera.place_px(place, size.width_px, size.height_px);
      taken.emplace_back(px - half, px + half);
    }
  };
  if (const auto& own = page.content.own_way) {
    add(own->entry_mm, own->end_mm);
  } else if (const auto* way = chosen_way(page.content)) {
    add(entry_mm(way->way), end_mm(way->way));
  }
  const auto& needle = page.content.needle;
  if (needle && needle->state != NeedleState::kNotSeen) add(needle->hub_mm, needle->tip_mm);
  if (page.content.plan) {
    const Vector2d px =
        page.camera.place_px(page.content.plan->target_mm, size.width_px, size.height_px);
    const Vector2d half = Vector2d::Constant(34.0 * page.scale);
    taken.emplace_back(px - half, px + half);
  }
}

// Shows through what lies before it.
void draw_target_ring(Page& page) {
  const auto& size = page.overlay.size();
  const Plan& plan = *page.content.plan;
  const double mm_per_px = page.camera.mm_per_px(size.width_px, size.height_px);
  const Vector2d centre = page.camera.place_px(plan.target_mm, size.width_px, size.height_px);
  const double radius_px = std::max(plan.tolerance_mm / mm_per_px, 6.0 * page.scale);
  page.overlay.ring(centre, radius_px, 3.0, look::kGround);
  page.overlay.ring(centre, radius_px, 1.6, look::kWay);
}

void draw_labels(Page& page) {
  const auto& size = page.overlay.size();
  const auto labels = labels_of(page.content);
  LabelTask task;
  const double margin = 4.0 * page.scale;
  task.room_px = {Vector2d(margin, margin),
                  Vector2d(page.width_px - margin, page.height_px - margin)};
  task.taken_px = page.taken;
  keep_way_free(page, task.taken_px);
  task.step_px = 13.0 * page.scale;
  const Vector2d padding(14.0 * page.scale, 4.0 * page.scale);
  for (const auto& label : labels) {
    task.places_px.push_back(page.camera.place_px(label.place_mm, size.width_px, size.height_px));
    task.sizes_px.emplace_back(page.overlay.size_of(label.text, kSmall_px) + padding);
  }
  const auto boxes = lay_out(task);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (!boxes[i]) continue;
    const Vector2d& place = task.places_px[i];
    const Vector2d end = place.cwiseMax(boxes[i]->min()).cwiseMin(boxes[i]->max());
    page.overlay.line(place, end, 1.2, labels[i].colour);
    page.overlay.disc(place, 2.2, labels[i].colour);
  }
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (!boxes[i]) continue;
    const AlignedBox2d& box = *boxes[i];
    page.overlay.box(box, look::kGround, 0.78);
    page.overlay.box({box.min(), Vector2d(box.min().x() + 3.0 * page.scale, box.max().y())},
                     labels[i].colour, 1.0);
    page.overlay.text({box.min().x() + 8.0 * page.scale, box.center().y()}, labels[i].text,
                      {kSmall_px, look::kText, TextSide::kLeft, 0.0});
  }
}

}  // namespace

void draw_furniture(Overlay& overlay, const SpaceSceneContent& content, const SceneCamera& camera,
                    const PictureWords& words) {
  const OverlaySize& size = overlay.size();
  Page page{overlay,
            content,
            camera,
            size.scale,
            static_cast<double>(size.width_px),
            static_cast<double>(size.height_px),
            {}};
  draw_title(page, words);
  draw_marker(page);
  draw_notes(page);
  draw_scale_bar(page);
  if (words.view == SceneView::kAlongNeedle && !words.turned) draw_crosshair(page);
  if (content.plan) draw_target_ring(page);
  draw_labels(page);
}

}  // namespace echolance
