#include "present/drug_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "present/plain.h"

namespace her2::present {
namespace {

std::string amountText(const kb::DoseAmount& dose, const std::string& unit) {
  const std::string times = dose.times == 1   ? ""
                            : dose.times == 2 ? " twice a day"
                                              : fmt::format(" {} times a day", dose.times);
  return fmt::format("{:g} {}{}", dose.amount, unit, times);
}

/// "P21D" -> "every 21 days"
std::string everyText(const std::string& duration) {
  if (duration == "P1D") return "daily";
  return duration.size() > 2 && duration.back() == 'D'
             ? fmt::format("every {} days", duration.substr(1, duration.size() - 2))
             : "every " + duration;
}

std::string whose(const std::vector<std::string>& agencies) {
  return agencies.empty() ? "" : fmt::format(" ({})", fmt::join(agencies, ", "));
}

std::string sourcesText(const kb::Knowledge& knowledge, const std::vector<std::string>& ids) {
  std::string out;
  for (const std::string& id : ids) {
    const kb::Source* source = knowledge.findSource(id);
    out += fmt::format("{}{}, {}", out.empty() ? "" : "; ", id, source == nullptr ? "?" : kb::gradeName(source->grade));
  }
  return "[" + out + "]";
}

std::string approvalText(const kb::Knowledge& knowledge, const kb::Approval& approval) {
  return fmt::format("{} {} {} {}", approval.agency, approval.date.text(), approval.kind,
                     sourcesText(knowledge, {approval.source}));
}

std::string productText(const kb::Knowledge& knowledge, const kb::Product& product) {
  std::string out = fmt::format("  {}{} - {}{}\n", product.name,
                                product.properName.empty() ? "" : fmt::format(" ({})", product.properName),
                                product.kind, product.interchangeable ? ", interchangeable" : "");
  for (const auto& [agency, holder] : product.holders) out += fmt::format("      {}: {}\n", agency, holder);
  for (const kb::Approval& approval : product.approvals)
    out += fmt::format("      {}\n", approvalText(knowledge, approval));
  if (!product.notFor.empty()) out += fmt::format("      not for {}\n", fmt::join(product.notFor, ", "));
  if (!product.note.empty()) out += fmt::format("      {}\n", product.note);
  return out;
}

std::string doseText(const kb::Knowledge& knowledge, const kb::Dose& dose) {
  std::string out = fmt::format("  {} - {}{}\n      ", dose.id, dose.use, whose(dose.agencies));
  if (!dose.weight.empty()) out += fmt::format("body weight {} kg: ", dose.weight);
  if (dose.loading) out += fmt::format("{} first, then ", amountText(*dose.loading, dose.unit));
  out += fmt::format("{} {}, {}, {}\n", amountText(dose.dose, dose.unit), everyText(dose.every), dose.route,
                     dose.duration);
  if (!dose.with.empty()) out += fmt::format("      with {}\n", fmt::join(dose.with, "; "));
  if (!dose.minutes.empty()) out += fmt::format("      takes {}\n", dose.minutes);
  if (!dose.missed.empty()) out += fmt::format("      missed: {}\n", dose.missed);
  if (dose.period.from || dose.period.until) out += fmt::format("      {}\n", periodText(dose.period));
  if (!dose.note.empty()) out += fmt::format("      {}\n", dose.note);
  return out + fmt::format("      {}\n", sourcesText(knowledge, dose.sources));
}

std::string ladderText(const kb::Knowledge& knowledge, const kb::DoseLadder& ladder) {
  std::string steps;
  for (const kb::DoseAmount& level : ladder.levels)
    steps += (steps.empty() ? "" : " -> ") + amountText(level, ladder.unit);
  steps = steps.empty() ? "not lowered: held or stopped only" : fmt::format("{} -> {}", steps, ladder.below);
  std::string out = fmt::format("  {}{} - {}\n", ladder.id, whose(ladder.agencies), steps);
  if (!ladder.levels.empty() && !ladder.reEscalate) out += "      not raised again after a reduction\n";
  if (!ladder.note.empty()) out += fmt::format("      {}\n", ladder.note);
  return out + fmt::format("      {}\n", sourcesText(knowledge, ladder.sources));
}

std::string changeText(const kb::Knowledge& knowledge, const kb::DatedChange& change) {
  const std::string& what = change.option.empty() ? change.product : change.option;
  std::string out = fmt::format("  {} {} {} - {}: {} -> {} {}\n", change.date.text(), change.agency, what, change.kind,
                                change.before, change.after, sourcesText(knowledge, change.sources));
  if (!change.note.empty()) out += fmt::format("      {}\n", change.note);
  return out;
}

/// The parts of the drug in `all`, each as text, under a heading.
template <typename Part, typename Text>
std::string section(std::string_view heading, const std::vector<Part>& all, const std::string& drug, Text text) {
  std::string out;
  for (const Part& part : all) {
    if (part.drug == drug) out += text(part);
  }
  return out.empty() ? out : fmt::format("{}\n{}\n", heading, out);
}

std::string history(const kb::Knowledge& knowledge, const std::string& drug) {
  std::vector<const kb::DatedChange*> changes;
  for (const kb::DatedChange& change : knowledge.timeline) {
    if ((change.option + change.product).starts_with(drug + "/")) changes.push_back(&change);
  }
  std::stable_sort(changes.begin(), changes.end(), [](auto a, auto b) { return a->date < b->date; });
  std::string out;
  for (const kb::DatedChange* change : changes) out += changeText(knowledge, *change);
  return out.empty() ? out : fmt::format("what changed when\n{}\n", out);
}

}  // namespace

std::string companionText(const kb::Knowledge& knowledge, const kb::Companion& companion) {
  return fmt::format("{} ({} {}): {} {}", companion.test, companion.agency, companion.date.text(), companion.finds,
                     sourcesText(knowledge, {companion.source}));
}

std::string drugText(const kb::Knowledge& knowledge, const kb::DrugEntry& drug) {
  std::string out = fmt::format("drug {} - {}\n  knowledge/{}:{}\n", drug.id, drug.title, drug.block.document->file,
                                drug.block.node->place.line);
  if (!drug.brands.empty()) out += fmt::format("  sold as {}\n", fmt::join(drug.brands, ", "));
  if (!drug.mechanism.empty()) out += fmt::format("  {}\n", drug.mechanism);
  out += fmt::format("  classes {}\n", fmt::join(drug.classes, ", "));
  for (const auto& [system, codes] : drug.codes) out += fmt::format("  {} {}\n", system, fmt::join(codes, ", "));
  if (const std::vector<std::string> checks = knowledge.checksBefore(drug.id); !checks.empty())
    out += fmt::format("  before the first dose: {}\n", fmt::join(checks, ", "));
  if (!drug.note.empty()) out += fmt::format("  note: {}\n", drug.note);
  for (const std::string& source : drug.sources) out += "  source " + sourceLine(knowledge, source) + "\n";
  out += "\n";
  const auto with = [&](auto text) { return [&, text](const auto& part) { return text(knowledge, part); }; };
  out += section("products", knowledge.products, drug.id, with(productText));
  out += section("doses", knowledge.doses, drug.id, with(doseText));
  out += section("dose reductions", knowledge.doseLadders, drug.id, with(ladderText));
  return out + history(knowledge, drug.id);
}

}  // namespace her2::present
