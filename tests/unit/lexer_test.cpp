// Tokens of FEEL, with their columns, and the two kinds of duration.
#include "feel/lexer.h"

#include <gtest/gtest.h>

#include <string>

#include "feel/duration.h"

namespace her2::feel {
namespace {

/// "N:1.5@1 S:..@4 …": kind, text and column of every token.
std::string tokens(std::string_view text) {
  Lexer lexer(text);
  std::string all;
  for (Token token = lexer.next(); token.kind != Token::Kind::End; token = lexer.next()) {
    static constexpr char kinds[] = {'E', 'N', 'Q', 'I', 'S', 'B'};
    all += std::string(all.empty() ? "" : " ") + kinds[static_cast<std::size_t>(token.kind)] + ":" +
           std::string(token.text) + "@" + std::to_string(token.column);
    if (token.kind == Token::Kind::Bad) break;
  }
  return all;
}

TEST(Lexer, SplitsTextIntoTokens) {
  const struct {
    const char* text;
    const char* tokens;
  } table[] = {
      {"", ""},
      {" \t\r\n", ""},
      {"4.0", "N:4.0@1"},
      {"4..6", "N:4@1 S:..@2 N:6@4"},
      {"[4.0..6.5)", "S:[@1 N:4.0@2 S:..@5 N:6.5@7 S:)@10"},
      {"prior.chemotherapy-metastatic", "I:prior.chemotherapy-metastatic@1"},
      {"a-b", "I:a-b@1"},
      {"a - b", "I:a@1 S:-@3 I:b@5"},
      {"a -b", "I:a@1 S:-@3 I:b@4"},
      {"a- b", "I:a@1 S:-@2 I:b@4"},
      {"2-1", "N:2@1 S:-@2 N:1@3"},
      {"x..y", "I:x@1 S:..@2 I:y@4"},
      {"x<=2", "I:x@1 S:<=@2 N:2@4"},
      {"x< =2", "I:x@1 S:<@2 S:=@4 N:2@5"},
      {"a!=\"3+\"", "I:a@1 S:!=@2 Q:3+@4"},
      {"\"\"", "Q:@1"},
      {"@\"P6M\"", "S:@@1 Q:P6M@2"},
      {"not(x)", "I:not@1 S:(@4 I:x@5 S:)@6"},
      {"ki67_x9", "I:ki67_x9@1"},
      {"1e5", "N:1@1 I:e5@2"},
      {".5", "B:.@1"},
      {"1.", "N:1@1 B:.@2"},
      {"a & b", "I:a@1 B:&@3"},
      {"x = \"open", "I:x@1 S:=@3 B:\"open@5"},
      {"x ≥ 2", "I:x@1 B:\xE2@3"},
  };
  for (const auto& row : table) EXPECT_EQ(tokens(row.text), row.tokens) << row.text;
}

TEST(Lexer, ReadsNumbersExactly) {
  EXPECT_EQ(Lexer("0").next().number, 0);
  EXPECT_EQ(Lexer("2.0").next().number, 2);
  EXPECT_EQ(Lexer("0.1").next().number, 0.1);
  EXPECT_EQ(Lexer("00012.50").next().number, 12.5);
}

TEST(Lexer, ANumberBeyondAllDoublesIsRefused) {
  EXPECT_EQ(Lexer(std::string(400, '9')).next().kind, Token::Kind::Bad);
  EXPECT_EQ(Lexer(std::string(300, '9')).next().kind, Token::Kind::Number);
}

TEST(Duration, ReadsMonthsOrDays) {
  const struct {
    const char* text;
    bool months;
    double amount;
  } table[] = {
      {"P6M", true, 6},    {"P1Y", true, 12}, {"P1Y6M", true, 18},         {"P0M", true, 0},
      {"P28D", false, 28}, {"P0D", false, 0}, {"P100000D", false, 100000},
  };
  for (const auto& row : table) {
    const auto read = Duration::parse(row.text);
    ASSERT_TRUE(read) << row.text;
    EXPECT_EQ(read->months, row.months) << row.text;
    EXPECT_EQ(read->amount, row.amount) << row.text;
  }
}

TEST(Duration, RefusesTheRest) {
  for (const char* text : {"", "P", "6M", "PM", "P6", "P6W", "P1M2D", "P1DT2H", "PT2H", "P-6M", "P6M ", " P6M", "p6m",
                           "P1.5M", "P9999999D"}) {
    EXPECT_FALSE(Duration::parse(text)) << text;
  }
}

}  // namespace
}  // namespace her2::feel
