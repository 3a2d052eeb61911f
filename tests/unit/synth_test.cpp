// Invented patients: the same number is the same patient however the cohort is cut, what is written is read back
// without complaint, and shares are those of the model.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>

#include "cohort/record_reader.h"
#include "kb/model.h"
#include "synth/write.h"

namespace her2::synth {
namespace {

const kb::Knowledge& knowledge() {
  static const auto loaded = [] {
    auto documents = kb::DocumentSet::readFolder(HER2_SOURCE_DIR "/knowledge");
    return *kb::Knowledge::load(*std::move(documents));
  }();
  return *loaded;
}

const Model& model() {
  static const auto read = *Model::read(knowledge().documents);
  return *read;
}

const Date reference = *Date::parse("2026-11-25");

TEST(Synth, ANumberIsOnePatientWhateverIsMadeBefore) {
  std::string whole;
  std::string parts;
  for (std::uint64_t i = 0; i < 40; ++i) appendCaseJson(makePatient(model(), 7, i, reference), whole);
  for (std::uint64_t i = 39; i < 40; --i) {
    std::string one;
    appendCaseJson(makePatient(model(), 7, i, reference), one);
    parts.insert(0, one);
  }
  EXPECT_EQ(whole, parts);
  std::string other;
  for (std::uint64_t i = 0; i < 40; ++i) appendCaseJson(makePatient(model(), 8, i, reference), other);
  EXPECT_NE(whole, other);
}

/// Reads every record of 2,000 patients that is not cut off; nothing may be refused, and nothing warned of.
void expectReadable(cohort::RecordReader& reader,
                    const std::function<void(const SyntheticPatient&, std::string&)>& append) {
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const SyntheticPatient patient = makePatient(model(), 1, i, reference);
    if (patient.broken) continue;
    std::string line;
    append(patient, line);
    line.pop_back();
    const std::size_t size = line.size();
    line.append(64, ' ');
    Case record;
    Problems problems;
    ASSERT_TRUE(reader.read(std::string_view(line).substr(0, size), {"cohort", i + 1}, record, problems))
        << problems.front().text();
    EXPECT_TRUE(problems.empty()) << problems.front().text();
    EXPECT_EQ(record.id, patient.id);
    EXPECT_EQ(record.specimens.size(), patient.specimens.size()) << line;
  }
}

TEST(Synth, CaseJsonIsReadWithoutAWarning) {
  const auto format = cohort::detectFormat("{\"id\":\"x\"}", "cohort", knowledge(), {});
  cohort::RecordReader reader(*format, knowledge());
  expectReadable(reader, [](const SyntheticPatient& p, std::string& out) { appendCaseJson(p, out); });
}

TEST(Synth, BundlesAreReadWithoutAWarning) {
  const auto format = cohort::detectFormat("{\"resourceType\":\"Bundle\"}", "cohort", knowledge(), {});
  cohort::RecordReader reader(*format, knowledge());
  expectReadable(reader, [](const SyntheticPatient& p, std::string& out) { appendBundle(model(), p, out); });
}

TEST(Synth, TableRowsAreReadWithoutAWarning) {
  const auto format = cohort::detectFormat(tableHeader(), "cohort", knowledge(), {});
  ASSERT_TRUE(format) << format.problems().front().text();
  cohort::RecordReader reader(*format, knowledge());
  expectReadable(reader, [](const SyntheticPatient& p, std::string& out) { appendTableRow(p, out); });
}

TEST(Synth, SharesAreThoseOfTheModel) {
  std::map<std::string, int> kinds;
  constexpr int patients = 20'000;
  for (std::uint64_t i = 0; i < patients; ++i) ++kinds[makePatient(model(), 1, i, reference).kind];
  double sum = 0;
  for (const TumourModel& each : model().tumours) sum += each.share;
  for (const TumourModel& each : model().tumours) {
    const double expected = patients * each.share / sum;
    // Five standard deviations of a count.
    EXPECT_NEAR(kinds[each.kind], expected, 5 * std::sqrt(expected)) << each.kind;
  }
}

TEST(Synth, NothingIsLaterThanTheReferenceDay) {
  for (std::uint64_t i = 0; i < 5000; ++i) {
    const SyntheticPatient p = makePatient(model(), 1, i, reference);
    for (const SyntheticSpecimen& s : p.specimens) EXPECT_LE(DateRange::parse(s.date)->first, reference);
    for (const SyntheticCourse& c : p.courses) {
      EXPECT_LE(DateRange::parse(c.start)->first, reference);
      const bool ended = !c.end.empty();
      EXPECT_TRUE(!ended || DateRange::parse(c.end)->first <= reference);
    }
  }
}

/// The means of an ISH lie within their group, and CEP17 is what copies and ratio give.
TEST(Synth, MeansOfAnIshFitTogether) {
  int seen = 0;
  for (std::uint64_t i = 0; i < 5000; ++i) {
    for (const SyntheticSpecimen& s : makePatient(model(), 1, i, reference).specimens) {
      if (s.cep17Copies.empty() || s.ratio.front() == '<' || s.ratio.front() == '>') continue;
      ++seen;
      EXPECT_NEAR(std::stod(s.her2Copies) / std::stod(s.cep17Copies), std::stod(s.ratio), 0.05);
    }
  }
  EXPECT_GT(seen, 500);
}

}  // namespace
}  // namespace her2::synth
