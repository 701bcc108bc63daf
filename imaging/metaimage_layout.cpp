// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/metaimage_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "imaging/parse_text.hpp"

namespace echolance {
namespace {

using Fields = std::map<std::string, std::string>;

std::string field(const Fields& fields, const std::string& name) {
  const auto found = fields.find(name);
  return found == fields.end() ? std::string() : found->second;
}

Result<std::vector<std::int64_t>> sizes_from(const Fields& fields) {
  const std::string value = field(fields, "DimSize");
  if (value.empty()) {
    return fail(ErrorCode::kDamagedFile, "DimSize is missing; add it to the header");
  }
  std::vector<std::int64_t> sizes;
  for (const auto word : split_words(value)) {
    const auto size = to_integer(word);
    if (!size || *size < 0) {
      return fail(ErrorCode::kDamagedFile,
                  "DimSize is " + in_quotes(value) + "; repair it in the header");
    }
    sizes.push_back(*size);
  }
  return sizes;
}

struct Channels {
  int count = 1;
  bool is_given = false;
};

Result<Channels> channels_from(const Fields& fields) {
  const std::string value = field(fields, "ElementNumberOfChannels");
  if (value.empty()) return Channels{};
  const auto count = to_integer(value);
  if (!count || (*count != 1 && *count != 3 && *count != 4)) {
    return fail(ErrorCode::kUnsupportedFormat, "ElementNumberOfChannels is " + in_quotes(value) +
                                                   "; 1 (grey) and 3 (colour) are "
                                                   "read");
  }
  return Channels{static_cast<int>(*count), true};
}

bool is_colour_axis(std::string_view kind) {
  return kind == "vector" || kind == "rgb-color" || kind == "rgb-colour" || kind == "rgba-color";
}

bool is_frame_axis(std::string_view kind) {
  return kind == "list" || kind == "time";
}

/// Takes the colour axis out of `sizes` where it stands there.
Result<int> take_colour_axis(const Fields& fields, std::vector<std::int64_t>& sizes,
                             std::vector<std::string>& kinds) {
  const auto channels = channels_from(fields);
  if (!channels) return tl::unexpected(channels.error());
  const auto dimensions = to_integer(field(fields, "NDims"));
  bool in_sizes = false;
  if (!kinds.empty() && is_colour_axis(kinds.front())) {
    in_sizes = sizes.size() == kinds.size();
    kinds.erase(kinds.begin());
  } else if (channels->count > 1) {
    // The writer's quirk: DimSize begins with the channels, and NDims does not count them.
    const std::size_t expected =
        kinds.empty() && dimensions
            ? static_cast<std::size_t>(std::max<std::int64_t>(*dimensions, 0))
            : kinds.size();
    in_sizes = (sizes.size() == expected + 1 || sizes.size() == 4) && !sizes.empty() &&
               sizes.front() == channels->count;
  }
  if (!in_sizes || sizes.empty()) return channels->count;
  const std::int64_t in_file = sizes.front();
  sizes.erase(sizes.begin());
  if ((in_file != 1 && in_file != 3 && in_file != 4) ||
      (channels->is_given && channels->count > 1 && in_file != channels->count)) {
    return fail(ErrorCode::kDamagedFile,
                fmt::format("DimSize says {} channels and ElementNumberOfChannels says {}; repair "
                            "the header",
                            in_file, channels->count));
  }
  return static_cast<int>(in_file);
}

/// Refuses kinds that put the frames anywhere but last.
Result<void> check_kinds(const std::vector<std::string>& kinds) {
  for (std::size_t i = 0; i + 1 < kinds.size(); ++i) {
    if (is_frame_axis(kinds[i])) {
      return fail(ErrorCode::kUnsupportedFormat,
                  "Kinds puts the frames on an axis that is not the last; save the recording with "
                  "the frames last");
    }
  }
  return {};
}

/// x y, x y frames, or x y 1 frames.
Result<MetaImageLayout> layout_of(std::vector<std::int64_t> sizes, bool last_is_frames) {
  if (sizes.size() == 4 && sizes[2] == 1) sizes.erase(sizes.begin() + 2);
  if (sizes.size() == 3 && last_is_frames && sizes[0] > 0 && sizes[1] > 0 && sizes[2] == 0) {
    sizes[2] = -1;  // an interrupted recording: as many frames as there are pixels for
  }
  if (sizes.size() < 2 || sizes.size() > 3) {
    return fail(ErrorCode::kUnsupportedFormat,
                fmt::format("DimSize has {} axes; pictures (x y) and clips (x y frames) are read",
                            sizes.size()));
  }
  const std::int64_t frames = sizes.size() == 3 ? sizes[2] : 1;
  if (frames == 0) {
    return fail(ErrorCode::kNoData, "DimSize says there are no frames; record again");
  }
  if (sizes[0] > std::numeric_limits<int>::max() || sizes[1] > std::numeric_limits<int>::max() ||
      (sizes[0] > 0 && sizes[1] > (std::int64_t{1} << 40) / sizes[0])) {
    return fail(ErrorCode::kDamagedFile,
                fmt::format("DimSize says {} x {} pixels; repair DimSize in the header", sizes[0],
                            sizes[1]));
  }
  MetaImageLayout layout;
  layout.width_px = static_cast<int>(sizes[0]);
  layout.height_px = static_cast<int>(sizes[1]);
  if (frames > 0) layout.frame_count = frames;
  return layout;
}

}  // namespace

Result<MetaImageLayout> metaimage_layout(const Fields& fields, std::vector<std::string>& notes) {
  auto sizes = sizes_from(fields);
  if (!sizes) return tl::unexpected(sizes.error());
  std::vector<std::string> kinds;
  const std::string kinds_text = field(fields, "Kinds");
  for (const auto word : split_words(kinds_text)) kinds.push_back(to_lower(word));
  const auto channels = take_colour_axis(fields, *sizes, kinds);
  if (!channels) return tl::unexpected(channels.error());
  if (auto done = check_kinds(kinds); !done) return tl::unexpected(done.error());
  const bool last_is_frames = kinds.empty() || is_frame_axis(kinds.back());
  if (sizes->size() == 3 && (*sizes)[2] > 1 && !last_is_frames) {
    notes.push_back("no axis is marked as frames in Kinds: the third axis of DimSize is taken");
  }
  auto layout = layout_of(*sizes, last_is_frames);
  if (!layout) return layout;
  layout->channels = *channels;
  // One pixel, or none, and no element type to speak of: the usual form of a file with poses only.
  const bool nothing_to_see = layout->width_px * std::int64_t{layout->height_px} <= 1;
  if (nothing_to_see || field(fields, "ElementType") == "MET_OTHER") {
    layout->width_px = layout->height_px = 0;
    notes.push_back("the recording holds poses only, no pictures");
  }
  return layout;
}

}  // namespace echolance
