// The walk through a JSON text: what RFC 8259 takes and refuses, whatever part of the text is asked for, and that a
// view of the text and not a copy is handed out. Its comparison with another reader is fuzz/json_walk_fuzz.cpp.
#include "intake/json_walk.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "intake/fhir_syntax.h"
#include "intake/json_text.h"

namespace her2::intake {
namespace {

constexpr std::string_view good[] = {
    "{}",
    "[]",
    " \t\r\n{ } ",
    "17",
    "\"text\"",
    "null",
    R"({"a":1})",
    R"({"a":[1,2,{"b":null}],"c":"d"})",
    R"([0,-0,0.5,-1.5e10,1E-2,1e+2,123456789012345678901234567890])",
    R"(["\"\\\/\b\f\n\r\tÿ","\ud83d\ude00"])",
    R"([ "a" , { "b" : [ ] } , true , false ])",
    R"({"":"","a b":{"c":{}}})",
};

constexpr std::string_view bad[] = {
    "{",
    "}",
    "[",
    "[}",
    "{]",
    "[1,]",
    "[,1]",
    "[1 2]",
    "[1,,2]",
    "{,}",
    R"({"a"})",
    R"({"a":})",
    R"({"a":1,})",
    R"({"a" 1})",
    R"({"a":1 "b":2})",
    R"({"a":1"b":2})",
    R"({1:2})",
    R"({a:1})",
    R"({"a":1}{})",
    R"({"a":1}x)",
    R"({"a":"b"c})",
    R"(["a"b])",
    R"([a"b"])",
    "[01]",
    "[1.]",
    "[.5]",
    "[+1]",
    "[1e]",
    "[0x1]",
    "[NaN]",
    "[-]",
    "[tru]",
    "[truee]",
    "[True]",
    "[nul]",
    R"(["\q"])",
    R"(["\u12"])",
    R"(["\u12g4"])",
    R"(["\u-123"])",
    R"(["\ud83d"])",
    R"(["\ud83dx"])",
    R"(["\ude00"])",
    R"(["\ud83d\u0041"])",
    R"(["\ud83d\ud83d"])",
    R"([\"a"])",
    R"([:])",
    R"([1:2])",
    R"({"a":[1,{"b":2]}})",
    R"([[1])",
    R"([1]])",
    "['a']",
    "[//\n1]",
};

/// How much of a text is asked for before its end is reached.
enum class Asked { Nothing, Everything, Half };

void ask(Json json, Asked asked, int& count) {
  if (asked == Asked::Nothing || (asked == Asked::Half && ++count % 2 == 0)) return;
  json.forEachMember([&](std::string_view, Json value) { ask(value, asked, count); });
  json.forEachElement([&](Json value) { ask(value, asked, count); });
  (void)json.text();
}

/// Does the walk take it? `behind` is what stands in the memory behind the text.
bool takes(std::string_view text, Asked asked, char behind = ' ') {
  std::string bytes(text);
  bytes.append(padding, behind);
  JsonWalk walk(maxNesting);
  int count = 0;
  if (walk.begin(std::string_view(bytes).substr(0, text.size())) != JsonFault::None) return false;
  ask(walk.root(), asked, count);
  return walk.end() == JsonFault::None;
}

class Text {
 public:
  explicit Text(std::string_view text, int deepest = maxNesting) : bytes_(text), walk_(deepest) {
    EXPECT_EQ(walk_.begin(bytes_.text()), JsonFault::None);
  }
  Json root() { return walk_.root(); }
  JsonWalk& walk() { return walk_; }

 private:
  Padded bytes_;
  JsonWalk walk_;
};

TEST(JsonWalk, TakesWhatIsJsonHoweverMuchOfItIsAskedFor) {
  for (const std::string_view text : good) {
    for (const Asked asked : {Asked::Nothing, Asked::Everything, Asked::Half}) EXPECT_TRUE(takes(text, asked)) << text;
    EXPECT_EQ(fhir::firstSyntaxError(text, maxNesting).kind, fhir::SyntaxError::Kind::None) << text;
  }
}

TEST(JsonWalk, RefusesWhatIsNotHoweverMuchOfItIsAskedFor) {
  for (const std::string_view text : bad) {
    for (const Asked asked : {Asked::Nothing, Asked::Everything, Asked::Half}) EXPECT_FALSE(takes(text, asked)) << text;
    EXPECT_NE(fhir::firstSyntaxError(text, maxNesting).kind, fhir::SyntaxError::Kind::None) << text;
  }
}

// The end of the text is the end, even where the memory goes on as if it were JSON.
TEST(JsonWalk, WhatStandsBehindTheTextDoesNotMatter) {
  for (const char behind : std::string_view("{}[]:,\"1x\\")) {
    for (const std::string_view text : good) EXPECT_TRUE(takes(text, Asked::Everything, behind)) << text << behind;
    for (const std::string_view text : bad) EXPECT_FALSE(takes(text, Asked::Everything, behind)) << text << behind;
  }
}

TEST(JsonWalk, TellsEncodingAndStringFaultsApart) {
  const auto faultOf = [](std::string_view text) {
    const Padded bytes(text);
    JsonWalk walk(maxNesting);
    const JsonFault begun = walk.begin(bytes.text());
    return begun != JsonFault::None ? begun : walk.end();
  };
  EXPECT_EQ(faultOf("[\"\xff\"]"), JsonFault::Encoding);
  EXPECT_EQ(faultOf("[\"a"), JsonFault::String);
  EXPECT_EQ(faultOf("[\"a\nb\"]"), JsonFault::String);
  EXPECT_EQ(faultOf(""), JsonFault::Grammar);
  EXPECT_EQ(faultOf("[1,]"), JsonFault::Grammar);
}

TEST(JsonWalk, DepthIsCountedTheSameWhereItIsReadAndWhereItIsPassedOver) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  for (const Asked asked : {Asked::Nothing, Asked::Everything}) {
    EXPECT_TRUE(takes(nested(maxNesting), asked));
    EXPECT_FALSE(takes(nested(maxNesting + 1), asked));
    EXPECT_FALSE(takes(nested(100'000), asked));
  }
}

TEST(JsonWalk, HandsOutMembersInOrderWithTheirKinds) {
  Text text(R"({"a":"x","b":[1,2.5],"c":{"d":true},"e":null,"a":"y"})");
  std::vector<std::string> names;
  text.root().forEachMember([&](std::string_view name, Json) { names.emplace_back(name); });
  EXPECT_EQ(names, (std::vector<std::string>{"a", "b", "c", "e", "a"}));
  EXPECT_EQ(text.root().member("a")->text(), "x");
  EXPECT_EQ(text.root().member("c")->member("d")->truth(), true);
  EXPECT_FALSE(text.root().member("x"));
  EXPECT_FALSE(text.root().member("a")->member("b"));
  const Json list = *text.root().member("b");
  std::vector<double> numbers;
  list.forEachElement([&](Json each) { numbers.push_back(each.number().value_or(-1)); });
  EXPECT_EQ(numbers, (std::vector<double>{1, 2.5}));
  EXPECT_TRUE(list.isArray());
  EXPECT_FALSE(list.isObject());
  EXPECT_EQ(list.text(), "");
  EXPECT_FALSE(text.root().member("e")->truth());
  EXPECT_FALSE(text.root().member("a")->number());
  EXPECT_EQ(text.walk().end(), JsonFault::None);
}

TEST(JsonWalk, AValueCanBeReadAgainAndOutOfOrder) {
  Text text(R"([{"a":"\u0061"},{"b":["\\","c"]},{"d":"e\"f"}])");
  std::vector<Json> all;
  text.root().forEachElement([&](Json each) { all.push_back(each); });
  ASSERT_EQ(all.size(), 3U);
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(all[2].member("d")->text(), "e\"f");
    EXPECT_EQ(all[0].member("a")->text(), "a");
    std::vector<std::string> strings;
    all[1].member("b")->forEachElement([&](Json each) { strings.emplace_back(each.text()); });
    EXPECT_EQ(strings, (std::vector<std::string>{"\\", "c"}));
  }
  EXPECT_EQ(text.walk().end(), JsonFault::None);
}

TEST(JsonWalk, TextsWithoutEscapesAreViewsOfTheRecord) {
  const Padded bytes(R"({"a":"plain","b":"with\tescape"})");
  JsonWalk walk(maxNesting);
  ASSERT_EQ(walk.begin(bytes.text()), JsonFault::None);
  EXPECT_EQ(walk.root().member("a")->text().data(), bytes.text().data() + 6);
  EXPECT_EQ(walk.root().member("b")->text(), "with\tescape");
}

TEST(JsonWalk, ANumberBeyondTheRangeOfDoubleIsRefusedWhoeverAsksForIt) {
  for (const std::string_view text : {R"({"a":1e400})", R"([{"b":[-1E309]}])", R"({"a":1e400,"b":tru})"}) {
    for (const Asked asked : {Asked::Nothing, Asked::Everything}) EXPECT_FALSE(takes(text, asked)) << text;
  }
  EXPECT_FALSE(takes("[1" + std::string(400, '0') + "]", Asked::Nothing));
  EXPECT_TRUE(takes("[1" + std::string(300, '0') + "]", Asked::Nothing));
  Text text(R"({"a":1e-400,"b":1.5e308})");
  EXPECT_EQ(text.root().member("a")->number(), 0);
  EXPECT_EQ(text.root().member("b")->number(), 1.5e308);
  EXPECT_EQ(text.walk().end(), JsonFault::None);
}

TEST(JsonWalk, TheFirstErrorInTheTextIsTheOneThatIsNamed) {
  using Kind = fhir::SyntaxError::Kind;
  const auto errorIn = [](const std::string& text) {
    const fhir::SyntaxError error = fhir::firstSyntaxError(text, maxNesting);
    return std::pair(error.kind, error.offset);
  };
  const std::string deep(80, '[');
  EXPECT_EQ(errorIn(R"([1e400,1e500])"), std::pair(Kind::Number, std::size_t{1}));
  EXPECT_EQ(errorIn(R"([1] x)"), std::pair(Kind::Grammar, std::size_t{4}));
  EXPECT_EQ(errorIn(R"(["\q",)" + deep), std::pair(Kind::Grammar, std::size_t{2}));
  EXPECT_EQ(errorIn(deep + "x"), std::pair(Kind::Depth, std::size_t{64}));
}

TEST(JsonWalk, ValuesAreTheSameHoweverTheyAreWritten) {
  Text text(R"([{"a":"\u00e4","n":[1.0,-2,true]}, { "a" : "ä", "n" : [ 1.00, -2.0, true ] },)"
            R"({"a":"ä","n":[1,-2,false]},{"a":"ä","n":[1,2,true]},{"n":[1,-2,true],"a":"ä"},{"a":"ä","n":[1,-2]}])");
  std::vector<Json> all;
  text.root().forEachElement([&](Json each) { all.push_back(each); });
  ASSERT_EQ(all.size(), 6U);
  EXPECT_TRUE(all[0].sameAs(all[1]));
  EXPECT_TRUE(all[1].sameAs(all[0]));
  for (std::size_t i = 2; i < all.size(); ++i) EXPECT_FALSE(all[0].sameAs(all[i])) << i;
  EXPECT_FALSE(all[0].sameAs(Json()));
}

TEST(JsonWalk, NothingIsReadOfATextThatCannotBeWalked) {
  JsonWalk walk(maxNesting);
  const Padded whole(R"({"a":1})");
  const Padded broken("[\"a");
  ASSERT_EQ(walk.begin(whole.text()), JsonFault::None);
  ASSERT_EQ(walk.begin(broken.text()), JsonFault::String);
  EXPECT_FALSE(walk.root().isObject() || walk.root().isArray() || walk.root().isString());
  EXPECT_FALSE(walk.root().member("a"));
  EXPECT_EQ(walk.end(), JsonFault::String);
}

TEST(JsonWalk, IsUsedAgainAfterABrokenText) {
  JsonWalk walk(maxNesting);
  const Padded broken(R"({"a":{"b":[1,)");
  const Padded whole(R"({"a":2})");
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(walk.begin(broken.text()), JsonFault::None);
    EXPECT_EQ(walk.end(), JsonFault::Grammar);
    ASSERT_EQ(walk.begin(whole.text()), JsonFault::None);
    EXPECT_EQ(walk.root().member("a")->number(), 2);
    EXPECT_EQ(walk.end(), JsonFault::None);
  }
}

}  // namespace
}  // namespace her2::intake
