// One invented patient, as plain values that the writers put into a format. An empty text: not recorded.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "her2/date.h"
#include "synth/model.h"

namespace her2::synth {

struct SyntheticSpecimen {
  std::string id;
  std::string date;
  std::string site;  ///< primary, metastasis
  std::string kind;
  std::vector<std::string> scores;  ///< IHC: one, or those it may be; empty: not done
  std::optional<bool> stained;      ///< membrane staining of a score of 0
  std::string antibody;
  std::string scoring;
  std::string ratio;       ///< "2.14" or a comparison ">= 2.0"
  std::string her2Copies;  ///< mean per cell
  std::string cep17Copies;
  int cells = 0;         ///< 0: no ISH
  std::string reported;  ///< overall result as stated
  std::string reportedDate;
};

struct SyntheticCourse {
  std::vector<std::string> drugs;
  std::string procedure;
  std::string intent;
  int line = 0;  ///< 0: none
  std::string start;
  std::string end;
  std::string endReason;
  std::optional<bool> residual;
};

struct SyntheticMeasurement {
  std::string kind;
  std::string value;
  std::string unit;
  std::string date;
};

struct SyntheticPatient {
  std::string id;
  bool female = true;
  std::string birthDate;
  std::string menopause;
  std::string kind, histology, diagnosed, setting, t, n, m, stage;
  int sizeMm = 0;
  int grade = 0;
  std::string er, pr;
  std::optional<int> erPercent;
  std::vector<std::string> metastases;
  std::string brain;
  std::string ras;
  std::string assay;    ///< of sequencing
  std::string variant;  ///< protein change; "none": tested, none found; empty: not tested
  std::vector<SyntheticSpecimen> specimens;
  std::vector<SyntheticCourse> courses;
  std::vector<SyntheticMeasurement> measurements;
  bool broken = false;  ///< to be written cut off in the middle
};

/// The patient of that number (from 0) of the cohort. Everything lies on or before `reference`.
SyntheticPatient makePatient(const Model& model, std::uint64_t seed, std::uint64_t number, Date reference);

}  // namespace her2::synth
