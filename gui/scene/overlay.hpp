// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <memory>
#include <string>

#include "gui/scene/look.hpp"

class vtkRenderer;

namespace echolance {

/// A picture's size and how large words and lines are in it.
struct OverlaySize {
  int width_px = 0, height_px = 0;
  double scale = 1.0;          ///< of words and lines
  double device_per_px = 1.0;  ///< above 1: drawn finer and shrunk afterwards
};

enum class TextSide { kLeft, kRight, kMiddle };  ///< where the text's place is on it

struct TextStyle {
  double size_px = 13.0;
  look::Colour colour = look::kText;
  TextSide side = TextSide::kLeft;
  double backing = 0.55;  ///< how much of the scene is kept off behind it, 0..1
};

/// Lines, boxes and words over the scene; places count px of the finished picture from its top
/// left. Everything is drawn anew between begin() and end().
class Overlay {
 public:
  explicit Overlay(vtkRenderer& renderer);
  ~Overlay();
  Overlay(const Overlay&) = delete;
  Overlay& operator=(const Overlay&) = delete;

  void begin(const OverlaySize& size);
  void line(const Eigen::Vector2d& from, const Eigen::Vector2d& to, double width_px,
            const look::Colour& colour);
  void disc(const Eigen::Vector2d& centre, double radius_px, const look::Colour& colour);
  void ring(const Eigen::Vector2d& centre, double radius_px, double width_px,
            const look::Colour& colour);
  void box(const Eigen::AlignedBox2d& box, const look::Colour& colour, double opacity);
  /// `at`: its middle in height. Gives the place it takes.
  Eigen::AlignedBox2d text(const Eigen::Vector2d& at, const std::string& words,
                           const TextStyle& style);
  /// How wide and high the words would be, px.
  [[nodiscard]] Eigen::Vector2d size_of(const std::string& words, double size_px) const;
  void end();

  [[nodiscard]] const OverlaySize& size() const { return size_; }

 private:
  struct Drawn;
  OverlaySize size_;
  std::unique_ptr<Drawn> drawn_;
};

}  // namespace echolance
