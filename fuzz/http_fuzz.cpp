// The service behind its socket: a request line and a body from the fuzzer, through the one handler there is. The first
// byte picks the route, so that bodies reach their readers; the rest is the body, or the target where there is none.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "service/service.h"
#include "service/url.h"

namespace {

using namespace her2;

service::Service& theService() {
  static service::Service one = [] {
    auto documents = kb::DocumentSet::readFolder(HER2_SOURCE_DIR "/knowledge");
    if (!documents) std::exit(4);
    auto knowledge = kb::Knowledge::load(*std::move(documents));
    if (!knowledge) std::exit(4);
    service::ServiceSettings settings;
    settings.regions = {0, 1};
    settings.now = [] { return std::int64_t{1'764'000'000}; };
    return service::Service(std::make_shared<const api::Desk>(*knowledge), std::move(settings));
  }();
  return one;
}

constexpr std::string_view bodies[] = {
    "/cds-services/her2-status",          "/cds-services/her2-order-sign",
    "/cds-services/her2-status/feedback", "/fhir/$assess",
    "/api/v1/assess?asOf=2026-11-20",     "/api/v1/case",
    "/api/v1/what-if?region=US",          "/api/v1/screen?format=worklist",
};

void must(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  constexpr std::size_t routes = std::size(bodies);
  const std::size_t choice = data[0] % (routes + 1);
  service::Request request;
  request.method = choice < routes ? "POST" : "GET";
  service::splitTarget(choice < routes ? bodies[choice] : text, request.path, request.query);
  if (choice < routes) request.body = text;
  const service::Response response = theService().handle(request);
  // Never a failure inside, whatever comes; never an answer that a browser may take for a page of the caller's making.
  must(response.status >= 200 && response.status < 500);
  must(response.contentType.find("html") == std::string::npos);
  const service::Response again = theService().handle(request);
  must(again.status == response.status && again.body == response.body);
  return 0;
}
