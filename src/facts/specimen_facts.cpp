// Derivations of specimen facts: what was done, what was counted, and what the counts come to.
#include <algorithm>

#include "facts/deriver.h"

namespace her2::facts {
namespace {

const IhcTest& ihc(const Context& x) { return x.specimen->ihc; }
const IshTest& ish(const Context& x) { return x.specimen->ish; }

/// A test or reading the record does not have, unless absence means nothing here.
void absent(const Context& x, const Parameters& p, Value& v) {
  if (x.openWorld) return;
  v.codes = p.absent;
  v.assumed = true;
}

void take(const CodeLeaf& leaf, Value& v) {
  v.codes = leaf.value;
  v.origin = leaf.origin;
}

void take(const NumberLeaf& leaf, Value& v) {
  v.number = leaf.value;
  v.origin = leaf.origin;
}

void recordedOr(const CodeLeaf& leaf, const Context& x, const Parameters& p, Value& v) {
  if (leaf.recorded()) {
    take(leaf, v);
  } else {
    absent(x, p, v);
  }
}

void ihcScore(const Context& x, const Parameters& p, Value& v) {
  if (!ihc(x).present) return absent(x, p, v);
  v.origin = ihc(x).origin;
  v.codes = p.every - p.absent;
  if (ihc(x).score.recorded()) take(ihc(x).score, v);
}

/// Any membrane staining: as recorded, else by the described pattern, whose list is complete.
Truth membraneStaining(const IhcTest& test) {
  if (test.membraneStaining.recorded() || !test.stainingRecorded) return test.membraneStaining.value;
  Truth any = Truth::False;
  for (const Staining& line : test.staining)
    any = any || (line.percent.recorded() ? less(Interval(0), line.percent.value) : Truth::Unknown);
  return any;
}

void ihcMembraneStaining(const Context& x, const Parameters&, Value& v) {
  v.truth = membraneStaining(ihc(x));
  v.origin = ihc(x).membraneStaining.recorded() ? ihc(x).membraneStaining.origin : ihc(x).origin;
}

void ihcStainingRecorded(const Context& x, const Parameters& p, Value& v) {
  const Truth staining = membraneStaining(ihc(x));
  v.origin = ihc(x).membraneStaining.recorded() ? ihc(x).membraneStaining.origin : ihc(x).origin;
  if (staining == Truth::Unknown) {
    v.codes = ihc(x).stainingRecorded ? codeOf(p, "yes") | codeOf(p, "no") : codeOf(p, "not-recorded");
  } else {
    v.codes = codeOf(p, staining == Truth::True ? "yes" : "no");
  }
}

void ihcReported(const Context& x, const Parameters& p, Value& v) { recordedOr(ihc(x).reported, x, p, v); }

void ihcDescribed(const Context& x, const Parameters&, Value& v) { v.truth = truth(ihc(x).stainingRecorded); }

// The list of stainings is complete, so the share of a pattern is the sum of the lines that certainly or possibly are
// of it.
void ihcStaining(const Context& x, const Parameters& p, Value& v) {
  if (!ihc(x).stainingRecorded) return;
  Interval sum(0);
  for (const Staining& line : ihc(x).staining) {
    const auto matches = [](const CodeLeaf& leaf, CodeSet wanted) {
      if (!leaf.recorded()) return Truth::Unknown;
      if (wanted.contains(leaf.value)) return Truth::True;
      return wanted.intersects(leaf.value) ? Truth::Unknown : Truth::False;
    };
    const Truth counts = matches(line.intensity, p.intensity) && matches(line.membrane, p.membrane);
    if (counts == Truth::False) continue;
    const Interval percent = line.percent.recorded() ? line.percent.value : Interval::closed(0, 100);
    sum = sum + (counts == Truth::True ? percent : percent.hull(Interval(0)));
    v.origin = line.percent.origin;
  }
  v.number = sum.intersect(Interval::closed(0, 100)).value_or(Interval(100));
}

void ihcUniform(const Context& x, const Parameters& p, Value& v) {
  Truth all = Truth::Unknown;
  bool any = false;
  for (const Staining& line : ihc(x).staining) {
    if (line.intensity.value != p.codes->strong) continue;
    all = any ? all && line.uniform.value : line.uniform.value;
    any = true;
    v.origin = line.uniform.origin;
  }
  v.truth = all;
}

void ihcClusterCells(const Context& x, const Parameters&, Value& v) {
  if (!ihc(x).stainingRecorded) return;
  Interval most(0);
  for (const Staining& line : ihc(x).staining) {
    if (!line.clusterCells.recorded()) return;
    most = max(most, line.clusterCells.value);
    v.origin = line.clusterCells.origin;
  }
  v.number = most;
}

bool hasDualNumbers(const IshTest& test) {
  return test.ratio.recorded() || test.cep17Copies.recorded() || test.cep17Signals.recorded() || test.group.recorded();
}

void ishProbe(const Context& x, const Parameters& p, Value& v) {
  const IshTest& test = ish(x);
  if (!test.present) return absent(x, p, v);
  v.origin = test.origin;
  if (test.probe.recorded()) return take(test.probe, v);
  v.codes = hasDualNumbers(test) ? codeOf(p, "dual") : codeOf(p, "single") | codeOf(p, "dual");
}

/// Certainly, possibly or certainly not a test with that probe.
Truth probeIs(const Context& x, const Parameters& p, CodeSet probe) {
  if (!ish(x).present) return Truth::False;
  if (!ish(x).probe.recorded()) return hasDualNumbers(ish(x)) ? truth(probe == p.codes->dual) : Truth::Unknown;
  if (!ish(x).probe.value.intersects(probe)) return Truth::False;
  return ish(x).probe.value.isSingle() ? Truth::True : Truth::Unknown;
}

/// Mean signals per cell: as recorded, else total over cells.
void mean(const NumberLeaf& recorded, const NumberLeaf& signals, const NumberLeaf& ownCells, const NumberLeaf& cells,
          Value& v) {
  if (recorded.recorded()) return take(recorded, v);
  const NumberLeaf& counted = ownCells.recorded() ? ownCells : cells;
  if (!signals.recorded() || !counted.recorded()) return;
  v.number = signals.value / counted.value;
  v.origin = signals.origin;
}

void her2Mean(const IshTest& test, Value& v) { mean(test.her2Copies, test.her2Signals, test.her2Cells, test.cells, v); }
void cep17Mean(const IshTest& test, Value& v) {
  mean(test.cep17Copies, test.cep17Signals, test.cep17Cells, test.cells, v);
}

void ishHer2Copies(const Context& x, const Parameters& p, Value& v) {
  if (probeIs(x, p, p.codes->dual) != Truth::False) her2Mean(ish(x), v);
}

void ishCep17Copies(const Context& x, const Parameters&, Value& v) { cep17Mean(ish(x), v); }

// On the same nuclei the totals give the ratio; counted apart, the means do. Means are decimals, and so is their ratio:
// at a threshold the last bit of a binary quotient would decide.
void ishComputedRatio(const Context& x, const Parameters&, Value& v) {
  const IshTest& test = ish(x);
  const bool apart =
      test.her2Cells.recorded() && test.cep17Cells.recorded() && test.her2Cells.value != test.cep17Cells.value;
  if (!apart && test.her2Signals.recorded() && test.cep17Signals.recorded()) {
    v.number = test.her2Signals.value / test.cep17Signals.value;
    v.origin = test.her2Signals.origin;
    return;
  }
  Value cep17;
  her2Mean(test, v);
  cep17Mean(test, cep17);
  v.number = v.number.isUnknown() || cep17.number.isUnknown() ? Interval() : toDecimals(v.number / cep17.number);
}

void ishRatio(const Context& x, const Parameters& p, Value& v) {
  if (ish(x).ratio.recorded()) return take(ish(x).ratio, v);
  ishComputedRatio(x, p, v);
}

void ishSingleCopies(const Context& x, const Parameters& p, Value& v) {
  if (x.specimen->ishSingle.present) return her2Mean(x.specimen->ishSingle, v);
  if (probeIs(x, p, p.codes->single) != Truth::False) her2Mean(ish(x), v);
}

void ishGroup(const Context& x, const Parameters& p, Value& v) {
  // A stated group tells that a dual-probe ISH was done, whatever probe the counts are of.
  if (ish(x).group.recorded()) return take(ish(x).group, v);
  if (probeIs(x, p, p.codes->dual) == Truth::False) return absent(x, p, v);
  v.origin = ish(x).origin;
  v.codes = p.every - p.absent;
}

void ishSingle(const Context& x, const Parameters& p, Value& v) {
  const Truth single = x.specimen->ishSingle.present ? Truth::True : probeIs(x, p, p.codes->single);
  if (single == Truth::False) return absent(x, p, v);
  v.origin = ish(x).origin;
  if (single == Truth::True) v.codes = p.every - p.absent;
}

void ishRecountGroup(const Context& x, const Parameters& p, Value& v) {
  if (!ish(x).recount.present) return absent(x, p, v);
  v.codes = p.every - p.absent;
  v.origin = ish(x).recount.ratio.origin;
}

void ishRecountDone(const Context& x, const Parameters&, Value& v) { v.truth = truth(ish(x).recount.present); }
void ishAdjudicatedGroup(const Context& x, const Parameters& p, Value& v) {
  recordedOr(ish(x).adjudicatedGroup, x, p, v);
}
void ishReported(const Context& x, const Parameters& p, Value& v) {
  recordedOr(ish(x).reported.recorded() ? ish(x).reported : x.specimen->ishSingle.reported, x, p, v);
}

void ishSameTissue(const Context& x, const Parameters&, Value& v) {
  v.truth = ish(x).sameTissue.value;
  v.origin = ish(x).sameTissue.origin;
  if (ish(x).sameTissue.recorded() || x.openWorld) return;
  v.truth = Truth::True;
  v.assumed = true;
}

void ngsReported(const Context& x, const Parameters& p, Value& v) { recordedOr(x.specimen->ngs.reported, x, p, v); }

void reportedResult(const Context& x, const Parameters& p, Value& v) {
  recordedOr(x.specimen->reported.result, x, p, v);
}

/// Is the rule set for this kind of tumour? Its guard is a test of tumour.kind.
bool isFor(const kb::RuleSet& set, const Tumour* tumour) {
  const bool guarded = set.when && set.when->op == feel::Op::InCodes;
  return !guarded || tumour == nullptr || !tumour->kind.recorded() || set.when->codes.intersects(tumour->kind.value);
}

/// Stated, else every rule set in force on some day the report may be of, else any.
void reportedRuleSet(const Context& x, const Parameters& p, Value& v) {
  const ReportedStatus& reported = x.specimen->reported;
  if (reported.ruleSet.recorded()) return take(reported.ruleSet, v);
  const DateLeaf& date = reported.date.recorded() ? reported.date : x.specimen->date;
  if (!date.recorded()) return;
  for (std::size_t i = 0; i < p.knowledge->ruleSets.size(); ++i) {
    const kb::RuleSet& set = p.knowledge->ruleSets[i];
    const bool begins = !set.period.from || *set.period.from <= date.value->last;
    const bool lasts = !set.period.until || date.value->first < *set.period.until;
    if (begins && lasts && isFor(set, x.tumour)) v.codes |= p.codes->ruleSets[i];
  }
  v.origin = date.origin;
}

struct Named {
  std::string_view name;
  Derive derive;
};

constexpr Named derivations[] = {
    {"ihc-score", &ihcScore},
    {"ihc-membrane-staining", &ihcMembraneStaining},
    {"ihc-staining-recorded", &ihcStainingRecorded},
    {"ihc-reported", &ihcReported},
    {"ihc-described", &ihcDescribed},
    {"ihc-staining", &ihcStaining},
    {"ihc-uniform", &ihcUniform},
    {"ihc-cluster-cells", &ihcClusterCells},
    {"ish-probe", &ishProbe},
    {"ish-ratio", &ishRatio},
    {"ish-computed-ratio", &ishComputedRatio},
    {"ish-her2-copies", &ishHer2Copies},
    {"ish-cep17-copies", &ishCep17Copies},
    {"ish-single-copies", &ishSingleCopies},
    {"ish-group", &ishGroup},
    {"ish-single", &ishSingle},
    {"ish-recount-group", &ishRecountGroup},
    {"ish-recount-done", &ishRecountDone},
    {"ish-adjudicated-group", &ishAdjudicatedGroup},
    {"ish-reported", &ishReported},
    {"ish-same-tissue", &ishSameTissue},
    {"ngs-reported", &ngsReported},
    {"reported-result", &reportedResult},
    {"reported-rule-set", &reportedRuleSet},
};

}  // namespace

Derive findSpecimenDerivation(std::string_view name) {
  for (const Named& each : derivations) {
    if (each.name == name) return each.derive;
  }
  return nullptr;
}

}  // namespace her2::facts
