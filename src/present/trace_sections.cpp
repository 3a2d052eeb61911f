#include "present/trace_sections.h"

#include <fmt/format.h>

namespace her2::present {

std::vector<const TraceSection*> sectionsShown(const Presenter& presenter, const Assessment& assessment) {
  // What is about one region has its id in parentheses at the end of the title; a specimen has its number there.
  std::vector<std::string> elsewhere;
  const auto& regions = presenter.knowledge.regions;
  for (std::size_t region = 0; region < regions.size(); ++region) {
    if (std::find(presenter.regions.begin(), presenter.regions.end(), region) == presenter.regions.end())
      elsewhere.push_back(fmt::format(" ({})", regions[region].id));
  }
  std::vector<const TraceSection*> shown;
  for (const TraceSection& section : assessment.trace) {
    const bool hidden = std::any_of(elsewhere.begin(), elsewhere.end(),
                                    [&](const std::string& end) { return section.title.ends_with(end); });
    if (!hidden) shown.push_back(&section);
  }
  return shown;
}

}  // namespace her2::present
