// Knowledge for readers: the patient's words, and the groups people know. Part of model.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "her2/code_set.h"
#include "kb/node.h"

namespace her2::kb {

/// Where on the patient's page a text stands.
enum class PatientPart : std::uint8_t {
  Urgent,    ///< on top: when to get help at once
  Status,    ///< what a class or result means
  Open,      ///< before several statuses that are still possible
  Option,    ///< what a medicine is, what to report
  Use,       ///< what an indication is for
  Check,     ///< a test: before the first dose, or still owed
  Question,  ///< a question people ask; the title is the question
  Limits,    ///< what the page is not
};

/// A text in plain words (reading age about 12). The lists say whom it is for; an empty one: anyone.
struct PatientText {
  std::string id;
  PatientPart part = PatientPart::Question;
  std::string title;
  CodeSet classes;                    ///< domain `her2-class`
  CodeSet results;                    ///< domain `her2-result`
  CodeSet tumours;                    ///< domain `tumour-kind`
  std::vector<std::string> drugs;     ///< ids of drugs, or classes of drugs
  std::vector<std::string> options;   ///< "drug/indication"
  std::vector<std::string> checks;    ///< ids of [[check]], codes of `work-up`
  std::vector<std::string> symptoms;  ///< kinds of symptoms in a record
  std::vector<std::string> say;       ///< paragraphs
  std::vector<std::string> ask;       ///< questions for the team
  std::vector<std::string> report;    ///< tell the team the same day
  std::vector<std::string> urgent;    ///< call the emergency number
  std::optional<Date> from;
  std::optional<Date> until;
  std::vector<std::string> sources;
  Block block;

  bool holds(Date day) const { return (!from || *from <= day) && (!until || day < *until); }
};

/// A group of patients that people know by name. What its members are given as facts picks its options.
struct Group {
  std::string id;
  std::string title;
  std::string about;
  CodeSet tumours;                ///< domain `tumour-kind`
  CodeSet classes;                ///< domain `her2-class`: results of which class bring a patient here
  std::vector<std::string> asks;  ///< facts; an option of the group has a criterion about one of them
  const Node* members =
      nullptr;  ///< tables of facts, as `given` of an example; an option must not fail for all of them
  std::vector<std::string> sources;
  Block block;
};

}  // namespace her2::kb
