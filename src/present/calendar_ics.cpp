// iCalendar, RFC 5545. Written here and not by a library: what is needed is escaping and folding, and the library of
// the field takes longer to load than an assessment takes. The tests read it back with that library.
#include <fmt/format.h>

#include "present/calendar.h"
#include "present/safety_text.h"

namespace her2::present {
namespace {

constexpr std::size_t longestLine = 75;  // bytes, without the line end

std::string dayText(Date day) {
  std::string text = day.text();
  std::erase(text, '-');
  return text;
}

bool isContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

std::string event(const Presenter& presenter, const Case& record, const safety::Calendar& calendar,
                  const Visit& visit) {
  std::string out = "BEGIN:VEVENT\r\n";
  out += foldedLine(
      "UID", fmt::format("{}-{}-{}-{}", escapedText(record.id), calendar.drug, visit.check, dayText(*visit.due)));
  out += foldedLine("DTSTAMP", dayText(presenter.asOf) + "T000000Z");
  out += foldedLine("DTSTART;VALUE=DATE", dayText(*visit.due));
  out += foldedLine("DTEND;VALUE=DATE", dayText(visit.due->plusDays(1)));
  out +=
      foldedLine("SUMMARY", escapedText(visit.state == VisitState::Overdue ? "OVERDUE: " + visit.title : visit.title));
  std::string about = visit.say;
  if (visit.verify) about += "\nVerify in the label: the source was not read.";
  if (visit.window && visit.window->first != visit.window->last)
    about += fmt::format("\nBetween {} and {}.", visit.window->first.text(), visit.window->last.text());
  if (!visit.regions.empty()) about += fmt::format("\nRegions: {}.", fmt::join(visit.regions, ", "));
  about += fmt::format("\nSources: {}.", fmt::join(visit.sources, ", "));
  out += foldedLine("DESCRIPTION", escapedText(about));
  if (visit.state == VisitState::Done) out += foldedLine("STATUS", "CONFIRMED");
  out += foldedLine("TRANSP", "TRANSPARENT");
  return out + "END:VEVENT\r\n";
}

}  // namespace

std::string escapedText(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\n') {
      result += "\\n";
    } else if (c != '\r') {
      if (c == '\\' || c == ';' || c == ',') result += '\\';
      result += c;
    }
  }
  return result;
}

std::string foldedLine(std::string_view name, std::string_view value) {
  const std::string line = fmt::format("{}:{}", name, value);
  std::string result;
  std::size_t width = 0;
  for (std::size_t i = 0; i < line.size();) {
    std::size_t size = 1;
    while (i + size < line.size() && isContinuation(line[i + size])) ++size;
    if (width + size > longestLine) {
      result += "\r\n ";
      width = 1;
    }
    result.append(line, i, size);
    width += size;
    i += size;
  }
  return result + "\r\n";
}

std::string calendarIcs(const Presenter& presenter, const Case& record, const safety::Calendar& calendar) {
  std::string out = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n";
  out += foldedLine("PRODID", fmt::format("-//her2//her2 {}//EN", engineVersion()));
  out += "CALSCALE:GREGORIAN\r\n";  // no METHOD: a file, not a message between organisers (RFC 5546)
  for (const Visit& visit : calendar.visits) {
    if (showsLine(presenter, visit)) out += event(presenter, record, calendar, visit);
  }
  return out + "END:VCALENDAR\r\n";
}

}  // namespace her2::present
