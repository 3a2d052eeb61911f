#include "cohort/summary.h"

#include <mutex>

namespace her2::cohort {
namespace {

/// One thread's part; it is added to the whole when the thread ends.
class Part {
 public:
  Part(const assess::Assessor& assessor, present::CohortSummary& whole, std::mutex& lock)
      : assessor_(assessor),
        workspace_(assessor.makeWorkspace()),
        own_(whole.empty()),
        whole_(whole),
        lock_(lock),
        assessments_(facts::lanes) {}
  ~Part() {
    const std::lock_guard guard(lock_);
    whole_.merge(own_);
  }
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;

  void consume(const Batch& batch, std::span<Problems> said) {
    const auto answers = std::span(assessments_).first(batch.cases.size());
    assessor_.assess(batch.cases, workspace_, answers, assess::Detail::Benefit);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      own_.add(answers[i], batch.lines[i]);
      said[i] = answers[i].warnings;
    }
  }

 private:
  const assess::Assessor& assessor_;
  assess::Workspace workspace_;
  present::CohortSummary own_;
  present::CohortSummary& whole_;
  std::mutex& lock_;
  std::vector<Assessment> assessments_;
};

}  // namespace

Outcome summarise(const Streaming& streaming, const assess::Assessor& assessor, present::CohortSummary& into) {
  std::mutex lock;
  Job job{assessor.knowledge(), "", false, {}};
  job.consumer = [&]() -> Consume {
    const auto part = std::make_shared<Part>(assessor, into, lock);
    return [part](const Batch& batch, std::string&, std::span<Problems> said) { part->consume(batch, said); };
  };
  return stream(streaming, job);
}

}  // namespace her2::cohort
