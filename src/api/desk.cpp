#include "api/desk.h"

#include <fmt/format.h>

#include <algorithm>

#include "assess/suppose.h"
#include "cohort/input_hash.h"
#include "intake/reader.h"

namespace her2::api {

Result<std::shared_ptr<const assess::Assessor>> Desk::assessorOf(const Question& question) const {
  const auto fits = [&](const Day& day) { return day.asOf == question.asOf && day.openWorld == question.openWorld; };
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = std::find_if(days_.begin(), days_.end(), fits); found != days_.end()) return found->assessor;
  }
  auto assessor = assess::Assessor::create(knowledge_, {question.asOf, question.openWorld});
  if (!assessor) return assessor.problems();
  const std::lock_guard lock(mutex_);
  if (std::none_of(days_.begin(), days_.end(), fits)) days_.push_back({question.asOf, question.openWorld, *assessor});
  if (days_.size() > mostDays) days_.pop_front();
  return *assessor;
}

Result<Desk::Reader> Desk::takeReader(std::string_view record, std::string_view name) const {
  // What the record is shows in its first bytes; the terminology of the FHIR reader is compiled once and kept.
  const auto kind = cohort::kindOf(record);
  {
    const std::lock_guard lock(mutex_);
    const auto found =
        std::find_if(readers_.begin(), readers_.end(), [&](const Reader& each) { return each.kind == kind; });
    if (kind && found != readers_.end()) {
      Reader reader = std::move(*found);
      readers_.erase(found);
      return reader;
    }
  }
  const auto format = cohort::detectFormat(record, name, *knowledge_, {});
  if (!format) return format.problems();
  if (format->kind == cohort::InputKind::Table)
    return Problem{Severity::Error, "not-a-case", std::string(name),
                   "found a table, expected one case as case JSON or a FHIR Bundle", "screen it as a cohort"};
  return Reader{format->kind, std::make_unique<cohort::RecordReader>(*format, *knowledge_)};
}

void Desk::giveBack(Reader reader) const {
  const std::lock_guard lock(mutex_);
  readers_.push_back(std::move(reader));
}

bool Desk::read(std::string_view record, std::string_view name, Case& out, Problems& problems) const {
  problems.clear();
  auto reader = takeReader(record, name);
  if (!reader) {
    problems = reader.problems();
    return false;
  }
  const intake::Padded padded(record);
  const bool good = reader->reader->read(padded.text(), {name, 0}, out, problems);
  giveBack(*std::move(reader));
  return good;
}

Result<Answer> Desk::open(std::string_view record, std::string_view name, const Question& question) const {
  auto assessor = assessorOf(question);
  if (!assessor) return assessor.problems();
  Answer answer;
  answer.assessor = *assessor;
  if (!read(record, name, answer.record, answer.warnings)) return answer.warnings;
  answer.inputHash = cohort::inputHash(record);
  return answer;
}

void Desk::assess(Answer& answer, assess::Detail detail) const {
  assess::Workspace workspace = answer.assessor->makeWorkspace();
  answer.assessor->assess(std::span(&answer.record, 1), workspace, std::span(&answer.assessment, 1), detail);
  auto& warnings = answer.assessment.warnings;
  warnings.insert(warnings.begin(), answer.warnings.begin(), answer.warnings.end());
}

Result<Answer> Desk::ask(std::string_view record, std::string_view name, const Question& question) const {
  auto answer = open(record, name, question);
  if (answer) assess(*answer, question.detail);
  return answer;
}

Result<std::pair<Case, Problems>> Desk::readCase(std::string_view record, std::string_view name) const {
  const auto format = cohort::detectFormat(record, name, *knowledge_, {});
  if (!format) return format.problems();
  cohort::RecordReader reader(*format, *knowledge_);
  const intake::Padded padded(record.substr(format->header.size()));
  std::pair<Case, Problems> result;
  if (!reader.read(padded.text(), {name, 0}, result.first, result.second)) return result.second;
  return result;
}

Result<Supposed> Desk::suppose(const Answer& answer, const std::vector<std::string>& changes,
                               assess::Detail detail) const {
  Supposed result;
  std::vector<intake::CaseEdit> edits;
  for (const std::string& text : changes) {
    auto edit = intake::parseCaseEdit(text);
    if (!edit) return edit.problems();
    result.changes.push_back(edit->text());
    edits.push_back(*std::move(edit));
  }
  assess::Supposer supposer(*answer.assessor, answer.record, answer.assessment);
  auto supposition = supposer.suppose(edits);
  if (!supposition) return supposition.problems();
  result.record = std::move(supposition->record);
  assess::Workspace workspace = answer.assessor->makeWorkspace();
  answer.assessor->assess(std::span(&result.record, 1), workspace, std::span(&result.assessment, 1), detail,
                          std::span(&supposition->facts, 1));
  return result;
}

}  // namespace her2::api
