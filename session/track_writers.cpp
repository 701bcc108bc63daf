// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/track_writers.hpp"

#include <utility>

#include "session/frames_csv.hpp"
#include "session/landmarks_jsonl.hpp"

namespace echolance {

Result<TrackWriters> TrackWriters::create(const TrackRequest& request, const SequenceInfo& info,
                                          const Frame& first) {
  if (auto outside = check_outside(info.path, request.out_dir); !outside) {
    return tl::unexpected(outside.error());
  }
  auto folder = ResultsFolder::prepare(request.out_dir, kTrackResults);
  if (!folder) return tl::unexpected(folder.error());
  auto frames = OutputFile::create(folder->file(result_name::kFrames));
  if (!frames) return tl::unexpected(frames.error());
  auto bone = OutputFile::create(folder->file(result_name::kBone));
  if (!bone) return tl::unexpected(bone.error());
  auto landmarks = OutputFile::create(folder->file(result_name::kLandmarks));
  if (!landmarks) return tl::unexpected(landmarks.error());
  TrackWriters writers(std::move(*folder), std::move(*frames), std::move(*bone),
                       std::move(*landmarks));
  if (request.video == VideoOutput::kOverlay) {
    const cv::Size size =
        first.has_image() ? first.image.size() : cv::Size(info.width_px, info.height_px);
    auto video =
        OverlayVideo::create(writers.folder_.file(result_name::kOverlay), size, info.frame_rate_hz);
    if (!video) {
      writers.frames_.discard();
      writers.bone_.discard();
      writers.landmarks_.discard();
      writers.folder_.remove_if_new_and_empty();
      return tl::unexpected(video.error());
    }
    writers.video_ = std::move(*video);
  }
  std::string heading = frames_csv_header();
  if (request.plan) {
    writers.plan_columns_ = PlanColumns::kWritten;
    heading.insert(heading.size() - 1, plan_csv_header());
  }
  if (auto header = writers.frames_.write(heading); !header) {
    return tl::unexpected(header.error());
  }
  return writers;
}

Result<void> TrackWriters::write(const Frame& frame, const FrameReport& report, double process_ms) {
  std::string row = frames_csv_row(report, process_ms);
  if (plan_columns_ == PlanColumns::kWritten) {
    row.insert(row.size() - 1, plan_csv_fields(report.plan));
  }
  auto done =
      frames_.write(row)
          .and_then([&] { return frames_.flush(); })
          .and_then([&] { return bone_.write(bone_jsonl_line(report)); })
          .and_then([&] { return bone_.flush(); })
          .and_then([&] { return landmarks_.write(landmarks_jsonl_line(report)); })
          .and_then([&] { return landmarks_.flush(); })
          .and_then([&] { return video_ ? video_->write(frame.image, report) : Result<void>{}; });
  // A video without its end cannot be played and only takes room.
  if (!done && video_) video_->discard();
  return done;
}

Result<void> TrackWriters::finish(OutputFile& summary, const std::string& summary_text) {
  return frames_.finish()
      .and_then([&] { return bone_.finish(); })
      .and_then([&] { return landmarks_.finish(); })
      .and_then([&] { return summary.write(summary_text); })
      .and_then([&] { return summary.finish(); })
      .and_then([&] { return video_ ? video_->finish() : Result<void>{}; });
}

Result<void> TrackWriters::commit(TrackSummary& summary) {
  summary.outputs = {result_name::kFrames, result_name::kBone, result_name::kLandmarks};
  if (video_) summary.outputs.emplace_back(result_name::kOverlay);
  auto summary_file = OutputFile::create(folder_.file(result_name::kSummary));
  if (!summary_file) return tl::unexpected(summary_file.error());
  if (auto finished = finish(*summary_file, summary_json(summary)); !finished) {
    if (video_) video_->discard();
    return finished;
  }
  return frames_.commit()
      .and_then([&] { return bone_.commit(); })
      .and_then([&] { return landmarks_.commit(); })
      .and_then([&] { return video_ ? video_->commit() : Result<void>{}; })
      .and_then([&] {
        if (!video_) folder_.remove_stale(result_name::kOverlay);
        folder_.remove_stale(result_name::kEvaluation);
        return summary_file->commit();
      });
}

}  // namespace echolance
