#include "kb/loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "kb/vocabulary_loader.h"

namespace her2::kb {
namespace {

// Kinds of block that the loader reads itself.
constexpr std::string_view coreKinds[] = {
    // one a line, in the order in which they are read
    // clang-format off
    "release",
    "overlay",
    "review",
    "region",
    "agency",
    "codes",
    "source",
    "fact",
    "text",
    "rule-set",
    "table",
    "drug",
    "indication",
    "product",
    "dose",
    "dose-ladder",
    "ingredient",
    "change",
    "predict",
    "trial",
    "mcbs",
    "recommendation",
    "ranking",
    "patient-text",
    "group",
    "release-note",
    "check",
    "baseline",
    "warning",
    "interaction",
    "monitor",
    "hold",
    "partner",
    "symptom",
    "contraception",
    "lactation",
    "risk-factor",
    "advice",
    "obtainable",
    "next-test",
    // clang-format on
};
// Blocks that stand beside a [drug]: always lists.
constexpr std::string_view drugParts[] = {"indication", "product", "dose", "dose-ladder"};

}  // namespace

std::string_view gradeName(Grade grade) {
  static constexpr std::array<std::string_view, 5> names = {"label", "primary", "secondary", "convention",
                                                            "unverified"};
  return names[static_cast<std::size_t>(grade)];
}

std::optional<Grade> findGrade(std::string_view name) {
  for (const Grade grade : {Grade::Label, Grade::Primary, Grade::Secondary, Grade::Convention, Grade::Unverified}) {
    if (gradeName(grade) == name) return grade;
  }
  return std::nullopt;
}

Result<std::shared_ptr<const Knowledge>> Knowledge::load(DocumentSet documents) {
  auto knowledge = std::make_shared<Knowledge>(std::move(documents));
  Loader loader(*knowledge);
  loader.run();
  if (!loader.problems().empty()) return loader.problems();
  knowledge->hash = knowledge->documents.hash();
  return std::shared_ptr<const Knowledge>(std::move(knowledge));
}

const Source* Knowledge::findSource(std::string_view id) const {
  const auto found = sourceIndex_.find(id);
  return found == sourceIndex_.end() ? nullptr : &sources[found->second];
}

const Text* Knowledge::findText(std::string_view id) const {
  const auto found = textIndex_.find(id);
  return found == textIndex_.end() ? nullptr : &texts[found->second];
}

const Trial* Knowledge::findTrial(std::string_view id) const {
  const auto found = trialIndex_.find(id);
  return found == trialIndex_.end() ? nullptr : &trials[found->second];
}

Grade Knowledge::bestGrade(const std::vector<std::string>& sourceIds) const {
  Grade best = Grade::Unverified;
  for (const std::string& id : sourceIds) {
    if (const Source* source = findSource(id)) best = std::min(best, source->grade);
  }
  return best;
}

std::vector<std::string> Knowledge::checksBefore(std::string_view drug) const {
  std::vector<std::string> checks;
  const auto domain = vocabulary.findDomain("her2-drug");
  const auto code = domain ? vocabulary.domain(*domain).find(drug) : std::nullopt;
  for (const Baseline& each : safety.baselines) {
    const bool asks = code && each.drugs.contains(*code);
    if (asks && std::find(checks.begin(), checks.end(), each.check) == checks.end()) checks.push_back(each.check);
  }
  return checks;
}

void Loader::run() {
  topLevel();
  vocabulary();
  if (!problems_.empty()) return;  // without codes nothing else can be read
  release();
  sources();
  const std::size_t before = problems_.size();
  facts();
  if (problems_.size() != before) return;  // a fact without its type would only make more problems
  defines();
  texts();
  ruleSets();
  tables();
  drugs();
  trials();
  scorecards();
  recommendations();
  rankings();
  safety();
  changes();
  predictModels();
  obtainables();
  reviews();
  patientTexts();
  groups();
}

void Loader::topLevel() {
  // Blocks of terminology, mappings and the synthetic cohort: their members are checked where they are compiled.
  static constexpr auto intakeKinds = std::to_array<std::string_view>({
      "observation",
      "answer",
      "condition-code",
      "body-site",
      "unit",
      "code-system",
      "reading",
      "procedure-code",
      "grouping",
      "protein",
      "variant",
      "variant-rule",
      "mapping",
      "omop",
      "synthetic",
      "synthetic-tumour",
      "synthetic-history",
  });
  for (const Document& document : knowledge_.documents.documents()) {
    for (const auto& [key, member] : document.root.table()) {
      if (std::find(std::begin(coreKinds), std::end(coreKinds), key) != std::end(coreKinds) ||
          std::find(intakeKinds.begin(), intakeKinds.end(), key) != intakeKinds.end()) {
        shape(document, key, member);
      } else {
        problems_.push_back(
            document.problem(member.place, fmt::format("unknown block `{}`", key),
                             fmt::format("known: {}, {}", fmt::join(coreKinds, ", "), fmt::join(intakeKinds, ", "))));
      }
    }
  }
}

// A file has one drug, or names one that stands elsewhere; of every other kind it may hold several blocks.
void Loader::shape(const Document& document, std::string_view kind, const Node& member) {
  const auto isTable = [](const Node& node) { return node.isTable(); };
  const bool many = member.isArray() && std::all_of(member.array().begin(), member.array().end(), isTable);
  if (kind == "drug") {
    if (!member.isTable() && !member.isString())
      problems_.push_back(document.problem(
          member.place, "`drug` must be one block [drug], one drug a file, or the id of a drug of another file"));
  } else if (!many && (std::find(std::begin(drugParts), std::end(drugParts), kind) != std::end(drugParts) ||
                       !member.isTable())) {
    problems_.push_back(document.problem(member.place, fmt::format("`{}` must be blocks [[{}]]", kind, kind)));
  }
}

void Loader::vocabulary() {
  auto loaded = loadVocabulary(knowledge_.documents);
  if (loaded) {
    knowledge_.vocabulary = *std::move(loaded);
  } else {
    problems_.insert(problems_.end(), loaded.problems().begin(), loaded.problems().end());
  }
}

void Loader::release() {
  for (const Block& each : knowledge_.documents.blocks("region")) {
    BlockReader region(each, problems_);
    region.allow({"id", "title", "agency", "emergency"});
    knowledge_.regions.push_back(
        {region.string("id"), region.string("title"), region.string("agency"), region.stringOr("emergency")});
  }
  for (const Block& each : knowledge_.documents.blocks("agency")) {
    BlockReader agency(each, problems_);
    agency.allow({"id", "title"});
    knowledge_.agencies.push_back({agency.string("id"), agency.string("title")});
  }
  const auto blocks = knowledge_.documents.blocks("release");
  if (blocks.size() != 1) {
    problems_.push_back({Severity::Error, "knowledge", "release.toml",
                         fmt::format("{} [release] blocks, one is needed", blocks.size()), ""});
    return;
  }
  BlockReader block(blocks[0], problems_);
  block.allow({"version", "date", "title", "language"});
  knowledge_.release = {block.string("version"), block.date("date").value_or(Date()), block.stringOr("title")};
  const auto& layers = knowledge_.documents.layers();
  for (std::size_t i = 1; i < layers.size(); ++i)
    knowledge_.release.version += fmt::format("{}{}-{}", i == 1 ? "+" : ".", layers[i].id, layers[i].version);
}

void Loader::sources() {
  for (const Block& each : knowledge_.documents.blocks("source")) {
    BlockReader block(each, problems_);
    block.allow({"id", "title", "body", "date", "url", "grade", "note", "read"});
    Source source{block.string("id"),    block.string("title"), block.stringOr("body"), block.date("date"),
                  block.stringOr("url"), Grade::Unverified,     block.stringOr("note"), each};
    const std::string grade = block.string("grade");
    const auto known = findGrade(grade);
    source.grade = known.value_or(Grade::Unverified);
    if (!known && !grade.empty())
      block.problem(*block.optional("grade"),
                    fmt::format("grade `{}` is not one of label, primary, secondary, convention, unverified", grade));
    if (!knowledge_.sourceIndex_.emplace(source.id, knowledge_.sources.size()).second)
      block.problem(fmt::format("source `{}` appears twice", source.id));
    knowledge_.sources.push_back(std::move(source));
  }
}

void Loader::texts() {
  for (const Block& each : knowledge_.documents.blocks("text")) {
    BlockReader block(each, problems_);
    block.allow({"id", "title", "source", "say", "note"});
    Text text{block.string("id"), block.stringOr("title"), block.string("say"), citations(block, "source", true), each};
    if (!knowledge_.textIndex_.emplace(text.id, knowledge_.texts.size()).second)
      block.problem(fmt::format("text `{}` appears twice", text.id));
    knowledge_.texts.push_back(std::move(text));
  }
}

void Loader::ruleSets() {
  for (const Block& each : knowledge_.documents.blocks("rule-set")) {
    BlockReader block(each, problems_);
    block.allow({"id", "title", "when", "from", "until", "source", "note"});
    RuleSet set{block.string("id"),
                block.string("title"),
                block.string("when"),
                {},
                period(block),
                citations(block, "source", true),
                each};
    if (const Node* when = block.optional("when")) set.when = condition(block, *when, set.whenText);
    knowledge_.ruleSets.push_back(std::move(set));
  }
}

Period Loader::period(BlockReader& block) {
  Period result{block.date("from"), block.date("until")};
  if (result.from && result.until && *result.until <= *result.from) {
    block.problem(*block.optional("until"),
                  fmt::format("`until` {} is not after `from` {}", result.until->text(), result.from->text()));
  }
  return result;
}

std::vector<std::string> Loader::citations(BlockReader& block, std::string_view key, bool needed) {
  const Node* node = block.optional(key);
  if (node == nullptr) {
    if (needed) block.problem("no source is cited", "add source = \"<id>\" of a [[source]] block");
    return {};
  }
  std::vector<std::string> ids = block.stringsOf(*node);
  for (const std::string& id : ids) checkCitation(block, *node, id);
  if (needed && ids.empty()) block.problem(*node, "no source is cited", "add source = \"<id>\" of a [[source]] block");
  return ids;
}

void Loader::checkCitation(BlockReader& block, const Node& at, const std::string& id) {
  if (knowledge_.findSource(id) == nullptr)
    block.problem(at, fmt::format("unknown source `{}`", id), "cite the id of a [[source]] block");
}

void Loader::syntaxProblem(BlockReader& block, const Node& at, const feel::SyntaxError& error, std::string_view text) {
  block.problem(at, fmt::format("{} at character {} of `{}`", error.message, error.column, text));
}

std::optional<feel::Expression> Loader::condition(BlockReader& block, const Node& at, std::string_view text) {
  auto result = feel::compileCondition(text, knowledge_.facts, knowledge_.vocabulary);
  if (const auto* error = std::get_if<feel::SyntaxError>(&result)) {
    syntaxProblem(block, at, *error, text);
    return std::nullopt;
  }
  return std::get<feel::Expression>(std::move(result));
}

}  // namespace her2::kb
