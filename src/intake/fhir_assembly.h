// Resources -> Case: what the resources of one patient say, put together. docs/fhir.md gives the rules; each .cpp below
// holds those of one family.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "intake/fhir_names.h"
#include "intake/fhir_reading.h"

namespace her2::intake::fhir {

struct ConvertedQuantity;

/// Where a value stands: the element of a resource, or of one of its components.
struct Element {
  std::string_view name;
  int component = -1;
};

/// What an observation brings along for each of its values.
struct ObservationState {
  RoleId role = noRole;
  bool used = false;                      ///< its status and its subject allow it
  std::uint32_t panel = NameIndex::none;  ///< the observation it is a member of
  std::uint32_t report = NameIndex::none;
  std::optional<DateRange> date;
};

/// A value that belongs to a specimen, before the specimens are told apart.
struct SpecimenValue {
  Saying saying;
  std::uint32_t observation = 0;
  Element element;
  bool refused = false;  ///< it was there but impossible
  std::uint32_t group = 0;
};

/// The tests of one specimen.
struct SpecimenGroup {
  std::string_view id;  ///< of the Specimen; empty where the tests name none
  std::uint32_t resource = NameIndex::none;
  std::uint32_t observation = 0;  ///< the first of its tests
  std::optional<DateRange> date;  ///< from the first test to the last
  int site = -1;
  unsigned tests = 0;
  std::uint32_t mergedInto = NameIndex::none;
};

/// One stage group as stated by an observation or a diagnosis.
struct StageStatement {
  CodeSet stage;
  Basis basis = Basis::None;
  std::optional<DateRange> date;
  std::size_t tumour = 0;
  std::uint32_t observation = NameIndex::none;
  std::string path;
  bool ofDiagnosis = false;
  std::uint32_t assessment = NameIndex::none;  ///< the observation a diagnosis refers to
};

/// A drug or a procedure given, or planned, over a time.
struct Course {
  std::optional<DrugId> drug;
  std::string_view procedure;
  std::optional<DateRange> start;
  std::optional<DateRange> end;
  std::optional<DateRange> lastDose;  ///< of the doses recorded one by one
  CodeSet intent;
  CodeSet endReason;
  std::string_view group;
  bool planned = false;
  bool ongoing = false;
  std::string path;  ///< of the resource
  std::string_view startElement;
  std::size_t place = 0;  ///< in the record
};

class Assembly {
 public:
  Assembly(const Vocabulary& vocabulary, const Terms& terms) : vocabulary_(vocabulary), terms_(terms), reader_(terms) {}

  /// False if the record cannot be assessed.
  bool run(const Resources& resources, RecordPlace place, Case& out, Problems& problems);

  /// What each entry of the record is about, see FhirReader::subjects().
  std::vector<Subject> subjects(const Resources& resources, RecordPlace place, Problems& problems);

 private:
  /// What a leaf of a tumour or the person was filled by.
  struct LeafState {
    bool set = false;
    Basis basis = Basis::None;
    std::optional<DateRange> date;
  };
  enum class Precedence : std::uint8_t { Replace, Combine, Ignore };
  static Precedence precedence(const LeafState& before, Basis basis, const std::optional<DateRange>& date);
  LeafState& tumourState(std::size_t tumour, LeafId leaf);

  // fhir_patient.cpp
  bool readPatients();
  bool readSubjects();
  void readPatient(const Patient& patient);
  bool isOurs(std::string_view subject, const Name& name);
  void finishPatients();

  // fhir_condition.cpp
  void readConditions();
  void readDiagnosis(std::uint32_t index, const Meaning& meaning);
  void readMetastasis(const Condition& condition, const Meaning& meaning);
  void readFinding(const Condition& condition, const Meaning& meaning);
  bool isConfirmed(const Condition& condition);
  std::optional<Meaning> meaningOf(const Name& name, std::string_view element, const Concept& code);
  void addSites(const Condition& condition, Meaning& meaning);
  void addHistology(Tumour& tumour, const Condition& condition, CodeSet histology, CodeSet excludes,
                    std::string_view element);
  void addReported(const Condition& condition, CodeSet reported);
  std::size_t tumourFor(const Condition& condition, const Meaning& meaning);
  void addMetastasis(Tumour& tumour, CodeSet site, Origin origin);
  void applySets(const std::vector<Answer::Set>& sets, const Name& name, std::string_view element);

  // fhir_observation.cpp
  void linkObservations();
  void readObservations();
  bool isUsable(const Observation& observation, const Role& role);
  bool isOfSpecimen(const Role& role) const;
  void readValues(std::uint32_t index, RoleId role, Slice values, const Concept& absent, Slice interpretations,
                  int component);
  const Reading& readValue(std::uint32_t index, RoleId role, const Value& value, Element element);
  const Reading& readNumber(std::uint32_t index, RoleId role, const Interval& number, std::string_view unit,
                            Element element);
  void refuse(std::uint32_t index, const Role& role, const ConvertedQuantity& converted, const std::string& said,
              std::string_view unit, Element element);
  void report(std::uint32_t index, RoleId role, const Reading& reading, std::string_view text, Element element);
  void put(std::uint32_t index, RoleId role, const Saying& saying, Element element);
  void putTumour(std::uint32_t index, RoleId role, const Saying& saying, Element element);
  void putPerson(std::uint32_t index, const Saying& saying, Element element);
  void putMeasurement(std::uint32_t index, RoleId role, const Saying& saying, Element element);
  NumberLeaf limitOf(std::uint32_t index, const NumberTarget& target, const Quantity& limit, std::string_view name);
  void store(std::uint32_t index, const Saying& saying, Element element, std::size_t slot, bool replace);
  void readObservedCondition(std::uint32_t index, const Meaning& meaning, Element element);
  void readSpecialPart(std::uint32_t index, RoleId role, Slice values, int component);
  std::optional<std::size_t> tumourOf(std::uint32_t index);

  // fhir_specimen.cpp
  void assembleSpecimens();
  void groupByReference();
  void groupByDay();
  void mergeGroups();
  std::uint32_t partnerOf(std::uint32_t group) const;
  bool belongTogether(const SpecimenGroup& a, const SpecimenGroup& b) const;
  void merge(std::uint32_t from, std::uint32_t into);
  void fillSpecimen(const SpecimenGroup& group, std::uint32_t index);
  void describeSpecimen(const SpecimenGroup& group, Specimen& specimen);
  void fillLeaf(const SpecimenValue& value, std::size_t slot);
  void setSite(const SpecimenGroup& group, Specimen& specimen);
  int siteOf(const Concept& concept_);
  std::string_view specimenReference(std::uint32_t observation) const;
  void warnUnreadText();

  // fhir_stage.cpp
  void readStages(const Condition& condition, std::size_t tumour);
  void settleStages();
  void settleObserved(const StageStatement& each, const StageStatement*& best);
  void settleDiagnosed(const StageStatement& each, const StageStatement* chosen);
  void contradiction(const StageStatement& a, CodeSet other, const std::string& where);
  void deriveSetting(std::size_t tumour);
  void setMetastatic(Tumour& tumour, Origin origin);

  // fhir_variant.cpp
  void readVariant(std::uint32_t index);
  void readRegionStudied(std::uint32_t index);
  std::optional<std::uint16_t> geneOf(std::uint32_t index, const Concept& gene, Element element, std::string& symbol);
  void addVariant(std::uint32_t index, const Variant& variant,
                  const std::vector<std::pair<std::string, std::optional<std::uint16_t>>>& genes, Truth present,
                  bool pathogenic);
  void readGeneCopies(std::uint32_t index);
  void noteGene(std::uint16_t gene, Truth variant, std::uint32_t index);
  void settleGenes();

  // fhir_treatment.cpp, fhir_drug.cpp
  void readMedications();
  void readMedication(const MedicationUse& use);
  void addMedication(const MedicationUse& use, const std::vector<DrugId>& drugs, bool planned, bool metastatic);
  void readProcedures();
  const ProcedureMeaning* procedureOf(const ProcedureResource& procedure);
  bool isForCancer(Slice reasons, const Name& name, bool& metastatic, bool& named);
  void assembleTreatments();
  void mergeCourses();
  bool continues(const Course& course, const Course& next) const;
  void extend(Course& course, const Course& next) const;
  enum class Together : std::uint8_t { Yes, No, NoMore };
  Together belongToRegimen(const Course& a, const Course& b) const;
  void addTreatment();
  void dropClasses();
  const std::vector<DrugId>& drugsOf(const MedicationUse& use, std::string& name);
  void drugsOfConcept(const Concept& c, const Name& name, std::string_view element, std::vector<DrugId>& drugs);
  void drugsInText(std::string_view text, std::vector<DrugId>& drugs);
  std::optional<CodeSet> codesRead(RoleId role, const Concept& c);

  // shared
  void warn(std::string code, const Name& name, std::string_view element, std::string message, std::string remedy = {});
  void warn(std::string code, std::uint32_t observation, Element element, std::string message, std::string remedy = {});
  DateLeaf dateLeaf(std::uint32_t observation);
  Origin origin(const Name& name, std::string_view element);
  Origin origin(std::uint32_t observation, Element element);
  void appendPathOf(std::string& out, std::uint32_t observation, Element element) const;
  std::optional<DateRange> dateOf(std::string_view text, const Name& name, std::string_view element);
  const Observation& observation(std::uint32_t index) const { return r_->observations[index]; }
  const table::Leaf& leafOf(LeafId leaf) const { return terms_.leaves[leaf].leaf; }
  std::string codesText(LeafId leaf, CodeSet codes) const;
  std::string codesText(std::string_view domain, CodeSet codes) const;

  const Vocabulary& vocabulary_;
  const Terms& terms_;
  ConceptReader reader_;
  const Resources* r_ = nullptr;
  RecordPlace place_;
  Case* out_ = nullptr;
  Problems* problems_ = nullptr;
  std::string path_;
  std::string element_;
  std::string_view lastDateText_;
  DateRange lastDate_;

  const Patient* patient_ = nullptr;
  std::string_view subject_;  ///< the last reference that led to the patient
  std::size_t foreign_ = 0;
  std::string firstForeign_;

  enum class ConditionKind : std::uint8_t { Other, Tumour, Metastasis };
  std::vector<ConditionKind> conditionKinds_;
  std::vector<std::size_t> conditionTumours_;
  std::vector<Side> sides_;  ///< of the tumours
  std::vector<bool> inSitu_;

  std::vector<LeafState> tumourStates_;
  std::vector<LeafState> personStates_;
  std::vector<ObservationState> states_;
  Reading made_;                ///< what was last read of a number or a boolean
  std::vector<LeafId> filled_;  ///< by the values of the observation being read
  std::vector<SpecimenValue> specimenValues_;
  std::vector<SpecimenGroup> groups_;
  std::vector<std::uint32_t> order_;
  NameIndex groupIndex_;
  std::vector<StageStatement> stages_;
  struct GeneState {
    Truth variant = Truth::Unknown;  ///< found, not found, not said
    std::uint32_t observation = 0;   ///< that says so
  };
  std::vector<GeneState> genes_;
  std::vector<Course> courses_;
  std::vector<DateRange> operations_;
  std::vector<std::size_t> regimen_;  ///< courses of the treatment being put together
  std::vector<DrugId> drugs_;
  std::vector<DrugId> drugsByText_;
  NameMap<std::vector<DrugId>> drugTexts_;
  struct ReportedDiagnosis {
    const Condition* condition;
    CodeSet reported;
  };
  std::vector<ReportedDiagnosis> reported_;
};

}  // namespace her2::intake::fhir
