// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/orientation.hpp"

#include <opencv2/core.hpp>

#include "imaging/parse_text.hpp"

namespace echolance {
namespace {

bool is_one_of(char c, const char* choices) {
  return std::string(choices).find(c) != std::string::npos;
}

}  // namespace

std::optional<OrientationChange> orientation_change(const std::string& code) {
  const std::string lower = to_lower(trim(code));
  if (lower.size() != 2 && !(lower.size() == 3 && is_one_of(lower[2], "ad"))) return std::nullopt;
  OrientationChange change;
  change.transpose = is_one_of(lower[0], "fn");
  const char side = change.transpose ? lower[1] : lower[0];
  const char depth = change.transpose ? lower[0] : lower[1];
  if (!is_one_of(side, "mu") || !is_one_of(depth, "fn")) return std::nullopt;
  change.flip_x = side == 'u';
  change.flip_y = depth == 'n';
  return change;
}

cv::Mat turned_to_mf(const cv::Mat& stored, const OrientationChange& change) {
  cv::Mat picture = stored;
  if (change.transpose) cv::transpose(stored, picture);
  if (!change.flip_x && !change.flip_y) return picture;
  cv::Mat flipped;
  cv::flip(picture, flipped, change.flip_x && change.flip_y ? -1 : (change.flip_x ? 1 : 0));
  return flipped;
}

}  // namespace echolance
