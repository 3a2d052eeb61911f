// her2 check: may this drug be given now? her2 calendar: which checks, on which days?
#include <fmt/format.h>

#include "assess/order_review.h"
#include "cli/record.h"
#include "present/calendar.h"
#include "present/knowledge_text.h"
#include "present/order.h"

namespace her2::cli {
namespace {

constexpr int exitWait = 10;
constexpr int exitStop = 20;
constexpr int calendarMonths = 12;

present::Presenter presenterOf(const Session& session) {
  return {session.assessor->knowledge(), session.assessor->settings().asOf, session.regions, false, session.today};
}

/// Drugs by any of their names; nothing after a complaint.
std::optional<std::vector<DrugId>> drugsOf(const std::vector<std::string>& names, const kb::Knowledge& knowledge) {
  std::vector<DrugId> drugs;
  for (const std::string& name : names) {
    const auto drug = knowledge.vocabulary.findDrug(name);
    if (!drug) {
      fmt::print(stderr, "her2: --drug {}: no drug of the knowledge has that name; give the INN, a brand or an alias\n",
                 name);
      return std::nullopt;
    }
    drugs.push_back(*drug);
  }
  return drugs;
}

/// False after a complaint; an empty text leaves the day as it is.
bool readDay(const std::string& text, std::string_view option, std::optional<Date>& into) {
  if (text.empty()) return true;
  into = Date::parse(text);
  if (!into) fmt::print(stderr, "her2: {} {}: not a day such as 2026-05-17\n", option, text);
  return into.has_value();
}

bool hasSafety(const Session& session) {
  if (session.assessor->safetyReviewer().hasRules()) return true;
  fmt::print(stderr, "her2: this knowledge has no safety rules\n");
  return false;
}

int exitOf(safety::Verdict verdict, Exit printed) {
  if (printed != Exit::Done) return static_cast<int>(printed);
  switch (verdict) {
    case safety::Verdict::Go:
      break;
    case safety::Verdict::Wait:
      return exitWait;
    case safety::Verdict::Stop:
      return exitStop;
  }
  return static_cast<int>(Exit::Done);
}

/// The drugs asked for, else those with safety rules that are being given or planned.
std::vector<DrugId> drugsOfRecord(const Session& session, const Case& record) {
  std::vector<DrugId> drugs;
  const safety::Rules& rules = session.assessor->safetyReviewer().rules();
  for (const DrugId drug : rules.names.drugs) {
    const facts::Course course = facts::latestCourse(record, drug, session.assessor->settings().asOf, rules.courses);
    if (course.begun() || course.planned) drugs.push_back(drug);
  }
  return drugs;
}

std::string calendarIn(const std::string& format, const present::Presenter& presenter, const Case& record,
                       const safety::Calendar& calendar) {
  if (format == "json") return present::calendarJson(presenter, record, calendar) + "\n";
  if (format == "ics") return present::calendarIcs(presenter, record, calendar);
  if (format == "fhir") return present::calendarFhir(presenter, record, calendar) + "\n";
  return present::calendarText(presenter, record, calendar);
}

}  // namespace

int checkOrder(const Arguments& arguments) {
  const auto opened = openSession(arguments);
  if (const auto* exit = std::get_if<Exit>(&opened)) return static_cast<int>(*exit);
  const auto& session = std::get<Session>(opened);
  if (!hasSafety(session)) return static_cast<int>(Exit::KnowledgeInvalid);
  const kb::Knowledge& knowledge = session.assessor->knowledge();
  const auto drugs = drugsOf(arguments.drugs, knowledge);
  if (!drugs) return static_cast<int>(Exit::Usage);
  auto read = readRecord(arguments, knowledge);
  if (const auto* exit = std::get_if<Exit>(&read)) return static_cast<int>(*exit);
  auto& [record, problems, hash] = std::get<ReadRecord>(read);
  const assess::OrderReview review = assess::reviewOrder(*session.assessor, record, {*drugs, {}, {}}, session.regions);
  printProblems(problems);
  const present::Presenter presenter = presenterOf(session);
  const Exit printed = printOut(arguments.format == "json" ? present::orderJson(presenter, review, hash) + "\n"
                                                           : present::orderText(presenter, review));
  return exitOf(review.check.verdict, printed);
}

int calendar(const Arguments& arguments) {
  const auto opened = openSession(arguments);
  if (const auto* exit = std::get_if<Exit>(&opened)) return static_cast<int>(*exit);
  const auto& session = std::get<Session>(opened);
  if (!hasSafety(session)) return static_cast<int>(Exit::KnowledgeInvalid);
  const kb::Knowledge& knowledge = session.assessor->knowledge();
  auto drugs = drugsOf(arguments.drugs, knowledge);
  std::optional<Date> start;
  std::optional<Date> end;
  std::optional<Date> until;
  const bool days = readDay(arguments.start, "--start", start) && readDay(arguments.end, "--end", end) &&
                    readDay(arguments.until, "--until", until);
  if (!drugs || !days) return static_cast<int>(Exit::Usage);
  auto read = readRecord(arguments, knowledge);
  if (const auto* exit = std::get_if<Exit>(&read)) return static_cast<int>(*exit);
  auto& [record, problems, hash] = std::get<ReadRecord>(read);
  printProblems(problems);
  if (drugs->empty()) drugs = drugsOfRecord(session, record);
  const bool text = arguments.format.empty() || arguments.format == "text";
  if (drugs->empty() || (drugs->size() > 1 && !text)) {
    fmt::print(stderr, "her2: the record holds {} with safety rules; give one with --drug\n",
               drugs->empty() ? "no drug" : "several drugs");
    return static_cast<int>(Exit::Usage);
  }
  const safety::Reviewer& reviewer = session.assessor->safetyReviewer();
  facts::FactBlock block = reviewer.makeBlock();
  const Date asOf = session.assessor->settings().asOf;
  const Date last = until.value_or(std::max(asOf, start.value_or(asOf)).plusMonths(calendarMonths));
  std::string out;
  for (const DrugId drug : *drugs) {
    const Tumour* tumour = session.assessor->tumourOf(record);
    const safety::Calendar made = safety::makeCalendar(reviewer, {record, tumour}, {drug, start, end, last}, block);
    out += calendarIn(arguments.format, presenterOf(session), record, made);
  }
  return static_cast<int>(printOut(out));
}

}  // namespace her2::cli
