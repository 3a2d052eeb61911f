// The summary of a cohort as text and CSV.
#include <fmt/format.h>

#include <algorithm>

#include "present/cohort_summary.h"

namespace her2::present {
namespace {

constexpr std::size_t mostReasons = 8;
constexpr std::size_t mostRows = 15;

std::string regionNames(const Presenter& p) {
  std::string regions;
  for (const std::uint16_t region : p.regions)
    regions += (regions.empty() ? "" : ", ") + p.knowledge.regions[region].id;
  return regions;
}

template <class List, class Line>
std::string firstOf(const List& list, std::size_t most, Line line) {
  std::string out;
  for (std::size_t i = 0; i < std::min(list.size(), most); ++i) out += line(list[i]);
  if (list.size() > most) out += fmt::format("             and {} more (--format json has all)\n", list.size() - most);
  return out;
}

std::string wayText(const Summary& summary) {
  std::string out = fmt::format("\nTHE WAY TO AN INDICATED OPTION\n  {:>9}          all cases\n", summary.cases);
  for (const Summary::Gate& gate : summary.way) {
    if (gate.lost() != 0) {
      out += fmt::format("  {:>9}          {}\n", fmt::format("-{}", gate.lost()), gate.lostText);
      out += firstOf(gate.why, mostReasons,
                     [](const CountOf& why) { return fmt::format("             {:>7}   {}\n", why.cases, why.title); });
    }
    const double share =
        summary.cases == 0 ? 0 : 100.0 * static_cast<double>(gate.passed) / static_cast<double>(summary.cases);
    out += fmt::format("  {:>9} {:>5.1f} %  {}\n", gate.passed, share, gate.passedText);
  }
  return out +
         "  A case may be lost for several reasons. Of those ruled out: the criteria that fail in the options that "
         "came "
         "nearest.\n";
}

std::string gainText(const Summary& summary) {
  std::string out =
      "\nMOST TO GAIN FIRST\n"
      "  By the option that comes first for each case: a substantial benefit by ESMO-MCBS, then what is indicated, "
      "then what "
      "least is missing for.\n";
  for (const Summary::Gain& each : summary.mostToGain) {
    out += fmt::format("  {}: {} {}, {}{}\n", each.caseId, each.region, each.option, each.state,
                       each.mcbs.empty() ? "" : fmt::format(", ESMO-MCBS {}", each.mcbs));
    if (!each.effect.empty()) out += fmt::format("      {}\n", each.effect);
    if (!each.because.empty()) out += fmt::format("      {}\n", each.because);
    if (!each.missing.empty()) out += fmt::format("      ? would decide: {}\n", fmt::join(each.missing, "; "));
    if (!each.due.empty()) out += fmt::format("      before the first dose: {}\n", fmt::join(each.due, ", "));
  }
  return out;
}

}  // namespace

std::string summaryText(const Presenter& p, const Summary& summary) {
  std::string out = fmt::format("{} cases", summary.cases);
  if (summary.errors != 0) out += fmt::format(" (and {} records that could not be read)", summary.errors);
  out += fmt::format("\nas of {}, {}; knowledge {} ({}), engine {}\n", p.asOf.text(), regionNames(p),
                     p.knowledge.release.version, p.knowledge.hash.substr(0, 12), engineVersion());
  if (const std::string review = reviewWarning(p.overdue()); !review.empty())
    out += fmt::format("! OLD KNOWLEDGE: {}\n", review);
  out += wayText(summary);
  out += "\nHER2 CLASS BY TUMOUR\n";
  for (const Summary::Tumour& tumour : summary.tumours) {
    out += fmt::format("  {:>9}  {}\n", tumour.kind.cases, tumour.kind.title);
    for (const CountOf& each : tumour.classes) out += fmt::format("  {:>9}    {}\n", each.cases, each.title);
  }
  out += "\nOPTIONS BY COUNT\n  indicated  possible\n";
  out += firstOf(summary.options, mostRows, [](const Summary::Listed& each) {
    return fmt::format("  {:>9} {:>9}  {} {}\n", each.indicated, each.possible, each.region, each.option);
  });
  out += "\nMISSING, BY THE CASES WITH AN OPTION THAT WAITS FOR IT\n";
  out += firstOf(summary.missing, mostRows,
                 [](const CountOf& each) { return fmt::format("  {:>9}  {}\n", each.cases, each.title); });
  if (!summary.mostToGain.empty()) out += gainText(summary);
  return out + "\nDecision support for health professionals: options and reasons, not orders.\n";
}

std::string summaryCsv(const Summary& summary) {
  std::string out = "section,name,title,cases,indicated,possible\n";
  const auto line = [&](std::initializer_list<std::string_view> cells) {
    bool first = true;
    for (const std::string_view cell : cells) {
      if (!first) out += ',';
      first = false;
      appendCsvCell(cell, out);
    }
    out += '\n';
  };
  const auto count = [&](std::string_view section, std::string_view name, std::string_view title, std::size_t cases) {
    line({section, name, title, std::to_string(cases), "", ""});
  };
  count("cases", "all", "all cases", summary.cases);
  count("cases", "unreadable", "records that could not be read", summary.errors);
  for (const Summary::Gate& gate : summary.way) {
    count("lost", gate.id, gate.lostText, gate.lost());
    for (const CountOf& why : gate.why) count("why", gate.id, why.title, why.cases);
    count("passed", gate.id, gate.passedText, gate.passed);
  }
  for (const Summary::Tumour& tumour : summary.tumours) {
    count("tumour", tumour.kind.name, tumour.kind.title, tumour.kind.cases);
    for (const CountOf& each : tumour.classes)
      count("class", tumour.kind.name + "/" + each.name, each.title, each.cases);
  }
  for (const Summary::Listed& each : summary.options)
    line({"option", each.option + "@" + each.region, each.population, "", std::to_string(each.indicated),
          std::to_string(each.possible)});
  for (const CountOf& each : summary.missing) count("missing", each.name, each.title, each.cases);
  for (const Summary::Gain& each : summary.mostToGain)
    count("most-to-gain", each.caseId, fmt::format("{}@{} {}", each.option, each.region, each.state), 1);
  return out;
}

}  // namespace her2::present
