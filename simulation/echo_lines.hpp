// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace echolance {

/// Complex echo amplitudes at base band, line after line, real and imaginary part side by side.
/// Unit: rms echo of muscle at the face.
struct EchoLines {
  int lines = 0;
  int samples = 0;
  std::vector<float> values;  ///< [line][sample][real, imaginary]

  EchoLines() = default;
  EchoLines(int line_count, int sample_count)
      : lines(line_count),
        samples(sample_count),
        values(2 * static_cast<std::size_t>(line_count) * static_cast<std::size_t>(sample_count)) {}

  /// Index of a sample's real part.
  [[nodiscard]] std::size_t index(int line, int sample) const {
    return 2 * (static_cast<std::size_t>(line) * static_cast<std::size_t>(samples) +
                static_cast<std::size_t>(sample));
  }
  /// Takes over one line of lines of the same size.
  void copy_line(int line, const EchoLines& from) {
    std::copy_n(&from.values[from.index(line, 0)], 2 * samples, &values[index(line, 0)]);
  }
  /// Adds a real echo between two samples of one line.
  void add_on_line(int line, float sample, float amplitude) {
    if (line < 0 || line >= lines || sample < 0.0F || sample >= static_cast<float>(samples - 1)) {
      return;
    }
    const int first = static_cast<int>(sample);
    const float rest = sample - static_cast<float>(first);
    float* at = &values[index(line, first)];
    at[0] += (1.0F - rest) * amplitude;
    at[2] += rest * amplitude;
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
