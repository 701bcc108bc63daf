// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/body_surface.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "simulation/surface_knots.hpp"

namespace echolance {
namespace {

constexpr double kMapStep_mm = 2.0;
constexpr float kNoBone = -1000.0F;
constexpr double kCleftAbove_mm = 10.0;  // of the hiatus' apex the cleft begins
constexpr double kCleftRun_mm = 28.0;    // and is as deep as it gets so much lower
constexpr double kOverBone_mm = 1.2;     // fascia and periosteum on a bone under the skin

MapArea body_area(const AnatomySite& site) {
  const double top = site.at("l1_upper_endplate").z() + 45.0;
  const double bottom = site.at("sacrococcygeal_joint").z() - 75.0;
  return MapArea::between({-190.0, bottom}, {190.0, top}, kMapStep_mm);
}

cv::Mat spread_out(const MapArea& area, const std::vector<ThinPlateSpline::Knot>& knots) {
  const ThinPlateSpline spline(knots, 1.0);
  // The spline is smooth: every fourth place, the others bilinear.
  constexpr int kSkip = 4;
  const cv::Size coarse_size((area.size.width + kSkip - 1) / kSkip + 1,
                             (area.size.height + kSkip - 1) / kSkip + 1);
  cv::Mat coarse(coarse_size, CV_32FC1);
  for (int row = 0; row < coarse_size.height; ++row) {
    for (int column = 0; column < coarse_size.width; ++column) {
      const Eigen::Vector2d place = area.place_mm(kSkip * column, kSkip * row);
      coarse.at<float>(row, column) = static_cast<float>(spline.at(place));
    }
  }
  cv::Mat column_of(area.size, CV_32FC1), row_of(area.size, CV_32FC1), map;
  for (int row = 0; row < area.size.height; ++row) {
    for (int column = 0; column < area.size.width; ++column) {
      column_of.at<float>(row, column) = static_cast<float>(column) / kSkip;
      row_of.at<float>(row, column) = static_cast<float>(row) / kSkip;
    }
  }
  cv::remap(coarse, map, column_of, row_of, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  return map;
}

// The hindmost bone over one column of places of a bone's grid, or kNoBone.
float bone_top(const DistanceField& field, int x, int z) {
  const VolumeGrid& grid = field.grid();
  const auto& values = field.values_mm();
  for (int y = grid.size.y() - 1; y >= 0; --y) {
    const float here = values[grid.index(x, y, z)];
    if (here < 0.0F) return static_cast<float>(grid.point_mm(x, y, z).y()) - here;
    // The surface is at least that far away.
    y -= std::max(0, static_cast<int>(here / (1.2 * grid.spacing_mm)) - 1);
  }
  return kNoBone;
}

cv::Mat bone_tops(const MapArea& area, const Skeleton& skeleton) {
  cv::Mat tops(area.size, CV_32FC1, cv::Scalar(kNoBone));
  for (const auto& bone : skeleton.bones) {
    const VolumeGrid& grid = bone.surface.grid();
    for (int z = 0; z < grid.size.z(); ++z) {
      for (int x = 0; x < grid.size.x(); ++x) {
        const Eigen::Vector3d place = grid.point_mm(x, 0, z);
        const int column =
            static_cast<int>(std::lround((place.x() - area.first_mm.x()) / area.step_mm));
        const int row =
            static_cast<int>(std::lround((place.z() - area.first_mm.y()) / area.step_mm));
        if (column < 0 || row < 0 || column >= area.size.width || row >= area.size.height) continue;
        float& top = tops.at<float>(row, column);
        top = std::max(top, bone_top(bone.surface, x, z));
      }
    }
  }
  return tops;
}

// Raises the surface smoothly to `least` wherever it is lower.
void raise_over(const cv::Mat& least, double sigma_mm, cv::Mat& surface) {
  const double sigma = sigma_mm / kMapStep_mm;
  for (int i = 0; i < 5; ++i) {
    cv::Mat lack = cv::max(least - surface, 0.0);
    if (cv::countNonZero(lack > 0.05F) == 0) break;
    cv::dilate(lack, lack, cv::Mat());
    cv::GaussianBlur(lack, lack, cv::Size(), sigma);
    surface += 1.15 * lack;
  }
  // What is left of narrow tips.
  surface = cv::max(surface, least);
}

// The same surface moved outwards along its normals by `thickness`.
cv::Mat moved_out(const HeightMap& surface, const cv::Mat& thickness_mm) {
  cv::Mat heights = surface.heights_mm();
  const MapArea& area = surface.area();
  for (int row = 0; row < heights.rows; ++row) {
    for (int column = 0; column < heights.cols; ++column) {
      const Eigen::Vector2d place = area.place_mm(column, row);
      const double lean = std::max(0.5, surface.normal(place.x(), place.y()).y());
      heights.at<float>(row, column) +=
          static_cast<float>(thickness_mm.at<float>(row, column) / lean);
    }
  }
  return heights;
}

cv::Mat smoothed(const cv::Mat& heights, double sigma_mm) {
  cv::Mat smooth;
  cv::GaussianBlur(heights, smooth, cv::Size(), sigma_mm / kMapStep_mm, 0.0, cv::BORDER_REPLICATE);
  return smooth;
}

// The buttocks' cleft, held apart as for an injection: from the sacral hiatus downwards the skin of
// the midline lies close to fascia and bone. Thickness of what is left: ours [U].
void cut_cleft(const AnatomySite& site, const cv::Mat& fascia, cv::Mat& skin) {
  const MapArea area = body_area(site);
  const Eigen::Vector3d apex = site.at("sacral_hiatus_apex");
  const double left_mm = site.sizes()("skin_mm") + site.sizes()("cleft_fat_mm") +
                         site.sizes()("cleft_fat_share") * site.parameters().fat_mm;
  const double half_mm = site.sizes()("cleft_half_width_mm") * site.scale();
  for (int row = 0; row < area.size.height; ++row) {
    for (int column = 0; column < area.size.width; ++column) {
      const Eigen::Vector2d place = area.place_mm(column, row);
      const double below =
          std::clamp((apex.z() + kCleftAbove_mm - place.y()) / kCleftRun_mm, 0.0, 1.0);
      const double aside = (place.x() - apex.x()) / half_mm;
      const double share = below * below * (3.0 - 2.0 * below) * std::exp(-0.5 * aside * aside);
      float& height = skin.at<float>(row, column);
      const double floor = fascia.at<float>(row, column) + left_mm;
      height -= static_cast<float>(share * std::max(0.0, height - floor));
    }
  }
}

}  // namespace

BodySurface body_surface(const AnatomySite& site) {
  const MapArea area = body_area(site);
  const SoftTissueSizes& sizes = site.sizes();
  BodySurface surface;
  surface.skin_mm = sizes("skin_mm");
  cv::Mat fascia = spread_out(area, fascia_knots(site));
  raise_over(bone_tops(area, site.skeleton()) + kOverBone_mm, 7.0, fascia);
  surface.fascia = HeightMap(area, smoothed(fascia, 1.5));
  const cv::Mat share = cv::max(spread_out(area, fat_knots(site)), 0.25F);
  const cv::Mat fat = share * site.parameters().fat_mm;
  // Fat levels what is under it: the thicker the smoother.
  const double level_mm = 3.0 + 0.25 * site.parameters().fat_mm;
  cv::Mat skin = moved_out(surface.fascia, fat + surface.skin_mm);
  skin = cv::max(smoothed(skin, level_mm),
                 moved_out(surface.fascia, cv::Mat(0.8 * fat + surface.skin_mm)));
  const cv::Mat level_fascia = surface.fascia.heights_mm();
  cut_cleft(site, level_fascia, skin);
  surface.skin = HeightMap(area, skin);
  // The membranous layer stays inside what fat there is.
  const double membranous_share = sizes("membranous_layer_share");
  const cv::Mat in_fat = level_fascia + membranous_share * (skin - surface.skin_mm - level_fascia);
  surface.membranous =
      HeightMap(area, cv::min(moved_out(surface.fascia, membranous_share * fat), in_fat));
  surface.front = HeightMap(area, spread_out(area, front_knots(site)));
  return surface;
}

BodySurface stretched_over(const BodySurface& surface, const Skeleton& skeleton) {
  const MapArea& area = surface.fascia.area();
  const cv::Mat before = surface.fascia.heights_mm();
  cv::Mat fascia = before.clone();
  raise_over(bone_tops(area, skeleton) + kOverBone_mm, 7.0, fascia);
  const cv::Mat raised = smoothed(fascia - before, 4.0);
  BodySurface result = surface;
  result.fascia = HeightMap(area, before + cv::max(raised, fascia - before));
  result.membranous = HeightMap(area, surface.membranous.heights_mm() + raised);
  result.skin = HeightMap(area, surface.skin.heights_mm() + raised);
  return result;
}

}  // namespace echolance
