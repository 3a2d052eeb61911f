// The member `benefit.predict` of assessment JSON (docs/benefit.md). Survival and gain are lists: one number is exact,
// two are the least and the greatest still possible.
#pragma once

#include <cmath>
#include <string_view>

#include "present/json_members.h"
#include "present/presenter.h"

namespace her2::present {

/// Nine decimals, intervals rounded outward: the last digits of exp and log differ between machines.
inline constexpr double predictDecimals = 1e9;

template <class Writer>
class PredictionsJson : private JsonMembers<Writer> {
  using Base = JsonMembers<Writer>;
  using Base::key;
  using Base::member;
  using Base::string;
  using Base::strings;
  using Base::w_;

 public:
  PredictionsJson(const Presenter& presenter, Writer& writer) : Base(writer), p_(presenter) {}

  void write(const Assessment& assessment) {
    key("predict");
    w_.StartArray();
    for (const Prediction& each : assessment.benefit.predictions) prediction(each);
    w_.EndArray();
  }

 private:
  void numbers(std::string_view name, const std::vector<Interval>& byHorizon) {
    key(name);
    w_.StartArray();
    for (const Interval& each : byHorizon) {
      w_.StartArray();
      if (each.isPoint()) {
        w_.Double(std::round(each.lo() * predictDecimals) / predictDecimals);
      } else {
        w_.Double(std::floor(each.lo() * predictDecimals) / predictDecimals);
        w_.Double(std::ceil(each.hi() * predictDecimals) / predictDecimals);
      }
      w_.EndArray();
    }
    w_.EndArray();
  }

  void prediction(const Prediction& each) {
    const kb::PredictModel& model = p_.knowledge.predictModels[each.model];
    w_.StartObject();
    member("model", model.id);
    member("version", model.version);
    member("state", each.answered() ? "answered" : each.refused.empty() ? "not-known" : "refused");
    strings("refused", each.refused);
    strings("missing", each.missing);
    strings("open", each.open);
    inputs(each);
    sources(model);
    caveats(each);
    key("horizons");
    w_.StartArray();
    for (const unsigned years : model.horizons) w_.Uint(years);
    w_.EndArray();
    if (each.answered()) answer(model, each);
    w_.EndObject();
  }

  void inputs(const Prediction& each) {
    key("inputs");
    w_.StartArray();
    for (const PredictInputValue& input : each.inputs) {
      w_.StartObject();
      member("fact", input.fact);
      key("value");
      input.value.empty() ? void(w_.Null()) : string(input.value);
      if (!input.origin.empty()) member("origin", input.origin);
      key("averaged");
      w_.Bool(input.averaged);
      w_.EndObject();
    }
    w_.EndArray();
  }

  void sources(const kb::PredictModel& model) {
    key("sources");
    w_.StartArray();
    for (const std::string& id : model.sources) {
      const kb::Source* source = p_.knowledge.findSource(id);
      w_.StartObject();
      member("source", id);
      if (source != nullptr) member("grade", kb::gradeName(source->grade));
      w_.EndObject();
    }
    w_.EndArray();
  }

  void caveats(const Prediction& each) {
    key("caveats");
    w_.StartArray();
    for (const std::string& id : each.caveats) {
      const kb::Text* text = p_.knowledge.findText(id);
      w_.StartObject();
      member("id", id);
      if (text != nullptr) {
        member("text", text->say);
        strings("sources", text->sources);
      }
      w_.EndObject();
    }
    w_.EndArray();
  }

  void answer(const kb::PredictModel& model, const Prediction& each) {
    key("surgeryOnly");
    w_.StartObject();
    numbers("survival", each.surgeryOnly);
    strings("caveats", each.caveats);
    w_.EndObject();
    key("plans");
    w_.StartArray();
    for (const PredictedPlan& plan : each.plans) {
      w_.StartObject();
      member("id", model.plans[plan.plan].id);
      member("title", model.plans[plan.plan].title);
      key("steps");
      w_.StartArray();
      for (const PredictedStep& step : plan.steps) {
        w_.StartObject();
        member("treatment", model.treatments[step.treatment].id);
        numbers("survival", step.survival);
        numbers("gain", step.gain);
        strings("caveats", each.caveats);
        w_.EndObject();
      }
      w_.EndArray();
      w_.EndObject();
    }
    w_.EndArray();
  }

  const Presenter& p_;
};

template <class Writer>
void writePredictions(const Presenter& presenter, const Assessment& assessment, Writer& writer) {
  PredictionsJson<Writer>(presenter, writer).write(assessment);
}

}  // namespace her2::present
