#include "intake/fhir_assembly.h"

#include <fmt/format.h>

#include "intake/json_text.h"

namespace her2::intake::fhir {

bool Assembly::run(const Resources& resources, RecordPlace place, Case& out, Problems& problems) {
  r_ = &resources;
  place_ = place;
  out_ = &out;
  problems_ = &problems;
  foreign_ = 0;
  lastDateText_ = {};
  tumourStates_.clear();
  personStates_.clear();
  sides_.clear();
  inSitu_.clear();
  stages_.clear();
  reported_.clear();
  genes_.assign(terms_.genes.size(), {});
  if (!readPatients()) return false;
  linkObservations();
  readConditions();
  readObservations();
  assembleSpecimens();
  settleStages();
  settleGenes();
  courses_.clear();
  readMedications();
  readProcedures();
  assembleTreatments();
  warnUnreadText();
  finishPatients();
  return true;
}

void Assembly::warn(std::string code, const Name& name, std::string_view element, std::string message,
                    std::string remedy) {
  path_.clear();
  appendPath(path_, name, element);
  problems_->push_back(
      {Severity::Warning, std::move(code), placeIn(place_, path_), std::move(message), std::move(remedy)});
}

void Assembly::appendPathOf(std::string& out, std::uint32_t index, Element element) const {
  const Name& name = observation(index).name;
  if (element.component < 0) return appendPath(out, name, element.name);
  appendPath(out, name, "component[");
  out.append(fmt::format_int(element.component).c_str()).append("]");
  if (!element.name.empty()) out.append(1, '.').append(element.name);
}

void Assembly::warn(std::string code, std::uint32_t index, Element element, std::string message, std::string remedy) {
  path_.clear();
  appendPathOf(path_, index, element);
  problems_->push_back(
      {Severity::Warning, std::move(code), placeIn(place_, path_), std::move(message), std::move(remedy)});
}

Origin Assembly::origin(const Name& name, std::string_view element) {
  const std::size_t begin = out_->text.size();
  appendPath(out_->text, name, element);
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(out_->text.size() - begin)};
}

Origin Assembly::origin(std::uint32_t index, Element element) {
  const std::size_t begin = out_->text.size();
  appendPathOf(out_->text, index, element);
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(out_->text.size() - begin)};
}

std::optional<DateRange> Assembly::dateOf(std::string_view text, const Name& name, std::string_view element) {
  if (text.empty()) return std::nullopt;
  if (text == lastDateText_) return lastDate_;  // the resources of a record repeat their dates
  const auto date = DateRange::parse(text);
  if (date) {
    lastDateText_ = text;
    lastDate_ = *date;
  }
  if (!date)
    warn("date-not-understood", name, element,
         fmt::format("found {}, expected a date such as 2026-05-17, 2026-05 or 2026", shown(text)));
  return date;
}

std::string Assembly::codesText(std::string_view domain, CodeSet codes) const {
  const auto id = vocabulary_.findDomain(domain);
  std::string result;
  if (!id) return result;
  codes.forEach(
      [&](unsigned code) { result.append(result.empty() ? "" : " or ").append(vocabulary_.domain(*id)[code].code); });
  return result;
}

std::string Assembly::codesText(LeafId leaf, CodeSet codes) const {
  const auto domain = leafOf(leaf).domain;
  return domain ? codesText(vocabulary_.domain(*domain).name(), codes) : std::string();
}

Assembly::LeafState& Assembly::tumourState(std::size_t tumour, LeafId leaf) {
  const std::size_t count = terms_.leaves.size();
  if (tumourStates_.size() < (tumour + 1) * count) tumourStates_.resize((tumour + 1) * count);
  return tumourStates_[tumour * count + leaf];
}

/// What the pathologist says counts before the clinic, the later before the earlier; on one day both count.
Assembly::Precedence Assembly::precedence(const LeafState& before, Basis basis, const std::optional<DateRange>& date) {
  if (!before.set) return Precedence::Replace;
  if ((before.basis == Basis::Pathological) != (basis == Basis::Pathological)) {
    return basis == Basis::Pathological ? Precedence::Replace : Precedence::Ignore;
  }
  if (!before.date || !date) return Precedence::Combine;
  if (date->first > before.date->last) return Precedence::Replace;
  if (date->last < before.date->first) return Precedence::Ignore;
  return Precedence::Combine;
}

}  // namespace her2::intake::fhir
