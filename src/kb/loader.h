// Turns documents into Knowledge. One member function a block kind; problems are collected, so that one run names them
// all.
#pragma once

#include "feel/type_check.h"
#include "kb/block_reader.h"
#include "kb/model.h"

namespace her2::kb {

class SafetyLoader;

class Loader {
 public:
  explicit Loader(Knowledge& knowledge) : knowledge_(knowledge) {}

  /// Everything, in order of need. Problems afterwards in problems().
  void run();
  const Problems& problems() const { return problems_; }

 private:
  friend class SafetyLoader;
  void topLevel();
  void shape(const Document& document, std::string_view kind, const Node& member);
  void release();
  void vocabulary();
  void reviews();
  void patientTexts();
  void groups();
  void sources();
  void facts();
  void defines();
  void ruleSets();
  void texts();
  void tables();
  void drugs();
  void predictModels();
  void trials();
  void scorecards();
  void recommendations();
  void rankings();
  void safety();
  void obtainables();
  void obtainableFact(BlockReader& block, const Node& at, Obtainable& result);
  void covered(BlockReader& block, const Obtainable& result);
  void outcomes(BlockReader& block, Obtainable& result);
  void frequencies(BlockReader& block, TestOutcome& outcome);
  void nextTestOrder();

  feel::Fact fact(BlockReader& block);
  feel::Scope scope(BlockReader& block, feel::Scope fallback);
  Derivation derivation(BlockReader& block);

  void table(Block each);
  void tableHead(BlockReader& block, Table& table);
  void inputs(BlockReader& block, Table& table);
  void outputs(BlockReader& block, Table& table);
  void priority(BlockReader& block, Table& table);
  void rows(BlockReader& block, Table& table);
  void row(BlockReader& block, Table& table, const Node& node);
  void cells(BlockReader& block, const Table& table, const Node& cells, Row& row);
  /// Under `priority`: the first output is one of the codes that are put in order.
  void ranked(BlockReader& block, const Table& table, const OutputCell& cell, const Node& node);
  std::optional<OutputCell> outputCell(BlockReader& block, const feel::Fact& fact, const Node& node);
  std::optional<CodeSet> outputCodes(BlockReader& block, const feel::Fact& fact, const Node& node);

  DrugEntry drugEntry(Block each);
  std::string drugOf(const Document& document);
  void indication(Block each, const std::string& drug);
  void criteria(BlockReader& block, Indication& indication);
  void requiredTest(BlockReader& block, Indication& indication);
  void companions(BlockReader& block, Indication& indication);
  /// One approval; of an agency without a region only where `anyAgency`.
  Approval approval(BlockReader& block, const Node& node, bool anyAgency);
  void untilByAgency(BlockReader& block, Indication& indication);
  void checkAgency(BlockReader& block, const std::string& id, bool any);

  void product(Block each, const std::string& drug);
  void dose(Block each, const std::string& drug);
  void doseLadder(Block each, const std::string& drug);
  std::optional<DoseAmount> doseAmount(BlockReader& block, const Node& node);
  std::vector<DoseAmount> levels(BlockReader& block);
  std::string doseUnit(BlockReader& block);
  std::string bodyWeight(BlockReader& block);
  std::vector<std::string> agenciesOf(BlockReader& block);
  /// A member that names indications of the drug.
  std::vector<std::string> indicationsOf(BlockReader& block, std::string_view key, const std::string& drug);

  void changes();
  void changeOfWhat(BlockReader& block, DatedChange& change);
  void changeStates(BlockReader& block, DatedChange& change);

  /// The tables of a list, empty where it is missing; `each` says what one must look like.
  const std::vector<Node>& list(BlockReader& block, std::string_view key, std::string_view each);

  void trial(Block each);
  void scorecard(Block each);
  void recommendation(Block each);
  void regimens(BlockReader& block, Recommendation& recommendation);
  /// The regions that the member `regions` names; empty where it is missing.
  std::vector<std::uint16_t> regionsOf(BlockReader& block);
  void ranking(Block each);
  void rankCriterion(BlockReader& block, const Node& node, Ranking& ranking);
  std::vector<RankLevel> rankLevels(BlockReader& block, RankMeasure measure);
  /// A list of codes of what is compared; empty where missing.
  CodeSet rankCodes(BlockReader& block, std::string_view key, RankMeasure measure);
  /// Each code of what is compared has one place.
  void everyCodeOnce(BlockReader& entry, const RankCriterion& criterion);
  void evidence(Indication& indication);
  /// `fallback`: sources where the gate names none.
  Gate gate(BlockReader& block, const Node& node, const std::vector<std::string>& fallback);
  void arm(BlockReader& block, const Node& node, Trial& trial);
  void subgroup(BlockReader& block, const Node& node, Trial& trial);
  void trialResult(BlockReader& block, const Node& node, Trial& trial);
  void harm(BlockReader& block, const Node& node, Trial& trial);
  std::vector<std::string> rowSources(BlockReader& entry, const Trial& trial);
  void comparison(BlockReader& entry, const Trial& trial, std::size_t& arm, std::optional<std::size_t>& versus);
  Grade gradeIn(BlockReader& entry, const std::vector<std::string>& sources);
  unsigned codeIn(BlockReader& entry, std::string_view key, std::string_view domainName);
  const std::vector<Node>& list(BlockReader& block, std::string_view key);
  CodeSet tumourKinds(BlockReader& block);

  /// A list of codes of a domain; empty where missing.
  CodeSet codesAt(BlockReader& block, std::string_view key, std::string_view domain);
  /// A problem for each name of `drugs` that is neither a drug nor a class of drugs.
  void drugsOrClasses(BlockReader& block, const std::vector<std::string>& names);
  /// Source ids, each of which must exist.
  std::vector<std::string> citations(BlockReader& block, std::string_view key, bool needed);
  void checkCitation(BlockReader& block, const Node& at, const std::string& id);
  std::optional<feel::Expression> condition(BlockReader& block, const Node& at, std::string_view text);
  Period period(BlockReader& block);
  void syntaxProblem(BlockReader& block, const Node& at, const feel::SyntaxError& error, std::string_view text);

  Knowledge& knowledge_;
  Problems problems_;
};

}  // namespace her2::kb
