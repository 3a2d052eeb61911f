#include "service/cards.h"

#include <fmt/format.h>

#include <algorithm>

namespace her2::service {
namespace {

constexpr std::size_t longestSummary = 139;

std::string shortened(std::string text) {
  if (text.size() <= longestSummary) return text;
  std::size_t end = longestSummary - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not within a character
  return text.substr(0, end) + "...";
}

class Cards {
 public:
  Cards(const present::Presenter& presenter, const Assessment& assessment) : p_(presenter), a_(assessment) {}

  std::string titles(std::string_view fact, CodeSet codes) const {
    std::string text;
    codes.forEach([&](unsigned code) { text += (text.empty() ? "" : " or ") + p_.domainOf(fact)[code].title; });
    return text.empty() ? "not determined" : text;
  }

  std::string owed() const {
    CodeSet owed;
    for (const SpecimenStatus& each : a_.status.specimens) {
      if (each.decides) owed |= each.owed;
    }
    return owed.empty() ? std::string() : titles("status.owed", owed);
  }

  std::string status() const {
    const std::string result = titles("status.result", a_.status.result);
    const std::string her2Class = titles("status.class", a_.status.her2Class);
    return result == her2Class ? result : result + "; " + her2Class;
  }

  std::string options(OptionState state) const {
    std::string text;
    for (const Option& option : a_.options) {
      if (option.state == state && p_.shows(option)) text += line(option);
    }
    return text;
  }

  /// One option, its approvals with their sources, and what is missing or fails.
  std::string line(const Option& option) const {
    const kb::Indication& indication = p_.knowledge.indications[option.indication];
    std::string text =
        fmt::format("- **{}** ({}): {}", escapedMarkdown(fmt::format("{}", fmt::join(indication.regimen, " + "))),
                    p_.knowledge.regions[option.region].id, escapedMarkdown(indication.population));
    for (const std::uint16_t index : option.approvals) {
      const kb::Approval& approval = indication.approvals[index];
      const kb::Source* source = p_.knowledge.findSource(approval.source);
      const std::string name = fmt::format("{} {} {}", approval.agency, approval.date.text(), approval.kind);
      text += source != nullptr && source->url.starts_with("https://") ? fmt::format("; [{}]({})", name, source->url)
                                                                       : "; " + name;
    }
    std::string missing;
    for (const std::string& fact : option.missing)
      missing += (missing.empty() ? "" : ", ") + present::factTitle(p_, fact);
    if (!missing.empty()) text += fmt::format("; would decide: {}", escapedMarkdown(missing));
    for (const std::uint16_t criterion : option.failed)
      text += fmt::format("; does not hold: {}", escapedMarkdown(indication.criteria[criterion].say));
    return text + "\n";
  }

  std::string warnings() const {
    std::string text;
    for (const Problem& each : a_.warnings)
      text += fmt::format("- {}\n", escapedMarkdown(fmt::format("{}: {}", each.where, each.message)));
    return text;
  }

  std::string footer() const {
    return fmt::format(
        "\nAs of {}, knowledge {} ({}). Decision support for health professionals: options and reasons, not orders; "
        "not for emergencies. Check the sources before acting.\n",
        p_.asOf.text(), p_.knowledge.release.version, p_.knowledge.hash.substr(0, 12));
  }

 private:
  const present::Presenter& p_;
  const Assessment& a_;
};

void section(std::string& detail, std::string_view title, const std::string& lines) {
  if (!lines.empty()) detail += fmt::format("\n**{}**\n\n{}", title, lines);
}

}  // namespace

std::string escapedMarkdown(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '<') {
      result += "&lt;";
    } else if (c == '>') {
      result += "&gt;";
    } else if (c == '&') {
      result += "&amp;";
    } else if (c == '\n' || c == '\r') {
      result += ' ';
    } else {
      if (std::string_view("\\`*_{}[]()#+-.!|~").find(c) != std::string_view::npos) result += '\\';
      result += c;
    }
  }
  return result;
}

std::vector<Card> statusCards(const present::Presenter& presenter, const Assessment& assessment) {
  std::vector<Card> cards;
  const Cards text(presenter, assessment);
  const bool tested = std::any_of(assessment.status.specimens.begin(), assessment.status.specimens.end(),
                                  [](const SpecimenStatus& s) { return s.tested; });
  if (!tested && assessment.options.empty()) return cards;
  const std::string owed = text.owed();
  Card status;
  status.summary = shortened("HER2: " + text.status() + (owed.empty() ? "" : "; still owed: " + owed));
  status.indicator = owed.empty() ? "info" : "warning";
  status.detail = fmt::format("{}\n", escapedMarkdown(text.status()));
  if (!owed.empty()) status.detail += fmt::format("\nStill owed: {}\n", escapedMarkdown(owed));
  section(status.detail, "Indicated by label", text.options(OptionState::Indicated));
  section(status.detail, "Possible, not decided by this record", text.options(OptionState::Possible));
  section(status.detail, "About the record", text.warnings());
  status.detail += text.footer();
  cards.push_back(std::move(status));
  if (!assessment.nextTests.empty()) {
    Card gaps;
    std::string names;
    for (const NextTest& next : assessment.nextTests)
      names += (names.empty() ? "" : ", ") + present::factTitle(presenter, next.test);
    gaps.summary = shortened("HER2: what would decide more: " + names);
    gaps.indicator = "info";
    for (const NextTest& next : assessment.nextTests)
      gaps.detail +=
          fmt::format("- {}: bears on {} option{}\n", escapedMarkdown(present::factTitle(presenter, next.test)),
                      next.decides.size(), next.decides.size() == 1 ? "" : "s");
    gaps.detail += text.footer();
    cards.push_back(std::move(gaps));
  }
  return cards;
}

std::vector<Card> orderCards(const present::Presenter& presenter, const Assessment& assessment,
                             const std::set<std::string>& drugs) {
  std::vector<Card> cards;
  const Cards text(presenter, assessment);
  for (const std::string& drug : drugs) {
    const auto fits = [&](const Option& option, OptionState state) {
      const auto& regimen = presenter.knowledge.indications[option.indication].regimen;
      return option.state == state && presenter.shows(option) &&
             std::find(regimen.begin(), regimen.end(), drug) != regimen.end();
    };
    const auto lines = [&](OptionState state) {
      std::string all;
      for (const Option& option : assessment.options) {
        if (fits(option, state)) all += text.line(option);
      }
      return all;
    };
    const std::string indicated = lines(OptionState::Indicated);
    const std::string possible = lines(OptionState::Possible);
    Card card;
    card.overridable = indicated.empty();
    card.indicator = indicated.empty() ? "warning" : "info";
    card.summary =
        shortened(fmt::format("{}: {}", drug,
                              !indicated.empty()  ? "the wording of a label fits this record"
                              : !possible.empty() ? "no label is decided by this record; something is missing"
                                                  : "no label fits this record"));
    section(card.detail, "Indicated by label", indicated);
    section(card.detail, "Possible, not decided by this record", possible);
    if (indicated.empty()) section(card.detail, "Not indicated", lines(OptionState::NotIndicated));
    card.detail += text.footer();
    cards.push_back(std::move(card));
  }
  return cards;
}

}  // namespace her2::service
