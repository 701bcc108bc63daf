// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Geometry>
#include <array>
#include <vector>

#include "simulation/medium.hpp"
#include "simulation/slab_columns.hpp"
#include "simulation/speckle_need.hpp"

namespace echolance {

struct SpeckleLevel;

/// Echoes of scatterers that sit in the tissue.
///
/// Reference space is divided into cubes with one scatterer each, at a place and with a strength
/// that only the cube's number decides. Each is carried to the scan lines with its carrier's phase,
/// so speckle moves with tissue, and decorrelates with shift and turn, as real speckle does.
class Speckle {
 public:
  Speckle(const MediumSetting& setting, double wavelength_mm);

  /// The tissue is divided into parts across the lines, whatever the number of threads.
  static constexpr int kParts = 8;

  /// Before a frame's first add(), the medium being final.
  void aim(const RayGround& ground, const Medium& medium);
  /// Draws the scatterers of one part of the tissue. Parts may be drawn at the same time.
  void add(int part, const RayGround& ground, const Medium& medium);
  /// Adds what all parts have heard on one line, in the order of the parts.
  void collect(int line, EchoLines& echoes);

  [[nodiscard]] double cube_mm() const { return cube_mm_; }

 private:
  Speckle(const MediumSetting& setting, double wavelength_mm, const SpeckleLevel& level);
  struct Batch;
  static constexpr int kMostPlaced = 96;  ///< cubes of a column that are placed together
  static constexpr int kBatch = 192;      ///< cubes that are drawn together
  static constexpr int kMostRuns = kMostPlaced * 8 / 4;
  static constexpr std::size_t kCarrierSteps = 1024;  ///< of a turn; a power of 2
  /// What one part of the tissue has sent back.
  struct Heard {
    EchoLines echoes;
    int first_line = 0, end_line = 0;  ///< not silent
  };
  struct Aim;
  /// What the scatterers at one sample's depth need.
  struct Level {
    float per_reach = 1.0F;      ///< 1 / slice reach, 1/mm
    float norm = 1.0F;           ///< makes the mean echo power of muscle 1
    float coherent_norm = 1.0F;  ///< makes the mean echo of equal scatterers 1
    std::uint32_t kept = 255U;   ///< scatterers of this rank and below are used
  };
  void add_column(const Aim& aim, const Eigen::Vector3i& cell, int count, Batch& batch) const;
  static constexpr int kAhead = 64;
  /// A column of cubes, looked at some runs ahead.
  struct Column {
    Eigen::Vector3f start_mm, step_mm;  ///< first cube's middle, from cube to cube; Probe
    float half_z_mm;                    ///< half a run's reach out of the picture's plane
    std::array<int, kAhead> skips;      ///< of the runs ahead: every how manyth cube; 0: none
  };
  void find_skips(Column& column, int first, int runs) const;
  /// A part of a column of cubes, where all need the same care.
  struct Run {
    Eigen::Vector3i cell;      ///< the column's first cube
    Eigen::Vector3f start_mm;  ///< its middle, Probe
    int begin, end;            ///< cubes of the column
    int skip;                  ///< every how manyth; 0: none
  };
  void add_run(const Aim& aim, const Run& run, Batch& batch) const;
  /// Both append to, or change the last `count` of, the batch; `off`: first cube within the run.
  void place(const Aim& aim, const Run& run, int off, Batch& batch) const;
  void move(const Run& run, int off, Batch& batch) const;
  /// The stages of a batch that is full: where each scatterer lies, which are in the picture, which
  /// of them are heard, as what, and where that is added.
  void draw(const Aim& aim, Batch& batch) const;
  void find_polar(Batch& batch) const;
  void select(Batch& batch) const;
  void hear(const Medium& medium, Batch& batch) const;
  void sound(Batch& batch) const;
  void splat(const Batch& batch, Heard& heard) const;
  /// What the tissue's pattern does to one scatterer.
  struct Pattern {
    float speckle = 1.0F;
    float coherent = 0.0F;
  };
  [[nodiscard]] Pattern pattern_at(const Batch& batch, std::size_t i, std::uint32_t random,
                                   std::size_t tissue) const;

  const MediumSetting& setting_;
  double cube_mm_ = 0.25;
  int run_ = 8;  ///< cubes of a column that are judged together
  float cycles_per_mm_ = 10.0F;
  std::vector<Level> levels_;  ///< by sample
  std::array<std::array<float, 256>, kTissueCount> strength_{};
  std::array<TextureLook, kTissueCount> look_{};
  std::array<bool, kTissueCount> has_look_{};
  std::array<float, kTissueCount> tissue_strength_{};
  std::array<float, kTissueCount> fibre_{};
  std::vector<float> sheet_echo_;         ///< by line: share of a sheet's echo at this angle
  std::vector<Eigen::Vector2f> carrier_;  ///< one turn
  SlabColumns columns_;
  SpeckleNeed need_;
  std::vector<float> heard_mm_;  ///< by line
  std::array<Heard, kParts> heard_;
};

}  // namespace echolance
