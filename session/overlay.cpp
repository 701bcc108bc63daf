// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/overlay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "session/track_summary.hpp"

namespace echolance {

namespace {

constexpr int kSmallestWidth_px = 640;
constexpr int kLargestScale = 4;
constexpr int kBarHeight_px = 66;
constexpr int kSubPixelBits = 3;
constexpr double kDash_px = 9.0;

const cv::Scalar kGrey(110, 110, 110);
const cv::Scalar kWhite(235, 235, 235);
const cv::Scalar kGreen(80, 230, 60);
const cv::Scalar kPink(200, 130, 255);
const cv::Scalar kAmber(0, 176, 255);
const cv::Scalar kBlue(255, 170, 60);
constexpr double kInPlane_mm = 3.0;

int even(int value) {
  return value + value % 2;
}

std::string state_words(const FrameReport& report) {
  const auto& needle = report.needle;
  switch (needle.state) {
    case NeedleState::kSeen:
      return fmt::format("needle seen, confidence {:.2f}", needle.confidence);
    case NeedleState::kPredicted:
      return fmt::format("needle PREDICTED, not seen for {} frames", needle.frames_since_seen);
    case NeedleState::kNotSeen:
      return needle.reason.empty() ? "needle not seen" : "needle not seen: " + needle.reason;
  }
  return {};
}

std::string landmark_words(const PlanarLandmark& landmark) {
  std::string words = to_string(landmark.kind);
  std::replace(words.begin(), words.end(), '_', ' ');
  if (landmark.lumbar_level) words = fmt::format("L{} {}", *landmark.lumbar_level, words);
  return fmt::format("{} {:.2f}", words, landmark.confidence);
}

// Short: the bar has one line for needle and plan.
std::string plan_words(const PlanReport& report) {
  const PlanDeviation& deviation = report.deviation;
  if (!deviation.known()) return "; plan: not known";
  std::string words = fmt::format("; plan: {:.1f} mm beside, {:.1f} mm to target",
                                  deviation.beside_mm, deviation.tip_to_target_mm);
  for (std::size_t i = 0; i < deviation.alert_count; ++i) {
    words += fmt::format(" !{}", to_string(deviation.alerts[i]));
  }
  return words;
}

// Steepness as a person says it: 0 to 90 degrees from the horizontal.
double steepness_deg(const NeedleLine& line) {
  const double angle_rad = std::abs(line.angle_rad());
  const double pi = std::numbers::pi;
  return std::min(angle_rad, pi - angle_rad) * 180.0 / pi;
}

void dashed_line(cv::Mat& canvas, cv::Point2d from, cv::Point2d to, const cv::Scalar& colour) {
  const double length_px = cv::norm(to - from);
  const int dashes = static_cast<int>(length_px / (2.0 * kDash_px)) + 1;
  const cv::Point2d step = (to - from) * (1.0 / dashes);
  for (int i = 0; i < dashes; ++i) {
    const cv::Point2d start = from + step * static_cast<double>(i);
    cv::line(canvas, start, start + step * 0.55, colour, 2, cv::LINE_AA);
  }
}

}  // namespace

OverlayPainter::OverlayPainter(cv::Size picture_size) : picture_size_(picture_size) {
  picture_size_.width = std::max(picture_size_.width, 1);
  picture_size_.height = std::max(picture_size_.height, 1);
  while (scale_ < kLargestScale && picture_size_.width * scale_ < kSmallestWidth_px) ++scale_;
  canvas_size_ = {even(std::max(picture_size_.width * scale_, kSmallestWidth_px)),
                  even(picture_size_.height * scale_ + kBarHeight_px)};
}

cv::Point OverlayPainter::to_canvas(const PixelPoint& point) const {
  const double unit = 1 << kSubPixelBits;
  const double shift = 0.5 * (scale_ - 1);
  return {cvRound((point.x_px * scale_ + shift) * unit),
          cvRound((point.y_px * scale_ + shift) * unit)};
}

const cv::Mat& OverlayPainter::paint(const cv::Mat& image, const FrameReport& report) {
  canvas_.create(canvas_size_, CV_8UC3);
  canvas_.setTo(cv::Scalar::all(0));
  paint_picture(image);
  if (report.region) paint_region(*report.region);
  paint_bone(report.bone);
  paint_landmarks(report);
  if (report.plan && report.plan->in_picture) paint_plan(*report.plan->in_picture);
  paint_needle(report.needle);
  paint_text(report);
  return canvas_;
}

void OverlayPainter::paint_picture(const cv::Mat& image) {
  if (image.empty()) return;
  if (image.channels() == 1) {
    cv::cvtColor(image, colour_, cv::COLOR_GRAY2BGR);
  } else {
    colour_ = image;
  }
  cv::Mat place = canvas_(cv::Rect({0, 0}, picture_size_ * scale_));
  cv::resize(colour_, place, place.size(), 0, 0, scale_ == 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
}

void OverlayPainter::paint_region(const ImageRegion& region) {
  if (region.mask.empty()) return;
  std::vector<std::vector<cv::Point>> outlines;
  cv::findContours(region.mask, outlines, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_SIMPLE,
                   region.bounds_px.tl());
  for (auto& outline : outlines) {
    for (auto& point : outline) point *= scale_;
  }
  cv::polylines(canvas_, outlines, true, kGrey, 1, cv::LINE_AA);
}

void OverlayPainter::paint_bone(const BoneSurface& bone) {
  constexpr int kRadius = 11;  // in sub-pixels: 1.4 px
  for (const auto& point : bone.points) {
    const double strength = 0.35 + 0.65 * std::clamp(point.confidence, 0.0, 1.0);
    cv::circle(canvas_, to_canvas(point.position), kRadius, cv::Scalar(40, 225, 255) * strength,
               cv::FILLED, cv::LINE_AA, kSubPixelBits);
  }
}

void OverlayPainter::paint_landmarks(const FrameReport& report) {
  if (!report.spacing) return;
  const double px_per_mm = scale_ / report.spacing->mean_mm_per_px();
  for (const auto& landmark : report.landmarks.landmarks) {
    if (!landmark.position || landmark.kind == LandmarkKind::kSkin) continue;
    const double strength = landmark.confidence >= kLandmarkClaim ? 1.0 : 0.45;
    const cv::Scalar colour = kPink * strength;
    const cv::Point centre = to_canvas(*landmark.position);
    const double radius = std::clamp(landmark.std_mm * px_per_mm, 2.0, 400.0);
    cv::circle(canvas_, centre, cvRound(radius * (1 << kSubPixelBits)), colour, 1, cv::LINE_AA,
               kSubPixelBits);
    const double unit = 1.0 / (1 << kSubPixelBits);
    const cv::Point words(cvRound(centre.x * unit + radius) + 2, cvRound(centre.y * unit) + 4);
    paint_label(landmark_words(landmark), words, colour);
  }
  for (const auto& level : report.landmarks.levels) {
    const cv::Point centre = to_canvas(level.position);
    const double unit = 1.0 / (1 << kSubPixelBits);
    paint_label(fmt::format("L{} {:.2f}", level.lumbar_level, level.confidence),
                {cvRound(centre.x * unit), cvRound(centre.y * unit) - 6}, kPink);
  }
}

// Moved to the left, or down, where it would leave the canvas.
void OverlayPainter::paint_label(const std::string& words, cv::Point place,
                                 const cv::Scalar& colour) {
  constexpr double kSize = 0.35;
  const cv::Size size = cv::getTextSize(words, cv::FONT_HERSHEY_SIMPLEX, kSize, 1, nullptr);
  place.x = std::max(0, std::min(place.x, canvas_.cols - size.width - 1));
  place.y = std::max(size.height, place.y);
  cv::putText(canvas_, words, place, cv::FONT_HERSHEY_SIMPLEX, kSize, colour, 1, cv::LINE_AA);
}

void OverlayPainter::paint_plan(const PlanInPicture& plan) {
  const bool in_plane = std::abs(plan.end_off_plane_mm) <= kInPlane_mm &&
                        std::abs(plan.entry_off_plane_mm) <= kInPlane_mm;
  const cv::Scalar colour = kBlue * (in_plane ? 1.0 : 0.45);
  cv::line(canvas_, to_canvas(plan.entry), to_canvas(plan.end), colour, 1, cv::LINE_AA,
           kSubPixelBits);
  const double radius = std::clamp(plan.tolerance_px * scale_, 3.0, 400.0);
  cv::circle(canvas_, to_canvas(plan.end), cvRound(radius * (1 << kSubPixelBits)), colour, 1,
             cv::LINE_AA, kSubPixelBits);
}

void OverlayPainter::paint_needle(const NeedleEstimate& needle) {
  if (!needle.line || needle.state == NeedleState::kNotSeen) return;
  const cv::Point tip = to_canvas(needle.line->tip);
  const cv::Point shaft = to_canvas(needle.line->shaft);
  const cv::Point2d unit(1.0 / (1 << kSubPixelBits), 1.0 / (1 << kSubPixelBits));
  const cv::Point2d tip_px(tip.x * unit.x, tip.y * unit.y);
  if (needle.state == NeedleState::kPredicted) {
    dashed_line(canvas_, {shaft.x * unit.x, shaft.y * unit.y}, tip_px, kAmber);
    return;
  }
  cv::line(canvas_, shaft, tip, kGreen, 1, cv::LINE_AA, kSubPixelBits);
  cv::drawMarker(canvas_, tip_px, kGreen, cv::MARKER_CROSS, 15, 2, cv::LINE_AA);
  const double radius = std::clamp(needle.tip_std_px * scale_, 2.0, 400.0);
  cv::circle(canvas_, tip, cvRound(radius * (1 << kSubPixelBits)), kGreen, 1, cv::LINE_AA,
             kSubPixelBits);
}

void OverlayPainter::paint_text(const FrameReport& report) {
  const int top_px = picture_size_.height * scale_;
  const auto put = [&](const std::string& text, int row_px, const cv::Scalar& colour) {
    cv::putText(canvas_, text, {8, top_px + row_px}, cv::FONT_HERSHEY_SIMPLEX, 0.45, colour, 1,
                cv::LINE_AA);
  };
  const char* repeated = report.change == FrameChange::kRepeated ? "  repeated" : "";
  put(fmt::format("frame {}  {:.3f} s{}  bone points {}", report.frame_index, report.time.seconds(),
                  repeated, report.bone.points.size()),
      17, kWhite);
  std::string words = state_words(report);
  const bool drawn = report.needle.line && report.needle.state != NeedleState::kNotSeen;
  if (drawn) words += fmt::format(", {:.1f} deg", steepness_deg(*report.needle.line));
  if (drawn && report.needle.tip_std_mm) {
    words += fmt::format(", tip +-{:.1f} mm", *report.needle.tip_std_mm);
  }
  if (report.plan) words += plan_words(*report.plan);
  const bool seen = report.needle.state == NeedleState::kSeen;
  put(words, 37, !drawn ? kWhite : (seen ? kGreen : kAmber));
  put(kNotAMedicalDevice, 57, kWhite);
}

}  // namespace echolance
