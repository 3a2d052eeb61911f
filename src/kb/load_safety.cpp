// Loader, the typed blocks of safety: every block has the members of a rule, and a few of its own.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "kb/loader.h"

namespace her2::kb {
namespace {

using feel::Kind;

constexpr std::string_view lists[] = {"medications", "symptoms", "conditions", "adverseEvents"};

template <class T>
struct Word {
  std::string_view name;
  T value;
};
constexpr Word<WarningLevel> warningLevels[] = {{"caution", WarningLevel::Caution},
                                                {"contraindicated", WarningLevel::Contraindicated}};
constexpr Word<InteractionLevel> interactionLevels[] = {
    {"monitor", InteractionLevel::Monitor}, {"adjust", InteractionLevel::Adjust}, {"avoid", InteractionLevel::Avoid}};
constexpr Word<Phase> phases[] = {{"during", Phase::During}, {"after", Phase::After}};
constexpr Word<Urgency> urgencies[] = {
    {"report", Urgency::Report}, {"same-day", Urgency::SameDay}, {"emergency", Urgency::Emergency}};

}  // namespace

const Check* SafetyKnowledge::findCheck(std::string_view id) const {
  const auto found = std::find_if(checks.begin(), checks.end(), [&](const Check& c) { return c.id == id; });
  return found == checks.end() ? nullptr : &*found;
}

class SafetyLoader {
 public:
  explicit SafetyLoader(Loader& loader) : loader_(loader), knowledge_(loader.knowledge_), safety_(knowledge_.safety) {}

  void run() {
    each("check", [&](BlockReader& b) { safety_.checks.push_back(check(b)); });
    each("baseline", [&](BlockReader& b) { safety_.baselines.push_back(baseline(b)); });
    each("warning", [&](BlockReader& b) { safety_.warnings.push_back(warning(b)); });
    each("interaction", [&](BlockReader& b) { safety_.interactions.push_back(interaction(b)); });
    each("monitor", [&](BlockReader& b) { safety_.monitors.push_back(monitor(b)); });
    each("hold", [&](BlockReader& b) { safety_.holds.push_back(hold(b)); });
    each("partner", [&](BlockReader& b) { safety_.partners.push_back(partner(b)); });
    each("symptom", [&](BlockReader& b) { safety_.symptoms.push_back(symptom(b)); });
    each("contraception", [&](BlockReader& b) { safety_.afterLastDose.push_back(afterLastDose(b, false)); });
    each("lactation", [&](BlockReader& b) { safety_.afterLastDose.push_back(afterLastDose(b, true)); });
    each("risk-factor", [&](BlockReader& b) { safety_.riskFactors.push_back(riskFactor(b)); });
    each("advice", [&](BlockReader& b) { safety_.advice.push_back(advice(b)); });
  }

 private:
  template <class Read>
  void each(std::string_view kind, Read&& read) {
    for (const Block& block : knowledge_.documents.blocks(kind)) {
      block_ = block;
      BlockReader reader(block, loader_.problems_);
      read(reader);
    }
  }

  /// Members of every block, and those of this kind.
  void allow(BlockReader& block, std::initializer_list<std::string_view> own) {
    static constexpr std::string_view common[] = {"id",   "drugs", "regions", "from", "until",
                                                  "when", "say",   "source",  "note", "examples"};
    for (const auto& [key, member] : block.node().table()) {
      const bool known = std::find(std::begin(common), std::end(common), key) != std::end(common) ||
                         std::find(own.begin(), own.end(), key) != own.end();
      if (!known) block.problem(member, fmt::format("unknown member `{}`", key));
    }
  }

  CodeSet codes(BlockReader& block, std::string_view key, std::string_view domain) {
    const auto id = knowledge_.vocabulary.findDomain(domain);
    if (!id) {
      block.problem(fmt::format("the codes `{}` are missing, and safety needs them", domain));
      return {};
    }
    const Domain& all = knowledge_.vocabulary.domain(*id);
    const Node* node = block.optional(key);
    if (node == nullptr) return all.all();
    CodeSet result;
    for (const std::string& name : block.stringsOf(*node)) {
      if (const auto code = all.find(name)) {
        result |= CodeSet::of(*code);
      } else {
        block.problem(*node, fmt::format("\"{}\" is not a code of {}", name, domain));
      }
    }
    if (result.empty()) block.problem(*node, fmt::format("`{}` names nothing", key));
    return result;
  }

  void rule(BlockReader& block, SafetyRule& into) {
    into.block = block_;
    into.id = block.string("id");
    into.drugs = codes(block, "drugs", "her2-drug");
    into.anyDrug = block.optional("drugs") == nullptr;
    into.regions = codes(block, "regions", "region");
    into.period = loader_.period(block);
    into.whenText = block.stringOr("when");
    if (const Node* when = block.optional("when")) into.when = loader_.condition(block, *when, into.whenText);
    into.say = block.stringOr("say");
    into.sources = loader_.citations(block, "source", true);
    into.note = block.stringOr("note");
    if (!ids_.insert(into.id).second) block.problem(fmt::format("the id `{}` appears twice", into.id));
  }

  template <class T, std::size_t N>
  T word(BlockReader& block, std::string_view key, const Word<T> (&words)[N]) {
    const std::string name = block.string(key);
    for (const Word<T>& each : words) {
      if (each.name == name) return each.value;
    }
    if (!name.empty()) block.problem(*block.optional(key), fmt::format("`{}` is no {}", name, key));
    return words[0].value;
  }

  std::optional<feel::Duration> duration(BlockReader& block, std::string_view key) {
    const std::string text = block.stringOr(key);
    if (text.empty()) return std::nullopt;
    const auto read = feel::Duration::parse(text);
    if (!read) block.problem(*block.optional(key), fmt::format("`{}` is no duration such as P28D or P3M", text));
    return read;
  }

  feel::Duration neededDuration(BlockReader& block, std::string_view key) {
    block.required(key);
    return duration(block, key).value_or(feel::Duration());
  }

  std::optional<feel::FactId> fact(BlockReader& block, std::string_view key, std::initializer_list<Kind> kinds) {
    const std::string name = block.stringOr(key);
    if (name.empty()) return std::nullopt;
    const auto found = knowledge_.facts.find(name);
    const bool good = found && std::find(kinds.begin(), kinds.end(), knowledge_.facts[*found].kind) != kinds.end();
    if (good) return found;
    block.problem(*block.optional(key), fmt::format("`{}` is no fact that `{}` could be", name, key));
    return std::nullopt;
  }

  std::string checkId(BlockReader& block) {
    std::string id = block.string("check");
    if (!id.empty() && safety_.findCheck(id) == nullptr)
      block.problem(*block.optional("check"), fmt::format("there is no [[check]] `{}`", id));
    return id;
  }

  Check check(BlockReader& block) {
    block.allow({"id", "title", "measures", "any-of", "findings", "list", "fact", "loinc", "about", "source"});
    Check result;
    result.block = block_;
    result.id = block.string("id");
    result.title = block.string("title");
    result.measures = block.strings("measures");
    result.anyOf = block.strings("any-of");
    result.findings = block.strings("findings");
    result.list = block.stringOr("list");
    result.fact = fact(block, "fact", {Kind::Truth, Kind::Code, Kind::Number});
    result.loinc = block.strings("loinc");
    result.about = block.stringOr("about");
    result.sources = loader_.citations(block, "source", false);
    if (safety_.findCheck(result.id) != nullptr) block.problem(fmt::format("check `{}` appears twice", result.id));
    const bool known =
        result.list.empty() || std::find(std::begin(lists), std::end(lists), result.list) != std::end(lists);
    if (!known) block.problem(*block.optional("list"), fmt::format("a case has no list `{}`", result.list));
    return result;
  }

  Baseline baseline(BlockReader& block) {
    allow(block, {"check", "within"});
    Baseline result;
    rule(block, result);
    result.check = checkId(block);
    result.within = duration(block, "within");
    return result;
  }

  Warning warning(BlockReader& block) {
    allow(block, {"level"});
    Warning result;
    rule(block, result);
    result.level = word(block, "level", warningLevels);
    said(block, result);
    return result;
  }

  void said(BlockReader& block, const SafetyRule& rule) {
    if (rule.say.empty()) block.problem("`say` is missing");
  }

  Interaction interaction(BlockReader& block) {
    allow(block, {"level", "with"});
    Interaction result;
    rule(block, result);
    result.level = word(block, "level", interactionLevels);
    result.with = block.strings("with");
    if (result.with.empty()) block.problem("`with` names no class of drugs");
    for (const std::string& name : result.with) {
      const auto& drugs = knowledge_.vocabulary.drugs();
      const bool known = std::any_of(drugs.begin(), drugs.end(), [&](const Drug& d) {
        return std::binary_search(d.classes.begin(), d.classes.end(), name);
      });
      if (!known) block.problem(*block.optional("with"), fmt::format("no drug is of the class `{}`", name));
    }
    said(block, result);
    return result;
  }

  Monitor monitor(BlockReader& block) {
    allow(block, {"check", "phase", "every", "window", "first", "span", "each-dose"});
    Monitor result;
    rule(block, result);
    result.check = checkId(block);
    result.phase = block.optional("phase") == nullptr ? Phase::During : word(block, "phase", phases);
    result.every = neededDuration(block, "every");
    result.window = neededDuration(block, "window");
    result.first = duration(block, "first");
    result.span = duration(block, "span");
    result.eachDose = block.boolean("each-dose").value_or(false);
    if (result.every.amount <= 0) block.problem("`every` must be longer than nothing");
    return result;
  }

  Hold hold(BlockReader& block) {
    allow(block, {"measures", "events", "symptoms", "finding", "before", "since", "action", "recheck"});
    Hold result;
    rule(block, result);
    result.measures = block.strings("measures");
    result.events = block.strings("events");
    result.symptoms = block.strings("symptoms");
    block.required("action");
    result.action = fact(block, "action", {Kind::Code}).value_or(0);
    result.finding = fact(block, "finding", {Kind::Code});
    result.before = fact(block, "before", {Kind::Code});
    result.since = fact(block, "since", {Kind::Number});
    result.recheck = fact(block, "recheck", {Kind::Number});
    if (result.measures.empty() && result.events.empty() && result.symptoms.empty())
      block.problem("a hold needs `measures`, `events` or `symptoms`");
    if (result.finding.has_value() != result.before.has_value())
      block.problem("`finding` and `before` belong together: one is filled by tables, the other by the course");
    said(block, result);
    return result;
  }

  Partner partner(BlockReader& block) {
    allow(block, {"follows"});
    Partner result;
    rule(block, result);
    const CodeSet followed = codes(block, "follows", "her2-drug");
    if (!followed.isSingle()) block.problem("`follows` names one drug");
    if (followed.isSingle()) result.follows = followed.single();
    said(block, result);
    return result;
  }

  SymptomRule symptom(BlockReader& block) {
    allow(block, {"kinds", "urgency", "patient"});
    SymptomRule result;
    rule(block, result);
    result.kinds = block.strings("kinds");
    result.urgency = word(block, "urgency", urgencies);
    result.patient = block.string("patient");
    if (result.kinds.empty()) block.problem("`kinds` names no symptom");
    said(block, result);
    return result;
  }

  AfterLastDose afterLastDose(BlockReader& block, bool lactation) {
    allow(block, {"sex", "span"});
    AfterLastDose result;
    rule(block, result);
    result.sex = codes(block, "sex", "sex");
    result.lactation = lactation;
    result.span = neededDuration(block, "span");
    return result;
  }

  RiskFactor riskFactor(BlockReader& block) {
    allow(block, {"scale", "fact", "weight"});
    RiskFactor result;
    rule(block, result);
    result.scale = block.string("scale");
    block.required("fact");
    result.fact = fact(block, "fact", {Kind::Truth}).value_or(0);
    result.weight = block.stringOr("weight");
    said(block, result);
    return result;
  }

  Advice advice(BlockReader& block) {
    allow(block, {"topic", "who"});
    Advice result;
    rule(block, result);
    result.topic = block.string("topic");
    result.who = block.strings("who");
    said(block, result);
    return result;
  }

  Loader& loader_;
  Knowledge& knowledge_;
  SafetyKnowledge& safety_;
  Block block_;
  std::set<std::string> ids_;
};

void Loader::safety() { SafetyLoader(*this).run(); }

}  // namespace her2::kb
