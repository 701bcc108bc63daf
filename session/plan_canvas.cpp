// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/plan_canvas.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace echolance {
namespace {

using Eigen::Vector2d;

constexpr double kTextSize = 0.42;
constexpr double kBar_mm = 10.0;
const cv::Scalar kWhite(235, 235, 235);

}  // namespace

cv::Scalar stop_colour(Stop stop) {
  switch (stop) {
    case Stop::kNone:
      return {90, 200, 60};
    case Stop::kBone:
      return {40, 200, 235};
    case Stop::kNoGo:
      return {70, 70, 235};
    case Stop::kFootprint:
      return {190, 130, 60};
    case Stop::kTooFlat:
    case Stop::kTooSteep:
      return {200, 90, 190};
    case Stop::kTooLong:
    case Stop::kOffPlane:
    case Stop::kOutOfView:
      return {120, 120, 120};
  }
  return {120, 120, 120};
}

const char* stop_label(Stop stop) {
  switch (stop) {
    case Stop::kNone:
      return "feasible";
    case Stop::kBone:
      return "meets bone";
    case Stop::kNoGo:
      return "too near to a structure";
    case Stop::kFootprint:
      return "under the probe";
    case Stop::kTooFlat:
    case Stop::kTooSteep:
      return "angle out of range";
    case Stop::kTooLong:
    case Stop::kOffPlane:
    case Stop::kOutOfView:
      return "needle too short, off plane, end not in view";
  }
  return "";
}

PlanCanvas::PlanCanvas(const Vector2d& low_mm, const Vector2d& high_mm, int width_px)
    : low_mm_(low_mm), px_per_mm_(width_px / std::max(1.0, high_mm.x() - low_mm.x())) {
  const double height = px_per_mm_ * std::max(1.0, high_mm.y() - low_mm.y());
  pixels_ = cv::Mat(std::clamp(cvRound(height), 16, 4000), width_px, CV_8UC3, cv::Scalar::all(0));
}

cv::Point2d PlanCanvas::to_px(const Vector2d& at_mm) const {
  const Vector2d px = px_per_mm_ * (at_mm - low_mm_);
  return {px.x(), px.y()};
}

Vector2d PlanCanvas::to_mm(const cv::Point& at_px) const {
  return low_mm_ + Vector2d(at_px.x, at_px.y) / px_per_mm_;
}

void PlanCanvas::line(const Vector2d& from, const Vector2d& to, const cv::Scalar& colour,
                      int width_px) {
  cv::line(pixels_, to_px(from), to_px(to), colour, width_px, cv::LINE_AA);
}

void PlanCanvas::dot(const Vector2d& at, double radius_px, const cv::Scalar& colour) {
  cv::circle(pixels_, to_px(at), std::max(1, cvRound(radius_px)), colour, cv::FILLED, cv::LINE_AA);
}

void PlanCanvas::ring(const Vector2d& at, double radius_mm, const cv::Scalar& colour) {
  cv::circle(pixels_, to_px(at), std::max(2, cvRound(radius_mm * px_per_mm_)), colour, 1,
             cv::LINE_AA);
}

void PlanCanvas::shade(const std::vector<Vector2d>& corners, const cv::Scalar& colour,
                       double share) {
  std::vector<cv::Point> polygon;
  for (const auto& corner : corners) polygon.emplace_back(to_px(corner));
  const cv::Rect box = cv::boundingRect(polygon) & cv::Rect({0, 0}, pixels_.size());
  if (box.empty()) return;
  cv::Mat mask(box.size(), CV_8U, cv::Scalar::all(0));
  for (auto& corner : polygon) corner -= box.tl();
  cv::fillPoly(mask, std::vector<std::vector<cv::Point>>{polygon}, cv::Scalar::all(255));
  cv::Mat place = pixels_(box);
  cv::Mat mixed;
  cv::addWeighted(place, 1.0 - share, cv::Mat(place.size(), CV_8UC3, colour), share, 0.0, mixed);
  mixed.copyTo(place, mask);
}

void PlanCanvas::words(const Vector2d& at, const std::string& text, const cv::Scalar& colour) {
  const cv::Point place = to_px(at);
  cv::putText(pixels_, text, place, cv::FONT_HERSHEY_SIMPLEX, kTextSize, cv::Scalar::all(0), 3,
              cv::LINE_AA);
  cv::putText(pixels_, text, place, cv::FONT_HERSHEY_SIMPLEX, kTextSize, colour, 1, cv::LINE_AA);
}

void PlanCanvas::scale_bar() {
  const int length = cvRound(kBar_mm * px_per_mm_);
  const cv::Point end(pixels_.cols - 12, pixels_.rows - 12);
  cv::line(pixels_, end - cv::Point(length, 0), end, kWhite, 2);
  cv::putText(pixels_, "10 mm", end - cv::Point(std::max(length, 48), 6), cv::FONT_HERSHEY_SIMPLEX,
              kTextSize, kWhite, 1, cv::LINE_AA);
}

}  // namespace echolance
