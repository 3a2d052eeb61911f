// Who may call: tokens signed with real keys, made here, and every way they can be wrong (RFC 7515, 7519; CDS
// Hooks 2.0, "Trusting CDS Clients").
#include <cjose/cjose.h>

#include "service_fixture.h"

namespace her2::service {
namespace {

constexpr std::int64_t now = 1'764'000'000;

struct Key {
  explicit Key(cjose_jwk_t* made, const std::string& kid) : jwk(made) {
    cjose_err error{};
    cjose_jwk_set_kid(jwk, kid.data(), kid.size(), &error);
  }
  ~Key() { cjose_jwk_release(jwk); }
  Key(const Key&) = delete;
  Key& operator=(const Key&) = delete;
  /// Its public half, as a JWK.
  std::string text() const {
    cjose_err error{};
    char* json = cjose_jwk_to_json(jwk, false, &error);
    std::string result(json == nullptr ? "" : json);
    cjose_get_dealloc()(json);
    return result;
  }
  cjose_jwk_t* jwk;
};

Key& ecKey() {
  static Key key(cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_384, nullptr), "ec-1");
  return key;
}
Key& rsaKey() {
  static Key key(cjose_jwk_create_RSA_random(2048, nullptr, 0, nullptr), "rsa-1");
  return key;
}

struct Claims {
  std::string issuer = "https://ehr.example";
  std::string audience = "\"https://her2.example/\"";
  std::int64_t issued = now - 10;
  std::int64_t expires = now + 300;
  std::string id;  ///< empty: a new one

  std::string text() const {
    static int counter = 0;
    return R"({"iss":")" + issuer + R"(","aud":)" + audience + R"(,"iat":)" + std::to_string(issued) + R"(,"exp":)" +
           std::to_string(expires) + R"(,"jti":")" + (id.empty() ? "jti-" + std::to_string(++counter) : id) + R"("})";
  }
};

std::string token(const Key& key, const char* algorithm, const std::string& claims, const char* kid = nullptr) {
  cjose_err error{};
  cjose_header_t* header = cjose_header_new(&error);
  cjose_header_set(header, CJOSE_HDR_ALG, algorithm, &error);
  cjose_header_set(header, CJOSE_HDR_KID, kid == nullptr ? cjose_jwk_get_kid(key.jwk, &error) : kid, &error);
  cjose_jws_t* jws =
      cjose_jws_sign(key.jwk, header, reinterpret_cast<const std::uint8_t*>(claims.data()), claims.size(), &error);
  EXPECT_NE(jws, nullptr) << (error.message == nullptr ? "" : error.message);
  const char* text = nullptr;
  std::string result;
  if (jws != nullptr && cjose_jws_export(jws, &text, &error)) result = text;
  cjose_jws_release(jws);
  cjose_header_release(header);
  return result;
}

class Tokens : public testing::Test {
 protected:
  Tokens() {
    const fs::path file = fs::temp_directory_path() / ("her2-clients-" + std::to_string(::getpid()) + ".json");
    std::ofstream(file) << R"({"audience":"https://her2.example/","clients":[)"
                        << R"({"issuer":"https://ehr.example","scopes":["cds","assess"],"jwks":{"keys":[)"
                        << ecKey().text() << "," << rsaKey().text() << R"(]}},)"
                        << R"({"issuer":"https://auditor.example","scopes":["audit"],"jwks":{"keys":[)"
                        << ecKey().text() << "]}}]}";
    auto read = TokenVerifier::read(file.string());
    fs::remove(file);
    EXPECT_TRUE(read) << (read ? "" : read.problems().front().text());
    if (read) verifier_ = *std::move(read);
  }
  bool accepts(const std::string& token, std::string_view path = "/cds-services/her2-status") {
    return static_cast<bool>(verifier_->verify(token, now, path));
  }
  std::shared_ptr<TokenVerifier> verifier_;
};

TEST_F(Tokens, SignedWithEs384OrRs384AreAccepted) {
  EXPECT_TRUE(accepts(token(ecKey(), "ES384", Claims{}.text())));
  EXPECT_TRUE(accepts(token(rsaKey(), "RS384", Claims{}.text())));
  Claims several;
  several.audience = R"(["https://other.example/","https://her2.example/"])";
  EXPECT_TRUE(accepts(token(ecKey(), "ES384", several.text())));
}

// CDS Hooks, "Trusting CDS Clients": the audience is the address that is called, of discovery as of each service; the
// header may name a `jku`, which nobody follows here, and the claims a `tenant`.
TEST_F(Tokens, AudienceMayBeTheAddressThatIsCalled) {
  for (const std::string path : {"/cds-services", "/cds-services/her2-status", "/cds-services/her2-status/feedback"}) {
    for (const std::string& audience :
         {"\"https://her2.example" + path + "\"", "[\"https://her2.example" + path + "\"]"}) {
      Claims claims;
      claims.audience = audience;
      EXPECT_TRUE(accepts(token(ecKey(), "ES384", claims.text()), path)) << audience;
    }
  }
  Claims other;
  other.audience = "\"https://her2.example/cds-services/her2-status\"";
  EXPECT_FALSE(accepts(token(ecKey(), "ES384", other.text()), "/cds-services/her2-order-sign"));
  EXPECT_FALSE(accepts(token(ecKey(), "ES384", other.text()), "/api/v1/assess"));
}

TEST_F(Tokens, OtherAlgorithmsAreRefusedWhateverTheKey) {
  EXPECT_FALSE(accepts(token(rsaKey(), "RS256", Claims{}.text())));
  EXPECT_FALSE(accepts(token(rsaKey(), "PS384", Claims{}.text())));
  // A secret-key signature made with what everybody knows of the public key.
  const std::string open = rsaKey().text();
  cjose_err error{};
  const Key secret(cjose_jwk_create_oct_spec(reinterpret_cast<const std::uint8_t*>(open.data()), open.size(), &error),
                   "rsa-1");
  EXPECT_FALSE(accepts(token(secret, "HS384", Claims{}.text())));
  // alg "none", as RFC 7515 shows it.
  EXPECT_FALSE(accepts("eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLCJleHAiOjEzMDA4MTkzODB9."));
  EXPECT_FALSE(accepts(""));
  EXPECT_FALSE(accepts("a.b.c"));
}

TEST_F(Tokens, TimesAreHeldTo) {
  Claims late;
  late.expires = now - 61;  // clocks may differ by a minute
  late.issued = now - 300;
  EXPECT_FALSE(accepts(token(ecKey(), "ES384", late.text())));
  late.expires = now - 59;
  EXPECT_TRUE(accepts(token(ecKey(), "ES384", late.text())));
  Claims future;
  future.issued = now + 61;
  EXPECT_FALSE(accepts(token(ecKey(), "ES384", future.text())));
  Claims longLived;
  longLived.expires = longLived.issued + 601;
  EXPECT_FALSE(accepts(token(ecKey(), "ES384", longLived.text())));
  EXPECT_FALSE(accepts(
      token(ecKey(), "ES384", R"({"iss":"https://ehr.example","aud":"https://her2.example/","jti":"no-times"})")));
}

TEST_F(Tokens, AudienceIssuerAndKeyMustFit) {
  Claims other;
  other.audience = "\"https://elsewhere.example/\"";
  EXPECT_FALSE(accepts(token(ecKey(), "ES384", other.text())));
  Claims stranger;
  stranger.issuer = "https://stranger.example";
  EXPECT_FALSE(accepts(token(ecKey(), "ES384", stranger.text())));
  EXPECT_FALSE(accepts(token(ecKey(), "ES384", Claims{}.text(), "unknown-kid")));
  // The right name of a key, another key behind it.
  const Key forged(cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_384, nullptr), "ec-1");
  EXPECT_FALSE(accepts(token(forged, "ES384", Claims{}.text())));
  // One client's key does not speak for another.
  Claims auditor;
  auditor.issuer = "https://auditor.example";
  EXPECT_FALSE(accepts(token(rsaKey(), "RS384", auditor.text())));
}

TEST_F(Tokens, ATokenIsGoodOnceAndOnlyAsSigned) {
  Claims once;
  once.id = "once";
  EXPECT_TRUE(accepts(token(ecKey(), "ES384", once.text())));
  EXPECT_FALSE(accepts(token(ecKey(), "ES384", once.text())));
  // Another issuer's token of the same name is another token.
  once.issuer = "https://auditor.example";
  EXPECT_TRUE(accepts(token(ecKey(), "ES384", once.text())));
  std::string changed = token(ecKey(), "ES384", Claims{}.text());
  const auto at = changed.find('.') + 5;
  changed[at] = changed[at] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(accepts(changed));
  // A refused token does not use its name up.
  Claims early;
  early.id = "later";
  early.issued = now + 100;
  EXPECT_FALSE(accepts(token(ecKey(), "ES384", early.text())));
  early.issued = now;
  EXPECT_TRUE(accepts(token(ecKey(), "ES384", early.text())));
}

TEST_F(Tokens, NobodyGetsPatientRoutesWithoutOneAndScopesAreHeldTo) {
  ServiceSettings s = settings();
  s.tokens = verifier_;
  Service service(desk(), s);
  EXPECT_EQ(service.handle(post("/api/v1/assess", "{\"id\":\"x\"}")).status, 401);
  EXPECT_EQ(service.handle(get("/cds-services")).status, 200);
  const auto with = [&](Request request, const std::string& issuer) {
    Claims claims;
    claims.issuer = issuer;
    request.headers["authorization"] = "Bearer " + token(ecKey(), "ES384", claims.text());
    return service.handle(request).status;
  };
  EXPECT_EQ(with(post("/api/v1/assess", "{\"id\":\"x\"}"), "https://ehr.example"), 200);
  EXPECT_EQ(with(post("/api/v1/assess", "{\"id\":\"x\"}"), "https://auditor.example"), 403);
  EXPECT_EQ(with(get("/api/v1/audit"), "https://ehr.example"), 403);
  EXPECT_EQ(with(get("/api/v1/audit"), "https://auditor.example"), 404);  // may ask; no log is kept here
}

}  // namespace
}  // namespace her2::service
