#include "present/patient_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "kb/patient_texts.h"
#include "present/plain.h"

namespace her2::present {
namespace {

using kb::PatientPart;
using kb::PatientText;

constexpr std::size_t width = 80;

/// One treatment for one use, whatever the regions and wordings.
struct Offer {
  const kb::Indication* indication = nullptr;
  const PatientText* use = nullptr;
  OptionState state = OptionState::Possible;
  std::vector<std::string> regions;
  std::vector<std::string> missing;
  std::vector<std::string> baselineDue;
};

void addNew(std::vector<std::string>& all, const std::vector<std::string>& more) {
  for (const std::string& each : more) {
    if (std::find(all.begin(), all.end(), each) == all.end()) all.push_back(each);
  }
}

class PatientPage {
 public:
  PatientPage(const Presenter& presenter, const Case& record, const Assessment& assessment)
      : p_(presenter), case_(record), a_(assessment), day_(presenter.asOf) {
    collectOffers();
    collectDrugs();
  }

  std::string write() {
    heading();
    urgent();
    status();
    offers();
    tests();
    questions();
    list("TO TAKE WITH YOU: QUESTIONS FOR YOUR TEAM", asks_);
    limits();
    sources();
    return std::move(out_);
  }

 private:
  void line(std::string_view text = {}) { out_.append(text).append("\n"); }
  void title(std::string_view text) {
    line();
    line(text);
  }
  void paragraph(std::string_view text, std::string_view indent = "  ") {
    out_ += wrapped(text, indent, indent, width);
  }
  void item(std::string_view text, std::string_view indent = "  ") {
    out_ += wrapped(text, std::string(indent) + "- ", std::string(indent) + "  ", width);
  }
  void list(std::string_view heading, const std::vector<std::string>& items) {
    if (items.empty()) return;
    title(heading);
    for (const std::string& each : items) item(each);
  }

  /// " [1, 2]" for the sources of a text.
  std::string cite(const std::vector<std::string>& ids) {
    std::vector<std::size_t> numbers;
    for (const std::string& id : ids) {
      auto at = std::find(cited_.begin(), cited_.end(), id);
      if (at == cited_.end()) at = cited_.insert(cited_.end(), id);
      numbers.push_back(static_cast<std::size_t>(at - cited_.begin()) + 1);
    }
    return numbers.empty() ? "" : fmt::format(" [{}]", fmt::join(numbers, ", "));
  }

  // What a text says, its sources behind the last paragraph; its questions are kept for the list.
  void say(const PatientText& text, std::string_view indent = "  ") {
    for (std::size_t i = 0; i < text.say.size(); ++i)
      paragraph(text.say[i] + (i + 1 == text.say.size() ? cite(text.sources) : ""), indent);
    addNew(asks_, text.ask);
  }

  void collectOffers() {
    for (const Option& option : a_.options) {
      if (option.state == OptionState::NotIndicated || !p_.shows(option)) continue;
      const kb::Indication& indication = p_.knowledge.indications[option.indication];
      const PatientText* use = kb::useText(p_.knowledge, indication.drug + "/" + indication.id, day_);
      auto at = std::find_if(offers_.begin(), offers_.end(), [&](const Offer& o) {
        return o.state == option.state && o.use == use && o.indication->regimen == indication.regimen;
      });
      if (at == offers_.end()) at = offers_.insert(offers_.end(), {&indication, use, option.state, {}, {}, {}});
      addNew(at->regions, {p_.knowledge.regions[option.region].title});
      addNew(at->missing, option.missing);
      addNew(at->baselineDue, option.baselineDue);
    }
  }

  // Medicines the patient has, had or may be offered, and their classes.
  void collectDrugs() {
    const auto add = [&](std::string_view name) {
      if (const auto id = p_.knowledge.vocabulary.findDrug(name)) {
        const Drug& drug = p_.knowledge.vocabulary.drug(*id);
        drugs_.insert(drug.classes.begin(), drug.classes.end());
      }
    };
    for (const Treatment& treatment : case_.treatments) {
      for (const DrugId drug : treatment.drugs) add(p_.knowledge.vocabulary.drug(drug).id);
    }
    for (const Offer& offer : offers_) {
      for (const std::string& drug : offer.indication->regimen) add(drug);
    }
  }

  bool isFor(const PatientText& text) const {
    const bool kind = text.tumours.empty() || (!a_.tumourKind.empty() && text.tumours.contains(a_.tumourKind));
    const bool status = text.classes.empty() || text.classes.intersects(a_.status.her2Class);
    const bool drug = text.drugs.empty() || std::any_of(text.drugs.begin(), text.drugs.end(),
                                                        [&](const std::string& d) { return drugs_.contains(d); });
    return kind && status && drug;
  }

  void heading() {
    line("YOUR HER2 RESULT, IN PLAIN WORDS");
    paragraph(fmt::format("Record {}, read on {}. Knowledge {}.", a_.caseId.empty() ? "without a name" : a_.caseId,
                          day_.text(), p_.knowledge.release.version),
              "");
    if (const std::string review = reviewWarning(p_.overdue()); !review.empty())
      paragraph(fmt::format("! This page may be out of date: {}.", review), "");
  }

  void urgent() {
    std::vector<std::string> emergency;
    std::vector<std::string> sameDay;
    std::vector<std::string> ids;
    for (const PatientText* text : kb::textsOf(p_.knowledge, PatientPart::Urgent, day_)) {
      if (!isFor(*text)) continue;
      addNew(emergency, text->urgent);
      addNew(sameDay, text->report);
      addNew(ids, text->sources);
    }
    title("GET HELP AT ONCE");
    recordedSymptoms();
    paragraph(fmt::format("Call the emergency number{} if:", numbers()));
    for (const std::string& each : emergency) item(each, "    ");
    if (!sameDay.empty()) {
      paragraph("Call your cancer team the same day, at any hour, if:");
      for (const std::string& each : sameDay) item(each, "    ");
    }
    paragraph("If you are not sure, call. It is never wrong to ask." + cite(ids));
  }

  /// ", 911 (United States) or 112 (European Union),"
  std::string numbers() const {
    std::string text;
    for (const std::uint16_t region : p_.regions) {
      const kb::Region& where = p_.knowledge.regions[region];
      if (!where.emergency.empty())
        text += fmt::format("{}{} ({})", text.empty() ? "" : " or ", where.emergency, where.title);
    }
    return text.empty() ? "" : ", " + text + ",";
  }

  /// "chest-pain" -> "chest pain"
  static std::string inWords(std::string kind) {
    std::replace(kind.begin(), kind.end(), '-', ' ');
    return kind;
  }

  // Signs that the record itself names and that are not over, gravest first, each with what it asks for.
  void recordedSymptoms() {
    std::set<std::string> said;
    for (const UrgentEntry& each : a_.safety.urgent) {
      if (said.insert(each.symptom).second)
        paragraph(fmt::format("! Your record names a sign: {}. {}", inWords(each.symptom),
                              each.urgency == UrgencyGrade::Emergency ? "If you have it now, call the emergency number."
                              : each.urgency == UrgencyGrade::SameDay
                                  ? "If you still have it and no one has looked at it, call now."
                                  : "Ask your team about it."));
      if (!each.patient.empty() && said.insert(each.patient).second) paragraph(each.patient, "    ");
    }
  }

  void status() {
    title("YOUR RESULT");
    const CodeSet classes = a_.status.her2Class;
    const bool open = classes.size() > 1 || classes.empty();
    if (open) {
      for (const PatientText* text : kb::textsOf(p_.knowledge, PatientPart::Open, day_)) {
        paragraph(text->title);
        say(*text, "    ");
      }
    }
    std::set<const PatientText*> said;
    const auto tell = [&](const PatientText* text) {
      if (text == nullptr || !said.insert(text).second) return;
      paragraph(open ? fmt::format("* {}", text->title) : text->title);
      say(*text, "    ");
    };
    const Domain& classDomain = p_.domainOf("status.class");
    const Domain& resultDomain = p_.domainOf("status.result");
    a_.status.result.forEach([&](unsigned code) {
      if (!classDomain.find(resultDomain[code].code)) tell(kb::resultText(p_.knowledge, code, a_.tumourKind, day_));
    });
    classes.forEach([&](unsigned code) { tell(kb::classText(p_.knowledge, code, a_.tumourKind, day_)); });
    specimens();
  }

  void specimens() {
    for (const SpecimenStatus& each : a_.status.specimens) {
      if (!each.decides) continue;
      const Specimen& specimen = case_.specimens[each.specimen];
      if (specimen.date.recorded())
        paragraph(fmt::format("This rests on your sample of {}.", specimen.date.value->text()));
    }
  }

  void offers() {
    const auto is = [](OptionState state) { return [state](const Offer& o) { return o.state == state; }; };
    const bool indicated = std::any_of(offers_.begin(), offers_.end(), is(OptionState::Indicated));
    const bool possible = std::any_of(offers_.begin(), offers_.end(), is(OptionState::Possible));
    title("MEDICINES TO ASK ABOUT");
    if (!indicated && !possible)
      paragraph(
          "By this record no HER2 medicine is approved for you right now. That can change with a new test, or "
          "when a new medicine is approved. Ask your team what else there is.");
    if (indicated) {
      paragraph(
          "These are approved for cancers like yours, by what the record says. If one is right for you is for "
          "you and your team to decide.");
      for (const Offer& offer : offers_) {
        if (offer.state == OptionState::Indicated) this->offer(offer);
      }
    }
    if (possible) {
      paragraph(indicated ? "These might fit as well. The record does not say enough to tell:"
                          : "These might fit. The record does not say enough to tell:");
      for (const Offer& offer : offers_) {
        if (offer.state == OptionState::Possible) this->offer(offer);
      }
    }
  }

  void offer(const Offer& offer) {
    const kb::Indication& indication = *offer.indication;
    const PatientText* use = offer.use;
    const PatientText* medicine = kb::medicineText(p_.knowledge, indication.drug, day_);
    line();
    const std::string partners = partnersOf(indication);
    paragraph(fmt::format("* {}{}{}", nameOf(indication.drug), partners.empty() ? "" : " with ", partners));
    if (use != nullptr)
      paragraph(fmt::format("For {}. Approved in: {}.", use->title, fmt::join(offer.regions, ", ")), "    ");
    if (use != nullptr) say(*use, "    ");
    const bool firstTime = medicine != nullptr && told_.insert(medicine->id).second;
    if (firstTime) say(*medicine, "    ");
    if (firstTime && !medicine->report.empty()) {
      paragraph("Tell your team the same day:", "    ");
      for (const std::string& each : medicine->report) item(each, "      ");
    }
    missing(offer);
    checks(offer);
  }

  void missing(const Offer& offer) {
    std::vector<std::string> named;
    for (const std::string& each : offer.missing) {
      if (const PatientText* text = kb::checkText(p_.knowledge, each, day_)) addNew(named, {text->title});
    }
    if (!named.empty()) paragraph(fmt::format("A test that would tell: {}.", fmt::join(named, ", ")), "    ");
    if (offer.state == OptionState::Possible && named.size() < offer.missing.size())
      paragraph("Some facts about you are not in the record. Ask your team what they need to know.", "    ");
  }

  void checks(const Offer& offer) {
    std::vector<std::string> named;
    for (const std::string& each : offer.baselineDue) {
      const PatientText* text = kb::checkText(p_.knowledge, each, day_);
      addNew(named, {text == nullptr ? each : text->title});
    }
    if (!named.empty())
      paragraph(fmt::format("Before the first dose, not yet in the record: {}.", fmt::join(named, ", ")), "    ");
  }

  /// "trastuzumab deruxtecan (Enhertu)"
  std::string nameOf(const std::string& id) const {
    for (const kb::DrugEntry& drug : p_.knowledge.drugs) {
      if (drug.id == id)
        return drug.brands.empty() ? drug.title : fmt::format("{} ({})", drug.title, fmt::join(drug.brands, ", "));
    }
    const auto found = p_.knowledge.vocabulary.findDrug(id);
    return found ? p_.knowledge.vocabulary.drug(*found).title : id;
  }

  std::string partnersOf(const kb::Indication& indication) const {
    std::vector<std::string> partners;
    for (const std::string& drug : indication.regimen) {
      if (drug == indication.drug) continue;
      const auto found = p_.knowledge.vocabulary.findDrug(drug);
      // What is only named by its class has a title that says "not specified".
      const std::string name = found ? p_.knowledge.vocabulary.drug(*found).title : drug;
      partners.push_back(name.substr(0, name.find(',')));
    }
    return fmt::format("{}", fmt::join(partners, " and "));
  }

  void tests() {
    std::vector<std::string> lines;
    for (const SpecimenStatus& each : a_.status.specimens) {
      if (!each.decides) continue;
      each.owed.forEach([&](unsigned code) {
        const PatientText* text = kb::checkText(p_.knowledge, p_.domainOf("status.owed")[code].code, day_);
        if (text != nullptr) addNew(lines, {fmt::format("{}: {}", text->title, fmt::join(text->say, " "))});
      });
    }
    list("TESTS STILL OWED", lines);
  }

  void questions() {
    bool first = true;
    for (const PatientText* text : kb::textsOf(p_.knowledge, PatientPart::Question, day_)) {
      if (!isFor(*text)) continue;
      if (first) title("QUESTIONS PEOPLE ASK");
      first = false;
      paragraph(text->title);
      say(*text, "    ");
    }
  }

  void limits() {
    for (const PatientText* text : kb::textsOf(p_.knowledge, PatientPart::Limits, day_)) {
      title("WHAT THIS PAGE IS");
      say(*text);
    }
  }

  void sources() {
    if (cited_.empty()) return;
    title("WHERE THIS COMES FROM");
    for (std::size_t i = 0; i < cited_.size(); ++i) {
      const kb::Source* source = p_.knowledge.findSource(cited_[i]);
      if (source == nullptr) continue;
      line(fmt::format("  [{}] {}{}{}, {} {}", i + 1, source->body, source->body.empty() ? "" : ": ", source->title,
                       source->date ? source->date->text() : "no date", source->url));
    }
  }

  const Presenter& p_;
  const Case& case_;
  const Assessment& a_;
  Date day_;
  std::vector<Offer> offers_;
  std::set<std::string> drugs_;  ///< classes of the patient's medicines, their ids among them
  std::set<std::string> told_;   ///< texts of medicines that have been printed
  std::vector<std::string> asks_;
  std::vector<std::string> cited_;
  std::string out_;
};

}  // namespace

std::string patientPage(const Presenter& presenter, const Case& record, const Assessment& assessment) {
  return PatientPage(presenter, record, assessment).write();
}

}  // namespace her2::present
