// One patient as known on one day: plain structs, every leaf absent, exact or partly known, each with the place in the
// record it came from.
//
// Coded leaves are sets of codes of the domain named beside them (knowledge/codes); empty means the record says
// nothing. Numbers default to unknown, truths to Truth::Unknown, dates to nothing. Units are fixed per leaf and given
// beside it; intake converts or refuses. A Case can be cleared and filled again without giving its memory back: streams
// use one per thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "her2/code_set.h"
#include "her2/date.h"
#include "her2/interval.h"
#include "her2/truth.h"
#include "her2/vocabulary.h"

namespace her2 {

/// Where a leaf came from: a slice of Case::text, such as "Observation/ihc-1.valueCodeableConcept" or
/// "patients.csv:17:her2_ihc_score".
struct Origin {
  std::uint32_t begin = 0;
  std::uint32_t size = 0;
};

struct NumberLeaf {
  Interval value;
  Origin origin;
  bool recorded() const { return !value.isUnknown(); }
};

struct DateLeaf {
  std::optional<DateRange> value;
  Origin origin;
  bool recorded() const { return value.has_value(); }
};

struct CodeLeaf {
  CodeSet value;  ///< any of these; empty: not recorded
  Origin origin;
  bool recorded() const { return !value.empty(); }
};

/// A list of codes that all hold. `recorded` with an empty list: the record says there are none.
struct CodesLeaf {
  CodeSet value;
  Origin origin;
  bool recorded = false;
};

struct TruthLeaf {
  Truth value = Truth::Unknown;
  Origin origin;
  bool recorded() const { return value != Truth::Unknown; }
};

struct TextLeaf {
  std::string value;
  Origin origin;
  bool recorded() const { return !value.empty(); }
};

struct Receptor {
  CodeLeaf status;     ///< domain `receptor`
  NumberLeaf percent;  ///< % of cells
};

/// A sequence variant, as reported.
struct Variant {
  TextLeaf gene;        ///< HGNC symbol
  TextLeaf protein;     ///< HGVS p., one- or three-letter: "p.Tyr772_Ala775dup", "S310F"
  TextLeaf type;        ///< missense · insertion · amplification · fusion
  TextLeaf transcript;  ///< "NM_004448"
};

struct Tumour {
  TextLeaf id;
  CodeLeaf kind;       ///< domain `tumour-kind`
  CodeLeaf histology;  ///< domain `histology`
  DateLeaf diagnosed;
  CodeLeaf setting;  ///< domain `setting`
  CodeLeaf t;        ///< domain `t-category`; clinical or pathological, after neoadjuvant treatment in ypT
  CodeLeaf n;        ///< domain `n-category`
  CodeLeaf m;        ///< domain `m-category`
  CodeLeaf ypT;      ///< domain `t-category`
  CodeLeaf ypN;      ///< domain `n-category`
  CodeLeaf stage;    ///< domain `stage`
  NumberLeaf sizeMm;
  NumberLeaf grade;  ///< 1..3
  NumberLeaf positiveNodes;
  Receptor er;
  Receptor pr;
  NumberLeaf ki67Percent;
  CodesLeaf metastases;      ///< domain `metastasis-site`
  CodeLeaf brainMetastases;  ///< domain `brain-metastases`
  TruthLeaf operable;
  CodeLeaf ras;     ///< domain `mutation-state`
  CodeLeaf pik3ca;  ///< domain `mutation-state`
  NumberLeaf pdl1Cps;
  TruthLeaf satisfactoryAlternative;
  TruthLeaf endocrineSuitable;
  TruthLeaf chemotherapyIntended;  ///< as judged by the clinician
  TruthLeaf anthracyclineSuitable;
  TruthLeaf taxaneSuitable;
  TruthLeaf highRecurrenceRisk;  ///< as judged by the clinician
  CodeLeaf detection;            ///< domain `detection`: how it came to light
  std::vector<Variant> variants;
  bool variantsRecorded = false;  ///< true with an empty list: tested, none found
};

/// One line of a described staining pattern. The list is complete: what it does not name is unstained.
struct Staining {
  CodeLeaf intensity;  ///< domain `staining-intensity`: strong moderate weak faint
  CodeLeaf membrane;   ///< domain `membrane-pattern`: complete incomplete lateral basolateral
  NumberLeaf percent;
  TruthLeaf uniform;
  NumberLeaf clusterCells;
};

struct IhcTest {
  bool present = false;  ///< an IHC is recorded on the specimen, whatever is known of it
  Origin origin;
  CodeLeaf score;              ///< domain `ihc-score`; 0+ is score 0 with membraneStaining true
  TruthLeaf membraneStaining;  ///< any membrane staining seen
  NumberLeaf percent;
  CodeLeaf antibody;  ///< domain `antibody`
  CodeLeaf scoring;   ///< domain `ihc-scoring`
  CodeLeaf reported;  ///< domain `laboratory-reading`
  std::vector<Staining> staining;
  bool stainingRecorded = false;  ///< true with an empty list: nothing stained
  TruthLeaf cytoplasmicObscuring;
  TruthLeaf controlsPassed;
  TruthLeaf artefact;
  TruthLeaf normalDuctsStained;
  NumberLeaf threePlusAreaPercent;
  DateLeaf date;
};

struct IshRecount {
  bool present = false;
  NumberLeaf her2Copies;
  NumberLeaf ratio;
  NumberLeaf cells;
};

struct IshTest {
  bool present = false;
  Origin origin;
  CodeLeaf probe;           ///< domain `ish-probe`: single dual
  NumberLeaf ratio;         ///< HER2/CEP17
  NumberLeaf her2Copies;    ///< mean signals per cell
  NumberLeaf cep17Copies;   ///< mean signals per cell
  NumberLeaf cells;         ///< nuclei counted
  NumberLeaf her2Signals;   ///< total
  NumberLeaf cep17Signals;  ///< total
  NumberLeaf her2Cells;     ///< nuclei counted for HER2 where the two probes were counted apart
  NumberLeaf cep17Cells;
  CodeLeaf group;             ///< domain `ish-group`, where only the group is known
  CodeLeaf adjudicatedGroup;  ///< domain `ish-group`
  CodeLeaf reported;          ///< domain `laboratory-reading`
  IshRecount recount;
  NumberLeaf amplifiedCellsPercent;
  NumberLeaf areas;
  NumberLeaf unscorablePercent;
  NumberLeaf cytoplasmicPercent;
  TruthLeaf controlsPassed;
  TruthLeaf poorResolution;
  TruthLeaf autofluorescence;
  TruthLeaf sameTissue;  ///< as the IHC of this specimen
  DateLeaf date;
};

struct NgsTest {
  bool present = false;
  Origin origin;
  NumberLeaf erbb2CopyNumber;
  CodeLeaf assay;     ///< domain `ngs-assay`
  CodeLeaf material;  ///< domain `ngs-material`
  CodeLeaf reported;  ///< domain `laboratory-reading`: ERBB2 amplified or not, as the laboratory called it
};

/// The overall HER2 status as the laboratory or registry stated it.
struct ReportedStatus {
  bool present = false;
  CodeLeaf result;   ///< domain `laboratory-reading`
  CodeLeaf ruleSet;  ///< domain `rule-set`, where stated
  DateLeaf date;
};

struct Specimen {
  TextLeaf id;
  TextLeaf tumour;  ///< id of the tumour it was taken from, where there are several
  DateLeaf date;
  CodeLeaf site;  ///< domain `specimen-site`
  CodeLeaf kind;  ///< domain `specimen-kind`
  CodeLeaf fixative;
  NumberLeaf fixationHours;
  NumberLeaf ischaemiaMinutes;
  NumberLeaf sectionAgeDays;
  TruthLeaf decalcified;
  TruthLeaf artefact;
  TruthLeaf limitedTumour;
  NumberLeaf fragments;  ///< biopsy fragments that hold tumour
  TruthLeaf invasive;
  IhcTest ihc;
  IshTest ish;        ///< dual-probe, or the only ISH
  IshTest ishSingle;  ///< a single-probe ISH beside a dual-probe one
  NgsTest ngs;
  ReportedStatus reported;
};

/// A time in which a treatment was held. Without an end it is held still.
struct Interruption {
  DateLeaf start;
  DateLeaf end;
  TextLeaf reason;  ///< kind of the finding or measurement it was held for: "lvef", "interstitial-lung-disease" …
  Origin origin;
};

/// One regimen, or one procedure.
struct Treatment {
  std::vector<DrugId> drugs;
  bool unknownDrug = false;  ///< names a further drug that the knowledge does not know
  TextLeaf procedure;        ///< "surgery", "radiotherapy" …; a treatment has drugs or a procedure
  CodeLeaf intent;           ///< domain `intent`
  NumberLeaf line;           ///< of treatment for metastatic disease
  DateLeaf start;
  DateLeaf end;
  CodeLeaf endReason;  ///< domain `end-reason`
  TruthLeaf residualDisease;
  DateLeaf recurrence;
  NumberLeaf cycles;
  DateLeaf lastDose;          ///< the last dose given, where the treatment has not ended or ended later
  NumberLeaf doseReductions;  ///< dose level reached: 0 is the full dose, 1 after the first reduction
  std::vector<Interruption> interruptions;
  bool interruptionsRecorded = false;  ///< true with an empty list: never held
  bool planned = false;
  Origin origin;
};

struct Measurement {
  std::string kind;  ///< "lvef", "platelets" …
  NumberLeaf value;
  std::string unit;  ///< UCUM
  DateLeaf date;
  NumberLeaf referenceLow{};   ///< lower limit of normal of the laboratory, in the unit of the value
  NumberLeaf referenceHigh{};  ///< upper limit of normal
};

/// A condition, an adverse event or a symptom.
struct Finding {
  std::string kind;
  NumberLeaf grade;  ///< CTCAE
  std::string cause;
  std::optional<DrugId> drug;
  DateLeaf date;       ///< when it began
  DateLeaf end;        ///< when it was over
  TruthLeaf resolved;  ///< over, where no day is recorded
  TruthLeaf absent;    ///< true: looked for and not there
  Origin origin;
};

struct Medication {
  std::string name;
  std::optional<DrugId> drug;  ///< where it is one the knowledge names
  Origin origin;
};

struct Case {
  std::string id;
  DateLeaf birthDate;
  CodeLeaf sex;        ///< domain `sex`
  CodeLeaf menopause;  ///< domain `menopause`
  CodeLeaf smoking;    ///< domain `smoking`
  TruthLeaf pregnant;
  std::string preferences;
  std::string residence;
  std::vector<Tumour> tumours;
  std::vector<Specimen> specimens;
  std::vector<Treatment> treatments;
  std::vector<Measurement> measurements;
  std::vector<Finding> conditions;
  std::vector<Finding> adverseEvents;
  std::vector<Finding> symptoms;
  std::vector<Medication> medications;
  /// True where the record gives the list, be it empty: what is not in it is then taken as absent, else it is unknown.
  bool conditionsListed = false;
  bool adverseEventsListed = false;
  bool symptomsListed = false;
  bool medicationsListed = false;

  /// Storage of all origins.
  std::string text;

  Origin addOrigin(std::string_view where);
  std::string_view where(Origin origin) const { return std::string_view(text).substr(origin.begin, origin.size); }
  /// Forgets everything but keeps the memory.
  void clear();
  /// The same without the lists of care: measurements, conditions, adverse events, symptoms, medications. They are what
  /// a record has most of.
  Case withoutCare() const;
};

}  // namespace her2
