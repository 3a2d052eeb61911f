// Which tests were done on one specimen: those that name it, else those of one day and body site; then tests close in
// time that complete each other.
#include <fmt/format.h>

#include <algorithm>

#include "intake/fhir_assembly.h"
#include "intake/fhir_text.h"
#include "intake/json_text.h"

namespace her2::intake::fhir {
namespace {

constexpr std::uint32_t none = NameIndex::none;
constexpr std::size_t mostMergedGroups = 64;

std::string_view testNames(unsigned tests) {
  switch (tests & (Test::Ihc | Test::Ish)) {
    case Test::Ihc:
      return "the IHC";
    case Test::Ish:
      return "the ISH";
    case Test::Ihc | Test::Ish:
      return "the IHC and the ISH";
    default:
      return (tests & Test::Ngs) != 0 ? "the sequencing" : "the reported status";
  }
}

void widen(std::optional<DateRange>& date, const std::optional<DateRange>& more) {
  if (!more) return;
  date = date ? DateRange(std::min(date->first, more->first), std::max(date->last, more->last)) : *more;
}

/// Days between the end of the earlier and the beginning of the later.
int daysApart(const DateRange& a, const DateRange& b) {
  return std::max({0, b.first.serial() - a.last.serial(), a.first.serial() - b.last.serial()});
}

}  // namespace

/// The specimen an observation names, or its panel, or the report it is a result of.
std::string_view Assembly::specimenReference(std::uint32_t index) const {
  const Observation& o = observation(index);
  if (!o.specimen.empty()) return o.specimen;
  const std::uint32_t panel = states_[index].panel;
  if (panel != none && !observation(panel).specimen.empty()) return observation(panel).specimen;
  for (const std::uint32_t member : {index, panel}) {
    if (member == none || states_[member].report == none) continue;
    const auto specimens = r_->referencesOf(r_->reports[states_[member].report].specimens);
    if (specimens.size() == 1) return specimens.front();
  }
  return {};
}

int Assembly::siteOf(const Concept& c) {
  if (!c.present()) return -1;
  const ConceptReader::Found& found = reader_.find(*r_, ConceptReader::Kind::Site, c);
  return found.values.size() == 1 ? found.values.front() : -1;
}

void Assembly::assembleSpecimens() {
  groups_.clear();
  groupIndex_.clear();
  groupByReference();
  groupByDay();
  mergeGroups();
  for (std::uint32_t i = 0; i < groups_.size(); ++i) {
    if (groups_[i].mergedInto == none && groups_[i].tests != 0) fillSpecimen(groups_[i], i);
  }
  for (const ReportedDiagnosis& each : reported_) {
    Specimen& specimen = out_->specimens.emplace_back();
    specimen.id = {std::string(each.condition->name.id), origin(each.condition->name, "code")};
    specimen.reported.present = true;
    specimen.reported.result = {each.reported, specimen.id.origin};
    const bool onset = !each.condition->onset.empty();
    specimen.reported.date.value = DateRange::parse(onset ? each.condition->onset : each.condition->recorded);
  }
}

void Assembly::groupByReference() {
  for (SpecimenValue& value : specimenValues_) {
    const std::string_view id = referenceId(specimenReference(value.observation));
    if (id.empty()) {
      value.group = none;
      continue;
    }
    const auto next = static_cast<std::uint32_t>(groups_.size());
    const std::uint32_t known = groupIndex_.add("Specimen", id, 0, next);
    value.group = known == none ? next : known;
    if (known == none) {
      SpecimenGroup group;
      group.id = id;
      group.observation = value.observation;
      group.resource =
          r_->resolve("Specimen", specimenReference(value.observation), observation(value.observation).name);
      group.site = siteOf(group.resource == none ? observation(value.observation).bodySite
                                                 : r_->specimens[group.resource].bodySite);
      groups_.push_back(group);
    }
  }
}

void Assembly::groupByDay() {
  order_.clear();
  for (std::uint32_t i = 0; i < specimenValues_.size(); ++i) {
    if (specimenValues_[i].group == none) order_.push_back(i);
  }
  const auto dayOf = [&](std::uint32_t value) {
    const auto& date = states_[specimenValues_[value].observation].date;
    return date ? std::pair(date->first.serial(), date->last.serial()) : std::pair(INT32_MIN, INT32_MIN);
  };
  const auto isBefore = [&](std::uint32_t a, std::uint32_t b) { return dayOf(a) < dayOf(b); };
  if (order_.size() > 1) std::stable_sort(order_.begin(), order_.end(), isBefore);  // it allocates for one, too
  const std::size_t named = groups_.size();
  std::size_t dayBegin = named;
  for (std::size_t i = 0; i < order_.size(); ++i) {
    if (i > 0 && dayOf(order_[i]) != dayOf(order_[i - 1])) dayBegin = groups_.size();
    SpecimenValue& value = specimenValues_[order_[i]];
    const int site = siteOf(observation(value.observation).bodySite);
    std::size_t at = dayBegin;
    while (at < groups_.size() && groups_[at].site != site && groups_[at].site >= 0 && site >= 0) ++at;
    if (at == groups_.size()) {
      SpecimenGroup group;
      group.observation = value.observation;
      group.site = site;
      groups_.push_back(group);
    }
    if (groups_[at].site < 0) groups_[at].site = site;
    value.group = static_cast<std::uint32_t>(at);
  }
  for (const SpecimenValue& value : specimenValues_) {
    if (value.refused) continue;
    SpecimenGroup& group = groups_[value.group];
    group.tests |= terms_.leaves[value.saying.leaf].test;
    widen(group.date, states_[value.observation].date);
  }
}

/// A reflex test follows within days: an ISH without a specimen belongs to the IHC that has none of its own, and the
/// other way round.
bool Assembly::belongTogether(const SpecimenGroup& a, const SpecimenGroup& b) const {
  if (!a.id.empty() && !b.id.empty()) return false;
  if ((a.tests & b.tests) != 0 || a.tests == 0 || b.tests == 0) return false;
  if (a.site >= 0 && b.site >= 0 && a.site != b.site) return false;
  return a.date && b.date && daysApart(*a.date, *b.date) <= terms_.grouping.reflexDays;
}

/// The nearest in time; none where nothing belongs to it.
std::uint32_t Assembly::partnerOf(std::uint32_t group) const {
  std::uint32_t partner = none;
  const auto distance = [&](std::uint32_t g) { return daysApart(*groups_[group].date, *groups_[g].date); };
  for (std::uint32_t k = 0; k < groups_.size(); ++k) {
    if (k == group || groups_[k].mergedInto != none || !belongTogether(groups_[group], groups_[k])) continue;
    if (partner == none || distance(k) < distance(partner)) partner = k;
  }
  return partner;
}

void Assembly::mergeGroups() {
  if (groups_.size() < 2 || groups_.size() > mostMergedGroups) return;
  for (std::uint32_t i = 0; i < groups_.size(); ++i) {
    if (!groups_[i].id.empty()) continue;
    while (groups_[i].mergedInto == none) {
      const std::uint32_t partner = partnerOf(i);
      if (partner == none) break;
      const bool earlier =
          groups_[partner].id.empty() && i < partner;  // groups without a specimen are in order of time
      merge(earlier ? partner : i, earlier ? i : partner);
    }
  }
}

void Assembly::merge(std::uint32_t from, std::uint32_t into) {
  SpecimenGroup& a = groups_[from];
  SpecimenGroup& b = groups_[into];
  warn("specimen-assumed", a.observation, {},
       fmt::format("{} names no specimen and is taken as on that of {} in Observation/{}, {} days apart",
                   testNames(a.tests), testNames(b.tests), observation(b.observation).name.id,
                   daysApart(*a.date, *b.date)),
       "name the specimen");
  for (SpecimenValue& value : specimenValues_) {
    if (value.group == from) value.group = into;
  }
  b.tests |= a.tests;
  if (b.site < 0) b.site = a.site;
  widen(b.date, a.date);
  a.mergedInto = into;
}

void Assembly::fillSpecimen(const SpecimenGroup& group, std::uint32_t index) {
  const std::size_t slot = out_->specimens.size();
  out_->specimens.emplace_back();
  describeSpecimen(group, out_->specimens.back());
  const SpecimenValue* doubtful =
      nullptr;  // totals written where means belong show in CEP17 first, as it is two per cell
  const auto pathOf = [&](const SpecimenValue& value) -> std::string_view { return leafOf(value.saying.leaf).path; };
  for (const SpecimenValue& value : specimenValues_) {
    if (value.group == index && value.refused && pathOf(value).ends_with("cep17Copies")) doubtful = &value;
  }
  for (const SpecimenValue& value : specimenValues_) {
    if (value.group != index || value.refused) continue;
    if (doubtful != nullptr && pathOf(value).ends_with("her2Copies")) {
      warn("counts-doubtful", value.observation, value.element,
           "the CEP17 count beside it cannot be a mean per cell, so this one may be a total too; neither is used",
           "give means per nucleus, or totals with the number of nuclei");
      continue;
    }
    fillLeaf(value, slot);
  }
}

void Assembly::fillLeaf(const SpecimenValue& value, std::size_t slot) {
  store(value.observation, value.saying, value.element, slot, false);
  Specimen& specimen = out_->specimens[slot];
  const unsigned test = terms_.leaves[value.saying.leaf].test;
  DateLeaf* date = test == Test::Ihc        ? &specimen.ihc.date
                   : test == Test::Ish      ? &specimen.ish.date
                   : test == Test::Reported ? &specimen.reported.date
                                            : nullptr;
  if (date != nullptr && !date->recorded()) *date = dateLeaf(value.observation);
}

void Assembly::describeSpecimen(const SpecimenGroup& group, Specimen& specimen) {
  const Name& first = observation(group.observation).name;
  if (group.resource == none) {
    specimen.id = {std::string(group.id.empty() ? first.id : group.id),
                   origin(first, group.id.empty() ? "" : "specimen")};
    if (group.date) specimen.date = {group.date, origin(first, observation(group.observation).effective.startElement)};
  } else {
    const SpecimenResource& resource = r_->specimens[group.resource];
    specimen.id = {std::string(resource.name.id), origin(resource.name, {})};
    const std::pair<std::string_view, std::string_view> dates[] = {
        {resource.collected.start, "collection.collectedDateTime"},
        {resource.received, "receivedTime"},
        {resource.processed, "processing.timeDateTime"}};
    for (const auto& [text, element] : dates) {
      if (specimen.date.value) break;
      specimen.date.value = dateOf(text, resource.name, element);
      if (specimen.date.value) specimen.date.origin = origin(resource.name, element);
    }
    for (const Concept* each : {&resource.method, &resource.type}) {
      if (specimen.kind.recorded() || !each->present()) continue;
      const Reading& kind = reader_.value(*r_, terms_.specimenKindRole, *each);
      if (kind.understood())
        specimen.kind = {kind.says[0].codes,
                         origin(resource.name, each == &resource.type ? "type" : "collection.method")};
    }
    if (!specimen.date.value && group.date)
      specimen.date = {group.date, origin(first, observation(group.observation).effective.startElement)};
  }
  setSite(group, specimen);
  if (out_->tumours.size() < 2) return;
  if (const auto tumour = tumourOf(group.observation)) specimen.tumour = out_->tumours[*tumour].id;
}

/// From the organ of the patient's tumour: the primary; from elsewhere: a metastasis; from lymph nodes: as it says.
void Assembly::setSite(const SpecimenGroup& group, Specimen& specimen) {
  if (group.site < 0) return;
  const BodySite& site = terms_.sites[static_cast<std::size_t>(group.site)];
  const bool primary = std::any_of(out_->tumours.begin(), out_->tumours.end(),
                                   [&](const Tumour& t) { return t.kind.value.intersects(site.tumour); });
  const bool known =
      std::any_of(out_->tumours.begin(), out_->tumours.end(), [](const Tumour& t) { return t.kind.recorded(); });
  const Grouping& names = terms_.grouping;
  const bool metastasis = known && !site.metastasis.empty();
  const CodeSet code = site.nodes   ? names.ofNodes
                       : primary    ? names.ofPrimary
                       : metastasis ? names.ofMetastasis
                                    : CodeSet();
  if (code.empty()) return;
  const bool ofResource = group.resource != none && r_->specimens[group.resource].bodySite.present();
  specimen.site = {code, ofResource ? origin(r_->specimens[group.resource].name, "collection.bodySite")
                                    : origin(observation(group.observation).name, "bodySite")};
}

/// Free text is not interpreted here; where it speaks of HER2 and nothing else does, that is said.
void Assembly::warnUnreadText() {
  if (!out_->specimens.empty()) return;
  for (const Report& report : r_->reports) {
    if (report.conclusion.empty()) continue;
    if (beginsWord(foldedText(report.conclusion), terms_.mentions)) {
      warn("text-not-read", report.name, "conclusion",
           "the text speaks of HER2, but no coded result does; it was not interpreted",
           "read the text, or give the result as an Observation");
    }
  }
}

}  // namespace her2::intake::fhir
