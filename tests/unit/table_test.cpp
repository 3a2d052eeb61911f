// Registry tables: how cells are read, what is refused and where, and that no row is lost or falls on another.
#include "intake/table.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "intake/table_mapping.h"
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
    const auto end = std::min(table.find(" ;"), table.size());
    const std::string_view entry = table.substr(0, end);
    const auto at = std::min(entry.find(between), entry.size());
    const auto behind = std::min(at + between.size(), entry.size());
    result.emplace_back(table::trimmed(entry.substr(0, at)), table::trimmed(entry.substr(behind)));
    table.remove_prefix(std::min(end + 2, table.size()));
  }
  return result;
}

/// A table with this header, and the row read last.
struct Table {
  TableReader reader;
  bool good = false;
  Case record;
  Problems problems;

  explicit Table(std::string_view header, std::shared_ptr<const TableMapping> columns = mapping("template"))
      : reader(vocabulary(), std::move(columns)) {
    good = reader.header(header, {"t.csv", 1}, problems);
  }
  /// The id that was read, or the code of the error.
  std::string read(std::string_view row, std::size_t line = 2) {
    good = reader.read(row, {"t.csv", line}, record, problems);
    EXPECT_EQ(good, !hasErrors(problems));
    EXPECT_TRUE(good || problems.back().where == fmt::format("t.csv:{}", line));
    return good ? record.id : problems.back().code;
  }
};

/// One row read through the template: "s1_ihc_score = 1+ ; er_percent = <10%".
Table readRow(std::string_view cells) {
  std::string header = "id;tumour_kind";
  std::string row = "p1;breast";
  for (const auto& [column, cell] : pairs(cells, "=")) {
    header.append(";").append(column);
    row.append(";").append(cell);
  }
  Table table(header);
  EXPECT_EQ(table.read(row), "p1") << cells;
  return table;
}

std::string names(CodeSet codes, const Domain& domain) {
  std::string result;
  codes.forEach([&](unsigned code) { result.append(result.empty() ? "" : "|").append(domain[code].code); });
  return result;
}

/// What a leaf holds: "1+", "0|1+", "[4..6]", "2004-05", "yes"; "-" where nothing is recorded.
std::string shown(Case& record, std::string_view path) {
  table::Shape shape;
  const auto place = table::findLeaf(path, vocabulary(), shape);
  if (!place) throw std::runtime_error(std::string(path));
  if (shape.tumours > record.tumours.size() || shape.specimens > record.specimens.size()) return "-";
  const auto show = [&]<class L>(table::Get<L> get) -> std::string {
    const L& leaf = get(record, place->slot);
    if constexpr (std::is_same_v<L, CodesLeaf>)
      return leaf.recorded ? names(leaf.value, vocabulary().domain(*place->domain)) : "-";
    if constexpr (requires { leaf.recorded(); }) {
      if (!leaf.recorded()) return "-";
      if constexpr (std::is_same_v<L, NumberLeaf>) return leaf.value.text();
      if constexpr (std::is_same_v<L, DateLeaf>) return leaf.value->text();
      if constexpr (std::is_same_v<L, CodeLeaf>) return names(leaf.value, vocabulary().domain(*place->domain));
      if constexpr (std::is_same_v<L, TruthLeaf>) return leaf.value == Truth::True ? "yes" : "no";
      if constexpr (std::is_same_v<L, TextLeaf>) return leaf.value;
    }
    throw std::runtime_error(std::string(path));
  };
  return std::visit(show, place->access);
}

/// Expects the leaves to hold what stands behind them: "specimen.ihc.score = 0|1+ ; sex = male".
void expectLeaves(Case& record, std::string_view leaves) {
  for (const auto& [path, value] : pairs(leaves, " =")) {
    EXPECT_EQ(shown(record, path), value) << path << " of " << record.id;
  }
}

/// One row: its cells, the leaves, and the codes of its problems.
void expectRow(std::string_view cells, std::string_view leaves, std::string_view problems = "") {
  Table row = readRow(cells);
  expectLeaves(row.record, leaves);
  EXPECT_EQ(codesOf(row.problems), problems) << cells;
}

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
  using enum table::DateStyle;
  const std::pair<table::DateStyle, std::string_view> tables[] = {
      {Iso, "2004 => 2004 ; 2004-05 => 2004-05 ; 17.05.2004 => - ; 2011-5-27 => - ; 2023-02-29 => -"},
      {DayFirst, "17.05.2004 => 2004-05-17 ; 7/5/2004 => 2004-05-07 ; 05/2004 => 2004-05 ; 2004 => 2004"},
      {DayFirst, "31.02.2004 => - ; 17.5.04 => - ; 1.2.3.2004 => - ; 2004-05-17 => -"},
      {MonthFirst, "5/17/2004 => 2004-05-17 ; 17/5/2004 => -"},
      {Compact, "20040517 => 2004-05-17 ; 200405 => 2004-05 ; 2004 => 2004 ; 2004051 => - ; 20041301 => -"},
  };
  for (const auto& [style, cases] : tables) {
    for (const auto& [cell, expected] : pairs(cases)) {
      const auto date = table::readDate(cell, style);
      EXPECT_EQ(date ? date->text() : "-", expected) << cell;
    }
  }
  EXPECT_EQ(table::daysAfter(*DateRange::parse("2004"), Interval(-366))->text(), "2002-12-31..2003-12-31");
}

TEST(TableCells, IhcScores) {
  for (const auto& [cell, expected] : pairs(
           "0 => 0 ; 1+ => 1+ ; 2 => 2+ ; IHC 3+ => 3+ ; Score 1+ => 1+ ; 0-1+ => 0|1+ ; 1-2+ => 1+|2+ ; "
           "0|1+ => 0|1+ ; 0+ => 0 ; null => 0 ; Test Failure => indeterminate ; Not done (decalcified) => not-done ; "
           "[Not Evaluated] => - ; NA => - ; => -")) {
    expectRow("s1_ihc_score = " + cell, "specimen.ihc.score = " + expected);
  }
  // Two readings of different slides, and what is no score: refused, never guessed. It is still an IHC.
  for (const std::string cell : {"1+ (outside 3+)", "4+", "weak", "1+|weak", "|"}) {
    expectRow("s1_ihc_score = " + cell, "specimen.ihc.score = -", "cell-refused");
    EXPECT_TRUE(readRow("s1_ihc_score = " + cell).record.specimens.at(0).ihc.present);
  }
}

TEST(TableCells, ARefusedCellIsNamedAndTheRestStays) {
  Table row = readRow("s1_ihc_score = 1+ (outside 3+) ; s1_ihc_reported = negative");
  ASSERT_EQ(row.problems.size(), 1U);
  EXPECT_EQ(row.problems[0].where, "t.csv:2:s1_ihc_score");
  EXPECT_EQ(row.problems[0].severity, Severity::Warning);
  EXPECT_NE(row.problems[0].message.find("\"1+ (outside 3+)\""), std::string::npos);
  expectLeaves(row.record, "specimen.ihc.reported = negative");
}

TEST(TableCells, EachLeafOfItsOwn) {
  expectRow("s1_ihc_score = 0+", "specimen.ihc.membraneStaining = yes");
  expectRow("s1_ihc_score = null", "specimen.ihc.membraneStaining = no");
  // One of several possible scores carries nothing of what it alone would say.
  expectRow("s1_ihc_score = 0+|1+", "specimen.ihc.membraneStaining = -");
  expectRow("s1_ihc_score = Not done (decalcified)", "specimen.decalcified = yes");
  expectRow("s1_ish_her2_copies = not amplified", "specimen.ish.reported = negative ; specimen.ish.her2Copies = -");
  expectRow("birth_date = 1969-04 ; sex = M ; pregnant = no", "birthDate = 1969-04 ; sex = male ; pregnant = no");
  expectRow("t = ypT1c ; n = pN1mi ; stage = Stage IIB",
            "tumour.ypT = T1 ; tumour.t = - ; tumour.n = N1 ; tumour.stage = IIB");
  expectRow("t = cT4 ; stage = stage II", "tumour.t = T4|T4d ; tumour.stage = IIA|IIB");
  expectRow("size_mm = 2.8 cm ; grade = G3 ; setting = advanced",
            "tumour.sizeMm = 28 ; tumour.grade = 3 ; tumour.setting = locally-advanced|unresectable|metastatic");
  expectRow("metastases = none ; brain_metastases = active",
            "tumour.metastases =  ; tumour.brainMetastases = untreated|progressing");
  // A list with an unknown entry is not a shorter list.
  expectRow("metastases = \"bone;xyz\"", "tumour.metastases = -", "cell-refused");
  for (const std::string_view cell : {"lvef = 0.6", "er_percent = 900", "grade = 7", "birth_date = 1069-04",
                                      "diagnosed = 2911", "s1_ish_ratio = 110", "s1_ish_cells = 0"}) {
    expectRow(cell, "tumour.kind = breast ; tumour.grade = - ; birthDate = -", "value-implausible");
  }
  // Without the paths of the table reader in between.
  Table row = readRow("er_percent = <10% ; pr_percent = 0");
  EXPECT_EQ(row.record.tumours.at(0).er.percent.value, Interval::below(10));
  EXPECT_EQ(row.record.where(row.record.tumours[0].pr.percent.origin), "t.csv:2:pr_percent");
}

TEST(TableCells, Treatments) {
  Table row = readRow(
      "t1_drugs = \"docetaxel; Herceptin; XY-17\" ; t1_intent = neo-adjuvant ; t1_residual_disease = non-pCR ; "
      "t3_procedure = Mastectomy ; t4_drugs = unknown");
  ASSERT_EQ(row.record.treatments.size(), 3U);
  const Treatment& first = row.record.treatments[0];
  EXPECT_EQ(first.drugs, (std::vector{*vocabulary().findDrug("docetaxel"), *vocabulary().findDrug("trastuzumab")}));
  EXPECT_EQ(first.residualDisease.value, Truth::True);
  EXPECT_EQ(row.record.where(first.origin), "t.csv:2:t1_drugs");
  EXPECT_EQ(row.record.treatments[1].procedure.value, "surgery");
  EXPECT_TRUE(first.unknownDrug && row.record.treatments[2].unknownDrug);
  ASSERT_EQ(codesOf(row.problems), "cell-refused");
  EXPECT_NE(row.problems[0].message.find("\"XY-17\""), std::string::npos);
  EXPECT_EQ(row.problems[0].message.find("docetaxel"), std::string::npos);
}

TEST(TableCells, MeasurementsAndFindings) {
  Table row = readRow(
      "lvef = 62 % ; lvef_date = 2026-10-01 ; labs_date = 2026-10-02 ; platelets = 150 ; medications = Herceptin ; "
      "conditions = \"ILD:2; Heart failure\" ; erbb2_variants = p.Tyr772_Ala775dup");
  ASSERT_TRUE(row.problems.empty()) << row.problems[0].text();
  ASSERT_EQ(row.record.measurements.size(), 2U);  // a date alone measures nothing
  EXPECT_EQ(row.record.measurements[0].kind + " " + row.record.measurements[0].unit, "lvef %");
  EXPECT_EQ(row.record.measurements[0].value.value.text(), "62");
  EXPECT_EQ(row.record.measurements[1].date.value->text(), "2026-10-02");
  EXPECT_EQ(row.record.conditions.at(0).kind, "interstitial-lung-disease");
  EXPECT_EQ(row.record.conditions[0].grade.value.text(), "2");
  EXPECT_EQ(row.record.conditions.at(1).kind, "heart-failure");
  EXPECT_TRUE(row.record.medications.at(0).drug.has_value());
  EXPECT_EQ(row.record.tumours[0].variants.at(0).gene.value, "ERBB2");
}

TEST(TableCells, OnlyWhatTheRecordHas) {
  EXPECT_TRUE(readRow("s1_ihc_score = NA ; t1_drugs = ").record.specimens.empty());
  Table second = readRow("s1_ihc_score =  ; s2_ihc_score = 2+ ; s2_site = metastasis");
  ASSERT_EQ(second.record.specimens.size(), 1U);
  EXPECT_EQ(second.record.specimens[0].id.value, "s2");
  EXPECT_FALSE(second.record.specimens[0].ish.present);
}

/// `written`: HER2, CEP17, cells and ratio. `expected`: mean, total, or the code of the refusal.
void expectCounts(std::string_view written, std::string_view expected) {
  const auto cells = pairs(written, ",");
  ASSERT_EQ(cells.size(), 4U) << written;
  const auto& [her2, cep17, count] = std::tie(cells[0].first, cells[1].first, cells[2].first);
  Table row =
      readRow(fmt::format("s1_ish_her2_copies = {} ; s1_ish_cep17_copies = {} ; s1_ish_cells = {} ; s1_ish_ratio = {}",
                          her2, cep17, count, cells[3].first));
  const IshTest& ish = row.record.specimens.at(0).ish;
  EXPECT_EQ(ish.her2Copies.recorded(), expected == "mean" && !her2.empty()) << written;
  EXPECT_EQ(ish.cep17Copies.recorded(), expected == "mean" && !cep17.empty()) << written;
  EXPECT_EQ(ish.her2Signals.value.text(), expected == "total" ? her2 : "unknown") << written;
  EXPECT_EQ(ish.her2Cells.value.text(), expected == "total" ? count : "unknown") << written;
  ASSERT_EQ(row.problems.empty(), expected == "mean") << written;
  if (expected == "mean") return;
  EXPECT_EQ(row.problems[0].code, expected == "total" ? "total-recognised" : expected) << written;
  EXPECT_EQ(row.problems[0].where, her2.empty() ? "t.csv:2:s1_ish_cep17_copies" : "t.csv:2:s1_ish_her2_copies");
}

TEST(TableCounts, MeansAndTotalsAreToldApart) {
  //           HER2 ;  CEP17 ; cells ; ratio
  expectCounts("185 ;  160   ;  60   ; 1.1", "total");  // TCGA
  expectCounts("42 ;   33    ;  20   ; 1.3", "total");  // 42 could be a mean, 33 CEP17 could not
  expectCounts("42 ;         ;  20   ; 1.3", "total");  // the ratio implies these 33
  expectCounts("185 ;  160   ;  60   ; ", "total");     // no ratio to contradict it
  expectCounts("6.4 ;  5     ;  20   ; 1.3", "mean");   // a true group 3
  expectCounts("6 ;    5     ;  20   ; 1.2", "mean");   // 0.3 and 0.25 per cell are none
  expectCounts("21.0 ; 2.0   ;       ; 10.3", "mean");
  expectCounts("15 ;   3.70  ;  60   ; 4.05", "mean");
  expectCounts("24 ;         ;  20   ; 4.8", "mean");  // the ratio implies 5 CEP17 per cell
  expectCounts("30.0 ;       ;  20   ; ", "mean");     // with its decimal point: no count
  expectCounts("> 6 ;  2     ;  40   ; 3.0", "mean");
  expectCounts("185 ;  160   ;  60   ; 2.5", "value-implausible");  // another ratio than stated
  expectCounts("114 ;  74    ;       ; ", "value-implausible");     // no cells
  expectCounts("185 ;  160   ;  500  ; ", "value-implausible");     // 0.37 per cell
  expectCounts("185.5 ; 160  ;  60   ; 1.1", "value-implausible");  // no count
  expectCounts(" ;     74    ;       ; ", "value-implausible");
  expectCounts("30 ;         ;  20   ; ", "value-ambiguous");      // 30 or 1.5 per cell
  expectCounts("10 ;   8     ;  5    ; 1.25", "value-ambiguous");  // 10 or 2 per cell
}

TEST(TableRows, ABadRowLosesNoOther) {
  Table table("\xEF\xBB\xBFid,tumour_kind,histology\r\n");
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

TEST(TableRows, DelimitersAndEncodings) {
  EXPECT_EQ(Table("id;tumour_kind;size_mm").read("p1;breast;2,8"), "p1");
  EXPECT_EQ(Table("ID\tTumour_Kind\tsize_mm\r").read("p1\tbreast\t2.8"), "p1");
  EXPECT_EQ(Table("\"id\",\"tumour_kind\"").read("\"p,1\",\"breast\""), "p,1");
  Table latin("id,tumour_kind,histology");  // only the cell that is not UTF-8 is lost
  EXPECT_EQ(latin.read("p1,breast,\xE9pith\xE9lial"), "p1");
  EXPECT_EQ(codesOf(latin.problems), "cell-refused");
  EXPECT_EQ(latin.read("p\xE9,breast,ductal"), "id-missing");
}

TEST(TableRows, EveryReadingStartsAfresh) {
  Table table("id,tumour_kind,s1_ihc_score,t1_drugs,er_status");
  EXPECT_EQ(table.read("p1,breast,3+,paclitaxel,positive"), "p1");
  EXPECT_EQ(table.read("p2,gastric,,,"), "p2");
  EXPECT_TRUE(table.record.specimens.empty() && table.record.treatments.empty());
  expectLeaves(table.record, "tumour.kind = gastric ; tumour.er.status = -");
}

TEST(TableHeader, Problems) {
  EXPECT_EQ(codesOf(Table("id,er_status").problems), "column-missing");
  Table twice("id,tumour_kind,er_status,ER_status");
  EXPECT_EQ(codesOf(twice.problems), "column-duplicate");
  EXPECT_EQ(twice.read("p1,breast,positive,positive"), "header-missing");
  Table misspelt("id,tumour_kind,er_statu");
  EXPECT_EQ(misspelt.good ? codesOf(misspelt.problems) : "", "column-unmapped");
  EXPECT_EQ(misspelt.problems[0].where, "t.csv:1:er_statu");
}

TEST(TableHeader, Detection) {
  EXPECT_EQ(TableMapping::detect(knowledge(), "tumour_kind;er_status;ID\r\n"), "template");
  for (const char* none : {"name,age", ""}) EXPECT_EQ(TableMapping::detect(knowledge(), none), "");
}

/// A mapping with the column `pid` and these, written as "{ name = …, leaf = … }, …".
Result<std::shared_ptr<const TableMapping>> small(std::string_view columns) {
  constexpr std::string_view text = R"(source = [{{ id = "s" }}]
mapping = [{{ id = "small", title = "small", source = "s", required = ["pid"], missing = ["."], column = [
{{ name = "pid", leaf = "id" }},
{} ] }}])";
  auto document = kb::readToml(fmt::format(text, columns), "mappings/small.toml");
  if (!document) return document.problems();
  auto documents = knowledge().documents();
  documents.push_back(*std::move(document));
  return TableMapping::compile(kb::DocumentSet(std::move(documents)), vocabulary(), "small");
}

TEST(TableMappingFile, MistakesAreLocated) {
  for (const auto& [column, expected] :
       pairs(R"(leaf = "specimen.ihc.scor" => mappings/small.toml:4:22: no leaf `specimen.ihc.scor` in a case ;
 leaf = "sex", words = [{ say = "f", is = "woman" }] => mappings/small.toml:4:56: `woman` is no code of `sex` ;
 leaf = "sex", word = [] => unknown member `word` ;
 leaf = "sex", use = "sexes" => no [[mapping.words]] of the name `sexes` ;
 leaf = "sex", source = "nobody" => no source `nobody` in the knowledge ;
 leaf = "tumour.grade", range = "1 to 3" => `range` must be a range ;
 words = [{ say = "a" }] => a word needs `is`, `set` or `warn` ;
 leaf = "treatment.1.drugs", words = [{ say = "a", is = "abcumab" }] => no drug `abcumab` in the knowledge ;
 leaf = "birthDate", days-from = "tumour.grade" => goes from a date to a date)")) {
    const auto compiled = small(fmt::format("{{ name = \"x\", {} }}", column));
    ASSERT_FALSE(compiled) << column;
    const std::string problem = compiled.problems().front().text();
    EXPECT_NE(problem.find(expected), std::string::npos) << problem;
  }
  EXPECT_FALSE(TableMapping::compile(knowledge(), vocabulary(), "no such mapping"));
}

TEST(TableMappingFile, SeveralCellsOfOneLeaf) {
  // The age counts from a date that later columns give.
  Table table("pid,age,year,day", orThrow(small(R"({ name = "age", leaf = "birthDate", age-at = "tumour.diagnosed" },
    { name = "year", leaf = "tumour.diagnosed" }, { name = "day", leaf = "tumour.diagnosed" })")));
  EXPECT_EQ(table.read("p,50,2004,."), "p");
  expectLeaves(table.record, "tumour.diagnosed = 2004 ; birthDate = 1953-01-02..1954-12-31");
  EXPECT_EQ(table.read("p,50,2004,2004-05-17"), "p");
  EXPECT_TRUE(table.problems.empty());
  expectLeaves(table.record, "tumour.diagnosed = 2004-05-17 ; birthDate = 1953-05-18..1954-05-17");
  EXPECT_EQ(table.read("p,,2004,2005-05-17", 4), "p");
  EXPECT_EQ(codesOf(table.problems), "cells-disagree");
  EXPECT_EQ(table.problems.at(0).where, "t.csv:4:day");
  expectLeaves(table.record, "tumour.diagnosed = 2004-01-01..2005-05-17 ; birthDate = -");
  EXPECT_EQ(table.read("p,50,.,."), "p");
  EXPECT_EQ(codesOf(table.problems), "cell-refused");
}

TEST(TableTemplate, EveryColumnIsDocumented) {
  std::ifstream stream(root / "docs/registry-tables.md", std::ios::binary);
  const std::string docs{std::istreambuf_iterator<char>(stream), {}};
  for (const kb::Block& block : knowledge().blocks("mapping")) {
    if (block.node->find("id")->string() != "template") continue;
    for (const kb::Node& column : block.node->find("column")->array()) {
      EXPECT_NE(docs.find(fmt::format("`{}`", column.find("name")->string())), std::string::npos)
          << column.find("name")->string();
    }
  }
}

/// Every row of a file.
struct WholeTable {
  std::map<std::size_t, Case> cases;          ///< by line
  std::map<std::size_t, Problems> problems;   ///< by line
  std::map<std::string, std::size_t> counts;  ///< of problems by code

  WholeTable(const std::filesystem::path& file, std::string_view id) {
    std::ifstream stream(file, std::ios::binary);
    const auto columns = mapping(id);
    std::string header, line;
    std::size_t number = 0;
    while (number < columns->columns().headerLines && std::getline(stream, line))
      header.append(line).append("\n"), ++number;
    EXPECT_EQ(TableMapping::detect(knowledge(), header), id);
    Table table(header, columns);
    EXPECT_TRUE(table.good && table.problems.empty());
    while (std::getline(stream, line)) {
      table.read(line, ++number);
      if (table.good) cases.emplace(number, table.record);
      for (const Problem& problem : table.problems) ++counts[problem.code];
      problems.emplace(number, table.problems);
    }
  }
};

TEST(SampleCohort, EveryRowIsACase) {
  const WholeTable table(root / "examples/cohort/sample.csv", "template");
  EXPECT_EQ(table.cases.size(), 60U);
  // Each kind of mess that examples/cohort/README.md lists is in it, and no other.
  std::string counts;
  for (const auto& [code, count] : table.counts) counts.append(fmt::format("{} {} ", count, code));
  EXPECT_EQ(counts, "4 cell-refused 1 cells-disagree 4 total-recognised 1 value-ambiguous 3 value-implausible ");
}

class Tcga : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(file))
      GTEST_SKIP() << "550 real patients, never part of this project, are not here: " << file;
  }
  const std::filesystem::path file = root / "../shared/data/tcga-brca-clinical-half.txt";
};

TEST_F(Tcga, EveryRowComesOut) {
  const WholeTable table(file, "tcga-brca");
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
  WholeTable table(file, "tcga-brca");
  const std::pair<std::size_t, std::string_view> rows[] = {
      {4, "tumour.diagnosed = 2004 ; sex = female ; menopause = pre ; birthDate = 1948-08-31..1949-08-31"},
      {52, "specimen.ish.her2Signals = 816 ; specimen.ish.cep17Cells = 30 ; specimen.ish.her2Copies = -"},
      {66, "specimen.ish.her2Copies = 4.6 ; specimen.ish.her2Signals = -"},
      {79, "specimen.ihc.score = 3+ ; specimen.ihc.percent = [30..40) ; specimen.ihc.reported = indeterminate"},
      {207, "specimen.site = primary ; specimen.2.site = metastasis ; specimen.2.ish.ratio = 2.47"},
      {207, "specimen.2.ihc.score = 2+ ; tumour.metastases = liver|bone ; tumour.setting = metastatic"},
      {256, "tumour.stage = IIB ; tumour.m = M1 ; tumour.setting = early|metastatic"},
      {262, "tumour.stage = IA|IB"},                                            // "Stage I": either
      {373, "specimen.ish.her2Copies = - ; specimen.ish.reported = negative"},  // "not amplified"
      {457, "specimen.ish.her2Copies = - ; specimen.ish.her2Signals = -"},      // 114 and 74, no cell count
      {494, "specimen.ish.her2Copies = < 4"},
      {495, "specimen.ish.her2Copies = > 6"},
      {503, "specimen.ish.her2Copies = 15"},  // per cell: CEP17 3.70, ratio 4.05
  };
  for (const auto& [line, leaves] : rows) expectLeaves(table.cases.at(line), leaves);
  EXPECT_EQ(table.problems.at(457).at(0).where, "t.csv:457:her2_copy_number");
  const auto male = [](auto& entry) { return shown(entry.second, "sex") == "male"; };
  EXPECT_EQ(std::count_if(table.cases.begin(), table.cases.end(), male), 5);
}

}  // namespace
}  // namespace her2::intake
