// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <span>
#include <vector>

#include "core/error.hpp"
#include "core/geometry.hpp"
#include "simulation/fluid_sheet.hpp"
#include "simulation/probe.hpp"
#include "simulation/tissue_volume.hpp"

namespace echolance {

/// Buttons of the scanner.
struct ScannerSettings {
  cv::Size size_px{512, 512};
  double depth_mm = 50.0;
  double focus_mm = 25.0;
  double gain_db = 0.0;
  double dynamic_range_db = 60.0;
  double tgc_db_per_cm_mhz = 1.0;  ///< gain added along the way, there and back
  double noise_db = -70.0;         ///< electronic noise against mean muscle at the face
  double texture = 1.0;            ///< septa, fibres, uneven borders: 0 none, 1 as in people
  double smoothing = 0.7;          ///< speckle reduction of the picture, 0 none to 1
  int lines = 256;
  int samples = 768;  ///< per line
  int slices = 5;     ///< across the slice thickness, odd
};

/// A thin rod that reflects: needle or guide wire, Reference, mm; a polyline hub to tip.
struct Rod {
  std::vector<Eigen::Vector3d> centre_mm;  ///< from the skin side to the tip
  double diameter_mm = 0.72;
  double echogenicity = 1.0;  ///< 1 plain steel, more for coated shafts
  double tip_echo = 1.0;      ///< of the bevel
};

/// Injected fluid and how far it has spread; the displacement must have made room for it.
struct Pool {
  std::shared_ptr<const FluidSheet> sheet;
  FluidSheet::Level level;
};

/// What the probe looks at in one moment.
struct Scene {
  /// Probe here: origin at the middle of the probe's face, x right in the picture, y depth,
  /// z out of plane (x cross y). The pixels follow from geometry().
  Transform<space::Reference, space::Probe> reference_from_probe;
  std::vector<Rod> rods;
  std::vector<Pool> pools;
  /// Tissue that has moved: a place now in, where it was in the volume out, both Reference, mm.
  /// Or nothing. Sampled about every millimetre in the picture's plane, constant across the slice;
  /// asked from several threads at once.
  std::function<Eigen::Vector3d(const Eigen::Vector3d&)> displacement;
  double contact = 1.0;          ///< 1: all of the face couples; less: air from the right edge
  std::uint64_t noise_seed = 0;  ///< of the electronic noise of this frame
};

/// Where the picture's pixels are. Linear: rectangle; curved: fan.
struct PictureGeometry {
  cv::Size size_px;
  double mm_per_px = 0.1;
  PixelPoint face_px;  ///< the pixel (fractional) of the Probe origin, the middle of the face
};

/// Draws B-mode pictures of a tissue volume.
/// Amplitudes are relative to muscle's mean speckle at the face.
/// Per scan line and slice: way through the tissues by sphere tracing the volume's margins;
/// attenuation, transmission, shadow; specular echoes at borders by angle; diffuse echo from
/// scatterers frozen in the tissue; then the point spread function along, across and out of plane;
/// envelope, noise, gain, log, scan conversion. The speed of sound is 1540 m/s everywhere.
/// Deterministic whatever the thread count. Not thread-safe: one picture at a time per object.
/// Source: LITERATURE H; COLE-like convolution.
class UltrasoundSimulator {
 public:
  /// kInvalidOption for settings that make no sense. `volume` is shared and not changed.
  [[nodiscard]] static Result<UltrasoundSimulator> create(
      std::shared_ptr<const TissueVolume> volume, const ProbeModel& probe,
      const ScannerSettings& settings);
  UltrasoundSimulator(UltrasoundSimulator&&) noexcept;
  UltrasoundSimulator& operator=(UltrasoundSimulator&&) noexcept;
  ~UltrasoundSimulator();

  [[nodiscard]] const PictureGeometry& geometry() const;
  /// 8-bit, one channel, geometry().size_px. No allocation in the steady state but the picture.
  [[nodiscard]] cv::Mat draw(const Scene& scene);
  /// The last picture as it would be without the echoes of its rods: same speckle, noise and
  /// shadows. For measuring how well a rod shows.
  [[nodiscard]] cv::Mat draw_without_rods();
  /// For measurements: envelope before gain and log, CV_32FC1, lines x samples, of the last draw.
  [[nodiscard]] const cv::Mat& envelope() const;
  /// Depth of the envelope's sample i is i times this.
  [[nodiscard]] double sample_mm() const;
  /// First bone surface of each picture column in the last draw, in the middle slice; px. Columns
  /// without bone are left out; ascending x.
  [[nodiscard]] std::vector<PixelPoint> bone_surface() const;

 private:
  struct State;
  explicit UltrasoundSimulator(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace echolance
