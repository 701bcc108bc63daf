// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/shaft_contrast.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace echolance {
namespace {

constexpr double kPiece_mm = 2.0;
constexpr std::array<float, 3> kOnShaft_mm = {-0.2F, 0.0F, 0.2F};
constexpr float kBeside_mm = 1.0F;    // from here and
constexpr float kBeamsBeside = 2.5F;  // standard deviations of the beam across on
constexpr float kBesideWidth_mm = 2.5F;
constexpr int kBesideCount = 6;
constexpr double kSilence = 1e-6;

// Mean amplitude of some places; places outside the picture do not count.
struct Mean {
  double sum = 0.0;
  int count = 0;
  [[nodiscard]] double value() const { return count > 0 ? sum / count : 0.0; }
};

class Echoes {
 public:
  Echoes(const cv::Mat& envelope, const PolarGrid& grid) : envelope_(envelope), grid_(grid) {}

  void add(const Eigen::Vector2f& at_mm, Mean& mean) const {
    const PolarPoint polar = grid_.polar(at_mm.x(), at_mm.y());
    const int line = static_cast<int>(std::lround(polar.line));
    const int sample = static_cast<int>(std::lround(polar.depth_mm / grid_.sample_mm));
    if (line < 0 || line >= envelope_.rows || sample < 0 || sample >= envelope_.cols) return;
    mean.sum += envelope_.at<float>(line, sample);
    ++mean.count;
  }

 private:
  const cv::Mat& envelope_;
  const PolarGrid& grid_;
};

struct Levels {
  Mean on, beside;
  [[nodiscard]] double contrast_db() const {
    return 20.0 * std::log10((on.value() + kSilence) / (beside.value() + kSilence));
  }
};

void add_place(const ShaftPlace& place, const Echoes& echoes, float beam_mm, Levels& levels) {
  const Eigen::Vector2f across(-place.along.y(), place.along.x());
  for (const float off : kOnShaft_mm) echoes.add(place.at_mm + off * across, levels.on);
  for (int i = 0; i < kBesideCount; ++i) {
    const float off = kBeside_mm + kBeamsBeside * beam_mm +
                      kBesideWidth_mm * static_cast<float>(i) / (kBesideCount - 1);
    echoes.add(place.at_mm + off * across, levels.beside);
    echoes.add(place.at_mm - off * across, levels.beside);
  }
}

}  // namespace

ShaftContrast shaft_contrast(const cv::Mat& envelope, const PolarGrid& grid,
                             const BeamProfile& beam, std::span<const ShaftPlace> places,
                             double step_mm) {
  const Echoes echoes(envelope, grid);
  const auto per_piece = static_cast<std::size_t>(std::max(1L, std::lround(kPiece_mm / step_mm)));
  ShaftContrast contrast;
  std::vector<double> in_slice_db;
  for (std::size_t first = 0; first < places.size(); first += per_piece) {
    const auto piece = places.subspan(first, std::min(per_piece, places.size() - first));
    Levels levels;
    for (const auto& place : piece) {
      const float sample = grid.depth_of(place.at_mm.x(), place.at_mm.y()) / grid.sample_mm;
      const int row = std::clamp(static_cast<int>(sample), 0, grid.samples - 1);
      add_place(place, echoes, beam.lateral_sigma_mm[static_cast<std::size_t>(row)], levels);
    }
    const double db = levels.contrast_db();
    if (!piece[piece.size() / 2].in_slice) continue;
    in_slice_db.push_back(db);
    if (db >= kBright_db) contrast.bright_length_mm += static_cast<double>(piece.size()) * step_mm;
  }
  if (in_slice_db.empty()) return contrast;
  const auto middle = in_slice_db.begin() + static_cast<std::ptrdiff_t>(in_slice_db.size() / 2);
  std::nth_element(in_slice_db.begin(), middle, in_slice_db.end());
  contrast.median_db = *middle;
  return contrast;
}

}  // namespace echolance
