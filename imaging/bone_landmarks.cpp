// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/bone_landmarks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstdio>

#include "imaging/shape_match.hpp"

namespace echolance {
namespace {

constexpr int kGuesses = 30;

std::vector<ShapeFit> ranked(std::vector<ShapeFit> fits, std::size_t count) {
  std::sort(fits.begin(), fits.end(),
            [](const ShapeFit& a, const ShapeFit& b) { return a.cost < b.cost; });
  if (fits.size() > count) fits.resize(count);
  return fits;
}

// Which way each piece of the surface faces, by the shape laid on it. Small pieces and pieces that
// the shape does not settle leave the sense of all open.
void settle_sense(const ShapeBasis& basis, const ShapeFit& fit, const std::vector<int>& pieces,
                  SurfacePoints& data) {
  const ShapeSurface surface(basis, fit.shape_mm);
  const Eigen::Isometry3f motion = fit.model_from_data.cast<float>();
  std::vector<int> votes(pieces.size(), 0), voters(pieces.size(), 0);
  for (int i = 0; i < data.count(); ++i) {
    const Eigen::Vector3f normal = motion.linear() * data.normals.col(i);
    const auto pair = surface.pair_for(motion * Eigen::Vector3f(data.points_mm.col(i)), normal,
                                       NormalSense::kUnknown, {5.0F, 0.6F});
    if (!pair) continue;
    const auto piece = static_cast<std::size_t>(pieces[static_cast<std::size_t>(i)]);
    votes[piece] += pair->normal.dot(normal) > 0.0F ? 1 : -1;
    ++voters[piece];
  }
  int settled = 0;
  for (int i = 0; i < data.count(); ++i) {
    const auto piece = static_cast<std::size_t>(pieces[static_cast<std::size_t>(i)]);
    if (votes[piece] < 0) data.normals.col(i) *= -1.0F;
    settled += 2 * std::abs(votes[piece]) > voters[piece] ? 1 : 0;
  }
  if (std::getenv("DBG")) std::printf("settled %d of %d\n", settled, data.count());
  if (settled > 0.9 * data.count()) data.sense = NormalSense::kOutward;
}

}  // namespace

const char* to_string(FitVerdict verdict) {
  switch (verdict) {
    case FitVerdict::kUsable:
      return "usable";
    case FitVerdict::kTooLittle:
      return "too_little";
    case FitVerdict::kNotThisBone:
      return "not_this_bone";
    case FitVerdict::kAmbiguous:
      return "ambiguous";
  }
  return "too_little";
}

BoneLandmarks find_bone_landmarks(const SurfacePoints& data, const BoneLandmarkOptions& options) {
  const ShapeBasis& basis = shape_basis();
  SurfacePoints thin = thinned(data, options.noise.spacing_mm);
  std::vector<int> pieces(static_cast<std::size_t>(thin.count()), 0);
  if (thin.sense == NormalSense::kUnknown) pieces = agree_normals(thin);
  BoneLandmarks result;
  result.points = thin.count();
  const bool debug = std::getenv("DBG") != nullptr;
  std::vector<ShapeFit> fits;
  for (const auto& guess : guess_poses(basis, thin, options.hint, kGuesses)) {
    fits.push_back(fit_stage(basis, thin, mean_at(basis, guess.model_from_data),
                             {{8, 15}, 8, 400, 30.0, 20.0, 9.0}, options.noise));
    if (debug) std::printf("guess %.1f -> %.2f in %.2f\n", guess.cost_mm2, fits.back().cost, fits.back().inlier_share);
  }
  fits = ranked(std::move(fits), 8);
  if (thin.sense != NormalSense::kOutward) settle_sense(basis, fits.front(), pieces, thin);
  for (auto& fit : fits) {
    fit = fit_stage(basis, thin, fit, {{25, 30}, 10, 600, 20.0, 12.0, 5.0}, options.noise);
  }
  fits = ranked(std::move(fits), 8);
  for (auto& fit : fits) if (debug) std::printf("B %.2f in %.2f b2 %.1f apart %.1f\n", fit.cost, fit.inlier_share, fit.coefficients.squared(), apart_mm(*basis.model, fits[0].model_from_data, fit.model_from_data));
  result.fit = fit_stage(basis, thin, fits.front(), {{60, 100}, 12, 2500, 12.0, 8.0, 4.0}, options.noise);
  if (debug) std::printf("C %.2f in %.2f med %.2f b2 %.1f %.1f\n", result.fit.cost, result.fit.inlier_share, result.fit.median_off_mm, result.fit.coefficients.modes.squaredNorm(), result.fit.coefficients.smooth.squaredNorm());
  result.verdict = FitVerdict::kUsable;
  const Eigen::Isometry3d data_from_model = result.fit.model_from_data.inverse();
  for (std::size_t i = 0; i < basis.model->marks.size(); ++i) {
    const int column = basis.model->vertex_count() + static_cast<int>(i);
    SpaceLandmark mark;
    mark.name = basis.model->marks[i].name;
    mark.point_mm = data_from_model * result.fit.shape_mm.col(column).cast<double>();
    mark.std_mm = std::sqrt(place_covariance(basis, result.fit, column).trace());
    mark.state = LandmarkState::kInferred;
    result.landmarks.push_back(mark);
  }
  return result;
}

}  // namespace echolance
