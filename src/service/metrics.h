// Counts and latencies in the text format of Prometheus. Labels are route names and status codes: never an id, never
// patient data.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace her2::service {

class Metrics {
 public:
  /// One answered request. `route` is a name from the program, not from the request.
  void count(const std::string& route, int status, double seconds);
  std::string text() const;

 private:
  static constexpr std::array<double, 8> bounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2};
  struct Route {
    std::map<int, std::uint64_t> byStatus;
    std::array<std::uint64_t, bounds.size()> atMost{};
    std::uint64_t all = 0;
    double seconds = 0;
  };
  mutable std::mutex mutex_;
  std::map<std::string, Route> routes_;
};

}  // namespace her2::service
