// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/benchmarks/generated_video.hpp"

#include <opencv2/videoio.hpp>
#include <vector>

#include "tests/support/phantom.hpp"

namespace echolance {

bool write_generated_video(const std::string& path, std::int64_t frames) {
  PhantomOptions options;
  options.size_px = {820, 616};
  options.mm_per_px = 0.07;
  PhantomSource source(options);
  std::vector<cv::Mat> pictures;
  for (auto frame = source.next(); frame && *frame; frame = source.next()) {
    pictures.push_back((*frame)->image);
  }
  cv::VideoWriter writer(path, cv::VideoWriter::fourcc('m', 'p', '4', 'v'), 30.0, options.size_px,
                         {cv::VIDEOWRITER_PROP_IS_COLOR, 0});
  if (!writer.isOpened()) return false;
  for (std::int64_t i = 0; i < frames; ++i) {
    writer.write(pictures[static_cast<std::size_t>(i) % pictures.size()]);
  }
  return true;
}

}  // namespace echolance
