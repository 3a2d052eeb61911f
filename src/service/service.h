// The service without the network: a request in, an answer out. Routes, who may call them, audit, metrics; what each
// route does stands in its own file (cds_hooks, fhir_api, rest_api).
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "api/desk.h"
#include "service/audit_log.h"
#include "service/json.h"
#include "service/message.h"
#include "service/metrics.h"
#include "service/static_files.h"
#include "service/token.h"

namespace her2::service {

struct ServiceSettings {
  std::vector<std::uint16_t> regions;     ///< of the knowledge; what answers show where a request names none
  std::string origin;                     ///< allowed by CORS; empty: none
  std::shared_ptr<TokenVerifier> tokens;  ///< null: everybody may call (loopback, or a proxy that checks)
  std::shared_ptr<AuditLog> audit;        ///< null: nothing is kept
  StaticFiles files;                      ///< the workbench
  std::function<std::int64_t()> now;      ///< seconds since 1970; the clock of the service
};

/// What a route gets to work with: one state of the knowledge for the whole of a request.
struct Session {
  std::shared_ptr<const api::Desk> desk;
  const ServiceSettings& settings;
  Date today;
  std::string client{};  ///< who asks, as the token says; empty without one
};

class Service {
 public:
  Service(std::shared_ptr<const api::Desk> desk, ServiceSettings settings)
      : desk_(std::move(desk)), settings_(std::move(settings)) {}

  /// Safe from several threads. Never throws: what goes wrong inside is an answer of status 500 that says nothing of
  /// the patient.
  Response handle(const Request& request);

  /// Requests that have begun go on with the knowledge they began with.
  void replaceKnowledge(std::shared_ptr<const api::Desk> desk);

 private:
  struct Route;
  static const std::vector<Route>& routes();
  Response dispatch(const Request& request, std::string& name);
  Response call(const Route& route, const Request& request, const std::string& rest);
  std::shared_ptr<const api::Desk> desk() const;
  Response health(bool ready) const;

  mutable std::mutex mutex_;  // guards desk_
  std::shared_ptr<const api::Desk> desk_;
  ServiceSettings settings_;
  Metrics metrics_;
};

/// An error as this service answers it: JSON with a code, what is wrong and what to do.
Response errorResponse(int status, std::string_view code, std::string_view message, std::string_view remedy = {});
/// Problems as an OperationOutcome of FHIR.
Response outcomeResponse(int status, const Problems& problems, std::string contentType);
/// The problems of a record, located.
Response problemResponse(int status, const Problems& problems);

/// One problem as a member of a list.
void writeProblem(const Problem& problem, JsonText& json);

/// "2026-11-25T20:33:17Z"
std::string timeText(std::int64_t seconds);

/// Appends to the audit log; false: there is one, and it could not be written.
bool audit(const Session& session, std::string kind, std::string subject, std::string payload);

/// One entry of the audit log as a JSON object.
std::string auditJson(const AuditEntry& entry);
/// Source attributes of every option (ONC (b)(11)), as JSON.
std::string sourceAttributes(const kb::Knowledge& knowledge);

/// `asOf`, `region`, `openWorld` of a request's query; a problem where one is not understood.
struct Asked {
  api::Question question;
  std::vector<std::uint16_t> regions;
};
Result<Asked> askedOf(const Session& session, const Request& request, assess::Detail detail);

// The routes.
Response cdsServices(const Session& session, const Request& request, const std::string& rest);
Response cdsCall(const Session& session, const Request& request, const std::string& rest);
Response fhirMetadata(const Session& session, const Request& request, const std::string& rest);
Response fhirPlans(const Session& session, const Request& request, const std::string& rest);
Response fhirLibraries(const Session& session, const Request& request, const std::string& rest);
Response fhirAssess(const Session& session, const Request& request, const std::string& rest);
Response restAssess(const Session& session, const Request& request, const std::string& rest);
Response restCase(const Session& session, const Request& request, const std::string& rest);
Response restWhatIf(const Session& session, const Request& request, const std::string& rest);
Response restOpenApi(const Session& session, const Request& request, const std::string& rest);
Response restExplain(const Session& session, const Request& request, const std::string& rest);
Response restScreen(const Session& session, const Request& request, const std::string& rest);
Response restKnowledge(const Session& session, const Request& request, const std::string& rest);
Response restVocabulary(const Session& session, const Request& request, const std::string& rest);
Response restSourceAttributes(const Session& session, const Request& request, const std::string& rest);
Response restAudit(const Session& session, const Request& request, const std::string& rest);

}  // namespace her2::service
