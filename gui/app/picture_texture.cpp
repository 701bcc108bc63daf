// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/app/picture_texture.hpp"

#include <GLFW/glfw3.h>

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace echolance {
namespace {

constexpr int kClampToEdge = 0x812F;  // GL_CLAMP_TO_EDGE

cv::Mat grey_table(const GreyWindow& grey) {
  cv::Mat table(1, 256, CV_8UC1);
  const double width = std::max(grey.window, 1.0);
  for (int value = 0; value < 256; ++value) {
    const double share = (value - grey.level) / width + 0.5;
    table.at<std::uint8_t>(value) = cv::saturate_cast<std::uint8_t>(255.0 * share);
  }
  return table;
}

}  // namespace

UploadedPicture::~UploadedPicture() {
  clear();
}

void UploadedPicture::clear() {
  if (texture_.id != 0) {
    const auto name = static_cast<unsigned>(texture_.id);
    ::glDeleteTextures(1, &name);
  }
  texture_ = {};
  shown_.release();
}

void UploadedPicture::renew() {
  leave();
  const cv::Mat picture = shown_;
  if (!picture.empty()) show(picture, grey_);
}

void UploadedPicture::show(const cv::Mat& picture, const GreyWindow& grey) {
  if (picture.empty()) return clear();
  const bool same = picture.data == shown_.data && picture.size() == shown_.size();
  if (same && grey == grey_ && texture_.id != 0) return;
  cv::cvtColor(picture, mapped_, picture.channels() == 1 ? cv::COLOR_GRAY2RGB : cv::COLOR_BGR2RGB);
  if (grey != GreyWindow{}) cv::LUT(mapped_, grey_table(grey), mapped_);
  if (texture_.id == 0) {
    unsigned name = 0;
    ::glGenTextures(1, &name);
    texture_.id = name;
  }
  ::glBindTexture(GL_TEXTURE_2D, static_cast<unsigned>(texture_.id));
  ::glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
  ::glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  ::glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, kClampToEdge);
  ::glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, kClampToEdge);
  ::glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  ::glTexImage2D(GL_TEXTURE_2D, 0, GL_RGB, mapped_.cols, mapped_.rows, 0, GL_RGB, GL_UNSIGNED_BYTE,
                 mapped_.data);
  texture_.width_px = mapped_.cols;
  texture_.height_px = mapped_.rows;
  shown_ = picture;
  grey_ = grey;
}

}  // namespace echolance
