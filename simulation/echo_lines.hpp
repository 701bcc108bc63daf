// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace echolance {

/// Complex echo amplitudes at base band, line after line. Unit: rms echo of muscle at the face.
struct EchoLines {
  int lines = 0;
  int samples = 0;
  std::vector<float> in_phase;
  std::vector<float> quadrature;

  EchoLines() = default;
  EchoLines(int line_count, int sample_count)
      : lines(line_count),
        samples(sample_count),
        in_phase(static_cast<std::size_t>(line_count) * static_cast<std::size_t>(sample_count)),
        quadrature(in_phase.size()) {}

  [[nodiscard]] std::size_t start(int line) const {
    return static_cast<std::size_t>(line) * static_cast<std::size_t>(samples);
  }
  void clear() {
    std::fill(in_phase.begin(), in_phase.end(), 0.0F);
    std::fill(quadrature.begin(), quadrature.end(), 0.0F);
  }
  /// Adds a real echo between two samples of one line.
  void add_on_line(int line, float sample, float amplitude) {
    if (line < 0 || line >= lines || sample < 0.0F || sample >= static_cast<float>(samples - 1)) {
      return;
    }
    const int first = static_cast<int>(sample);
    const float rest = sample - static_cast<float>(first);
    float* at = &in_phase[start(line) + static_cast<std::size_t>(first)];
    at[0] += (1.0F - rest) * amplitude;
    at[1] += rest * amplitude;
  }
  /// Adds a real echo between two lines and two samples.
  void add(float line, float sample, float amplitude) {
    const int first = static_cast<int>(line + 1.0F) - 1;
    const float rest = line - static_cast<float>(first);
    add_on_line(first, sample, (1.0F - rest) * amplitude);
    add_on_line(first + 1, sample, rest * amplitude);
  }
};

}  // namespace echolance
