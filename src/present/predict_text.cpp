// PREDICT Breast on the page a clinician reads: each version, survival step by step, and beside every number what it is
// worth.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "present/presenter.h"

namespace her2::present {
namespace {

constexpr unsigned nameWidth = 50;
constexpr unsigned cellWidth = 11;

class PredictPage {
 public:
  PredictPage(const Presenter& presenter, const Assessment& assessment) : p_(presenter), a_(assessment) {}

  std::string write() {
    if (a_.benefit.predictions.empty()) return {};
    out_ = "\n";
    const std::string_view heading = "SURVIVAL AFTER SURGERY, PREDICT BREAST";
    out_ += p_.colour ? fmt::format("\x1b[1m{}\x1b[0m\n", heading) : fmt::format("{}\n", heading);
    for (std::size_t i = 0; i < a_.benefit.predictions.size(); ++i) {
      const Prediction& each = a_.benefit.predictions[i];
      if (each.answered()) {
        answered(each);
      } else if (i == 0 || !sameReason(each, a_.benefit.predictions[i - 1])) {
        notAnswered(i);
      }
    }
    notes();
    return std::move(out_);
  }

 private:
  const kb::PredictModel& model(const Prediction& each) const { return p_.knowledge.predictModels[each.model]; }

  static bool sameReason(const Prediction& a, const Prediction& b) {
    return !b.answered() && a.refused == b.refused && a.missing == b.missing;
  }

  /// Versions that give no number for the same reason share a line.
  void notAnswered(std::size_t first) {
    const Prediction& each = a_.benefit.predictions[first];
    std::string versions;
    for (std::size_t i = first; i < a_.benefit.predictions.size(); ++i) {
      const Prediction& other = a_.benefit.predictions[i];
      if (!other.answered() && sameReason(other, each))
        versions += (versions.empty() ? "" : ", ") + model(other).version;
    }
    std::vector<std::string> missing;
    for (const std::string& fact : each.missing) missing.push_back(factTitle(p_, fact));
    out_ += each.refused.empty()
                ? fmt::format("  version {}: not computed; it needs: {}\n", versions, fmt::join(missing, "; "))
                : fmt::format("  version {}: not computed; {}\n", versions, fmt::join(each.refused, "; "));
  }

  /// Every number carries the marks of what is said about it below.
  std::string marks(const Prediction& each) {
    std::string result;
    for (const std::string& caveat : each.caveats) {
      auto found = std::find(notes_.begin(), notes_.end(), caveat);
      if (found == notes_.end()) found = notes_.insert(notes_.end(), caveat);
      result += fmt::format("{}{}", result.empty() ? "" : ",", found - notes_.begin() + 1);
    }
    return result.empty() ? result : fmt::format(" [{}]", result);
  }

  void answered(const Prediction& each) {
    const kb::PredictModel& m = model(each);
    std::string line = fmt::format("  {:<{}}", m.title + ", % alive after", nameWidth + 2);
    for (const unsigned years : m.horizons) line += fmt::format("{:>{}}", fmt::format("{} years", years), cellWidth);
    out_ += line + "   (gain of the step, points)\n";
    for (const PredictRow& row : predictRows(p_, each))
      out_ += fmt::format("    {:<{}}{}{}\n", row.name, nameWidth, row.numbers, marks(each));
    inputs(each);
  }

  void inputs(const Prediction& each) {
    std::vector<std::string> averaged;
    for (const PredictInputValue& input : each.inputs) {
      if (input.averaged) averaged.push_back(factTitle(p_, input.fact));
    }
    std::vector<std::string> open;
    for (const std::string& fact : each.open) open.push_back(factTitle(p_, fact));
    if (!averaged.empty())
      out_ += fmt::format("    not recorded, the authors' average in its place: {}\n", fmt::join(averaged, ", "));
    if (!open.empty()) out_ += fmt::format("    would narrow the ranges: {}\n", fmt::join(open, ", "));
  }

  void notes() {
    for (std::size_t i = 0; i < notes_.size(); ++i) {
      if (const kb::Text* text = p_.knowledge.findText(notes_[i]))
        out_ += fmt::format("  [{}] {} ({})\n", i + 1, text->say, fmt::join(text->sources, ", "));
    }
  }

  const Presenter& p_;
  const Assessment& a_;
  std::vector<std::string> notes_;
  std::string out_;
};

std::string numbersOf(const std::vector<Interval>& survival, const std::vector<Interval>* gain) {
  std::string result;
  for (const Interval& value : survival) result += fmt::format("{:>{}}", percentText(value, false), cellWidth);
  if (gain == nullptr) return result;
  std::vector<std::string> gains;
  for (const Interval& value : *gain) gains.push_back(percentText(value, true));
  return result + fmt::format("   ({})", fmt::join(gains, ", "));
}

}  // namespace

std::string percentText(const Interval& value, bool sign) {
  const auto one = [&](double x) { return sign ? fmt::format("{:+.1f}", x) : fmt::format("{:.1f}", x); };
  if (value.isPoint()) return one(value.lo());
  const double lo = std::floor(value.lo() * 10) / 10;
  const double hi = std::ceil(value.hi() * 10) / 10;
  return lo == hi ? one(lo) : one(lo) + (sign ? " to " : "-") + one(hi);
}

// The first plan in full; of the others the treatment that the program is about.
std::vector<PredictRow> predictRows(const Presenter& presenter, const Prediction& prediction) {
  std::vector<PredictRow> rows;
  if (!prediction.answered()) return rows;
  const kb::PredictModel& model = presenter.knowledge.predictModels[prediction.model];
  rows.push_back({"surgery only", numbersOf(prediction.surgeryOnly, nullptr), true});
  for (std::size_t i = 0; i < prediction.plans.size(); ++i) {
    const kb::PredictPlan& plan = model.plans[prediction.plans[i].plan];
    for (const PredictedStep& step : prediction.plans[i].steps) {
      const kb::PredictTreatment& treatment = model.treatments[step.treatment];
      if (i == 0) {
        rows.push_back({"+ " + treatment.title, numbersOf(step.survival, &step.gain), treatment.focus});
      } else if (treatment.focus) {
        rows.push_back(
            {fmt::format("{}, {}", treatment.title, plan.title), numbersOf(step.survival, &step.gain), false});
      }
    }
  }
  return rows;
}

std::string predictText(const Presenter& presenter, const Assessment& assessment) {
  return PredictPage(presenter, assessment).write();
}

}  // namespace her2::present
