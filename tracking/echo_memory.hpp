// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <opencv2/core/mat.hpp>
#include <vector>

#include "imaging/area_shrink.hpp"
#include "tracking/line_search.hpp"
#include "tracking/needle_view.hpp"
#include "tracking/shaft_profile.hpp"
#include "tracking/tissue_motion.hpp"

namespace echolance {

/// What is new along a line, as the memory of the picture tells. Samples are of the profile. A
/// sample is lit where its echo now stands out as the visible shaft's does, and old where an echo
/// like that lay there, or less than kReach_px beside it, all the time before.
struct LineNovelty {
  double level = 0.0;      ///< usual echo of the visible shaft over its surroundings, grey levels
  int begin_sample = 0;    ///< first sample of the longest stretch that is lit or new
  int front_sample = 0;    ///< its last sample: as far as something new has come
  double new_mm = 0.0;     ///< what of begin..front is lit and not old
  double new_share = 0.0;  ///< the same as a share of begin..front
  double old_share = 0.0;  ///< of the lit part of the visible shaft, what was there before
  /// The same of parallel lines beside, lit or not: near 1 the old picture was as bright
  /// everywhere, and that the shaft's place was lit says nothing.
  double old_beside_share = 0.0;
  double beside_share = 1.0;  ///< what is lit and not old of parallel lines beside: restless tissue
  /// How far the front has come within grown_s, step by step and with the stretch behind it as it
  /// was: a needle is pushed along itself. 0 where all of the line became bright together.
  double grown_mm = 0.0;
  double grown_s = 0.0;
};

/// How far an echo that was there before reaches along a line, samples either way.
struct OldReach {
  double back = 0.0, ahead = 0.0;
};

/// Remembers, at a coarse scale, the least echo that each place has given lately, moved along with
/// the tissue. A needle that comes in lights places that were dark; a layer that merely slides a
/// little, or stays when the needle has left, does not. Deterministic; keeps its buffers.
class EchoMemory {
 public:
  void forget();
  /// Takes a frame in; needs view.compute_fine(). `tissue` in region px since the last call.
  void update(const NeedleView& view, const TissueMotion& tissue, double elapsed_s);
  /// For how long the picture has been watched without a break.
  [[nodiscard]] double age_s() const { return age_s_; }
  /// The share of a segment that is new in the frame of the last update, 0..1.
  [[nodiscard]] double new_share(const LineSegment& segment);
  /// What is new in the frame of the last update along a shaft.
  [[nodiscard]] LineNovelty measure(const NeedleView& view, const ShaftProfile& profile);
  /// How much of the echo at each sample of the profile measured last is new, as a share of the
  /// usual echo of the visible shaft, 0..1.
  [[nodiscard]] float newness_at(int sample) const;
  /// About a sample of the profile measured last: a tip inside such an echo cannot be told.
  [[nodiscard]] OldReach old_reach(int sample) const;

 private:
  /// A picture of a moment ago.
  struct Moment {
    cv::Mat echo;
    double age_s = 0.0;
    Eigen::Vector2d shift_px = Eigen::Vector2d::Zero();  ///< of the tissue since, work px
  };
  /// Work samples begin..end of a line.
  struct Stretch {
    int begin = 0, end = -1;
    int new_count = 0;
  };

  void carry();
  void remember(double elapsed_s);
  [[nodiscard]] cv::Point work_place(const Eigen::Vector2d& place_px) const;
  [[nodiscard]] int sample_of(int work_px) const;
  [[nodiscard]] int work_px_of(int sample) const;
  void sample_line(const ShaftProfile& profile);
  [[nodiscard]] double old_share(const ShaftProfile& profile) const;
  /// Shares of places on parallel lines beside the stretch.
  struct Beside {
    double fresh_share = 1.0;
    double old_share = 0.0;
  };
  [[nodiscard]] Beside beside(const NeedleView& view, const ShaftProfile& profile,
                              const Stretch& stretch) const;
  [[nodiscard]] Stretch newest_stretch(const std::vector<float>& echo) const;
  [[nodiscard]] bool steady_behind(const Moment& moment, const cv::Point& shift,
                                   const Stretch& behind, double mm_per_work_px) const;
  void measure_growth(double mm_per_work_px, const Stretch& now, LineNovelty& result);

  double age_s_ = 0.0;
  double px_per_work_px_ = 1.0;
  AreaShrink shrink_;
  cv::Mat small_, smooth_, around_, reach_;
  cv::Mat echo_;     ///< CV_32F, echo over its surroundings now
  cv::Mat reached_;  ///< the same, each place the most within kReach_px
  cv::Mat least_;    ///< the least of reached_ before this frame
  cv::Mat carried_;
  Eigen::Vector2d left_over_px_ = Eigen::Vector2d::Zero();  ///< motion not yet carried out, work px
  std::array<Moment, 7> moments_;                           ///< youngest first
  int moment_count_ = 0;
  std::vector<cv::Point> places_;  ///< along the line measured
  std::vector<float> now_, before_, then_, scratch_;
  int first_sample_ = 0;         ///< of the profile measured last, at now_[0]
  double samples_per_px_ = 1.0;  ///< work px
  float level_ = 1.0F;           ///< usual echo of the visible shaft
  float lit_level_ = 0.5F;       ///< brighter than this is lit
  cv::Point across_;             ///< from the line to its edge, work px
};

}  // namespace echolance
