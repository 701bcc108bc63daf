// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <opencv2/core/mat.hpp>
#include <optional>
#include <vector>

#include "simulation/beam_profile.hpp"
#include "simulation/needle_device.hpp"
#include "simulation/scenario_source.hpp"
#include "simulation/tissue_shift.hpp"

namespace echolance {

/// Pixels of a picture and places in Probe.
[[nodiscard]] PixelPoint pixel_of(const PictureGeometry& geometry, const Eigen::Vector3d& in_probe);
[[nodiscard]] Eigen::Vector3d probe_point_of(const PictureGeometry& geometry, const PixelPoint& px);

/// Says what of needle and landmarks is in a picture: knows slice thickness, edges and shadow.
class PictureTruth {
 public:
  PictureTruth(const ProbeModel& probe, const ScannerSettings& settings,
               const PictureGeometry& geometry);

  /// Sets the frame: what is behind these pixels is in shadow.
  void set(const Eigen::Isometry3d& reference_from_probe, const std::vector<PixelPoint>& bone_px);

  /// Fills the needle's part of the truth; its contrast from the envelope of the drawn frame.
  void add_needle(const NeedleDevice& device, const NeedlePlacement& placement,
                  const cv::Mat& envelope, SimulatedTruth& truth) const;
  void add_landmarks(const std::vector<NamedPoint>& landmarks, const TissueShift& shift,
                     SimulatedTruth& truth) const;

 private:
  struct Place {
    bool in_picture = false;
    bool in_slice = false;  ///< and in the picture
    bool visible = false;   ///< bright part of the slice, not in shadow
  };
  [[nodiscard]] Place look(const Eigen::Vector3d& in_probe) const;
  void add_shaft(const NeedleDevice& device, const NeedlePlacement& placement,
                 const cv::Mat& envelope, SimulatedTruth& truth) const;

  PolarGrid grid_;
  BeamProfile beam_;
  PictureGeometry geometry_;
  Eigen::Isometry3d probe_from_reference_ = Eigen::Isometry3d::Identity();
  std::vector<float> bone_depth_mm_;  ///< per line, infinity where there is none
};

}  // namespace echolance
