#include "intake/fhir_json.h"

#include <fmt/format.h>

#include "intake/fhir_elements.h"
#include "intake/fhir_names.h"
#include "intake/fhir_parser.h"
#include "intake/json_text.h"

namespace her2::intake::fhir {
namespace {

/// Bundles in bundles: a batch of searches answers so.
constexpr int maxBundles = 4;

/// Bytes of what an OperationOutcome gives as its reason that are repeated.
constexpr std::size_t mostOfReason = 200;

/// What an OperationOutcome gives as its reason.
std::string said(Json outcome) {
  std::string result;
  const auto issues = outcome.member("issue");
  if (!issues) return result;
  forEachElement(*issues, [&](Json issue) {
    const auto text = issue.member("diagnostics");
    if (result.empty() && text && text->isString()) result = ": " + shown(text->text(), mostOfReason);
  });
  return result;
}

}  // namespace

struct JsonRecord::Parser {
  explicit Parser(Resources& r) : resources(r), elements(r) {}

  JsonParser json;
  Resources& resources;
  ElementReader elements;
  std::vector<Json> seen;
  RecordPlace place;
  Problems* problems = nullptr;
  std::uint32_t entry = 0;

  bool readTop(Json root);
  void readBundle(Json bundle, int depth);
  void readEntry(Json entryJson, int depth);
  void readContent(Json resource, std::uint32_t position, std::string_view fullUrl, int depth);
  void readResource(Json resource, const Name& name, std::string_view fullUrl);
  void readKind(Json resource, const Name& name, std::string_view fullUrl);
  bool isRepeated(Json resource, const Name& name);
  void warn(std::string code, const Name& name, std::string message, std::string remedy = {});
  bool fail(std::string code, std::string message, std::string remedy = {});
};

void JsonRecord::Parser::warn(std::string code, const Name& name, std::string message, std::string remedy) {
  std::string path;
  appendPath(path, name, {});
  problems->push_back(
      {Severity::Warning, std::move(code), placeIn(place, path), std::move(message), std::move(remedy)});
}

bool JsonRecord::Parser::fail(std::string code, std::string message, std::string remedy) {
  problems->push_back(recordProblem(place, std::move(code), std::move(message), std::move(remedy)));
  return false;
}

bool JsonRecord::Parser::readTop(Json root) {
  if (root.isArray()) {
    forEachElement(root, [&](Json each) {
      readResource(each, nameOf(each, entry), {});
      ++entry;
    });
    return entry > 0 || fail("not-fhir", "the list is empty, expected FHIR resources");
  }
  if (!root.isObject()) return fail("not-fhir", "found no JSON object, expected a FHIR Bundle or resource");
  const Name name = nameOf(root, 0);
  if (name.type.empty())
    return fail("not-fhir", "the object has no `resourceType`, expected a FHIR Bundle or resource");
  if (name.type == "OperationOutcome") {
    return fail("operation-outcome",
                fmt::format("found an OperationOutcome{}, expected a patient's record", said(root)),
                "the server that was asked answered with an error");
  }
  if (name.type == "Bundle") {
    resources.bundleId = name.id;
    readBundle(root, 1);
  } else {
    readResource(root, name, {});
  }
  return true;
}

void JsonRecord::Parser::readBundle(Json bundle, int depth) {
  forEachMember(bundle, [&](std::uint64_t t, std::string_view, Json entries) {
    if (t == tag("entry")) forEachElement(entries, [&](Json each) { readEntry(each, depth); });
  });
}

void JsonRecord::Parser::readEntry(Json entryJson, int depth) {
  const std::uint32_t position = entry++;  // every entry counts, so that the place named is the one a reader counts to
  if (!entryJson.isObject())
    return warn("not-fhir", nameOf(entryJson, position), "the entry is no object and is not read");
  std::string_view fullUrl;
  std::vector<Json> waiting;  // for the fullUrl, which may come behind the resource
  forEachMember(entryJson, [&](std::uint64_t t, std::string_view, Json value) {
    if (t == tag("fullUrl")) fullUrl = value.text();
    if (t != tag("resource")) return;
    if (fullUrl.empty()) {
      waiting.push_back(value);
    } else {
      readContent(value, position, fullUrl, depth);
    }
  });
  for (const Json resource : waiting) readContent(resource, position, fullUrl, depth);
}

void JsonRecord::Parser::readContent(Json resource, std::uint32_t position, std::string_view fullUrl, int depth) {
  Name name = nameOf(resource, position);
  if (name.type == "Bundle" && depth < maxBundles) return readBundle(resource, depth + 1);
  const std::string_view urlId = referenceId(fullUrl);
  if (name.id.empty()) name.id = urlId;
  if (urlId != name.id) name.alias = urlId;
  readResource(resource, name, fullUrl);
}

/// The same resource again is read once; another one of the same name is read too, so that nothing it says is lost.
bool JsonRecord::Parser::isRepeated(Json resource, const Name& name) {
  const auto order = static_cast<std::uint32_t>(seen.size());
  const std::uint32_t before = resources.names.add(name, order);
  seen.push_back(resource);
  resources.positions.push_back(NameIndex::none);
  if (before == NameIndex::none) return false;
  if (resource.sameAs(seen[before])) {
    warn("duplicate-resource", name, "the resource appears twice with the same content and is read once");
    return true;
  }
  warn("duplicate-resource", name, "the resource appears twice with different content; both are read",
       "keep the version that holds");
  return false;
}

void JsonRecord::Parser::readResource(Json resource, const Name& name, std::string_view fullUrl) {
  if (name.type.empty()) return warn("not-fhir", name, "the entry has no `resourceType` and is not read");
  if (isRepeated(resource, name)) return;
  readKind(resource, name, fullUrl);
  if (name.contained || elements.contained() == nullptr) return;
  forEachElement(Json(*elements.contained()), [&](Json each) {
    Name inner = nameOf(each, name.entry);
    inner.contained = true;
    readResource(each, inner, {});
  });
}

void JsonRecord::Parser::readKind(Json resource, const Name& name, std::string_view fullUrl) {
  std::uint32_t& position = resources.positions.back();
  const auto next = [&](const auto& list) { position = static_cast<std::uint32_t>(list.size()); };
  switch (tag(name.type)) {
    case tag("Patient"):
      name.contained ? elements.skip() : elements.readPatient(resource, name, fullUrl);
      break;
    case tag("Condition"):
      next(resources.conditions);
      elements.readCondition(resource, name);
      break;
    case tag("Observation"):
      next(resources.observations);
      elements.readObservation(resource, name);
      break;
    case tag("Specimen"):
      next(resources.specimens);
      elements.readSpecimen(resource, name);
      break;
    case tag("Medication"):
      next(resources.definitions);
      elements.readMedicationDefinition(resource, name);
      break;
    case tag("DiagnosticReport"):
      elements.readReport(resource, name);
      break;
    case tag("Procedure"):
      elements.readProcedure(resource, name);
      break;
    case tag("MedicationRequest"):
    case tag("MedicationOrder"):
    case tag("MedicationPrescription"):
      elements.readMedicationUse(resource, name, MedicationKind::Request);
      break;
    case tag("MedicationStatement"):
      elements.readMedicationUse(resource, name, MedicationKind::Statement);
      break;
    case tag("MedicationAdministration"):
      elements.readMedicationUse(resource, name, MedicationKind::Administration);
      break;
    case tag("MedicationDispense"):
      elements.readMedicationUse(resource, name, MedicationKind::Dispense);
      break;
    case tag("OperationOutcome"):
      warn("operation-outcome", name,
           fmt::format("the Bundle holds an OperationOutcome{}: the record may be incomplete", said(resource)));
      elements.skip();
      break;
    default:
      elements.skip();
      break;
  }
}

JsonRecord::JsonRecord() = default;
JsonRecord::~JsonRecord() = default;

bool JsonRecord::parse(std::string_view record, RecordPlace place, Problems& problems) {
  resources_.clear();
  if (!parser_) parser_ = std::make_unique<Parser>(resources_);
  parser_->seen.clear();
  parser_->place = place;
  parser_->problems = &problems;
  parser_->entry = 0;
  const auto root = parser_->json.begin(record, place, problems);
  if (!root) return false;
  const std::size_t before = problems.size();
  const bool read = parser_->readTop(*root);
  return parser_->json.end(before, problems) && read;
}

}  // namespace her2::intake::fhir
