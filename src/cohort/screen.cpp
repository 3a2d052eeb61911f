#include "cohort/screen.h"

#include "present/benefit_columns.h"

namespace her2::cohort {
namespace {

/// One thread's tools.
class Screener {
 public:
  explicit Screener(const Screening& s)
      : s_(s),
        presenter_{s.assessor->knowledge(), s.assessor->settings().asOf, s.regions, false, s.today},
        worklist_(presenter_),
        workspace_(s.assessor->makeWorkspace()),
        assessments_(facts::lanes) {}
  Screener(const Screener&) = delete;
  Screener& operator=(const Screener&) = delete;

  void consume(const Batch& batch, std::string& out, std::span<Problems> said) {
    const bool json = s_.output == OutputFormat::Ndjson;
    s_.assessor->assess(batch.cases, workspace_, std::span(assessments_).first(batch.cases.size()),
                        json         ? assess::Detail::Full
                        : s_.benefit ? assess::Detail::Benefit
                                     : assess::Detail::Worklist);
    for (std::size_t i = 0; i < batch.cases.size(); ++i) {
      Assessment& assessment = assessments_[i];
      said[i] = assessment.warnings;
      if (json) {
        const Problems& reading = batch.warnings[i];
        assessment.warnings.insert(assessment.warnings.begin(), reading.begin(), reading.end());
        out += present::assessmentJson(presenter_, batch.cases[i], assessment, batch.hashes[i], false);
        out += '\n';
      } else {
        worklist_.appendLine(batch.cases[i], assessment, out);
        if (s_.benefit) appendBenefit(assessment, out);
      }
    }
  }

 private:
  /// Behind the line that was written last.
  void appendBenefit(const Assessment& assessment, std::string& out) const {
    out.pop_back();
    for (const std::string& cell : present::benefitCells(presenter_, assessment)) {
      out += ',';
      present::appendCsvCell(cell, out);
    }
    out += '\n';
  }

  const Screening& s_;
  present::Presenter presenter_;
  present::Worklist worklist_;
  assess::Workspace workspace_;
  std::vector<Assessment> assessments_;
};

std::string headerOf(const Screening& screening) {
  if (screening.output == OutputFormat::Ndjson) return {};
  std::string header = present::worklistHeader();
  if (!screening.benefit) return header;
  header.pop_back();
  for (const std::string_view name : present::benefitColumns()) header.append(",").append(name);
  return header + '\n';
}

}  // namespace

Outcome screen(const Screening& screening) {
  Job job{screening.assessor->knowledge(), headerOf(screening), screening.output == OutputFormat::Ndjson, {}};
  job.consumer = [&]() -> Consume {
    const auto own = std::make_shared<Screener>(screening);
    return [own](const Batch& batch, std::string& out, std::span<Problems> said) { own->consume(batch, out, said); };
  };
  return stream(screening, job);
}

}  // namespace her2::cohort
