// The floor for `make bench-service`: the service's own HTTP server with a handler that does nothing. Says its port,
// and serves until it is ended.
#include <fmt/format.h>

#include "service/http_server.h"

int main() {
  her2::service::ServerSettings settings;
  settings.port = 0;
  const auto server = her2::service::HttpServer::bind(settings, [](const her2::service::Request&) {
    return her2::service::Response{200, "application/json", R"({"cards":[]})", {}};
  });
  if (!server) return 1;
  fmt::print(stderr, "trivial serves http://127.0.0.1:{}/\n", (*server)->port());
  (*server)->run();
}
