// Who may call: JSON Web Tokens of known clients. Tokens are verified against keys that were given as a file (nothing
// is fetched), with ES384 or RS384 only, as CDS Hooks recommends: issuer on the list, audience this service, not
// expired, issued before now, `jti` not seen before.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "her2/problem.h"

namespace her2::service {

/// What a client may do, as SMART names it: "system/*.rs" and the like are reduced to these by the file of clients.
enum class Scope : std::uint8_t { Cds, Assess, Audit };

struct Caller {
  std::string issuer;
  std::set<Scope> scopes;
};

class TokenVerifier {
 public:
  /// Reads the file of clients:
  ///   { "audience": "https://her2.example/", "clients": [ { "issuer": "https://ehr.example", "scopes": ["cds",
  ///   "assess", "audit"], "jwks": { "keys": […] } } ] }
  static Result<std::unique_ptr<TokenVerifier>> read(const std::string& file);
  ~TokenVerifier();
  TokenVerifier(const TokenVerifier&) = delete;
  TokenVerifier& operator=(const TokenVerifier&) = delete;

  /// `now`: seconds since 1970. `path`: what is called; a token may be for all of the service or, as CDS Hooks has it,
  /// for this address. The problem says what is wrong without repeating the token.
  Result<Caller> verify(std::string_view token, std::int64_t now, std::string_view path);

 private:
  struct Client;
  TokenVerifier();
  bool isNew(const std::string& jti, std::int64_t expires, std::int64_t now);

  std::string audience_;  ///< the address of the service
  std::map<std::string, std::unique_ptr<Client>, std::less<>> clients_;
  std::mutex mutex_;                          // guards seen_
  std::map<std::string, std::int64_t> seen_;  ///< jti with issuer -> when it expires
};

}  // namespace her2::service
