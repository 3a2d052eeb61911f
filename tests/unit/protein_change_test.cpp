// Protein changes in HGVS: what is read, and the one spelling that all aliases of a change have.
#include "facts/protein_change.h"

#include <gtest/gtest.h>

#include <random>

namespace her2::facts {
namespace {

/// Residues 752 to 801 of ERBB2 behind 751 of filling, so that positions are those of the receptor.
const std::string& receptor() {
  static const std::string sequence = std::string(751, 'X') + "IKVLRENTSPKANKEILDEAYVMAGVGSPYVSRLLGICLTSTVQLVTQLM";
  return sequence;
}

std::string one(std::string_view text) {
  const auto change = readProteinChange(text);
  if (!change) return "unread";
  if (!agrees(*change, receptor())) return "differs";
  return spelling(normalised(*change, receptor()), receptor());
}

struct Row {
  const char* text;
  const char* expected;
};

class Spelling : public testing::TestWithParam<Row> {};

TEST_P(Spelling, IsThatOfTheThreePrimeRule) { EXPECT_EQ(one(GetParam().text), GetParam().expected); }

// Worked out by hand on the sequence, and the aliases that Hartwig's and OncoKB's public lists give for these alleles.
INSTANTIATE_TEST_SUITE_P(
    SameAllele, Spelling,
    testing::Values(Row{"Y772_A775dup", "Y772_A775dup"}, Row{"p.Tyr772_Ala775dup", "Y772_A775dup"},
                    Row{"p.(Tyr772_Ala775dup)", "Y772_A775dup"}, Row{"p.(Y772_A775dup)", "Y772_A775dup"},
                    Row{"Y772_A775dupYVMA", "Y772_A775dup"}, Row{"A775_G776insYVMA", "Y772_A775dup"},
                    Row{"p.Ala775_Gly776insTyrValMetAla", "Y772_A775dup"}, Row{"E770_A771insAYVM", "Y772_A775dup"},
                    Row{"M774_A775insAYVM", "Y772_A775dup"}, Row{"A771_Y772insYVMA", "Y772_A775dup"},
                    Row{"Y772_V773insVMAY", "Y772_A775dup"}, Row{"774_775insAYVM", "Y772_A775dup"},
                    Row{"A775delinsAYVMA", "Y772_A775dup"}, Row{"P780_Y781insGSP", "G778_P780dup"},
                    Row{"G778_S779insSPG", "G778_P780dup"}, Row{"S779_P780insVGS", "V777_S779dup"},
                    Row{"G776_V777insVGS", "V777_S779dup"}, Row{"G776_V777insVC", "V777_G778insCV"},
                    Row{"G776_V777insVGC", "G778_S779insCVG"}, Row{"V777_G778insG", "G778dup"},
                    Row{"G778_S779insG", "G778dup"}));

INSTANTIATE_TEST_SUITE_P(
    Others, Spelling,
    testing::Values(Row{"G776delinsVC", "G776delinsVC"}, Row{"p.Gly776delinsValCys", "G776delinsVC"},
                    Row{"G776>VC", "G776delinsVC"}, Row{"776_776G>VC", "unread"}, Row{"G776delGinsVC", "G776delinsVC"},
                    Row{"G776_V777delinsVCV", "G776delinsVC"}, Row{"V777L", "V777L"}, Row{"p.Val777Leu", "V777L"},
                    Row{"P.V777L", "V777L"}, Row{"V777>L", "V777L"}, Row{"V777delinsL", "V777L"}, Row{"V777=", "V777="},
                    Row{"p.Val777=", "V777="}, Row{"V777V", "V777="}, Row{"L755_T759del", "L755_T759del"},
                    Row{"p.Leu755_Asn758del", "L755_N758del"}, Row{"G776fs", "G776fs"},
                    Row{"p.Gly776ValfsTer5", "G776fs"}, Row{"G776VFS*5", "G776fs"}, Row{"Y772*", "Y772*"},
                    Row{"Y772X", "Y772*"}, Row{"p.Tyr772Ter", "Y772*"}, Row{"A771delinsA*", "Y772*"}));

INSTANTIATE_TEST_SUITE_P(NotRead, Spelling,
                         testing::Values(Row{"", "unread"}, Row{"exon 20 insertion", "unread"}, Row{"V777", "unread"},
                                         Row{"A775_G776ins", "unread"}, Row{"A775_G776insX4", "unread"},
                                         Row{"A775_V777insYVMA", "unread"}, Row{"A775insYVMA", "unread"},
                                         Row{"c.2313_2324dup", "unread"}, Row{"V777L;L755S", "unread"},
                                         Row{"99999999999L", "unread"}, Row{"V777_A775del", "unread"},
                                         Row{"V0L", "unread"}));

INSTANTIATE_TEST_SUITE_P(AnotherResidueStandsThere, Spelling,
                         testing::Values(Row{"L777V", "differs"}, Row{"V2000L", "differs"},
                                         Row{"Y772_G775dup", "differs"}, Row{"Y772_A775dupYVMG", "differs"},
                                         Row{"V801_M802insA", "differs"}));

TEST(ProteinChange, StartAndEndOfTheProtein) {
  const std::string protein = "MKLAA";
  const auto read = [&](std::string_view text) { return normalised(readProteinChange(text).value(), protein); };
  EXPECT_EQ(read("M1?").kind, ChangeKind::StartLoss);
  EXPECT_EQ(read("M1V").kind, ChangeKind::StartLoss);
  EXPECT_EQ(read("A4del").first, 5U);
  EXPECT_EQ(read("L3_A4insA").kind, ChangeKind::Duplication);
  EXPECT_EQ(read("A4_A5insAV").kind, ChangeKind::Extension);
}

/// The change between two proteins by comparing them whole: the slow way to the same spelling.
std::string bySequences(const std::string& before, const std::string& after) {
  std::size_t head = 0;
  while (head < std::min(before.size(), after.size()) && before[head] == after[head]) ++head;
  std::size_t tail = 0;
  while (tail + head < std::min(before.size(), after.size()) &&
         before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
    ++tail;
  const std::string removed = before.substr(head, before.size() - tail - head);
  const std::string inserted = after.substr(head, after.size() - tail - head);
  const auto named = [&](std::size_t at) { return before[at - 1] + std::to_string(at); };
  const auto range = [&](std::size_t from, std::size_t to) {
    return from == to ? named(from) : named(from) + "_" + named(to);
  };
  if (removed.empty() && inserted.empty()) return "same";
  if (removed.empty()) {
    const std::size_t n = inserted.size();
    if (head >= n && before.substr(head - n, n) == inserted) return range(head - n + 1, head) + "dup";
    return named(head) + "_" + named(head + 1) + "ins" + inserted;
  }
  const std::string at = range(head + 1, head + removed.size());
  if (inserted.empty()) return at + "del";
  return removed.size() == 1 && inserted.size() == 1 ? at + inserted : at + "delins" + inserted;
}

// Few different residues, so that repeats are frequent.
TEST(ProteinChange, AgreesWithComparingTheProteins) {
  std::mt19937 random(7);
  const auto pick = [&](std::size_t below) { return random() % below; };
  for (int round = 0; round < 20000; ++round) {
    std::string protein = "M";
    while (protein.size() < 14) protein.push_back("AGV"[pick(3)]);
    protein += "W";
    const std::size_t from = 2 + pick(8);
    const std::size_t to = from + pick(3);
    std::string residues;
    for (std::size_t n = 1 + pick(3); residues.size() < n;) residues.push_back("AGV"[pick(3)]);
    const auto named = [&](std::size_t at) { return protein[at - 1] + std::to_string(at); };
    std::string text = named(from) + "_" + named(to);
    std::string after = protein;
    switch (pick(4)) {
      case 0:
        text = named(from) + "_" + named(from + 1) + "ins" + residues;
        after.insert(from, residues);
        break;
      case 1:
        text += "del";
        after.erase(from - 1, to - from + 1);
        break;
      case 2:
        text += "dup";
        after.insert(to, protein.substr(from - 1, to - from + 1));
        break;
      default:
        text += "delins" + residues;
        after.replace(from - 1, to - from + 1, residues);
        break;
    }
    const auto change = readProteinChange(text);
    ASSERT_TRUE(change && agrees(*change, protein)) << text << " of " << protein;
    const ProteinChange found = normalised(*change, protein);
    const std::string expected = bySequences(protein, after);
    EXPECT_EQ(found.kind == ChangeKind::Synonymous ? "same" : spelling(found, protein), expected)
        << text << " of " << protein;
  }
}

}  // namespace
}  // namespace her2::facts
