#include "intake/case_json_parts.h"

namespace her2::intake {
namespace {

constexpr Member<Staining> stainingMembers[] = {
    code<&Staining::intensity, &CaseDomains::intensity>("intensity"),
    code<&Staining::membrane, &CaseDomains::membrane>("membrane"),
    number<&Staining::percent, percentage>("percent"),
    leaf<&Staining::uniform>("uniform"),
    number<&Staining::clusterCells, count>("clusterCells"),
};

void readStaining(CaseReading& reading, JsonValue value, IhcTest& ihc) {
  readObjects<Staining>(reading, value, ihc.staining, stainingMembers);
  ihc.stainingRecorded = true;
}

void forgetStaining(CaseReading&, IhcTest& ihc) {
  ihc.staining.clear();
  ihc.stainingRecorded = false;
}

/// "0+" is no code of its own: it is score 0 with membrane staining. Staining is implied where every score named shows
/// it: 0+, or 0+ and 1+.
void readScore(CaseReading& reading, JsonValue value, IhcTest& ihc) {
  const Domain* domain = reading.domains.ihcScore;
  CodeSet codes;
  bool known = true;
  bool zeroPlus = false;
  bool mayBeUnstained = false;
  const bool good =
      readTexts(reading, value, "a score such as \"2+\" or a list of scores", false, [&](std::string_view text) {
        const auto code = domain == nullptr ? std::nullopt : domain->find(text == "0+" ? "0" : text);
        if (!code) return known = false, unknownCode(reading, text, domain);
        codes |= (*domain)[*code].means;
        zeroPlus = zeroPlus || text == "0+";
        mayBeUnstained = mayBeUnstained || !text.ends_with('+');
      });
  if (!good || !known) return;
  ihc.score = {codes, reading.origin()};
  reading.scoreShowsStaining = zeroPlus && !mayBeUnstained;
}

void forgetScore(CaseReading& reading, IhcTest& ihc) {
  ihc.score = {};
  reading.scoreShowsStaining = false;
}

constexpr Member<IhcTest> ihcMembers[] = {
    {"score", readScore, forgetScore},
    leaf<&IhcTest::membraneStaining>("membraneStaining"),
    number<&IhcTest::percent, percentage>("percent"),
    product<&IhcTest::antibody, &CaseDomains::antibody>("antibody"),
    code<&IhcTest::scoring, &CaseDomains::ihcScoring>("scoring"),
    code<&IhcTest::reported, &CaseDomains::reading>("reported"),
    {"staining", readStaining, forgetStaining},
    leaf<&IhcTest::cytoplasmicObscuring>("cytoplasmicObscuring"),
    leaf<&IhcTest::controlsPassed>("controlsPassed"),
    leaf<&IhcTest::artefact>("artefact"),
    leaf<&IhcTest::normalDuctsStained>("normalDuctsStained"),
    number<&IhcTest::threePlusAreaPercent, percentage>("threePlusAreaPercent"),
    leaf<&IhcTest::date>("date"),
};
static_assert(std::size(ihcMembers) <= maxMembers);

}  // namespace

void readIhc(CaseReading& reading, JsonValue value, IhcTest& ihc) {
  reading.scoreShowsStaining = false;
  readPart<IhcTest>(reading, value, ihc, ihcMembers);
  if (!reading.scoreShowsStaining) return;
  if (ihc.membraneStaining.value == Truth::False) {
    reading.warn("value-conflict",
                 "the score 0+ says that membranes are stained, membraneStaining says that none is; "
                 "staining is left open");
    ihc.membraneStaining = {};
  } else if (!ihc.membraneStaining.recorded()) {
    ihc.membraneStaining = {Truth::True, ihc.score.origin};
  }
}

}  // namespace her2::intake
