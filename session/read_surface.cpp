// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/read_surface.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <vector>

#include "imaging/parse_text.hpp"
#include "session/read_ply_points.hpp"
#include "simulation/bone_mesh.hpp"

namespace echolance {
namespace {

using Eigen::Vector3f;

constexpr double kSpacing_mm = 1.5;
constexpr int kNeighbours = 20;
constexpr float kShortest_mm = 40.0F;
constexpr float kLongest_mm = 1500.0F;
constexpr std::size_t kMostPoints = 4000000;

SurfacePoints from_columns(const std::vector<Vector3f>& points) {
  SurfacePoints surface;
  surface.points_mm.resize(3, static_cast<Eigen::Index>(points.size()));
  for (std::size_t i = 0; i < points.size(); ++i) {
    surface.points_mm.col(static_cast<Eigen::Index>(i)) = points[i];
  }
  surface.weights = Eigen::VectorXf::Ones(surface.points_mm.cols());
  return surface;
}

Error bad_line(const std::string& path, std::int64_t line, const std::string& what) {
  return {ErrorCode::kDamagedFile,
          fmt::format("line {} {}; give three numbers a line, in mm", line, what), path};
}

// Clouds are thinned before their normals are taken: neighbours then mean the same everywhere.
SurfacePoints cloud_of(const std::vector<Vector3f>& points) {
  SurfacePoints surface = from_columns(points);
  surface.normals = Eigen::Matrix3Xf::Zero(3, surface.count());
  surface = thinned(surface, kSpacing_mm);
  if (surface.count() > 0) estimate_normals(surface, kNeighbours);
  return surface;
}

Result<SurfacePoints> read_xyz(const std::string& path) {
  std::ifstream file(path);
  if (!file) {
    return fail(ErrorCode::kFileNotFound, "there is no such file, or it cannot be opened", path);
  }
  std::vector<Vector3f> points;
  std::string text;
  for (std::int64_t line = 1; std::getline(file, text); ++line) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == ',' || c == ';'; }, ' ');
    const auto plain = trim(text);
    if (plain.empty() || plain.front() == '#') continue;
    const auto numbers = to_numbers(plain);
    if (!numbers || numbers->size() < 3) {
      return tl::unexpected(bad_line(path, line, "is no point: " + in_quotes(plain)));
    }
    points.emplace_back(static_cast<float>((*numbers)[0]), static_cast<float>((*numbers)[1]),
                        static_cast<float>((*numbers)[2]));
    if (points.size() > kMostPoints) {
      return fail(ErrorCode::kUnsupportedFormat, "more than 4 million points; thin the cloud",
                  path);
    }
  }
  if (points.empty()) return fail(ErrorCode::kDamagedFile, "the file has no points", path);
  return cloud_of(points);
}

Result<SurfacePoints> read_triangles_or_points(const std::string& path) {
  const auto mesh = read_mesh(path);
  const bool ply = to_lower(std::filesystem::path(path).extension().string()) == ".ply";
  if (!mesh && ply && mesh.error().code == ErrorCode::kDamagedFile) {
    return read_ply_points(path).map([](const auto& points) { return cloud_of(points); });
  }
  if (!mesh) return tl::unexpected<Error>(mesh.error());
  return points_on(*mesh, kSpacing_mm);
}

Result<void> check_size(const SurfacePoints& surface) {
  if (surface.count() == 0) {
    return fail(ErrorCode::kNoData,
                "the points lie too far apart to be a surface; give one every 3 mm or closer");
  }
  if (!surface.points_mm.allFinite()) {
    return fail(ErrorCode::kDamagedFile, "the file has points that are not finite numbers");
  }
  const Vector3f size =
      surface.points_mm.rowwise().maxCoeff() - surface.points_mm.rowwise().minCoeff();
  const float longest = size.maxCoeff();
  if (longest >= kShortest_mm && longest <= kLongest_mm) return {};
  return fail(ErrorCode::kInvalidGeometry,
              fmt::format("the surface is {:.3g} mm long, where {} to {} can be used; export it in "
                          "mm",
                          longest, kShortest_mm, kLongest_mm));
}

}  // namespace

SurfacePoints points_on(const TriangleMesh& mesh, double spacing_mm) {
  std::vector<Vector3f> points, normals;
  const auto corner = [&](int index) -> const Vector3f& {
    return mesh.points_mm[static_cast<std::size_t>(index)];
  };
  double owed = 0.0;  // points that small triangles have saved up
  double first = 0.0, second = 0.0;
  for (const auto& [a, b, c] : mesh.triangles) {
    const Vector3f ab = corner(b) - corner(a), ac = corner(c) - corner(a);
    const Vector3f area = ab.cross(ac);
    const double size = static_cast<double>(area.norm());
    if (!(size > 1e-12) || points.size() > kMostPoints) continue;
    for (owed += 0.5 * size / (spacing_mm * spacing_mm); owed >= 1.0; owed -= 1.0) {
      // Source: Roberts 2018, the R2 sequence.
      first = std::fmod(first + 0.7548776662466927, 1.0);
      second = std::fmod(second + 0.5698402909980532, 1.0);
      double u = first, v = second;
      if (u + v > 1.0) {
        u = 1.0 - u;
        v = 1.0 - v;
      }
      points.emplace_back(corner(a) + static_cast<float>(u) * ab + static_cast<float>(v) * ac);
      normals.emplace_back(area.normalized());
    }
  }
  SurfacePoints surface = from_columns(points);
  surface.normals.resize(3, surface.count());
  for (std::size_t i = 0; i < normals.size(); ++i) {
    surface.normals.col(static_cast<Eigen::Index>(i)) = normals[i];
  }
  surface.sense = NormalSense::kAlike;
  return surface;
}

Result<SurfacePoints> read_surface(const std::string& path) {
  const std::string ending = to_lower(std::filesystem::path(path).extension().string());
  auto surface = ending == ".xyz" || ending == ".txt" || ending == ".csv"
                     ? read_xyz(path)
                     : read_triangles_or_points(path);
  if (!surface) return surface;
  if (auto sized = check_size(*surface); !sized) return tl::unexpected(sized.error().in(path));
  return surface;
}

}  // namespace echolance
