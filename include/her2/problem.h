// What is wrong with an input, as a value: where, what was found, what would be right. Never holds more of a record
// than the cell or element it names, and `Problem::code` alone is safe to log where patient data must not go.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace her2 {

enum class Severity { Warning, Error };

struct Problem {
  Severity severity = Severity::Error;
  std::string code;     ///< stable and lower case: "json-syntax", "value-out-of-range"
  std::string where;    ///< "cases.json:12:3", "patients.csv:17:her2_ihc_score", "Observation/ihc-1.valueQuantity"
  std::string message;  ///< what was found and what was expected: lower case, no full stop
  std::string remedy;   ///< what to do about it; may be empty

  /// "error: cases.json:12: … (remedy)" in one line.
  std::string text() const;

  friend bool operator==(const Problem&, const Problem&) = default;
};

using Problems = std::vector<Problem>;

bool hasErrors(const Problems& problems);

/// A value, or the problems that kept it from being one.
template <class T>
class Result {
 public:
  Result(T value) : state_(std::move(value)) {}                      // NOLINT(google-explicit-constructor)
  Result(Problem problem) : state_(Problems{std::move(problem)}) {}  // NOLINT(google-explicit-constructor)
  Result(Problems problems) : state_(std::move(problems)) {}         // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return std::holds_alternative<T>(state_); }
  /// Requires a value.
  T& operator*() & { return std::get<T>(state_); }
  const T& operator*() const& { return std::get<T>(state_); }
  T&& operator*() && { return std::get<T>(std::move(state_)); }
  T* operator->() { return &std::get<T>(state_); }
  const T* operator->() const { return &std::get<T>(state_); }
  /// Requires no value.
  const Problems& problems() const { return std::get<Problems>(state_); }

 private:
  std::variant<T, Problems> state_;
};

}  // namespace her2
