// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

// Writes one frame of a video as a picture, for the README.
//   video_frame VIDEO FRAME PICTURE

#include <cstdio>
#include <cstdlib>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/videoio.hpp>

namespace {

cv::Mat frame_of(const char* video, int number) {
  cv::VideoCapture capture(video);
  cv::Mat frame;
  for (int i = 0; i <= number; ++i) {
    if (!capture.read(frame)) return {};
  }
  return frame;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: video_frame VIDEO FRAME PICTURE\n", stderr);
    return 2;
  }
  const cv::Mat frame = frame_of(argv[1], std::atoi(argv[2]));
  if (!frame.empty() && cv::imwrite(argv[3], frame, {cv::IMWRITE_JPEG_QUALITY, 90})) return 0;
  std::fputs("video_frame: no such frame, or the picture cannot be written\n", stderr);
  return 2;
}
