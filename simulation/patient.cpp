// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/patient.hpp"

#include <iterator>
#include <utility>

#include "simulation/joints.hpp"
#include "simulation/level_names.hpp"
#include "simulation/ligaments.hpp"
#include "simulation/muscle_planes.hpp"
#include "simulation/soft_tissue.hpp"
#include "simulation/spinal_canal.hpp"
#include "simulation/tube_path.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

void append(std::vector<TissueShape> more, std::vector<TissueShape>& shapes) {
  shapes.insert(shapes.end(), std::make_move_iterator(more.begin()),
                std::make_move_iterator(more.end()));
}

// Skin to 20 mm in front of the vertebral bodies, the lower half of T12 to below the coccyx, both
// posterior ilia.
Eigen::AlignedBox3d whole_box(const AnatomySite& site, const BodySurface& surface) {
  Eigen::AlignedBox3d box;
  for (int level = 0; level < kLumbarCount; ++level) {
    const VertebraSize& size = site.vertebra(level).size;
    box.extend(site.from_vertebra(
        level, {0.0, -0.5 * size.lower_depth_mm - 20.0, 0.5 * size.height_mm + 4.0}));
  }
  box.extend(site.from_vertebra(-1, {0.0, 0.0, 2.0}));
  box.extend(site.at("sacrococcygeal_joint") - Vector3d(0.0, 0.0, 40.0));
  const double half = 115.0 * site.scale();
  box.extend(Vector3d(half, box.min().y(), box.min().z()));
  box.extend(Vector3d(-half, box.min().y(), box.min().z()));
  double highest = box.max().y();
  for (double x = -half; x <= half; x += 6.0) {
    for (double z = box.min().z(); z <= box.max().z(); z += 6.0) {
      highest = std::max(highest, surface.skin.at(x, z));
    }
  }
  box.extend(Vector3d(0.0, highest + 3.0, box.min().z()));
  return box;
}

void add_landmarks(const AnatomySite& site, const BodySurface& surface, Patient& patient) {
  const auto add_skin = [&](const std::string& name, const Vector3d& under) {
    patient.landmarks.push_back(
        {name, {Vector3d(under.x(), surface.skin.at(under.x(), under.z()), under.z())}});
  };
  for (int level = 0; level < kLumbarCount; ++level) {
    const std::string name = lumbar_name(level);
    add_skin(name + "_spinous_skin", site.at(name + "_spinous_tip"));
    const SlabShape roof = flavum(site, level);
    const Vector3d back = roof.axes.col(1);
    patient.landmarks.push_back(
        {window_name(level) + "_ligamentum_flavum", {roof.centre_mm + roof.half_mm.y() * back}});
    patient.landmarks.push_back({window_name(level) + "_epidural_space",
                                 {roof.centre_mm - (roof.half_mm.y() + 0.8) * back}});
  }
  for (const double side : {1.0, -1.0}) {
    add_skin("psis_skin" + side_suffix(side), site.at("psis" + side_suffix(side)));
  }
  patient.landmarks.push_back({"dural_sac_end", {sac_sections(site).back().centre_mm}});
}

}  // namespace

Patient make_patient(const PatientParameters& parameters, const SkeletonOptions& options) {
  Patient patient;
  patient.parameters = parameters;
  patient.skeleton = grow_skeleton(parameters, options);
  patient.landmarks = patient.skeleton.landmarks;
  const AnatomySite site(parameters, patient.skeleton);
  auto surface = std::make_shared<const BodySurface>(body_surface(site));
  patient.tubes = nerve_tubes(site, *surface);
  for (auto& tube : vessel_tubes(site)) patient.tubes.push_back(std::move(tube));
  auto tissue = std::make_shared<SoftTissue>();
  append(spinal_joints(site), tissue->shapes);
  append(ligament_shapes(site, surface), tissue->shapes);
  for (const auto& tube : patient.tubes) tissue->shapes.push_back(tube_shape(tube));
  append(sac_shapes(site), tissue->shapes);
  patient.tubes.push_back(sac_tube(site));
  tissue->shapes.push_back(epidural_fat(site));
  append(muscle_planes(site, surface), tissue->shapes);
  append(covering_layers(site, surface), tissue->shapes);
  tissue->surface = surface;
  tissue->box_mm = whole_box(site, *surface);
  tissue->cortex_mm = site.sizes()("cortex_mm");
  add_landmarks(site, *surface, patient);
  patient.soft_tissue = std::move(tissue);
  return patient;
}

TissueVolume fill_tissue(const Patient& patient, const VolumeRequest& request) {
  const SoftTissue* tissue = patient.soft_tissue.get();
  std::vector<TissueShape> shapes =
      bone_shapes(patient.skeleton, tissue != nullptr ? tissue->cortex_mm : 1.3);
  Eigen::AlignedBox3d box = request.box_mm;
  if (tissue != nullptr) {
    append(sacroiliac_shapes(patient.skeleton), shapes);
    shapes.insert(shapes.end(), tissue->shapes.begin(), tissue->shapes.end());
    if (box.isEmpty()) box = tissue->box_mm;
  } else if (box.isEmpty()) {
    for (const auto& shape : shapes) box.extend(shape.box_mm);
  }
  return fill_shapes(shapes, VolumeGrid::around(box, request.spacing_mm));
}

Result<Point<space::Reference>> skin_point(const Patient& patient,
                                           const Point<space::Reference>& over) {
  if (patient.soft_tissue == nullptr) {
    return fail(ErrorCode::kNoData, "the patient has bones only; make the patient with tissue");
  }
  const HeightMap& skin = patient.soft_tissue->surface->skin;
  const MapArea& area = skin.area();
  const Eigen::Vector2d last = area.place_mm(area.size.width - 1, area.size.height - 1);
  const Vector3d& p = over.mm;
  if (p.x() < area.first_mm.x() || p.z() < area.first_mm.y() || p.x() > last.x() ||
      p.z() > last.y()) {
    return fail(ErrorCode::kNoData, "the point is beside the modelled back; take one over bones");
  }
  return Point<space::Reference>{{p.x(), skin.at(p.x(), p.z()), p.z()}};
}

Result<Direction<space::Reference>> skin_normal(const Patient& patient,
                                                const Point<space::Reference>& over) {
  return skin_point(patient, over).map([&](const Point<space::Reference>& at) {
    return Direction<space::Reference>{
        patient.soft_tissue->surface->skin.normal(at.mm.x(), at.mm.z())};
  });
}

}  // namespace echolance
