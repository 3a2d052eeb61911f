// Assessment JSON. RapidJSON's writer keeps the order of the calls, so the same assessment gives the same bytes.
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>

#include "present/evidence_json.h"
#include "present/json_members.h"
#include "present/knowledge_layers.h"
#include "present/predict_json.h"
#include "present/presenter.h"
#include "present/ranking_json.h"
#include "present/safety_json.h"
#include "present/trace_sections.h"

namespace her2::present {
namespace {

using rapidjson::StringBuffer;

template <class Writer>
class JsonAssessment : private JsonMembers<Writer> {
  using Base = JsonMembers<Writer>;
  using Base::key;
  using Base::member;
  using Base::string;
  using Base::strings;
  using Base::w_;

 public:
  JsonAssessment(const Presenter& presenter, const Case& record, const Assessment& assessment, Writer& writer)
      : Base(writer), p_(presenter), case_(record), a_(assessment) {}

  void write(const std::string& inputHash, bool withTrace) {
    full_ = withTrace;
    w_.StartObject();
    member("case", a_.caseId);
    member("asOf", p_.asOf.text());
    key("regions");
    w_.StartArray();
    for (const std::uint16_t region : p_.regions) string(p_.knowledge.regions[region].id);
    w_.EndArray();
    key("knowledge");
    w_.StartObject();
    member("release", p_.knowledge.release.version);
    member("hash", p_.knowledge.hash);
    writeLayers(p_.knowledge, w_);
    reviews();
    w_.EndObject();
    member("engine", engineVersion());
    member("inputHash", inputHash);
    status();
    options();
    EvidenceJson(p_, a_, w_).guidelines();
    key("benefit");
    w_.StartObject();
    writePredictions(p_, a_, w_);
    w_.EndObject();
    safety();
    nextTests();
    strings("assumptions", a_.assumptions);
    warnings();
    if (withTrace) trace();
    w_.EndObject();
  }

 private:
  void codes(std::string_view name, const Domain& domain, CodeSet set) {
    key(name);
    w_.StartArray();
    set.forEach([&](unsigned code) { string(domain[code].code); });
    w_.EndArray();
  }

  void reviews() {
    key("reviewDue");
    w_.StartArray();
    for (const kb::Review& review : p_.overdue()) {
      w_.StartObject();
      member("what", review.what);
      member("by", review.by.text());
      w_.EndObject();
    }
    w_.EndArray();
  }

  void status() {
    const Status& status = a_.status;
    key("status");
    w_.StartObject();
    codes("result", p_.domainOf("status.result"), status.result);
    codes("class", p_.domainOf("status.class"), status.her2Class);
    key("ruleSet");
    if (status.ruleSet.isSingle()) {
      string(p_.domainOf("reported.rule-set")[status.ruleSet.single()].code);
    } else {
      w_.Null();
    }
    codes("mutation", p_.domainOf("tumour.erbb2-mutation"), status.mutation);
    codes("alterations", p_.domainOf("tumour.erbb2-alterations"), status.alterations);
    key("specimens");
    w_.StartArray();
    for (const SpecimenStatus& each : status.specimens) specimen(each);
    w_.EndArray();
    strings("flags", status.flags);
    key("retest");
    CodeSet retest;
    for (const SpecimenStatus& each : status.specimens) retest |= each.retest;
    w_.StartArray();
    retest.forEach([&](unsigned code) { string(p_.domainOf("status.retest")[code].code); });
    w_.EndArray();
    w_.EndObject();
  }

  void specimen(const SpecimenStatus& each) {
    const Specimen& specimen = case_.specimens[each.specimen];
    w_.StartObject();
    member("id", specimen.id.value);
    if (specimen.date.recorded()) member("date", specimen.date.value->text());
    if (specimen.site.value.isSingle()) member("site", p_.domainOf("specimen.site")[specimen.site.value.single()].code);
    key("tested");
    w_.Bool(each.tested);
    key("decides");
    w_.Bool(each.decides);
    codes("result", p_.domainOf("status.result"), each.result);
    codes("class", p_.domainOf("status.class"), each.her2Class);
    codes("ihcScore", p_.domainOf("ihc.score"), each.ihcScore);
    codes("ishGroup", p_.domainOf("ish.group"), each.ishGroup);
    codes("owed", p_.domainOf("status.owed"), each.owed);
    strings("missing", each.missing);
    codes("comments", p_.domainOf("status.comments"), each.comments);
    codes("flags", p_.domainOf("status.flags"), each.flags);
    codes("retest", p_.domainOf("status.retest"), each.retest);
    codes("criteria", p_.domainOf("status.criteria"), each.criteria);
    if (each.ofItsDay) {
      key("ofItsDay");
      w_.StartObject();
      const CodeSet ruleSet = each.ofItsDay->ruleSet;
      key("ruleSet");
      if (ruleSet.isSingle()) {
        string(p_.domainOf("reported.rule-set")[ruleSet.single()].code);
      } else {
        w_.Null();
      }
      member("ruleSetBasis", each.ofItsDay->stated ? "stated" : "inferred-by-date");
      codes("result", p_.domainOf("status.result"), each.ofItsDay->result);
      codes("class", p_.domainOf("status.class"), each.ofItsDay->her2Class);
      w_.EndObject();
    }
    w_.EndObject();
  }

  void options() {
    key("options");
    w_.StartArray();
    for (const Option& option : a_.options) {
      if (p_.shows(option)) this->option(option);
    }
    w_.EndArray();
  }

  void option(const Option& option) {
    const kb::Indication& indication = p_.knowledge.indications[option.indication];
    w_.StartObject();
    member("id", p_.optionId(option));
    member("region", p_.knowledge.regions[option.region].id);
    strings("regimen", indication.regimen);
    member("population", indication.population);
    member("state", stateName(option.state));
    member("safety", safetyOf(a_, option));
    strings("safetyRules", option.safetyRules);
    RankingJson(p_, a_, w_).rank(option, full_);
    member("basis", indication.basis);
    strings("missing", option.missing);
    key("failed");
    w_.StartArray();
    for (const std::uint16_t criterion : option.failed) string(indication.criteria[criterion].say);
    w_.EndArray();
    strings("baselineDue", option.baselineDue);
    key("approvals");
    w_.StartArray();
    for (const std::uint16_t index : option.approvals) approval(indication.approvals[index]);
    w_.EndArray();
    RankingJson(p_, a_, w_).benefit(option);
    EvidenceJson(p_, a_, w_).option(option, full_);
    w_.EndObject();
  }

  void approval(const kb::Approval& approval) {
    w_.StartObject();
    member("agency", approval.agency);
    member("date", approval.date.text());
    member("kind", approval.kind);
    member("source", approval.source);
    if (const kb::Source* source = p_.knowledge.findSource(approval.source)) {
      member("grade", kb::gradeName(source->grade));
      if (!source->url.empty()) member("url", source->url);
    }
    w_.EndObject();
  }

  void safety() {
    key("safety");
    w_.StartObject();
    std::vector<std::string> due;
    for (const Option& option : a_.options) {
      if (option.state == OptionState::NotIndicated || !p_.shows(option)) continue;
      for (const std::string& check : option.baselineDue) {
        if (std::find(due.begin(), due.end(), check) == due.end()) due.push_back(check);
      }
    }
    SafetyJson<Writer>(p_, w_).members(a_.safety, due);
    w_.EndObject();
  }

  void nextTests() {
    key("nextTests");
    w_.StartArray();
    for (const NextTest& test : a_.nextTests) {
      if (showsTest(p_, a_, test)) nextTest(test);
    }
    w_.EndArray();
  }

  void nextTest(const NextTest& test) {
    std::vector<std::string> decides;
    for (const std::uint32_t index : test.decides) {
      const Option& option = a_.options[index];
      if (p_.shows(option)) decides.push_back(p_.optionId(option) + "@" + p_.knowledge.regions[option.region].id);
    }
    w_.StartObject();
    member("test", test.test);
    member("title", factTitle(p_, test.test));
    strings("decides", decides);
    key("outcomes");
    w_.StartArray();
    for (const NextOutcome& outcome : test.outcomes)
      this->outcome(p_.knowledge.obtainables[*test.obtainable].outcomes[outcome.outcome], outcome);
    w_.EndArray();
    w_.EndObject();
  }

  void outcome(const kb::TestOutcome& described, const NextOutcome& outcome) {
    w_.StartObject();
    member("if", described.say);
    member("then", outcomeText(p_, a_, outcome));
    strings("set", outcome.set);
    codes("result", p_.domainOf("status.result"), outcome.result);
    codes("class", p_.domainOf("status.class"), outcome.her2Class);
    codes("owed", p_.domainOf("status.owed"), outcome.owed);
    for (const auto& [name, state] :
         {std::pair("indicated", OptionState::Indicated), std::pair("possible", OptionState::Possible),
          std::pair("notIndicated", OptionState::NotIndicated)}) {
      std::vector<std::string> ids;
      for (const OptionChange& change : outcome.changes) {
        if (change.after != state || std::find(p_.regions.begin(), p_.regions.end(), change.region) == p_.regions.end())
          continue;
        const kb::Indication& indication = p_.knowledge.indications[change.indication];
        ids.push_back(indication.drug + "/" + indication.id + "@" + p_.knowledge.regions[change.region].id);
      }
      strings(name, ids);
    }
    key("howOften");
    w_.StartArray();
    for (const std::uint16_t index : outcome.howOften) frequency(described.often[index]);
    w_.EndArray();
    w_.EndObject();
  }

  void frequency(const kb::Frequency& often) {
    w_.StartObject();
    key("percent");
    w_.Double(often.percent);
    if (often.interval) {
      key("ci");
      w_.StartArray();
      w_.Double(often.interval->lo());
      w_.Double(often.interval->hi());
      w_.EndArray();
    }
    member("of", often.of);
    member("source", often.source);
    if (const kb::Source* source = p_.knowledge.findSource(often.source)) member("grade", kb::gradeName(source->grade));
    w_.EndObject();
  }

  void warnings() {
    key("warnings");
    w_.StartArray();
    if (const std::string review = reviewWarning(p_.overdue()); !review.empty())
      string("warning: old knowledge: " + review);
    for (const Problem& problem : a_.warnings) string(problem.text());
    w_.EndArray();
  }

  void trace() {
    key("trace");
    w_.StartObject();
    for (const TraceSection* section : sectionsShown(p_, a_)) {
      key(section->title);
      w_.StartArray();
      for (const TraceLine& line : section->lines) {
        w_.StartObject();
        member("rule", line.rule);
        member("place", line.place);
        member("outcome", line.outcome);
        member("says", line.says);
        strings("because", line.because);
        strings("sources", line.sources);
        w_.EndObject();
      }
      w_.EndArray();
    }
    w_.EndObject();
  }

  const Presenter& p_;
  const Case& case_;
  const Assessment& a_;
  bool full_ = false;  ///< results of trials, and the trace
};

}  // namespace

std::string assessmentJson(const Presenter& presenter, const Case& record, const Assessment& assessment,
                           const std::string& inputHash, bool pretty) {
  StringBuffer buffer;
  if (pretty) {
    rapidjson::PrettyWriter<StringBuffer> writer(buffer);
    writer.SetIndent(' ', 2);
    writer.SetFormatOptions(rapidjson::kFormatSingleLineArray);
    JsonAssessment(presenter, record, assessment, writer).write(inputHash, true);
  } else {
    rapidjson::Writer<StringBuffer> writer(buffer);
    JsonAssessment(presenter, record, assessment, writer).write(inputHash, false);
  }
  return {buffer.GetString(), buffer.GetSize()};
}

void appendProblemLine(const Problem& problem, std::string_view record, std::string& out) {
  StringBuffer buffer;
  rapidjson::Writer<StringBuffer> writer(buffer);
  const auto member = [&](const char* key, std::string_view text) {
    writer.Key(key);
    writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  };
  writer.StartObject();
  member("severity", problem.severity == Severity::Error ? "error" : "warning");
  member("code", problem.code);
  if (!record.empty()) member("case", record);
  member("where", problem.where);
  member("message", problem.message);
  if (!problem.remedy.empty()) member("remedy", problem.remedy);
  writer.EndObject();
  out.append(buffer.GetString(), buffer.GetSize());
  out.push_back('\n');
}

}  // namespace her2::present
