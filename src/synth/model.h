// What invented patients are drawn from: knowledge/synthetic, read once. Shares are data there; how a record is put
// together is here.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "kb/document_set.h"
#include "synth/random.h"

namespace her2::synth {

/// How FHIR names something.
struct Named {
  std::string system;
  std::string code;
  std::string display;
};

/// Names with weights.
struct Choice {
  std::vector<std::pair<std::string, double>> weights;
  double sum = 0;
  bool empty() const { return weights.empty(); }
  /// Requires that it is not empty.
  const std::string& draw(Random& random) const;
};

/// Two bounds; a value is drawn between them.
struct Bounds {
  double least = 0;
  double most = 0;
};

struct IshGroup {
  std::string group;
  Bounds ratio;
  Bounds copies;
};

struct TumourModel {
  std::string kind;
  Named diagnosis;
  double share = 0;
  double femalePercent = 50;
  double ageMean = 60, ageDeviation = 10, ageLeast = 18, ageMost = 100;
  Choice histology, setting, specimen, ihc, antibody, ras, variants;
  std::string scoring;
  std::string assay;                                    ///< of sequencing
  double stainedPercent = 0;                            ///< of IHC 0
  std::vector<std::pair<std::string, double>> ishDone;  ///< IHC score -> per cent with an ISH
  std::vector<std::pair<std::string, Choice>> ishGroup;
  double erPositivePercent = 0;
  std::vector<std::pair<std::string, double>> metastases;  ///< site -> per cent
};

struct Step {
  std::vector<std::string> drugs;
  std::string procedure;
  std::string intent;
  int line = 0;
  Bounds begin;   ///< months after diagnosis
  Bounds months;  ///< how long
  std::string end;
  double residualPercent = -1;  ///< residual disease after it; below 0: not recorded
};

struct History {
  std::vector<std::string> tumours;
  std::string setting;
  std::string her2;  ///< positive, other or any
  double weight = 1;
  std::vector<Step> steps;
};

struct Model {
  /// Problems name file and line.
  static Result<std::shared_ptr<const Model>> read(const kb::DocumentSet& knowledge);

  double years = 5;
  std::vector<IshGroup> groups;
  std::vector<std::pair<std::string, double>> mess;
  std::vector<TumourModel> tumours;
  std::vector<History> histories;
  std::vector<std::pair<std::string, Named>> roles;        ///< role of an observation -> its code
  std::vector<std::pair<std::string, Named>> ingredients;  ///< drug -> its code; without one: its name only

  const TumourModel* tumour(std::string_view kind) const;
  double messPercent(std::string_view what) const;
};

}  // namespace her2::synth
