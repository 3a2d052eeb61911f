#include "synth/patient.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace her2::synth {
namespace {

constexpr double daysOfMonth = 365.25 / 12;

class Maker {
 public:
  Maker(const Model& model, std::uint64_t seed, std::uint64_t number, Date reference)
      : model_(model), random_(seed, number), reference_(reference), number_(number) {}

  SyntheticPatient make() {
    repeated_ = number_ > 0 && mess("repeated-record");
    p_.id = fmt::format("synthetic-{:08}", repeated_ ? number_ - 1 : number_);
    p_.broken = mess("broken-record");
    coarse_ = mess("partial-dates");
    tumour_ = &drawTumour();
    person();
    tumour();
    specimens();
    if (!mess("no-treatments")) courses();
    measurements();
    return std::move(p_);
  }

 private:
  bool mess(std::string_view what) { return random_.percent(model_.messPercent(what)); }

  const TumourModel& drawTumour() {
    double sum = 0;
    for (const TumourModel& each : model_.tumours) sum += each.share;
    double at = random_.unit() * sum;
    for (const TumourModel& each : model_.tumours) {
      if (at < each.share) return each;
      at -= each.share;
    }
    return model_.tumours.back();
  }

  /// A record of a hospital may hold no more than the month or the year.
  std::string text(Date day) {
    std::string full = day.text();
    if (!coarse_) return full;
    return full.substr(0, random_.percent(60) ? 7 : 4);
  }
  Date daysBefore(Date day, double days) const { return day.plusDays(-static_cast<int>(days)); }

  void person() {
    p_.female = random_.percent(tumour_->femalePercent);
    const double age =
        std::clamp(tumour_->ageMean + random_.normal() * tumour_->ageDeviation, tumour_->ageLeast, tumour_->ageMost);
    diagnosed_ = daysBefore(reference_, random_.between(14, model_.years * 365.25));
    birth_ = daysBefore(diagnosed_, age * 365.25);
    p_.birthDate = text(birth_);
    if (p_.female && p_.birthDate.size() == 10 && random_.percent(70))
      p_.menopause = age >= 53 ? "post" : age < 47 ? "pre" : "";
  }

  void tumour() {
    p_.kind = tumour_->kind;
    p_.histology = tumour_->histology.draw(random_);
    p_.diagnosed = text(diagnosed_);
    setting_ = tumour_->setting.draw(random_);
    if (!mess("no-tumour-setting")) p_.setting = setting_;
    extent();
    p_.grade = 1 + static_cast<int>(random_.unit() * 3);
    if (tumour_->erPositivePercent > 0) receptors();
    if (!tumour_->ras.empty()) p_.ras = tumour_->ras.draw(random_);
    if (!tumour_->variants.empty() && random_.percent(80)) {
      p_.variant = tumour_->variants.draw(random_);
      p_.assay = tumour_->assay;
    }
    if (setting_ == "metastatic") {
      for (const auto& [site, share] : tumour_->metastases) {
        if (random_.percent(share)) p_.metastases.push_back(site);
      }
      const bool brain = std::find(p_.metastases.begin(), p_.metastases.end(), "brain") != p_.metastases.end();
      if (brain) p_.brain = random_.percent(60) ? "treated-stable" : "untreated";
    }
  }

  void extent() {
    const bool metastatic = setting_ == "metastatic";
    const bool large = metastatic || setting_ != "early";
    const double size = large ? random_.between(15, 90) : random_.between(4, 45);
    p_.sizeMm = static_cast<int>(size);
    p_.t = p_.sizeMm <= 20 ? "cT1" : p_.sizeMm <= 50 ? "cT2" : "cT3";
    p_.n = large ? (random_.percent(70) ? "cN1" : "cN2") : (random_.percent(70) ? "cN0" : "cN1");
    p_.m = metastatic ? "cM1" : "cM0";
    p_.stage = metastatic ? "IV" : large ? "III" : p_.n == "cN0" && p_.t == "cT1" ? "IA" : "II";
  }

  void receptors() {
    const bool positive = random_.percent(tumour_->erPositivePercent);
    p_.er = positive ? "positive" : "negative";
    if (random_.percent(80)) p_.erPercent = positive ? 10 * (1 + static_cast<int>(random_.unit() * 10)) : 0;
    p_.pr = positive && random_.percent(80) ? "positive" : "negative";
  }

  void specimens() {
    ihc_ = tumour_->ihc.draw(random_);
    p_.specimens.push_back(specimen("s1", "primary", diagnosed_, ihc_));
    if (setting_ != "metastatic" || !mess("second-specimen")) return;
    const double after =
        random_.between(60, std::max(61.0, static_cast<double>(reference_.serial() - diagnosed_.serial())));
    const Date day = std::min(reference_, diagnosed_.plusDays(static_cast<int>(after)));
    const std::string second = random_.percent(70) ? ihc_ : tumour_->ihc.draw(random_);
    p_.specimens.push_back(specimen("s2", "metastasis", day, second));
  }

  SyntheticSpecimen specimen(std::string id, std::string site, Date day, const std::string& score) {
    SyntheticSpecimen s;
    s.id = std::move(id);
    s.date = text(day);
    s.kind = tumour_->specimen.draw(random_);
    s.site = std::move(site);
    const std::string group = drawGroup(score);
    const bool positive = score == "3+" || group == "group-1";
    if (random_.percent(75)) {
      s.reported = positive ? "positive" : score == "2+" && group.empty() ? "equivocal" : "negative";
      s.reportedDate = text(std::min(reference_, day.plusDays(static_cast<int>(random_.between(2, 14)))));
    }
    if (mess("result-only") && !s.reported.empty()) return s;
    s.scores = {score};
    if (mess("score-range"))
      s.scores =
          score == "0" || score == "1+" ? std::vector<std::string>{"0", "1+"} : std::vector<std::string>{"2+", "3+"};
    s.antibody = tumour_->antibody.draw(random_);
    s.scoring = tumour_->scoring;
    if (score == "0" && !mess("no-staining-detail")) s.stained = random_.percent(tumour_->stainedPercent);
    if (!group.empty()) ish(group, s);
    return s;
  }

  /// Empty: no ISH on record.
  std::string drawGroup(const std::string& score) {
    const auto done = std::find_if(tumour_->ishDone.begin(), tumour_->ishDone.end(),
                                   [&](const auto& each) { return each.first == score; });
    if (done == tumour_->ishDone.end() || !random_.percent(done->second)) return {};
    if (score == "2+" && mess("no-ish-after-2+")) return {};
    const auto groups = std::find_if(tumour_->ishGroup.begin(), tumour_->ishGroup.end(),
                                     [&](const auto& each) { return each.first == score; });
    return groups == tumour_->ishGroup.end() ? std::string() : groups->second.draw(random_);
  }

  void ish(const std::string& name, SyntheticSpecimen& s) {
    const auto group =
        std::find_if(model_.groups.begin(), model_.groups.end(), [&](const IshGroup& g) { return g.group == name; });
    const double ratio = std::floor(random_.between(group->ratio.least, group->ratio.most) * 100) / 100;
    const double copies = std::floor(random_.between(group->copies.least, group->copies.most) * 100) / 100;
    s.cells = 20 * (1 + static_cast<int>(random_.unit() * 3));
    s.ratio = fmt::format("{:.2f}", ratio);
    if (mess("ratio-comparison")) s.ratio = ratio >= 2 ? ">= 2.0" : "< 2.0";
    if (mess("ratio-only")) return;
    s.her2Copies = fmt::format("{:.2f}", copies);
    s.cep17Copies = fmt::format("{:.2f}", copies / ratio);
  }

  const History* drawHistory() {
    const bool positive = ihc_ == "3+" || (!p_.specimens.empty() && p_.specimens.front().reported == "positive");
    std::vector<const History*> fits;
    double sum = 0;
    for (const History& each : model_.histories) {
      const bool kind = std::find(each.tumours.begin(), each.tumours.end(), p_.kind) != each.tumours.end();
      const bool her2 = each.her2 == "any" || (each.her2 == "positive") == positive;
      if (!kind || !her2 || each.setting != setting_) continue;
      fits.push_back(&each);
      sum += each.weight;
    }
    double at = random_.unit() * sum;
    for (const History* each : fits) {
      if (at < each->weight) return each;
      at -= each->weight;
    }
    return fits.empty() ? nullptr : fits.back();
  }

  void courses() {
    const History* history = drawHistory();
    if (history == nullptr) return;
    for (const Step& step : history->steps) {
      const Date start =
          diagnosed_.plusDays(static_cast<int>(random_.between(step.begin.least, step.begin.most) * daysOfMonth));
      if (start > reference_) return;  // still to come
      const Date end =
          start.plusDays(static_cast<int>(random_.between(step.months.least, step.months.most) * daysOfMonth));
      p_.courses.push_back(course(step, start, end));
      if (end > reference_) return;
    }
  }

  SyntheticCourse course(const Step& step, Date start, Date end) {
    SyntheticCourse c;
    c.drugs = step.drugs;
    c.procedure = step.procedure;
    c.intent = step.intent;
    c.line = step.line;
    c.start = text(start);
    const bool ended = end <= reference_;
    if (ended && step.residualPercent >= 0) c.residual = random_.percent(step.residualPercent);
    if (c.drugs.empty()) return c;
    c.endReason = ended ? step.end : "ongoing";
    if (ended && !mess("no-end-dates")) c.end = text(end);
    return c;
  }

  void measurements() {
    const auto recently = [&] { return text(daysBefore(reference_, random_.between(1, 80))); };
    if (!mess("no-lvef"))
      p_.measurements.push_back(
          {"lvef", fmt::format("{}", static_cast<int>(random_.between(48, 70))), "%", recently()});
    p_.measurements.push_back({"ecog", fmt::format("{}", static_cast<int>(random_.unit() * 2.4)), "", recently()});
    if (random_.percent(60)) {
      p_.measurements.push_back(
          {"platelets", fmt::format("{}", static_cast<int>(random_.between(90, 400))), "10*9/L", recently()});
      p_.measurements.push_back({"neutrophils", fmt::format("{:.1f}", random_.between(1.2, 8)), "10*9/L", recently()});
    }
  }

  const Model& model_;
  Random random_;
  Date reference_;
  std::uint64_t number_;
  bool repeated_ = false;
  bool coarse_ = false;
  const TumourModel* tumour_ = nullptr;
  Date diagnosed_;
  Date birth_;
  std::string setting_;
  std::string ihc_;
  SyntheticPatient p_;
};

}  // namespace

SyntheticPatient makePatient(const Model& model, std::uint64_t seed, std::uint64_t number, Date reference) {
  return Maker(model, seed, number, reference).make();
}

}  // namespace her2::synth
