// her2 serve: the service on a port. her2 audit: does the log still fit together, and what is in it?
#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <optional>
#include <thread>

#include "cli/session.h"
#include "service/http_server.h"
#include "service/service.h"

namespace her2::cli {
namespace {

std::int64_t secondsNow() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

bool isLoopback(const std::string& address) {
  return address == "127.0.0.1" || address == "::1" || address == "localhost";
}

/// Signals the service waits for; blocked before any thread starts, so that only wait() gets them.
class Signals {
 public:
  Signals() {
    sigemptyset(&set_);
    for (const int each : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set_, each);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }
  int wait() const {
    int got = 0;
    sigwait(&set_, &got);
    return got;
  }

 private:
  sigset_t set_{};
};

/// One thread a processor; where each answer waits for the disk, several, so that one write carries what came
/// meanwhile.
unsigned threadsFor(bool audited) {
  constexpr unsigned waiting = 4;
  constexpr unsigned most = 64;
  const unsigned processors = std::max(1U, std::thread::hardware_concurrency());
  return audited ? std::min(processors * waiting, std::max(processors, most)) : processors;
}

struct Parts {
  std::shared_ptr<service::Service> service;
  std::unique_ptr<service::HttpServer> server;
};

int refuse(const Problems& problems, Exit exit) {
  printProblems(problems);
  return static_cast<int>(exit);
}

/// The parts of a service by the arguments, or the exit code.
std::variant<Parts, int> build(const Arguments& arguments, const std::shared_ptr<const kb::Knowledge>& knowledge) {
  const auto regions = chosenRegions(arguments, *knowledge);
  if (!regions) return static_cast<int>(Exit::Usage);
  service::ServiceSettings settings;
  settings.regions = *regions;
  settings.origin = arguments.origin;
  settings.now = &secondsNow;
  if (!arguments.clients.empty()) {
    auto tokens = service::TokenVerifier::read(arguments.clients);
    if (!tokens) return refuse(tokens.problems(), Exit::Usage);
    settings.tokens = *std::move(tokens);
  }
  if (settings.tokens == nullptr && !isLoopback(arguments.address)) {
    fmt::print(stderr,
               "her2: --address {} is reachable from other machines, and nobody would have to prove who they are; name "
               "--clients FILE\n",
               arguments.address);
    return static_cast<int>(Exit::Usage);
  }
  if (!arguments.auditFile.empty()) {
    auto log = service::AuditLog::open(arguments.auditFile);
    if (!log) return refuse(log.problems(), Exit::Unreadable);
    settings.audit = *std::move(log);
  }
  auto files = service::StaticFiles::read(arguments.web);
  if (!files) return refuse(files.problems(), Exit::Usage);
  settings.files = *std::move(files);
  const bool audited = settings.audit != nullptr;
  Parts parts;
  parts.service = std::make_shared<service::Service>(std::make_shared<const api::Desk>(knowledge), std::move(settings));
  service::ServerSettings server;
  server.address = arguments.address == "localhost" ? "127.0.0.1" : arguments.address;
  server.port = arguments.port;
  server.threads = arguments.threads != 0 ? arguments.threads : threadsFor(audited);
  server.certificate = arguments.certificate;
  server.key = arguments.key;
  auto bound = service::HttpServer::bind(
      server, [service = parts.service](const service::Request& request) { return service->handle(request); });
  if (!bound) return refuse(bound.problems(), Exit::Unreadable);
  parts.server = *std::move(bound);
  return parts;
}

}  // namespace

int serve(const Arguments& arguments) {
  const Signals signals;
  const auto knowledge = loadKnowledge(arguments);
  if (knowledge == nullptr) return static_cast<int>(Exit::KnowledgeInvalid);
  auto built = build(arguments, knowledge);
  if (const int* exit = std::get_if<int>(&built)) return *exit;
  const Parts& parts = std::get<Parts>(built);
  fmt::print(stderr, "her2 serves {}://{}:{}/  (knowledge {}; stop with Ctrl-C, SIGHUP reads the knowledge again)\n",
             arguments.certificate.empty() ? "http" : "https", arguments.address, parts.server->port(),
             knowledge->release.version);
  std::jthread serving([&] { parts.server->run(); });
  while (signals.wait() == SIGHUP) {
    if (const auto again = loadKnowledge(arguments)) {
      parts.service->replaceKnowledge(std::make_shared<const api::Desk>(again));
      fmt::print(stderr, "her2: knowledge {} ({}) is in use\n", again->release.version, again->hash.substr(0, 12));
    } else {
      fmt::print(stderr, "her2: the knowledge in use stays\n");
    }
  }
  parts.server->stop();
  return static_cast<int>(Exit::Done);
}

namespace {

/// The exit code of a log that was walked: done, or some entry does not fit.
std::optional<Exit> faultOf(const std::string& file, const Result<service::AuditLog::Verdict>& verdict) {
  if (!verdict) {
    printProblems(verdict.problems());
    return Exit::Unreadable;
  }
  if (!verdict->broken) return std::nullopt;
  fmt::print(stderr, "her2: {}: entry {} of {} does not fit the one before it: the log has been changed\n", file,
             *verdict->broken, verdict->entries);
  return Exit::SomeErrors;
}

}  // namespace

int auditExport(const Arguments& arguments) {
  Exit exit = Exit::Done;
  const auto verdict = service::AuditLog::verify(arguments.file, [&](const service::AuditEntry& entry) {
    if (!arguments.auditKind.empty() && entry.kind != arguments.auditKind) return;
    if (entry.time.compare(0, arguments.auditFrom.size(), arguments.auditFrom) < 0) return;
    if (printOut(service::auditJson(entry) + "\n") != Exit::Done) exit = Exit::Unreadable;
  });
  return static_cast<int>(faultOf(arguments.file, verdict).value_or(exit));
}

int auditAttributes(const Arguments& arguments) {
  const auto knowledge = loadKnowledge(arguments);
  if (knowledge == nullptr) return static_cast<int>(Exit::KnowledgeInvalid);
  return static_cast<int>(printOut(service::sourceAttributes(*knowledge) + "\n"));
}

int auditVerify(const Arguments& arguments) {
  const auto verdict = service::AuditLog::verify(arguments.file);
  if (const auto fault = faultOf(arguments.file, verdict)) return static_cast<int>(*fault);
  return static_cast<int>(
      printOut(fmt::format("{}: {} entries, each fits the one before it\n", arguments.file, verdict->entries)));
}

}  // namespace her2::cli
