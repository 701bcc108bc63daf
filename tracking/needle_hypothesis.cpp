// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/needle_hypothesis.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "tracking/bone_contact.hpp"

namespace echolance {

namespace {

constexpr double kDegree = std::numbers::pi / 180.0;
// Process noise of the line, standard deviation after one second: a hand turns and lifts a needle.
constexpr double kOffsetDrift_mm = 4.0;
constexpr double kAngleDrift_rad = 6.0 * kDegree;
// The fit is never better than this.
constexpr double kLeastOffsetStd_work_px = 0.3;
constexpr double kGateSigmas = 3.5;
constexpr double kGateWorkPx = 5.0;
constexpr int kShortest_samples = 12;
constexpr double kLeastCommonShare = 0.3;  // of the shorter of two visible shafts
constexpr double kSideways_mm_per_s = 20.0;
// A line is observed while it keeps this share of its best evidence, or this much.
constexpr double kLeastGainShare = 0.25;
constexpr double kLeastGain = 15.0;
constexpr double kLeastLevel = 0.7;
// Log odds follow the single frame's with these time constants, s.
constexpr double kRise_s = 0.15;
constexpr double kFall_s = 4.0;
constexpr double kFallOnContradiction_s = 0.5;
constexpr double kContradiction = -2.0;
// A line that is gone loses its standing towards this, within this time.
constexpr double kNothingSeen = -2.0;
constexpr double kFadeOut_s = 1.0;
// A tip that slides along the axis while the tissue beside it stands still is a needle's: log odds
// per second of it, and at most.
constexpr double kMotionPerSecond = 10.0;
constexpr double kMostMotion = 0.6;
constexpr double kMotionMemory_s = 4.0;
constexpr double kStillBeside = 0.12;
constexpr double kStillTissue = 0.9;
constexpr double kStillSpeed_mm_per_s = 0.3;
constexpr double kTissueSpeedMemory_s = 0.5;
constexpr double kLayerSlope_rad = 12.0 * kDegree;  // flatter lines may be layers that slide
constexpr double kChangeNearTip_mm = 3.0;
constexpr double kStillBeyondTip_mm = 3.0;  // only tissue is farther than this beyond the tip
constexpr double kTipSpeed_mm_per_s = 8.0;  // of a tip that is not seen
// A line that was seen to grow from the border of the picture inwards: log odds per millimetre of
// it, and at most.
constexpr double kPerGrown_mm = 0.6;
constexpr double kPerGrown_mm_flat = 0.4;  // layers lie this way and may come in as well
constexpr double kMostGrowth = 5.0;
// How far a flat line may stray slowly from straight before its growth counts less, and not at all.
constexpr double kStraight_mm = 0.08;
constexpr double kLayerStrays_mm = 0.13;
constexpr double kWanderMemory_s = 0.3;
// A line that was there all the time we have watched, and was never seen to come in, is anatomy
// more often than steel, even where breathing makes its end seem to move: log odds at most, and how
// long that takes.
constexpr double kMostStillness = 1.0;
constexpr double kStillAfter_s = 0.1;
constexpr double kStillSurely_s = 1.0;
constexpr double kGrewOnce = 0.5;  // log odds
constexpr double kMostlyNew = 0.4;
constexpr double kMostPromise = 3.0;
constexpr double kFarthestEntry_mm = 6.0;
constexpr double kLeastNewShare = 0.75;
constexpr double kRestlessBeside = 0.08;
constexpr double kLeastGrowth_s = 0.1;
constexpr double kLeastAhead_mm = 3.0;
// Of a needle of which this much was seen to come in, echo that was there before counts little.
constexpr double kLeastGrown_mm = 2.0;
constexpr float kNewnessGain = 2.0F;
constexpr float kOldWeight = 0.15F;
constexpr double kStillNewShare = 0.5;
constexpr double kDisagreementShare = 0.5;  // of the filter and the last frame alone
// From one frame to the next a line that was new does not become one that was always there.
constexpr double kNewLine = 0.5;  // share that was there before: at most, of a new line
constexpr double kOldLine = 0.85;
constexpr double kAsBright = 0.4;

}  // namespace

NeedleHypothesis::NeedleHypothesis(const FrameContext& frame, ShaftProfiler& profiler,
                                   const LineSegment& segment)
    : caliber_(frame.view.caliber()) {
  profiler.measure(frame.view, segment, scratch_);
  if (scratch_.empty()) {
    log_odds_ = frame_log_odds_ = -10.0;
    return;
  }
  if (frame.bone != nullptr) discount_bone(frame.view, *frame.bone, scratch_);
  const double work_px = frame.view.fine().px_per_work_px;
  covariance_.diagonal() << work_px * work_px, kDegree * kDegree;
  novelty_ = frame.memory.measure(frame.view, scratch_);
  grown_mm_ = novelty_.grown_mm;
  discount_old(frame.memory);
  grown_mm_ = 0.0;
  accept(frame, scratch_, std::max(segment.gain, scratch_.gain));
  log_odds_ = frame_log_odds_;
}

Eigen::Vector2d NeedleHypothesis::tip() const {
  return profile_.at(tip_.sample) + drift_px_;
}

Eigen::Vector2d NeedleHypothesis::shaft() const {
  return profile_.at(profile_.visible_begin) + drift_px_;
}

bool NeedleHypothesis::same_line(const LineSegment& segment, double px_per_work_px) const {
  const Eigen::Vector2d direction = segment.direction();
  const double cosine = std::min(1.0, std::abs(direction.dot(direction_)));
  const Eigen::Vector2d normal(-direction_.y(), direction_.x());
  const double offset = std::abs(normal.dot((segment.begin + segment.end) / 2.0 - anchor_));
  return std::acos(cosine) < 8.0 * kDegree && offset < 5.0 * px_per_work_px;
}

void NeedleHypothesis::predict(const FrameContext& frame) {
  anchor_ += frame.tissue.shift_px;
  drift_px_ += frame.tissue.shift_px;
  const double offset_px = kOffsetDrift_mm / frame.view.mm_per_px();
  covariance_(0, 0) += offset_px * offset_px * frame.elapsed_s;
  covariance_(1, 1) += kAngleDrift_rad * kAngleDrift_rad * frame.elapsed_s;
}

void NeedleHypothesis::update(const FrameContext& frame, ShaftProfiler& profiler) {
  predict(frame);
  const double work_px = frame.view.fine().px_per_work_px;
  const LineSegment predicted{anchor_ - half_length_px_ * direction_,
                              anchor_ + half_length_px_ * direction_, 0.0, 0.0};
  const RefineRange range{
      .angle_rad = std::min(4.0 * kDegree, 2.0 * std::sqrt(covariance_(1, 1))),
      .offset_work_px = std::clamp(2.0 * std::sqrt(covariance_(0, 0)) / work_px, 1.0, 4.0)};
  const LineSegment refined = refine_line(frame.view, predicted, range);
  const bool enough = refined.gain > std::max(kLeastGain, kLeastGainShare * best_gain_);
  if (enough) profiler.measure(frame.view, refined, scratch_);
  if (!enough || scratch_.empty() || scratch_.level <= kLeastLevel ||
      !inside_gate(frame, scratch_)) {
    miss(frame);
    return;
  }
  if (frame.bone != nullptr) discount_bone(frame.view, *frame.bone, scratch_);
  const LineNovelty novelty = frame.memory.measure(frame.view, scratch_);
  if (novelty_.old_share < kNewLine && novelty.old_share > kOldLine &&
      novelty.level > kAsBright * novelty_.level) {
    miss(frame);
    return;
  }
  novelty_ = novelty;
  discount_old(frame.memory);
  accept(frame, scratch_, std::max(refined.gain, scratch_.gain));
}

// Both lines are compared where the needle was last seen, from the entry to the tip: a layer that
// crosses it farther on is another line.
bool NeedleHypothesis::inside_gate(const FrameContext& frame, const ShaftProfile& profile) const {
  const ShaftAxis& axis = profile.axis;
  const Eigen::Vector2d old_middle = 0.5 * (shaft() + tip());
  const double old_half_px =
      std::max(0.5 * (tip() - shaft()).norm(), kShortest_samples * axis.sample_px);
  const double along_px = axis.direction.dot(old_middle - axis.origin);
  const double begin_px = profile.visible_begin * axis.sample_px;
  const double end_px = profile.visible_end * axis.sample_px;
  const double common_px =
      std::min(end_px, along_px + old_half_px) - std::max(begin_px, along_px - old_half_px);
  if (common_px < kLeastCommonShare * std::min(end_px - begin_px, 2.0 * old_half_px)) return false;

  const Eigen::Vector2d normal(-direction_.y(), direction_.x());
  const auto offset_at = [&](const Eigen::Vector2d& place) {
    return normal.dot(axis.origin + axis.direction.dot(place - axis.origin) * axis.direction -
                      place);
  };
  const double unseen_s = seconds_since_seen_ + frame.elapsed_s;
  const double farthest_px = kGateWorkPx * frame.view.fine().px_per_work_px +
                             kSideways_mm_per_s * unseen_s / frame.view.mm_per_px();
  if (std::abs(offset_at(old_middle)) > farthest_px) return false;
  const double middle_px = 0.5 * (begin_px + end_px);
  const double along = direction_.dot(axis.origin + middle_px * axis.direction - anchor_);
  const double offset = normal.dot(profile.at(middle_px / axis.sample_px) - anchor_);
  const double turn = normal.dot(axis.direction);
  const double offset_variance = covariance_(0, 0) + 2.0 * along * covariance_(0, 1) +
                                 along * along * covariance_(1, 1) +
                                 axis.offset_std_px * axis.offset_std_px + 1.0;
  const double turn_variance = covariance_(1, 1) + kDegree * kDegree;
  return offset * offset < kGateSigmas * kGateSigmas * offset_variance &&
         turn * turn < kGateSigmas * kGateSigmas * turn_variance;
}

// What was bright before the needle came says little about where its tip is.
void NeedleHypothesis::discount_old(const EchoMemory& memory) {
  if (grown_mm_ < kLeastGrown_mm) return;
  float before = 0.0F, sum = 0.0F;
  for (std::size_t i = 0; i < scratch_.tip_evidence.size(); ++i) {
    const float step = scratch_.tip_evidence[i] - before;
    before = scratch_.tip_evidence[i];
    const float newness = memory.newness_at(static_cast<int>(i));
    sum += step > 0.0F ? step * std::clamp(kNewnessGain * newness, kOldWeight, 1.0F) : step;
    scratch_.tip_evidence[i] = sum;
  }
}

void NeedleHypothesis::accept(const FrameContext& frame, const ShaftProfile& profile, double gain) {
  follow_tissue(frame);
  follow_tip(frame, profile);
  profile_ = profile;
  weigh_growth(frame);
  weigh_stillness(frame);
  drift_px_.setZero();
  tip_std_px_ = tip_std_samples(frame.memory, profile) * profile.axis.sample_px;
  follow_line(frame, profile);
  weigh_look(frame, gain);
  frames_since_seen_ = 0;
  seconds_since_seen_ = 0.0;
}

void NeedleHypothesis::follow_tip(const FrameContext& frame, const ShaftProfile& profile) {
  const double mm_per_px = frame.view.mm_per_px();
  const double elapsed_s = frame.elapsed_s + seconds_since_seen_;
  const double tissue_shift_px = drift_px_.dot(profile.axis.direction);
  const double still_from = std::max<double>(tip_.sample, profile.visible_end) +
                            kStillBeyondTip_mm / (profile.axis.sample_px * mm_per_px);
  const AxisChange change = history_.update(profile, {.elapsed_s = elapsed_s,
                                                      .tissue_shift_px = tissue_shift_px,
                                                      .still_from_sample = still_from});
  const bool tissue_stands = stands_still(change, frame);
  tip_ = tip_filter_.update(profile,
                            {.elapsed_s = elapsed_s,
                             .tissue_shift_px = tissue_shift_px,
                             .mm_per_px = mm_per_px,
                             .changed_sample = tissue_stands ? change.tip_sample : std::nullopt});
  weigh_motion(change, frame);
}

// Kalman update with the fitted line; offset and angle of a fit about its own middle are
// independent.
void NeedleHypothesis::follow_line(const FrameContext& frame, const ShaftProfile& profile) {
  const Eigen::Vector2d middle = profile.at(0.5 * (profile.visible_begin + profile.visible_end));
  if (half_length_px_ == 0.0) {
    anchor_ = middle;
    direction_ = profile.axis.direction;
  }
  const double along = direction_.dot(middle - anchor_);
  Eigen::Matrix2d move;
  move << 1.0, along, 0.0, 1.0;
  covariance_ = move * covariance_ * move.transpose();
  anchor_ += along * direction_;
  const Eigen::Vector2d normal(-direction_.y(), direction_.x());
  const Eigen::Vector2d innovation(normal.dot(middle - anchor_),
                                   normal.dot(profile.axis.direction));
  const double least = kLeastOffsetStd_work_px * frame.view.fine().px_per_work_px;
  const double offset_std = std::max(least, profile.axis.offset_std_px);
  const double angle_std = offset_std * std::sqrt(12.0) / std::max(1.0, profile.length_px());
  Eigen::Matrix2d noise = Eigen::Matrix2d::Zero();
  noise.diagonal() << offset_std * offset_std, angle_std * angle_std;
  const Eigen::Matrix2d weight = covariance_ * (covariance_ + noise).inverse();
  const Eigen::Vector2d correction = weight * innovation;
  covariance_ = (Eigen::Matrix2d::Identity() - weight) * covariance_;
  anchor_ += correction[0] * normal;
  direction_ = (direction_ + correction[1] * normal).normalized();
  half_length_px_ = 0.5 * profile.length_px();
}

void NeedleHypothesis::weigh_look(const FrameContext& frame, double gain) {
  frame_log_odds_ = single_frame_log_odds(needle_features(frame.view, profile_, gain, frame.bone));
  const double gap = frame_log_odds_ - log_odds_;
  const double fall_s = frame_log_odds_ < kContradiction ? kFallOnContradiction_s : kFall_s;
  const double time_s = gap > 0.0 ? kRise_s : fall_s;
  log_odds_ += gap * (1.0 - std::exp(-frame.elapsed_s / time_s));
  best_gain_ = std::max(gain, best_gain_ * std::exp(-frame.elapsed_s / 2.0));
}

// More than the filter's own where it may be wrong as a whole.
double NeedleHypothesis::tip_std_samples(const EchoMemory& memory,
                                         const ShaftProfile& profile) const {
  const auto first = profile.tip_evidence.begin();
  const auto alone =
      std::max_element(first + profile.visible_begin, first + profile.tissue_end) - first;
  const double disagreement = kDisagreementShare * (static_cast<double>(alone) - tip_.sample);
  double hidden = 0.0;
  if (grown_mm_ >= kLeastGrown_mm && novelty_.new_share > kStillNewShare) {
    // Evenly likely to be anywhere in the layer that it has come upon.
    const OldReach old = memory.old_reach(cvRound(tip_.sample));
    hidden = std::sqrt((old.back * old.back + old.ahead * old.ahead) / 3.0);
  }
  return std::hypot(tip_.std_samples, disagreement, hidden);
}

void NeedleHypothesis::follow_tissue(const FrameContext& frame) {
  const double share = 1.0 - std::exp(-frame.elapsed_s / kTissueSpeedMemory_s);
  const double speed_mm_per_s =
      frame.tissue.shift_px.norm() * frame.view.mm_per_px() / std::max(1e-3, frame.elapsed_s);
  tissue_speed_mm_per_s_ += share * (speed_mm_per_s - tissue_speed_mm_per_s_);
}

// Then what changes on the axis is the needle's own; while tissue moves or fluid spreads, anything
// changes.
bool NeedleHypothesis::stands_still(const AxisChange& change, const FrameContext& frame) const {
  return change.beside <= kStillBeside && frame.tissue.correlation >= kStillTissue &&
         tissue_speed_mm_per_s_ <= kStillSpeed_mm_per_s;
}

void NeedleHypothesis::weigh_motion(const AxisChange& change, const FrameContext& frame) {
  motion_log_odds_ *= std::exp(-frame.elapsed_s / kMotionMemory_s);
  const double slope = std::atan2(std::abs(direction_.y()), std::abs(direction_.x()));
  if (slope < kLayerSlope_rad || !change.tip_sample || !stands_still(change, frame)) return;
  const double from_tip_px = (*change.tip_sample - tip_.sample) * profile_.axis.sample_px;
  if (std::abs(from_tip_px) * frame.view.mm_per_px() > kChangeNearTip_mm) return;
  motion_log_odds_ = std::min(kMostMotion, motion_log_odds_ + kMotionPerSecond * frame.elapsed_s);
}

double NeedleHypothesis::growth_log_odds() const {
  const double slope = std::atan2(std::abs(direction_.y()), std::abs(direction_.x()));
  if (slope >= kLayerSlope_rad) return std::min(kMostGrowth, kPerGrown_mm * grown_mm_);
  const double straight =
      std::clamp((kLayerStrays_mm - wander_mm_) / (kLayerStrays_mm - kStraight_mm), 0.0, 1.0);
  return straight * std::min(kMostGrowth, kPerGrown_mm_flat * grown_mm_);
}

double NeedleHypothesis::entry_gap_mm(const FrameContext& frame) const {
  return (novelty_.begin_sample - profile_.tissue_begin) * profile_.axis.sample_px *
         frame.view.mm_per_px();
}

void NeedleHypothesis::weigh_stillness(const FrameContext& frame) {
  // Little of it lay there before, and we had watched for a while: it has come in,
  // where it reaches the border.
  const bool is_new = frame.memory.age_s() > kStillSurely_s && novelty_.old_share < kMostlyNew &&
                      entry_gap_mm(frame) < kFarthestEntry_mm;
  has_come_in_ = has_come_in_ || is_new || growth_log_odds() > kGrewOnce;
  const double watched = std::clamp(
      (frame.memory.age_s() - kStillAfter_s) / (kStillSurely_s - kStillAfter_s), 0.0, 1.0);
  const double told = novelty_.old_share * (1.0 - novelty_.old_beside_share);
  stillness_log_odds_ = has_come_in_ ? 0.0 : -kMostStillness * watched * told;
}

double NeedleHypothesis::promise() const {
  return log_odds() + std::min(kMostPromise, kPerGrown_mm * new_mm_);
}

void NeedleHypothesis::weigh_growth(const FrameContext& frame) {
  const double share = 1.0 - std::exp(-frame.elapsed_s / kWanderMemory_s);
  const double wander_mm = profile_.axis.wander_px * frame.view.mm_per_px();
  wander_mm_ = wander_mm_ == 0.0 ? wander_mm : wander_mm_ + share * (wander_mm - wander_mm_);
  const double mm_per_sample = profile_.axis.sample_px * frame.view.mm_per_px();
  const double seen_mm = (tip_.sample - profile_.visible_begin) * mm_per_sample;
  const bool comes_in = entry_gap_mm(frame) < kFarthestEntry_mm &&
                        novelty_.new_share > kLeastNewShare &&
                        novelty_.beside_share < kRestlessBeside;
  new_mm_ = comes_in ? novelty_.new_mm : 0.0;
  if (comes_in && novelty_.grown_mm > 0.0 && novelty_.grown_s > kLeastGrowth_s) {
    const bool first = grown_mm_ == 0.0;
    grown_mm_ += first ? novelty_.grown_mm : novelty_.grown_mm / novelty_.grown_s * frame.elapsed_s;
  }
  // A needle ends inside the picture.
  const double ahead_mm = (profile_.tissue_end - novelty_.front_sample) * mm_per_sample;
  const bool across = ahead_mm < kLeastAhead_mm && novelty_.new_share > kLeastNewShare;
  grown_mm_ = across ? 0.0 : std::clamp(grown_mm_, 0.0, std::max(0.0, seen_mm));
}

void NeedleHypothesis::miss(const FrameContext& frame) {
  ++frames_since_seen_;
  seconds_since_seen_ += frame.elapsed_s;
  const double grown = kTipSpeed_mm_per_s * frame.elapsed_s / frame.view.mm_per_px();
  tip_std_px_ = std::hypot(tip_std_px_, grown);
  log_odds_ += (kNothingSeen - log_odds_) * (1.0 - std::exp(-frame.elapsed_s / kFadeOut_s));
}

}  // namespace echolance
