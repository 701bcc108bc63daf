// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "session/process_frame.hpp"

namespace echolance {

/// The reports of a whole recording in little memory, in the order in which they were added:
/// regions that stay the same are kept once, and so is the bone of repeated frames; places of bone
/// are exact, its normals and confidences are rounded to 24 bits. About 7 KB a frame. Not
/// thread-safe.
class ReportStore {
 public:
  void add(const FrameReport& report);
  [[nodiscard]] std::size_t size() const { return records_.size(); }
  /// Makes a report from what is kept, about 10 microseconds; the last ones are at hand and stay
  /// the same objects. Empty where there is none.
  [[nodiscard]] std::shared_ptr<const FrameReport> at(std::size_t index);
  /// Of what is kept, pictures of regions included; the last ones at hand left out.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  struct PackedPoint {
    double x_px, y_px;
    float normal_rad, confidence;
  };
  using PackedBone = std::vector<PackedPoint>;
  struct Record {
    FrameReport rest;  ///< without region and bone
    std::shared_ptr<const PackedBone> bone;
    std::int32_t region = -1;  ///< index, -1: none
  };
  struct AtHand {
    std::size_t index = 0;
    std::shared_ptr<const FrameReport> report;
  };

  [[nodiscard]] std::int32_t keep_region(const ImageRegion& region);
  [[nodiscard]] std::shared_ptr<const PackedBone> keep_bone(const FrameReport& report);
  [[nodiscard]] FrameReport unpacked(const Record& record) const;

  std::vector<Record> records_;
  std::vector<ImageRegion> regions_;
  std::array<AtHand, 64> at_hand_;
  std::size_t bytes_ = 0;
};

}  // namespace echolance
