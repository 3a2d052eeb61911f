#include "intake/case_json_reading.h"

#include <fmt/format.h>

#include <charconv>

namespace her2::intake {
namespace {

std::string_view trimmed(std::string_view token) { return token.substr(0, token.find_last_not_of(" \t\r\n") + 1); }

}  // namespace

PathStep::PathStep(CaseReading& reading, std::size_t index) : path_(reading.path), size_(path_.size()) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), index).ptr;
  path_.push_back('[');
  path_.append(digits.data(), end);
  path_.push_back(']');
}

void CaseReading::begin(std::string_view record, RecordPlace place, Case& into, Problems& problems) {
  out = &into;
  path.clear();
  idRefused = false;
  record_ = record;
  place_ = place;
  problems_ = &problems;
  entries_ = 0;
  full_ = false;
  lost_ = false;
  failed_ = false;
}

bool CaseReading::parse(simdjson::ondemand::parser& parser, simdjson::ondemand::object& object) {
  const simdjson::padded_string_view text(record_.data(), record_.size(), record_.size() + padding);
  switch (const auto result = parser.iterate(text).get(document_)) {
    case simdjson::SUCCESS:
      break;
    case simdjson::UTF8_ERROR:
      return lose(encodingProblem(place_, record_));
    case simdjson::UNCLOSED_STRING:
    case simdjson::UNESCAPED_CHARS:
      return lose(brokenStringProblem(place_, record_));
    case simdjson::EMPTY:
      return lose(syntaxProblem(place_, record_, record_.size()));
    default:
      return lose({Severity::Error, "json-too-large", placeOf(place_, {}), simdjson::error_message(result), {}});
  }
  if (const std::size_t first = record_.find_first_not_of(" \t\r\n"); record_[first] != '{') {
    return lose({Severity::Error, "json-not-object", placeOf(place_, record_, first),
                 fmt::format("found {}, expected a JSON object", record_[first] == '[' ? "a list" : "no object"),
                 record_[first] == '[' ? "give one record a file, or one a line" : ""});
  }
  if (document_.get_object().get(object)) {
    const std::size_t last = record_.find_last_not_of(" \t\r\n");
    return lose({Severity::Error,
                 "json-syntax",
                 placeOf(place_, record_, last),
                 "the record does not end with its `}`: it is cut short, or text follows it",
                 {}});
  }
  return true;
}

bool CaseReading::finish() {
  const char* rest = nullptr;
  if (!failed_ && document_.current_location().get(rest) == simdjson::SUCCESS) {
    lose({Severity::Error, "json-syntax", placeOf(place_, record_, static_cast<std::size_t>(rest - record_.data())),
          "text follows the end of the record", "give one record a file, or one a line"});
  }
  return !lost_;
}

bool CaseReading::lose(Problem problem) {
  problems_->clear();
  problems_->push_back(std::move(problem));
  failed_ = lost_ = true;
  return false;
}

void CaseReading::add(Severity severity, std::string code, std::string where, std::string message, std::string remedy) {
  if (failed_) return;  // nothing that stands beside a syntax error means anything
  const bool firstError = severity == Severity::Error && !lost_;
  if (severity == Severity::Error) lost_ = true;
  if (problems_->size() < maxProblems || firstError) {
    problems_->push_back({severity, std::move(code), std::move(where), std::move(message), std::move(remedy)});
  } else if (!full_) {
    full_ = true;
    problems_->push_back(
        {Severity::Warning, "problems-many", placeOf(place_, {}), "the record has more problems than are listed", {}});
  }
}

void CaseReading::warn(std::string code, std::string message, std::string remedy) {
  add(Severity::Warning, std::move(code), placeOf(place_, path), std::move(message), std::move(remedy));
}

void CaseReading::error(std::string code, std::string message, std::string remedy) {
  add(Severity::Error, std::move(code), placeOf(place_, path), std::move(message), std::move(remedy));
}

bool CaseReading::fail(const char* at) {
  if (failed_) return false;
  return lose(syntaxProblem(place_, record_, static_cast<std::size_t>(at - record_.data())));
}

bool CaseReading::fail() {
  const char* at = nullptr;
  if (document_.current_location().get(at)) at = record_.data() + record_.size();
  return fail(at);
}

bool CaseReading::countEntry() {
  if (++entries_ <= maxEntries) return true;
  if (entries_ == maxEntries + 1) {
    error("list-too-long", fmt::format("the lists of the record have more than {} entries", maxEntries));
  }
  return false;
}

bool CaseReading::walk(JsonValue value, int depth) {
  if (depth > maxNesting) {
    return lose({Severity::Error,
                 "json-depth",
                 placeOf(place_, path),
                 fmt::format("objects and lists are nested more than {} deep", maxNesting),
                 {}});
  }
  switch (typeOf(value)) {
    case JsonType::array: {
      simdjson::ondemand::array list;
      if (value.get_array().get(list)) return fail();
      for (auto entry : list) {
        JsonValue element;
        if (entry.get(element)) return fail();
        if (!isValue(element) || !walk(element, depth + 1)) return false;
      }
      return true;
    }
    case JsonType::object: {
      simdjson::ondemand::object object;
      if (value.get_object().get(object)) return fail();
      for (auto entry : object) {
        std::string_view name;
        JsonValue member;
        if (entry.unescaped_key().get(name) || entry.value().get(member)) return fail();
        if (!isValue(member) || !walk(member, depth + 1)) return false;
      }
      return true;
    }
    default:
      return !describeScalar(value).empty();
  }
}

std::string CaseReading::describeScalar(JsonValue value) {
  const std::string_view token = trimmed(value.raw_json_token());
  const auto broken = [&] { return fail(token.data()), std::string(); };
  switch (typeOf(value)) {
    case JsonType::string: {
      std::string_view text;
      return value.get_string().get(text) ? broken() : shown(text);
    }
    case JsonType::number: {
      double number = 0;
      return value.get_double().get(number) && !isJsonNumber(token) ? broken()
                                                                    : fmt::format("the number {}", shown(token));
    }
    case JsonType::boolean: {
      bool truth = false;
      return value.get_bool().get(truth) ? broken() : std::string(truth ? "true" : "false");
    }
    default: {
      bool null = false;
      return value.is_null().get(null) || !null ? broken() : std::string("null");
    }
  }
}

void CaseReading::refuse(JsonValue value, std::string_view expected, std::string remedy, Severity severity) {
  std::string found;
  switch (typeOf(value)) {
    case JsonType::array:
      found = walk(value) ? "a list" : "";
      break;
    case JsonType::object:
      found = walk(value) ? "an object" : "";
      break;
    default:
      found = describeScalar(value);
      break;
  }
  add(severity, "value-invalid", placeOf(place_, path), fmt::format("found {}, expected {}", found, expected),
      std::move(remedy));
}

void CaseReading::refuse(std::string_view text, std::string_view expected, std::string remedy) {
  warn("value-invalid", fmt::format("found {}, expected {}", shown(text), expected), std::move(remedy));
}

void CaseReading::unknownMember(std::string_view name, std::span<const std::string_view> known) {
  const std::string_view meant = nearestName(name, known);
  const std::string label = shown(name);
  const PathStep step(*this, std::string_view(label).substr(1, label.size() - 2));  // without the backticks
  warn("member-unknown", fmt::format("{} is no member here; it is not used", label),
       meant.empty() ? std::string() : fmt::format("did you mean `{}`?", meant));
}

}  // namespace her2::intake
