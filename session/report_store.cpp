// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/report_store.hpp"

#include <cmath>
#include <utility>

namespace echolance {
namespace {

// The finder hands the same picture of the region on from frame to frame.
bool is_same(const ImageRegion& a, const ImageRegion& b) {
  return a.mask.data == b.mask.data && a.kind == b.kind && a.bounds_px == b.bounds_px &&
         a.confidence == b.confidence;
}

// Everything but bone and region.
FrameReport rest_of(const FrameReport& report) {
  FrameReport rest;
  rest.frame_index = report.frame_index;
  rest.time = report.time;
  rest.spacing = report.spacing;
  rest.change = report.change;
  rest.landmarks = report.landmarks;
  rest.needle = report.needle;
  rest.plan = report.plan;
  return rest;
}

}  // namespace

void ReportStore::add(const FrameReport& report) {
  Record record{rest_of(report), keep_bone(report), -1};
  if (report.region) record.region = keep_region(*report.region);
  const auto& landmarks = record.rest.landmarks;
  bytes_ += sizeof(Record) + landmarks.landmarks.capacity() * sizeof(PlanarLandmark) +
            landmarks.levels.capacity() * sizeof(LevelPlace);
  records_.push_back(std::move(record));
}

std::int32_t ReportStore::keep_region(const ImageRegion& region) {
  if (regions_.empty() || !is_same(regions_.back(), region)) {
    regions_.push_back(region);
    bytes_ += sizeof(ImageRegion) + region.mask.total() * region.mask.elemSize();
  }
  return static_cast<std::int32_t>(regions_.size()) - 1;
}

std::shared_ptr<const ReportStore::PackedBone> ReportStore::keep_bone(const FrameReport& report) {
  const auto& points = report.bone.points;
  // A repeated frame has the bone of the frame before.
  if (report.change == FrameChange::kRepeated && !records_.empty() &&
      records_.back().bone->size() == points.size()) {
    return records_.back().bone;
  }
  auto bone = std::make_shared<PackedBone>();
  bone->reserve(points.size());
  for (const auto& point : points) {
    bone->push_back({point.position.x_px, point.position.y_px,
                     static_cast<float>(std::atan2(point.normal.y(), point.normal.x())),
                     static_cast<float>(point.confidence)});
  }
  bytes_ += sizeof(PackedBone) + points.size() * sizeof(PackedPoint);
  return bone;
}

FrameReport ReportStore::unpacked(const Record& record) const {
  FrameReport report = record.rest;
  if (record.region >= 0) report.region = regions_[static_cast<std::size_t>(record.region)];
  report.bone.points.reserve(record.bone->size());
  for (const auto& point : *record.bone) {
    const auto angle_rad = static_cast<double>(point.normal_rad);
    report.bone.points.push_back({{point.x_px, point.y_px},
                                  {std::cos(angle_rad), std::sin(angle_rad)},
                                  static_cast<double>(point.confidence)});
  }
  return report;
}

std::shared_ptr<const FrameReport> ReportStore::at(std::size_t index) {
  if (index >= records_.size()) return nullptr;
  AtHand& slot = at_hand_[index % at_hand_.size()];
  if (!slot.report || slot.index != index) {
    slot = {index, std::make_shared<const FrameReport>(unpacked(records_[index]))};
  }
  return slot.report;
}

}  // namespace echolance
