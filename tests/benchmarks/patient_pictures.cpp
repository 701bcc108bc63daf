// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

// Draws the skeletons of virtual patients, from behind, from the side and from above, shaded, with
// their landmarks as dots: to be looked at. Prints where they are and how long growing took.
//
//   patient_pictures OUT_FOLDER [SEED ...]      VIEWS=close,slice chooses views
//   patient_pictures --meshes OUT_FOLDER SEED   STL and VTP files instead
//   patient_pictures --measure [SEED_COUNT]     a table of the measured anatomy instead
//   patient_pictures --time SEED_COUNT OUT_FOLDER [THREADS]
//       makes and writes patients whole (tables, closed meshes, labels, tubes), says how long that
//       took and what it makes of 200

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <map>
#include <numeric>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "simulation/bone_mesh.hpp"
#include "simulation/patient.hpp"
#include "simulation/write_patient.hpp"
#include "tests/support/patient_measures.hpp"
#include "tests/support/skeleton_measures.hpp"
#include "tests/support/stated_anatomy.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

// An orthographic camera: the middle of the picture, its axes and scale.
struct View {
  std::string name;
  Vector3d middle_mm, right, up;
  cv::Size size_px;
  double px_per_mm = 2.5;

  Vector3d backwards() const { return right.cross(up); }  // towards the eye
  Vector3d start(int x, int y) const {
    return middle_mm + ((x - 0.5 * size_px.width) / px_per_mm) * right +
           ((0.5 * size_px.height - y) / px_per_mm) * up + 200.0 * backwards();
  }
  cv::Point project(const Vector3d& point) const {
    const Vector3d off = point - middle_mm;
    return {static_cast<int>(0.5 * size_px.width + px_per_mm * off.dot(right)),
            static_cast<int>(0.5 * size_px.height - px_per_mm * off.dot(up))};
  }
};

// From behind the left is left in the picture: x points to the patient's left.
std::vector<View> views() {
  const Vector3d x = Vector3d::UnitX(), y = Vector3d::UnitY(), z = Vector3d::UnitZ();
  const Vector3d from_up = Vector3d(0.0, 0.8, 0.6).normalized();
  return {{"behind", {0, 0, 0}, -x, z, {720, 900}, 2.3},
          {"front", {0, 0, 0}, x, z, {720, 900}, 2.3},
          {"close", {0, 0, -20}, -x, z, {800, 900}, 5.0},
          {"side", {0, -20, 0}, y, z, {600, 900}, 2.3},
          {"top", {0, -25, 0}, -x, -y, {900, 640}, 2.7},
          {"oblique", {0, 20, 10}, -x, -x.cross(from_up), {800, 800}, 3.6},
          {"half", {0, -20, 0}, (y + 0.6 * x).normalized(), z, {700, 900}, 2.3},
          {"inlet", {0, -30, -40}, x, Vector3d(0.0, 0.5, 0.85).normalized(), {760, 700}, 2.5}};
}

class Renderer {
 public:
  explicit Renderer(const Skeleton& skeleton) : skeleton_(skeleton) {}

  cv::Mat draw(const View& view) const {
    cv::Mat picture(view.size_px, CV_8UC3);
    cv::parallel_for_(cv::Range(0, picture.rows), [&](const cv::Range& rows) {
      for (int y = rows.start; y < rows.end; ++y) {
        for (int x = 0; x < picture.cols; ++x) picture.at<cv::Vec3b>(y, x) = colour(view, x, y);
      }
    });
    return picture;
  }

  void dots(const View& view, cv::Mat& picture) const {
    for (const NamedPoint& landmark : skeleton_.landmarks) {
      const Vector3d towards = landmark.point.mm + 3.0 * view.backwards();
      if (hidden(towards, view.backwards())) continue;
      cv::circle(picture, view.project(landmark.point.mm), 3, {40, 40, 230}, cv::FILLED,
                 cv::LINE_AA);
    }
  }

 private:
  std::pair<double, const Bone*> nearest(const Vector3d& point) const {
    std::pair<double, const Bone*> best{1e6, nullptr};
    for (const Bone& bone : skeleton_.bones) {
      const double away = bone.surface.at(point);
      if (away < best.first) best = {away, &bone};
    }
    return best;
  }

  bool hidden(const Vector3d& from, const Vector3d& direction) const {
    for (double way = 0.0; way < 150.0;) {
      const double away = nearest(from + way * direction).first;
      if (away < 0.0) return true;
      way += std::max(0.8 * away, 0.4);
    }
    return false;
  }

  cv::Vec3b colour(const View& view, int x, int y) const {
    const Vector3d start = view.start(x, y), direction = -view.backwards();
    for (double way = 0.0; way < 420.0;) {
      const Vector3d point = start + way * direction;
      const auto [away, bone] = nearest(point);
      if (away < 0.05) return shade(view, point, *bone);
      way += std::max(0.7 * away, 0.15);
    }
    return {40, 30, 25};
  }

  cv::Vec3b shade(const View& view, const Vector3d& point, const Bone& bone) const {
    const Vector3d normal = bone.surface.normal(point);
    const Vector3d light = (view.backwards() + 0.5 * view.up - 0.5 * view.right).normalized();
    double open = 0.0;  // ambient occlusion
    for (const double step : {2.0, 5.0, 10.0}) {
      open += std::clamp(nearest(point + step * normal).first / step, 0.0, 1.0) / 3.0;
    }
    const double level = (0.25 + 0.75 * std::max(0.0, normal.dot(light))) * (0.3 + 0.7 * open);
    const bool hip = bone.name.starts_with("ilium");
    const bool sacrum = bone.name == "sacrum" || bone.name == "coccyx";
    const cv::Vec3d base = hip      ? cv::Vec3d(180, 215, 230)
                           : sacrum ? cv::Vec3d(200, 235, 205)
                                    : cv::Vec3d(225, 235, 245);
    return {cv::saturate_cast<uchar>(level * base[0]), cv::saturate_cast<uchar>(level * base[1]),
            cv::saturate_cast<uchar>(level * base[2])};
  }

  const Skeleton& skeleton_;
};

// One plane through the patient: bone white, boundaries sharp. Rows downwards along -`up`.
cv::Mat slice(const Skeleton& skeleton, const View& view) {
  cv::Mat picture(view.size_px, CV_8UC3, cv::Scalar(25, 20, 15));
  for (int y = 0; y < picture.rows; ++y) {
    for (int x = 0; x < picture.cols; ++x) {
      const Vector3d point = view.start(x, y) - 200.0 * view.backwards();
      for (const Bone& bone : skeleton.bones) {
        const double away = bone.surface.at(point);
        if (away >= 0.0) continue;
        const bool shell = away > -1.2;
        picture.at<cv::Vec3b>(y, x) = shell                            ? cv::Vec3b(240, 245, 250)
                                      : bone.name.starts_with("ilium") ? cv::Vec3b(90, 120, 150)
                                                                       : cv::Vec3b(120, 140, 110);
      }
    }
  }
  return picture;
}

// Cross-sections at the sacral foramina and a facet level, the way an ultrasound probe looks:
// skin side up, the patient's left on the left.
std::vector<View> slices(const Skeleton& skeleton) {
  std::vector<View> views;
  for (const std::string name :
       {"s1_foramen_left", "s2_foramen_left", "l4_l5_facet_left", "l5_s1_facet_left"}) {
    const auto place = skeleton.landmark(name);
    if (!place) continue;
    views.push_back({"slice_" + name,
                     {0.0, place->mm.y() - 10.0, place->mm.z()},
                     -Vector3d::UnitX(),
                     Vector3d::UnitY(),
                     {700, 420},
                     4.5});
  }
  views.push_back(
      {"slice_middle", {0.0, 20.0, 10.0}, Vector3d::UnitY(), Vector3d::UnitZ(), {600, 900}, 3.2});
  views.push_back(
      {"slice_lamina", {9.0, 20.0, 10.0}, Vector3d::UnitY(), Vector3d::UnitZ(), {600, 900}, 3.2});
  return views;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Seeds above 1000 are extremes of the parameters: 1001 the large ones, 1002 the small ones.
Result<PatientParameters> patient_of(std::uint64_t seed) {
  if (seed <= 1000) return draw_patient(seed);
  const double sign = seed == 1001 ? 1.0 : -1.0;
  PatientParameters p;
  p.seed = seed;
  p.sex = sign > 0.0 ? Sex::kMale : Sex::kFemale;
  p.stature_mm = 1715.0 + sign * 265.0;
  p.lordosis_rad = 0.785 + sign * 0.436;
  p.sacral_slope_rad = 0.637 + sign * 0.323;
  p.scoliosis_rad = sign * 0.436;
  p.rotation_rad = sign * 0.209;
  p.pelvic_obliquity_rad = sign * 0.1;
  p.asymmetry = sign * 0.06;
  p.inter_psis_mm = 80.5 + sign * 24.5;
  p.psis_piis_mm = 30.0 + sign * 10.0;
  p.hiatus_length_mm = 30.0 + sign * 20.0;
  p.hiatus_depth_mm = 5.5 + sign * 3.5;
  return p;
}

void draw_patient_pictures(std::uint64_t seed, const std::string& folder, const std::string& only) {
  const auto patient = patient_of(seed);
  if (!patient) return;
  const auto start = std::chrono::steady_clock::now();
  const Skeleton skeleton = grow_skeleton(*patient);
  fmt::print("seed {}: {} bones, {} landmarks, {:.2f} s\n", seed, skeleton.bones.size(),
             skeleton.landmarks.size(), seconds_since(start));
  const Renderer renderer(skeleton);
  for (const View& view : views()) {
    if (!only.empty() && only.find(view.name) == std::string::npos) continue;
    cv::Mat picture = renderer.draw(view);
    renderer.dots(view, picture);
    const std::string path = fmt::format("{}/seed{}_{}.png", folder, seed, view.name);
    cv::imwrite(path, picture);
    fmt::print("  {}\n", path);
  }
  for (const View& view : slices(skeleton)) {
    if (!only.empty() && only.find("slice") == std::string::npos) continue;
    cv::imwrite(fmt::format("{}/seed{}_{}.png", folder, seed, view.name), slice(skeleton, view));
  }
}

// The bones of a patient as STL and VTP files.
void write_meshes(std::uint64_t seed, const std::string& folder) {
  const auto patient = patient_of(seed);
  if (!patient) return;
  const auto start = std::chrono::steady_clock::now();
  const Skeleton skeleton = grow_skeleton(*patient);
  const double grown_s = seconds_since(start);
  std::size_t triangles = 0;
  for (const Bone& part : skeleton.bones) {
    const auto mesh = make_mesh(part.surface);
    if (!mesh) {
      fmt::print("{}: {}\n", part.name, mesh.error().text());
      continue;
    }
    triangles += mesh->triangles.size();
    for (const auto& written : {write_stl(*mesh, fmt::format("{}/{}.stl", folder, part.name)),
                                write_vtp(*mesh, fmt::format("{}/{}.vtp", folder, part.name))}) {
      if (!written) fmt::print("{}\n", written.error().text());
    }
  }
  fmt::print("seed {}: grown in {:.2f} s, {} triangles meshed and written in {:.2f} s\n", seed,
             grown_s, triangles, seconds_since(start) - grown_s);
}

struct Spread {
  double mean = 0.0, deviation = 0.0, least = 0.0, most = 0.0;
};

Spread spread_of(const std::vector<double>& all) {
  const auto count = static_cast<double>(all.size());
  Spread spread;
  for (const double value : all) spread.mean += value / count;
  for (const double value : all) {
    spread.deviation += (value - spread.mean) * (value - spread.mean) / std::max(1.0, count - 1.0);
  }
  spread.deviation = std::sqrt(spread.deviation);
  spread.least = *std::min_element(all.begin(), all.end());
  spread.most = *std::max_element(all.begin(), all.end());
  return spread;
}

// Mean, deviation and range of every measure over the seeds, beside what CLINICAL 2 states. An
// exclamation mark: the mean is not where it should be, or the patients differ too little.
void print_measures(const std::vector<std::uint64_t>& seeds) {
  std::map<std::string, std::vector<double>> values;
  for (const std::uint64_t seed : seeds) {
    const auto parameters = draw_patient(seed);
    if (!parameters) continue;
    const Patient patient = make_patient(*parameters);
    for (const auto& [name, value] : measure(patient.skeleton)) values[name].push_back(value);
    for (const auto& [name, value] : measure_tissue(patient)) values[name].push_back(value);
  }
  fmt::print("{:40} {:>7} {:>6} {:>7} {:>7}  stated ({} seeds)\n", "measure", "mean", "sd", "least",
             "most", seeds.size());
  for (const auto& [name, all] : values) {
    const Spread is = spread_of(all);
    const StatedMeasure* stated = stated_measure(name);
    fmt::print("{:40} {:7.2f} {:6.2f} {:7.2f} {:7.2f}", name, is.mean, is.deviation, is.least,
               is.most);
    if (stated != nullptr) {
      const bool right = is.mean >= stated->mean_from && is.mean <= stated->mean_to &&
                         is.deviation >= stated->least_deviation;
      fmt::print(" {} {}", right ? ' ' : '!', stated->text);
    }
    fmt::print("\n");
  }
}

double load_average() {
  double load = 0.0;
  return getloadavg(&load, 1) == 1 ? load : -1.0;
}

// One patient: grown, then written whole. Its folder is removed again.
bool make_one(std::uint64_t seed, const std::string& folder) {
  const auto parameters = draw_patient(seed);
  if (!parameters) return false;
  const std::string target = fmt::format("{}/patient_{}", folder, seed);
  const auto written = write_patient(make_patient(*parameters), target, WriteOptions{});
  if (!written) fmt::print("seed {}: {}\n", seed, written.error().text());
  std::filesystem::remove_all(target);
  return written.has_value();
}

// One patient a thread: what is left to one thread within a patient then costs nothing.
void time_patients(int count, const std::string& folder) {
  const double before = load_average();
  const std::clock_t processor = std::clock();  // of all threads
  const auto start = std::chrono::steady_clock::now();
  std::atomic<int> good = 0;
  cv::parallel_for_(
      cv::Range(1, count + 1),
      [&](const cv::Range& seeds) {
        for (int seed = seeds.start; seed < seeds.end; ++seed) {
          good += make_one(static_cast<std::uint64_t>(seed), folder) ? 1 : 0;
        }
      },
      count);
  const double all_s = seconds_since(start);
  const double processor_s = static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC;
  fmt::print("{} of {} patients grown and written in {:.1f} s, {:.1f} s of processor time\n",
             good.load(), count, all_s, processor_s);
  fmt::print("200 patients: {:.1f} min on {} threads; load before {:.2f}, after {:.2f}\n",
             all_s / count * 200.0 / 60.0, cv::getNumThreads(), before, load_average());
}

}  // namespace
}  // namespace echolance

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print("give a folder for the pictures, then seeds\n");
    return 2;
  }
  if (std::string(argv[1]) == "--measure") {
    std::vector<std::uint64_t> seeds(argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 12);
    std::iota(seeds.begin(), seeds.end(), 1U);
    echolance::print_measures(seeds);
    return 0;
  }
  if (std::string(argv[1]) == "--time" && argc > 3) {
    std::filesystem::create_directories(argv[3]);
    if (argc > 4) cv::setNumThreads(std::atoi(argv[4]));
    echolance::time_patients(std::max(1, std::atoi(argv[2])), argv[3]);
    return 0;
  }
  if (std::string(argv[1]) == "--meshes" && argc > 3) {
    std::filesystem::create_directories(argv[2]);
    echolance::write_meshes(std::strtoull(argv[3], nullptr, 10), argv[2]);
    return 0;
  }
  std::filesystem::create_directories(argv[1]);
  const char* only = std::getenv("VIEWS");
  for (int i = 2; i < std::max(argc, 3); ++i) {
    const std::uint64_t seed = i < argc ? std::strtoull(argv[i], nullptr, 10) : 1;
    echolance::draw_patient_pictures(seed, argv[1], only ? only : "");
  }
  return 0;
}
