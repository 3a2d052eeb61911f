#include "safety/review.h"

#include <fmt/format.h>

#include <set>

#include "safety/episode.h"

namespace her2::safety {

namespace {

bool isPatientFact(const kb::Knowledge& knowledge, FactId fact) {
  return knowledge.facts[fact].scope == feel::Scope::Patient;
}

}  // namespace

Review::Review(const Rules& rules, const Settings& settings, const Patient& patient, FactBlock& block)
    : rules_(rules),
      settings_(settings),
      record_(patient.record),
      tumour_(patient.tumour),
      given_(patient.given),
      block_(block),
      text_(*rules.knowledge, *rules.deriver, patient.record) {}

void Review::run(std::span<const DrugId> considered) {
  addLanes(considered);
  block_.reset();
  fillPatientFacts();
  for (Lane& lane : lanes_) fillTherapyFacts(lane);
  followFindings();
  program().run(block_);
}

void Review::addLanes(std::span<const DrugId> considered) {
  lanes_.emplace_back();
  for (unsigned code = 0; code < names().drugs.size(); ++code) {
    const DrugId drug = names().drugs[code];
    facts::Course course = facts::latestCourse(record_, drug, settings_.asOf, rules_.courses);
    const bool wanted = std::find(considered.begin(), considered.end(), drug) != considered.end();
    if (!course.begun() && !course.planned && !wanted) continue;
    for (std::size_t region = 0; region < names().regions.size() && lanes_.size() < facts::lanes; ++region) {
      Lane& lane = lanes_.emplace_back();
      lane.therapy = facts::Therapy{drug, CodeSet::of(code), CodeSet::of(names().regions[region]), course};
      lane.drug = code;
      lane.region = static_cast<std::uint16_t>(region);
      lane.index = static_cast<unsigned>(lanes_.size() - 1);
    }
  }
}

/// What does not depend on the drug is told once.
void Review::fillPatientFacts() {
  for (const facts::FactLayout::Slot& slot : block_.layout().slots()) {
    if (!isPatientFact(knowledge(), slot.fact)) continue;
    const facts::Value value = deriver().derive(slot.fact, context(patient()));
    assume(slot.fact, value);
    for (const Lane& lane : lanes_) facts::Deriver::put(slot, value, block_, lane.index);
  }
}

void Review::fillTherapyFacts(Lane& lane) {
  if (lane.isPatient()) return;
  lane.state = deriver().derive(names().state, context(lane)).codes;
  for (const facts::FactLayout::Slot& slot : block_.layout().slots()) {
    if (isPatientFact(knowledge(), slot.fact)) continue;
    const facts::Value value = deriver().derive(slot.fact, context(lane));
    if (lane.course().begun()) assume(slot.fact, value);
    facts::Deriver::put(slot, value, block_, lane.index);
  }
}

void Review::assume(FactId fact, const facts::Value& value) {
  if (value.assumed && knowledge().facts[fact].closedWorld) addOnce(assumptions_, knowledge().facts[fact].title);
}

// The findings of a row of measurements, told by the tables on the day of each, and what they come to on the as-of day.
void Review::followFindings() {
  for (const kb::Hold& hold : knowledge().safety.holds) {
    if (!hold.finding || !hold.before) continue;
    for (const Lane& lane : lanes_) {
      if (lane.isPatient() || !lane.course().begun() || !isFor(hold, lane)) continue;
      episode(hold, lane);
    }
  }
}

void Review::episode(const kb::Hold& hold, const Lane& lane) {
  const std::vector<Date> days = measuredDays(record_, hold.measures, lane.course(), settings_.asOf);
  std::vector<DayFinding> findings;
  FactBlock block = program().makeBlock();
  for (std::size_t done = 0; done < days.size(); done += facts::lanes) {
    const std::size_t count = std::min<std::size_t>(facts::lanes, days.size() - done);
    block.reset();
    for (std::size_t i = 0; i < count; ++i) {
      Lane past = lane;
      past.therapy->course = facts::latestCourse(record_, lane.therapy->drug, days[done + i], rules_.courses);
      for (const facts::FactLayout::Slot& slot : block.layout().slots())
        facts::Deriver::put(slot, deriver().derive(slot.fact, contextOn(past, days[done + i])), block,
                            static_cast<unsigned>(i));
    }
    program().run(block);
    for (std::size_t i = 0; i < count; ++i)
      findings.push_back({days[done + i], program().codeOf(block, *hold.finding, static_cast<unsigned>(i))});
  }
  const Episode open = openEpisode(findings, lane.course(), settings_.asOf);
  if (const auto* slot = block_.layout().find(*hold.before)) block_.setCode(*slot, lane.index, open.before);
  if (!hold.since) return;
  if (const auto* slot = block_.layout().find(*hold.since)) block_.setNumber(*slot, lane.index, Interval(open.days));
}

bool Review::isFor(const kb::SafetyRule& rule, const Lane& lane) const {
  if (!rule.period.holds(settings_.asOf)) return false;
  if (lane.isPatient()) return rule.anyDrug;
  return rule.drugs.contains(lane.drug) && rule.regions.contains(names().regions[lane.region]);
}

Truth Review::holds(const kb::SafetyRule& rule, const Lane& lane) const {
  if (!isFor(rule, lane)) return Truth::False;
  if (!rule.when) return Truth::True;
  return Program::truthAt(block_, program().conditions()[rules_.conditions.at(&rule)], lane.index);
}

std::string Review::drugName(const Lane& lane) const {
  return lane.isPatient() ? std::string() : knowledge().vocabulary.drug(lane.therapy->drug).id;
}

std::vector<std::string> Review::codeNames(FactId fact, CodeSet codes) const {
  std::vector<std::string> result;
  const Domain& domain = knowledge().vocabulary.domain(knowledge().facts[fact].domain);
  codes.forEach([&](unsigned code) { result.push_back(domain[code].code); });
  return result;
}

bool Review::unverified(const std::vector<std::string>& sources) const {
  return knowledge().bestGrade(sources) == kb::Grade::Unverified;
}

void Review::describe(const kb::SafetyRule& rule, const Lane& lane, Truth truth, SafetyLine& line) const {
  line.rule = rule.id;
  line.place = fmt::format("{}:{}", rule.block.document->file, rule.block.node->place.line);
  if (!lane.isPatient()) {
    line.drugs = {drugName(lane)};
    line.regions = {regionName(lane)};
  }
  line.say = rule.say;
  line.sources = text_.graded(rule.sources);
  line.verify = unverified(rule.sources);
  line.certain = truth == Truth::True && !line.verify;
  if (!rule.when) return;
  explain(*rule.when, lane, line);
  if (truth == Truth::Unknown) missingFacts(*rule.when, lane, line.missing);
  if (line.verify) addOnce(line.missing, "verify-in-label");
}

void Review::explain(const feel::Expression& condition, const Lane& lane, SafetyLine& line) const {
  feel::forEachFact(condition, [&](FactId fact) {
    const auto& define = knowledge().derivations[fact].define;
    if (define) return explain(*define, lane, line);
    const std::string& name = knowledge().facts[fact].name;
    if (name == "therapy.drug" || name == "therapy.region") return;
    addOnce(line.because, text_.fact(fact, program(), block_, lane.index, context(lane)));
  });
}

bool Review::partlyKnown(const feel::Expression& condition, const Lane& lane) const {
  bool known = false;
  feel::forEachFact(condition, [&](FactId fact) {
    if (const auto& define = knowledge().derivations[fact].define) {
      known = known || partlyKnown(*define, lane);
      return;
    }
    if (engine::isCertain(program(), block_, lane.index, knowledge(), fact)) return;
    known = known || deriver().derive(fact, context(lane)).origin.size != 0;
  });
  return known;
}

void Review::missingFacts(const feel::Expression& condition, const Lane& lane, std::vector<std::string>& out) const {
  feel::forEachFact(condition, [&](FactId fact) {
    if (engine::isCertain(program(), block_, lane.index, knowledge(), fact)) return;
    if (const auto& define = knowledge().derivations[fact].define) return missingFacts(*define, lane, out);
    addOnce(out, knowledge().facts[fact].name);
  });
}

}  // namespace her2::safety
