// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/learn_shape.hpp"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <Eigen/SVD>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "session/bone_correspondence.hpp"
#include "session/report_progress.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kWider = 1.5;
constexpr double kOnBone_mm = 1.0;
constexpr double kOnBoneShare = 0.8;

// Vertices of each bone; the back of the pelvis matters most.
const std::vector<std::pair<std::string, int>>& bone_sizes() {
  static const std::vector<std::pair<std::string, int>> sizes = {
      {"sacrum", 800}, {"ilium_left", 1000}, {"ilium_right", 1000}, {"l5", 280},  {"l4", 260},
      {"l3", 260},     {"l2", 260},          {"l1", 260},           {"t12", 200}, {"coccyx", 60}};
  return sizes;
}

/// The template: one mesh a bone, and where its landmarks are.
class Template {
 public:
  static Result<Template> make(const LearnShapeOptions& options) {
    Template result(grow_anchored(PatientParameters{}, options.spacing_mm));
    for (const auto& [name, count] : bone_sizes()) {
      auto mesh = result.mesh_of(name, options.vertices_share * count);
      if (!mesh) return tl::unexpected<Error>(mesh.error().in(name));
      result.bones_.push_back({name, std::move(*mesh)});
    }
    return result;
  }

  [[nodiscard]] const std::vector<TemplateBone>& bones() const { return bones_; }
  [[nodiscard]] const AnchoredPatient& patient() const { return patient_; }
  [[nodiscard]] const std::vector<NamedPoint>& marks() const { return marks_; }

 private:
  explicit Template(AnchoredPatient patient) : patient_(std::move(patient)) {
    for (const auto& anchor : patient_.anchors) {
      if (!anchor.name.starts_with("rim_")) marks_.push_back(anchor);
    }
  }

  Result<TriangleMesh> mesh_of(const std::string& name, double count) const {
    for (const auto& bone : patient_.patient.skeleton.bones) {
      if (bone.name != name) continue;
      const auto whole = make_mesh(bone.surface);
      if (!whole) return whole;
      double kept = count / static_cast<double>(whole->points_mm.size());
      // Very few triangles may close a foramen upon itself: then some more.
      for (; kept < 1.0; kept *= 1.2) {
        auto mesh = make_mesh(bone.surface, {8, kept});
        if (mesh || mesh.error().code != ErrorCode::kInvalidGeometry) return mesh;
      }
      return whole;
    }
    return fail(ErrorCode::kNoData, "the template lacks a bone");
  }

  AnchoredPatient patient_;
  std::vector<TemplateBone> bones_;
  std::vector<NamedPoint> marks_;
};

/// Every person's vertices and marks, one column a person (x, y, z of one place after another).
struct Samples {
  Eigen::MatrixXd places_mm;
  std::vector<int> marks_on_bone;  ///< in how many people each mark lies on its bone
  double off_surface_squares = 0.0;
  std::int64_t vertices = 0;
};

const DistanceField* surface_of(const AnchoredPatient& person, const std::string& bone) {
  for (const auto& there : person.patient.skeleton.bones) {
    if (there.name == bone) return &there.surface;
  }
  return nullptr;
}

// A mark that this person lacks (a tubercle over a long hiatus) goes where its neighbours went.
Vector3d mark_place(const NamedPoint& mark, const AnchoredPatient& person, const TemplateBone& bone,
                    const std::vector<Vector3d>& laid) {
  for (const auto& anchor : person.anchors) {
    if (anchor.name == mark.name) return anchor.point.mm;
  }
  std::size_t nearest = 0;
  const auto distance = [&](std::size_t i) {
    return (bone.mesh.points_mm[i].cast<double>() - mark.point.mm).squaredNorm();
  };
  for (std::size_t i = 1; i < laid.size(); ++i) {
    if (distance(i) < distance(nearest)) nearest = i;
  }
  return laid[nearest] + mark.point.mm - bone.mesh.points_mm[nearest].cast<double>();
}

Result<Eigen::VectorXd> sample_of(const Template& model, const AnchoredPatient& person,
                                  Samples& samples) {
  std::vector<Vector3d> places;
  std::map<std::string, std::pair<const TemplateBone*, std::vector<Vector3d>>> laid_bones;
  for (const auto& bone : model.bones()) {
    auto laid = laid_on(bone, model.patient(), person);
    if (!laid) return tl::unexpected<Error>(laid.error());
    const DistanceField* surface = surface_of(person, bone.name);
    for (const auto& place : *laid) {
      const double off = surface->at(place);
      samples.off_surface_squares += off * off;
    }
    samples.vertices += static_cast<std::int64_t>(laid->size());
    places.insert(places.end(), laid->begin(), laid->end());
    laid_bones[bone.name] = {&bone, std::move(*laid)};
  }
  samples.marks_on_bone.resize(model.marks().size(), 0);
  for (std::size_t i = 0; i < model.marks().size(); ++i) {
    const NamedPoint& mark = model.marks()[i];
    const std::string bone = bone_of_landmark(mark.name);
    const auto& [mesh, laid] = laid_bones.at(bone);
    places.push_back(mark_place(mark, person, *mesh, laid));
    const double off = std::abs(surface_of(person, bone)->at(places.back()));
    samples.marks_on_bone[i] += off < kOnBone_mm ? 1 : 0;
  }
  Eigen::VectorXd column(3 * static_cast<Eigen::Index>(places.size()));
  for (std::size_t i = 0; i < places.size(); ++i) {
    column.segment<3>(3 * static_cast<Eigen::Index>(i)) = places[i];
  }
  return column;
}

Eigen::Map<const Eigen::Matrix3Xd> points(const Eigen::VectorXd& column) {
  return {column.data(), 3, column.size() / 3};
}

// Turns and shifts each person so that the pelvis (the first columns) lies on the mean's.
void lay_on_each_other(Eigen::Index pelvis, Eigen::MatrixXd& places_mm) {
  Eigen::VectorXd mean = places_mm.col(0);
  for (int round = 0; round < 4; ++round) {
    for (Eigen::Index person = 0; person < places_mm.cols(); ++person) {
      const Eigen::VectorXd column = places_mm.col(person);
      const Eigen::Matrix4d motion =
          Eigen::umeyama(points(column).leftCols(pelvis), points(mean).leftCols(pelvis), false);
      const Eigen::Matrix3Xd moved =
          (motion.topLeftCorner<3, 3>() * points(column)).colwise() + motion.topRightCorner<3, 1>();
      places_mm.col(person) = moved.reshaped();
    }
    mean = places_mm.rowwise().mean();
  }
}

// Principal components by the small matrix of people against people.
double take_modes(const Eigen::MatrixXd& places_mm, int modes, ShapeModel& model) {
  const Eigen::VectorXd mean = places_mm.rowwise().mean();
  const Eigen::MatrixXd off = places_mm.colwise() - mean;
  const Eigen::MatrixXd people = off.transpose() * off;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(people);
  const auto count = static_cast<double>(places_mm.cols() - 1);
  model.mean_mm = points(mean).cast<float>();
  model.modes_mm.resize(places_mm.rows(), modes);
  double kept = 0.0;
  for (int mode = 0; mode < modes; ++mode) {
    const Eigen::Index column = people.cols() - 1 - mode;
    Eigen::VectorXd way = off * solver.eigenvectors().col(column) / std::sqrt(count);
    Eigen::Index largest = 0;  // the sign is free; this fixes it
    way.cwiseAbs().maxCoeff(&largest);
    if (way[largest] < 0.0) way = -way;
    model.modes_mm.col(mode) = way.cast<float>();
    kept += solver.eigenvalues()[column];
  }
  return kept / people.trace();
}

// The marks of people held back against where the modes of the others put them when laid on their
// bones' vertices.
void measure_marks(const Eigen::MatrixXd& places_mm, int modes, ShapeModel& model) {
  const Eigen::Index held = std::max<Eigen::Index>(1, places_mm.cols() / 5);
  const Eigen::Index learnt = places_mm.cols() - held;
  ShapeModel others = model;
  take_modes(places_mm.leftCols(learnt),
             static_cast<int>(std::min<Eigen::Index>(modes, learnt - 1)), others);
  const Eigen::Index rows = 3 * static_cast<Eigen::Index>(model.vertex_count());
  const Eigen::MatrixXd ways = others.modes_mm.cast<double>();
  const Eigen::VectorXd mean = others.mean_mm.reshaped().cast<double>();
  Eigen::MatrixXd system = ways.topRows(rows).transpose() * ways.topRows(rows);
  system.diagonal().array() += 100.0;  // vertices err by some mm, and alike
  const Eigen::MatrixXd off = places_mm.rightCols(held).colwise() - mean;
  const Eigen::MatrixXd numbers =
      system.llt().solve(ways.topRows(rows).transpose() * off.topRows(rows));
  const Eigen::MatrixXd left = (off - ways * numbers).bottomRows(off.rows() - rows);
  for (std::size_t i = 0; i < model.marks.size(); ++i) {
    const auto row = 3 * static_cast<Eigen::Index>(i);
    model.marks[i].own_std_mm = std::sqrt(left.middleRows(row, 3).colwise().squaredNorm().mean());
  }
}

void name_members(const Template& people, const Samples& samples, ShapeModel& model) {
  int first = 0;
  for (const auto& bone : people.bones()) {
    const int count = static_cast<int>(bone.mesh.points_mm.size());
    for (auto triangle : bone.mesh.triangles) {
      for (int& corner : triangle) corner += first;
      model.triangles.push_back(triangle);
    }
    model.bones.push_back({bone.name, first, count});
    first += count;
  }
  const double enough = kOnBoneShare * static_cast<double>(samples.places_mm.cols());
  for (std::size_t i = 0; i < people.marks().size(); ++i) {
    const std::string& name = people.marks()[i].name;
    model.marks.push_back(
        {name, model.bone_index(bone_of_landmark(name)),
         samples.marks_on_bone[i] >= enough ? MarkPlace::kOnBone : MarkPlace::kFree, 0.0});
  }
}

}  // namespace

PatientParameters draw_wide_patient(std::uint64_t seed) {
  PatientParameters drawn = draw_patient(seed).value();
  static const PatientParameters middling;
  for (const auto& spec : patient_parameter_table()) {
    const double middle = spec.get(middling);
    const double wide = middle + kWider * (spec.get(drawn) - middle);
    spec.set(drawn, std::clamp(wide, spec.min, spec.max));
  }
  return drawn;
}

Result<LearnedShape> learn_shape(const LearnShapeOptions& options, const TrackHooks& hooks) {
  if (options.patients < 3 || options.modes < 1 || options.modes >= options.patients) {
    return fail(ErrorCode::kInvalidOption,
                "a shape model needs 3 patients or more, and more patients than modes");
  }
  const auto people = Template::make(options);
  if (!people) return tl::unexpected<Error>(people.error());
  const auto start = std::chrono::steady_clock::now();
  Samples samples;
  for (int i = 0; i < options.patients; ++i) {
    const auto seed = options.seed + static_cast<std::uint64_t>(i);
    const auto person = grow_anchored(draw_wide_patient(seed), options.spacing_mm);
    const auto column = sample_of(*people, person, samples);
    if (!column) return tl::unexpected<Error>(column.error().in(fmt::format("patient {}", seed)));
    if (i == 0) samples.places_mm.resize(column->size(), options.patients);
    samples.places_mm.col(i) = *column;
    report_progress(hooks, {i + 1, options.patients, start});
  }
  LearnedShape learned;
  learned.patients = options.patients;
  name_members(*people, samples, learned.model);
  const auto& bones = learned.model.bones;  // sacrum and hip bones come first
  lay_on_each_other(bones[2].first + bones[2].count, samples.places_mm);
  learned.explained = take_modes(samples.places_mm, options.modes, learned.model);
  measure_marks(samples.places_mm, options.modes, learned.model);
  learned.off_surface_mm =
      std::sqrt(samples.off_surface_squares / static_cast<double>(samples.vertices));
  return learned;
}

}  // namespace echolance
