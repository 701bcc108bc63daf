// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/plan_picture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <numbers>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "planner/needle_bending.hpp"
#include "session/plan_canvas.hpp"
#include "session/track_summary.hpp"

namespace echolance {
namespace {

using Eigen::Vector2d;
using Eigen::Vector3d;

constexpr int kMain_px = 900;
constexpr int kSkin_px = 560;
constexpr int kTitle_px = 86;
constexpr int kLegend_px = 92;
constexpr double kMargin_mm = 6.0;
constexpr double kInPicture_mm = 2.5;  // entries this near to the plane are drawn in it
constexpr double kNamed_mm = 12.0;     // structures this near to the way are named
const cv::Scalar kWhite(235, 235, 235), kGreen(90, 230, 60), kBlue(255, 170, 60), kRed(70, 70, 235),
    kOrange(60, 150, 255), kYellow(40, 225, 255), kGrey(120, 120, 120);

Vector2d flat(const Vector3d& local) {
  return local.head<2>();
}

// The picture plane: everything as the probe sees it.
class PlanePanel {
 public:
  PlanePanel(const PlanCase& plan_case, const PlanResults& results)
      : case_(plan_case),
        results_(results),
        probe_(results.search.probe),
        canvas_(low(), high(), kMain_px) {}

  cv::Mat draw() {
    background();
    shade_entries();
    structures();
    face();
    for (const auto& path : results_.plan.alternatives) way(path, kBlue, 1);
    const auto& best = results_.plan.best ? results_.plan.best : results_.plan.nearest;
    if (best) cone(*best);
    if (best) way(*best, results_.plan.best ? kGreen : kRed, 2);
    target();
    canvas_.scale_bar();
    return canvas_.pixels();
  }

 private:
  // What is shown: the picture, the target and where the needle enters.
  [[nodiscard]] std::vector<Vector2d> shown() const {
    std::vector<Vector2d> places = {{-0.5 * probe_.width_mm, 0.0}, {0.5 * probe_.width_mm, 0.0}};
    places.push_back(flat(probe_.local_mm(case_.target_mm)));
    places.push_back(places.back() + Vector2d(0.0, 12.0));
    const auto add = [&](const PlannedPath& path) {
      places.push_back(flat(probe_.local_mm(entry_mm(path.way))));
    };
    if (results_.plan.best) add(*results_.plan.best);
    if (results_.plan.nearest) add(*results_.plan.nearest);
    for (const auto& path : results_.plan.alternatives) add(path);
    if (case_.picture) {
      const double half = half_across(probe_);
      for (const double across : {-half, 0.0, half}) {
        places.push_back(flat(local_of(probe_, {across, probe_.depth_mm})));
      }
    }
    return places;
  }
  [[nodiscard]] Vector2d low() const {
    Vector2d least = Vector2d::Constant(1e9);
    for (const auto& place : shown()) least = least.cwiseMin(place);
    return least - Vector2d::Constant(kMargin_mm);
  }
  [[nodiscard]] Vector2d high() const {
    Vector2d most = Vector2d::Constant(-1e9);
    for (const auto& place : shown()) most = most.cwiseMax(place);
    return most + Vector2d::Constant(kMargin_mm);
  }

  void background() {
    if (case_.picture && !case_.picture->image.empty()) {
      scan();
    } else {
      section();
    }
  }

  void scan() {
    const CasePicture& picture = *case_.picture;
    cv::Mat colour;
    if (picture.image.channels() == 1) {
      cv::cvtColor(picture.image, colour, cv::COLOR_GRAY2BGR);
    } else {
      colour = picture.image;
    }
    // From canvas to picture, px.
    const Vector2d corner =
        canvas_.to_mm({0, 0}) + Vector2d(probe_.origin_mm.x(), probe_.origin_mm.y());
    const double mm_per_px = 1.0 / canvas_.px_per_mm();
    const cv::Matx23d warp(mm_per_px / picture.spacing.x_mm_per_px, 0.0,
                           corner.x() / picture.spacing.x_mm_per_px + picture.origin.x_px, 0.0,
                           mm_per_px / picture.spacing.y_mm_per_px,
                           corner.y() / picture.spacing.y_mm_per_px + picture.origin.y_px);
    cv::Mat canvas = canvas_.pixels();
    cv::warpAffine(colour, canvas, warp, canvas.size(), cv::INTER_LINEAR | cv::WARP_INVERSE_MAP);
    for (const auto& point : picture.bone_mm) {
      canvas_.dot(flat(probe_.local_mm(point)), 2.0, kYellow);
    }
  }

  [[nodiscard]] bool known_at(const Vector3d& place) const {
    const VolumeGrid& grid = case_.scene.bone.grid();
    const Vector3d index = (place - grid.origin_mm) / grid.spacing_mm;
    return (index.array() >= 0.0).all() &&
           (index.array() <= (grid.size.array() - 1).cast<double>()).all();
  }

  // Bone cut by the picture plane; black where the map ends.
  void section() {
    cv::Mat& pixels = canvas_.pixels();
    for (int y = 0; y < pixels.rows; ++y) {
      for (int x = 0; x < pixels.cols; ++x) {
        const Vector2d at = canvas_.to_mm({x, y});
        const Vector3d place = probe_.place_mm({at.x(), at.y(), 0.0});
        if (!known_at(place)) continue;
        const double bone = case_.scene.bone.at(place);
        const bool edge = std::abs(bone) < 0.6 / canvas_.px_per_mm() * 2.0;
        pixels.at<cv::Vec3b>(y, x) = edge         ? cv::Vec3b(40, 225, 255)
                                     : bone < 0.0 ? cv::Vec3b(70, 85, 90)
                                                  : cv::Vec3b(38, 30, 30);
      }
    }
  }

  // The skin in the plane, millimetre by millimetre, with the best of what may start there.
  [[nodiscard]] std::map<int, std::pair<Vector2d, Stop>> entries_in_plane() const {
    std::map<int, std::pair<Vector2d, Stop>> entries;
    std::map<int, double> nearest;
    for (const auto& entry : results_.search.entries) {
      const Vector3d local = probe_.local_mm(entry.entry_mm);
      if (std::abs(local.z()) > kInPicture_mm) continue;
      const int bin = static_cast<int>(std::floor(local.x()));
      const auto [at, fresh] = nearest.try_emplace(bin, std::abs(local.z()));
      auto& known = entries[bin];
      if (fresh || std::abs(local.z()) < at->second) {
        at->second = std::abs(local.z());
        known.first = flat(local);
      }
      if (fresh || known.second != Stop::kNone) known.second = entry.stop;
    }
    return entries;
  }

  void shade_entries() {
    const auto entries = entries_in_plane();
    const Vector2d aim = flat(probe_.local_mm(case_.target_mm));
    for (auto entry = entries.begin(); entry != entries.end(); ++entry) {
      const auto next = std::next(entry);
      if (next == entries.end()) break;
      const auto& [place, stop] = entry->second;
      canvas_.shade({place, next->second.first, aim}, stop_colour(stop), 0.16);
      canvas_.line(place, next->second.first, stop_colour(stop), 4);
    }
  }

  void structures() {
    const auto& path = results_.plan.best ? results_.plan.best : results_.plan.nearest;
    for (const auto& structure : case_.scene.no_go) {
      const bool forbidden = structure.kind == ClearanceKind::kForbidden;
      const cv::Scalar colour = forbidden ? kRed : kOrange;
      for (std::size_t i = 0; i < structure.points_mm.size(); ++i) {
        const Vector3d local = probe_.local_mm(structure.points_mm[i]);
        const double radius = structure.radii_mm.empty() ? 0.0 : structure.radii_mm[i];
        if (std::abs(local.z()) > radius + kInPicture_mm) continue;
        const double cut = std::sqrt(std::max(0.0, radius * radius - local.z() * local.z()));
        canvas_.dot(flat(local), std::max(2.0, cut * canvas_.px_per_mm()), colour * 0.7);
      }
      mark(structure, path, colour);
    }
  }

  // Where it lies nearest to the plane: what it asks for, and its name where the way comes near.
  void mark(const NoGo& structure, const std::optional<PlannedPath>& path,
            const cv::Scalar& colour) {
    std::size_t nearest = 0;
    for (std::size_t i = 1; i < structure.points_mm.size(); ++i) {
      const auto off = [&](std::size_t k) {
        return std::abs(probe_.local_mm(structure.points_mm[k]).z());
      };
      if (off(i) < off(nearest)) nearest = i;
    }
    const Vector3d local = probe_.local_mm(structure.points_mm[nearest]);
    const double radius = structure.radii_mm.empty() ? 0.0 : structure.radii_mm[nearest];
    const double reach = radius + structure.least_mm;
    if (structure.least_mm > 0.0 && std::abs(local.z()) < reach) {
      canvas_.ring(flat(local), std::sqrt(reach * reach - local.z() * local.z()), colour);
    }
    if (!path) return;
    const double distance = distance_mm(structure, entry_mm(path->way), end_mm(path->way));
    if (distance > kNamed_mm) return;
    canvas_.words(flat(local) + Vector2d(1.0, 0.0),
                  fmt::format("{} {:.1f} mm", structure.name, distance), colour);
  }

  void face() {
    const double half = half_across(probe_);
    Vector2d before = flat(local_of(probe_, {-half, 0.0}));
    for (int i = -19; i <= 20; ++i) {
      const Vector2d next = flat(local_of(probe_, {half * i / 20.0, 0.0}));
      canvas_.line(before, next, kWhite, 3);
      before = next;
    }
    canvas_.words(flat(local_of(probe_, {-half, 0.0})) + Vector2d(0.0, -1.5), "probe", kWhite);
  }

  void way(const PlannedPath& path, const cv::Scalar& colour, int width_px) {
    const Vector2d entry = flat(probe_.local_mm(entry_mm(path.way)));
    const Vector2d end = flat(probe_.local_mm(end_mm(path.way)));
    canvas_.line(entry, end, colour, width_px);
    canvas_.dot(end, 2.0 + width_px, colour);
  }

  // How far the needle may be beside the way: calibration and bending.
  void cone(const PlannedPath& path) {
    const Vector2d entry = flat(probe_.local_mm(entry_mm(path.way)));
    const Vector2d end = flat(probe_.local_mm(end_mm(path.way)));
    const double length = (end_mm(path.way) - entry_mm(path.way)).norm();
    const Vector2d along = (end - entry) / std::max(1.0, (end - entry).norm());
    const Vector2d side(-along.y(), along.x());
    const PathRequest defaults;
    std::array<Vector2d, 2> before = {entry, entry};
    for (int i = 0; i <= 20; ++i) {
      const double part = i / 20.0;
      const double off =
          defaults.calibration_std_mm + bending_mm(results_.plan.needle, part * length);
      const Vector2d at = entry + part * (end - entry);
      const std::array<Vector2d, 2> next = {at + off * side, at - off * side};
      if (i > 0) {
        canvas_.line(before[0], next[0], kGreen * 0.6, 1);
        canvas_.line(before[1], next[1], kGreen * 0.6, 1);
      }
      before = next;
    }
  }

  void target() {
    const Vector2d at = flat(probe_.local_mm(case_.target_mm));
    canvas_.ring(at, results_.plan.tolerance_mm, kWhite);
    canvas_.line(at - Vector2d(1.0, 0.0), at + Vector2d(1.0, 0.0), kWhite, 1);
    canvas_.line(at - Vector2d(0.0, 1.0), at + Vector2d(0.0, 1.0), kWhite, 1);
    canvas_.words(at + Vector2d(results_.plan.tolerance_mm + 1.0, 4.0), target_words(results_.plan),
                  kWhite);
  }

  const PlanCase& case_;
  const PlanResults& results_;
  const ProbeFace& probe_;
  PlanCanvas canvas_;
};

// The skin seen along the beam: what stops ways that start there.
cv::Mat skin_panel(const PlanCase& plan_case, const PlanResults& results, int height_px) {
  const ProbeFace& probe = results.search.probe;
  double reach = 30.0;
  for (const auto& entry : results.search.entries) {
    if (entry.stop == Stop::kTooLong || entry.stop == Stop::kOffPlane) continue;
    const Vector3d local = probe.local_mm(entry.entry_mm);
    reach = std::max({reach, std::abs(local.x()), std::abs(local.z())});
  }
  reach += kMargin_mm;
  const double tall = reach * height_px / kSkin_px;
  // The patient's head, or what lies in front of the picture, on top.
  const auto turned = [](const Vector3d& local) { return Vector2d(local.x(), -local.z()); };
  PlanCanvas canvas({-reach, -tall}, {reach, tall}, kSkin_px);
  const double step_px = std::max(1.5, 0.8 * canvas.px_per_mm());
  for (const auto& entry : results.search.entries) {
    canvas.dot(turned(probe.local_mm(entry.entry_mm)), step_px, stop_colour(entry.stop) * 0.8);
  }
  const double w = 0.5 * probe.width_mm;
  const double t = 0.5 * probe.thickness_mm;
  canvas.shade({{-w, -t}, {w, -t}, {w, t}, {-w, t}}, kWhite, 0.35);
  canvas.words({-w + 1.0, 1.0}, "probe", kWhite);
  if (results.plan.best) {
    const Vector3d entry = probe.local_mm(entry_mm(results.plan.best->way));
    const Vector3d end = probe.local_mm(end_mm(results.plan.best->way));
    canvas.line(turned(entry), turned(end), kGreen, 2);
    canvas.ring(turned(entry), 1.5, kWhite);
  }
  for (const auto& direction : plan_case.scene.compass) {
    const Vector2d way(direction.direction.dot(probe.right), -direction.direction.dot(probe.out()));
    const Vector2d at(0.82 * reach * way.x() - 6.0, 0.9 * std::min(reach, tall) * way.y());
    canvas.words(at, direction.name, kWhite);
  }
  canvas.words({-reach + 2.0, -tall + 6.0}, "the skin, seen along the beam", kWhite);
  canvas.scale_bar();
  cv::Mat pixels = canvas.pixels();
  cv::resize(pixels, pixels, {kSkin_px, height_px});
  return pixels;
}

std::string head_line(const Plan& plan) {
  if (!plan.best) return "NO WAY KEEPS ALL LIMITS. " + plan.remedies.front();
  const PlannedPath& path = *plan.best;
  std::string text =
      fmt::format("needle {}G {:.0f} mm, way {:.0f} mm, {:.0f} deg to the face, score {:.2f}",
                  plan.needle.model.gauge, plan.needle.length_mm,
                  (end_mm(path.way) - entry_mm(path.way)).norm(),
                  path.angle_to_face_rad * 180.0 / std::numbers::pi, path.score);
  if (path.robustness) {
    text += fmt::format("; uncorrected under way: within {:.1f} mm {:.0f} %, clear of all {:.0f} %",
                        plan.tolerance_mm, 100.0 * path.robustness->on_target.value,
                        100.0 * path.robustness->all_clear.value);
  }
  return text;
}

void put(cv::Mat& canvas, const std::string& text, const cv::Point& at, const cv::Scalar& colour) {
  cv::putText(canvas, text, at, cv::FONT_HERSHEY_SIMPLEX, 0.45, colour, 1, cv::LINE_AA);
}

std::vector<std::string> in_lines(const std::string& text, std::size_t most) {
  std::vector<std::string> lines;
  std::size_t at = 0;
  while (text.size() - at > most) {
    const std::size_t space = text.rfind(' ', at + most);
    const std::size_t end = space == std::string::npos || space <= at ? at + most : space;
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
    if (at >= text.size()) return lines;
  }
  lines.push_back(text.substr(at));
  return lines;
}

void legend(cv::Mat& canvas, int top) {
  int x = 10;
  for (const Stop stop :
       {Stop::kNone, Stop::kBone, Stop::kNoGo, Stop::kFootprint, Stop::kTooFlat, Stop::kTooLong}) {
    cv::rectangle(canvas, {x, top + 8}, {x + 12, top + 20}, stop_colour(stop), cv::FILLED);
    put(canvas, stop_label(stop), {x + 18, top + 19}, kWhite);
    x += 40 + cvRound(7.9 * static_cast<double>(std::string(stop_label(stop)).size()));
  }
  put(canvas,
      "green: best way, with how far it may go astray (calibration, bending); blue: alternatives; "
      "red, orange: forbidden, to be warned of",
      {10, top + 42}, kWhite);
  put(canvas, std::string(kNotAMedicalDevice) + ". Shading: where ways may start on the skin.",
      {10, top + 64}, kWhite);
}

}  // namespace

Result<std::string> plan_picture(const PlanCase& plan_case, const PlanResults& results) {
  const cv::Mat plane = PlanePanel(plan_case, results).draw();
  cv::Mat body = plane;
  if (!plan_case.picture) {
    cv::hconcat(plane, skin_panel(plan_case, results, plane.rows), body);
  }
  const int width = std::max(body.cols, 1240);
  cv::Mat page(body.rows + kTitle_px + kLegend_px, width, CV_8UC3, cv::Scalar::all(0));
  body.copyTo(page(cv::Rect({0, kTitle_px}, body.size())));
  const Plan& plan = results.plan;
  put(page,
      fmt::format("{}, {}: {} ({})", plan.procedure, plan.side, target_words(plan), plan.guidance),
      {10, 22}, kWhite);
  int row = 46;
  for (const auto& words : in_lines(head_line(plan), static_cast<std::size_t>(width / 8.3))) {
    put(page, words, {10, row}, plan.best ? kGreen : kRed);
    row += 22;
    if (row > kTitle_px) break;
  }
  legend(page, body.rows + kTitle_px);
  std::vector<unsigned char> bytes;
  try {
    cv::imencode(".png", page, bytes);
  } catch (const cv::Exception& exception) {
    return fail(ErrorCode::kCannotWrite,
                std::string("the picture cannot be encoded: ") + exception.what());
  }
  return std::string(bytes.begin(), bytes.end());
}

}  // namespace echolance
