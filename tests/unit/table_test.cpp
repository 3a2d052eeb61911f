// Registry tables: how cells are read, what is refused and where, and that no row is lost or falls on another.
#include "intake/table.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "intake/table_leaf.h"
#include "intake/table_value.h"
#include "kb/toml_reader.h"
#include "kb/vocabulary_loader.h"

namespace her2::intake {
namespace {

const std::filesystem::path root = HER2_SOURCE_DIR;

template <class T>
T orThrow(Result<T> result) {
  if (!result) throw std::runtime_error(result.problems().front().text());
  return *std::move(result);
}

const kb::DocumentSet& knowledge() {
  static const kb::DocumentSet all = orThrow(kb::DocumentSet::readFolder(root / "knowledge"));
  return all;
}

const Vocabulary& vocabulary() {
  static const Vocabulary all = orThrow(kb::loadVocabulary(knowledge()));
  return all;
}

std::shared_ptr<const TableMapping> mapping(std::string_view id) {
  return orThrow(TableMapping::compile(knowledge(), vocabulary(), id));
}

std::string codesOf(const Problems& problems) {
  std::string result;
  for (const Problem& problem : problems) result.append(result.empty() ? "" : " ").append(problem.code);
  return result;
}

/// "a => b ; c => d" as pairs: a table of a test in its own words.
std::vector<std::pair<std::string, std::string>> pairs(std::string_view table, std::string_view between = "=>") {
  std::vector<std::pair<std::string, std::string>> result;
  while (!table.empty()) {
    const auto end = std::min(table.find(" ; "), table.size());
    const std::string_view entry = table.substr(0, end);
    const auto at = entry.find(between);
    result.emplace_back(table::trimmed(entry.substr(0, at)), table::trimmed(entry.substr(at + between.size())));
    table.remove_prefix(std::min(end + 3, table.size()));
  }
  return result;
}

struct Row {
  bool good = false;
  Case record;
  Problems problems;
};

/// One row read through the template: "s1_ihc_score = 1+ ; er_percent = <10%".
Row readRow(std::string_view cells) {
  std::string header = "id;tumour_kind";
  std::string text = "p1;breast";
  for (const auto& [column, cell] : pairs(cells, "=")) {
    header.append(";").append(column);
    text.append(";").append(cell);
  }
  TableReader reader(vocabulary(), mapping("template"));
  Row row;
  if (!reader.header(header, {"t.csv", 1}, row.problems)) throw std::runtime_error(row.problems.front().text());
  row.good = reader.read(text, {"t.csv", 2}, row.record, row.problems);
  return row;
}

std::string codes(CodeSet set, DomainId domain) {
  std::string result;
  set.forEach([&](unsigned c) { result.append(result.empty() ? "" : "|").append(vocabulary().domain(domain)[c].code); });
  return result;
}

/// What a leaf holds: "1+", "0|1+", "[4..6]", "2004-05"; "-" where nothing is recorded.
std::string shown(Case& record, std::string_view path) {
  table::Shape shape;
  const auto leaf = table::findLeaf(path, vocabulary(), shape);
  if (!leaf) throw std::runtime_error(std::string(path));
  if (shape.tumours > record.tumours.size() || shape.specimens > record.specimens.size()) return "-";
  if (const auto* get = std::get_if<table::Get<NumberLeaf>>(&leaf->access)) {
    const NumberLeaf& number = (*get)(record, leaf->slot);
    return number.recorded() ? number.value.text() : "-";
  }
  if (const auto* get = std::get_if<table::Get<DateLeaf>>(&leaf->access)) {
    const DateLeaf& date = (*get)(record, leaf->slot);
    return date.recorded() ? date.value->text() : "-";
  }
  if (const auto* get = std::get_if<table::Get<CodeLeaf>>(&leaf->access)) {
    const CodeLeaf& code = (*get)(record, leaf->slot);
    return code.recorded() ? codes(code.value, *leaf->domain) : "-";
  }
  if (const auto* get = std::get_if<table::Get<CodesLeaf>>(&leaf->access)) {
    const CodesLeaf& list = (*get)(record, leaf->slot);
    return list.recorded ? codes(list.value, *leaf->domain) : "-";
  }
  if (const auto* get = std::get_if<table::Get<TruthLeaf>>(&leaf->access)) {
    const TruthLeaf& truth = (*get)(record, leaf->slot);
    return !truth.recorded() ? "-" : truth.value == Truth::True ? "yes" : "no";
  }
  return std::get<table::Get<TextLeaf>>(leaf->access)(record, leaf->slot).value;
}

/// Expects the leaves to hold what stands behind them: "specimen.ihc.score = 0|1+ ; sex = male".
void expectLeaves(Case& record, std::string_view leaves) {
  for (const auto& [path, value] : pairs(leaves, " =")) EXPECT_EQ(shown(record, path), value) << path << " of " << record.id;
}

std::string drugs(const Treatment& treatment) {
  std::string result;
  for (const DrugId id : treatment.drugs) result.append(result.empty() ? "" : " ").append(vocabulary().drug(id).id);
  return result;
}

// --- numbers and dates ---

TEST(TableValue, Numbers) {
  const table::NumberSyntax syntax{{{"mm", 1}, {"cm", 10}, {"%", 1}}, 1, true};
  const auto text = [&](std::string_view cell) {
    const auto number = table::readNumber(cell, syntax);
    return number ? number->text() : "-";
  };
  for (const auto& [cell, expected] :
       pairs("2.1 => 2.1 ; 2,1 => 2.1 ; >6.0 => > 6 ; > = 2.0 => >= 2 ; <4.0 => < 4 ; ≥ 2.0 => >= 2 ; ≤4 => <= 4 ; "
             "10-19% => [10..19] ; 4 to 6 => [4..6] ; 4–6 => [4..6] ; [4.0..6.0) => [4..6) ; 28 mm => 28 ; "
             "2.5cm => 25 ; <10 % => < 10 ; -22380 => -22380")) {
    EXPECT_EQ(text(cell), expected) << cell;
  }
  for (const std::string_view cell : {"", "1,234", "1.234,5", "6-4", "about 6", "6+", "2.1.3", "1e5", "nan", "inf", ">",
                                      "2 3", "polisomy", "--5", "2-Jan", "[6..4]", "%", "(2", "1+"}) {
    EXPECT_EQ(text(cell), "-") << cell;
  }
  EXPECT_FALSE(table::readNumber("2,1", {}));
}

TEST(TableValue, Dates) {
  const std::pair<table::DateStyle, std::string_view> tables[] = {
      {table::DateStyle::Iso, "2004 => 2004 ; 2004-05 => 2004-05 ; 17.05.2004 => - ; 2011-5-27 => - ; 2023-02-29 => -"},
      {table::DateStyle::DayFirst,
       "17.05.2004 => 2004-05-17 ; 7/5/2004 => 2004-05-07 ; 05/2004 => 2004-05 ; 2004 => 2004 ; 31.02.2004 => - ; "
       "17.5.04 => - ; 1.2.3.2004 => - ; 2004-05-17 => -"},
      {table::DateStyle::MonthFirst, "5/17/2004 => 2004-05-17 ; 17/5/2004 => -"},
      {table::DateStyle::Compact,
       "20040517 => 2004-05-17 ; 200405 => 2004-05 ; 2004 => 2004 ; 2004051 => - ; 20041301 => -"},
  };
  for (const auto& [style, cases] : tables) {
    for (const auto& [cell, expected] : pairs(cases)) {
      const auto date = table::readDate(cell, style);
      EXPECT_EQ(date ? date->text() : "-", expected) << cell;
    }
  }
}

TEST(TableValue, RelativeDatesHoldEveryPossibleDay) {
  const DateRange year2004 = *DateRange::parse("2004");
  EXPECT_EQ(table::daysAfter(year2004, Interval(-366))->text(), "2002-12-31..2003-12-31");
  // 50 years old some day of 2004: born between the day after 1 January 1953 and the last day of 1954.
  EXPECT_EQ(table::bornAtAge(year2004, Interval(50))->text(), "1953-01-02..1954-12-31");
  EXPECT_FALSE(table::bornAtAge(year2004, Interval::atLeast(90)));
}

// --- cells ---

TEST(TableCells, IhcScores) {
  for (const auto& [cell, expected] :
       pairs("0 => 0 ; 1+ => 1+ ; 2 => 2+ ; IHC 3+ => 3+ ; Score 1+ => 1+ ; 0-1+ => 0|1+ ; 1-2+ => 1+|2+ ; "
             "0|1+ => 0|1+ ; 0+ => 0 ; null => 0 ; Test Failure => indeterminate ; Not done (decalcified) => not-done ; "
             "[Not Evaluated] => - ; NA => - ; => -")) {
    Row row = readRow("s1_ihc_score = " + cell);
    EXPECT_TRUE(row.good && row.problems.empty()) << cell;
    EXPECT_EQ(shown(row.record, "specimen.ihc.score"), expected) << cell;
  }
  // Two readings of different slides, and what is no score: refused, never guessed.
  for (const std::string cell : {"1+ (outside 3+)", "4+", "weak", "1+|weak", "|"}) {
    Row row = readRow("s1_ihc_score = " + cell);
    ASSERT_TRUE(row.good) << cell;
    EXPECT_EQ(codesOf(row.problems), "cell-refused") << cell;
    EXPECT_EQ(shown(row.record, "specimen.ihc.score"), "-") << cell;
    EXPECT_TRUE(row.record.specimens.at(0).ihc.present) << "an IHC that is not understood is still an IHC";
  }
}

TEST(TableCells, ARefusedCellIsNamedAndTheRestStays) {
  Row row = readRow("s1_ihc_score = 1+ (outside 3+) ; s1_ihc_reported = negative");
  ASSERT_TRUE(row.good);
  ASSERT_EQ(row.problems.size(), 1U);
  EXPECT_EQ(row.problems[0].where, "t.csv:2:s1_ihc_score");
  EXPECT_EQ(row.problems[0].severity, Severity::Warning);
  EXPECT_NE(row.problems[0].message.find("\"1+ (outside 3+)\""), std::string::npos);
  expectLeaves(row.record, "specimen.ihc.reported = negative");
}

TEST(TableCells, AWordMaySayMoreThanItsColumn) {
  for (const auto& [cell, leaves] : pairs("s1_ihc_score = 0+ => specimen.ihc.membraneStaining = yes ; "
                                          "s1_ihc_score = null => specimen.ihc.membraneStaining = no ; "
                                          "s1_ihc_score = Not done (decalcified) => specimen.decalcified = yes ; "
                                          "s1_ish_her2_copies = not amplified => specimen.ish.reported = negative ; "
                                          "s1_ish_her2_copies = not amplified => specimen.ish.her2Copies = - ; "
                                          // One of several possible scores carries nothing of what it alone would say.
                                          "s1_ihc_score = 0+|1+ => specimen.ihc.membraneStaining = -")) {
    Row row = readRow(cell);
    expectLeaves(row.record, leaves);
  }
}

TEST(TableCells, EachLeafOfItsOwn) {
  Row row = readRow(
      "birth_date = 1969-04 ; sex = M ; t = ypT1c ; n = pN1mi ; stage = Stage IIB ; size_mm = 2.8 cm ; er_percent = <10% ; "
      "pr_percent = 0 ; metastases = none ; brain_metastases = active ; grade = G3 ; setting = advanced ; pregnant = no");
  ASSERT_TRUE(row.problems.empty()) << row.problems[0].text();
  expectLeaves(row.record,
               "birthDate = 1969-04 ; sex = male ; pregnant = no ; tumour.ypT = T1 ; tumour.t = - ; tumour.n = N1 ; "
               "tumour.stage = IIB ; tumour.sizeMm = 28 ; tumour.grade = 3 ; tumour.metastases =  ; "
               "tumour.brainMetastases = untreated|progressing ; tumour.setting = locally-advanced|unresectable|metastatic");
  // Without the paths of the table reader in between.
  EXPECT_EQ(row.record.tumours.at(0).er.percent.value, Interval::below(10));
  EXPECT_EQ(row.record.tumours.at(0).pr.percent.value, Interval(0));
  EXPECT_EQ(row.record.where(row.record.tumours[0].er.percent.origin), "t.csv:2:er_percent");
}

TEST(TableCells, AListWithAnUnknownEntryIsNotAShorterList) {
  Row row = readRow("metastases = \"bone;xyz\"");
  EXPECT_EQ(codesOf(row.problems), "cell-refused");
  expectLeaves(row.record, "tumour.metastases = -");
}

TEST(TableCells, Treatments) {
  const Row row = readRow(
      "t1_drugs = \"docetaxel; Herceptin; XY-17\" ; t1_intent = neo-adjuvant ; t1_residual_disease = non-pCR ; "
      "t3_procedure = Mastectomy ; t4_drugs = unknown");
  ASSERT_EQ(row.record.treatments.size(), 3U);
  EXPECT_EQ(drugs(row.record.treatments[0]), "docetaxel trastuzumab");
  EXPECT_TRUE(row.record.treatments[0].unknownDrug);
  EXPECT_EQ(row.record.treatments[0].residualDisease.value, Truth::True);
  EXPECT_EQ(row.record.where(row.record.treatments[0].origin), "t.csv:2:t1_drugs");
  EXPECT_EQ(row.record.treatments[1].procedure.value, "surgery");
  EXPECT_TRUE(row.record.treatments[2].unknownDrug);
  ASSERT_EQ(codesOf(row.problems), "cell-refused");
  EXPECT_NE(row.problems[0].message.find("\"XY-17\""), std::string::npos);
  EXPECT_EQ(row.problems[0].message.find("docetaxel"), std::string::npos);
}

TEST(TableCells, MeasurementsAndFindings) {
  const Row row = readRow(
      "lvef = 62 % ; lvef_date = 2026-10-01 ; labs_date = 2026-10-02 ; platelets = 150 ; medications = Herceptin ; "
      "conditions = \"ILD:2; Heart failure\" ; erbb2_variants = p.Tyr772_Ala775dup");
  ASSERT_TRUE(row.problems.empty()) << row.problems[0].text();
  ASSERT_EQ(row.record.measurements.size(), 2U);  // a date alone measures nothing
  EXPECT_EQ(row.record.measurements[0].kind, "lvef");
  EXPECT_EQ(row.record.measurements[0].unit, "%");
  EXPECT_EQ(row.record.measurements[0].value.value.text(), "62");
  EXPECT_EQ(row.record.measurements[1].date.value->text(), "2026-10-02");
  ASSERT_EQ(row.record.conditions.size(), 2U);
  EXPECT_EQ(row.record.conditions[0].kind, "interstitial-lung-disease");
  EXPECT_EQ(row.record.conditions[0].grade.value.text(), "2");
  EXPECT_EQ(row.record.conditions[1].kind, "heart-failure");
  EXPECT_TRUE(row.record.medications.at(0).drug.has_value());
  EXPECT_EQ(row.record.tumours[0].variants.at(0).gene.value, "ERBB2");
}

TEST(TableCells, ImplausibleValuesAreRefused) {
  for (const std::string_view cell : {"lvef = 0.6", "er_percent = 900", "grade = 7", "birth_date = 1069-04",
                                      "diagnosed = 2911", "s1_ish_ratio = 110", "s1_ish_cells = 0"}) {
    EXPECT_EQ(codesOf(readRow(cell).problems), "value-implausible") << cell;
  }
}

TEST(TableCells, OnlyWhatTheRecordHas) {
  EXPECT_TRUE(readRow("s1_ihc_score = NA ; t1_drugs = ").record.specimens.empty());
  const Row second = readRow("s1_ihc_score =  ; s2_ihc_score = 2+ ; s2_site = metastasis");
  ASSERT_EQ(second.record.specimens.size(), 1U);
  EXPECT_EQ(second.record.specimens[0].id.value, "s2");
  EXPECT_FALSE(second.record.specimens[0].ish.present);
}

// --- means and totals ---

struct Counts {
  std::string her2, cep17, cells, ratio;
  std::string_view expected;  ///< mean, total, or the code of the refusal
};

void PrintTo(const Counts& c, std::ostream* out) {
  *out << c.her2 << " HER2, " << c.cep17 << " CEP17, " << c.cells << " cells, ratio " << c.ratio;
}

class MeansAndTotals : public testing::TestWithParam<Counts> {};

TEST_P(MeansAndTotals, AreToldApart) {
  const Counts& given = GetParam();
  const Row row = readRow(fmt::format("s1_ish_her2_copies = {} ; s1_ish_cep17_copies = {} ; s1_ish_cells = {} ; s1_ish_ratio = {}",
                                      given.her2, given.cep17, given.cells, given.ratio));
  ASSERT_TRUE(row.good);
  const IshTest& ish = row.record.specimens.at(0).ish;
  EXPECT_TRUE(ish.present);
  EXPECT_EQ(ish.her2Copies.recorded(), given.expected == "mean" && !given.her2.empty());
  EXPECT_EQ(ish.cep17Copies.recorded(), given.expected == "mean" && !given.cep17.empty());
  EXPECT_EQ(ish.her2Signals.recorded(), given.expected == "total" && !given.her2.empty());
  if (given.expected == "mean") return EXPECT_TRUE(row.problems.empty()) << row.problems[0].text(), void();
  ASSERT_FALSE(row.problems.empty());
  EXPECT_EQ(row.problems[0].code, given.expected == "total" ? "total-recognised" : given.expected);
  EXPECT_EQ(row.problems[0].where, given.her2.empty() ? "t.csv:2:s1_ish_cep17_copies" : "t.csv:2:s1_ish_her2_copies");
  if (given.expected != "total") return;
  EXPECT_EQ(ish.her2Signals.value.text(), given.her2);
  EXPECT_EQ(ish.her2Cells.value.text(), given.cells);
  EXPECT_EQ(row.record.where(ish.her2Signals.origin), "t.csv:2:s1_ish_her2_copies");
}

INSTANTIATE_TEST_SUITE_P(
    Table, MeansAndTotals,
    testing::Values(Counts{"185", "160", "60", "1.1", "total"},                // TCGA
                    Counts{"816", "51", "30", "16.3", "total"},                //
                    Counts{"42", "33", "20", "1.3", "total"},                  // 42 could be a mean, 33 CEP17 could not
                    Counts{"185", "160", "60", "", "total"},                   // no ratio to contradict it
                    Counts{"6.4", "5", "20", "1.3", "mean"},                   // a true group 3
                    Counts{"6", "5", "20", "1.2", "mean"},                     // 0.3 and 0.25 per cell are none
                    Counts{"21.0", "2.0", "", "10.3", "mean"},                 //
                    Counts{"15", "3.70", "60", "4.05", "mean"},                //
                    Counts{"24", "", "20", "4.8", "mean"},                     // the ratio implies 5 CEP17 per cell
                    Counts{"30.0", "", "20", "", "mean"},                      // with its decimal point: no count
                    Counts{"> 6", "2", "40", "3.0", "mean"},                   //
                    Counts{"185", "160", "60", "2.5", "value-implausible"},    // another ratio than stated
                    Counts{"114", "74", "", "", "value-implausible"},          // no cells
                    Counts{"185", "160", "500", "", "value-implausible"},      // 0.37 per cell
                    Counts{"185.5", "160", "60", "1.1", "value-implausible"},  // no count
                    Counts{"", "74", "", "", "value-implausible"},             //
                    Counts{"30", "", "20", "", "value-ambiguous"},             // 30 or 1.5 per cell
                    Counts{"10", "8", "5", "1.25", "value-ambiguous"}));       // 10 or 2 per cell

// --- rows
// -----------------------------------------------------------------------------------------------------------------------------------

struct Reading {
  TableReader reader{vocabulary(), mapping("template")};
  Case record;
  Problems problems;

  explicit Reading(std::string_view header) { EXPECT_TRUE(reader.header(header, {"t.csv", 1}, problems)); }
  /// The id that was read, or the code of the error.
  std::string read(std::string_view row) {
    const bool good = reader.read(row, {"t.csv", 7}, record, problems);
    EXPECT_EQ(good, !hasErrors(problems));
    EXPECT_TRUE(good || problems.back().where == "t.csv:7");
    return good ? record.id : problems.back().code;
  }
};

TEST(TableRows, ABadRowLosesNoOther) {
  Reading table("\xEF\xBB\xBFid,tumour_kind,histology\r\n");
  EXPECT_EQ(table.read("p1,breast,ductal\r\n"), "p1");
  EXPECT_EQ(table.read("p2,breast\n"), "row-short");
  EXPECT_EQ(table.read("p3,breast,ductal,"), "row-long");
  EXPECT_EQ(table.read("p4,breast,\"duc"), "row-syntax");  // a line break within quotes: both halves are errors
  EXPECT_EQ(table.read("tal\""), "row-syntax");
  EXPECT_EQ(table.read("p5,br\"east,ductal"), "row-syntax");
  EXPECT_EQ(table.read("p6,breast\rp7,breast,ductal"), "row-syntax");
  EXPECT_EQ(table.read(std::string_view("p8,\0,ductal", 11)), "row-syntax");
  EXPECT_EQ(table.read("  \r\n"), "row-empty");
  EXPECT_EQ(table.read(",breast,ductal"), "id-missing");
  EXPECT_EQ(table.read("NA,breast,ductal"), "id-missing");
  EXPECT_EQ(table.read("\"p\"\"9\" , \"breast\",ductal"), "p\"9");
  EXPECT_TRUE(table.problems.empty());
}

TEST(TableRows, DelimitersAreFound) {
  EXPECT_EQ(Reading("id;tumour_kind;size_mm").read("p1;breast;2,8"), "p1");
  EXPECT_EQ(Reading("ID\tTumour_Kind\tsize_mm\r").read("p1\tbreast\t2.8"), "p1");
  EXPECT_EQ(Reading("\"id\",\"tumour_kind\"").read("\"p,1\",\"breast\""), "p,1");
}

TEST(TableRows, OnlyTheCellThatIsNotUtf8IsLost) {
  Reading table("id,tumour_kind,histology");
  EXPECT_EQ(table.read("p1,breast,\xE9pith\xE9lial"), "p1");
  EXPECT_EQ(codesOf(table.problems), "cell-refused");
  EXPECT_EQ(table.read("p\xE9,breast,ductal"), "id-missing");
}

TEST(TableRows, EveryReadingStartsAfresh) {
  Reading table("id,tumour_kind,s1_ihc_score,t1_drugs,er_status");
  EXPECT_EQ(table.read("p1,breast,3+,paclitaxel,positive"), "p1");
  EXPECT_EQ(table.read("p2,gastric,,,"), "p2");
  EXPECT_TRUE(table.record.specimens.empty());
  EXPECT_TRUE(table.record.treatments.empty());
  EXPECT_FALSE(table.record.tumours.at(0).er.status.recorded());
  EXPECT_EQ(table.record.text, "t.csv:7:tumour_kind");
}

TEST(TableHeader, Problems) {
  TableReader reader(vocabulary(), mapping("template"));
  Problems problems;
  EXPECT_FALSE(reader.header("id,er_status", {"t.csv", 1}, problems));
  EXPECT_EQ(codesOf(problems), "column-missing");
  EXPECT_FALSE(reader.header("id,tumour_kind,er_status,ER_status", {"t.csv", 1}, problems));
  EXPECT_EQ(codesOf(problems), "column-duplicate");
  Case record;
  EXPECT_FALSE(reader.read("p1,breast,positive,positive", {"t.csv", 2}, record, problems));
  EXPECT_EQ(codesOf(problems), "header-missing");
  EXPECT_TRUE(reader.header("id,tumour_kind,er_statu", {"t.csv", 1}, problems));
  EXPECT_EQ(codesOf(problems), "column-unmapped");
  EXPECT_EQ(problems[0].where, "t.csv:1:er_statu");
}

TEST(TableHeader, Detection) {
  EXPECT_EQ(TableMapping::detect(knowledge(), "tumour_kind;er_status;ID\r\n"), "template");
  EXPECT_EQ(TableMapping::detect(knowledge(), "name,age"), "");
  EXPECT_EQ(TableMapping::detect(knowledge(), ""), "");
}

// --- mapping files
// --------------------------------------------------------------------------------------------------------------------------

constexpr std::string_view smallHead = R"([[source]]
id = "s"
[[mapping]]
id = "small"
title = "small"
source = "s"
required = ["pid"]
missing = ["."]
[[mapping.column]]
name = "pid"
leaf = "id"
)";

/// The mapping `small`: the head above and more columns.
Result<std::shared_ptr<const TableMapping>> small(std::string_view columns) {
  auto document = kb::readToml(std::string(smallHead).append(columns), "mappings/small.toml");
  if (!document) return document.problems();
  auto documents = knowledge().documents();
  documents.push_back(*std::move(document));
  return TableMapping::compile(kb::DocumentSet(std::move(documents)), vocabulary(), "small");
}

TEST(TableMappingFile, MistakesAreLocated) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"[[mapping.column]]\nname = \"x\"\nleaf = \"specimen.ihc.scor\"",
       "mappings/small.toml:14:8: no leaf `specimen.ihc.scor` in a case"},
      {"[[mapping.column]]\nname = \"x\"\nleaf = \"sex\"\nwords = [{ say = \"f\", is = \"woman\" }]",
       "mappings/small.toml:15:28: `woman` is no code of `sex`"},
      {"[[mapping.column]]\nname = \"x\"\nleaf = \"sex\"\nword = []", "unknown member `word`"},
      {"[[mapping.column]]\nname = \"x\"\nleaf = \"sex\"\nuse = \"sexes\"", "no [[mapping.words]] of the name `sexes`"},
      {"[[mapping.column]]\nname = \"x\"\nleaf = \"sex\"\nsource = \"nobody\"", "no source `nobody` in the knowledge"},
      {"[[mapping.column]]\nname = \"x\"\nleaf = \"tumour.grade\"\nrange = \"1 to 3\"", "`range` must be a range"},
      {"[[mapping.column]]\nname = \"x\"\nwords = [{ say = \"a\" }]", "a word needs `is`, `set` or `warn`"},
      {"[[mapping.column]]\nname = \"x\"\nleaf = \"treatment.1.drugs\"\nwords = [{ say = \"a\", is = \"abcumab\" }]",
       "no drug `abcumab` in the knowledge"},
      {"[[mapping.column]]\nleaf = \"sex\"", "`name` is missing"},
      {"[[mapping.column]]\nname = \"x\"\nleaf = \"birthDate\"\ndays-from = \"tumour.grade\"",
       "goes from a date to a date"},
  };
  for (const auto& [columns, expected] : cases) {
    const auto compiled = small(columns);
    ASSERT_FALSE(compiled) << columns;
    EXPECT_NE(compiled.problems().front().text().find(expected), std::string::npos)
        << compiled.problems().front().text();
  }
  EXPECT_FALSE(TableMapping::compile(knowledge(), vocabulary(), "no such mapping"));
}

TEST(TableMappingFile, TwoCellsOfOneLeaf) {
  const auto compiled = small(R"([[mapping.column]]
name = "year"
leaf = "tumour.diagnosed"
[[mapping.column]]
name = "day"
leaf = "tumour.diagnosed"
[[mapping.column]]
name = "nodes"
leaf = "tumour.positiveNodes"
[[mapping.column]]
name = "nodes2"
leaf = "tumour.positiveNodes"
)");
  ASSERT_TRUE(compiled) << compiled.problems().front().text();
  TableReader reader(vocabulary(), *compiled);
  Case record;
  Problems problems;
  ASSERT_TRUE(reader.header("pid,year,day,nodes,nodes2", {"t.csv", 1}, problems));
  ASSERT_TRUE(reader.read("p,2004,2004-05-17,3,3", {"t.csv", 2}, record, problems));
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(record.tumours[0].diagnosed.value->text(), "2004-05-17");
  ASSERT_TRUE(reader.read("p,2004,2005-05-17,3,.", {"t.csv", 3}, record, problems));
  EXPECT_EQ(codesOf(problems), "cells-disagree");
  EXPECT_EQ(record.tumours[0].diagnosed.value->text(), "2004-01-01..2005-05-17");
  ASSERT_TRUE(reader.read("p,,,3,4", {"t.csv", 4}, record, problems));
  EXPECT_EQ(problems.at(0).where, "t.csv:4:nodes2");
  EXPECT_EQ(record.tumours[0].positiveNodes.value.text(), "[3..4]");
}

std::string contents(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(TableTemplate, EveryColumnIsDocumented) {
  const std::string docs = contents(root / "docs/registry-tables.md");
  for (const kb::Block& block : knowledge().blocks("mapping")) {
    if (block.node->find("id")->string() != "template") continue;
    for (const kb::Node& column : block.node->find("column")->array()) {
      const std::string name = column.find("name")->string();
      EXPECT_NE(docs.find(fmt::format("`{}`", name)), std::string::npos)
          << name << " is not in docs/registry-tables.md";
    }
  }
}

// --- whole tables
// ---------------------------------------------------------------------------------------------------------------------------

/// Every row of a file, in order.
struct WholeTable {
  std::size_t rows = 0;
  std::map<std::size_t, Case> cases;          ///< by line
  std::map<std::size_t, Problems> problems;   ///< by line, where there are some
  std::map<std::string, std::size_t> counts;  ///< of problems by code

  WholeTable(const std::filesystem::path& file, std::string_view name, std::string_view id) {
    std::ifstream stream(file, std::ios::binary);
    TableReader reader(vocabulary(), mapping(id));
    std::string header;
    std::string line;
    std::size_t number = 0;
    while (number < reader.headerLines() && std::getline(stream, line)) header.append(line).append("\n"), ++number;
    EXPECT_EQ(TableMapping::detect(knowledge(), header), id);
    Problems found;
    EXPECT_TRUE(reader.header(header, {name, 1}, found)) << found.front().text();
    EXPECT_TRUE(found.empty()) << found.front().text();
    Case record;
    while (std::getline(stream, line)) {
      ++rows;
      const bool good = reader.read(line, {name, ++number}, record, found);
      EXPECT_EQ(good, !hasErrors(found));
      if (good) cases.emplace(number, record);
      for (const Problem& problem : found) {
        ++counts[problem.code];
        EXPECT_TRUE(problem.where.starts_with(fmt::format("{}:{}", name, number))) << problem.where;
      }
      if (!found.empty()) problems.emplace(number, found);
    }
  }
};

TEST(SampleCohort, EveryRowIsACase) {
  const WholeTable table(root / "examples/cohort/sample.csv", "sample.csv", "template");
  EXPECT_EQ(table.rows, 60U);
  EXPECT_EQ(table.cases.size(), 60U);
  std::set<std::string> ids;
  std::set<std::string> kinds;
  for (const auto& [line, record] : table.cases) {
    ids.insert(record.id);
    for (const Tumour& tumour : record.tumours) kinds.insert(codes(tumour.kind.value, "tumour-kind"));
  }
  EXPECT_EQ(ids.size(), 60U);
  EXPECT_TRUE(kinds.contains("breast") && kinds.contains("gastric") && kinds.contains("colorectal"));
  // Each kind of mess that examples/cohort/README.md lists is in it, and no other.
  const std::map<std::string, std::size_t> expected = {{"cell-refused", 4},
                                                       {"cells-disagree", 1},
                                                       {"total-recognised", 4},
                                                       {"value-ambiguous", 1},
                                                       {"value-implausible", 3}};
  EXPECT_EQ(table.counts, expected);
}

class Tcga : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(file))
      GTEST_SKIP() << "not here: " << file << " (550 real patients, never part of this project)";
  }
  const std::filesystem::path file = root / "../shared/data/tcga-brca-clinical-half.txt";
};

TEST_F(Tcga, EveryRowComesOut) {
  const WholeTable table(file, "tcga", "tcga-brca");
  EXPECT_EQ(table.rows, 550U);
  EXPECT_EQ(table.cases.size(), 550U);                  // none has an error that loses the row
  EXPECT_EQ(table.counts.at("total-recognised"), 26U);  // 13 rows, HER2 and CEP17
  EXPECT_EQ(table.counts.at("value-implausible"), 2U);  // 1 row without a cell count
  EXPECT_EQ(table.counts.at("cells-disagree"), 1U);     // stage IIB with M1
  for (const auto& [line, record] : table.cases) {
    for (const Specimen& specimen : record.specimens) {
      EXPECT_TRUE(!specimen.ish.her2Copies.recorded() || specimen.ish.her2Copies.value.lo() <= 50) << line;
      EXPECT_TRUE(!specimen.ish.cep17Copies.recorded() || specimen.ish.cep17Copies.value.lo() <= 10) << line;
      if (!specimen.ish.her2Signals.recorded()) continue;
      const Interval mean = specimen.ish.her2Signals.value / specimen.ish.her2Cells.value;
      EXPECT_TRUE(Interval::closed(1, 50).contains(mean)) << line;
    }
  }
}

TEST_F(Tcga, KnownRows) {
  const WholeTable table(file, "tcga", "tcga-brca");
  const auto ish = [&](std::size_t line) -> const IshTest& { return table.cases.at(line).specimens.at(0).ish; };
  EXPECT_EQ(ish(52).her2Signals.value.text(), "816");  // over 30 cells, ratio 16.3
  EXPECT_EQ(ish(52).cep17Cells.value.text(), "30");
  EXPECT_FALSE(ish(52).her2Copies.recorded());
  EXPECT_EQ(ish(66).her2Copies.value.text(), "4.6");  // a mean
  EXPECT_EQ(ish(503).her2Copies.value.text(), "15");  // 15 per cell, CEP17 3.70, ratio 4.05: a mean
  EXPECT_EQ(ish(494).her2Copies.value.text(), "< 4");
  EXPECT_EQ(ish(495).her2Copies.value.text(), "> 6");
  EXPECT_EQ(codes(ish(373).reported.value, "laboratory-reading"),
            "negative");  // "not amplified", and so says the status
  EXPECT_FALSE(ish(373).her2Copies.recorded());
  EXPECT_FALSE(ish(457).her2Copies.recorded());  // 114 and 74 without a cell count
  EXPECT_FALSE(ish(457).her2Signals.recorded());
  EXPECT_EQ(table.problems.at(457).at(0).where, "tcga:457:her2_copy_number");

  const Case& metastasis = table.cases.at(207);
  ASSERT_EQ(metastasis.specimens.size(), 2U);
  EXPECT_EQ(codes(metastasis.specimens[1].site.value, "specimen-site"), "metastasis");
  EXPECT_EQ(codes(metastasis.specimens[1].ihc.score.value, "ihc-score"), "2+");
  EXPECT_EQ(metastasis.specimens[1].ish.ratio.value.text(), "2.47");
  EXPECT_EQ(codes(metastasis.tumours[0].metastases.value, "metastasis-site"), "liver|bone");
  EXPECT_EQ(codes(metastasis.tumours[0].setting.value, "setting"), "metastatic");

  EXPECT_EQ(codes(table.cases.at(256).tumours[0].setting.value, "setting"), "early|metastatic");  // stage IIB, M1
  EXPECT_EQ(table.cases.at(4).tumours[0].diagnosed.value->text(), "2004");
  const DateRange born = *table.cases.at(4).birthDate.value;
  EXPECT_GE(born.first, *Date::of(1948, 1, 1));
  EXPECT_LE(born.last.serial() - born.first.serial(), 366);
  std::size_t men = 0;
  for (const auto& [line, record] : table.cases) men += codes(record.sex.value, "sex") == "male" ? 1 : 0;
  EXPECT_EQ(men, 5U);
}

}  // namespace
}  // namespace her2::intake
