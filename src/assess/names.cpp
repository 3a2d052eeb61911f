#include <fmt/format.h>

#include "assess/parts.h"

namespace her2::assess {
namespace {

class Resolver {
 public:
  explicit Resolver(const kb::Knowledge& knowledge) : knowledge_(knowledge) {}

  FactId fact(std::string_view name) {
    const auto found = knowledge_.facts.find(name);
    if (!found) missing("fact", name);
    return found.value_or(0);
  }

  CodeSet code(std::string_view domain, std::string_view code) {
    const auto id = knowledge_.vocabulary.findDomain(domain);
    const auto found = id ? knowledge_.vocabulary.domain(*id).find(code) : std::nullopt;
    if (!found) missing("code", fmt::format("{} of {}", code, domain));
    return found ? CodeSet::of(*found) : CodeSet();
  }

  Problems problems;

 private:
  void missing(std::string_view what, std::string_view name) {
    problems.push_back({Severity::Error, "knowledge", "facts.toml",
                        fmt::format("the {} {} is missing, and every assessment needs it", what, name), ""});
  }
  const kb::Knowledge& knowledge_;
};

}  // namespace

Result<Names> Names::resolve(const kb::Knowledge& knowledge) {
  Resolver r(knowledge);
  Names n;
  n.tumourKind = r.fact("tumour.kind");
  n.result = r.fact("status.result");
  n.her2Class = r.fact("status.class");
  n.ishPositive = r.fact("status.ish-positive");
  n.owed = r.fact("status.owed");
  n.comments = r.fact("status.comments");
  n.flags = r.fact("status.flags");
  n.retest = r.fact("status.retest");
  n.ihcScore = r.fact("ihc.score");
  n.ihcScoring = r.fact("ihc.scoring");
  n.ishGroup = r.fact("ish.group");
  n.ruleSet = r.fact("reported.rule-set");
  n.patientResult = r.fact("her2.result");
  n.patientClass = r.fact("her2.class");
  n.patientIhc = r.fact("her2.ihc");
  n.patientScoring = r.fact("her2.ihc-scoring");
  n.patientIsh = r.fact("her2.ish-positive");
  n.criteria = r.fact("status.criteria");
  n.patientCriteria = r.fact("her2.criteria");
  n.patientFlags = r.fact("her2.flags");
  n.mutation = r.fact("tumour.erbb2-mutation");
  n.alterations = r.fact("tumour.erbb2-alterations");
  n.indeterminate = r.code("her2-result", "indeterminate");
  n.notTested = r.code("her2-class", "not-tested");
  n.ihcNotDone = r.code("ihc-score", "not-done");
  n.metastatic = r.code("setting", "metastatic");
  if (!r.problems.empty()) return r.problems;
  return n;
}

}  // namespace her2::assess
