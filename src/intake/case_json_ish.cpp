#include "intake/case_json_parts.h"

namespace her2::intake {
namespace {

constexpr Member<IshRecount> recountMembers[] = {
    number<&IshRecount::her2Copies, notNegative>("her2Copies"),
    number<&IshRecount::ratio, notNegative>("ratio"),
    number<&IshRecount::cells, count>("cells"),
};

void readRecount(CaseReading& reading, JsonValue value, IshRecount& recount) {
  readPart<IshRecount>(reading, value, recount, recountMembers);
}

constexpr Member<IshTest> ishMembers[] = {
    code<&IshTest::probe, &CaseDomains::probe>("probe"),
    number<&IshTest::ratio, notNegative>("ratio"),
    number<&IshTest::her2Copies, notNegative>("her2Copies"),
    number<&IshTest::cep17Copies, notNegative>("cep17Copies"),
    number<&IshTest::cells, count>("cells"),
    part<&IshTest::recount, readRecount>("recount"),
    number<&IshTest::her2Signals, notNegative>("her2Signals"),
    number<&IshTest::cep17Signals, notNegative>("cep17Signals"),
    number<&IshTest::her2Cells, count>("her2Cells"),
    number<&IshTest::cep17Cells, count>("cep17Cells"),
    code<&IshTest::group, &CaseDomains::ishGroup>("group"),
    code<&IshTest::adjudicatedGroup, &CaseDomains::ishGroup>("adjudicatedGroup"),
    code<&IshTest::reported, &CaseDomains::reading>("reported"),
    number<&IshTest::amplifiedCellsPercent, percentage>("amplifiedCellsPercent"),
    number<&IshTest::areas, count>("areas"),
    number<&IshTest::unscorablePercent, percentage>("unscorablePercent"),
    number<&IshTest::cytoplasmicPercent, percentage>("cytoplasmicPercent"),
    leaf<&IshTest::controlsPassed>("controlsPassed"),
    leaf<&IshTest::poorResolution>("poorResolution"),
    leaf<&IshTest::autofluorescence>("autofluorescence"),
    leaf<&IshTest::sameTissue>("sameTissue"),
    leaf<&IshTest::date>("date"),
};
static_assert(std::size(ishMembers) <= maxMembers);

void readIshTest(CaseReading& reading, JsonValue value, IshTest& ish) {
  readPart<IshTest>(reading, value, ish, ishMembers);
}

enum class Probe { Single, Dual, Open };

Probe probeOf(const IshTest& ish, const Domain* domain) {
  const auto is = [&](std::string_view name) {
    const auto code = domain != nullptr ? domain->find(name) : std::nullopt;
    return code && ish.probe.value == CodeSet::of(*code);
  };
  if (is("single")) return Probe::Single;
  const bool secondProbe = ish.ratio.recorded() || ish.cep17Copies.recorded() || ish.cep17Signals.recorded() ||
                           ish.cep17Cells.recorded() || ish.group.recorded() || ish.adjudicatedGroup.recorded();
  return is("dual") || secondProbe ? Probe::Dual : Probe::Open;
}

/// Two tests: one of each kind, or nobody can say which of the two counts.
void place(CaseReading& reading, const std::vector<IshTest>& tests, Specimen& specimen) {
  if (tests.empty()) return;
  if (tests.size() == 1) {
    specimen.ish = tests[0];
    return;
  }
  const Probe first = probeOf(tests[0], reading.domains.probe);
  const Probe second = probeOf(tests[1], reading.domains.probe);
  if (tests.size() > 2 || first == second) {
    specimen.ish.present = true;
    specimen.ish.origin = reading.origin();
    return reading.warn(
        "value-conflict",
        "several ISH tests on one specimen, expected one, or a dual-probe and a single-probe one; none is used",
        "record each on a specimen of its own, a recount as `recount`");
  }
  const bool secondIsSingle = first == Probe::Dual || second == Probe::Single;
  specimen.ish = tests[secondIsSingle ? 0 : 1];
  specimen.ishSingle = tests[secondIsSingle ? 1 : 0];
}

}  // namespace

void readIsh(CaseReading& reading, JsonValue value, Specimen& specimen) {
  if (typeOf(value) != JsonType::array) return readIshTest(reading, value, specimen.ish);
  std::vector<IshTest> tests;
  readEntries(reading, value, JsonType::object, "an object",
              [&](JsonValue element) { readIshTest(reading, element, tests.emplace_back()); });
  place(reading, tests, specimen);
}

void forgetIsh(CaseReading&, Specimen& specimen) {
  specimen.ish = specimen.ishSingle = {};
  specimen.ish.present = true;
}

}  // namespace her2::intake
