// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

#include "imaging/metaimage_writer.hpp"
#include "tests/support/phantom.hpp"

namespace echolance {

/// Waits for what another thread does; false when it did not do it in a minute (nothing depends on
/// how long it takes).
template <class Done>
[[nodiscard]] bool wait_until(Done done) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!done()) {
    if (std::chrono::steady_clock::now() > give_up) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

/// A small recording with times, uncompressed.
inline void write_phantom(const std::string& path, int frames, double frame_rate_hz = 30.0) {
  PhantomOptions options;
  options.size_px = {161, 121};
  options.mm_per_px = 0.3;
  options.frames = frames;
  options.frame_rate_hz = frame_rate_hz;
  PhantomSource source(options);
  MetaImageFormat format;
  format.size_px = options.size_px;
  format.spacing = source.info().spacing;
  format.compression = MetaImageCompression::kNone;
  auto writer = MetaImageWriter::create(path, format);
  ASSERT_TRUE(writer) << writer.error().text();
  for (auto frame = source.next(); frame && *frame; frame = source.next()) {
    ASSERT_TRUE(writer->write(**frame));
  }
  ASSERT_TRUE(writer->close());
}

}  // namespace echolance
