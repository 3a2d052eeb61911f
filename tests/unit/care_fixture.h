// Patients under treatment, in few words: a person, courses, measurements and findings of case JSON.
#pragma once

#include "assess_fixture.h"
#include "present/presenter.h"

namespace her2::care {

inline std::string list(std::string_view name, const std::vector<std::string>& entries) {
  return fmt::format(R"("{}":[{}])", name, fmt::join(entries, ","));
}

/// `more`: further members of a treatment, such as `"end":"2026-03-01"`.
inline std::string course(std::string_view drug, std::string_view start, std::string_view intent,
                          std::string_view more = {}) {
  return fmt::format(R"({{"drugs":["{}"],"start":"{}","intent":"{}"{}{}}})", drug, start, intent,
                     more.empty() ? "" : ",", more);
}

inline std::string plan(std::string_view drug) { return fmt::format(R"({{"drugs":["{}"],"planned":true}})", drug); }

inline std::string measured(std::string_view kind, std::string_view day, double value, std::string_view unit) {
  return fmt::format(R"({{"kind":"{}","date":"{}","value":{},"unit":"{}"}})", kind, day, value, unit);
}

inline std::string lvef(std::string_view day, double percent) { return measured("lvef", day, percent, "%"); }

/// A liver test with an upper limit of normal of 10.
inline std::string liver(std::string_view kind, std::string_view day, double timesUpperLimit) {
  return fmt::format(R"({{"kind":"{}","date":"{}","value":{},"unit":"U/L","referenceHigh":10}})", kind, day,
                     timesUpperLimit * 10);
}

/// An adverse event; `more`: `"end":"2026-03-01"` …
inline std::string event(std::string_view kind, int grade, std::string_view day, std::string_view more = {}) {
  return fmt::format(R"({{"kind":"{}","grade":{},"date":"{}"{}{}}})", kind, grade, day, more.empty() ? "" : ",", more);
}

/// A woman of 46 before the menopause with metastatic breast cancer.
inline std::string woman(const std::vector<std::string>& members) {
  return fmt::format(R"({{"id":"p1","sex":"female","birthDate":"1980-05-02","menopause":"pre",)"
                     R"("tumours":[{{"kind":"breast","setting":"metastatic"}}],{}}})",
                     fmt::join(members, ","));
}

inline std::string man(const std::vector<std::string>& members) {
  return fmt::format(R"({{"id":"p2","sex":"male","birthDate":"1980-05-02",)"
                     R"("tumours":[{{"kind":"breast","setting":"metastatic"}}],{}}})",
                     fmt::join(members, ","));
}

inline present::Presenter presenterOf(std::string_view day) {
  return {*testKnowledge(), *Date::parse(day), {0, 1}, false};
}

inline rapidjson::Document parsed(const std::string& json) {
  rapidjson::Document document;
  document.Parse(json.c_str(), json.size());
  EXPECT_FALSE(document.HasParseError()) << json;
  return document;
}

}  // namespace her2::care
