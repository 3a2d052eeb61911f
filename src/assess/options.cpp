#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <set>

#include "assess/parts.h"
#include "kb/changes.h"

namespace her2::assess {
namespace {

bool unverified(const kb::Knowledge& knowledge, const std::vector<std::string>& sources) {
  return !sources.empty() && knowledge.bestGrade(sources) == kb::Grade::Unverified;
}

/// The wording or its approval rests on nothing better than memory.
bool restsOnUnverified(const kb::Knowledge& knowledge, const kb::Indication& indication,
                       const std::vector<std::uint16_t>& approvals) {
  std::vector<std::string> sources = indication.sources;
  for (const std::uint16_t approval : approvals) sources.push_back(indication.approvals[approval].source);
  return unverified(knowledge, sources);
}

/// By criterion: it rests on nothing that was read. One without a source of its own rests on those of the wording.
/// Empty where all are solid.
std::vector<bool> weakCriteria(const kb::Knowledge& knowledge, const kb::Indication& indication, bool weakWording) {
  std::vector<bool> result;
  bool any = false;
  for (const kb::Criterion& criterion : indication.criteria) {
    result.push_back(criterion.sources.empty() ? weakWording : unverified(knowledge, criterion.sources));
    any = any || result.back();
  }
  if (!any) result.clear();
  return result;
}

void decide(const Listing& listing, const FactBlock& block, unsigned lane, bool reasons, Option& option) {
  const Truth all = Program::truthAt(block, listing.compiled->all, lane);
  option.state = all == Truth::True    ? OptionState::Indicated
                 : all == Truth::False ? OptionState::NotIndicated
                                       : OptionState::Possible;
  option.verify = false;
  const bool weak = !listing.weakCriteria.empty();
  bool solidFailure = !weak;
  if ((reasons || weak) && option.state != OptionState::Indicated) {
    const auto& criteria = listing.compiled->criteria;
    for (std::size_t i = 0; i < criteria.size(); ++i) {
      if (Program::truthAt(block, criteria[i], lane) != Truth::False) continue;
      option.failed.push_back(static_cast<std::uint16_t>(i));
      solidFailure = solidFailure || !listing.weakCriteria[i];
    }
  }
  const bool weakYes = option.state == OptionState::Indicated && (listing.weakWording || weak);
  const bool weakNo = option.state == OptionState::NotIndicated && !solidFailure;
  option.verify = weakYes || weakNo;
  if (option.verify) option.state = OptionState::Possible;
}

bool isFor(const Listing& listing, CodeSet kind) {
  return kind.empty() || listing.compiled->indication->tumours.intersects(kind);
}

/// The option at that place. Of the one that was there before nothing is left; one without approvals had no more than a
/// state, which is most of them in a long list of cases.
Option& freshOption(const Listing& listing, std::vector<Option>& options, std::size_t at) {
  if (at == options.size()) options.emplace_back();
  Option& option = options[at];
  if (!option.approvals.empty()) option = Option();
  option.failed.clear();
  option.indication = listing.indication;
  option.region = listing.region;
  return option;
}

void add(std::vector<std::string>& names, std::string name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
}

/// Walks the facts behind a condition, definitions opened, down to those the record could supply.
class MissingFacts {
 public:
  MissingFacts(const Program& program, const FactBlock& block, unsigned lane, const kb::Knowledge& knowledge,
               const Names& names, const Status& status)
      : program_(program), block_(block), lane_(lane), knowledge_(knowledge), names_(names), status_(status) {}

  void collect(const feel::Expression& condition, std::vector<std::string>& out) {
    feel::forEachFact(condition, [&](FactId fact) {
      if (isCertain(program_, block_, lane_, knowledge_, fact)) return;
      if (fact == names_.patientResult || fact == names_.patientClass || fact == names_.patientIhc ||
          fact == names_.patientIsh || fact == names_.patientCriteria) {
        her2(fact, out);
      } else if (const auto& define = knowledge_.derivations[fact].define) {
        collect(*define, out);
      } else {
        add(out, knowledge_.facts[fact].name);
      }
    });
  }

 private:
  // What is open about HER2 is what the deciding specimens still owe.
  void her2(FactId fact, std::vector<std::string>& out) {
    bool named = false;
    const Domain& workUp = knowledge_.vocabulary.domain(knowledge_.facts[names_.owed].domain);
    for (const SpecimenStatus& specimen : status_.specimens) {
      if (!specimen.decides) continue;
      specimen.owed.forEach([&](unsigned code) { add(out, workUp[code].code); });
      if (specimen.owed.empty()) {
        for (const std::string& missing : specimen.missing) add(out, missing);
      }
      named = named || !specimen.owed.empty() || !specimen.missing.empty();
    }
    if (status_.her2Class == names_.notTested) {
      add(out, "her2-test");
    } else if (!named) {
      add(out, fact == names_.patientIsh ? "ish" : "ihc");
    }
  }

  const Program& program_;
  const FactBlock& block_;
  unsigned lane_;
  const kb::Knowledge& knowledge_;
  const Names& names_;
  const Status& status_;
};

}  // namespace

std::vector<bool> decidingTables(const Program& program, const kb::Knowledge& knowledge, const Names& names) {
  std::vector<bool> deciding(program.tables().size());
  std::vector<FactId> open = {names.result, names.her2Class};
  std::set<FactId> seen(open.begin(), open.end());
  const auto need = [&](FactId fact) {
    if (seen.insert(fact).second) open.push_back(fact);
  };
  while (!open.empty()) {
    const FactId fact = open.back();
    open.pop_back();
    if (const auto& define = knowledge.derivations[fact].define) feel::forEachFact(*define, need);
    for (std::size_t t = 0; t < deciding.size(); ++t) {
      const kb::Table& table = *program.tables()[t].table;
      if (deciding[t] || std::find(table.outputs.begin(), table.outputs.end(), fact) == table.outputs.end()) continue;
      deciding[t] = true;
      for (const kb::Input& input : table.inputs) feel::forEachFact(input.value, need);
      if (table.when) feel::forEachFact(*table.when, need);
    }
  }
  return deciding;
}

std::vector<std::string> openFacts(const Program& program, const FactBlock& block, unsigned lane,
                                   const kb::Knowledge& knowledge, const std::vector<bool>& deciding) {
  std::vector<std::string> open;
  const auto ask = [&](FactId fact) {
    const kb::Derivation& derivation = knowledge.derivations[fact];
    const bool fromRecord = !derivation.path.empty() || !derivation.name.empty();
    if (fromRecord && !isCertain(program, block, lane, knowledge, fact)) add(open, knowledge.facts[fact].name);
  };
  for (std::size_t t = 0; t < deciding.size(); ++t) {
    if (!deciding[t]) continue;
    const engine::CompiledTable& table = program.tables()[t];
    for (const engine::CompiledRow& row : table.rows) {
      if (Program::truthAt(block, row.fires, lane) != Truth::Unknown) continue;
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        const bool unknown = row.cells[i] != engine::CompiledRow::noCell &&
                             Program::truthAt(block, row.cells[i], lane) == Truth::Unknown;
        if (unknown) feel::forEachFact(table.table->inputs[i].value, ask);
      }
    }
  }
  return open;
}

std::vector<Listing> listIndications(const Program& program, const kb::Knowledge& knowledge, Date asOf) {
  std::vector<Listing> listings;
  for (const engine::CompiledIndication& compiled : program.indications()) {
    const kb::Indication& indication = *compiled.indication;
    for (std::size_t region = 0; region < knowledge.regions.size(); ++region) {
      std::vector<std::uint16_t> approvals = kb::approvalsOn(indication, knowledge.regions[region], asOf);
      if (approvals.empty()) continue;
      const bool weakWording = restsOnUnverified(knowledge, indication, approvals);
      listings.push_back({&compiled, static_cast<std::uint32_t>(&indication - knowledge.indications.data()),
                          static_cast<std::uint16_t>(region), std::move(approvals), weakWording,
                          weakCriteria(knowledge, indication, weakWording)});
    }
  }
  return listings;
}

void readOptions(const std::vector<Listing>& listings, const FactBlock& block, unsigned lane, CodeSet kind,
                 OptionDetail detail, std::vector<Option>& out) {
  std::size_t used = 0;
  for (const Listing& listing : listings) {
    if (!isFor(listing, kind)) continue;
    Option& option = freshOption(listing, out, used++);
    decide(listing, block, lane, detail == OptionDetail::Reasons, option);
    option.approvals = listing.approvals;
  }
  out.resize(used);
}

// Listing by listing: most are ruled out in most cases, and one word tells that of all of them.
void readOpenOptions(const std::vector<Listing>& listings, const FactBlock& block, std::span<Assessment> out) {
  std::array<std::size_t, facts::lanes> used{};
  for (const Listing& listing : listings) {
    const bool weak = !listing.weakCriteria.empty();  // what rules it out may not have been read
    facts::Word open = weak ? ~facts::Word{0} : Program::mayBeTrue(block, listing.compiled->all);
    if (out.size() < facts::lanes) open &= (facts::Word{1} << out.size()) - 1;
    for (; open != 0; open &= open - 1) {
      const auto lane = static_cast<unsigned>(std::countr_zero(open));
      if (!isFor(listing, out[lane].tumourKind)) continue;
      Option& option = freshOption(listing, out[lane].options, used[lane]);
      decide(listing, block, lane, false, option);
      if (option.state != OptionState::NotIndicated) ++used[lane];
    }
  }
  for (std::size_t lane = 0; lane < out.size(); ++lane) out[lane].options.resize(used[lane]);
}

void collectMissing(const Program& program, const FactBlock& block, unsigned lane, const kb::Knowledge& knowledge,
                    const Names& names, const Status& status, const feel::Expression& condition,
                    std::vector<std::string>& out) {
  MissingFacts(program, block, lane, knowledge, names, status).collect(condition, out);
}

void addSafety(const kb::Indication& indication, const Safety& safety, Option& option) {
  for (const TherapySafety& therapy : safety.therapies) {
    const bool part =
        std::find(indication.regimen.begin(), indication.regimen.end(), therapy.drug) != indication.regimen.end();
    if (!part || therapy.region != option.region) continue;
    option.safety = std::max(option.safety, therapy.level);
    for (const std::string& rule : therapy.rules) add(option.safetyRules, rule);
    for (const std::string& check : therapy.baselineDue) add(option.baselineDue, check);
  }
}

void explainMissing(const Program& program, const FactBlock& block, unsigned lane, const kb::Knowledge& knowledge,
                    const Names& names, Assessment& out) {
  MissingFacts missing(program, block, lane, knowledge, names, out.status);
  for (Option& option : out.options) {
    if (option.state != OptionState::Possible) continue;
    const kb::Indication& indication = knowledge.indications[option.indication];
    const auto compiled = std::find_if(program.indications().begin(), program.indications().end(),
                                       [&](const auto& c) { return c.indication == &indication; });
    for (std::size_t i = 0; i < indication.criteria.size(); ++i) {
      if (Program::truthAt(block, compiled->criteria[i], lane) == Truth::Unknown)
        missing.collect(indication.criteria[i].is, option.missing);
    }
    if (option.verify) add(option.missing, "verify-in-label");
  }
}

}  // namespace her2::assess
