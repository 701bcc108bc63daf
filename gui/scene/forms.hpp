// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <vector>

#include "gui/scene/look.hpp"
#include "gui/scene/prop_list.hpp"

class vtkActor;
class vtkAlgorithm;

namespace echolance {

/// How a solid form looks.
struct FormStyle {
  look::Colour colour = look::kText;
  double opacity = 1.0;
  double ambient = 0.25;  ///< 1: the same from all sides, for what must never be dark
};

// Simple solid forms. They can be picked only where the header says so.

void add_ball(PropList& to, const Eigen::Vector3d& centre_mm, double radius_mm,
              const FormStyle& style);
/// Three rings about a place: a ball one can look into.
void add_hollow_ball(PropList& to, const Eigen::Vector3d& centre_mm, double radius_mm,
                     const FormStyle& style);
void add_tube(PropList& to, const std::vector<Eigen::Vector3d>& points_mm, double radius_mm,
              const FormStyle& style);
/// Pieces of a straight tube: `dash_mm` of it, as much of nothing.
void add_dashed_tube(PropList& to, const std::vector<Eigen::Vector3d>& ends_mm, double radius_mm,
                     double dash_mm, const FormStyle& style);
/// Puts the look on an actor.
void apply(const FormStyle& style, vtkActor& actor);

}  // namespace echolance
