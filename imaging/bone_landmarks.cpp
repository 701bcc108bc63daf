// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/bone_landmarks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numbers>
#include <utility>

#include "imaging/settle_sense.hpp"
#include "imaging/shape_match.hpp"
#include "imaging/shape_slide.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr int kGuesses = 30;
constexpr std::size_t kNear = 5, kFar = 3;  // fits that are followed up: at the best, elsewhere
constexpr double kElsewhere_mm = 35.0;
constexpr double kAlike_mm = 3.0;
constexpr std::size_t kRefined = 4;
constexpr double kClick_mm = 30.0;

// Below these there is too little to say anything.
constexpr int kLeastPoints = 150;
constexpr double kLeastExtent_mm = 70.0;
// Generated bones end at costs of 0.5 to 3 mm^2, people's of other proportions at up to 9; femur,
// skull, spheres and waves at 12 and more.
constexpr double kMostCost_mm2 = 11.0;
constexpr double kMostCostClear_mm2 = 14.0;  // where nothing else comes near
constexpr double kClearLead = 1.35;
constexpr double kLeastInliers = 0.75;
// Long bones and planes fit two places with costs less than a tenth apart.
constexpr double kLeastLead = 1.2;
constexpr double kCostFloor_mm2 = 0.6;
constexpr double kRivalDearer = 0.12;  // so much dearer: a third as likely

// Where the data fit worse than this, or a shape this strange was needed, errors are larger.
constexpr double kUsualOff_mm = 0.9;
constexpr double kUsualOutliers = 0.08;
constexpr double kUsualCoefficients = 90.0;  // squared, of some 350 free ones
constexpr double kMostStrange = 6.0;
constexpr double kMostStd_mm = 12.0;
constexpr double kNothingShown = 0.02, kFairlyShown = 0.12;  // of a vertebra
constexpr double kSeenOnBone_mm = 5.0, kSeenFree_mm = 9.0;

const FitStage kCoarse{{8, 15}, 8, 400, 30.0, 20.0, 9.0};
const FitStage kMiddle{{25, 30}, 10, 600, 20.0, 12.0, 5.0};
const FitStage kFine{{60, 100}, 12, 2500, 12.0, 6.0, 3.0};

FitStage within(FitStage stage, const ShapeBasis& basis) {
  stage.freedom.modes = std::min(stage.freedom.modes, basis.model->mode_count());
  stage.freedom.functions =
      std::min(stage.freedom.functions, static_cast<int>(basis.smooth_mm.cols()));
  return stage;
}

// Columns of the marks of those bones that the data show under this fit: the others may be
// anywhere.
std::vector<int> marks_shown(const ShapeBasis& basis, const SurfacePoints& data,
                             const ShapeFit& fit) {
  constexpr int kLeastPairs = 12;
  const ShapeModel& model = *basis.model;
  const ShapeSurface surface(basis, fit.shape_mm);
  const Eigen::Isometry3f motion = fit.model_from_data.cast<float>();
  const SurfacePoints few = sampled(data, 600);
  std::vector<int> pairs(model.bones.size(), 0);
  for (int i = 0; i < few.count(); ++i) {
    const auto pair =
        surface.pair_for(motion * Eigen::Vector3f(few.points_mm.col(i)),
                         motion.linear() * few.normals.col(i), few.sense, {6.0F, 0.5F});
    if (pair) ++pairs[static_cast<std::size_t>(model.bone_of(pair->place.vertices[0]))];
  }
  std::vector<int> columns;
  for (int i = 0; i < model.mark_count(); ++i) {
    const ShapeMark& mark = model.marks[static_cast<std::size_t>(i)];
    if (pairs[static_cast<std::size_t>(mark.bone)] >= kLeastPairs) {
      columns.push_back(model.vertex_count() + i);
    }
  }
  return columns;
}

// Root mean square distance of the marks between two fits, in the data's axes.
double apart_mm(const std::vector<int>& marks, const ShapeFit& a, const ShapeFit& b) {
  if (marks.empty()) return 0.0;
  double sum = 0.0;
  for (const int column : marks) {
    const Vector3d in_a = a.model_from_data.inverse() * a.shape_mm.col(column).cast<double>();
    const Vector3d in_b = b.model_from_data.inverse() * b.shape_mm.col(column).cast<double>();
    sum += (in_a - in_b).squaredNorm();
  }
  return std::sqrt(sum / static_cast<double>(marks.size()));
}

void by_cost(std::vector<ShapeFit>& fits) {
  std::sort(fits.begin(), fits.end(),
            [](const ShapeFit& a, const ShapeFit& b) { return a.cost < b.cost; });
}

// The best, those like it, and the best of those elsewhere.
std::vector<ShapeFit> worth_following(const ShapeBasis& basis, const SurfacePoints& data,
                                      std::vector<ShapeFit> fits) {
  by_cost(fits);
  const auto marks = marks_shown(basis, data, fits.front());
  std::vector<ShapeFit> chosen;
  std::size_t near = 0, far = 0;
  for (const auto& fit : fits) {
    const bool elsewhere = apart_mm(marks, fits.front(), fit) > kElsewhere_mm;
    std::size_t& count = elsewhere ? far : near;
    if (count >= (elsewhere ? kFar : kNear)) continue;
    ++count;
    chosen.push_back(fit);
  }
  return chosen;
}

// How far the fit's marks are from where they were clicked, the worst of them.
double off_clicks_mm(const ShapeBasis& basis, const ShapeFit& fit,
                     const std::vector<ClickedMark>& clicks) {
  double worst_mm = 0.0;
  for (const auto& click : clicks) {
    const Eigen::Vector3f place = (fit.model_from_data * click.point_mm).cast<float>();
    float least_mm = std::numeric_limits<float>::max();
    for (const char* psis : {"psis_left", "psis_right"}) {
      const int column = basis.model->mark_column(click.name.empty() ? psis : click.name.c_str());
      if (column < 0) continue;
      least_mm = std::min(least_mm, (fit.shape_mm.col(column) - place).norm());
    }
    worst_mm = std::max(worst_mm, static_cast<double>(least_mm));
  }
  return worst_mm;
}

double extent_mm(const SurfacePoints& data) {
  const Eigen::Vector3f size =
      data.points_mm.rowwise().maxCoeff() - data.points_mm.rowwise().minCoeff();
  return static_cast<double>(size.norm());
}

void abstain(FitVerdict verdict, std::string reason, BoneLandmarks& result) {
  result.verdict = verdict;
  result.reason = std::move(reason);
}

void judge(BoneLandmarks& result) {
  const ShapeFit& fit = result.fit;
  const double most_mm2 = result.lead > kClearLead ? kMostCostClear_mm2 : kMostCost_mm2;
  if (fit.cost > most_mm2 || fit.inlier_share < kLeastInliers) {
    abstain(
        FitVerdict::kNotThisBone,
        fmt::format("no pelvis or lumbar spine fits: only {:.0f} % of the surface lies within 4 "
                    "mm of the best one",
                    100.0 * fit.inlier_share),
        result);
  } else if (result.lead < kLeastLead) {
    abstain(FitVerdict::kAmbiguous,
            "the surface fits two different places of pelvis and spine about equally well; give "
            "more of it, best both posterior iliac spines and the sacrum",
            result);
  } else {
    result.verdict = FitVerdict::kUsable;
  }
}

// Probability that an error of this root mean square, alike along three axes, is below 10 mm.
double confidence_of(double std_mm) {
  const double a = 10.0 * std::sqrt(3.0) / std_mm;
  return std::erf(a / std::numbers::sqrt2) -
         std::sqrt(2.0 / std::numbers::pi) * a * std::exp(-0.5 * a * a);
}

// How many times larger the variance is than the fit's own, by what it left over.
double misfit_of(const ShapeFit& fit) {
  return std::max(1.0, std::pow(fit.median_off_mm / kUsualOff_mm, 2)) *
         std::max(1.0, (1.0 - fit.inlier_share) / kUsualOutliers) *
         std::clamp(std::pow(fit.coefficients.squared() / kUsualCoefficients, 2), 1.0,
                    kMostStrange);
}

/// Reads the marks off a fit.
class MarkReader {
 public:
  /// `rivals`: dearer fits at about the same place.
  MarkReader(const ShapeBasis& basis, const SurfacePoints& data, const BoneLandmarks& found,
             const std::vector<ShapeFit>& rivals, double stated_scale)
      : basis_(basis),
        data_(data),
        rivals_(rivals),
        found_(found),
        surface_(basis, found.fit.shape_mm),
        tree_(data.points_mm),
        data_from_model_(found.fit.model_from_data.inverse()),
        astray_(vertebrae_astray(*basis.model, found.fit.shape_mm)),
        misfit_(misfit_of(found.fit) * stated_scale * stated_scale) {}

  [[nodiscard]] SpaceLandmark read(std::size_t index) const {
    const ShapeModel& model = *basis_.model;
    const ShapeMark& mark = model.marks[index];
    const int column = model.vertex_count() + static_cast<int>(index);
    SpaceLandmark landmark;
    landmark.name = mark.name;
    if (!found_.usable()) {
      landmark.reason = found_.reason;
      return landmark;
    }
    landmark.point_mm = data_from_model_ * found_.fit.shape_mm.col(column).cast<double>();
    const double fitted_mm2 = place_covariance(basis_, found_.fit, column).trace();
    landmark.std_mm =
        std::sqrt(misfit_ * fitted_mm2 + mark.own_std_mm * mark.own_std_mm +
                  rivals_mm2(column, landmark.point_mm) + hardly_shown_mm2(mark.bone));
    landmark.confidence = confidence_of(landmark.std_mm);
    state(mark, landmark);
    return landmark;
  }

 private:
  // A vertebra of which only a little seems to be there may be its neighbour instead.
  [[nodiscard]] double hardly_shown_mm2(int bone) const {
    const ShapeBone& part = basis_.model->bones[static_cast<std::size_t>(bone)];
    if (part.name[0] != 'l' && part.name[0] != 't') return 0.0;
    const bool column_broken = std::find(astray_.begin(), astray_.end(), true) != astray_.end();
    if (column_broken) return kMostStd_mm * kMostStd_mm;
    const Eigen::Isometry3f data_from_model = data_from_model_.cast<float>();
    int shown = 0;
    for (int vertex = part.first; vertex < part.first + part.count; ++vertex) {
      const Eigen::Vector3f place = data_from_model * found_.fit.shape_mm.col(vertex);
      shown += tree_.nearest(place).squared_mm2 < 16.0F ? 1 : 0;
    }
    const double share = static_cast<double>(shown) / part.count;
    return share > kNothingShown && share < kFairlyShown ? kMostStd_mm * kMostStd_mm : 0.0;
  }

  // What the choice among fits that are nearly as good adds to the variance of a place.
  [[nodiscard]] double rivals_mm2(int column, const Vector3d& point_mm) const {
    double most_mm2 = 0.0;
    for (const auto& rival : rivals_) {
      const double dearer =
          (rival.cost + kCostFloor_mm2) / (found_.fit.cost + kCostFloor_mm2) - 1.0;
      const double chance = 0.5 * std::exp(-dearer / kRivalDearer);
      const Vector3d there =
          rival.model_from_data.inverse() * rival.shape_mm.col(column).cast<double>();
      most_mm2 = std::max(most_mm2, chance * (there - point_mm).squaredNorm());
    }
    return most_mm2;
  }

  void state(const ShapeMark& mark, SpaceLandmark& landmark) const {
    const double near_mm =
        std::sqrt(static_cast<double>(tree_.nearest(landmark.point_mm.cast<float>()).squared_mm2));
    const double seen_mm = mark.place == MarkPlace::kOnBone ? kSeenOnBone_mm : kSeenFree_mm;
    if (landmark.std_mm > kMostStd_mm) {
      landmark.state = LandmarkState::kAbstained;
      landmark.reason = fmt::format(
          "an error of {:.0f} mm must be expected; nearest data {:.0f} mm "
          "away",
          landmark.std_mm, near_mm);
    } else if (own_data_near(mark, landmark, seen_mm)) {
      landmark.state = LandmarkState::kSeen;
    } else {
      landmark.state = LandmarkState::kInferred;
      landmark.reason =
          fmt::format("no data of its bone at it; nearest data {:.0f} mm away", near_mm);
    }
  }

  // Whether the data near the mark belong to its own bone.
  [[nodiscard]] bool own_data_near(const ShapeMark& mark, const SpaceLandmark& landmark,
                                   double within_mm) const {
    const Eigen::Isometry3f motion = found_.fit.model_from_data.cast<float>();
    for (const auto& near :
         tree_.within(landmark.point_mm.cast<float>(), static_cast<float>(within_mm))) {
      const auto pair = surface_.pair_for(motion * Eigen::Vector3f(data_.points_mm.col(near.index)),
                                          motion.linear() * data_.normals.col(near.index),
                                          data_.sense, {4.0F, 0.4F});
      if (pair && basis_.model->bone_of(pair->place.vertices[0]) == mark.bone) return true;
    }
    return false;
  }

  const ShapeBasis& basis_;
  const SurfacePoints& data_;
  const std::vector<ShapeFit>& rivals_;
  const BoneLandmarks& found_;
  ShapeSurface surface_;
  PointTree tree_;
  Eigen::Isometry3d data_from_model_;
  std::vector<bool> astray_;
  double misfit_;
};

// A sacrum that slid by a foramen on the way starts anew: from the mean shape there, then with the
// spine a foramen higher and lower. Best first before and after.
void add_starts_anew(const ShapeBasis& basis, const SurfacePoints& data, const FitStage& stage,
                     const FitNoise& noise, std::vector<ShapeFit>& fits) {
  fits.push_back(
      fit_stage(basis, data, mean_at(basis, fits.front().model_from_data), stage, noise));
  by_cost(fits);
  const ShapeFit best = fits.front();
  for (const Slide slide : {Slide::kUp, Slide::kDown}) {
    const ShapeFit start = slid_by_a_foramen(basis, best, slide, stage.freedom);
    fits.push_back(fit_stage(basis, data, start, stage, noise));
  }
  by_cost(fits);
}

// Fits from many starts, best first; those elsewhere are among them.
std::vector<ShapeFit> fits_from_many_starts(const ShapeBasis& basis,
                                            const BoneLandmarkOptions& options,
                                            const std::vector<int>& pieces, SurfacePoints& data) {
  std::vector<ShapeFit> fits;
  for (const auto& guess : guess_poses(basis, data, options.hint, kGuesses)) {
    fits.push_back(fit_stage(basis, data, mean_at(basis, guess.model_from_data),
                             within(kCoarse, basis), options.noise));
  }
  std::vector<ShapeFit> at_clicks;
  std::copy_if(fits.begin(), fits.end(), std::back_inserter(at_clicks), [&](const ShapeFit& fit) {
    return off_clicks_mm(basis, fit, options.clicks) < kClick_mm;
  });
  fits = worth_following(basis, data, at_clicks.empty() ? fits : at_clicks);
  const FitStage middle = within(kMiddle, basis);
  settle_sense(basis, fits.front(), pieces, middle, options.noise, data);
  for (auto& fit : fits) fit = fit_stage(basis, data, fit, middle, options.noise);
  by_cost(fits);
  add_starts_anew(basis, data, middle, options.noise, fits);
  return fits;
}

// The best few fits at about the same place, refined; best first. They may differ in a part: a
// sacrum slid by one foramen fits nearly as well.
std::vector<ShapeFit> fine_fits(const ShapeBasis& basis, const SurfacePoints& data,
                                const std::vector<ShapeFit>& fits, const FitNoise& noise) {
  const auto marks = marks_shown(basis, data, fits.front());
  std::vector<ShapeFit> chosen;
  for (const auto& fit : fits) {
    const bool known = std::any_of(chosen.begin(), chosen.end(), [&](const ShapeFit& other) {
      return apart_mm(marks, fit, other) < kAlike_mm;
    });
    if (known || apart_mm(marks, fits.front(), fit) > kElsewhere_mm) continue;
    chosen.push_back(fit);
    if (chosen.size() == kRefined) break;
  }
  for (auto& fit : chosen) fit = fit_stage(basis, data, fit, within(kFine, basis), noise);
  by_cost(chosen);
  return chosen;
}

// How many times dearer the best fit elsewhere is than the best, `fits` being sorted.
double lead_of(const ShapeBasis& basis, const SurfacePoints& data,
               const std::vector<ShapeFit>& fits, double& runner_up_cost) {
  constexpr double kNoRival = 100.0;
  const auto marks = marks_shown(basis, data, fits.front());
  for (const auto& other : fits) {
    if (apart_mm(marks, fits.front(), other) < kElsewhere_mm) continue;
    runner_up_cost = other.cost;
    return (other.cost + kCostFloor_mm2) / (fits.front().cost + kCostFloor_mm2);
  }
  return kNoRival;
}

}  // namespace

BoneLandmarks find_bone_landmarks(const SurfacePoints& data, const BoneLandmarkOptions& options) {
  const ShapeBasis& basis = shape_basis();
  SurfacePoints thin = thinned(data, options.noise.spacing_mm);
  BoneLandmarks result;
  result.points = thin.count();
  if (thin.count() < kLeastPoints || extent_mm(thin) < kLeastExtent_mm) {
    abstain(
        FitVerdict::kTooLittle,
        "too little bone surface; scan both posterior iliac spines, the sacrum between them and "
        "the lumbar midline",
        result);
    return result;
  }
  std::vector<int> pieces(static_cast<std::size_t>(thin.count()), 0);
  if (thin.sense == NormalSense::kUnknown) pieces = agree_normals(thin);
  const auto fits = fits_from_many_starts(basis, options, pieces, thin);
  result.lead = lead_of(basis, thin, fits, result.runner_up_cost);
  auto finest = fine_fits(basis, thin, fits, options.noise);
  result.fit = finest.front();
  judge(result);
  finest.erase(finest.begin());
  const MarkReader reader(basis, thin, result, finest, options.stated_scale);
  for (std::size_t i = 0; i < basis.model->marks.size(); ++i) {
    result.landmarks.push_back(reader.read(i));
  }
  return result;
}

}  // namespace echolance
