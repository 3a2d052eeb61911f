// What the knowledge says of reported ERBB2 variants: class, marks, and what stays open.
#include "facts/variant.h"

#include <gtest/gtest.h>

#include <set>

#include "facts/deriver.h"

namespace her2::facts {
namespace {

using Names = std::set<std::string>;

const kb::Knowledge& knowledge() {
  static const auto loaded = *kb::Knowledge::load(*kb::DocumentSet::readFolder(HER2_SOURCE_DIR "/knowledge"));
  return *loaded;
}

const VariantCatalogue& erbb2() {
  static const auto loaded = *VariantCatalogue::load(knowledge());
  return *loaded.front();
}

Names names(std::string_view domain, CodeSet codes) {
  const Domain& list = knowledge().vocabulary.domain(*knowledge().vocabulary.findDomain(domain));
  Names result;
  codes.forEach([&](unsigned code) { result.insert(list[code].code); });
  return result;
}

VariantReading read(std::string protein, std::string transcript = {}, std::string type = {}) {
  Variant variant;
  variant.gene.value = "ERBB2";
  variant.protein.value = std::move(protein);
  variant.transcript.value = std::move(transcript);
  variant.type.value = std::move(type);
  return erbb2().read(variant);
}

Names classes(std::string protein, std::string transcript = {}) {
  return names("erbb2-mutation", read(std::move(protein), std::move(transcript)).classes);
}

Names marks(std::string protein) { return names("erbb2-alteration", read(std::move(protein)).marks); }

const Names kinase = {"activating-kinase-domain"};
const Names elsewhere = {"activating-elsewhere"};
const Names not_activating = {"not-activating"};
const Names kinaseOpen = {"activating-kinase-domain", "not-activating"};
const Names elsewhereOpen = {"activating-elsewhere", "not-activating"};
const Names open = {"activating-kinase-domain", "activating-elsewhere", "not-activating"};

struct Row {
  const char* protein;
  Names expected;
};

class ClassOf : public testing::TestWithParam<Row> {};

TEST_P(ClassOf, IsThatOfTheSources) { EXPECT_EQ(classes(GetParam().protein), GetParam().expected); }

// Bose 2013, OncoKB 2025-08 and 2026-03.
INSTANTIATE_TEST_SUITE_P(KinaseDomain, ClassOf,
                         testing::Values(Row{"D769H", kinase}, Row{"D769Y", kinase}, Row{"V777L", kinase},
                                         Row{"V842I", kinase}, Row{"R896C", kinase}, Row{"L755S", kinase},
                                         Row{"L726F", kinase}, Row{"L869R", kinase}, Row{"T798I", kinase},
                                         Row{"p.Leu755_Thr759del", kinase}, Row{"p.Val777Leu", kinase}));

// OncoKB 770_831ins: any in-frame insertion from residue 770 to 831, whatever its spelling.
INSTANTIATE_TEST_SUITE_P(
    ExonTwenty, ClassOf,
    testing::Values(Row{"A775_G776insYVMA", kinase}, Row{"E770_A771insAYVM", kinase}, Row{"Y772_A775dup", kinase},
                    Row{"G776delinsVC", kinase}, Row{"G776>VC", kinase}, Row{"P780_Y781insGSP", kinase},
                    Row{"G778_P780dup", kinase}, Row{"A771_Y772insW", kinase}, Row{"E770_A771insW", kinase},
                    Row{"D769_E770insW", kinaseOpen}, Row{"N813_R814insW", kinase}, Row{"A830_K831insW", kinase},
                    Row{"K831_G832insW", kinaseOpen}, Row{"exon 20 insertion", kinase},
                    Row{"Exon 20  Insertion", kinase}, Row{"V777del", kinase}, Row{"p.P780ins", kinase}));

INSTANTIATE_TEST_SUITE_P(Elsewhere, ClassOf,
                         testing::Values(Row{"S310F", elsewhere}, Row{"S310Y", elsewhere}, Row{"G309A", elsewhere},
                                         Row{"V659E", elsewhere}, Row{"G660D", elsewhere},
                                         Row{"X633_splice", elsewhere}, Row{"V697L", elsewhere},
                                         Row{"E717K", elsewhere}));

INSTANTIATE_TEST_SUITE_P(NotActivating, ClassOf,
                         testing::Values(Row{"R143*", not_activating}, Row{"p.Arg143Ter", not_activating},
                                         Row{"G776fs", not_activating}, Row{"L755Pfs*12", not_activating},
                                         Row{"V777=", not_activating}, Row{"I655V", not_activating},
                                         Row{"A644V", not_activating}));

// In no list: may be activating. Residue 720 is the last outside the kinase domain, 721 the first in it, 975 the last.
INSTANTIATE_TEST_SUITE_P(Open, ClassOf,
                         testing::Values(Row{"L720V", elsewhereOpen}, Row{"R721W", kinaseOpen},
                                         Row{"E975K", kinaseOpen}, Row{"F976L", elsewhereOpen},
                                         Row{"S442R", elsewhereOpen}, Row{"L800F", kinaseOpen},
                                         Row{"R678Q", elsewhereOpen}, Row{"I654V", elsewhereOpen},
                                         Row{"gibberish", open}, Row{"", open}, Row{"L777V", open}));

TEST(Variant, MarksSayWhereAndWhat) {
  EXPECT_EQ(marks("A775_G776insYVMA"), (Names{"kinase-domain", "exon-20-insertion"}));
  EXPECT_EQ(marks("V777L"), (Names{"kinase-domain", "kinase-domain-missense", "activating-missense"}));
  EXPECT_EQ(marks("S310F"), (Names{"extracellular", "activating-missense"}));
  EXPECT_EQ(marks("V659E"), (Names{"transmembrane", "activating-missense"}));
  EXPECT_EQ(marks("Q709L"), (Names{"juxtamembrane", "activating-missense"}));
  EXPECT_EQ(marks("L755_T759del"), (Names{"kinase-domain"}));
  EXPECT_EQ(marks("R143*"), (Names{"extracellular", "truncating"}));
  EXPECT_EQ(marks("L755S"),
            (Names{"kinase-domain", "kinase-domain-missense", "activating-missense", "lapatinib-resistance"}));
  EXPECT_EQ(marks("L800F"), (Names{"kinase-domain", "unclassified"}));
}

// What a change in no list may turn out to be stays possible.
TEST(Variant, OpenMarksStayPossible) {
  const Names maybe = names("erbb2-alteration", read("L800F").maybe);
  EXPECT_TRUE(maybe.contains("activating-missense"));
  EXPECT_TRUE(maybe.contains("kinase-domain-missense"));
  EXPECT_FALSE(maybe.contains("exon-20-insertion"));
}

TEST(Variant, AmplificationAndFusionAreNoChangeOfTheProtein) {
  for (const char* type : {"amplification", "fusion"}) {
    const VariantReading reading = read("", "", type);
    EXPECT_FALSE(reading.change);
    EXPECT_TRUE(reading.classes.empty());
    EXPECT_EQ(names("erbb2-alteration", reading.marks), Names{type});
  }
}

TEST(Variant, NumbersOfOtherTranscriptsAreShifted) {
  EXPECT_EQ(read("D769H", "NM_004448.4").spelling, "D769H");
  EXPECT_EQ(read("D739H", "NM_001005862.2").spelling, "D769H");
  EXPECT_EQ(read("D754H", "NM_001289936").spelling, "D769H");
  EXPECT_EQ(read("NM_001005862.2:p.Asp739His").spelling, "D769H");
  EXPECT_EQ(read("NP_004439.2:p.Asp769His").spelling, "D769H");
  EXPECT_EQ(read("ERBB2:p.Asp769His").doubt, VariantDoubt::None);
}

TEST(Variant, WithoutTranscriptTheOnlyNumberingThatFitsIsTaken) {
  const VariantReading reading = read("D739H");
  EXPECT_EQ(reading.spelling, "D769H");
  EXPECT_EQ(reading.doubt, VariantDoubt::Renumbered);
  EXPECT_EQ(names("erbb2-mutation", reading.classes), kinase);
  // Fits no numbering, or fits one but is in no list: left open.
  EXPECT_EQ(read("D740H").doubt, VariantDoubt::ReferenceDiffers);
  EXPECT_EQ(read("D739K").doubt, VariantDoubt::ReferenceDiffers);
}

TEST(Variant, UnknownTranscriptsAndOtherResiduesLeaveItOpen) {
  const VariantReading unknown = read("D769H", "NM_999999.1");
  EXPECT_EQ(unknown.doubt, VariantDoubt::TranscriptUnknown);
  EXPECT_EQ(names("erbb2-mutation", unknown.classes), open);
  const VariantReading differs = read("D739H", "NM_004448");
  EXPECT_EQ(differs.doubt, VariantDoubt::ReferenceDiffers);
  EXPECT_EQ(names("erbb2-mutation", differs.classes), open);
  EXPECT_EQ(read("something").doubt, VariantDoubt::Unreadable);
}

TEST(Variant, OfSeveralTheFirstClassCounts) {
  const CodeSet a = CodeSet::of(0);
  const CodeSet b = CodeSet::of(1);
  const CodeSet c = CodeSet::of(2);
  EXPECT_EQ(VariantCatalogue::together({}), CodeSet());
  EXPECT_EQ(VariantCatalogue::together({c, a}), a);
  EXPECT_EQ(VariantCatalogue::together({c, c}), c);
  EXPECT_EQ(VariantCatalogue::together({c, a | c}), a | c);
  EXPECT_EQ(VariantCatalogue::together({b, a | c}), a | b) << "if the second is c, b counts";
  EXPECT_EQ(VariantCatalogue::together({a, b | c}), a);
}

TEST(Variant, OtherGenesAreNotOurs) {
  EXPECT_TRUE(erbb2().isGene("HER2"));
  EXPECT_FALSE(erbb2().isGene("EGFR"));
}

/// Facts of a lung cancer patient with these variants.
Value derive(std::string_view fact, const std::vector<Variant>& variants, bool recorded, bool assay) {
  static const auto loaded = [] {
    auto knowledge = *kb::Knowledge::load(*kb::DocumentSet::readFolder(HER2_SOURCE_DIR "/knowledge"));
    return std::pair(knowledge, *Deriver::bind(knowledge));
  }();
  Case record;
  record.tumours.emplace_back().variants = variants;
  record.tumours[0].variantsRecorded = recorded;
  if (assay) record.specimens.emplace_back().ngs.assay.value = CodeSet::of(0);
  const Context context{record, &record.tumours[0], nullptr, *Date::parse("2026-01-15"), false};
  return loaded.second->derive(loaded.first->facts.find(fact).value(), context);
}

Variant named(std::string gene, std::string protein) {
  Variant variant;
  variant.gene.value = std::move(gene);
  variant.protein.value = std::move(protein);
  return variant;
}

TEST(VariantFacts, NothingRecordedSaysNothing) {
  EXPECT_TRUE(derive("tumour.erbb2-mutation", {}, false, true).codes.empty());
  EXPECT_FALSE(derive("tumour.erbb2-alterations", {}, false, true).listed);
  EXPECT_EQ(derive("tumour.erbb2-sequenced", {}, false, true).truth, Truth::False);
}

TEST(VariantFacts, AnEmptyListBesideANamedAssayIsNoneFound) {
  EXPECT_EQ(names("erbb2-mutation", derive("tumour.erbb2-mutation", {}, true, true).codes), Names{"none"});
  EXPECT_TRUE(derive("tumour.erbb2-mutation", {}, true, false).codes.empty());
  EXPECT_EQ(derive("tumour.erbb2-sequenced", {}, true, true).truth, Truth::True);
}

TEST(VariantFacts, OtherGenesDoNotSayThatThisOneWasLookedAt) {
  EXPECT_TRUE(derive("tumour.erbb2-mutation", {named("EGFR", "L858R")}, true, true).codes.empty());
  EXPECT_EQ(derive("tumour.erbb2-sequenced", {named("EGFR", "L858R")}, true, true).truth, Truth::False);
}

TEST(VariantFacts, AnOpenVariantBesideOneThatIsNotActivatingLeavesItOpen) {
  const Value value = derive("tumour.erbb2-mutation", {named("ERBB2", "R143*"), named("ERBB2", "L800F")}, true, true);
  EXPECT_EQ(names("erbb2-mutation", value.codes), kinaseOpen);
}

TEST(VariantFacts, AnActivatingOneDecides) {
  const Value value = derive("tumour.erbb2-mutation", {named("ERBB2", "L800F"), named("HER2", "V777L")}, true, true);
  EXPECT_EQ(names("erbb2-mutation", value.codes), kinase);
}

}  // namespace
}  // namespace her2::facts
