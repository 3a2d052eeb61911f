// FHIR R4: a collection Bundle as hospitals export them, or the resources apart, as a bulk export has them; with the
// codes that the terminology names first.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "synth/json_lines.h"
#include "synth/write.h"

namespace her2::synth {
namespace {

/// Gets each resource: type, id, JSON.
using Sink = std::function<void(std::string_view, const std::string&, std::string_view)>;

class Resources {
 public:
  Resources(const Model& model, const SyntheticPatient& patient, Sink sink)
      : model_(model), p_(patient), sink_(std::move(sink)) {}

  void write() {
    patient();
    condition();
    for (const SyntheticSpecimen& s : p_.specimens) specimen(s);
    receptors();
    for (const SyntheticMeasurement& m : p_.measurements) measurement(m);
    for (std::size_t i = 0; i < p_.courses.size(); ++i) course(p_.courses[i], i + 1);
  }

 private:
  void begin(std::string_view type, const std::string& id) {
    type_ = type;
    id_ = id;
    json_.clear();
    json_.open();
    json_.text("resourceType", type);
    json_.text("id", id);
  }
  void end() {
    json_.close();
    sink_(type_, id_, json_.written());
  }
  void reference(std::string_view name, std::string_view type, const std::string& id) {
    json_.key(name);
    json_.open();
    json_.text("reference", fmt::format("{}/{}", type, id));
    json_.close();
  }
  void subject() { reference("subject", "Patient", p_.id); }
  void coded(std::string_view name, const Named& code) {
    json_.key(name);
    json_.open();
    if (code.code.empty()) {
      json_.text("text", code.display);
    } else {
      json_.key("coding");
      json_.openList();
      json_.open();
      json_.text("system", code.system);
      json_.text("code", code.code);
      json_.text("display", code.display);
      json_.close();
      json_.closeList();
    }
    json_.close();
  }
  static Named words(std::string text) { return {{}, {}, std::move(text)}; }

  void patient() {
    begin("Patient", p_.id);
    json_.key("meta");
    json_.open();
    json_.key("tag");
    json_.openList();
    json_.open();
    json_.text("system", "http://terminology.hl7.org/CodeSystem/v3-ActReason");
    json_.text("code", "HTEST");
    json_.text("display", "test health data");
    json_.close();
    json_.closeList();
    json_.close();
    json_.text("gender", p_.female ? "female" : "male");
    json_.text("birthDate", p_.birthDate);
    end();
  }

  void condition() {
    begin("Condition", p_.id + "-tumour");
    const TumourModel* tumour = model_.tumour(p_.kind);
    coded("code", tumour->diagnosis);
    subject();
    json_.text("onsetDateTime", p_.diagnosed);
    end();
    observation("stage", p_.id + "-stage", p_.diagnosed, {}, [&] { coded("valueCodeableConcept", words(p_.stage)); });
  }

  Named role(std::string_view name) const {
    const auto found =
        std::find_if(model_.roles.begin(), model_.roles.end(), [&](const auto& each) { return each.first == name; });
    return found == model_.roles.end() ? words(std::string(name)) : found->second;
  }

  template <class Value>
  void observation(std::string_view roleName, const std::string& id, const std::string& date,
                   const std::string& specimen, Value&& value) {
    begin("Observation", id);
    json_.text("status", "final");
    coded("code", role(roleName));
    subject();
    json_.text("effectiveDateTime", date);
    if (!specimen.empty()) reference("specimen", "Specimen", specimen);
    value();
    end();
  }

  /// "2.14" as a value, ">= 2.0" with its comparator.
  void quantity(const std::string& written, std::string_view unit) {
    const auto number = written.find_first_of("0123456789");
    json_.key("valueQuantity");
    json_.open();
    json_.number("value", written.substr(number));
    if (number > 0) json_.text("comparator", written.substr(0, written.find_last_not_of(' ', number - 1) + 1));
    if (!unit.empty()) {
      json_.text("unit", unit);
      json_.text("system", "http://unitsofmeasure.org");
      json_.text("code", unit);
    }
    json_.close();
  }

  void specimen(const SyntheticSpecimen& s) {
    const std::string id = p_.id + "-" + s.id;
    begin("Specimen", id);
    subject();
    json_.key("collection");
    json_.open();
    json_.text("collectedDateTime", s.date);
    json_.close();
    end();
    if (!s.scores.empty()) {
      const std::string score = fmt::format("{}", fmt::join(s.scores, " or "));
      observation("her2-ihc", id + "-ihc", s.date, id, [&] { coded("valueCodeableConcept", words(score)); });
    }
    if (s.cells > 0) ish(s, id);
    if (!s.reported.empty())
      observation("her2-reported", id + "-result", s.reportedDate, id,
                  [&] { coded("valueCodeableConcept", words(s.reported)); });
  }

  void ish(const SyntheticSpecimen& s, const std::string& id) {
    observation("ish-ratio", id + "-ratio", s.date, id, [&] { quantity(s.ratio, "{ratio}"); });
    if (!s.her2Copies.empty())
      observation("ish-her2-copies", id + "-her2", s.date, id, [&] { quantity(s.her2Copies, "{copies}/{cell}"); });
    if (!s.cep17Copies.empty())
      observation("ish-cep17-copies", id + "-cep17", s.date, id, [&] { quantity(s.cep17Copies, "{copies}/{cell}"); });
    observation("ish-cells", id + "-cells", s.date, id, [&] { quantity(fmt::format("{}", s.cells), "{cells}"); });
  }

  void receptors() {
    if (p_.er.empty()) return;
    observation("er", p_.id + "-er", p_.diagnosed, {}, [&] { coded("valueCodeableConcept", words(p_.er)); });
    observation("pr", p_.id + "-pr", p_.diagnosed, {}, [&] { coded("valueCodeableConcept", words(p_.pr)); });
  }

  void measurement(const SyntheticMeasurement& m) {
    observation(m.kind, fmt::format("{}-{}", p_.id, m.kind), m.date, {}, [&] {
      if (m.unit.empty()) {
        json_.whole("valueInteger", std::stoi(m.value));
      } else {
        quantity(m.value, m.unit);
      }
    });
  }

  void course(const SyntheticCourse& c, std::size_t number) {
    if (c.drugs.empty()) {
      begin("Procedure", fmt::format("{}-p{}", p_.id, number));
      json_.text("status", "completed");
      coded("code", words("lumpectomy"));
      subject();
      json_.text("performedDateTime", c.start);
      return end();
    }
    for (std::size_t i = 0; i < c.drugs.size(); ++i) {
      begin("MedicationAdministration", fmt::format("{}-m{}-{}", p_.id, number, i + 1));
      json_.text("status", c.endReason == "ongoing" ? "in-progress" : "completed");
      const auto drug = std::find_if(model_.ingredients.begin(), model_.ingredients.end(),
                                     [&](const auto& each) { return each.first == c.drugs[i]; });
      coded("medicationCodeableConcept", drug == model_.ingredients.end() ? words(c.drugs[i]) : drug->second);
      subject();
      json_.key("effectivePeriod");
      json_.open();
      json_.text("start", c.start);
      json_.text("end", c.end);
      json_.close();
      end();
    }
  }

  const Model& model_;
  const SyntheticPatient& p_;
  Sink sink_;
  std::string_view type_;  // of the resource being written
  std::string id_;
  Json json_;
};

}  // namespace

void appendBundle(const Model& model, const SyntheticPatient& patient, std::string& out) {
  Json bundle;
  bundle.open();
  bundle.text("resourceType", "Bundle");
  bundle.text("id", patient.id);
  bundle.text("type", "collection");
  bundle.key("entry");
  bundle.openList();
  Resources(model, patient, [&](std::string_view type, const std::string& id, std::string_view resource) {
    bundle.open();
    bundle.text("fullUrl", fmt::format("http://example.org/fhir/{}/{}", type, id));
    bundle.key("resource");
    bundle.object(resource);
    bundle.close();
  }).write();
  bundle.closeList();
  bundle.close();
  appendRecord(bundle.written(), patient.broken, out);
}

void appendResources(const Model& model, const SyntheticPatient& patient, ResourceLines& files) {
  Resources(model, patient, [&](std::string_view type, const std::string&, std::string_view resource) {
    appendRecord(resource, patient.broken, files[std::string(type)]);
  }).write();
}

}  // namespace her2::synth
