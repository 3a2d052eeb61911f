#include "cohort/screen.h"

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
                        json ? assess::Detail::Full : assess::Detail::Worklist);
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
      }
    }
  }

 private:
  const Screening& s_;
  present::Presenter presenter_;
  present::Worklist worklist_;
  assess::Workspace workspace_;
  std::vector<Assessment> assessments_;
};

}  // namespace

Outcome screen(const Screening& screening) {
  const bool json = screening.output == OutputFormat::Ndjson;
  Job job{screening.assessor->knowledge(), json ? std::string() : present::worklistHeader(), json, {}};
  job.consumer = [&]() -> Consume {
    const auto own = std::make_shared<Screener>(screening);
    return [own](const Batch& batch, std::string& out, std::span<Problems> said) { own->consume(batch, out, said); };
  };
  return stream(screening, job);
}

}  // namespace her2::cohort
