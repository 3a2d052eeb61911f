// The cases that other engines are held to: what they hold is known, they leave no kind of value and no row out, and
// they say what the rules say.
#include <rapidjson/document.h>

#include <set>
#include <sstream>

#include "check/partition.h"
#include "dmn/cases.h"
#include "dmn/choices.h"
#include "dmn/in_force.h"
#include "dmn/names.h"
#include "dmn_fixture.h"

namespace her2::dmn {
namespace {

const Date day = *Date::parse("2026-01-01");

std::vector<rapidjson::Document> parsed(const std::string& text) {
  std::vector<rapidjson::Document> result;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    result.emplace_back();
    result.back().Parse<rapidjson::kParseFullPrecisionFlag>(line.c_str());
    if (result.back().HasParseError()) throw std::runtime_error(line);
  }
  return result;
}

std::string textOf(const rapidjson::Value& value) {
  if (value.IsNull()) return "null";
  if (value.IsBool()) return value.GetBool() ? "true" : "false";
  if (value.IsString()) return value.GetString();
  std::string result;
  if (value.IsArray()) {
    for (const auto& each : value.GetArray()) result += (result.empty() ? "" : ",") + textOf(each);
    return "[" + result + "]";
  }
  for (const auto& [name, each] : value.GetObject()) result += std::string(name.GetString()) + textOf(each);
  return result;
}

TEST(DmnRandom, IsSplitMix64) {  // the first numbers of the published generator for this seed
  Random random(1234567);
  EXPECT_EQ(random.next(), 6457827717110365317U);
  EXPECT_EQ(random.next(), 3203168211198807973U);
  EXPECT_EQ(random.next(), 9817491932198370423U);
}

TEST(DmnChoices, AValueLiesInItsPiece) {
  Random random(1);
  for (const Interval& interval :
       {Interval(2.0), Interval(1, false, 2, true), Interval::above(5), Interval::atMost(-3), Interval()}) {
    check::Piece piece;
    piece.number = interval;
    for (int i = 0; i < 200; ++i)
      EXPECT_TRUE(interval.contains(pick(piece, feel::Kind::Number, random).number)) << interval.text();
  }
  check::Piece days;
  days.number = Interval(10, true, 12, true);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(pick(days, feel::Kind::Date, random).number, 11);
}

TEST(DmnCases, SayWhatTheRulesSay) {
  const auto knowledge = knowledgeWith(R"(
[[table]]
id = "x"
title = "T"
scope = "specimen"
source = "s"
when = 't'
hit = "unique"
inputs = ["n.x-y", "k"]
outputs = ["out.one"]
rules = [ [">= 2", "-", "a"], ["< 2", "ab", ["b", "c"]], ["< 2", "c", "ab"] ]
)");
  CaseWriter writer(knowledge, {1000, 4});
  std::set<std::string> answers;
  std::size_t open = 0;
  for (const rapidjson::Document& line : parsed(writer.write(day))) {
    const auto& given = line["given"];
    const std::string decision = line["decision"].GetString();
    if (decision == "x_applies") {
      EXPECT_EQ(line["gives"].GetBool(), given["t"].GetBool());
      continue;
    }
    const bool high = given["n_x_y"].GetDouble() >= 2;
    const bool isC = std::string_view(given["k"].GetString()) == "c";
    const std::string expected = high ? "[a]" : isC ? "[ab]" : "[b,c]";
    if (decision == "x_table") {
      EXPECT_EQ(textOf(line["gives"]), "out_one" + expected);
      EXPECT_EQ(line["rows"][0].GetInt(), high ? 1 : isC ? 3 : 2);
      answers.insert(expected);
    } else {
      EXPECT_EQ(decision, "out_one_answers");
      EXPECT_EQ(textOf(line["gives"]), given["t"].GetBool() ? expected : "null");
      open += line["gives"].IsNull() ? 1 : 0;
    }
  }
  EXPECT_EQ(answers.size(), 3U);
  EXPECT_GT(open, 0U);
  EXPECT_EQ(writer.summary().rows, 3U);
  EXPECT_EQ(writer.summary().unreached, 0U);
  EXPECT_EQ(writer.summary().decisions, 3U);
  EXPECT_EQ(writer.write(day).find("x_table"), std::string::npos) << "written before";
}

/// The parts of the partition that a list is in: what the table asks about of it, as a whole or, where every row asks
/// for one code (collect), code by code.
std::set<std::size_t> partsOfList(const check::Partition& partition, CodeSet list, bool collect) {
  CodeSet asked;
  for (const check::Part& part : partition) {
    for (const check::Piece& piece : part.pieces) asked |= piece.list;
  }
  list = list & asked;
  std::set<std::size_t> parts;
  for (std::size_t part = 0; part < partition.size(); ++part) {
    for (const check::Piece& piece : partition[part].pieces) {
      const bool oneOf = collect && !piece.list.empty() && list.contains(piece.list);
      if (piece.list == list || oneOf) parts.insert(part);
    }
  }
  if (parts.empty()) parts.insert(partition.size());
  return parts;
}

CodeSet listOf(const feel::Fact& fact, const Vocabulary& vocabulary, const rapidjson::Value& value) {
  CodeSet list;
  for (const auto& each : value.GetArray()) list |= CodeSet::of(*vocabulary.domain(fact.domain).find(each.GetString()));
  return list;
}

/// The part of the partition that the value is in.
std::size_t partOf(const check::Partition& partition, const feel::Fact& fact, const Vocabulary& vocabulary,
                   const rapidjson::Value& value) {
  for (std::size_t part = 0; part < partition.size(); ++part) {
    for (const check::Piece& piece : partition[part].pieces) {
      const bool here = value.IsBool()     ? piece.truth == value.GetBool()
                        : value.IsNumber() ? piece.number.contains(value.GetDouble())
                                           : piece.code == vocabulary.domain(fact.domain).find(value.GetString());
      if (here) return part;
    }
  }
  return partition.size();
}

/// What the cases of one table have tried of each input that is a fact.
struct Tried {
  explicit Tried(const kb::Table& of) : table(&of), parts(of.inputs.size()) {
    for (std::size_t i = 0; i < of.inputs.size(); ++i) partitions.push_back(check::partition(*ourKnowledge(), of, i));
  }

  void add(const rapidjson::Value& given) {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const feel::Expression& input = table->inputs[i].value;
      if (input.op != feel::Op::FactValue) continue;
      const feel::Fact& fact = ourKnowledge()->facts[input.fact];
      const rapidjson::Value& value = given[identifier(fact.name).c_str()];
      const Vocabulary& vocabulary = ourKnowledge()->vocabulary;
      if (value.IsArray()) {
        const bool collect = table->hit == kb::HitPolicy::Collect;
        parts[i].merge(partsOfList(partitions[i], listOf(fact, vocabulary, value), collect));
      } else {
        parts[i].insert(partOf(partitions[i], fact, vocabulary, value));
      }
    }
  }

  /// Parts that no case is in, and cases that are in no part.
  std::string missing() const {
    std::string result;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (table->inputs[i].value.op != feel::Op::FactValue) continue;
      for (std::size_t part = 0; part < partitions[i].size(); ++part) {
        if (!parts[i].contains(part)) result += table->inputs[i].text + ": " + partitions[i][part].text + "\n";
      }
      if (parts[i].contains(partitions[i].size())) result += table->inputs[i].text + ": in no part\n";
    }
    return result;
  }

  const kb::Table* table;
  std::vector<check::Partition> partitions;
  std::vector<std::set<std::size_t>> parts;
};

TEST(DmnCases, OfOurKnowledgeLeaveNoRowAndNoKindOfValueOut) {
  CaseWriter writer(ourKnowledge(), {20, 1});
  std::map<const kb::Table*, Tried> tried;
  for (const Date each : daysOfEveryVersion(*ourKnowledge())) {
    std::map<std::string, const kb::Table*> inForce;
    for (const kb::Table& table : ourKnowledge()->tables) {
      if (table.period.holds(each)) inForce[tableName(table)] = &table;
    }
    for (const rapidjson::Document& line : parsed(writer.write(each))) {
      const auto found = inForce.find(line["decision"].GetString());
      if (found != inForce.end()) tried.try_emplace(found->second, *found->second).first->second.add(line["given"]);
    }
  }
  EXPECT_EQ(writer.summary().unreached, 0U) << "rows fire in no case";
  EXPECT_EQ(tried.size(), ourKnowledge()->tables.size());
  for (const auto& [table, all] : tried) EXPECT_EQ(all.missing(), "") << table->id;
}

}  // namespace
}  // namespace her2::dmn
