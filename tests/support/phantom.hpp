// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <limits>
#include <opencv2/core/mat.hpp>
#include <opencv2/core/types.hpp>
#include <optional>
#include <vector>

#include "core/frame_source.hpp"
#include "core/geometry.hpp"

namespace echolance {

enum class EntrySide { kLeft, kRight };
enum class WithBone { kNo, kYes };
enum class WithFascia { kNo, kYes };

/// How far the needle is inside the picture at one moment.
struct NeedleLength {
  int frame = 0;
  double length_mm = 0.0;  ///< along the axis, from the picture's side edge; 0 and less: absent
};

/// The needle's life in a phantom sequence.
///
///   side edge          x ->
///   |  entry_depth_mm
///   +--__   angle_rad: from the horizontal, downwards into the picture, 5 to 80 deg
///   |    --__
///   |        --* tip: length_mm from the edge along the axis
struct NeedleScript {
  EntrySide entry_side = EntrySide::kRight;
  double angle_rad = 0.45;
  double entry_depth_mm = 5.0;
  /// Linear between the entries, constant before and after, rising by frame. Empty: absent for an
  /// eighth of the frames, advancing to default_length_mm by one half, resting, withdrawn, absent
  /// for the last eighth.
  std::vector<NeedleLength> lengths;
  double default_length_mm = 32.0;
  double brightness_db = 18.0;  ///< above mean tissue: 18 is clear, 6 faint, below 3 hardly there
  double width_mm = 0.5;        ///< full width at half maximum of the echo across the axis
  double bend_radius_mm =
      std::numeric_limits<double>::infinity();  ///< positive: bends down, negative: up
  double reverberation_db = -14.0;  ///< one weaker copy 1.2 mm below, relative to the needle
  /// In frames [first, last] the deepest `fraction` of the needle has left the plane and gives no
  /// echo; 1: nothing of it is visible. No such frames while last < first.
  int out_of_plane_first_frame = 0;
  int out_of_plane_last_frame = -1;
  double out_of_plane_fraction = 1.0;
};

/// A bright layer across the whole picture that is no needle but changes like one: it slides over
/// the tissue, or comes into the picture as when the probe tilts.
struct PhantomLayer {
  EntrySide entry_side = EntrySide::kRight;
  double angle_rad = 0.14;  ///< from the horizontal, downwards away from the entry side
  double depth_mm = 7.0;    ///< at the entry side
  double wave_mm = 0.3;     ///< layers are not quite straight
  double width_mm = 0.5;
  double brightness_db = 14.0;      ///< above mean tissue
  double down_mm_per_frame = 0.0;   ///< slides across itself
  double along_mm_per_frame = 0.0;  ///< slides along itself, with its waves
  /// It becomes bright between these frames; always bright while last < first.
  int first_coming_frame = 0;
  int last_coming_frame = -1;
  /// Width of the front with which it comes from the entry side; 0: everywhere at once.
  double front_width_mm = 0.0;
};

struct PhantomOptions {
  cv::Size size_px{480, 400};
  double mm_per_px = 0.1;
  int frames = 90;
  double frame_rate_hz = 30.0;
  std::uint64_t seed = 1;
  std::optional<NeedleScript> needle = NeedleScript{};  ///< empty: no needle in any frame
  std::optional<PhantomLayer> layer;                    ///< one more than the fascia, restless
  WithBone bone = WithBone::kYes;
  WithFascia fascia = WithFascia::kYes;
  double bone_depth_mm = 30.0;  ///< of the top of the bone in frame 0
  /// Movement of everything but the needle, px per frame, as when the probe slides.
  cv::Point2d tissue_motion_px_per_frame{0.0, 0.0};
  double noise_db = -26.0;  ///< electronic noise relative to mean tissue; new in each frame
  double attenuation_db_per_mm = 0.25;  ///< left over after gain compensation
  double dynamic_range_db = 60.0;
};

/// Where the needle is in one frame; px of the picture.
struct NeedleTruth {
  PixelPoint tip;
  PixelPoint shaft;        ///< where the needle enters the picture
  double angle_rad = 0.0;  ///< from shaft to tip, from +x towards +y (a bent needle: the chord)
  bool visible = true;     ///< some of the shaft gives an echo
  bool tip_visible = true;
};

struct PhantomFrame {
  cv::Mat image;                      ///< CV_8UC1, size_px
  std::optional<NeedleTruth> needle;  ///< empty: no needle in the picture
  std::vector<PixelPoint> bone;       ///< one point per column with bone, left to right
};

/// A generated linear-probe B-mode sequence with truth: fully developed speckle from random
/// scatterers seen through an anisotropic point spread, fixed in the tissue; layers, fascia, a
/// convex bone with shadow; a needle that moves by its script; log compression. Electronic noise
/// is separate and new in every frame.
/// The same options give the same frames in any order of calls (up to rounding of the machine's
/// floating point, one grey level). frame() is safe from several threads. Source: ours.
class Phantom {
 public:
  explicit Phantom(const PhantomOptions& options = {});

  [[nodiscard]] const PhantomOptions& options() const { return options_; }
  /// `index` in [0, options().frames).
  [[nodiscard]] PhantomFrame frame(int index) const;
  /// The truth alone, without drawing the picture.
  [[nodiscard]] std::optional<NeedleTruth> needle_truth(int index) const;
  [[nodiscard]] std::vector<PixelPoint> bone_truth(int index) const;

 private:
  [[nodiscard]] cv::Point2d tissue_offset_px(int index) const;
  [[nodiscard]] double bone_row_px(double canvas_x_px) const;
  void make_tissue();
  void add_noise(cv::Mat& echo, int index) const;

  PhantomOptions options_;
  cv::Point origin_px_;  ///< of frame 0 in the tissue canvas
  cv::Mat tissue_;       ///< CV_32FC2, in-phase and quadrature echo of the whole canvas
  cv::Mat noise_;        ///< CV_32FC2, mean power 1
};

/// Replays a phantom as a recording; spacing as in its options.
class PhantomSource final : public FrameSource {
 public:
  explicit PhantomSource(const PhantomOptions& options = {});

  [[nodiscard]] const SequenceInfo& info() const override { return info_; }
  [[nodiscard]] Result<std::optional<Frame>> next() override;
  [[nodiscard]] const Phantom& phantom() const { return phantom_; }

 private:
  Phantom phantom_;
  SequenceInfo info_;
  int next_index_ = 0;
};

}  // namespace echolance
