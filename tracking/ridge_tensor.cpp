// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/ridge_tensor.hpp"

#include <opencv2/imgproc.hpp>

namespace echolance {

namespace {
// Response of pixels outside the mask: below anything tissue gives.
constexpr float kOutside = 10.0F;
// Keeps the noise of a black picture from being blown up to lines; grey levels per px^2, squared.
constexpr double kEnergyFloor = 0.02;
// cv::Sobel of order 2 with its 3x3 kernel is 4 times the derivative.
constexpr double kSobelScale = 0.25;
}  // namespace

void compute_ridge_tensor(const cv::Mat& picture, const cv::Mat& mask, const RidgeScale& scale,
                          RidgeTensorBuffers& buffers, RidgeTensor& tensor) {
  cv::GaussianBlur(picture, buffers.smooth, {}, scale.sigma_px);
  cv::Sobel(buffers.smooth, tensor.xx, CV_32F, 2, 0, 3, kSobelScale);
  cv::Sobel(buffers.smooth, tensor.xy, CV_32F, 1, 1, 3, kSobelScale);
  cv::Sobel(buffers.smooth, tensor.yy, CV_32F, 0, 2, 3, kSobelScale);

  buffers.energy.create(picture.size(), CV_32F);
  for (int y = 0; y < picture.rows; ++y) {
    const auto* xx = tensor.xx.ptr<float>(y);
    const auto* xy = tensor.xy.ptr<float>(y);
    const auto* yy = tensor.yy.ptr<float>(y);
    const auto* inside = mask.ptr<float>(y);
    auto* energy = buffers.energy.ptr<float>(y);
    for (int x = 0; x < picture.cols; ++x) {
      energy[x] = inside[x] * (xx[x] * xx[x] + yy[x] * yy[x] + 2.0F * xy[x] * xy[x]);
    }
  }
  const cv::Size side(scale.neighbourhood_px, scale.neighbourhood_px);
  cv::boxFilter(buffers.energy, buffers.mean_energy, CV_32F, side);
  cv::boxFilter(mask, buffers.mean_weight, CV_32F, side);

  for (int y = 0; y < picture.rows; ++y) {
    auto* xx = tensor.xx.ptr<float>(y);
    auto* xy = tensor.xy.ptr<float>(y);
    auto* yy = tensor.yy.ptr<float>(y);
    const auto* inside = mask.ptr<float>(y);
    const auto* energy = buffers.mean_energy.ptr<float>(y);
    const auto* weight = buffers.mean_weight.ptr<float>(y);
    for (int x = 0; x < picture.cols; ++x) {
      const float mean = energy[x] / std::max(weight[x], 0.1F) + static_cast<float>(kEnergyFloor);
      const float gain = inside[x] / std::sqrt(mean);
      const float outside = (1.0F - inside[x]) * kOutside;
      xx[x] = xx[x] * gain + outside;
      xy[x] = xy[x] * gain;
      yy[x] = yy[x] * gain + outside;
    }
  }
}

}  // namespace echolance
