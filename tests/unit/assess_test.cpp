// What the assessment makes of several specimens, of dates, and of what is not recorded; and that blocks and single
// cases agree.
#include "assess_fixture.h"
#include "present/presenter.h"

namespace her2 {
namespace {

std::string breast(std::string_view specimens, std::string_view tumour = R"("setting":"metastatic")") {
  return fmt::format(R"({{"id":"p","tumours":[{{"kind":"breast",{}}}],"specimens":[{}]}})", tumour, specimens);
}

std::string ihc(std::string_view id, std::string_view date, std::string_view score, std::string_view more = "") {
  const std::string day = date.empty() ? "" : fmt::format(R"("date":"{}",)", date);
  return fmt::format(R"({{"id":"{}",{}{}"ihc":{{"score":"{}","scoring":"breast"}}}})", id, day, more, score);
}

std::string deciding(const Assessed& a) {
  std::string ids;
  for (const SpecimenStatus& each : a.result.status.specimens) {
    if (each.decides) ids += (ids.empty() ? "" : " ") + a.record.specimens[each.specimen].id.value;
  }
  return ids;
}

bool flagged(const Assessed& a, std::string_view flag) {
  const auto& flags = a.result.status.flags;
  return std::find(flags.begin(), flags.end(), flag) != flags.end();
}

bool warned(const Assessed& a, std::string_view code) {
  return std::any_of(a.result.warnings.begin(), a.result.warnings.end(),
                     [&](const Problem& p) { return p.code == code; });
}

TEST(Specimens, TheNewestDecidesWhereverItStandsInTheRecord) {
  const std::string old = ihc("old", "2020-01-01", "3+");
  const std::string fresh = ihc("new", "2024-01-01", "1+");
  for (const std::string& both : {old + "," + fresh, fresh + "," + old}) {
    const Assessed a = assessed(breast(both));
    EXPECT_EQ(deciding(a), "new");
    EXPECT_EQ(resultOf(a), "negative");
    EXPECT_EQ(classOf(a), "low");
    EXPECT_TRUE(flagged(a, "discordant-specimens"));
  }
}

TEST(Specimens, ATestThatFailedDoesNotHideTheOlderResult) {
  const Assessed a =
      assessed(breast(ihc("old", "2020-01-01", "3+") +
                      R"(,{"id":"failed","date":"2024-01-01","ihc":{"controlsPassed":false,"score":"0"}})"));
  EXPECT_EQ(words("status.result", a.result.status.specimens[1].result), "indeterminate");
  EXPECT_EQ(deciding(a), "old");
  EXPECT_EQ(resultOf(a), "positive");
}

TEST(Specimens, OnlyFailedTestsAreIndeterminate) {
  const Assessed a =
      assessed(breast(R"({"id":"failed","date":"2024-01-01","ihc":{"controlsPassed":false,"score":"0"}})"));
  EXPECT_EQ(resultOf(a), "indeterminate");
  for (const Option& option : a.result.options) EXPECT_NE(option.state, OptionState::Indicated) << optionId(option);
}

TEST(Specimens, WithoutDatesAllMayBeTheLatest) {
  const Assessed both = assessed(breast(ihc("a", "", "3+") + "," + ihc("b", "", "0")));
  EXPECT_EQ(deciding(both), "a b");
  EXPECT_EQ(resultOf(both), "negative or positive");
  const Assessed one = assessed(breast(ihc("a", "2020-01-01", "3+") + "," + ihc("b", "", "0")));
  EXPECT_EQ(resultOf(one), "negative or positive") << "the undated one may be older or newer";
  for (const Option& option : one.result.options) EXPECT_NE(option.state, OptionState::Indicated) << optionId(option);
}

TEST(Specimens, DatesThatOverlapDoNotTellWhichIsTheLatest) {
  EXPECT_EQ(resultOf(assessed(breast(ihc("a", "2024", "3+") + "," + ihc("b", "2024-06", "0")))),
            "negative or positive");
  EXPECT_EQ(resultOf(assessed(breast(ihc("a", "2023", "3+") + "," + ihc("b", "2024-06", "0")))), "negative");
}

TEST(Specimens, PrimaryAndMetastasisThatDisagreeAreFlagged) {
  const Assessed a = assessed(breast(ihc("primary", "2020-01-01", "3+", R"("site":"primary",)") + "," +
                                     ihc("liver", "2024-01-01", "0", R"("site":"metastasis",)")));
  EXPECT_EQ(deciding(a), "liver");
  EXPECT_EQ(resultOf(a), "negative");
  EXPECT_TRUE(flagged(a, "discordant-specimens"));
  const Assessed same = assessed(breast(ihc("primary", "2020-01-01", "3+") + "," + ihc("liver", "2024-01-01", "3+")));
  EXPECT_TRUE(same.result.status.flags.empty());
}

TEST(Specimens, LowAgainstZeroIsFlaggedAsAnotherClass) {
  const Assessed a = assessed(breast(ihc("primary", "2020-01-01", "1+") + "," + ihc("liver", "2024-01-01", "0", "")));
  EXPECT_EQ(resultOf(a), "negative");
  EXPECT_FALSE(flagged(a, "discordant-specimens")) << "both are negative";
}

TEST(Specimens, ThoseAfterTheDayAreIgnoredWithAWarning) {
  const std::string both = breast(ihc("old", "2020-01-01", "0") + "," + ihc("future", "2024-01-01", "3+"));
  const Assessed before = assessed(both, "2023-12-31");
  EXPECT_EQ(resultOf(before), "negative");
  EXPECT_TRUE(warned(before, "date-after-as-of"));
  const Assessed onTheDay = assessed(both, "2024-01-01");
  EXPECT_EQ(resultOf(onTheDay), "positive");
  EXPECT_FALSE(warned(onTheDay, "date-after-as-of"));
}

TEST(Specimens, OnlyAFutureOneIsAsIfUntested) {
  const Assessed a = assessed(breast(ihc("future", "2024-01-01", "3+")), "2023-12-31");
  EXPECT_EQ(classOf(a), "not-tested");
  EXPECT_EQ(resultOf(a), "negative or positive");
}

TEST(Specimens, InSituAloneNeverDecides) {
  const Assessed a = assessed(breast(ihc("dcis", "2024-01-01", "3+", R"("invasive":false,)")));
  EXPECT_EQ(deciding(a), "");
  EXPECT_EQ(classOf(a), "not-tested");
  for (const Option& option : a.result.options) EXPECT_NE(option.state, OptionState::Indicated) << optionId(option);
  const Assessed beside = assessed(
      breast(ihc("invasive", "2020-01-01", "0") + "," + ihc("dcis", "2024-01-01", "3+", R"("invasive":false,)")));
  EXPECT_EQ(deciding(beside), "invasive");
  EXPECT_EQ(resultOf(beside), "negative");
}

TEST(Specimens, WithoutAnyTestDecideNothing) {
  const Assessed a =
      assessed(breast(ihc("tested", "2020-01-01", "3+") + R"(,{"id":"untested","date":"2024-01-01","kind":"core"})"));
  EXPECT_EQ(deciding(a), "tested");
  EXPECT_EQ(resultOf(a), "positive");
}

TEST(Tumours, SeveralAreWarnedAndTheMetastaticOneIsAssessed) {
  const Assessed a = assessed(
      R"({"id":"p","tumours":[{"id":"lung","kind":"nsclc","setting":"early","diagnosed":"2025"},{"id":"breast","kind":"breast","setting":"metastatic","diagnosed":"2019"}],)"
      R"("specimens":[{"id":"of-lung","tumour":"lung","date":"2025-03-01","ihc":{"score":"3+"}},{"id":"of-breast","tumour":"breast","date":"2020-01-01","ihc":{"score":"0"}}]})");
  EXPECT_TRUE(warned(a, "several-tumours"));
  EXPECT_EQ(words("tumour.kind", a.result.tumourKind), "breast");
  EXPECT_EQ(deciding(a), "of-breast");
}

TEST(Tumours, OfUnknownKindListEveryIndicationAndIndicateNone) {
  const Assessed a = assessed(R"({"id":"p"})");
  EXPECT_TRUE(warned(a, "tumour-unknown"));
  std::set<std::string> drugs;
  for (const Option& option : a.result.options) {
    EXPECT_NE(option.state, OptionState::Indicated) << optionId(option);
    drugs.insert(testKnowledge()->indications[option.indication].drug);
  }
  EXPECT_GT(drugs.size(), 5U);
}

TEST(NotRecorded, UntestedIsNotTestedAndPossibleButNeverIndicated) {
  const Assessed a = assessed(R"({"id":"p","sex":"female","tumours":[{"kind":"breast","setting":"metastatic"}]})");
  EXPECT_EQ(classOf(a), "not-tested");
  EXPECT_EQ(resultOf(a), "negative or positive");
  std::size_t possible = 0;
  for (const Option& option : a.result.options) {
    EXPECT_NE(option.state, OptionState::Indicated) << optionId(option);
    if (option.state != OptionState::Possible) continue;
    ++possible;
  }
  EXPECT_GT(possible, 0U);
  ASSERT_FALSE(a.result.nextTests.empty());
  EXPECT_TRUE(std::any_of(a.result.nextTests.begin(), a.result.nextTests.end(),
                          [](const NextTest& t) { return t.test == "her2-test"; }));
}

bool isHer2(feel::FactId fact) {
  const std::string& name = testKnowledge()->facts[fact].name;
  return name.starts_with("her2.") || name == "tumour.erbb2-mutation";
}

/// Does the criterion ask about HER2, and about nothing else?
bool asksOnlyHer2(const kb::Criterion& criterion) {
  bool any = false;
  bool only = true;
  feel::forEachFact(criterion.is, [&](feel::FactId fact) {
    any = true;
    only = only && isHer2(fact);
  });
  return any && only;
}

std::string withoutHer2Tests(const std::string& json) {
  rapidjson::Document document;
  document.Parse(json.c_str());
  if (document.HasMember("specimens")) {
    for (auto& specimen : document["specimens"].GetArray()) {
      for (const char* test : {"ihc", "ish", "ngs", "reported"}) specimen.RemoveMember(test);
    }
  }
  if (document.HasMember("tumours")) {
    for (auto& tumour : document["tumours"].GetArray()) tumour.RemoveMember("variants");
  }
  return textOf(document);
}

TEST(NotRecorded, HER2NeverReadsAsNegative) {
  ASSERT_GT(goldenCases().size(), 200U);
  for (const GoldenCase& golden : goldenCases()) {
    SCOPED_TRACE(golden.title);
    const Assessed a = assessed(withoutHer2Tests(golden.json), golden.asOf);
    EXPECT_EQ(classOf(a), "not-tested");
    EXPECT_EQ(resultOf(a), "negative or positive");
    for (const Option& option : a.result.options) {
      const kb::Indication& indication = testKnowledge()->indications[option.indication];
      const bool needsHer2 = std::any_of(indication.criteria.begin(), indication.criteria.end(), asksOnlyHer2);
      EXPECT_FALSE(needsHer2 && option.state == OptionState::Indicated) << optionId(option);
      if (option.state != OptionState::NotIndicated) continue;
      const bool onlyHer2Failed = std::all_of(option.failed.begin(), option.failed.end(),
                                              [&](std::uint16_t i) { return asksOnlyHer2(indication.criteria[i]); });
      EXPECT_FALSE(onlyHer2Failed) << optionId(option) << " fails for want of a test";
    }
  }
}

std::string everything(const assess::Assessor& assessor, const Case& record, const Assessment& assessment) {
  const present::Presenter presenter{assessor.knowledge(), assessor.settings().asOf, {0, 1}, false};
  return present::assessmentJson(presenter, record, assessment, "", true);
}

TEST(Blocks, OfSixtyFourGiveWhatEachCaseGivesAlone) {
  std::map<std::string, std::vector<const GoldenCase*>> byDay;
  for (const GoldenCase& golden : goldenCases()) byDay[golden.asOf].push_back(&golden);
  for (const auto& [day, goldens] : byDay) {
    const auto assessor = assessorOf(day);
    assess::Workspace workspace = assessor->makeWorkspace();
    std::vector<Assessment> results(facts::lanes);  // kept from block to block: what a former case left must not show
    for (std::size_t begin = 0; begin < goldens.size(); begin += facts::lanes) {
      const std::size_t count = std::min<std::size_t>(facts::lanes, goldens.size() - begin);
      std::vector<Case> cases;
      for (std::size_t i = 0; i < count; ++i) cases.push_back(caseOf(goldens[begin + i]->json));
      assessor->assess(cases, workspace, std::span(results).first(count), assess::Detail::Trace);
      for (std::size_t i = 0; i < count; ++i) {
        const Assessed alone = assessed(goldens[begin + i]->json, day);
        EXPECT_EQ(everything(*assessor, cases[i], results[i]), everything(*assessor, alone.record, alone.result))
            << goldens[begin + i]->title;
      }
    }
  }
}

Assessment assessedIn(const Case& record, std::string_view asOf, assess::Detail detail) {
  const auto assessor = assessorOf(asOf);
  assess::Workspace workspace = assessor->makeWorkspace();
  Assessment result;
  assessor->assess(std::span(&record, 1), workspace, std::span(&result, 1), detail);
  return result;
}

TEST(Blocks, DetailChangesNoAnswer) {
  for (const GoldenCase& golden : goldenCases()) {
    const Assessed full = assessed(golden.json, golden.asOf);
    const Assessment quick = assessedIn(full.record, golden.asOf, assess::Detail::Answer);
    EXPECT_EQ(quick.status.result, full.result.status.result) << golden.title;
    EXPECT_EQ(quick.status.her2Class, full.result.status.her2Class) << golden.title;
    std::vector<Option> open;
    for (const Option& option : full.result.options) {
      if (option.state != OptionState::NotIndicated) open.push_back(option);
    }
    ASSERT_EQ(quick.options.size(), open.size()) << golden.title;
    for (std::size_t i = 0; i < open.size(); ++i) {
      EXPECT_EQ(quick.options[i].indication, open[i].indication) << golden.title;
      EXPECT_EQ(quick.options[i].region, open[i].region) << golden.title;
      EXPECT_EQ(quick.options[i].state, open[i].state) << golden.title;
    }
  }
}

std::string listed(const Problems& problems) {
  std::string text;
  for (const Problem& each : problems) text += each.text() + "\n";
  return text;
}

// A card is a part of the report: what it holds is the same, letter by letter.
TEST(Blocks, ACardHoldsWhatTheReportHolds) {
  for (const GoldenCase& golden : goldenCases()) {
    const Assessed full = assessed(golden.json, golden.asOf);
    const Assessment card = assessedIn(full.record, golden.asOf, assess::Detail::Card);
    EXPECT_EQ(listed(card.warnings), listed(full.result.warnings)) << golden.title;
    ASSERT_EQ(card.options.size(), full.result.options.size()) << golden.title;
    for (std::size_t i = 0; i < card.options.size(); ++i) {
      EXPECT_EQ(card.options[i].missing, full.result.options[i].missing) << golden.title;
      EXPECT_EQ(card.options[i].failed, full.result.options[i].failed) << golden.title;
      EXPECT_EQ(card.options[i].approvals, full.result.options[i].approvals) << golden.title;
    }
    ASSERT_EQ(card.nextTests.size(), full.result.nextTests.size()) << golden.title;
    for (std::size_t i = 0; i < card.nextTests.size(); ++i) {
      EXPECT_EQ(card.nextTests[i].test, full.result.nextTests[i].test) << golden.title;
      EXPECT_EQ(card.nextTests[i].decides, full.result.nextTests[i].decides) << golden.title;
    }
  }
}

/// The document with one leaf fewer, for every leaf of the list that some test of some specimen has. Left out are
/// leaves beside a second witness, which speaks where the first is gone: a result the laboratory stated, a ratio beside
/// both counts it can be computed from.
template <class F>
void withoutEachLeaf(const std::string& json, F&& use) {
  rapidjson::Document document;
  document.Parse(json.c_str());
  if (!document.HasMember("specimens")) return;
  for (rapidjson::SizeType s = 0; s < document["specimens"].Size(); ++s) {
    for (const auto& [test, leaf] : std::initializer_list<std::pair<const char*, const char*>>{
             {"ihc", "score"}, {"ihc", "percent"}, {"ish", "ratio"}, {"ish", "her2Copies"}, {"ish", "cep17Copies"}}) {
      rapidjson::Document fewer;
      fewer.CopyFrom(document, fewer.GetAllocator());
      auto& specimen = fewer["specimens"][s];
      if (!specimen.HasMember(test) || !specimen[test].IsObject() || !specimen[test].HasMember(leaf)) continue;
      auto& values = specimen[test];
      const bool ratioAndCounts =
          values.HasMember("ratio") && values.HasMember("her2Copies") && values.HasMember("cep17Copies");
      if (specimen.HasMember("reported") || values.HasMember("reported") || ratioAndCounts) continue;
      values.RemoveMember(leaf);
      use(s, fmt::format("specimens[{}].{}.{}", s, test, leaf), textOf(fewer));
    }
  }
}

/// What the codes say of the tumour: "not tested" leaves every class open, "equivocal" and "indeterminate" are states
/// of the test alone.
CodeSet meaning(std::string_view fact, CodeSet codes) {
  const auto& knowledge = *testKnowledge();
  const Domain& domain = knowledge.vocabulary.domain(knowledge.facts[*knowledge.facts.find(fact)].domain);
  CodeSet all;
  codes.forEach([&](unsigned code) {
    if (domain[code].code != "equivocal" && domain[code].code != "indeterminate") all |= domain[code].means;
  });
  return all;
}

void neverFewer(std::string_view fact, CodeSet before, CodeSet after, const std::string& about) {
  EXPECT_TRUE(meaning(fact, after).contains(meaning(fact, before)))
      << about << ": " << words(fact, before) << " became " << words(fact, after);
}

TEST(Monotone, ForgettingANumberNeverRemovesAnAnswer) {
  std::size_t looked = 0;
  for (const GoldenCase& golden : goldenCases()) {
    const Assessed whole = assessed(golden.json, golden.asOf);
    withoutEachLeaf(golden.json, [&](std::size_t s, const std::string& leaf, const std::string& fewer) {
      const Assessed less = assessed(fewer, golden.asOf);
      const SpecimenStatus& before = whole.result.status.specimens[s];
      const SpecimenStatus& after = less.result.status.specimens[s];
      const std::string about = fmt::format("{}, without {}", golden.title, leaf);
      neverFewer("status.result", before.result, after.result, about);
      neverFewer("status.class", before.her2Class, after.her2Class, about);
      ++looked;
    });
  }
  EXPECT_GT(looked, 300U);
}

}  // namespace
}  // namespace her2
