#include "intake/case_json.h"

#include <fmt/format.h>

#include <unordered_set>

#include "intake/case_json_parts.h"

namespace her2::intake {
namespace {

/// Buffers that grew beyond this for one long record are given back after it.
constexpr std::size_t keptBytes = std::size_t{4} << 20;

void readId(CaseReading& reading, JsonValue value, Case& out) {
  if (typeOf(value) != JsonType::string) {
    reading.idRefused = true;
    return reading.refuse(value, "the id as text", "put it in quotes", Severity::Error);
  }
  readLeaf(reading, value, out.id);
}

constexpr Member<Case> caseMembers[] = {
    {"id", readId, nullptr},
    leaf<&Case::birthDate>("birthDate"),
    code<&Case::sex, &CaseDomains::sex>("sex"),
    code<&Case::menopause, &CaseDomains::menopause>("menopause"),
    code<&Case::smoking, &CaseDomains::smoking>("smoking"),
    leaf<&Case::pregnant>("pregnant"),
    {"tumours", readTumours, nullptr},
    {"specimens", readSpecimens, nullptr},
    {"treatments", readTreatments, nullptr},
    {"measurements", readMeasurements, nullptr},
    {"conditions", readConditions, nullptr},
    {"adverseEvents", readAdverseEvents, nullptr},
    {"medications", readMedications, nullptr},
    {"symptoms", readSymptoms, nullptr},
    leaf<&Case::preferences>("preferences"),
    leaf<&Case::residence>("residence"),
};
static_assert(std::size(caseMembers) <= maxMembers);

bool isBlank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

/// Ids are what other records and reports point at, so two entries with one id are worth a word; both stay.
template <class T>
std::unordered_set<std::string_view> distinctIds(CaseReading& reading, std::string_view list,
                                                 const std::vector<T>& entries) {
  std::unordered_set<std::string_view> ids;
  const PathStep listStep(reading, list);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::string& id = entries[i].id.value;
    if (id.empty() || ids.insert(id).second) continue;
    const PathStep entryStep(reading, i);
    const PathStep idStep(reading, "id");
    reading.warn("id-duplicate", fmt::format("the id {} appears twice; both entries are kept", shown(id)),
                 "give each an id of its own");
  }
  return ids;
}

/// What only the whole case shows: repeated ids, a specimen of a tumour that is not there.
void checkReferences(CaseReading& reading, const Case& out) {
  const auto tumours = distinctIds(reading, "tumours", out.tumours);
  distinctIds(reading, "specimens", out.specimens);
  const PathStep list(reading, "specimens");
  for (std::size_t i = 0; i < out.specimens.size(); ++i) {
    const TextLeaf& tumour = out.specimens[i].tumour;
    if (!tumour.recorded() || tumours.contains(tumour.value)) continue;
    const PathStep entry(reading, i);
    const PathStep member(reading, "tumour");
    reading.warn("reference-unknown", fmt::format("no tumour has the id {}", shown(tumour.value)));
  }
}

}  // namespace

struct CaseJsonReader::Impl {
  explicit Impl(const Vocabulary& vocabulary) : reading(vocabulary) {}

  CaseReading reading;
  simdjson::ondemand::parser parser{maxRecordBytes};
};

CaseJsonReader::CaseJsonReader(const Vocabulary& vocabulary) : impl_(std::make_unique<Impl>(vocabulary)) {}
CaseJsonReader::~CaseJsonReader() = default;
CaseJsonReader::CaseJsonReader(CaseJsonReader&&) noexcept = default;
CaseJsonReader& CaseJsonReader::operator=(CaseJsonReader&&) noexcept = default;

bool CaseJsonReader::read(std::string_view record, RecordPlace place, Case& out, Problems& problems) {
  out.clear();
  problems.clear();
  record = withoutByteOrderMark(record);
  if (auto problem = textProblem(place, record)) {
    problems.push_back(std::move(*problem));
    return false;
  }
  CaseReading& reading = impl_->reading;
  reading.begin(record, place, out, problems);
  simdjson::ondemand::object object;
  if (reading.parse(impl_->parser, object)) {
    readMembers<Case>(reading, object, out, caseMembers);
    if (!reading.failed()) checkReferences(reading, out);
    if (isBlank(out.id) && !reading.idRefused) {
      reading.error("id-missing", "the record has no id", "add `\"id\": \"…\"`");
    }
  }
  const bool good = reading.finish();
  if (impl_->parser.capacity() > keptBytes) impl_->parser = simdjson::ondemand::parser(maxRecordBytes);
  return good;
}

}  // namespace her2::intake
