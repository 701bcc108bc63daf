// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace echolance {

/// The vertices of one bone: "sacrum", "l4", "ilium_left".
struct ShapeBone {
  std::string name;
  int first = 0;
  int count = 0;
};

/// Whether a landmark lies on a bone's surface or in a cleft, a canal or behind a window.
enum class MarkPlace : std::uint8_t { kOnBone, kFree };

/// A landmark that moves with the shape (docs/landmark_names.md).
struct ShapeMark {
  std::string name;
  int bone = 0;  ///< index of the bone it moves with
  MarkPlace place = MarkPlace::kOnBone;
  /// How far it lies from where the bones' surface puts it (root mean square of the distance), by
  /// people that the modes were not learnt from.
  double own_std_mm = 0.0;
};

/// Pelvis, sacrum and lumbar spine of many people in correspondence: mean and main ways to differ.
/// Shape = mean + modes x (numbers of mean 0 and standard deviation 1). Axes as Reference of a
/// person lying prone (x left, y posterior, z superior, mm); people are laid on each other by
/// their pelvis, without scaling, so size and the posture of the spine are among the modes.
struct ShapeModel {
  std::vector<ShapeBone> bones;
  std::vector<ShapeMark> marks;
  std::vector<std::array<int, 3>> triangles;  ///< of vertices, counter-clockwise from outside
  Eigen::Matrix3Xf mean_mm;                   ///< all vertices, then all marks
  Eigen::MatrixXf modes_mm;                   ///< 3 x (vertices + marks) rows; one column a mode

  [[nodiscard]] int mark_count() const { return static_cast<int>(marks.size()); }
  [[nodiscard]] int vertex_count() const { return static_cast<int>(mean_mm.cols()) - mark_count(); }
  [[nodiscard]] int mode_count() const { return static_cast<int>(modes_mm.cols()); }
  /// The bone a vertex or mark (column of mean_mm) belongs to.
  [[nodiscard]] int bone_of(int column) const;
  /// Index of a bone; -1 where the model has none of that name.
  [[nodiscard]] int bone_index(std::string_view name) const;
  /// Column of a mark in mean_mm; -1 where there is none of that name.
  [[nodiscard]] int mark_column(std::string_view name) const;
};

/// The file's bytes: header, 16-bit numbers, deflated. Places are kept within 0.01 mm, modes
/// within 1/30000 of their largest value. Deterministic.
[[nodiscard]] std::vector<std::uint8_t> encode_shape_model(const ShapeModel& model);

/// kDamagedFile where the bytes are no shape model, are cut off or contradict themselves.
[[nodiscard]] Result<ShapeModel> decode_shape_model(std::span<const std::uint8_t> bytes);

/// The model that comes with the program (imaging/data/shape_model.bin, made by `echolance
/// learn-shape`). Decoded once; thread-safe.
[[nodiscard]] const ShapeModel& shape_model();

}  // namespace echolance
