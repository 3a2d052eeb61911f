#include "service/metrics.h"

#include <fmt/format.h>

namespace her2::service {

void Metrics::count(const std::string& route, int status, double seconds) {
  const std::lock_guard lock(mutex_);
  Route& r = routes_[route];
  ++r.byStatus[status];
  ++r.all;
  r.seconds += seconds;
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    if (seconds <= bounds[i]) ++r.atMost[i];
  }
}

std::string Metrics::text() const {
  const std::lock_guard lock(mutex_);
  std::string out = "# HELP her2_requests_total Requests answered.\n# TYPE her2_requests_total counter\n";
  for (const auto& [name, route] : routes_) {
    for (const auto& [status, n] : route.byStatus)
      out += fmt::format("her2_requests_total{{route=\"{}\",status=\"{}\"}} {}\n", name, status, n);
  }
  out +=
      "# HELP her2_request_seconds Time from the whole request to the answer.\n# TYPE her2_request_seconds histogram\n";
  for (const auto& [name, route] : routes_) {
    for (std::size_t i = 0; i < bounds.size(); ++i)
      out +=
          fmt::format("her2_request_seconds_bucket{{route=\"{}\",le=\"{}\"}} {}\n", name, bounds[i], route.atMost[i]);
    out += fmt::format("her2_request_seconds_bucket{{route=\"{}\",le=\"+Inf\"}} {}\n", name, route.all);
    out += fmt::format("her2_request_seconds_sum{{route=\"{}\"}} {}\n", name, route.seconds);
    out += fmt::format("her2_request_seconds_count{{route=\"{}\"}} {}\n", name, route.all);
  }
  return out;
}

}  // namespace her2::service
