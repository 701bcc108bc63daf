// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/tip_filter.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace echolance {
namespace {

constexpr int kSamples = 300;
const TipFilter::Step kStep{1.0 / 30.0, 0.0, 0.1, std::nullopt};

/// An axis along x whose evidence rises to each tip and falls after it, `peaks` in order.
ShaftProfile profile_with(const std::vector<int>& peaks) {
  ShaftProfile profile;
  profile.axis.samples = kSamples;
  profile.axis.end = kSamples - 1;
  profile.response.assign(kSamples, 1.0F);
  profile.ridge_end = kSamples - 1;
  profile.log_odds_per_evidence = 0.5;
  for (int s = 0; s < kSamples; ++s) {
    int nearest = kSamples;
    for (const int peak : peaks) nearest = std::min(nearest, std::abs(s - peak));
    profile.tip_evidence.push_back(50.0F - 0.5F * static_cast<float>(nearest));
  }
  return profile;
}

TEST(TipFilter, StaysWhenNothingChanges) {
  TipFilter filter;
  const auto profile = profile_with({120});
  for (int frame = 0; frame < 40; ++frame) {
    const TipBelief tip = filter.update(profile, kStep);
    EXPECT_NEAR(tip.sample, 120.0, 1.0) << frame;
    EXPECT_GT(tip.std_samples, 0.0);
    EXPECT_LT(tip.std_samples, 25.0);  // a still picture tells nothing twice; a hand is fast
  }
}

TEST(TipFilter, FollowsATipThatMoves) {
  TipFilter filter;
  for (int frame = 0; frame < 10; ++frame) {
    static_cast<void>(filter.update(profile_with({120}), kStep));
  }
  for (int frame = 1; frame <= 20; ++frame) {  // 10 mm/s
    const int tip = 120 + 3 * frame;
    EXPECT_NEAR(filter.update(profile_with({tip}), kStep).sample, tip, 3.0) << frame;
  }
}

TEST(TipFilter, FollowsAStep) {
  TipFilter filter;
  for (int frame = 0; frame < 10; ++frame) {
    static_cast<void>(filter.update(profile_with({120}), kStep));
  }
  TipBelief tip;
  for (int frame = 0; frame < 8; ++frame) tip = filter.update(profile_with({150}), kStep);
  EXPECT_NEAR(tip.sample, 150.0, 2.0);
}

TEST(TipFilter, ChoosesOfTwoEndsTheOneUpToWhichTheAxisChanged) {
  for (const int changed : {100, 180}) {
    TipFilter filter;
    TipFilter::Step step = kStep;
    step.changed_sample = changed;
    TipBelief tip;
    for (int frame = 0; frame < 10; ++frame) tip = filter.update(profile_with({100, 180}), step);
    EXPECT_NEAR(tip.sample, changed, 2.0);
  }
}

TEST(TipFilter, IsLessSureAfterTimeWithoutObservation) {
  const auto flat = [] {
    auto profile = profile_with({120});
    std::fill(profile.tip_evidence.begin(), profile.tip_evidence.end(), 50.0F);
    return profile;
  }();
  const auto std_after = [&](int frames) {
    TipFilter filter;
    for (int frame = 0; frame < 10; ++frame) {
      static_cast<void>(filter.update(profile_with({120}), kStep));
    }
    for (int frame = 0; frame < frames; ++frame) filter.predict(kStep);
    return filter.update(flat, kStep).std_samples;
  };
  EXPECT_GT(std_after(20), std_after(0));
}

TEST(TipFilter, StartsAnewAfterForgetting) {
  TipFilter filter;
  for (int frame = 0; frame < 20; ++frame) {
    static_cast<void>(filter.update(profile_with({60}), kStep));
  }
  filter.forget();
  EXPECT_NEAR(filter.update(profile_with({250}), kStep).sample, 250.0, 1.0);
}

}  // namespace
}  // namespace echolance
