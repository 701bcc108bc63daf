// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/area_shrink.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace echolance {

void AreaShrink::Axis::prepare(int new_from, int new_to) {
  if (new_from == from && new_to == to) return;
  from = new_from;
  to = new_to;
  covers.clear();
  weights.clear();
  const double scale = static_cast<double>(from) / to;
  for (int i = 0; i < to; ++i) {
    const double begin = i * scale;
    const double end = std::min<double>((i + 1) * scale, from);
    Cover cover;
    cover.first = std::min(from - 1, static_cast<int>(begin + 1e-9));
    cover.weights_from = static_cast<int>(weights.size());
    for (int at = cover.first; at < from && at < end - 1e-9; ++at) {
      const double part = std::min<double>(at + 1, end) - std::max<double>(at, begin);
      weights.push_back(static_cast<float>(part / (end - begin)));
      ++cover.count;
    }
    covers.push_back(cover);
  }
}

void AreaShrink::apply(const cv::Mat& from, const cv::Size& size, cv::Mat& to) {
  CV_Assert(from.type() == CV_8UC1 || from.type() == CV_32FC1);
  columns_.prepare(from.cols, size.width);
  rows_.prepare(from.rows, size.height);
  row_.resize(static_cast<std::size_t>(from.cols));
  to.create(size, CV_32FC1);
  if (from.depth() == CV_8U) {
    shrink<std::uint8_t>(from, to);
  } else {
    shrink<float>(from, to);
  }
}

template <typename Pixel>
void AreaShrink::shrink(const cv::Mat& from, cv::Mat& to) {
  // Whole rows first: that pass goes over all pixels and is a plain sum of rows.
  for (int y = 0; y < to.rows; ++y) {
    const Cover& rows = rows_.covers[static_cast<std::size_t>(y)];
    float* sum = row_.data();
    std::fill_n(sum, from.cols, 0.0F);
    for (int k = 0; k < rows.count; ++k) {
      const float weight = rows_.weights[static_cast<std::size_t>(rows.weights_from + k)];
      const auto* source = from.ptr<Pixel>(rows.first + k);
      for (int x = 0; x < from.cols; ++x) sum[x] += weight * static_cast<float>(source[x]);
    }
    auto* out = to.ptr<float>(y);
    for (int x = 0; x < to.cols; ++x) {
      const Cover& columns = columns_.covers[static_cast<std::size_t>(x)];
      const float* weight = columns_.weights.data() + columns.weights_from;
      const float* source = sum + columns.first;
      float mean = 0.0F;
      for (int k = 0; k < columns.count; ++k) mean += weight[k] * source[k];
      out[x] = mean;
    }
  }
}

}  // namespace echolance
