// Loader, the trials: gates, arms, subgroups, results and harms, and which indications rest on them.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "kb/loader.h"

namespace her2::kb {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

constexpr std::array<Design, 5> designs = {Design::Randomised, Design::NonInferiority, Design::SingleArm,
                                           Design::Observational, Design::MetaAnalysis};
constexpr std::array<Measure, 3> measures = {Measure::HazardRatio, Measure::RateRatio, Measure::OddsRatio};

/// A number; "NR" (not reached) and "NE" (not estimable) are infinite.
std::optional<double> numberOf(const Node& node) {
  if (node.isNumber()) return node.number();
  if (node.isString() && (node.string() == "NR" || node.string() == "NE")) return infinite;
  return std::nullopt;
}

bool isDash(const Node& node) { return node.isString() && node.string() == "-"; }

}  // namespace

/// Reads the numbers of one row of results or harms: values for one or two arms, their intervals, their grades.
class RowNumbers {
 public:
  RowNumbers(BlockReader& row, Grade grade, Problems& problems) : row_(row), grade_(grade) {
    const Node* grades = row.optional("grades");
    if (grades == nullptr) return;
    if (!grades->isTable()) {
      row.problem(*grades, "`grades` is { ci = \"unverified\" }: members of this row and how well each was verified");
      return;
    }
    BlockReader entry({&row.document(), grades}, problems);
    for (const auto& [key, node] : grades->table()) {
      const std::string name = entry.stringOr(key);
      const auto found = findGrade(name);
      if (row.optional(key) == nullptr) {
        row.problem(node, fmt::format("`grades` speaks of `{}`, which this row does not have", key));
      } else if (!found) {
        row.problem(node, fmt::format("grade `{}` is not one of label, primary, secondary, unverified", name));
      } else if (*found < grade) {
        row.problem(node, fmt::format("`{}` is graded {}, better than its source ({})", key, name, gradeName(grade)));
      } else {
        own_.emplace_back(key, *found);
      }
    }
  }

  Grade gradeOf(std::string_view key) const {
    for (const auto& [name, grade] : own_) {
      if (name == key) return grade;
    }
    return grade_;
  }

  /// One estimate under `key`, its interval under `ciKey`.
  std::optional<Estimate> one(std::string_view key, std::string_view ciKey) {
    const Node* node = row_.optional(key);
    const Node* interval = row_.optional(ciKey);
    if (node == nullptr) {
      if (interval != nullptr) row_.problem(*interval, fmt::format("`{}` without `{}`", ciKey, key));
      return std::nullopt;
    }
    return estimate(*node, interval, key, ciKey);
  }

  /// One number, or one for each of two arms; "-" where the source gives none.
  std::array<std::optional<Estimate>, 2> pair(std::string_view key, std::string_view ciKey) {
    std::array<std::optional<Estimate>, 2> result;
    const Node* node = row_.optional(key);
    const Node* intervals = row_.optional(ciKey);
    if (node == nullptr) {
      if (intervals != nullptr) row_.problem(*intervals, fmt::format("`{}` without `{}`", ciKey, key));
      return result;
    }
    if (!node->isArray()) {
      result[0] = estimate(*node, intervals, key, ciKey);
      return result;
    }
    const bool paired = intervals != nullptr && intervals->isArray() && intervals->array().size() == 2;
    if (node->array().size() != 2 || (intervals != nullptr && !paired)) {
      row_.problem(*node, fmt::format("`{}` has two numbers, one for each arm, and `{}` two intervals", key, ciKey));
      return result;
    }
    for (std::size_t i = 0; i < 2; ++i) {
      const Node& value = node->array()[i];
      const Node* interval = paired && !isDash(intervals->array()[i]) ? &intervals->array()[i] : nullptr;
      if (!isDash(value)) result[i] = estimate(value, interval, key, ciKey);
    }
    return result;
  }

  /// Counts: one number or two.
  std::array<std::optional<double>, 2> counts(std::string_view key) {
    std::array<std::optional<double>, 2> result;
    const auto read = pair(key, "");
    for (std::size_t i = 0; i < 2; ++i) {
      if (read[i]) result[i] = read[i]->value;
    }
    return result;
  }

  std::optional<double> number(std::string_view key) {
    const auto read = one(key, "");
    return read ? std::optional(read->value) : std::nullopt;
  }

 private:
  std::optional<Estimate> estimate(const Node& node, const Node* interval, std::string_view key,
                                   std::string_view ciKey) {
    const auto value = numberOf(node);
    if (!value) {
      row_.problem(node, fmt::format("`{}` must be a number, \"NR\" or \"NE\"", key));
      return std::nullopt;
    }
    Estimate result;
    result.value = *value;
    result.grade = gradeOf(key);
    result.intervalGrade = std::max(result.grade, gradeOf(ciKey));
    if (interval == nullptr) return result;
    const bool two = interval->isArray() && interval->array().size() == 2;
    const auto low = two ? numberOf(interval->array()[0]) : std::nullopt;
    const auto high = two ? numberOf(interval->array()[1]) : std::nullopt;
    if (!low || !high) {
      row_.problem(*interval, fmt::format("`{}` is two numbers, such as [0.40, 0.64] or [36.5, \"NE\"]", ciKey));
      return result;
    }
    result.low = low;
    result.high = high;
    return result;
  }

  BlockReader& row_;
  Grade grade_;
  std::vector<std::pair<std::string, Grade>> own_;
};

void Loader::trials() {
  for (const Block& each : knowledge_.documents.blocks("trial")) trial(each);
  for (Indication& indication : knowledge_.indications) evidence(indication);
}

// Drugs are read before trials; the ids they name become positions here.
void Loader::evidence(Indication& indication) {
  BlockReader block(indication.block, problems_);
  for (const std::string& id : block.strings("evidence")) {
    const auto found = knowledge_.trialIndex_.find(id);
    if (found == knowledge_.trialIndex_.end()) {
      block.problem(*block.optional("evidence"), fmt::format("unknown trial `{}`", id),
                    "name the id of a [[trial]] block");
    } else {
      indication.trials.push_back(found->second);
    }
  }
}

void Loader::trial(Block each) {
  BlockReader block(each, problems_);
  block.allow({"id", "title", "nct", "phase", "design", "pending", "tumours", "population", "n", "gates", "arms",
               "subgroups", "results", "harms", "source", "note"});
  Trial result;
  result.block = each;
  result.id = block.string("id");
  result.title = block.string("title");
  result.registrations = block.strings("nct");
  result.phase = block.stringOr("phase");
  result.population = block.string("population");
  result.pending = block.boolean("pending").value_or(false);
  result.note = block.stringOr("note");
  result.sources = citations(block, "source", true);
  result.tumours = tumourKinds(block);
  const std::string design = block.string("design");
  const auto named = std::find_if(designs.begin(), designs.end(), [&](Design d) { return designName(d) == design; });
  if (named != designs.end()) result.design = *named;
  if (named == designs.end() && !design.empty())
    block.problem(*block.optional("design"), fmt::format("design `{}` is not one of randomised, non-inferiority, "
                                                         "single-arm, observational, meta-analysis",
                                                         design));
  result.patients = RowNumbers(block, Grade::Unverified, problems_).number("n");
  for (const Node& node : list(block, "gates")) result.gates.push_back(gate(block, node, result.sources));
  for (const Node& node : list(block, "arms")) arm(block, node, result);
  for (const Node& node : list(block, "subgroups")) subgroup(block, node, result);
  for (const Node& node : list(block, "results")) trialResult(block, node, result);
  for (const Node& node : list(block, "harms")) harm(block, node, result);
  if (result.pending && !result.results.empty())
    block.problem(*block.optional("pending"), "a trial with results is not pending");
  if (!result.pending && result.results.empty())
    block.problem("no results", "give `results`, or say `pending = true` where none were found");
  if (!knowledge_.trialIndex_.emplace(result.id, knowledge_.trials.size()).second)
    block.problem(fmt::format("trial `{}` appears twice", result.id));
  knowledge_.trials.push_back(std::move(result));
}

Gate Loader::gate(BlockReader& block, const Node& node, const std::vector<std::string>& fallback) {
  BlockReader entry({&block.document(), &node}, problems_);
  entry.allow({"id", "say", "is", "source", "grade", "exploratory", "note"});
  Gate result;
  result.say = entry.string("say");
  result.text = entry.stringOr("is");
  result.place = node.place;
  result.sources = citations(entry, "source", false);
  if (result.sources.empty()) result.sources = fallback;
  result.grade = gradeIn(entry, result.sources);
  if (!result.text.empty()) result.is = condition(entry, *entry.optional("is"), result.text);
  if (result.is) {
    feel::forEachFact(*result.is, [&](FactId fact) {
      if (knowledge_.facts[fact].scope != feel::Scope::Patient)
        entry.problem(*entry.optional("is"),
                      fmt::format("`{}` is no fact of the patient", knowledge_.facts[fact].name));
    });
  }
  return result;
}

/// The grade a row states, which its sources must bear, else the best of its sources.
Grade Loader::gradeIn(BlockReader& entry, const std::vector<std::string>& sources) {
  const Grade best = knowledge_.bestGrade(sources);
  const std::string name = entry.stringOr("grade");
  if (name.empty()) return best;
  const auto found = findGrade(name);
  if (!found) {
    entry.problem(*entry.optional("grade"),
                  fmt::format("grade `{}` is not one of label, primary, secondary, unverified", name));
  } else if (*found < best) {
    entry.problem(*entry.optional("grade"),
                  fmt::format("graded {}, better than its source ({})", name, gradeName(best)));
  }
  return found.value_or(best);
}

void Loader::arm(BlockReader& block, const Node& node, Trial& trial) {
  BlockReader entry({&block.document(), &node}, problems_);
  entry.allow({"id", "title", "drugs", "n", "note"});
  Arm result{entry.string("id"), entry.string("title"), entry.strings("drugs"),
             RowNumbers(entry, Grade::Unverified, problems_).number("n"), node.place};
  for (const std::string& drug : result.drugs) {
    if (!knowledge_.vocabulary.findDrug(drug))
      entry.problem(*entry.optional("drugs"), fmt::format("unknown drug `{}`", drug),
                    "name a [drug], an [[ingredient]] or a class");
  }
  const bool twice = std::any_of(trial.arms.begin(), trial.arms.end(), [&](const Arm& a) { return a.id == result.id; });
  if (twice) entry.problem(fmt::format("arm `{}` appears twice", result.id));
  trial.arms.push_back(std::move(result));
}

void Loader::subgroup(BlockReader& block, const Node& node, Trial& trial) {
  BlockReader entry({&block.document(), &node}, problems_);
  Subgroup result{entry.string("id"), gate(block, node, trial.sources), entry.boolean("exploratory").value_or(false)};
  const bool twice =
      std::any_of(trial.subgroups.begin(), trial.subgroups.end(), [&](const Subgroup& s) { return s.id == result.id; });
  if (twice) entry.problem(fmt::format("subgroup `{}` appears twice", result.id));
  trial.subgroups.push_back(std::move(result));
}

/// Sources of a row: its own, or the trial's where that is one. A number is not left to several sources.
std::vector<std::string> Loader::rowSources(BlockReader& entry, const Trial& trial) {
  std::vector<std::string> own = citations(entry, "source", false);
  if (own.empty() && trial.sources.size() == 1) return trial.sources;
  if (own.empty())
    entry.problem("uncited: the trial has several sources and this row names none", "add source = \"…\" to the row");
  return own;
}

/// The arms compared: the first two unless the row names them.
void Loader::comparison(BlockReader& entry, const Trial& trial, std::size_t& arm, std::optional<std::size_t>& versus) {
  const Node* node = entry.optional("arms");
  if (node == nullptr) {
    if (trial.arms.size() > 1) versus = 1;
    return;
  }
  const std::vector<std::string> names = entry.stringsOf(*node);
  std::vector<std::size_t> found;
  for (const std::string& name : names) {
    const auto at = std::find_if(trial.arms.begin(), trial.arms.end(), [&](const Arm& a) { return a.id == name; });
    if (at == trial.arms.end()) {
      entry.problem(*node, fmt::format("unknown arm `{}`", name));
      return;
    }
    found.push_back(static_cast<std::size_t>(at - trial.arms.begin()));
  }
  if (found.empty() || found.size() > 2) {
    entry.problem(*node, "`arms` names one arm, or the two that are compared");
    return;
  }
  arm = found[0];
  if (found.size() == 2) versus = found[1];
}

unsigned Loader::codeIn(BlockReader& entry, std::string_view key, std::string_view domainName) {
  const std::string name = entry.string(key);
  const auto domain = knowledge_.vocabulary.findDomain(domainName);
  const auto code = domain ? knowledge_.vocabulary.domain(*domain).find(name) : std::nullopt;
  if (!code && !name.empty())
    entry.problem(*entry.optional(key), fmt::format("\"{}\" is not a code of {}", name, domainName));
  return code.value_or(0);
}

void Loader::trialResult(BlockReader& block, const Node& node, Trial& trial) {
  BlockReader row({&block.document(), &node}, problems_);
  row.allow({"endpoint", "analysis", "in",     "arms",   "primary",   "immature",   "hr",        "rr",
             "or",       "ci",       "level",  "median", "median-ci", "mean",       "rate",      "rate-ci",
             "gain",     "gain-ci",  "events", "n",      "unit",      "at",         "follow-up", "p",
             "source",   "grade",    "grades", "note",   "mcbs",      "mcbs-judged"});
  TrialResult result;
  result.place = node.place;
  result.endpoint = codeIn(row, "endpoint", "endpoint");
  result.analysis = row.stringOr("analysis");
  result.primary = row.boolean("primary").value_or(false);
  result.immature = row.boolean("immature").value_or(false);
  result.unit = row.stringOr("unit", "mo");
  result.note = row.stringOr("note");
  result.sources = rowSources(row, trial);
  result.grade = gradeIn(row, result.sources);
  comparison(row, trial, result.arm, result.versus);
  if (const Node* in = row.optional("in")) {
    const std::string id = row.string("in");
    const auto at =
        std::find_if(trial.subgroups.begin(), trial.subgroups.end(), [&](const Subgroup& s) { return s.id == id; });
    if (at == trial.subgroups.end()) {
      row.problem(*in, fmt::format("unknown subgroup `{}`", id));
    } else {
      result.subgroup = static_cast<std::size_t>(at - trial.subgroups.begin());
    }
  }
  RowNumbers numbers(row, result.grade, problems_);
  for (const Measure measure : measures) {
    if (row.optional(measureName(measure)) == nullptr) continue;
    if (result.measure) row.problem("more than one of hr, rr and or");
    result.measure = measure;
    result.ratio = numbers.one(measureName(measure), "ci");
  }
  if (!result.measure && row.optional("ci") != nullptr)
    row.problem(*row.optional("ci"), "`ci` without hr, rr or or; intervals of others are median-ci, rate-ci, gain-ci");
  result.medians = numbers.pair("median", "median-ci");
  result.means = numbers.pair("mean", "");
  result.rates = numbers.pair("rate", "rate-ci");
  result.gain = numbers.one("gain", "gain-ci");
  result.events = numbers.counts("events");
  result.patients = numbers.counts("n");
  result.level = numbers.number("level").value_or(result.level);
  result.at = numbers.number("at");
  result.followUp = numbers.number("follow-up");
  result.p = numbers.number("p");
  if (row.optional("mcbs") != nullptr) result.mcbsForm = codeIn(row, "mcbs", "mcbs-form");
  for (const std::string& name : row.strings("mcbs-judged")) {
    const auto domain = knowledge_.vocabulary.findDomain("mcbs-judgement");
    const auto code = domain ? knowledge_.vocabulary.domain(*domain).find(name) : std::nullopt;
    if (code) result.mcbsJudged |= CodeSet::of(*code);
    if (!code) row.problem(*row.optional("mcbs-judged"), fmt::format("\"{}\" is not a code of mcbs-judgement", name));
  }
  if ((result.rates[0] || result.at) && (result.medians[0] || result.means[0]))
    row.problem("a row has rates or medians, not both", "write two rows");
  trial.results.push_back(std::move(result));
}

void Loader::harm(BlockReader& block, const Node& node, Trial& trial) {
  BlockReader row({&block.document(), &node}, problems_);
  row.allow({"event", "severity", "in", "arms", "rate", "rate-ci", "source", "grade", "grades", "note"});
  Harm result;
  result.place = node.place;
  result.event = codeIn(row, "event", "harm");
  result.severity = row.stringOr("severity", "any");
  result.in = row.stringOr("in");
  result.note = row.stringOr("note");
  result.sources = rowSources(row, trial);
  const Grade grade = gradeIn(row, result.sources);
  comparison(row, trial, result.arm, result.versus);
  row.required("rate");
  result.rates = RowNumbers(row, grade, problems_).pair("rate", "rate-ci");
  trial.harms.push_back(std::move(result));
}

/// The tables of a list; empty where it is missing.
const std::vector<Node>& Loader::list(BlockReader& block, std::string_view key) {
  static const std::vector<Node> none;
  const Node* node = block.optional(key);
  if (node == nullptr) return none;
  const bool tables = node->isArray() && std::all_of(node->array().begin(), node->array().end(),
                                                     [](const Node& each) { return each.isTable(); });
  if (tables) return node->array();
  block.problem(*node, fmt::format("`{}` must be a list of {{ … }}", key));
  return none;
}

CodeSet Loader::tumourKinds(BlockReader& block) {
  CodeSet result;
  const auto domain = knowledge_.vocabulary.findDomain("tumour-kind");
  if (!domain) return result;
  for (const std::string& kind : block.strings("tumours")) {
    if (const auto code = knowledge_.vocabulary.domain(*domain).find(kind)) {
      result |= CodeSet::of(*code);
    } else {
      block.problem(*block.optional("tumours"), fmt::format("\"{}\" is not a code of tumour-kind", kind));
    }
  }
  if (result.empty()) block.problem("`tumours` names no kind of tumour");
  return result;
}

}  // namespace her2::kb
