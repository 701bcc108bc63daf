// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/support/phantom.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>
#include <random>

#include "tests/support/phantom_layer.hpp"
#include "tests/support/phantom_needle.hpp"

namespace echolance {

namespace {

constexpr double kAxialSigma_mm = 0.11;
constexpr double kLateralSigma_mm = 0.26;
constexpr int kNoiseTile_px = 256;
constexpr int kMargin_px = 8;

// Box-Muller on our own, as std::normal_distribution differs between standard libraries.
class NormalSource {
 public:
  explicit NormalSource(std::uint64_t seed) : bits_(seed) {}

  cv::Vec2f next() {
    const double radius = std::sqrt(-std::log(uniform()));  // unit power over both parts
    const double phase_rad = 2.0 * std::numbers::pi * uniform();
    return {static_cast<float>(radius * std::cos(phase_rad)),
            static_cast<float>(radius * std::sin(phase_rad))};
  }

  // In (0, 1].
  double uniform() { return (static_cast<double>(bits_() >> 11U) + 1.0) * 0x1.0p-53; }

 private:
  std::mt19937_64 bits_;
};

cv::Mat white_noise(cv::Size size, std::uint64_t seed) {
  cv::Mat noise(size, CV_32FC2);
  NormalSource normal(seed);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) noise.at<cv::Vec2f>(y, x) = normal.next();
  }
  return noise;
}

void scale_to_unit_power(cv::Mat& echo) {
  const double power = echo.dot(echo) / static_cast<double>(echo.total());
  echo *= 1.0 / std::sqrt(std::max(power, 1e-12));
}

double from_db(double value_db) {
  return std::pow(10.0, value_db / 20.0);
}

double bell(double distance, double sigma) {
  return std::exp(-0.5 * distance * distance / (sigma * sigma));
}

// Echo strength of the muscle and fat layers, 1 on the average.
double layer_gain(double depth_mm) {
  if (depth_mm < 4.0) return from_db(4.0);    // skin and fat
  if (depth_mm < 13.0) return from_db(-1.0);  // first muscle
  return from_db(-3.0 + 2.0 * std::sin(depth_mm * 0.35));
}

struct FasciaLine {
  double depth_mm, slope, wave_mm, gain_db;
};
constexpr FasciaLine kFascia[] = {
    {4.0, 0.02, 0.3, 12.0}, {13.0, -0.06, 0.5, 14.0}, {19.5, 0.16, 0.4, 9.0}};

double fascia_echo(double x_mm, double y_mm) {
  double echo = 0.0;
  for (const auto& line : kFascia) {
    const double row_mm =
        line.depth_mm + line.slope * (x_mm - 24.0) + line.wave_mm * std::sin(0.22 * x_mm);
    echo += from_db(line.gain_db) * bell(y_mm - row_mm, 0.22);
  }
  return echo;
}

// The bone is an arc as wide as two thirds of the picture's width.
constexpr double kBoneHalfWidth = 0.34;
constexpr double kBoneCentre = 0.45;
constexpr double kBoneSag = 0.30;  // drop at the ends, relative to the half width

// One picture element at `below_mm` under the bone surface: bright on it, shadow below.
void add_bone(double below_mm, float glitter, cv::Vec2f& echo) {
  if (below_mm > 0.0) echo *= static_cast<float>(from_db(-8.0 - 10.0 * std::min(below_mm, 3.0)));
  echo[0] += glitter * static_cast<float>(from_db(22.0) * bell(below_mm, 0.3));
}

void compress(const cv::Mat& echo, const PhantomOptions& options, cv::Mat& image) {
  image.create(echo.size(), CV_8UC1);
  // Mean tissue lies at 0.55 of the grey scale, as a sonographer sets the gain.
  const double range_db = options.dynamic_range_db;
  for (int y = 0; y < echo.rows; ++y) {
    const double loss_db = options.attenuation_db_per_mm * y * options.mm_per_px * 0.5;
    const auto* in = echo.ptr<cv::Vec2f>(y);
    auto* out = image.ptr<std::uint8_t>(y);
    for (int x = 0; x < echo.cols; ++x) {
      const double power = in[x][0] * in[x][0] + in[x][1] * in[x][1];
      const double level_db = 10.0 * std::log10(std::max(power, 1e-9)) - loss_db;
      out[x] = cv::saturate_cast<std::uint8_t>(255.0 * (0.45 + level_db / range_db));
    }
  }
}

}  // namespace

Phantom::Phantom(const PhantomOptions& options) : options_(options) {
  make_tissue();
  noise_ = white_noise({kNoiseTile_px, kNoiseTile_px}, options_.seed * 7919U + 17U);
  cv::GaussianBlur(noise_, noise_, {3, 5}, 0.6, 0.9, cv::BORDER_REFLECT);
  scale_to_unit_power(noise_);
}

cv::Point2d Phantom::tissue_offset_px(int index) const {
  return options_.tissue_motion_px_per_frame * static_cast<double>(index);
}

double Phantom::bone_row_px(double canvas_x_px) const {
  const double half_px = kBoneHalfWidth * options_.size_px.width;
  const double u = (canvas_x_px - kBoneCentre * options_.size_px.width) / half_px;
  if (std::abs(u) > 1.0) return -1.0;
  return options_.bone_depth_mm / options_.mm_per_px + kBoneSag * half_px * u * u;
}

void Phantom::make_tissue() {
  const cv::Point2d travel = tissue_offset_px(std::max(0, options_.frames - 1));
  const cv::Size size(options_.size_px.width + cvCeil(std::abs(travel.x)) + 2 * kMargin_px,
                      options_.size_px.height + cvCeil(std::abs(travel.y)) + 2 * kMargin_px);
  origin_px_ = {kMargin_px + cvCeil(std::max(0.0, travel.x)),
                kMargin_px + cvCeil(std::max(0.0, travel.y))};
  tissue_ = white_noise(size, options_.seed);
  cv::GaussianBlur(tissue_, tissue_, {0, 0}, kLateralSigma_mm / options_.mm_per_px,
                   kAxialSigma_mm / options_.mm_per_px, cv::BORDER_REFLECT);
  scale_to_unit_power(tissue_);
  for (int y = 0; y < size.height; ++y) {
    const double y_mm = (y - origin_px_.y) * options_.mm_per_px;
    for (int x = 0; x < size.width; ++x) {
      const double x_px = x - origin_px_.x;
      auto& echo = tissue_.at<cv::Vec2f>(y, x);
      // Reflectors glitter with the scatterers around them.
      const auto glitter = static_cast<float>(0.5 + 0.5 * cv::norm(echo));
      echo *= static_cast<float>(layer_gain(y_mm));
      if (options_.fascia == WithFascia::kYes) {
        echo[0] += glitter * static_cast<float>(fascia_echo(x_px * options_.mm_per_px, y_mm));
      }
      const double row_px = options_.bone == WithBone::kYes ? bone_row_px(x_px) : -1.0;
      if (row_px >= 0.0) add_bone(y_mm - row_px * options_.mm_per_px, glitter, echo);
    }
  }
}

void Phantom::add_noise(cv::Mat& echo, int index) const {
  // A fresh place in the noise tile each frame; the tile repeats inside the picture, which no
  // detector looks at.
  NormalSource random(options_.seed * 1000003U + static_cast<std::uint64_t>(index));
  const int shift_x = static_cast<int>(random.uniform() * (kNoiseTile_px - 1));
  const int shift_y = static_cast<int>(random.uniform() * (kNoiseTile_px - 1));
  const auto gain = static_cast<float>(from_db(options_.noise_db));
  for (int y = 0; y < echo.rows; ++y) {
    const auto* noise = noise_.ptr<cv::Vec2f>((y + shift_y) % kNoiseTile_px);
    auto* out = echo.ptr<cv::Vec2f>(y);
    for (int x = 0; x < echo.cols; ++x) out[x] += gain * noise[(x + shift_x) % kNoiseTile_px];
  }
}

PhantomFrame Phantom::frame(int index) const {
  PhantomFrame frame;
  const cv::Point2d offset = tissue_offset_px(index);
  const cv::Matx23d canvas_from_picture(1, 0, origin_px_.x - offset.x, 0, 1,
                                        origin_px_.y - offset.y);
  cv::Mat echo;
  cv::warpAffine(tissue_, echo, canvas_from_picture, options_.size_px,
                 cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_REFLECT);
  if (options_.layer) draw_phantom_layer(options_, index, echo);
  if (options_.needle) draw_phantom_needle(options_, index, echo);
  add_noise(echo, index);
  compress(echo, options_, frame.image);
  frame.needle = needle_truth(index);
  frame.bone = bone_truth(index);
  return frame;
}

std::optional<NeedleTruth> Phantom::needle_truth(int index) const {
  return options_.needle ? phantom_needle_truth(options_, index) : std::nullopt;
}

std::vector<PixelPoint> Phantom::bone_truth(int index) const {
  std::vector<PixelPoint> bone;
  if (options_.bone == WithBone::kNo) return bone;
  const cv::Point2d offset = tissue_offset_px(index);
  for (int x = 0; x < options_.size_px.width; ++x) {
    const double row_px = bone_row_px(x - offset.x);
    if (row_px < 0.0 || row_px + offset.y > options_.size_px.height - 1) continue;
    bone.push_back({static_cast<double>(x), row_px + offset.y});
  }
  return bone;
}

PhantomSource::PhantomSource(const PhantomOptions& options) : phantom_(options) {
  info_.path = "phantom";
  info_.format = "metaimage";
  info_.width_px = options.size_px.width;
  info_.height_px = options.size_px.height;
  info_.frame_count = options.frames;
  info_.frame_rate_hz = options.frame_rate_hz;
  info_.spacing = PixelSpacing{options.mm_per_px, options.mm_per_px};
  info_.spacing_source = "phantom";
}

Result<std::optional<Frame>> PhantomSource::next() {
  if (next_index_ >= phantom_.options().frames) return std::optional<Frame>{};
  Frame frame;
  frame.index = next_index_;
  frame.time = Timestamp::from_seconds(next_index_ / phantom_.options().frame_rate_hz);
  frame.image = phantom_.frame(next_index_).image;
  frame.spacing = info_.spacing;
  ++next_index_;
  return std::optional<Frame>(std::move(frame));
}

}  // namespace echolance
