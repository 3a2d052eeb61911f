// Cohorts as streams: nothing lost, order kept, and the same bytes and problems whatever the number of threads.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>

#include "cohort/line_source.h"
#include "cohort/screen.h"
#include "intake/reader.h"

namespace her2::cohort {
namespace {

const std::shared_ptr<const assess::Assessor>& assessor() {
  static const std::shared_ptr<const assess::Assessor> made = [] {
    auto documents = kb::DocumentSet::readFolder(HER2_SOURCE_DIR "/knowledge");
    const auto knowledge = *kb::Knowledge::load(*std::move(documents));
    return *assess::Assessor::create(knowledge, {*Date::parse("2026-11-23"), false});
  }();
  return made;
}

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

File fileOf(std::string_view bytes) {
  File file(std::tmpfile());
  std::fwrite(bytes.data(), 1, bytes.size(), file.get());
  std::rewind(file.get());
  return file;
}

struct Screened {
  std::string output;
  std::vector<std::string> problems;
  Outcome outcome;
  std::size_t writes = 0;
};

struct How {
  unsigned threads = 1;
  OutputFormat output = OutputFormat::Csv;
  std::size_t writesThatWork = ~std::size_t{0};
  Shard shard = {};
};

Screened run(std::string_view cohort, How how = {}) {
  const File file = fileOf(cohort);
  Screening screening;
  ByteSource bytes(file.get());
  std::string first(std::min(cohort.size(), std::size_t{1} << 16), '\0');
  first.resize(bytes.read(first.data(), first.size()));
  LineSource source(bytes, first, "c");
  screening.source = &source;
  screening.file = "c";
  screening.shard = how.shard;
  auto format = detectFormat(first, screening.file, assessor()->knowledge(), {});
  if (!format) throw std::runtime_error(format.problems().front().text());
  screening.format = *format;
  screening.assessor = assessor();
  screening.regions = {0, 1};
  screening.output = how.output;
  screening.threads = how.threads;
  Screened result;
  screening.write = [&](std::string_view piece) {
    if (result.writes++ >= how.writesThatWork) return false;
    result.output += piece;
    return true;
  };
  screening.report = [&](const Problem& problem, std::string_view record) {
    result.problems.push_back(fmt::format("{} | {} | {}", problem.code, problem.text(), record));
  };
  result.outcome = screen(screening);
  return result;
}

std::vector<std::string> idsOf(const std::string& csv) {
  std::vector<std::string> ids;
  std::size_t at = csv.find('\n') + 1;
  while (at < csv.size()) {
    ids.push_back(csv.substr(at, csv.find(',', at) - at));
    at = csv.find('\n', at) + 1;
  }
  return ids;
}

/// One case; `note` makes it as long as wanted without a word in the output.
std::string caseLine(std::string_view id, std::size_t number, std::size_t noteSize = 0) {
  static constexpr const char* scores[] = {R"("0")", R"("1+")", R"("2+")", R"("3+")", R"(["0","1+"])"};
  return fmt::format(
      R"({{"id":"{}","tumours":[{{"kind":"{}","setting":"metastatic"}}],"specimens":[{{"id":"s","date":"20{}-05","ihc":{{"score":{}}},)"
      R"("ish":{{"probe":"dual","ratio":{},"her2Copies":{}}}}}],"preferences":"{}"}})",
      id, number % 3 == 0 ? "gastric" : "breast", 15 + number % 10, scores[number % 5],
      static_cast<double>(number % 40) / 10.0 + 0.1, static_cast<double>(number % 70) / 10.0 + 0.1,
      std::string(noteSize, 'x'));
}

struct Cohort {
  std::string text;
  std::vector<std::string> good;  ///< ids, in order
  std::vector<std::size_t> badLines;
  std::size_t duplicates = 0;
};

/// Some 12 MB: several chunks for each of several threads.
const Cohort& manyCases() {
  static const Cohort cohort = [] {
    Cohort c;
    std::size_t line = 1;
    for (std::size_t i = 0; i < 4000; ++i, ++line) {
      if (i % 97 == 5) {  // blank lines are no records
        c.text += i % 2 == 0 ? "\n" : "  \r\n";
        ++line;
      }
      if (i % 31 == 7) {
        c.text += i % 2 == 0 ? "{\"id\":\"cut" : "nonsense";
        c.badLines.push_back(line);
      } else {
        const bool twice = i % 211 == 20 && i > 1000;
        const std::string id = fmt::format("p{}", twice ? 100 + i / 211 : i);
        c.duplicates += twice ? 1 : 0;
        c.good.push_back(id);
        c.text += caseLine(id, i, i == 1500 ? LineSource::chunkSize * 3 / 2 : i * 7919 % 5000);
      }
      if (i != 3999) c.text += i % 5 == 0 ? "\r\n" : "\n";
    }
    return c;
  }();
  return cohort;
}

std::string_view firstLines(std::string_view text, int count) {
  std::size_t end = 0;
  for (; count > 0; --count) end = text.find('\n', end) + 1;
  return text.substr(0, end);
}

TEST(Screen, KeepsTheOrderAndLosesNothing) {
  const Cohort& cohort = manyCases();
  const Screened one = run(cohort.text);
  EXPECT_EQ(idsOf(one.output), cohort.good);
  EXPECT_EQ(one.outcome.counts.in, 4000U);
  EXPECT_EQ(one.outcome.counts.assessed, cohort.good.size());
  EXPECT_EQ(one.outcome.counts.errors, cohort.badLines.size());
  EXPECT_FALSE(one.outcome.readFailure);
  EXPECT_FALSE(one.outcome.writeFailed);
  std::vector<std::string> errors;
  for (const std::string& problem : one.problems) {
    if (problem.find("error: ") != std::string::npos) errors.push_back(problem);
  }
  ASSERT_EQ(errors.size(), cohort.badLines.size());
  for (std::size_t i = 0; i < errors.size(); ++i) {
    EXPECT_NE(errors[i].find(fmt::format("error: c:{}:", cohort.badLines[i])), std::string::npos) << errors[i];
  }
}

TEST(Screen, GivesTheSameWhateverTheNumberOfThreads) {
  const Cohort& cohort = manyCases();
  for (const OutputFormat format : {OutputFormat::Csv, OutputFormat::Ndjson}) {
    // An answer in full takes a hundred times as long, and is made in smaller chunks.
    const std::string text(format == OutputFormat::Csv ? std::string_view(cohort.text) : firstLines(cohort.text, 700));
    const Screened one = run(text, {1, format});
    for (const unsigned threads : {2U, 3U, 7U}) {
      SCOPED_TRACE(threads);
      const Screened many = run(text, {threads, format});
      EXPECT_TRUE(many.output == one.output);
      EXPECT_EQ(many.problems, one.problems);
      EXPECT_EQ(many.outcome.counts.in, one.outcome.counts.in);
      EXPECT_EQ(many.outcome.counts.assessed, one.outcome.counts.assessed);
      EXPECT_EQ(many.outcome.counts.errors, one.outcome.counts.errors);
      EXPECT_EQ(many.outcome.counts.warnings, one.outcome.counts.warnings);
      EXPECT_EQ(many.outcome.counts.duplicates, one.outcome.counts.duplicates);
    }
  }
}

TEST(Screen, CountsDuplicatesApartFromOtherWarnings) {
  const Cohort& cohort = manyCases();
  ASSERT_GT(cohort.duplicates, 5U);
  for (const unsigned threads : {1U, 3U}) {
    const Screened all = run(cohort.text, {threads, OutputFormat::Csv});
    EXPECT_EQ(all.outcome.counts.duplicates, cohort.duplicates);
    EXPECT_EQ(all.outcome.counts.warnings, 0U);
    EXPECT_EQ(all.problems.size(), cohort.duplicates + cohort.badLines.size());
  }
}

TEST(Screen, EachCaseComesOutAsItWouldAlone) {
  const Cohort& cohort = manyCases();
  const Screened all = run(std::string(firstLines(cohort.text, 400)), {3, OutputFormat::Ndjson});
  std::size_t line = 0;
  std::size_t begin = 0;
  std::size_t next = 0;  // in the output
  for (std::size_t at = 0; at < cohort.text.size() && line < 200; at = begin) {
    const std::size_t end = std::min(cohort.text.find('\n', at), cohort.text.size());
    begin = end + 1;
    ++line;
    const std::string alone = cohort.text.substr(at, end - at);
    if (alone.find("\"tumours\"") == std::string::npos) continue;
    const Screened one = run(alone, {1, OutputFormat::Ndjson});
    EXPECT_EQ(all.output.substr(next, one.output.size()), one.output);
    next += one.output.size();
  }
  EXPECT_GT(next, 0U);
}

TEST(Screen, StopsWhenTheOutputCannotBeWritten) {
  const Cohort& cohort = manyCases();
  for (const unsigned threads : {1U, 3U}) {
    const Screened stopped = run(cohort.text, {threads, OutputFormat::Csv, 2});
    EXPECT_TRUE(stopped.outcome.writeFailed);
    EXPECT_EQ(stopped.writes, 3U) << "nothing is written after a write has failed";
    EXPECT_LT(stopped.outcome.counts.in, 4000U) << "the rest is not read";
    EXPECT_EQ(stopped.outcome.counts.in, stopped.outcome.counts.assessed + stopped.outcome.counts.errors);
    const auto ids = idsOf(stopped.output);
    ASSERT_LE(ids.size(), cohort.good.size());
    EXPECT_TRUE(std::equal(ids.begin(), ids.end(), cohort.good.begin())) << "what was written is the beginning";
  }
  const Screened never = run(cohort.text, {2, OutputFormat::Csv, 0});
  EXPECT_TRUE(never.outcome.writeFailed);
  EXPECT_EQ(never.output, "");
}

TEST(Screen, ALineBeyondTheLimitIsOneErrorAndNoOtherLineIsHarmed) {
  std::string cohort = caseLine("before", 1) + "\n" + "{\"id\":\"giant\",\"preferences\":\"";
  cohort.append(LineSource::longestLine + 100, 'x');
  cohort += "\"}\n" + caseLine("after", 2) + "\n" + caseLine("last", 3);
  for (const unsigned threads : {1U, 2U}) {
    const Screened all = run(cohort, {threads, OutputFormat::Csv});
    EXPECT_EQ(idsOf(all.output), (std::vector<std::string>{"before", "after", "last"}));
    EXPECT_EQ(all.outcome.counts.in, 4U);
    EXPECT_EQ(all.outcome.counts.errors, 1U);
    ASSERT_EQ(all.problems.size(), 1U);
    EXPECT_NE(all.problems[0].find("c:2"), std::string::npos) << all.problems[0];
  }
}

TEST(Screen, TablesKeepTheirLineNumbers) {
  std::string table = "id,tumour_kind,s1_ihc_score,s1_date\n";
  std::vector<std::string> good;
  for (int i = 0; i < 60'000; ++i) {  // more than one chunk
    const bool torn = i % 5000 == 4999;
    table += torn ? "torn,breast\n" : fmt::format("r{},breast,{}+,2024-05-17\r\n", i, i % 3 + 1);
    if (!torn) good.push_back(fmt::format("r{}", i));
  }
  ASSERT_GT(table.size(), LineSource::chunkSize);
  for (const unsigned threads : {1U, 3U}) {
    const Screened all = run(table, {threads, OutputFormat::Csv});
    EXPECT_EQ(idsOf(all.output), good);
    ASSERT_EQ(all.problems.size(), 12U);
    EXPECT_NE(all.problems[0].find("c:5001"), std::string::npos) << all.problems[0];
    EXPECT_NE(all.problems[11].find("c:60001"), std::string::npos) << all.problems[11];
  }
}

/// What the source hands out, each line with its number.
std::vector<std::pair<std::size_t, std::string>> linesOf(std::string_view text, std::size_t readBefore) {
  const File file = fileOf(text);
  ByteSource bytes(file.get());
  std::string first(readBefore, '\0');
  first.resize(bytes.read(first.data(), readBefore));
  LineSource source(bytes, first, "c");
  Chunk chunk;
  std::vector<std::pair<std::size_t, std::string>> lines;
  while (source.next(chunk)) {
    EXPECT_TRUE(chunk.refused.empty());
    EXPECT_GE(chunk.bytes.size(), chunk.size + intake::padding);
    std::size_t number = chunk.firstLine;
    std::size_t at = 0;
    for (const std::size_t end : chunk.lineEnds) {
      EXPECT_TRUE(end == chunk.size || chunk.bytes[end] == '\n');
      lines.emplace_back(number++, chunk.bytes.substr(at, end - at));
      at = end + 1;
    }
    EXPECT_GE(at, chunk.size);
  }
  EXPECT_FALSE(source.failure());
  return lines;
}

TEST(LineSource, ChunkBordersFallAnywhereAndNoLineIsTornOrLost) {
  constexpr std::size_t chunk = LineSource::chunkSize;
  for (const std::size_t first :
       {chunk - 2, chunk - 1, chunk, chunk + 1, 2 * chunk - 1, 4 * chunk - 1, 4 * chunk, 5 * chunk + 3}) {
    for (const bool newlineAtEnd : {true, false}) {
      for (const std::size_t readBefore : {std::size_t{0}, std::size_t{1} << 16}) {
        const std::vector<std::string> lines = {std::string(first, 'a'), "b", "", std::string(chunk - 3, 'c'), "d"};
        std::string text;
        for (const std::string& line : lines) text += line + "\n";
        if (!newlineAtEnd) text.pop_back();
        const auto found = linesOf(text, readBefore);
        ASSERT_EQ(found.size(), lines.size()) << first;
        for (std::size_t i = 0; i < lines.size(); ++i) {
          EXPECT_EQ(found[i].first, i + 1) << first;
          EXPECT_TRUE(found[i].second == lines[i]) << "line " << i + 1 << " after one of " << first;
        }
      }
    }
  }
}

TEST(LineSource, OfNothingIsNothing) {
  EXPECT_TRUE(linesOf("", 0).empty());
  EXPECT_TRUE(linesOf("", 100).empty());
  EXPECT_EQ(linesOf("a", 100).size(), 1U);
  EXPECT_EQ(linesOf("\n", 100).size(), 1U);
}

}  // namespace
}  // namespace her2::cohort
