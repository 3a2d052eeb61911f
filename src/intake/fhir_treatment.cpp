// Orders, administrations and procedures -> treatments: doses of one drug make a course, courses begun together a
// regimen (docs/fhir.md).
#include <fmt/format.h>

#include <algorithm>

#include "intake/fhir_assembly.h"
#include "intake/json_text.h"

namespace her2::intake::fhir {
namespace {

constexpr std::uint32_t none = NameIndex::none;
constexpr std::string_view surgery = "surgery";

enum class Given : std::uint8_t { Yes, Planned, No, Unsure };

/// The statuses of the five medication resources of DSTU2 to R5.
Given givenBy(std::string_view status, std::string_view intent) {
  if (status == "entered-in-error" || status == "cancelled" || status == "not-taken" || status == "not-done" ||
      status == "declined")
    return Given::No;
  if (status == "draft" || status == "intended" || status == "preparation" || status == "proposed")
    return Given::Planned;
  if (intent == "proposal" || intent == "plan" || intent == "option") return Given::Planned;
  return status.empty() || status == "unknown" ? Given::Unsure : Given::Yes;
}

bool before(const std::optional<DateRange>& a, const std::optional<DateRange>& b) {
  if (!a || !b) return b.has_value() && !a;  // what has no date comes first
  return std::pair(a->first, a->last) < std::pair(b->first, b->last);
}

int daysBetween(const std::optional<DateRange>& a, const std::optional<DateRange>& b) {
  return a && b ? std::max(0, b->first.serial() - a->last.serial()) : 0;
}

}  // namespace

void Assembly::readMedications() {
  for (const MedicationUse& use : r_->medications) {
    if (isOurs(use.subject, use.name)) readMedication(use);
  }
}

void Assembly::readMedication(const MedicationUse& use) {
  const Given given = use.notGiven ? Given::No : givenBy(use.status, use.intent);
  std::string name;
  const std::vector<DrugId>& drugs = drugsOf(use, name);
  if (given == Given::No)
    return warn(
        "status-ignored", use.name, "status",
        fmt::format("{} is {} and is not read", shown(name), use.notGiven ? "marked as not given" : use.status));
  bool metastatic = false;
  bool named = false;
  const bool forCancer = isForCancer(use.reasons, use.name, metastatic, named);
  const bool treatment = std::any_of(drugs.begin(), drugs.end(), [&](DrugId drug) {
    const auto& classes = vocabulary_.drug(drug).classes;
    return std::find(classes.begin(), classes.end(), terms_.grouping.treatmentClass) != classes.end();
  });
  if (drugs.empty() && named && forCancer) {
    warn("drug-unknown", use.name, "medication",
         fmt::format("{} is given for the tumour, but no drug of the knowledge has that name or code", shown(name)),
         "add it to the knowledge");
  }
  if (!treatment || !forCancer) {
    if (treatment)
      warn("not-for-cancer", use.name, "reasonReference",
           fmt::format("{} is given for another condition and not taken as a treatment of the tumour", shown(name)));
    if (given != Given::Planned && (use.status == "active" || use.status == "in-progress" || use.status == "on-hold")) {
      out_->medications.push_back(
          {name, drugs.size() == 1 ? std::optional(drugs.front()) : std::nullopt, origin(use.name, "medication")});
    }
    return;
  }
  if (given == Given::Unsure)
    warn("status-preliminary", use.name, "status",
         fmt::format("whether {} was given is not said; it is taken as given", shown(name)));
  addMedication(use, drugs, given == Given::Planned, metastatic);
}

void Assembly::addMedication(const MedicationUse& use, const std::vector<DrugId>& drugs, bool planned,
                             bool metastatic) {
  Course course;
  const bool dated = !use.period.start.empty();
  course.startElement = dated ? use.period.startElement : "authoredOn";
  course.start = dateOf(dated ? use.period.start : use.authored, use.name, course.startElement);
  course.end = dateOf(use.period.end, use.name, "period.end");
  if (use.kind == MedicationKind::Administration) course.lastDose = course.start;
  course.planned = planned;
  course.ongoing = use.status == "active" || use.status == "in-progress" || use.status == "on-hold";
  course.group = use.group;
  appendPath(course.path, use.name, {});
  course.intent = codesRead(terms_.intentRole, use.treatmentIntent).value_or(CodeSet());
  for (const Concept& each : r_->conceptsOf(use.categories)) {
    if (course.intent.empty()) course.intent = codesRead(terms_.intentRole, each).value_or(CodeSet());
  }
  if (course.intent.empty() && metastatic) course.intent = terms_.grouping.metastaticIntent;
  for (const Concept& each : r_->conceptsOf(use.statusReasons)) {
    if (course.endReason.empty()) course.endReason = codesRead(terms_.endReasonRole, each).value_or(CodeSet());
  }
  const std::string_view ended = use.status == "completed" ? "completed" : course.ongoing ? "active" : "";
  if (course.endReason.empty() && !planned && !ended.empty()) {
    const Reading& reading = reader_.text(terms_.endReasonRole, ended);
    if (reading.understood()) course.endReason = reading.says[0].codes;
  }
  for (const DrugId drug : drugs) {
    course.drug = drug;
    courses_.push_back(course);
  }
}

/// What an element that names an intent or a reason says; nothing where it says something else.
std::optional<CodeSet> Assembly::codesRead(RoleId role, const Concept& c) {
  if (!c.present()) return std::nullopt;
  const Reading& reading = reader_.value(*r_, role, c);
  if (!reading.understood() || reading.size == 0) return std::nullopt;
  return reading.says[0].codes;
}

/// False if the reasons given are conditions of the record and none of them is the tumour.
bool Assembly::isForCancer(Slice reasons, const Name& name, bool& metastatic, bool& named) {
  bool other = false;
  for (const std::string_view reference : r_->referencesOf(reasons)) {
    const std::uint32_t condition = r_->resolve("Condition", reference, name);
    if (condition == none) continue;
    metastatic |= conditionKinds_[condition] == ConditionKind::Metastasis;
    named |= conditionKinds_[condition] != ConditionKind::Other;
    other |= conditionKinds_[condition] == ConditionKind::Other;
  }
  return named || !other;
}

void Assembly::readProcedures() {
  for (const ProcedureResource& procedure : r_->procedures) {
    if (!isOurs(procedure.subject, procedure.name)) continue;
    const ProcedureMeaning* meaning = procedureOf(procedure);
    if (meaning == nullptr) continue;
    const Given given = givenBy(procedure.status, {});
    if (given == Given::No) {
      warn("status-ignored", procedure.name, "status",
           fmt::format("the procedure is {} and is not read", procedure.status));
      continue;
    }
    bool metastatic = false;
    bool named = false;
    bool forCancer = isForCancer(procedure.reasons, procedure.name, metastatic, named);
    for (const Concept& reason : r_->conceptsOf(procedure.reasonCodes)) {
      const auto& why = reader_.find(*r_, ConceptReader::Kind::Diagnosis, reason).values;
      named |= std::any_of(why.begin(), why.end(), [&](std::uint16_t m) {
        return terms_.meanings[m].isTumour() || terms_.meanings[m].metastatic;
      });
    }
    forCancer |= named;
    if (!forCancer || (meaning->cancerOnly && !named)) continue;
    Course course;
    course.procedure = meaning->procedure;
    course.drug = meaning->drug;
    course.startElement = procedure.performed.startElement;
    course.start = dateOf(procedure.performed.start, procedure.name, course.startElement);
    course.end = dateOf(procedure.performed.end, procedure.name, "performedPeriod.end");
    course.planned = given == Given::Planned;
    course.intent = codesRead(terms_.intentRole, procedure.treatmentIntent).value_or(CodeSet());
    appendPath(course.path, procedure.name, {});
    courses_.push_back(std::move(course));
  }
}

/// Null for one that is no treatment of a tumour.
const ProcedureMeaning* Assembly::procedureOf(const ProcedureResource& procedure) {
  const auto first = [&](const Concept& c) {
    const ConceptReader::Found& found = reader_.find(*r_, ConceptReader::Kind::Procedure, c);
    return found.values.empty() ? nullptr : &terms_.procedures[found.values.front()];
  };
  if (const auto* byCode = first(procedure.code)) return byCode;
  for (const Concept& category : r_->conceptsOf(procedure.categories)) {
    if (const auto* byCategory = first(category)) return byCategory;
  }
  return nullptr;
}

/// Doses of the same drug, or sessions of the same procedure, without a long gap are one course. An operation ends it:
/// what comes after has another purpose.
void Assembly::mergeCourses() {
  operations_.clear();
  for (const Course& course : courses_) {
    if (course.procedure == surgery && !course.planned && course.start) operations_.push_back(*course.start);
  }
  const auto order = [](const Course& c) { return std::tuple(c.planned, c.procedure, c.drug); };
  for (std::size_t i = 0; i < courses_.size(); ++i) courses_[i].place = i;
  const auto isBefore = [&](const Course& a, const Course& b) {
    return order(a) != order(b) ? order(a) < order(b) : before(a.start, b.start);
  };
  if (courses_.size() > 1) std::stable_sort(courses_.begin(), courses_.end(), isBefore);  // it allocates for one, too
  std::size_t kept = 0;
  for (std::size_t i = 1; i < courses_.size(); ++i) {
    if (order(courses_[kept]) == order(courses_[i]) && continues(courses_[kept], courses_[i])) {
      extend(courses_[kept], courses_[i]);
    } else if (++kept != i) {
      courses_[kept] = std::move(courses_[i]);
    }
  }
  if (!courses_.empty()) courses_.resize(kept + 1);
}

bool Assembly::continues(const Course& course, const Course& next) const {
  if (course.intent != next.intent && !next.intent.empty()) return false;
  if (course.start == next.start) return true;
  const std::optional<DateRange>& last = course.end ? course.end : course.start;
  if (next.procedure == surgery || daysBetween(last, next.start) > terms_.grouping.courseGapDays) return false;
  return !last || !next.start || std::none_of(operations_.begin(), operations_.end(), [&](const DateRange& operation) {
    return operation.first >= last->last && operation.last <= next.start->first;
  });
}

void Assembly::extend(Course& course, const Course& next) const {
  const std::optional<DateRange>& last = course.end ? course.end : course.start;
  const std::optional<DateRange>& end = next.end ? next.end : next.start;
  if (end && (!last || end->last > last->last)) course.end = end;
  if (!course.start) course.start = next.start;
  if (next.lastDose && (!course.lastDose || next.lastDose->last > course.lastDose->last))
    course.lastDose = next.lastDose;
  // A dose that has been given ends no order that goes on.
  if (next.lastDose && course.ongoing) return;
  course.ongoing = next.ongoing;
  course.endReason = next.endReason;
}

void Assembly::assembleTreatments() {
  mergeCourses();
  std::sort(courses_.begin(), courses_.end(), [](const Course& a, const Course& b) {
    return a.start == b.start ? a.place < b.place : before(a.start, b.start);
  });
  std::vector<bool> used(courses_.size(), false);
  for (std::size_t i = 0; i < courses_.size(); ++i) {
    if (used[i]) continue;
    regimen_.assign(1, i);
    for (std::size_t k = i + 1; k < courses_.size() && belongToRegimen(courses_[i], courses_[k]) != Together::NoMore;
         ++k) {
      if (used[k] || belongToRegimen(courses_[i], courses_[k]) != Together::Yes) continue;
      used[k] = true;
      regimen_.push_back(k);
    }
    addTreatment();
  }
}

/// `b` does not begin before `a`. Drugs of one resource or order belong together whenever they begin, others if they
/// begin together and for the same purpose.
Assembly::Together Assembly::belongToRegimen(const Course& a, const Course& b) const {
  if (!a.procedure.empty() || !b.procedure.empty() || a.planned != b.planned) return Together::No;
  if (a.path == b.path || (!a.group.empty() && a.group == b.group)) return Together::Yes;
  if (!a.start || !b.start) return Together::No;
  if (daysBetween(a.start, b.start) > terms_.grouping.sameStartDays)
    return a.group.empty() ? Together::NoMore : Together::No;
  const bool purpose = a.intent == b.intent || a.intent.empty() || b.intent.empty();
  return purpose && a.drug != b.drug ? Together::Yes : Together::No;
}

void Assembly::addTreatment() {
  dropClasses();
  Treatment& treatment = out_->treatments.emplace_back();
  const Course& first = courses_[regimen_.front()];
  const auto at = [&](const Course& course, std::string_view element) {
    path_.assign(course.path).append(element.empty() ? "" : ".").append(element);
    return out_->addOrigin(path_);
  };
  treatment.origin = at(first, {});
  treatment.planned = first.planned;
  if (!first.procedure.empty()) treatment.procedure = {std::string(first.procedure), treatment.origin};
  if (first.start) treatment.start = {first.start, at(first, first.startElement)};
  bool ended = true;
  const Course* last = &first;
  CodeSet reason = first.endReason;
  for (const std::size_t i : regimen_) {
    const Course& course = courses_[i];
    if (course.drug) treatment.drugs.push_back(*course.drug);
    if (treatment.intent.value.empty() && !course.intent.empty()) treatment.intent = {course.intent, at(course, {})};
    ended = ended && course.end && !course.ongoing;
    if (course.end && (!last->end || last->end->last < course.end->last)) last = &course;
    if (course.endReason != reason) reason = {};
  }
  if (ended) treatment.end = {last->end, at(*last, {})};
  for (const std::size_t i : regimen_) {
    const std::optional<DateRange>& dose = courses_[i].lastDose;
    const DateLeaf& known = treatment.lastDose;
    if (!ended && dose && (!known.recorded() || known.value->last < dose->last))
      treatment.lastDose = {dose, at(courses_[i], {})};
  }
  if (!reason.empty()) treatment.endReason = {reason, at(first, "status")};
}

/// A class of drugs says nothing more beside a drug of that class.
void Assembly::dropClasses() {
  const auto saidByAnother = [&](std::size_t i) {
    if (!courses_[i].drug) return false;
    const std::string& name = vocabulary_.drug(*courses_[i].drug).id;
    return std::any_of(regimen_.begin(), regimen_.end(), [&](std::size_t other) {
      if (!courses_[other].drug || courses_[other].drug == courses_[i].drug) return false;
      const auto& classes = vocabulary_.drug(*courses_[other].drug).classes;
      return std::find(classes.begin(), classes.end(), name) != classes.end();
    });
  };
  std::erase_if(regimen_, saidByAnother);
}

}  // namespace her2::intake::fhir
