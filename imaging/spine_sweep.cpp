// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/spine_sweep.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <opencv2/imgproc.hpp>
#include <utility>

namespace echolance {
namespace {

constexpr int kAcross_px = 7, kDown_px = 2;  // farthest a picture may slide, px of 1 mm
constexpr int kTop_px = 10;                  // skin and fat slide otherwise
constexpr int kLeastWidth_px = 20, kLeastHeight_px = 15;
constexpr double kSamePlace = 0.7;   // correlation below which it is another place
constexpr double kMiddle_mm = 13.0;  // around the picture's middle, whose beams stand upright
constexpr double kShown_mm = 20.0;   // farther aside the probe has tilted too much since
constexpr int kMostPictures = 64;
constexpr int kFewestPictures = 3;
constexpr double kSeenIn = 0.35;  // of the pictures that pass a place
constexpr double kShortestWay_mm = 40.0;
constexpr double kStays_mm = 5.0, kElsewhere_mm = 12.0;
constexpr int kSteady = 6;
constexpr double kConfidence = 0.9;

double median_of(std::vector<float> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Where the peak lies between the pixels, -0.5 to 0.5.
double between_pixels(const cv::Mat& match, const cv::Point& peak) {
  if (peak.x <= 0 || peak.x >= match.cols - 1) return 0.0;
  const double left = match.at<float>(peak.y, peak.x - 1), here = match.at<float>(peak),
               right = match.at<float>(peak.y, peak.x + 1);
  const double bend = left - 2.0 * here + right;
  return bend < 0.0 ? std::clamp(0.5 * (left - right) / bend, -0.5, 0.5) : 0.0;
}

}  // namespace

void SpineSweep::restart() {
  const auto now = places();
  if (now.size() > best_.size()) best_ = now;
  bins_.clear();
  steps_.clear();
  named_.clear();
  contradicts_itself_ = false;
  before_.release();
  offset_mm_ = 0.0;
}

void SpineSweep::update(const LandmarkScene& scene, FrameChange change, std::int64_t frame_index) {
  if (change == FrameChange::kRepeated) return;
  if (change == FrameChange::kCut || !scene.spacing) restart();
  if (!scene.spacing) return;
  width_mm_ = scene.region.bounds_px.width * scene.spacing->x_mm_per_px;
  middle_mm_ = 0.5 * width_mm_;
  const cv::Size size(
      std::max(1, cvRound(width_mm_)),
      std::max(1, cvRound(scene.region.bounds_px.height * scene.spacing->y_mm_per_px)));
  shrink_.apply(scene.grey(scene.region.bounds_px), size, small_);
  if (!follow(scene)) restart();
  cv::swap(small_, before_);
  steps_.push_back({frame_index, offset_mm_});
  add(scene);
  count();
}

// Moves on by the way the picture has slid since the one before; false where it does not continue.
bool SpineSweep::follow(const LandmarkScene& scene) {
  if (before_.empty()) return true;
  if (before_.size() != small_.size()) return false;
  const int aside = kAcross_px + (scene.region.fan ? small_.cols / 5 : 0);
  const cv::Rect core(aside, kTop_px, small_.cols - 2 * aside,
                      small_.rows - kTop_px - kDown_px - small_.rows / 8);
  if (core.width < kLeastWidth_px || core.height < kLeastHeight_px) return false;
  const cv::Rect around(core.x - kAcross_px, core.y - kDown_px, core.width + 2 * kAcross_px,
                        core.height + 2 * kDown_px);
  cv::matchTemplate(small_(around), before_(core), match_, cv::TM_CCOEFF_NORMED);
  double most = 0.0;
  cv::Point peak;
  cv::minMaxLoc(match_, nullptr, &most, nullptr, &peak);
  if (!(most >= kSamePlace)) return false;
  offset_mm_ -= peak.x + between_pixels(match_, peak) - kAcross_px;
  return true;
}

SpineSweep::Bin& SpineSweep::bin_at(int along_mm) {
  if (bins_.empty()) first_bin_ = along_mm;
  if (along_mm < first_bin_) {
    bins_.insert(bins_.begin(), static_cast<std::size_t>(first_bin_ - along_mm), Bin());
    first_bin_ = along_mm;
  }
  const auto index = static_cast<std::size_t>(along_mm - first_bin_);
  if (index >= bins_.size()) bins_.resize(index + 1);
  return bins_[index];
}

// The bone under the picture's middle beams.
void SpineSweep::add(const LandmarkScene& scene) {
  surface_.build(scene.bone, scene.region, *scene.spacing);
  const int from = static_cast<int>(std::floor(offset_mm_ + middle_mm_ - kMiddle_mm));
  for (int along = from; along < from + static_cast<int>(2.0 * kMiddle_mm); ++along) {
    Bin& bin = bin_at(along);
    if (bin.pictures >= kMostPictures) continue;
    ++bin.pictures;
    std::optional<double> nearest_mm;
    for (const double beside_mm : {-0.25, 0.25}) {
      const int column = SurfaceProfile::column_of(along + beside_mm - offset_mm_);
      if (!surface_.has(column)) continue;
      nearest_mm = std::min(nearest_mm.value_or(1e3), surface_.depth_mm(column));
    }
    if (nearest_mm) bin.depths_mm.push_back(static_cast<float>(*nearest_mm));
  }
}

void SpineSweep::count() {
  const auto [least, most] =
      std::minmax_element(steps_.begin(), steps_.end(),
                          [](const Step& a, const Step& b) { return a.offset_mm < b.offset_mm; });
  if (most->offset_mm - least->offset_mm < kShortestWay_mm) return;
  profile_.assign(bins_.size(), std::nullopt);
  for (std::size_t i = 0; i < bins_.size(); ++i) {
    const auto seen = static_cast<double>(bins_[i].depths_mm.size());
    if (seen == 0.0 || seen < kSeenIn * std::max(bins_[i].pictures, kFewestPictures)) continue;
    profile_[i] = median_of(bins_[i].depths_mm);
  }
  compare(count_vertebrae(profile_));
}

void SpineSweep::compare(const std::vector<CountedVertebra>& counted) {
  std::vector<Named> now;
  for (const auto& vertebra : counted) {
    Named named{vertebra, first_bin_ + vertebra.along_mm, 1};
    for (const auto& before : named_) {
      if (before.vertebra.lumbar_level != vertebra.lumbar_level) continue;
      const double moved_mm = std::abs(before.at_mm - named.at_mm);
      if (moved_mm < kStays_mm) named.pictures = before.pictures + 1;
      if (moved_mm > kElsewhere_mm && before.pictures >= kSteady) contradicts_itself_ = true;
    }
    now.push_back(named);
  }
  named_ = std::move(now);
}

std::vector<SpineSweep::Named> SpineSweep::steady() const {
  if (contradicts_itself_) return {};
  std::vector<Named> steady;
  std::copy_if(named_.begin(), named_.end(), std::back_inserter(steady),
               [](const Named& named) { return named.pictures >= kSteady; });
  return steady;
}

std::vector<LevelPlace> SpineSweep::in_picture() const {
  std::vector<LevelPlace> places;
  for (const auto& named : steady()) {
    const CountedVertebra& vertebra = named.vertebra;
    const double x_mm = named.at_mm - offset_mm_;
    if (std::abs(x_mm - middle_mm_) > kShown_mm) continue;
    if (!surface_.inside(x_mm, vertebra.depth_mm)) continue;
    places.push_back({vertebra.lumbar_level, surface_.pixel(x_mm, vertebra.depth_mm), kConfidence});
  }
  return places;
}

std::vector<CountedPlace> SpineSweep::places() const {
  std::vector<CountedPlace> places;
  for (const auto& named : steady()) {
    std::optional<CountedPlace> place;
    double nearest_mm = kMiddle_mm;
    for (const auto& step : steps_) {
      const double off_mm = std::abs(named.at_mm - step.offset_mm - middle_mm_);
      if (off_mm > kMiddle_mm) continue;
      if (!place) place = {named.vertebra.lumbar_level, step.frame_index, step.frame_index, 0};
      place->last_frame = step.frame_index;
      if (off_mm > nearest_mm) continue;
      nearest_mm = off_mm;
      place->best_frame = step.frame_index;
    }
    if (place) places.push_back(*place);
  }
  return places;
}

std::vector<CountedPlace> SpineSweep::summary() const {
  auto now = places();
  return now.size() >= best_.size() ? now : best_;
}

}  // namespace echolance
