#include "present/changes.h"

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <map>
#include <optional>

#include "present/presenter.h"

namespace her2::present {
namespace {

using OptionKey = std::pair<std::string, std::uint16_t>;  // "drug/indication", region

int rankOf(OptionState state) { return state == OptionState::Indicated ? 2 : state == OptionState::Possible ? 1 : 0; }

std::map<OptionKey, OptionState> statesOf(const TwoDays& days, const Assessment& assessment) {
  std::map<OptionKey, OptionState> states;
  for (const Option& option : assessment.options) {
    if (option.state == OptionState::NotIndicated) continue;
    if (std::find(days.regions.begin(), days.regions.end(), option.region) == days.regions.end()) continue;
    const kb::Indication& indication = days.knowledge.indications[option.indication];
    OptionState& state =
        states.emplace(OptionKey(indication.drug + "/" + indication.id, option.region), OptionState::NotIndicated)
            .first->second;
    if (rankOf(option.state) > rankOf(state)) state = option.state;
  }
  return states;
}

OptionState stateIn(const std::map<OptionKey, OptionState>& states, const OptionKey& key) {
  const auto found = states.find(key);
  return found == states.end() ? OptionState::NotIndicated : found->second;
}

ChangeKind kindOf(OptionState before, OptionState after) {
  if (rankOf(after) > rankOf(before))
    return after == OptionState::Indicated ? ChangeKind::NewlyIndicated : ChangeKind::NewlyPossible;
  return before == OptionState::Indicated ? ChangeKind::NoLongerIndicated : ChangeKind::NoLongerPossible;
}

/// What happened between the days to the wordings of this id in the region.
void findApprovals(const TwoDays& days, EligibilityChange& change) {
  const std::string& agency = days.knowledge.regions[change.region].agency;
  const auto within = [&](Date day) { return days.from < day && day <= days.to; };
  for (const kb::Indication& indication : days.knowledge.indications) {
    if (indication.drug + "/" + indication.id != change.option) continue;
    for (const kb::Approval& approval : indication.approvals) {
      if (approval.agency != agency || !within(approval.date)) continue;
      change.approvals.push_back(fmt::format("{} {} {}", approval.agency, approval.date.text(), approval.kind));
      change.sources.push_back(approval.source);
    }
    const auto until = indication.until.find(agency);
    if (until != indication.until.end() && within(until->second))
      change.approvals.push_back(fmt::format("{} wording ended {}", agency, until->second.text()));
  }
}

std::string causeOf(const EligibilityChange& change) {
  std::string rules = change.approvals.empty() ? "rules" : "approval";
  if (!change.byRules) return "record";
  return change.byRecord ? rules + " and record" : rules;
}

std::string joined(const std::vector<std::string>& texts) { return fmt::format("{}", fmt::join(texts, ";")); }

std::string codesText(const TwoDays& days, std::string_view fact, CodeSet codes) {
  const Domain& domain =
      days.knowledge.vocabulary.domain(days.knowledge.facts[*days.knowledge.facts.find(fact)].domain);
  std::vector<std::string> names;
  codes.forEach([&](unsigned code) { names.push_back(domain[code].code); });
  return joined(names);
}

}  // namespace

std::string_view changeName(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::NewlyIndicated:
      return "newly-indicated";
    case ChangeKind::NewlyPossible:
      return "newly-possible";
    case ChangeKind::NoLongerIndicated:
      return "no-longer-indicated";
    case ChangeKind::NoLongerPossible:
      return "no-longer-possible";
  }
  return "";
}

std::vector<EligibilityChange> eligibilityChanges(const TwoDays& days, const ThreeAnswers& answers) {
  const auto earlier = statesOf(days, answers.earlier);
  const auto between = statesOf(days, answers.between);
  const auto later = statesOf(days, answers.later);
  std::map<OptionKey, bool> keys;
  for (const auto* states : {&earlier, &later}) {
    for (const auto& [key, state] : *states) keys[key];
  }
  std::vector<EligibilityChange> changes;
  for (const auto& [key, unused] : keys) {
    const OptionState before = stateIn(earlier, key);
    const OptionState middle = stateIn(between, key);
    const OptionState after = stateIn(later, key);
    if (before == after) continue;
    EligibilityChange change{kindOf(before, after), key.first,        key.second, before, after,
                             middle != after,       middle != before, {},         {}};
    if (change.byRules) findApprovals(days, change);
    changes.push_back(std::move(change));
  }
  return changes;
}

std::string changesHeader() { return "case,tumour,class,change,option,region,from,to,by,approval,source\n"; }

void appendChangeLines(const TwoDays& days, const Assessment& later, const std::vector<EligibilityChange>& changes,
                       std::string& out) {
  for (const EligibilityChange& change : changes) {
    const std::string cells[] = {later.caseId,
                                 codesText(days, "tumour.kind", later.tumourKind),
                                 codesText(days, "status.class", later.status.her2Class),
                                 std::string(changeName(change.kind)),
                                 change.option,
                                 days.knowledge.regions[change.region].id,
                                 std::string(stateName(change.before)),
                                 std::string(stateName(change.after)),
                                 causeOf(change),
                                 joined(change.approvals),
                                 joined(change.sources)};
    for (std::size_t i = 0; i < std::size(cells); ++i) {
      if (i != 0) out += ',';
      appendCsvCell(cells[i], out);
    }
    out += '\n';
  }
}

void appendChangesJson(const TwoDays& days, const Assessment& earlier, const Assessment& later,
                       const std::vector<EligibilityChange>& changes, std::string& out) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> w(buffer);
  const auto member = [&](const char* key, std::string_view text) {
    w.Key(key);
    w.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  };
  const auto codes = [&](const char* key, std::string_view fact, CodeSet set) {
    const Domain& domain =
        days.knowledge.vocabulary.domain(days.knowledge.facts[*days.knowledge.facts.find(fact)].domain);
    w.Key(key);
    w.StartArray();
    set.forEach([&](unsigned code) { w.String(domain[code].code.c_str()); });
    w.EndArray();
  };
  const auto strings = [&](const char* key, const std::vector<std::string>& texts) {
    w.Key(key);
    w.StartArray();
    for (const std::string& text : texts) w.String(text.c_str(), static_cast<rapidjson::SizeType>(text.size()));
    w.EndArray();
  };
  w.StartObject();
  member("case", later.caseId);
  member("from", days.from.text());
  member("to", days.to.text());
  codes("tumour", "tumour.kind", later.tumourKind);
  codes("classBefore", "status.class", earlier.status.her2Class);
  codes("class", "status.class", later.status.her2Class);
  w.Key("changes");
  w.StartArray();
  for (const EligibilityChange& change : changes) {
    w.StartObject();
    member("change", changeName(change.kind));
    member("option", change.option);
    member("region", days.knowledge.regions[change.region].id);
    member("before", stateName(change.before));
    member("after", stateName(change.after));
    member("by", causeOf(change));
    strings("approvals", change.approvals);
    strings("sources", change.sources);
    w.EndObject();
  }
  w.EndArray();
  w.EndObject();
  out.append(buffer.GetString(), buffer.GetSize());
  out += '\n';
}

}  // namespace her2::present
