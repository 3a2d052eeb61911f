#include "service/token.h"

#include <cjose/cjose.h>
#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

namespace her2::service {
namespace {

/// Clocks of two machines differ by some.
constexpr std::int64_t leeway = 60;
/// A token that lives longer is not one for a call.
constexpr std::int64_t longestLife = 600;
constexpr std::size_t mostSeen = 100'000;

using Json = rapidjson::Value;

struct KeyDeleter {
  void operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }
};
struct SignatureDeleter {
  void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
};

Problem refused(std::string_view why) {
  return {Severity::Error, "token-refused", "Authorization", std::string(why),
          "send a fresh token of a client on the list"};
}

std::string textOf(const Json& object, const char* name) {
  const auto found = object.FindMember(name);
  return found != object.MemberEnd() && found->value.IsString()
             ? std::string(found->value.GetString(), found->value.GetStringLength())
             : std::string();
}

std::string dumped(const Json& json) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  json.Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

/// A claim that is one text or a list of texts.
bool holdsAny(const Json& claims, const char* name, const std::vector<std::string>& wanted) {
  const auto found = claims.FindMember(name);
  if (found == claims.MemberEnd()) return false;
  const auto known = [&](const Json& each) {
    return each.IsString() && std::find(wanted.begin(), wanted.end(), each.GetString()) != wanted.end();
  };
  if (!found->value.IsArray()) return known(found->value);
  return std::any_of(found->value.Begin(), found->value.End(), known);
}

std::optional<std::int64_t> secondsOf(const Json& claims, const char* name) {
  const auto found = claims.FindMember(name);
  if (found == claims.MemberEnd() || !found->value.IsNumber()) return std::nullopt;
  return static_cast<std::int64_t>(found->value.GetDouble());
}

std::optional<Scope> scopeOf(std::string_view name) {
  if (name == "cds") return Scope::Cds;
  if (name == "assess") return Scope::Assess;
  if (name == "audit") return Scope::Audit;
  return std::nullopt;
}

Problem badFile(const std::string& file, const std::string& why) {
  return {Severity::Error, "clients-file", file, why, "docs/service.md shows one"};
}

}  // namespace

struct TokenVerifier::Client {
  std::set<Scope> scopes;
  std::map<std::string, std::unique_ptr<cjose_jwk_t, KeyDeleter>> keys;  ///< by kid
};

TokenVerifier::TokenVerifier() = default;
TokenVerifier::~TokenVerifier() = default;

Result<std::unique_ptr<TokenVerifier>> TokenVerifier::read(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return badFile(file, "cannot be opened");
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  rapidjson::Document json;
  if (json.Parse(text.data(), text.size()).HasParseError() || !json.IsObject())
    return badFile(file, "is no JSON object");
  auto result = std::unique_ptr<TokenVerifier>(new TokenVerifier());
  if (const std::string audience = textOf(json, "audience"); !audience.empty()) result->audience_ = audience;
  if (result->audience_.empty()) return badFile(file, "names no `audience`");
  const auto clients = json.FindMember("clients");
  if (clients == json.MemberEnd() || !clients->value.IsArray()) return badFile(file, "holds no list `clients`");
  for (const Json& each : clients->value.GetArray()) {
    const std::string issuer = each.IsObject() ? textOf(each, "issuer") : std::string();
    if (issuer.empty()) return badFile(file, "a client has no `issuer`");
    auto client = std::make_unique<Client>();
    if (const auto scopes = each.FindMember("scopes"); scopes != each.MemberEnd() && scopes->value.IsArray()) {
      for (const Json& scope : scopes->value.GetArray()) {
        const auto known = scope.IsString() ? scopeOf(scope.GetString()) : std::nullopt;
        if (!known) return badFile(file, fmt::format("client {}: scopes are cds, assess and audit", issuer));
        client->scopes.insert(*known);
      }
    }
    const auto jwks = each.FindMember("jwks");
    const bool keys = jwks != each.MemberEnd() && jwks->value.IsObject() && jwks->value.HasMember("keys") &&
                      jwks->value["keys"].IsArray();
    if (!keys) return badFile(file, fmt::format("client {}: no `jwks` with `keys`", issuer));
    for (const Json& key : jwks->value["keys"].GetArray()) {
      const std::string written = dumped(key);
      cjose_err error{};
      cjose_jwk_t* imported = cjose_jwk_import(written.data(), written.size(), &error);
      if (imported == nullptr)
        return badFile(
            file, fmt::format("client {}: a key is none: {}", issuer, error.message == nullptr ? "" : error.message));
      client->keys[textOf(key, "kid")].reset(imported);
    }
    result->clients_[issuer] = std::move(client);
  }
  return result;
}

bool TokenVerifier::isNew(const std::string& jti, std::int64_t expires, std::int64_t now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(seen_, [&](const auto& each) { return each.second + leeway < now; });
  if (seen_.size() >= mostSeen) return false;
  return seen_.emplace(jti, expires).second;
}

Result<Caller> TokenVerifier::verify(std::string_view token, std::int64_t now, std::string_view path) {
  cjose_err error{};
  const std::unique_ptr<cjose_jws_t, SignatureDeleter> jws(cjose_jws_import(token.data(), token.size(), &error));
  if (jws == nullptr) return refused("is no signed token");
  cjose_header_t* header = cjose_jws_get_protected(jws.get());
  const auto headerText = [&](const char* name) {
    const char* value = cjose_header_get(header, name, &error);
    return std::string(value == nullptr ? "" : value);
  };
  const std::string algorithm = headerText(CJOSE_HDR_ALG);
  if (algorithm != CJOSE_HDR_ALG_ES384 && algorithm != CJOSE_HDR_ALG_RS384)
    return refused("is not signed with ES384 or RS384");
  std::uint8_t* plain = nullptr;
  std::size_t size = 0;
  if (!cjose_jws_get_plaintext(jws.get(), &plain, &size, &error)) return refused("has no claims");
  rapidjson::Document claims;
  if (claims.Parse(reinterpret_cast<const char*>(plain), size).HasParseError() || !claims.IsObject())
    return refused("has claims that are no JSON object");
  const std::string issuer = textOf(claims, "iss");
  const auto client = clients_.find(issuer);
  if (client == clients_.end()) return refused("its issuer is not on the list of clients");
  const auto& keys = client->second->keys;
  const auto key = keys.find(headerText(CJOSE_HDR_KID));
  if (key == keys.end()) return refused("names no key of its issuer");
  if (!cjose_jws_verify(jws.get(), key->second.get(), &error)) return refused("its signature does not fit");
  const auto expires = secondsOf(claims, "exp");
  const auto issued = secondsOf(claims, "iat");
  const std::string jti = textOf(claims, "jti");
  const std::string_view base = std::string_view(audience_).substr(0, audience_.find_last_not_of('/') + 1);
  if (!holdsAny(claims, "aud", {audience_, fmt::format("{}{}", base, path)})) return refused("is for another audience");
  if (!expires || *expires + leeway < now) return refused("has expired");
  if (!issued || *issued - leeway > now || *expires - *issued > longestLife)
    return refused("was issued in the future, or lives too long");
  if (jti.empty() || !isNew(issuer + '\n' + jti, *expires, now)) return refused("was used before, or has no `jti`");
  return Caller{issuer, client->second->scopes};
}

}  // namespace her2::service
